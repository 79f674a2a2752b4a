# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Folkmoot costs, measured beside its peers in the same run: `python -m benchmarks`."""

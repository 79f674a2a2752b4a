# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat networks, each in a folder of its own that knows nothing of the others."""

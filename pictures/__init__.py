# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pictures of the README, taken anew from the real program: `python -m pictures`."""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of the game: pure functions over frozen words; no clock, no I/O, no free text."""

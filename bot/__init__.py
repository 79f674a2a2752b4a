# SPDX-License-Identifier: AGPL-3.0-or-later
"""Folkmoot: a chat bot with which a community governs itself."""

__version__ = "0.1.0"

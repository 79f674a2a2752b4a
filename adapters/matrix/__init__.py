# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Matrix network: one account on one homeserver, followed with a loop of its own."""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: one file a command, each loaded only when it is used."""

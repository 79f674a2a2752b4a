# SPDX-License-Identifier: AGPL-3.0-or-later
"""The console as a chat network: for the demo, for scripts, and for dialogs as tests."""

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bot says: neutral cards in every language, and the words people type."""

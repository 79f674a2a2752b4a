# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much fits where on Discord, and cutting to it. Discord counts in UTF-16 units."""

from bot.words.shortening import safe_cut

CONTENT = 2000
"""A message's text."""

DESCRIPTION = 4096
"""An embed's description."""

EMBEDS = 6000
"""All letters of a message's embeds together."""

ALT = 1024
"""The description of an attached file."""

LABEL = 80
"""What a button shows."""

CUSTOM_ID = 100
"""What a button carries."""

MODAL_TITLE = 45
"""What stands above a form, and the label of a field in it."""

DESCRIBED = 100
"""What is said of a command or one of its options, or of a field in a form."""

THREAD_NAME = 100
"""What a thread, or a post in a forum, is called."""

CHOICE = 100
"""A suggestion while somebody types a command, and what it stands for."""

CHOICES = 25
"""So many suggestions at a time."""

REACTIONS = 20
"""So many different emoji under one message."""

NONCE = 25
"""The key by which Discord tells a message that was sent twice."""


def units(text: str) -> int:
    """The length of a text as Discord counts it."""
    return len(text) + sum(char > "\uffff" for char in text)


def clipped(text: str, limit: int) -> str:
    """A text that fits, with an ellipsis where something is left out."""
    if units(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and units(text[:end]) > limit - 1:
        end -= 1
    return text[: safe_cut(text, end)].rstrip() + "…"

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message's key where people don't see it and Discord keeps it.

Discord forgets a send's nonce after some minutes, and shows it in no listing. So that a send
whose answer was lost with the power is never made twice, the text of each message ends with 48 bits
of its key, in characters that have no width and no sound. Only the bot's own messages are searched
for them, and people's words can't hold them: they are taken out before anything is shown.
"""

import hashlib

_SIGNS = "\u200b\u200c\u2060\u2063"
"""Zero-width space and non-joiner, word joiner, invisible separator: two bits each."""

_BITS = 48
LENGTH = 1 + _BITS // 2
"""Characters of an imprint. The first is a space, for a sign before it may be the end of bold."""


def _digest(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[: _BITS // 8])


def imprint(key: str) -> str:
    """What the text of a message with this key ends with."""
    bits = _digest(key)
    return " " + "".join(_SIGNS[bits >> shift & 3] for shift in range(_BITS - 2, -1, -2))


def bears(text: str, key: str) -> bool:
    """Whether a text ends with the imprint of this key."""
    return text.endswith(imprint(key))


def nonce(*parts: object) -> str:
    """25 characters by which Discord itself knows a send that comes twice within minutes."""
    return hashlib.sha256("\x00".join(map(str, parts)).encode()).hexdigest()[:25]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""People's words made harmless for a line of text: nothing invisible, nothing that reorders.

A title with a line break in it could fake a second card; a bidirectional override could turn
"not passed" around; a tower of combining marks covers its neighbours. What is left is what a
reader sees.
"""

import re
import unicodedata

_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by category, yet look like nothing
_JOINERS = frozenset("\u200c\u200d")  # needed in Persian, Hindi and emoji; never after ASCII
_BREAKS = "\t\n\r\v\f\x85"
_MOST_MARKS = 4  # more combining marks than any language stacks on one letter
_ENDINGS = frozenset(".!?…:;。！？؟।")  # noqa: RUF100
_CLOSERS = "\"'”’“»«)]"


def _kept(char: str, before: str) -> str:
    category = unicodedata.category(char)
    if char in _BLANKS or category in {"Zs", "Zl", "Zp"} or char in _BREAKS:
        return " "
    if char in _JOINERS:
        return char if before and not before.isascii() else ""
    if category == "Cs":
        return "\ufffd"
    return "" if category in {"Cc", "Cf", "Co"} else char


def heard(text: str) -> str:
    """What can be kept of a text as it came: no half characters, no control characters.

    Some clients send a character beyond the first 65,536 as two halves; whole pairs are joined.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return "".join(char for char in whole if char in _BREAKS or unicodedata.category(char) != "Cc")


def tame(text: str, limit: int | None = None) -> str:
    """The words on one line, without invisible or reordering characters, cut at `limit`."""
    line = " ".join(text.split()) if text.isascii() and text.isprintable() else _tamed(text)
    if limit is not None and len(line) > limit:
        return line[: limit - 1].rstrip() + "…"
    return line


def _tamed(text: str) -> str:
    out: list[str] = []
    marks = 0
    for char in text:
        kept = _kept(char, out[-1] if out else "")
        marks = marks + 1 if kept and unicodedata.category(kept) in {"Mn", "Me"} else 0
        if kept and marks <= _MOST_MARKS and (out or not marks):
            out.append(kept)
    return re.sub(" +", " ", "".join(out)).strip()


def ended(text: str) -> bool:
    """Whether the words already close a sentence, so that no full stop belongs after them."""
    return text.rstrip(_CLOSERS)[-1:] in _ENDINGS


def reads_rightward(text: str) -> bool:
    """Whether letters written from right to left occur, which would pull their neighbours along."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person meant to say: a message's text without what clients wrap around it."""

import html
import re
from urllib.parse import unquote

from adapters.matrix.contents import Message, Words, localpart

_FALLBACK = re.compile(r"> (?:\* )?<@[^>\n]*>")
_PILL = re.compile(r'<a href="https://matrix\.to/#/((?:@|%40)[^"?/]+)[^"]*">([^<]*)</a>')
_AFTER_NAME = re.compile(r"[ \t]*[:,]?\s*")


def without_fallback(body: str) -> str:
    """A reply without the quoted lines that older clients put before it."""
    if not _FALLBACK.match(body):
        return body
    lines = body.split("\n")
    quoted = next((i for i, line in enumerate(lines) if not line.startswith(">")), len(lines))
    rest = lines[quoted:]
    return "\n".join(rest[1:] if rest and not rest[0].strip() else rest)


def with_ids(body: str, formatted: str | None) -> str:
    """The text with the ids of people in place of the names that their pills show."""
    if not formatted or "matrix.to/#/" not in formatted:
        return body
    position = 0
    for link, shown in _PILL.findall(formatted):
        user_id, name = unquote(link), html.unescape(shown)
        start = body.find(name, position) if name else -1
        if start < 0:
            continue
        if name != user_id:
            body = body[:start] + user_id + body[start + len(name) :]
        position = start + len(user_id)
    return body


def spoken(message: Message | Words, *, reply: bool) -> str:
    """The words of a message, as its sender meant them."""
    body = message.body or ""
    if reply:
        body = without_fallback(body)
    return with_ids(body, message.formatted_body)


class Ear:
    """Hears whether a text begins by calling the bot."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id

    def cut(self, text: str, message: Message, name: str | None) -> tuple[str, bool]:
        """The text after the bot's name, and whether it stood there.

        A bare name counts where the message also says that it mentions the bot; else the name
        needs a colon or comma behind it. Answering the bot's message mentions it too, so a
        mention alone means nothing.
        """
        start = text.lstrip()
        local = localpart(self._user_id)
        mentioned = message.mentions is not None and self._user_id in message.mentions.user_ids
        for called in (self._user_id, f"@{local}", f"@{name}" if name else "", name or "", local):
            if not called or not start.casefold().startswith(called.casefold()):
                continue
            rest = start[len(called) :]
            if rest[:1].isalnum():
                continue
            sign = _AFTER_NAME.match(rest)
            cut = sign.group() if sign else ""
            pointed = ":" in cut or "," in cut
            if pointed or mentioned or called == self._user_id:
                return rest[len(cut) :], True
        return text, False

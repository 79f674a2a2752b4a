# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outgoing messages as the content of Matrix events, and the ids under which they are sent."""

import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from adapters.matrix.render import html_of, shortened
from bot.words.cards import Card, Outgoing
from bot.words.plaintext import plain

HTML = "org.matrix.custom.html"

ROOMIEST = 60_000
"""Bytes of content that leave the server space for its own fields below 64 KiB."""


def transaction(*parts: object) -> str:
    """The same parts give the same id for ever; the server sends each id only once."""
    text = "\x00".join(str(part) for part in parts)
    return "fm" + hashlib.sha256(text.encode()).hexdigest()[:40]


def bare(message_id: str) -> str:
    """A message id without the network before it."""
    return message_id.removeprefix("matrix:")


def new_message(message: Outgoing, prefix: str, *, rings: bool = False) -> dict[str, Any]:
    """The content of a message's first version.

    Servers and clients never notify anybody of an `m.notice`, whomever it mentions. So what is
    meant for somebody (`rings`, or a mention) goes as plain text, and all else as a notice.
    """

    def built(card: Card) -> dict[str, Any]:
        mentions = _mentions(card)
        content = _body(card, prefix) | _markers(message) | {"m.mentions": mentions}
        if rings or mentions:
            content["msgtype"] = "m.text"
        relates = _relation(message)
        return content | ({"m.relates_to": relates} if relates else {})

    return _fitting(message.card, built)


def changed_message(message: Outgoing, message_id: str, prefix: str) -> dict[str, Any]:
    """The content of an edit; `m.mentions` outside is empty, for edits never ping (§27)."""

    def built(card: Card) -> dict[str, Any]:
        new = _body(card, prefix) | _markers(message) | {"m.mentions": _mentions(card)}
        return {
            "msgtype": "m.notice",
            "body": f"* {new['body']}",
            "format": HTML,
            "formatted_body": f"* {new['formatted_body']}",
            "m.mentions": {},
            "m.new_content": new,
            "m.relates_to": {"rel_type": "m.replace", "event_id": bare(message_id)},
        } | _markers(message)

    return _fitting(message.card, built)


def picture_key(message: Outgoing) -> str:
    """The key of the picture that belongs to a message."""
    return f"{message.key}.picture"


def picture_message(
    message: Outgoing, message_id: str, url: str, alt: str, png: bytes
) -> dict[str, Any]:
    """The content of an event that shows a message's picture, in answer to it."""
    width, height = struct.unpack(">II", png[16:24])
    shown = replace(message, reply_to=message_id)
    return {
        "msgtype": "m.image",
        "body": alt,
        "url": url,
        "info": {"mimetype": "image/png", "size": len(png), "w": width, "h": height},
        "m.mentions": {},
        "m.relates_to": _relation(shown),
        "org.folkmoot.notice": {"key": picture_key(message)},
    }


def reaction(message_id: str, emoji: str) -> dict[str, Any]:
    """The content of a reaction."""
    relates = {"rel_type": "m.annotation", "event_id": bare(message_id), "key": emoji}
    return {"m.relates_to": relates}


def _body(card: Card, prefix: str) -> dict[str, Any]:
    return {
        "msgtype": "m.notice",
        "body": plain(card, prefix),
        "format": HTML,
        "formatted_body": html_of(card, prefix),
    }


def _markers(message: Outgoing) -> dict[str, Any]:
    marker = message.marker
    if marker is None:
        return {"org.folkmoot.notice": {"key": message.key}}
    card = {
        "commons": marker.commons,
        "number": marker.number,
        "kind": marker.kind,
        "version": marker.version,
    }
    # The key stands apart: what a card's marker holds is promised to others.
    return {"org.folkmoot.card": card, "org.folkmoot.key": message.key}


def _mentions(card: Card) -> dict[str, Any]:
    """Always sent: without it, clients would guess pings from the text."""
    meant = [name.removeprefix("matrix:") for name in card.mentions if name.startswith("matrix:")]
    return {"user_ids": meant[:5]} if meant else {}


def _relation(message: Outgoing) -> dict[str, Any] | None:
    if message.thread:
        root = bare(message.thread)
        return {
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": message.reply_to is None,
            "m.in_reply_to": {"event_id": bare(message.reply_to) if message.reply_to else root},
        }
    if message.reply_to:
        return {"m.in_reply_to": {"event_id": bare(message.reply_to)}}
    return None


def _fitting(card: Card, built: Callable[[Card], dict[str, Any]]) -> dict[str, Any]:
    content = built(card)
    letters = 16_000
    while _size(content) > ROOMIEST and letters > 100:
        content = built(shortened(card, letters))
        letters //= 2
    return content


def _size(content: dict[str, Any]) -> int:
    return len(json.dumps(content, ensure_ascii=False).encode(errors="replace"))

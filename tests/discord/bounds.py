# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discord's limits that its description leaves out, or sets wider than Discord itself does.

`broken` looks at one request's body and names each limit that it breaks. Lengths are counted in
UTF-16 units, the strictest way that there is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

CONTENT = 2000
EMBEDS = 10
EMBEDS_IN_ALL = 6000
EMBED = {"title": 256, "description": 4096}
FIELDS = 25
FIELD = {"name": 256, "value": 1024}
CUSTOM_ID = 100
LABEL = 80
ROWS, BUTTONS = 5, 5
NONCE = 25
CHOICES = 25
CHOICE = 100
MODAL_TITLE, MODAL_LABEL = 45, 45
COMMANDS, OPTIONS, COMMAND_SIZE = 100, 25, 8000
THREAD_NAME = 100
MENTIONS = 100

_MESSAGE = re.compile(r"/channels/\d+/messages(/\d+)?|/webhooks/.+")
_POST = re.compile(r"/channels/\d+(/messages/\d+)?/threads")
_CALLBACK = re.compile(r"/interactions/.+/callback")
_COMMANDS = re.compile(r"/applications/\d+(/guilds/\d+)?/commands")


def length(text: Any) -> int:
    """UTF-16 units of a text; nothing is 0."""
    return len((text or "").encode("utf-16-le")) // 2


def broken(method: str, path: str, body: Any) -> list[str]:
    """The limits that a request breaks, a sentence each."""
    return [f"{method} {path}: {problem}" for problem in _broken(method, path, body)]


def _broken(method: str, path: str, body: Any) -> Iterator[str]:
    if method not in ("POST", "PATCH", "PUT"):
        return
    if _COMMANDS.fullmatch(path) and isinstance(body, list):
        yield from _commands(body)
    elif isinstance(body, Mapping):
        if _MESSAGE.fullmatch(path):
            yield from _message(body, new=method == "POST")
        elif _POST.fullmatch(path):
            yield from _longer("the thread's name", body.get("name"), THREAD_NAME)
            if "message" in body:
                yield from _message(body["message"], new=True)
        elif _CALLBACK.fullmatch(path):
            yield from _callback(body.get("type"), body.get("data") or {})


def _longer(what: str, text: Any, limit: int) -> Iterator[str]:
    if length(text) > limit:
        yield f"{what} has {length(text)} letters, {limit} are allowed"


def _message(body: Mapping[str, Any], *, new: bool) -> Iterator[str]:
    yield from _longer("the content", body.get("content"), CONTENT)
    yield from _longer("the nonce", str(body.get("nonce") or ""), NONCE)
    embeds = body.get("embeds") or []
    yield from _embeds(embeds)
    yield from _rows(body.get("components") or [])
    shown = ("content", "embeds", "attachments", "components", "poll", "sticker_ids")
    if new and not any(body.get(part) for part in shown):
        yield "an empty message"
    if any(part in body for part in ("content", "embeds")):
        yield from _mentions(body.get("allowed_mentions"))


def _mentions(allowed: Any) -> Iterator[str]:
    """Whoever may be pinged is named; without a list Discord pings whatever the text says."""
    if allowed is None:
        yield "no allowed_mentions, so people's words could ping"
        return
    if allowed.get("parse"):
        yield f"allowed_mentions parses {allowed['parse']}"
    if allowed.get("roles"):
        yield "allowed_mentions names roles"
    if len(allowed.get("users") or []) > MENTIONS:
        yield "allowed_mentions names too many people"


def _embeds(embeds: list[Mapping[str, Any]]) -> Iterator[str]:
    total = 0
    if len(embeds) > EMBEDS:
        yield f"{len(embeds)} embeds"
    for embed in embeds:
        texts = [embed.get("title"), embed.get("description")]
        for part, limit in EMBED.items():
            yield from _longer(f"an embed's {part}", embed.get(part), limit)
        fields = embed.get("fields") or []
        if len(fields) > FIELDS:
            yield f"{len(fields)} fields in an embed"
        for field in fields:
            for part, limit in FIELD.items():
                yield from _longer(f"a field's {part}", field.get(part), limit)
                texts.append(field.get(part))
        footer, author = embed.get("footer") or {}, embed.get("author") or {}
        yield from _longer("a footer", footer.get("text"), 2048)
        yield from _longer("an author", author.get("name"), 256)
        texts += [footer.get("text"), author.get("name")]
        total += sum(map(length, texts))
    if total > EMBEDS_IN_ALL:
        yield f"embeds of {total} letters in all, {EMBEDS_IN_ALL} are allowed"


def _rows(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    plain = [row for row in rows if row.get("type") == 1]
    if len(plain) == len(rows) > ROWS:
        yield f"{len(rows)} rows of buttons"
    ids: list[str] = []
    for row in plain:
        parts = row.get("components", [])
        if len(parts) > BUTTONS:
            yield f"{len(parts)} buttons in a row"
        for part in parts:
            yield from _longer("a custom id", part.get("custom_id"), CUSTOM_ID)
            yield from _longer("a label", part.get("label"), LABEL)
            if part.get("custom_id"):
                ids.append(part["custom_id"])
            if part.get("type") == 2 and not (part.get("label") or part.get("emoji")):
                yield "a button without a label"
            if len(part.get("options") or []) > CHOICES:
                yield "a menu with more than 25 options"
    if len(set(ids)) < len(ids):
        yield f"custom ids that stand twice: {sorted(ids)}"


def _callback(kind: Any, data: Mapping[str, Any]) -> Iterator[str]:
    if kind in (4, 7):
        yield from _message(data, new=False)
    elif kind == 8:
        choices = data.get("choices") or []
        if len(choices) > CHOICES:
            yield f"{len(choices)} suggestions"
        for choice in choices:
            yield from _longer("a suggestion", choice.get("name"), CHOICE)
            yield from _longer("a suggestion's value", str(choice.get("value")), CHOICE)
            if not choice.get("name"):
                yield "a suggestion without a name"
    elif kind == 9:
        yield from _longer("a dialog's title", data.get("title"), MODAL_TITLE)
        yield from _longer("a dialog's custom id", data.get("custom_id"), CUSTOM_ID)
        for row in data.get("components") or []:
            parts = row.get("components") or [row.get("component") or {}]
            yield from _longer("a label", row.get("label"), MODAL_LABEL)
            for part in parts:
                yield from _longer("a custom id", part.get("custom_id"), CUSTOM_ID)
                yield from _longer("a label", part.get("label"), MODAL_LABEL)
                yield from _longer("a placeholder", part.get("placeholder"), 100)


def _commands(commands: list[Mapping[str, Any]]) -> Iterator[str]:
    if len(commands) > COMMANDS:
        yield f"{len(commands)} commands"
    for command in commands:
        name = command.get("name")
        size = _size(command)
        if size > COMMAND_SIZE:
            yield f"/{name} has {size} letters, {COMMAND_SIZE} are allowed"
        yield from _options(f"/{name}", command.get("options") or [])


def _options(name: str, options: list[Mapping[str, Any]]) -> Iterator[str]:
    if len(options) > OPTIONS:
        yield f"{name} has {len(options)} options"
    optional = False
    for option in options:
        if len(option.get("choices") or []) > CHOICES:
            yield f"{name} {option['name']} has more than 25 choices"
        if option.get("choices") and option.get("autocomplete"):
            yield f"{name} {option['name']} has choices and suggestions"
        if option.get("required") and optional:
            yield f"{name}: the required {option['name']} comes after an optional one"
        if option.get("type") not in (1, 2) and not option.get("required"):
            optional = True
        yield from _options(f"{name} {option['name']}", option.get("options") or [])


def _size(option: Mapping[str, Any]) -> int:
    """Letters of names, descriptions and values, the longest language of each."""
    total = 0
    for part in ("name", "description"):
        spoken = [option.get(part), *(option.get(f"{part}_localizations") or {}).values()]
        total += max(map(length, spoken))
    for choice in option.get("choices") or []:
        total += length(choice.get("name")) + length(str(choice.get("value")))
    return total + sum(map(_size, option.get("options") or []))

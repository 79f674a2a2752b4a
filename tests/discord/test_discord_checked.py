# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checks themselves: they let through what is right, and name what is wrong."""

from typing import Any

import pytest

from tests.discord.bounds import broken
from tests.discord.openapi import answer_problems, needs_description, request_problems

MESSAGES = "/channels/10/messages"
NOBODY: dict[str, Any] = {"parse": []}


def message(**parts: Any) -> dict[str, Any]:
    return {"content": "Hello", "allowed_mentions": NOBODY, "tts": False} | parts


def button(code: str, label: str = "Sound") -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": label, "custom_id": code, "disabled": False}


@needs_description
@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("POST", MESSAGES, {}, message(nonce="1", enforce_nonce=True)),
        ("POST", MESSAGES, {}, message(components=[{"type": 1, "components": [button("a")]}])),
        ("PATCH", f"{MESSAGES}/11", {}, {"content": None, "allowed_mentions": NOBODY}),
        ("PUT", f"{MESSAGES}/11/reactions/%E2%9C%85/@me", {}, None),
        ("GET", f"{MESSAGES}/11/reactions/%E2%9C%85", {"limit": "100", "type": "1"}, None),
        ("GET", "/guilds/1", {"with_counts": "1"}, None),
        ("POST", "/users/@me/channels", {}, {"recipient_id": 5}),
        ("POST", "/interactions/1/token/callback", {"with_response": "1"}, {"type": 5}),
        ("GET", "/gateway/bot", {}, None),
    ],
)
def test_what_is_right(method: str, path: str, query: dict[str, str], body: Any) -> None:
    assert request_problems(method, path, query, body) == []
    assert broken(method, path, body) == []


@needs_description
@pytest.mark.parametrize(
    ("method", "path", "query", "body", "says"),
    [
        ("POST", "/channels/10/letters", {}, message(), "not in the description"),
        ("POST", MESSAGES, {}, message(nonce="1" * 26), "$.nonce: "),
        ("POST", MESSAGES, {}, message(colour="red"), "unknown colour"),
        ("POST", MESSAGES, {}, message(embeds=[{"description": "x" * 4097}]), "too long"),
        ("POST", MESSAGES, {}, None, "no body"),
        (
            "POST",
            MESSAGES,
            {},
            message(components=[{"type": 1, "components": [button("a" * 101)]}]),
            "too long",
        ),
        ("GET", f"{MESSAGES}/11/reactions/x", {"limit": "101"}, None, "maximum of 100"),
        ("GET", f"{MESSAGES}/11/reactions/x", {"kind": "0"}, None, "unknown kind"),
        ("GET", f"{MESSAGES}/eleven/reactions/x", {}, None, "message_id=eleven"),
    ],
)
def test_what_the_description_forbids(
    method: str, path: str, query: dict[str, str], body: Any, says: str
) -> None:
    problems = request_problems(method, path, query, body)
    assert any(says in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("method", "path", "body", "says"),
    [
        ("POST", MESSAGES, message(content="x" * 2001), "2001 letters"),
        ("POST", MESSAGES, message(content="😀" * 1001), "2002 letters"),
        ("POST", MESSAGES, {"content": "@everyone"}, "no allowed_mentions"),
        ("POST", MESSAGES, message(allowed_mentions={"parse": ["users"]}), "parses"),
        ("POST", MESSAGES, message(content=""), "an empty message"),
        ("PATCH", f"{MESSAGES}/1", message(embeds=[{"description": "x" * 4000}] * 2), "8000"),
        ("POST", MESSAGES, message(embeds=[{"fields": [{"name": "a"}] * 26}]), "26 fields"),
        (
            "POST",
            MESSAGES,
            message(components=[{"type": 1, "components": [button("a"), button("a")]}]),
            "twice",
        ),
        (
            "POST",
            MESSAGES,
            message(components=[{"type": 1, "components": [button("a", "x" * 81)]}]),
            "81 letters",
        ),
        (
            "POST",
            "/interactions/1/x/callback",
            {"type": 8, "data": {"choices": [{"name": "a", "value": "a"}] * 26}},
            "26 suggestions",
        ),
        (
            "POST",
            "/interactions/1/x/callback",
            {"type": 9, "data": {"title": "x" * 46, "components": []}},
            "46 letters",
        ),
        (
            "PUT",
            "/applications/1/commands",
            [{"name": "task", "description": "x" * 100, "options": [{"name": "y" * 7900}]}],
            "8004 letters",
        ),
    ],
)
def test_limits_that_the_description_leaves_out(
    method: str, path: str, body: Any, says: str
) -> None:
    problems = broken(method, path, body)
    assert any(says in problem for problem in problems), problems


@needs_description
def test_answers_are_checked_too() -> None:
    assert answer_problems("GET", "/gateway", 200, {"url": "wss://example.org"}) == []
    assert answer_problems("GET", "/gateway", 200, {}) != []
    assert answer_problems("DELETE", f"{MESSAGES}/11", 204, None) == []
    assert answer_problems("GET", "/gateway", 404, {"code": 0, "message": "no"}) == []

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The adapter's small parts by themselves, without a server."""

import json
from datetime import UTC, datetime
from typing import Any
from unittest.mock import MagicMock

import pytest
from msgspec import Raw

from adapters.matrix.contents import Create, Message, PowerLevels, content
from adapters.matrix.handing import Handed, Handing, by_time
from adapters.matrix.power import INFINITE, Powers
from adapters.matrix.rooms import Rooms
from adapters.matrix.texts import Ear, spoken, with_ids, without_fallback
from adapters.matrix.transport import DeadTokenError, Transport, complaint, path_of
from adapters.matrix.wire import Event, decode_event, decode_page, decode_sync
from bot.service.incoming import Incoming, TypedText, made_at
from bot.service.ports import TryLaterError, UndeliverableError, UnreachableError
from tests.adapters.matrix.fakes import FakeDoor

BOT, ANA, BO = "@folkmoot:example.org", "@ana:example.org", "@bo:example.org"


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind", "after"),
    [
        (429, {}, b'{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1500}', TryLaterError, 1.5),
        (429, {"Retry-After": "7"}, b'{"retry_after_ms":1500}', TryLaterError, 7),
        (429, {"Retry-After": "soon"}, b"<html>", TryLaterError, 5),
        (429, {"Retry-After": "nan"}, b"", TryLaterError, 5),
        (502, {}, b"<html>", UnreachableError, None),
        (403, {}, b"<html>a proxy's page", UnreachableError, None),
        (500, {}, b'{"errcode":"M_UNKNOWN"}', UnreachableError, None),
        (401, {}, b'{"errcode":"M_UNKNOWN_TOKEN"}', DeadTokenError, None),
        (403, {}, b'{"errcode":"M_FORBIDDEN","error":"no"}', UndeliverableError, None),
        (404, {}, b'{"errcode":"M_NOT_FOUND"}', UndeliverableError, None),
        (413, {}, b'{"errcode":"M_TOO_LARGE"}', UndeliverableError, None),
        (404, {}, b"[]", UnreachableError, None),
    ],
)
def test_what_an_unsuccessful_answer_stands_for(
    status: int, headers: dict[str, str], body: bytes, kind: type, after: float | None
) -> None:
    error = complaint(status, headers, body)
    assert isinstance(error, kind)
    assert getattr(error, "after", None) == after


def test_paths_are_quoted() -> None:
    assert path_of("join", "#a/b:c", via=None) == "/_matrix/client/v3/join/%23a%2Fb%3Ac"
    assert path_of("sync", from_="a&b") == "/_matrix/client/v3/sync?from=a%26b"


def response(*events: Any) -> bytes:
    room = {"timeline": {"events": list(events)}}
    return json.dumps({"next_batch": "s2", "rooms": {"join": {"!r": room}}}).encode()


def test_one_strange_event_does_not_hide_the_others() -> None:
    good = {"type": "m.room.message", "sender": ANA, "content": {}, "event_id": "$1"}
    sync = decode_sync(response(good, good | {"sender": 7}, "nonsense", good | {"event_id": "$2"}))
    assert [event.event_id for event in sync.rooms.join["!r"].timeline.events] == ["$1", "$2"]
    page = decode_page(json.dumps({"chunk": [good, {"type": "x"}], "end": "t1"}).encode())
    assert len(page.chunk) == 1
    assert page.end == "t1"


def test_creators_stand_above_all_levels_from_version_12_on() -> None:
    powers = Powers()
    powers.learn_create(ANA, Create(room_version="12", additional_creators=[BO]))
    powers.levels = PowerLevels(users={BOT: 50})
    assert (powers.of(ANA), powers.of(BO), powers.of(BOT)) == (INFINITE, INFINITE, 50)
    assert powers.of("@cy:example.org") == 0
    powers.levels = PowerLevels(users_default=5)
    assert powers.of(BOT) == 5


def test_before_version_12_a_creator_is_like_anybody_once_there_are_levels() -> None:
    powers = Powers()
    powers.learn_create(ANA, Create(room_version="10"))
    assert powers.of(ANA) == 100
    powers.levels = PowerLevels()
    assert powers.of(ANA) == 0


def test_levels_written_as_text_are_understood() -> None:
    levels = content(Raw(b'{"users":{"@ana:example.org":"100"},"ban":50.0}'), PowerLevels)
    assert levels.users == {ANA: 100}
    assert levels.ban == 50


def member(user: str, membership: str, event_id: str, at: int, **more: Any) -> Event:
    return decode_event(
        json.dumps(
            {
                "type": "m.room.member",
                "state_key": user,
                "sender": user,
                "event_id": event_id,
                "origin_server_ts": at,
                "content": {"membership": membership},
                "unsigned": more,
            }
        ).encode()
    )


def test_a_stay_is_an_unbroken_row_of_joins() -> None:
    room = Rooms().enter("!r", BOT)
    room.apply(member(ANA, "join", "$1", 1000))
    joined = {"prev_content": {"membership": "join"}, "replaces_state": "$1"}
    room.apply(member(ANA, "join", "$2", 2000, **joined))
    assert (room.members[ANA].since, room.members[ANA].exact) == (1000, True)
    room.apply(member(ANA, "leave", "$3", 3000))
    left = {"prev_content": {"membership": "leave"}, "replaces_state": "$3"}
    room.apply(member(ANA, "join", "$4", 4000, **left))
    assert (room.members[ANA].since, room.members[ANA].exact) == (4000, True)
    room.apply(member(BO, "join", "$6", 6000, **joined))
    assert not room.members[BO].exact


def test_reply_fallbacks() -> None:
    assert without_fallback("> <@a:b> hi\n> there\n\nclaim") == "claim"
    assert without_fallback("> * <@a:b> waves\n\nclaim\nnow") == "claim\nnow"
    assert without_fallback("> a quote of my own\n\nclaim") == "> a quote of my own\n\nclaim"
    assert without_fallback("claim") == "claim"


def test_pills_become_the_ids_of_people() -> None:
    html = (
        'with:<a href="https://matrix.to/#/@bo:example.org">Bo</a>,'
        '<a href="https://matrix.to/#/%40cy%3Aexample.org?via=x">Bo</a>'
    )
    assert with_ids("with:Bo,Bo", html) == "with:@bo:example.org,@cy:example.org"
    assert with_ids("nothing", None) == "nothing"


@pytest.mark.parametrize(
    ("body", "mentions", "cut", "addressed"),
    [
        ("folkmoot: help", False, "help", True),
        ("Folkmoot, help", False, "help", True),
        ("@folkmoot: help", False, "help", True),
        (f"{BOT} help", False, "help", True),
        ("The Moot: help", False, "help", True),
        ("The Moot help", True, "help", True),
        ("The Moot help", False, "The Moot help", False),
        ("folkmooting: help", True, "folkmooting: help", False),
        ("help", True, "help", False),
        ("", True, "", False),
    ],
)
def test_calling_by_name(body: str, mentions: bool, cut: str, addressed: bool) -> None:  # noqa: FBT001
    raw: dict[str, Any] = {"msgtype": "m.text", "body": body}
    if mentions:
        raw["m.mentions"] = {"user_ids": [BOT]}
    message = content(Raw(json.dumps(raw).encode()), Message)
    text = spoken(message, reply=False)
    assert Ear(BOT).cut(text, message, "The Moot") == (cut, addressed)


def test_after_an_absence_inputs_go_by_time_and_no_clock_leads_out_of_the_absence() -> None:
    def said(name: str, minute: int) -> Incoming:
        return Incoming(name, "matrix:@bo", "matrix:!a", TypedText(name), sent_at=at(minute))

    def at(minute: int) -> datetime:
        return datetime(2026, 11, 1, 12, minute, tzinfo=UTC)

    rooms = [[said("b", 20), said("d", 5), said("e", 59)], [said("a", 1), said("c", 21)]]
    heard = [(one.source_id, one.sent_at) for one in by_time(rooms, at(10), at(30))]
    assert heard == [
        ("a", at(10)),
        ("b", at(20)),
        ("d", at(20)),
        ("c", at(21)),
        ("e", at(30)),
    ]


async def test_a_closed_transport_opens_no_connection() -> None:
    transport = Transport("http://127.0.0.1:9")
    with pytest.raises(UnreachableError):
        await transport.call("GET", "/")
    assert transport._http.client_session is not None
    await transport.close()
    with pytest.raises(UnreachableError, match="stopping"):
        await transport.call("GET", "/")
    assert transport._http.client_session is None


async def test_s18_what_is_handed_in_again_was_made_when_it_came() -> None:
    at = datetime(2026, 3, 1, 8, tzinfo=UTC)
    vote = Incoming("matrix:$1", "matrix:@bo:x", "matrix:!red", TypedText("vote 1 yes"), sent_at=at)
    door = FakeDoor(broken=1)
    handing = Handing(*[MagicMock()] * 5)
    await handing.settle(door, [Handed(vote, await door.receive(vote))])
    assert [made_at(one) for one in door.received] == [at]

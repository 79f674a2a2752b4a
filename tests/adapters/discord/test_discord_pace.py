# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discord's limits: kept by themselves, and when they are met, only what must wait waits."""

import time
from datetime import timedelta

import pytest
from discord.utils import time_snowflake, utcnow

from adapters.discord import errors, pace
from adapters.discord.pace import EditPace, Guard
from bot.service.ports import NotYetError, SignInError, TryLaterError
from tests.adapters.discord.double_rig import rig_on_double, until

POLL = "!poll new Lanterns in the yard?"
EDIT = r"PATCH /channels/\d+/messages/\d+$"


async def test_a_limited_edit_holds_up_no_new_card() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        limited = rig.discord.faults.limit(EDIT, 8.0)
        await rig.bo.reacts(card, "👍")
        await until(lambda: limited.happened)
        began = time.monotonic()
        await rig.ana.says(rig.room, "!poll new Benches too?")
        await rig.card(2)
        assert time.monotonic() - began < 6
        await until(lambda: "1 yes" in card.text)


async def test_a_long_limit_of_one_card_is_no_limit_of_the_others() -> None:
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        limited = rig.discord.faults.limit(EDIT, 45.0)
        await rig.bo.reacts(card, "👍")
        await until(lambda: limited.happened)
        await rig.ana.says(rig.room, "!poll new Benches too?")
        await rig.card(2)


async def test_an_old_card_that_discord_wants_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "OLD_EDIT_WAIT", 1.0)
    monkeypatch.setattr(pace, "OLD_EDIT_EVERY", 0.5)
    async with rig_on_double() as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        card.sent_at -= timedelta(hours=2)
        slow = rig.discord.limits.old_edits
        slow.allowed, slow.bare, slow.window = 0, True, 60.0
        await rig.bo.reacts(card, "👍")
        await until(lambda: rig.discord.ledger.edits)
        slow.allowed = None
        await until(lambda: "1 yes" in card.text)


async def test_two_shards_are_as_good_as_one() -> None:
    async with rig_on_double(shards=2) as rig:
        await rig.ana.says(rig.room, POLL)
        card = await rig.card(1)
        await rig.bo.reacts(card, "👍")
        await rig.shows(1, "yes")
        # The library opens its shards one after the other, five seconds apart.
        await until(lambda: rig.discord.gateway.identified == 2, 40)
        rig.discord.gateway.cut()
        await rig.cy.reacts(card, "👎")
        await rig.shows(1, "yes", "no")
        await rig.stop()
        await rig.bo.unreacts(card, "👍")
        await rig.start()
        await rig.shows(1, "no")


async def test_intents_that_were_not_granted_are_named_with_their_switch() -> None:
    async with rig_on_double(start=False, members=True) as rig:
        rig.discord.gateway.allowed = 0
        await rig.start(ready=False)
        assert rig._running is not None
        with pytest.raises(SignInError) as caught:
            await rig._running
        assert "Server Members Intent" in str(caught.value)
        assert "Message Content Intent" in str(caught.value)
        assert "developer portal" in str(caught.value)


@pytest.mark.parametrize("token", ["wrong.token.altogether", "not a token\n", ""])
async def test_a_wrong_token_is_said_so_and_not_shown(token: str) -> None:
    async with rig_on_double(start=False, token=token) as rig:
        with pytest.raises(SignInError) as caught:
            await rig.start()
        assert "copy it anew" in str(caught.value)
        assert not token or token not in str(caught.value)
        rig.discord.ledger.breaches.clear()


async def test_a_token_that_is_taken_back_ends_the_run_in_words() -> None:
    async with rig_on_double() as rig:
        rig.discord.gateway.token = "another"
        await rig.discord.gateway.lose()
        assert rig._running is not None
        with pytest.raises(SignInError, match="copy it anew"):
            await rig._running


def test_the_first_edit_goes_at_once_and_the_next_waits() -> None:
    edits = EditPace()
    young = time_snowflake(utcnow())
    edits.take_turn(1, young)
    with pytest.raises(NotYetError) as caught:
        edits.take_turn(1, young)
    assert 4 < caught.value.after <= pace.EDIT_EVERY
    edits.forget(young)
    edits.take_turn(1, young)


def test_an_old_message_waits_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    edits = EditPace()
    old = time_snowflake(utcnow() - timedelta(hours=2))
    edits.take_turn(1, old)
    now[0] += pace.EDIT_EVERY + 1
    with pytest.raises(NotYetError):
        edits.take_turn(1, old)
    now[0] += pace.OLD_EDIT_EVERY
    edits.take_turn(1, old)


def test_ten_thousand_changes_in_a_minute_are_at_most_fifteen_edits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, taken = [1000.0], 0
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    edits = EditPace()
    young = time_snowflake(utcnow())
    for _ in range(10_000):
        now[0] += 0.006
        try:
            edits.take_turn(1, young)
            taken += 1
        except NotYetError:
            continue
    assert 10 <= taken + 1 <= 15


def test_a_channel_of_many_cards_stays_below_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    edits = EditPace()
    cards = [time_snowflake(utcnow()) + n for n in range(5)]
    for card in cards[:4]:
        edits.take_turn(1, card)
    with pytest.raises(NotYetError):
        edits.take_turn(1, cards[4])
    edits.take_turn(2, cards[4] + 1)
    now[0] += pace.CHANNEL_SPAN
    edits.take_turn(1, cards[4])


def test_refused_requests_make_it_keep_still_long_before_discord_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    guard = Guard()
    for status in (200, 404, 500):
        guard.note(status)
    for _ in range(pace.REFUSALS):
        guard.note(429, shared=True)
        guard.check()
    for _ in range(pace.REFUSALS):
        guard.check()
        guard.note(403)
        now[0] += 0.1
    with pytest.raises(TryLaterError) as caught:
        guard.check()
    assert caught.value.after > 500
    now[0] += caught.value.after + 0.1
    guard.check()

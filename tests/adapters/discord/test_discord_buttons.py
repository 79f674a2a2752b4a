# SPDX-License-Identifier: AGPL-3.0-or-later
"""Buttons and forms on simcord: pressed, sent, twice, late, and over a restart."""

from typing import Any

import discord

from adapters.discord.controls import Press, controls, press_of
from bot.domain.ids import Number
from bot.words.cards import Button, Card, CardMarker
from tests.adapters.discord.simcord_rig import Garden, garden_on_discord, text_of


async def a_poll(garden: Garden, **options: Any) -> None:
    opener = await garden.person("opener")
    await opener.slash(garden.board, "poll new", question="Is it time?", **options)
    await garden.settle()


async def a_work(garden: Garden) -> Any:
    """A task, #1, with a work for it under review, #2; gives its author."""
    author = await garden.person("author")
    await author.slash(garden.board, "task new", title="Mend the door")
    await author.slash(garden.board, "task submit", number=1, work="https://example.org/door")
    await garden.settle()
    return author


def labels(message: discord.Message) -> list[str]:
    return [button.label or "" for row in message.components for button in row.children]  # type: ignore[union-attr]


def body(message: discord.Message) -> str:
    return message.embeds[0].description or ""


# --- presses --------------------------------------------------------------------------------------


async def test_a_vote_is_answered_privately_and_stands_on_the_card(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    result = await bo.click(discord_garden.card(1), label="Yes")
    said = text_of(result)
    assert said.startswith("Your ballot on #1: yes. Change it until <t:")
    assert discord_garden.ballots(1) == ["yes"]
    assert "1 yes" in body(await discord_garden.fresh(1))
    await bo.click(discord_garden.card(1), label="No")
    assert discord_garden.ballots(1) == ["no"]


async def test_pressing_twice_is_no_error_and_one_ballot(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    for _ in range(3):
        assert "Your ballot on #1: yes." in text_of(
            await bo.click(discord_garden.card(1), label="Yes")
        )
    assert discord_garden.ballots(1) == ["yes"]


async def test_a_poll_of_ten_options_has_a_button_for_each(discord_garden: Garden) -> None:
    options = "|".join(f"Option {number} {'x' * 80}" for number in range(1, 11))
    await a_poll(discord_garden, options=options)
    rows = discord_garden.card(1).components
    assert [len(row.children) for row in rows] == [5, 5, 2]  # type: ignore[union-attr]
    bo = await discord_garden.person("bo")
    await bo.click(discord_garden.card(1), custom_id="fm:garden:1:10")
    assert discord_garden.ballots(1) == ["10"]


async def test_claiming_brings_release_and_extend(discord_garden: Garden) -> None:
    ana, bo = [await discord_garden.person(name) for name in ("ana", "bo")]
    await ana.slash(discord_garden.board, "task new", title="Mend the door")
    card = await discord_garden.fresh(1)
    assert labels(card) == ["Claim", "Submit"]
    assert "You are on #1" in text_of(await bo.click(card, label="Claim"))
    assert "You are on #1 already" in text_of(await bo.click(card, label="Claim"))
    card = await discord_garden.fresh(1)
    assert labels(card) == ["Claim", "Release", "Extend", "Submit"]
    assert "until" in text_of(await bo.click(card, label="Extend"))
    await bo.click(card, label="Release")
    assert labels(await discord_garden.fresh(1)) == ["Claim", "Submit"]


async def test_a_closed_card_has_no_buttons_and_an_old_press_is_told_so(
    discord_garden: Garden,
) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    stale = await discord_garden.fresh(1)
    await discord_garden.waits(days=8)
    assert labels(await discord_garden.fresh(1)) == []
    # Somebody whose client still shows the buttons presses one.
    pressed = discord_garden.press_again(bo, stale, "fm:garden:1:yes")
    await discord_garden.settle()
    assert "takes no more ballots" in text_of(pressed)


async def test_remind_me(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    said = text_of(await bo.click(discord_garden.card(1), label="Remind me"))
    assert "I remind you privately" in said


async def test_s8_authors_are_told_kindly(discord_garden: Garden) -> None:
    author = await a_work(discord_garden)
    said = text_of(await author.click(discord_garden.card(2), label="Sound"))
    assert "You helped make #2" in said


async def test_a_german_client_is_answered_in_german(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    discord_garden.locales[bo.id] = "de"
    assert "Deine Stimme zu #1: ja." in text_of(await bo.click(discord_garden.card(1), label="Yes"))


async def test_a_card_that_somebody_asked_to_see_has_its_buttons(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    shown = await bo.slash(discord_garden.board, "poll show", number=1)
    assert labels(shown.response.message) == labels(discord_garden.card(1))
    assert "Your ballot on #1: no." in text_of(await bo.click(shown.response, label="No"))
    assert discord_garden.ballots(1) == ["no"]
    alone = await bo.user.slash("poll show", number=1)
    assert "Is it time?" in text_of(alone)
    assert labels(alone.response.message) == []


# --- forms ----------------------------------------------------------------------------------------


def fields(modal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["component"]["custom_id"]: part for part in modal["components"]}


async def test_a_block_asks_for_its_reason(discord_garden: Garden) -> None:
    await a_work(discord_garden)
    bo = await discord_garden.person("bo")
    asked = await bo.click(discord_garden.card(2), label="Must not go in")
    assert asked.modal is not None
    assert asked.modal["title"] == "#2: must not go in"
    words = fields(asked.modal)["words"]
    assert words["label"] == "Your reason, for all to read"
    assert words["component"]["style"] == 2
    assert words["component"]["max_length"] == 1000
    assert discord_garden.ballots(2) == [], "opening a form is no ballot"
    sent = await bo.submit_modal(asked, {"words": "It was copied from a shop."})
    assert "Your ballot on #2: must not go in." in text_of(sent)
    assert discord_garden.ballots(2) == ["block"]
    assert "It was copied from a shop." in body(await discord_garden.fresh(2))


async def test_why_goes_with_a_ballot_however_it_was_cast(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    refused = await bo.click(discord_garden.card(1), label="Say why")
    assert refused.modal is None
    assert "choose first, then say why" in text_of(refused)
    await bo.slash(discord_garden.board, "poll vote", number=1, choice="no")
    asked = await bo.click(discord_garden.card(1), label="Say why")
    sent = await bo.submit_modal(asked, {"words": "The bell has not rung.\nNot at all."})
    assert "Your reason stands on the card of #1." in text_of(sent)
    assert discord_garden.ballots(1) == ["no"]


async def test_a_work_with_its_licence_and_its_makers(discord_garden: Garden) -> None:
    ana, bo, cy = [await discord_garden.person(name) for name in ("ana", "bo", "cy")]
    await ana.slash(discord_garden.board, "task new", title="Mend the door")
    await discord_garden.settle()
    asked = await bo.click(discord_garden.card(1), label="Submit")
    assert asked.modal is not None
    assert list(fields(asked.modal)) == ["words", "licence", "with"]
    values = {"words": "https://example.org/door", "licence": ["CC0-1.0"], "with": [cy]}
    assert "#2" in text_of(await bo.submit_modal(asked, values))
    commons = discord_garden.hall.desk("garden").commons
    assert commons.polls[2].licence == "CC0-1.0"
    directory = discord_garden.hall.desk("garden").directory
    assert [directory.account(ref) for ref in commons.polls[2].pending] == [f"discord:{cy.id}"]


async def test_a_peer_who_was_named_accepts_with_a_button(discord_garden: Garden) -> None:
    ana, cy = [await discord_garden.person(name) for name in ("ana", "cy")]
    board = discord_garden.board
    await ana.slash(board, "task submit", work="A new bench", **{"with": cy.mention})
    card = await discord_garden.fresh(2)
    assert "Accept the credit" in labels(card)
    assert "#2" in text_of(await cy.click(card, label="Accept the credit"))
    card = await discord_garden.fresh(2)
    assert "Accept the credit" not in labels(card)
    assert "You helped make #2" in text_of(await cy.click(card, label="Sound"))


async def test_a_work_needs_only_its_words(discord_garden: Garden) -> None:
    ana, bo = [await discord_garden.person(name) for name in ("ana", "bo")]
    await ana.slash(discord_garden.board, "task new", title="Mend the door")
    await discord_garden.settle()
    asked = await bo.click(discord_garden.card(1), label="Submit")
    assert "#2" in text_of(await bo.submit_modal(asked, {"words": "It no longer squeaks."}))


async def test_a_form_in_german(discord_garden: Garden) -> None:
    await a_work(discord_garden)
    bo = await discord_garden.person("bo")
    discord_garden.locales[bo.id] = "de"
    asked = await bo.click(discord_garden.card(2), label="Must not go in")
    assert asked.modal is not None
    assert asked.modal["title"] == "#2: darf nicht hinein"


# --- over restarts --------------------------------------------------------------------------------


async def test_buttons_outlive_the_process_that_made_them(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    message = await discord_garden.fresh(1)
    await discord_garden.restart()
    assert "Your ballot on #1: yes." in text_of(await bo.click(message, label="Yes"))
    assert discord_garden.ballots(1) == ["yes"]


async def test_a_form_outlives_the_process_that_opened_it(discord_garden: Garden) -> None:
    await a_work(discord_garden)
    bo = await discord_garden.person("bo")
    asked = await bo.click(await discord_garden.fresh(2), label="Must not go in")
    await discord_garden.restart()
    sent = await bo.submit_modal(asked, {"words": "It was copied."})
    assert "Your ballot on #2: must not go in." in text_of(sent)
    assert discord_garden.ballots(2) == ["block"]


async def test_buttons_of_a_rehearsal_mean_nothing_once_it_is_over() -> None:
    async with garden_on_discord(rehearsal=True) as garden:
        await a_poll(garden)
        bo = await garden.person("bo")
        rehearsed = garden.card(1)
        assert "Your ballot on #1: yes." in text_of(await bo.click(rehearsed, label="Yes"))
        shown = await bo.slash(garden.board, "poll show", number=1)
        assert "Your ballot on #1: no." in text_of(await bo.click(shown.response, label="No"))
        garden.rehearsal = False
        await garden.restart()
        await a_poll(garden)
        await garden.settle()
        assert garden.card(1).id != rehearsed.id
        pressed = garden.press_again(bo, rehearsed, "fm:garden:1:yes")
        await garden.settle()
        assert "those of an old card" in text_of(pressed)
        assert garden.ballots(1) == []


async def test_two_people_write_in_the_same_form_at_once(discord_garden: Garden) -> None:
    await a_work(discord_garden)
    bo, cy = [await discord_garden.person(name) for name in ("bo", "cy")]
    card = discord_garden.card(2)
    asked = [await one.click(card, label="Must not go in") for one in (bo, cy)]
    assert "Your ballot" in text_of(await bo.submit_modal(asked[0], {"words": "It was copied."}))
    assert "Your ballot" in text_of(await cy.submit_modal(asked[1], {"words": "It is harmful."}))
    assert discord_garden.ballots(2) == ["block", "block"]


async def test_the_library_keeps_nothing_of_cards_and_forms(discord_garden: Garden) -> None:
    await a_work(discord_garden)
    bo = await discord_garden.person("bo")
    await bo.click(discord_garden.card(2), label="Must not go in")
    store = discord_garden.interactions.tree.client._connection._view_store
    assert store._views == {}
    assert store._modals == {}
    assert len(store._dynamic_items) == 1


# --- their ids ------------------------------------------------------------------------------------


def test_a_custom_id_says_all_there_is_to_know() -> None:
    press = Press("garden", 14, "needs_work")
    assert press.custom_id == "fm:garden:14:needs_work"
    assert press_of(press.custom_id) == press
    longest = Press("ä" * 64, 999_999_999, "needs_work")
    assert press_of(longest.custom_id) == longest
    assert len(longest.custom_id) <= 100
    for other in ("", "fm:", "fm:garden:x:yes", "fm:a:b:1:yes", "fm:garden:1:yes no", "poll:1:yes"):
        assert press_of(other) is None


async def test_a_card_without_buttons_or_marker_has_no_controls() -> None:
    marker = CardMarker("garden", Number(1), "poll", 1)
    assert controls(Card(()), marker) is None
    assert controls(Card((), buttons=(Button("yes", "Yes"),)), None) is None
    view = controls(Card((), buttons=(Button("yes", "😀" * 60, "👍"),)), marker)
    assert view is not None
    (button,) = view.children
    assert isinstance(button, discord.ui.Button)
    assert len((button.label or "").encode("utf-16-le")) // 2 <= 80

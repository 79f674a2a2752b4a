# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that can't be shown, or come late: no error for a person, and none in the log."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import discord
import pytest
import structlog
from simcord import BackendError
from simcord.http import router

from bot.service.ports import SILENCE, Answer
from tests.adapters.discord.simcord_rig import Garden, text_of
from tests.adapters.discord.test_discord_buttons import a_poll, a_work


@contextmanager
def refusing(part: str, status: int, code: int, method: str = "POST") -> Iterator[list[str]]:
    """Discord refuses requests whose path has this in it; gives those that it refused."""
    real, refused = router.dispatch, list[str]()

    def dispatch(backend: Any, how: str, path: str, **rest: Any) -> Any:
        if how == method and part in path:
            refused.append(path)
            raise BackendError(status, code, "no")
        return real(backend, how, path, **rest)

    router.dispatch = dispatch
    try:
        yield refused
    finally:
        router.dispatch = real


@contextmanager
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[list[Any]]:
    """Nothing worse than a remark may be logged by anybody."""
    with structlog.testing.capture_logs() as lines, caplog.at_level(logging.WARNING):
        yield lines
    assert [line for line in lines if line["log_level"] not in ("debug", "info")] == []
    assert caplog.records == []


EXPIRED = [(404, 10062), (400, 40060)]


@pytest.mark.parametrize(("status", "code"), EXPIRED)
async def test_a_press_whose_token_ran_out_counts_and_is_no_error(
    discord_garden: Garden, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    with quiet_log(caplog), refusing("/callback", status, code):
        await bo.click(discord_garden.card(1), label="Yes")
    assert discord_garden.ballots(1) == ["yes"]


@pytest.mark.parametrize(("status", "code"), EXPIRED)
async def test_a_command_whose_token_ran_out_is_left_undone(
    discord_garden: Garden, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    """The person is told by Discord that it failed, and does it again: once is enough."""
    ana = await discord_garden.person("ana")
    with quiet_log(caplog), refusing("/callback", status, code):
        await ana.slash(discord_garden.board, "task new", title="Mend the door")
    assert discord_garden.hall.desk("garden").commons.tasks == {}
    await ana.slash(discord_garden.board, "task new", title="Mend the door")
    assert list(discord_garden.hall.desk("garden").commons.tasks) == [1]


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015), (404, 10008)])
async def test_an_answer_that_can_not_be_shown_any_more(
    discord_garden: Garden, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    with quiet_log(caplog), refusing("/messages/@original", status, code, "PATCH") as refused:
        await bo.click(discord_garden.card(1), label="Yes")
    assert refused
    assert discord_garden.ballots(1) == ["yes"]


@pytest.mark.parametrize(("status", "code"), EXPIRED)
async def test_a_form_that_can_not_be_opened_any_more(
    discord_garden: Garden, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    await a_work(discord_garden)
    bo = await discord_garden.person("bo")
    with quiet_log(caplog), refusing("/callback", status, code):
        await bo.click(discord_garden.card(2), label="Must not go in")
    assert discord_garden.ballots(2) == []


@pytest.mark.parametrize(("status", "code"), EXPIRED)
async def test_suggestions_that_come_too_late(
    discord_garden: Garden, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    ana = await discord_garden.person("ana")
    with quiet_log(caplog), refusing("/callback", status, code):
        assert await ana.autocomplete(discord_garden.board, "rule show", "rule", "rev") == []


async def test_a_fault_of_discords_leaves_one_line_without_the_token(
    discord_garden: Garden, caplog: pytest.LogCaptureFixture
) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    with structlog.testing.capture_logs() as lines, refusing("/callback", 500, 0):
        await bo.click(discord_garden.card(1), label="Yes")
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == [
        "discord_reply_lost"
    ]
    assert "simcord_interaction" not in str(lines)
    assert caplog.records == []
    assert discord_garden.ballots(1) == ["yes"]


async def test_a_message_that_vanished_before_the_press_was_dealt_with(
    discord_garden: Garden, caplog: pytest.LogCaptureFixture
) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    card = discord_garden.card(1)
    discord_garden.hands.gate = asyncio.Event()
    with quiet_log(caplog):
        pressed = discord_garden.press_again(bo, card, "fm:garden:1:yes")
        await card.delete()
        discord_garden.hands.gate.set()
        await discord_garden.settle()
        assert "Your ballot on #1: yes." in text_of(pressed)
    assert discord_garden.ballots(1) == ["yes"]


async def test_a_fault_of_ours_is_told_in_words(discord_garden: Garden) -> None:
    await a_poll(discord_garden)
    bo = await discord_garden.person("bo")
    discord_garden.hands.fault = ZeroDivisionError("a slip of the pen")
    for result in (
        await bo.click(discord_garden.card(1), label="Yes"),
        await bo.slash(discord_garden.board, "help"),
    ):
        said = text_of(result)
        assert said.startswith("Something went wrong on my side.")
        assert "slip" not in said


async def test_who_waits_long_is_told_that_it_goes_on(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    discord_garden.hands.delay = 60
    result = await ana.slash(discord_garden.board, "task new", title="Mend the door")
    await discord_garden.env.advance_time(11)
    assert "I go on trying" in text_of(result)
    await discord_garden.env.advance_time(60)
    assert text_of(result) == "#1 is posted in every room."


async def test_silence_and_ticks(discord_garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await discord_garden.person("ana")

    async def answered(answer: Answer) -> Any:
        async def ask(_: object) -> Answer:
            return answer

        monkeypatch.setattr(discord_garden.hands, "ask", ask)
        return await ana.slash(discord_garden.board, "help")

    assert text_of(await answered(Answer(ok=True, tick=True))) == "Done."
    assert (await answered(SILENCE)).response is None
    discord_garden.locales[ana.id] = "de"
    assert text_of(await answered(Answer(ok=True, tick=True))) == "Erledigt."


async def test_a_file_that_is_too_large_is_packed_or_explained(
    discord_garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await discord_garden.person("ana")
    emit = discord_garden.env.backend.emit

    def small(event: str, data: Any, **more: Any) -> None:
        if event == "INTERACTION_CREATE":
            data["attachment_size_limit"] = 1000
        emit(event, data, **more)

    discord_garden.env.backend.emit = small
    kinds = {"even.txt": b"x" * 50_000, "odd.bin": bytes(range(256)) * 4}

    async def ask(_: object) -> Answer:
        return Answer(ok=True, attachments=kinds)

    monkeypatch.setattr(discord_garden.hands, "ask", ask)
    result = await ana.slash(discord_garden.board, "record export")
    names = [file.filename for file in result.response.attachments]
    assert names == ["even.txt.gz", "odd.bin.gz"]
    kinds["odd.bin"] = bytes((7 * n * n + n) % 251 for n in range(100_000))[::-1] + bytes(
        hash(str(n)) % 256 for n in range(5000)
    )
    result = await ana.slash(discord_garden.board, "record export")
    assert [file.filename for file in result.response.attachments] == ["even.txt.gz"]
    assert "too large for Discord" in text_of(result)


async def test_commands_that_the_bot_does_not_know_any_more(discord_garden: Garden) -> None:
    ana = await discord_garden.person("ana")
    discord_garden.interactions.tree.remove_command("rule")
    tree = discord_garden.interactions.tree
    monitored = tree.on_error
    tree.on_error = type(tree).on_error.__get__(tree)  # simcord takes every error for a fault
    with structlog.testing.capture_logs() as lines:
        result = await ana.slash(discord_garden.board, "rule list")
    tree.on_error = monitored
    assert "commands have changed" in text_of(result)
    assert [line["event"] for line in lines] == ["discord_command_unknown"]
    assert isinstance(result.response.message, discord.Message)

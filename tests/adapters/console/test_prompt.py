# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody at the prompt is offered, and what becomes of what they type."""

import asyncio
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters.console.completion import ConsoleCompleter, Offer
from adapters.console.network import ConsoleNetwork
from adapters.console.prompt import Prompt
from adapters.console.render import Renderer
from adapters.console.rooms import Rooms
from adapters.console.stage import Stage
from bot.domain.ids import Number
from bot.service.clock import VirtualClock
from bot.service.incoming import Edited, Incoming, Reacted, TypedText, Unreacted
from bot.service.ports import Answer, RoomFacts
from bot.words.cards import Card, CardMarker, Outgoing, Plain

START = datetime(2026, 12, 1, 9, tzinfo=UTC)


class EchoHouse:
    """A house that repeats what it hears."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.waited = timedelta()

    async def receive(self, incoming: Incoming) -> "asyncio.Future[Answer]":
        self.heard.append(incoming)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        text = incoming.content.text if isinstance(incoming.content, TypedText) else None
        card = Card(((Plain(f"heard {text}"),),)) if text else None
        future.set_result(Answer(ok=True, card=card, tick=card is None))
        return future

    async def settle(self) -> None: ...

    async def wait(self, duration: timedelta) -> None:
        self.waited += duration

    async def been_away(self, places: Sequence[str], since: datetime, until: datetime) -> None: ...

    async def reconcile(self, places: Sequence[str]) -> None: ...

    async def moved(self, old: str, new: str) -> None: ...

    async def echo(self, place: str, key: str, message: str) -> None: ...

    def room(self, place: str) -> RoomFacts | None: ...

    def touch(self, network: str) -> None: ...


class Table:
    """A prompt with everything around it."""

    def __init__(self) -> None:
        clock = VirtualClock(START)
        self.rooms = Rooms(["garden", "workshop"])
        for name in ("Ana", "Bo"):
            self.rooms.person(name, START)
        self.network = ConsoleNetwork(self.rooms, clock)
        self.house = EchoHouse()
        self.out = io.StringIO()
        renderer = Renderer(Console(file=self.out, width=80, highlight=False), self.rooms)
        stage = Stage(self.network, self.house, clock)
        self.completer = ConsoleCompleter(self.rooms, [Offer("task new", "Post a task.")])
        self.prompt = Prompt(stage, renderer, self.completer)

    async def post(self, number: int) -> None:
        marker = CardMarker("village", Number(number), "task", 1)
        card = Card(((Plain(f"#{number} Task, open"),),))
        await self.network.send("console:garden", Outgoing(card, f"k{number}", marker))
        self.network.drain()

    def offered(self, text: str) -> list[str]:
        found = self.completer.get_completions(Document(text), CompleteEvent())
        return [one.text for one in found]


@pytest.fixture
def table() -> Table:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        return Table()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["Ana: ", "Bo: ", "wait ", "help", "quit"]),
        ("b", ["Bo: "]),
        ("!ta", ["task new"]),
        ("Bo: !task n", ["task new"]),
        ("Bo +:sou", ["✅ #"]),
        ("+needs", ["🔧 #"]),
        ("+✋ #", ["2", "1"]),
        ("!task claim 1", ["1"]),
        ("Bo: hello there", []),
    ],
)
async def test_what_fits_is_offered(table: Table, typed: str, offered: list[str]) -> None:
    await table.post(1)
    await table.post(2)
    assert table.offered(typed) == offered


async def test_whoever_spoke_last_speaks_again(table: Table) -> None:
    for line in ("!task list", "Bo: !my", "!task list", "as Ana", "!help", "Zoe (privately): !my"):
        await table.prompt.take(line)
    assert [one.name for one in table.house.heard] == ["Ana", "Bo", "Bo", "Ana", "Zoe"]
    assert table.house.heard[-1].private
    assert table.house.heard[-1].place == "console:~@zoe"
    assert "heard !task list" in table.out.getvalue()


async def test_a_word_of_the_prompt_is_nobodys_name(table: Table) -> None:
    for line in ("wait -1d", "as > #1", "!task list"):
        await table.prompt.take(line)
    assert [one.name for one in table.house.heard] == ["Ana"]
    assert "“-1d” is no length of time" in table.out.getvalue()


async def test_reactions_replies_edits_and_deletions_need_no_name(table: Table) -> None:
    await table.post(1)
    for line in ("+✋ #1", "-✋ #1", "> #1: claim", "edits: release", "deletes"):
        await table.prompt.take(line)
    placed, taken, reply, edit, deletion = (one.content for one in table.house.heard)
    assert isinstance(placed, Reacted)
    assert placed.message == "console:m1"
    assert table.house.heard[0].source_id == placed.mark
    assert taken == Unreacted(placed.mark)
    assert reply == TypedText("claim", reply_to="console:m1")
    assert isinstance(edit, Edited)
    assert edit.text == "release"
    assert edit.message == table.house.heard[2].source_id
    assert deletion == Edited(edit.message, None)


async def test_time_passes_and_mistakes_are_told(table: Table) -> None:
    for line in ("wait 2d", "dance", "+✋ #9", "", "# a note", "help", "+splendid #1"):
        await table.prompt.take(line)
    assert table.house.waited == timedelta(days=2)
    assert table.house.heard == []
    said = " ".join(table.out.getvalue().split())
    assert "two days later" in said
    assert "“dance” is not understood" in said
    assert "There is no card #9 in garden." in said
    assert "No emoji is called “splendid”" in said
    assert "let time pass" in said


async def test_it_runs_until_somebody_quits(tmp_path: Path) -> None:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        table = Table()
        keys.send_text("!task list\rquit\r")
        await table.prompt.run()
        assert [one.name for one in table.house.heard] == ["Ana"]
        keys.send_text("\x04")  # Ctrl-D
        await table.prompt.run()
    assert "Your turn" in table.out.getvalue()

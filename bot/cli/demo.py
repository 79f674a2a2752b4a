# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot demo`: the whole bot in a terminal, with five peers, two rooms and a virtual clock."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import click

from adapters.console.founding import COMMONS, Founding, founding_of
from adapters.console.keeping import UnreadableRoomsError, keep, recall
from adapters.console.network import ConsoleNetwork
from adapters.console.render import Renderer, screen
from adapters.console.script import Script, ScriptError, parse_script
from adapters.console.stage import Stage
from adapters.console.tour import StoppedError, Tour
from bot.cli.failures import Failure, Misuse
from bot.cli.wires import Wires, pass_wires
from bot.record.verification import Broken, verify_stream
from bot.service.clock import VirtualClock
from bot.service.names import kept_name
from bot.service.ports import Store, StoreUnusableError

SECONDS = 20.0
"""How long the tour pauses in all, where somebody watches."""


@click.command()
@click.option(
    "--script",
    "script",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Play this written conversation instead of the tour (docs/scripts.md).",
)
@click.option(
    "--data",
    "data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep everything in this folder, and go on from there the next time.",
)
@click.option("--fast", is_flag=True, help="Play without pauses.")
@pass_wires
def demo(wires: Wires, script: Path | None, data: Path | None, *, fast: bool) -> None:
    """Try everything here in the terminal: no account, no network.

    Plays one cycle, from a task to its place in the record; then it is your turn.
    """
    written = _read(script)
    try:
        asyncio.run(_demo(wires, written, data, fast=fast or script is not None))
    except ScriptError as error:
        raise Misuse(f"{written.name}:{error.line}: {error}") from None
    except StoppedError as error:
        raise Misuse(f"{written.name}:{error.line}: {error}") from None
    except (StoreUnusableError, UnreadableRoomsError) as error:
        raise Failure(str(error)) from None


@dataclass(frozen=True, slots=True)
class Written:
    """A script with the name by which its mistakes are told."""

    name: str
    script: Script
    is_tour: bool


def _read(path: Path | None) -> Written:
    name = "demo.chat" if path is None else str(path)
    try:
        if path is None:
            text = files("adapters.console").joinpath(name).read_text(encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
        return Written(name, parse_script(text), path is None)
    except OSError as error:
        raise Misuse(f"{name} can't be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise Misuse(f"{name} is not UTF-8 text.") from None
    except ScriptError as error:
        raise Misuse(f"{name}:{error.line}: {error}") from None


async def _demo(wires: Wires, written: Written, data: Path | None, *, fast: bool) -> None:
    founding = founding_of(written.script)
    async with _opened(wires, founding, data) as opened:
        renderer = opened.renderer
        somebody = sys.stdin.isatty() and sys.stdout.isatty()
        if opened.continued and written.is_tour:
            renderer.standing(opened.stage.clock.now())
        else:
            if written.is_tour:
                renderer.opening(founding.title)
            seconds = SECONDS if somebody and not fast else 0.0
            await Tour(opened.stage, renderer, seconds).play(written.script)
        await _verify(opened, kept_name(COMMONS, rehearsal=founding.rehearsal))
        if somebody and written.is_tour:
            await _prompt(opened, data)


@dataclass(frozen=True, slots=True)
class Opened:
    """A console with a house behind it."""

    stage: Stage
    renderer: Renderer
    store: Store
    continued: bool


@asynccontextmanager
async def _opened(wires: Wires, founding: Founding, data: Path | None) -> AsyncIterator[Opened]:
    rooms, now = founding.populated(), founding.start
    kept = None if data is None else data / "rooms.json"
    continued = kept is not None and kept.exists()
    if kept is not None and data is not None:
        _make(data)
        if continued:
            rooms, now = recall(kept)
            founding.rooms = tuple(rooms.names)
        elif (data / "folkmoot.db").exists():
            raise Failure(f"{data} holds a database that the demo did not make: name another.")
    url = "memory:" if data is None else f"sqlite:{data / 'folkmoot.db'}"
    store = await wires.store(url)
    try:
        clock = VirtualClock(now)
        network = ConsoleNetwork(rooms, clock)
        house = wires.hall(founding.settings(url), store, clock, [network])
        await house.start()
        try:
            await house.settle()
            stage = Stage(network, house, clock)
            (commons,) = founding.settings().commons
            renderer = Renderer(screen(), rooms, commons.timezone, commons.language)
            yield Opened(stage, renderer, store, continued)
        finally:
            await house.stop()
            if kept is not None:
                keep(kept, rooms, clock.now())
    finally:
        await store.close()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{folder} can't be made ({error.strerror}).") from None


async def _verify(opened: Opened, name: str) -> None:
    result = await verify_stream(opened.store.entries(name))
    if isinstance(result, Broken):
        raise Failure(result.why)
    if result.head is not None:
        opened.renderer.sealed(result.count, result.head.height, result.head.hash)


async def _prompt(opened: Opened, data: Path | None) -> None:
    from adapters.console.completion import ConsoleCompleter, Offer  # noqa: PLC0415 - not needed by scripts
    from adapters.console.prompt import Prompt  # noqa: PLC0415
    from bot.service.chat import COMMANDS  # noqa: PLC0415

    commands = [Offer(path, one.shape.summary) for path, one in COMMANDS.items()]
    completer = ConsoleCompleter(opened.stage.network.rooms, commands)
    history = None if data is None else data / "history"
    await Prompt(opened.stage, opened.renderer, completer, history).run()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays a dialog on a fresh house and writes down what the bot says."""

from dataclasses import replace

from adapters.console.founding import founding_of
from adapters.console.happenings import Happening, Whispered
from adapters.console.network import ConsoleNetwork
from adapters.console.plain import masked, plain_lines
from adapters.console.script import Script, Step
from adapters.console.stage import Stage, StageError
from bot.service.clock import VirtualClock
from bot.service.hall import Hall
from bot.words.cards import Plain
from bot.words.plaintext import plain
from storage import open_store

LONG = 200
"""Letters from which on a private answer is written out only once in a dialog."""


async def replies(script: Script) -> list[list[str]]:
    """What the bot says to each step, in order."""
    founding = founding_of(script)
    clock = VirtualClock(founding.start)
    network = ConsoleNetwork(founding.populated(), clock)
    store = await open_store("memory:")
    hall = Hall(founding.settings(), store, clock, [network])
    await hall.start()
    try:
        await hall.settle()
        network.drain()
        stage = Stage(network, hall, clock)
        told: set[str] = set()
        return [await _reply(stage, step, told) for step in script.steps]
    finally:
        await hall.stop()
        await store.close()


async def _reply(stage: Stage, step: Step, told: set[str]) -> list[str]:
    try:
        scene = await stage.play(step.action)
    except StageError as error:
        raise AssertionError(f"line {step.line}: {error}") from None

    def named(account: str) -> str:
        return stage.network.display(account) or account

    happened = [_shortened(one, told) for one in scene.happenings]
    return [masked(line) for line in plain_lines(happened, named, scene.at)]


def _shortened(one: Happening, told: set[str]) -> Happening:
    """What is said to everybody in turn, such as the welcome, is worth reading once."""
    words = plain(one.card) if isinstance(one, Whispered) else ""
    if not isinstance(one, Whispered) or len(words) < LONG:
        return one
    if words not in told:
        told.add(words)
        return one
    start = words.partition(". ")[0]
    return replace(one, card=replace(one.card, lines=((Plain(f"{start}. (…)"),),)))


def rewritten(text: str, script: Script, said: list[list[str]]) -> str:
    """The dialog with its expected replies put in place of the old ones."""
    after = {step.end: lines for step, lines in zip(script.steps, said, strict=True)}
    out: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            out.append(line)
        out += [f"| {reply}".rstrip() for reply in after.get(number, ())]
    return "\n".join(out) + "\n"

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays a dialog on a fresh house and writes down what the bot says."""

from adapters.console.founding import founding_of
from adapters.console.network import ConsoleNetwork
from adapters.console.plain import masked, plain_lines
from adapters.console.script import Script
from adapters.console.stage import Stage, StageError
from bot.service.clock import VirtualClock
from bot.service.hall import Hall
from storage import open_store


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
        return [await _reply(stage, script, index) for index in range(len(script.steps))]
    finally:
        await hall.stop()
        await store.close()


async def _reply(stage: Stage, script: Script, index: int) -> list[str]:
    step = script.steps[index]
    try:
        scene = await stage.play(step.action)
    except StageError as error:
        raise AssertionError(f"line {step.line}: {error}") from None

    def named(account: str) -> str:
        return stage.network.display(account) or account

    return [masked(line) for line in plain_lines(scene.happenings, named, scene.at)]


def rewritten(text: str, script: Script, said: list[list[str]]) -> str:
    """The dialog with its expected replies put in place of the old ones."""
    after = {step.end: lines for step, lines in zip(script.steps, said, strict=True)}
    out: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            out.append(line)
        out += [f"| {reply}".rstrip() for reply in after.get(number, ())]
    return "\n".join(out) + "\n"

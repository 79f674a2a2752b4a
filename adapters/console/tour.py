# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays a written conversation on a screen, at a pace that can be read along."""

import asyncio
from dataclasses import dataclass

from adapters.console.render import Renderer
from adapters.console.script import Script, Step
from adapters.console.stage import Stage, StageError
from adapters.console.steps import Tells


@dataclass(frozen=True, slots=True)
class Tour:
    """A script on a stage, shown by a renderer; `seconds` is how long all pauses take together."""

    stage: Stage
    renderer: Renderer
    seconds: float = 0.0

    async def play(self, script: Script) -> None:
        """All of it; raises StoppedError at a step that can't be played."""
        weights = sum(_weight(step) for step in script.steps) or 1.0
        for step in script.steps:
            try:
                scene = await self.stage.play(step.action)
            except StageError as error:
                raise StoppedError(step.line, str(error)) from None
            self.renderer.show(scene)
            if self.seconds:
                await asyncio.sleep(self.seconds * _weight(step) / weights)


def _weight(step: Step) -> float:
    # A heading is short; what follows an act wants to be read.
    return 1.0 if isinstance(step.action, Tells) else 1.5


class StoppedError(Exception):
    """A step can't be played; the text is one plain sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The prompt: a newcomer types and reacts as any of the peers.

What is typed is the script language; whoever spoke last speaks again where no name is given.
"""

import re
from collections.abc import Callable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout

from adapters.console.completion import ConsoleCompleter
from adapters.console.render import Renderer
from adapters.console.script import ScriptError, parse_action
from adapters.console.stage import Stage, StageError
from bot.words.civil import moment_text

HELP = (
    ("!task list", "say something, as the one whose turn it is"),
    ("Bo: !task claim 1", "say it as Bo, who then has the turn"),
    ("Bo@workshop: hello", "… in another room"),
    ("Bo (privately): !my", "… where only the bot reads it"),
    ("+✅ #2", "put an emoji on the card #2 (+sound #2 does the same)"),
    ("-✅ #2", "take it away"),
    ("> #2: sound", "reply to the card #2"),
    ("edits: !task new …", "change the message typed last"),
    ("deletes", "delete it"),
    ("wait 1d12h", "let time pass"),
    ("!help", "what the bot itself can tell"),
    ("quit", "leave"),
)

_OWN = re.compile(r"(edits\s*:|deletes$|leaves$|joins$|>|[+-])")
_AS = re.compile(r"as\s+([^\W\d_][\w.'’-]*)$")
_NO_NAMES = {"edits", "deletes", "joins", "leaves", "wait", "as", "help", "quit"}
_NAMED = re.compile(
    r"([^\W\d_][\w.'’-]*)(?:@[\w-]+)?\s*(?:\(privately\)\s*)?(?::|[+>-]|edits|deletes)"
)


class Prompt:
    """A conversation with somebody at the keyboard."""

    def __init__(
        self,
        stage: Stage,
        renderer: Renderer,
        completer: ConsoleCompleter,
        history: Path | None = None,
    ) -> None:
        self._stage = stage
        self._renderer = renderer
        people = stage.network.rooms.people.values()
        self.speaker = next((person.name for person in people), "Ana")
        kept: History = FileHistory(str(history)) if history else InMemoryHistory()
        self._session: PromptSession[str] = PromptSession(
            history=kept,
            completer=completer,
            complete_while_typing=True,
            bottom_toolbar=self._toolbar,
        )

    async def run(self, after_each: Callable[[], None] = lambda: None) -> None:
        """Until they quit (or the input ends)."""
        self._renderer.invitation(self.speaker)
        while True:
            try:
                with patch_stdout(raw=True):
                    line = await self._session.prompt_async(
                        HTML("<b>{}</b> <ansicyan>›</ansicyan> ").format(self.speaker)
                    )
            except (EOFError, KeyboardInterrupt):
                return
            if line.strip().casefold() in {"quit", "exit", "q"}:
                return
            await self.take(line)
            after_each()

    async def take(self, line: str) -> None:
        """One line that was typed."""
        text = line.strip()
        if not text or text.startswith("#"):
            return
        if text.casefold() in {"help", "?"}:
            self._renderer.pairs(HELP)
            return
        if found := _AS.match(text):
            self.speaker = found[1]
            return
        try:
            scene = await self._stage.play(parse_action(self.with_speaker(text)))
        except (ScriptError, StageError) as error:
            self._renderer.remark(f"{error} Type help for all of it.")
            return
        self._renderer.show(scene, quiet_action=text[:4] != "wait")
        if not scene.happenings:
            self._renderer.remark("The bot has nothing to say to that.")

    def with_speaker(self, text: str) -> str:
        """The line with the name of whoever speaks, which it may leave out."""
        if (named := _NAMED.match(text)) and named[1] not in _NO_NAMES:
            self.speaker = named[1]
            return text
        if text.startswith("!"):
            return f"{self.speaker}: {text}"
        return f"{self.speaker} {text}" if _OWN.match(text) else text

    def _toolbar(self) -> HTML:
        now = self._stage.clock.now()
        when = moment_text(now, self._renderer.zone, self._renderer.language, now)
        return HTML(" {} · <b>!help</b> · <b>help</b> · <b>wait 2d</b> · <b>quit</b> ").format(when)

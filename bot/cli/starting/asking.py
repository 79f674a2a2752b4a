# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks one question at a time: on a terminal, or by what the options of the command say.

Enter takes the value in brackets, `?` explains, and an answer that can't be used is asked for
again with the reason. Without a terminal the same questions are answered by options and defaults,
and an answer that can't be used ends the command.
"""

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from getpass import getpass
from typing import Any, NoReturn, TypeVar

import click

from bot.cli.failures import Misuse
from bot.service.settings import Secret

T = TypeVar("T")
WIDEST = 92


class NotThisError(Exception):
    """An answer that can't be used; the text is a sentence that says why and what could be."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `option` is the command's option that answers it too."""

    option: str
    text: str
    more: str
    default: str | None = None
    words: Collection[str] = ()
    """Answers that Tab completes."""


class Asker:
    """Gets answers. `given` holds those of the options, by option name without dashes."""

    def __init__(self, given: dict[str, Any], *, interactive: bool) -> None:
        self._given = given
        self.interactive = interactive

    def given(self, option: str) -> Any:
        """What an option says; None where it was left out."""
        value = self._given.get(option.replace("-", "_"))
        return None if value in (None, ()) else value

    def say(self, text: str = "", *, indent: str = "") -> None:
        """Tell something, wrapped to the terminal's width."""
        click.echo(_wrapped(text, indent))

    def raw(self, text: str) -> None:
        """Tell something as it is, such as an address that must not be broken."""
        click.echo(text)

    def refuse(self, option: str, error: Exception) -> NoReturn:
        """End the command: an option can't be used."""
        raise Misuse(f"--{option}: {error}") from None

    def ask(self, question: Question, read: Callable[[str], T]) -> T:
        """The answer to a question; `read` makes a value of it, or raises NotThisError."""
        said = self.given(question.option)
        if said is not None or not self.interactive:
            return self._settled(question, said, read)
        while True:
            typed = self._typed(question)
            if typed == "?":
                self.say(question.more, indent="  ")
                continue
            try:
                return read(typed)
            except NotThisError as error:
                self.say(str(error), indent="  ")

    def confirm(self, question: Question, *, default: bool) -> bool:
        """A yes or no."""
        said = self.given(question.option)
        if isinstance(said, bool):
            return said
        text = "yes" if default else "no"
        asked = Question(question.option, question.text, question.more, text, ("yes", "no"))
        return self.ask(asked, _yes_or_no)

    def pause(self, text: str) -> str:
        """Wait until the person has done something elsewhere; what they typed, most often none."""
        return self._line(f"{text} ").strip()

    def secret(self, text: str, more: str) -> Secret:
        """Something that nobody may see, typed or pasted without being shown."""
        while True:
            try:
                typed = getpass(f"{text} (not shown as you type): ").strip()
            except EOFError:
                raise click.Abort from None
            if typed == "?":
                self.say(more, indent="  ")
            else:
                return Secret(typed)

    def _settled(self, question: Question, said: Any, read: Callable[[str], T]) -> T:
        """What an option, or else the default, comes to."""
        text = question.default if said is None else str(said)
        if text is None:
            raise Misuse(f"--{question.option} is missing. {question.more}")
        try:
            return read(text)
        except NotThisError as error:
            self.refuse(question.option, error)

    def _typed(self, question: Question) -> str:
        hint = f" [{question.default}]" if question.default else ""
        typed = self._line(f"{question.text}{hint}: ", question.words).strip()
        return typed or question.default or ""

    def _line(self, text: str, words: Collection[str] = ()) -> str:
        # Late: without a terminal nothing of it is needed.
        from prompt_toolkit import PromptSession  # noqa: PLC0415
        from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415

        completer = WordCompleter(sorted(words), ignore_case=True, sentence=True)
        try:
            session: PromptSession[str] = PromptSession(
                completer=completer, complete_while_typing=False
            )
            return session.prompt(text)
        except (EOFError, KeyboardInterrupt):
            raise click.Abort from None


def _yes_or_no(said: str) -> bool:
    word = said.casefold()
    if word in {"y", "yes", "true"}:
        return True
    if word in {"n", "no", "false"}:
        return False
    raise NotThisError(f"“{said}” is neither yes nor no.")


def shown(text: str) -> str:
    """A text without what would move the cursor or turn letters around; servers' words get here."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


def _wrapped(text: str, indent: str) -> str:
    text = shown(text)
    width = min(shutil.get_terminal_size().columns, WIDEST)
    return "\n".join(
        click.wrap_text(line, width, indent, indent) if line else "" for line in text.split("\n")
    )

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenes on a terminal, with rich: cards in panels, threads indented, whispers marked.

Colour only underlines what the words already say, so NO_COLOR, a dumb terminal and a screen
reader lose nothing. Frames give way to plain indentation where the terminal has no letters for
them, or where somebody asks for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.console.deeds import deed
from adapters.console.happenings import (
    Answered,
    Changed,
    Happening,
    Posted,
    Seeded,
    Ticked,
    Whispered,
)
from adapters.console.moments import passed
from adapters.console.plain import PREFIX, card_text, changed_lines, gathered, repeats, seeds_on
from adapters.console.rooms import Rooms, room_of
from adapters.console.spans import card_lines
from adapters.console.stage import Scene
from adapters.console.steps import Action, Away, Tells, Waits
from bot.words.cards import Card
from bot.words.civil import moment_text
from bot.words.taming import heard

WIDTH = 80
_LABELS = {"↳": "dim blue", "✎": "dim yellow", "·": "dim magenta"}
_LONG = 200
"""Letters above which a private answer is not shown a second time to somebody else."""
_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red")


def screen(*, force_width: int | None = None) -> Console:
    """A console of at most 80 columns, however wide the window is."""
    probe = Console(highlight=False, soft_wrap=False)
    width = force_width or min(probe.width if probe.is_terminal else WIDTH, WIDTH)
    return Console(highlight=False, width=max(width, 40), emoji=False)


@dataclass(slots=True)
class Renderer:
    """Shows scenes; `rooms` is asked for names and for the reactions that stand on cards."""

    console: Console
    rooms: Rooms
    zone: str = "UTC"
    language: str = "en"
    _told: dict[str, str] = field(default_factory=dict)
    """Long private answers that were shown once, and to whom."""

    def show(self, scene: Scene, *, quiet_action: bool = False) -> None:
        """An action and everything that came of it."""
        if not quiet_action:
            self.action(scene.action, scene.at)
        for places, one in gathered(scene.happenings):
            if isinstance(one, Changed) and repeats(one, scene.happenings):
                continue
            self.console.print(self._happening(one, places, scene.happenings, scene.at))

    def standing(self, now: datetime) -> None:
        """What a kept console shows when it is opened again: the time, and every live card."""
        self.console.print(Rule(Text("Here you were", "bold"), style="dim", align="left"))
        self.console.print(Text(moment_text(now, self.zone, self.language, now), "dim italic"))
        titles: dict[int, Text] = {}
        for message in self.rooms.messages.values():
            if message.marker is not None and message.card is not None:
                titles[message.marker.number] = card_lines(message.card, now, PREFIX)[0]
        for number in sorted(titles):
            self.console.print(Padding(titles[number], (0, 0, 0, 2)))

    def opening(self, title: str) -> None:
        """What this is, before anything happens."""
        names = [person.name for person in self.rooms.people.values()]
        rooms = " and ".join(self.rooms.names)
        said = Text.assemble(
            (f"{title}: ", "bold"),
            f"{', '.join(names[:-1])} and {names[-1]} share the rooms {rooms}. ",
            "Nobody is in charge. Time is virtual, and nothing leaves this terminal.",
        )
        self.console.print(said)

    def invitation(self, speaker: str) -> None:
        """That it is somebody's turn now, and how to begin."""
        self.console.print()
        self.console.print(Rule(Text("Your turn", "bold"), style="dim", align="left"))
        self.pairs(
            (
                ("!task new Water the seedlings", f"say it as {speaker}"),
                ("Bo: !help", "or as anybody else"),
                ("Cleo +✋ #3", "react to a card (+claim works too)"),
                ("wait 2d", "let time pass"),
                ("help", "all that can be typed; Tab completes"),
            )
        )

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """What can be typed, and what it does."""
        grid = Table.grid(padding=(0, 2))
        for typed, meaning in pairs:
            grid.add_row(Text(f"  {typed}", "cyan"), Text(meaning, "dim"))
        self.console.print(grid)

    def remark(self, sentence: str) -> None:
        """A word of the console's own, not of the bot's."""
        self.console.print(Padding(Text(sentence, "yellow"), (0, 0, 0, 2), expand=False))

    def sealed(self, count: int, height: int, fingerprint: str) -> None:
        """That the whole record was checked, and its head."""
        self.console.print()
        self.console.print(Rule(Text("The record", "bold"), style="dim", align="left"))
        line = f"  {count} entries, every seal holds. Its head is {height}, {fingerprint[:16]}…"
        self.console.print(Text(line))

    # --- what people do --------------------------------------------------------------------------

    def action(self, action: Action, now: datetime) -> None:
        """What somebody does, as a line of its own."""
        match action:
            case Tells(text):
                self.console.print()
                self.console.print(Rule(Text(text, "bold"), style="dim", align="left"))
            case Waits(length):
                self.console.print()
                line = f"— {passed(length)}: {moment_text(now, self.zone, self.language, now)} —"
                self.console.print(Text(line, "dim italic"), justify="center")
            case Away(begins):
                said = "the bot loses its connection" if begins else "the bot is back"
                self.console.print(Text(f"— {said} —", "dim italic"), justify="center")
            case _:
                self.console.print()
                self.console.print(self._line(*deed(action)))

    def _line(self, name: str, between: str, words: str) -> Text:
        words = heard(words).replace("\n", "\n  ")
        line = Text.assemble((name, f"bold {self._colour(name)}"), (between, "dim"), words)
        line.overflow = "fold"
        return line

    def _colour(self, name: str) -> str:
        known = [person.name for person in self.rooms.people.values()]
        return _COLOURS[known.index(name) % len(_COLOURS)] if name in known else "white"

    # --- what the bot does -----------------------------------------------------------------------

    def _happening(
        self, one: Happening, places: Sequence[str], beside: Sequence[Happening], now: datetime
    ) -> RenderableType:
        rooms = " and ".join(sorted(room_of(place) for place in places))
        shown: RenderableType
        match one:
            case Posted(under=None):
                shown = self._panel(one, rooms, seeds_on(one, beside), now)
            case Posted():
                shown = self._indented(f"in {rooms}, under #{one.under}", one.card, "↳ ", now)
            case Changed():
                shown = self._change(one, rooms, now)
            case Whispered():
                shown = self._whisper(one, now)
            case Answered():
                shown = self._indented(f"answer in {rooms}", one.card, "↳ ", now, _files(one))
            case Ticked():
                who = self._named(one.account)
                shown = Text.assemble(("  ✓ ", "green"), (f"on {who}'s message", "dim"))
            case Seeded():
                shown = Text(f"  {one.emoji}")
        return shown

    def _panel(
        self, one: Posted, rooms: str, seeds: Sequence[str], now: datetime
    ) -> RenderableType:
        title, *rest = card_lines(one.card, now, PREFIX)
        body = [*rest, _chips(seeds)] if seeds else rest
        style = "green" if one.marker is None else "cyan"
        return self._framed(title, body, f"in {rooms}", style)

    def _whisper(self, one: Whispered, now: datetime) -> RenderableType:
        who = self._named(one.account)
        words = "\n".join(card_text(one.card, now))
        first = self._told.setdefault(words, who) if len(words) > _LONG else who
        if first != who:
            return _block(f"only {who} sees this (the same as {first}, above)", [], "· ")
        return self._indented(f"only {who} sees this", one.card, "· ", now, _files(one))

    def _framed(self, title: Text, body: list[Text], where: str, style: str) -> RenderableType:
        title.stylize("bold")
        if self.console.is_dumb_terminal or not self.console.encoding.startswith("utf"):
            return Group(Text(f"[{where}]", "dim"), Padding(Group(title, *body), (0, 0, 0, 2)))
        return Panel(
            Group(title, *body),
            box=box.ROUNDED,
            border_style=style,
            subtitle=Text(where, "dim"),
            subtitle_align="right",
            padding=(0, 1),
        )

    def _change(self, one: Changed, rooms: str, now: datetime) -> RenderableType:
        wanted = set(changed_lines(one, now))
        lines = [line for line in card_lines(one.after, now, PREFIX) if line.plain in wanted]
        number = "" if one.number is None else f" #{one.number}"
        counts = self.counts(one.number)
        if counts:
            lines.append(_chips([f"{emoji} {count}" for emoji, count in counts.items()]))
        return _block(f"card{number} in {rooms} now reads", lines, "✎ ")

    def _indented(
        self, label: str, card: Card, sign: str, now: datetime, more: Sequence[Text] = ()
    ) -> RenderableType:
        return _block(label, [*card_lines(card, now, PREFIX), *more], sign)

    def counts(self, number: int | None) -> dict[str, int]:
        """The reactions that stand on all copies of a card, each with how many there are."""
        counts: dict[str, int] = {}
        for message in self.rooms.messages.values():
            if message.marker is not None and message.marker.number == number:
                for one in message.reactions:
                    counts[one.emoji] = counts.get(one.emoji, 0) + 1
        return counts

    def _named(self, account: str) -> str:
        person = self.rooms.people.get(account)
        return person.name if person else account


def _chips(labels: Sequence[str]) -> Text:
    return Text(" ").join(Text(f" {label} ", "reverse") for label in labels)


def _files(one: Whispered | Answered) -> list[Text]:
    return [Text(f"(file: {name}, {len(data)} bytes)", "dim") for name, data in one.files.items()]


def _block(label: str, lines: Sequence[Text], sign: str) -> RenderableType:
    head = Text.assemble((sign, "dim"), (label, _LABELS[sign.strip()]))
    body = Padding(Group(*lines), (0, 0, 0, 2), expand=False)
    return Padding(Group(head, body), (0, 0, 0, 2), expand=False)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chart as PNG: bars under their words, with their numbers.

Nothing is told by colour alone: words, numbers and hatches say it as well. The colours are those
of Okabe and Ito, which people see apart however they see colours. The ground is white, whatever
the colours of the room around it.
"""

import threading
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from adapters.charts.fonts import drawable, font
from bot.words.cards import Bar, Chart

WIDTH = 720.0
"""Points across; a point is 1/72 inch."""

SHARPNESS = 108
"""Dots an inch: half as many again as points, so 1080 across."""

MARGIN = 28.0
BAR = 26.0
TITLE, LABEL = 19.0, 15.0
SPACING = 1.3
MOST_TITLE_LINES, MOST_LABEL_LINES = 3, 2

INK, GROUND, LINE = "#1a1a1a", "#ffffff", "#8a8a8a"
COLOURS = (
    *("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9"),
    *("#D55E00", "#F0E442", "#B3B3B3", "#7A5195", "#A0D6A0"),
)
MEANT = {
    "✅": "#009E73",
    "🌟": "#0072B2",
    "🔧": "#E69F00",
    "⛔": "#D55E00",
    "👍": "#0072B2",
    "👎": "#E69F00",
    "🤷": "#B3B3B3",
}
"""The colours of choices that come again and again, by their emoji."""

HATCHES = ("", "///", "...", "xx", "\\\\\\", "---", "++", "||", "oo", "**")

_one_at_a_time = threading.Lock()


class Sheet:
    """A figure that is written from the top down, in points."""

    def __init__(self, height: float) -> None:
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=SHARPNESS, facecolor=GROUND)
        self.canvas = FigureCanvasAgg(self.figure)
        self.height = height
        self.left = height - MARGIN

    def width(self, text: str, style: FontProperties) -> float:
        """How wide a text is."""
        renderer = self.canvas.get_renderer()  # type: ignore[no-untyped-call]
        across, _, _ = renderer.get_text_width_height_descent(text, style, ismath=False)
        return float(across) * 72 / SHARPNESS

    def wrapped(self, text: str, style: FontProperties, lines: int) -> list[str]:
        """A text in so many lines at most, an ellipsis where that is too few."""
        made = [""]
        for word in self._pieces(text, style):
            longer = f"{made[-1]} {word}".strip()
            if self.width(longer, style) <= WIDTH - 2 * MARGIN:
                made[-1] = longer
            else:
                made.append(word)
        if len(made) > lines:
            last = made[lines - 1]
            while last and self.width(f"{last}…", style) > WIDTH - 2 * MARGIN:
                last = last[:-1]
            made = [*made[: lines - 1], f"{last}…"]
        return made

    def _pieces(self, text: str, style: FontProperties) -> list[str]:
        """The words, those that are wider than the sheet in parts."""
        pieces: list[str] = []
        for word in text.split():
            rest = word
            while self.width(rest, style) > WIDTH - 2 * MARGIN and len(rest) > 1:
                end = len(rest)
                while end > 1 and self.width(rest[:end], style) > WIDTH - 2 * MARGIN:
                    end = end * 9 // 10
                pieces.append(rest[:end])
                rest = rest[end:]
            pieces.append(rest)
        return pieces

    def write(self, lines: list[str], style: FontProperties) -> None:
        """Lines below what is there."""
        step = style.get_size_in_points() * SPACING
        for line in lines:
            self.left -= step
            self.text(MARGIN, self.left + step * 0.28, line, style)

    def text(self, x: float, y: float, text: str, style: FontProperties) -> None:
        """A text from there on."""
        self.figure.text(
            x / WIDTH,
            y / self.height,
            text,
            fontproperties=style,
            color=INK,
            parse_math=False,
        )

    def bar(self, index: int, emoji: str, length: float) -> None:
        """A bar below what is there."""
        self.left -= BAR
        if length > 0:
            colour = MEANT.get(emoji) or COLOURS[index % len(COLOURS)]
            self._box(MARGIN, length, colour, HATCHES[index % len(HATCHES)])
        self._box(MARGIN - 1.5, 1.5, LINE, "")

    def _box(self, x: float, width: float, colour: str, hatch: str) -> None:
        self.figure.add_artist(
            Rectangle(
                (x / WIDTH, self.left / self.height),
                width / WIDTH,
                BAR / self.height,
                facecolor=colour,
                edgecolor=INK if hatch else colour,
                hatch=hatch,
                linewidth=1.0 if hatch else 0.0,
            )
        )

    def png(self) -> bytes:
        """The sheet as a file."""
        out = BytesIO()
        self.figure.savefig(out, format="png", facecolor=GROUND)
        return out.getvalue()


def draw(chart: Chart) -> bytes:
    """The chart as PNG; takes a while, so not on the event loop."""
    with _one_at_a_time:
        return _drawn(chart)


def _drawn(chart: Chart) -> bytes:
    heavy, normal, number = font(TITLE, "bold"), font(LABEL), font(LABEL, "bold")
    probe = Sheet(WIDTH)
    title = probe.wrapped(drawable(chart.title, "bold"), heavy, MOST_TITLE_LINES)
    labels = [
        probe.wrapped(_label(bar, place), normal, MOST_LABEL_LINES)
        for place, bar in enumerate(chart.bars, start=1)
    ]
    gap = LABEL * 0.9
    height = 2 * MARGIN + len(title) * TITLE * SPACING
    height += sum(gap + len(lines) * LABEL * SPACING + BAR for lines in labels)
    sheet = Sheet(height)
    sheet.write(title, heavy)
    most = max((bar.count for bar in chart.bars), default=0) or 1
    room = WIDTH - 2 * MARGIN - 10 - sheet.width(str(most), number)
    for index, (bar, lines) in enumerate(zip(chart.bars, labels, strict=True)):
        sheet.left -= gap
        sheet.write(lines, normal)
        length = room * bar.count / most
        sheet.bar(index, bar.emoji, length)
        middle = sheet.left + (BAR - LABEL * 0.72) / 2
        sheet.text(MARGIN + length + 8, middle, str(bar.count), number)
    return sheet.png()


def _label(bar: Bar, place: int) -> str:
    """What a bar stands for; its number where no word of it can be drawn."""
    words = drawable(bar.label)
    return words if any(char.isalnum() for char in words) else f"{place}."

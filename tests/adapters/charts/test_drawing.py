# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outcomes drawn: whatever people wrote, a picture without boxes, or no picture and no harm."""

import asyncio
import importlib.util
import struct
import threading
import time
import warnings
from io import BytesIO

import pytest
from PIL import Image
from structlog.testing import capture_logs

from adapters.charts import ChartsMissingError, asking, available, drawn, png
from adapters.charts.drawing import COLOURS, HATCHES, MEANT, WIDTH, Sheet, draw
from adapters.charts.fonts import drawable, font
from bot.words.cards import Bar, Chart
from bot.words.emoji import emoji_of

REVIEW = Chart(
    "#14 Accepted: Greenhouse door. Thank you, Bo.",
    (
        Bar("sound", 4, "✅"),
        Bar("of these excellent", 1, "🌟"),
        Bar("needs work", 1, "🔧"),
        Bar("must not go in", 0, "⛔"),
    ),
    "",
)
STRANGE = (
    "",
    "مرحبا بالعالم",
    "שלום עולם",
    "緑の扉を直す",
    "नमस्ते दुनिया",
    "👍🏿 👨‍👩‍👧 1️⃣",
    "Z" + "\u0e47" * 4,
    "$x^2$ \\frac{1}{2} $",
    "w" * 400,
    "much " * 100,
    "\ufffd\ufffe",
    "ﷺ" * 50,
    "𝕬𝖇𝖈",
)


def size(data: bytes) -> tuple[int, int]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])


def test_a_picture_is_a_png_of_a_few_kilobytes() -> None:
    data = draw(REVIEW)
    assert size(data)[0] == WIDTH * 1.5
    assert len(data) < 60_000


@pytest.mark.parametrize("text", STRANGE, ids=ascii)
def test_no_letter_is_a_box(text: str) -> None:
    bars = (Bar(text, 3), Bar(f"2. {text}", 0), Bar("3. red", 1_000_000))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of each letter that it has no shape for
        width, height = size(draw(Chart(text, bars, "")))
    assert width == WIDTH * 1.5
    assert height < 900


def test_everything_stays_on_the_sheet() -> None:
    chart = Chart("w" * 400, tuple(Bar("i" * 500 + " w" * 500, 10**9) for _ in range(10)), "")
    image = Image.open(BytesIO(draw(chart))).convert("L")
    width, height = image.size
    for edge in ((0, 0, width, 9), (0, height - 9, width, height), (0, 0, 9, height)):
        assert image.crop(edge).getextrema() == (255, 255)
    assert image.crop((width - 9, 0, width, height)).getextrema() == (255, 255)


def test_what_can_not_be_drawn_is_left_out() -> None:
    assert drawable("Mend the door ✅") == "Mend the door"
    assert drawable("1. 緑の 扉 door") in ("1. … door", "1. 緑の 扉 door")
    assert drawable("Привет, Ελλάδα!") == "Привет, Ελλάδα!"


def test_a_bar_is_called_by_its_place_where_no_word_is_left() -> None:
    with_number = draw(Chart("", (Bar("1.", 1),), ""))
    assert draw(Chart("", (Bar("🎉", 1),), "")) == with_number


def test_long_words_are_wrapped_and_the_rest_left_out() -> None:
    sheet, style = Sheet(WIDTH), font(15.0)
    lines = sheet.wrapped("seedlings " * 40, style, 2)
    assert len(lines) == 2
    assert lines[0].endswith("seedlings")
    assert lines[1].endswith("…")
    assert all(sheet.width(line, style) <= WIDTH for line in sheet.wrapped("w" * 999, style, 9))


def test_no_two_bars_look_alike_without_colours() -> None:
    assert len(set(HATCHES)) == len(HATCHES) == len(set(COLOURS)) == len(COLOURS) == 10
    choices = ("sound", "excellent", "needs_work", "block", "yes", "no", "abstain")
    assert set(MEANT) == {emoji_of(choice) for choice in choices}


async def test_the_loop_goes_on_while_a_picture_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    drawing, go_on = asyncio.Event(), threading.Event()

    def slow(_: Chart) -> bytes:
        loop.call_soon_threadsafe(drawing.set)
        assert go_on.wait(10)
        return b"png"

    monkeypatch.setattr(asking, "_drawn", slow)
    asked = asyncio.create_task(png(REVIEW))
    async with asyncio.timeout(10):
        await drawing.wait()
        go_on.set()
        assert await asked == b"png"


async def test_pictures_of_many_rooms_at_once() -> None:
    charts = [Chart(f"#{number}", (Bar("yes", number),), "") for number in range(6)]
    started = time.monotonic()
    made = await asyncio.gather(*(png(chart) for chart in charts), *(png(REVIEW) for _ in range(6)))
    assert len(set(made)) == 7
    assert time.monotonic() - started < 60


async def test_without_the_extra_the_log_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available()
    asking._tell_once.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with capture_logs() as said:
        assert await drawn(REVIEW) is None
        assert await drawn(REVIEW) is None
    assert [line["log_level"] for line in said] == ["warning"]
    assert "folkmoot[charts]" in said[0]["why"]
    with pytest.raises(ChartsMissingError):
        await png(REVIEW)


async def test_a_drawing_that_fails_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Chart) -> bytes:
        raise RuntimeError("no ink")

    monkeypatch.setattr(asking, "_drawn", broken)
    with capture_logs() as said:
        assert await drawn(REVIEW) is None
    assert [line["log_level"] for line in said] == ["error"]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever happens to them, the store in memory and the one on SQLite answer alike."""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_rows import account, batch, handled, receipt, say, seen, text

from bot.service.ports import AlreadyHandledError, BarredRow, BoardRow, Store
from storage import open_store

Step = Callable[[Store], Any]

NAMES = st.sampled_from(["garden", "orchard"])
REFS = st.sampled_from(["r1", "r2", "r3"])
KEYS = st.sampled_from(["k1", "k2", "k3", "k4"])
NUMBERS = st.integers(1, 3)
HEIGHTS = st.integers(-1, 9)


def some(rows: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(rows, max_size=3)


@st.composite
def appends(draw: st.DrawFn) -> Step:
    name, size = draw(NAMES), draw(st.integers(0, 3))
    off = draw(st.sampled_from([0, 0, 0, 0, 0, 1, -1]))
    sources = draw(st.lists(st.integers(0, 30), max_size=4, unique=True))
    fields = {
        "inbox": [
            handled(
                f"${n}",
                draw(st.binary(max_size=3)),
                ref=draw(st.none() | REFS),
                number=draw(st.none() | NUMBERS),
                mark=draw(st.none() | st.sampled_from(["m1", "m2", "m3"])),
            )
            for n in sources
        ],
        "texts": draw(some(st.builds(text, KEYS, st.text(max_size=5), REFS))),
        "accounts": draw(some(st.builds(account, REFS, KEYS, mentions=st.booleans()))),
        "says": draw(some(st.builds(say, KEYS, KEYS, ref=st.none() | REFS))),
        "boards": draw(some(st.builds(BoardRow, NUMBERS, KEYS, HEIGHTS, HEIGHTS))),
        "barred": draw(some(st.builds(BarredRow, KEYS, st.binary(max_size=2), st.tuples(NUMBERS)))),
        "unbar": draw(some(KEYS)),
        "forget": draw(some(REFS)),
        "erase_texts": draw(some(KEYS)),
    }

    async def step(store: Store) -> None:
        head = (await store.load(name)).head
        height = (head.height if head else -1) + off
        await store.append(batch(max(height, -1), size, commons=name, **fields))

    return step


@st.composite
def calls(draw: st.DrawFn) -> Step:
    row = st.none() | st.builds(
        receipt, KEYS, st.none() | NUMBERS, kind=st.sampled_from(["card", "notice"])
    )
    method, *arguments = draw(
        st.one_of(
            st.tuples(st.just("said"), NAMES, KEYS, row),
            st.tuples(st.just("attempted"), NAMES, KEYS),
            st.tuples(st.just("shown"), NAMES, NUMBERS, KEYS, HEIGHTS, row),
            st.tuples(st.just("save_snapshot"), NAMES, HEIGHTS, NUMBERS, st.binary(max_size=2)),
            st.tuples(st.just("set_position"), KEYS, st.none() | st.text(max_size=3)),
            st.tuples(st.just("texts"), NAMES, some(KEYS)),
            st.tuples(st.just("marks_of"), NAMES, NUMBERS),
            st.tuples(st.just("receipt"), KEYS),
            st.tuples(st.just("position"), KEYS),
            st.tuples(st.just("answer"), st.integers(0, 30).map("${}".format)),
            st.tuples(st.just("inbox_number"), st.integers(0, 30).map("${}".format)),
            st.tuples(st.just("commons")),
        )
    )

    async def step(store: Store) -> Any:
        return await getattr(store, method)(*arguments)

    return step


async def story(url: str, steps: Sequence[Step]) -> list[Any]:
    """What a store answered to each step, and what is in it in the end."""
    store = await open_store(url)
    heard: list[Any] = []
    try:
        for step in steps:
            try:
                heard.append(await step(store))
            except AlreadyHandledError as refusal:
                heard.append(refusal.answers)
            except Exception as refusal:  # noqa: BLE001  # compared, whatever it is
                heard.append((type(refusal), str(refusal)))
        return [*heard, await seen(store, "garden"), await seen(store, "orchard")]
    finally:
        await store.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once: migrating a file for every example would take long."""
    file = tmp_path_factory.mktemp("template") / "empty.db"

    async def make() -> None:
        await (await open_store(f"sqlite:{file}")).close()

    asyncio.run(make())
    return file


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.one_of(appends(), calls()), max_size=12))
def test_both_stores_tell_the_same_story(steps: list[Step], template: Path, tmp_path: Path) -> None:
    file = tmp_path / "story.db"
    shutil.copy(template, file)
    assert asyncio.run(story(f"sqlite:{file}", steps)) == asyncio.run(story("memory:", steps))

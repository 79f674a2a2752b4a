# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: ASYNC240
"""A rehearsal on the command line: what `run`, `status`, `record` and `backup` make of it."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_samples import Told, configured, database, entries, folkmoot
from test_run import NOWHERE, Running

from storage import open_store
from tests.adapters.matrix.person import wait_until

REHEARSED = NOWHERE + "rehearsal = true\n"


@pytest.fixture
def running() -> Iterator[list[Running]]:
    bots: list[Running] = []
    yield bots
    for bot in bots:
        bot.kill()


async def ran(config: Path, running: list[Running]) -> Running:
    """A bot that was started on this configuration and stopped again."""
    running.append(bot := Running(config))
    await wait_until(lambda: bot.events("started"))
    status, _ = await asyncio.to_thread(bot.end)
    assert status == 0
    return bot


def ask(*arguments: object) -> Told:
    told = folkmoot(*arguments)
    assert (told.status, told.err) == (0, "")
    return told


async def test_from_rehearsal_to_the_real_thing(tmp_path: Path, running: list[Running]) -> None:
    config = configured(tmp_path, REHEARSED)
    assert "garden: 1 room, en, UTC, in rehearsal." in ask("check", "--config", config).out
    await ran(config, running)
    (garden,) = json.loads(ask("status", "--config", config, "--json").out)["commons"]
    assert (garden["name"], garden["rehearsal"]) == ("garden", True)
    tried = garden["head"]["hash"]
    assert "In rehearsal" in ask("status", "--config", config).out
    assert tried in ask("record", "verify", "--config", config).out
    for name in ("garden", "garden~rehearsal"):
        shown = ask("record", "show", "--config", config, "--commons", name, "--json").out
        assert json.loads(shown.splitlines()[0])["hash"] == tried
    copy = tmp_path / "copy.db"
    assert "garden is in rehearsal" in ask("backup", "--config", config, copy).out
    assert tried.encode() not in copy.read_bytes()
    assert folkmoot("record", "verify", copy).err == "The database holds no record yet.\n"

    configured(tmp_path, NOWHERE)
    bot = await ran(config, running)
    assert bot.events("The rehearsal of garden is over; nothing of it is kept.")
    (garden,) = json.loads(ask("status", "--config", config, "--json").out)["commons"]
    assert (garden["name"], garden["rehearsal"]) == ("garden", False)
    assert garden["head"]["hash"] != tried
    for file in tmp_path.glob("folkmoot.db*"):
        assert tried.encode() not in file.read_bytes()


def test_there_is_no_way_back_into_a_rehearsal(tmp_path: Path) -> None:
    database(tmp_path / "folkmoot.db", entries(2))
    told = folkmoot("run", "--config", configured(tmp_path, REHEARSED))
    assert told.status == 2
    (sentence,) = [line for line in told.err.splitlines() if not line.startswith("{")]
    assert sentence == (
        "garden has a record, so it can't be rehearsed any more: take “rehearsal = true” out of "
        "its [[commons]], or give the rehearsal another name."
    )


async def test_a_rehearsal_stays_whatever_else_is_on_record(
    tmp_path: Path, running: list[Running]
) -> None:
    await asyncio.to_thread(database, tmp_path / "folkmoot.db", entries(2), "orchard")
    config = configured(tmp_path, REHEARSED)
    await ran(config, running)
    await ran(config, running)
    store = await open_store(f"sqlite:{tmp_path / 'folkmoot.db'}", readonly=True)
    assert await store.commons() == ["garden~rehearsal", "orchard"]
    await store.close()

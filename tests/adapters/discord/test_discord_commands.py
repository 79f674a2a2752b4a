# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slash commands: what Discord is told of them, and what comes of typing one."""

import re
from typing import Any

import discord
import pytest

from adapters.discord.commands import commands
from adapters.discord.interactions import Tree
from adapters.discord.limits import units
from adapters.discord.syncing import fingerprint, payload, sync
from adapters.discord.translator import Translator, is_name
from bot.service.chat import SHAPES
from bot.words.table import ChatCommand, Kind, Option
from storage.memory import MemoryStore
from tests.adapters.discord.simcord_rig import Garden
from tests.discord.bounds import broken
from tests.discord.openapi import request_problems

NAME = re.compile(r"[-_'\w]{1,32}")


async def nothing(*_: object) -> Any:
    raise AssertionError("nobody types here")


async def told(*, several: bool = False, shapes: Any = SHAPES) -> list[dict[str, Any]]:
    tree = Tree(discord.Client(intents=discord.Intents.none()))
    await tree.set_translator(Translator())
    for command in commands(shapes, nothing, several=several):
        tree.add_command(command)
    return await payload(tree)


def every(node: Any) -> Any:
    """Every part of the payload that has a name."""
    for part in node if isinstance(node, list) else [node]:
        if "name" in part:
            yield part
        yield from every(part.get("options") or [])


def size(command: dict[str, Any]) -> int:
    """What Discord counts of a command, each text in its longest language."""
    total = 0
    for part in [*every(command), *(c for p in every(command) for c in p.get("choices") or [])]:
        for key in ("name", "description", "value"):
            others = (part.get(f"{key}_localizations") or {}).values()
            total += max(units(str(text)) for text in (part.get(key, ""), *others))
    return total


@pytest.mark.parametrize("several", [False, True])
async def test_everything_is_within_discords_limits(*, several: bool) -> None:
    commands_told = await told(several=several)
    assert len(commands_told) <= 100
    assert request_problems("PUT", "/applications/1/commands", {}, commands_told) == []
    assert broken("PUT", "/applications/1/commands", commands_told) == []
    for command in commands_told:
        assert size(command) <= 8000
        for part in every(command):
            assert len(part.get("options") or []) <= 25
            assert len(part.get("choices") or []) <= 25
            names = [part["name"], *(part.get("name_localizations") or {}).values()]
            assert all(NAME.fullmatch(one) and one == one.lower() for one in names), names
            texts = [part["description"], *(part.get("description_localizations") or {}).values()]
            assert all(1 <= units(text) <= 100 for text in texts), texts
            assert "…" not in part["description"], "an English summary had to be cut"
            needed = [one.get("required", False) for one in part.get("options") or []]
            assert needed == sorted(needed, reverse=True), "required options come first"


async def test_names_are_different_in_every_language() -> None:
    roots = await told()
    levels = [roots, *(part["options"] for part in every(roots) if part.get("options"))]
    for level in levels:
        for language in ("", "de"):
            names = [called(part, language) for part in level]
            assert len(set(names)) == len(names), names


def called(part: dict[str, Any], language: str) -> str:
    return (part.get("name_localizations") or {}).get(language, part["name"])


async def test_they_are_the_ones_of_the_table() -> None:
    paths = {
        f"{root['name']} {one['name']}" if one.get("type") == 1 else root["name"]
        for root in await told()
        for one in root.get("options") or [root]
    }
    wanted = {shape.path for shape in SHAPES} - {"my"} | {"my show"}
    assert paths == wanted


async def test_who_may_use_them_and_where() -> None:
    for command in await told():
        assert command["contexts"] == [0, 1]
        assert command["integration_types"] == [0]
        assert command["default_member_permissions"] is None
        assert command["nsfw"] is False


async def test_options_have_the_kinds_and_names_of_the_contract() -> None:
    by_path = {
        f"{root['name']} {one['name']}": {option["name"]: option for option in one["options"]}
        for root in await told()
        for one in root.get("options") or []
        if one.get("options")
    }
    assert by_path["poll vote"]["number"]["type"] == 4
    assert by_path["poll vote"]["number"]["min_value"] == 1
    assert by_path["poll vote"]["number"]["autocomplete"] is True
    assert by_path["poll vote"]["number"]["name_localizations"] == {"de": "nummer"}
    assert by_path["task new"]["slots"]["type"] == 4
    assert by_path["task submit"]["with"]["type"] == 3
    assert "license" not in by_path["task new"]
    states = by_path["task list"]["state"]["choices"]
    assert [one["value"] for one in states] == [
        "open",
        "claimed",
        "review",
        "accepted",
        "withdrawn",
    ]
    assert states[0]["name_localizations"] == {"de": "offen"}
    assert "autocomplete" not in by_path["my reminders"]["switch"]
    assert "commons" not in by_path["task show"]
    several = await told(several=True)
    new = next(one for one in several[0]["options"] if one["name"] == "new")
    shown = next(one for one in several[0]["options"] if one["name"] == "show")
    assert "commons" not in [one["name"] for one in new["options"]], "it is for the rooms"
    assert "commons" in [one["name"] for one in shown["options"]]


def test_a_name_must_be_one() -> None:
    assert is_name("fähigkeiten")
    for no in ("Titel", "die plätze", "", "x" * 33, "a.b", "fa\u0308higkeiten"):
        assert not is_name(no)


# --- telling Discord ------------------------------------------------------------------------------


async def test_they_are_told_once_and_again_when_they_changed(discord_garden: Garden) -> None:
    puts = [one for one in discord_garden.requests if one.method == "PUT"]
    assert len(puts) == 1
    assert not await discord_garden.interactions.sync(discord_garden.store)
    await discord_garden.restart()
    assert len([one for one in discord_garden.requests if one.method == "PUT"]) == 1
    tree = discord_garden.interactions.tree
    more = ChatCommand("extra", "Something new.", (Option("what", Kind.TEXT, "What."),))
    (command,) = commands([more], nothing)
    tree.add_command(command)
    before = fingerprint(await payload(tree))
    assert await sync(tree, discord_garden.store)
    assert (
        await discord_garden.store.position(f"discord:commands:{tree.client.application_id}")
        == before
    )


async def test_a_refusal_of_discords_is_tried_again_next_time(
    discord_garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    interactions, store = discord_garden.interactions, MemoryStore()

    async def refused(**_: object) -> Any:
        raise discord.DiscordException

    with monkeypatch.context() as patched:
        patched.setattr(interactions.tree, "sync", refused)
        assert not await interactions.sync(store)
    assert await interactions.sync(store)

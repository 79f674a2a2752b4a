# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands, buttons, dialogs and suggestions on the double, answered by a client of discord.py."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import discord as library
import pytest
from discord import app_commands

from tests.adapters.matrix.person import wait_until
from tests.discord.conftest import MakeClient
from tests.discord.double.people import Person
from tests.discord.double.server import Discord
from tests.discord.double.world import Channel, Message

Answering = Callable[[library.Interaction], Awaitable[None]]


class Scene:
    """A client with `/task new <title> [skill]`, a channel, and Ana."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord
        self.guild = discord.world.guild("Garden")
        self.room: Channel = discord.world.channel(self.guild, "commons")
        self.ana: Person = discord.person(self.guild, "ana")
        self.heard: list[library.Interaction] = []
        self.answering: Answering = self._say_hello

    async def _say_hello(self, interaction: library.Interaction) -> None:
        await interaction.response.send_message("Hello", ephemeral=True)

    async def connect(self, client: MakeClient) -> None:
        one = await client()
        tree = app_commands.CommandTree(one)
        group = app_commands.Group(name="task", description="Tasks")

        @group.command(name="new", description="A new task")
        async def new(
            interaction: library.Interaction,
            title: app_commands.Range[str, 1, 50],
            skill: str | None = None,
        ) -> None:
            interaction.extras["options"] = (title, skill)
            self.heard.append(interaction)
            await self.answering(interaction)

        @new.autocomplete("skill")
        async def suggest(
            interaction: library.Interaction, current: str
        ) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{current}ing", value=current)]

        async def on_interaction(interaction: library.Interaction) -> None:
            if interaction.type in (
                library.InteractionType.component,
                library.InteractionType.modal_submit,
            ):
                self.heard.append(interaction)
                await self.answering(interaction)

        one.event(on_interaction)
        tree.add_command(group)
        await tree.sync()
        self.client, self.tree = one, tree

    async def card(self, view: library.ui.View) -> Message:
        """A message of the bot's with buttons under it."""
        channel = self.client.get_channel(self.room.id)
        assert isinstance(channel, library.TextChannel)
        sent = await channel.send("#1 A poll", view=view)
        return self.room.messages[sent.id]


@pytest.fixture
async def scene(discord: Discord, client: MakeClient) -> Scene:
    made = Scene(discord)
    await made.connect(client)
    return made


async def test_a_command_is_put_up_once_and_typed(scene: Scene) -> None:
    assert list(scene.discord.commands[None]) == ["task"]
    assert (scene.discord.commands_created, scene.discord.command_syncs) == (1, 1)
    answer = await scene.ana.slash(scene.room, "task new", title="Mend it", skill="wood")
    assert scene.heard[0].extras["options"] == ("Mend it", "wood")
    assert (answer.text, answer.ephemeral) == ("Hello", True)
    assert scene.room.messages == {}


@pytest.mark.parametrize(
    "options", [{}, {"title": "x" * 51}, {"title": "x", "colour": "red"}, {"title": 5}]
)
async def test_a_client_sends_only_what_the_command_takes(
    scene: Scene, options: dict[str, object]
) -> None:
    with pytest.raises(AssertionError):
        await scene.ana.slash(scene.room, "task new", **options)


async def test_an_answer_after_a_deferral_takes_its_place(scene: Scene) -> None:
    async def slowly(interaction: library.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("First", wait=True)
        await interaction.followup.send("Second", ephemeral=True)
        await interaction.edit_original_response(content="First of all")

    scene.answering = slowly
    answer = await scene.ana.slash(scene.room, "task new", title="x")
    await wait_until(lambda: answer.text == "First of all\nSecond")
    assert answer.ephemeral
    assert answer.callback == 5


async def test_a_public_answer_stands_in_the_channel(scene: Scene) -> None:
    async def aloud(interaction: library.Interaction) -> None:
        await interaction.response.send_message("For all to see")
        await interaction.delete_original_response()

    scene.answering = aloud
    answer = await scene.ana.slash(scene.room, "task new", title="x")
    assert not answer.ephemeral
    await wait_until(lambda: answer.original is None)
    assert scene.room.messages == {}


async def test_a_button_and_its_dialog(scene: Scene) -> None:
    class Why(library.ui.Modal, title="Why?"):
        reason: library.ui.TextInput["Why"] = library.ui.TextInput(label="Your reason")

    async def ask(interaction: library.Interaction) -> None:
        if interaction.type is library.InteractionType.component:
            await interaction.response.send_modal(Why(custom_id="why:1"))
        else:
            await interaction.response.send_message("Thank you", ephemeral=True)

    scene.answering = ask
    view = library.ui.View(timeout=None)
    view.add_item(library.ui.Button(label="Say why", custom_id="fm:garden:1:reason"))
    card = await scene.card(view)
    dialog = await scene.ana.presses(card, "reason")
    assert dialog.modal is not None
    assert dialog.modal["title"] == "Why?"
    answer = await scene.ana.submits(dialog, "It creaks")
    assert answer.text == "Thank you"
    data = scene.heard[-1].data
    assert data is not None
    assert "It creaks" in str(data)


async def test_acknowledging_twice_is_refused(scene: Scene) -> None:
    codes: list[int] = []

    async def twice(interaction: library.Interaction) -> None:
        await interaction.response.send_message("Hello", ephemeral=True)
        interaction.response._response_type = None
        with pytest.raises(library.HTTPException) as raised:
            await interaction.response.send_message("Hello", ephemeral=True)
        codes.append(raised.value.code)

    scene.answering = twice
    await scene.ana.slash(scene.room, "task new", title="x")
    await wait_until(lambda: codes == [40060])


async def test_too_late_is_refused(scene: Scene) -> None:
    codes: list[int] = []

    async def late(interaction: library.Interaction) -> None:
        scene.discord.world.ahead = timedelta(seconds=4)
        with pytest.raises(library.NotFound) as raised:
            await interaction.response.defer()
        codes.append(raised.value.code)

    scene.answering = late
    with pytest.raises(AssertionError, match="did not respond"):
        await scene.ana.slash(scene.room, "task new", title="x")
    assert codes == [10062]


async def test_after_a_quarter_of_an_hour_nothing_can_be_answered(scene: Scene) -> None:
    codes: list[int] = []

    async def much_later(interaction: library.Interaction) -> None:
        await interaction.response.send_message("Hello", ephemeral=True)
        scene.discord.world.ahead = timedelta(minutes=16)
        with pytest.raises(library.HTTPException) as raised:
            await interaction.edit_original_response(content="Bye")
        codes.append(raised.value.code)

    scene.answering = much_later
    await scene.ana.slash(scene.room, "task new", title="x")
    await wait_until(lambda: codes == [50027])


async def test_suggestions(scene: Scene) -> None:
    told = await scene.ana.suggested(scene.room, "task new", "skill", "paint", title="x")
    assert told == [{"name": "painting", "value": "paint"}]


async def test_commands_are_created_at_most_200_times_a_day(scene: Scene) -> None:
    scene.discord.commands_created = 200
    scene.discord.commands.clear()
    with pytest.raises(library.HTTPException) as raised:
        await scene.tree.sync()
    assert raised.value.code == 30034


async def test_two_taps_at_once_are_two_interactions(scene: Scene) -> None:
    view = library.ui.View(timeout=None)
    view.add_item(library.ui.Button(label="Sound", custom_id="fm:garden:1:sound"))
    card = await scene.card(view)
    first, second = scene.ana.taps(card, "sound"), scene.ana.taps(card, "Sound")
    await asyncio.gather(first.until_settled(), second.until_settled())
    assert len({one.id for one in scene.heard}) == 2

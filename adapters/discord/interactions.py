# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands, buttons and forms: from what Discord tells of them to the front door, and back.

What a person presses is handed in at once, in the order of the presses; whether Discord takes the
acknowledgement has nothing to do with whether it counts. What they typed as a command is handed in
only once they can be told what came of it: otherwise they would do it again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import discord
import structlog
from discord import app_commands

from adapters.discord.autocomplete import choices, typing
from adapters.discord.commands import commands, path_of
from adapters.discord.controls import Press, press_of, pressable
from adapters.discord.handing import Hands, Where
from adapters.discord.ids import named
from adapters.discord.modals import modal, written
from adapters.discord.replies import (
    give_back,
    quietly,
    say_broken,
    say_changed,
    say_waiting,
    show,
    thinking,
)
from adapters.discord.syncing import Positions, sync
from adapters.discord.translator import Translator
from bot.domain.ids import Number
from bot.service.chat import SHAPES
from bot.service.drafts import Draft, Suggestion
from bot.service.incoming import Commanded, Content, Incoming, Pressed
from bot.service.names import plain_name
from bot.service.ports import Answer
from bot.words.cards import CardMarker

_log = structlog.get_logger(__name__)

_CARDS = {"task show", "poll show"}
"""Commands that show a card; at a private desk nothing shared can be done with it."""

MUCH = 60
"""Letters from which on something that was refused is given back to whoever wrote it."""

PATIENCE = 10.0
"""Seconds after which a person is told that it takes longer."""


class Tree(app_commands.CommandTree[discord.Client]):
    """The library's tree, which makes offers while people type, and says in words what failed."""

    offer: Callable[[discord.Interaction], Awaitable[None]]

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Offers end here: further on, the library tells of one that comes too late as an error."""
        if interaction.type is not discord.InteractionType.autocomplete:
            return True
        await self.offer(interaction)
        return False

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """A command that is not there, or not any more; or a fault of ours."""
        changed = isinstance(
            error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch
        )
        if changed:
            _log.info("discord_command_unknown", why=type(error).__name__)
        else:
            _log.error("discord_command_failed", exc_info=error)
        if interaction.type is not discord.InteractionType.application_command:
            return
        if interaction.response.is_done() or await thinking(interaction):
            language = str(interaction.locale)
            await (say_changed if changed else say_broken)(interaction, language)


Acquaint = Callable[[int], Awaitable[None]]


class Interactions:
    """One client's commands, buttons and forms.

    `acquaint` finds out in which servers of the configuration somebody is, if that is not known.
    `several`: there are several commons.
    """

    def __init__(
        self, client: discord.Client, hands: Hands, acquaint: Acquaint, *, several: bool = False
    ) -> None:
        self._client = client
        self._hands = hands
        self._acquaint = acquaint
        self.tree = Tree(client)
        self.tree.offer = self._offer
        for command in commands(SHAPES, self._command, several=several):
            self.tree.add_command(command)

    async def install(self) -> None:
        """Be ready for what people do; to be called from setup_hook, before the first event."""
        await self.tree.set_translator(Translator())
        self._client.add_dynamic_items(pressable(self._press))
        self._client.event(self.on_interaction)

    async def sync(self, positions: Positions) -> bool:
        """Tell Discord what the commands are, if it does not know these yet."""
        return await sync(self.tree, positions)

    # --- what people do ----------------------------------------------------------------------

    async def _command(
        self, interaction: discord.Interaction, path: str, options: Mapping[str, str]
    ) -> None:
        content = Commanded(path, dict(options))
        await self._handed_in(interaction, self._incoming(interaction, content))

    async def _press(self, interaction: discord.Interaction, press: Press) -> None:
        content = Pressed(press.number, press.code, "", press.commons, _card(interaction))
        incoming = self._incoming(interaction, content)
        door = self._hands.door
        form = await door.form(incoming) if door is not None else None
        if form is not None:
            await quietly(interaction.response.send_modal(modal(form, press)), "form")
        else:
            await self._handed_in(interaction, incoming)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Whatever was done; only forms are dealt with here, all else elsewhere."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Mapping[str, Any] = interaction.data or {}
        press = press_of(str(data.get("custom_id")))
        if press is not None:
            content = written(press, data.get("components") or (), _card(interaction))
            await self._handed_in(interaction, self._incoming(interaction, content))

    async def _handed_in(self, interaction: discord.Interaction, incoming: Incoming) -> None:
        if isinstance(incoming.content, Commanded):
            if not await thinking(interaction):
                return
            if incoming.private:
                await self._acquaint(interaction.user.id)
        asked = asyncio.ensure_future(self._hands.ask(incoming))
        if interaction.response.is_done() or await thinking(interaction):
            await self._answered(interaction, incoming, asked)
        else:
            await asyncio.wait({asked})
            if not asked.cancelled():
                asked.exception()  # the hands have said what there is to say of it

    async def _answered(
        self,
        interaction: discord.Interaction,
        incoming: Incoming,
        asked: "asyncio.Future[Answer]",
    ) -> None:
        language = self._language(incoming)
        done, _ = await asyncio.wait({asked}, timeout=PATIENCE)
        if not done:
            await say_waiting(interaction, language)
        answer: Answer | None = None
        try:
            answer = await asked
        except Exception as error:  # noqa: BLE001 - nobody is left waiting, whatever it was
            _log.warning("discord_unanswered", why=type(error).__name__)
        if answer is None:
            await say_broken(interaction, language)
        else:
            await show(interaction, answer, language, self._marker(incoming))
        words = _much(incoming.content)
        if words and (answer is None or not answer.ok):
            await give_back(interaction, words, language)

    # --- what they are offered ---------------------------------------------------------------

    async def _offer(self, interaction: discord.Interaction) -> None:
        path, typed = path_of(interaction.command), typing(interaction.data or {})
        door, offered = self._hands.door, list[Suggestion]()
        if path is not None and typed is not None and door is not None:
            if interaction.guild_id is None:
                await self._acquaint(interaction.user.id)
            who = self._incoming(interaction, Commanded(path, {}))
            draft = Draft(
                account=who.account,
                place=who.place,
                path=path,
                option=typed.option,
                typed=typed.typed,
                options=typed.others,
                private=who.private,
                language=who.language,
            )
            offered += await door.suggest(draft)
        found = choices(offered, whole=typed is not None and typed.option == "number")
        await quietly(interaction.response.autocomplete(found), "offer")

    # --- who, and where ----------------------------------------------------------------------

    def _incoming(self, interaction: discord.Interaction, content: Content) -> Incoming:
        user = interaction.user
        joined = user.joined_at if isinstance(user, discord.Member) else None
        roles = [one.id for one in user.roles] if isinstance(user, discord.Member) else []
        where = self._where(interaction, joined, roles)
        return Incoming(
            source_id=named(f"interaction:{interaction.id}"),
            account=named(user.id),
            place=where.place if where else named(interaction.channel_id or 0),
            content=content,
            joined_at=where.joined_at if where else None,
            sent_at=interaction.created_at,
            private=where.private if where else False,
            name=self._hands.called(user),
            discreet=True,
            language=str(interaction.locale),
        )

    def _where(
        self, interaction: discord.Interaction, joined: datetime | None, roles: Sequence[int]
    ) -> Where | None:
        """The place; a thread that nobody told of belongs to its parent's."""
        channel, guild, user = interaction.channel, interaction.guild_id, interaction.user.id
        parent = channel.parent_id if isinstance(channel, discord.Thread) else None
        for one in (interaction.channel_id, parent):
            if one is not None:
                where = self._hands.where(one, guild, user, joined, roles)
                if where is not None:
                    return where
        return None

    def _marker(self, incoming: Incoming) -> CardMarker | None:
        """Whose card somebody asked to see, so that it comes with its buttons."""
        asked, door = incoming.content, self._hands.door
        facts = door.room(incoming.place) if door is not None and not incoming.private else None
        if facts is None or not isinstance(asked, Commanded) or asked.path not in _CARDS:
            return None
        number = int(asked.options.get("number", "0"))
        return CardMarker(plain_name(facts.commons), Number(number), "", 0)

    def _language(self, incoming: Incoming) -> str:
        door = self._hands.door
        if door is None:
            return incoming.language or "en"
        return door.language(incoming.account, incoming.place, incoming.language)


def _much(content: Content) -> str:
    """What somebody wrote that it would be a pity to lose."""
    typed = content.options.values() if isinstance(content, Commanded) else ()
    said = (content.words,) if isinstance(content, Pressed) else typed
    return "\n".join(words for words in said if len(words) >= MUCH)


def _card(interaction: discord.Interaction) -> str | None:
    """The message under which something was pressed; None for one that only they were shown."""
    message = interaction.message
    return None if message is None or message.flags.ephemeral else named(message.id)

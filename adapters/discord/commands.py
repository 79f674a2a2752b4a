# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slash commands, generated from the one table of chat commands.

`task new` becomes `/task new`, with its options as Discord asks for them. Who may do what is asked
by the code that does it, not by Discord's permissions: every member sees every command.
"""

import keyword
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from inspect import Parameter, Signature
from typing import Any

import discord
from discord import AppCommandOptionType, app_commands
from discord.app_commands import locale_str

from adapters.discord.naming import ALONE
from bot.service.suggesting import OFFERED
from bot.words.catalogue import N_
from bot.words.help import TOPICS, topic_of
from bot.words.table import ChatCommand, Kind, Option

COMMONS = Option("commons", Kind.WORD, N_("Which commons is meant."))
"""For people of several commons who speak with the bot alone."""

_MOST = 999_999_999
"""The greatest number that is read as one."""

_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
_INSTALLS = app_commands.AppInstallationType(guild=True, user=False)

Run = Callable[[discord.Interaction, str, Mapping[str, str]], Awaitable[None]]
"""Is given the path of the command in the table, and what was typed for each option."""

AnyCommand = app_commands.Command[Any, ..., None] | app_commands.Group


class Field(app_commands.Transformer):
    """One option as Discord asks for it; its value goes on as it was typed."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.option = option

    @property
    def type(self) -> AppCommandOptionType:
        """Numbers are numbers; everything else is text."""
        whole = self.option.kind in (Kind.NUMBER, Kind.COUNT)
        return AppCommandOptionType.integer if whole else AppCommandOptionType.string

    @property
    def min_value(self) -> int | None:
        """Cards are numbered from 1."""
        return 1 if self.option.kind is Kind.NUMBER else None

    @property
    def max_value(self) -> int | None:
        """Beyond it nothing is a number any more."""
        return _MOST if self.option.kind is Kind.NUMBER else None

    @property
    def choices(self) -> list[app_commands.Choice[str | int | float]] | None:
        """The words that are allowed, where it is only a few."""
        words = self.option.choices
        return [app_commands.Choice(name=locale_str(word), value=word) for word in words] or None

    async def transform(self, _: discord.Interaction, value: Any, /) -> str:
        """The value as text."""
        return str(value)


class OfferedField(Field):
    """An option for which something is offered while people type."""

    async def autocomplete(
        self, _: discord.Interaction, __: float | str, /
    ) -> list[app_commands.Choice[str | int | float]]:
        """Only marks the option: the tree of adapters.discord.interactions makes the offers."""
        return []


def commands(shapes: Iterable[ChatCommand], run: Run, *, several: bool = False) -> list[AnyCommand]:
    """What to put into the tree. `several`: there are several commons to choose from."""
    by_root: dict[str, list[ChatCommand]] = {}
    for shape in shapes:
        by_root.setdefault(shape.path.split()[0], []).append(shape)
    more = (COMMONS,) if several else ()
    return [_root(root, below, run, more) for root, below in by_root.items()]


def path_of(command: object) -> str | None:
    """The path in the table of a command that was made here."""
    return command.extras.get("path") if isinstance(command, app_commands.Command) else None


def _root(
    root: str, shapes: Sequence[ChatCommand], run: Run, more: tuple[Option, ...]
) -> AnyCommand:
    if len(shapes) == 1 and shapes[0].path == root:
        return _command(root, shapes[0], run, more)
    group = app_commands.Group(
        name=locale_str(root),
        description=locale_str(TOPICS[topic_of(shapes[0])]),
        allowed_contexts=_CONTEXTS,
        allowed_installs=_INSTALLS,
    )
    for shape in shapes:
        name = shape.path.removeprefix(root).strip() or ALONE
        group.add_command(_command(name, shape, run, more))
    return group


def _command(
    name: str, shape: ChatCommand, run: Run, more: tuple[Option, ...]
) -> app_commands.Command[Any, ..., None]:
    options = shape.options if shape.where == "room" else (*shape.options, *more)
    names = {_safe(option.name): option for option in options}

    async def callback(interaction: discord.Interaction, **given: str | None) -> None:
        typed = {names[key].name: value for key, value in given.items() if value is not None}
        await run(interaction, shape.path, typed)

    # The library reads what a command takes from the signature of its function.
    vars(callback)["__signature__"] = Signature(
        [
            Parameter("interaction", Parameter.POSITIONAL_OR_KEYWORD),
            *(_parameter(key, option) for key, option in names.items()),
        ]
    )
    if names:
        described = {key: locale_str(option.summary) for key, option in names.items()}
        app_commands.describe(**described)(callback)
        app_commands.rename(**{key: locale_str(one.name) for key, one in names.items()})(callback)
    alone = name == shape.path
    return app_commands.Command(
        name=locale_str(name),
        description=locale_str(shape.summary),
        callback=callback,
        allowed_contexts=_CONTEXTS if alone else None,
        allowed_installs=_INSTALLS if alone else None,
        extras={"path": shape.path},
    )


def _parameter(key: str, option: Option) -> Parameter:
    offered = option.name in OFFERED and not option.choices
    field = OfferedField(option) if offered else Field(option)
    default = Parameter.empty if option.required else None
    return Parameter(key, Parameter.KEYWORD_ONLY, default=default, annotation=field)


def _safe(name: str) -> str:
    """A name that a function's parameter may have: `with` may not."""
    return f"{name}_" if keyword.iskeyword(name) else name

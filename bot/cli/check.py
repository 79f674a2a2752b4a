# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot check`: every mistake in a configuration at once, and how to mend it."""

import asyncio
from pathlib import Path

import click

from bot.cli.failures import Failure, Misuse
from bot.cli.wires import Wires, config_option, pass_wires
from bot.service.ports import UnreachableError
from bot.service.settings import Settings


@click.command()
@config_option
@click.option("--online", is_flag=True, help="Sign in and look at the rooms, too.")
@pass_wires
def check(wires: Wires, config: Path, *, online: bool) -> None:
    """Read a configuration and name every mistake in it; status 2 if there is one."""
    settings = wires.settings(config)
    for warning in settings.warnings:
        click.echo(f"Warning: {warning}", err=True)
    for commons in settings.commons:
        count = len(commons.rooms)
        rooms = "1 room" if count == 1 else f"{count} rooms"
        click.echo(f"{commons.name}: {rooms}, {commons.language}, {commons.timezone}.")
    if online and (amiss := asyncio.run(_look(wires, settings))):
        raise Failure("\n".join(amiss))
    click.echo(f"{config} is well.")


async def _look(wires: Wires, settings: Settings) -> list[str]:
    from bot.service.ports import SignInError  # noqa: PLC0415 - commands load late

    store = await wires.store("memory:")
    _, networks = wires.live(settings, store)
    amiss: list[str] = []
    for network in networks:
        try:
            amiss += await network.survey()
        except SignInError as error:
            raise Misuse(str(error)) from None
        except UnreachableError as error:
            amiss.append(f"{network.name}: {error}")
        finally:
            await network.stop()
    return amiss

# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot check`: every mistake in a configuration at once, and how to mend it."""

from pathlib import Path

import click

from bot.cli.wires import Wires, config_option, pass_wires


@click.command()
@config_option
@pass_wires
def check(wires: Wires, config: Path) -> None:
    """Read a configuration and name every mistake in it; status 2 if there is one."""
    settings = wires.settings(config)
    for warning in settings.warnings:
        click.echo(f"Warning: {warning}", err=True)
    for commons in settings.commons:
        count = len(commons.rooms)
        rooms = "1 room" if count == 1 else f"{count} rooms"
        click.echo(f"{commons.name}: {rooms}, {commons.language}, {commons.timezone}.")
    click.echo(f"{config} is well.")

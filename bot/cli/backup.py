# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot backup` and `folkmoot restore`: the database as one file, and the way back."""

from pathlib import Path

import click

from bot.cli.failures import Failure
from bot.cli.wires import Wires, config_option, pass_wires
from bot.service.ports import StoreUnusableError


@click.command()
@config_option
@click.argument("target", type=click.Path(path_type=Path))
@pass_wires
def backup(wires: Wires, config: Path, target: Path) -> None:
    """Copy the database into the new file TARGET, also while the bot runs."""
    from storage.sqlite.backup import backup as copy  # noqa: PLC0415 - commands load late

    settings = wires.settings(config)
    url = settings.storage_url
    try:
        copy(url, target)
    except StoreUnusableError as error:
        raise Failure(str(error)) from None
    click.echo(f"{target} holds a copy of {url.partition(':')[2]}.")
    for name in (one.name for one in settings.commons if one.rehearsal):
        click.echo(f"{name} is in rehearsal, of which nothing is kept: it is left out.")


@click.command()
@config_option
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace the database that is there.")
@pass_wires
def restore(wires: Wires, config: Path, source: Path, *, replace: bool) -> None:
    """Put the backup SOURCE in the database's place, while no bot runs on it."""
    from storage.sqlite.backup import restore as put_back  # noqa: PLC0415 - commands load late

    url = wires.settings(config).storage_url
    try:
        put_back(source, url, replace=replace)
    except StoreUnusableError as error:
        raise Failure(str(error)) from None
    click.echo(f"{url.partition(':')[2]} holds what {source} held.")

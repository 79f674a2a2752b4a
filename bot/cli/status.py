# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot status`: how each commons stands, beside a running bot or without."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.failures import Failure
from bot.cli.wires import Wires, config_option, pass_wires
from bot.service.ports import StoreUnusableError
from bot.service.settings import Settings


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@pass_wires
def status(wires: Wires, config: Path, *, as_json: bool) -> None:
    """Show each commons: its tasks, its polls, its members."""
    settings = wires.settings(config)
    try:
        found = asyncio.run(_read(wires, settings))
    except StoreUnusableError as error:
        raise Failure(str(error)) from None
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    zones = {one.name: one.timezone for one in settings.commons}
    _show(found, zones, datetime.now(UTC))


async def _read(wires: Wires, settings: Settings) -> dict[str, Any]:
    from bot.service.names import kept_name  # noqa: PLC0415 - commands load late
    from bot.service.status import status as read  # noqa: PLC0415 - commands load late

    names = [kept_name(one.name, rehearsal=one.rehearsal) for one in settings.commons]
    store = await wires.store(settings.storage_url, readonly=True)
    try:
        return await read(store, names)
    finally:
        await store.close()


def _show(found: dict[str, Any], zones: dict[str, str], now: datetime) -> None:
    from bot.cli.standing import show  # noqa: PLC0415 - rich is not needed for --json

    for commons in found["commons"]:
        show(commons, zones[commons["name"]], now)
    for trouble in found["troubles"]:
        click.echo(trouble)

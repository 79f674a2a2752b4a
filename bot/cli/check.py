# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot check`: every mistake in a configuration at once; with --online, a doctor's visit."""

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from bot.cli import logs
from bot.cli.examining import NAMES, Finding, count, examine
from bot.cli.failures import Failure, Misuse
from bot.cli.starting.asking import shown
from bot.cli.wires import Wires, config_option, pass_wires
from bot.service.faults import SignInError, TryLaterError, UnreachableError
from bot.service.scouts import Sighting
from bot.service.settings import Settings


@click.command()
@config_option
@click.option("--online", is_flag=True, help="Sign in and look at the rooms, too.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@pass_wires
def check(wires: Wires, /, config: Path, *, online: bool, as_json: bool) -> None:
    """Read a configuration and name every mistake in it; status 2 if there is one.

    With --online it signs in, looks at each room and says what works, what does not, and the mend;
    status 1 if something needs mending. It joins no room and sends nothing.
    """
    settings = wires.settings(config)
    logs.hush()
    findings: list[Finding] = []
    refused: list[str] = []
    if online:
        findings, refused = asyncio.run(_look(wires, settings))
    if as_json:
        click.echo(json.dumps(_as_json(config, settings, findings), ensure_ascii=False))
    else:
        _show(settings, findings)
    if refused:
        raise Misuse(shown("\n".join(refused)))
    if amiss := count(findings):
        things = "1 thing needs" if amiss == 1 else f"{amiss} things need"
        raise Failure(f"{things} mending.")
    if not as_json:
        click.echo(f"{config} is well.")


async def _look(wires: Wires, settings: Settings) -> tuple[list[Finding], list[str]]:
    """What was found, and the sentences of networks that refuse the sign-in."""
    seen: dict[str, Sighting] = {}
    failed: list[Finding] = []
    refused: list[str] = []
    for name, network in (("matrix", settings.matrix), ("discord", settings.discord)):
        if network is None:
            continue
        places = [
            room.room
            for commons in settings.commons
            for room in commons.rooms
            if room.room.startswith(f"{name}:")
        ]
        try:
            seen[name] = await wires.scout(network).look(places)
        except SignInError as error:
            refused.append(str(error))
            failed.append(Finding(NAMES[name], str(error), "Give it a secret that is right."))
        except TryLaterError as error:
            again = f"Try again in {error.after:.0f} seconds."
            failed.append(Finding(NAMES[name], "It wants to be left alone for a while.", again))
        except UnreachableError as error:
            again = "Look whether this machine reaches it, and try again."
            failed.append(Finding(NAMES[name], str(error), again))
    return [*failed, *examine(settings, seen)], refused


def _show(settings: Settings, findings: list[Finding]) -> None:
    for warning in settings.warnings:
        click.echo(f"Warning: {warning}", err=True)
    for commons in settings.commons:
        number = len(commons.rooms)
        rooms = "1 room" if number == 1 else f"{number} rooms"
        tried = ", in rehearsal" if commons.rehearsal else ""
        click.echo(f"{commons.name}: {rooms}, {commons.language}, {commons.timezone}{tried}.")
    about = ""
    for finding in findings:
        if finding.about != about:
            about = finding.about
            click.echo(f"\n{shown(about)}")
        click.echo(f"  {'well ' if finding.well else 'amiss'}  {shown(finding.what)}")
        if not finding.well:
            click.echo(f"         {shown(finding.mend)}")
    if findings:
        click.echo()


def _as_json(config: Path, settings: Settings, findings: list[Finding]) -> dict[str, Any]:
    return {
        "config": str(config),
        "well": not count(findings),
        "warnings": list(settings.warnings),
        "findings": [
            {
                "about": one.about,
                "well": one.well,
                "what": one.what,
                "mend": one.mend or None,
            }
            for one in findings
        ],
    }

# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot record verify|show|export`: of a database, also beside a running bot, or of a file.

A FILE may be a database (a backup, for example) or an export, which needs nobody's trust.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.cli import records
from bot.cli.failures import FAILED, Failure, Misuse
from bot.cli.records import Found, Source
from bot.cli.wires import Wires, pass_wires
from bot.record.canonical import RecordError
from bot.service.ports import StoreUnusableError

Command = Callable[..., Any]
T = TypeVar("T")


def _source_options(command: Command) -> Command:
    for decorate in (
        pass_wires,
        click.option("--json", "as_json", is_flag=True, help="For programs: JSON lines."),
        click.option("--commons", "name", metavar="NAME", help="Only this commons."),
        click.option(
            "--config",
            "config",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="The configuration, which names the database.",
        ),
        click.argument("file", required=False, type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


@click.group(no_args_is_help=True)
def record() -> None:
    """Verify, show or export the record of what happened."""


@record.command()
@_source_options
def verify(
    wires: Wires, file: Path | None, config: Path | None, name: str | None, *, as_json: bool
) -> None:
    """Check every seal from the first entry on; status 1 if one is broken."""
    verdicts = _asked(records.verdicts(_source(wires, file, config, name)))
    for verdict in verdicts:
        if as_json:
            click.echo(json.dumps(verdict.data(), ensure_ascii=False))
        else:
            click.echo(verdict.sentence(), err=not verdict.well)
    if not all(verdict.well for verdict in verdicts):
        sys.exit(FAILED)


@record.command()
@_source_options
def show(
    wires: Wires, file: Path | None, config: Path | None, name: str | None, *, as_json: bool
) -> None:
    """Print the entries, one a line: with --json exactly as they were hashed."""
    shown = records.json_lines if as_json else records.human_lines
    _printed(_source(wires, file, config, name), shown)


@record.command()
@_source_options
def export(
    wires: Wires, file: Path | None, config: Path | None, name: str | None, *, as_json: bool
) -> None:
    """Print the whole record with the words on its cards, for taking along (JSON lines)."""
    del as_json  # an export is JSON lines in any case
    _printed(_source(wires, file, config, name), records.export_lines)


def _printed(source: Source, lines: Callable[[Found], AsyncIterator[str]]) -> None:
    try:
        asyncio.run(_print(source, lines))
    except (StoreUnusableError, RecordError) as error:
        raise Failure(f"{source.file}: {error}" if source.file else str(error)) from None


async def _print(source: Source, lines: Callable[[Found], AsyncIterator[str]]) -> None:
    async with records.found(source) as all_found:
        if len(all_found) > 1:
            names = ", ".join(one.name for one in all_found)
            raise Misuse(f"The database holds several commons ({names}): name one by --commons.")
        async for line in lines(all_found[0]):
            click.echo(line)


def _source(wires: Wires, file: Path | None, config: Path | None, name: str | None) -> Source:
    if (file is None) == (config is None):
        raise Misuse("Name either a FILE or a configuration by --config, not both or neither.")
    if config is not None:
        return Source(wires, wires.settings(config).storage_url, None, name)
    if file is None or not file.is_file():
        raise Misuse(f"{file} is not a file.")
    if records.is_database(file):
        return Source(wires, f"sqlite:{file}", None, name)
    if not records.is_export(file):
        raise Failure(
            f"{file} is neither a database nor an export, which `folkmoot record export` makes."
        )
    return Source(wires, "", file, name)


def _asked(question: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(question)
    except (StoreUnusableError, RecordError) as error:
        raise Failure(str(error)) from None

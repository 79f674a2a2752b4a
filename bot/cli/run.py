# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot run`: the bot on its networks, until it is told to stop."""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from bot.cli.failures import Failure, Misuse
from bot.cli.wires import Connection, Wires, config_option, pass_wires
from bot.service.ports import Store, StoreUnusableError
from bot.service.settings import Settings

PATIENCE = 4.5
"""Seconds that a stop may take; five are promised."""

LOOK_EVERY = 0.5
"""Seconds between two looks at the rooms that the bot is in."""


@click.command()
@config_option
@pass_wires
def run(wires: Wires, config: Path) -> None:
    """Run the bot until it is stopped.

    SIGTERM or Ctrl-C ends it well, with status 0. The log goes to standard error, as JSON unless
    that is a terminal.
    """
    from bot.cli import logs  # noqa: PLC0415 - commands load late

    settings = wires.settings(config)
    logs.set_up()
    asyncio.run(_run(wires, settings))


async def _run(wires: Wires, settings: Settings) -> None:
    stop = _asked_to_stop()
    try:
        store = await wires.store(settings.storage_url)
    except StoreUnusableError as error:
        raise Misuse(str(error)) from None
    try:
        await _serve(wires, settings, store, stop)
    finally:
        await store.close()


def _asked_to_stop() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # where there are no such signals
            loop.add_signal_handler(number, stop.set)
    return stop


async def _serve(wires: Wires, settings: Settings, store: Store, stop: asyncio.Event) -> None:
    import structlog  # noqa: PLC0415 - set up by now

    from bot.service.ports import SignInError  # noqa: PLC0415 - commands load late
    from bot.service.rehearsal import RehearsalRefusedError  # noqa: PLC0415 - commands load late

    log = structlog.get_logger("bot.run")
    for warning in settings.warnings:
        log.warning("configuration", what=warning)
    hall, networks = wires.live(settings, store)
    try:
        await hall.start()
        log.info("started", commons=[one.name for one in settings.commons])
        for network in networks:
            await network.start(hall)
        await _until(stop, hall, networks, log)
    except (RehearsalRefusedError, SignInError) as error:
        raise Misuse(str(error)) from None
    except StoreUnusableError as error:
        raise Failure(str(error)) from None
    finally:
        await _put_away(hall, networks, log)


async def _until(stop: asyncio.Event, hall: Any, networks: Sequence[Connection], log: Any) -> None:
    """Work until somebody says stop, or something can't go on."""
    asked = asyncio.ensure_future(stop.wait())
    trouble = asyncio.ensure_future(hall.trouble())
    running = [asyncio.ensure_future(network.run()) for network in networks]
    watching = asyncio.ensure_future(_tell_rooms(networks, log))
    try:
        done, _ = await asyncio.wait(
            [asked, trouble, *running], return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in (asked, trouble, watching):
            task.cancel()
    if asked in done:
        log.info("stopping")
        return
    if trouble in done:
        raise Failure(str(trouble.result()))
    for task in done:
        task.result()


async def _tell_rooms(networks: Sequence[Connection], log: Any) -> None:
    known: set[str] = set()
    while True:
        now = {place for network in networks for place in network.places()}
        for place in sorted(now - known):
            log.info("joined", room=place)
        for place in sorted(known - now):
            log.warning("left", room=place)
        known = now
        await asyncio.sleep(LOOK_EVERY)


async def _put_away(hall: Any, networks: Sequence[Connection], log: Any) -> None:
    async def stop_all() -> None:
        for network in networks:
            await network.stop()
        await hall.stop()

    try:
        await asyncio.wait_for(stop_all(), PATIENCE)
        log.info("stopped")
    except TimeoutError:
        log.warning("stopped", what="something did not finish in time; nothing recorded is lost")

# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init`: a configuration from a conversation, or from options; it can be run again."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.cli.starting.asking import Asker
from bot.cli.wires import Wires, pass_wires

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS: tuple[tuple[str, str], ...] = (
    ("network", "matrix, discord or both."),
    ("user", "The bot's account on Matrix, such as @folkmoot:example.org."),
    ("homeserver", "The web address of its homeserver; found by the account's name otherwise."),
    ("password", "Where its password is: env:NAME or file:PATH."),
    ("access-token", "Where an access token is, in place of a password: env:NAME or file:PATH."),
    ("token", "Where the bot's token for Discord is: env:NAME or file:PATH."),
    ("title", "What your community is called."),
    ("name", "A word that names the commons; made of the title otherwise."),
    ("language", "The language of its rooms."),
    ("timezone", "Its time zone, such as Europe/Lisbon."),
    ("size", "About how many people; the proposed rules depend on it."),
)
SEVERAL: tuple[tuple[str, str], ...] = (
    ("board", "A room for tasks and polls: an id, or a name such as #garden:example.org."),
    ("digest", "A room that gets one summary a day."),
    ("commands", "A room where the bot only answers."),
    ("steward", "A moderator, such as @ana:example.org."),
    ("rule", "A rule with its value, such as review.quorum=2."),
)
FLAGS: tuple[tuple[str, str], ...] = (
    ("message-content", "Whether it reads messages on Discord (a privileged intent)."),
    ("members", "Whether it sees everybody on a Discord server (a privileged intent)."),
    ("rehearsal", "Whether to begin with a rehearsal."),
)


def with_options(command: F) -> F:
    """Everything that the conversation asks, as options."""
    for name, text in reversed(FLAGS):
        command = click.option(f"--{name}/--no-{name}", default=None, help=text)(command)
    for name, text in reversed(SEVERAL):
        command = click.option(f"--{name}", multiple=True, help=f"{text} May be repeated.")(command)
    for name, text in reversed(OPTIONS):
        command = click.option(f"--{name}", help=text)(command)
    return command


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("config.toml"))
@with_options
@click.option("--yes", is_flag=True, help="Ask nothing: options, and defaults for all else.")
@click.option("--offline", is_flag=True, help="Sign in nowhere; believe what is given.")
@pass_wires
def init(wires: Wires, /, file: Path, *, yes: bool, offline: bool, **given: Any) -> None:
    """Write a configuration to FILE (config.toml), step by step.

    It signs in to see whether that works, shows the rooms, and proposes the rest. Run it again to
    change something: it keeps what you don't change, your comments too, and a copy of the old file.
    Ctrl-C leaves everything as it was. Without a terminal, or with --yes, options answer.
    """
    from bot.cli import logs  # noqa: PLC0415 - commands load late
    from bot.cli.starting.finishing import start  # noqa: PLC0415

    logs.hush()
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal, too, leaves nothing behind
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") is not None
    asker = Asker(given, interactive=terminal and not yes)
    start(asker, wires, file, offline=offline)

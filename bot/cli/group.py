# SPDX-License-Identifier: AGPL-3.0-or-later
"""The root of the command line: it knows each command's name and sentence, and loads the rest late.

`folkmoot --help` must not wait for a chat library.
"""

import io
import sys
from importlib import import_module
from typing import NoReturn

import click

import bot
from bot.cli.failures import (
    FAILED,
    Failure,
    complain,
    unforeseen,
    unwritten,
    usage_sentence,
)
from bot.cli.wires import Wires

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("bot.cli.demo", "Try everything here in the terminal: no account, no network."),
    "init": ("bot.cli.init", "Write a first configuration from a few questions."),
    "check": ("bot.cli.check", "Read a configuration and name every mistake in it."),
    "run": ("bot.cli.run", "Run the bot until it is stopped."),
    "status": ("bot.cli.status", "Show each commons: its tasks, its polls, its members."),
    "record": ("bot.cli.record", "Verify, show or export the record of what happened."),
    "backup": ("bot.cli.backup", "Copy the database into one file, also while the bot runs."),
    "restore": ("bot.cli.backup", "Put a backup in the database's place, while no bot runs."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but knowing the names that a slip may have meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand:
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx) from None

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Names and sentences, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(bot.__version__, prog_name="folkmoot")
def root() -> None:
    """Folkmoot: a chat bot with which a community governs itself.

    New here? Type `folkmoot demo`.
    """


def start(wires: Wires, arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # where the terminal has no letters for them
    raise SystemExit(_status(wires, arguments))


def _status(wires: Wires, arguments: list[str] | None) -> int:
    try:
        result = root.main(arguments, prog_name="folkmoot", standalone_mode=False, obj=wires)
    except click.UsageError as error:
        complain(usage_sentence(error))
        return error.exit_code
    except click.ClickException as error:
        complain(error.format_message())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return FAILED
    except BrokenPipeError:
        return _gone()
    except OSError as error:
        said = unwritten(error)
        complain(said or unforeseen(error))
        return _gone() if said else FAILED
    except Exception as error:  # noqa: BLE001 - the last resort: never a traceback
        complain(unforeseen(error))
        return FAILED
    return result if isinstance(result, int) else 0


def _gone() -> int:
    """Nobody takes our output any more (`| head`), so what is left of it must not be tried."""
    import os  # noqa: PLC0415 - only here

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


__all__ = ["Failure", "root", "start"]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a command fails: one plain sentence on standard error, and a status that says whose it is.

1: it did not work; 2: it was asked for in a way that can't work. A traceback is never shown: what
nobody foresaw goes to a file whose name is told.
"""

import errno
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

import click

FAILED = 1
MISUSED = 2


class Failure(click.ClickException):
    """It did not work; the message is one plain sentence (or several, a line each)."""

    exit_code = FAILED

    def format_message(self) -> str:
        """The sentences as they are."""
        return self.message


class Misuse(Failure):
    """Wrong usage or configuration."""

    exit_code = MISUSED


def complain(message: str) -> None:
    """Say a sentence on standard error."""
    click.echo(message, err=True)


def usage_sentence(error: click.UsageError) -> str:
    """What click found wrong with a command line, and where to read how it is meant."""
    path = error.ctx.command_path if error.ctx else "folkmoot"
    said = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return said
    said = said if said.endswith((".", "?")) else f"{said}."
    return f"{said} See `{path} --help`."


def unwritten(error: OSError) -> str | None:
    """What to say where the output goes to a disk that takes no more; None for anything else."""
    if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}:
        return None
    return f"The output can't be written ({error.strerror}): send it elsewhere, or make room."


def unforeseen(error: BaseException) -> str:
    """Keep the details of an error that nobody foresaw; gives the sentence that says where."""
    details = "".join(traceback.format_exception(error))
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix=f"folkmoot-{stamp}-", suffix=".log", delete=False
        ) as file:
            file.write(details)
            kept = Path(file.name)
    except OSError:
        return f"Folkmoot stopped because of a mistake of its own ({type(error).__name__})."
    return f"Folkmoot stopped because of a mistake of its own; {kept} has the details to report."

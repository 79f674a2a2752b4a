# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes files so that none is ever lost: all of them or none, and the old ones beside the new.

Everything is written under other names first; only when all of it is on the disk are the names
changed, with interruptions held back for that moment.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.cli.failures import Failure

SECRET = 0o600
"""The mode of a file that only its owner may read."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to write. `mode` None: that of the old one, or what is usual."""

    path: Path
    text: str = field(repr=False)
    mode: int | None = None


def keep(files: Sequence[NewFile], unkept: Sequence[Path] = ()) -> list[Path]:
    """Write files; gives the copies of what was there before. Raises Failure with a sentence.

    Of those in `unkept` no copies are made.
    """
    staged: list[tuple[Path, NewFile]] = []
    try:
        for file in files:
            staged.append((_staged(file), file))  # noqa: PERF401 - what is staged is cleaned up
        with _undisturbed():
            kept = [file for file in files if file.path not in unkept]
            copies = [copy for file in kept if (copy := _set_aside(file)) is not None]
            for temporary, file in staged:
                temporary.replace(_real(file.path))
    except OSError as error:
        named = error.filename or files[0].path
        raise Failure(
            f"{named} can't be written ({error.strerror}); nothing was changed."
        ) from None
    finally:
        for temporary, _ in staged:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    return copies


def _staged(file: NewFile) -> Path:
    folder = _real(file.path).parent
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{file.path.name}-")  # with mode 600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(file.text)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.chmod(_mode(file))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _real(path: Path) -> Path:
    """Where a link leads: the link itself stays."""
    return Path(os.path.realpath(path))


def _mode(file: NewFile) -> int:
    if file.mode is not None:
        return file.mode
    with suppress(OSError):
        return file.path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _set_aside(file: NewFile) -> Path | None:
    """Copy what a file held, if it is to hold something else, for the owner's eyes only."""
    try:
        if file.path.read_bytes() == file.text.encode():
            return None
    except FileNotFoundError:
        return None
    copy = next(name for name in _names(file.path) if not name.exists())
    handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET)
    with os.fdopen(handle, "wb") as opened, file.path.open("rb") as old:
        shutil.copyfileobj(old, opened)
    return copy


def _names(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.bak")
    number = 1
    while True:
        number += 1
        yield path.with_name(f"{path.name}.bak{number}")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back; what came meanwhile is done afterwards."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    came: list[int] = []
    before = {number: signal.signal(number, lambda n, _: came.append(n)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        signal.raise_signal(came[0])

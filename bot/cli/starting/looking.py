# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sign-ins tried on the spot, and what they showed, in words."""

import asyncio
import shutil
import tempfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from bot.cli.failures import Failure
from bot.cli.starting.asking import Asker
from bot.cli.starting.reading import listed
from bot.cli.wires import Wires
from bot.service.faults import SignInError, TryLaterError, UnreachableError
from bot.service.scouts import SeenRoom, Sighting
from bot.service.settings import DiscordSettings, MatrixSettings
from bot.words.taming import tame

STATE = "matrix.json"


class FailedError(Exception):
    """A look that failed; the text is the sentence that says why."""


def look(
    wires: Wires, settings: MatrixSettings | DiscordSettings, places: Collection[str] = ()
) -> Sighting:
    """Look around on a network; raises FailedError."""
    try:
        return asyncio.run(wires.scout(settings).look(places))
    except TryLaterError as error:
        raise FailedError(
            f"The network asks to wait {error.after:.0f} seconds before anybody signs in again."
        ) from None
    except (SignInError, UnreachableError) as error:
        raise FailedError(str(error)) from None


def name_of(room: SeenRoom) -> str:
    """What people call a room, harmless on a terminal."""
    name = tame(room.name, 60) or room.place
    return f"{tame(room.home, 40)} / {name}" if room.home else name


def about(room: SeenRoom) -> str:
    """A room in one line: its name, and what the bot may do there."""
    said = name_of(room)
    if room.kind not in {"room", "channel"}:
        said += f" ({room.kind})"
    if room.encrypted:
        return f"{said}: encrypted, so the bot can't work there"
    if room.successor:
        return f"{said}: replaced by another room"
    if not room.joined:
        return f"{said}: the bot goes in when it starts"
    if room.lacking:
        return f"{said}: the bot lacks {listed(room.lacking)}"
    if room.people is None:
        return said
    return f"{said}, {room.people} {'person' if room.people == 1 else 'people'}"


def show(asker: Asker, rooms: Sequence[SeenRoom]) -> None:
    """The rooms with numbers."""
    for number, room in enumerate(rooms, 1):
        asker.say(f"{number:>3}  {about(room)}")


class Lodging:
    """A folder for a sign-in that is only tried out; it becomes the bot's own when all is written.

    `home` is where the bot will look for it; what is there is taken up, so that the homeserver
    sees one device and not one more with each run.
    """

    def __init__(self, home: Path) -> None:
        try:
            self.folder = Path(tempfile.mkdtemp(prefix="folkmoot-"))  # for the owner's eyes only
        except OSError as error:
            raise Failure(
                f"No folder for trying the sign-in can be made ({error.strerror}): make room on "
                "the disk, or name another folder in the variable TMPDIR. Nothing was written."
            ) from None
        self._home = home / STATE
        self.before: bytes | None = None
        with suppress(OSError):
            self.before = self._home.read_bytes()
            (self.folder / STATE).write_bytes(self.before)

    def empty(self) -> None:
        """Forget the sign-in of before, so that a new secret is really tried."""
        self.before = None
        (self.folder / STATE).unlink(missing_ok=True)

    def signed_in(self) -> str | None:
        """What is to be kept of a sign-in that was made here; None: nothing new."""
        try:
            kept = (self.folder / STATE).read_bytes()
        except OSError:
            return None
        return None if kept == self.before else kept.decode()

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)

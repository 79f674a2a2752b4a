# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells stewards what keeps the bot from its work: each of them privately, once, and nobody else.

What is amiss stays noted until it is gone, so a restart repeats nothing, and what comes back is
told again. Who can't be reached now is tried again later, by every account they have.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec
import structlog

from bot.domain.ids import Place
from bot.service.desk import Desk
from bot.service.outbox import network
from bot.service.ports import Clock, Network, Store, StoreUnavailableError
from bot.service.rooms import Rooms
from bot.service.stewards import Steward
from bot.words.troubles import Reported, Trouble, trouble_card, trouble_sentence

NETWORKS = ("matrix", "discord")
"""Whose troubles `status` looks for."""

GATHER = 0.2
"""Seconds to wait for more of the kind: what comes at once is told in one message."""

FIRST_WAIT = 60.0
LONGEST_WAIT = 3600.0
"""Seconds between two attempts to reach a steward who has no place for private words yet."""

log = structlog.get_logger(__name__)


class Noted(msgspec.Struct):
    """A trouble that stands. `told` are the refs of the stewards who know of it."""

    place: str
    trouble: Trouble
    since: str
    room: str = ""
    """What people call the place."""
    told: list[str] = []

    @property
    def sentence(self) -> str:
        """For the log and `status`, where a room needs the name that the network has for it."""
        address = self.place.partition(":")[2]
        named = self.room in {"", address}
        return trouble_sentence(
            self.place, self.trouble, "" if named else f"{address} ({self.room})"
        )


def position_of(name: str) -> str:
    """Where the store keeps the troubles of a network."""
    return f"troubles:{name}"


def read_noted(kept: str | None) -> list[Noted]:
    """What was kept; what can't be read will be reported anew."""
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(kept or "[]", type=list[Noted])
    return []


class Troubles:
    """Every trouble that stands, and who was told."""

    def __init__(
        self,
        desks: Mapping[str, Desk],
        networks: Mapping[str, Network],
        rooms: Rooms,
        *,
        store: Store,
        clock: Clock,
    ) -> None:
        self._desks = desks
        self._networks = networks
        self._rooms = rooms
        self._store = store
        self._clock = clock
        self._noted: list[Noted] = []
        self._logged: set[tuple[str, Trouble]] = set()
        self._pauses: dict[tuple[str, str], tuple[float, float]] = {}
        """For each steward of a commons: not before when, and the wait after that."""
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    # --- what adapters report --------------------------------------------------------------

    async def troubled(self, place: str, what: Trouble) -> None:
        """Something is amiss in a place; that it was said before does no harm."""
        found = next(
            (one for one in self._noted if (one.place, one.trouble) == (place, what)), None
        )
        if found is None:
            found = Noted(place, what, self._clock.now().isoformat(), self._called(place))
            self._noted.append(found)
            await self._keep(network(place))
            self._ring()
        if (place, what) not in self._logged:
            self._logged.add((place, what))
            log.warning("trouble", what=found.sentence)

    async def mended(
        self, place: str, what: Trouble | None = None, but: Collection[Trouble] = ()
    ) -> None:
        """A trouble of a place is over; None: nothing is amiss there, but these."""
        here = [one for one in self._noted if one.place == place]
        if what is None:
            over = [one for one in here if one.trouble not in but and one.trouble.code != "shut"]
        else:
            over = [one for one in here if one.trouble == what]
        left = [one for one in here if one not in over]
        if all(one.trouble.code == "shut" for one in left):  # nothing is left to tell them
            over += left
        for one in over:
            self._noted.remove(one)
            self._logged.discard((one.place, one.trouble))
            log.info("trouble over", what=one.sentence)
        if over:
            await self._keep(network(place))

    def _called(self, place: str) -> str:
        via = self._networks.get(network(place))
        return (via.display(place) if via is not None else None) or self._rooms.called(place)

    async def _keep(self, name: str) -> None:
        mine = [one for one in self._noted if network(one.place) == name]
        kept = msgspec.json.encode(mine).decode() if mine else None
        try:
            await self._store.set_position(position_of(name), kept)
        except StoreUnavailableError as error:  # told again after a restart, at worst
            log.warning("the store can't write", why=str(error))

    # --- coming and going ------------------------------------------------------------------

    async def load(self) -> None:
        """Take up what was noted before; rooms that are no longer ours are none of ours."""
        for name in {*NETWORKS, *self._networks}:
            noted = read_noted(await self._store.position(position_of(name)))
            ours = [one for one in noted if self._rooms.facts(one.place) is not None]
            self._noted += ours if name in self._networks else []
            if noted and (len(ours) < len(noted) or name not in self._networks):
                await self._keep(name)

    def start(self) -> None:
        """Begin to tell."""
        self._task = asyncio.create_task(self._work(), name="troubles")
        self._ring()

    async def stop(self) -> None:
        """Tell nobody any more; the store knows who is to be told."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def touch(self) -> None:
        """A network became usable: whoever could not be reached may be now."""
        self._pauses.clear()
        self._ring()

    def _ring(self) -> None:
        if self._task is not None:
            self._idle.clear()
            self._wake.set()

    @property
    def settled(self) -> bool:
        """Whether everybody was told who can be reached now."""
        return self._idle.is_set()

    async def wait_settled(self) -> None:
        """Wait until `settled`."""
        await self._idle.wait()

    # --- telling ---------------------------------------------------------------------------

    async def _work(self) -> None:
        while True:
            if self._wake.is_set():
                self._wake.clear()
                await asyncio.sleep(GATHER if self._noted else 0)
            try:
                await self._tell()
            except Exception:  # whatever it was, the next one must be told all the same
                log.exception("stewards can't be told")
            if not self._wake.is_set():
                self._idle.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._pause())

    def _pause(self) -> float | None:
        now = asyncio.get_running_loop().time()
        soonest = min((due for due, _ in self._pauses.values()), default=None)
        return None if soonest is None else max(0.0, soonest - now)

    async def _tell(self) -> None:
        now = asyncio.get_running_loop().time()
        for name, desk in self._desks.items():
            for ref in desk.commons.stewards:
                due, wait = self._pauses.get((name, ref), (now, FIRST_WAIT))
                steward = Steward(desk, ref, self._networks, self._rooms.settings(name))
                untold = list(self._untold(steward))
                if not untold:
                    self._pauses.pop((name, ref), None)
                elif due > now:
                    continue
                elif await self._told(steward, untold):
                    self._pauses.pop((name, ref), None)
                else:
                    self._pauses[name, ref] = (now + wait, min(LONGEST_WAIT, wait * 2))

    def _untold(self, steward: Steward) -> Iterator[Noted]:
        """What a steward of these rooms does not know yet; that they are out of reach they know."""
        own = steward.names
        for one in self._noted:
            facts = self._rooms.facts(one.place)
            if facts is None or facts.commons != steward.commons or steward.ref in one.told:
                continue
            if one.trouble.code != "shut" or one.trouble.name not in own:
                yield one

    async def _told(self, steward: Steward, noted: Sequence[Noted]) -> bool:
        """Tell one steward; the others may ask one who can't be reached to open their door."""
        reports = [Reported(Place(one.place), one.trouble) for one in noted]
        parts = [f"{one.since} {one.place} {one.trouble}" for one in noted]
        heard = await steward.hears(lambda voice: trouble_card(reports, voice), reports, parts)
        if heard is None:
            return False
        if not heard:
            await self.troubled(noted[0].place, Trouble("shut", steward.names[0]))
            return False
        for one in noted:
            one.told.extend(steward.refs)  # a person who is a steward twice was told twice
        for name in {network(one.place) for one in noted}:
            await self._keep(name)
        for one in [one for one in self._noted if one.trouble.code == "shut"]:
            if one.trouble.name in steward.names:
                await self.mended(one.place, one.trouble)
        return True

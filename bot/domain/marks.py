# SPDX-License-Identifier: AGPL-3.0-or-later
"""The marks on one card, in order, in columns.

A mark is a standing reaction on one copy of the card, or a member's typed choice; a ballot is the
latest mark still in force (semantics §1). A poll of a thousand ballots lives in columns of plain
numbers, about 25 bytes a mark, because a bot holds many open polls in little memory. A mark's
identity is kept as eight bytes of its hash; the record has it in full.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from bot.domain.ids import TYPED, CopyId, MarkId, MemberId

_WIDTH = 8
_SPENT = 0x80
_FROZEN = 0x40
_CHOICE = 0x3F
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

As = Mapping[MemberId, MemberId]
"""Which members count as which other one; most polls have none of them (§9)."""

_NOBODY: As = {}


def _print_of(mark: MarkId) -> bytes:
    return blake2b(mark.encode(), digest_size=_WIDTH).digest()


def _instant(at: datetime) -> int:
    """Microseconds since 1970; a server that tells of earlier times is not believed."""
    return max(0, (at - _EPOCH) // _MICROSECOND)


class Marks:
    """Marks in order of time, then of arrival. Positions are valid until the next change."""

    __slots__ = ("_ats", "_choices", "_copies", "_members", "_prints", "choice_names", "copy_names")

    def __init__(self) -> None:
        self._prints = bytearray()
        self._members = array("I")
        self._copies = array("H")
        self._choices = bytearray()
        self._ats = array("Q")
        self.copy_names: list[CopyId] = [TYPED]
        self.choice_names: list[str] = []

    def __len__(self) -> int:
        return len(self._members)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Marks):
            return NotImplemented
        return self.columns() == other.columns()

    __hash__ = None  # type: ignore[assignment]  # mutable

    def columns(self) -> tuple[bytes, bytes, bytes, bytes, bytes, list[CopyId], list[str]]:
        """Everything, as bytes and names, for a snapshot."""
        return (
            bytes(self._prints),
            self._members.tobytes(),
            self._copies.tobytes(),
            bytes(self._choices),
            self._ats.tobytes(),
            list(self.copy_names),
            list(self.choice_names),
        )

    @classmethod
    def of_columns(
        cls, columns: tuple[bytes, bytes, bytes, bytes, bytes, list[CopyId], list[str]]
    ) -> "Marks":
        """The inverse of `columns`."""
        made = cls()
        made._prints[:] = columns[0]
        made._members.frombytes(columns[1])
        made._copies.frombytes(columns[2])
        made._choices[:] = columns[3]
        made._ats.frombytes(columns[4])
        made.copy_names = list(columns[5])
        made.choice_names = list(columns[6])
        return made

    def find(self, mark: MarkId) -> int | None:
        """The position of a mark, standing or spent; None if it is not here."""
        needle = _print_of(mark)
        found = self._prints.find(needle)
        while found >= 0:
            if found % _WIDTH == 0:
                return found // _WIDTH
            found = self._prints.find(needle, found + 1)
        return None

    def place(
        self, mark: MarkId, member: MemberId, copy: CopyId, choice: str, at: datetime
    ) -> None:
        """Add a mark in its order; a typed one replaces the member's former typed one (§1)."""
        if copy == TYPED:
            self._drop_typed(member)
        if copy not in self.copy_names:
            self.copy_names.append(copy)
        if choice not in self.choice_names:
            self.choice_names.append(choice)
        instant = _instant(at)
        where = bisect_right(self._ats, instant)
        self._prints[where * _WIDTH : where * _WIDTH] = _print_of(mark)
        self._members.insert(where, member)
        self._copies.insert(where, self.copy_names.index(copy))
        self._choices.insert(where, self.choice_names.index(choice))
        self._ats.insert(where, instant)

    def remove(self, position: int) -> None:
        """Forget a mark: it no longer stands anywhere."""
        del self._prints[position * _WIDTH : (position + 1) * _WIDTH]
        del self._members[position], self._copies[position]
        del self._choices[position], self._ats[position]

    def freeze(self, position: int) -> None:
        """Somebody else took it away: it stands whatever later readings show (§3)."""
        self._choices[position] |= _FROZEN

    def on_copy(self, copy: CopyId, choice: str | None = None) -> list[int]:
        """The positions of the marks on one copy, of one choice if it is named."""
        if copy not in self.copy_names:
            return []
        wanted = self.copy_names.index(copy)
        return [
            position
            for position, place in enumerate(self._copies)
            if place == wanted and choice in (None, self.choice_at(position))
        ]

    def spend(self, member: MemberId) -> None:
        """No mark of the member made up to now ever acts again; what they typed is gone (§1)."""
        self._drop_typed(member)
        for position in self.of(member):
            self._choices[position] |= _SPENT

    def reassign(self, gone: MemberId, kept: MemberId) -> None:
        """All marks of one member are another's; of two typed ones the later stays (§1, §9)."""
        for position in self.of(gone):
            self._members[position] = kept
        typed = [position for position in self.of(kept) if self._copies[position] == 0]
        for position in typed[:-1]:
            self.remove(position)

    def _drop_typed(self, member: MemberId) -> None:
        for position in self.of(member):
            if self._copies[position] == 0:
                self.remove(position)
                return  # there is at most one

    def of(self, member: MemberId) -> list[int]:
        """The positions of a member's marks, spent or not, in order."""
        positions: list[int] = []
        search, after = self._members.index, 0  # in C: a loop over all marks is 30 times slower
        try:
            while True:
                positions.append(search(member, after))
                after = positions[-1] + 1
        except ValueError:
            return positions

    def stands(self, position: int) -> bool:
        """Whether the mark is in force."""
        return not self._choices[position] & _SPENT

    def is_frozen(self, position: int) -> bool:
        """Whether somebody else took it away."""
        return bool(self._choices[position] & _FROZEN)

    def member_at(self, position: int) -> MemberId:
        """Who made the mark."""
        return MemberId(self._members[position])

    def choice_at(self, position: int) -> str:
        """What the mark means."""
        return self.choice_names[self._choices[position] & _CHOICE]

    def made_at(self, position: int) -> datetime:
        """When the mark was made."""
        return _EPOCH + self._ats[position] * _MICROSECOND

    def latest_of(self, member: MemberId) -> datetime | None:
        """When the member's latest mark was made, spent or not."""
        positions = self.of(member)
        return self.made_at(positions[-1]) if positions else None

    def standing_of(self, member: MemberId) -> list[str]:
        """The choices of one member's marks in force, in order."""
        return [self.choice_at(p) for p in self.of(member) if self.stands(p)]

    def deciding(self, counts_as: As = _NOBODY) -> dict[MemberId, int]:
        """The position of each member's latest mark in force."""
        if counts_as:
            return {
                counts_as.get(MemberId(member), MemberId(member)): position
                for position, member in enumerate(self._members)
                if self.stands(position)
            }
        return {
            MemberId(member): position
            for position, (member, flags) in enumerate(
                zip(self._members, self._choices, strict=True)
            )
            if not flags & _SPENT
        }

    def latest(self, counts_as: As = _NOBODY) -> dict[MemberId, str]:
        """Each member's ballot where one choice is made: their latest mark in force (§1)."""
        if counts_as:
            deciding = self.deciding(counts_as)
            return {member: self.choice_at(position) for member, position in deciding.items()}
        return {
            MemberId(member): self.choice_names[flags & _CHOICE]
            for member, flags in zip(self._members, self._choices, strict=True)
            if not flags & _SPENT
        }

    def sets(self, counts_as: As = _NOBODY) -> dict[MemberId, tuple[str, ...]]:
        """Each member's ballot where several options may be chosen: the set of marks (§1)."""
        chosen: dict[MemberId, set[str]] = {}
        for member, flags in zip(map(MemberId, self._members), self._choices, strict=True):
            if not flags & _SPENT:
                voter = counts_as.get(member, member)
                chosen.setdefault(voter, set()).add(self.choice_names[flags & _CHOICE])
        return {member: tuple(sorted(choices)) for member, choices in chosen.items()}

    def others_than(self, members: Iterable[MemberId], counts_as: As = _NOBODY) -> bool:
        """Whether a mark of anybody else stands (§21)."""
        return not self.latest(counts_as).keys() <= set(members)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""From notices to outbox rows: which rooms and people each of them goes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.ids import AccountRef, MemberId
from bot.domain.notice_types import (
    Audience,
    BallotWanted,
    PollRemindedSaid,
    Say,
    SkillsWanted,
)
from bot.domain.state import Commons
from bot.service.directory import Directory
from bot.service.envelopes import pack
from bot.service.ports import AccountRow, SayRow


@dataclass(frozen=True, slots=True)
class Cause:
    """What a notice came of: where its answer belongs if no private word is possible."""

    source: str = ""
    place: str | None = None
    number: int | None = None


def network(name: str) -> str:
    """The network that a place or an account is on."""
    return name.partition(":")[0]


class Outbox:
    """Addresses the notices of one commons, as it stands."""

    def __init__(self, commons: Commons, directory: Directory) -> None:
        self._commons = commons
        self._directory = directory

    def rows(self, notice: Say, key: str, height: int, cause: Cause) -> Iterator[SayRow]:
        """The rows that deliver a notice; none where nobody wants to hear it (§27)."""
        number = getattr(notice, "number", None)
        if notice.audience in {Audience.MEMBER, Audience.ACCOUNT}:
            account = self._addressee(notice)
            if account is not None:
                yield self._private(notice, key, height, cause, account)
            return
        if isinstance(notice, PollRemindedSaid):
            yield from self._strangers(notice, key, height, cause)
        payload = pack(notice)
        for place in self._places(notice):
            yield SayRow(
                key=f"{key}.{place}",
                payload=payload,
                urgency=notice.urgency,
                height=height,
                place=place,
                number=number,
            )

    def _private(
        self, notice: Say, key: str, height: int, cause: Cause, account: AccountRow
    ) -> SayRow:
        return SayRow(
            key=f"{key}.{account.ref}",
            payload=pack(notice, cause.number, cause.source),
            urgency=notice.urgency,
            height=height,
            place=cause.place,
            ref=account.ref,
            number=getattr(notice, "number", None),
        )

    def _strangers(
        self, notice: PollRemindedSaid, key: str, height: int, cause: Cause
    ) -> Iterator[SayRow]:
        """Who asked for reminders before doing anything else is no member, and is reminded too."""
        for row in self._directory.wanting_reminders():
            if AccountRef(row.ref) not in self._commons.member_of:
                wanted = BallotWanted(notice.number, MemberId(0), notice.closes_at)
                yield self._private(wanted, key, height, cause, row)

    def _places(self, notice: Say) -> Sequence[str]:
        if notice.audience is Audience.DIGESTS:
            return self._directory.digests()
        if notice.audience is Audience.PLACE:
            place: str | None = getattr(notice, "place", None)
            return (place,) if place is not None else ()
        if isinstance(notice, SkillsWanted):
            networks = {network(row.name) for row in self.mentionable(notice)}
            return [place for place in self._commons.places if network(place) in networks]
        return self._commons.places

    def _addressee(self, notice: Say) -> AccountRow | None:
        """The account by which somebody hears of a notice, if they want to: once, whatever many.

        It is one for which they asked for reminders, or else the one that acted last.
        """
        if notice.audience is Audience.ACCOUNT:
            return self._directory.profile(getattr(notice, "account", ""))
        member: int | None = getattr(notice, "member", None)
        wanted = isinstance(notice, BallotWanted)
        rows = [row for row in self._profiles(member) if row.reminders or not wanted]
        acted = self._directory.acted
        return max(rows, key=lambda row: (row.reminders, acted.place(row.ref)), default=None)

    def mentionable(self, notice: SkillsWanted) -> list[AccountRow]:
        """The accounts that a call for skills may ping: their owners turned mentions on."""
        return [row for member in notice.members for row in self._profiles(member) if row.mentions]

    def _profiles(self, member: int | None) -> list[AccountRow]:
        known = self._commons.members.get(MemberId(member)) if member is not None else None
        if known is None:
            return []
        found = (self._directory.profile(ref) for ref in reversed(known.accounts))
        return [row for row in found if row is not None]

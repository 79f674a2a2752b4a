# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is true when a storm is over, read from the double, and whether all else agrees with it."""

import asyncio
from collections import Counter

from tests.discord.ballots import Record, standing
from tests.discord.garden import every
from tests.discord.seen import Seen, imprint, words
from tests.discord.storm import Storm

LIMIT = 60.0


class World:
    """What is true when the storm is over, and what has to agree with it."""

    def __init__(self, storm: Storm) -> None:
        self.storm, self.garden = storm, storm.garden
        self.seen = [Seen(self.garden.discord, room) for room in self.garden.rooms]

    def truth(self) -> dict[str, tuple[int, int, str]]:
        return standing(self.garden.discord, self.storm.copies)

    def differences(self, record: Record) -> dict[str, list[str]]:
        """Where record and double differ, mark by mark; all lists are empty where all is well."""
        truth = self.truth()
        ours = {mark: one for mark, one in record.marks.items() if mark.startswith("discord:")}
        return {
            "missing": [
                f"{mark} {truth[mark]}"
                for mark in truth.keys() - ours.keys()
                if not self._is_unclear(mark, truth)
            ],
            "ghosts": [f"{mark} {ours[mark]}" for mark in ours.keys() - truth.keys()],
            "misread": [
                f"{mark} {truth[mark]} {ours[mark]}"
                for mark in truth.keys() & ours.keys()
                if (truth[mark][0], truth[mark][2]) != (ours[mark]["number"], ours[mark]["choice"])
            ],
        }

    def _is_unclear(self, mark: str, truth: dict[str, tuple[int, int, str]]) -> bool:
        """Whether its order may be unknown (§2): its owner chose differently on the same copy."""
        copy = mark.split(":")[1]
        number, person, choice = truth[mark]
        return any(
            (about, who) == (number, person) and other != choice and name.split(":")[1] == copy
            for name, (about, who, other) in truth.items()
        )

    # --- marks and ballots ---------------------------------------------------------------------

    async def must_agree(self) -> None:
        """The record holds exactly the marks that stand, and they are counted by the rule."""
        await every(0.05, lambda: self.garden.discord.gateway.settled, LIMIT)
        record = await self._until_agreed()
        while True:  # what was tapped last may leave the same marks, and yet other ballots
            status = {poll["number"]: poll for poll in (await self.garden.bot.status())["polls"]}
            before, record = record, self.garden.record()
            if before == record:
                break
        tallies = record.tallies()
        for number, poll in status.items():
            found = Counter({key: count for key, count in poll["tally"].items() if count})
            assert found == tallies.get(number, Counter()), f"#{number}"
            assert poll["ballots"] == found.total()
        self._must_be_theirs(record)
        self._must_be_pressed(record)

    async def _until_agreed(self) -> Record:
        def look() -> Record | None:
            self.garden.bot.must_run()
            record = self.garden.record()
            return None if any(self.differences(record).values()) else record

        try:
            found: Record = await every(0.1, look, LIMIT)
        except AssertionError:
            differing = self.differences(self.garden.record())
            lines = [f"{len(marks)} {what}: {marks[:5]}" for what, marks in differing.items()]
            first = next(mark for marks in differing.values() for mark in marks).split(" ")[0]
            lines += [*self._history(first), self.garden.bot.tail()]
            raise AssertionError("\n".join(lines)) from None
        return found

    def _history(self, mark: str) -> list[str]:
        """What is on record of a mark, and what was told of it, for whoever has to find out why."""
        _, message, person, *_ = mark.split(":")
        told = [
            f"{session.id[:6]}:{frame.seq} {frame.event} {frame.data['emoji']['name']}"
            f" burst={frame.data['burst']} sent={frame.sent_at}"
            for session in self.garden.discord.gateway.sessions.values()
            for frame in session.log
            if frame.event.startswith("MESSAGE_REACTION_")
            and (frame.data.get("message_id"), frame.data.get("user_id")) == (message, person)
        ]
        kept = []
        for entry in self.garden.bot.entries():
            cause = entry["cause"]
            found = [one for one in cause.get("found", ()) if person in one["mark"]]
            events = [
                event
                for event in entry["events"]
                if f"{message}:{person}" in str(event.get("mark"))
            ]
            about = message in str(cause.get("copy")) and cause["type"] == "ReadMarks"
            if events or found or about:
                facts = (cause["type"], cause.get("source"), cause.get("absence"), found, events)
                kept.append(f"{entry['height']} {entry['at']} {facts}")
        return [mark, *told, *kept]

    def _must_be_theirs(self, record: Record) -> None:
        """Nobody has a ballot that no mark of theirs says, and one mark is one ballot."""
        choices: dict[tuple[int, int], set[str]] = {}
        for number, person, choice in self.truth().values():
            choices.setdefault((number, person), set()).add(choice)
        members = self._members(record)
        ballots = {
            (number, members[member]): choice
            for (number, member), choice in record.ballots().items()
            if number != self.storm.pressed.number
        }
        for key, choice in ballots.items():
            assert choice in choices[key], f"{key}: {choice} of {choices[key]}"
        for key, standing_choices in choices.items():
            if len(standing_choices) == 1:
                assert ballots.get(key) == next(iter(standing_choices)), key

    def _must_be_pressed(self, record: Record) -> None:
        """Whoever was told of a ballot has it."""
        members = self._members(record)
        number = self.storm.pressed.number
        ballots = {
            members[member]: choice
            for (about, member), choice in record.ballots().items()
            if about == number
        }
        assert ballots == self.storm.answered

    def _members(self, record: Record) -> dict[int, int]:
        """Whose member is whose: told by the marks, and by the accounts that the bot keeps."""
        return {
            member: int(name.removeprefix("discord:"))
            for member, name in self.garden.bot.members(record.accounts).items()
        }

    async def must_count_the_latest(self) -> None:
        """Now that all is calm, the last tap of each person counts."""
        copy, chance = self.storm.copies[0], self.storm.chance
        wanted: dict[int, str] = {}
        for person in self.storm.tappers:
            for emoji in (chance.choice(list(copy.table)) for _ in range(2)):
                await person.unreacts(copy.message, emoji)
                await person.reacts(copy.message, emoji)
                wanted[person.id] = copy.table[emoji]
        gateway = self.garden.discord.gateway
        await every(0.05, lambda: gateway.settled, LIMIT)
        ballots: dict[int, str] = {}

        def look() -> bool:
            record = self.garden.record()
            members = self._members(record)
            ballots.update(
                (members[member], choice)
                for (number, member), choice in record.ballots().items()
                if number == copy.number
            )
            return ballots == wanted

        try:
            await every(0.1, look, LIMIT)
        except AssertionError:
            assert ballots == wanted, self.garden.bot.tail()
        await self._until_agreed()

    # --- closing -------------------------------------------------------------------------------

    async def close(self) -> None:
        """Hours later, and killed while it counts: the outcomes are those of a count by hand."""
        before = self.garden.record()
        expected = before.tallies()
        await self.garden.later(hours=2)
        for _ in range(self.storm.plan.late_kills):
            await asyncio.sleep(self.storm.chance.uniform(0.2, 2))
            await self.storm._kill()
        record = self.garden.record()
        polls = record.closes.keys() & {copy.number for copy in self.storm.copies} | {1}
        for number in polls:
            closed = await self.garden.closed(number, LIMIT)
            if closed["tally"] != at_closing(expected[number]):
                raise AssertionError(self._changed(before, number))
            assert closed["unread"] == []

    def _changed(self, before: Record, number: int) -> str:
        """Whose ballots are other ones now, and why."""
        after, lines = self.garden.record(), [f"#{number}"]
        members = self._members(after)
        for key in sorted({*before.ballots(), *after.ballots()}):
            old, new = before.ballots().get(key), after.ballots().get(key)
            if key[0] == number and old != new:
                stand = [m for m, (n, who, _) in self.truth().items() if who == members[key[1]]]
                lines.append(f"{members[key[1]]}: {old} became {new}, and there stand {stand}")
                for copy in {mark.split(":")[1] for mark in stand}:
                    lines += self._history(f"discord:{copy}:{members[key[1]]}:any:n")
        return "\n".join(lines)

    # --- what was said -------------------------------------------------------------------------

    async def must_have_said_all_once(self) -> None:
        """Each card and each notice is in its rooms exactly once, also after one more start."""
        await every(0.1, lambda: not self.wanting(), LIMIT)
        await self.garden.bot.stop()
        before = [message.id for one in self.seen for message in one.said()]
        await self.garden.bot.start()
        number = len(self.garden.record().numbers)
        await self.garden.people[0].slash(self.garden.rooms[0], "poll list", which="closed")
        await self.garden.bot.stop()
        after = [message.id for one in self.seen for message in one.said()]
        assert before == after
        assert len(self.garden.record().numbers) == number
        assert self.wanting() == []

    def wanting(self) -> list[str]:
        """What is still to come; whatever was said twice fails at once."""
        record = self.garden.record()
        wanting: list[str] = []
        for one in self.seen:
            cards = one.cards()
            wanting += [f"card {n} in {one.room.name}" for n in record.numbers - cards.keys()]
            keys = Counter(imprint(message) for message in one.said())
            assert max(keys.values()) == 1, list(map(words, one.said()))
            for number, height in record.heights.items():
                told = [m for m in one.notices(f"Record {height}, ") if f"#{number} " in words(m)]
                assert len(told) <= 1, f"#{number} closed {len(told)} times in {one.room.name}"
                wanting += [] if told else [f"outcome {number} in {one.room.name}"]
        welcomed = 0
        for person in self.garden.people:
            texts = [words(message) for message in person.private.messages.values()]
            welcomes = sum(text.startswith("Welcome.") for text in texts)
            assert welcomes <= 1, f"{person.user.name} was welcomed {welcomes} times"
            welcomed += welcomes
        if welcomed != len(record.accounts):
            wanting.append(f"{len(record.accounts) - welcomed} welcomes")
        return wanting


def at_closing(tally: Counter[str]) -> dict[str, int]:
    """A block without a reason counts as "needs work" (§11)."""
    final = Counter(tally)
    final["needs_work"] += final.pop("block", 0)
    return {choice: count for choice, count in final.items() if count}

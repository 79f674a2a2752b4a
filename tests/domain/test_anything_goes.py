# SPDX-License-Identifier: AGPL-3.0-or-later
"""Anybody does anything at any time: what must hold all the same."""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import transitions
from bot.domain.digests import FIRST
from bot.domain.reading import choices_of
from bot.domain.refusals import Refusal
from tests.domain.people import Person, words
from tests.domain.story import Story
from tests.domain.test_transitions import rows_taken
from tests.domain.what_holds import WhatHolds

NAMES = ("ana", "bo", "cy", "dee", "stella")
PEOPLE = st.sampled_from(NAMES)
COPIES = st.sampled_from(["red-card", "blue-card"])
PLACES = st.sampled_from(["red", "blue"])
NUMBERS = st.integers(0, 5)  # the newest card, the one before …
CHOICES = st.integers(0, 4)  # the first mark of that card, the second …
ACTS = st.sampled_from(
    ["claims", "extends", "releases", "accepts", "resubmits", "withdraws", "unvotes"]
)
SOMETIMES = st.integers(0, 2).map(lambda number: number == 1)
RARELY = st.integers(0, 9).map(lambda number: number == 7)
TIMES = st.sampled_from(["0s", "1s", "20m", "1h", "12h", "1d", "3d", "8d"])
RULES = {
    "claim_lease": "2d",
    "claim_limit": "2",
    "review_window": "1d",
    "poll_early": "true",
    "poll_early_after": "1h",
    "poll_window": "2d",
    "reminder_before": "6h",
    "review_quorum": "2",
    "poll_quorum": "2",
    "steward_act_limit": "2h",
    "broadcast_limit": "20",
}


class Village(WhatHolds):
    """A few people, two rooms, and every command there is."""

    @initialize()
    def begin(self) -> None:
        self.story = Story("red", "blue", **RULES)
        self.people = {person.name: person for person in self.story.people(" ".join(NAMES))}

    def tries(self, person: str, what: str, *given: Any, **more: Any) -> None:
        """Somebody does something; a refusal changes nothing at all."""
        someone: Person = self.people[person]
        before, entries = self.story.copy(), len(self.story.log)
        answer = getattr(someone, what)(*given, **more)
        if isinstance(answer, Refusal):
            assert self.story.commons == before
            assert len(self.story.log) == entries
        if answer == ():
            assert self.story.commons == before

    def card(self, number: int) -> int:
        """A number that is there, counted from the newest; or the next one."""
        return max(1, self.story.commons.next_number - 1 - number)

    def choice(self, number: int, which: int) -> str:
        """A choice of that card; or one that it does not have."""
        choices = (*choices_of(self.story.commons, number), "nothing")
        return choices[which % len(choices)]

    # --- what people do -------------------------------------------------------------------------

    @rule(person=PEOPLE, slots=st.sampled_from([None, 1, 2]), due=st.booleans(), place=PLACES)
    def broadcasts(self, person: str, slots: int | None, *, due: bool, place: str) -> None:
        self.people[person].place = place
        moment = self.story.after("1d") if due else None
        self.tries(person, "broadcasts", slots=slots, due=moment)

    @rule(person=PEOPLE, options=st.sampled_from([0, 2]), others=st.sampled_from([None, 0, 4]))
    def opens(self, person: str, options: int, others: int | None) -> None:
        self.tries(person, "opens", options, others=others)

    @rule(
        person=PEOPLE,
        number=st.none() | NUMBERS,
        peers=st.lists(PEOPLE, max_size=2),
        others=st.sampled_from([None, 0, 4]),
    )
    def submits(
        self, person: str, number: int | None, peers: list[str], others: int | None
    ) -> None:
        named = [self.people[peer] for peer in peers]
        about = None if number is None else self.card(number)
        self.tries(person, "submits", about, *named, others=others)

    @rule(person=PEOPLE, number=NUMBERS, choice=CHOICES, copy=COPIES)
    def reacts(self, person: str, number: int, choice: int, copy: str) -> None:
        number = self.card(number)
        self.tries(person, "marks", number, self.choice(number, choice), copy)
        self.once_more(person, number, self.choice(number, choice), copy)

    def once_more(self, person: str, number: int, choice: str, copy: str) -> None:
        """The same mark once more: a mark that is known changes nothing."""
        before = self.story.copy()
        again = self.people[person].marks(number, choice, copy)
        assert isinstance(again, Refusal) or again == ()
        assert self.story.commons == before

    @rule(person=PEOPLE, number=NUMBERS, choice=CHOICES, copy=COPIES, sure=st.booleans())
    def takes_a_reaction_away(
        self, person: str, number: int, choice: int, copy: str, *, sure: bool
    ) -> None:
        number = self.card(number)
        self.tries(person, "unmarks", number, self.choice(number, choice), copy, sure=sure)

    @rule(person=PEOPLE, number=NUMBERS, choice=CHOICES, why=st.booleans())
    def says(self, person: str, number: int, choice: int, *, why: bool) -> None:
        number = self.card(number)
        because = words("reason") if why else None
        self.tries(person, "says", number, self.choice(number, choice), because)

    @rule(
        person=PEOPLE,
        number=NUMBERS,
        what=ACTS,
    )
    def acts(self, person: str, number: int, what: str) -> None:
        self.tries(person, what, self.card(number))

    @rule(person=PEOPLE, number=NUMBERS, slots=st.sampled_from([1, 2, 3]))
    def edits(self, person: str, number: int, slots: int) -> None:
        self.tries(person, "edits", self.card(number), slots=slots)

    @rule(
        person=PEOPLE,
        number=NUMBERS,
        field=st.sampled_from(["title", "details", "question", "option:2", "work"]),
        blank=st.booleans(),
    )
    def rewrites(self, person: str, number: int, field: str, *, blank: bool) -> None:
        self.tries(person, "rewrites", self.card(number), field, None if blank else words("title"))

    @rule(person=PEOPLE, really=RARELY)
    def forgets(self, person: str, *, really: bool) -> None:
        if really:
            self.tries(person, "forgets")

    @rule(person=PEOPLE, other=PEOPLE, really=SOMETIMES)
    def links(self, person: str, other: str, *, really: bool) -> None:
        if really:
            self.tries(person, "links", self.people[other])

    @rule(person=PEOPLE, other=st.none() | PEOPLE)
    def unlinks(self, person: str, other: str | None) -> None:
        self.tries(person, "unlinks", other and self.people[other])

    @rule(what=st.sampled_from(["pauses", "resumes"]), room=st.none() | PLACES)
    def the_steward_acts(self, what: str, room: str | None) -> None:
        self.tries("stella", what, room)

    # --- what the bot does ----------------------------------------------------------------------

    @rule(duration=TIMES)
    def time_passes(self, duration: str) -> None:
        self.story.sleeps(duration)

    @rule(live=st.sampled_from([None, (), ("red",), ("red", "blue")]))
    def ticks(self, live: tuple[str, ...] | None) -> None:
        self.story.does(c.Tick, live=live)
        first = self.story.commons.agenda.first()
        assert first is None or first[0] > self.story.now
        before = self.story.copy()
        assert self.story.does(c.Tick, live=live) == ()
        assert self.story.commons == before

    @rule(
        number=NUMBERS,
        place=PLACES,
        seen=st.lists(st.tuples(PEOPLE, CHOICES, st.none() | st.integers(0, 100)), max_size=4),
        gone=st.lists(st.tuples(PEOPLE, CHOICES, st.none() | st.integers(0, 100)), max_size=2),
        frozen=st.lists(st.tuples(PEOPLE, CHOICES), max_size=1),
        unreadable=st.lists(PEOPLE, max_size=1),
        away=st.booleans(),
    )
    def reads(
        self,
        number: int,
        place: str,
        seen: list[Any],
        gone: list[Any],
        frozen: list[Any],
        unreadable: list[str],
        away: bool,  # noqa: FBT001
    ) -> None:
        number, copy = self.card(number), f"{place}-card"
        hours = lambda ago: None if ago is None else self.story.now - timedelta(hours=ago)  # noqa: E731
        choice = lambda which: self.choice(number, which)  # noqa: E731
        found = [self.people[who].left(choice(what), hours(ago), copy) for who, what, ago in seen]
        self.story.reads(
            number,
            *found,
            place=place,
            copy=copy,
            withdrawn=tuple(
                (self.people[w].mark(choice(x), copy), hours(ago)) for w, x, ago in gone
            ),
            frozen=tuple(self.people[who].mark(choice(what), copy) for who, what in frozen),
            unreadable=tuple(self.people[who].ref for who in unreadable),
            absence=(self.story.after("-6h"), self.story.after("-1h")) if away else None,
            closing=True,
        )

    @rule(ago=TIMES, ahead=TIMES)
    def a_summary_is_made(self, ago: str, ahead: str) -> None:
        before = self.story.copy()
        due, upto = self.story.after(f"-{ago}"), self.story.after(ahead)
        made = self.story.does(c.MakeDigest, due=due, upto=upto)
        for event in made:
            assert event.since == (before.digested or due - FIRST)
            assert event.since < due <= event.until == self.story.now
            assert self.story.does(c.MakeDigest, due=due, upto=upto) == ()
        assert (made == ()) == (self.story.commons == before)

    @rule(since=TIMES, until=TIMES)
    def was_away(self, since: str, until: str) -> None:
        self.story.away(self.story.after(f"-{since}"), self.story.after(f"-{until}"))

    @rule(places=st.sampled_from([("red",), ("red", "blue"), ("blue", "red")]), really=RARELY)
    def rooms_are_arranged(self, places: tuple[str, ...], *, really: bool) -> None:
        if really:
            self.story.does(c.ArrangeRooms, places=places)

    # --- what must hold -------------------------------------------------------------------------

    def teardown(self) -> None:
        if not hasattr(self, "story"):
            return
        assert self.story.replayed() == self.story.commons
        extended = Counter(event.number for event in self.story.happened(e.PollExtended))
        assert all(times == 1 for times in extended.values())
        for what, was, event, now in rows_taken(self.story):
            table: Any = transitions.POLL if what == "poll" else transitions.CLAIM
            if was != now and (was, now) != ("none", "open"):
                assert now in table[was, event]


Village.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestVillage = Village.TestCase

# SPDX-License-Identifier: AGPL-3.0-or-later
"""§9: accounts that part are members of their own, and one in the polls that are open."""

from bot.domain import events as e
from bot.domain import notice_types as n
from bot.domain import people_notices as p
from bot.domain.reading import my_view
from bot.domain.refusals import (
    AuthorsDoNotVote,
    NotInElectorate,
    PresenceUnknown,
)
from tests.domain.conftest import Garden
from tests.domain.linked import kinds
from tests.domain.people import Person, words
from tests.domain.story import Story

# --- unlinking ------------------------------------------------------------------------------------


def test_s9_the_account_that_leaves_is_a_member_of_its_own(
    garden: Story, ana: Person, anna: Person
) -> None:
    ana.knows("welding")
    anna.knows("baking")
    anna.links(ana)
    garden.told.clear()
    answer = anna.unlinks()
    assert answer == (e.AccountUnlinked(ana.id, anna.ref, anna.id, anna.joined, anna.ref),)
    assert anna.id == 3 != ana.id
    member = garden.commons.members[anna.id]
    assert (member.accounts, member.skills, member.since) == ([anna.ref], ("baking",), garden.now)
    assert garden.said(p.AccountUnlinkedSaid) == [
        p.AccountUnlinkedSaid(ana.ref, anna.ref, anna.ref)
    ]


def test_s9_another_of_ones_accounts_can_be_let_go(
    garden: Story, ana: Person, anna: Person
) -> None:
    ana.knows("welding")
    garden.later("1d")
    anna.links(ana)
    garden.told.clear()
    garden.later("1d")
    ana.unlinks(anna)
    assert garden.said(p.AccountUnlinkedSaid) == [
        p.AccountUnlinkedSaid(anna.ref, anna.ref, ana.ref)
    ]
    assert ana.last == garden.now
    assert anna.last < garden.now, "it did nothing now"


def test_s9_the_older_account_may_leave_too(garden: Story, ana: Person, anna: Person) -> None:
    task = ana.broadcasts()
    anna.broadcasts()
    anna.links(ana)
    anna.unlinks(ana)
    assert garden.task(task).by == ana.id == 3
    assert anna.id == 1


def test_s9_open_polls_still_treat_both_as_one(founds: Garden) -> None:
    garden = founds()
    ana, anna, bo = garden.people("ana anna bo")
    ana.knows("welding")
    poll = bo.opens()
    anna.links(ana)
    anna.says(poll, "yes")
    anna.unlinks()
    ana.marks(poll, "no")
    assert garden.poll(poll).tally == {"yes": 0, "no": 1, "abstain": 0}
    garden.later("1m")
    anna.marks(poll, "abstain")
    assert garden.poll(poll).tally == {"yes": 0, "no": 0, "abstain": 1}
    assert my_view(garden.commons, ana.ref).ballots == ((poll, "abstain"),)
    anna.unmarks(poll, "abstain")
    assert garden.poll(poll).tally == {"yes": 0, "no": 1, "abstain": 0}
    assert kinds(anna.unvotes(poll)) == ["MarksSpent", "MarksSpent"]
    assert garden.poll(poll).ballots == 0
    anna.says(poll, "yes")
    assert garden.closes(poll).ballots == 1
    again = bo.opens()
    ana.says(again, "yes")
    anna.says(again, "yes")
    assert garden.poll(again).ballots == 2, "a new poll knows two people"


def test_s9_a_reason_of_one_takes_the_place_of_the_others(
    garden: Story, ana: Person, anna: Person
) -> None:
    poll = ana.opens()
    anna.links(ana)
    anna.unlinks()
    ana.says(poll, "yes", words("reason"))
    garden.later("1m")
    why = words("reason")
    anna.says(poll, "yes", why)
    assert [(one.member, one.because) for one in garden.poll(poll).reasons] == [(anna.id, why)]
    anna.forgets()
    assert garden.poll(poll).ballots == 1, "what Ana typed herself stands"


def test_s9_where_nobody_knows_since_when_they_are_here(
    garden: Story, ana: Person, anna: Person
) -> None:
    poll = ana.opens()
    anna.links(ana)
    anna.joined = None
    anna.unlinks()
    assert garden.commons.polls[poll].here == {}
    assert anna.says(poll, "yes") == PresenceUnknown(poll)
    assert kinds(ana.says(poll, "yes")) == ["MarkPlaced"]


def test_s9_authorship_still_treats_both_as_one(garden: Story, ana: Person, anna: Person) -> None:
    work = ana.submits(None, anna)
    anna.links(ana)
    anna.unlinks()
    assert anna.says(work, "sound") == AuthorsDoNotVote(work)
    assert kinds(anna.marks(work, "sound")) == ["AuthorBarred"]
    assert anna.accepts(work) == ()
    garden.reads(work, unreadable=(anna.ref,))
    assert garden.commons.polls[work].unclear == ()


def test_s9_an_unclear_vote_of_one_leaves_the_ballot_of_the_other(
    garden: Story, ana: Person, anna: Person
) -> None:
    poll = ana.opens()
    anna.links(ana)
    anna.unlinks()
    ana.says(poll, "yes")
    garden.reads(poll, anna.left("yes"), anna.left("no"))
    assert garden.poll(poll).tally["yes"] == 1
    assert garden.said(n.VoteAgain) == []


def test_s9_who_voted_as_one_is_not_reminded(founds: Garden) -> None:
    garden = founds()
    ana, anna, bo = garden.people("ana anna bo")
    poll = ana.opens()
    bo.knows("reading")
    anna.links(ana)
    anna.unlinks()
    anna.says(poll, "yes")
    garden.later("6d1h")
    assert [one.member for one in garden.said(n.BallotWanted)] == [bo.id]


def test_s9_tenure_starts_anew(founds: Garden) -> None:
    garden = founds(electorate_tenure="2d")
    ana, anna, bo = garden.people("ana anna bo")
    ana.knows("welding")
    anna.links(ana)
    anna.unlinks()
    garden.later("1d")
    poll = bo.opens()
    assert anna.says(poll, "yes") == NotInElectorate(poll, garden.commons.polls[poll].cutoff)
    assert not isinstance(ana.says(poll, "yes"), NotInElectorate)
    garden.later("1d")
    later = bo.opens()
    assert kinds(anna.says(later, "yes")) == ["MarkPlaced"]


def test_s9_in_open_polls_both_are_here_since_the_first_of_them(founds: Garden) -> None:
    garden = founds()
    ana, bo = garden.people("ana bo")
    poll = bo.opens()
    garden.later("1h")
    ana.knows("welding")
    late = Person(garden, "anna", garden.now)
    late.links(ana)
    late.joined = ana.joined  # either account's presence counts for the person (§7)
    late.unlinks()
    late.joined = garden.now
    assert kinds(late.says(poll, "yes")) == ["MarkPlaced"]
    late.joined = None
    assert kinds(late.says(poll, "no")) == ["MarkPlaced"]
    unknown = bo.opens()
    assert late.says(unknown, "no") == PresenceUnknown(unknown)

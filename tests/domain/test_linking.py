# SPDX-License-Identifier: AGPL-3.0-or-later
"""§9: accounts that are linked make one member with one ballot; unlinked, they part again."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain import notice_types as n
from bot.domain import people_notices as p
from bot.domain.closing import ballots
from bot.domain.people_refusals import AlreadyLinked, NotLinked, SameAccount
from bot.domain.reading import my_view
from bot.domain.refusals import (
    AuthorsDoNotVote,
    BroadcastLimitReached,
    NotInElectorate,
    NotTheOpener,
    PresenceUnknown,
)
from tests.domain.conftest import Garden
from tests.domain.people import Person, words
from tests.domain.story import Story
from tests.domain.test_transitions import BOTH, both_claim


@pytest.fixture
def anna(garden: Story) -> Person:
    """Ana's other account."""
    return garden.people("anna")[0]


def kinds(answer: Any) -> list[str]:
    return [type(event).__name__ for event in answer]


def linked(answer: Any) -> e.AccountsLinked:
    return next(event for event in answer if isinstance(event, e.AccountsLinked))


# --- who is who -----------------------------------------------------------------------------------


def test_s9_two_that_did_nothing_yet_are_one_member(
    garden: Story, ana: Person, anna: Person
) -> None:
    answer = anna.links(ana)
    assert kinds(answer) == ["MemberArrived", "AccountsLinked"]
    assert ana.id == anna.id == 1
    assert garden.commons.members[ana.id].accounts == [ana.ref, anna.ref]


def test_s9_an_account_that_did_nothing_yet_joins(garden: Story, ana: Person, anna: Person) -> None:
    ana.knows("welding")
    assert linked(anna.links(ana)).merged is None
    assert anna.id == ana.id
    assert len(garden.commons.members) == 1


def test_s9_it_does_not_matter_which_of_them_types_the_code(ana: Person, anna: Person) -> None:
    ana.knows("welding")
    assert linked(ana.links(anna)).accounts == (anna.ref,)


def test_s9_the_older_member_goes_on(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    ana.knows("welding")
    garden.later("1d")
    anna.knows("baking")
    garden.later("1d")
    event = linked(ana.links(anna))
    assert (event.member, event.merged) == (1, 2)
    member = garden.commons.members[ana.id]
    assert member.skills == ("baking", "welding")
    assert member.last == garden.now
    assert [*garden.commons.members] == [1]
    bo.knows("reading")
    assert bo.id == 3, "a number is never given twice"


def test_s9_three_accounts(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    bo.knows("reading")
    ana.knows("welding")
    anna.links(ana)
    bo.links(anna)
    assert bo.id == ana.id == anna.id == 1
    bo.unlinks(anna)
    bo.unlinks()
    assert len({bo.id, ana.id, anna.id}) == 3


def test_s9_an_account_is_not_linked_with_itself(ana: Person) -> None:
    assert ana.links(ana) == SameAccount()


def test_s9_linked_accounts_are_not_linked_again(ana: Person, anna: Person) -> None:
    ana.links(anna)
    assert ana.links(anna) == AlreadyLinked()
    assert anna.links(ana) == AlreadyLinked()


def test_s9_only_ones_own_accounts_are_unlinked(ana: Person, anna: Person, bo: Person) -> None:
    assert ana.unlinks() == NotLinked()
    ana.knows("welding")
    assert ana.unlinks() == NotLinked()
    ana.links(anna)
    bo.knows("reading")
    assert bo.unlinks(ana) == NotLinked()
    assert ana.unlinks(bo) == NotLinked()


def test_s9_a_person_sees_their_accounts(garden: Story, ana: Person, anna: Person) -> None:
    ana.knows("welding")
    assert my_view(garden.commons, ana.ref).accounts == ()
    ana.links(anna)
    assert my_view(garden.commons, anna.ref).accounts == (ana.ref, anna.ref)


def test_s9_everything_of_both_is_of_one(founds: Garden) -> None:
    garden = founds(broadcast_limit="3")
    ana, anna, stella = garden.people("ana anna stella")
    ana.broadcasts()
    task, poll = anna.broadcasts(), anna.opens()
    stella.knows("guiding")
    stella.pauses()
    anna.links(ana)
    assert garden.task(task).by == garden.poll(poll).by == ana.id
    assert len(garden.commons.members[ana.id].broadcasts) == 2
    stella.links(ana)
    assert garden.commons.pauses[None].by == ana.id


# --- open polls -----------------------------------------------------------------------------------


def test_s9_the_latest_choice_wins_wherever_it_was_made(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    poll = bo.opens()
    anna.marks(poll, "no", "blue-card")
    garden.later("1m")
    ana.marks(poll, "yes")
    assert garden.poll(poll).ballots == 2
    event = linked(anna.links(ana))
    assert event.recounted == (poll,)
    assert garden.poll(poll).tally == {"yes": 1, "no": 0, "abstain": 0}
    anna.marks(poll, "abstain", "blue-card")
    assert garden.poll(poll).tally == {"yes": 0, "no": 0, "abstain": 1}
    ana.unmarks(poll, "yes")
    anna.unmarks(poll, "abstain", "blue-card")
    assert garden.poll(poll).tally == {"yes": 0, "no": 1, "abstain": 0}, "the one uncovered"


def test_s9_the_rooms_are_told_of_doubles_and_nobody_is_named(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    doubled, single = bo.opens(), bo.opens()
    ana.says(doubled, "yes")
    anna.says(doubled, "yes")
    ana.says(single, "yes")
    garden.told.clear()
    anna.links(ana)
    assert garden.said(p.CountedAsOne) == [p.CountedAsOne(doubled)]
    assert garden.said(p.AccountLinkedSaid) == [p.AccountLinkedSaid(ana.ref, anna.ref)]
    assert garden.said(n.Board) == [n.Board(doubled), n.Board(single)]


def test_s9_of_two_typed_ballots_the_later_stays(garden: Story, ana: Person, anna: Person) -> None:
    poll = ana.opens()
    anna.says(poll, "no", words("reason"))
    garden.later("1m")
    ana.says(poll, "yes")
    anna.links(ana)
    assert len(garden.commons.polls[poll].marks) == 1
    assert garden.poll(poll).tally["yes"] == 1
    assert garden.poll(poll).reasons == ()


def test_s9_the_reason_stays_that_goes_with_the_ballot(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    poll = bo.opens()
    why = words("reason")
    ana.says(poll, "no", why)
    garden.later("1m")
    anna.says(poll, "yes", words("reason"))
    garden.later("1m")
    anna.marks(poll, "no")
    anna.links(ana)
    assert [(line.member, line.because) for line in garden.poll(poll).reasons] == [(ana.id, why)]


def test_s9_a_block_keeps_its_reason(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    work = bo.submits()
    ana.says(work, "block", words("reason"))
    anna.marks(work, "sound")
    garden.later("1m")
    anna.marks(work, "block")
    anna.links(ana)
    assert ballots(garden.commons.polls[work], garden.now, final=True) == {ana.id: ("block",)}


def test_s9_quorums_in_force_stay(founds: Garden) -> None:
    garden = founds(poll_quorum="5")
    people = garden.crowd(12)
    for person in people:
        person.knows("reading")
    poll = people[0].opens()
    quorum = garden.poll(poll).quorum
    for person in people[:6]:
        person.links(people[11 - people.index(person)])
    assert garden.poll(poll).quorum == quorum == 5


def test_s9_a_spent_mark_of_either_never_acts_again(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    poll = bo.opens()
    garden.later("1m")
    voted = garden.now
    garden.later("1m")
    anna.says(poll, "no")
    garden.later("1m")
    anna.unvotes(poll)
    ana.knows("welding")
    anna.links(ana)
    garden.later("1m")
    garden.reads(poll, anna.left("yes", voted))
    assert garden.poll(poll).ballots == 0
    ana.unlinks()
    garden.reads(poll, ana.left("yes", voted))
    assert garden.poll(poll).ballots == 0


# --- authors --------------------------------------------------------------------------------------


def test_s9_an_author_by_either_account_never_judges(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    work = ana.submits()
    anna.marks(work, "sound")
    bo.marks(work, "sound")
    garden.told.clear()
    answer = anna.links(ana)
    assert linked(answer).recounted == (work,)
    assert answer[-1] == e.MarksSpent(work, ana.id, "author")
    assert garden.poll(work).tally["sound"] == 1
    assert garden.said(p.CountedAsOne) == [p.CountedAsOne(work)]
    assert anna.says(work, "sound") == AuthorsDoNotVote(work)


def test_s9_the_younger_may_be_the_author(garden: Story, ana: Person, anna: Person) -> None:
    ana.knows("reading")
    work = anna.submits()
    ana.marks(work, "sound")
    anna.links(ana)
    assert garden.poll(work).authors == (ana.id,)
    assert garden.poll(work).ballots == 0


def test_s9_two_authors_are_one(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    work = ana.submits(None, anna, bo)
    anna.accepts(work)
    anna.links(ana)
    assert garden.poll(work).authors == (ana.id,)
    anna.unlinks()
    assert garden.poll(work).authors == (ana.id, anna.id)


def test_s9_nobody_accepts_a_credit_that_they_have(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    work = ana.submits(None, anna, bo)
    anna.links(ana)
    assert garden.poll(work).pending == (bo.ref,)
    again = ana.submits(None, anna, bo)
    assert garden.poll(again).pending == (bo.ref,)


def test_s9_a_credit_is_accepted_by_any_account(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    work = bo.submits(None, anna)
    anna.links(ana)
    ana.says(work, "sound")
    assert kinds(ana.accepts(work)) == ["CreditAccepted", "MarksSpent"]
    assert garden.poll(work).pending == ()


# --- tasks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("older", "younger"), [*BOTH, ("queued", "queued")])
def test_s9_of_two_claims_the_better_place_stays(older: str, younger: str) -> None:
    garden = both_claim(older, younger)
    task = garden.task(1)
    best = max((older, younger), key=["none", "queued", "running", "resting"].index)
    claims = dict(task.claims)
    if best == "queued":
        assert task.queue == (1,)
    else:
        assert task.queue == ()
        assert (claims[1] is None) == (best == "resting")
    assert garden.replayed() == garden.commons


def test_s9_the_longer_lease_stays(garden: Story, ana: Person, anna: Person, bo: Person) -> None:
    task = bo.broadcasts()
    ana.claims(task)
    garden.later("1d")
    anna.claims(task)
    until = dict(garden.task(task).claims)[anna.id]
    anna.links(ana)
    assert garden.task(task).claims == ((ana.id, until),)


def test_s9_a_slot_that_gets_free_is_for_the_next_in_line(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    task = bo.broadcasts(slots=2)
    for person in (ana, anna, bo):
        person.claims(task)
    answer = anna.links(ana)
    assert kinds(answer) == ["AccountsLinked", "TaskClaimed"]
    assert [member for member, _ in garden.task(task).claims] == [ana.id, bo.id]


def test_s9_a_claim_rests_while_the_others_work_is_reviewed(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    task = bo.broadcasts()
    ana.claims(task)
    work = anna.submits(task)
    anna.links(ana)
    assert garden.task(task).claims == ((ana.id, None),)
    anna.withdraws(work)
    assert dict(garden.task(task).claims)[ana.id] is not None


def test_s9_either_lowers_the_hand_of_the_other(garden: Story, ana: Person, anna: Person) -> None:
    task = ana.broadcasts()
    anna.raises_hand(task)
    anna.links(ana)
    assert kinds(anna.lowers_hand(task)) == ["MarkRemoved", "ClaimReleased"]


# --- closed polls ---------------------------------------------------------------------------------


def test_s9_outcomes_that_would_differ_are_reported_and_stand(founds: Garden) -> None:
    garden = founds(poll_quorum="2")
    ana, anna, bo, cy = garden.people("ana anna bo cy")
    for person in (ana, anna, bo, cy):
        person.knows("reading")
    decided, alike, dropped = ana.opens(), ana.opens(), ana.opens()
    for poll in (decided, alike):
        ana.says(poll, "yes")
        anna.says(poll, "yes")
        bo.says(poll, "no")
    cy.says(alike, "yes")
    ana.says(dropped, "yes")
    ana.withdraws(dropped)
    garden.closes(decided)
    garden.closes(alike)
    garden.told.clear()
    event = linked(anna.links(ana))
    assert event.differing == (decided,)
    assert event.recounted == ()
    assert garden.said(p.OutcomesDiffer) == [p.OutcomesDiffer((decided,))]
    view = garden.poll(decided)
    assert (view.state, view.tally) == ("passed", {"yes": 2, "no": 1, "abstain": 0})


def test_s9_a_difference_is_told_once(founds: Garden) -> None:
    garden = founds(poll_quorum="2")
    people = ana, anna, annie, bo, cy = garden.people("ana anna annie bo cy")
    for person in people:
        person.knows("reading")
    poll = ana.opens()
    for person in people[:3]:
        person.says(poll, "yes")
    for person in (bo, cy):
        person.says(poll, "no")
    garden.closes(poll)
    assert linked(anna.links(ana)).differing == (poll,)
    assert linked(annie.links(ana)).differing == ()


def test_s9_of_two_closed_ballots_the_later_would_have_counted(founds: Garden) -> None:
    garden = founds(poll_quorum="1")
    ana, anna, bo = garden.people("ana anna bo")
    for person in (ana, anna, bo):
        person.knows("reading")
    poll = bo.opens()
    anna.says(poll, "no")
    garden.later("1m")
    ana.says(poll, "no")
    garden.later("1m")
    anna.says(poll, "yes")
    assert garden.closes(poll).result == "failed"
    assert linked(ana.links(anna)).differing == (poll,), "one yes and nothing against it"


def test_s9_an_authors_other_account_would_not_have_counted(founds: Garden) -> None:
    garden = founds(review_quorum="2")
    ana, anna, bo, cy = garden.people("ana anna bo cy")
    for person in (ana, anna, bo, cy):
        person.knows("reading")
    work = ana.submits()
    anna.marks(work, "sound")
    bo.marks(work, "sound")
    assert garden.closes(work).result == "accepted"
    assert linked(cy.links(bo)).differing == ()
    assert linked(ana.links(anna)).differing == (work,)


def test_s9_both_reasons_stay_on_an_outcome(founds: Garden) -> None:
    garden = founds(poll_quorum="1")
    ana, anna, bo = garden.people("ana anna bo")
    ana.knows("reading")
    poll = bo.opens()
    ana.says(poll, "yes", words("reason"))
    anna.says(poll, "yes", words("reason"))
    before = [line.because for line in garden.closes(poll).reasons]
    anna.links(ana)
    lines = garden.poll(poll).reasons
    assert [line.because for line in lines] == before
    assert {line.member for line in lines} == {ana.id}
    anna.unlinks()
    assert [line.member for line in garden.poll(poll).reasons] == [ana.id, anna.id]
    anna.links(ana)
    ana.forgets()
    assert garden.poll(poll).reasons == ()


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


def test_s9_nobody_gets_tenure_back_by_other_links(founds: Garden) -> None:
    garden = founds(electorate_tenure="2d")
    ana, anna, bo = garden.people("ana anna bo")
    ana.knows("welding")
    anna.links(ana)
    anna.unlinks()
    garden.later("1d")
    fresh = garden.people("fresh", garden.now)[0]
    fresh.knows("nothing")
    anna.links(fresh)
    poll = bo.opens()
    assert isinstance(anna.says(poll, "yes"), NotInElectorate)


def test_s9_linked_again_all_is_as_before(founds: Garden) -> None:
    garden = founds(electorate_tenure="2d")
    ana, anna, bo = garden.people("ana anna bo")
    ana.knows("welding")
    old = bo.opens()
    anna.links(ana)
    anna.says(old, "no")
    anna.unlinks()
    anna.links(ana)
    assert garden.commons.polls[old].counts_as == {}
    poll = bo.opens()
    for one in (old, poll):
        assert kinds(anna.says(one, "yes")) == ["MarkPlaced"]
        assert garden.poll(one).ballots == 1


def test_s9_one_with_one_and_one_with_another_are_all_one(founds: Garden) -> None:
    garden = founds()
    ana, anna, bo, cy = garden.people("ana anna bo cy")
    for person in (ana, anna, bo, cy):
        person.knows("reading")
    poll = cy.opens()
    bo.says(poll, "yes", words("reason"))
    anna.links(ana)
    anna.unlinks()
    ana.says(poll, "no", words("reason"))
    bo.links(anna)
    assert bo.id == anna.id == 3
    assert garden.poll(poll).ballots == 1
    assert len(garden.commons.polls[poll].reasons) == 1
    cy.links(ana)
    cy.says(poll, "abstain")
    assert garden.poll(poll).tally == {"yes": 0, "no": 0, "abstain": 1}


def test_s9_a_links_author_voids_who_counts_as_one_with_them(founds: Garden) -> None:
    garden = founds()
    ana, anna, bo, cy = garden.people("ana anna bo cy")
    for person in (ana, anna, bo, cy):
        person.knows("reading")
    work = cy.submits()
    anna.links(ana)
    anna.unlinks()
    anna.marks(work, "sound")
    answer = ana.links(cy)
    assert answer[1:] == (e.MarksSpent(work, anna.id, "author"),)
    assert garden.poll(work).ballots == 0


def test_s9_what_an_account_brought_goes_with_it(garden: Story, ana: Person, anna: Person) -> None:
    """§9: nobody keeps another's credit by having lured them into a link."""
    task, poll, work = ana.broadcasts(), ana.opens(), ana.submits()
    ana.claims(task)
    ana.links(anna)
    since = ana.broadcasts()
    anna.unlinks(ana)
    assert ana.id == 2
    assert garden.task(task).by == garden.poll(poll).by == garden.poll(work).by == ana.id
    assert garden.poll(work).authors == (ana.id,)
    assert garden.task(since).by == anna.id == 1
    assert dict(garden.task(task).claims).keys() == {anna.id}
    assert ana.withdraws(since) == NotTheOpener(since, anna.id)


def test_s9_a_claim_that_rested_for_a_work_that_left_runs_on(founds: Garden) -> None:
    garden = founds(review_quorum="1")
    ana, anna, bo = garden.people("ana anna bo")
    task = bo.broadcasts()
    ana.claims(task)
    work = ana.submits(task)
    ana.links(anna)
    anna.unlinks(ana)
    assert garden.task(task).claims == ((anna.id, None),)
    ana.withdraws(work)
    assert dict(garden.task(task).claims)[anna.id] > garden.now


def test_s9_what_one_placed_or_typed_while_linked_is_still_theirs_to_take(
    garden: Story, ana: Person, anna: Person, bo: Person
) -> None:
    task, poll = bo.broadcasts(), bo.opens()
    anna.links(ana)
    anna.raises_hand(task)
    anna.marks(poll, "yes")
    own = anna.broadcasts()
    anna.unlinks()
    assert kinds(anna.lowers_hand(task)) == ["MarkRemoved", "ClaimReleased"]
    assert kinds(anna.unmarks(poll, "yes")) == ["MarkRemoved"]
    assert kinds(anna.rewrites(own, "title", None)) == ["TextEdited"]
    assert bo.rewrites(own, "title", None) == NotTheOpener(own, ana.id)
    bo.links(anna)
    anna.links(ana)
    assert garden.commons.members[ana.id].left == ()


def test_s9_a_limit_does_not_end_where_an_account_is_unlinked(founds: Garden) -> None:
    garden = founds(broadcast_limit="1")
    ana, anna = garden.people("ana anna")
    ana.broadcasts()
    anna.links(ana)
    anna.unlinks()
    assert isinstance(anna.broadcasts(), BroadcastLimitReached)


# --- forgetting -----------------------------------------------------------------------------------


def test_s9_forgetting_forgets_all_accounts(garden: Story, ana: Person, anna: Person) -> None:
    poll = ana.opens()
    anna.links(ana)
    ana.says(poll, "yes")
    anna.forgets()
    assert garden.commons.member_of == {}
    assert garden.poll(poll).ballots == 0


def test_s9_forgetting_after_parting_leaves_the_other(
    garden: Story, ana: Person, anna: Person
) -> None:
    poll = ana.opens()
    anna.links(ana)
    anna.unlinks()
    ana.says(poll, "yes", words("reason"))
    garden.later("1m")
    anna.marks(poll, "no")
    ana.forgets()
    assert garden.poll(poll).tally == {"yes": 0, "no": 1, "abstain": 0}
    assert garden.poll(poll).reasons == ()
    anna.forgets()
    assert garden.poll(poll).ballots == 0


def test_s9_who_counted_as_whom_ends_with_the_poll(
    garden: Story, ana: Person, anna: Person
) -> None:
    poll = ana.opens()
    anna.links(ana)
    anna.unlinks()
    kept = garden.commons.polls[poll]
    assert (kept.counts_as, kept.here) == ({anna.id: ana.id}, {ana.id: ana.joined})
    garden.closes(poll)
    assert (kept.counts_as, kept.here) == ({}, {})


# --- linked before or after -----------------------------------------------------------------------

MOVES = st.lists(
    st.tuples(
        st.sampled_from(["ana", "anna", "bo"]),
        st.sampled_from(["marks", "unmarks", "says"]),
        st.sampled_from([0, 1, 2]),
        st.sampled_from(["yes", "no", "abstain"]),
        st.sampled_from([0, 0, 5]),
    ),
    max_size=12,
)


@given(moves=MOVES, swapped=st.booleans())
@settings(max_examples=150, deadline=None)
def test_s9_linked_before_or_after_it_is_the_same_ballot(moves: Any, *, swapped: bool) -> None:
    """§9: what two accounts did as two people counts, once linked, as if one had done it."""
    found = []
    for before in (True, False):
        garden = Story(poll_quorum="1")
        people = {person.name: person for person in garden.people("cy bo ana anna")}
        polls = [people["cy"].opens() for _ in range(3)]
        for name in ("ana", "anna"):
            people[name].knows("reading")
        one, other = ("ana", "anna") if swapped else ("anna", "ana")
        if before:
            people[one].links(people[other])
        for name, what, which, choice, minutes in moves:
            getattr(people[name], what)(polls[which], choice)
            garden.sleeps(f"{minutes}m") if minutes else None
        if not before:
            people[one].links(people[other])
        people[one].unlinks() if swapped else None
        found.append([garden.closes(poll).tally for poll in polls])
    assert found[0] == found[1]


@given(
    st.lists(
        st.tuples(st.sampled_from(["ana", "anna", "bo"]), st.sampled_from(["yes", "no"])),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["1", "2", "3"]),
)
@settings(max_examples=150, deadline=None)
def test_s9_an_outcome_is_reported_when_as_one_it_would_have_been_another(
    moves: list[tuple[str, str]], quorum: str
) -> None:
    results = []
    for before in (True, False):
        garden = Story(poll_quorum=quorum)
        people = {person.name: person for person in garden.people("cy bo ana anna d1 d2 d3")}
        for person in people.values():
            person.knows("reading")
        poll = people["cy"].opens(others=10)
        if before:
            people["anna"].links(people["ana"])
        for name, choice in moves:
            people[name].says(poll, choice)
            garden.sleeps("1m")
        results.append(garden.closes(poll).result)
    assert linked(people["anna"].links(people["ana"])).differing == (
        () if results[0] == results[1] else (poll,)
    )

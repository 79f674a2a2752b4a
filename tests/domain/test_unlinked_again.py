# SPDX-License-Identifier: AGPL-3.0-or-later
"""§9: unlinked and linked anew, with one and with another; and forgotten."""

from bot.domain import events as e
from bot.domain.refusals import (
    BroadcastLimitReached,
    NotInElectorate,
    NotTheOpener,
)
from tests.domain.conftest import Garden
from tests.domain.linked import kinds
from tests.domain.people import Person, words
from tests.domain.story import Story


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

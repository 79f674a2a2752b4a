# SPDX-License-Identifier: AGPL-3.0-or-later
"""§3: who loses a ballot or claim by a hand that nobody names is told."""

from typing import Any

import pytest

from bot.domain import counting
from bot.domain import people_notices as p
from bot.domain.losses import is_made_good
from tests.domain.people import Person, words
from tests.domain.story import Story


def kinds(answer: Any) -> list[str]:
    return [type(event).__name__ for event in answer]


def made_good(garden: Story, notice: p.MarkLostSaid) -> bool:
    what = (notice.number, notice.member, notice.choice, notice.at)
    return is_made_good(garden.commons, *what)


def test_s3_a_lost_ballot_is_told(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    assert kinds(bo.unmarks(poll, "yes", sure=False)) == ["MarkRemoved", "MarkLost"]
    assert garden.said(p.MarkLostSaid) == [p.MarkLostSaid(poll, bo.id, "yes", garden.now)]


def test_s3_where_the_network_names_the_voter_nobody_is_told(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    assert kinds(bo.unmarks(poll, "yes")) == ["MarkRemoved"]


def test_s3_a_mark_that_changes_nothing_is_no_loss(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes", "red-card")
    bo.marks(poll, "yes", "blue-card")
    assert kinds(bo.unmarks(poll, "yes", "blue-card", sure=False)) == ["MarkRemoved"]
    bo.marks(poll, "no", "blue-card")
    assert kinds(bo.unmarks(poll, "yes", "red-card", sure=False)) == ["MarkRemoved"]
    bo.unvotes(poll)
    assert kinds(bo.unmarks(poll, "no", "blue-card", sure=False)) == ["MarkRemoved"]


def test_s3_an_uncovered_ballot_is_a_loss(garden: Story, ana: Person, bo: Person) -> None:
    """Else a moderator could turn a vote around by taking only its latest change away."""
    work = ana.submits()
    bo.marks(work, "sound")
    garden.later("1m")
    bo.marks(work, "needs_work")
    garden.later("1m")
    assert kinds(bo.unmarks(work, "needs_work", sure=False))[-1] == "MarkLost"
    (notice,) = garden.said(p.MarkLostSaid)
    assert notice.choice == "needs_work"
    assert not made_good(garden, notice), "the old ballot is no answer to it"


def test_s3_who_chooses_anew_need_not_be_told(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.marks(poll, "yes")
    garden.later("1m")
    bo.unmarks(poll, "yes", sure=False)
    (notice,) = garden.said(p.MarkLostSaid)
    assert not made_good(garden, notice)
    bo.marks(poll, "no")
    assert made_good(garden, notice)
    garden.closes(poll)
    assert made_good(garden, notice), "nothing can be done any more"


def test_s3_the_same_ballot_again_is_made_good_whenever_it_was_made(
    garden: Story, ana: Person, bo: Person
) -> None:
    poll = ana.opens()
    garden.later("1h")
    bo.marks(poll, "yes")
    bo.unmarks(poll, "yes", sure=False)
    (notice,) = garden.said(p.MarkLostSaid)
    garden.reads(poll, bo.left("yes", garden.after("-1m"), "blue-card"), copy="blue-card")
    assert made_good(garden, notice)


def test_s3_a_lost_claim_is_told(garden: Story, ana: Person, bo: Person) -> None:
    task = ana.broadcasts()
    bo.raises_hand(task, "red-card")
    bo.raises_hand(task, "blue-card")
    assert kinds(bo.unmarks(task, "claim", "blue-card", sure=False)) == ["MarkRemoved"]
    answer = bo.unmarks(task, "claim", "red-card", sure=False)
    assert kinds(answer) == ["MarkRemoved", "ClaimReleased", "MarkLost"]
    (notice,) = garden.said(p.MarkLostSaid)
    assert not made_good(garden, notice)
    bo.claims(task)
    assert made_good(garden, notice)
    bo.releases(task)
    ana.withdraws(task)
    assert made_good(garden, notice)


def test_s3_what_a_reading_finds_gone_is_told_too(garden: Story, ana: Person, bo: Person) -> None:
    poll, task = ana.opens(), ana.broadcasts()
    bo.marks(poll, "yes")
    bo.raises_hand(task)
    for number, choice in ((poll, "yes"), (task, "claim")):
        gone = ((bo.mark(choice), None),)
        answer = garden.reads(number, withdrawn=gone, copy="red-card", sure=False)
        assert kinds(answer)[-1] == "MarkLost"
    assert len(garden.said(p.MarkLostSaid)) == 2


def test_s3_who_counts_as_one_loses_as_one(garden: Story, ana: Person, bo: Person) -> None:
    poll = ana.opens()
    bo.links(ana)
    bo.unlinks()
    ana.marks(poll, "yes")
    garden.later("1m")
    bo.marks(poll, "yes")
    assert kinds(bo.unmarks(poll, "yes", sure=False)) == ["MarkRemoved"]
    assert kinds(ana.unmarks(poll, "yes", sure=False)) == ["MarkRemoved", "MarkLost"]
    (notice,) = garden.said(p.MarkLostSaid)
    garden.later("1m")
    bo.says(poll, "no", words("reason"))
    assert made_good(garden, notice)
    bo.links(ana)
    assert made_good(garden, notice)


def test_s3_an_authors_marks_are_no_loss(garden: Story, ana: Person, bo: Person) -> None:
    work = ana.submits(None, bo)
    bo.marks(work, "sound")
    bo.accepts(work)
    assert kinds(bo.unmarks(work, "sound", sure=False)) == ["MarkRemoved"]


def test_s3_where_several_options_may_be_chosen_each_is_a_loss(
    garden: Story, ana: Person, bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = ana.opens(options=3)
    bo.marks(poll, "1")
    bo.marks(poll, "3")
    monkeypatch.setattr(counting.majority, "MULTIPLE", True)
    assert kinds(bo.unmarks(poll, "1", sure=False)) == ["MarkRemoved", "MarkLost"]

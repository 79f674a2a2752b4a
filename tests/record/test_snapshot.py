# SPDX-License-Identifier: AGPL-3.0-or-later
"""A commons survives being put away as bytes, whole or not at all."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.charter import founding
from bot.domain.commands import BroadcastTask, ClaimTask, FoundCommons, OpenPoll, PlaceMark
from bot.domain.decide import perform
from bot.domain.ids import AccountRef, CopyId, MarkId, Number, Place, SourceId, TextRef
from bot.domain.refusals import Refusal
from bot.domain.state import Commons
from bot.record import snapshot
from bot.record.snapshot import UnreadableSnapshotError, freeze, thaw
from tests.domain.story import Story

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
ANA = AccountRef("a" * 32)
GARDEN = Place("matrix:!garden")


def lived_in() -> Commons:
    """A commons with a task that is claimed and a poll that was voted on."""
    commons = Commons()
    who = {"by": ANA, "place": GARDEN, "joined": NOON - timedelta(days=1)}
    commands = [
        FoundCommons(
            source=SourceId("1"),
            name="garden",
            engine="1",
            rules=founding({}),
            places=(GARDEN,),
            stewards=(ANA,),
        ),
        BroadcastTask(source=SourceId("2"), title=TextRef("0" * 64, 4, "title"), **who),
        ClaimTask(source=SourceId("3"), number=Number(1), **who),
        OpenPoll(source=SourceId("4"), question=TextRef("1" * 64, 4, "question"), **who),
        PlaceMark(
            source=SourceId("5"),
            number=Number(2),
            mark=MarkId("$5"),
            copy=CopyId("matrix:$card"),
            choice="yes",
            **who,
        ),
    ]
    for minute, command in enumerate(commands):
        done = perform(commons, command, NOON + timedelta(minutes=minute))
        assert not isinstance(done, Refusal), done
    return commons


def test_what_is_thawed_is_what_was_frozen() -> None:
    commons = lived_in()
    back = thaw(freeze(commons))
    assert back == commons
    assert back.agenda.first() == commons.agenda.first()
    assert back.polls[Number(2)].marks.latest() == {1: "yes"}


@pytest.mark.parametrize("state", [b"", b"\xc1", b"\x93\x01\x02", freeze(lived_in())[:-3]])
def test_what_is_no_snapshot_is_refused(state: bytes) -> None:
    with pytest.raises(UnreadableSnapshotError):
        thaw(state)


def test_a_state_of_a_new_kind_is_noticed_when_it_is_put_away() -> None:
    commons = lived_in()
    commons.engine = object()  # type: ignore[assignment]
    with pytest.raises(NotImplementedError, match="can't hold object"):
        freeze(commons)
    with pytest.raises(NotImplementedError, match="can't hold complex"):
        snapshot._decode(complex, "1j")


def test_s9_who_was_linked_and_parted_is_thawed_too() -> None:
    garden = Story()
    ana, anna, bo = garden.people("ana anna bo")
    closed = bo.opens()
    ana.says(closed, "yes")
    garden.closes(closed)
    for person in (ana, anna):
        person.broadcasts()
    poll = bo.opens()
    anna.says(poll, "no")
    ana.links(anna)
    anna.unlinks()
    ana.says(poll, "yes")
    bo.links(ana)
    back = thaw(freeze(garden.commons))
    assert back == garden.commons
    assert back.polls[Number(poll)].chosen() == garden.commons.polls[Number(poll)].chosen()
    assert len(back.polls[Number(closed)].cast) == 1

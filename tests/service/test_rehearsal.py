# SPDX-License-Identifier: AGPL-3.0-or-later
"""A rehearsal: everything as usual and marked as such, and nothing of it left when it ends."""

from dataclasses import replace

import pytest
from chat_talk import Talk
from service_fakes import LONG_AGO, OTHER, ROOM, FakeNetwork, FaultyStore, Garden, settings

from bot.service.incoming import Pressed, Reacted, TypedText
from bot.service.ports import GoneError, StoreUnusableError, UndeliverableError
from bot.service.rehearsal import RehearsalRefusedError
from bot.service.settings import RoomSettings, Settings
from bot.service.status import status

TRIED = "garden~rehearsal"
MARK = "Rehearsal, nothing is kept: "
OVER = "The rehearsal is over. From now on everything counts."
HERE = "net:!commands"


def configured(*, rehearsal: bool = True, **more: object) -> Settings:
    usual = settings()
    rooms = (
        RoomSettings(ROOM),
        RoomSettings(OTHER, role="digest"),
        RoomSettings(HERE, role="commands"),
    )
    fields = {"rooms": rooms, "rehearsal": rehearsal} | more
    return replace(usual, commons=(replace(usual.commons[0], **fields),))


async def rehearsing(store: FaultyStore | None = None) -> Garden:
    network = FakeNetwork(rooms=(ROOM, OTHER, HERE))
    garden = Garden(network=network, configured=configured(), store=store)
    network.private = True
    return await garden.open()


async def played() -> Garden:
    """A rehearsal with a task, an open poll and one that is over."""
    garden = await rehearsing()
    await garden.says("net:@ana", "!task new Only tried out")
    await garden.says("net:@bo", "!poll new Figs?")
    await garden.waits(days=8)
    await garden.says("net:@bo", "!poll new Plums?")
    return garden


async def ends(garden: Garden) -> None:
    garden.settings = configured(rehearsal=False)
    await garden.reopen()


@pytest.fixture
async def over() -> Garden:
    garden = await played()
    await ends(garden)
    yield garden
    await garden.hall.stop()


# --- while it goes on -----------------------------------------------------------------------------


async def test_whatever_is_said_says_so_on_its_first_line() -> None:
    garden = await played()
    answer = await garden.says("net:@ana", "!task list", private=True)
    refused = await garden.says("net:@ana", "!task claim 99")
    told = [shown.text for shown in garden.network.messages.values()]
    told += [words for _, words in garden.network.whispers]
    assert len(told) > 6
    for one in (answer, refused):
        assert one.card is not None
        assert one.card.lines[0][0].spans[0].text == MARK.strip()
    assert [words for words in told if not words.startswith(MARK)] == []
    await garden.hall.stop()


async def test_it_works_as_usual_and_goes_on_after_a_restart() -> None:
    garden = await played()
    before = len(garden.network.messages)
    await garden.reopen()
    await garden.reacts("net:@ana", 3, "👍")
    assert garden.hall.desk(TRIED).commons.polls[3].marks.latest()
    assert len(garden.network.messages) == before
    assert garden.network.cards(1)[0].text.startswith(MARK + "#1 Task")
    found = await status(garden.store, [TRIED])
    assert (found["commons"][0]["name"], found["commons"][0]["rehearsal"]) == ("garden", True)
    await garden.hall.stop()


async def test_people_name_it_as_they_name_the_commons() -> None:
    usual = configured().commons[0]
    orchard = replace(usual, name="orchard", rooms=(RoomSettings("net:!o"),), rehearsal=False)
    both = replace(settings(), commons=(usual, orchard))
    garden = await Garden(configured=both, network=FakeNetwork(rooms=(ROOM, "net:!o"))).open()
    for room in (ROOM, "net:!o"):
        garden.network.people[room]["net:@ana"] = LONG_AGO
    talk = Talk(garden)
    which = await talk.private("ana", "my")
    assert which.endswith("one of garden or orchard.")
    assert "you belong to no commons" in (await talk.private("ana", "my commons:barn")).lower()
    assert MARK in await talk.private("ana", "my commons:garden")
    assert MARK not in await talk.private("ana", "my commons:orchard")
    await garden.hall.stop()


async def test_a_commons_with_a_record_is_not_rehearsed_any_more(garden: Garden) -> None:
    await garden.says("net:@ana", "!task new Sweep the path")
    garden.settings = configured()
    await garden.crash()
    garden.hall = garden._hall()
    with pytest.raises(RehearsalRefusedError, match="garden has a record, so it can't"):
        await garden.hall.start()
    assert await garden.store.commons() == ["garden"]


# --- when it ends ---------------------------------------------------------------------------------


async def test_nothing_of_it_is_kept(over: Garden) -> None:
    store = over.store
    assert await store.commons() == ["garden"]
    assert store._kept.keys() == {"garden"}
    assert not any("Only tried out" in repr(kept) for kept in store._kept.values())
    assert {row.number for _, row in store._receipts.values()} == {None}
    assert store._inbox == {}
    assert over.hall.remarks == ["The rehearsal of garden is over; nothing of it is kept."]


async def test_the_rooms_are_told_once_and_numbers_begin_anew(over: Garden) -> None:
    for place in (ROOM, OTHER):
        assert sum(OVER in words for words in over.network.notices(place)) == 1
    assert over.network.notices(HERE) == []
    assert over.commons.height == 0
    await over.says("net:@ana", "!task new In earnest")
    await over.reopen()
    assert over.hall.remarks == []
    for place in (ROOM, OTHER):
        assert sum(OVER in words for words in over.network.notices(place)) == 1
    new = [shown for shown in over.network.cards(1) if "In earnest" in shown.text]
    assert [shown.text.startswith("#1 Task") for shown in new] == [True]


async def test_open_cards_say_that_it_is_over(over: Garden) -> None:
    texts = {number: over.network.cards(number)[0].text for number in (1, 2, 3)}
    for number in (1, 3):
        assert texts[number].startswith("The rehearsal is over, and so is this card.")
    assert texts[2].startswith(MARK + "#2 No quorum")  # what was over already stays as it is
    assert await over.store.says("garden") == []


async def test_its_cards_mean_nothing_any_more(over: Garden) -> None:
    old = {number: f"net:{over.network.card_id(number)}" for number in (1, 3)}
    await over.says("net:@ana", "!poll new Figs in earnest?")
    await over.says("net:@ana", "!task new In earnest")
    contents = [
        Reacted(old[3], "👍", "net:r1"),
        Reacted(old[1], "✋", "net:r2"),
        TypedText("yes", reply_to=old[3]),
    ]
    for content in contents:
        answer = await over.hand_in(over.arrives("net:@bo", content))
        assert answer.ok
        assert answer.card is None
    pressed = Pressed(1, "yes", commons="garden", message=old[3])
    answer = await over.hand_in(over.arrives("net:@bo", pressed))
    assert not answer.ok
    await over.hall.settle()
    assert over.commons.polls[1].marks.latest() == {}
    assert not over.commons.tasks[2].claims


async def test_cards_that_are_gone_hold_nothing_up() -> None:
    garden = await played()
    garden.network.faults.extend([GoneError("gone"), UndeliverableError("no"), GoneError("gone")])
    await ends(garden)
    assert await garden.store.says("garden") == []
    await garden.hall.stop()


class Killed(BaseException):
    """As good as a SIGKILL."""


@pytest.mark.parametrize("step", ["append", "discard"])
@pytest.mark.parametrize("done", [False, True])
async def test_a_kill_on_the_way_loses_nothing_and_repeats_nothing(
    step: str,
    done: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    garden = await played()
    real = getattr(garden.store, step)

    async def dies(what: object) -> None:
        if done:
            await real(what)
        raise Killed

    await garden.crash()
    garden.settings = configured(rehearsal=False)
    garden.hall = garden._hall()
    monkeypatch.setattr(garden.store, step, dies)
    with pytest.raises(Killed):
        await garden.hall.start()
    monkeypatch.setattr(garden.store, step, real)
    await garden.reopen()
    assert await garden.store.commons() == ["garden"]
    for place in (ROOM, OTHER):
        assert sum(OVER in words for words in garden.network.notices(place)) == 1
    assert "is over" in garden.network.cards(3)[0].text
    await garden.hall.stop()


async def test_a_broken_rehearsal_goes_all_the_same() -> None:
    garden = await played()
    kept = garden.store._kept[TRIED].entries
    kept[1] = replace(kept[1], body=kept[1].body.replace(b"TaskBroadcast", b"TaskBroadcasT"))
    garden.store._kept[TRIED].snapshot = (-1, 0, None)
    await garden.crash()
    garden.hall = garden._hall()
    with pytest.raises(StoreUnusableError, match="broken"):
        await garden.hall.start()
    await ends(garden)
    assert await garden.store.commons() == ["garden"]
    assert sum(OVER in words for words in garden.network.notices(ROOM)) == 1
    await garden.hall.stop()


async def test_a_rehearsal_of_a_commons_that_is_configured_no_more_goes_too() -> None:
    garden = await played()
    before = len(garden.network.messages)
    usual = settings().commons[0]
    orchard = replace(usual, name="orchard", rooms=(RoomSettings("net:!o"),))
    garden.settings = replace(settings(), commons=(orchard,))
    await garden.crash()
    garden.hall = garden._hall()
    await garden.hall.start()
    await garden.hall.settle()
    assert await garden.store.commons() == ["orchard"]
    assert len(garden.network.messages) == before
    await garden.hall.stop()


async def test_a_rehearsal_after_the_other_tells_again() -> None:
    """Where the operator begins with an empty database, keys of messages must differ too."""
    garden = await played()
    await ends(garden)
    garden.store._kept.clear()
    garden.settings = configured()
    await garden.reopen()
    await ends(garden)
    assert sum(OVER in words for words in garden.network.notices(ROOM)) == 2
    await garden.hall.stop()

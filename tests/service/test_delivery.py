# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delivery: said once, shown newest, urgent first, at the network's pace."""

import asyncio

from service_fakes import LONG_AGO, OTHER, ROOM, FakeNetwork, FaultyStore, Garden, settings

from bot.service.ports import TryLaterError, UndeliverableError


async def ask(garden: Garden, question: str = "Shall we plant a walnut tree?") -> None:
    await garden.says("net:@ana", f"!poll new {question}")


async def test_a_card_is_posted_seeded_and_edited_in_place(garden: Garden) -> None:
    await ask(garden)
    (card,) = garden.network.cards(1)
    assert card.seeds == ["👍", "👎", "🤷"]
    await garden.reacts("net:@bo", 1, "👍")
    (card,) = garden.network.cards(1)
    assert "1 yes" in card.text
    marker = card.edits[-1].marker
    assert marker is not None
    assert (marker.commons, marker.number, marker.kind) == ("garden", 1, "poll")
    assert marker.version == garden.commons.height


async def test_many_votes_are_few_edits(garden: Garden) -> None:
    await ask(garden)
    garden.network.gate = asyncio.Event()
    inputs = [garden.reaction(f"net:@v{i}", 1, "👍") for i in range(100)]
    await asyncio.gather(*[await garden.hall.receive(one) for one in inputs])
    garden.network.gate.set()
    await garden.hall.settle()
    (card,) = garden.network.cards(1)
    assert "100 yes" in card.text
    assert len(card.edits) <= 3


async def test_a_change_that_shows_nothing_new_is_no_edit(garden: Garden) -> None:
    await ask(garden)
    await garden.reacts("net:@bo", 1, "👍", mark="net:first")
    edits = len(garden.network.said("edit"))
    await garden.reacts("net:@bo", 1, "👍", mark="net:second")
    assert len(garden.network.said("edit")) == edits
    assert not await garden.store.boards("garden")


async def test_outcomes_go_before_cards_and_seeds_last(garden: Garden) -> None:
    await ask(garden, "First?")
    garden.network.online = False
    garden.network.rooms.clear()
    await garden.says("net:@ana", "!poll new Second? closes: 3d")
    await garden.waits(days=7)
    garden.network.online = True
    garden.network.rooms.add(ROOM)
    garden.network.calls.clear()
    garden.hall.touch("net")
    await garden.hall.settle()
    kinds = [
        "outcome" if "No quorum" in what and how == "send" else how
        for how, what in garden.network.calls
    ]
    assert kinds.count("outcome") == 2 + 1  # both outcomes, and the card of what is over already
    assert "seed" not in kinds[: len(kinds) - kinds[::-1].index("outcome")]


async def test_a_network_that_says_later_is_left_alone(garden: Garden) -> None:
    garden.network.faults.append(TryLaterError(0.05))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await ask(garden)
    assert loop.time() - begun >= 0.05
    assert len(garden.network.cards(1)) == 1
    assert "find" not in [how for how, _ in garden.network.calls]


async def test_a_send_that_arrived_unheard_is_not_repeated(garden: Garden) -> None:
    garden.network.lost = 1
    await ask(garden)
    garden.hall.touch("net")
    await garden.hall.settle()
    assert len(garden.network.cards(1)) == 1
    assert garden.network.said("find")
    await garden.reacts("net:@bo", 1, "👍")
    assert "1 yes" in garden.network.cards(1)[0].text


async def test_the_echo_of_a_lost_send_saves_the_search(garden: Garden) -> None:
    garden.network.lost = 1
    await ask(garden)
    (shown,) = garden.network.cards(1)
    await garden.hall.echo(ROOM, shown.message.key, "net:m1")
    garden.hall.touch("net")
    await garden.hall.settle()
    assert not garden.network.said("find")
    assert garden.hall.directory("garden").receipt(1, ROOM) is not None


async def test_what_can_never_arrive_is_given_up(garden: Garden) -> None:
    garden.network.faults.append(UndeliverableError("The room is encrypted."))
    await ask(garden)
    assert not garden.network.cards(1)
    assert not await garden.store.boards("garden")
    answer = await garden.says("net:@bo", "!poll vote 1 yes")
    assert answer.ok
    assert len(garden.network.cards(1)) == 1  # its next change tried again


async def test_a_room_that_comes_alive_gets_what_waited(garden: Garden) -> None:
    garden.network.rooms.clear()
    await ask(garden)
    assert not garden.network.messages
    garden.network.rooms.add(ROOM)
    garden.hall.touch("net")
    await garden.hall.settle()
    assert len(garden.network.cards(1)) == 1


async def test_two_rooms_each_get_one_card_and_one_outcome() -> None:
    garden = Garden(
        network=FakeNetwork(rooms=(ROOM, OTHER)), configured=settings(rooms=(ROOM, OTHER))
    )
    await garden.open()
    await ask(garden)
    await garden.waits(days=8)
    for place in (ROOM, OTHER):
        assert len(garden.network.cards(1, place)) == 1
        outcomes = [one for one in garden.network.notices(place) if "No quorum" in one]
        assert len(outcomes) == 1
    await garden.hall.stop()


async def test_the_outcome_answers_the_card_and_reminders_go_to_its_thread(garden: Garden) -> None:
    await ask(garden)
    card = garden.network.card_id(1)
    await garden.waits(days=8)
    said = [shown.message for shown in garden.network.messages.values() if not shown.message.marker]
    assert [one.reply_to for one in said if one.reply_to] == [card]
    assert {one.thread for one in said if one.thread} >= {card}


async def test_private_words_go_privately(garden: Garden) -> None:
    garden.network.private = True
    await ask(garden)
    ((account, words),) = garden.network.whispers
    assert account == "net:@ana"
    assert "my forget" in words
    assert not garden.network.notices()


async def test_without_a_private_desk_a_welcome_names_nobody(garden: Garden) -> None:
    await garden.says("net:@ana", "!poll new Shall we?")
    (welcome,) = garden.network.notices()
    assert "ana" not in welcome.casefold()
    shown = next(one for one in garden.network.messages.values() if one.text == welcome)
    assert shown.message.thread == "e1"


async def test_an_author_is_told_in_the_thread_without_a_name(garden: Garden) -> None:
    await garden.says("net:@ana", "!task submit https://example.org/x a fine thing")
    await garden.says("net:@bo", "!task list")
    number = max(garden.commons.polls)
    await garden.reacts("net:@ana", number, "✅")
    said = [one for one in garden.network.notices() if "author" in one.casefold()]
    assert len(said) == 1
    assert "ana" not in said[0].casefold()


async def test_reminders_only_for_those_who_asked(garden: Garden) -> None:
    garden.network.private = True
    await garden.says("net:@bo", "!my reminders on")
    await garden.says("net:@cy", "!task list")
    await ask(garden)
    garden.network.whispers.clear()
    await garden.waits(days=6, hours=1)
    assert [account for account, words in garden.network.whispers if "#1" in words] == ["net:@bo"]


async def test_skills_call_only_those_who_want_to_be_called(garden: Garden) -> None:
    await garden.says("net:@bo", "!my skills carpentry")
    await garden.says("net:@cy", "!my skills carpentry")
    await garden.says("net:@ana", "!task new Mend the door skills:carpentry")
    assert not [one for one in garden.network.notices() if "carpentry" in one]
    await garden.says("net:@bo", "!my mentions on")
    garden.network.people[ROOM]["net:@bo"] = LONG_AGO
    await garden.says("net:@ana", "!task new Mend the gate skills:carpentry")
    called = [
        shown.message for shown in garden.network.messages.values() if "carpentry" in shown.text
    ]
    (mention,) = [one.card.mentions for one in called if one.marker is None]
    assert mention == ("net:@bo",)


async def test_a_commons_that_begins_anew_posts_cards_of_its_own(garden: Garden) -> None:
    """Somebody tried it out, deleted the database, and began again in the same room."""
    await ask(garden)
    await garden.crash()
    garden.store = FaultyStore()
    garden.hall = garden._hall()
    await garden.open()
    await garden.says("net:@ana", "!poll new Another question?")
    first, second = garden.network.cards(1)
    assert first.message.key != second.message.key
    assert "Another question?" in second.text
    await garden.reopen()
    assert len(garden.network.cards(1)) == 2

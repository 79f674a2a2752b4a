# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are offered while they type: only what the command can act on, in their words."""

import asyncio
import time

import pytest
from chat_talk import Talk
from service_fakes import ROOM, Garden

from bot.service.drafts import Draft, Suggestion


@pytest.fixture
def talk(garden: Garden) -> Talk:
    return Talk(garden)


async def offered(talk: Talk, path: str, option: str, typed: str = "", **more: object) -> list[str]:
    return [one.label for one in await found(talk, path, option, typed, **more)]


async def found(
    talk: Talk, path: str, option: str, typed: str = "", **more: object
) -> list[Suggestion]:
    who, given = more.pop("who", "ana"), dict(more.pop("given", {}))
    draft = Draft(f"net:@{who}", ROOM, path, option, typed, given, **more)
    return list(await talk.garden.hall.suggest(draft))


async def two_tasks_and_a_poll(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the greenhouse door skills:carpentry, oiling")
    await talk.type("bo", "!task new Paint the gate")
    await talk.type("cy", "!poll new Shall we meet on Friday? options: At noon | In the evening")


async def test_numbers_come_with_titles_and_the_newest_first(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    assert await offered(talk, "task show", "number") == [
        "#2 Paint the gate",
        "#1 Mend the greenhouse door",
    ]
    assert await offered(talk, "poll show", "number") == ["#3 Shall we meet on Friday?"]
    assert [one.value for one in await found(talk, "task show", "number")] == ["2", "1"]


async def test_words_and_digits_narrow_them_down(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    assert await offered(talk, "task show", "number", "door GREEN") == [
        "#1 Mend the greenhouse door"
    ]
    assert await offered(talk, "task show", "number", "#2") == ["#2 Paint the gate"]
    assert await offered(talk, "task show", "number", "7") == []
    for title in range(10):
        await talk.type(("dee", "eve")[title % 2], f"!task new More {title}")
    numbers = [one.value for one in await found(talk, "task show", "number", "1")]
    assert numbers[0] == "1"
    assert set(numbers[1:]) == {"10", "11", "12", "13"}


async def test_only_what_the_command_can_act_on(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    await talk.type("ana", "!task claim 2")
    assert await offered(talk, "task claim", "number") == ["#1 Mend the greenhouse door"]
    assert await offered(talk, "task extend", "number") == ["#2 Paint the gate"]
    assert await offered(talk, "task release", "number") == ["#2 Paint the gate"]
    assert await offered(talk, "task edit", "number") == ["#1 Mend the greenhouse door"]
    assert await offered(talk, "task withdraw", "number") == ["#1 Mend the greenhouse door"]
    assert (await offered(talk, "task submit", "number"))[0] == "#2 Paint the gate"
    for path in ("task extend", "task release", "task edit", "poll unvote", "poll withdraw"):
        assert await offered(talk, path, "number", who="stranger") == []
    await talk.type("ana", "!task withdraw 1")
    assert await offered(talk, "task withdraw", "number") == []
    assert await offered(talk, "task claim", "number") == []


async def test_polls_without_ones_ballot_come_first(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    await talk.type("bo", "!poll new Is it time?")
    await talk.type("ana", "!poll vote 4 yes")
    assert await offered(talk, "poll vote", "number") == [
        "#3 Shall we meet on Friday?",
        "#4 Is it time? (your ballot: yes)",
    ]
    assert await offered(talk, "poll unvote", "number") == ["#4 Is it time? (your ballot: yes)"]
    assert await offered(talk, "poll withdraw", "number", who="bo") == ["#4 Is it time?"]


async def test_s8_authors_are_not_offered_their_own_review(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    await talk.type("ana", "!task submit 1 https://example.org/door")
    label = "#4 Mend the greenhouse door (review)"
    assert label in await offered(talk, "poll vote", "number", who="bo")
    assert label not in await offered(talk, "poll vote", "number", who="ana")
    assert label in await offered(talk, "poll withdraw", "number", who="ana")


async def test_an_unreviewed_work_can_be_put_forward_again(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    await talk.type("ana", "!task submit 1 https://example.org/door")
    await talk.garden.waits(days=7)
    assert talk.garden.commons.polls[4].result == "unreviewed"
    again = "#4 Mend the greenhouse door (review)"
    assert again in await offered(talk, "task submit", "number", who="ana")
    assert again not in await offered(talk, "task submit", "number", who="bo")


async def test_the_choices_are_those_of_the_poll(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    await talk.type("ana", "!task submit 1 https://example.org/door")
    poll = {"number": "3"}
    assert await found(talk, "poll vote", "choice", given=poll) == [
        Suggestion("1", "1. At noon"),
        Suggestion("2", "2. In the evening"),
    ]
    assert await offered(talk, "poll vote", "choice", "eve", given=poll) == ["2. In the evening"]
    review = {"number": "4"}
    assert await offered(talk, "poll vote", "choice", who="bo", given=review) == [
        "✅ sound",
        "🌟 excellent",
        "🔧 needs work",
        "⛔ must not go in",
    ]
    german = await offered(talk, "poll vote", "choice", who="bo", given=review, language="de")
    assert german[0] == "✅ stimmig"
    for number in ("", "x", "99", "1"):
        assert await offered(talk, "poll vote", "choice", given={"number": number}) == []


@pytest.mark.parametrize("choice", ["1", "2"])
async def test_every_choice_that_is_offered_is_taken(talk: Talk, choice: str) -> None:
    await two_tasks_and_a_poll(talk)
    values = [one.value for one in await found(talk, "poll vote", "choice", given={"number": "3"})]
    assert choice in values
    await talk.type("bo", f"!poll vote 3 {choice}")
    assert talk.ballots(3) == [choice]


async def test_skills_end_the_list_that_was_begun(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    assert await offered(talk, "task list", "skill") == ["carpentry", "oiling"]
    skills = await found(talk, "my skills", "skills", "carpentry, oi")
    assert skills == [Suggestion("carpentry, oiling", "carpentry, oiling")]
    assert await offered(talk, "my skills", "skills", "oiling,") == ["oiling, carpentry"]


async def test_words_of_the_charter_and_of_help(talk: Talk) -> None:
    assert "review.quorum" in [one.value for one in await found(talk, "rule show", "rule", "quor")]
    (window,) = await offered(talk, "rule show", "rule", "review.window")
    assert window == "review.window: How long peers have to judge a work."
    assert "CC0-1.0" in await offered(talk, "task new", "licence", "cc0")
    assert (await offered(talk, "help", "topic", "task new"))[0] == (
        "task new: Post a task in every room."
    )
    assert await offered(talk, "my language", "language") == ["English (en)", "Deutsch (de)"]
    assert await offered(talk, "steward pause", "room") == ["!a"]


async def test_zones_are_found_by_their_cities_and_slips(talk: Talk) -> None:
    assert (await offered(talk, "my zone", "zone"))[0] == "UTC"
    assert await offered(talk, "my zone", "zone", "lisb") == ["Europe/Lisbon"]
    assert await offered(talk, "my zone", "zone", "new york") == ["America/New_York"]
    assert await offered(talk, "my zone", "zone", "europe/lisbom") == ["Europe/Lisbon"]
    assert await offered(talk, "my zone", "zone", "qqqqqq") == []


async def test_moments_are_read_back(talk: Talk) -> None:
    await talk.type("ana", "!my zone Europe/Lisbon")
    assert await offered(talk, "task new", "due", "2026-12-04 18:00") == [
        "Friday 4 December, 18:00 Lisbon"
    ]
    assert await offered(talk, "task new", "due", "3d") == [
        "after 3 days: Wednesday 4 November, 12:00 Lisbon"
    ]
    assert len(await offered(talk, "poll new", "closes")) == 4
    assert await offered(talk, "poll new", "closes", "2020-01-01") == []
    assert await offered(talk, "poll new", "closes", "soon") == []


async def test_shares_and_numbers_are_read_back_and_none_is_too_loose(talk: Talk) -> None:
    assert await offered(talk, "poll new", "threshold") == [
        ">1/2: more than half",
        ">=2/3: two thirds",
        ">=3/4: three quarters",
        ">=1/1: all",
    ]
    assert (await offered(talk, "poll new", "threshold", ">= 80%"))[0] == ">=4/5: at least 4/5"
    assert ">1/3" not in str(await offered(talk, "poll new", "threshold", ">1/3"))
    assert (await offered(talk, "poll new", "quorum", "7"))[0] == "7: 7 ballots"
    assert "20%: 20% of the active members" in await offered(talk, "poll new", "quorum", "lots")
    for value in [one.value for one in await found(talk, "poll new", "threshold")]:
        said = await talk.type("cy", f'!poll new Is it {value}? threshold:"{value}"')
        assert "looser" not in said


async def test_a_german_client_reads_german_until_its_owner_says_otherwise(talk: Talk) -> None:
    assert await offered(talk, "rule show", "rule", "review.window", language="de") == [
        "review.window: Wie lange andere Zeit haben, ein Werk zu begutachten."
    ]
    hall = talk.garden.hall
    assert hall.language("net:@ana", ROOM, "de") == "de"
    assert hall.language("net:@ana", ROOM, "pt-BR") == "en"
    assert hall.language("net:@ana", "net:!nowhere", "de") == "de"
    await talk.type("ana", "!my language en")
    assert hall.language("net:@ana", ROOM, "de") == "en"


async def test_nothing_is_offered_where_no_commons_is(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    draft = Draft("net:@ana", "net:!elsewhere", "task show", "number")
    assert await talk.garden.hall.suggest(draft) == ()
    assert await offered(talk, "task show", "nonsense") == []
    desk = Draft("net:@ana", "net:!desk", "task show", "number", private=True)
    assert len(await talk.garden.hall.suggest(desk)) == 2
    stranger = Draft("net:@nobody", "net:!desk", "task show", "number", private=True)
    assert await talk.garden.hall.suggest(stranger) == ()
    names = Draft("net:@ana", "net:!desk", "task list", "commons", private=True)
    assert await talk.garden.hall.suggest(names) == (Suggestion("garden", "garden"),)


async def test_hostile_titles_are_one_harmless_line(talk: Talk) -> None:
    await talk.type(
        "ana", "!task new \u202eevil\u202c\n@everyone <@1> " + "a\u0301\u0302\u0303" * 40
    )
    (label,) = await offered(talk, "task show", "number")
    assert "\n" not in label
    assert "\u202e" not in label


async def test_titles_come_back_after_a_restart(talk: Talk) -> None:
    await two_tasks_and_a_poll(talk)
    await talk.garden.reopen()
    assert await offered(talk, "task show", "number", "gate") == ["#2 Paint the gate"]


async def test_a_slow_store_holds_nobody_up(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await two_tasks_and_a_poll(talk)
    directory = talk.garden.desk.directory
    directory.words.clear()
    gate = asyncio.Event()
    real = talk.garden.store.texts

    async def slow(commons: str, digests: list[str]) -> dict[str, str]:
        await gate.wait()
        return await real(commons, digests)

    monkeypatch.setattr(talk.garden.store, "texts", slow)
    began = time.monotonic()
    assert await offered(talk, "task show", "number") == ["#2", "#1"]
    assert time.monotonic() - began < 1
    gate.set()
    assert await directory.texts([talk.garden.commons.tasks[2].title.digest])
    assert await offered(talk, "task show", "number", "gate") == ["#2 Paint the gate"]


async def test_a_store_that_fails_leaves_the_titles_out(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_tasks_and_a_poll(talk)
    talk.garden.desk.directory.words.clear()

    async def broken(*_: object) -> dict[str, str]:
        raise OSError("the disk is gone")

    monkeypatch.setattr(talk.garden.store, "texts", broken)
    assert await offered(talk, "task show", "number") == ["#2", "#1"]

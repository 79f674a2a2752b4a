# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who `with:` means: addresses and mentions of either network, and names that one person has."""

import pytest
from chat_talk import Talk
from service_fakes import Garden

from bot.service.incoming import Commanded
from bot.service.peers import account_named


@pytest.fixture
def talk(garden: Garden) -> Talk:
    return Talk(garden)


MATRIX = "matrix:@ana:example.org"
DISCORD = "discord:111111111111111111"
BO = "discord:222222222222222222"
OTHER_BO = "discord:333333333333333333"


def known(talk: Talk, *people: tuple[str, str | None]) -> None:
    for account, display in people:
        talk.garden.desk.directory.ref(account, display)


def means(talk: Talk, said: str, own: str) -> str | None:
    directory = talk.garden.desk.directory
    return account_named(said, own, directory, lambda one: directory.known(one) is not None)


@pytest.mark.parametrize(
    ("said", "own", "account"),
    [
        ("<@123456789012345678>", DISCORD, "discord:123456789012345678"),
        ("<@!123456789012345678>", DISCORD, "discord:123456789012345678"),
        ("123456789012345678", DISCORD, "discord:123456789012345678"),
        ("@123456789012345678", DISCORD, "discord:123456789012345678"),
        ("discord:123456789012345678", MATRIX, "discord:123456789012345678"),
        ("@bo:example.org", MATRIX, "matrix:@bo:example.org"),
        ("bo:example.org", MATRIX, "matrix:@bo:example.org"),
        ("matrix:@bo:example.org", MATRIX, "matrix:@bo:example.org"),
        ("@bo:example.org", DISCORD, "matrix:@bo:example.org"),
        ("matrix:@bo:example.org", DISCORD, "matrix:@bo:example.org"),
        ("discord:bo", DISCORD, None),
        ("123", DISCORD, None),
        ("@", DISCORD, None),
        ("@everyone", DISCORD, None),
        ("<@&123456789012345678>", DISCORD, None),
        ("@:", MATRIX, None),
        ("@nobody", MATRIX, None),
    ],
)
async def test_addresses_and_mentions(talk: Talk, said: str, own: str, account: str | None) -> None:
    assert means(talk, said, own) == account


async def test_a_name_means_whoever_alone_is_called_so(talk: Talk) -> None:
    known(
        talk,
        (DISCORD, "Ana"),
        (BO, "Bo"),
        ("matrix:@cy:example.org", None),
    )
    assert means(talk, "bo", DISCORD) == BO
    assert means(talk, "@Bo", DISCORD) == BO
    assert means(talk, "cy", DISCORD) == "matrix:@cy:example.org"
    assert means(talk, "Bo", MATRIX) == BO
    known(talk, ("matrix:@bo:example.org", "Bo"))
    assert means(talk, "Bo", DISCORD) == BO, "the one on one's own network"
    assert means(talk, "bo", MATRIX) == "matrix:@bo:example.org"
    known(talk, (OTHER_BO, "bo"))
    assert means(talk, "Bo", DISCORD) is None, "it could be either of two"


async def test_a_name_with_tricks_in_it_is_the_name_that_people_see(talk: Talk) -> None:
    known(talk, (BO, "B\u200bo\u202e"))
    assert means(talk, "bo", DISCORD) == BO


async def test_a_mentioned_peer_is_asked(talk: Talk) -> None:
    await talk.type("ana", "!task new Mend the door")
    options = {"number": "1", "work": "https://example.org/door", "with": "<@22> <@33>, <@22>"}
    incoming = talk.garden.arrives("discord:11", Commanded("task submit", options))
    answer = await talk.garden.hand_in(incoming)
    assert answer.ok
    directory = talk.garden.desk.directory
    pending = [directory.account(ref) for ref in talk.garden.commons.polls[2].pending]
    assert pending == ["discord:22", "discord:33"]

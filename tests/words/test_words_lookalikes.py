# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that could be taken for each other are told apart, whoever comes and goes."""

import random
import time
from itertools import combinations

import pytest

from bot.words.lookalikes import EVERYBODY, LONGEST, Names, look, nobody

ANA, BO = "@ana:example.org", "@bo:example.org"

ALIKE = (
    ("Ana", "Аnа"),  # Cyrillic
    ("Ana", "ＡＮＡ"),
    ("Bob", "Bοb"),  # Greek
    ("Ana", "𝕬𝖓𝖆"),
    ("Ana", "Ana "),
    ("Ana", "A n a."),
    ("Ana", "Áná"),
    ("Ana", "A\u0301na"),
    ("Ana", "A\u200dn\u2060a\u202e"),
    ("Ana", "@ana"),
    ("Ilya", "llya"),
    ("Ilya", "ILYA"),
    ("Bibi", "BIBI"),
    ("Amo", "Arno"),
    ("Σοφία", "ΣΟΦΊΑ"),
    ("Straße", "STRASSE"),
    ("раураl", "paypal"),
    ("Folkmoot", "Fоlkmοоt"),
    ("everyone", "Еvеryοnе"),
)
APART = (
    ("Bob", "B0b"),
    ("Anal", "Ana1"),
    ("Ana", "Anna"),
    ("Ana", "Ana2"),
    ("10", "lO"),
    ("🌱", "🌳"),
    ("…", "."),
    ("Ana", "アナ"),
)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_alike(one: str, other: str) -> None:
    assert look(one) == look(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_do_not(one: str, other: str) -> None:
    assert look(one) != look(other)


def test_names_on_matrix() -> None:
    names = Names()
    names.learn(ANA, None, "ana")
    assert names.display(ANA) == "ana"
    names.learn(ANA, "Ana\u202e", "ana")
    assert names.display(ANA) == "Ana"
    names.learn(BO, "ＡＮＡ", "bo")
    assert (names.display(ANA), names.display(BO)) == ("Ana (ana)", "ＡＮＡ (bo)")
    assert names.plain(ANA) == "Ana"
    names.learn("@ana:elsewhere.org", "Ana", "ana")
    assert names.display(ANA) == f"Ana ({ANA})"
    names.learn(BO, "Bo", "bo")
    names.learn("@ana:elsewhere.org", "Annie", "ana")
    assert (names.display(ANA), names.display(BO)) == ("Ana", "Bo")
    names.learn(BO, ANA, "bo")
    assert names.display(BO) == f"{ANA} (bo)"
    assert names.display("@nobody:example.org") is None
    assert names.plain("@nobody:example.org") is None


@pytest.mark.parametrize("name", [*EVERYBODY, "@everyone", "H e r e", "somebody", "Jemand"])
def test_nobody_is_called_like_everybody(name: str) -> None:
    names = Names()
    names.learn("discord:7", name, "mallory")
    assert names.display("discord:7") == f"{name} (mallory)"


def test_nobody_is_called_like_the_bot() -> None:
    names = Names()
    names.learn("discord:1", "Folkmoot", "folkmoot")
    assert names.display("discord:1") == "Folkmoot"
    names.learn("discord:7", "Fоlkmoot\u3164", "mallory")
    assert names.display("discord:7") == "Fоlkmoot (mallory)"
    assert names.plain("discord:1") == "Folkmoot"


def test_nobody_is_called_by_anothers_handle() -> None:
    names = Names()
    names.learn("discord:1", "Ana", "ana_gardens")
    names.learn("discord:7", "ana_gardens", "mallory")
    assert names.display("discord:7") == "ana_gardens (mallory)"
    names.learn("discord:8", "zoe", "zoe")
    assert names.display("discord:8") == "zoe"


def test_brackets_of_ones_own_do_not_help() -> None:
    names = Names()
    names.learn("discord:1", "Ana", "ana")
    names.learn("discord:7", "Ana (ana)", "mallory")
    assert names.display("discord:1") == "Ana (ana)"
    assert names.display("discord:7") == "Ana (ana) (mallory)"
    names.learn("discord:8", "Chris (ana)", "eve")
    assert names.display("discord:8") == "Chris (ana) (eve)"
    names.learn("discord:9", "Dee (she/her)", "dee")
    assert names.display("discord:9") == "Dee (she/her)"
    names.learn("discord:10", "(she/her)", "fay")
    assert names.display("discord:10") == "(she/her)"


def test_who_is_forgotten_counts_no_more() -> None:
    names = Names()
    names.learn("discord:1", "Ana", "ana")
    names.learn("discord:7", "Ana", "mallory")
    names.forget("discord:7")
    names.forget("discord:7")
    assert names.display("discord:1") == "Ana"
    assert names.display("discord:7") is None
    names.forget("discord:1")
    assert not names._alike
    assert not names._handles


def test_so_many_are_known_at_most() -> None:
    names = Names(limit=3)
    for number in range(3):
        names.learn(f"discord:{number}", f"Name {number}", f"handle{number}")
    names.learn("discord:0", "Name 0", "handle0")
    names.learn("discord:3", "Name 3", "handle3")
    assert [names.display(f"discord:{number}") for number in range(4)] == [
        "Name 0",
        None,
        "Name 2",
        "Name 3",
    ]


def test_names_are_tame_and_of_a_length() -> None:
    names = Names()
    names.learn("discord:1", "Z\u0335\u0322" + "\u0336" * 90 + "o\n\u202ex" * 99, "zoe")
    shown = names.display("discord:1")
    assert shown is not None
    assert len(shown) <= LONGEST
    assert "\n" not in shown
    names.learn("discord:2", "\u3164\u200b", "blank")
    assert names.display("discord:2") == "blank"
    names.learn("discord:3", "", "\u3164")
    assert names.display("discord:3") == "discord:3"


def test_whoever_comes_and_goes_no_two_people_are_shown_alike() -> None:
    dice = random.Random(5)
    calls = ["Ana", "Аna", "ana ", "Ana (ana)", "Bo", "bo", "B0", "everyone", "h3", "", "Ana (h1)"]
    handles = [f"h{number}" for number in range(12)] + ["ana", "bo"]
    names = Names()
    present: set[int] = set()
    for _ in range(3000):
        who = dice.randrange(len(handles))
        if dice.random() < 0.2:
            names.forget(f"discord:{who}")
            present.discard(who)
        else:
            names.learn(f"discord:{who}", dice.choice(calls), handles[who])
            present.add(who)
        shown = [names.display(f"discord:{one}") or "" for one in sorted(present)]
        for one, other in combinations(shown, 2):
            assert look(one) != look(other)
        assert not nobody() & {look(one) for one in shown}


def test_a_flood_of_one_name_costs_no_more_than_others() -> None:
    def seconds(names: Names, many: int, called: str) -> float:
        began = time.perf_counter()
        for number in range(many):
            names.learn(f"discord:{number}", called.format(number), f"h{number}")
            names.display(f"discord:{number}")
        return time.perf_counter() - began

    names = Names()
    seconds(names, 50, "Warm {}")
    few = seconds(Names(), 5_000, "Ana") / 5_000
    flood = Names()
    many = seconds(flood, 50_000, "Ana") / 50_000
    again = seconds(flood, 5_000, "Bo") / 5_000
    assert many < 5 * few
    assert again < 10 * few

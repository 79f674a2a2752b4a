# SPDX-License-Identifier: AGPL-3.0-or-later
"""The small parts: templates, taming, moments, durations, what a voice needs, receipts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from word_samples import (
    BO,
    CARPENTRY,
    CY,
    CY_ACCOUNT,
    FRIDAY,
    GARDEN,
    LATER,
    NOW,
    OIL,
    accepted,
    mine,
    options,
    poll,
    review,
    rule,
    shown,
    task,
    text,
    voice,
)

from bot.domain import events as done
from bot.domain.ids import Number
from bot.domain.notice_types import CreditOffered, SkillsWanted
from bot.domain.refusals import BadRuleValue, NotTheOpener
from bot.words.answers import receipt
from bot.words.cards import Card, Code, Line, Link, Mention, Moment, People, Plain, Strong
from bot.words.catalogue import languages
from bot.words.choices import LABELS
from bot.words.civil import duration_text, moment_text
from bot.words.linking import code_card
from bot.words.live import live_card
from bot.words.mine import Preferences, my_card
from bot.words.needs import Needs, needs
from bot.words.people import either, listed, work
from bot.words.plaintext import plain
from bot.words.refusals import refusal_card
from bot.words.replies import CHOICES, DEEDS
from bot.words.taming import tame
from bot.words.templates import fill, say, text_of

# --- templates ------------------------------------------------------------------------------------


def test_a_template_becomes_spans() -> None:
    line = fill("**#{n} {title}** by {who}: `poll show {n}`", {"n": 3, "title": "a", "who": "b"})
    heading = Strong((Plain("#"), Plain("3"), Plain(" "), People("a")))
    assert line == (heading, Plain(" by "), People("b"), Plain(": "), Code("poll show 3"))


def test_what_fills_a_place_is_never_a_template() -> None:
    (span,) = fill("{title}", {"title": "{n} **x** `y`"})
    assert span == People("{n} **x** `y`")
    assert fill("`help {title}`", {"title": "a`b"}) == (Code("help a'b"),)


def test_a_forgotten_value_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        say(voice(), "{title}")


def test_lists_read_like_the_language() -> None:
    items: list[Line] = [(Plain(word),) for word in "abcd"]
    assert text_of(listed(voice(), items)) == "a, b, c and d"
    assert text_of(listed(voice(), items[:3])) == "a, b and c"
    assert text_of(listed(voice("de"), items[:2])) == "a und b"
    assert text_of(either(voice("de"), items[:3])) == "a, b oder c"
    assert listed(voice(), []) == ()


# --- taming ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wild", "tamed"),
    [
        ("one\ntwo\r\nthree\u2028four\tfive", "one two three four five"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("in\u00advis\u200bible\ufeff\U000e0041", "invisible"),
        ("\u3164\u2800", ""),
        ("a\ud800b", "a\ufffdb"),
        ("👩\u200d🔧 می\u200cخواهم", "👩\u200d🔧 می\u200cخواهم"),
        ("a\u200db", "ab"),
        ("x" + "\u0301" * 40, "x" + "\u0301" * 4),
        ("  much   space ", "much space"),
    ],
)
def test_people_can_not_break_a_line(wild: str, tamed: str) -> None:
    assert tame(wild) == tamed
    assert tame(tamed) == tamed


def test_long_words_are_cut_with_a_sign() -> None:
    assert tame("abcdef", 4) == "abc…"


def test_plain_text_keeps_right_to_left_words_to_themselves() -> None:
    card = Card(((People("שלום"), Plain(". "), Link("https://x.y"), Moment(FRIDAY)),))
    assert plain(card) == "\u2068שלום\u2069. https://x.yFriday 4 December 2026, 18:00 UTC"


def test_plain_text_shows_commands_with_the_prefix() -> None:
    card = Card(((Code("help"), Plain(" "), Code("poll.of", command=False), Mention("a", "Ana")),))
    assert plain(card, "/") == '"/help" "poll.of"Ana'


# --- moments and durations ------------------------------------------------------------------------


def test_moments_are_civil_and_carry_their_zone() -> None:
    assert moment_text(FRIDAY, "Europe/Lisbon", "en", NOW) == "Friday 4 December, 18:00 Lisbon"
    assert moment_text(FRIDAY, "Europe/Lisbon", "en") == "Friday 4 December 2026, 18:00 Lisbon"
    assert (
        moment_text(FRIDAY, "America/Argentina/Buenos_Aires", "de", NOW)
        == "Freitag, 4. Dezember, 15:00 Uhr Buenos Aires"
    )
    assert moment_text(FRIDAY, "no/where", "xx", NOW) == "Friday 4 December, 18:00 UTC"


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        ("3d", "3 days", "3 Tage"),
        ("1d12h", "1 day and 12 hours", "1 Tag und 12 Stunden"),
        ("7d", "7 days", "7 Tage"),
        ("2w", "2 weeks", "2 Wochen"),
        ("0s", "0 seconds", "0 Sekunden"),
        (timedelta(minutes=15), "15 minutes", "15 Minuten"),
        ("soon", "soon", "soon"),
    ],
)
def test_durations_in_words(value: str | timedelta, english: str, german: str) -> None:
    assert duration_text(value, "en") == english
    assert duration_text(value, "de") == german


# --- people and their words -----------------------------------------------------------------------


def test_what_was_forgotten_is_named_kindly() -> None:
    nobody = replace(voice(), names={}, texts={}, skills={})
    words = shown(live_card(task(), nobody))
    assert words.startswith("#12 Task, claimed: (text removed)\n(text removed). Asked by somebody.")
    assert "Skill" not in words


def test_a_work_is_linked_only_where_it_is_a_web_address() -> None:
    known = voice(texts={"w": "https://a.b/c with a note", "x": "javascript:alert(1)"})
    assert work(known, text("w")) == (Link("https://a.b/c"), Plain(" "), People("with a note"))
    assert work(known, text("x")) == (People("javascript:alert(1)"),)


def test_needs_are_found_by_type() -> None:
    wanted = needs(task(queue=(CY,)), review(pending=(CY_ACCOUNT,), reasons=(OIL,)), accepted())
    assert wanted == Needs(
        digests=frozenset({"title", "details", "work-title", "link", "oil"}),
        members=frozenset({1, 2, 3, 4}),
        accounts=frozenset({CY_ACCOUNT}),
        skills=frozenset({CARPENTRY}),
        heights=frozenset({418}),
    )


def test_needs_of_notices_refusals_events_and_rules() -> None:
    assert needs(SkillsWanted(Number(1), (BO, CY))).members == {2, 3}
    assert needs(CreditOffered(Number(1), BO, (CY_ACCOUNT,))).accounts == {CY_ACCOUNT}
    assert needs(NotTheOpener(Number(1), CY)).members == {3}
    assert needs(done.Paused(BO, GARDEN, LATER)).places == {GARDEN}
    assert needs(rule(height=7), None).heights == {7}
    assert needs(mine()).skills == {CARPENTRY}
    assert needs(accepted(unread=(GARDEN,))).places == {GARDEN}
    assert needs(options()).digests == {"which", "north", "south"}


def test_a_bad_rule_value_is_refused_in_the_language_of_the_room() -> None:
    refused = BadRuleValue("poll.threshold", "lots", "a share, in English")
    assert shown(refusal_card(refused, voice("de"))) == (
        '„lots“ ist kein Wert für "poll.threshold"; möglich ist ein Anteil wie „>=2/3“ oder „>1/2“.'
    )


# --- receipts -------------------------------------------------------------------------------------


def receipts(*events: done.Event) -> str | None:
    polls = {Number(14): review(), Number(15): poll()}
    card = receipt(events, voice(), polls, {Number(12): task(queue=(CY,))})
    return card and shown(card)


def test_receipts_are_short() -> None:
    posted = done.TaskBroadcast(Number(12), BO, text("title"), None, (), None, None, "CC0-1.0")
    assert receipts(posted) == "#12 is posted in every room."
    assert receipts(done.ClaimQueued(Number(12), CY)) == (
        "All places on #12 are taken; you are number 1 in line."
    )
    assert receipts(done.PollWithdrawn(Number(15))) == "#15 is withdrawn."
    assert receipts(done.PollReminded(Number(15), LATER)) is None


def test_a_ballot_is_confirmed_with_its_closing() -> None:
    mark = done.MarkPlaced(Number(14), CY, "m", "", "sound", NOW)  # type: ignore[arg-type]
    assert receipts(mark) == (
        "Your ballot on #14: sound. Change it until Sunday 6 December, 18:00 Lisbon."
    )


def test_unasked_work_tells_of_the_task_it_made() -> None:
    made = (
        done.TaskBroadcast(Number(13), BO, text("title"), None, (), None, None, "CC0-1.0"),
        done.WorkSubmitted(Number(14), Number(13), BO, text("link"), "CC0-1.0", (CY_ACCOUNT,)),
    )
    assert receipts(*made) == (
        "Your work is under review as #14; #13 is the task it makes. Peers judge it now. "
        "Asked to accept their credit: Cy."
    )


# --- words and replies ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
def test_the_words_on_the_cards_are_understood_in_replies(language: str) -> None:
    for choice, label in LABELS.items():
        said = text_of(say(voice(language), label)).casefold()
        assert said in (CHOICES | DEEDS)[choice], f"{said} is no reply for {choice}"


# --- what is kept of somebody ---------------------------------------------------------------------


def test_an_option_is_not_taken_for_a_number_of_votes() -> None:
    said = plain(my_card(mine(), Preferences(), voice()))
    assert "Your ballots in open polls: #15 yes and #16 option 2." in said


# --- codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
def test_a_code_can_be_typed_on_the_other_network(language: str) -> None:
    """§9: commands begin with another sign there, so none is put before it here."""
    card = code_card("BCDFGHJK", NOW, voice(language))
    typed = [span for line in card.lines for span in line if isinstance(span, Code)]
    assert typed == [
        Code("my link BCDFGHJK", command=False),
        Code("/my link code:BCDFGHJK", command=False),
    ]

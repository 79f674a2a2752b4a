# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages to read: lists, rules, the record, help."""

from word_samples import NOW, accepted, rule, shown, task, voice

from bot.words.cards import People
from bot.words.help import help_card, help_topic, usage
from bot.words.lists import poll_list, task_list
from bot.words.record_cards import Head, broken_card, head_card, verified_card
from bot.words.rules import rule_card, rule_list
from bot.words.table import ChatCommand, Kind, Option


def test_lists_hold_a_line_each_and_an_end() -> None:
    lines = shown(task_list([task()] * 40, voice())).splitlines()
    assert lines[0] == "40 tasks"
    assert lines[1] == (
        "#12, claimed: Mend the greenhouse door; "
        "wanted by Friday 4 December, 18:00 Lisbon; on it: Bo"
    )
    assert lines[-1] == "And 10 more."
    assert "task new" in shown(task_list([], voice()))
    assert shown(poll_list([accepted()], voice())).endswith("#14, accepted: Greenhouse door")


def test_rules_end_with_the_powers_outside() -> None:
    words = shown(rule_list([rule()], [(People("Ana can ban."),)], voice()))
    assert words.splitlines()[1:] == [
        '"review.quorum": 3',
        "Powers outside the charter, which no rule here binds:",
        "Ana can ban.",
    ]


def test_a_rule_is_explained_with_its_origin() -> None:
    lease = rule(name="claim.lease", value="7d", form="duration", least="1s", most="365d")
    lines = shown(rule_card(lease, voice())).splitlines()
    assert lines[0] == "claim.lease: 7d (7 days)"
    assert lines[2].endswith("from 1 second to 365 days.")
    assert lines[3] == "Set at the founding, on Monday 30 November, 09:00 Lisbon. Record 0."


def test_the_record_says_what_an_audit_can_not_show() -> None:
    head = Head(418, "9f3a61c2" * 8, NOW)
    assert head.hash in shown(head_card(head, voice()))
    assert "All 419 entries" in shown(verified_card(head, voice()))
    assert "votes that never arrived" in shown(verified_card(head, voice()))
    assert "at entry 7" in shown(broken_card(7, "It does not fit.", voice()))


COMMANDS = (
    ChatCommand("poll new", "Ask everybody a question.", topic="deciding"),
    ChatCommand(
        "task new",
        "Post a task in every room.",
        (
            Option("title", Kind.TEXT, "What is to be done.", free=True, required=True),
            Option("due", Kind.WHEN, "By when it is wanted: a moment or a duration."),
        ),
        where="room",
    ),
    ChatCommand("sing", "Sing a song.", topic="Songs"),
)


def test_help_puts_doing_before_voting() -> None:
    words = shown(help_card(COMMANDS, voice()))
    assert words.index("task new") < words.index("poll new") < words.index("Songs")
    assert '"!task new <title>" Post a task in every room.' in words


def test_help_on_a_command_lists_its_options() -> None:
    card = help_topic(COMMANDS, " Task  NEW ", voice())
    assert card is not None
    assert shown(card).splitlines() == [
        '"!task new <title> [due:]"',
        "Post a task in every room.",
        '"title" What is to be done.',
        '"due:" By when it is wanted: a moment or a duration. Can be left out.',
        "For the rooms, where all can see it.",
    ]
    assert usage(COMMANDS[1]) == "task new <title> [due:]"


def test_help_on_a_word_or_nothing() -> None:
    assert help_topic(COMMANDS, "task", voice()) is not None
    assert help_topic(COMMANDS, "deciding", voice("de")) is not None
    assert help_topic(COMMANDS, "cake", voice()) is None

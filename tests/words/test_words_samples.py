# SPDX-License-Identifier: AGPL-3.0-or-later
"""How it should sound: the samples of the contract, word for word."""

from word_samples import ANA, OIL, accepted, not_yet, options, poll, review, shown, task, voice

from bot.domain.ids import Number
from bot.domain.notice_types import AuthorTold, OutcomeSaid, PollRemindedSaid
from bot.domain.refusals import AuthorsDoNotVote
from bot.words.live import live_card
from bot.words.notices import notice_card
from bot.words.refusals import refusal_card
from bot.words.why import why_card


def test_a_claimed_task() -> None:
    card = live_card(task(), voice())
    assert shown(card) == (
        "#12 Task, claimed: Mend the greenhouse door\n"
        "The hinge is loose. Asked by Ana. Skill: carpentry. "
        "Wanted by Friday 4 December, 18:00 Lisbon. Licence: CC-BY-SA-4.0.\n"
        "On it: Bo. You can join too; a claim is a signal, not a lock.\n"
        'React ✋ or reply "claim". Already done? Reply "submit" and a link.'
    )
    assert card.seeds == ("✋",)


def test_an_open_review() -> None:
    card = live_card(review(), voice())
    assert shown(card) == (
        "#14 Review, open until Sunday 6 December, 18:00 Lisbon: Greenhouse door, by Bo\n"
        "See the work: https://example.org/door.jpg. Made for #12. Licence: CC-BY-SA-4.0.\n"
        "✅ sound, 🌟 excellent, 🔧 needs work, ⛔ must not go in (say why). "
        "React, or reply with the word and your reason. Change it until closing.\n"
        "So far: 2 of 3 sound marks needed, 0 needs work. Authors don't vote."
    )
    assert card.seeds == ("✅", "🌟", "🔧", "⛔")


def test_an_accepted_work() -> None:
    card = notice_card(OutcomeSaid(Number(14)), accepted(), voice())
    assert shown(card) == (
        "#14 Accepted: Greenhouse door. Thank you, Bo.\n"
        "4 sound (1 excellent), 1 needs work, 0 blocks. Needed: 3 sound and two thirds. "
        'Dee, needs work: "Oil it monthly."\n'
        'Other tries at #12 are still welcome. Reply "why" for the rule. Record 418, 9f3a61c2.'
    )
    assert card.seeds == ()


def test_a_work_that_is_not_there_yet() -> None:
    assert shown(live_card(not_yet(), voice())).startswith(
        "#14 Not yet: Greenhouse door. Two peers ask for changes, below. "
        "Bo, nothing is lost; your claim runs again until Thursday 10 December, 18:00 Lisbon.\n"
    )


def test_an_author_is_told_kindly() -> None:
    words = (
        "You helped make #14, so your mark isn't counted; other peers judge it. "
        "Nothing went wrong. Add context in the thread, or withdraw with "
        '"!poll withdraw 14".'
    )
    assert shown(refusal_card(AuthorsDoNotVote(Number(14)), voice())) == words
    assert shown(notice_card(AuthorTold(Number(14), ANA), review(), voice())) == words


def test_the_task_in_german() -> None:
    assert shown(live_card(task(), voice("de"))) == (
        "#12 Aufgabe, in Arbeit: Mend the greenhouse door\n"
        "The hinge is loose. Gewünscht von Ana. Gefragt ist: carpentry. "
        "Gewünscht bis Freitag, 4. Dezember, 18:00 Uhr Lissabon. Lizenz: CC-BY-SA-4.0.\n"
        "Dabei: Bo. Du kannst gern mitmachen; eine Zusage ist ein Zeichen, kein Schloss.\n"
        "Reagiere mit ✋ oder antworte „übernehmen“. "
        "Schon fertig? Antworte „einreichen“ und einen Link."
    )


def test_the_outcome_in_german() -> None:
    assert shown(live_card(accepted(), voice("de"))) == (
        "#14 Angenommen: Greenhouse door. Danke, Bo.\n"
        "4 stimmig (1 hervorragend), 1 braucht Arbeit, 0 Einsprüche. "
        "Nötig: 3 stimmig und zwei Drittel. Dee, braucht Arbeit: „Oil it monthly.“\n"
        "Weitere Versuche zu #12 sind nach wie vor willkommen. "
        "Antworte „warum“, um die Regel zu sehen. Protokoll 418, 9f3a61c2."
    )


def test_a_poll_and_its_options() -> None:
    assert shown(live_card(poll(), voice())) == (
        "#15 Poll, open until Sunday 6 December, 18:00 Lisbon: Shall we plant figs?\n"
        "Opened by Ana.\n"
        "👍 yes, 👎 no, 🤷 abstain. React, or reply with the word and your reason. "
        "Change it until closing.\n"
        "So far: 3 yes, 1 no, 0 abstain. "
        "Needed: 5 ballots and more than half of yes and no together."
    )
    card = live_card(options(), voice())
    assert shown(card).splitlines()[2:4] == ["1️⃣ 1. The north bed", "2️⃣ 2. The south bed"]
    assert card.seeds == ("1️⃣", "2️⃣")


def test_a_reminder_names_nobody() -> None:
    closes = review().closes_at
    card = notice_card(PollRemindedSaid(Number(14), closes, 1), review(reasons=(OIL,)), voice())
    assert shown(card) == (
        "#14 closes Sunday 6 December, 18:00 Lisbon: Greenhouse door\n"
        "It needs 1 more sound mark, or a reason why not."
    )
    assert not any(name in shown(card) for name in ("Ana", "Bo", "Cy", "Dee"))


def test_why_names_the_rule_and_the_numbers() -> None:
    assert shown(why_card(accepted(), voice())).splitlines()[1] == (
        'The rule "review.threshold" settled it. '
        "4 of 5 marks were sound, where 3 and two thirds of all marks are needed."
    )

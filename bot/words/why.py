# SPDX-License-Identifier: AGPL-3.0-or-later
"""`why`: the rule that settled something, its numbers, and where to read it."""

from bot.domain.views import PollView, TaskView
from bot.words.cards import Card, Code, Line, Plain
from bot.words.catalogue import N_
from bot.words.figures import share
from bot.words.outcome_card import record_line
from bot.words.people import card, listed, words
from bot.words.tallies import tally as counted
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice

_SETTLED: dict[tuple[str, str], str] = {
    ("review.quorum", "accepted_unopposed"): N_(
        "Fewer than the {quorum} marks needed came in, also after the review was extended once. "
        "All {ballots} of them were sound, so the work is accepted unopposed."
    ),
    ("review.quorum", "unreviewed"): N_(
        "Only {ballots} of the {quorum} marks needed came in, also after the review was extended "
        "once. At least one sound mark, and nothing against, would have been enough then."
    ),
    ("review.quorum", "changes_asked"): N_(
        "{good} of {ballots} marks were sound, and {quorum} sound marks are needed."
    ),
    ("review.threshold", "accepted"): N_(
        "{good} of {ballots} marks were sound, where {quorum} and {share} of all marks are needed."
    ),
    ("review.threshold", "changes_asked"): N_(
        "{good} of {ballots} marks were sound, and {share} of all marks are needed."
    ),
    ("review.override", "accepted"): N_(
        "Somebody said, with a reason, that it must not go in. {good} of {ballots} marks were "
        "sound; {share} of all marks override such a mark."
    ),
    ("review.override", "changes_asked"): N_(
        "Somebody said, with a reason, that it must not go in. {good} of {ballots} marks were "
        "sound, and {share} of all marks would be needed to override it."
    ),
    ("poll.quorum", ""): N_("{ballots} ballots came in ({counts}), and {quorum} are needed."),
    ("poll.threshold", "failed"): N_(
        "{ballots} ballots came in ({quorum} needed): {counts}. "
        "It takes {share}, and nothing reached that."
    ),
    ("poll.threshold", "tie"): N_(
        "{ballots} ballots came in ({quorum} needed): {counts}. "
        "Several options have the most, and a tie decides nothing."
    ),
    ("poll.threshold", ""): N_(
        "{ballots} ballots came in ({quorum} needed): {counts}. "
        "It takes {share}, and that was reached."
    ),
}


def why_card(view: PollView, voice: Voice) -> Card:
    """Why a poll came out as it did; or which rules will decide it."""
    number, title = view.number, words(voice, view.question)
    heading = say(voice, "**#{number}: {title}**", number=number, title=title)
    if view.state == "withdrawn":
        return card(voice, [heading, say(voice, "It was withdrawn, so no rule settled it.")])
    if not view.because:
        waiting = say(voice, "It is not decided yet. These rules will decide it.")
        return card(voice, [heading, waiting, _frozen(view, voice)])
    rule = Code(view.because, command=False)
    settled = say(voice, "The rule {rule} settled it.", rule=rule)
    read = say(voice, "Read it with `rule show {rule}`.", rule=Plain(view.because))
    return card(
        voice,
        [
            heading,
            joined([settled, _settled(view, voice)]),
            _frozen(view, voice),
            joined([read, record_line(voice, view.height)]),
        ],
    )


def why_task(view: TaskView, voice: Voice) -> Card:
    """Why a task works as it does: which rules hold for claims and works."""
    rules = ("claim.lease", "claim.limit", "licences", "review.quorum")
    named = listed(voice, [(Code(f"rule show {rule}"),) for rule in rules])
    return card(
        voice,
        [
            say(
                voice, "**#{number}: {title}**", number=view.number, title=words(voice, view.title)
            ),
            say(
                voice,
                "A claim tells others that you are on it; it keeps nobody else away and ends by "
                "itself. A work counts once peers found it sound.",
            ),
            say(voice, "The rules: {rules}.", rules=named),
        ],
    )


def _settled(view: PollView, voice: Voice) -> Line:
    template = _SETTLED.get((view.because, view.result)) or _SETTLED.get((view.because, ""))
    if template is None:
        return say_n(voice, "{n} ballot counted.", "{n} ballots counted.", view.ballots)
    return say(
        voice,
        template,
        ballots=view.ballots,
        quorum=view.quorum,
        good=view.tally.get("sound", 0) + view.tally.get("excellent", 0),
        counts=counted(view, voice),
        share=share(voice, view.rules.get(view.because, "")),
    )


def _frozen(view: PollView, voice: Voice) -> Line:
    rules: list[Line] = [
        (Code(name, command=False), Plain(f" {value}"))
        for name, value in sorted(view.rules.items())
    ]
    if not rules:
        return ()
    return say(voice, "The rules as they stood at its opening: {rules}.", rules=joined(rules, ", "))

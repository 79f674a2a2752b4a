# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came of a poll or review: result, numbers, reasons, and where the record keeps it."""

from dataclasses import replace
from datetime import datetime

from bot.domain.views import PollView
from bot.words.cards import Card, Line, Plain
from bot.words.catalogue import N_
from bot.words.chart import outcome_chart
from bot.words.choices import option
from bot.words.figures import numeral, share
from bot.words.people import card, closed, everybody, listed, marked, room, who, words
from bot.words.reasons import reason_lines, reasons
from bot.words.tallies import marks, needed, tally
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice

_REVIEWS: dict[str, str] = {
    "accepted": N_("**#{number} Accepted: {title} Thank you, {authors}.**"),
    "accepted_unopposed": N_("**#{number} Accepted unopposed: {title} Thank you, {authors}.**"),
    "changes_asked": N_("**#{number} Not yet: {title}**"),
    "unreviewed": N_("**#{number} Unreviewed: {title}**"),
}
_POLLS: dict[str, str] = {
    "passed": N_("**#{number} Passed: {title}**"),
    "failed": N_("**#{number} Not passed: {title}**"),
    "no_quorum": N_("**#{number} No quorum: {title}**"),
    "tie": N_("**#{number} Tie, nothing is decided: {title}**"),
}


def outcome_card(view: PollView, voice: Voice) -> Card:
    """The outcome of a closed poll or review."""
    made = card(voice, outcome_lines(view, voice))
    (heading,) = marked(voice, (outcome_heading(view, voice),))
    return replace(made, chart=outcome_chart(view, heading, voice))


def outcome_heading(view: PollView, voice: Voice) -> Line:
    """What came of it, in one sentence."""
    title = words(voice, view.question)
    if view.kind == "review":
        return say(
            voice,
            _REVIEWS.get(view.result, _REVIEWS["unreviewed"]),
            number=view.number,
            title=closed(title),
            authors=everybody(voice, view.authors),
        )
    if view.result.isdecimal():
        return say(
            voice,
            "**#{number} Decided for {choice}: {title}**",
            number=view.number,
            title=title,
            choice=option(voice, view, view.result),
        )
    template = _POLLS.get(view.result) or _POLLS.get(view.state, _POLLS["failed"])
    return say(voice, template, number=view.number, title=title)


def outcome_lines(view: PollView, voice: Voice) -> list[Line]:
    """The lines of the outcome, also shown by the card itself once it is closed."""
    lines = _review(view, voice) if view.kind == "review" else _poll(view, voice)
    if view.unread:
        lines.append(
            say(
                voice,
                "Not read in time, so marks there since the last reading are missing: {rooms}.",
                rooms=listed(voice, [room(voice, place) for place in view.unread]),
            )
        )
    return lines


def record_line(voice: Voice, height: int | None) -> Line:
    """Where in the record something stands: height and the first 8 characters of the hash."""
    if height is None:
        return ()
    known = voice.entries.get(height)
    if known is None:
        return say(voice, "Record {height}.", height=height)
    return say(voice, "Record {height}, {hash}.", height=height, hash=(Plain(known),))


def _review(view: PollView, voice: Voice) -> list[Line]:
    heading = outcome_heading(view, voice)
    ending = joined([_further(view, voice), _why(voice), record_line(voice, view.height)])
    if view.result == "changes_asked":
        first = joined([heading, _asked(view, voice), _running(view, voice)])
        return [first, _counted(view, voice), *reason_lines(voice, view), ending]
    counted = joined([_counted(view, voice), reasons(voice, view)])
    return [heading, _explained(view, voice), counted, ending]


def _counted(view: PollView, voice: Voice) -> Line:
    threshold = view.rules.get(
        "review.override" if view.because == "review.override" else "review.threshold", ""
    )
    return joined(
        [
            (*marks(view, voice), Plain(".")),
            say(
                voice,
                "Needed: {quorum} sound and {share}.",
                quorum=view.quorum,
                share=share(voice, threshold),
            ),
        ]
    )


def _asked(view: PollView, voice: Voice) -> Line:
    asking = view.tally.get("needs_work", 0) + view.tally.get("block", 0)
    if not asking:
        return say(voice, "It needs more sound marks.")
    count = numeral(voice, asking)
    if not view.reasons:
        return say_n(
            voice, "{count} peer asks for changes.", "{count} peers ask for changes.", asking,
            count=count,
        )  # fmt: skip
    return say_n(
        voice,
        "{count} peer asks for changes, below.",
        "{count} peers ask for changes, below.",
        asking,
        count=count,
    )


def _running(view: PollView, voice: Voice) -> Line:
    again = [_runs(voice, who(voice, member), until) for member, until in view.claim_until]
    if again:
        return joined(again)
    authors = everybody(voice, view.authors)
    return say(voice, "{authors}, nothing is lost; submit again when you like.", authors=authors)


def _runs(voice: Voice, name: Line, until: datetime) -> Line:
    return say(
        voice,
        "{name}, nothing is lost; your claim runs again until {until}.",
        name=name,
        until=until,
    )


def _explained(view: PollView, voice: Voice) -> Line:
    if view.result == "accepted_unopposed":
        return say(voice, "Few peers looked, but those who did found it sound.")
    if view.result == "unreviewed":
        return say(
            voice,
            "Too few peers looked. Nothing is lost: it stays listed, and its author can put it "
            "forward again with `task submit {number}`.",
            number=view.number,
        )
    if view.because == "review.override":
        return say(voice, "A “must not go in” was overridden by the other marks.")
    return ()


def _further(view: PollView, voice: Voice) -> Line:
    if view.about is None or view.result == "unreviewed":
        return ()
    if view.result == "changes_asked":
        return say(voice, "Other tries at #{task} are welcome too.", task=view.about)
    return say(voice, "Other tries at #{task} are still welcome.", task=view.about)


def _why(voice: Voice) -> Line:
    return say(voice, 'Reply "why" for the rule.')


def _poll(view: PollView, voice: Voice) -> list[Line]:
    counted = joined(
        [
            (*tally(view, voice), Plain(".")),
            say(voice, "Needed: {needed}.", needed=needed(view, voice)),
            reasons(voice, view),
        ]
    )
    heading = outcome_heading(view, voice)
    return [heading, counted, joined([_why(voice), record_line(voice, view.height)])]

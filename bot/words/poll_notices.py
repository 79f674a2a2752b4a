# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of polls and reviews."""

from bot.domain.views import PollView
from bot.words.cards import Line
from bot.words.catalogue import N_
from bot.words.people import who
from bot.words.telling import Telling
from bot.words.templates import say, say_n


def outcome(told: Telling) -> list[Line]:
    """That there is an outcome, where its poll can't be looked at: else its card is shown."""
    return [told.say(N_("#{number} is closed; `poll show {number}` shows the outcome."))]


_EXTENDED: dict[str, str] = {
    "quorum": N_("Too few marks came in, so it is extended once."),
    "block": N_(
        "A peer says, with a reason, that it must not go in, so it is extended once for everybody "
        "to look."
    ),
    "outage": N_("I was away for a while, so there is more time to vote."),
}


def extended(told: Telling) -> list[Line]:
    """A poll stays open longer, and why."""
    heading = told.say(
        N_("**#{number} stays open until {until}: {title}**"), until=told.notice.closes_at
    )
    return [heading, told.say(_EXTENDED.get(told.notice.why, _EXTENDED["quorum"]))]


def reminded(told: Telling) -> list[Line]:
    """A poll closes soon: what is missing, and nobody named."""
    closes = told.say(N_("#{number} closes {closes}: {title}"), closes=told.notice.closes_at)
    missing = told.notice.missing
    review = isinstance(told.view, PollView) and told.view.kind == "review"
    if not missing:
        rest = say(told.voice, "Enough have taken part already; you are still welcome to.")
    elif review:
        rest = say_n(
            told.voice,
            "It needs {n} more sound mark, or a reason why not.",
            "It needs {n} more sound marks, or a reason why not.",
            missing,
        )
    else:
        rest = say_n(told.voice, "It needs {n} more ballot.", "It needs {n} more ballots.", missing)
    return [closes, rest]


def ballot_wanted(told: Telling) -> list[Line]:
    """To one who asked for reminders."""
    closes = told.notice.closes_at
    return [
        told.say(N_("#{number} closes {closes}, and you have not voted: {title}"), closes=closes),
        told.say(N_("Vote on its card, or type `poll vote {number}` and your choice.")),
        say(told.voice, "You asked for reminders; `my reminders off` ends them."),
    ]


def poll_withdrawn(told: Telling) -> list[Line]:
    """A poll or work was taken back."""
    by = who(told.voice, told.notice.by)
    return [told.say(N_("{name} took #{number} back: {title}"), name=by)]


def reason_wanted(told: Telling) -> list[Line]:
    """A block needs a reason."""
    return [
        told.say(
            N_(
                "You marked #{number} as “must not go in”: {sentence} "
                "Please say why until {until}, with `poll vote {number} block because:` "
                "and your reason; without one it counts as “needs work”."
            ),
            until=told.notice.until,
        )
    ]


def reason_missing(told: Telling) -> list[Line]:
    """The same as reason_wanted, where all can read it: it names nobody."""
    return [
        told.say(
            N_(
                'A ⛔ on #{number} still needs its reason, until {until}: reply "block:" and '
                "why. Without one it counts as “needs work”."
            ),
            until=told.notice.until,
        )
    ]


def mark_unread(told: Telling) -> list[Line]:
    """The same as vote_again, where all can read it: it names nobody."""
    return [
        told.say(
            N_(
                "A mark on #{number} was taken away by somebody else before it could be read. "
                "If it was yours, please vote again, on the card or with `poll vote {number}` "
                "and your choice."
            )
        )
    ]


def author_told(told: Telling) -> list[Line]:
    """An author's mark isn't counted, said kindly."""
    return [
        told.say(
            N_(
                "You helped make #{number}, so your mark isn't counted; other peers judge it. "
                "Nothing went wrong. Add context in the thread, or withdraw with "
                "`poll withdraw {number}`."
            )
        )
    ]


def author_blocked(told: Telling) -> list[Line]:
    """The same as author_told, where all can read it: it names nobody."""
    return [
        told.say(
            N_("An author's mark on #{number} isn't counted; other peers judge it. No harm done.")
        )
    ]


def vote_again(told: Telling) -> list[Line]:
    """A mark could not be read."""
    return [
        told.say(
            N_(
                "Your mark on #{number} could not be read for certain: {sentence} "
                "Please vote again, on the card or with `poll vote {number}` and your choice."
            )
        )
    ]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Legal transitions, as tables. What is not here can't happen: `after_*` raise.

Everything that moves a poll or a claim from one state to another must be a row below.
"""

from collections.abc import Mapping
from typing import Literal, cast

from bot.domain import events as e
from bot.domain.views import PollState

POLL: Mapping[tuple[PollState, type[e.Event]], tuple[PollState, ...]] = {
    ("open", e.PollExtended): ("open",),  # the bot was away on its last day (§19)
    ("open", e.PollDue): ("counting",),
    ("open", e.PollWithdrawn): ("withdrawn",),
    ("counting", e.PollExtended): ("open",),  # quorum missed, a block, or away (§12, §13, §19)
    ("counting", e.PollClosed): ("passed", "failed", "no_quorum"),
    ("counting", e.PollWithdrawn): ("withdrawn",),
}

ClaimState = Literal["none", "queued", "running", "resting"]

CLAIM: Mapping[tuple[ClaimState, type[e.Event]], tuple[ClaimState, ...]] = {
    ("none", e.TaskClaimed): ("running",),
    ("none", e.ClaimQueued): ("queued",),
    ("queued", e.TaskClaimed): ("running",),
    ("queued", e.ClaimReleased): ("none",),
    ("running", e.ClaimExtended): ("running",),
    ("running", e.ClaimNudged): ("running",),
    ("running", e.ClaimReleased): ("none",),
    ("running", e.ClaimLapsed): ("none",),
    ("running", e.WorkSubmitted): ("resting",),  # the clock stands still under review (§15)
    ("resting", e.WorkSubmitted): ("resting",),
    ("running", e.CreditAccepted): ("resting",),  # a co-author's claim on the same task too
    ("resting", e.CreditAccepted): ("resting",),
    ("resting", e.ClaimReleased): ("none",),
    # Accepted: the claim is fulfilled. Changes asked, or unreviewed: it runs on (§13).
    ("resting", e.PollClosed): ("none", "running"),
    ("resting", e.PollWithdrawn): ("running",),
    # Of two accounts that are one person now, the better of both places (§9).
    ("none", e.AccountsLinked): ("queued", "running", "resting"),
    ("queued", e.AccountsLinked): ("none", "running", "resting"),
    ("running", e.AccountsLinked): ("none", "resting"),
    ("resting", e.AccountsLinked): ("none",),
}


class IllegalTransitionError(Exception):
    """An event that the tables don't allow: the record or the engine is wrong."""


def _after(allowed: tuple[str, ...], said: str, event: e.Event, to: str | None) -> str:
    if to is None and len(allowed) == 1:
        return allowed[0]
    if to is None or to not in allowed:
        raise IllegalTransitionError(f"{said} can't have {type(event).__name__}")
    return to


def after_poll(state: PollState, event: e.Event, to: PollState | None = None) -> PollState:
    """The state of a poll after an event; `to` says which of several."""
    allowed = POLL.get((state, type(event)), ())
    return cast("PollState", _after(allowed, f"a poll that is {state}", event, to))


def after_claim(state: ClaimState, event: e.Event, to: ClaimState | None = None) -> ClaimState:
    """The state of a member's claim on a task after an event; `to` says which of several."""
    allowed = CLAIM.get((state, type(event)), ())
    return cast("ClaimState", _after(allowed, f"a claim that is {state}", event, to))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The greenhouse of the contract as views and voices, for tests of what the bot says."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.ids import AccountRef, MemberId, Number, Place, SkillRef, TextRef
from bot.domain.views import MyView, PollView, ReasonLine, RuleView, TaskView, WorkLine
from bot.words.cards import Card
from bot.words.plaintext import plain
from bot.words.voice import Voice

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 12, 4, 18, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 12, 6, 18, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 10, 18, 0, tzinfo=UTC)
ANA, BO, CY, DEE = (MemberId(n) for n in (1, 2, 3, 4))
GARDEN = Place("matrix:!garden:example.org")
CARPENTRY = SkillRef("skill-carpentry")
CY_ACCOUNT = AccountRef("c" * 32)

TEXTS = {
    "title": "Mend the greenhouse door",
    "details": "The hinge is loose.",
    "work-title": "Greenhouse door",
    "link": "https://example.org/door.jpg",
    "oil": "Oil it monthly.",
    "question": "Shall we plant figs?",
    "which": "Which bed first?",
    "north": "The north bed",
    "south": "The south bed",
}


def text(digest: str, kind: str = "title") -> TextRef:
    return TextRef(digest, len(TEXTS.get(digest, "")), kind)  # type: ignore[arg-type]


def voice(language: str = "en", **changes: object) -> Voice:
    known = Voice(
        language=language,
        zone="Europe/Lisbon",
        commons="garden",
        names={
            1: ("matrix:@ana:example.org", "Ana"),
            2: ("matrix:@bo:example.org", "Bo"),
            3: ("matrix:@cy:example.org", "Cy"),
            4: ("matrix:@dee:example.org", "Dee"),
        },
        accounts={CY_ACCOUNT: ("matrix:@cy:example.org", "Cy")},
        texts=TEXTS,
        skills={CARPENTRY: "carpentry"},
        rooms={GARDEN: "the garden room"},
        entries={418: "9f3a61c2"},
    )
    return replace(known, **changes)  # type: ignore[arg-type]


HOSTILE = "**#1 Accepted**\n\u202e`!my forget` {number} @room <b>x</b>\u2028\x00 " + "y" * 300


def hostile(language: str = "en", **changes: object) -> Voice:
    """A voice in which everything that people wrote is meant to break the card."""
    return voice(
        language,
        texts=dict.fromkeys(TEXTS, HOSTILE),
        names=dict.fromkeys((1, 2, 3, 4), ("matrix:@x:example.org", HOSTILE)),
        accounts={CY_ACCOUNT: ("matrix:@x:example.org", HOSTILE)},
        skills={CARPENTRY: HOSTILE},
        rooms={GARDEN: HOSTILE},
        **changes,
    )


def shown(card: Card) -> str:
    return plain(card, "!", NOW)


def task(**changes: object) -> TaskView:
    view = TaskView(
        number=Number(12),
        state="claimed",
        closed=False,
        overdue=False,
        by=ANA,
        title=text("title"),
        details=text("details", "details"),
        skills=(CARPENTRY,),
        due=FRIDAY,
        slots=None,
        licence="CC-BY-SA-4.0",
        claims=((BO, LATER),),
        queue=(),
        works=(),
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def review(**changes: object) -> PollView:
    view = PollView(
        number=Number(14),
        kind="review",
        method="review",
        state="open",
        result="",
        because="",
        by=BO,
        authors=(BO,),
        pending=(),
        about=Number(12),
        question=text("work-title"),
        options=(),
        choices=("sound", "excellent", "needs_work", "block"),
        work=text("link", "link"),
        licence="CC-BY-SA-4.0",
        opened_at=NOW,
        closes_at=SUNDAY,
        extended=False,
        quorum=3,
        rules={"review.quorum": "3", "review.threshold": ">=2/3", "review.override": ">=2/3"},
        tally={"sound": 2, "excellent": 0, "needs_work": 0, "block": 0},
        ballots=2,
        reasons=(),
        unread=(),
        height=None,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


OIL = ReasonLine(DEE, "needs_work", text("oil", "reason"))


def accepted(**changes: object) -> PollView:
    return review(
        **{
            "state": "passed",
            "result": "accepted",
            "because": "review.threshold",
            "tally": {"sound": 3, "excellent": 1, "needs_work": 1, "block": 0},
            "ballots": 5,
            "reasons": (OIL,),
            "height": 418,
        }
        | changes
    )


def not_yet(**changes: object) -> PollView:
    return accepted(
        **{
            "state": "failed",
            "result": "changes_asked",
            "because": "review.quorum",
            "tally": {"sound": 1, "excellent": 0, "needs_work": 2, "block": 0},
            "ballots": 3,
            "claim_until": ((BO, LATER),),
        }
        | changes
    )


def poll(**changes: object) -> PollView:
    return review(
        **{
            "number": Number(15),
            "kind": "poll",
            "method": "majority",
            "by": ANA,
            "authors": (),
            "about": None,
            "question": text("question", "question"),
            "choices": ("yes", "no", "abstain"),
            "work": None,
            "licence": None,
            "quorum": 5,
            "rules": {"poll.quorum": "1.5sqrt", "poll.threshold": ">1/2", "poll.of": "cast"},
            "tally": {"yes": 3, "no": 1, "abstain": 0},
            "ballots": 4,
        }
        | changes
    )


def options(**changes: object) -> PollView:
    return poll(
        **{
            "question": text("which", "question"),
            "options": (text("north", "option"), text("south", "option")),
            "choices": ("1", "2"),
            "tally": {"1": 1, "2": 3},
        }
        | changes
    )


def rule(**changes: object) -> RuleView:
    view = RuleView("review.quorum", "3", "quorum", None, None, "founding", NOW, 0)
    return replace(view, **changes)  # type: ignore[arg-type]


def mine(**changes: object) -> MyView:
    view = MyView(
        member=BO,
        since=NOW,
        skills=(CARPENTRY,),
        claims=((Number(12), LATER), (Number(13), None)),
        works=(WorkLine(Number(14), (BO,), "open", ""),),
        tasks=(Number(20),),
        ballots=((Number(15), "yes"), (Number(16), "2")),
        steward=True,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def every_view() -> list[TaskView | PollView]:
    """Cards in every state, with everything that may stand on them."""
    works = (
        WorkLine(Number(14), (BO, CY), "open", ""),
        WorkLine(Number(16), (DEE,), "failed", "changes_asked"),
        WorkLine(Number(17), (), "withdrawn", ""),
    )
    tasks = [
        task(),
        task(state="open", claims=(), details=None, due=None, skills=()),
        task(slots=1, queue=(CY, DEE), overdue=True),
        task(state="review", claims=((BO, None),), works=works),
        task(state="accepted", works=works),
        task(state="accepted", closed=True),
        task(state="withdrawn", works=works),
        task(state="withdrawn", claims=()),
        task(title=None, by=MemberId(99), details=text("gone", "details")),
    ]
    reviews = [
        review(),
        review(pending=(CY_ACCOUNT,), extended=True, reasons=(OIL,) * 14),
        review(tally={"sound": 1, "excellent": 1, "needs_work": 1, "block": 1}),
        review(state="counting"),
        review(state="withdrawn"),
        review(work=text("oil", "words"), question=None, authors=()),
        accepted(),
        accepted(unread=(GARDEN,), because="review.override"),
        accepted(result="accepted_unopposed", because="review.quorum"),
        not_yet(),
        not_yet(reasons=(), claim_until=()),
        not_yet(tally={"sound": 1}, because="review.threshold"),
        accepted(state="no_quorum", result="unreviewed", because="review.quorum"),
    ]
    closed = {"because": "poll.threshold", "height": 7}
    polls = [
        poll(),
        poll(state="counting"),
        poll(state="withdrawn"),
        poll(kind="amendment"),
        poll(state="passed", result="passed", rules={"poll.threshold": ">=60%"}, **closed),
        poll(state="failed", result="failed", rules={"poll.of": "electorate"}, **closed),
        poll(state="no_quorum", result="no_quorum", because="poll.quorum"),
        options(),
        options(state="passed", result="2", **closed),
        options(state="failed", result="tie", **closed),
        options(options=(None, text("south", "option"))),
    ]
    return [*tasks, *reviews, *polls]

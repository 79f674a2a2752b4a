# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is promised to programs that read the bot's output, checked without its code."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

COMMONS = {"name", "head", "members", "tasks", "polls"}
TASK = {"number", "title", "state", "overdue", "claims"}
POLL = {
    "number",
    "kind",
    "about",
    "title",
    "method",
    "state",
    "result",
    "opened_at",
    "closes_at",
    "quorum",
    "ballots",
    "tally",
}
TASK_STATES = {"open", "claimed", "review", "accepted", "withdrawn"}
POLL_KINDS = {"review", "poll", "amendment"}
POLL_STATES = {"open", "counting", "passed", "failed", "no_quorum", "withdrawn"}
REVIEW_STATES = {
    "accepted": "passed",
    "accepted_unopposed": "passed",
    "changes_asked": "failed",
    "unreviewed": "no_quorum",
}
REVIEW_TALLY = {"sound", "excellent", "needs_work", "block"}
ENTRY = {"height", "at", "cause", "events", "engine", "prev", "hash"}
CARD = {"commons", "number", "kind", "version"}


def check_status(commons: dict[str, Any]) -> None:
    """Every promised key is there, with a value that it may have."""
    assert commons.keys() >= COMMONS
    assert isinstance(commons["members"], int)
    assert isinstance(commons["head"]["height"], int)
    assert len(bytes.fromhex(commons["head"]["hash"])) == 32
    numbers = [one["number"] for one in commons["tasks"] + commons["polls"]]
    assert sorted(numbers) == list(range(1, len(numbers) + 1)), "one sequence of numbers"
    for task in commons["tasks"]:
        assert task.keys() >= TASK
        assert task["state"] in TASK_STATES
        assert isinstance(task["overdue"], bool)
        assert all(claim.startswith("matrix:@") for claim in task["claims"])
    for poll in commons["polls"]:
        _check_poll(poll)


def _check_poll(poll: dict[str, Any]) -> None:
    assert poll.keys() >= POLL
    assert poll["kind"] in POLL_KINDS
    assert poll["state"] in POLL_STATES
    assert isinstance(poll["about"], int) == (poll["kind"] == "review")
    assert isinstance(poll["quorum"], int)
    assert poll["quorum"] >= 1
    for moment in (poll["opened_at"], poll["closes_at"]):
        assert datetime.fromisoformat(moment).utcoffset() == timedelta(0)
    assert poll["opened_at"] < poll["closes_at"]
    # Every ballot stands in exactly one place of the tally.
    assert poll["ballots"] == sum(poll["tally"].values())
    if poll["kind"] == "review":
        assert poll["tally"].keys() == REVIEW_TALLY
        if poll["result"] is not None and poll["state"] != "withdrawn":
            assert poll["state"] == REVIEW_STATES[poll["result"]]
    assert (poll["result"] is None) == (poll["state"] in {"open", "counting"})


def check_record(entries: list[dict[str, Any]]) -> None:
    """A stranger hashes every entry again."""
    prev = "00" * 32
    for height, entry in enumerate(entries):
        assert entry.keys() == ENTRY
        assert (entry["height"], entry["prev"]) == (height, prev)
        bare = {key: value for key, value in entry.items() if key not in ("prev", "hash")}
        canonical = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        prev = hashlib.sha256(bytes.fromhex(prev) + canonical.encode()).hexdigest()
        assert entry["hash"] == prev


def events_of(entries: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """All events of a type, in order."""
    return [event for entry in entries for event in entry["events"] if event["type"] == kind]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows and batches with plain values, for the tests of every store."""

from datetime import UTC, datetime
from typing import Any

from bot.service.ports import (
    AccountRow,
    Append,
    EntryRow,
    InboxRow,
    ReceiptRow,
    SayRow,
    Store,
    TextRow,
)

GARDEN = "garden"
BO = "b0" * 16
ANA = "a0" * 16


def entry(height: int, body: bytes = b"{}") -> EntryRow:
    return EntryRow(height, f"hash of {height - 1}", f"hash of {height}", body)


def text(digest: str, body: str = "Mend the door", owner: str = BO) -> TextRow:
    return TextRow(digest, b"salt of " + digest.encode(), "title", owner, body)


def account(ref: str = BO, name: str = "matrix:@bo:example.org", **fields: Any) -> AccountRow:
    return AccountRow(ref, b"salt of " + ref.encode(), name, **fields)


def handled(source: str, answer: bytes = b"done", **fields: Any) -> InboxRow:
    return InboxRow(source, answer, **fields)


def say(key: str, urgency: str = "2-reminder", **fields: Any) -> SayRow:
    return SayRow(key, b"payload of " + key.encode(), urgency, height=0, **fields)


def receipt(message: str, number: int | None = 12, **fields: Any) -> ReceiptRow:
    values: dict[str, Any] = {
        "place": "matrix:!abc:example.org",
        "key": f"key of {message}",
        "kind": "card",
        "version": 1,
        "content": "digest",
        "sent_at": datetime(2026, 12, 1, 18, 0, 0, 123000, tzinfo=UTC),
    }
    return ReceiptRow(message=message, number=number, **(values | fields))


def batch(head: int = -1, size: int = 1, *, commons: str = GARDEN, **fields: Any) -> Append:
    """A batch of `size` entries on `head`, with whatever else the test wants in it."""
    entries = [entry(height) for height in range(head + 1, head + 1 + size)]
    return Append(commons, head, entries=entries, **fields)


async def seen(store: Store, commons: str) -> list[Any]:
    """All that a store answers about a commons, for comparing two of them."""
    loaded = await store.load(commons)
    return [
        loaded,
        [row async for row in store.entries(commons)],
        await store.text_rows(commons),
        await store.says(commons),
        await store.boards(commons),
    ]

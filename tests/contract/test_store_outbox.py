# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every store does with notices, boards, receipts and positions."""

from store_rows import GARDEN, batch, receipt, say

from bot.service.ports import Append, BoardRow, Store


class TestSays:
    async def test_the_most_urgent_comes_first_then_the_oldest(self, store: Store) -> None:
        first = say("b", "2-reminder", place="p", number=12)
        await store.append(batch(says=[first, say("a", "2-reminder"), say("c", "0-outcome")]))
        await store.append(batch(0, says=[say("d", "0-outcome", ref="r")]))
        says = await store.says(GARDEN)
        assert [row.key for row in says] == ["c", "d", "b", "a"]
        assert says[2] == first
        assert await store.says("orchard") == []

    async def test_attempts_are_counted_and_a_key_names_one_notice(self, store: Store) -> None:
        await store.append(batch(says=[say("k")]))
        await store.attempted(GARDEN, "k")
        await store.attempted(GARDEN, "unknown")
        await store.append(batch(0, says=[say("k", "0-outcome")]))
        assert await store.says(GARDEN) == [say("k", attempts=1)]

    async def test_a_delivered_notice_leaves_its_receipt(self, store: Store) -> None:
        await store.append(batch(says=[say("k"), say("given up")]))
        row = receipt("matrix:$1", None, kind="notice", key="k")
        await store.said(GARDEN, "k", row)
        await store.said(GARDEN, "given up", None)
        assert await store.says(GARDEN) == []
        assert await store.receipt("matrix:$1") == (GARDEN, row)
        assert await store.receipt("matrix:$2") is None


class TestBoards:
    async def test_wanted_grows_and_done_is_left_alone(self, store: Store) -> None:
        await store.append(batch(boards=[BoardRow(12, "p", 4), BoardRow(12, "q", 4)]))
        await store.shown(GARDEN, 12, "p", 4, receipt("$p"))
        assert await store.boards(GARDEN) == [BoardRow(12, "q", 4)]
        await store.append(batch(0, boards=[BoardRow(12, "p", 9), BoardRow(12, "q", 2)]))
        assert await store.boards(GARDEN) == [BoardRow(12, "p", 9, 4), BoardRow(12, "q", 4)]
        await store.shown(GARDEN, 12, "q", 4, None)
        await store.shown(GARDEN, 99, "unknown", 4, None)
        assert await store.boards(GARDEN) == [BoardRow(12, "p", 9, 4)]
        assert await store.boards("orchard") == []

    async def test_a_board_twice_in_a_batch_is_one(self, store: Store) -> None:
        await store.append(batch(boards=[BoardRow(12, "p", 5), BoardRow(12, "p", 4)]))
        assert await store.boards(GARDEN) == [BoardRow(12, "p", 5)]


class TestReceipts:
    async def test_a_card_is_found_by_number_and_place(self, store: Store) -> None:
        await store.shown(GARDEN, 12, "p", 0, receipt("$1"))
        await store.shown(GARDEN, 12, "p", 1, receipt("$2"))
        shown = await store.card(GARDEN, 12, receipt("$2").place)
        assert shown == receipt("$2")
        assert await store.card(GARDEN, 13, receipt("$2").place) is None
        assert await store.card("orchard", 12, receipt("$2").place) is None

    async def test_a_receipt_is_replaced_by_message(self, store: Store) -> None:
        await store.append(batch(boards=[BoardRow(12, "p", 1)]))
        await store.shown(GARDEN, 12, "p", 0, receipt("$1"))
        await store.shown(GARDEN, 12, "p", 0, receipt("$2"))
        await store.shown(GARDEN, 12, "p", 1, receipt("$1", content="newer"))
        assert await store.receipt("$1") == (GARDEN, receipt("$1", content="newer"))
        # The last one sent or edited comes last.
        loaded = await store.load(GARDEN)
        assert loaded.receipts == [receipt("$2"), receipt("$1", content="newer")]
        assert (await store.load("orchard")).receipts == []


class TestPositions:
    async def test_a_position_is_kept_replaced_and_dropped(self, store: Store) -> None:
        assert await store.position("matrix") is None
        await store.set_position("matrix", "s1")
        await store.set_position("matrix", "s2")
        assert await store.position("matrix") == "s2"
        await store.set_position("matrix", None)
        await store.set_position("never", None)
        assert await store.position("matrix") is None

    async def test_what_is_kept_without_a_record_makes_no_commons(self, store: Store) -> None:
        await store.set_position("matrix", "s1")
        await store.append(Append(GARDEN, -1, says=[say("k")]))
        assert await store.commons() == []

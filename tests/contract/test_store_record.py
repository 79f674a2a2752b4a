# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every store does with the record and with the inputs that made it."""

import asyncio

import pytest
from store_rows import ANA, BO, GARDEN, account, batch, entry, handled, say, seen, text

from bot.service.ports import (
    AlreadyHandledError,
    Append,
    BarredRow,
    HeightTakenError,
    SkillRow,
    Store,
    StoreUnavailableError,
)


class TestRecord:
    async def test_a_new_store_is_empty(self, store: Store) -> None:
        loaded = await store.load(GARDEN)
        assert await store.commons() == []
        assert loaded.head is None
        assert loaded.snapshot is None
        assert [row async for row in store.entries(GARDEN)] == []

    async def test_entries_come_back_in_order_and_byte_for_byte(self, store: Store) -> None:
        odd = entry(0, '{"é":"\\u0000 ✋"}'.encode())
        await store.append(Append(GARDEN, -1, entries=[odd]))
        await store.append(batch(0, 2500))
        rows = [row async for row in store.entries(GARDEN)]
        assert [row.height for row in rows] == list(range(2501))
        assert rows[0] == odd
        assert [row.height async for row in store.entries(GARDEN, after=2498)] == [2499, 2500]
        assert await store.entry(GARDEN, 7) == entry(7)
        assert await store.entry(GARDEN, 2501) is None
        assert await store.entry(GARDEN, -1) is None
        assert (await store.load(GARDEN)).head == entry(2500)

    async def test_commons_are_apart(self, store: Store) -> None:
        await store.append(batch(commons="orchard", texts=[text("t")]))
        await store.append(batch(commons=GARDEN, size=2))
        assert await store.commons() == [GARDEN, "orchard"]
        assert await store.texts(GARDEN, ["t"]) == {}
        assert (await store.load("orchard")).head == entry(0)

    @pytest.mark.parametrize("head", [-1, 0, 2])
    async def test_the_fence_refuses_a_head_that_is_not_ours(self, store: Store, head: int) -> None:
        await store.append(batch(-1, 2, inbox=[handled("first")]))
        before = await seen(store, GARDEN)
        with pytest.raises(HeightTakenError, match="height 1"):
            # The fence comes first, also where the input was handled before.
            await store.append(batch(head, texts=[text("t")], inbox=[handled("first")]))
        assert await seen(store, GARDEN) == before

    async def test_a_batch_without_entries_meets_the_fence_too(self, store: Store) -> None:
        await store.append(Append(GARDEN, -1, inbox=[handled("refused")]))
        with pytest.raises(HeightTakenError):
            await store.append(Append(GARDEN, 0, inbox=[handled("another")]))
        assert await store.answer("refused") == b"done"
        assert await store.answer("another") is None

    async def test_a_gap_in_the_heights_is_the_callers_mistake(self, store: Store) -> None:
        with pytest.raises(ValueError, match="do not follow"):
            await store.append(Append(GARDEN, -1, entries=[entry(1)]))
        assert await store.commons() == []

    async def test_snapshots_replace_older_ones(self, store: Store) -> None:
        await store.append(batch(-1, 9))
        await store.save_snapshot(GARDEN, 5, 1, b"old")
        await store.save_snapshot(GARDEN, 8, 2, b"new")
        await store.save_snapshot(GARDEN, 6, 1, b"late")
        loaded = await store.load(GARDEN)
        assert (loaded.snapshot_height, loaded.snapshot_schema) == (8, 2)
        assert loaded.snapshot == b"new"

    async def test_a_cancelled_append_is_whole_or_not_there(self, store: Store) -> None:
        for _ in range(20):
            head = (await store.load(GARDEN)).head
            height = head.height if head else -1
            task = asyncio.ensure_future(store.append(batch(height, 50, forget=[BO])))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            # Known only after another write: the cancelled one may still be under way.
            await store.set_position("after", "it")
            rows = [row.height async for row in store.entries(GARDEN)]
            assert len(rows) in {height + 1, height + 51}

    async def test_writers_at_the_same_time_do_not_mix(self, store: Store) -> None:
        await store.append(batch(says=[say(f"k{n}") for n in range(50)]))
        attempts = [store.attempted(GARDEN, f"k{n}") for n in range(50)]
        appends = [store.append(batch(0, 9, texts=[text(f"t{n}")])) for n in range(9)]
        results = await asyncio.gather(*attempts, *appends, return_exceptions=True)
        # All wanted the same height; one got it.
        assert [type(r) for r in results if r].count(HeightTakenError) == 8
        assert len(await store.text_rows(GARDEN)) == 1
        assert {row.attempts for row in await store.says(GARDEN)} == {1}

    async def test_what_was_begun_before_closing_is_finished(self, store: Store) -> None:
        begun = asyncio.gather(*(store.set_position(f"p{n}", "x") for n in range(9)))
        append = asyncio.ensure_future(store.append(batch(forget=[BO])))
        await asyncio.sleep(0)
        await store.close()
        await begun
        await append

    async def test_after_closing_everything_is_refused_in_words(self, store: Store) -> None:
        await store.close()
        await store.close()
        with pytest.raises(StoreUnavailableError, match="closed"):
            await store.append(batch())
        with pytest.raises(StoreUnavailableError, match="closed"):
            await store.load(GARDEN)


class TestOnce:
    async def test_a_handled_input_keeps_its_answer(self, store: Store) -> None:
        row = handled("$1", b"\x00 yes", ref=BO, number=12, mark="m1")
        await store.append(batch(inbox=[row, handled("$2", b"")]))
        assert await store.answer("$1") == b"\x00 yes"
        assert await store.answer("$2") == b""
        assert await store.answer("$3") is None
        assert await store.inbox_number("$1") == (GARDEN, 12)
        assert await store.inbox_number("$2") is None
        assert await store.inbox_number("$3") is None
        assert (await store.load(GARDEN)).recent == [row, handled("$2", b"")]

    async def test_all_handled_inputs_of_a_batch_are_named_and_nothing_is_written(
        self, store: Store
    ) -> None:
        await store.append(batch(inbox=[handled("$1", b"one"), handled("$2", b"two")]))
        before = await seen(store, GARDEN)
        again = batch(
            0,
            3,
            texts=[text("t")],
            accounts=[account()],
            inbox=[handled("$0"), handled("$2"), handled("$3"), handled("$1")],
            says=[say("k")],
        )
        with pytest.raises(AlreadyHandledError) as caught:
            await store.append(again)
        assert caught.value.answers == {"$1": b"one", "$2": b"two"}
        assert await seen(store, GARDEN) == before
        assert await store.answer("$0") is None
        await store.append(batch(0, inbox=[handled("$0"), handled("$3")]))

    async def test_an_input_is_handled_once_over_all_commons(self, store: Store) -> None:
        await store.append(batch(inbox=[handled("$1", b"here")]))
        with pytest.raises(AlreadyHandledError):
            await store.append(batch(commons="orchard", inbox=[handled("$1")]))
        assert await store.commons() == [GARDEN]

    async def test_one_input_twice_in_a_batch_is_the_callers_mistake(self, store: Store) -> None:
        with pytest.raises(ValueError, match="twice"):
            await store.append(batch(inbox=[handled("$1"), handled("$1")]))
        assert await store.answer("$1") is None

    async def test_marks_of_a_card_come_in_order_of_handling(self, store: Store) -> None:
        rows = [handled(f"${n}", number=12, mark=f"m{n % 4}") for n in (3, 1, 2, 7)]
        others = [handled("typed", number=12), handled("other", number=13, mark="m9")]
        await store.append(batch(inbox=[*rows[:2], *others]))
        await store.append(batch(0, inbox=rows[2:]))
        assert list(await store.marks_of(GARDEN, 12)) == ["m3", "m1", "m2"]
        assert await store.marks_of("orchard", 12) == {}

    async def test_a_start_gets_the_newest_ten_thousand_oldest_first(self, store: Store) -> None:
        await store.append(batch(inbox=[handled(f"${n}") for n in range(10_003)]))
        await store.append(batch(commons="orchard", inbox=[handled("elsewhere")]))
        recent = (await store.load(GARDEN)).recent
        assert [row.source for row in recent] == [f"${n}" for n in range(3, 10_003)]
        assert await store.answer("$0") == b"done"


class TestPeople:
    async def test_accounts_skills_and_barred_come_back_whole(self, store: Store) -> None:
        bo = account(display="Bo", language="es", zone="Europe/Lisbon", reminders=True)
        skill = SkillRow("5k", "carpentry")
        barred = BarredRow("d", b"\x01key", (12, 14))
        await store.append(
            batch(accounts=[bo, account(ANA, "ana")], skills=[skill], barred=[barred])
        )
        loaded = await store.load(GARDEN)
        assert loaded.accounts == [account(ANA, "ana"), bo]
        assert loaded.skills == [skill]
        assert loaded.barred == [barred]

    async def test_an_account_is_replaced_and_a_barred_one_let_go(self, store: Store) -> None:
        await store.append(batch(accounts=[account()], barred=[BarredRow("d", b"key", ())]))
        await store.append(Append(GARDEN, 0, accounts=[account(mentions=True)], unbar=["d", "x"]))
        loaded = await store.load(GARDEN)
        assert loaded.accounts == [account(mentions=True)]
        assert loaded.barred == []

    async def test_texts_are_found_by_digest(self, store: Store) -> None:
        await store.append(batch(texts=[text("t2", "two"), text("t1", "öne ✋")]))
        assert await store.texts(GARDEN, ["t1", "gone", "t1"]) == {"t1": "öne ✋"}
        assert await store.texts(GARDEN, []) == {}
        assert [row.digest for row in await store.text_rows(GARDEN)] == ["t1", "t2"]

    async def test_forgetting_takes_words_and_names_and_leaves_the_record(
        self, store: Store
    ) -> None:
        await store.append(
            batch(
                accounts=[account(BO), account(ANA)],
                texts=[text("t1", owner=BO), text("t2", owner=ANA), text("t3", owner=ANA)],
                inbox=[handled("$1", ref=BO, number=12, mark="m1"), handled("$2", ref=ANA)],
                says=[say("k1", ref=BO), say("k2", ref=ANA), say("k3", place="p")],
            )
        )
        # Erasures come last, so they also reach what the same batch brings.
        last = batch(
            0,
            texts=[text("t4", owner=BO)],
            inbox=[handled("$3", ref=BO)],
            forget=[BO],
            erase_texts=["t3"],
        )
        await store.append(last)
        loaded = await store.load(GARDEN)
        assert loaded.accounts == [account(ANA)]
        assert [row.digest for row in await store.text_rows(GARDEN)] == ["t2"]
        assert [row.key for row in await store.says(GARDEN)] == ["k2", "k3"]
        assert await store.answer("$1") == b""
        assert await store.answer("$3") == b""
        assert await store.answer("$2") == b"done"
        assert await store.marks_of(GARDEN, 12) == {"m1": b""}
        assert loaded.head == entry(1)
        with pytest.raises(AlreadyHandledError):
            await store.append(batch(1, inbox=[handled("$1")]))

    async def test_forgetting_stays_within_the_commons(self, store: Store) -> None:
        await store.append(batch(accounts=[account()], inbox=[handled("$1", ref=BO)]))
        await store.append(batch(commons="orchard", forget=[BO]))
        assert (await store.load(GARDEN)).accounts == [account()]
        assert await store.answer("$1") == b"done"

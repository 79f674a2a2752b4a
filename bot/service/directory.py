# SPDX-License-Identifier: AGPL-3.0-or-later
"""The erasable side of one commons, in memory: who an account is, words, receipts, recent marks.

The record knows people and words by salted digest only (semantics §21). This is the one place
that turns digests back into names, so it is also the one place that has to forget.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.domain.ids import AccountRef, Number, SkillRef
from bot.service.lru import Lru
from bot.service.namesakes import Namesakes
from bot.service.ports import (
    AccountRow,
    BarredRow,
    Loaded,
    ReceiptRow,
    SkillRow,
    Store,
    TextRow,
)
from bot.service.recency import Recency
from bot.service.voices import Surroundings, called, prepare
from bot.words.taming import tame
from bot.words.voice import Voice

RECENT_MARKS = 50_000
RECENT_TEXTS = 5_000
RECENT_ENTRIES = 1_000

Card = tuple[int, str]
"""A card's number and place."""


def salted(words: str, salt: bytes) -> str:
    """A digest of people's words or names that tells nothing without its salt."""
    return hashlib.sha256(salt + words.encode()).hexdigest()


def keyed(key: bytes, account: str) -> str:
    """The digest under which a forgotten account is barred until its polls are closed."""
    return hmac.new(key, account.encode(), hashlib.sha256).hexdigest()


class Directory:
    """What stands beside the record of one commons.

    A row that was made or changed here is handed out with every request of its account until a
    batch that holds it is durable (`kept`): whichever request gets through carries it along.
    """

    def __init__(self, commons: str, store: Store, loaded: Loaded) -> None:
        self.commons = commons
        self.store = store
        self.around = Surroundings()
        self.digests: Callable[[], Sequence[str]] = tuple
        """The rooms that get a daily summary."""
        self.gone: set[str] = set()
        self.acted = Recency(row.ref for row in loaded.recent)
        self._accounts = {row.name: row for row in loaded.accounts}
        self._by_ref = {row.ref: row for row in loaded.accounts}
        self.namesakes = Namesakes(loaded.accounts)
        self._words = {row.word: row for row in loaded.skills}
        self._skills = {row.ref: row.word for row in loaded.skills}
        self._pending: dict[str, AccountRow | SkillRow] = {}
        self.barring: dict[str, BarredRow] = {row.digest: row for row in loaded.barred}
        self.receipts: dict[Card, ReceiptRow] = {}
        self.deleted: set[str] = set()
        """Cards that somebody deleted from a room, until another one is posted there."""
        self._messages: dict[str, Card] = {}
        self.marks: Lru[str, int] = Lru(RECENT_MARKS)
        self.words: Lru[str, str] = Lru(RECENT_TEXTS)
        self.hashes: Lru[int, str] = Lru(RECENT_ENTRIES)
        for receipt in loaded.receipts:
            self.delivered(receipt)
        for row in loaded.recent:
            if row.mark is not None and row.number is not None:
                self.marks[row.mark] = row.number

    # --- accounts and skills ---------------------------------------------------------------

    def ref(self, account: str, display: str | None = None) -> tuple[AccountRef, AccountRow | None]:
        """The ref of an account, minted at first sight; the row goes along with the request."""
        row = self._accounts.get(account)
        if row is None:
            salt = secrets.token_bytes(16)
            row = AccountRow(ref=salted(account, salt)[:32], salt=salt, name=account)
            row = self.stage(replace(row, display=display))
        elif display is not None and display != row.display:
            row = self.stage(replace(row, display=display))
        ref = AccountRef(row.ref)
        return (ref, self._pending_account(row.ref)) if self._pending else (ref, None)

    def _pending_account(self, ref: str) -> AccountRow | None:
        row = self._pending.get(ref)
        return row if isinstance(row, AccountRow) else None

    def stage(self, row: AccountRow) -> AccountRow:
        """Use a new or changed row from now on; it is handed out until it is durable."""
        if row.ref not in self.gone:
            self._accounts[row.name] = self._by_ref[row.ref] = self._pending[row.ref] = row
            self.namesakes.put(row)
        return row

    def profile(self, ref: str) -> AccountRow | None:
        """The erasable side of an account, unless it was forgotten."""
        return self._by_ref.get(ref)

    def account(self, ref: str) -> str | None:
        """The name behind a ref, unless it was forgotten."""
        row = self._by_ref.get(ref)
        return row.name if row else None

    def wanting_reminders(self) -> list[AccountRow]:
        """Everybody who asked for reminders, members or not yet."""
        return [row for row in self._by_ref.values() if row.reminders]

    def known(self, account: str) -> AccountRef | None:
        """The ref of an account that was seen before; none is minted."""
        row = self._accounts.get(account)
        return AccountRef(row.ref) if row else None

    def named(self, name: str) -> list[str]:
        """The accounts of those whom people call by that name now, whatever its case."""
        folded = tame(name).casefold()
        rows = self._by_ref.values()
        return [row.name for row in rows if tame(called(row, self.around)[1]).casefold() == folded]

    def skill(self, word: str) -> tuple[SkillRef, SkillRow | None]:
        """The ref of a skill word, folded; minted at first sight as `ref` is."""
        folded = " ".join(word.casefold().split())
        row = self._words.get(folded)
        if row is None:
            ref = salted(folded, secrets.token_bytes(16))[:32]
            row = SkillRow(ref=ref, word=folded)
            self._words[folded] = self._pending[ref] = row
            self._skills[ref] = folded
        return SkillRef(row.ref), row if row.ref in self._pending else None

    def skill_word(self, ref: str) -> str | None:
        """The word behind a skill's ref."""
        return self._skills.get(ref)

    def skill_words(self) -> Iterable[str]:
        """Every skill that was ever named here."""
        return self._words.keys()

    def kept(self, rows: Iterable[AccountRow | SkillRow]) -> None:
        """These rows are durable now."""
        for row in rows:
            if self._pending.get(row.ref) is row:
                del self._pending[row.ref]

    def refs_of(self, member: int) -> Sequence[str]:
        """The accounts of a member, oldest first."""
        return self.around.accounts_of(member)

    # --- receipts and marks ----------------------------------------------------------------

    def delivered(self, receipt: ReceiptRow) -> None:
        """A card of ours is in a room."""
        if receipt.kind == "card" and receipt.number is not None:
            card = (receipt.number, receipt.place)
            before = self.receipts.get(card)
            if before is not None and before.message != receipt.message:
                self.deleted.discard(before.message)
            self.receipts[card] = receipt
            self._messages[receipt.message] = card

    def receipt(self, number: int, place: str) -> ReceiptRow | None:
        """The message that shows a card in a place."""
        return self.receipts.get((number, place))

    async def card(self, message: str) -> Number | None:
        """Which card a message of ours (`network:id`) shows: only there reactions are marks."""
        return await self._shown(message, cards_only=True)

    async def subject(self, message: str) -> Number | None:
        """Which card a message of ours shows or, as a notice, is about: what an answer means."""
        return await self._shown(message, cards_only=False)

    async def _shown(self, message: str, *, cards_only: bool) -> Number | None:
        card = self._messages.get(message)
        if card is not None:
            return Number(card[0])
        found = await self.store.receipt(message)
        if found is None or found[0] != self.commons or found[1].number is None:
            return None
        if cards_only and found[1].kind != "card":
            return None
        return Number(found[1].number)

    async def marked_number(self, mark: str, message: str | None) -> Number | None:
        """The card on which a mark was placed; the message that it stood on tells, if known."""
        if message is not None:
            return await self.card(message)
        number = self.marks.get(mark)
        if number is not None:
            return Number(number)
        found = await self.store.inbox_number(mark)
        return Number(found[1]) if found and found[0] == self.commons else None

    def note_mark(self, mark: str, number: int) -> None:
        """A mark was placed on a card."""
        self.marks[mark] = number

    def note_marks(self, marks: Iterable[tuple[str, int]]) -> None:
        """Many marks were placed."""
        self.marks.put(marks)

    # --- words -----------------------------------------------------------------------------

    async def texts(self, digests: Iterable[str]) -> dict[str, str]:
        """The words behind digests; what was erased is missing."""
        wanted = set(digests)
        found = {
            digest: words for digest in wanted if (words := self.words.get(digest)) is not None
        }
        missing = [digest for digest in wanted if digest not in found]
        if missing:
            read = await self.store.texts(self.commons, missing)
            self.words.update(read)
            found |= read
        return found

    def remember(self, rows: Iterable[TextRow]) -> None:
        """These words are durable; they are likely to be shown soon."""
        for row in rows:
            self.words[row.digest] = row.body

    async def fingerprint(self, height: int) -> str | None:
        """The first eight characters of an entry's hash (§26)."""
        known = self.hashes.get(height)
        if known is None:
            entry = await self.store.entry(self.commons, height)
            if entry is None:
                return None
            self.hashes[height] = known = entry.hash[:8]
        return known

    async def voice(
        self,
        *objects: object,
        language: str,
        zone: str,
        near: str = "",
        may_mention: Iterable[str] = (),
    ) -> Voice:
        """A voice that knows every name and word these views, notices or refusals need."""
        ears = {"language": language, "zone": zone, "near": near}
        return await prepare(self, self.around, objects, may_mention=may_mention, **ears)

    # --- forgetting ------------------------------------------------------------------------

    def bar(self, account: str, numbers: Sequence[int]) -> BarredRow | None:
        """The row that keeps a forgotten account out of the polls that are open now."""
        if not numbers:
            return None
        key = secrets.token_bytes(32)
        return BarredRow(digest=keyed(key, account), key=key, numbers=tuple(numbers))

    def barred(self, account: str, number: int) -> bool:
        """Whether this account was forgotten while that poll was open (§21)."""
        return bool(self.barring) and any(
            number in row.numbers and hmac.compare_digest(keyed(row.key, account), row.digest)
            for row in self.barring.values()
        )

    def spent_bars(self, is_open: Callable[[int], bool]) -> list[str]:
        """The digests whose polls are all closed: to be destroyed."""
        return [row.digest for row in self.barring.values() if not any(map(is_open, row.numbers))]

    def unbar(self, digests: Iterable[str]) -> None:
        """These digests are destroyed."""
        for digest in digests:
            self.barring.pop(digest, None)

    def forget(self, refs: Iterable[str], erased: Iterable[str] = ()) -> None:
        """The rows of these accounts, and these single texts, are erased for good."""
        refs = tuple(refs)
        for ref in refs:
            self.gone.add(ref)
            self.acted.forget(ref)
            self._pending.pop(ref, None)
            self.namesakes.drop(ref)
            row = self._by_ref.pop(ref, None)
            if row is not None:
                self._accounts.pop(row.name, None)
        for digest in erased:
            self.words.pop(digest, None)
        if refs:
            self.words.clear()  # whose words these were is known to the store only

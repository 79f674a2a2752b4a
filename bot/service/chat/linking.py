# SPDX-License-Identifier: AGPL-3.0-or-later
"""`my link` and `my unlink`: several accounts, one person, one ballot (semantics §9)."""

from bot.domain.commands import LinkAccounts, UnlinkAccount
from bot.domain.ids import AccountRef
from bot.service.asking import Asking, Do, Look, Result, Shown
from bot.service.chat.shape import chat
from bot.service.codes import Given
from bot.service.voices import called
from bot.words.catalogue import N_
from bot.words.code_mishaps import UnknownAccount, UnknownCode
from bot.words.linking import code_card, network_name
from bot.words.mishaps import Mishap
from bot.words.table import Kind, Option
from bot.words.taming import tame


@chat(
    "my link",
    N_("Be one person here with another account of yours, with one ballot."),
    Option("code", Kind.WORD, N_("The code that I gave your other account."), free=True),
    where="private",
)
async def link(asking: Asking) -> Result:
    """Without a code, ask for one; with one, be one person with who asked for it."""
    codes, incoming, now = asking.house.codes, asking.incoming, asking.now
    typed = asking.word("code")
    if typed is None:
        given = codes.ask(asking.desk.name, incoming.account, now)
        return given if isinstance(given, Mishap) else _told(given)
    found = codes.take(asking.desk.name, typed, incoming.account, incoming.source_id, now)
    if isinstance(found, Mishap):
        return found
    other = asking.directory.known(found.account)
    if other is None:  # it was forgotten meanwhile
        return UnknownCode(typed)
    return Do(LinkAccounts(**asking.base, other=other))


def _told(given: Given) -> Look:
    async def show(_: None, asking: Asking) -> Shown:
        return code_card(given.code, given.until, await asking.voice())

    return Look(lambda _: None, show)


@chat(
    "my unlink",
    N_("Let this account, or another of yours, stand on its own again."),
    Option("account", Kind.TEXT, N_("Which of your accounts; without it, this one."), free=True),
    where="private",
)
async def unlink(asking: Asking) -> Result:
    """Part: the account that asks leaves, or the one that is named."""
    said = asking.word("account")
    member = asking.tip.member_of.get(asking.ref)
    refs = asking.tip.members[member].accounts if member is not None else []
    if said is None or len(refs) < 2:
        return Do(UnlinkAccount(**asking.base, account=asking.ref))
    meant = [ref for ref in refs if _folded(said) in _names(asking, ref)]
    if len(meant) != 1:
        return UnknownAccount(said, tuple(refs))
    return Do(UnlinkAccount(**asking.base, account=meant[0]))


def _names(asking: Asking, ref: AccountRef) -> set[str]:
    """Everything that the owner of an account may call it."""
    row = asking.directory.profile(ref)
    if row is None:
        return set()
    network, _, address = row.name.partition(":")
    name = called(row, asking.directory.around)[1]
    local = address.removeprefix("@").partition(":")[0]
    on = network_name(network)
    return {*map(_folded, (row.name, address, local, name, network, f"{name} on {on}"))}


def _folded(words: str) -> str:
    return tame(words).casefold().removeprefix("@")


COMMANDS = (link, unlink)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of accounts that are linked, and part again (§9).

A person hears which accounts are meant; rooms hear what it changes, and nobody is named.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import events as done
from bot.domain.ids import AccountRef, Number
from bot.words.cards import Card, Code, Line, People, Plain
from bot.words.catalogue import N_
from bot.words.people import card, listed, whose
from bot.words.taming import tame
from bot.words.telling import Telling
from bot.words.templates import joined, say, say_n
from bot.words.voice import Voice

NETWORKS: dict[str, str] = {"matrix": "Matrix", "discord": "Discord"}
"""Networks by the names that people know them by."""

_OPEN_POLLS = N_("In the polls that are open now both still count as one.")


def network_name(network: str) -> str:
    """A network as people call it."""
    return NETWORKS.get(network, network)


def account(voice: Voice, ref: AccountRef) -> Line:
    """One account as its owner knows it: “Ana on Matrix”."""
    name = NETWORKS.get(voice.accounts.get(ref, ("", ""))[0].partition(":")[0])
    if name is None:
        return whose(voice, ref)
    return say(voice, "{name} on {network}", name=whose(voice, ref), network=Plain(name))


def accounts(voice: Voice, refs: Sequence[AccountRef]) -> Line:
    """Several: “Ana on Matrix and anna on Discord”."""
    return listed(voice, [account(voice, ref) for ref in refs])


def numbers_of(voice: Voice, numbers: Sequence[Number]) -> Line:
    """Several cards: “#4, #7 and #9”."""
    return listed(voice, [(Plain(f"#{number}"),) for number in numbers])


def code_card(code: str, until: datetime, voice: Voice) -> Card:
    """The code that was asked for, and how to use it."""
    return card(
        voice,
        [
            say(
                voice,
                "From your other account, type {typed} on Matrix, in a room with only you and me, "
                "or {slash} on Discord, until {until}. It works once.",
                # There a command begins with another sign than here, so neither is put before it.
                typed=Code(f"my link {code}", command=False),
                slash=Code(f"/my link code:{code}", command=False),
                until=until,
            ),
            say(
                voice,
                "From then on both accounts are one person here, with one ballot. Give the code "
                "to nobody, and never type one that somebody else gave you.",
            ),
        ],
    )


# --- to the person --------------------------------------------------------------------------------


def linked(told: Telling) -> list[Line]:
    """To another account of the person."""
    return [
        say(
            told.voice,
            "This account is linked with {account} now: both are one person in {commons}, with "
            "one ballot, and the latest choice wins wherever it was made. If that was not you, "
            "type `my unlink` here.",
            account=account(told.voice, told.notice.other),
            commons=_commons(told.voice),
        )
    ]


def unlinked(told: Telling) -> list[Line]:
    """To another account of the person, or to the one that was let go."""
    voice, notice = told.voice, told.notice
    if notice.account == notice.other:
        parted = say(
            voice,
            "This account is no longer linked with {account}: in {commons} it is a member of its "
            "own from now on.",
            account=account(voice, notice.by),
            commons=_commons(voice),
        )
    else:
        parted = say(
            voice,
            "{account} is no longer linked with this account: in {commons} it is a member of its "
            "own from now on.",
            account=account(voice, notice.other),
            commons=_commons(voice),
        )
    return [joined([parted, say(voice, _OPEN_POLLS)])]


def link_receipt(voice: Voice, event: done.AccountsLinked) -> Line:
    """To the one who typed the code."""
    lines = [
        say(
            voice,
            "You are linked with {account} now: one person here, with one ballot, and the latest "
            "choice wins wherever it was made. If that is not an account of yours, type "
            "`my unlink`.",
            account=account(voice, event.other),
        )
    ]
    if event.recounted:
        lines.append(
            say(
                voice,
                "Both of you had taken part in {numbers}, where you count as one now.",
                numbers=numbers_of(voice, event.recounted),
            )
        )
    if event.differing:
        lines.append(
            say(
                voice,
                "Counted as one, {numbers} would have come out differently. What was decided "
                "stands, and the rooms are told, without your name.",
                numbers=numbers_of(voice, event.differing),
            )
        )
    return joined(lines)


def unlink_receipt(voice: Voice, event: done.AccountUnlinked) -> Line:
    """To the one who let an account go."""
    if event.by == event.account:
        parted = say(
            voice,
            "This account is a member of its own now, with what it brought along; claims, and what "
            "was done while you were linked, stay with the other account.",
        )
    else:
        parted = say(
            voice,
            "{account} is a member of its own now, with what it brought along; claims, and what "
            "was done while you were linked, stay with you.",
            account=account(voice, event.account),
        )
    anew = say(voice, "For what opens later, its time here begins today.")
    return joined([parted, say(voice, _OPEN_POLLS), anew])


def _commons(voice: Voice) -> Line:
    name = tame(voice.commons, 60)
    return (People(name),) if name else say(voice, "this commons")


# --- to the rooms ---------------------------------------------------------------------------------


def counted_as_one(told: Telling) -> list[Line]:
    """Under the card of an open poll."""
    return [
        told.say(
            N_(
                "Two accounts that took part in #{number} belong to one person, and count as one "
                "from now on: one ballot, the latest, and none on a work of their own."
            )
        )
    ]


def outcomes_differ(told: Telling) -> list[Line]:
    """Which outcomes would be others, and that they stand."""
    numbers: tuple[Number, ...] = told.notice.numbers
    return [
        say_n(
            told.voice,
            "Two accounts that took part in {numbers} belong to one person. Counted as one, it "
            "would have come out differently. The outcome stands; whoever thinks it should not "
            "can ask everybody anew with `poll new`.",
            "Two accounts that took part in {numbers} belong to one person. Counted as one, these "
            "would have come out differently. The outcomes stand; whoever thinks they should not "
            "can ask everybody anew with `poll new`.",
            len(numbers),
            numbers=numbers_of(told.voice, numbers),
        )
    ]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of a person who pressed a button that needs words, where a network has forms."""

from dataclasses import dataclass

from bot.words.buttons import ASKS
from bot.words.catalogue import N_, translate

_TITLES: dict[str, str] = {
    "submit": N_("#{number}: put a work forward"),
    "reason": N_("#{number}: say why"),
    "block": N_("#{number}: must not go in"),
}
_HINTS: dict[str, str] = {
    "submit": N_("It goes to everybody here, and peers judge it."),
    "reason": N_("It goes with the ballot that you have cast."),
    "block": N_("Only with a reason does it weigh more than “needs work”."),
}
_LICENCE = N_("Licence")
_LICENCE_HINT = N_("Without a choice it is {licence}, as the task asks.")
_PEERS = N_("Made together with")
_PEERS_HINT = N_("They are asked, and named once they accept.")


@dataclass(frozen=True, slots=True)
class Ask:
    """One field: what it is called, and what to know about it."""

    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form: some words of at most `limit` letters, and for a work what goes with it."""

    title: str
    words: Ask
    limit: int
    licence: Ask | None = None
    licences: tuple[str, ...] = ()
    peers: Ask | None = None


def form(language: str, code: str, number: int, limit: int) -> Form:
    """The form for a button's code, one of `ASKS`."""
    return Form(
        title=translate(language, _TITLES[code]).format(number=number),
        words=Ask(translate(language, ASKS[code]), translate(language, _HINTS[code])),
        limit=limit,
    )


def work_form(
    language: str, number: int, limit: int, licence: str, licences: tuple[str, ...]
) -> Form:
    """The form for a work: its words, its licence, and who made it too."""
    plain = form(language, "submit", number, limit)
    hint = translate(language, _LICENCE_HINT).format(licence=licence)
    return Form(
        title=plain.title,
        words=plain.words,
        limit=limit,
        licence=Ask(translate(language, _LICENCE), hint),
        licences=licences,
        peers=Ask(translate(language, _PEERS), translate(language, _PEERS_HINT)),
    )

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The languages the bot speaks, and the markers by which sentences get into them.

English is the source: a message id is the English sentence itself. The other languages are
gettext catalogues, `locale/<language>/LC_MESSAGES/folkmoot.po`, read as they are: there is no
build step. Mark sentences so that `python -m bot.words.extraction` finds them:

    SUMMARY = N_("Post a task in every room.")           # kept now, said later
    say(voice, SUMMARY)                                    # a marked sentence, in their language
    say(voice, "Asked by {name}.", name=span)              # marked and said at once
    say_n(voice, "{n} ballot", "{n} ballots", n)            # with a plural; fills {n}
    NN_("{n} ballot", "{n} ballots")                        # a plural kept for later
    C_("command", "slots")                                  # a word that means something else here

A template knows `{placeholders}`, `**bold**` and `` `a command` `` (see bot.words.templates,
which has `say` and `say_n`). Only literal strings can be found, so never mark a variable.
"""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

SOURCE = "en"
LOCALES = Path(__file__).parent / "locale"


def N_(message: str, /) -> str:  # noqa: N802 - gettext's own name for a marker
    """Mark a sentence for translation and hand it back as it is."""
    return message


def C_(context: str, message: str, /) -> str:  # noqa: ARG001, N802 - read by the extraction
    """Mark a word whose translation depends on where it stands and hand it back as it is."""
    return message


def NN_(one: str, many: str, /) -> tuple[str, str]:  # noqa: N802 - the same, with a plural
    """Mark a sentence that has a plural and hand both forms back as they are."""
    return one, many


def po_path(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALES / language / "LC_MESSAGES" / "folkmoot.po"


@cache
def languages() -> tuple[str, ...]:
    """Every language the bot speaks, the source first."""
    others = sorted(path.name for path in LOCALES.iterdir() if po_path(path.name).is_file())
    return (SOURCE, *others)


def nearest_language(wanted: str) -> str | None:
    """The spoken language that a tag such as `de-AT` or `DE_ch` asks for, or None."""
    base = wanted.strip().replace("_", "-").split("-")[0].casefold()
    return base if base in languages() else None


@cache
def _translations(language: str) -> gettext.NullTranslations:
    known = nearest_language(language)
    if known is None or known == SOURCE:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - late, for a quick --help
    from babel.messages.pofile import read_po  # noqa: PLC0415 - late, for a quick --help

    with po_path(known).open("rb") as file:
        catalog = read_po(file, locale=known)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(language: str, message: str, context: str | None = None, /) -> str:
    """A marked sentence in that language; in English where the language is not spoken."""
    if not message:
        return ""
    known = _translations(language)
    return known.pgettext(context, message) if context else known.gettext(message)


def translate_n(language: str, one: str, many: str, n: int, /) -> str:
    """The form of a marked sentence that goes with `n`, in that language."""
    return _translations(language).ngettext(one, many, n)

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which sentences the source marks, and bringing the catalogues up to date with them.

`python -m bot.words.extraction` adds what is new to every catalogue (untranslated), and drops
what nobody says any more. tests/words/test_catalogue.py fails until all is translated.
"""

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.words.catalogue import LOCALES, SOURCE, languages, po_path

ROOT = LOCALES.parents[2]
FOLDERS = ("bot", "adapters")
METHODS = [("cli/**.py", "ignore"), ("**.py", "python")]
"""The command line speaks English only, and has a `say` of its own."""

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "N_": None,
    "C_": ((1, "c"), 2),
    "NN_": (1, 2),
    "say": (2,),
    "say_n": (2, 3),
}


def extracted() -> Catalog:
    """Every marked sentence of the source, with the places where it stands."""
    catalog = Catalog(project="Folkmoot", charset="utf-8", fuzzy=False)
    for folder in FOLDERS:
        found = extract_from_dir(
            ROOT / folder,
            method_map=METHODS,
            keywords=KEYWORDS,
        )
        for name, _line, message, _comments, context in found:
            ids = tuple(message) if isinstance(message, (list, tuple)) else message
            catalog.add(ids, locations=[(f"{folder}/{name}", 0)], context=context)
    return catalog


def update(language: str) -> int:
    """Bring one catalogue up to date; how many sentences wait for a translator."""
    path = po_path(language)
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, width=96, include_lineno=False, sort_output=True)
    return sum(bool(message.id) and not complete(message.string) for message in catalog)


def complete(string: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether a message has all its words in the other language."""
    return bool(string) if isinstance(string, str) or string is None else all(string)


def main() -> None:
    """Update every catalogue and say what is left to do."""
    for language in languages():
        if language != SOURCE:
            print(f"{language}: {update(language)} sentences to translate")  # noqa: T201


if __name__ == "__main__":
    main()

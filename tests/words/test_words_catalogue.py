# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every sentence is there in every language, says the same, and none is left over."""

import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.words.catalogue import SOURCE, languages, nearest_language, po_path, translate, translate_n
from bot.words.extraction import complete, extracted
from bot.words.mine import language_name
from bot.words.templates import places

OTHERS = [language for language in languages() if language != SOURCE]
UPDATE = "run `python -m bot.words.extraction` and translate what is new"


def read(language: str) -> Catalog:
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def ids(catalog: Catalog) -> set[object]:
    return {(message.context, message.id) for message in catalog if message.id}


def forms(message: Message) -> list[tuple[str, str]]:
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[min(index, 1)], text) for index, text in enumerate(message.string)]


def test_german_is_spoken() -> None:
    assert "de" in OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing_or_left_over(language: str) -> None:
    marked, there = ids(extracted()), ids(read(language))
    assert not marked - there, UPDATE
    assert not there - marked, UPDATE
    assert not read(language).obsolete, UPDATE


@pytest.mark.parametrize("language", OTHERS)
def test_everything_is_translated_for_good(language: str) -> None:
    for message in read(language):
        if message.id:
            assert complete(message.string), f"untranslated: {message.id}"
            assert not message.fuzzy, f"fuzzy: {message.id}"


@pytest.mark.parametrize("language", OTHERS)
def test_places_commands_and_weight_are_the_same(language: str) -> None:
    for message in read(language):
        for source, text in forms(message) if message.id else []:
            assert places(text) == places(source), source
            commands = re.findall(r"`[^`]+`", source)
            assert sorted(re.findall(r"`[^`]+`", text)) == sorted(commands), source
            assert text.count("**") == source.count("**"), source
            assert text.strip() == text or source.strip() != source, source
            assert text[-1] == source[-1] or source[-1] not in ".:", source


def test_emoji_stay_with_the_words_they_stand_for() -> None:
    emoji = re.compile(r"[✋✅🌟🔧⛔👍👎🤷]")
    for language in OTHERS:
        for message in read(language):
            for source, text in forms(message) if message.id else []:
                assert emoji.findall(text) == emoji.findall(source)


def test_an_unknown_language_is_english() -> None:
    assert translate("xx", "somebody") == "somebody"
    assert translate("de", "somebody") == "jemand"
    assert translate("de-AT", "somebody") == "jemand"
    assert nearest_language("DE_ch") == "de"
    assert nearest_language("../../etc") is None


def test_plurals_follow_the_language() -> None:
    one, many = "{n} ballot", "{n} ballots"
    assert translate_n("de", one, many, 1) == "{n} Stimme"
    assert translate_n("de", one, many, 0) == "{n} Stimmen"
    assert translate_n("en", one, many, 1) == one


def test_every_language_has_its_own_name() -> None:
    assert [language_name(language) for language in languages()] == ["English", "Deutsch"]

# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record as a file to take along, written, read and checked."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from record_samples import Words, head_of, record, resealed

from bot.record.entries import Sealed
from bot.record.export import entry_line, export_lines, export_stream, header_line
from bot.record.reading import ExportError, Header, PublicText, read_export, verify_export
from bot.record.sealing import show_line
from bot.record.texts import PUBLIC, salted
from bot.record.verification import Broken, Head, Verified

RECORD = record(4)
HEAD = head_of(RECORD)


def words(body: str, kind: str = "title", salt: bytes = b"\x00\xffsalt") -> Words:
    return Words(salted(body, salt), kind, salt, body)


TEXTS = [words("Mend the door"), words("Oil it monthly.", "reason"), words("Ana", "name")]


def exported() -> list[bytes]:
    return list(export_lines("garden", HEAD, RECORD, TEXTS))


def broken(lines: list[bytes], head: Head | None = None) -> Broken:
    verdict = verify_export(lines, head)
    assert isinstance(verdict, Broken)
    return verdict


def test_s24_an_export_is_plain_json_lines_as_shown() -> None:
    lines = exported()
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    assert json.loads(lines[0]) == {
        "folkmoot": {"format": 1, "commons": "garden", "head": {"height": 3, "hash": HEAD.hash}}
    }
    shown = [show_line(row.body, row.prev, row.hash) for row in RECORD]
    assert [line.decode().rstrip("\n") for line in lines[1:5]] == shown
    assert len(lines) == 7


def test_s21_words_on_cards_go_along_names_and_accounts_stay() -> None:
    every = [words(kind, kind) for kind in sorted(PUBLIC | {"account", "name", "skill"})]
    lines = list(export_lines("garden", HEAD, RECORD, every))[5:]
    texts = [json.loads(line)["text"] for line in lines]
    assert {text["kind"] for text in texts} == PUBLIC
    assert texts == sorted(texts, key=lambda text: text["digest"])
    assert all(bytes.fromhex(text["salt"]) == b"\x00\xffsalt" for text in texts)


def test_what_was_exported_is_read_back() -> None:
    numbered = list(read_export(exported()))
    assert [number for number, _ in numbered] == [1, 2, 3, 4, 5, 6, 7]
    header, *rest = (said for _, said in numbered)
    assert header == Header("garden", HEAD)
    assert rest[:4] == RECORD
    assert {text.body for text in rest[4:] if isinstance(text, PublicText)} == {
        "Mend the door",
        "Oil it monthly.",
    }


async def test_a_stream_is_exported_alike() -> None:
    async def stream() -> AsyncIterator[Sealed]:
        for row in RECORD:
            yield row

    lines = [line async for line in export_stream("garden", HEAD, stream(), TEXTS)]
    assert lines == exported()


def test_s24_an_export_on_disk_is_verified(tmp_path: Path) -> None:
    file = tmp_path / "garden.jsonl"
    file.write_bytes(b"".join(exported()))
    with file.open("rb") as lines:
        assert verify_export(lines, HEAD) == Verified(4, HEAD)


def test_lines_with_windows_ends_are_read() -> None:
    lines = [line.replace(b"\n", b"\r\n") for line in exported()]
    assert verify_export(lines) == Verified(4, HEAD)


def test_an_empty_record_is_exported_and_verified() -> None:
    lines = list(export_lines("garden", None, [], []))
    assert json.loads(lines[0])["folkmoot"]["head"] is None
    assert verify_export(lines) == Verified(0, None)


def with_line(number: int, line: bytes) -> list[bytes]:
    lines = exported()
    lines[number - 1] = line + b"\n"
    return lines


@pytest.mark.parametrize(
    ("number", "line", "part"),
    [
        (1, b"", "not JSON"),
        (1, b"[]", "its header is missing"),
        (1, b'{"folkmoot":{"format":2}}', "This export has the format 2; I read format 1"),
        (1, b'{"folkmoot":{"format":1}}', "missing required field `commons`"),
        (1, b'{"folkmoot":{"format":1,"commons":"g","head":null,"x":1}}', "unknown field `x`"),
        (1, b'{"folkmoot":{"format":1,"commons":"g","head":{"height":1,"hash":"a"}}}', "regex"),
        (3, b"", "not JSON"),
        (3, b"{", "not JSON"),
        (3, b"\xff", "not JSON"),
        (3, b"{}", "not an entry in canonical form"),
        (6, b'{"text":{}}', "missing required field `digest`"),
        (6, b'{"text":{"digest":"a","kind":"title","salt":"a","body":"b"}}', "regex"),
        (6, b'{"text":{"digest":"a","kind":"name","salt":"","body":"b"}}', "kind 'name'"),
        (6, b'{"text":{"digest":"a","kind":"title","salt":"","body":"\\ud800"}}', "not JSON"),
        (6, b'{"text":{"digest":"a","kind":"title","salt":"","body":"b"}}', "digest doesn't fit"),
        (7, b'{"text":', "not JSON"),
    ],
)
def test_s24_a_bad_line_is_named_by_its_number(number: int, line: bytes, part: str) -> None:
    found = broken(with_line(number, line))
    assert found.line == number
    assert found.why.startswith(f"Line {number}: ")
    assert part in found.why


def test_an_empty_file_is_named() -> None:
    assert broken([]) == Broken(
        0, "Line 1: The file is empty; an export begins with its header.", 1
    )


def test_reading_stops_with_an_error_that_knows_its_line() -> None:
    with pytest.raises(ExportError, match="Line 3") as caught:
        list(read_export(with_line(3, b"{")))
    assert caught.value.line == 3


def test_an_entry_among_the_texts_is_named() -> None:
    lines = exported()
    found = broken([*lines[:4], lines[5], lines[4], lines[6]])
    assert (found.line, found.height) == (6, 3)
    assert "among the texts" in found.why


def drop(lines: list[bytes]) -> list[bytes]:
    return lines[:2] + lines[3:]


def swap(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2], lines[1], *lines[3:]]


def change(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[2].replace(b'"sound"', b'"block"'), *lines[3:]]


def reseal(lines: list[bytes]) -> list[bytes]:
    forged = resealed(RECORD[1], RECORD[1].body.replace(b'"sound"', b'"block"'))
    return [*lines[:2], entry_line(forged), *lines[3:]]


@pytest.mark.parametrize(
    ("tamper", "line", "part"),
    [
        (drop, 3, "Where entry 1 belongs stands entry 2"),
        (swap, 2, "Where entry 0 belongs stands entry 1"),
        (change, 3, "Entry 1 was changed"),
        (reseal, 4, "Entry 2 doesn't follow entry 1"),
    ],
)
def test_s24_tampering_with_the_file_is_named_with_line_and_entry(
    tamper: Callable[[list[bytes]], list[bytes]], line: int, part: str
) -> None:
    found = broken(tamper(exported()))
    assert found.line == line
    assert part in found.why


def test_s24_a_file_cut_short_is_named_by_its_own_header() -> None:
    found = broken(exported()[:4])
    assert (found.height, found.line) == (3, 1)
    assert f"entry 3, {HEAD.hash[:8]}…" in found.why


def test_a_header_that_denies_the_entries_is_named() -> None:
    found = broken([header_line("garden", None), *exported()[1:]])
    assert "an empty record" in found.why


def test_s24_a_file_cut_with_its_header_is_named_by_a_known_head() -> None:
    short = list(export_lines("garden", head_of(RECORD[:2]), RECORD[:2], []))
    assert isinstance(verify_export(short), Verified)
    assert "its head is known to be 3" in broken(short, HEAD).why

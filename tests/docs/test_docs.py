# SPDX-License-Identifier: AGPL-3.0-or-later
"""What docs/ says is so: generated pages are up to date, keys and options exist, links lead on."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli.group import root
from bot.cli.starting.comments import COMMENTS, HEADINGS, OPTIONAL
from bot.config.schema import COMMONS, DISCORD, MATRIX, ROOM_TABLE, STORAGE
from bot.domain.charter import RULES
from bot.service.chat import COMMANDS
from bot.words.catalogue import languages
from manuals import pages

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
STEWARDS = (DOCS / "moderators.md").read_text(encoding="utf-8")


def test_generated_pages_are_up_to_date() -> None:
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, "run: python -m manuals"


@pytest.mark.parametrize("language", languages())
def test_the_members_guide_has_every_command(language: str) -> None:
    name = "members.md" if language == "en" else f"members.{language}.md"
    text = (DOCS / name).read_text(encoding="utf-8")
    for path, command in COMMANDS.items():
        assert f"**`{path}" in text
        for option in command.shape.options:
            assert f"- `{option.name}" in text


def section(heading: str) -> str:
    return STEWARDS.partition(f"\n{heading}\n")[2].partition("\n## ")[0].partition("\n### ")[0]


@pytest.mark.parametrize(
    ("heading", "schema"),
    [
        ("### `[storage]`", STORAGE),
        ("### `[matrix]`", MATRIX),
        ("### `[discord]`", DISCORD),
        ("### `[[commons]]`", COMMONS),
        ("### Rooms", ROOM_TABLE),
    ],
)
def test_the_stewards_guide_has_every_key(heading: str, schema: dict[str, object]) -> None:
    named = re.findall(r"^\| `(\w+)` \|", section(heading), re.MULTILINE)
    assert named == list(dict.fromkeys(named))
    assert set(named) == set(schema)


def test_the_stewards_guide_has_every_rule() -> None:
    for name, rule in RULES.items():
        assert f"| `{name}` | `{rule.default}` |" in STEWARDS
    spoken_of = set(re.findall(r"`((?:claim|review|poll|electorate)\.\w+)`", STEWARDS))
    assert spoken_of <= set(RULES)


def test_init_comments_on_keys_that_exist() -> None:
    schemas = {"storage": STORAGE, "matrix": MATRIX, "discord": DISCORD, "commons": COMMONS}
    assert set(HEADINGS) == set(schemas)
    for said in {*COMMENTS, *OPTIONAL}:
        table, _, key = said.partition(".")
        assert key in schemas[table]


# --- links and calls ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def calls(text: str) -> Iterator[list[str]]:
    """Every call of the program in a page's code, as the words after its name."""
    blocks = re.findall(r"```(?:sh|ini)\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"`((?:\.venv/bin/)?folkmoot [^`]+)`", text.replace("\n", " "))
    for line in lines:
        if line.startswith(("podman", "docker")):
            continue
        for part in re.split(r"&&|\|", line.partition("  #")[0]):
            words = shlex.split(part.replace("…", "X").replace("$(date +%F)", "X"))
            named = [n for n, word in enumerate(words) if re.search(r"(^|bin/)folkmoot$", word)]
            if named and len(words) > named[-1] + 1:  # before it may stand a user of that name
                yield words[named[-1] + 1 :]


def is_known(words: list[str]) -> bool:
    """Whether the program has such a command, with such options."""
    command: click.Command | None = root
    context = click.Context(root, info_name="folkmoot")
    at = 0
    while isinstance(command, click.Group) and at < len(words) and words[at][0] != "-":
        command = command.get_command(context, words[at])
        at += 1
    if command is None:
        return False
    known = {"--help", *(name for one in command.params for name in one.opts)}
    given = {word.partition("=")[0] for word in words[at:] if word.startswith("--")}
    return given <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_call_that_is_written_down_is_one(page: Path) -> None:
    for words in calls(page.read_text(encoding="utf-8")):
        assert is_known(words), words


def test_the_container_has_everything_that_is_installed() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = packages["tool"]["setuptools"]["packages"]["find"]["include"]
    for package in found:
        assert f"COPY {package.rstrip('*')} {package.rstrip('*')}\n" in text
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for name in line.split():
            assert (ROOT / name).exists(), name
    assert "\nUSER folkmoot\n" in text

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every file of the house: licence, length, and the project's own words only."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = ("bot", "adapters", "storage")
MARKED = {".py", ".sql", ".mjs", ".js", ".html"}
"""Kinds of file that name their licence at the top."""

REGISTRIES = re.compile(r"--(?:extra-)?index-url|pypi\.org|registry\.npmjs|files\.pythonhosted")


def files() -> list[Path]:
    """The files that git keeps, or in a copy without git all that are ours."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def python(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a file with its length in lines, its docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node):
                told = node.body[0]
                length -= (told.end_lineno or told.lineno) - told.lineno + 1
            yield node.name, length


def names_of(node: ast.AST) -> Iterator[str]:
    """What a statement imports."""
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


def test_every_file_names_the_licence() -> None:
    assert [
        path.relative_to(ROOT)
        for path in files()
        if path.suffix in MARKED
        and "SPDX-License-Identifier: AGPL-3.0-or-later" not in path.read_text()[:300]
    ] == []


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "17. Interpretation of Sections 15 and 16." in text


@pytest.mark.parametrize("folder", CODE)
def test_files_are_short_and_so_are_functions(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 300, path
        assert [name for name, length in python(path) if length > 50] == [], path


def test_no_address_of_a_package_registry_is_kept() -> None:
    own = Path(__file__)
    found = [
        path.relative_to(ROOT)
        for path in files()
        if path != own
        and path.suffix != ".png"
        and REGISTRIES.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_whatever_the_program_imports_is_declared_with_a_reason() -> None:
    imported = {
        name.partition(".")[0]
        for path in files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        for name in names_of(node)
    } - {*sys.stdlib_module_names, *CODE}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["charts"]]
    declared = {re.split(r"[<>=;\[ ]", one)[0].lower() for one in asked}
    called = {"discord": "discord.py", "nio": "matrix-nio", "yoyo": "yoyo-migrations"}
    assert {called.get(name, name).replace("_", "-") for name in imported} <= {
        name.replace("_", "-") for name in declared
    }
    reasons = (ROOT / "docs" / "dependencies.md").read_text().lower()
    assert [name for name in declared if f"| {name} |" not in reasons] == []

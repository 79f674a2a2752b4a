# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file as TOML: read it, or say on which line it stops being TOML and how to mend that.

The line itself is never shown: it may hold a secret.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.config.problems import ConfigError, Problem

MENDS = (
    ("Invalid value", 'texts need quotation marks, as in title = "The garden"'),
    ("Illegal character", "a text must end with the quotation mark it began with, on its own line"),
    ("Unterminated string", "a text must end with the quotation mark it began with"),
    ("Expected '\"", "a text must end with the quotation marks it began with"),
    (
        "Expected '='",
        "a line reads key = value, and a key with dots or spaces needs quotation marks",
    ),
    (
        "Expected newline",
        "only one key = value may stand on a line, and texts need quotation marks",
    ),
    ("Invalid statement", "a line begins with a key, a [table] or a # for a comment"),
    ("Invalid initial character", "a line begins with a key, a [table] or a # for a comment"),
    ("Cannot overwrite", "a key may stand only once in its table; remove one of the two"),
    ("Cannot declare", "a table may stand only once; put both parts together under one heading"),
    ("Cannot mutate", "this key already has another value; remove one of the two"),
    ("Duplicate inline table key", "a key may stand only once between { and }; remove one"),
    ("Unescaped", "write \\\\ for one \\ in a text, or put the text in single quotation marks"),
    ("Unclosed array", "a list ends with ], and commas stand between its items"),
    ("Unclosed inline table", "a table that begins with { ends with } on the same line"),
    ("Expected ']'", "a heading reads [storage], or [[commons]] with two brackets on each side"),
)
"""How each fault that tomllib finds is most often mended."""

_PLACE = re.compile(r"^(?P<fault>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the file says; raises ConfigError with the one problem there is."""
    try:
        # -sig: some editors put a byte order mark first, which TOML does not know
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        why = "There is no such file; make one with `folkmoot init` or from config.example.toml."
        raise ConfigError([Problem(str(path), "", why)]) from None
    except UnicodeDecodeError:
        why = "This is not UTF-8 text; save the file as UTF-8 in your editor."
        raise ConfigError([Problem(str(path), "", why)]) from None
    except OSError as error:
        why = f"The file can't be read ({error.strerror}); make it a file that you may read."
        raise ConfigError([Problem(str(path), "", why)]) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_fault(str(path), str(error), text)]) from None


def _fault(file: str, message: str, text: str) -> Problem:
    found = _PLACE.match(message)
    fault, line = (found["fault"], found["line"]) if found else (message, None)
    mend = next((mend for start, mend in MENDS if fault.startswith(start)), "")
    number = int(line) if line else len(text.splitlines()) or 1
    said = f"This is not TOML: {fault[0].lower()}{fault[1:]}{f'; {mend}' if mend else ''}."
    return Problem(file, "", said, number)

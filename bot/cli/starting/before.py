# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the configuration said before: raw values, defaults where they make sense."""

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.cli.failures import Misuse
from bot.service.settings import Secret


@dataclass(frozen=True, slots=True)
class Before:
    """The file as it was; `text` None where there was none."""

    path: Path
    text: str | None = None
    tables: Mapping[str, Any] = field(default_factory=dict)

    def table(self, name: str) -> Mapping[str, Any]:
        """One table; an empty one where it is not there."""
        found = self.tables.get(name)
        return found if isinstance(found, dict) else {}

    def commons(self) -> list[Mapping[str, Any]]:
        """Every commons."""
        found = self.tables.get("commons")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def networks(self) -> list[str]:
        """The networks that it has tables for."""
        return [name for name in ("matrix", "discord") if self.table(name)]

    def founded(self) -> bool:
        """Whether there is a database already; unless all was rehearsed, its rules are in force."""
        url = str(self.table("storage").get("url", "sqlite:folkmoot.db"))
        return (self.path.parent / url.removeprefix("sqlite:")).exists()

    def secret(self, reference: str) -> Secret | None:
        """What a reference of the file stands for; None where it can't be found."""
        if reference.startswith("env:"):
            value = os.environ.get(reference.removeprefix("env:"))
            return Secret(value) if value else None
        if not reference.startswith("file:"):
            return Secret(reference) if reference else None
        with suppress(OSError, UnicodeDecodeError):
            file = self.path.parent / reference.removeprefix("file:")
            value = file.read_text(encoding="utf-8").rstrip("\r\n")
            return Secret(value) if value else None
        return None


def read_before(path: Path) -> Before:
    """Read the file if there is one; raises Misuse where it is no TOML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Before(path, text, tomllib.loads(text))
    except FileNotFoundError:
        return Before(path)
    except OSError as error:
        raise Misuse(f"{path} can't be read ({error.strerror}): name another file.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Misuse(
            f"{path} is there and is no TOML: `folkmoot check --config {path}` says why. Mend it, "
            "or name another file."
        ) from None


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list; what is no text is left out."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `folkmoot init` is asked for in tests, and what it wrote."""

import tomllib
from pathlib import Path
from typing import Any

ANSWERS = (
    "--offline",
    "--user=@folkmoot:example.org",
    "--homeserver=https://matrix.example.org",
    "--password=env:PASSWORD",
    "--board=#garden:example.org",
    "--title=The garden",
    "--timezone=Europe/Lisbon",
    "--steward=@ana:example.org",
)


def read(file: Path) -> dict[str, Any]:
    """What a configuration says."""
    return tomllib.loads(file.read_text(encoding="utf-8"))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture of `folkmoot demo`: what the terminal shows, set by rich, taken by Chromium."""

import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 84
BEGINS, ENDS = "Ana needs a hand", "Bo oils the hinge"
"""The part of the tour that is shown: from the broadcast of the task to the votes on the work."""


def ansi(command: list[str]) -> str:
    """What a command prints on a terminal with colours."""
    reader, writer = pty.openpty()
    env = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(WIDTH), "LINES": "400"}
    env.pop("NO_COLOR", None)
    # No keyboard: the tour plays and ends.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=writer, env=env)
    os.close(writer)
    found = b""
    while True:
        try:
            read = os.read(reader, 65536)
        except OSError:  # the other end is closed
            break
        if not read:
            break
        found += read
    process.wait(60)
    os.close(reader)
    return found.decode().replace("\r\n", "\n")


def take(out: Path) -> None:
    """Play the demo and save the picture."""
    lines = ansi([sys.executable, "-m", "bot", "demo", "--fast"]).split("\n")
    begin = next(index for index, line in enumerate(lines) if BEGINS in line)
    end = next(index for index, line in enumerate(lines) if ENDS in line)
    lines = lines[begin : end - 1]
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        console.print(Text.from_ansi("\n".join(lines)))
    with tempfile.TemporaryDirectory() as folder:
        svg = Path(folder) / "demo.svg"
        console.save_svg(str(svg), title="folkmoot demo")
        page = Path(folder) / "demo.html"
        page.write_text(f"<body style='margin:0'>{svg.read_text()}</body>")
        subprocess.run(
            [
                os.environ.get("CHROMIUM", "chromium"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--hide-scrollbars",
                f"--user-data-dir={folder}/profile",
                f"--screenshot={out}",
                f"--window-size=1060,{int(len(lines) * 24.4) + 90}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )

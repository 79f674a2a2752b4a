# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody at a terminal: a pseudo-terminal, questions waited for, answers typed."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import pexpect
from cli_samples import ROOT

from tests.discord.double.server import Discord

ELSEWHERE = ROOT / "tests" / "discord" / "elsewhere"

SEQUENCES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]|\r")


class Terminal:
    """The program in a terminal. `log` is everything that was ever shown."""

    def __init__(
        self, *arguments: object, cwd: Path, discord: Discord | None = None, **environ: str
    ) -> None:
        elsewhere = {
            "FOLKMOOT_TEST_DISCORD_API": discord.api if discord else "http://127.0.0.1:9/api/v10",
            "FOLKMOOT_TEST_DISCORD_GATEWAY": discord.websocket if discord else "ws://127.0.0.1:9",
        }
        self.log = ""
        self._seen = 0
        self.process: Any = pexpect.spawn(
            sys.executable,
            ["-m", "bot", *map(str, arguments)],
            cwd=str(cwd),
            env={
                **os.environ,
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ELSEWHERE}",
                **elsewhere,
                "TERM": "xterm",
                "PROMPT_TOOLKIT_NO_CPR": "1",
                "LANG": "C.UTF-8",
                "TZ": "Europe/Lisbon",
                **environ,
            },
            dimensions=(60, 240),
            encoding="utf-8",
            timeout=40,
        )

    def sees(self, text: str) -> None:
        """Wait until this is shown, wherever the lines break."""
        while (at := self.said().find(text, self._seen)) < 0:
            try:
                self.log += self.process.read_nonblocking(4096, timeout=40)
            except (pexpect.EOF, pexpect.TIMEOUT):
                rest = self.said()[self._seen :]
                raise AssertionError(f"“{text}” was never shown; it says:\n{rest}") from None
        self._seen = at + len(text)  # what was seen is not seen again

    def types(self, text: str = "") -> None:
        """Type a line."""
        self.process.send(f"{text}\r")

    def answers(self, question: str, text: str = "") -> None:
        """Wait for a question and answer it."""
        self.sees(question)
        self.types(text)

    def talks(self, *turns: tuple[str, str | None]) -> None:
        """Wait for each text in turn; answer where there is an answer (None: go on reading)."""
        for text, answer in turns:
            self.sees(text)
            if answer is not None:
                self.types(answer)

    def interrupts(self) -> None:
        """Press Ctrl-C."""
        self.process.sendintr()

    def ends(self) -> int:
        """Wait for the end; gives the status."""
        try:
            while True:
                self.log += self.process.read_nonblocking(4096, timeout=40)
        except pexpect.EOF:
            pass
        self.process.close()
        assert "Traceback" not in self.log
        return int(self.process.exitstatus)

    def said(self) -> str:
        """Everything that was shown, on one line."""
        return " ".join(SEQUENCES.sub("", self.log).split())

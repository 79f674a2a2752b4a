# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bot asked of the double, and every rule that it broke on the way."""

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """One request and how it was answered; `at` is monotonic seconds."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int = 0
    code: int | None = None
    at: float = field(default_factory=time.monotonic)

    @property
    def route(self) -> str:
        """Its path with numbers and tokens left out, as `POST /channels/#/messages`."""
        path = re.sub(r"/(webhooks|interactions)/\d+/[^/]+", r"/\1/#/token", self.path)
        path = re.sub(r"/reactions/[^/]+", "/reactions/emoji", path)
        return f"{self.method} {re.sub(r'/[0-9]+', '/#', path)}"


@dataclass
class Ledger:
    """`breaches` must be empty at the end of every test that doesn't break rules on purpose."""

    asked: list[Asked] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)

    def breach(self, what: str) -> None:
        self.breaches.append(what)

    def of(self, method: str, pattern: str = "") -> list[Asked]:
        """The requests of a method whose path has a part that fits the pattern."""
        fits = re.compile(pattern)
        return [one for one in self.asked if one.method == method and fits.search(one.path)]

    @property
    def edits(self) -> list[Asked]:
        return self.of("PATCH", r"/channels/\d+/messages/\d+$")

    @property
    def listings(self) -> list[Asked]:
        return self.of("GET", r"/reactions/")

    @property
    def refused(self) -> Counter[int]:
        """How many answers were of the kinds for which Discord blocks an address (10,000)."""
        return Counter(one.status for one in self.asked if one.status in (401, 403, 429))

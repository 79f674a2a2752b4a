# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes wrong on request: refusals, 5xx, slow answers, lost answers, rate limits.

A fault is for requests whose `METHOD /path` fits a pattern, and holds so many times, or until it
is lifted. The first that fits is the one that happens.
"""

import re
from dataclasses import dataclass


@dataclass
class Fault:
    """One trouble. `times`: how often it happens (None: until it is lifted)."""

    pattern: "re.Pattern[str]"
    times: int | None
    status: int = 0
    code: int = 0
    delay: float = 0.0
    """Seconds before the answer."""
    lost: bool = False
    """It is done, but the connection breaks before the answer is sent."""
    after: float | None = None
    """A 429 that asks to wait so many seconds."""
    scope: str = "user"
    via: bool = True
    """Whether a 429 is Discord's own, or that of the wall before it."""
    text: str | None = None
    """An answer that isn't JSON."""
    happened: int = 0

    def lift(self) -> None:
        self.times = 0


class Faults:
    """All troubles that wait for their request."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def take(self, method: str, path: str) -> Fault | None:
        for fault in self._faults:
            if fault.times != 0 and fault.pattern.search(f"{method} {path}"):
                if fault.times is not None:
                    fault.times -= 1
                fault.happened += 1
                return fault
        return None

    def clear(self) -> None:
        self._faults.clear()

    def _add(self, pattern: str, times: int | None, **what: object) -> Fault:
        fault = Fault(re.compile(pattern), times, **what)  # type: ignore[arg-type]
        self._faults.append(fault)
        return fault

    def refuse(
        self, pattern: str, code: int, *, times: int | None = 1, status: int | None = None
    ) -> Fault:
        """Say no with one of Discord's codes."""
        return self._add(pattern, times, code=code, status=status or 0)

    def fail(self, pattern: str, status: int = 503, *, times: int | None = 1) -> Fault:
        """A fault of Discord's own (5xx), told as a page of its wall."""
        return self._add(pattern, times, status=status, text="<html>upstream error</html>")

    def slow(self, pattern: str, seconds: float, *, times: int | None = 1) -> Fault:
        return self._add(pattern, times, delay=seconds)

    def lose(self, pattern: str, *, times: int | None = 1) -> Fault:
        """Do it, and cut the connection instead of answering."""
        return self._add(pattern, times, lost=True)

    def limit(
        self,
        pattern: str,
        after: float,
        *,
        times: int | None = 1,
        scope: str = "user",
        via: bool = True,
    ) -> Fault:
        """A rate limit (429) that no header foretold."""
        return self._add(pattern, times, status=429, after=after, scope=scope, via=via)

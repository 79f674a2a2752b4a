# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rate limits: buckets with their headers, the global limit, and slow edits of old messages.

`pace` makes all windows shorter by that factor, so that a test with honest ratios is quick.
"""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from typing import Any

GLOBAL = 50
OLD = 3600.0
"""Seconds after which a message is old."""


@dataclass(frozen=True)
class Rule:
    """So many requests in so many seconds, for each value of the path's main part."""

    name: str
    limit: int
    window: float
    by: str = ""


SEND = Rule("send", 5, 5.0, "channel_id")
EDIT = Rule("edit", 5, 5.0, "channel_id")
DELETE = Rule("delete", 5, 1.0, "channel_id")
REACT = Rule("react", 1, 0.25, "channel_id")
READ = Rule("read", 5, 5.0, "channel_id")
LIST = Rule("list", 10, 5.0, "channel_id")
LOOK = Rule("look", 10, 1.0, "guild_id")
MEMBER = Rule("member", 5, 1.0, "guild_id")
OPEN_DM = Rule("dm", 10, 10.0)
COMMANDS = Rule("commands", 5, 20.0)
WEBHOOK = Rule("webhook", 5, 2.0, "token")


@dataclass(frozen=True)
class Limited:
    """A request that came too soon."""

    after: float
    scope: str
    headers: dict[str, str]
    code: int | None = None
    bare: bool = False
    """Without the seconds to wait, as Discord sometimes answers."""


class TooSoon(Exception):  # noqa: N818 - an answer, not an error of the double
    """A route itself says that a request came too soon."""

    def __init__(self, limited: Limited) -> None:
        super().__init__(limited)
        self.limited = limited


@dataclass
class OldEdits:
    """How often old messages of one channel may be edited within a window; None: always."""

    allowed: int | None = None
    window: float = 60.0
    bare: bool = False
    done: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))


@dataclass
class Window:
    """A window begins with the first request in it, and ends for all of them at once."""

    ends: float = 0.0
    done: int = 0

    def take(self, limit: int, seconds: float, now: float) -> bool:
        """Count one more, if there is room for it."""
        if now >= self.ends:
            self.ends, self.done = now + seconds, 0
        if self.done >= limit:
            return False
        self.done += 1
        return True


class Limits:
    """All windows that are counted. Off until a test turns it on with `on`."""

    def __init__(self) -> None:
        self.on = False
        self.pace = 1.0
        self.old_edits = OldEdits()
        self._windows: dict[tuple[str, str], Window] = defaultdict(Window)
        self._all = Window()

    def take(
        self, rule: Rule, values: dict[str, str], *, free: bool = False
    ) -> "dict[str, str] | Limited":
        """Count a request: the headers of its answer, or that it came too soon.

        `free`: not under the global limit, as answers to interactions aren't.
        """
        now, seconds = time.monotonic(), rule.window / self.pace
        if not self.on:
            return _headers(replace(rule, limit=1000), 999, 1.0)
        if not free and not self._all.take(GLOBAL, 1.0 / self.pace, now):
            headers = {"X-RateLimit-Global": "true"}
            return Limited(self._all.ends - now, "global", headers)
        window = self._windows[rule.name, values.get(rule.by, "")]
        if not window.take(rule.limit, seconds, now):
            after = window.ends - now
            return Limited(after, "user", _headers(rule, 0, after))
        return _headers(rule, rule.limit - window.done, window.ends - now)

    def edit_old(self, channel: str, age: float) -> Limited | None:
        """Whether the edit of a message of this age (seconds) comes too soon."""
        rule = self.old_edits
        if rule.allowed is None or age < OLD:
            return None
        now = time.monotonic()
        done = rule.done[channel]
        while done and done[0] <= now - rule.window:
            done.popleft()
        if len(done) < rule.allowed:
            done.append(now)
            return None
        return Limited(done[0] + rule.window - now, "user", {}, code=30046, bare=rule.bare)


def _rounded(after: float) -> float:
    """Seconds with three digits, never fewer than there are."""
    return math.ceil(after * 1000) / 1000


def _headers(rule: Rule, remaining: int, after: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(rule.limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{_rounded(after):.3f}",
        "X-RateLimit-Bucket": f"bucket-{rule.name}",
    }


def body_of(limited: Limited) -> dict[str, Any]:
    """What a 429 says."""
    if limited.code is not None:
        words = "Maximum number of edits to messages older than 1 hour reached. Try again later."
        said: dict[str, Any] = {"message": words, "code": limited.code}
    else:
        said = {"message": "You are being rate limited."}
    if limited.bare:
        return said
    return said | {"retry_after": _rounded(limited.after), "global": limited.scope == "global"}

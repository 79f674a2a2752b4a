# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules in force: amendable values with bounds. Each rule is one line of RULES.

In the record every value is a canonical string; a rule that is not there is never guessed
(MissingRuleError: the caller refuses).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.domain.durations import parse_duration, write_duration
from bot.domain.measures import Quorum, Threshold, parse_quorum, parse_threshold

Form = Literal["duration", "count", "quorum", "threshold", "flag", "base", "licences"]

LICENCES = (
    "CC-BY-SA-4.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "AGPL-3.0-or-later",
    "GPL-3.0-or-later",
    "GPL-2.0-or-later",
    "LGPL-3.0-or-later",
    "MPL-2.0",
    "EUPL-1.2",
    "Apache-2.0",
    "MIT",
    "BSD-3-Clause",
    "BSD-2-Clause",
    "ISC",
    "0BSD",
    "OFL-1.1",
    "ODbL-1.0",
    "CERN-OHL-S-2.0",
    "CERN-OHL-W-2.0",
    "CERN-OHL-P-2.0",
    "GFDL-1.3-or-later",
    "LAL-1.3",
)
"""Free licences by SPDX identifier (spdx.org/licenses; free by the FSF's or OSI's lists, or, for
content and data, by freedomdefined.org). The first is what a task gets unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the form of its values, its founding default and its bounds (canonical)."""

    form: Form
    default: str
    least: str | None = None
    most: str | None = None


def _duration(default: str, least: str = "1s", most: str = "3650d") -> Rule:
    return Rule("duration", default, least, most)


RULES: Mapping[str, Rule] = {
    "claim.lease": _duration("7d"),
    "claim.limit": Rule("count", "3", "1", "1000"),
    "broadcast.limit": Rule("count", "5", "1", "10000"),
    "review.window": _duration("3d"),
    "review.quorum": Rule("quorum", "3"),
    "review.threshold": Rule("threshold", ">=2/3"),
    "review.block_reason": _duration("1d"),
    "review.override": Rule("threshold", ">=2/3"),
    "poll.window": _duration("7d"),
    "poll.quorum": Rule("quorum", "1.5sqrt"),
    "poll.threshold": Rule("threshold", ">1/2"),
    "poll.of": Rule("base", "cast"),
    "poll.early": Rule("flag", "false"),
    "poll.early_after": _duration("1d"),
    "poll.grace": _duration("12h"),
    "poll.outage": _duration("15m"),
    "poll.after_outage": _duration("12h", least="0s"),
    "reminder.before": _duration("1d"),
    "member.active": _duration("30d"),
    "electorate.tenure": _duration("0s", least="0s"),
    "amendment.window": _duration("10d"),
    "amendment.quorum": Rule("quorum", "3sqrt"),
    "amendment.threshold": Rule("threshold", ">=2/3"),
    "licences": Rule("licences", ", ".join(LICENCES[:5])),
    "steward.act_limit": _duration("3d"),
    "command.max_age": _duration("1d"),
}

FORMS: Mapping[Form, str] = {
    "duration": "a duration such as 90s, 15m, 12h, 3d, 2w or 1d12h",
    "count": "a whole number",
    "quorum": "a number such as 3, a share of the active such as 20%, or a root such as 1.5sqrt",
    "threshold": 'a share such as ">=2/3", ">1/2" or ">=60%"',
    "flag": "true or false",
    "base": "cast or electorate",
    "licences": "free licences by their SPDX names, with commas between: " + ", ".join(LICENCES),
}


class MissingRuleError(Exception):
    """A rule that a decision needs is not in the charter."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"the charter has no rule {rule}")
        self.rule = rule


def _canonical_duration(rule: Rule, text: str) -> str:
    value = parse_duration(text)
    least, most = parse_duration(rule.least or "0s"), parse_duration(rule.most or "0s")
    if not least <= value <= most:
        raise ValueError(text)
    return write_duration(value)


def _canonical_count(rule: Rule, text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(text)
    value = int(text)
    if not int(rule.least or 0) <= value <= int(rule.most or 0):
        raise ValueError(text)
    return str(value)


def _canonical_quorum(_: Rule, text: str) -> str:
    quorum = parse_quorum(text)
    most = {"number": 1_000_000, "share": 100, "root": 1_000}[quorum.form]
    if not 0 < quorum.factor <= most:
        raise ValueError(text)
    return str(quorum)


def _canonical_word(words: tuple[str, ...]) -> Callable[[Rule, str], str]:
    def canonical(_: Rule, text: str) -> str:
        if text.lower() not in words:
            raise ValueError(text)
        return text.lower()

    return canonical


def _canonical_licences(_: Rule, text: str) -> str:
    known = {licence.lower(): licence for licence in LICENCES}
    asked = [part.strip().lower() for part in text.split(",") if part.strip()]
    if not asked or any(licence not in known for licence in asked):
        raise ValueError(text)
    return ", ".join(dict.fromkeys(known[licence] for licence in asked))


_CANONICAL: Mapping[Form, Callable[[Rule, str], str]] = {
    "duration": _canonical_duration,
    "count": _canonical_count,
    "quorum": _canonical_quorum,
    "threshold": lambda _, text: str(parse_threshold(text)),
    "flag": _canonical_word(("true", "false")),
    "base": _canonical_word(("cast", "electorate")),
    "licences": _canonical_licences,
}


def allowed(name: str) -> str:
    """What values a rule takes, as the end of a sentence."""
    rule = RULES[name]
    if rule.least is None:
        return FORMS[rule.form]
    return f"{FORMS[rule.form]}, from {rule.least} to {rule.most}"


def canonical(name: str, value: str) -> str:
    """Check a value of a known rule and write it canonically.

    Raises ValueError with a sentence that quotes the value and says what is allowed.
    """
    rule = RULES[name]
    try:
        return _CANONICAL[rule.form](rule, value.strip())
    except ValueError:
        raise ValueError(f"“{value}” is not {allowed(name)}") from None


def founding(values: Mapping[str, str]) -> dict[str, str]:
    """Every rule with its founding value: the given ones (canonical), else the default."""
    return {name: values.get(name, rule.default) for name, rule in RULES.items()}


class Charter:
    """Rule values with typed readings; parsing is done once per value."""

    __slots__ = ("_durations", "lacking", "values")

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)
        self.lacking = next((name for name in RULES if name not in self.values), None)
        """The first rule that this engine knows and this charter does not have."""
        self._durations: dict[str, timedelta] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Charter) and self.values == other.values

    __hash__ = None  # type: ignore[assignment]  # as a dict

    def value(self, name: str) -> str:
        """The canonical value; raises MissingRuleError."""
        try:
            return self.values[name]
        except KeyError:
            raise MissingRuleError(name) from None

    def duration(self, name: str) -> timedelta:
        """A rule of the form duration."""
        known = self._durations.get(name)
        if known is None:
            known = self._durations[name] = parse_duration(self.value(name))
        return known

    def count(self, name: str) -> int:
        """A rule of the form count."""
        return int(self.value(name))

    def quorum(self, name: str) -> Quorum:
        """A rule of the form quorum."""
        return parse_quorum(self.value(name))

    def threshold(self, name: str) -> Threshold:
        """A rule of the form threshold."""
        return parse_threshold(self.value(name))

    def flag(self, name: str) -> bool:
        """A rule of the form flag."""
        return self.value(name) == "true"

    def licences(self) -> tuple[str, ...]:
        """The licences of the charter; the first is the default."""
        return tuple(self.value("licences").split(", "))

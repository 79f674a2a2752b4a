# SPDX-License-Identifier: AGPL-3.0-or-later
"""Quorums and thresholds: exact, in whole numbers and fractions."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Literal

_DECIMAL = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?", re.ASCII)
_RATIO = re.compile(r"(>=|>|≥)\s*(?:([0-9]{1,6})\s*/\s*([0-9]{1,6})|([0-9]{1,3})\s*%)", re.ASCII)


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _plain(value: Fraction) -> str:
    """Write a decimal fraction of at most three places without trailing zeros."""
    whole, thousandths = divmod(value.numerator * 1000 // value.denominator, 1000)
    return f"{whole}.{thousandths:03d}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must take part: a number, a share of the active, or a root of their number (§10).

    The root is Debian's: Q = factor * sqrt(active) (Debian constitution, 4.2), rounded up.
    """

    form: Literal["number", "share", "root"]
    factor: Fraction

    def of(self, active: int) -> int:
        """The number in force for so many active members, rounded up, before any cap."""
        if self.form == "number":
            return _ceiling(self.factor)
        if self.form == "share":
            return _ceiling(self.factor * active / 100)
        # ceil(p/q * sqrt(n)) is the least k with (k*q)^2 >= p^2 * n: no float comes near it.
        squared = self.factor.numerator**2 * active
        root = isqrt(squared)
        root += root * root < squared
        return -(-root // self.factor.denominator)

    def __str__(self) -> str:
        return _plain(self.factor) + {"number": "", "share": "%", "root": "sqrt"}[self.form]


def parse_quorum(text: str) -> Quorum:
    """Read `3`, `20%` or `1.5sqrt`; raises ValueError for anything else."""
    folded = text.strip().lower().replace(" ", "")
    form: Literal["number", "share", "root"] = "number"
    if folded.endswith("%"):
        form, folded = "share", folded[:-1]
    elif folded.endswith("sqrt"):
        form, folded = "root", folded[:-4]
    if not _DECIMAL.fullmatch(folded):
        raise ValueError(text)
    factor = Fraction(folded)
    if form == "number" and factor.denominator != 1:
        raise ValueError(text)
    return Quorum(form, factor)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share that must be reached (`>=`) or passed (`>`)."""

    strict: bool
    share: Fraction

    def met(self, part: int, whole: int) -> bool:
        """Whether part of whole meets it; nothing of nothing never does."""
        if whole <= 0:
            return False
        ratio = Fraction(part, whole)
        return ratio > self.share if self.strict else ratio >= self.share

    def looser_than(self, other: "Threshold") -> bool:
        """Whether something could meet this one and not the other."""
        return (self.share, self.strict) < (other.share, other.strict)

    def __str__(self) -> str:
        sign = ">" if self.strict else ">="
        return f"{sign}{self.share.numerator}/{self.share.denominator}"


def parse_threshold(text: str) -> Threshold:
    """Read `>1/2`, `>=2/3` or `>=60%`; raises ValueError for anything else, or for nonsense.

    Nonsense is what nothing or everything would meet: a share of 0, more than 1, or `>` 1.
    """
    found = _RATIO.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    sign, over, under, percent = found.groups()
    if under is not None and int(under) == 0:
        raise ValueError(text)
    share = Fraction(int(percent), 100) if percent else Fraction(int(over), int(under))
    strict = sign == ">"
    if share > 1 or (strict and share == 1) or (not strict and share == 0):
        raise ValueError(text)
    return Threshold(strict, share)

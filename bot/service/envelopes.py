# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notices and verdicts as bytes for the store, holding references and never people's words."""

import hashlib
from datetime import datetime

import msgspec

from bot.domain import notice_types, people_notices, people_refusals, refusals
from bot.domain.notice_types import Say
from bot.domain.refusals import Refusal
from bot.service.requests import Done, Repeated, Verdict

_SAYS: dict[str, type[Say]] = {
    name: cls
    for name, cls in (vars(notice_types) | vars(people_notices)).items()
    if isinstance(cls, type) and issubclass(cls, Say) and cls is not Say
}
_REFUSALS: dict[str, type[Refusal]] = {
    name: cls
    for name, cls in (vars(refusals) | vars(people_refusals)).items()
    if isinstance(cls, type) and issubclass(cls, Refusal) and cls is not Refusal
}

_encode = msgspec.json.Encoder().encode

FOUND = b"found"
"""The answer of a mark that nobody handed in, and a reading found."""


class Envelope(msgspec.Struct, frozen=True):
    """A notice on its way. `about` and `source` say what it came of, where no number does."""

    notice: str
    fields: msgspec.Raw
    about: int | None = None
    source: str = ""

    def open(self) -> Say:
        """The notice; raises msgspec.ValidationError if this version can't read it."""
        cls = _SAYS.get(self.notice)
        if cls is None:
            raise msgspec.ValidationError(f"{self.notice} is no notice of this version")
        return msgspec.json.decode(self.fields, type=cls)


def pack(notice: Say, about: int | None = None, source: str = "") -> bytes:
    """A notice as bytes."""
    fields = msgspec.Raw(_encode(notice))
    return _encode(Envelope(type(notice).__name__, fields, about, source))


def unpack(payload: bytes) -> Envelope:
    """The inverse of `pack`; raises msgspec.DecodeError."""
    return msgspec.json.decode(payload, type=Envelope)


def pack_verdict(verdict: Verdict) -> bytes:
    """What an input was answered, as bytes for its inbox row."""
    if isinstance(verdict, Done):
        return b"done" if verdict.height is None else b"done %d" % verdict.height
    if isinstance(verdict, Repeated):
        return b"repeated"
    return type(verdict).__name__.encode() + b" " + _encode(verdict)


def pack_found(by: datetime | None, copy: str) -> bytes:
    """The answer of a mark that a reading found: by when it was there, on which copy."""
    return FOUND if by is None else b" ".join((FOUND, by.isoformat().encode(), copy.encode()))


def found_by(answer: bytes) -> tuple[datetime, str] | None:
    """The inverse; None for what was answered otherwise."""
    name, _, rest = answer.partition(b" ")
    by, _, copy = rest.partition(b" ")
    return (datetime.fromisoformat(by.decode()), copy.decode()) if name == FOUND and by else None


def was_taken(answer: bytes) -> bool:
    """Whether an input with this answer did what it asked for; a blank one tells of nobody."""
    return answer.startswith((b"done", FOUND))


def unpack_verdict(answer: bytes) -> Verdict:
    """The inverse, but for the events of what was done; an unreadable answer is a repetition."""
    name, _, rest = answer.partition(b" ")
    if name == b"done":
        return Done((), int(rest) if rest else None)
    cls = _REFUSALS.get(name.decode("ascii", "replace"))
    if cls is None:
        return Repeated()
    try:
        return msgspec.json.decode(rest, type=cls)
    except msgspec.DecodeError:
        return Repeated()


def idempotency_key(*parts: object) -> str:
    """The same parts give the same key: on Matrix it is the transaction id as well."""
    text = "\x1f".join(map(str, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]

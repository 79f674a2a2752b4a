# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads what Matrix is sent more strictly than any client, and says what a person would see."""

import re
from html.parser import HTMLParser

Letter = tuple[str, bool | None]
"""A letter, and whether it has weight; None where that is free."""


class Broken(AssertionError):  # noqa: N818 - a check that found something
    """A message shows something else than its card says."""


def must(holds: object, why: str, *what: object) -> None:
    """Raise Broken with what was looked at, unless it holds."""
    if not holds:
        raise Broken(f"{why}: {', '.join(ascii(one)[:1000] for one in what)}")


class Page(HTMLParser):
    """Reads HTML strictly: known tags only, each closed, no attribute but a web address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.letters: list[Letter] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        must(tag in ("p", "br", "strong", "code", "a"), "a tag", tag)
        if tag == "a":
            must([name for name, _ in attrs] == ["href"], "attributes", attrs)
            must(re.match(r"(?i)https?://[^/]", attrs[0][1] or ""), "an address", attrs)
        else:
            must(not attrs, "attributes", tag, attrs)
        if tag == "br":
            self.letters.append(("\n", None))
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        must(self.open and self.open.pop() == tag, "tags out of order", tag)

    def handle_data(self, data: str) -> None:
        weight = None if "code" in self.open else "strong" in self.open
        self.letters += [(char, weight) for char in data]

    def handle_comment(self, data: str) -> None:
        raise Broken(f"a comment: {data!a}")

    def handle_decl(self, decl: str) -> None:
        raise Broken(f"a declaration: {decl!a}")

    def handle_pi(self, data: str) -> None:
        raise Broken(f"an instruction: {data!a}")

    def unknown_decl(self, data: str) -> None:
        raise Broken(f"a declaration: {data!a}")

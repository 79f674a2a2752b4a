# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards as Discord messages: what is shown, what fits, and what people's text can't do."""

from datetime import UTC, datetime

import pytest

from adapters.discord.limits import CONTENT, DESCRIPTION, clipped, units
from adapters.discord.markup import linkable, markup
from adapters.discord.render import FILE, MOST_PAGES, Means, pages, shown
from bot.words.cards import Card, Code, Line, Link, Mention, Moment, People, Plain, Span, Strong

AT = datetime(2026, 12, 6, 18, tzinfo=UTC)


def line(*spans: Span, mentions: tuple[str, ...] = ()) -> str:
    return markup(spans, Card((spans,), mentions=mentions))


def card(*lines: Line, **more: object) -> Card:
    return Card(lines, **more)  # type: ignore[arg-type]


TASK = card(
    (Strong((Plain("#12 Task, open: "), People("Mend the *greenhouse* door"))),),
    (People("The hinge is loose."), Plain(" Asked by "), Mention("discord:7", "Ana"), Plain(".")),
    (Plain("Type "), Code("task claim 12"), Plain(" until "), Moment(AT), Plain(".")),
    (Plain("See "), Link("https://example.org/a_b*c"), Plain(" first.")),
)


def test_a_live_card_shows_its_heading_in_notifications_and_the_rest_below() -> None:
    seen = shown(TASK, live=True)
    assert seen.content == "**#12 Task, open: Mend the \\*greenhouse\\* door**"
    assert seen.embed is not None
    assert seen.embed.splitlines() == [
        "The hinge is loose. Asked by Ana.",
        "Type `/task claim 12` until <t:1796580000:f>.",
        "See <https://example.org/a_b*c> first.",
    ]
    assert seen.file is None


def test_a_notice_is_text_alone() -> None:
    seen = shown(TASK, live=False)
    assert seen.embed is None
    assert len(seen.content.splitlines()) == 4


def test_only_who_may_be_pinged_is_pinged() -> None:
    named = Mention("discord:7", "Ana")
    assert line(named) == "Ana"
    assert line(named, mentions=("discord:7",)) == "<@7>"
    assert line(Mention("matrix:@a:b", "Ana"), mentions=("matrix:@a:b",)) == "Ana"
    one = card((named,), mentions=("discord:7", "matrix:@a:b", "discord:x", "discord:²"))
    assert shown(one, live=False).mentions == (7,)
    assert [page.mentions for page in pages(one)] == [(7,)]


SAID = {
    "**bold** __u__ ~~s~~ ||spoiler||": r"\*\*bold\*\* \_\_u\_\_ \~\~s\~\~ \|\|spoiler\|\|",
    "<@123> <@&4> <#5> </x:6> <t:7:R> <:a:8>": (
        r"\<@123\> \<@&4\> \<#5\> \</x:6\> \<t\:7:R\> \<\:a:8\>"
    ),
    "@everyone and @HERE, a@b.org": r"\@everyone and \@HERE, a@b.org",
    "# heading": r"\# heading",
    "## heading": r"\## heading",
    "-# small": r"\-# small",
    "- item": r"\- item",
    "1. item": r"1\. item",
    "23) item": r"23\) item",
    "> quote": r"\> quote",
    "===": r"\===",
    "#12 and -5 and 1.5": "#12 and -5 and 1.5",
    "`code` ```fence": r"\`code\` \`\`\`fence",
    "[click](https://example.org/x)": r"\[click](<https://example.org/x>)",
    "a \\* b": r"a \\\* b",
    ":heart: at 18:00": r"\:heart: at 18:00",
    "discord.gg/abc": r"discord\.gg/abc",
    "https://discord.gg/abc": r"https\://discord\.gg/abc",
    "https://ptb.discord.com/invite/abc": r"https\://ptb.discord\.com/invite/abc",
    "https://discord.com/channels/1/2": "<https://discord.com/channels/1/2>",
    "See https://example.org/x_(y).": "See <https://example.org/x_(y)>.",
    "(https://example.org)": "(<https://example.org>)",
    "https://example.org/@everyone": "<https://example.org/%40everyone>",
    "https://google.com@example.org/": r"https\://google.com@example.org/",
    "“https://münchen.de/Straße”": "“<https://münchen.de/Straße>”",
    "steam://run/1": r"steam\://run/1",
    "مرحبا!": "\u2068مرحبا!\u2069",
}


@pytest.mark.parametrize("text", SAID, ids=ascii)
def test_what_people_write_is_text(text: str) -> None:
    assert line(People(text)) == SAID[text]


def test_neighbours_make_no_emoji_together() -> None:
    assert line(People(":heart"), Plain(": 3")) == "\\:heart: 3"
    assert line(Plain("so:"), Moment(AT)) == "so\\:<t:1796580000:f>"


def test_bold_ends_where_it_should() -> None:
    bold = Strong((Plain("See "), Link("https://a.org/x**y"), Plain(" "), Code("a**b"), Plain("!")))
    assert line(bold) == "**See** <https://a.org/x**y> `/a**b`**!**"
    moment = Strong((Plain("Until "), Moment(AT), Plain(": "), Code("claim"), Plain(".")))
    assert line(moment) == "**Until <t:1796580000:f>: `/claim`.**"
    assert line(Strong((People("a"),)), Strong((People("b*"),))) == "**ab\\***"
    assert line(Strong((Plain(" "),))) == " "


def test_code_that_could_be_read_as_more_is_text() -> None:
    assert line(Code("my zone Europe/Lisbon")) == "`/my zone Europe/Lisbon`"
    assert line(Code("a*b_c", command=False)) == "`a*b_c`"
    usage = "task new <title> [details:]"
    assert line(Code(usage)) == f"`/{usage}`"
    assert line(Code("a`b", command=False)) == r'"a\`b"'
    assert line(Code("task submit 1 @everyone")) == r'"/task submit 1 \@everyone"'
    assert line(Code("discord.gg/x", command=False)) == r'"discord\.gg/x"'
    assert line(Code("")) == "`/`"
    assert line(Code("", command=False)) == '""'


def test_addresses_that_are_not_the_web_are_text() -> None:
    assert line(Link("javascript:alert(1)")) == "javascript:alert(1)"
    assert line(Link("http://[::1")) == "http\\://\\[\\::1"
    assert linkable("https://example.org/a b<c>") == "<https://example.org/a%20b%3Cc%3E>"
    assert linkable("https://de.example.org/Tür") == "<https://de.example.org/Tür>"


def test_discord_counts_what_is_beyond_the_first_plane_twice() -> None:
    assert units("a👍") == 3
    assert clipped("👍" * 50, 80) == "👍" * 39 + "…"
    assert clipped("é" * 80, 80) == "é" * 80
    assert clipped("e\u0301" * 80, 80) == "e\u0301" * 39 + "…"
    assert clipped("abc", 3) == "abc"


def fits(content: str, embed: str | None) -> bool:
    return 0 < units(content) <= CONTENT and (embed is None or 0 < units(embed) <= DESCRIPTION)


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize(
    "letters", ["word ", "xx", "*", "👍", "👨‍👩‍👧", "e\u0301\u0301", "https://a.b/c "]
)
def test_what_is_too_long_is_cut_and_goes_along_whole(letters: str, *, live: bool) -> None:
    long = People(letters * 3000)
    for lines in (((long,),), ((Plain("Heading"),), (long,)), ((long,), (long,), (long,))):
        seen = shown(card(*lines), live=live)
        assert fits(seen.content, seen.embed)
        assert seen.file is not None
        name, data = seen.file
        assert name == FILE
        assert data.decode().count(letters.strip()) >= 3000 * sum(long in one for one in lines)
        assert "All of it is in the file." in (seen.embed or seen.content)
        assert "…" in seen.content + (seen.embed or "")


def test_what_stands_behind_a_long_text_stays() -> None:
    lines = [(Plain("Heading"),), (People("seedlings " * 900),), (Plain("So far: 2 of 3."),)]
    seen = shown(card(*lines), live=True)
    assert fits(seen.content, seen.embed)
    long, so_far, said = (seen.embed or "").splitlines()
    assert long.endswith("seedlings …")
    assert units(long) > 3900
    assert so_far == "So far: 2 of 3."
    assert said == "This is the beginning. All of it is in the file."


@pytest.mark.parametrize("live", [True, False])
def test_without_the_right_to_embed_all_is_text(*, live: bool) -> None:
    seen = shown(TASK, live=live, means=Means(embeds=False))
    assert seen.embed is None
    assert len(seen.content.splitlines()) == 4
    long = card((Plain("Heading"),), (People("seedlings " * 900),), (Plain("So far: 2 of 3."),))
    seen = shown(long, live=live, means=Means(embeds=False))
    assert seen.embed is None
    assert fits(seen.content, None)
    assert seen.content.splitlines()[2] == "So far: 2 of 3."
    assert seen.file is not None


@pytest.mark.parametrize("live", [True, False])
def test_without_the_right_to_attach_no_file_is_promised(*, live: bool) -> None:
    for means in (Means(files=False), Means(embeds=False, files=False)):
        seen = shown(card((People("x " * 3000),), (People("y " * 3000),)), live=live, means=means)
        assert seen.file is None
        assert fits(seen.content, seen.embed)
        assert "The rest is too long for this room." in seen.content + (seen.embed or "")


def test_of_too_many_lines_the_first_are_shown() -> None:
    lines = [(Plain(f"{number}: "), People("seedlings " * 40)) for number in range(200)]
    seen = shown(card((Plain("Heading"),), *lines), live=True)
    assert fits(seen.content, seen.embed)
    assert (seen.embed or "").splitlines()[9].startswith("9: seedlings")


def test_a_heading_is_not_parted_from_what_it_is_said_of() -> None:
    text = (People("x" * 990),)
    heading = (Strong((Plain("The rules"),)),)
    first, second = pages(card(text, text, heading, text))
    assert first.content.count("\n") == 1
    assert second.content.startswith("**The rules**\nx")
    (alone,) = pages(card(heading, (People("y" * 1900),)))
    assert alone.content.startswith("**The rules**")


def test_words_are_cut_between() -> None:
    seen = shown(card((People("seedlings " * 400),)), live=False)
    assert seen.content.splitlines()[0].removesuffix("…").rstrip().endswith("seedlings")


def test_a_long_answer_takes_several_messages() -> None:
    lines = [(Plain(f"#{number} Task: "), People("seedlings " * 10)) for number in range(60)]
    seen = pages(card(*lines))
    assert 1 < len(seen) <= MOST_PAGES
    assert all(fits(page.content, page.embed) for page in seen)
    assert "\n".join(page.content for page in seen) == "\n".join(line(*one) for one in lines)


def test_a_line_longer_than_a_message_goes_on_in_the_next() -> None:
    seen = pages(card((Plain("Before"),), (People("a*b " * 750),), (Plain("After"),)))
    assert all(fits(page.content, page.embed) for page in seen)
    assert sum(page.content.count(r"a\*b") for page in seen) == 750
    assert seen[-1].content.endswith("\nAfter")


def test_an_answer_without_end_is_a_file() -> None:
    seen = pages(card(*[(People("seedlings " * 20),) for _ in range(100)]))
    assert len(seen) == 1
    assert seen[0].file is not None


def test_what_has_no_words_says_so() -> None:
    for empty in (card(), card((People("\u3164"),)), card((People(""),), (People(" "),))):
        assert shown(empty, live=True).content == "(no text)"
        assert shown(empty, live=False).content == "(no text)"
        assert [page.content for page in pages(empty)] == ["(no text)"]

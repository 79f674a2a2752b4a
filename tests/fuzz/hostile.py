# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people might type to break a bot, and to speak with its voice."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

from adapters.console.steps import Action, Deletes, Edits, Reacts, Says, Waits
from bot.service.chat import COMMANDS
from bot.service.incoming import Commanded

PEOPLE = ("Ana", "Bo", "Cleo", "Dee")

INVISIBLE: Sequence[str] = (
    *("", " ", "\t", "\n", "\n\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\u200d\u200d", "\ufeff"),
    *("\u2060", "\u202e", "\u202d", "\u202a", "\u2066", "\u2067", "\u2068", "\u2069", "\u061c"),
    *("\u200e", "\u200f", "\u3164", "\u2800", "\u115f", "\U000e0041", "\u2028", "\u2029", "\x85"),
    *("\ud800", "\udfff", "\ud83d\ude00", "\x00", "\x1b[31m", "\x07", "\r", "\x7f", "\u0300"),
    *("\ue000", "\U0010ffff", "\ufffe", "\ufff9", "\u180e", "\u034f", "\ufe0f", "\u20e3"),
)
DISCORD: Sequence[str] = (
    *("@everyone", "@here", "@EVERYONE", "<@123456789012345678>", "<@!1>", "<@&1>", "<#1>"),
    *("</task new:1>", "<t:1700000000:R>", "<t:1>", "<:a:1>", "<a:b_c:2>", "<id:customize>"),
    *("<sound:1:2>", ":heart:", ":+1:", ":wave::skin-tone-2:", ":", "::", ":a", "a:", "<", ">"),
    *("*", "**", "***", "_", "__", "~~", "~", "||", "|", "`", "``", "```", "```py\n", "\\", "\\\\"),
    *("# ", "## ", "### ", "#", "-# ", "- ", "-", "* ", "+ ", "1. ", "1) ", "> ", ">>> ", ">"),
    *(
        "===",
        "---",
        "***\n",
        "[a](https://b.org)",
        "[a](<https://b.org> 't')",
        "[",
        "](",
        ")",
        "![",
    ),
    *("discord.gg/abc", "https://discord.gg/abc", "discord.com/invite/abc", "dіscord.gg/x"),
    *("https://discord.com/channels/1/2/3", "https://discordapp.com/invite/a", "discord.gift/x"),
    *("https://b.org/x_y*z", "<https://b.org>", "http://[::1", "https://a@b.org", "steam://run/1"),
    *("https://b.org/@everyone", "https://b.org/||a||`b`", "HTTPS://B.ORG", "https://b.org/)).,"),
    *("https://", "http://a", "https://b.org/" + "x" * 300, "¯\\_(ツ)_/¯", "<mailto:a@b.org>"),
)
MATRIX: Sequence[str] = (
    *("<b>x</b>", "</p><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;&#x41;"),
    *("@room", "@ana", "matrix:@ana:example.org", "https://matrix.to/#/@a:b", "<mx-reply>", "<!--"),
    *("javascript:alert(1)", "data:text/html,x", "mailto:x@y", "file:///etc/passwd", "' onclick='"),
)
OURS: Sequence[str] = (
    *("**#1 Accepted: x**", "#1 Passed: x", "`!my forget`", "{number}", "{title}", "%s%n", "{0}"),
    *(
        "{0.__class__}",
        "[/bold]",
        "[link=http://e]",
        "'; DROP TABLE entries; --",
        "../../etc/passwd",
    ),
    *("null", "None", "true", "fm:garden:1:claim", "org.folkmoot.card"),
)
LETTERS: Sequence[str] = (
    *(
        "word",
        "Two words",
        "مرحبا",
        "שלום",
        "緑の扉",
        "नमस्ते",
        "ภาษาไทย",
        "Привет",
        "Ελλάδα",
        "e\u0301",
    ),
    *(
        "\u0301" * 50,
        "Z" + "\u0e47" * 80,
        "a\u0489" * 30,
        "👍🏿",
        "1️⃣",
        "👨‍👩‍👧",
        "🇵🇹",
        "🏴\U000e0067\U000e007f",
    ),
    *("x" * 300, "w " * 200, "🌱" * 120, "ﷺ" * 40, "𝕬𝖓𝖆", "İ", "ß", "ǅ"),
)
VALUES: Sequence[str] = (
    *("#1", "#999999999", "0", "-1", "1e9", "٣", "²", "99999999999999999999", "1.5", "0x10"),
    *("999999w", "-3d", "0s", "3d", "1d12h", "yesterday", "2020-01-01", "2026-02-30", "9999-12-31"),
    *("2027-03-28 01:30", "0000-00-00 99:99", "2026-12-01T18:00", "10000-01-01", "due:", "due:x"),
    *("a|b", "a|a", "|||", "a,b,c", ",,,", '"', '""', "“x", "x”", "title:", "title:x", "DUE:3d"),
    *("yes", "no", "sound", "needs work: it squeaks", "block", "claim", "submit", "why", "accept"),
    *("commons:x", "commons:village", "with:@bo", "with:@stranger:x", "with:@", "licence:MIT"),
    *(
        "slots:0",
        "slots:3",
        "quorum:0",
        "quorum:9",
        "threshold:1/0",
        "threshold:>=3/4",
        "closes:2d",
    ),
    *("details:", "skills:a,b", "options:a|b|c", "because:", "on", "off", "de", "Europe/Lisbon"),
)
SHOWN = (*DISCORD, *MATRIX, *OURS, *LETTERS, *INVISIBLE)
"""What no option takes: it is only there to be shown."""

PARTS = (*SHOWN, *VALUES)
RARE, HUGE = 400, 300
"""One in so many strings is so many times as long: longer than anything that is allowed."""


def hostile(dice: random.Random) -> str:
    """A string that nobody types by accident."""
    parts = dice.choices(PARTS if dice.random() < 0.4 else SHOWN, k=dice.randint(1, 5))
    chance = dice.random()
    if chance < 0.1:  # a wrapping, closed or not
        mark = dice.choice(DISCORD)
        parts = [mark, *parts, mark[::-1]]
    elif chance < 0.2:  # any letters there are
        parts.append("".join(chr(dice.randrange(0x110000)) for _ in range(dice.randint(1, 12))))
    elif chance < 0.3:  # signs alone
        parts.append("".join(dice.choices("*_~|`<>#-+[]()!:@/\\. \n0a", k=dice.randint(2, 24))))
    text = dice.choice(("", "", " ", " ", "\n", "|", ",")).join(parts)
    return text * HUGE if dice.randrange(RARE) == 0 else text


def actions(dice: random.Random, count: int) -> Iterator[Action | tuple[str, Commanded]]:
    """So many hostile strings, through every command in turn, typed and chosen."""
    paths = list(COMMANDS)
    for index in range(count):
        name, path = dice.choice(PEOPLE), paths[index // 2 % len(paths)]
        if index % 2:
            yield name, Commanded(path, dict(_options(dice, path)))
        else:
            number = dice.choice(("", f" {dice.randint(0, 30)}", f" #{dice.randint(1, 9)}"))
            command = f"!{path}{number if 'new' not in path else ''} {hostile(dice)}"
            yield Says(name, command, private=dice.random() < 0.1)
        if index % 13 == 0:
            yield Edits(name, dice.choice((f"!{path} {hostile(dice)}", hostile(dice))))
        if index % 17 == 0:
            yield Says(name, f"{dice.choice(VALUES)} {hostile(dice)}", reply_to=1)
        if index % 19 == 0:
            yield Reacts(name, dice.choice(("👍", "✅", "🔧", "✋", "2️⃣", "🦄")), dice.randint(1, 9))
        if index % 97 == 0:
            yield Waits(timedelta(hours=dice.randint(1, 40)))
        if index % 41 == 0:
            yield Deletes(name)


def _options(dice: random.Random, path: str) -> Iterator[tuple[str, str]]:
    for option in COMMANDS[path].shape.options:
        if option.required or dice.random() < 0.5:
            fitting = option.kind.value == "number" or (option.choices and dice.random() < 0.5)
            number = str(dice.randint(1, 12))
            right = dice.choice(option.choices) if option.choices else number
            yield option.name, right if fitting and dice.random() < 0.9 else hostile(dice)

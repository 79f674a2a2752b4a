# SPDX-License-Identifier: AGPL-3.0-or-later
"""The members' guide as Markdown, made of the command table, the emoji table and the rules.

`python -m manuals` writes it to docs/; a test finds it out of date when a command changes.
"""

from collections.abc import Iterable, Sequence

from bot.domain.charter import RULES, Rule
from bot.words.catalogue import N_, SOURCE, translate
from bot.words.choices import LABELS
from bot.words.emoji import emoji_of
from bot.words.help import TOPICS, topic_of, usage
from bot.words.names import COMMAND
from bot.words.rule_texts import EXPLANATIONS
from bot.words.table import ChatCommand, Option

_TITLE = N_("Members' guide")
_MADE = N_(
    "Made of the bot's own commands by `python -m manuals`: a change here would be overwritten."
)
_INTRO = (
    N_(
        "Here a community governs itself. Work is shown to everybody, whoever likes takes it up, "
        "peers judge it with reasons, and what they decide stands in a record that nobody can "
        "rewrite unnoticed. Nobody is assigned anything, and no vote weighs more than another."
    ),
)
_FIRST = N_("The first five minutes")
_STEPS = (
    N_(
        "**Take something up.** React ✋ on the card of a task, or press its button. It tells the "
        "others that you are on it; it locks nobody out."
    ),
    N_(
        "**Put it forward.** When it is done, reply to the card with “submit” and a link, or use "
        "its button. Nobody needs to have asked for it: work that comes unasked is welcome."
    ),
    N_(
        "**Judge what others made.** React on the card of a review, and say why in a reply. Who "
        "made a work does not judge it."
    ),
    N_(
        "**Decide together.** Ask everybody with `poll new`, and vote on the cards of open polls. "
        "You can change your vote until the poll closes: the latest counts."
    ),
)
_SIGNS = N_("What the signs mean")
_SIGNS_MORE = N_(
    "A reaction, a button, a reply to the card with the word, and a command all do the same. Take "
    "a reaction away, and what stood before it counts again."
)
_SIGN, _WORD, _MEANS = N_("Sign"), N_("Word"), N_("What it says")
_MEANINGS: tuple[tuple[str, str], ...] = (
    ("claim", N_("I am on this task. It ends by itself after a while.")),
    ("sound", N_("This work can go in as it is.")),
    ("excellent", N_("It is sound, and more than that: the authors' credit says so.")),
    ("needs_work", N_("It can't go in yet. Say what is missing; nothing is lost by it.")),
    (
        "block",
        N_("It must not go in: harm, plagiarism, trouble with a licence. It needs a reason."),
    ),
    ("yes", N_("For it.")),
    ("no", N_("Against it.")),
    ("abstain", N_("I take part and leave the choice to the others.")),
)
_TYPING = N_("How commands are typed")
_TYPING_LINES = (
    N_(
        "On Discord they begin with `/` and offer what fits as you type; `my` alone is `/my show` "
        "there. On Matrix they begin with `!`, as in `!task new Mend the door`, or with a mention "
        "of the bot."
    ),
    N_(
        "Words in `<…>` are needed, those in `[…]` can be left out. What has a colon is written "
        '`name:value`, or `name:"several words"`.'
    ),
    N_(
        "Times are moments such as `2026-12-01 18:00`, or durations such as `15m`, `12h`, `3d` or "
        "`1d12h`. A number names a card: `12` is what the card calls #12."
    ),
    N_(
        "What concerns only you is told to you alone where that is possible: on Discord always, on "
        "Matrix in a room with only you and the bot."
    ),
)
_NAMES = N_(
    "In a Discord that speaks your language, commands and their options have names in it: those in "
    "brackets below. Everywhere else the English ones are typed."
)
_LINKING = N_("On both networks")
_LINKING_LINES = (
    N_(
        "Who is here with several accounts, on Discord and on Matrix, can be one person with one "
        "ballot. Type `my link` where only I read it; I give you a code. Type `my link` and the "
        "code from your other account, within ten minutes."
    ),
    N_(
        "From then on your latest choice counts, wherever you made it. `my unlink` lets an account "
        "stand on its own again. Both are on record, without your names."
    ),
)
_COMMANDS = N_("All commands")
_KEPT = N_("What is kept of you")
_KEPT_LINES = (
    N_(
        "Your account's name and your words are kept beside the record, so that they can be taken "
        "out of it. `my` shows what is kept, `my forget` erases it. Numbers and dates stay, since "
        "the others' decisions rest on them."
    ),
    N_("Tasks, works, votes and reasons are public in the rooms of the commons."),
)
_ROOM = N_("For the rooms, where all can see it.")
_PRIVATE = N_("For you alone: on Discord anywhere, on Matrix in a room with only you and me.")
_OPTIONAL = N_("Can be left out.")
_ONE_OF = N_("One of {words}.")

_RULE, _VALUE, _FROM, _TO, _WHAT = (
    N_("Rule"),
    N_("Default"),
    N_("At least"),
    N_("At most"),
    N_("What it does"),
)


def members_manual(commands: Sequence[ChatCommand], language: str) -> str:
    """The members' guide in a language."""

    def said(message: str) -> str:
        return translate(language, message)

    parts = [f"# {said(_TITLE)}", f"<!-- {said(_MADE)} -->", *map(said, _INTRO)]
    parts.append(f"## {said(_FIRST)}")
    parts.append("\n".join(f"{n}. {said(step)}" for n, step in enumerate(_STEPS, 1)))
    parts += [f"## {said(_SIGNS)}", said(_SIGNS_MORE), _signs(language)]
    typing = _TYPING_LINES if language == SOURCE else (*_TYPING_LINES, _NAMES)
    parts += [f"## {said(_TYPING)}", "\n".join(f"- {said(line)}" for line in typing)]
    parts += [f"## {said(_LINKING)}", *map(said, _LINKING_LINES)]
    parts.append(f"## {said(_COMMANDS)}")
    for topic in dict.fromkeys([*TOPICS, *map(topic_of, commands)]):
        mine = [command for command in commands if topic_of(command) == topic]
        if mine:
            parts.append(f"### {said(TOPICS.get(topic, topic))}")
            parts += [_command(command, commands, language) for command in mine]
    parts += [f"## {said(_KEPT)}", *map(said, _KEPT_LINES)]
    return "\n\n".join(parts) + "\n"


def rule_table(language: str) -> str:
    """Every rule with its default, its bounds and what it does, as a Markdown table."""
    rows = [
        (f"`{name}`", f"`{rule.default}`", *_bounds(rule), translate(language, EXPLANATIONS[name]))
        for name, rule in RULES.items()
    ]
    head = [translate(language, word) for word in (_RULE, _VALUE, _FROM, _TO, _WHAT)]
    return _table(head, rows)


def _bounds(rule: Rule) -> tuple[str, str]:
    return (
        f"`{rule.least}`" if rule.least else "",
        f"`{rule.most}`" if rule.most else "",
    )


def _signs(language: str) -> str:
    rows = [
        (emoji_of(choice), translate(language, LABELS[choice]), translate(language, meaning))
        for choice, meaning in _MEANINGS
    ]
    return _table([translate(language, word) for word in (_SIGN, _WORD, _MEANS)], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, *rows)]
    lines.insert(1, "|" + "---|" * len(head))
    return "\n".join(lines)


def _command(command: ChatCommand, commands: Sequence[ChatCommand], language: str) -> str:
    """A command with its options."""
    said = [translate(language, command.summary)]
    if command.where == "room":
        said.append(translate(language, _ROOM))
    if command.where == "private":
        said.append(translate(language, _PRIVATE))
    more = any(other.path.startswith(f"{command.path} ") for other in commands)
    # Discord can't show a first word alone that has others below it.
    named = _own_name(f"{command.path} show" if more else command.path, language)
    own = f" (`/{named}`)" if named != command.path else ""
    lines = [f"**`{usage(command)}`**{own}  ", " ".join(said)]
    options = [_option(option, language) for option in command.options]
    return "\n".join(lines) + ("\n\n" + "\n".join(options) if options else "")


def _option(option: Option, language: str) -> str:
    said = [translate(language, option.summary)]
    if option.choices:
        words = ", ".join(f"`{choice}`" for choice in option.choices)
        said.append(translate(language, _ONE_OF).format(words=words))
    if not option.required:
        said.append(translate(language, _OPTIONAL))
    name = option.name if option.free else f"{option.name}:"
    named = _own_name(option.name, language)
    own = f" (`{named}`)" if named != option.name else ""
    return f"- `{name}`{own} {' '.join(said)}"


def _own_name(words: str, language: str) -> str:
    """What a Discord in that language calls a command or an option."""
    return " ".join(translate(language, word, COMMAND) for word in words.split())

# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a fresh config.toml says about each of its keys."""

TOP = """\
# The configuration of Folkmoot, written by `folkmoot init`. Change it as you like and run
#   folkmoot check --config config.toml --online
# which names everything that needs mending. `folkmoot init` can be run again: it changes what you
# change and keeps your comments. docs/moderators.md explains every key and every rule.
"""

HEADINGS = {
    "storage": "--- Where the record is kept ---",
    "matrix": "--- The bot's account on Matrix ---",
    "discord": "--- The bot's application on Discord ---",
    "commons": "--- The commons: one community with one record ---",
}

_SIGN_IN = (
    "How it signs in. The secret itself stands elsewhere: file:PATH is a file that only the bot's\n"
    "user may read, env:NAME an environment variable."
)

COMMENTS = {
    "storage.url": (
        "One file. It holds the record, and people's words until they want them forgotten.\n"
        "Back it up with `folkmoot backup`, not by copying it while the bot runs."
    ),
    "matrix.homeserver": "Where the account lives: the address of the server itself.",
    "matrix.user": "The bot's whole name.",
    "matrix.password": _SIGN_IN,
    "matrix.access_token": _SIGN_IN,
    "matrix.inviters": (
        "Whose invitations to other rooms the bot follows; * stands for any letters. It goes\n"
        "into the rooms below without being told twice."
    ),
    "discord.token": _SIGN_IN,
    "discord.message_content": (
        "Whether it reads messages, for commands typed as !task beside /task. Needs the Message\n"
        "Content Intent, to be switched on in the developer portal under Bot. Most need neither."
    ),
    "discord.members": (
        "Whether it sees who is on the server, so that quorums count those who never wrote, too.\n"
        "Needs the Server Members Intent, to be switched on in the same place."
    ),
    "commons.name": "What people type to name it, as in commons:garden. Keep it for good.",
    "commons.title": "What it is called in sentences.",
    "commons.language": (
        "The language of cards in its rooms, and the zone in which times are meant."
    ),
    "commons.rooms": (
        "Its rooms. A board (the default) shows every task and poll; a digest room gets one\n"
        "summary a day; a commands room only answers. A room may say more of itself, as in\n"
        '{ room = "…", role = "digest", language = "de" }: `threads = true` opens a thread for\n'
        "each task where the network has them, `pictures = true` adds charts to outcomes."
    ),
    "commons.stewards": (
        "Who moderates at first. What a steward does is public, temporary, and undone by a lost\n"
        "poll."
    ),
    "commons.ignore": (
        "Accounts that are never counted: other bots, and the ghosts that a bridge puts into rooms."
    ),
    "commons.rehearsal": (
        "In a rehearsal everything says that it is only tried out. Take this out and start the\n"
        "bot anew to end it: all of it is erased, and the commons is founded."
    ),
    "commons.charter": (
        "The rules to begin with. They hold until the commons itself changes them: from the first\n"
        "entry on the record's rules are in force, and a value changed here is only offered as an\n"
        "amendment. Rules that are not here have their defaults; `rule list` in the chat shows all."
    ),
}
"""By table and key; a line of the comment each line."""

OPTIONAL = {
    "discord.message_content",
    "discord.members",
    "commons.rehearsal",
    "matrix.inviters",
    "commons.ignore",
}
"""Keys that stand commented out while they are at their defaults."""

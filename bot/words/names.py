# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands and their options are called in other languages, where a network shows names.

Text commands are the same in every language; only Discord shows each person names of their own.
In a catalogue these words stand apart from the same words in sentences, by their context.
"""

from bot.words.catalogue import C_

COMMAND = "command"
"""The context of these words in the catalogues."""

NAMES: tuple[str, ...] = (
    # the first words
    C_("command", "task"),
    C_("command", "poll"),
    C_("command", "rule"),
    C_("command", "my"),
    C_("command", "record"),
    C_("command", "steward"),
    C_("command", "help"),
    # what can be done
    C_("command", "new"),
    C_("command", "list"),
    C_("command", "show"),
    C_("command", "edit"),
    C_("command", "claim"),
    C_("command", "extend"),
    C_("command", "release"),
    C_("command", "withdraw"),
    C_("command", "submit"),
    C_("command", "vote"),
    C_("command", "unvote"),
    C_("command", "skills"),
    C_("command", "zone"),
    C_("command", "language"),
    C_("command", "reminders"),
    C_("command", "mentions"),
    C_("command", "link"),
    C_("command", "unlink"),
    C_("command", "forget"),
    C_("command", "head"),
    C_("command", "verify"),
    C_("command", "export"),
    C_("command", "pause"),
    C_("command", "resume"),
    # options
    C_("command", "number"),
    C_("command", "title"),
    C_("command", "details"),
    C_("command", "due"),
    C_("command", "slots"),
    C_("command", "licence"),
    C_("command", "skill"),
    C_("command", "state"),
    C_("command", "work"),
    C_("command", "with"),
    C_("command", "question"),
    C_("command", "options"),
    C_("command", "closes"),
    C_("command", "quorum"),
    C_("command", "threshold"),
    C_("command", "which"),
    C_("command", "choice"),
    C_("command", "because"),
    C_("command", "topic"),
    C_("command", "switch"),
    C_("command", "room"),
    C_("command", "code"),
    C_("command", "account"),
    C_("command", "commons"),
    # what some options take
    C_("command", "open"),
    C_("command", "claimed"),
    C_("command", "review"),
    C_("command", "accepted"),
    C_("command", "withdrawn"),
    C_("command", "mine"),
    C_("command", "closed"),
    C_("command", "on"),
    C_("command", "off"),
)
"""Names that are not here are English everywhere."""

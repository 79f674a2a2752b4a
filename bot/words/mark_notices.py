# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told of reactions that are gone, where the network does not say whose doing it was (§3).

Most often it was their own, so nobody is accused, and nothing need be done.
"""

from bot.domain.views import TaskView
from bot.words.cards import Line
from bot.words.catalogue import N_
from bot.words.emoji import emoji_of
from bot.words.telling import Telling


def lost(told: Telling) -> list[Line]:
    """To the one whose mark it was."""
    choice: str = told.notice.choice
    if isinstance(told.view, TaskView):
        template = N_(
            "Your {emoji} on #{number} was taken away, and with it your claim. If that was you, "
            "all is well; if not, tap it again, or write `task claim {number}`."
        )
    else:
        template = N_(
            "Your {emoji} on #{number} was taken away, so it no longer counts. If that was you, "
            "all is well; if not, tap it again, or write `poll vote {number} {choice}`."
        )
    word = choice.replace("_", " ")
    return [told.say(template, emoji=emoji_of(choice), choice=word)]


def lost_here(told: Telling) -> list[Line]:
    """The same, where all can read it: it names nobody."""
    return [
        told.say(
            N_(
                "Reactions were taken away from #{number}, and I can't see by whom. If one of "
                "yours is gone and that was not you, tap it again, or answer the card with its "
                "word."
            )
        )
    ]

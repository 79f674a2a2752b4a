# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door to the card that a number shows, whatever it is and however it stands."""

from bot.domain.views import PollView, TaskView
from bot.words.cards import Card
from bot.words.outcome_card import outcome_card
from bot.words.poll_card import poll_card
from bot.words.review_card import review_card
from bot.words.task_card import task_card
from bot.words.voice import Voice


def live_card(view: TaskView | PollView, voice: Voice) -> Card:
    """The card that stands in every board room, in its newest state."""
    if isinstance(view, TaskView):
        return task_card(view, voice)
    if view.state in {"passed", "failed", "no_quorum"}:
        return outcome_card(view, voice)
    return review_card(view, voice) if view.kind == "review" else poll_card(view, voice)

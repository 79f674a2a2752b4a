# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is told once: one text for each Say of the domain.

In rooms a reminder names nobody and says what is missing (§27); only what concerns one person
by their own doing (a claim, a credit) names them.
"""

from collections.abc import Callable

from bot.domain import notice_types as told
from bot.domain import people_notices as of_people
from bot.domain.notice_types import Say
from bot.domain.views import DigestView, PollView
from bot.words import digest_card, linking, mark_notices, poll_notices, room_notices, task_notices
from bot.words.cards import Card, Line
from bot.words.outcome_card import outcome_card
from bot.words.people import card
from bot.words.telling import Telling, View
from bot.words.voice import Voice

TEXTS: dict[type[Say], Callable[[Telling], list[Line]]] = {
    told.OutcomeSaid: poll_notices.outcome,
    told.PollExtendedSaid: poll_notices.extended,
    told.PollRemindedSaid: poll_notices.reminded,
    told.BallotWanted: poll_notices.ballot_wanted,
    told.PollWithdrawnSaid: poll_notices.poll_withdrawn,
    told.TaskWithdrawnSaid: task_notices.task_withdrawn,
    told.ClaimNudgedSaid: task_notices.nudged,
    told.ClaimLapsedSaid: task_notices.lapsed,
    told.ClaimPromotedSaid: task_notices.promoted,
    told.SkillsWanted: task_notices.skills_wanted,
    told.CreditOffered: task_notices.credit_offered,
    told.ReasonWanted: poll_notices.reason_wanted,
    told.AuthorTold: poll_notices.author_told,
    told.VoteAgain: poll_notices.vote_again,
    told.Welcome: room_notices.welcome,
    told.DigestSaid: digest_card.digest,
    of_people.AccountLinkedSaid: linking.linked,
    of_people.AccountUnlinkedSaid: linking.unlinked,
    of_people.MarkLostSaid: mark_notices.lost,
    of_people.MarkLostHere: mark_notices.lost_here,
    of_people.CountedAsOne: linking.counted_as_one,
    of_people.OutcomesDiffer: linking.outcomes_differ,
    told.AbsenceSaid: room_notices.absence,
    told.PausedSaid: room_notices.paused,
    told.ResumedSaid: room_notices.resumed,
    told.RulesAdoptedSaid: room_notices.rules_adopted,
    told.RehearsalOver: room_notices.rehearsal_over,
    told.CardRetired: room_notices.card_retired,
    told.AuthorBlocked: poll_notices.author_blocked,
    told.ReasonMissing: poll_notices.reason_missing,
    told.MarkUnread: poll_notices.mark_unread,
}


def notice_card(notice: Say, view: View | DigestView | None, voice: Voice) -> Card:
    """The message that tells of a notice; `view` is what it shows, where it shows something."""
    if isinstance(notice, told.OutcomeSaid) and isinstance(view, PollView):
        return outcome_card(view, voice)
    return card(voice, TEXTS[type(notice)](Telling(notice, view, voice)))

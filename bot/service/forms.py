# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which form belongs to a button that was pressed; none where no words would help.

Who would be refused whatever they wrote is told so at once, before they write.
"""

from bot.domain.ids import Number
from bot.domain.members import LIMITS
from bot.domain.reading import choices_of
from bot.service.drafts import Draft
from bot.service.hearing import is_live
from bot.service.house import House
from bot.service.incoming import Incoming, Pressed
from bot.service.pickable import ballot_of
from bot.service.typists import Typist, typist
from bot.words.buttons import ASKS, REASON
from bot.words.forms import Form, form, work_form


async def form_for(house: House, incoming: Incoming) -> Form | None:
    """The form for a press; None: hand it in as it is."""
    pressed = incoming.content
    if not isinstance(pressed, Pressed) or pressed.code not in ASKS:
        return None
    draft = Draft(
        incoming.account,
        incoming.place,
        path="",
        option="",
        options={"commons": pressed.commons or ""},
        private=incoming.private,
        language=incoming.language,
    )
    who = typist(house, draft)
    if who is None or not await is_live(pressed, who.desk, incoming.place):
        return None
    number = Number(pressed.number)
    if pressed.code == "submit":
        return _work(who, number)
    poll = who.tip.polls.get(number)
    if poll is None or poll.state != "open" or who.member in poll.authors:
        return None
    if pressed.code == REASON:
        possible = ballot_of(poll, who.member) is not None
    else:
        possible = pressed.code in choices_of(who.tip, number)
    if not possible:
        return None
    return form(who.language, pressed.code, number, LIMITS["reason"])


def _work(who: Typist, number: Number) -> Form | None:
    task = who.tip.tasks.get(number)
    if task is None or task.withdrawn or task.closed:
        return None
    licences = who.tip.charter.licences()
    return work_form(who.language, number, LIMITS["words"], task.licence, licences)

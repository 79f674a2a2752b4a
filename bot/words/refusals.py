# SPDX-License-Identifier: AGPL-3.0-or-later
"""One clear sentence for each refusal and mishap: what was wrong, and what to do.

The fields of the refusal are the places of its template, turned into spans by `_values`.
Where a field may be missing the table holds a second template for that case.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import people_refusals as of_people
from bot.domain import refusals as said
from bot.domain.charter import RULES
from bot.domain.refusals import Refusal
from bot.words.cards import Card, Code, Line, People, Plain
from bot.words.catalogue import N_, translate
from bot.words.choices import LABELS
from bot.words.civil import duration_text
from bot.words.figures import form
from bot.words.linking import account
from bot.words.mishap_texts import TEXTS as MISHAPS
from bot.words.mishap_texts import WITHOUT
from bot.words.mishaps import Mishap
from bot.words.people import card, either, room, who
from bot.words.taming import tame
from bot.words.templates import Value, fill, say
from bot.words.voice import Voice

QUOTED = 80
"""Refused values are quoted up to this length."""

TEXTS: dict[type[Refusal], str] = {
    said.UnknownNumber: N_(
        "There is no #{number} here; `task list` and `poll list` show the numbers."
    ),
    said.NotATask: N_("#{number} is not a task but a poll or review; `task list` shows the tasks."),
    said.NotAPoll: N_(
        "#{number} is a task, not a poll or review; `task show {number}` lists the reviews of it."
    ),
    said.TaskIsClosed: N_(
        "Task #{number} is {state} and takes nothing more; `task list` shows what is open."
    ),
    said.PollIsClosed: N_(
        "#{number} is {state} and takes no more ballots; `poll show {number}` shows how it stands."
    ),
    said.TooLate: N_(
        "#{number} closed {closed_at}, before this arrived, so it isn't counted; "
        "`poll show {number}` shows the outcome."
    ),
    said.NotTheOpener: N_(
        "Only {opener}, who opened #{number}, can change it or take it back; "
        "reply in its thread to ask for it."
    ),
    said.TextIsFrozen: N_(
        "Others have judged #{number} already, so its words stay as they are; "
        "withdraw it with `poll withdraw {number}` and open it anew."
    ),
    said.NothingToChange: N_(
        "Nothing new for #{number} was given; say what should change, "
        "for example `task edit {number} due: 3d`."
    ),
    said.AlreadyClaimed: N_(
        "You are on #{number} already, until {until}; `task extend {number}` renews your claim."
    ),
    said.NotClaimed: N_("You have no claim on #{number}; `task claim {number}` makes one."),
    said.ClaimLimitReached: N_(
        "You are on as many tasks as one may be at once ({limit}); finish one, "
        "or give one back with `task release` and its number."
    ),
    said.BroadcastLimitReached: N_(
        "You posted as many tasks as one may within a day ({limit}); post the next after {again}."
    ),
    said.AuthorsDoNotVote: N_(
        "You helped make #{number}, so your mark isn't counted; other peers judge it. "
        "Nothing went wrong. Add context in the thread, or withdraw with `poll withdraw {number}`."
    ),
    said.WasForgotten: N_(
        "You asked to be forgotten while #{number} was open, so nothing more of yours counts on "
        "it; what opens from now on is yours to vote on."
    ),
    said.NotInElectorate: N_(
        "#{number} is decided by those who were here before {cutoff}; "
        "you came later, and can vote in the polls opened from now on."
    ),
    said.PresenceUnknown: N_(
        "No room can tell since when you are here, so your ballot on #{number} can't be counted; "
        "vote from one of the rooms of this commons."
    ),
    said.UnknownChoice: N_("That is no choice of #{number}; it takes {allowed}."),
    said.NoBallot: N_(
        "You have no ballot on #{number} to take back; `poll show {number}` shows how to vote."
    ),
    said.NotNamedAsPeer: N_(
        "Nobody named you as a co-author of #{number}; its author names peers when submitting, "
        "with “with:” and their names."
    ),
    said.NotUnreviewed: N_(
        "#{number} can't be put forward again, since that is for works that stayed unreviewed; "
        "submit a new work with `task submit` and a link."
    ),
    said.TextTooLong: N_(
        "The {kind} has {length} characters, and {limit} are allowed; please shorten it."
    ),
    said.TextIsEmpty: N_("The {kind} is empty; write a few words for it."),
    said.UnknownLicence: N_(
        "“{licence}” is not one of the licences of this commons; choose {allowed}."
    ),
    said.IsPast: N_("{moment} is over already; name a moment to come, or a duration such as 3d."),
    said.TooFar: N_("{moment} is too far away; choose a moment within {longest} from now."),
    said.OutOfBounds: N_(
        "{value} is not possible for {what}; choose a number from {least} to {most}."
    ),
    said.LooserThanCharter: N_(
        "“{value}” is looser than the charter's {rule}, which is {charter}; "
        "a poll may only be stricter, so choose more, or leave it out."
    ),
    said.BadRuleValue: N_("“{value}” is no value for {rule}; it takes {allowed}."),
    said.MissingRule: N_(
        "The rule {rule} is missing from the charter, so this can't be decided; "
        "please tell whoever runs the bot."
    ),
    of_people.NotASteward: N_("Only stewards can do that; `rule list` shows who they are."),
    of_people.IsPaused: N_(
        "{by}, a steward, paused new tasks, claims and polls until {until} at the latest; "
        "ballots and submissions go on, so please try this again later."
    ),
    of_people.NotPaused: N_(
        "There is no such pause to end; `steward resume` ends the one of all rooms, "
        "and with a room's name that room's."
    ),
    of_people.UnknownRoom: N_(
        "{room} is no board room of this commons; type it in a board room, or name one of them."
    ),
    of_people.SameAccount: N_(
        "You typed the code from the account that asked for it; type it from your other account."
    ),
    of_people.AlreadyLinked: N_(
        "These accounts are linked already; `my` shows all that are linked with this one."
    ),
    of_people.NotLinked: N_(
        "No other account of yours is linked with this one; `my link` shows how to link one."
    ),
    said.ClockBehindRecord: N_(
        "The clock says {now}, but the record already reaches {head}; "
        "whoever runs the bot must set the clock right."
    ),
}
"""Every refusal of the domain; tests make sure that none is left out."""

_IN_LINE = N_("You wait in line for #{number} already; `task release {number}` leaves the line.")
_STATES: dict[str, str] = {
    "open": N_("open"),
    "counting": N_("being counted"),
    "passed": N_("closed"),
    "failed": N_("closed"),
    "no_quorum": N_("closed"),
    "withdrawn": N_("withdrawn"),
    "closed": N_("closed"),
    "accepted": N_("accepted"),
}
_KINDS: dict[str, str] = {
    "title": N_("title"),
    "details": N_("text of the details"),
    "link": N_("link"),
    "words": N_("text"),
    "question": N_("question"),
    "option": N_("option"),
    "reason": N_("reason"),
    "account": N_("account name"),
    "skill": N_("skill"),
    "name": N_("name"),
    "slots": N_("slots"),
    "options": N_("the number of options"),
    "skills": N_("the number of skills"),
    "peers": N_("the number of peers"),
    "with": N_("the number of peers"),
}

_WANTED: dict[str, str] = {
    "number": N_("the number of a task or poll"),
    "title": N_("a title"),
    "work": N_("a link to the work, or words"),
    "question": N_("a question"),
    "choice": N_("your choice"),
    "rule": N_("the name of a rule"),
    "skills": N_("your skills"),
    "zone": N_("the name of a time zone"),
    "language": N_("a language"),
    "switch": N_("“on” or “off”"),
}
_TOO_MANY = N_("A poll takes {least} to {most} options, not {value}; add some, or leave some out.")


def refusal_card(refusal: Refusal | Mishap, voice: Voice) -> Card:
    """What a person is told instead of what they asked for."""
    return card(voice, [refusal_line(refusal, voice)])


def refusal_line(refusal: Refusal | Mishap, voice: Voice) -> Line:
    """The sentence alone."""
    return fill(translate(voice.language, _template(refusal)), _values(refusal, voice))


def _template(refusal: Refusal | Mishap) -> str:
    if isinstance(refusal, said.AlreadyClaimed) and refusal.until is None:
        return _IN_LINE
    if isinstance(refusal, said.OutOfBounds) and refusal.what == "options":
        return _TOO_MANY
    if isinstance(refusal, Refusal):
        return TEXTS[type(refusal)]
    if getattr(refusal, "nearest", "") is None:
        return WITHOUT[type(refusal)]
    return MISHAPS[type(refusal)]


def _values(refusal: Refusal | Mishap, voice: Voice) -> dict[str, Value]:
    if isinstance(refusal, said.BadRuleValue) and refusal.rule in RULES:
        # The form of a rule's values is known by its name, and then in every language.
        refusal = replace(refusal, allowed=RULES[refusal.rule].form)
    return {
        field.name: _value(voice, field.name, getattr(refusal, field.name))
        for field in fields(refusal)
        if getattr(refusal, field.name) is not None
    }


def _value(voice: Voice, name: str, value: Any) -> Value:
    if name in _FIELDS:
        return _FIELDS[name](voice, value)
    if isinstance(value, tuple):
        return either(voice, [_choice(voice, str(item)) for item in value])
    if isinstance(value, timedelta):
        return Plain(duration_text(value, voice.language))
    if isinstance(value, int | datetime):
        return value
    return People(tame(str(value), QUOTED))


def _labelled(voice: Voice, labels: dict[str, str], word: str) -> Line:
    return say(voice, labels[word]) if word in labels else (People(tame(word, QUOTED)),)


def _choice(voice: Voice, choice: str) -> Line:
    return say(voice, LABELS[choice]) if choice in LABELS else (People(tame(choice, QUOTED)),)


def _allowed(voice: Voice, allowed: str | tuple[str, ...]) -> Line:
    if isinstance(allowed, str):
        return form(voice, allowed)
    return either(voice, [_choice(voice, item) for item in allowed])


_FIELDS: dict[str, Callable[[Voice, Any], Value]] = {
    "by": who,
    "opener": who,
    "room": room,
    "rule": lambda _, rule: Code(rule, command=False),
    "state": lambda voice, state: _labelled(voice, _STATES, state),
    "kind": lambda voice, kind: _labelled(voice, _KINDS, kind),
    "what": lambda voice, what: _labelled(voice, _KINDS, what),
    "allowed": _allowed,
    "wanted": lambda voice, wanted: _labelled(voice, _WANTED, wanted),
    "accounts": lambda voice, refs: either(voice, [account(voice, ref) for ref in refs]),
    "rooms": lambda voice, places: either(voice, [room(voice, place) for place in places]),
    "paths": lambda voice, paths: either(voice, [(Code(path),) for path in paths]),
}

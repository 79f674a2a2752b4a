# SPDX-License-Identifier: AGPL-3.0-or-later
"""The charter for readers: every rule with its value, origin and how to change it."""

from collections.abc import Sequence

from bot.domain.views import RuleView
from bot.words.cards import Card, Code, Line, Plain, Strong
from bot.words.catalogue import N_
from bot.words.figures import form, rule_value
from bot.words.outcome_card import record_line
from bot.words.people import card
from bot.words.rule_texts import EXPLANATIONS
from bot.words.templates import joined, say
from bot.words.voice import Voice

_ORIGINS: dict[str, str] = {
    "founding": N_("Set at the founding, on {since}."),
    "engine": N_("Brought by a new version, on {since}."),
    "amendment": N_("Set by an amendment, on {since}."),
}
TO_CHANGE = N_(
    "Rules change only by an amendment that the commons votes on. Proposing one in the chat comes "
    "with a later version; until then, ask what others think with `poll new`."
)


def rule_list(views: Sequence[RuleView], powers: Sequence[Line], voice: Voice) -> Card:
    """Every rule in force, and at the end the powers outside the charter, a line each."""
    lines = [say(voice, "**The rules in force.** `rule show` and a name explains one.")]
    lines += [_rule(view, voice) for view in views]
    if powers:
        lines.append(say(voice, "**Powers outside the charter**, which no rule here binds:"))
        lines += powers
    return card(voice, lines)


def rule_card(view: RuleView, voice: Voice) -> Card:
    """One rule: what it means, its value, where that comes from, and how to change it."""
    said = rule_value(voice, view.form, view.value)
    value: Line = (Strong((Plain(f"{view.name}: {view.value}"),)),)
    if said != (Plain(view.value),):
        value = joined([value, (Plain("("), *said, Plain(")"))])
    explained = EXPLANATIONS.get(view.name)
    origin = say(voice, _ORIGINS[view.origin], since=view.since)
    return card(
        voice,
        [
            value,
            say(voice, explained) if explained else (),
            _bounds(view, voice),
            joined([origin, record_line(voice, view.height)]),
            say(voice, TO_CHANGE),
        ],
    )


def _rule(view: RuleView, voice: Voice) -> Line:
    said = rule_value(voice, view.form, view.value)
    return (Code(view.name, command=False), Plain(": "), *said)


def _bounds(view: RuleView, voice: Voice) -> Line:
    takes = form(voice, view.form)
    if view.least is None or view.most is None:
        return say(voice, "It takes {form}.", form=takes)
    return say(
        voice,
        "It takes {form}, from {least} to {most}.",
        form=takes,
        least=rule_value(voice, view.form, view.least),
        most=rule_value(voice, view.form, view.most),
    )

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions that change nothing: each reads a picture of the commons, and shows it as a card."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar, cast

from bot.domain.ids import AccountRef, Number
from bot.domain.reading import (
    kind_of,
    my_view,
    poll_numbers,
    poll_view,
    rule_views,
    task_numbers,
    task_view,
)
from bot.domain.refusals import NotAPoll, NotATask, Refusal, UnknownNumber
from bot.domain.state import Commons
from bot.domain.views import MyView, PollView, RuleView, TaskState, TaskView
from bot.record.export import export_stream
from bot.record.verification import Broken, verify_stream
from bot.record.verification import Head as Known
from bot.service.asking import Asking, Look, Shown
from bot.service.directory import Directory
from bot.service.ports import Answer, EntryRow
from bot.words.asides import Stewards, powers
from bot.words.help import help_card, help_topic, topics
from bot.words.lists import poll_list as polls_card
from bot.words.lists import task_list as tasks_card
from bot.words.live import live_card
from bot.words.mine import my_card
from bot.words.mishaps import UnknownRule, UnknownTopic
from bot.words.nearness import nearest
from bot.words.record_cards import Head, broken_card, export_card, head_card, verified_card
from bot.words.rules import rule_card
from bot.words.rules import rule_list as rules_card
from bot.words.why import why_card, why_task

V = TypeVar("V")


# --- tasks and polls ------------------------------------------------------------------------------


def task_list(directory: Directory, state: str | None, skill: str | None) -> Look:
    """The tasks in a state and with a skill; newest first."""
    folded = " ".join(skill.casefold().split()) if skill else None

    def read(commons: Commons) -> list[TaskView]:
        numbers = task_numbers(commons, cast("TaskState | None", state))
        views = [view for n in reversed(numbers) if (view := task_view(commons, n))]
        if folded is None:
            return views
        return [
            view for view in views if folded in {directory.skill_word(ref) for ref in view.skills}
        ]

    async def show(views: list[TaskView], asking: Asking) -> Shown:
        return tasks_card(views, await asking.voice(*views))

    return Look(read, show, inside=True)


def poll_list(ref: AccountRef, which: str | None) -> Look:
    """Open polls and reviews; only the asker's, or those that are over."""

    def read(commons: Commons) -> list[PollView]:
        by = ref if which == "mine" else None
        numbers = poll_numbers(commons, closed=which == "closed", by=by)
        return [view for n in reversed(numbers) if (view := poll_view(commons, n))]

    async def show(views: list[PollView], asking: Asking) -> Shown:
        return polls_card(views, await asking.voice(*views))

    return Look(read, show, inside=True)


def task_shown(number: Number) -> Look:
    """The card of a task."""
    return _shown(number, task_view, NotATask)


def poll_shown(number: Number) -> Look:
    """The card of a poll or review, or its outcome."""
    return _shown(number, poll_view, NotAPoll)


def _shown(
    number: Number,
    view_of: Callable[[Commons, int], TaskView | PollView | None],
    other: Callable[[Number], Refusal],
) -> Look:
    def read(commons: Commons) -> TaskView | PollView | Refusal:
        view = view_of(commons, number)
        if view is not None:
            return view
        return UnknownNumber(number) if kind_of(commons, number) is None else other(number)

    async def show(found: TaskView | PollView | Refusal, asking: Asking) -> Shown:
        if isinstance(found, Refusal):
            return found
        return live_card(found, await asking.voice(found))

    return Look(read, show, inside=True)


def why(number: Number) -> Look:
    """The rule that settled something, or that will."""

    def read(commons: Commons) -> TaskView | PollView | Refusal:
        found = task_view(commons, number) or poll_view(commons, number)
        return found or UnknownNumber(number)

    async def show(found: TaskView | PollView | Refusal, asking: Asking) -> Shown:
        if isinstance(found, Refusal):
            return found
        voice = await asking.voice(found)
        return why_task(found, voice) if isinstance(found, TaskView) else why_card(found, voice)

    return Look(read, show, inside=True)


# --- rules and people ---------------------------------------------------------------------------


def rule_list() -> Look:
    """Every rule, and the powers outside the charter."""

    def read(commons: Commons) -> tuple[list[RuleView], Stewards]:
        return rule_views(commons), Stewards(commons.stewards)

    async def show(found: tuple[list[RuleView], Stewards], asking: Asking) -> Shown:
        views, stewards = found
        voice = await asking.voice(*views, stewards)
        return rules_card(views, powers(stewards, voice), voice)

    return Look(read, show)


def rule_shown(name: str) -> Look:
    """One rule; a bare last part of its name will do where only one rule has it."""

    async def show(views: list[RuleView], asking: Asking) -> Shown:
        folded = name.strip().casefold()
        named = {view.name: view for view in views}
        short = [view for view in views if view.name.rpartition(".")[2] == folded]
        found = named.get(folded) or (short[0] if len(short) == 1 else None)
        if found is None:
            return UnknownRule(name, nearest(folded, named))
        return rule_card(found, await asking.voice(found))

    return Look(rule_views, show)


def mine(ref: AccountRef) -> Look:
    """What is kept of the asker."""

    def read(commons: Commons) -> MyView:
        return my_view(commons, ref)

    async def show(view: MyView, asking: Asking) -> Shown:
        return my_card(view, asking.preferences, await asking.voice(view))

    return Look(read, show)


def helped(topic: str | None) -> Look:
    """What there is to do; or one command or topic in full."""

    async def show(_: None, asking: Asking) -> Shown:
        voice = await asking.voice()
        if not topic:
            return help_card(asking.commands, voice)
        known = help_topic(asking.commands, topic, voice)
        return known or UnknownTopic(topic, nearest(topic.casefold(), topics(asking.commands)))

    return Look(lambda _: None, show)


# --- the record ---------------------------------------------------------------------------------


def _height(commons: Commons) -> tuple[int, datetime | None]:
    return commons.height, commons.at


async def _head(asking: Asking, height: int) -> EntryRow | None:
    return await asking.house.store.entry(asking.desk.name, height)


def record_head() -> Look:
    """The newest entry and its hash."""

    async def show(found: tuple[int, datetime | None], asking: Asking) -> Shown:
        height, at = found
        row = await _head(asking, height)
        if row is None or at is None:
            return None
        return head_card(Head(height, row.hash, at), await asking.voice())

    return Look(_height, show)


def record_verified() -> Look:
    """Every entry hashed again."""

    async def show(found: tuple[int, datetime | None], asking: Asking) -> Shown:
        height, at = found
        voice = await asking.voice()
        known = await _head(asking, height)
        head = Known(height, known.hash) if known else None
        result = await verify_stream(asking.house.store.entries(asking.desk.name), head)
        if isinstance(result, Broken):
            return broken_card(result.height or 0, result.why, voice)
        if result.head is None or at is None:
            return None
        return verified_card(Head(result.head.height, result.head.hash, at), voice)

    return Look(_height, show)


def record_export() -> Look:
    """The whole record as a file: entries, and the words that stand on cards."""

    async def show(found: tuple[int, datetime | None], asking: Asking) -> Shown:
        height, name = found[0], asking.desk.name
        store = asking.house.store
        row = await _head(asking, height)
        head = Known(height, row.hash) if row else None
        texts = await store.text_rows(name)
        upto = (entry async for entry in store.entries(name) if entry.height <= height)
        lines = [line async for line in export_stream(name, head, upto, texts)]
        file = f"{name}-{height}.jsonl"
        shown = export_card(file, await asking.voice())
        return Answer(ok=True, card=shown, attachments={file: b"".join(lines)})

    return Look(_height, show)

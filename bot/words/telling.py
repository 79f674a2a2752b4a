# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the text of a notice is made from."""

from dataclasses import dataclass
from typing import Any

from bot.domain.ids import TextRef
from bot.domain.views import DigestView, PollView, TaskView
from bot.words import people
from bot.words.cards import Line
from bot.words.templates import Value, say
from bot.words.voice import Voice

View = TaskView | PollView


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice, what it shows (the view of its number, or a summary), and the voice to tell it."""

    notice: Any
    view: View | DigestView | None
    voice: Voice

    def say(self, template: str, /, **more: Value) -> Line:
        """A marked sentence; {number}, {title} and (with a full stop) {sentence} are known."""
        about: dict[str, Value] = {
            "number": getattr(self.notice, "number", 0),
            "title": people.words(self.voice, self._title()),
            "sentence": people.sentence(self.voice, self._title()),
        }
        return say(self.voice, template, **(about | more))

    def _title(self) -> TextRef | None:
        if self.view is None or isinstance(self.view, DigestView):
            return None
        return self.view.title if isinstance(self.view, TaskView) else self.view.question

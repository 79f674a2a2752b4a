# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody asks for by a form that they sent, and of which card."""

import pytest

from adapters.discord.controls import Press
from adapters.discord.modals import LICENCE, PEERS, WORDS, written
from bot.service.incoming import Commanded, Pressed

CARD = "discord:7"


def test_a_form_for_work_names_the_card_that_it_belongs_to() -> None:
    components = [
        {"component": {"custom_id": WORDS, "value": "A bench"}},
        {"component": {"custom_id": LICENCE, "values": ["CC0-1.0"]}},
        {"component": {"custom_id": PEERS, "values": ["11", "12"]}},
    ]
    options = {"number": "3", "work": "A bench", "licence": "CC0-1.0", "with": "<@11> <@12>"}
    pressed = Pressed(3, "submit", "A bench", "garden", CARD)
    asked = written(Press("garden", 3, "submit"), components, CARD)
    assert asked == Commanded("task submit", options, pressed)


@pytest.mark.parametrize("message", [CARD, None])
def test_a_reason_goes_with_the_button_that_asked_for_it(message: str | None) -> None:
    components = [{"components": [{"custom_id": WORDS, "value": "It was copied."}]}]
    asked = written(Press("garden", 3, "block"), components, message)
    assert asked == Pressed(3, "block", "It was copied.", "garden", message)

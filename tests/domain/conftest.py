# SPDX-License-Identifier: AGPL-3.0-or-later
"""A garden to tell stories in; at the end of each its record is replayed and must agree."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.domain.people import Person
from tests.domain.story import Story


class Garden:
    """Makes stories, and checks each at the end of the test."""

    def __init__(self) -> None:
        self.stories: list[Story] = []

    def __call__(self, *places: str, **rules: Any) -> Story:
        story = Story(*places, **rules)
        self.stories.append(story)
        return story


@pytest.fixture
def founds() -> Iterator[Garden]:
    made = Garden()
    yield made
    for story in made.stories:
        assert story.replayed() == story.commons


@pytest.fixture
def garden(founds: Garden) -> Story:
    """A commons with one room and the founding rules."""
    return founds()


@pytest.fixture
def ana(garden: Story) -> Person:
    return garden.people("ana")[0]


@pytest.fixture
def bo(garden: Story) -> Person:
    return garden.people("bo")[0]


@pytest.fixture
def cy(garden: Story) -> Person:
    return garden.people("cy")[0]


@pytest.fixture
def anna(garden: Story) -> Person:
    """Ana's other account."""
    return garden.people("anna")[0]

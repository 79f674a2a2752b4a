# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures of the fault tests: a homeserver that may be killed, and the seed of all chance."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.matrix.homeserver import Homeserver, needs_synapse

HERE = Path(__file__).parent
SEED = "FOLKMOOT_FAULT_SEED"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if HERE in item.path.parents and asked & {"server", "own_server"}:
            item.add_marker(pytest.mark.synapse)
            item.add_marker(needs_synapse)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """A Synapse for all tests that leave it alone."""
    homeserver = Homeserver(tmp_path_factory.mktemp("synapse"))
    homeserver.start()
    yield homeserver
    homeserver.stop(kill=True)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Homeserver]:
    """A Synapse of the test's own, so that it may be taken down."""
    homeserver = Homeserver(tmp_path / "synapse")
    homeserver.start()
    yield homeserver
    homeserver.stop(kill=True)


@pytest.fixture
def chance() -> random.Random:
    """All chance of a test; it prints its seed, and FOLKMOOT_FAULT_SEED gives one."""
    seed = int(os.environ.get(SEED) or random.SystemRandom().randrange(1_000_000))
    print(f"\n{SEED}={seed}")  # noqa: T201 - whoever sees it fail needs it
    return random.Random(seed)

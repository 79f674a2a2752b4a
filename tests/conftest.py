# SPDX-License-Identifier: AGPL-3.0-or-later
"""Options of the whole test run; long tests are left out unless `-m` asks for them."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-dialogs",
        action="store_true",
        help="write what the bot says now into tests/dialogs/*.chat, to be read in the diff",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "long" in (config.option.markexpr or ""):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]

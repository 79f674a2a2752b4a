# SPDX-License-Identifier: AGPL-3.0-or-later
"""Options of the whole test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-dialogs",
        action="store_true",
        help="write what the bot says now into tests/dialogs/*.chat, to be read in the diff",
    )

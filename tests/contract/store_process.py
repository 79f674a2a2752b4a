# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process that keeps a database busy, until a test kills it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

APPENDER = Path(__file__).with_name("store_appender.py")
ROOT = Path(__file__).parents[2]


@contextmanager
def appending(file: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that appends to the file until it is killed."""
    process = subprocess.Popen(
        [sys.executable, str(APPENDER), f"sqlite:{file}"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    with process:
        yield process
        process.kill()


def heights(process: subprocess.Popen[str], count: int) -> list[int]:
    """Wait for so many acknowledged batches."""
    assert process.stdout
    return [int(process.stdout.readline()) for _ in range(count)]

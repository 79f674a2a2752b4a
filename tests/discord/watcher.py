# SPDX-License-Identifier: AGPL-3.0-or-later
"""Watches a record grow, from a process of its own: `python watcher.py DATABASE`.

Writes a line `SECONDS HEIGHT` whenever the newest durable entry is another one. The seconds are of
the machine's monotonic clock, which all processes share. It stops when its input is closed.
"""

import contextlib
import os
import select
import sqlite3
import sys
import time

EVERY = 0.001


def watch(database: str) -> None:
    last = -1
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        while not select.select([sys.stdin], [], [], EVERY)[0]:
            (height,) = db.execute("SELECT max(height) FROM entries").fetchone()
            if height != last:
                last = height
                os.write(1, f"{time.monotonic()} {height}\n".encode())


if __name__ == "__main__":
    watch(sys.argv[1])

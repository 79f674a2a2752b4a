# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process for the tests to kill: appends batch after batch and says which are durable."""

import asyncio
import sys

from store_rows import GARDEN, batch, handled, text

from storage import open_store

SIZES = (7, 100, 1, 40)


async def main(url: str) -> None:
    """Batches of these sizes in turn; each row names its batch."""
    store = await open_store(url)
    head = (await store.load(GARDEN)).head
    height = head.height if head else -1
    for turn in range(1_000_000):
        size = SIZES[turn % len(SIZES)]
        name = f"batch on {height}"
        await store.append(
            batch(
                height,
                size,
                inbox=[handled(f"{name}: {n}", name.encode()) for n in range(size)],
                texts=[text(name, str(size))],
            )
        )
        height += size
        print(height, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

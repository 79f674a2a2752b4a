# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the record and what stands beside it are kept; see `bot.service.ports.Store`."""

from pathlib import Path

from bot.service.ports import Store, StoreUnusableError
from storage.memory import MemoryStore
from storage.sqlite import open_readonly, open_sqlite

__all__ = ["open_store"]


async def open_store(url: str, *, readonly: bool = False) -> Store:
    """The store of `[storage] url`: "sqlite:PATH", or "memory:" (gone at the end).

    `readonly`: for looking only, also beside a running bot. Raises StoreUnusableError.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "sqlite" and rest:
        path = Path(rest)
        return await open_readonly(path) if readonly else await open_sqlite(path)
    if url == "memory:":
        return MemoryStore()
    raise StoreUnusableError(
        f'[storage] url is "{url}": it must be "sqlite:PATH" with a file\'s path,'
        ' or "memory:" for nothing that is kept.'
    )

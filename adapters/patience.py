# SPDX-License-Identifier: AGPL-3.0-or-later
"""How adapters try again: the network's own waiting time, else ever longer with jitter."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.wait import wait_exponential_jitter

from bot.service.ports import StoreUnavailableError, TryLaterError, UnreachableError

_log = structlog.get_logger(__name__)

_longer_and_longer = wait_exponential_jitter(initial=1, max=60, jitter=1)

T = TypeVar("T")


def pause(state: RetryCallState) -> float:
    """Seconds until the next attempt."""
    error = state.outcome.exception() if state.outcome else None
    return error.after if isinstance(error, TryLaterError) else _longer_and_longer(state)


def _say(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.warning("network_waits", attempt=state.attempt_number, why=str(error))


def patiently(on_failure: Callable[[RetryCallState], None] = _say) -> AsyncRetrying:
    """Tries for ever, as long as the fault is a passing one."""
    return AsyncRetrying(
        wait=pause,
        retry=retry_if_exception_type((TryLaterError, UnreachableError, StoreUnavailableError)),
        before_sleep=on_failure,
        reraise=True,
    )


async def insist(call: Callable[[], Awaitable[T]]) -> T:
    """The result of a call that is tried until it succeeds or is refused for good."""

    async def attempt() -> T:
        return await call()  # tenacity awaits only what is a coroutine function itself

    return await patiently()(attempt)

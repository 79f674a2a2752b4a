# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a server did not answer, in words for whoever reads the log or asks the doctor."""

import aiohttp

_WHY: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "this machine finds no server of that name"),
    (aiohttp.ClientSSLError, "its certificate is not valid, or it speaks no TLS"),
    (aiohttp.ClientConnectorError, "nothing listens at its address"),
    (ConnectionRefusedError, "nothing listens at its address"),
    (TimeoutError, "it took too long"),
)


def why_silent(error: BaseException) -> str:
    """A few words; the class of the error where there are none.

    Never its text: that of some errors holds the whole address, secrets included.
    """
    return next((said for kind, said in _WHY if isinstance(error, kind)), type(error).__name__)

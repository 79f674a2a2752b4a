# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a server did not answer is said in words."""

import aiohttp
import pytest

from adapters.silence import why_silent


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:9/?token=secret", "nothing listens at its address"),
        ("http://nowhere.invalid/?token=secret", "this machine finds no server of that name"),
    ],
)
async def test_a_person_can_tell_what_is_wrong(url: str, words: str) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError) as caught:
            await http.get(url)
    assert why_silent(caught.value) == words


def test_what_has_no_words_is_named_without_its_text() -> None:
    assert why_silent(TimeoutError()) == "it took too long"
    assert why_silent(aiohttp.ClientPayloadError("https://a/?token=secret")) == "ClientPayloadError"

# SPDX-License-Identifier: AGPL-3.0-or-later
"""People's words by salted digest (semantics §21)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import TextRef
from bot.record.texts import account_ref, refer, skill_ref


@given(st.text(), st.binary())
def test_s21_a_text_is_known_by_the_digest_of_salt_and_words(body: str, salt: bytes) -> None:
    digest = hashlib.sha256(salt + body.encode()).hexdigest()
    assert refer(body, "title", salt) == TextRef(digest, len(body), "title")
    assert account_ref(body, salt) == digest[:32]
    assert skill_ref(body, salt) == digest[:32]


def test_s21_another_salt_gives_another_name() -> None:
    assert account_ref("matrix:@ana:example.org", b"a") != account_ref(
        "matrix:@ana:example.org", b"b"
    )


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        refer("\ud800", "title", b"salt")

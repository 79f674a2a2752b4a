# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole flows through the hall: what people do, what stands in the room afterwards."""

from service_fakes import Garden


async def test_a_task_is_done_and_judged(garden: Garden) -> None:
    await garden.says("net:@ana", "!task new Mend the greenhouse door")
    (card,) = garden.network.cards(1)
    assert "Mend the greenhouse door" in card.text
    assert card.seeds == ["✋"]
    await garden.reacts("net:@bo", 1, "✋")
    assert "bo" in card.text
    answer = await garden.says("net:@bo", "!task submit 1 https://example.org/door")
    assert answer.number == 2
    (review,) = garden.network.cards(2)
    assert review.seeds == ["✅", "🌟", "🔧", "⛔"]
    for who in ("cy", "dee", "eve"):
        await garden.reacts(f"net:@{who}", 2, "✅")
    await garden.waits(days=4)
    assert "accepted" in review.text.casefold()
    outcomes = [one for one in garden.network.notices() if "Accepted" in one]
    assert len(outcomes) == 1
    assert garden.commons.state_of(garden.commons.tasks[1]) == "accepted"

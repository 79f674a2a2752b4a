# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of outcomes on Discord: in one message with the words, and in words as well."""

from typing import Any

import simcord

from adapters.charts import asking
from tests.adapters.discord.discord_sim import Sim, simulated, until
from tests.discord.checked import requests_checked


async def outcome(sim: Sim) -> Any:
    """A poll that is decided within a second or two, and the message that says so."""
    ana, bo = sim.people["ana"], sim.people["bo"]
    await ana.slash(sim.channel, "poll new", question="Figs *or* pears?", closes="1s")
    await bo.react(await sim.card(1), "👍")
    await until(lambda: sim.commons.polls[1].state != "open")

    def told() -> list[Any]:
        return [one for one in sim.channel.history() if one.reference is not None]

    await until(told)
    (message,) = told()
    return message


async def test_an_outcome_comes_with_its_picture() -> None:
    with requests_checked():
        async with simulated(pictures=True, charter={"poll.quorum": "1"}) as sim:
            message = await outcome(sim)
            (picture,) = message.attachments
            assert picture.filename == "outcome.png"
            assert picture.description is not None
            assert picture.description.startswith("Bar chart. #1")
            assert "Figs *or* pears?" in picture.description
            assert "yes: 1; no: 0; abstain: 0." in picture.description
            assert "1 yes, 0 no, 0 abstain." in message.content
            simcord.assert_no_errors(sim.env)


async def test_where_nobody_asked_for_pictures_there_is_none() -> None:
    async with simulated(charter={"poll.quorum": "1"}) as sim:
        message = await outcome(sim)
        assert not message.attachments


async def test_without_the_extra_the_words_go_alone(monkeypatch: Any) -> None:
    monkeypatch.setattr(asking, "available", lambda: False)
    async with simulated(pictures=True, charter={"poll.quorum": "1"}) as sim:
        message = await outcome(sim)
        assert not message.attachments
        assert "1 yes" in message.content

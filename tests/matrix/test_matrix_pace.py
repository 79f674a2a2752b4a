# SPDX-License-Identifier: AGPL-3.0-or-later
"""A homeserver with its default limits: ten messages, then one per five seconds."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.adapters.matrix.homeserver import Homeserver
from tests.adapters.matrix.person import wait_until
from tests.matrix import promises
from tests.matrix.conftest import MakeBot, People
from tests.matrix.rooms_seen import Seen

REQUEST = re.compile(r"\{(@[^}]+)\} .*? (\d{3}) \"([A-Z]+) (/\S+)")


@pytest.fixture
def strict_server(tmp_path: Path) -> Iterator[Homeserver]:
    """Its log tells of every request."""
    homeserver = Homeserver(tmp_path / "synapse", limited=True)
    log = json.loads((homeserver.folder / "log.yaml").read_text())
    log["loggers"] = {"synapse.access.http": {"level": "INFO"}}
    log["formatters"] = {"timed": {"format": "%(asctime)s %(message)s"}}
    log["handlers"]["file"]["formatter"] = "timed"
    (homeserver.folder / "log.yaml").write_text(json.dumps(log))
    homeserver.start()
    yield homeserver
    homeserver.stop(kill=True)


def requests(server: Homeserver, user: str) -> list[tuple[datetime, int, str, str]]:
    """(when, status, method, path) of all that somebody asked the server."""
    found = []
    for line in (server.folder / "synapse.log").read_text().splitlines():
        match = REQUEST.search(line)
        if match and match[1].startswith(user):
            when = datetime.strptime(line[:23], "%Y-%m-%d %H:%M:%S,%f")  # noqa: DTZ007
            found.append((when, int(match[2]), match[3], match[4]))
    return found


async def test_a_burst_is_paced_and_what_matters_goes_first(
    people: People, bot_in: MakeBot, strict_server: Homeserver
) -> None:
    crowd = await people("ana", "bo", "cleo", "dee", on=strict_server)
    ana, *others = crowd
    room = await ana.create_room("10")
    for person in others:
        await person.join(room)
    bot = await bot_in(room, on=strict_server, charter={"poll.window": "1h"})
    seen = Seen(ana, room, bot.user_id)

    # A poll that closes while much else waits: its outcome must not.
    await ana.say(room, "!poll new Shall we plant a walnut tree? closes: 12s")
    poll = await seen.card(1)
    for person in crowd:
        await person.react(room, poll.message, "👍")
    for person in others:
        await person.say(room, f"!task new A task of {person.localpart}")
        await person.say(room, f"!task new Another task of {person.localpart}")
    outcome = await seen.notice("#1 Passed", limit=90)
    waiting = [card.number for card in await seen.cards()]
    assert waiting != list(range(1, 8)), "the outcome overtook cards that waited"
    closed = datetime.fromisoformat((await bot.poll(1))["closes_at"]).timestamp()
    assert outcome["origin_server_ts"] / 1000 - closed < 11, "of all that waits it goes first"

    # Nothing is lost, and nothing told twice: every card, every welcome, one outcome.
    for number in range(2, 8):
        await seen.card(number, limit=120)

    async def welcomed() -> bool:
        return len(await seen.notices("Welcome")) == len(crowd)

    await wait_until(welcomed, 60)
    assert len(await seen.notices("#1 Passed")) == 1
    # Edits of one card between two sends are one edit, and they come last: no vote has cost one.
    edits = [event for event in await seen.said() if "m.new_content" in event["content"]]
    assert len(edits) <= 3
    tally = await bot.tally(1)
    assert tally == {"yes": 4, "no": 0, "abstain": 0}
    promises.check_status(await bot.status())

    asked = requests(strict_server, bot.user_id)
    sends = [one for one in asked if one[2] == "PUT"]
    refused = [one for one in sends if one[1] == 429]
    # Each send that succeeds may be followed by one that is told how long to wait, not by more.
    assert len(refused) <= len(sends) / 2 + 5
    syncs = [one for one in asked if "/sync" in one[3]]
    took = (asked[-1][0] - asked[0][0]).total_seconds()
    # A sync returns for each thing that happens in the room, and else after half a minute.
    assert len(syncs) <= len(await seen.everything()) + took / 5 + 10
    per_second = Counter(when.replace(microsecond=0) for when, *_ in asked)
    assert max(per_second.values()) <= 40, "it never asks in a busy loop"

    # Asked to stop while much still waits for the server's leave, it stops at once.
    status, took = await bot.stop()
    assert (status, took < 5) == (0, True)

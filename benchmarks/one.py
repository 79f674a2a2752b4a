# SPDX-License-Identifier: AGPL-3.0-or-later
"""One measurement in this process: `python -m benchmarks.one NAME SIZE …` prints a JSON list."""

import asyncio
import json
import sys

from benchmarks import ballots, discord_ballots, restart

DISCORD = {
    "discord_dispatch": discord_ballots.dispatch_only,
    "discord_folkmoot": discord_ballots.folkmoot,
    "discord_latency": discord_ballots.folkmoot_latency,
    "discord_layers": discord_ballots.layers,
    "discord_commit": discord_ballots.commit_per_vote,
}


def main() -> None:
    """Run what is named."""
    name, *sizes = sys.argv[1:]
    numbers = [int(size) for size in sizes]
    if name == "parse_only":
        found = [ballots.parse_only(*numbers)]
    elif name == "folkmoot":
        found = [ballots.once(ballots.folkmoot, *numbers)]
    elif name == "commit_per_vote":
        found = [ballots.once(ballots.commit_per_vote, *numbers)]
    elif name in DISCORD:
        found = asyncio.run(DISCORD[name](*numbers))
    elif name == "restart":
        times, height = restart.restart(*numbers)
        found = [*times, height]
    else:
        found = list(restart.memory(*numbers))
    print(json.dumps(found))


main()

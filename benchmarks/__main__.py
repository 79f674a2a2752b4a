# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m benchmarks [--quick]`: everything, medians and ratios of one run.

Each measurement runs in a process of its own, the contestants of a race in turns, so that a
slower minute of the machine meets them all.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any


def _measure(name: str, *arguments: int) -> list[Any]:
    """Run one measurement in a fresh process."""
    asked = [sys.executable, "-m", "benchmarks.one", name, *map(str, arguments)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _ballots(rounds: int, votes: int) -> None:
    found: dict[str, list[float]] = {"parse_only": [], "folkmoot": [], "commit_per_vote": []}
    for _ in range(rounds):
        for name in found:
            size = votes // 10 if name == "commit_per_vote" else votes
            found[name] += _measure(name, size)
    middle = {name: statistics.median(rates) for name, rates in found.items()}
    print(f"Raw Matrix reactions to durable ballots, per second ({rounds} rounds of {votes:,})")
    for name, label in (
        ("folkmoot", "Folkmoot: rule-checked, chained, durable, answered"),
        ("parse_only", "(a) matrix-nio that only parses"),
        ("commit_per_vote", "(b) same parsing, one SQLAlchemy commit per vote"),
    ):
        low, high = min(found[name]), max(found[name])
        print(f"  {label:<52}{middle[name]:>10,.0f}   ({low:,.0f} to {high:,.0f})")
    print(f"  {'of (a); aim 0.6':<52}{middle['folkmoot'] / middle['parse_only']:>10.2f}")
    print(f"  {'times (b); aim 6':<52}{middle['folkmoot'] / middle['commit_per_vote']:>10.1f}")


def _discord(rounds: int, votes: int) -> None:
    found: dict[str, list[float]] = {"dispatch": [], "folkmoot": [], "commit": []}
    latency: list[list[float]] = []
    for _ in range(rounds):
        for name in found:
            size = votes // 10 if name == "commit" else votes
            found[name] += _measure(f"discord_{name}", size)
        latency.append(_measure("discord_latency", votes))
    middle = {name: statistics.median(rates) for name, rates in found.items()}
    print(f"Gateway frames of Discord to durable ballots, per second ({rounds} rounds)")
    for name, label in (
        ("folkmoot", "Folkmoot: rule-checked, chained, durable, answered"),
        ("dispatch", "(a) discord.py that only dispatches"),
        ("commit", "(b) discord.py, one SQLAlchemy commit per vote"),
    ):
        low, high = min(found[name]), max(found[name])
        print(f"  {label:<52}{middle[name]:>10,.0f}   ({low:,.0f} to {high:,.0f})")
    print(f"  {'of (a); aim 0.35, or':<52}{middle['folkmoot'] / middle['dispatch']:>10.2f}")
    print(f"  {'times (b); aim 30':<52}{middle['folkmoot'] / middle['commit']:>10.1f}")
    half, most = (statistics.median(one) for one in zip(*latency, strict=True))
    print(f"  {'ms to the answer with 100 under way, median':<52}{half:>10.1f}")
    print(f"  {'ms, 99 of 100; aim 5':<52}{most:>10.1f}")
    print("  Where the loop's time goes, by the profiler:")
    for layer, share in _measure("discord_layers", votes):
        print(f"    {layer:<50}{share:>10.0%}")


def _restart(entries: int) -> None:
    *times, height = _measure("restart", entries, 5)
    print(f"Start with {int(height) + 1:,} entries on the record (snapshot and tail)")
    print(f"  {'seconds; aim 1':<52}{statistics.median(times):>10.2f}")


def _memory(polls: int) -> None:
    idle, each = _measure("memory", polls)
    print("Memory")
    print(f"  {'idle with the Matrix adapter, MiB; aim 90':<52}{idle:>10.0f}")
    print(f"  {'each open poll of 1,000 ballots, KiB; aim 40':<52}{each:>10.1f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    quick = parser.parse_args().quick
    when = f"{datetime.now(UTC):%Y-%m-%d}"
    print(f"{when}, Python {platform.python_version()}, {platform.machine()}\n")
    _ballots(1 if quick else 5, 2_000 if quick else 20_000)
    print()
    _discord(1 if quick else 5, 2_000 if quick else 20_000)
    print()
    _restart(20_000 if quick else 1_000_000)
    print()
    _memory(100 if quick else 600)


if __name__ == "__main__":
    main()

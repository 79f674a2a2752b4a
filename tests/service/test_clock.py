# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks: a jump is used only when somebody else confirms it."""

from datetime import UTC, datetime, timedelta

from service_fakes import START

from bot.service.clock import SteadyClock, VirtualClock


class Hands:
    """What the two clocks of a machine show."""

    def __init__(self) -> None:
        self.wall = START.timestamp()
        self.steady = 50.0

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.steady)

    def go(self, seconds: float, wall: float | None = None) -> None:
        self.steady += seconds
        self.wall += seconds if wall is None else wall


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_it_follows_the_wall_clock_in_whole_milliseconds() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.go(10.123456)
    assert clock.now() == at(10.123)
    assert clock.now().tzinfo is UTC


def test_small_corrections_are_followed_but_never_backwards() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.go(10, wall=15)
    assert clock.now() == at(15)
    hands.go(1, wall=-5)
    assert clock.now() == at(15)
    hands.go(10)
    assert clock.now() == at(20)


def test_a_jump_ahead_waits_for_a_witness() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.go(5, wall=3600)
    assert clock.now() == at(5)
    assert clock.doubtful
    clock.confirm(at(30))
    assert clock.now() == at(5)
    clock.confirm(at(3590))
    assert clock.now() == at(3600)
    assert not clock.doubtful


def test_a_jump_back_is_lived_through_on_the_monotonic_clock() -> None:
    hands = Hands()
    clock = hands.clock()
    hands.go(100)
    assert clock.now() == at(100)
    hands.go(10, wall=-5000)
    assert clock.now() == at(110)
    hands.go(0, wall=5020)  # set right again
    assert clock.now() == at(120)


def test_virtual_time_only_goes_forward() -> None:
    clock = VirtualClock(START)
    clock.advance(at(10))
    clock.advance(at(5))
    assert clock.now() == at(10)
    clock.pass_time(timedelta(seconds=5))
    assert clock.now() == at(15)

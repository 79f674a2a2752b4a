# SPDX-License-Identifier: AGPL-3.0-or-later
"""§10, §25: rules as values with bounds; durations, quorums and thresholds, read and written."""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.charter import RULES, Charter, MissingRuleError, allowed, canonical, founding
from bot.domain.durations import LONGEST, parse_duration, write_duration
from bot.domain.measures import Quorum, Threshold, parse_quorum, parse_threshold
from bot.domain.notice_types import RulesAdoptedSaid
from bot.domain.outcomes import Outcome
from bot.domain.reading import rule_views
from bot.domain.refusals import MissingRule
from tests.domain.conftest import Garden
from tests.domain.people import Person
from tests.domain.story import Story

# --- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RULES)
def test_every_default_is_canonical_and_within_its_bounds(name: str) -> None:
    assert canonical(name, RULES[name].default) == RULES[name].default
    assert allowed(name)


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("review.window", " 24H ", "1d"),
        ("review.window", "1s", "1s"),
        ("review.window", "1d 12h", "1d12h"),
        ("review.window", "2w", "14d"),
        ("poll.after_outage", "0s", "0s"),
        ("claim.limit", "007", "7"),
        ("poll.quorum", "1.50 sqrt", "1.5sqrt"),
        ("poll.quorum", "20 %", "20%"),
        ("poll.quorum", "0.125%", "0.125%"),
        ("poll.threshold", "≥ 60 %", ">=3/5"),
        ("poll.threshold", "> 2/4", ">1/2"),
        ("poll.threshold", ">=1/1", ">=1/1"),
        ("poll.early", "TRUE", "true"),
        ("poll.of", "Electorate", "electorate"),
        ("licences", "mit, cc0-1.0,, MIT", "MIT, CC0-1.0"),
    ],
)
def test_values_are_written_canonically(name: str, value: str, written: str) -> None:
    assert canonical(name, value) == written


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("review.window", "0s"),
        ("review.window", "3651d"),
        ("review.window", "3"),
        ("review.window", "1.5h"),
        ("review.window", "٣d"),
        ("review.window", "999999999w"),
        ("claim.limit", "0"),
        ("claim.limit", "1001"),
        ("claim.limit", "-1"),
        ("claim.limit", "٣"),
        ("claim.limit", "1" * 10),
        ("poll.quorum", "0"),
        ("poll.quorum", "101%"),
        ("poll.quorum", "1.5"),
        ("poll.quorum", "1001sqrt"),
        ("poll.quorum", "1000001"),
        ("poll.quorum", "-3"),
        ("poll.threshold", ">=0/1"),
        ("poll.threshold", ">1/1"),
        ("poll.threshold", ">=3/2"),
        ("poll.threshold", ">=1/0"),
        ("poll.threshold", ">=0.5"),
        ("poll.threshold", "half"),
        ("poll.early", "maybe"),
        ("poll.of", "all"),
        ("licences", ""),
        ("licences", "proprietary"),
    ],
)
def test_nonsense_is_quoted_with_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="is not") as caught:
        canonical(name, value)
    assert value in str(caught.value)


def test_a_missing_rule_is_never_guessed() -> None:
    with pytest.raises(MissingRuleError, match=r"poll\.window"):
        Charter({}).duration("poll.window")


def test_readings_are_typed() -> None:
    charter = Charter(founding({"poll.early": "true"}))
    assert charter.quorum("review.quorum") == Quorum("number", Fraction(3))
    assert charter.threshold("poll.threshold") == Threshold(strict=True, share=Fraction(1, 2))
    assert charter.count("claim.limit") == 3
    assert charter.flag("poll.early")
    assert charter.licences()[0] == "CC-BY-SA-4.0"
    assert charter != Charter({})
    assert charter != "charter"
    assert charter == Charter(founding({"poll.early": "true"}))


# --- a commons and its rules ----------------------------------------------------------------------


def test_s25_a_newer_engine_brings_explicit_values_and_says_so(garden: Story) -> None:
    rules = {"review.quorum": "9", "tea.time": "5h"}
    garden.does(c.AdoptRules, engine="2", rules=rules)
    assert garden.happened(e.RulesAdopted) == [e.RulesAdopted("2", {"tea.time": "5h"})]
    assert garden.commons.charter.value("review.quorum") == "3"
    (said,) = garden.said(RulesAdoptedSaid)
    assert said.rules == ("tea.time = 5h",)
    assert garden.does(c.AdoptRules, engine="2", rules=rules) == ()
    garden.does(c.AdoptRules, engine="3", rules=rules)
    assert len(garden.said(RulesAdoptedSaid)) == 1
    views = {view.name: view for view in rule_views(garden.commons)}
    assert (views["tea.time"].origin, views["tea.time"].form) == ("engine", "")
    assert (views["claim.limit"].origin, views["claim.limit"].most) == ("founding", "1000")
    assert views["tea.time"].height == garden.commons.height - 1


def test_a_commons_is_founded_once(garden: Story) -> None:
    again = {"name": "x", "engine": "1", "rules": {}, "places": (), "stewards": ()}
    assert garden.does(c.FoundCommons, **again) == ()


@pytest.mark.parametrize("rule", RULES)
def test_s25_without_a_rule_everything_is_refused_until_it_is_adopted(
    founds: Garden, rule: str
) -> None:
    garden = founds(without=rule)
    (ana,) = garden.people("ana")
    before = garden.copy()
    assert ana.broadcasts() == MissingRule(rule)
    assert garden.tick() == MissingRule(rule)
    assert garden.commons == before
    garden.does(c.AdoptRules, engine="2", rules=founding({}))
    assert ana.broadcasts() == 1


def test_a_poll_from_before_a_rule_loses_nothing_that_was_done(
    founds: Garden,
) -> None:
    garden = founds(claim_lease="1d")
    ana, bo = garden.people("ana bo")
    task, work = ana.broadcasts(), ana.submits(others=99)
    bo.claims(task)
    bo.says(work, "sound")
    frozen = garden.commons.polls[work].rules
    garden.sleeps("4d")
    window = frozen.values.pop("review.window")
    frozen._durations.pop("review.window", None)
    garden.tick()
    assert garden.task(task).claims == ()  # the lapse was recorded
    assert garden.poll(work).state == "counting"
    assert garden.reads(work, closing=True) == (e.PlaceRead(work, "red"),)
    before = garden.copy()
    assert garden.tick() == MissingRule("review.window")
    assert garden.commons == before
    frozen.values["review.window"] = window
    garden.tick()
    assert garden.poll(work).extended


# --- durations ------------------------------------------------------------------------------------


@given(st.integers(0, int(LONGEST.total_seconds())))
def test_durations_are_read_as_they_are_written(seconds: int) -> None:
    text = write_duration(parse_duration(f"{seconds // 86400}d{seconds % 86400}s"))
    assert parse_duration(text).total_seconds() == seconds
    assert write_duration(parse_duration(text)) == text


def test_durations_in_all_units() -> None:
    assert write_duration(parse_duration("1w1d1h1m1s")) == "8d1h1m1s"
    assert write_duration(parse_duration("90s")) == "1m30s"
    assert write_duration(parse_duration("0s")) == "0s"


# --- quorums and thresholds -----------------------------------------------------------------------

_FACTORS = st.integers(1, 1_000_000).map(lambda thousandths: Fraction(thousandths, 1000))


@given(_FACTORS, st.integers(0, 10_000_000))
def test_s10_a_root_is_the_least_whole_number_not_below_it(factor: Fraction, active: int) -> None:
    with localcontext() as context:
        context.prec = 60
        root = Decimal(factor.numerator) / Decimal(factor.denominator) * Decimal(active).sqrt()
        near = int(root.to_integral_value(rounding="ROUND_CEILING"))
    assert abs(Quorum("root", factor).of(active) - near) <= 1
    exact = Quorum("root", factor).of(active)
    assert exact**2 >= factor**2 * active
    assert exact == 0 or (exact - 1) ** 2 < factor**2 * active


@given(_FACTORS.filter(lambda factor: factor <= 100), st.integers(0, 100_000))
def test_s10_a_share_is_rounded_up(share: Fraction, active: int) -> None:
    assert Quorum("share", share).of(active) == ceil(share / 100 * active)


@given(st.sampled_from(["share", "root"]), _FACTORS)
def test_quorums_are_read_as_they_are_written(form: str, factor: Fraction) -> None:
    quorum = Quorum(form, factor)  # type: ignore[arg-type]
    assert parse_quorum(str(quorum)) == quorum


@given(over=st.integers(1, 999_998), under=st.integers(1, 999_998), strict=st.booleans())
def test_thresholds_are_read_as_they_are_written(over: int, under: int, *, strict: bool) -> None:
    share = Fraction(min(over, under), max(over, under) + 1)
    threshold = Threshold(strict, share)
    assert parse_threshold(str(threshold)) == threshold


@given(
    part=st.integers(0, 300),
    whole=st.integers(-1, 300),
    share=st.fractions(0, 1),
    strict=st.booleans(),
)
def test_s16_a_threshold_compares_exactly(
    part: int, whole: int, share: Fraction, *, strict: bool
) -> None:
    met = Threshold(strict, share).met(part, whole)
    left, right = part * share.denominator, whole * share.numerator
    assert met == (whole > 0 and (left > right if strict else left >= right))


THRESHOLDS = st.builds(Threshold, st.booleans(), st.fractions(0, 1))


@given(THRESHOLDS, THRESHOLDS)
def test_looser_is_what_something_meets_that_the_other_does_not(
    one: Threshold, two: Threshold
) -> None:
    edges = {one.share, two.share, (one.share + two.share) / 2, Fraction(1)}
    met = [
        (one.met(edge.numerator, edge.denominator), two.met(edge.numerator, edge.denominator))
        for edge in edges
    ]
    assert one.looser_than(two) == ((True, False) in met)


def test_an_outcome_knows_whether_it_passed() -> None:
    assert Outcome("passed", "passed", "", {}, 0).passed
    assert not Outcome("failed", "failed", "", {}, 0).passed


def test_the_clock_never_runs_behind_the_record(garden: Story, ana: Person) -> None:
    ana.knows("tea")
    garden.sleeps("-1s")
    answer = ana.knows("coffee")
    assert (answer.now, answer.head) == (garden.now, garden.after("1s"))

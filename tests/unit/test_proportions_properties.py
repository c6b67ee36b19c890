"""What must hold for every pair of arms, whatever the counts."""

import itertools
import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from helpers.models.proportions import (
    ODDS_RATIO_METHODS,
    PROPORTION_METHODS,
    RISK_DIFFERENCE_METHODS,
    RISK_RATIO_METHODS,
    TESTS,
    compare_proportions,
    proportion_interval,
)

LEVELS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
# Barnard and Boschloo take milliseconds a table; the others are swept over wider arms.
EXACT_TESTS = {"barnard", "boschloo"}
# A slow machine is no fault of the formulas.
no_deadline = settings(deadline=None)


@st.composite
def trials(draw, largest_arm=200):
    n_treatment = draw(st.integers(1, largest_arm))
    n_control = draw(st.integers(1, largest_arm))
    responders_treatment = draw(st.one_of(st.sampled_from([0, n_treatment]), st.integers(0, n_treatment)))
    responders_control = draw(st.one_of(st.sampled_from([0, n_control]), st.integers(0, n_control)))
    return compare_proportions(responders_treatment, n_treatment, responders_control, n_control)


def swap_arms(trial):
    return compare_proportions(trial.responders_control, trial.n_control, trial.responders_treatment, trial.n_treatment)


def swap_outcome(trial):
    return compare_proportions(
        trial.n_treatment - trial.responders_treatment,
        trial.n_treatment,
        trial.n_control - trial.responders_control,
        trial.n_control,
    )


def each_ratio_interval(trial, level=0.95):
    for method in RISK_RATIO_METHODS:
        yield trial.risk_ratio_interval(method, level)
    for method in ODDS_RATIO_METHODS:
        yield trial.odds_ratio_interval(method, level)


@no_deadline
@given(trials(), LEVELS)
def test_difference_intervals_lie_within_minus_one_and_one(trial, level):
    for method in RISK_DIFFERENCE_METHODS:
        interval = trial.risk_difference_interval(method, level)
        assert -1 <= interval.lower <= interval.upper <= 1


@no_deadline
@given(trials(), LEVELS)
def test_difference_intervals_hold_the_observed_difference(trial, level):
    # Agresti-Caffo is centred elsewhere, so it alone may leave the observed difference out.
    for method in set(RISK_DIFFERENCE_METHODS) - {"agresti-caffo"}:
        lower, upper = trial.risk_difference_interval(method, level)
        assert lower - 1e-12 <= trial.risk_difference <= upper + 1e-12


def test_agresti_caffo_may_leave_out_the_observed_difference():
    trial = compare_proportions(1, 1, 0, 1)
    assert trial.risk_difference not in trial.risk_difference_interval("agresti-caffo", level=0.5)


@no_deadline
@given(trials(), LEVELS)
def test_swapping_the_arms_mirrors_the_difference_and_its_intervals(trial, level):
    swapped = swap_arms(trial)
    assert swapped.risk_difference == -trial.risk_difference
    for method in RISK_DIFFERENCE_METHODS:
        lower, upper = trial.risk_difference_interval(method, level)
        assert list(swapped.risk_difference_interval(method, level)) == pytest.approx([-upper, -lower], abs=1e-9)


@no_deadline
@given(trials(), LEVELS)
def test_swapping_the_arms_inverts_ratios_and_their_intervals(trial, level):
    for interval, swapped in zip(
        each_ratio_interval(trial, level), each_ratio_interval(swap_arms(trial), level), strict=True
    ):
        assert swapped.lower == pytest.approx(1 / interval.upper, rel=1e-7)
        assert swapped.upper == pytest.approx(1 / interval.lower if interval.lower else math.inf, rel=1e-7)


@no_deadline
@given(trials())
def test_counting_non_responders_mirrors_the_difference_and_inverts_the_odds_ratio(trial):
    other = swap_outcome(trial)
    for method in RISK_DIFFERENCE_METHODS:
        lower, upper = trial.risk_difference_interval(method)
        assert list(other.risk_difference_interval(method)) == pytest.approx([-upper, -lower], abs=1e-9)
    for method in ODDS_RATIO_METHODS:
        lower, upper = trial.odds_ratio_interval(method)
        assert list(other.odds_ratio_interval(method)) == pytest.approx(
            [1 / upper, 1 / lower if lower else math.inf], rel=1e-7
        )


@no_deadline
@given(trials())
def test_a_higher_level_never_gives_a_narrower_interval(trial):
    def every_interval(level):
        yield from (trial.risk_difference_interval(method, level) for method in RISK_DIFFERENCE_METHODS)
        yield from each_ratio_interval(trial, level)
        yield from (
            proportion_interval(trial.responders_treatment, trial.n_treatment, method, level)
            for method in PROPORTION_METHODS
        )

    for low, high in itertools.pairwise((0.5, 0.9, 0.99)):
        for narrow, wide in zip(every_interval(low), every_interval(high), strict=True):
            assert wide.lower <= narrow.lower + 1e-12
            assert wide.upper >= narrow.upper - 1e-12


@no_deadline
@given(trials())
def test_ratio_intervals_hold_the_observed_ratio(trial):
    for interval in each_ratio_interval(trial):
        assert 0 <= interval.lower <= interval.upper
        if not math.isnan(interval.estimate):
            assert interval.lower * (1 - 1e-9) <= interval.estimate <= interval.upper * (1 + 1e-9)


@no_deadline
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), LEVELS)
def test_proportion_intervals_hold_the_proportion_and_mirror_it(count_and_n, level):
    count, n = count_and_n
    for method in PROPORTION_METHODS:
        interval = proportion_interval(count, n, method, level)
        mirrored = proportion_interval(n - count, n, method, level)
        assert 0 <= interval.lower <= interval.estimate <= interval.upper <= 1
        assert list(mirrored) == pytest.approx([1 - interval.upper, 1 - interval.lower], abs=1e-12)


@no_deadline
@given(trials(largest_arm=60))
def test_p_values_are_probabilities_and_the_same_whichever_arm_comes_first(trial):
    for test in set(TESTS) - EXACT_TESTS:
        p = trial.p_value(test)
        assert math.isnan(p) if trial.all_alike and test != "fisher" else 0 <= p <= 1
        assert swap_arms(trial).p_value(test) == pytest.approx(p, rel=1e-9, nan_ok=True)
        assert swap_outcome(trial).p_value(test) == pytest.approx(p, rel=1e-9, nan_ok=True)


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(trials(largest_arm=25))
def test_unconditional_exact_p_values_keep_the_same_symmetries(trial):
    for test in EXACT_TESTS:
        p = trial.p_value(test)
        assert 0 < p <= 1
        assert swap_arms(trial).p_value(test) == pytest.approx(p, rel=1e-9)
        assert swap_outcome(trial).p_value(test) == pytest.approx(p, rel=1e-9)


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(trials(largest_arm=25))
def test_boschloo_is_never_larger_than_fisher_doubled(trial):
    # Boschloo refines the one-sided Fisher test: its one-sided p is at most Fisher's.
    drawn = hypergeom(trial.n, trial.responders, trial.n_treatment)
    one_sided = min(drawn.cdf(trial.responders_treatment), drawn.sf(trial.responders_treatment - 1))
    assert trial.p_value("boschloo") <= min(1, 2 * one_sided) * (1 + 1e-9)


@no_deadline
@given(trials(), LEVELS)
def test_the_test_and_the_interval_that_inverts_it_agree(trial, level):
    # Mee's interval inverts the pooled z test, whose square is Pearson's chi-squared.
    assume(not trial.all_alike)
    p = trial.p_value("pearson")
    assume(abs(p - (1 - level)) > 1e-9)
    assert (0 in trial.risk_difference_interval("mee", level)) == (p > 1 - level)
    assert (1 in trial.risk_ratio_interval("score", level)) == (p > 1 - level)
    assert (1 in trial.odds_ratio_interval("score", level)) == (p > 1 - level)


@no_deadline
@given(trials(), LEVELS, st.sampled_from(sorted(RISK_DIFFERENCE_METHODS)))
def test_number_needed_holds_exactly_what_the_difference_holds(trial, level, method):
    difference = trial.risk_difference_interval(method, level)
    number = trial.number_needed_to_treat_interval(method, level)
    assert (number.benefit is not None) == (difference.upper > 0)
    assert (number.harm is not None) == (difference.lower < 0)
    if number.crosses_zero:
        assert all(math.isinf(piece.upper) for piece in number.pieces)
    else:
        assert len(number.pieces) == 1
        assert 1 <= number.pieces[0].lower <= abs(number.estimate) * (1 + 1e-9) or method == "agresti-caffo"

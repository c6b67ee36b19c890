"""The power of an interaction that agrees with draws and with every count, and the factor over the main effect."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import binom, norm

from helpers.errors import Impossible
from helpers.models.proportions import compare_proportions
from helpers.models.subgroups import (
    SCALES,
    interaction,
    interaction_factor,
    interaction_power,
    multiply_patients,
)

GROUPS = (compare_proportions(20, 24, 15, 25), compare_proportions(17, 23, 6, 23))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("alpha", "times"), [(0.05, 1), (0.05, 3), (0.01, 2), (0.2, 16)])
def test_normal_power_is_that_of_the_normal_curve(scale, alpha, times):
    found = interaction(*GROUPS, scale=scale)
    effect = found.interval.estimate if scale == "risk difference" else np.log(found.interval.estimate)
    distance, critical = abs(effect) / found.standard_error * np.sqrt(times), norm.isf(alpha / 2)
    expected = norm.sf(critical - distance) + norm.cdf(-critical - distance)
    power = interaction_power(*GROUPS, scale=scale, alpha=alpha, times=times)
    assert power.power == pytest.approx(expected)
    assert power.patients == 95 * times


@pytest.mark.parametrize("scale", SCALES)
def test_exact_power_agrees_with_counts_one_by_one(scale):
    groups = compare_proportions(3, 5, 1, 4), compare_proportions(2, 4, 3, 6)
    arms = [
        (n, binom.pmf(range(n + 1), n, rate))
        for group in groups
        for n, rate in (
            (group.n_treatment, group.proportion_treatment),
            (group.n_control, group.proportion_control),
        )
    ]
    expected = 0.0
    for counts in itertools.product(*(range(n + 1) for n, _ in arms)):
        (a, b, c, d), (na, nb, nc, nd) = counts, [n for n, _ in arms]
        try:
            p = interaction(compare_proportions(a, na, b, nb), compare_proportions(c, nc, d, nd), scale=scale).p_value
        except Impossible:
            continue
        if p < 0.1:
            expected += np.prod([chances[count] for count, (_, chances) in zip(counts, arms, strict=True)])
    assert interaction_power(*groups, scale=scale, alpha=0.1, method="exact").power == pytest.approx(expected)
    assert expected > 0.01


def test_exact_power_of_the_trial_agrees_with_draws():
    draws = np.random.default_rng(5).binomial([24, 25, 23, 23], [20 / 24, 0.6, 17 / 23, 6 / 23], (200_000, 4))
    shares = draws / [24, 25, 23, 23]
    effect = shares @ [1, -1, -1, 1]
    error = np.sqrt((shares * (1 - shares) / [24, 25, 23, 23]).sum(axis=1))
    drawn = np.mean(np.abs(effect) > 1.959964 * error)
    exact = interaction_power(*GROUPS, method="exact").power
    assert exact == pytest.approx(drawn, abs=0.004)
    assert exact == pytest.approx(0.300, abs=0.0005)
    # The approximation that pictures use is two points away.
    assert interaction_power(*GROUPS).power == pytest.approx(0.277, abs=0.0005)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("target", [0.06, 0.5, 0.8, 0.99])
def test_patients_found_for_a_power_give_that_power(scale, target):
    times = interaction_power(*GROUPS, scale=scale).find_times(target)
    assert interaction_power(*GROUPS, scale=scale, times=times).power == pytest.approx(target)


def test_patients_for_a_power_are_rounded_up():
    found = interaction_power(*GROUPS)
    assert found.find_patients(0.8) == 400
    assert 95 * found.find_times(0.8) == pytest.approx(399.66, abs=0.01)
    assert interaction_power(GROUPS[0], GROUPS[0]).find_patients(0.8) == float("inf")
    assert interaction_power(GROUPS[0], GROUPS[0]).power == pytest.approx(0.05)


@pytest.mark.parametrize("power", [0.05, 0.04, 1, 80, "0.8", None, float("nan")])
def test_a_power_below_the_level_or_none_is_refused(power):
    with pytest.raises(Impossible, match="power"):
        interaction_power(*GROUPS).find_times(power)


@pytest.mark.parametrize("times", [0, -1, 1e9, "2", None, True, float("nan"), float("inf"), 10**400])
def test_times_are_checked(times):
    with pytest.raises(Impossible, match="times"):
        interaction_power(*GROUPS, times=times)
    with pytest.raises(Impossible, match="times"):
        multiply_patients(GROUPS[0], times)


def test_exact_power_refuses_what_would_take_minutes():
    for times in (1.5, 3):
        with pytest.raises(Impossible, match="method='normal'"):
            interaction_power(*GROUPS, times=times, method="exact")


def test_factor_by_sizes_is_four_for_equal_halves_and_near_it_here():
    half = compare_proportions(10, 20, 5, 20)
    assert interaction_factor(half, half).by_sizes == pytest.approx(4)
    here = (1 / 24 + 1 / 25 + 1 / 23 + 1 / 23) / (1 / 47 + 1 / 48)
    for scale in SCALES:
        assert interaction_factor(*GROUPS, scale=scale).by_sizes == pytest.approx(here)
    assert here == pytest.approx(4.004, abs=0.001)


@pytest.mark.parametrize("scale", SCALES)
def test_factor_is_the_ratio_of_patients_that_give_the_same_power(scale):
    """By way of z: patients for one power are in proportion to 1 over z squared."""
    factor, found = interaction_factor(*GROUPS, scale=scale), interaction(*GROUPS, scale=scale)
    whole = compare_proportions(37, 47, 21, 48)
    shown = {
        "risk difference": lambda: whole.risk_difference_interval(),
        "odds ratio": lambda: whole.odds_ratio_interval(),
        "risk ratio": lambda: whole.risk_ratio_interval(),
    }[scale]()
    log = (lambda x: x) if scale == "risk difference" else np.log
    error = (log(shown.upper) - log(shown.lower)) / 2 / norm.isf(0.025)
    z_effect, z_interaction = log(shown.estimate) / error, log(found.interval.estimate) / found.standard_error
    assert factor.as_observed == pytest.approx((z_effect / z_interaction) ** 2)
    assert factor.as_large == pytest.approx((found.standard_error / error) ** 2)
    assert factor.find_for(0.5) == pytest.approx(4 * factor.as_large)
    assert factor.find_for(abs(factor.interaction / factor.effect)) == pytest.approx(factor.as_observed)


def test_factors_of_the_trial():
    found = [interaction_factor(*GROUPS, scale=scale) for scale in SCALES]
    assert [round(factor.as_large, 2) for factor in found] == [3.70, 4.34, 5.33]
    assert [round(factor.as_observed, 1) for factor in found] == [7.5, 13.6, 3.6]
    assert "4.00" in found[0]._repr_html_() and "7.5 times" in str(found[0])


def test_a_factor_over_no_effect_is_refused_and_of_no_interaction_infinite():
    one, other = compare_proportions(10, 20, 5, 20), compare_proportions(5, 20, 10, 20)
    with pytest.raises(Impossible, match="show no effect"):
        interaction_factor(one, other)
    assert interaction_factor(one, one).as_observed == float("inf")
    for wrong in (0, -1, "half", None, float("nan")):
        with pytest.raises(Impossible, match="share"):
            interaction_factor(one, one).find_for(wrong)


def test_exact_power_of_twice_the_patients_agrees_with_draws():
    """Half-sized groups, so that twice as many stay within what 'exact' takes."""
    halves = compare_proportions(10, 12, 7, 12), compare_proportions(9, 12, 3, 12)
    draws = np.random.default_rng(6).binomial([24] * 4, [10 / 12, 7 / 12, 9 / 12, 3 / 12], (200_000, 4))
    shares = draws / 24
    error = np.sqrt((shares * (1 - shares) / 24).sum(axis=1))
    drawn = np.mean(np.abs(shares @ [1, -1, -1, 1]) > 1.959964 * error)
    twice = interaction_power(*halves, times=2, method="exact")
    assert twice.power == pytest.approx(drawn, abs=0.004) and twice.patients == 96
    assert interaction_power(*halves, times=1, method="exact").power < twice.power - 0.05


def test_a_power_writes_its_own_level_and_a_factor_its_scale():
    found = interaction_power(*GROUPS, alpha=0.1)
    assert "a 90 % interval that leaves out the same risk difference" in str(found)
    assert "power at 10 %, two-sided" in found._repr_html_()
    for scale in SCALES:
        assert f"scale of the {scale}" in interaction_factor(*GROUPS, scale=scale)._repr_html_()


@pytest.mark.parametrize("alpha", [1e-308, 1e-17, 1e-12])
@pytest.mark.parametrize("method", ["normal", "exact"])
def test_a_level_too_near_zero_is_refused_with_what_could_be(alpha, method):
    with pytest.raises(Impossible, match=r"^alpha = .* is impossible: it must be a number between 1e-12 and 1"):
        interaction_power(*GROUPS, alpha=alpha, method=method)

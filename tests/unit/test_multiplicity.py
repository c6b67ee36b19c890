"""Many end points: chances that agree with closed forms, with scipy and with a simulation, and p values adjusted."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from helpers.errors import Impossible
from helpers.models.multiplicity import (
    ADJUSTMENTS,
    adjust_p_values,
    chance_of_agreement,
    chance_of_false_positive,
)
from tests.unit.html_tools import read_rows

CLOSE = {"rel": 0, "abs": 1e-8}
CORRELATIONS = [1e-9, 1e-4, 0.05, 0.3, 0.5, 0.8, 0.95, 0.99, 0.9999, 1 - 1e-9]
BAD_P_VALUES = [[], {}, [0.1, math.nan], [-0.01], [1.01], ["0.01"], [True], None, "0.01", 0.01]
BAD_P_VALUES += [{0.01, 0.04}, frozenset({0.01}), b"\x00\x01", np.array(0.01), np.array([[0.01, 0.04]]), [[0.01]]]
BAD_P_VALUES += [itertools.repeat(0.01), np.full(1001, 0.5), range(2, 4), {0.01: "A"}]


def correlate(k: int, r: float) -> np.ndarray:
    return np.full((k, k), r) + (1 - r) * np.eye(k)


@pytest.mark.parametrize("k", [1, 2, 5, 20, 1000])
@pytest.mark.parametrize("alpha", [1e-6, 0.05, 0.5])
def test_independent_end_points_agree_with_powers(k, alpha):
    """Also where the integral is taken, a hair above 0."""
    expected = 1 - (1 - alpha) ** k
    for correlation in (0, 1e-12):
        assert chance_of_false_positive(k, correlation, alpha=alpha).chance == pytest.approx(expected, **CLOSE)
        assert chance_of_agreement(k, correlation).chance == pytest.approx(2 * 0.5**k, **CLOSE)


@pytest.mark.parametrize("r", CORRELATIONS)
def test_agreement_of_two_and_three_matches_the_orthant_formulas(r):
    """Sheppard 1898: 1/4 + arcsin(r) / 2 pi in a quadrant, 1/8 + 3 arcsin(r) / 4 pi in an octant."""
    assert chance_of_agreement(2, r).chance == pytest.approx(0.5 + math.asin(r) / math.pi, **CLOSE)
    assert chance_of_agreement(3, r).chance == pytest.approx(0.25 + 1.5 * math.asin(r) / math.pi, **CLOSE)


@pytest.mark.parametrize("k", [2, 5, 20])
def test_a_half_correlated_family_agrees_with_one_over_k_plus_one(k):
    """With correlation 1/2 all point upwards where one of k + 1 equal draws is the lowest."""
    assert chance_of_agreement(k, 0.5).chance == pytest.approx(2 / (k + 1), **CLOSE)
    assert chance_of_agreement(k, 0.5).towards_treatment == pytest.approx(1 / (k + 1), **CLOSE)


@pytest.mark.parametrize("k", [2, 5, 20])
def test_identical_end_points_are_one_end_point(k):
    assert chance_of_false_positive(k, 1 - 1e-14).chance == pytest.approx(0.05, abs=1e-6)
    assert chance_of_agreement(k, 1 - 1e-14).chance == pytest.approx(1, abs=1e-6)
    assert chance_of_false_positive(k, 1).chance == 0.05
    assert chance_of_agreement(k, 1).chance == 1


@pytest.mark.parametrize("r", [0.05, 0.5, 0.95])
def test_a_false_positive_of_two_matches_scipys_normal(r):
    c = norm.ppf(0.975)
    normal = multivariate_normal(cov=correlate(2, r))
    neither = normal.cdf([c, c], lower_limit=[-c, -c])
    assert chance_of_false_positive(2, r).chance == pytest.approx(1 - neither, **CLOSE)


@pytest.mark.parametrize(("k", "r"), [(3, 0.3), (5, 0.8), (20, 0.6)])
def test_both_chances_match_a_seeded_simulation(k, r):
    draws = 200_000
    rng = np.random.default_rng(20221006)
    shared = rng.standard_normal((draws, 1))
    z = math.sqrt(r) * shared + math.sqrt(1 - r) * rng.standard_normal((draws, k))
    significant = (np.abs(z) > norm.ppf(0.975)).any(axis=1).mean()
    one_way = ((z > 0).all(axis=1) | (z < 0).all(axis=1)).mean()
    # Four standard errors of a share of 1/2 at most.
    error = 4 * 0.5 / math.sqrt(draws)
    assert chance_of_false_positive(k, r).chance == pytest.approx(significant, abs=error)
    assert chance_of_agreement(k, r).chance == pytest.approx(one_way, abs=error)


def test_a_steep_step_between_the_nodes_loses_nothing():
    """As the correlation rises, false positives only become rarer and agreement only more common."""
    for k in (2, 20, 1000):
        false_positive = [chance_of_false_positive(k, r).chance for r in CORRELATIONS]
        agreement = [chance_of_agreement(k, r).chance for r in CORRELATIONS]
        assert all(one >= other for one, other in itertools.pairwise(false_positive))
        assert all(one <= other for one, other in itertools.pairwise(agreement))
        assert min(false_positive) >= 0.05 - 1e-12 and max(agreement) <= 1 + 1e-12


@pytest.mark.parametrize("compute", [chance_of_false_positive, chance_of_agreement])
def test_an_impossible_correlation_is_told_with_its_limit(compute):
    with pytest.raises(Impossible, match=r"impossible between all pairs of 5 end points: .* from -0\.25 to 1"):
        compute(5, -0.3)
    with pytest.raises(Impossible, match=r"5 end points allow -0\.25 to 1.*not computed here\. Choose 0 to 1"):
        compute(5, -0.2)
    for correlation in (1.01, math.nan, math.inf, "0.5", True):
        with pytest.raises(Impossible, match="correlation"):
            compute(5, correlation)


@pytest.mark.parametrize("endpoints", [0, -1, 2.5, 1001, math.nan, "5", True])
def test_impossible_end_points_are_refused_by_name(endpoints):
    for compute in (chance_of_false_positive, chance_of_agreement):
        with pytest.raises(Impossible, match="endpoints"):
            compute(endpoints, 0.5)


@pytest.mark.parametrize(("k", "r", "alpha"), [(2, 0.5, 0.01), (3, 0.3, 0.2), (2, 0.95, 1e-4), (5, 0.8, 0.1)])
def test_the_level_of_each_test_decides_how_often_chance_passes_it(k, r, alpha):
    """Against the same average over the shared factor, by scipy's adaptive quadrature."""
    c = norm.isf(alpha / 2)

    def pass_all(w):
        low, high = ((limit - math.sqrt(r) * w) / math.sqrt(1 - r) for limit in (-c, c))
        return norm.pdf(w) * (norm.cdf(high) - norm.cdf(low)) ** k

    within, _ = quad(pass_all, -9, 9, limit=400, epsabs=1e-12, points=[-c, c])
    assert chance_of_false_positive(k, r, alpha=alpha).chance == pytest.approx(1 - within, abs=1e-8)
    assert chance_of_false_positive(k, 1, alpha=alpha).if_identical == alpha


def test_a_level_too_small_for_the_integral_is_refused_and_the_smallest_one_holds():
    with pytest.raises(Impossible, match=r"alpha = 1e-16 is impossible: .* between 1e-10 and 1"):
        chance_of_false_positive(2, 0.5, alpha=1e-16)
    for r in (0.3, 0.9, 1 - 1e-12):
        result = chance_of_false_positive(2, r, alpha=1.001e-10)
        assert 1.001e-10 * (1 - 1e-6) < result.chance < 2.002e-10 * (1 + 1e-6)


@pytest.mark.parametrize("alpha", [0, 1, -0.1, math.nan])
def test_an_impossible_level_is_refused_by_name(alpha):
    with pytest.raises(Impossible, match="alpha"):
        chance_of_false_positive(5, 0.5, alpha=alpha)
    with pytest.raises(Impossible, match="alpha"):
        adjust_p_values([0.01], "holm", alpha=alpha)


def test_results_write_themselves():
    agreement = chance_of_agreement(5, 0.8)
    assert "0.5820, half of it towards the treatment (independent 0.0625" in str(agreement)
    assert read_rows(agreement._repr_html_()) == [
        ["end points", "chance"],
        ["correlation 0.8", "0.5820"],
        ["of these, all towards the treatment", "0.2910"],
        ["independent", "0.0625"],
        ["identical", "1.0000"],
    ]
    assert "all of 5 null end points" in agreement._repr_html_() and "Dunnett" in agreement._repr_html_()
    false_positive = chance_of_false_positive(5, 0.8, alpha=0.05)._repr_html_()
    assert read_rows(false_positive)[1:] == [
        ["correlation 0.8", "0.1273"],
        ["independent", "0.2262"],
        ["identical", "0.0500"],
    ]
    assert "is significant at 0.05" in false_positive


def test_adjusted_p_values_match_those_worked_by_hand():
    """Steps of Holm go down from the smallest, those of Hochberg up from the largest."""
    raw = {"A": 0.012, "B": 0.024, "C": 0.004, "D": 0.200, "E": 0.020}
    by_hand = {
        "none": [0.012, 0.024, 0.004, 0.200, 0.020],
        "bonferroni": [0.060, 0.120, 0.020, 1.000, 0.100],
        "holm": [0.048, 0.060, 0.020, 0.200, 0.060],
        "hochberg": [0.048, 0.048, 0.020, 0.200, 0.048],
        "fixed-sequence": [0.012, 0.024, 0.024, 0.200, 0.200],
    }
    assert set(by_hand) == set(ADJUSTMENTS)
    for method, adjusted in by_hand.items():
        result = adjust_p_values(raw, method)
        assert result.names == tuple(raw) and result.raw == tuple(raw.values())
        assert result.adjusted == pytest.approx(adjusted)
        assert result.rejected == tuple(p <= 0.05 for p in adjusted)
        for alpha in (0.01, 0.02, 0.055, 0.25):
            other = adjust_p_values(raw, method, alpha=alpha)
            assert other.adjusted == pytest.approx(adjusted) and other.alpha == alpha
            assert other.rejected == tuple(p <= alpha + 1e-12 for p in adjusted)


@pytest.mark.slow
def test_adjusted_p_values_match_those_of_statsmodels():
    from statsmodels.stats.multitest import multipletests

    generator = np.random.default_rng(20241122)
    for size in (1, 2, 5, 12):
        raw = np.round(generator.random(size) ** 3, 2)
        for method, name in (("bonferroni", "bonferroni"), ("holm", "holm"), ("hochberg", "simes-hochberg")):
            expected = multipletests(raw, method=name)[1]
            assert adjust_p_values(raw.tolist(), method).adjusted == pytest.approx(expected, rel=1e-14)


def test_a_p_value_that_meets_alpha_exactly_is_rejected():
    """Three times 0.1 is a hair above 0.3 for a computer."""
    for method in ("bonferroni", "holm", "hochberg"):
        assert adjust_p_values([0.1, 0.9, 0.95], method, alpha=0.3).rejected == (True, False, False)
    assert adjust_p_values([0.1001, 0.9, 0.95], "holm", alpha=0.3).rejected == (False, False, False)


def test_a_notebook_shows_raw_and_adjusted_side_by_side():
    shown = read_rows(adjust_p_values({"A": 0.012, "B": 0.2}, "bonferroni", alpha=0.02)._repr_html_())
    assert shown == [
        ["end point", "p", "adjusted p", "significant at 0.02"],
        ["A", "0.0120", "0.0240", "no"],
        ["B", "0.2000", "0.4000", "no"],
    ]


def test_a_fixed_sequence_stops_at_the_first_that_fails():
    result = adjust_p_values([0.01, 0.06, 0.0001], "fixed-sequence")
    assert result.rejected == (True, False, False)
    assert adjust_p_values([0.0001, 0.01, 0.06], "fixed-sequence").rejected == (True, True, False)
    assert result.names == ("1", "2", "3")


def test_each_method_says_what_it_assumes():
    assert adjust_p_values([0.01], "holm").assumes == "nothing"
    assert adjust_p_values([0.01], "hochberg").assumes == "independence or positive dependence"
    assert adjust_p_values([0.01], "fixed-sequence").assumes == "an order fixed beforehand"
    assert "assumes nothing" in adjust_p_values([0.01], "holm")._repr_html_()


@pytest.mark.parametrize("p_values", BAD_P_VALUES, ids=lambda values: type(values).__name__)
def test_p_values_that_cannot_be_are_refused(p_values):
    for method in ADJUSTMENTS:
        with pytest.raises(Impossible, match=r"(?s)p_values.*impossible|p_values.*must be"):
            adjust_p_values(p_values, method)


def test_an_unknown_method_is_named_with_those_that_exist():
    with pytest.raises(Impossible, match="'sidak' is not known: choose one of none, bonferroni, holm"):
        adjust_p_values([0.01], "sidak")


def test_certain_and_impossible_p_values_are_adjusted_without_a_warning():
    for method in ADJUSTMENTS:
        assert adjust_p_values([0, 1, 1], method).rejected == (True, False, False)

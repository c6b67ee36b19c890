"""Partial pooling: the limits at both ends, sums that agree with a brute-force grid, and refusals in sentences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.partial_pooling import pool_by_data, pool_subgroups
from helpers.models.proportions import compare_proportions
from helpers.models.two_by_two import TwoByTwo

FIVE = {"A": (12, 15, 7, 16), "B": (10, 12, 4, 12), "C": (7, 9, 4, 9), "D": (6, 7, 3, 7), "E": (2, 4, 3, 4)}
TWO = {"MSA": (20, 24, 15, 25), "rest": (17, 23, 6, 23)}
EXTREME = {"A": (30, 40, 10, 40), "B": (4, 4, 0, 4), "C": (0, 5, 5, 5)}


def measure(counts):
    """Return differences and standard errors, written out anew."""
    differences, errors = [], []
    for x, n, y, m in counts.values():
        differences.append(x / n - y / m)
        variance = 0.0
        for k, size in ((x, n), (y, m)):
            if k in (0, size):
                k, size = k + 1, size + 2
            variance += (k / size) * (1 - k / size) / size
        errors.append(math.sqrt(variance))
    return np.array(differences), np.array(errors)


@pytest.mark.parametrize("counts", [FIVE, TWO, EXTREME])
def test_with_tau_0_all_have_the_mean_weighted_by_inverse_variance(counts):
    differences, errors = measure(counts)
    mean = np.average(differences, weights=errors**-2.0)
    spread = 1 / math.sqrt(np.sum(errors**-2.0))
    pooled = pool_subgroups(counts, 0, level=0.9)
    assert pooled.mean == pytest.approx(mean, abs=1e-12)
    for one in pooled.subgroups:
        assert (one.estimate, one.lower, one.upper) == pytest.approx(
            (mean, *norm.interval(0.9, mean, spread)), abs=1e-12
        )


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize("counts", [FIVE, TWO])
def test_with_tau_infinite_each_stands_alone_with_walds_interval(counts, level):
    for one, four in zip(pool_subgroups(counts, math.inf, level=level).subgroups, counts.values(), strict=True):
        wald = compare_proportions(*four).risk_difference_interval("wald", level)
        assert (one.estimate, one.lower, one.upper) == pytest.approx((wald.estimate, *wald), abs=1e-12)
        assert one.estimate == one.observed


def test_alone_the_derived_counts_give_the_derived_intervals():
    for one, row in zip(pool_subgroups(TWO, math.inf).subgroups, ("difference_msa", "difference_rest"), strict=True):
        derived = figure(row)
        assert 100 * one.estimate == pytest.approx(derived.value)
        assert (100 * one.lower, 100 * one.upper) == pytest.approx((derived.lower, derived.upper))


@pytest.mark.parametrize("counts", [FIVE, TWO, EXTREME])
def test_between_the_limits_every_estimate_moves_one_way(counts):
    taus = [0, 0.01, 0.03, 0.1, 0.2, 0.5, 2, 1000, math.inf]
    mean = pool_subgroups(counts, 0).mean
    estimates = np.array([[one.estimate for one in pool_subgroups(counts, tau).subgroups] for tau in taus])
    farthest = np.argmax(np.abs(estimates[-1] - mean))
    gaps = np.abs(estimates[:, farthest] - mean)
    assert np.all(np.diff(gaps) > 0)
    assert estimates[-2] == pytest.approx(estimates[-1], abs=1e-6)
    assert estimates[1] == pytest.approx(estimates[0], abs=0.02)


@pytest.mark.parametrize("tau", [0.05, 0.2, 0.7])
def test_given_tau_the_estimates_agree_with_the_joint_normal(tau):
    """True differences and mean as one normal vector: its precision matrix, with a flat prior on the mean, inverted."""
    differences, errors = measure(FIVE)
    k = len(differences)
    precision = np.full((k + 1, k + 1), 0.0)
    precision[:k, :k] = np.diag(1 / errors**2 + 1 / tau**2)
    precision[k, :k] = precision[:k, k] = -1 / tau**2
    precision[k, k] = k / tau**2
    covariance = np.linalg.inv(precision)
    means, variances = covariance @ np.append(differences / errors**2, 0), np.diag(covariance)
    assert pool_subgroups(FIVE, tau).mean == pytest.approx(means[k], abs=1e-9)
    means, variances = means[:k], variances[:k]
    for one, mean, variance in zip(pool_subgroups(FIVE, tau).subgroups, means, variances, strict=True):
        assert one.estimate == pytest.approx(mean, abs=1e-9)
        assert (one.upper - one.estimate) / 1.959963984540054 == pytest.approx(math.sqrt(variance), abs=1e-9)


@pytest.mark.parametrize(("counts", "scale", "level"), [(FIVE, 0.2, 0.95), (TWO, 0.1, 0.8), (EXTREME, 0.4, 0.9)])
def test_averaged_over_tau_it_agrees_with_a_grid_over_tau_and_the_mean(counts, scale, level):
    """Both are laid out with equal steps: another spacing, and the mean is not integrated by formula."""
    differences, errors = measure(counts)
    mean = np.linspace(-5, 5.5, 1401)[:, np.newaxis]
    tau = ((np.arange(500) + 0.5) * 6 * scale / 500)[np.newaxis, :]
    log_density = -0.5 * (tau / scale) ** 2 + sum(
        norm.logpdf(y, mean, np.sqrt(s * s + tau**2)) for y, s in zip(differences, errors, strict=True)
    )
    weights = np.exp(log_density - log_density.max())
    weights /= weights.sum()
    pooled = pool_by_data(counts, prior_scale=scale, level=level)
    tail = (1 - level) / 2
    for one, y, s in zip(pooled.subgroups, differences, errors, strict=True):
        variance = 1 / (1 / s**2 + 1 / tau**2)
        centre = variance * (y / s**2 + mean / tau**2)
        assert one.estimate == pytest.approx(np.sum(weights * centre), abs=1e-6)
        for limit, share in ((one.lower, tail), (one.upper, 1 - tail)):
            if abs(limit) < 1:
                assert np.sum(weights * norm.cdf((limit - centre) / np.sqrt(variance))) == pytest.approx(
                    share, abs=1e-4
                )
    assert pooled.mean == pytest.approx(np.sum(weights * mean), abs=1e-6)
    marginal = weights.sum(axis=0)
    assert pooled.posterior.mean == pytest.approx(np.sum(marginal * tau[0]), abs=1e-5)
    at = pooled.posterior.quantile(0.95)
    assert marginal[tau[0] < at].sum() == pytest.approx(0.95, abs=4e-3)
    assert pooled.posterior.share_below(at) == pytest.approx(0.95, abs=1e-9)


def test_a_narrow_prior_pools_completely_and_a_wide_one_lets_the_subgroups_go():
    narrow, wide = (pool_by_data(EXTREME, prior_scale=scale) for scale in (0.001, 10))
    mean = pool_subgroups(EXTREME, 0).mean
    assert [one.estimate for one in narrow.subgroups] == pytest.approx([mean] * 3, abs=1e-3)
    assert abs(wide.subgroups[1].estimate - 1) < abs(narrow.subgroups[1].estimate - 1) / 4


@pytest.mark.parametrize("scale", [0.001, 0.02, 0.2, 10])
def test_the_posterior_of_tau_is_a_density(scale):
    posterior = pool_by_data(FIVE, prior_scale=scale).posterior
    taus = np.linspace(0, 9 * scale, 40_001)
    assert sum(posterior.weights) == pytest.approx(1)
    assert np.trapezoid(posterior.density(taus), taus) == pytest.approx(1, abs=2e-3)
    assert posterior.share_below(0) == 0 and posterior.share_below(math.inf) == 1
    assert posterior.density(np.array([1000.0]))[0] == 0


def test_an_arm_of_all_or_none_keeps_its_share_and_gets_a_width():
    (one, *_) = pool_subgroups({"all v none": (4, 4, 0, 4), "other": (5, 9, 4, 9)}, math.inf).subgroups
    assert one.observed == 1
    # 5 of 6 and 1 of 6, as Agresti and Caffo add one responder and one non-responder.
    assert one.standard_error == pytest.approx(math.sqrt(2 * (5 / 6) * (1 / 6) / 6))
    assert one.upper == 1 and one.lower == pytest.approx(1 - 1.959963984540054 * one.standard_error)
    everybody = pool_by_data({"all": (4, 4, 4, 4), "none": (0, 4, 0, 4)})
    assert [one.estimate for one in everybody.subgroups] == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize("counts", [None, 5, [], [(1, 2, 1, 2)], "AB", {}, {"A": (1, 2, 1, 2)}, {"A", "B"}])
def test_what_is_no_mapping_of_two_subgroups_is_refused(counts):
    for pool in (lambda: pool_subgroups(counts, 0), lambda: pool_by_data(counts)):
        with pytest.raises(Impossible, match=r"impossible"):
            pool()


@pytest.mark.parametrize(
    "four", [None, 5, (1, 2, 3), "1234", (1, 0, 1, 2), (3, 2, 1, 2), (1, 2, None, 2), (1.5, 2, 1, 2)]
)
def test_a_subgroup_that_cannot_be_is_named(four):
    with pytest.raises(Impossible, match="Subgroup 'B'"):
        pool_subgroups({"A": (1, 2, 1, 2), "B": four}, 0)


@pytest.mark.parametrize("wrong", [None, "0.1", True, math.nan, -0.1, 1001, 1e308, [0.1]])
def test_wrong_numbers_are_refused_by_name(wrong):
    with pytest.raises(Impossible, match="tau"):
        pool_subgroups(TWO, wrong)
    with pytest.raises(Impossible, match="prior_scale"):
        pool_by_data(TWO, prior_scale=wrong)
    with pytest.raises(Impossible, match="level"):
        pool_subgroups(TWO, 0, level=wrong)


def test_a_level_of_95_is_refused_and_tables_are_taken():
    with pytest.raises(Impossible, match="level = 95"):
        pool_by_data(TWO, level=95)
    tables = {name: TwoByTwo(*four) for name, four in TWO.items()}
    assert pool_subgroups(tables, 0.1) == pool_subgroups(TWO, 0.1)
    assert pool_by_data({"A": (10**6 - 1, 10**6, 1, 10**6), "B": (5, 9, 4, 9)}, prior_scale=10).subgroups[0].upper <= 1


def test_the_result_writes_itself_with_its_assumption():
    assert "partial pooling, tau 10 points" in str(pool_subgroups(TWO, 0.1))
    text = pool_by_data(TWO)._repr_html_()
    assert "half-normal prior of SD 20 points" in text and "flat prior on the mean" in text
    assert "20 of 24" in text and "6 of 23" in text


def test_the_result_writes_its_own_level():
    found = pool_subgroups(TWO, 0.1, level=0.8)
    assert "with 80 % intervals" in str(found) and "80 % intervals, partial pooling" in found._repr_html_()


@pytest.mark.parametrize("taus", ["", "abc", None, {}, 10**400, complex(1, 1), -0.1, [0.1, math.nan]])
def test_the_density_of_what_is_no_tau_is_refused(taus):
    with pytest.raises(Impossible, match=r"^taus = .* is impossible"):
        pool_by_data(TWO).posterior.density(taus)

"""Simulated trials of a plan: against exact power, every table's own p value, and what they must refuse."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from helpers.errors import Impossible
from helpers.models.intervals import proportion_interval
from helpers.models.power import actual_size, exact_power
from helpers.models.rejection_chance import find_rejected
from helpers.models.rendering import print_percent
from helpers.models.simulated_trials import simulate_trials

ARMS = [(2, 2), (20, 20), (47, 48), (90, 90), (60, 31), (400, 400), (1500, 1500)]
RATES = [(0.25, 0.25), (0.35, 0.25), (0.45, 0.25), (0.05, 0.02), (0.9, 0.6), (0.2, 0.4)]
TESTS = ("pooled_z", "fisher")


def count_errors(result) -> float:
    """Return how many standard errors, by the exact rate, the simulated rate is off."""
    error = math.sqrt(result.exact_rate * (1 - result.exact_rate) / result.trials)
    return (result.rejection_rate - result.exact_rate) / error if error > 1e-9 else 0.0


def find_p(x: int, n: int, y: int, m: int, test: str) -> float:
    if test == "fisher":
        return stats.fisher_exact([[x, n - x], [y, m - y]]).pvalue
    if x + y in (0, n + m):
        return 1.0
    return stats.chi2_contingency([[x, n - x], [y, m - y]], correction=False).pvalue


def test_over_a_grid_the_simulated_rate_is_within_four_errors_of_the_exact_one():
    results = [simulate_trials(*arms, *rates, test=test) for arms in ARMS for rates in RATES for test in TESTS]
    errors = np.array([count_errors(result) for result in results])
    assert np.abs(errors).max() < 4
    # As spread as independent draws are: the rows of a comparison do not share their luck.
    assert 0.7 < errors.std() < 1.3 and abs(errors.mean()) < 0.35


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.2])
def test_the_exact_rate_beside_it_is_power_or_actual_size(test, alpha):
    effect = simulate_trials(47, 48, 0.6, 0.4, trials=10, test=test, alpha=alpha)
    assert effect.exact_rate == exact_power(47, 48, 0.6, 0.4, test=test, alpha=alpha).power
    none = simulate_trials(47, 48, 0.4, 0.4, trials=10, test=test, alpha=alpha)
    assert none.exact_rate == actual_size(47, 48, 0.4, test=test, alpha=alpha)
    assert none.exact_rate < effect.exact_rate


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.3])
def test_another_level_is_kept_to(alpha):
    result = simulate_trials(90, 90, 0.35, 0.25, alpha=alpha, trials=40_000)
    assert result.alpha == alpha
    assert abs(count_errors(result)) < 4


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(("n", "m"), [(12, 12), (13, 9), (7, 15)])
def test_a_trial_rejects_where_the_p_value_of_its_table_is_below_the_level(n, m, test):
    """Every table there is, by scipy's tests."""
    x, y = (counts.ravel() for counts in np.meshgrid(np.arange(n + 1), np.arange(m + 1), indexing="ij"))
    p = np.array([find_p(*each, test) for each in zip(x, [n] * len(x), y, [m] * len(x), strict=True)])
    for alpha in (0.01, 0.05, 0.2):
        rejected = find_rejected(x, y, n, m, test=test, alpha=alpha)
        assert np.array_equal(rejected, p < alpha)
        assert 0 < rejected.sum() < len(rejected)


def test_the_region_holds_the_exact_power_in_large_uneven_arms():
    """Beyond the counts that are listed, Fisher's test rejects too."""
    n, m, p, q = 300, 450, 0.45, 0.38
    x, y = (counts.ravel() for counts in np.meshgrid(np.arange(n + 1), np.arange(m + 1), indexing="ij"))
    weights = stats.binom.pmf(x, n, p) * stats.binom.pmf(y, m, q)
    rejected = find_rejected(x, y, n, m, test="fisher", alpha=0.05)
    assert weights @ rejected == pytest.approx(exact_power(n, m, p, q, test="fisher").power, abs=1e-11)
    assert np.array_equal(rejected, find_rejected(y, x, m, n, test="fisher", alpha=0.05))
    assert rejected[(x == n) & (y == 0)] and rejected[(x == 0) & (y == m)]


def test_equal_seeds_give_equal_bytes_and_others_do_not():
    one, again, other = (simulate_trials(60, 50, 0.5, 0.3, trials=500, seed=seed) for seed in (7, 7, 8))
    assert one.differences.tobytes() == again.differences.tobytes()
    assert one.rejected.tobytes() == again.rejected.tobytes()
    assert one.differences.tobytes() != other.differences.tobytes()


@pytest.mark.parametrize("fewer", [1, 10, 999])
def test_fewer_trials_are_the_first_of_many(fewer):
    many = simulate_trials(90, 90, 0.35, 0.25, trials=3000, seed=4)
    few = simulate_trials(90, 90, 0.35, 0.25, trials=fewer, seed=4)
    assert np.array_equal(few.differences, many.differences[:fewer])
    assert few.rejections == np.count_nonzero(many.rejected[:fewer])


def test_the_differences_are_those_of_two_binomial_arms():
    """Mean and variance, and that every difference is one that whole patients can make."""
    n, m, p, q = 40, 25, 0.6, 0.3
    result = simulate_trials(n, m, p, q, trials=200_000)
    variance = p * (1 - p) / n + q * (1 - q) / m
    assert result.differences.mean() == pytest.approx(p - q, abs=4 * math.sqrt(variance / result.trials))
    assert result.differences.var() == pytest.approx(variance, rel=0.02)
    possible = {float(Fraction(x, n) - Fraction(y, m)) for x in range(n + 1) for y in range(m + 1)}
    assert np.abs(np.subtract.outer(np.unique(result.differences), sorted(possible))).min(axis=1).max() < 1e-12


def test_the_monte_carlo_error_is_how_much_the_rate_scatters_from_seed_to_seed():
    results = [simulate_trials(30, 30, 0.5, 0.25, trials=200, seed=seed) for seed in range(400)]
    scatter = np.std([result.rejection_rate for result in results])
    told = np.mean([result.monte_carlo_error for result in results])
    # The standard error of a standard deviation of 400 is 3.5 %.
    assert told == pytest.approx(scatter, rel=0.14)
    first = results[0]
    assert first.monte_carlo_error == math.sqrt(first.rejection_rate * (1 - first.rejection_rate) / 200)


def test_the_interval_of_the_rate_is_wilsons_and_holds_the_exact_rate_as_often_as_it_says():
    results = [simulate_trials(30, 30, 0.5, 0.25, trials=200, seed=seed) for seed in range(400)]
    held = sum(result.exact_rate in result.interval for result in results)
    assert 0.92 <= held / len(results) <= 0.98
    first = results[0]
    assert tuple(first.interval) == tuple(proportion_interval(first.rejections, 200))


def find_exact_mean(n: int, p: float, q: float) -> float:
    """Return the mean difference of the trials of n v n that reject in favour of treatment, over all tables."""
    above = below = 0.0
    for x in range(n + 1):
        for y in range(x):
            if find_p(x, n, y, n, "pooled_z") < 0.05:
                weight = stats.binom.pmf(x, n, p) * stats.binom.pmf(y, n, q)
                above, below = above + weight * (x - y) / n, below + weight
    return above / below


def test_what_rejecting_trials_show_lies_beyond_the_truth_by_what_all_tables_say():
    result = simulate_trials(20, 20, 0.5, 0.35, trials=100_000)
    chosen = result.differences[result.rejected & (result.differences > 0)]
    assert result.favourable == len(chosen) and result.mean_favourable == chosen.mean()
    error = chosen.std() / math.sqrt(len(chosen))
    assert result.mean_favourable == pytest.approx(find_exact_mean(20, 0.5, 0.35), abs=4 * error)
    assert result.mean_favourable > 2 * result.true_difference


def test_rejections_against_the_drug_are_counted_apart():
    result = simulate_trials(60, 60, 0.3, 0.3, trials=20_000)
    against = np.count_nonzero(result.rejected & (result.differences < 0))
    assert result.favourable + against == result.rejections
    assert against > 0 and result.mean_favourable > 0
    assert not result.rejected[result.differences == 0].any()


def test_a_harm_can_be_taken_as_true():
    result = simulate_trials(60, 60, 0.2, 0.5, trials=2000)
    assert result.true_difference == pytest.approx(-0.3) and result.favourable == 0
    assert math.isnan(result.mean_favourable)
    assert "Rejecting in favour" not in str(result) and ">none<" in result._repr_html_()


def test_where_none_rejects_the_error_is_0_and_the_interval_is_not():
    result = simulate_trials(2, 2, 0.4, 0.3, trials=50, test="fisher")
    assert result.rejections == result.monte_carlo_error == result.exact_rate == 0
    assert result.interval.lower == 0 and result.interval.upper > 0.06
    everybody = simulate_trials(100, 100, 0.95, 0.05, trials=50)
    assert everybody.rejection_rate == 1 and everybody.monte_carlo_error == 0
    assert everybody.interval.lower < 0.95


def test_what_it_prints_holds_its_numbers():
    result = simulate_trials(50, 45, 0.5, 0.3, trials=1000, seed=3, test="fisher", alpha=0.1)
    text, page = str(result), result._repr_html_()
    rate, error = 100 * result.rejection_rate, 100 * result.monte_carlo_error
    assert text.startswith("1 000 invented trials (seed 3) of 50 v 45 patients, 50 % v 30 % taken as true")
    assert f"Fisher's exact test at two-sided 10 % rejects in {rate:.1f} % of them" in text
    assert f"(Monte Carlo error {error:.1f} points); exactly {print_percent(result.exact_rate)}." in text
    assert (
        f"{result.favourable}, which show +{100 * result.mean_favourable:.1f} points on average; true are +20.0."
        in (text)
    )
    lower, upper = (100 * limit for limit in result.interval)
    for told in (f"{result.rejections} of 1 000", f"{error:.1f} points", f"{lower:.1f} % to {upper:.1f} %"):
        assert f"<td>{told}</td>" in page
    assert "Invented trials, seed 3: 50 v 45 patients" in page


def test_what_was_drawn_cannot_be_written_to():
    result = simulate_trials(10, 10, 0.5, 0.3, trials=5)
    for drawn in (result.differences, result.rejected):
        with pytest.raises(ValueError, match="read-only"):
            drawn[0] = 0


GOOD = {"n_treatment": 20, "n_control": 20, "p_treatment": 0.5, "p_control": 0.3}
BAD = [
    *((name, value) for name in ("n_treatment", "n_control") for value in (1, 2001, 20.5, "20", True, None, math.nan)),
    *((name, value) for name in ("p_treatment", "p_control") for value in (0, 1, 50, -0.1, "0.5", None, True, [0.5])),
    *(("trials", value) for value in (0, -5, 1_000_001, 2.5, "100", None, math.inf, 10**400)),
    *(("seed", value) for value in (-1, 2**32, 0.5, "1", None, math.nan)),
    *(("test", value) for value in ("chi2", "", None, 1, ["fisher"])),
    *(("alpha", value) for value in (0, 5, 95, 0.6, "0.05", None, math.nan, True)),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_what_cannot_be_is_refused_by_name(name, value):
    with pytest.raises(Impossible, match=rf"^{name} = ") as told:
        simulate_trials(**GOOD | {name: value})
    assert str(told.value).endswith(".")


def test_whole_numbers_of_numpy_are_numbers():
    result = simulate_trials(np.int64(20), np.int32(20), np.float64(0.5), np.float32(0.25), trials=np.int64(30))
    assert (result.n_treatment, result.n_control, result.trials) == (20, 20, 30)
    assert type(result.trials) is type(result.n_control) is int

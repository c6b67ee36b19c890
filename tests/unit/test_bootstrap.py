"""Resampled sample sizes against full enumeration, patient by patient and pair by pair, with a formula of its own."""

from __future__ import annotations

import math
from itertools import product
from statistics import NormalDist

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.bar_pair import BarPair
from helpers.models.bootstrap import LARGEST_ARM, MOST_DRAWS, bootstrap_bars
from helpers.models.planned_patients import plan_patients
from helpers.models.resampling import draw_resamples, list_binomial, list_trinomial

PRODERM = ([10, 5, 17, 15], [27, 10, 7, 4])
BARS = {20: (37, 21), 40: (32, 11), 60: (15, 4)}


def plan(treatment, n_treatment, control, n_control, power=0.8, alpha=0.05):
    """Return the patients per arm by the normal formula, written out once more; infinite where not ahead."""
    if treatment * n_control <= control * n_treatment:
        return math.inf
    p, q = treatment / n_treatment, control / n_control
    mean, z = (p + q) / 2, NormalDist().inv_cdf
    null = z(1 - alpha / 2) * math.sqrt(2 * mean * (1 - mean))
    truth = z(power) * math.sqrt(p * (1 - p) + q * (1 - q))
    return math.ceil((null + truth) ** 2 / (p - q) ** 2)


def list_sizes(treatment, control, **setting):
    """Return every size that a bar can be given in a resample of 47 and 48, smallest first, with its chance."""

    def chances(n, responders):
        rate = responders / n
        return [math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]

    pairs = product(enumerate(chances(47, treatment)), enumerate(chances(48, control)))
    return sorted((plan(x, 47, y, 48, **setting), p * q) for (x, p), (y, q) in pairs)


def find_quantile(sizes, tail):
    reached = 0.0
    for size, chance in sizes:
        reached += chance
        if reached >= tail:
            return size
    return math.inf


def test_the_counts_are_the_published_ones_and_give_30_18_and_45_per_arm():
    names = ("none", "minimal", "moderate", "major")
    counts = [[figure(f"category_{name}_{arm}").count for name in names] for arm in ("ivig", "placebo")]
    assert tuple(counts) == PRODERM
    result = bootstrap_bars(*counts, draws=1, seed=1)
    assert result.observed_counts == BARS
    assert result.observed == {20: 30, 40: 18, 60: 45}


@pytest.mark.parametrize(("power", "alpha"), [(0.7, 0.05), (0.9, 0.05), (0.8, 0.01)])
def test_observed_sizes_follow_power_and_level(power, alpha):
    result = bootstrap_bars(*PRODERM, power=power, alpha=alpha, draws=1, seed=1)
    for bar, (treatment, control) in BARS.items():
        assert result.observed[bar] == plan(treatment, 47, control, 48, power, alpha)


@pytest.mark.parametrize(
    ("bar", "power", "alpha", "level"), [(20, 0.8, 0.05, 0.95), (40, 0.9, 0.05, 0.8), (60, 0.8, 0.01, 0.95)]
)
def test_exact_ranges_are_those_of_all_pairs_of_counts(bar, power, alpha, level):
    sizes = list_sizes(*BARS[bar], power=power, alpha=alpha)
    result = bootstrap_bars(*PRODERM, power=power, alpha=alpha, draws=1, seed=1)
    interval = result.exact_interval(bar, level)
    assert tuple(interval) == tuple(find_quantile(sizes, tail) for tail in ((1 - level) / 2, (1 + level) / 2))
    assert interval.estimate == result.observed[bar]


@pytest.mark.parametrize(("bar", "low", "high"), [(20, 13, 139), (40, 9, 55), (60, 18, 332)])
def test_ten_thousand_draws_come_near_the_exact_range(bar, low, high):
    sizes = list_sizes(*BARS[bar])
    assert (find_quantile(sizes, 0.025), find_quantile(sizes, 0.975)) == (low, high)
    for seed in range(1, 6):
        lower, upper = bootstrap_bars(*PRODERM, seed=seed).interval(bar)
        # Five standard errors of a tail of 2.5 % in 10 000 draws are 0.8 points.
        assert sum(chance for size, chance in sizes if size <= lower) > 0.025 - 0.008
        assert sum(chance for size, chance in sizes if size < lower) < 0.025 + 0.008
        assert sum(chance for size, chance in sizes if size > upper) < 0.025 + 0.008
        assert sum(chance for size, chance in sizes if size >= upper) > 0.025 - 0.008


def test_the_order_of_two_bars_is_that_of_all_resamples_made_patient_by_patient():
    treatment, control = [1, 1, 2], [2, 1, 1]
    result = bootstrap_bars(treatment, control, bars=(20, 40), draws=1, seed=1)
    arms = [
        [(sum(each >= 1 for each in drawn), sum(each == 2 for each in drawn)) for drawn in product(people, repeat=4)]
        for people in ([0, 1, 2, 2], [0, 0, 1, 2])
    ]
    sizes = [(plan(x, 4, u, 4), plan(y, 4, v, 4)) for (x, y), (u, v) in product(*arms)]
    assert len(sizes) == 4**8
    assert result.exact_share(40, 20) == pytest.approx(sum(high < low for low, high in sizes) / len(sizes), rel=1e-12)
    assert result.exact_share(20, 40) == pytest.approx(sum(low < high for low, high in sizes) / len(sizes), rel=1e-12)
    assert result.exact_share(20, 20) == 0


def test_forty_needs_fewer_than_twenty_in_about_89_per_cent():
    result = bootstrap_bars(*PRODERM, draws=1, seed=1)
    shares = [result.exact_share(*pair) for pair in ((40, 20), (40, 60), (60, 20))]
    assert shares == pytest.approx([0.889, 0.961, 0.259], abs=5e-4)


@pytest.mark.parametrize("pair", [(40, 20), (40, 60), (60, 20)])
def test_drawn_shares_lie_within_their_error_of_the_share_of_all_resamples(pair):
    exact = bootstrap_bars(*PRODERM, draws=1, seed=1).exact_share(*pair)
    for seed in range(1, 11):
        result = bootstrap_bars(*PRODERM, seed=seed)
        drawn = result.compare(*pair)
        # One in 10 000 such intervals misses.
        assert exact in drawn.monte_carlo_interval(0.9999)
        assert abs(drawn.share - exact) < 4 * result.largest_monte_carlo_error


def test_sizes_comparisons_and_fewest_are_counted_resample_by_resample():
    result = bootstrap_bars(*PRODERM, draws=300, seed=4, power=0.9)
    sizes = [
        [plan(x, 47, y, 48, 0.9) for x, y in zip(*counts, strict=True)]
        for counts in zip(result.responders_treatment.tolist(), result.responders_control.tolist(), strict=True)
    ]
    assert result.needed.tolist() == sizes
    pair = result.compare(60, 20)
    assert (pair.fewer, pair.equal, pair.more) == tuple(
        sum(test(each[2], each[0]) for each in sizes)
        for test in (lambda a, b: a < b, lambda a, b: a == b, lambda a, b: a > b)
    )
    assert pair.draws == 300
    alone = [sum(each[place] < min(each[:place] + each[place + 1 :]) for each in sizes) for place in range(3)]
    assert [result.fewest(bar) for bar in result.bars] == alone
    assert 0 < sum(alone) <= 300


def test_a_resample_in_which_the_treatment_is_not_ahead_has_no_n():
    result = bootstrap_bars([3, 2], [3, 2], bars=(20,), draws=500, seed=2)
    reversed_or_equal = result.responders_treatment[:, 0] <= result.responders_control[:, 0]
    assert 150 < result.without_n(20) == reversed_or_equal.sum()
    assert result.observed == {20: math.inf}
    assert result.interval(20).upper == math.inf == result.exact_interval(20).upper
    assert "no end" in str(result)


def test_a_limit_is_the_first_drawn_value_that_leaves_no_more_than_its_tail():
    result = bootstrap_bars(*PRODERM, draws=200, seed=6)
    for bar in BARS:
        drawn = sorted(result.needed_at(bar))
        assert tuple(result.interval(bar)) == (drawn[4], drawn[194])
        assert tuple(result.interval(bar, 0.8)) == (drawn[19], drawn[179])


def test_bars_are_nested_in_every_resample_and_the_arms_scatter_apart():
    result = bootstrap_bars(*PRODERM, draws=2000, seed=3)
    for reached in (result.responders_treatment, result.responders_control):
        assert (np.diff(reached, axis=1) <= 0).all()
    both = np.corrcoef(result.responders_treatment[:, 0], result.responders_control[:, 0])
    assert abs(both[0, 1]) < 5 / math.sqrt(2000)


def test_resampled_counts_scatter_about_the_observed_ones_as_binomials_do():
    result = bootstrap_bars(*PRODERM, seed=5)
    for place, (treatment, control) in enumerate(BARS.values()):
        drawn = ((result.responders_treatment, treatment, 47), (result.responders_control, control, 48))
        for reached, responders, n in drawn:
            variance = responders * (1 - responders / n)
            assert reached[:, place].mean() == pytest.approx(responders, abs=5 * math.sqrt(variance / 10_000))
            assert reached[:, place].var() == pytest.approx(variance, rel=0.08)


def test_fewer_draws_are_the_first_of_many_and_another_seed_gives_others():
    few, many = (bootstrap_bars(*PRODERM, draws=draws, seed=7) for draws in (50, 400))
    assert few.needed.tolist() == many.needed[:50].tolist()
    assert few.needed.tolist() != bootstrap_bars(*PRODERM, draws=50, seed=8).needed.tolist()
    with pytest.raises(ValueError):
        few.responders_treatment[0, 0] = 1


def test_listed_resamples_are_complete():
    assert list_binomial(47, 37).sum() == pytest.approx(1)
    assert list_binomial(4, 0).tolist() == [1, 0, 0, 0, 0]
    low, high, chances = list_trinomial(2, 0, 1)
    assert sorted(zip(low.tolist(), high.tolist(), chances.round(9).tolist(), strict=True))[0] == (0, 0, 0.296296296)
    assert chances[low != high].sum() == 0
    assert draw_resamples((3, 1), 5, 1, 0).shape == (5, 1)


def test_the_result_prints_sizes_ranges_and_what_it_assumes():
    result = bootstrap_bars(*PRODERM, draws=10_000, seed=1)
    assert str(result).startswith(
        "at 20 points 30 per arm (95 % of 10000 resamples 13 to 139); at 40 points 18 per arm"
    )
    table = result._repr_html_()
    for cell in ("<td>18</td>", "<td>9 to 55</td>", "<td>18 to 332</td>", "power 80 %", "normal formula, rounded up"):
        assert cell in table


BAD = [
    ("counts_treatment", value)
    for value in ("1234", None, 5, [], [1], {1, 2, 3, 4}, {0: 1}, [1, 2, 3], [0, 0, 0, 0], [1.5] * 4, [True] * 4)
]
BAD += [("counts_control", [LARGEST_ARM, 1, 0, 0]), ("counts_control", [10**308, 0, 0, 0])]
BAD += [
    ("bars", value) for value in (20, "abc", {20, 40, 60}, (20, 40), (20, 20, 60), (60, 40, 20), (20, 40, math.nan))
]
BAD += [("power", value) for value in ("0.8", None, True, 0, 1, 80, 0.05, math.nan, [0.8])]
BAD += [("alpha", value) for value in ("0.05", None, False, 0, 0.5, 5, math.inf)]
BAD += [("draws", value) for value in (0, -1, 1.5, "10", None, True, MOST_DRAWS + 1)]
BAD += [("seed", value) for value in (-1, 1.5, "1", None, True)]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_what_cannot_be_is_named(name, value):
    state = dict(zip(("counts_treatment", "counts_control"), PRODERM, strict=True)) | {"seed": 1, "draws": 5}
    with pytest.raises(Impossible, match=r"impossible|is not a number") as problem:
        bootstrap_bars(**(state | {name: value}))
    assert name.removeprefix("counts_") in str(problem.value)


@pytest.mark.parametrize("counts", [(0, 0, 0), (-1, 1, 1), (1.5, 0, 0), (None, 1, 1), (True, 1, 1)])
def test_a_share_of_no_resamples_is_refused(counts):
    with pytest.raises(Impossible, match="impossible"):
        BarPair(20, 40, *counts)


def test_an_exact_limit_is_the_first_size_that_leaves_no_more_than_its_tail():
    """One of two respond on IVIg, none of two on placebo: 2, 1 and 0 of two in 1/4, 1/2 and 1/4 of the resamples."""
    result = bootstrap_bars((1, 0, 0, 1), (2, 0, 0, 0), draws=5, seed=1)
    best, observed = plan_patients([1, 0.5], [0, 0]).tolist()
    assert best < observed == result.observed[20]
    assert tuple(result.exact_interval(20, 0.5)) == (best, observed)
    assert tuple(result.exact_interval(20, 0.4)) == (observed, observed)
    assert tuple(result.exact_interval(20, 0.6)) == (best, math.inf)


@pytest.mark.parametrize("bar", [30, "20", None, [20]])
def test_a_bar_that_is_not_there_is_named_with_those_that_are(bar):
    result = bootstrap_bars(*PRODERM, draws=5, seed=1)
    for ask in (result.interval, result.exact_interval, result.fewest, result.without_n, result.needed_at):
        with pytest.raises(Impossible, match="choose one of 20, 40, 60"):
            ask(bar)
    with pytest.raises(Impossible, match="level"):
        result.interval(20, 95)

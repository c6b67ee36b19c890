"""The permutation test against full enumeration, Fisher's test, and labels that are really shuffled."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.models.permutation import LARGEST_ARM, MOST_DRAWS, permute_labels
from helpers.models.proportions import compare_proportions
from helpers.models.two_by_two import TwoByTwo
from helpers.models.two_group_tests import compute_fisher_p

PRODERM = (37, 47, 21, 48)


def enumerate_p(responders_treatment, n_treatment, responders_control, n_control):
    """Deal the labels in every possible way, one patient at a time."""
    outcomes = [1] * (responders_treatment + responders_control)
    outcomes += [0] * (n_treatment + n_control - len(outcomes))

    def measure(in_treatment):
        return Fraction(in_treatment, n_treatment) - Fraction(sum(outcomes) - in_treatment, n_control)

    observed = abs(measure(responders_treatment))
    deals = [sum(outcomes[patient] for patient in deal) for deal in combinations(range(len(outcomes)), n_treatment)]
    return sum(abs(measure(dealt)) >= observed for dealt in deals) / len(deals)


@pytest.mark.parametrize("counts", [(4, 5, 2, 5), (3, 4, 2, 7), (0, 3, 4, 8), (5, 6, 5, 6), (1, 2, 0, 9), (2, 6, 5, 6)])
def test_exact_p_is_the_share_of_all_deals_made_one_by_one(counts):
    assert permute_labels(*counts, draws=1, seed=1).exact_p == enumerate_p(*counts)


def test_in_proderms_arms_the_exact_p_is_fishers_for_every_count():
    """Arms of 47 and 48 are so alike that the farther deals are the less probable ones."""
    checked = 0
    for treatment in range(48):
        for control in range(49):
            exact_p = permute_labels(treatment, 47, control, 48, draws=1, seed=1).exact_p
            assert exact_p == pytest.approx(compute_fisher_p(TwoByTwo(treatment, 47, control, 48)), rel=1e-12)
            checked += 1
    assert checked == 48 * 49


def test_in_unequal_arms_the_exact_p_and_fishers_can_part():
    """0 of 5 v 2 of 12 is the likeliest deal, so Fisher counts all; but 1 of 5 v 1 of 12 lies nearer to zero."""
    shuffled = permute_labels(0, 5, 2, 12, draws=20_000, seed=4)
    assert shuffled.exact_p == pytest.approx(enumerate_p(0, 5, 2, 12))
    assert shuffled.exact_p == pytest.approx(0.5588, abs=1e-4)
    assert shuffled.fisher_p == 1
    assert shuffled.exact_p in shuffled.monte_carlo_interval(0.999)


@pytest.mark.parametrize("seed", range(1, 21))
def test_monte_carlo_p_lies_within_its_error_of_exact_and_of_fisher(seed):
    """Of 20 series one would leave a 95 % interval by chance, and about one in fifty all of them a 99.9 % interval."""
    shuffled = permute_labels(*PRODERM, seed=seed)
    interval = shuffled.monte_carlo_interval(0.999)
    assert shuffled.exact_p in interval
    assert compare_proportions(*PRODERM).p_value("fisher") in interval
    assert (
        abs(shuffled.p_value - shuffled.exact_p) < 4 * np.sqrt(shuffled.exact_p / shuffled.draws) + 1 / shuffled.draws
    )


def test_all_series_together_come_near_fishers_p():
    many = permute_labels(*PRODERM, draws=1_000_000, seed=0)
    assert many.p_value == pytest.approx(0.00068896, abs=4 * np.sqrt(0.00068896 / 1e6))
    assert many.exact_p == pytest.approx(0.00068896, abs=5e-9)


def test_the_draws_are_spread_as_labels_shuffled_one_by_one():
    """The hypergeometric short cut against a real shuffle of 95 labels, by mean, spread and tails."""
    labels = np.random.default_rng(8).permuted(np.tile(np.arange(95) < 58, (20_000, 1)), axis=1)[:, :47].sum(axis=1)
    dealt = permute_labels(*PRODERM, draws=20_000, seed=9).responders_dealt
    assert labels.mean() == pytest.approx(dealt.mean(), abs=0.1)
    assert labels.std() == pytest.approx(dealt.std(), rel=0.03)
    assert (labels >= 33).mean() == pytest.approx((dealt >= 33).mean(), abs=0.01)


def test_fewer_draws_are_the_first_of_many():
    """A run walks through one series: no step may show other shuffles than the step before."""
    many = permute_labels(*PRODERM, seed=3)
    for draws in (1, 2, 50, 1000):
        assert np.array_equal(
            permute_labels(*PRODERM, draws=draws, seed=3).responders_dealt, many.responders_dealt[:draws]
        )
    assert not np.array_equal(permute_labels(*PRODERM, seed=4).responders_dealt, many.responders_dealt)


def test_counts_differences_and_tally_tell_one_story():
    shuffled = permute_labels(*PRODERM, draws=2000, seed=2)
    observed = 37 / 47 - 21 / 48
    assert shuffled.observed == pytest.approx(observed)
    assert shuffled.extreme == int((np.abs(shuffled.differences) >= observed - 1e-9).sum())
    assert shuffled.p_value == (shuffled.extreme + 1) / 2001
    assert shuffled.share == shuffled.extreme / 2000
    assert shuffled.tally.sum() == 2000
    assert shuffled.tally[shuffled.possible_is_extreme].sum() == shuffled.extreme
    assert len(shuffled.possible) == len(shuffled.possible_differences)


def test_a_deal_like_the_observed_one_counts_as_extreme():
    """3/10 v 1/10 and 1/10 v 3/10 both lie 0.2 from zero; in floats 0.3 - 0.1 is less than 0.2."""
    shuffled = permute_labels(3, 10, 1, 10, draws=500, seed=1)
    flags = dict(zip(shuffled.possible, shuffled.possible_is_extreme, strict=True))
    assert flags == {0: True, 1: True, 2: False, 3: True, 4: True}
    assert set(shuffled.responders_dealt[shuffled.is_extreme]) <= {0, 1, 3, 4}


def test_arms_swapped_give_the_same_p():
    assert permute_labels(21, 48, 37, 47, draws=1, seed=1).exact_p == permute_labels(*PRODERM, draws=1, seed=1).exact_p
    assert (
        permute_labels(21, 48, 37, 47, draws=1, seed=1).observed == -permute_labels(*PRODERM, draws=1, seed=1).observed
    )


def test_a_difference_never_reached_has_a_p_above_zero():
    shuffled = permute_labels(47, 47, 4, 48, draws=100, seed=1)
    assert shuffled.extreme == 0
    assert shuffled.share == 0
    assert shuffled.p_value == pytest.approx(1 / 101)
    # The upper limit for 0 of 100, two-sided: 1 - 0.025 ** (1 / 100).
    assert shuffled.monte_carlo_interval().upper == pytest.approx(1 - 0.025**0.01)


@pytest.mark.parametrize("responders", [(0, 0), (47, 48)])
def test_where_all_are_alike_p_is_one(responders):
    shuffled = permute_labels(responders[0], 47, responders[1], 48, draws=200, seed=1)
    assert set(shuffled.differences) == {0.0}
    assert shuffled.p_value == shuffled.exact_p == shuffled.fisher_p == 1


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"draws": 0}, "draws"),
        ({"draws": 2.5}, "draws"),
        ({"draws": MOST_DRAWS + 1}, "draws"),
        ({"seed": -1}, "seed"),
        ({"seed": "one"}, "seed"),
        ({"responders_treatment": 48}, "responders_treatment"),
        ({"n_control": 0}, "n_control"),
        ({"n_treatment": LARGEST_ARM + 1}, "n_treatment"),
    ],
)
def test_what_cannot_be_is_named(change, name):
    arguments = dict(responders_treatment=37, n_treatment=47, responders_control=21, n_control=48, draws=10, seed=1)
    with pytest.raises(Impossible, match=f"^{name} = "):
        permute_labels(**(arguments | change))


def test_a_result_cannot_be_altered_and_writes_itself():
    shuffled = permute_labels(*PRODERM, seed=1)
    with pytest.raises(ValueError, match="read-only"):
        shuffled.responders_dealt[0] = 47
    assert str(shuffled).startswith(
        "6 of 10000 shuffles dealt a difference at least as far from zero as 0.350: p = 0.0007"
    )
    assert "Fisher&#x27;s exact p</th><td>0.000689" in shuffled._repr_html_()

"""Chance imbalance against scipy, against every deal made one by one, and against trials randomised on the computer."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import hypergeom

from helpers.errors import Impossible
from helpers.models.randomisation import LARGEST_TRIAL, MOST_TRAITS, chance_imbalance, count_deals


def enumerate_chance(n_treatment, n_control, with_trait, margin):
    """Choose the treatment arm in every possible way; patients 0 to with_trait - 1 have the trait."""
    patients = range(n_treatment + n_control)
    arms = list(combinations(patients, n_treatment))
    dealt = [sum(patient < with_trait for patient in arm) for arm in arms]
    differences = [Fraction(k, n_treatment) - Fraction(with_trait - k, n_control) for k in dealt]
    return sum(100 * abs(difference) >= Fraction(str(margin)) for difference in differences) / len(arms)


@pytest.mark.parametrize("sizes", [(4, 4), (5, 6), (3, 8)])
@pytest.mark.parametrize("margin", [5, 20, 25, 33.3, 50])
def test_chance_is_the_share_of_all_arms_chosen_one_by_one(sizes, margin):
    for with_trait in range(sum(sizes) + 1):
        chance = chance_imbalance(*sizes, with_trait, margin=margin).chance
        assert chance == pytest.approx(enumerate_chance(*sizes, with_trait, margin), abs=1e-15)


@pytest.mark.parametrize(("sizes", "with_trait"), [((47, 48), 33), ((10, 10), 7), ((200, 200), 360), ((150, 37), 12)])
def test_probabilities_are_scipys_hypergeometric(sizes, with_trait):
    result = chance_imbalance(*sizes, with_trait, margin=15)
    expected = hypergeom(sum(sizes), with_trait, sizes[0])
    assert result.probabilities == pytest.approx(expected.pmf(result.with_trait_treatment), rel=1e-9, abs=1e-300)
    assert result.probabilities.sum() == pytest.approx(1)
    assert result.differences @ result.probabilities == pytest.approx(0, abs=1e-9)
    # The share in the treatment arm fixes the other arm's: the difference is a straight line in it.
    slope = 100 * (1 / sizes[0] + 1 / sizes[1])
    assert result.standard_deviation == pytest.approx(slope * expected.std())
    tails = expected.pmf(result.with_trait_treatment)[np.abs(result.differences) >= 15].sum()
    assert result.chance == pytest.approx(tails)


def test_chance_agrees_with_trials_randomised_on_the_computer():
    """20 000 trials of 95 patients, each shuffled whole; four standard errors are 1 point."""
    arms = np.random.default_rng(5).permuted(np.tile(np.arange(95), (20_000, 1)), axis=1)[:, :47]
    with_trait = (arms < 33).sum(axis=1)
    imbalanced = np.abs(with_trait / 47 - (33 - with_trait) / 48) >= 0.15
    assert chance_imbalance(47, 48, 33, margin=15).chance == pytest.approx(imbalanced.mean(), abs=0.01)


def test_chance_of_any_agrees_with_several_independent_traits():
    """Each of 10 000 trials deals ten traits, one independent of the other."""
    dealt = np.random.default_rng(6).hypergeometric(33, 62, 47, size=(10_000, 10))
    imbalanced = np.abs(dealt / 47 - (33 - dealt) / 48) >= 0.15
    result = chance_imbalance(47, 48, 33, margin=15, traits=10)
    assert result.chance_of_any == pytest.approx(imbalanced.any(axis=1).mean(), abs=0.018)
    assert result.chance_of_any == pytest.approx(1 - (1 - result.chance) ** 10)
    assert result.expected == pytest.approx(imbalanced.sum(axis=1).mean(), abs=0.045)


def test_a_difference_exactly_at_the_margin_counts():
    """3 of 10 against 1 of 10: in floats 0.3 - 0.1 is less than 0.2."""
    at, above = (chance_imbalance(10, 10, 4, margin=margin) for margin in (20, 20.001))
    assert dict(zip(at.with_trait_treatment, at.is_imbalanced, strict=True))[3]
    assert not dict(zip(above.with_trait_treatment, above.is_imbalanced, strict=True))[3]
    assert at.chance > above.chance
    # A tenth of a point is a tenth, though no float is: 1 of 1000 against 0 of 1000.
    assert chance_imbalance(1000, 1000, 1, margin=0.1).chance == 1


def test_every_difference_reaches_a_margin_of_zero():
    result = chance_imbalance(10, 10, 10, margin=0, traits=3)
    assert result.chance == result.chance_of_any == 1
    # Equal shares, 5 and 5, are on neither side.
    assert result.chance_more_treatment + result.chance_more_control == pytest.approx(1 - hypergeom(20, 10, 10).pmf(5))


@pytest.mark.parametrize("margin", [4e-7, 1e-20, 5e-324])
def test_the_smallest_margin_is_still_above_none(margin):
    assert chance_imbalance(47, 48, 0, margin=margin).chance == 0
    # Every deal but the even one, which is in two equal arms.
    even = hypergeom(20, 10, 10).pmf(5)
    assert chance_imbalance(10, 10, 10, margin=margin).chance == pytest.approx(1 - even)


@pytest.mark.parametrize("with_trait", [0, 95])
def test_a_trait_of_nobody_or_everybody_cannot_be_out_of_balance(with_trait):
    result = chance_imbalance(47, 48, with_trait, margin=5, traits=20)
    assert result.differences == pytest.approx([0.0])
    assert result.chance == result.chance_of_any == result.standard_deviation == 0


def test_the_two_sides_make_up_the_chance():
    result = chance_imbalance(47, 48, 33, margin=15)
    assert result.chance_more_treatment + result.chance_more_control == pytest.approx(result.chance)
    swapped = chance_imbalance(48, 47, 33, margin=15)
    assert swapped.chance_more_control == pytest.approx(result.chance_more_treatment)
    even = chance_imbalance(50, 50, 33, margin=15)
    assert even.chance_more_treatment == pytest.approx(even.chance_more_control)


def test_larger_trials_and_wider_margins_are_out_of_balance_less_often():
    by_size = [chance_imbalance(n, n, n // 2, margin=15).chance for n in (20, 60, 200, 1000)]
    assert by_size == sorted(by_size, reverse=True)
    assert by_size[-1] < 1e-6 < by_size[0]
    by_margin = [chance_imbalance(47, 48, 33, margin=margin).chance for margin in range(5, 41)]
    assert by_margin == sorted(by_margin, reverse=True)
    by_traits = [chance_imbalance(47, 48, 33, margin=15, traits=traits).chance_of_any for traits in range(1, 21)]
    assert by_traits == sorted(by_traits)


def test_a_tiny_chance_is_not_lost():
    result = chance_imbalance(200, 200, 140, margin=50, traits=20)
    assert 0 < result.chance < 1e-20
    assert result.chance_of_any == pytest.approx(20 * result.chance)


def test_the_deals_of_all_arms_are_counted():
    """Vandermonde: the ways add up to all choices of an arm."""
    deals, ways = count_deals(6, 4, 5)
    assert (deals.start, deals.stop) == (1, 6)
    assert ways == [6, 60, 120, 60, 6]


def test_counts_of_a_small_type_do_not_overflow():
    assert count_deals(*map(np.uint8, (200, 200, 100))) == count_deals(200, 200, 100)
    assert count_deals(6.0, 4.0, 5.0) == count_deals(6, 4, 5)


@pytest.mark.parametrize("name", ["n_treatment", "n_control", "with_trait"])
@pytest.mark.parametrize("value", [None, -1, 2.5, float("inf"), "2", 10**400], ids=lambda value: type(value).__name__)
def test_a_deal_that_cannot_be_is_refused(name, value):
    with pytest.raises(Impossible, match=f"^{name} = .* is impossible: it must be a whole number"):
        count_deals(**({"n_treatment": 2, "n_control": 2, "with_trait": 2} | {name: value}))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"n_treatment": 0}, "n_treatment"),
        ({"n_control": LARGEST_TRIAL}, "n_control"),
        ({"with_trait": 96}, "with_trait"),
        ({"with_trait": 1.5}, "with_trait"),
        ({"margin": -1}, "margin"),
        ({"margin": 101}, "margin"),
        ({"margin": float("nan")}, "margin"),
        ({"traits": 0}, "traits"),
        ({"traits": MOST_TRAITS + 1}, "traits"),
    ],
)
def test_what_cannot_be_is_named(change, name):
    arguments = dict(n_treatment=47, n_control=48, with_trait=33, margin=15, traits=1)
    with pytest.raises(Impossible, match=f"^{name} = "):
        chance_imbalance(**(arguments | change))


def test_a_result_writes_itself():
    result = chance_imbalance(10, 10, 7, margin=20, traits=10)
    assert str(result).endswith("at least one of 10 independent traits does with probability 0.987")
    assert "<td>0.350</td>" in result._repr_html_()

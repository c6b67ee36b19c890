"""Subtypes by chance: exact chances that agree with brute force and with simulation, and refusals in sentences."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.models.subtypes_by_chance import (
    QUESTIONS,
    chance_a_subtype_looks_dead,
    simulate_subtypes,
    split_evenly,
    split_unevenly,
)
from tests.unit.html_tools import read_rows


def count_exactly(n_treatment, n_control, p_treatment, p_control, question):
    """Sum every pair of responders in fractions, without any floating point."""
    total = Fraction(0)
    for x in range(n_treatment + 1):
        for y in range(n_control + 1):
            difference = Fraction(x, n_treatment) - Fraction(y, n_control)
            if difference < 0 or (difference == 0 and question == "dead"):
                total += (
                    math.comb(n_treatment, x)
                    * p_treatment**x
                    * (1 - p_treatment) ** (n_treatment - x)
                    * math.comb(n_control, y)
                    * p_control**y
                    * (1 - p_control) ** (n_control - y)
                )
    return total


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("sizes", [[(24, 24)] * 2, [(1, 1)] * 10, [(16, 15), (13, 12), (6, 9), (3, 5)], [(10, 10)]])
@pytest.mark.parametrize("rates", [(79, 44), (44, 44), (100, 50), (0, 0), (20, 70)])
def test_the_chance_agrees_with_every_pair_counted_in_fractions(question, sizes, rates):
    exact = [Fraction(rate, 100) for rate in rates]
    result = chance_a_subtype_looks_dead(sizes, *(rate / 100 for rate in rates), question=question)
    each = [count_exactly(*pair, *exact, question) for pair in sizes]
    none = math.prod(1 - chance for chance in each)
    assert result.each == pytest.approx([float(chance) for chance in each], abs=1e-13)
    assert result.chance == pytest.approx(float(1 - none), abs=1e-13)
    assert result.expected == pytest.approx(float(sum(each)), abs=1e-12)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("subtypes", [2, 5, 10])
def test_simulation_and_exact_chance_agree(question, subtypes):
    sizes = [(n, n) for n in split_unevenly(48, subtypes)]
    trials = 40_000
    share = simulate_subtypes(sizes, 0.79, 0.44, trials=trials, seed=6).find_hits(question).any(axis=1).mean()
    chance = chance_a_subtype_looks_dead(sizes, 0.79, 0.44, question=question).chance
    assert abs(share - chance) < 4 * math.sqrt(chance * (1 - chance) / trials)


def test_equal_shares_are_no_difference_whatever_the_arms_are():
    drawn = simulate_subtypes([(3, 6), (7, 5)], 1, 1, trials=5, seed=0)
    assert np.all(drawn.differences == 0)
    assert drawn.find_hits("dead").all() and not drawn.find_hits("reversed").any()


def test_the_same_seed_draws_the_same_trials_and_another_draws_others():
    sizes = [(10, 10)] * 5
    one, twin, other = (simulate_subtypes(sizes, 0.79, 0.44, seed=seed).responders for seed in (1, 1, 2))
    assert np.array_equal(one, twin) and not np.array_equal(one, other)
    assert one.min() >= 0 and one.max() <= 10


@pytest.mark.parametrize("split", [split_evenly, split_unevenly])
def test_a_split_leaves_nobody_out_and_no_subtype_empty(split):
    for patients in (1, 2, 9, 10, 47, 48, 200):
        for subtypes in range(1, min(patients, 10) + 1):
            sizes = split(patients, subtypes)
            assert len(sizes) == subtypes and sum(sizes) == patients and min(sizes) >= 1
            assert list(sizes) == sorted(sizes, reverse=True)


def test_an_even_split_differs_by_one_patient_at_most_and_an_uneven_one_keeps_its_proportions():
    assert split_evenly(47, 5) == (10, 10, 9, 9, 9)
    assert split_unevenly(150, 5) == (50, 40, 30, 20, 10)
    assert split_unevenly(10, 10) == (1,) * 10


@pytest.mark.parametrize("wrong", [None, "48", True, math.nan, math.inf, -1, 0, 2.5, [3], 10**308])
def test_wrong_counts_are_refused_by_name(wrong):
    for call in (
        lambda: split_evenly(wrong, 1),
        lambda: split_unevenly(48, wrong),
        lambda: chance_a_subtype_looks_dead([(wrong, 5)], 0.5, 0.5),
        lambda: simulate_subtypes([(5, 5)], 0.5, 0.5, trials=wrong),
    ):
        with pytest.raises(Impossible, match=r"patients|subtypes|trials"):
            call()


@pytest.mark.parametrize("wrong", [None, "0.5", True, math.nan, math.inf, -0.1, 79, [0.5]])
def test_wrong_rates_are_refused_by_name(wrong):
    with pytest.raises(Impossible, match="p_treatment"):
        chance_a_subtype_looks_dead([(5, 5)], wrong, 0.5)
    with pytest.raises(Impossible, match="p_control"):
        simulate_subtypes([(5, 5)], 0.5, wrong)


@pytest.mark.parametrize("sizes", [[], (), {(5, 5)}, {1: (5, 5)}, None, 5, "ab", [(5,)], [5], [(5, 5, 5)], [(5, 0)]])
def test_wrong_sizes_are_refused_in_a_sentence(sizes):
    with pytest.raises(Impossible, match=r"sizes|subtype 1"):
        chance_a_subtype_looks_dead(sizes, 0.79, 0.44)


def test_more_subtypes_than_patients_is_refused_with_what_would_be_possible():
    with pytest.raises(Impossible, match=r"6 subtypes among 5 patients .* impossible.* Choose 1 to 5"):
        split_evenly(5, 6)
    with pytest.raises(Impossible, match="101 subtypes are impossible"):
        chance_a_subtype_looks_dead([(1, 1)] * 101, 0.5, 0.5)
    with pytest.raises(Impossible, match="question = 'alive' is not known"):
        chance_a_subtype_looks_dead([(1, 1)], 0.5, 0.5, question="alive")


def test_the_result_writes_itself_with_what_was_assumed():
    result = chance_a_subtype_looks_dead([(10, 9)] * 5, 0.79, 0.44, question="reversed")
    assert "true rates 0.79 v 0.44 in each" in str(result) and "less than 0 points" in str(result)
    assert result._repr_html_().count("<tr>") == 1 + 5 + 1
    assert "<td>50</td><td>45</td>" in result._repr_html_()


def test_the_last_row_is_the_chance_of_at_least_one():
    result = chance_a_subtype_looks_dead([(10, 9)] * 5, 0.79, 0.44)
    last = read_rows(result._repr_html_())[-1]
    assert last == ["at least one", "50", "45", f"{100 * result.chance:.1f}"]
    assert f"{100 * result.expected:.1f}" != last[-1]


@pytest.mark.parametrize("sizes", [np.array(3), [np.array(3)], np.zeros((0, 2))])
def test_an_array_without_a_length_is_refused_in_a_sentence(sizes):
    for call in (chance_a_subtype_looks_dead, simulate_subtypes):
        with pytest.raises(Impossible, match=r"sizes"):
            call(sizes, 0.79, 0.44)

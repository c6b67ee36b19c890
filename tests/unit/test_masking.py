"""Guessing the arm by a sign, Bang's index, and what a masked infusion had to look like."""

import math
from fractions import Fraction

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.evidence import citation, figure
from helpers.models.masking import compute_bang_index, describe_masked_infusion, guess_arms

RELATED = (30, 52, 11, 48)


def test_bangs_index_matches_the_example_of_r_package_bi():
    """48, 4 and 330 of 382 on treatment guess right, wrong, and do not know; 30, 22 and 319 of 371 on placebo."""
    assert compute_bang_index(48, 4, 330) == pytest.approx(0.115, abs=0.0005)
    assert compute_bang_index(30, 22, 319) == pytest.approx(0.022, abs=0.0005)


@pytest.mark.parametrize(("right", "index"), [(0, -1), (13, -0.5), (26, 0), (39, 0.5), (52, 1)])
def test_with_nobody_unsure_the_index_is_twice_the_share_right_less_one(right, index):
    assert compute_bang_index(right, 52 - right) == index == 2 * right / 52 - 1


def test_who_does_not_know_pulls_the_index_towards_nought():
    assert compute_bang_index(30, 10) == 0.5
    assert compute_bang_index(30, 10, 40) == 0.25
    with pytest.raises(Impossible, match="An index of nobody is impossible"):
        compute_bang_index(0, 0)
    with pytest.raises(Impossible, match="wrong = -1 is impossible"):
        compute_bang_index(1, -1)


@pytest.mark.parametrize("name", ["right", "wrong", "unsure"])
@pytest.mark.parametrize("number", [math.inf, math.nan, 1e308, 1.1e9])
def test_an_index_of_more_than_there_can_be_is_refused(name, number):
    with pytest.raises(Impossible, match=rf"^{name} = .* is impossible: it must be a number from 0 to 1000000000"):
        compute_bang_index(**({"right": 1, "wrong": 1, "unsure": 1} | {name: number}))


def test_a_sign_that_decides_is_right_where_the_sign_is_right():
    guesses = guess_arms(*RELATED, told_by_sign=1, told_without=0)
    assert (guesses.ivig.right, guesses.placebo.right) == (30, 48 - 11)
    assert guesses.share_right == 67 / 100
    assert guesses.ivig.index == pytest.approx(2 * 30 / 52 - 1)
    assert guesses.placebo.index == pytest.approx(2 * 37 / 48 - 1)


@pytest.mark.parametrize("share", [0, 0.25, 0.5, 0.9, 1])
def test_a_sign_that_nobody_heeds_gives_indices_that_cancel_out(share):
    """The share right still moves with the size of the columns: naming the larger one is no knowledge."""
    guesses = guess_arms(*RELATED, told_by_sign=share, told_without=share)
    assert guesses.ivig.index == pytest.approx(2 * share - 1)
    assert guesses.ivig.index + guesses.placebo.index == pytest.approx(0)
    assert guesses.share_right == pytest.approx((52 * share + 48 * (1 - share)) / 100)


def test_the_expectation_is_exact():
    """Computed again with fractions, person by person."""
    with_sign, without = Fraction(3, 5), Fraction(9, 20)
    guesses = guess_arms(*RELATED, told_by_sign=0.6, told_without=0.45)
    on_ivig = sum([with_sign] * 30 + [without] * 22)
    on_placebo = sum([1 - with_sign] * 11 + [1 - without] * 37)
    assert guesses.ivig.right == pytest.approx(float(on_ivig), abs=1e-12)
    assert guesses.placebo.right == pytest.approx(float(on_placebo), abs=1e-12)
    assert guesses.share_right == pytest.approx(float((on_ivig + on_placebo) / 100), abs=1e-14)


def test_what_the_indices_share_is_what_the_sign_tells():
    """Half their sum is how much oftener IVIg is said of the one column: the gap in signs, times how far they count."""
    guesses = guess_arms(*RELATED, told_by_sign=0.8, told_without=0.3)
    gap = guesses.ivig.says_ivig / 52 - guesses.placebo.says_ivig / 48
    assert (guesses.ivig.index + guesses.placebo.index) / 2 == pytest.approx(gap)
    assert gap == pytest.approx((0.8 - 0.3) * (30 / 52 - 11 / 48))


@pytest.mark.parametrize(
    ("counts", "shares", "words"),
    [
        ((53, 52, 11, 48), (0.5, 0.5), "signs_ivig = 53"),
        ((30, 52, -1, 48), (0.5, 0.5), "signs_placebo = -1"),
        ((30, 52.5, 11, 48), (0.5, 0.5), "n_ivig = 52.5"),
        ((0, 0, 11, 48), (0.5, 0.5), "n_ivig = 0"),
        ((30, 10**10, 11, 48), (0.5, 0.5), "n_ivig = 10000000000"),
        (RELATED, (1.01, 0.5), "told_by_sign = 1.01"),
        (RELATED, (0.5, math.nan), "told_without = nan"),
    ],
)
def test_what_cannot_be_is_refused_by_name(counts, shares, words):
    with pytest.raises(Impossible, match=f"{words} is impossible"):
        guess_arms(*counts, told_by_sign=shares[0], told_without=shares[1])


def test_the_result_writes_itself():
    guesses = guess_arms(*RELATED, told_by_sign=1, told_without=0)
    assert "doi:10.1016/j.cct.2003.10.016" in guesses._repr_html_()
    assert '<th scope="row">placebo</th><td>11</td><td>37</td><td>11.0</td><td>37.0</td><td>0.54</td>' in (
        guesses._repr_html_()
    )


def test_the_dose_the_volume_and_the_hours_follow_from_the_figures():
    """2 g/kg of 100 mg/mL are 20 mL/kg: 500 minutes at 0.04 mL/kg/min, 2000/3 at 0.03, whatever the weight."""
    light, heavy = describe_masked_infusion().rows
    assert (light.weight, light.grams, light.millilitres) == (50, 100, 1000)
    assert (heavy.weight, heavy.grams, heavy.millilitres) == (90, 180, 1800)
    assert light.hours == heavy.hours == 500 / 60
    assert light.hours_at_risk == heavy.hours_at_risk == pytest.approx(2000 / 3 / 60)


def test_the_concentration_stands_in_the_products_name():
    assert "Octagam 10%" in citation("proderm_registry").title
    html = describe_masked_infusion()._repr_html_()
    assert "100 mg/mL" in html and "not dosing advice" in html and "Derived from" in html
    assert f"{figure('infusion_days').lower:g} to {figure('infusion_days').upper:g} days" in html
    assert "<td>500 to 200</td><td>8.3</td><td>4.2 to 1.7</td><td>11.1</td>" in html


@pytest.mark.parametrize("weight", [0, -50, math.nan, math.inf, 301, "50", None, True])
def test_a_weight_that_no_patient_has_is_refused(weight):
    with pytest.raises(Impossible, match=r"^weight = .* kg\.$"):
        describe_masked_infusion([70, weight])


@pytest.mark.parametrize("weights", [70, "70", [], None, np.array(50.0), 10**5000], ids=lambda w: type(w).__name__)
def test_what_is_no_list_of_weights_is_refused(weights):
    with pytest.raises(Impossible, match=r"impossible: .*such as \(50, 90\)"):
        describe_masked_infusion(weights)

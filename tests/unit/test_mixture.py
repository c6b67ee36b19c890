"""A mixture of two groups against rates added up by hand, the formula written out, and simulated trials."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.models import planned_patients
from helpers.models.mixture import Mixture, mix_subtypes, vary_share
from helpers.models.planned_patients import plan_patients


def plan(placebo, difference, power=0.8, alpha=0.05):
    p, q, z = placebo + difference, placebo, NormalDist().inv_cdf
    mean = (p + q) / 2
    null = z(1 - alpha / 2) * math.sqrt(2 * mean * (1 - mean))
    return ((null + z(power) * math.sqrt(p * (1 - p) + q * (1 - q))) / difference) ** 2


@pytest.mark.parametrize(("difference", "n"), [(0.17, 135), (0.20, 97), (0.25, 61)])
def test_planned_patients_are_the_known_ones_at_44_per_cent(difference, n):
    assert plan_patients(0.44 + difference, 0.44).tolist() == n == math.ceil(plan(0.44, difference))


def test_planned_patients_need_a_treatment_that_is_ahead():
    assert plan_patients([0.3, 0.4, 0.0, 1.0], [0.4, 0.4, 0.0, 0.0]).tolist() == [math.inf, math.inf, math.inf, 2]


@pytest.mark.parametrize(
    ("share", "placebo", "rest", "subtype_effect", "rest_effect", "power", "alpha"),
    [
        (0.5, 0.44, None, 0.35, 0.0, 0.8, 0.05),
        (0.12, 0.44, None, 0.35, 0.0, 0.9, 0.05),
        (0.4, 0.6, 0.26, 0.2, 0.45, 0.8, 0.01),
    ],
)
def test_everybody_is_planned_on_the_rates_of_the_two_groups_together(
    share, placebo, rest, subtype_effect, rest_effect, power, alpha
):
    mixed = mix_subtypes(share, placebo, subtype_effect, rest_effect, placebo_rest=rest, power=power, alpha=alpha)
    other = placebo if rest is None else rest
    overall = share * placebo + (1 - share) * other
    treated = share * (placebo + subtype_effect) + (1 - share) * (other + rest_effect)
    assert mixed.placebo_overall == pytest.approx(overall)
    assert mixed.difference_overall == pytest.approx(treated - overall)
    assert mixed.n_everyone == math.ceil(plan(overall, treated - overall, power, alpha))
    assert mixed.n_subtype == math.ceil(plan(placebo, subtype_effect, power, alpha))
    assert mixed.screened == math.ceil(2 * mixed.n_subtype / share)


def test_an_effect_in_half_of_the_patients_takes_about_four_times_as_many():
    half = mix_subtypes(0.5, 0.44, 0.35, 0)
    assert (half.n_everyone, half.n_subtype, half.screened) == (127, 30, 120)
    assert half.factor == pytest.approx(127 / 30)
    assert plan(0.44, 0.175) / plan(0.44, 0.35) == pytest.approx(4.344, abs=1e-3)
    # A small effect in the middle of the scale leaves the variance as it is: then it is four.
    small = mix_subtypes(0.5, 0.5, 0.02, 0)
    assert small.factor == pytest.approx(4, abs=2e-3)


def test_patients_of_a_mixture_give_the_power_that_was_planned():
    """Trials of 127 per arm, each patient drawn with a subtype of their own."""
    generator = np.random.default_rng(11)
    n, trials = 127, 4000
    is_subtype = generator.random((2, trials, n)) < 0.5
    rates = np.full((2, trials, n), 0.44)
    rates[0] += 0.35 * is_subtype[0]
    responders = (generator.random((2, trials, n)) < rates).sum(axis=2)
    pooled = responders.sum(axis=0) / (2 * n)
    z = (responders[0] - responders[1]) / n / np.sqrt(2 * pooled * (1 - pooled) / n)
    rejected = (z > NormalDist().inv_cdf(0.975)).mean()
    # The normal formula is good to a point or two here, and the standard error is 0.6 points.
    assert rejected == pytest.approx(0.8, abs=0.03)


def test_the_same_effect_in_both_and_a_subtype_of_everybody_change_nothing():
    for mixed in (mix_subtypes(0.3, 0.44, 0.35, 0.35), mix_subtypes(1, 0.44, 0.35, 0, placebo_rest=0.1)):
        assert mixed.n_everyone == mixed.n_subtype == 30
        assert mixed.factor == 1
    assert mix_subtypes(1, 0.44, 0.35, 0).screened == 60


def test_a_difference_that_cancels_out_has_no_n():
    mixed = mix_subtypes(0.5, 0.44, 0.3, -0.3)
    assert (mixed.n_everyone, mixed.factor) == (math.inf, math.inf)
    assert "no number" in str(mixed) and "no number" in mixed._repr_html_()
    assert mix_subtypes(0.5, 0.44, 0, 0.2).factor == 0
    assert math.isnan(mix_subtypes(0.5, 0.44, 0, 0).factor)


def test_rates_that_add_up_to_all_patients_are_possible():
    assert mix_subtypes(0.5, 0.44, 0.56, 0).n_subtype == math.ceil(plan(0.44, 0.56 - 1e-12))
    assert mix_subtypes(0.5, 0, 1, 0).n_subtype == 2


def test_other_shares_are_planned_as_if_each_were_asked_alone():
    mixed = mix_subtypes(0.5, 0.3, 0.4, 0.1, placebo_rest=0.5, power=0.9, alpha=0.01)
    shares = np.array([0.1, 0.29, 0.57, 1.0])
    curve = vary_share(mixed, shares)
    alone = [mix_subtypes(share, 0.3, 0.4, 0.1, placebo_rest=0.5, power=0.9, alpha=0.01) for share in shares]
    assert curve.total_everyone.tolist() == [each.total_everyone for each in alone]
    assert curve.total_subtype.tolist() == [each.total_subtype for each in alone]
    assert curve.screened.tolist() == [each.screened for each in alone]


def test_the_result_prints_both_trials():
    half = mix_subtypes(0.5, 0.44, 0.35, 0)
    assert str(half) == (
        "A subtype of 50 % in which the treatment adds 35 points, and 0 in the rest: 17.5 overall. Everybody: 127 per "
        "arm. Subtype alone: 30 per arm, 120 screened in all (power 80 %, two-sided 0.05)"
    )
    for cell in ("<td>127</td>", "<td>254</td>", "<td>30</td>", "<td>60</td>", "<td>120</td>", "<td>17.5</td>"):
        assert cell in half._repr_html_()


def test_the_table_keeps_the_rates_on_placebo_apart_where_they_differ():
    mixed = mix_subtypes(0.25, 0.3, 0.4, 0.1, placebo_rest=0.5)
    table = mixed._repr_html_()
    assert "everybody</th><td>45 %</td><td>17.5</td>" in table
    assert "the subtype alone (25 %)</th><td>30 %</td><td>40</td>" in table


def test_the_differences_that_a_placebo_rate_leaves_room_for_are_told():
    for wrong in (0.8, -0.5):
        with pytest.raises(Impossible, match=r"Choose -0\.3 to 0\.7\.$"):
            mix_subtypes(0.5, 0.3, wrong, 0)


def test_a_rounding_error_adds_nobody(monkeypatch):
    """21 per arm of a share of 35 % are 120 screened, though 42 / 0.35 is 120.00000000000001."""
    mixed = Mixture(0.35, 0.44, 0.44, 0.35, 0.0, 0.8, 0.05, 100.0, 21.0)
    assert mixed.total_subtype / mixed.share > 120
    assert mixed.screened == 120
    monkeypatch.setattr(planned_patients, "patients_per_arm_normal", lambda *_, **__: np.array([30 + 1e-12, 30.001]))
    assert plan_patients([0.79, 0.79], [0.44, 0.44]).tolist() == [30, 31]


def test_a_trial_has_at_least_one_patient_per_arm():
    assert plan_patients(1, 0, power=0.5, alpha=0.499) == 1


BAD = [("share", value) for value in (0, -0.1, 1.1, 50, "0.5", None, True, math.nan, math.inf, [0.5])]
BAD += [("placebo_rate", value) for value in (-0.1, 44, "0.4", None, False, math.nan)]
BAD += [("placebo_rest", value) for value in (1.2, "0.4", True)]
BAD += [("difference_subtype", value) for value in (35, 0.57, -0.45, "0.3", None, True, math.inf)]
BAD += [("difference_rest", value) for value in (0.6, -0.5, None, {0.1})]
BAD += [("power", value) for value in (0, 1, 80, 0.05, "0.8", None, True)]
BAD += [("alpha", value) for value in (0, 0.5, 5, None, True)]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_what_cannot_be_is_named(name, value):
    state = {"share": 0.5, "placebo_rate": 0.44, "difference_subtype": 0.35, "difference_rest": 0.0}
    with pytest.raises(Impossible, match=rf"^{'power|alpha' if name in ('power', 'alpha') else name}"):
        mix_subtypes(**(state | {name: value}))


@pytest.mark.parametrize(
    "shares",
    [[], "half", [0.5, 1.2], [0], None, [math.nan], {0.5}, True, [True], [[0.1], [0.1, 0.2]], 10**400, [10**400], 1j],
    ids=lambda shares: str(shares)[:12],
)
def test_shares_that_cannot_be_are_refused(shares):
    with pytest.raises(Impossible, match=r"^shares = .* array of numbers from 0\.001 to 1"):
        vary_share(mix_subtypes(0.5, 0.44, 0.35, 0), shares)


@pytest.mark.parametrize("wrong", [None, "half", 0.5, {}])
def test_what_is_no_mixture_is_refused(wrong):
    with pytest.raises(Impossible, match=r"^mixture = .* it must be a Mixture"):
        vary_share(wrong, [0.5])

"""Optimism: what it makes of nothing and of something, against patients drawn one by one."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models import true_course
from helpers.models.invented_patients import invent_patients
from helpers.models.measurement_noise import responders_from_noise
from helpers.models.optimism import GuessingNeeded, find_guessing_needed, responders_with_optimism
from helpers.models.true_course import COURSES
from tests.unit.simulated_readings import MEASURES, draw_readings, score_readings

RATINGS = ("physician_global", "patient_global", "extramuscular")
SIMULATED = 200_000


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("shared", [0, 0.3, 1, 2.75, 4])
def test_shared_optimism_alone_makes_no_difference_at_all(shared, course):
    for guessers, extra in ((0, 3), (0.7, 0)):
        result = responders_with_optimism(shared, guessers, extra, course=course)
        assert result.difference == {20: 0, 40: 0, 60: 0}
        assert result.ivig == dict(result.placebo)


def test_40_percent_who_guess_with_2_cm_more_make_20_to_25_points():
    result = responders_with_optimism()
    assert (result.shared, result.guessers, result.extra, result.drug_effect) == (0, 0.4, 2, 0)
    assert 20 <= 100 * result.difference[20] <= 25
    assert 100 * result.difference[20] == pytest.approx(24.3, abs=0.05)
    assert 100 * result.difference[40] == pytest.approx(10.3, abs=0.05)


def test_in_patients_who_drift_the_same_guessing_makes_half_as_much():
    """Who has got worse stays below the bar, and who has got better is above it already."""
    result = responders_with_optimism(course="drifting")
    assert 100 * result.difference[20] == pytest.approx(11.5, abs=0.05)


def test_placebo_patients_who_stay_as_they_are_are_those_of_the_noise():
    result = responders_with_optimism()
    assert dict(result.placebo) == pytest.approx(dict(responders_from_noise().responders))
    assert result.placebo == result.placebo_sober == result.ivig_sober


def test_the_drift_is_made_to_fit_the_published_placebo_arm():
    drifting = responders_with_optimism(0, 0, 0, course="drifting").placebo
    rows = {20: "responders_placebo", 40: "percent_placebo_tis40", 60: "percent_placebo_tis60"}
    for bar, row in rows.items():
        assert 100 * drifting[bar] == pytest.approx(figure(row).percent, abs=1)


@pytest.mark.parametrize(("course", "effect"), [("drifting", 0.3), ("drifting", 0.2), ("unchanged", 0.3)])
def test_with_a_real_effect_shared_optimism_shrinks_it_at_20_and_swells_it_at_40(course, effect):
    sober, hopeful = (responders_with_optimism(shared, 0, 0, effect, course=course) for shared in (0, 2))
    assert sober.difference == hopeful.sober_difference
    assert hopeful.difference[20] < sober.difference[20] - 0.03
    assert hopeful.difference[40] > sober.difference[40] + 0.04
    # Why: at 20 more are lifted over the bar on placebo, at 40 on IVIg.
    lifted = {bar: (hopeful.ivig[bar] - sober.ivig[bar], hopeful.placebo[bar] - sober.placebo[bar]) for bar in (20, 40)}
    assert lifted[20][0] < lifted[20][1]
    assert lifted[40][0] > lifted[40][1] > 0


def test_the_arms_are_mixed_by_the_share_who_guess():
    nobody, some, everybody = (responders_with_optimism(0.5, share, 1.5, 0.2) for share in (0, 0.25, 1))
    for bar in (20, 40, 60):
        assert some.ivig[bar] == pytest.approx(0.75 * nobody.ivig[bar] + 0.25 * everybody.ivig[bar])
        assert some.placebo[bar] == nobody.placebo[bar] == everybody.placebo[bar]
    assert everybody.ivig == dict(responders_with_optimism(2.0, 0, 0, 0.2).ivig)


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("bar", [20, 40, 60])
@pytest.mark.parametrize("extra", [0.5, 2, 4])
def test_the_guessing_needed_makes_the_difference_and_no_more(extra, bar, course):
    target = figure(f"difference_tis{bar}").value / 100
    needed = find_guessing_needed(target, bar, extra=extra, course=course)
    if needed.fraction is None:
        most = responders_with_optimism(0, 1, extra, course=course).difference[bar]
        assert needed.most == most < target
    else:
        made = responders_with_optimism(0, needed.fraction, extra, course=course).difference[bar]
        assert made == pytest.approx(target)


def test_the_published_35_points_from_nothing():
    """How much it takes hangs on the course that is assumed: 58 %, or more than there are."""
    target = figure("difference_tis20").value / 100
    assert find_guessing_needed(target).fraction == pytest.approx(0.577, abs=0.0005)
    drifting = find_guessing_needed(target, course="drifting")
    assert drifting.fraction is None
    assert 0.28 < drifting.most < 0.31
    assert find_guessing_needed(target, extra=3, course="drifting").fraction == pytest.approx(0.843, abs=0.001)


def test_no_guessing_is_needed_where_the_effect_is_enough():
    needed = find_guessing_needed(0.35, extra=0, drug_effect=0.4)
    assert needed.fraction == 0
    assert "0.0 % of the IVIg arm" in str(needed)
    assert find_guessing_needed(0.35, extra=0).fraction is None
    assert str(GuessingNeeded(0.35, 20, None, 0.3)).endswith("no fraction of guessers makes it; all of them make 30.0")


def test_a_target_that_is_met_to_the_last_digit_is_met():
    assert find_guessing_needed(0.0, extra=0).fraction == 0
    most = find_guessing_needed(0.35, extra=1.0).most
    assert find_guessing_needed(most, extra=1.0).fraction == 1
    assert find_guessing_needed(most + 1e-9, extra=1.0).fraction is None


def test_drifts_reach_from_twice_as_ill_to_well_and_no_further():
    drifts = true_course._list_drifts()
    assert drifts.min() == -1 and drifts.max() == 1
    assert drifts.mean() == pytest.approx(true_course.DRIFT_MEAN, abs=0.001)


def simulate_arm(seed, hope, effect, course):
    """Return the totals of patients drawn one by one; the truth at week 16 is worked out here a second time."""
    generator = np.random.default_rng(seed)
    patients = invent_patients()
    chosen = np.arange(SIMULATED) % len(patients)
    true = {measure: getattr(patients, measure)[chosen] for measure in MEASURES}
    left = np.ones(SIMULATED) if course == "unchanged" else 1 - true_course._list_drifts()[chosen]
    left = left * (1 - effect)
    after = {measure: np.minimum(true[measure] * left, 10) for measure in RATINGS}
    after |= {"mmt8": np.clip(150 - (150 - true["mmt8"]) * left, 0, 150), "haq": np.minimum(true["haq"] * left, 3)}
    after["enzyme"] = np.where(true["enzyme"] > 1, 1 + (true["enzyme"] - 1) * left, true["enzyme"])
    noises = dict.fromkeys(RATINGS, 1.0) | {"mmt8": 4, "haq": 0.2, "enzyme": 0.25 * true["enzyme"]}
    first = draw_readings(generator, true, noises)
    seen = after | {measure: after[measure] - hope for measure in RATINGS}
    return score_readings(first, draw_readings(generator, seen, noises))


@pytest.mark.slow
@pytest.mark.parametrize("course", COURSES)
def test_patients_drawn_one_by_one_agree(course):
    """Guessers, the other patients on IVIg, and placebo: 200 000 of each through the course's own score."""
    exact = responders_with_optimism(0.75, 0.3, 1.5, 0.25, course=course)
    guessers, others = (simulate_arm(seed, cm, 0.25, course) for seed, cm in ((1, 2.25), (2, 0.75)))
    placebo, sober = (simulate_arm(seed, cm, effect, course) for seed, cm, effect in ((3, 0.75, 0), (4, 0, 0.25)))
    close = 4 * 0.5 / SIMULATED**0.5
    for bar in (20, 40, 60):
        mixed = 0.3 * (guessers >= bar).mean() + 0.7 * (others >= bar).mean()
        assert mixed == pytest.approx(exact.ivig[bar], abs=close)
        assert (placebo >= bar).mean() == pytest.approx(exact.placebo[bar], abs=close)
        assert (sober >= bar).mean() == pytest.approx(exact.ivig_sober[bar], abs=close)


WRONG = ["many", None, True, float("nan"), float("inf"), -1, 10**308, -1e-308, [1], np.array([1.0, 2.0])]


@pytest.mark.parametrize("name", ["shared", "guessers", "extra", "drug_effect", "target"])
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:8])
def test_a_number_that_cannot_be_is_named(name, wrong):
    ask = find_guessing_needed if name == "target" else responders_with_optimism
    with pytest.raises(Impossible, match=name):
        ask(**{name: wrong})


def test_percent_for_a_fraction_is_refused():
    with pytest.raises(Impossible, match="guessers = 40 is impossible: it must be a number from 0 to 1"):
        responders_with_optimism(guessers=40)
    with pytest.raises(Impossible, match="drug_effect = 30"):
        responders_with_optimism(drug_effect=30)


def test_a_course_or_a_bar_that_does_not_exist_is_named():
    with pytest.raises(Impossible, match=r"course = 'better' is not known: choose one of unchanged, drifting"):
        responders_with_optimism(course="better")
    for wrong in (30, "20", None, [20]):
        with pytest.raises(Impossible, match=r"bar = .* is not known: choose one of 20, 40, 60"):
            find_guessing_needed(0.35, wrong)


def test_a_notebook_shows_the_assumptions_beside_the_shares():
    shown = responders_with_optimism(0.5, 0.4, 2, 0.3, course="drifting")._repr_html_()
    assert "Two invented arms; patients drift" in shown
    assert "Shared optimism 0.5 cm; 40 % of IVIg guess, with 2 cm more; the drug takes away 30 %" in shown
    heads = ["IVIg, %", "placebo, %", "difference, points", "with nobody optimistic"]
    assert "".join(f'<th scope="col">{head}</th>' for head in heads) in shown
    result = responders_with_optimism(0.5, 0.4, 2, 0.3, course="drifting")
    for bar in (20, 40, 60):
        cells = (result.ivig[bar], result.placebo[bar], result.difference[bar], result.sober_difference[bar])
        printed = "".join(f"<td>{100 * cell:.1f}</td>" for cell in cells)
        assert f"at least {bar}</th>{printed}</tr>" in shown

"""Responders by noise alone: against integrals done otherwise, and against patients drawn one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from helpers.errors import Impossible
from helpers.evidence import Status, figure
from helpers.models.applicants import Applicant
from helpers.models.eligibility import assess_eligibility
from helpers.models.invented_patients import MILD_BELOW, N_PATIENTS, SEVERE_FROM, invent_patients
from helpers.models.measurement_noise import ENTRIES, RECORDINGS, responders_from_noise
from helpers.models.points_distribution import TOTALS, Limit, add_points, distribute_points, expect_error
from tests.unit.simulated_readings import MEASURES, draw_readings, score_readings, score_recorded

SIMULATED = 200_000
QUIET = {"global_noise": 0, "mmt8_noise": 0, "haq_noise": 0, "enzyme_noise": 0}


def integrate_exceedance(before, after, spread, edge, least=0.0, top=10.0):
    """Return P(first >= least, first - second > edge) of readings cut off at 0 and `top`, by plain quadrature."""
    start = max(edge, least)
    inside, _ = quad(
        lambda x: norm.pdf(x, before, spread) * norm.cdf(x - edge, after, spread), start, top, epsabs=1e-13, limit=400
    )
    return inside + norm.sf(top, before, spread) * norm.cdf(top - edge, after, spread)


def test_the_designs_noise_makes_about_28_and_1_percent():
    result = responders_from_noise()
    assert 27 <= 100 * result.responders[20] <= 29
    assert 0.9 <= 100 * result.responders[40] <= 1.2
    assert 0 < result.responders[60] < 0.0001
    assert result.entered == pytest.approx(1)


def test_noise_of_the_change_in_place_of_each_reading_makes_half_as_many():
    """The other way to read "an SD of 1 cm"."""
    half = 0.5**0.5
    result = responders_from_noise(half, 4 * half, 0.2 * half, enzyme_noise=0.25 * half)
    assert 0.13 < result.responders[20] < 0.15
    assert result.responders[40] < 0.002


def test_rounding_as_a_clinic_records_makes_fewer():
    assert 0.24 < responders_from_noise(recording="rounded").responders[20] < 0.25


@pytest.mark.parametrize("recording", RECORDINGS)
@pytest.mark.parametrize("entry", ENTRIES)
def test_without_noise_nobody_scores(entry, recording):
    result = responders_from_noise(0, 0, 0, enzyme_noise=0, entry=entry, recording=recording)
    assert result.chances[0] == 1
    assert list(result.responders.values()) == [0, 0, 0]
    assert result.mean == result.excess_at_entry == 0


@pytest.mark.parametrize(("before", "after", "spread"), [(5, 5, 1), (0.4, 0.4, 1), (9.7, 6, 2), (3, -2.5, 0.3)])
@pytest.mark.parametrize("least", [None, 2.0, 5.0])
def test_the_chance_of_each_band_is_the_integral(before, after, spread, least):
    limit = None if least is None else Limit(least)
    chances = distribute_points(
        "extramuscular", np.array([float(before)]), np.array([float(after)]), spread, limit=limit
    )
    edges = (0.5, 1.5, 2.5, 4.0)
    whole = [integrate_exceedance(before, after, spread, edge) for edge in edges]
    tails = np.cumsum(chances.sum(axis=0)[::-1, 0])[::-1][1:]
    assert tails == pytest.approx(whole, abs=1e-9)
    assert chances.sum() == pytest.approx(1)
    if least is not None:
        beyond = [integrate_exceedance(before, after, spread, edge, least) for edge in edges]
        assert np.cumsum(chances[1, ::-1, 0])[::-1][1:] == pytest.approx(beyond, abs=1e-9)
        assert chances[1].sum() == pytest.approx(norm.sf(least, before, spread))


def test_more_strength_is_better_and_its_limit_is_below_142():
    strong, weak = np.array([150.0]), np.array([120.0])
    assert distribute_points("mmt8", weak, weak + 20, 0.0)[0, :, 0].tolist() == [0, 0, 1, 0, 0]
    limit = Limit(8.0, strict=True)
    for value, side in ((141.0, 1), (142.0, 0)):
        assert distribute_points("mmt8", np.array([value]), weak, 0.0, limit=limit)[side].sum() == 1
        rounded = distribute_points("mmt8", np.array([value]), weak, 0.1, rounded=True, limit=limit)
        assert rounded[side].sum() == pytest.approx(1, abs=1e-6)
    # At full strength a reading can only be too weak, so fewer improvements are read than in the middle of the scale.
    no_points = [distribute_points("mmt8", true, true, 4.0)[0, 0, 0] for true in (strong, weak)]
    assert no_points == pytest.approx([1 - integrate_exceedance(0, 0, 4, 3, top=150), norm.cdf(3 / 32**0.5)])


@pytest.mark.parametrize("rounded", [False, True])
def test_the_error_of_those_beyond_a_limit_is_that_of_a_truncated_normal(rounded):
    true = np.array([0.5, 3.0, 5.0, 9.5])
    error = expect_error("physician_global", true, 1.0, rounded=rounded, limit=Limit(5.0))
    readings = np.clip(true + np.random.default_rng(3).standard_normal((400_000, 4)), 0, 10)
    if rounded:
        readings = np.rint(10 * readings) / 10
    # The tenth is read as 4.9999999 in floating point.
    beyond = readings >= 5.0 - 1e-6
    assert error[1] == pytest.approx(((readings - true) * beyond).mean(axis=0), abs=0.006)
    assert error[0] == pytest.approx(((readings - true) * ~beyond).mean(axis=0), abs=0.006)


def test_without_noise_a_reading_stops_at_the_ends_of_the_scale_and_an_edge_belongs_to_the_band_below():
    def place(before, after):
        return int(np.flatnonzero(distribute_points("extramuscular", np.array([before]), np.array([after]), 0.0)[0])[0])

    # From 1 cm nobody can improve by more than 1 cm; from beyond the scale, by no more than its 10.
    assert place(1.0, -5.0) == place(1.0, 0.0) == 1
    assert place(12.0, 9.0) == place(10.0, 9.0) == 1
    for edge, (below, above) in zip((0.5, 1.5, 2.5, 4.0), ((0, 1), (1, 2), (2, 3), (3, 4)), strict=True):
        assert place(6.0, 6.0 - edge) == below
        assert place(6.0, 6.0 - edge - 0.001) == above


@pytest.mark.parametrize("entry", ["rules", "active"])
def test_the_error_at_entry_of_rounded_readings_is_that_of_rounding(entry):
    """With next to no noise a reading is the truth, rounded; one patient in 160 stands on the edge of a step."""
    patients, steps = invent_patients(), dict.fromkeys(MEASURES, 0.1) | {"mmt8": 1, "haq": 0.125}
    true = {measure: getattr(patients, measure) for measure in MEASURES}
    first = {measure: np.rint(true[measure] / step) * step for measure, step in steps.items()}
    first["enzyme"] = true["enzyme"]
    inside = enter({measure: values.round(6) for measure, values in first.items()}, entry)
    expected = (first["physician_global"] - true["physician_global"])[inside].mean()
    exact = responders_from_noise(2e-5, 2e-5, 2e-5, enzyme_noise=0.0, entry=entry, recording="rounded")
    assert exact.entered == pytest.approx(inside.mean(), abs=0.004)
    assert exact.excess_at_entry == pytest.approx(expected, abs=0.0015)
    unrounded = responders_from_noise(2e-5, 2e-5, 2e-5, enzyme_noise=0.0, entry=entry)
    assert unrounded.excess_at_entry == pytest.approx(0, abs=1e-4)


def test_the_total_is_the_convolution():
    """Two measures with two outcomes each, and a count that stops at one."""
    first, second = np.zeros((5, 1)), np.zeros((5, 1))
    first[[0, 1], 0], second[[0, 4], 0] = (0.75, 0.25), (0.5, 0.5)
    total = add_points([("physician_global", {1: first}), ("haq", {0: second / 2, 1: second / 2})], counted=1)
    assert total.shape == (2, 41, 1)
    assert total[0].sum() == 0
    spread = {float(TOTALS[place]): total[1, place, 0] for place in np.flatnonzero(total[1, :, 0])}
    assert spread == {0.0: 0.375, 7.5: 0.125, 10.0: 0.375, 17.5: 0.125}


def test_the_invented_patients_have_the_published_severities_and_cannot_be_changed():
    patients = invent_patients()
    assert (len(patients), patients.status) == (N_PATIENTS, Status.SYNTHETIC)
    mild, severe = (patients.physician_global < MILD_BELOW).mean(), (patients.physician_global >= SEVERE_FROM).mean()
    assert 100 * mild == pytest.approx(figure("baseline_mild").value, abs=0.5)
    assert 100 * severe == pytest.approx(figure("baseline_severe").value, abs=0.5)
    assert invent_patients() is patients
    with pytest.raises(ValueError, match="read-only"):
        patients.mmt8[0] = 1
    assert patients.mmt8.mean() == pytest.approx(121, abs=0.5)
    # Who is ill in one measure is, by and large, ill in the others.
    assert np.corrcoef(patients.physician_global, patients.mmt8)[0, 1] < -0.3


def test_each_noise_adds_responders_and_the_ratings_add_most():
    """From the same start, one noise after another; the ratings carry 50 of 100 points."""
    alone = {
        name: responders_from_noise(**(QUIET | {name: value})).mean
        for name, value in {"global_noise": 1, "mmt8_noise": 4, "haq_noise": 0.2, "enzyme_noise": 0.25}.items()
    }
    assert max(alone, key=alone.get) == "global_noise"
    assert min(alone.values()) > 0
    # Points of independent measures add, so their means do.
    assert sum(alone.values()) == pytest.approx(responders_from_noise().mean)


def test_entry_selects_and_adds_responders():
    everybody, rules, active = (responders_from_noise(entry=entry) for entry in ENTRIES)
    assert everybody.entered > rules.entered > active.entered > 0.2
    assert everybody.responders[20] < rules.responders[20] < active.responders[20]
    assert active.excess_at_entry > 0.3 > rules.excess_at_entry > everybody.excess_at_entry


def enter(first, entry):
    """The rules of entry, typed here a second time."""
    abnormal = sum(
        (first[name] >= least - 1e-9).astype(int)
        for name, least in (("physician_global", 2), ("patient_global", 2), ("extramuscular", 2), ("haq", 0.25))
    ) + (first["enzyme"] > 1.5)
    rules = (first["mmt8"] < 142) & (abnormal >= 2)
    active = rules & (first["physician_global"] >= 5 - 1e-9) & (first["patient_global"] >= 5 - 1e-9)
    return {"everybody": np.full(len(rules), True), "rules": rules, "active": active}[entry]


def test_the_rules_typed_here_are_those_of_the_trial():
    generator = np.random.default_rng(5)
    n = 300
    first = {
        "physician_global": generator.choice([0, 1.9, 2, 5], n),
        "patient_global": generator.choice([0, 1.9, 2, 5], n),
        "extramuscular": generator.choice([0, 1.9, 2], n),
        "mmt8": generator.choice([130, 141, 142, 150], n),
        "haq": generator.choice([0, 0.125, 0.25], n),
        "enzyme": generator.choice([1, 1.5, 1.51], n),
    }
    entering = enter(first, "rules")
    for place in range(n):
        measures = {name: values[place].item() for name, values in first.items()}
        result = assess_eligibility(Applicant(age=50, therapy="steroid", **measures))
        assert result.enrolled == entering[place]


@pytest.mark.slow
@pytest.mark.parametrize("recording", RECORDINGS)
@pytest.mark.parametrize("entry", ENTRIES)
def test_patients_drawn_one_by_one_agree(entry, recording):
    """200 000 patients, each read twice, through the course's own score; four standard errors."""
    exact = responders_from_noise(1.1, 5, 0.25, enzyme_noise=0.2, entry=entry, recording=recording)
    generator = np.random.default_rng(11)
    patients = invent_patients()
    chosen = np.arange(SIMULATED) % len(patients)
    true = {measure: getattr(patients, measure)[chosen] for measure in MEASURES}
    noises = {"physician_global": 1.1, "patient_global": 1.1, "extramuscular": 1.1, "mmt8": 5, "haq": 0.25}
    noises["enzyme"] = 0.2 * true["enzyme"]
    rounded = recording == "rounded"
    first, second = (draw_readings(generator, true, noises, rounded=rounded) for _ in range(2))
    total = (score_recorded if rounded else score_readings)(first, second)
    inside = enter(first, entry)
    n = inside.sum()
    assert exact.entered == pytest.approx(n / SIMULATED, abs=4 * 0.5 / SIMULATED**0.5)
    for bar, share in exact.responders.items():
        assert (total[inside] >= bar).mean() == pytest.approx(share, abs=4 * (max(share, 1e-4) / n) ** 0.5)
    assert total[inside].mean() == pytest.approx(exact.mean, abs=4 * total.std() / n**0.5)
    error = (first["physician_global"] - true["physician_global"])[inside]
    assert error.mean() == pytest.approx(exact.excess_at_entry, abs=4 * 1.1 / n**0.5)


WRONG = ["many", None, True, float("nan"), float("inf"), -1, 10**308, -1e-308, [1], np.array([1.0, 2.0])]


@pytest.mark.parametrize("name", ["global_noise", "mmt8_noise", "haq_noise", "enzyme_noise"])
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:8])
def test_a_noise_that_cannot_be_is_named(name, wrong):
    with pytest.raises(Impossible, match=name):
        responders_from_noise(**{name: wrong})


@pytest.mark.parametrize("name", ["entry", "recording"])
@pytest.mark.parametrize("wrong", ["none", None, 1, ["rules"]], ids=str)
def test_a_choice_that_cannot_be_is_named_with_those_that_can(name, wrong):
    with pytest.raises(Impossible, match=f"{name} = .* choose one of"):
        responders_from_noise(**{name: wrong})


def test_the_smallest_noise_makes_nobody_and_no_warning():
    assert responders_from_noise(1e-308, 1e-308, 1e-308, enzyme_noise=1e-308).responders[20] == 0


@pytest.mark.parametrize("recording", RECORDINGS)
def test_the_chances_are_chances_over_the_whole_range(recording):
    for noise in (1e-6, 0.05, 0.3, 1, 3):
        result = responders_from_noise(noise, 5 * noise, noise / 3, enzyme_noise=noise / 6, recording=recording)
        assert result.chances.sum() == pytest.approx(1)
        assert result.chances.min() >= 0
        assert result.chances @ result.totals == pytest.approx(result.mean)


def test_a_notebook_shows_the_assumptions_beside_the_shares():
    shown = responders_from_noise(entry="rules", recording="rounded")._repr_html_()
    assert "Scores of invented patients without a true change" in shown
    assert "1 cm, MMT-8 4, HAQ 0.2, enzyme 25 %" in shown
    assert "ProDERM&#x27;s rules" in shown and "to 0.1 cm, 1 point, 0.125" in shown
    assert "25.4 %" in shown

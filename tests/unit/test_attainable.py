"""What a patient can reach: against brute force over what a clinic can record, and the facts that the course tells."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.evidence import Status, figure, tis_table
from helpers.models import attainable, tis
from helpers.models.attainable import PHENOTYPES, attainable_score, explain_reach, find_entry_needed, weigh_bars
from helpers.models.core_set import CoreSetMeasures
from helpers.models.tis import total_improvement_score

TYPICAL = PHENOTYPES["Typical, much room"].baseline
MEASURES = tuple(tis_table().measures)


def change(**values) -> CoreSetMeasures:
    return dataclasses.replace(TYPICAL, **values)


def list_grid(measure: str, maximum: int = 150) -> np.ndarray:
    """Return every value that a clinic records; of the enzyme those up to 3 × ULN."""
    step = tis_table().measures[measure].step
    top = {"mmt8": maximum, "enzyme": 3.0}.get(measure, tis_table().measures[measure].maximum)
    return np.round(np.arange(0, top + step / 2, step), 3)


def draw_baselines(n: int, seed: int, maximum: int = 150) -> list[CoreSetMeasures]:
    """Return invented patients on the clinic's grid, a third of them near their best somewhere."""
    rng = np.random.default_rng(seed)
    patients = []
    for _ in range(n):
        values = {measure: rng.choice(list_grid(measure, maximum)) for measure in MEASURES}
        values["enzyme"] = round(float(rng.choice([rng.uniform(0, 1.5), rng.uniform(1, 6), rng.uniform(5, 40)])), 2)
        if rng.random() < 1 / 3:
            values["mmt8"] = maximum - int(rng.integers(0, 50))
            values["haq"] = 0.125 * int(rng.integers(0, 5))
        values["mmt8"] = int(values["mmt8"])
        patients.append(CoreSetMeasures(**{name: float(v) if name != "mmt8" else v for name, v in values.items()}))
    return patients


def search_best(baseline: CoreSetMeasures, enzyme_best: float, maximum: int, enzyme: str) -> dict[str, float]:
    """Return the most points by measure over every follow-up on the grid: the measures add up, so each goes alone."""
    grids = {measure: list(list_grid(measure, maximum)) for measure in MEASURES}
    floor = min(baseline.enzyme, enzyme_best)
    grids["enzyme"] = [floor] + [value for value in grids["enzyme"] if value > floor]
    best = dict.fromkeys(MEASURES, 0.0)
    for place in range(max(len(grid) for grid in grids.values())):
        values = {measure: float(grid[place % len(grid)]) for measure, grid in grids.items()}
        visit = CoreSetMeasures(**values | {"mmt8": int(values["mmt8"])})
        points = total_improvement_score(baseline, visit, mmt8_maximum=maximum, enzyme=enzyme).points
        best = {measure: max(best[measure], points[measure]) for measure in MEASURES}
    return best


@pytest.mark.slow
@pytest.mark.parametrize(
    ("enzyme_best", "maximum", "enzyme"),
    [(1.0, 150, "CK"), (1.0, 150, "ALT"), (0.0, 150, "aldolase"), (1.5, 80, "LDH")],
)
def test_no_follow_up_on_the_clinics_grid_beats_it_and_one_equals_it(enzyme_best, maximum, enzyme):
    seed = round(10 * enzyme_best) + maximum
    for baseline in draw_baselines(30, seed, maximum):
        score = attainable_score(baseline, enzyme_best=enzyme_best, mmt8_maximum=maximum, enzyme=enzyme)
        assert score.points == search_best(baseline, enzyme_best, maximum, enzyme), baseline
        assert score.total == sum(score.points.values())


def test_brute_force_agrees_for_the_named_patients():
    for patient in PHENOTYPES.values():
        score = attainable_score(patient.baseline)
        assert score.points == search_best(patient.baseline, 1.0, 150, "CK"), patient.name


def test_all_measures_at_once_reach_no_more_than_one_by_one():
    """The whole product of a coarse grid: the total, not the sum of the single best points."""
    baseline = CoreSetMeasures(4.1, 3, 141, 0.5, 3, 2)
    grids = ((0, 2, 4.1), (0, 1, 3), (141, 146, 150), (0, 0.25, 0.5), (1, 2, 3), (0, 1, 2))
    totals = [total_improvement_score(baseline, CoreSetMeasures(*visit)).total for visit in itertools.product(*grids)]
    assert max(totals) == attainable_score(baseline).total == 20 + 7.5 + 10 + 7.5 + 2.5 + 12.5


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("Typical, much room", 100),
        ("Without weakness", 67.5),
        ("Amyopathic, CK normal", 50),
        ("Necrotising, no rash", 80),
        ("Just weak enough to enter", 77.5),
        ("Mild in every measure", 57.5),
    ],
)
def test_the_phenotypes_reach_what_the_course_says(name, total):
    patient = PHENOTYPES[name]
    assert attainable_score(patient.baseline).total == total
    assert patient.status is Status.SYNTHETIC and patient.lesson


def test_the_phenotypes_differ_only_where_their_names_say():
    assert PHENOTYPES["Without weakness"].baseline == change(mmt8=150)
    assert PHENOTYPES["Just weak enough to enter"].baseline == change(mmt8=int(figure("mmt8_entry_below").value) - 1)
    assert PHENOTYPES["Necrotising, no rash"].baseline == change(extramuscular=0, enzyme=20)
    assert PHENOTYPES["Amyopathic, CK normal"].baseline == change(mmt8=150, haq=0.125, enzyme=1)


def test_what_is_out_of_reach_is_named_with_its_reason():
    score = attainable_score(change(mmt8=141, haq=1.2))
    assert score.out_of_reach == {"mmt8": 22.5, "haq": 2.5}
    reaches = {reach.measure: reach for reach in explain_reach(score)}
    assert tuple(reaches) == MEASURES
    assert {name: reach.lost for name, reach in reaches.items() if reach.lost} == score.out_of_reach
    assert reaches["mmt8"].why == "141 to 150 is 6 % of the range; all 32.5 points need more than 30 %"
    assert (reaches["haq"].room_percent, reaches["haq"].needed_percent) == (40, 40)
    assert (reaches["enzyme"].best, reaches["enzyme"].needed_percent, reaches["enzyme"].points) == (1, 25, 7.5)
    assert attainable_score(TYPICAL).out_of_reach == {}


def test_it_keeps_what_it_was_made_from():
    score = attainable_score(change(mmt8=60), enzyme_best=1.25, mmt8_maximum=80, enzyme="AST")
    assert (score.baseline, score.enzyme_best, score.mmt8_maximum, score.enzyme) == (change(mmt8=60), 1.25, 80, "AST")
    assert score.follow_up == CoreSetMeasures(0, 0, 80, 0, 1.25, 0)


@pytest.mark.parametrize("enzyme_best", [0.0, 1.0, 1.5])
@pytest.mark.parametrize("enzyme", ["CK", "aldolase", "ALT"])
def test_the_entry_needed_parts_those_who_can_from_those_who_cannot(enzyme, enzyme_best):
    """For every measure and every number of points that its table gives, over the clinic's whole grid."""
    for measure, bands in tis_table().bands.items():
        grid = np.round(np.arange(0, 8, 0.05), 2) if measure == "enzyme" else list_grid(measure)
        scores = {
            float(value): attainable_score(
                change(**{measure: int(value) if measure == "mmt8" else float(value)}),
                enzyme=enzyme,
                enzyme_best=enzyme_best,
            ).points[measure]
            for value in grid
        }
        for points in sorted({band.points for band in bands} - {0}):
            needed = find_entry_needed(measure, points, enzyme=enzyme, enzyme_best=enzyme_best)
            able = {value for value, reached in scores.items() if reached >= points}
            worse = {v for v in scores if (v < needed if measure == "mmt8" else v > needed + 1e-9)}
            assert able == worse, (measure, points)


def test_the_entries_that_the_course_names():
    assert find_entry_needed("mmt8") == 105
    assert find_entry_needed("mmt8", 27.5) == 120
    assert [find_entry_needed(name) for name in ("physician_global", "patient_global", "extramuscular")] == [4, 4, 4]
    assert find_entry_needed("mmt8", mmt8_maximum=80) == 56
    # What no band gives counts as the band above: 15 strength points are had from 20.
    assert find_entry_needed("mmt8", 15) == find_entry_needed("mmt8", 20) == 135


def test_the_bars_as_a_share_of_what_can_be_reached():
    bars = weigh_bars(attainable_score(change(mmt8=150)))
    assert [(bar.category, bar.bar, bar.attainable) for bar in bars] == [
        ("minimal", 20, 67.5),
        ("moderate", 40, 67.5),
        ("major", 60, 67.5),
    ]
    assert [bar.share for bar in bars] == pytest.approx([20 / 67.5, 40 / 67.5, 60 / 67.5])
    amyopathic = weigh_bars(attainable_score(PHENOTYPES["Amyopathic, CK normal"].baseline))
    assert [bar.is_in_reach for bar in amyopathic] == [True, True, False]
    assert amyopathic[-1].share == 1.2
    edge = weigh_bars(attainable_score(CoreSetMeasures(6, 6, 150, 1.5, 1, 0)))
    assert (edge[1].attainable, edge[1].share, edge[1].is_in_reach) == (40, 1, True)


def test_nothing_to_gain_is_said():
    score = attainable_score(CoreSetMeasures(0.5, 0.5, 147, 0.125, 1.5, 0.5))
    assert score.total == 0
    with pytest.raises(Impossible, match=r"^Nothing to gain: .* Choose a worse value at entry"):
        weigh_bars(score)


def test_it_is_one_function_by_either_name():
    assert attainable.attainable_score is tis.attainable_score
    assert isinstance(attainable_score(TYPICAL), tis.AttainableScore)


WRONG = ["many", None, True, float("nan"), float("inf"), [1], {1}, np.array([1.0, 2.0]), 10**400, -1]


@pytest.mark.parametrize("wrong", [*WRONG, 501], ids=repr)
def test_a_best_enzyme_that_cannot_be_is_named(wrong):
    with pytest.raises(Impossible, match=r"^enzyme_best = "):
        attainable_score(TYPICAL, enzyme_best=wrong)
    with pytest.raises(Impossible, match=r"^enzyme_best = "):
        find_entry_needed("enzyme", enzyme_best=wrong)


@pytest.mark.parametrize("wrong", [*WRONG, 0, 100, 150.5], ids=repr)
def test_a_maximum_that_cannot_be_is_named(wrong):
    with pytest.raises(Impossible, match=r"^mmt8_maximum = "):
        attainable_score(TYPICAL, mmt8_maximum=wrong)
    with pytest.raises(Impossible, match=r"^mmt8_maximum = "):
        find_entry_needed("mmt8", mmt8_maximum=wrong)


@pytest.mark.parametrize("wrong", ["ck", None, 1, ["CK"], {"CK"}], ids=repr)
def test_an_enzyme_that_is_not_known_is_named(wrong):
    with pytest.raises(Impossible, match=r"^enzyme = .* choose one of CK"):
        attainable_score(TYPICAL, enzyme=wrong)


@pytest.mark.parametrize("wrong", [None, 5, "A", [6, 6, 100, 1.5, 8, 6], {"mmt8": 100}], ids=repr)
def test_what_is_no_visit_or_no_score_is_named(wrong):
    with pytest.raises(Impossible, match=r"^baseline = .* is not a visit"):
        attainable_score(wrong)
    for ask in (explain_reach, weigh_bars):
        with pytest.raises(Impossible, match=r"^score = .* is not an attainable score"):
            ask(wrong)


@pytest.mark.parametrize("wrong", [*[each for each in WRONG if each is not None], 40, 0], ids=repr)
def test_points_that_cannot_be_wanted_are_named(wrong):
    with pytest.raises(Impossible, match=r"^points = "):
        find_entry_needed("mmt8", wrong)


@pytest.mark.parametrize("wrong", ["MMT-8", None, 1, ["mmt8"]], ids=repr)
def test_a_measure_that_is_not_known_is_named(wrong):
    with pytest.raises(Impossible, match=r"^measure = .* choose one of physician_global"):
        find_entry_needed(wrong)

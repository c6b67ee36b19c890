"""The Total Improvement Score of one patient: worked patients, policy, words."""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import Impossible
from helpers.evidence import Status, tis_table
from helpers.models.tis import WORKED_PATIENTS, CoreSetMeasures, attainable_score, total_improvement_score

PATIENT = WORKED_PATIENTS["A"].baseline
SCALES_OF_ACTIVITY = ("physician_global", "patient_global", "haq", "enzyme", "extramuscular")


def change(**measures):
    return dataclasses.replace(PATIENT, **measures)


@st.composite
def measures(draw):
    def decimals(last, places):
        return draw(st.integers(0, last * 10**places)) / 10**places

    return CoreSetMeasures(
        decimals(10, 1), decimals(10, 1), draw(st.integers(0, 150)), decimals(3, 3), decimals(30, 2), decimals(10, 1)
    )


WORKED_BY_HAND = {
    "A": (70, "major", [17.5, 7.5, 20, 7.5, 2.5, 15]),
    "B": (20, "minimal", [7.5, 2.5, 10, 0, 0, 0]),
    "C": (17.5, "none", [7.5, 2.5, 0, 0, 0, 7.5]),
    "D": (57.5, "moderate", [17.5, 7.5, 10, 7.5, 0, 15]),
}


@pytest.mark.parametrize("name", WORKED_BY_HAND)
def test_worked_patients_score_as_by_hand(name):
    patient = WORKED_PATIENTS[name]
    result = total_improvement_score(patient.baseline, patient.follow_up)
    assert (result.total, result.category, list(result.points.values())) == WORKED_BY_HAND[name]


def test_worked_patients_are_marked_as_invented():
    assert list(WORKED_PATIENTS) == ["A", "B", "C", "D"]
    assert all(patient.status is Status.SYNTHETIC for patient in WORKED_PATIENTS.values())


def test_patient_c_stands_on_the_edges_exactly():
    patient = WORKED_PATIENTS["C"]
    result = total_improvement_score(patient.baseline, patient.follow_up)
    assert list(result.improvement.values()) == [15, 15, 2, 5, 5, 15]


def test_largest_changes_give_exactly_100_points():
    worst, best = CoreSetMeasures(10, 10, 0, 3, 15, 10), CoreSetMeasures(0, 0, 150, 0, 0, 0)
    result = total_improvement_score(worst, best)
    assert result.total == 100
    assert list(result.points.values()) == [20, 10, 32.5, 10, 7.5, 20]


def test_worsening_scores_zero_and_shows_as_negative_improvement():
    worse = CoreSetMeasures(10, 10, 0, 3, 500, 10)
    result = total_improvement_score(PATIENT, worse)
    assert (result.total, result.category) == (0, "none")
    assert all(percent < 0 for percent in result.improvement.values())


def test_an_enzyme_may_improve_by_more_than_its_range_and_gives_no_more_points():
    result = total_improvement_score(change(enzyme=100), change(enzyme=1))
    assert result.improvement["enzyme"] == 660
    assert result.points["enzyme"] == 7.5


def test_the_same_change_of_strength_gives_other_points_on_the_other_scale():
    # 12 points are 8 % of 150 and 15 % of 80.
    weak, stronger = change(mmt8=60), change(mmt8=72)
    assert total_improvement_score(weak, stronger).points["mmt8"] == 10
    assert total_improvement_score(weak, stronger, mmt8_maximum=80).points["mmt8"] == 20


def test_each_enzyme_has_its_own_range():
    high, low = change(enzyme=3), change(enzyme=2)
    points = {
        name: total_improvement_score(high, low, enzyme=name).points["enzyme"]
        for name in ("CK", "aldolase", "AST", "ALT", "LDH")
    }
    assert points == {"CK": 2.5, "aldolase": 5, "AST": 7.5, "ALT": 7.5, "LDH": 7.5}


@pytest.mark.parametrize(("total", "category"), [(17.5, "none"), (20, "minimal"), (37.5, "minimal"), (40, "moderate")])
def test_a_threshold_belongs_to_the_category_it_opens(total, category):
    # Points are put together from physician global (7.5, 17.5, 20) and strength (10, 20).
    follow_up = {
        17.5: change(physician_global=5, mmt8=124),
        20: change(mmt8=140),
        37.5: change(physician_global=3, mmt8=140),
        40: change(physician_global=1, mmt8=140),
    }[total]
    result = total_improvement_score(PATIENT, follow_up)
    assert (result.total, result.category) == (total, category)


@settings(deadline=None)
@given(measures(), measures())
def test_scores_stay_between_zero_and_each_maximum_in_steps_of_2_5(before, after):
    result = total_improvement_score(before, after)
    assert 0 <= result.total <= 100
    assert (result.total / 2.5).is_integer()
    assert all(0 <= score.points <= score.maximum for score in result.scores)
    assert result.total == sum(result.points.values())


@settings(deadline=None)
@given(measures())
def test_no_change_scores_zero(patient):
    result = total_improvement_score(patient, patient)
    assert result.total == 0
    assert set(result.improvement.values()) == {0}


@settings(deadline=None)
@given(measures(), measures(), measures())
def test_a_patient_who_does_better_in_every_measure_never_scores_less(before, one, other):
    better = CoreSetMeasures(
        mmt8=max(one.mmt8, other.mmt8),
        **{name: min(getattr(one, name), getattr(other, name)) for name in SCALES_OF_ACTIVITY},
    )
    result, improved = total_improvement_score(before, one), total_improvement_score(before, better)
    assert all(improved.points[name] >= result.points[name] for name in result.points)
    assert improved.total >= result.total


@settings(deadline=None)
@given(measures(), measures())
def test_improvement_is_the_exact_percentage_rounded_once(before, after):
    result = total_improvement_score(before, after)
    widths = {"physician_global": 10, "patient_global": 10, "mmt8": 150, "haq": 3, "enzyme": 15, "extramuscular": 10}
    for name, width in widths.items():
        change = Fraction(str(getattr(before, name))) - Fraction(str(getattr(after, name)))
        percent = 100 * (-change if name == "mmt8" else change) / width
        assert result.improvement[name] == float(percent)


@settings(deadline=None)
@given(measures(), measures())
def test_nobody_scores_more_than_is_attainable(before, after):
    # The best enzyme of the attainable score is 1 by assumption; a follow-up below it is lifted to it.
    after = dataclasses.replace(after, enzyme=max(after.enzyme, min(before.enzyme, 1.0)))
    best = attainable_score(before)
    result = total_improvement_score(before, after)
    assert all(result.points[name] <= best.points[name] for name in result.points)
    assert best.total >= result.total


def test_strength_points_out_of_reach_by_baseline():
    # Facts that the course lets a learner find: 141 can earn at most 10, more than 30 % needs a start below 105.
    assert attainable_score(change(mmt8=141)).points["mmt8"] == 10
    assert attainable_score(change(mmt8=105)).points["mmt8"] == 27.5
    assert attainable_score(change(mmt8=104)).points["mmt8"] == 32.5
    assert attainable_score(change(mmt8=150)).points["mmt8"] == 0


def test_a_baseline_of_4_cm_cannot_reach_the_top_band():
    assert attainable_score(change(physician_global=4)).points["physician_global"] == 17.5
    assert attainable_score(change(physician_global=4.1)).points["physician_global"] == 20


def test_phenotypes_reach_50_and_80_points():
    amyopathic = CoreSetMeasures(6, 6, 150, 0.125, 0.8, 6)
    necrotising = CoreSetMeasures(6, 6, 90, 2, 30, 0)
    assert attainable_score(amyopathic).total == 50
    assert attainable_score(necrotising).total == 80


def test_best_enzyme_is_a_named_assumption_that_never_worsens_a_patient():
    result = attainable_score(change(enzyme=0.6))
    assert result.follow_up.enzyme == 0.6
    assert result.points["enzyme"] == 0
    assert attainable_score(change(enzyme=3)).follow_up.enzyme == 1
    assert attainable_score(change(enzyme=1.0), enzyme_best=0.0).points["enzyme"] == 2.5


def test_defaults_are_those_of_the_evidence():
    table = tis_table()
    assert {enzyme.best_uln for enzyme in table.enzymes.values()} == {attainable_score(PATIENT).enzyme_best}
    assert table.measures["mmt8"].maximum == total_improvement_score(PATIENT, PATIENT).mmt8_maximum


IMPOSSIBLE = [
    ({"mmt8": 160}, "mmt8 = 160 is impossible: it must be a whole number from 0 to 150 (points)."),
    ({"mmt8": 120.5}, "mmt8 = 120.5 is impossible: it must be a whole number from 0 to 150 (points)."),
    ({"mmt8": -1}, "mmt8 = -1 is impossible"),
    ({"physician_global": 10.1}, "physician_global = 10.1 is impossible: it must be a number from 0 to 10 cm."),
    ({"patient_global": 65}, "patient_global = 65 is impossible: it must be a number from 0 to 10 cm."),
    ({"extramuscular": -0.1}, "extramuscular = -0.1 is impossible: it must be a number from 0 to 10 cm."),
    ({"haq": 3.125}, "haq = 3.125 is impossible: it must be a number from 0 to 3 points."),
    ({"enzyme": -0.01}, "enzyme = -0.01 is impossible: it must be a number from 0 to 500"),
    ({"enzyme": 1200}, "enzyme = 1200 is impossible: it must be a number from 0 to 500"),
    ({"haq": "1.5"}, "haq = '1.5' is not a number: it must be a number from 0 to 3 points."),
    ({"haq": None}, "haq = None is not a number"),
    ({"haq": True}, "haq = True is not a number"),
    ({"haq": math.nan}, "haq = nan is impossible"),
    ({"haq": math.inf}, "haq = inf is impossible"),
    ({"haq": 1e308}, "haq = 1e+308 is impossible"),
    ({"mmt8": math.nan}, "mmt8 = nan is impossible"),
]


@pytest.mark.parametrize(("values", "sentence"), IMPOSSIBLE)
def test_impossible_values_are_refused_by_name(values, sentence):
    with pytest.raises(Impossible) as refusal:
        change(**values)
    assert str(refusal.value).startswith(sentence)


def test_a_strength_above_the_scale_that_was_chosen_is_refused():
    with pytest.raises(Impossible, match=r"mmt8 at baseline = 120 is impossible: .* from 0 to 80"):
        total_improvement_score(PATIENT, PATIENT, mmt8_maximum=80)
    with pytest.raises(Impossible, match="mmt8 at follow-up = 120"):
        total_improvement_score(change(mmt8=60), PATIENT, mmt8_maximum=80)


@pytest.mark.parametrize("maximum", [0, 100, 260, -80, "150", True, None])
def test_other_strength_scales_are_refused(maximum):
    with pytest.raises(Impossible, match="MMT-8 is scored to 150 with both sides tested, to 80 with one"):
        total_improvement_score(PATIENT, PATIENT, mmt8_maximum=maximum)


def test_unknown_enzymes_are_refused():
    with pytest.raises(Impossible, match="choose one of CK, aldolase, AST, ALT, LDH"):
        total_improvement_score(PATIENT, PATIENT, enzyme="troponin")
    with pytest.raises(Impossible, match="enzyme_best = -1 is impossible"):
        attainable_score(PATIENT, enzyme_best=-1)


def test_the_noise_of_a_sliders_arithmetic_is_read_away():
    patient = CoreSetMeasures(0.1 + 0.2, 10.000000000000002, np.int64(120), np.float32(1.35), 0.75, -1e-17)
    assert (patient.physician_global, patient.patient_global, patient.haq) == (0.3, 10, 1.35)
    assert (patient.mmt8, patient.extramuscular) == (120, 0)
    assert isinstance(patient.mmt8, int)


def test_results_keep_their_inputs_and_cannot_be_altered():
    result = total_improvement_score(PATIENT, change(mmt8=138), enzyme="LDH")
    assert (result.baseline, result.follow_up.mmt8, result.enzyme) == (PATIENT, 138, "LDH")
    with pytest.raises(AttributeError):
        result.enzyme = "CK"
    with pytest.raises(AttributeError):
        result.baseline.mmt8 = 150


def test_text_and_table_give_score_category_and_every_measure():
    patient = WORKED_PATIENTS["A"]
    result = total_improvement_score(patient.baseline, patient.follow_up)
    assert str(result).startswith("TIS 70 of 100, major improvement: Physician global 17.5 of 20")
    html = result._repr_html_()
    assert html.count("<tr>") == 8
    assert "<td>120</td><td>138</td><td>12.0</td><td>20</td><td>32.5</td>" in html


def test_attainable_score_says_that_it_is_the_most():
    best = attainable_score(WORKED_PATIENTS["D"].baseline)
    assert str(best).startswith("At most TIS 57.5 of 100")
    assert "Highest attainable" in best._repr_html_()

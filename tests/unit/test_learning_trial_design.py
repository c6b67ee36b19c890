"""Predictions and exercises of notebook 01 agree with the published figures and with the models."""

from __future__ import annotations

import math
import re

import pytest

from helpers.evidence import figure
from helpers.learning import check
from helpers.learning.exercises.trial_design import (
    BUILDERS,
    RASH,
    START,
    TRAIT_IVIG,
    TRAIT_PLACEBO,
    build_when_confirmed,
)
from helpers.learning.prediction import RangePrediction
from helpers.learning.predictions.trial_design import MARGIN, PREDICTIONS, STRONG_WITH_RASH, WITH_TRAIT
from helpers.models.deterioration import MISSED_VISIT, Visit, find_deterioration
from helpers.models.eligibility import assess_eligibility
from helpers.models.masking import describe_masked_infusion, guess_arms
from helpers.models.proportions import compare_proportions
from helpers.models.randomisation import chance_imbalance
from helpers.models.tis import CoreSetMeasures, attainable_score, total_improvement_score
from tests.notebooks.prose import NOTEBOOKS, read_prose

ASKED = {prediction.item: prediction for prediction in PREDICTIONS}


def test_findings_are_the_published_counts():
    found = {item: prediction.find().value for item, prediction in ASKED.items()}
    assert found["switched_from_placebo"] == 5
    assert found["still_there_at_week_40"] == 69
    assert found["patients_behind_the_events"] == 95
    assert found["rash_with_strength"] is False


def test_the_patient_with_a_rash_fails_by_strength_alone_in_every_reading():
    for age in ("registry", "summary"):
        for therapy in ("registry", "summary"):
            decision = assess_eligibility(STRONG_WITH_RASH, age_reading=age, therapy_reading=therapy)
            assert [result.criterion for result in decision.failed] == ["mmt8"]
            assert all(measure.is_abnormal for measure in decision.measures)


def test_the_trait_is_dealt_as_the_model_counts_it():
    finding = ASKED["trait_apart"].find()
    chance = chance_imbalance(47, 48, WITH_TRAIT, margin=MARGIN).chance
    assert finding.value == round(100 * chance) == 31
    assert f"{100 * chance:.1f} %" in finding.said


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.item)
def test_a_finding_can_be_met_and_its_question_does_not_print_it(prediction):
    finding = prediction.find()
    assert "](https://" in finding.why
    if isinstance(prediction, RangePrediction):
        assert prediction.low <= finding.value <= prediction.high
        # That all were randomised is known; that the events were counted among all of them is what is asked.
        if finding.value != figure("randomised").value:
            assert f"{finding.value:g}" not in re.findall(r"\d+", prediction.question)


def test_patients_and_not_events_are_asked_for():
    assert check("share_with_related_event", 65.3).correct
    assert check("share_with_related_event", 282).misconception == "events_for_patients"
    assert check("share_with_related_event", 600).misconception == "events_for_patients"
    assert check("share_with_related_event", 62).misconception == "count_for_percentage"


def test_the_invented_course_is_worse_twice_and_never_confirmed_in_any_reading():
    course = [Visit(0, **START), *(Visit(week, **START | {"extramuscular": cm}) for week, cm in RASH.items())]
    for percent_of in ("baseline", "range"):
        for missed_visit in MISSED_VISIT:
            for first_from in (4, 8):
                found = find_deterioration(
                    course, percent_of=percent_of, missed_visit=missed_visit, first_bad_visit_from=first_from
                )
                assert found.confirmed_week is None
                assert [visit.week for visit in found.checks if visit.is_bad] == [8, 16]
    assert build_when_confirmed().options["c"].text == "Never in these weeks."


def test_the_invented_antibody_is_apart_by_less_than_a_test_would_notice():
    arms = compare_proportions(TRAIT_IVIG, 47, TRAIT_PLACEBO, 48)
    assert 0.05 < arms.p_value("fisher") < 0.5
    assert arms.risk_difference > 0.1


@pytest.mark.parametrize("exercise", BUILDERS)
def test_each_exercise_belongs_to_this_notebook_and_cites_its_source(exercise):
    built = BUILDERS[exercise]()
    assert (built.id, built.notebook) == (exercise, "01_trial_design")
    assert built.id == "when_confirmed" or "](https://" in built.why


class TestNumbersThatTheNotebookComputes:
    """Each stands on the allow-list of tests/notebooks as computed in a cell: here it is computed again."""

    PROSE = read_prose(next(path for path in NOTEBOOKS if path.stem == "01_trial_design"))

    def test_guesses_if_the_sign_decides(self):
        ivig, placebo = figure("related_events_ivig"), figure("related_events_placebo")
        guesses = guess_arms(ivig.count, ivig.n, placebo.count, placebo.n, told_by_sign=1, told_without=0)
        assert f"{guesses.right:g} of {guesses.n} guesses would be right" in self.PROSE
        assert guesses.placebo.index > guesses.ivig.index > 0

    def test_one_percentage_of_two_things(self):
        percent = figure("deterioration_mmt8_percent").value
        own = START["mmt8"]
        assert f"Of this patient's own {own} points" in self.PROSE
        assert f"are {own * percent / 100:g}, of the whole scale" in self.PROSE
        assert f"they are {figure('mmt8_maximum').value * percent / 100:g}: the same" in self.PROSE

    def test_volume_and_hours_of_a_masked_infusion(self):
        light, heavy = describe_masked_infusion((50, 90)).rows
        assert f"{light.millilitres:g} mL in the one and {heavy.millilitres:g} mL in the other" in self.PROSE
        assert f"at least {light.hours:.1f} hours" in self.PROSE and light.hours == heavy.hours

    def test_points_within_reach(self):
        best = attainable_score(CoreSetMeasures(6, 6, mmt8=141, haq=0.5, enzyme=2, extramuscular=6))
        ratings = sum(best.points[measure] for measure in ("physician_global", "patient_global", "extramuscular"))
        assert f"At most {best.total:g} points, and {ratings:g} of them" in self.PROSE
        assert f"earns this patient {best.points['mmt8']:g} points" in self.PROSE

    def test_the_same_gain_on_two_scales(self):
        both = total_improvement_score(CoreSetMeasures(5, 5, 118, 1, 1, 3), CoreSetMeasures(5, 4, 134, 1, 1, 3))
        one = total_improvement_score(
            CoreSetMeasures(5, 5, 64, 1, 1, 3), CoreSetMeasures(5, 4, 72, 1, 1, 3), mmt8_maximum=80
        )
        assert f"scores {both.total:g} in one trial and {one.total:g} in the other" in self.PROSE
        assert f"earns {both.points['mmt8']:g} points of strength on one scale and {one.points['mmt8']:g}" in self.PROSE

    def test_ten_traits(self):
        chance = chance_imbalance(47, 48, 33, margin=15, traits=10).chance_of_any
        assert 0.7 < chance < 0.8 and "in about three trials of four" in self.PROSE


def test_the_gap_of_the_invented_antibody_is_as_rare_as_fisher_says():
    """27 of 47 against 21 of 48: the observed deal itself counts, though the gap is told as a rounded number."""
    from scipy.stats import fisher_exact

    share = 100 * fisher_exact([[27, 20], [21, 27]]).pvalue
    assert f"about {share:.0f} of 100 draws" in BUILDERS["promise_of_randomisation"]().why


def test_the_standard_deviation_told_is_the_deals_and_not_the_margin(monkeypatch):
    """Both are 10 points as asked, so the margin is moved: the deals' spread stays."""
    spread = 100 * math.sqrt(47 * 48 / 95 * 48 * 47 / 95 / 94) * (1 / 47 + 1 / 48)
    for margin in (MARGIN, 25):
        monkeypatch.setattr("helpers.learning.predictions.trial_design.MARGIN", margin)
        finding = ASKED["trait_apart"].find()
        assert f"a standard deviation of {spread:.0f} percentage points" in finding.why
        chance = chance_imbalance(47, 48, WITH_TRAIT, margin=margin).chance
        assert finding.said == f"about {100 * chance:.0f} of 100 trials ({100 * chance:.1f} %)."


def test_the_options_on_the_invented_course_name_the_visit_that_each_reading_takes():
    """Worse by 2 cm at weeks 8 and 16, and not between: who asks for one visit stops at the first."""
    options = build_when_confirmed().options
    assert options["a"].text.startswith("At week 8: from there on a worsening of 2 cm counts")
    assert options["b"].text.startswith("At week 16: by then it has been seen at two visits")

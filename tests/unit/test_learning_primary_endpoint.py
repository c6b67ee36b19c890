"""Predictions, exercises and the computed numbers of notebook 02 agree with the published figures and the models."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from scipy import integrate, stats

from helpers.evidence import figure
from helpers.learning import check
from helpers.learning.exercises.primary_endpoint import BUILDERS, INCOMPLETE, NOT_COMPLETED, OVERLAPPING
from helpers.learning.prediction import RangePrediction
from helpers.learning.predictions.primary_endpoint import (
    LEVEL,
    NOTEBOOK,
    PREDICTIONS,
    SCEPTIC_MEAN,
    SCEPTIC_WEIGHT,
    SHUFFLES,
)
from helpers.models.crude_tests import crude_tests
from helpers.models.missing_patients import find_tipping_point, missing_patients
from helpers.models.permutation import permute_labels
from helpers.models.proportions import compare_proportions, proportion_interval

ASKED = {prediction.item: prediction for prediction in PREDICTIONS}
PROSE = "\n".join(
    cell.source
    for cell in nbformat.read(Path(__file__).parents[2] / "notebooks" / f"{NOTEBOOK}.ipynb", as_version=4).cells
)


@pytest.fixture
def counts():
    ivig, placebo = figure("responders_ivig"), figure("responders_placebo")
    return ivig.count, ivig.n, placebo.count, placebo.n


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.item)
def test_a_finding_can_be_met_and_its_question_does_not_print_it(prediction):
    finding = prediction.find()
    assert "](https://" in finding.why
    if isinstance(prediction, RangePrediction):
        assert prediction.low <= finding.value <= prediction.high
        assert f"{finding.value:g}" not in re.findall(r"\d+", prediction.question)


def test_the_shuffles_follow_the_hypergeometric_distribution(counts):
    responders_ivig, n_ivig, responders_placebo, n_placebo = counts
    responders = responders_ivig + responders_placebo
    dealt = stats.hypergeom(n_ivig + n_placebo, responders, n_ivig)
    observed = abs(responders_ivig / n_ivig - responders_placebo / n_placebo)
    far = sum(
        dealt.pmf(k) for k in range(n_ivig + 1) if abs(k / n_ivig - (responders - k) / n_placebo) > observed - 1e-9
    )
    finding = ASKED["shuffles_as_far"].find()
    assert finding.value == round(SHUFFLES * far) == 7
    assert "6.9 on average" in finding.said


def test_the_worst_case_keeps_its_p_below_the_level(counts):
    worst = missing_patients(*counts, 2, 2).worst
    finding = ASKED["missing_against"].find()
    assert finding.value is True
    assert f"p = {worst.p_value:.3f}" in finding.said
    assert f"{worst.counts.responders_treatment} of 47 against {worst.counts.responders_control} of 48" in (
        ASKED["missing_against"].question
    )


def test_with_four_missing_in_each_arm_the_result_could_be_undone(counts):
    assert "4 in each arm could have" in ASKED["missing_against"].find().why
    assert missing_patients(*counts, 4, 4).worst.p_value > LEVEL > missing_patients(*counts, 3, 3).worst.p_value


def test_patients_to_recode_are_the_published_index():
    finding = ASKED["recoded_to_lose"].find()
    assert finding.value == figure("fragility_response").value == 8


def test_the_sceptic_is_as_sure_as_an_integral_of_its_own_says(counts):
    responders_ivig, n_ivig, responders_placebo, n_placebo = counts
    half = SCEPTIC_MEAN * SCEPTIC_WEIGHT
    ivig = stats.beta(half + responders_ivig, half + n_ivig - responders_ivig)
    placebo = stats.beta(half + responders_placebo, half + n_placebo - responders_placebo)

    def sure(margin):
        return integrate.quad(lambda rate: placebo.pdf(rate) * ivig.sf(rate + margin), 0, 1, limit=200)[0]

    finding = ASKED["sceptic_after"].find()
    assert finding.said == f"{100 * sure(0):.1f} %."
    assert f"above 20 points she gives {100 * sure(0.2):.0f} %" in finding.why
    # "about half-way": her posterior mean of the difference lies between her prior's 0 and the trial's difference.
    assert ivig.mean() - placebo.mean() == pytest.approx(
        (responders_ivig / n_ivig - responders_placebo / n_placebo) / 2, abs=0.02
    )


def test_no_usual_test_prints_the_p_value(counts):
    finding = ASKED["a_usual_test_fits"].find()
    assert finding.value is False
    assert "none rounds to" in finding.why


def test_the_notebook_computes_with_the_published_counts(counts):
    assert f"compare_proportions({', '.join(map(str, counts))})" in PROSE


def test_what_the_notebook_says_of_the_missing_is_what_the_model_gives(counts):
    worst = missing_patients(*counts, 2, 2).worst
    assert f"{worst.counts.responders_treatment} of 47 against {worst.counts.responders_control} of 48" in PROSE
    assert f"shrinks to {100 * worst.risk_difference:.0f} points" in PROSE
    assert f"Fisher's test is {worst.p_value:.3f}" in PROSE
    assert f"With {find_tipping_point(*counts)} missing in each arm" in PROSE


def test_what_the_notebook_says_of_the_number_needed_through_infinity_is_what_the_model_gives():
    number = compare_proportions(4, 5, 2, 5).number_needed_to_treat_interval()
    assert f"({number.benefit.lower:.1f} patients" in PROSE
    assert f"for every {number.harm.lower:.1f} treated" in PROSE
    assert f"“−{number.harm.lower:.1f} to {number.benefit.lower:.1f}”" in PROSE
    assert f"the estimate itself, {number.estimate:.1f}" in PROSE
    assert number.benefit.upper == number.harm.upper == float("inf")


def test_what_the_notebook_says_of_the_tests_is_what_the_model_gives(counts):
    tests = crude_tests(*counts)
    assert f"Of {len(tests.usual)} usual tests" in PROSE
    assert len(tests.usual) == 15 and "fifteen usual tests" in ASKED["a_usual_test_fits"].question
    haldane, freeman_tukey = (f"({test.p_value:.5f})" for test in tests.unusual)
    assert PROSE.index(haldane) < PROSE.index(freeman_tukey)


def test_the_invented_arms_overlap_and_yet_differ():
    arms = compare_proportions(*OVERLAPPING)
    treatment, control = proportion_interval(*OVERLAPPING[:2]), proportion_interval(*OVERLAPPING[2:])
    assert treatment.lower < control.upper
    assert all(0 not in arms.risk_difference_interval(method) for method in ("wald", "newcombe", "agresti-caffo"))
    assert arms.p_value("fisher") < LEVEL


def test_no_way_to_count_the_invented_missing_is_worse_than_the_truth():
    responders, n, responders_control, n_control = INCOMPLETE
    missing, missing_control = NOT_COMPLETED
    worst = min(
        (responders + more) / n - (responders_control + more_control) / n_control
        for more in range(missing + 1)
        for more_control in range(missing_control + 1)
    )
    assert check("difference_at_worst", 100 * worst).correct


@pytest.mark.parametrize(
    ("exercise", "answer", "misconception"),
    [
        ("patients_for_one_more", 25, "nnt_as_share"),
        ("patients_for_one_more", 0.67, "ratio_for_difference"),
        ("patients_for_one_more", -4, "arms_swapped"),
        ("lower_limit_at_wider_level", 16.7, "another_level"),
        ("lower_limit_at_wider_level", 13.3, "one_sided_for_two_sided"),
        ("difference_at_worst", 26, "missing_ignored"),
        ("difference_at_worst", 29.9, "wrong_denominator"),
        ("meaning_of_number_needed", "a", "nnt_as_share"),
        ("meaning_of_number_needed", "b", "nnt_of_one_arm"),
        ("meaning_of_number_needed", "d", "points_as_cured"),
        ("meaning_of_p_value", "b", "p_as_no_effect"),
        ("meaning_of_p_value", "c", "p_as_size"),
        ("meaning_of_p_value", "d", "p_as_no_effect"),
        ("overlapping_arms", "b", "overlap_as_no_difference"),
        ("overlapping_arms", "c", "nonsignificant_as_no_effect"),
        ("two_fragilities", "a", "fragility_as_one_number"),
        ("two_fragilities", "c", "p_as_size"),
    ],
)
def test_a_misreading_is_met_by_its_name(exercise, answer, misconception):
    assert check(exercise, answer).misconception == misconception


def test_only_the_two_on_ivig_are_open_if_the_two_on_placebo_were_switched():
    """Notebook 02, section 5: everybody was given IVIg in the end, and 47 + 46 are two short of 95."""
    ever, by_lot = figure("safety_all_ivig").value, figure("randomised_ivig").count
    went_on = figure("entered_extension_placebo").count
    assert by_lot + went_on == 93
    assert ever - 93 == figure("not_completed_first_period_placebo").count == 2
    assert stats.fisher_exact([[35, 12], [21, 27]]).pvalue == pytest.approx(0.003, abs=0.0005)


def test_the_shuffles_of_the_fifth_seed_print_the_published_p_value():
    """Notebook 02, section 7: luck prints it too."""
    shuffled = permute_labels(37, 47, 21, 48, draws=10_000, seed=5)
    assert f"{shuffled.p_value:.4f}" == f"{figure('p_tis20_printed').p_value:.4f}" == "0.0008"


def test_eight_points_are_told_as_counted_twice_and_the_best_case_as_the_other_end():
    names = {answer: check("difference_at_worst", answer).misconception for answer in (8, 36, 18)}
    assert names == {8: "worst_counted_twice", 36: "other_extreme", 18: None}


def test_another_method_is_named_at_the_wider_level():
    assert check("lower_limit_at_wider_level", 9.2).misconception == "another_method"
    assert check("lower_limit_at_wider_level", 11).correct
    assert not check("lower_limit_at_wider_level", 10.5).correct


def test_the_right_reading_of_p_counts_deals_and_the_wrong_ones_turn_p_round(counts):
    p = stats.fisher_exact([[37, 10], [21, 27]]).pvalue
    options = BUILDERS["meaning_of_p_value"]().options
    assert f"about {round(10_000 * p)} in 10 000 deals of the labels" in options["a"].text
    assert round(10_000 * p) == 7
    assert options["b"].text == f"The chance that IVIg has no effect is {100 * p:.2f} %."
    assert options["d"].text.endswith(f"with a probability of {100 - 100 * p:.2f} %.")


def test_the_worst_case_is_told_with_the_control_arms_missing_as_responders():
    responders, n, responders_control, n_control = INCOMPLETE
    more = NOT_COMPLETED[1]
    assert (
        f"{responders} of {n}; on the control {more} more respond, {responders_control + more} of {n_control}. "
        f"The difference falls from {100 * (responders / n - responders_control / n_control):.0f} to "
        f"{100 * (responders / n - (responders_control + more) / n_control):.0f} points."
    ) in BUILDERS["difference_at_worst"]().why


def test_the_sceptic_is_told_beside_somebody_without_an_opinion(counts):
    """The flat prior adds one responder and one non-responder to each arm."""
    responders_ivig, n_ivig, responders_placebo, n_placebo = counts
    ivig = stats.beta(1 + responders_ivig, 1 + n_ivig - responders_ivig)
    placebo = stats.beta(1 + responders_placebo, 1 + n_placebo - responders_placebo)
    flat = 100 * integrate.quad(lambda rate: placebo.pdf(rate) * ivig.sf(rate + 0.2), 0, 1, limit=200)[0]
    why = ASKED["sceptic_after"].find().why
    sceptic, nobody = map(
        int, re.search(r"she gives (\d+) %, where somebody with no opinion gives (\d+) %", why).groups()
    )
    assert nobody == round(flat)
    assert sceptic < nobody - 10

"""Predictions, exercises and the computed numbers of notebook 03 agree with the published figures and the models."""

from __future__ import annotations

import re
from itertools import product
from math import comb
from pathlib import Path

import nbformat
import numpy as np
import pytest
from scipy import stats

from helpers.evidence import figure
from helpers.learning import check
from helpers.learning.exercises.secondary_endpoints import NONE_OF
from helpers.learning.prediction import RangePrediction
from helpers.learning.predictions.secondary_endpoints import (
    CORRELATION,
    END_POINTS,
    NOTEBOOK,
    PREDICTIONS,
    RISK_ONE_IN,
    TRIALS,
)
from helpers.models.continuous import share_below, welch_from_summary
from helpers.models.multiplicity import chance_of_false_positive
from helpers.models.ordinal import compare_categories

ASKED = {prediction.item: prediction for prediction in PREDICTIONS}
PROSE = "\n".join(
    cell.source
    for cell in nbformat.read(Path(__file__).parents[2] / "notebooks" / f"{NOTEBOOK}.ipynb", as_version=4).cells
)
IVIG, PLACEBO = (10, 5, 17, 15), (27, 10, 7, 4)
"""No, minimal, moderate and major improvement."""


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.item)
def test_a_finding_can_be_met_and_its_question_does_not_print_it(prediction):
    finding = prediction.find()
    assert "](https://" in finding.why
    if isinstance(prediction, RangePrediction):
        assert prediction.low <= finding.value <= prediction.high
        assert f"{finding.value:g}" not in re.findall(r"\d+", prediction.question)


def print_interval(n_ivig, n_placebo, sd_ivig=24.2, sd_placebo=20.8, difference=26.4):
    """Return Welch's interval as it would be printed, worked out here from its formula."""
    ivig, placebo = sd_ivig**2 / n_ivig, sd_placebo**2 / n_placebo
    freedom = (ivig + placebo) ** 2 / (ivig**2 / (n_ivig - 1) + placebo**2 / (n_placebo - 1))
    half = stats.t.ppf(0.975, freedom) * (ivig + placebo) ** 0.5
    return f"{difference - half:.1f} to {difference + half:.1f}"


def test_the_mean_is_of_all_randomised_and_not_of_the_completers():
    finding = ASKED["mean_of_everybody"].find()
    assert finding.value is True
    assert print_interval(47, 48) == "17.2 to 35.6"
    assert print_interval(45, 46) == "17.0 to 35.8"
    # The next cell is where the learner finds out, so the finding keeps the numbers to itself.
    assert not re.search(r"4[5-8] ", finding.said + finding.why)


def test_one_patient_fewer_could_hide_in_the_rounding_and_two_could_not():
    def can_print(n_ivig, n_placebo):
        spreads = product(np.linspace(24.15, 24.25, 5), np.linspace(20.75, 20.85, 5), np.linspace(26.3, 26.5, 21))
        return any(print_interval(n_ivig, n_placebo, *spread) == "17.2 to 35.6" for spread in spreads)

    assert can_print(46, 48) and can_print(47, 47)
    assert not any(can_print(*sizes) for sizes in [(45, 46), (45, 48), (47, 46), (46, 46), (52, 48)])


def test_the_notebook_opens_the_mean_with_the_completers():
    opened = re.search(r"welch_from_summary\(([\d., ]+)\)", PROSE)[1]
    numbers = [float(number) for number in opened.split(", ")]
    assert numbers[2::3] == [
        figure("completed_first_period_ivig").count,
        figure("completed_first_period_placebo").count,
    ]
    assert numbers[:2] == [figure("mean_tis_ivig").value, figure("mean_tis_ivig").sd]
    assert numbers[3:5] == [figure("mean_tis_placebo").value, figure("mean_tis_placebo").sd]
    printed = figure("mean_tis_interval")
    assert tuple(welch_from_summary(*numbers).interval()) != pytest.approx((printed.lower, printed.upper), abs=0.05)


def test_a_bell_with_the_placebo_numbers_has_patients_below_zero():
    placebo = figure("mean_tis_placebo")
    assert f"has {100 * share_below(0, placebo.value, placebo.sd):.0f} of 100 patients below zero" in PROSE


def test_the_nested_bars_point_one_way_in_every_second_deal():
    """Counted over every way of dealing the four categories of the 95 patients to arms of 47 and 48."""
    totals = [ivig + placebo for ivig, placebo in zip(IVIG, PLACEBO, strict=True)]
    one_way = 0
    for dealt in product(*(range(total + 1) for total in totals[:3])):
        major = 47 - sum(dealt)
        if not 0 <= major <= totals[3]:
            continue
        arm = (*dealt, major)
        gaps = [sum(arm[bar:]) / 47 - (sum(totals[bar:]) - sum(arm[bar:])) / 48 for bar in (1, 2, 3)]
        if all(gap > 0 for gap in gaps) or all(gap < 0 for gap in gaps):
            one_way += (
                comb(totals[0], arm[0]) * comb(totals[1], arm[1]) * comb(totals[2], arm[2]) * comb(totals[3], major)
            )
    assert f"in {100 * one_way / comb(95, 47):.0f} of 100 deals" in PROSE
    assert f"it would be {100 * 2 / 2**3:.0f}" in PROSE


def test_the_change_in_skin_parts_the_arms_as_the_paper_says():
    ivig, placebo = figure("cdasi_change_ivig"), figure("cdasi_change_placebo")
    assert f"{placebo.value - ivig.value:.1f} points by our subtraction" in PROSE
    errors = [(each.upper - each.lower) / 2 / stats.t.ppf(0.975, each.n - 1) for each in (ivig, placebo)]
    p = 2 * stats.norm.sf((placebo.value - ivig.value) / np.hypot(*errors))
    assert p < figure("cdasi_change_p").p_value


def test_week_40_is_asked_in_people_and_told_as_printed():
    finding = ASKED["former_placebo_at_week_40"].find()
    assert finding.value == 70
    assert finding.value == round(figure("responders_placebo_week40").percent)


def test_any_event_on_placebo_is_not_the_related_ones():
    finding = ASKED["any_event_on_placebo"].find()
    assert finding.value == round(100 * 28 / 48) == 58
    assert "11 patients" in finding.why


def test_so_many_trials_of_this_size_see_none():
    finding = ASKED["trials_that_see_none"].find()
    assert finding.value == round(TRIALS * (1 - 1 / RISK_ONE_IN) ** 52) == 7
    assert "5.6 %" in finding.why


def test_the_pairs_won_are_counted_one_by_one():
    places = [[place for place, count in enumerate(arm) for _ in range(count)] for arm in (IVIG, PLACEBO)]
    pairs = [ours - theirs for ours, theirs in product(*places)]
    win, loss = (round(100 * sum(sign * pair > 0 for pair in pairs) / len(pairs)) for sign in (1, -1))
    finding = ASKED["wins_of_100"].find()
    assert finding.value == win == 63
    assert f"wins {win} of 100 pairs and loses {loss}; {100 - win - loss} are ties" in PROSE


def test_the_ordinal_reading_in_the_prose_is_the_models():
    result = compare_categories(IVIG, PLACEBO)
    lower, upper = result.common_odds_ratio_interval()
    assert f"is {result.common_odds_ratio:.1f} ({lower:.1f} to {upper:.1f})" in PROSE
    assert round(result.p_value(), 5) == 0.00002 and "p is about 0.00002" in PROSE
    assert f", {result.cuts[1].odds_ratio:.1f} and {result.cuts[2].odds_ratio:.1f}: in arms" in PROSE


def test_five_end_points_go_one_way_as_often_as_in_drawn_trials():
    rng = np.random.default_rng(20221006)
    shared, own = rng.standard_normal((40_000, 1)), rng.standard_normal((40_000, END_POINTS))
    signs = np.sign(CORRELATION**0.5 * shared + (1 - CORRELATION) ** 0.5 * own)
    drawn = 100 * np.mean(np.abs(signs.sum(axis=1)) == END_POINTS)
    assert ASKED["all_five_one_way"].find().value == pytest.approx(drawn, abs=1)


def test_twenty_unrelated_end_points_bring_a_small_p_as_often_as_told():
    told = f"of twenty unrelated ones, in {100 * chance_of_false_positive(20, 0).chance:.0f} of 100 trials"
    assert told in PROSE


def test_the_highest_risk_that_none_leaves_is_missed_in_so_few_trials():
    truth = 1 - 0.025 ** (1 / NONE_OF)
    assert check("upper_limit_for_none", 100 * truth).correct
    assert check("upper_limit_for_none", 100 * truth).text.count("2.5 of 100 trials") == 1


def test_the_one_sided_limit_is_told_beside_the_two_sided_one():
    """None of n, 5 % in one tail: 1 - 0.05^(1/n)."""
    told = check("upper_limit_for_none", 10).text
    assert f"It is {100 * (1 - 0.025 ** (1 / NONE_OF)):.1f} %." in told
    assert f"The one-sided limit is {100 * (1 - 0.05 ** (1 / NONE_OF)):.1f} %: say which of the two you mean." in told


def test_benefit_is_never_divided_by_harm():
    assert not re.search(r"NNT\s*[:/÷]\s*NNH|NNH\s*[:/÷]\s*NNT|LHH|likelihood to be helped", PROSE)
    assert PROSE.count('"number_needed_to_harm:') == 1, "told once, as a trap"


@pytest.mark.parametrize(
    ("exercise", "answer", "misconception"),
    [
        ("what_three_bars_show", "a", "agreement_as_replication"),
        ("what_three_bars_show", "b", None),
        ("what_three_bars_show", "c", "within_arm_as_effect"),
        ("what_flat_ck_shows", "a", None),
        ("what_flat_ck_shows", "b", "flat_marker_as_no_effect"),
        ("what_flat_ck_shows", "c", "nonsignificant_as_no_effect"),
        ("what_flat_ck_shows", "d", "possible_as_shown"),
        ("effect_from_two_changes", 15, "within_arm_as_effect"),
        ("effect_from_two_changes", -6, "arms_swapped"),
        ("what_week_40_compares", "a", "uncontrolled_as_comparison"),
        ("what_week_40_compares", "b", "within_arm_as_effect"),
        ("what_week_40_compares", "c", None),
        ("what_week_40_compares", "d", "wrong_denominator"),
        ("share_over_all_treated", 12.1, "wrong_denominator"),
        ("share_over_all_treated", 8.2, "events_for_patients"),
        ("upper_limit_for_none", 0, "none_seen_as_none_possible"),
        ("upper_limit_for_none", 8.2, "one_sided_for_two_sided"),
        ("upper_limit_for_none", 8.6, "another_method"),
        ("benefit_beside_harm", "a", "benefit_traded_for_harm"),
        ("benefit_beside_harm", "b", "nnt_as_share"),
        ("benefit_beside_harm", "c", "harm_of_one_arm"),
        ("benefit_beside_harm", "d", None),
    ],
)
def test_a_misreading_is_met_by_its_name(exercise, answer, misconception):
    assert check(exercise, answer).misconception == misconception

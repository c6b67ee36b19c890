"""Predictions, exercises and the computed numbers of notebook 05 agree with the figures and with counts by hand."""

from __future__ import annotations

import math
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from scipy import stats

from helpers import explorers
from helpers.evidence import figure, synthetic_cohort
from helpers.explorers.prognostic import INVENTED
from helpers.learning.exercises import BUILDERS
from helpers.learning.exercises.msa_subtypes import BUILDERS as OWN
from helpers.learning.misconceptions import load_misconceptions
from helpers.learning.prediction import RangePrediction
from helpers.learning.predictions import PREDICTIONS as ALL
from helpers.learning.predictions.msa_subtypes import NOTEBOOK, PREDICTIONS
from helpers.models.cohort_antibodies import SUBTYPES, SubtypeTruth
from helpers.models.cohort_check import check_totals
from helpers.models.interaction_power import interaction_power
from helpers.models.power import sample_size
from helpers.models.proportions import compare_proportions
from helpers.models.subgroups import find_subgroup_counts
from helpers.models.two_by_two import TwoByTwo
from helpers.models.worlds import walk_worlds

ASKED = {prediction.item: prediction for prediction in PREDICTIONS}
CELLS = nbformat.read(Path(__file__).parents[2] / "notebooks" / f"{NOTEBOOK}.ipynb", as_version=4).cells
CODE = "\n".join(cell.source for cell in CELLS if cell.cell_type == "code")
# Of a link the text alone, so that a sentence can be looked for as it is read.
PROSE = re.sub(r"\[([^\]]*)\]\([^\s)]+(?: \"[^\"]*\")?\)", r"\1", "\n".join(cell.source for cell in CELLS))
MSA, REST = (20, 24, 15, 25), (17, 23, 6, 23)
"""Responders and patients on IVIg, responders and patients on placebo."""


def find_wilson(count, n):
    """Return the limits of Wilson's 95 % interval in per cent, written out here."""
    z, p = stats.norm.ppf(0.975), count / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return tuple(100 * (middle + side * half) / (1 + z * z / n) for side in (-1, 1))


def find_difference(ivig, n_ivig, placebo, n_placebo):
    """Return a difference and its variance, in points."""
    p, q = ivig / n_ivig, placebo / n_placebo
    return 100 * (p - q), 1e4 * (p * (1 - p) / n_ivig + q * (1 - q) / n_placebo)


def count_dead(sizes, p_treatment, p_control, *, strictly=False):
    """Return in how many of 100 trials at least one subtype shows no difference or worse, counted out here."""
    alive = 1.0
    for n in sizes:
        counts = np.arange(n + 1)
        joint = np.outer(stats.binom.pmf(counts, n, p_treatment), stats.binom.pmf(counts, n, p_control))
        behind = np.less.outer(counts, counts) if strictly else np.less_equal.outer(counts, counts)
        alive *= 1 - joint[behind].sum()
    return 100 * (1 - alive)


def spread(subtype, extra=0):
    """Return the least and the greatest difference in a subtype over thirty worlds, as the prose prints them."""
    truth = SubtypeTruth(placebo={subtype: 0}, effect={subtype: extra})
    differences = walk_worlds(synthetic_cohort(), seed=1, worlds=30, truth=truth).differences
    seen = differences[:, SUBTYPES.index(subtype)]
    return " to ".join(f"{edge:.0f}".replace("-", "−") for edge in (np.nanmin(seen), np.nanmax(seen)))


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.item)
def test_a_finding_can_be_met_and_its_question_does_not_print_it(prediction):
    finding = prediction.find()
    assert "](https://" in finding.why
    if isinstance(prediction, RangePrediction):
        assert prediction.low <= finding.value <= prediction.high
        assert f"{finding.value:g}" not in re.findall(r"\d+(?:\.\d+)?", prediction.question)


def test_three_of_five_fit_nearly_anything():
    lower, upper = find_wilson(3, 5)
    finding = ASKED["interval_of_five"].find()
    assert finding.value == round(upper - lower) == 65
    assert f"from {lower:.0f} to {upper:.0f} %" in finding.said
    assert 1 / 4 < 3 / 5 < 6 / 7 and lower < 100 / 4 and upper > 100 * 6 / 7
    whole = find_wilson(21, 48)
    assert f"is {whole[1] - whole[0]:.0f} points wide" in finding.why


@pytest.mark.parametrize(("count", "n"), [(12, 20), (10, 16), (3, 5), (0, 5)])
def test_the_table_of_handfuls_has_wilsons_intervals(count, n):
    lower, upper = find_wilson(count, n)
    assert f"| {count} of {n} | {100 * count / n:g} % | {abs(lower):.0f} to {upper:.0f} % |" in PROSE


def test_five_patients_on_two_arms_say_next_to_nothing_of_a_difference():
    compared = compare_proportions(2, 3, 1, 2)
    lower, upper = compared.risk_difference_interval("newcombe")
    assert f"is a difference of {100 * compared.risk_difference:.0f} points" in PROSE
    assert f"(Newcombe) runs from −{-100 * lower:.0f} to {100 * upper:.0f}" in PROSE
    assert find_wilson(0, 5)[1] < 100 * 21 / 48 < find_wilson(0, 5)[1] + 1


def test_each_count_of_the_same_patients_adds_up_in_its_own_table():
    assert [figure(name).count for name in ("msa_reanalysis", "maa_only_reanalysis", "no_antibody_reanalysis")] == [
        49,
        13,
        33,
    ]
    assert 49 + 13 + 33 == figure("randomised").value == 95 != 41 + 20
    assert 20 + 16 + 5 == figure("msa_trial").count == 41
    assert 35 + 5 + 18 == 58 == 37 + 21
    assert 13 + 33 == 46 == 23 + 23 and 5 + 18 == 23 == 17 + 6
    assert 0.30 < 16 / 49 < 0.36


def test_no_sentence_divides_a_count_by_the_other_analysis():
    assert not re.search(r"\b(?:20|16|5|41) of (?:the )?49\b|\b(?:35|5|18) of (?:the )?41\b", PROSE)


def test_on_placebo_more_with_an_msa_responded():
    finding = ASKED["placebo_response_of_msa"].find()
    assert finding.value == 60 and "15 of 25" in finding.said
    assert "26 of 100" in finding.why and round(100 * 6 / 23) == 26
    p = stats.fisher_exact([[15, 10], [6, 17]]).pvalue
    assert f"(p = {p:.3f}, Fisher, post hoc)" in PROSE


def test_the_counts_by_arm_are_the_only_ones_that_fit():
    trial = compare_proportions(37, 47, 21, 48)
    fitting = find_subgroup_counts(35, 49, trial, percent_treatment="83", percent_control="60").pairs
    assert len(fitting) == 1
    by_hand = [
        (a, n, 35 - a, 49 - n)
        for n in range(1, 48)
        for a in range(n + 1)
        if 0 <= 35 - a <= 49 - n <= 48 and round(100 * a / n) == 83 and round(100 * (35 - a) / (49 - n)) == 60
    ]
    assert by_hand == [MSA]
    one_missing = find_subgroup_counts(35, 49, trial, percent_treatment="83").pairs
    assert len(one_missing) > 1


def test_the_second_p_value_of_section_three_is_fishers():
    p = stats.fisher_exact([[17, 6], [6, 17]]).pvalue
    assert f"(Fisher), the second {p:.3f}." in PROSE
    assert f"0.114 and {p:.3f}" in re.sub(r"\]\([^)]*\)|\[", "", BUILDERS["two_p_values"]().why)


def test_the_interaction_holds_zero():
    (one, spread_one), (other, spread_other) = find_difference(*MSA), find_difference(*REST)
    half = stats.norm.ppf(0.975) * math.sqrt(spread_one + spread_other)
    finding = ASKED["interaction_excludes_zero"].find()
    assert finding.value is False
    assert f"{other - one:.0f} points apart" in finding.said
    assert f"from −{half - (one - other):.0f} to {one - other + half:.0f}" in finding.said


def test_equal_differences_are_unequal_ratios():
    assert 20 + 30 == 50 and 60 + 30 == 90
    assert (50 / 20, 90 / 60) == (2.5, 1.5)
    assert "Add 30 points: 20 become 50, a ratio of 2.5, and 60 become 90, a ratio of 1.5" in PROSE


def test_an_interaction_as_large_as_the_effect_takes_four_times_the_patients():
    assert ASKED["factor_for_an_interaction"].find().value == 4
    assert "16 times as many" in ASKED["factor_for_an_interaction"].find().said
    whole, half = 1 / 48 + 1 / 48, 1 / 24 + 1 / 24
    assert 2 * half / whole == pytest.approx(4)


def test_the_observed_interaction_takes_what_the_prose_says():
    (one, spread_one), (other, spread_other) = find_difference(*MSA), find_difference(*REST)
    effect, spread_effect = find_difference(37, 47, 21, 48)
    distance = (other - one) / math.sqrt(spread_one + spread_other)
    z = stats.norm.ppf(0.975)
    found = stats.norm.sf(z - distance) + stats.norm.cdf(-z - distance)
    times = ((z + stats.norm.ppf(0.80)) / distance) ** 2
    factor = (spread_one + spread_other) / spread_effect * (effect / (other - one)) ** 2
    assert f"the factor is {factor:.1f}" in PROSE
    exactly = interaction_power(TwoByTwo(*MSA), TwoByTwo(*REST), method="exact").power
    assert f"{100 * found:.0f} of 100 would find it (normal approximation; exactly {100 * exactly:.0f})" in PROSE
    alone = 95 * ((z + stats.norm.ppf(0.80)) * math.sqrt(spread_effect) / effect) ** 2
    assert (
        f"it takes about {math.ceil(95 * times):.0f} patients. The effect itself would take about {alone:.0f} by"
        in PROSE
    )


def test_equal_subtypes_look_dead_as_often_as_the_prose_counts():
    finding = ASKED["one_subtype_looks_dead"].find()
    five = [10, 10, 10, 9, 9]
    dead = count_dead(five, 0.79, 0.44)
    assert finding.value == round(dead) == 33
    assert f"in {count_dead(five, 0.79, 0.44, strictly=True):.0f} of 100" in finding.said
    two, ten = count_dead([24, 24], 0.79, 0.44), count_dead([5] * 8 + [4] * 2, 0.79, 0.44)
    for subtypes, counted in [(2, two), (5, dead), (10, ten)]:
        assert f"| 48 | {subtypes} | {counted:.0f} |" in PROSE
    assert count_dead([40] * 5, 0.79, 0.44) < 1 and "| 200 | 5 | fewer than 1 |" in PROSE


def test_pooling_moves_the_smallest_subtype_as_the_prose_says():
    def read(**state):
        return explorers.PoolingExplorer(**state).picture.sentence

    assert "E stays at −25 points (95 % interval −90 to +40)" in read()
    assert "is drawn to +36" in read(pooling="complete")
    assert "is drawn to +30 (95 % interval +4 to +56)" in read(pooling=10)
    assert "is drawn to +27 (95 % interval −17 to +55)" in read(pooling="data")
    assert "stays at −25 points, with an interval from −90 to 40" in PROSE
    assert "everybody gets, +36" in PROSE and "it comes to +30 (4 to 56)" in PROSE
    assert "comes to +27, with a wider interval (−17 to 55)" in PROSE
    assert "the smallest of eight patients" in PROSE


def test_the_worlds_spread_as_the_prose_says():
    truth = walk_worlds(synthetic_cohort(), seed=1, worlds=1).split(1, "necrotising").true_difference
    assert f"differ by {spread('dermatomyositis-specific')} points among the 20" in PROSE
    assert f"They differ by {spread('necrotising')} among the 5" in PROSE
    assert f"The truth is {truth:.0f} points in each" in PROSE
    assert f"In series 1 those 20 then show {spread('dermatomyositis-specific', -20)}." in PROSE


def test_the_truths_and_the_assumption_of_the_worlds_are_told():
    kind = "dermatomyositis-specific"
    unlike = walk_worlds(synthetic_cohort(), seed=1, worlds=1, truth=SubtypeTruth(placebo={}, effect={kind: -20}))
    there, *elsewhere = (unlike.split(1, name).true_difference for name in SUBTYPES)
    assert np.ptp(elsewhere) < 1e-9 and elsewhere[0] - there == pytest.approx(20)
    assert f"the truth is {there:.1f} points there and {elsewhere[0]:.1f} elsewhere" in PROSE
    assert PROSE.count("all 41 are among the 49") == 2 and "that is not public" in PROSE
    assert "every published total" not in PROSE.lower()


def test_other_uncorrected_tests_print_the_same_three_p_values():
    for table, printed in (
        ([[20, 4], [15, 10]], "0.07"),
        ([[35, 14], [5, 8]], "0.03"),
        ([[35, 14], [18, 15]], "0.12"),
    ):
        chi, p, *_ = stats.chi2_contingency(table, correction=False)
        likelihood = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue
        n = np.sum(table)
        assert {f"{x:.2f}" for x in (p, likelihood, stats.chi2.sf(chi * (n - 1) / n, 1))} == {printed}


def test_the_purely_prognostic_marker_is_so_in_points_alone():
    (ivig_without, ivig_with), (without, with_it) = INVENTED["purely prognostic"]
    ratios = [
        compare_proportions(*ivig, *placebo).odds_ratio
        for ivig, placebo in ((ivig_without, without), (ivig_with, with_it))
    ]
    assert f"{ratios[0]:.1f} without the marker and {ratios[1]:.1f} with it" in PROSE


def test_the_invented_patients_meet_every_total():
    assert check_totals(synthetic_cohort()).all_met
    assert "published, derived or assumed" in check_totals(synthetic_cohort())._repr_html_()
    assert len(synthetic_cohort()) == 95


def test_a_trial_of_those_who_were_not_there_takes_what_the_cell_computes():
    needed = sample_size(0.64, 0.44).n_per_arm
    assert f"{needed} in each arm, {2 * needed} patients" in PROSE
    assert "sample_size(0.64, 0.44)" in CODE


def test_the_predictions_of_the_course_are_counted():
    assert f"you have been asked for {len(ALL)} predictions" in PROSE


def test_the_exercises_are_about_invented_trials_only():
    for name, build in OWN.items():
        built = build()
        assert "nvented" in built.question, name
        offered = " ".join(option.text for option in getattr(built, "options", {}).values())
        assert not re.search(r"MSA|MAA|antisynthetase|necrotising|IVIg", built.question + offered), name
        assert f'check("{name}"' in CODE


def test_each_misconception_of_this_notebook_is_met_in_it():
    taught = {known for known, row in load_misconceptions().items() if row.taught_in == NOTEBOOK}
    met = set()
    for build in OWN.values():
        built = build()
        met |= {option.misconception for option in getattr(built, "options", {}).values()}
        met |= {misreading.misconception for misreading in getattr(built, "misreadings", ())}
    assert taught <= met


def test_no_sentence_says_in_whom_it_works_or_whom_to_treat():
    """Trap 11. Wrong readings are told as such, and only in quotes."""
    refusal = "nothing here says who should be given IVIg or not"
    assert PROSE.count(refusal) == 1
    said = re.sub(r"“[^”]*”", "", PROSE.replace(refusal, ""))
    for sentence in re.split(r"(?<=[.!?])\s", said):
        assert not re.search(
            r"\b(?:works?|helps?|benefits?|effective|ineffective)\b[^.]*\b(?:MSA|MAA|antisynthetase|necrotising|anti-TIF1)",
            sentence,
        ), sentence
        assert not re.search(r"\b(?:should|must|need not) (?:not )?(?:be given|receive|get)\b", sentence), sentence


def test_every_button_that_the_prose_names_is_there():
    shown = set(re.findall(r"^(\w+Explorer)\(", CODE, re.MULTILINE))
    presets = {name for explorer in shown for name in getattr(explorers, explorer)().presets}
    bold = set(re.findall(r"\*\*([^*]+)\*\*", PROSE))
    told = {name for name in bold if name not in {"Run", "A trap"} and not name.endswith((".", "?", ":"))}
    assert told and told <= presets
    assert len(shown) == 6


def test_the_core_has_at_most_six_beats():
    headings = re.findall(r"^## \d+ · .*\*\((core|deeper)\)\*$", PROSE, re.MULTILINE)
    assert headings.count("core") == 6

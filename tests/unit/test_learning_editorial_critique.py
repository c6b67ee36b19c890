"""Predictions, exercises, verdicts and the computed numbers of notebook 04 agree with the figures and the models."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from scipy import stats

from helpers import explorers
from helpers.evidence import cited_ids, figure
from helpers.learning.answers import Verdict
from helpers.learning.prediction import RangePrediction
from helpers.learning.predictions.editorial_critique import EXTRA, GUESSERS, NOTEBOOK, PREDICTIONS
from helpers.learning.verdicts.editorial_critique import CLAIMS
from helpers.models.attainable import PHENOTYPES, find_entry_needed
from helpers.models.bootstrap import bootstrap_bars
from helpers.models.core_set import CoreSetMeasures
from helpers.models.measurement_noise import responders_from_noise
from helpers.models.mixture import mix_subtypes
from helpers.models.optimism import find_guessing_needed, responders_with_optimism
from helpers.models.power import exact_power, sample_size
from helpers.models.tis import attainable_score

ASKED = {prediction.item: prediction for prediction in PREDICTIONS}
CELLS = nbformat.read(Path(__file__).parents[2] / "notebooks" / f"{NOTEBOOK}.ipynb", as_version=4).cells
# Of a link the text alone, so that a sentence can be looked for as it is read.
PROSE = re.sub(r"\[([^\]]*)\]\([^\s)]+(?: \"[^\"]*\")?\)", r"\1", "\n".join(cell.source for cell in CELLS))
IVIG, PLACEBO = (10, 5, 17, 15), (27, 10, 7, 4)
"""No, minimal, moderate and major improvement."""
SHARES = {20: (37 / 47, 21 / 48), 40: (32 / 47, 11 / 48), 60: (15 / 47, 4 / 48)}


def count_patients(treatment, control, power=0.80):
    """Return the patients in each arm by the formula of the pooled z test, written out here."""
    mean = (treatment + control) / 2
    under_null = stats.norm.isf(0.025) * (2 * mean * (1 - mean)) ** 0.5
    under_truth = stats.norm.ppf(power) * (treatment * (1 - treatment) + control * (1 - control)) ** 0.5
    return np.ceil(((under_null + under_truth) / (treatment - control)) ** 2)


def add_up_power(n, treatment, control):
    """Return the power of the pooled z test over every pair of counts, written out here."""
    here, there = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    pooled = (here + there) / (2 * n)
    spread = np.sqrt(pooled * (1 - pooled) * 2 / n)
    z = np.divide(np.abs(here - there) / n, spread, out=np.zeros_like(spread), where=spread > 0)
    chances = stats.binom.pmf(here, n, treatment) * stats.binom.pmf(there, n, control)
    return 100 * chances[z > stats.norm.isf(0.025)].sum()


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.item)
def test_a_finding_can_be_met_and_its_question_does_not_print_it(prediction):
    finding = prediction.find()
    assert "](https://" in finding.why
    if isinstance(prediction, RangePrediction):
        assert prediction.low <= finding.value <= prediction.high
        assert f"{finding.value:g}" not in re.findall(r"\d+(?:\.\d+)?", prediction.question)


def test_noise_alone_makes_more_than_a_quarter_of_responders():
    finding = ASKED["noise_makes_responders"].find()
    assert finding.value == 28
    assert "at the bar of 40 it is 1 of 100" in finding.said
    by_the_rules, stricter = (
        round(100 * responders_from_noise(entry=entry).responders[20]) for entry in ("rules", "active")
    )
    assert f"they add little: {by_the_rules} of 100 instead of 28" in PROSE
    assert f"both global ratings at 5 cm or more), it is {stricter}." in PROSE


def test_the_placebo_arm_in_the_planning_is_the_trials_own_in_whole_numbers():
    assert round(figure("responders_placebo").percent) == 44
    for item in ("patients_for_a_smaller_effect", "mixture_multiplies"):
        assert "44 of 100" in ASKED[item].question


def test_the_smaller_effects_take_the_patients_of_the_formula():
    for points, told in [(25, 61), (20, 97), (17, 135)]:
        assert count_patients(0.44 + points / 100, 0.44) == told
        assert re.search(rf"^> \| {points} points[^|]*\| {told} \|$", PROSE, re.MULTILINE)
    finding = ASKED["patients_for_a_smaller_effect"].find()
    assert finding.value == 135
    assert finding.said.endswith("the formula gives 97.")
    exact = sample_size(0.61, 0.44, method="exact").n_per_arm
    assert "270 in all" in finding.said and f"it is {exact} in each arm" in finding.said
    assert f"gives {exact} for the last line where the formula gives 135" in PROSE
    assert figure("difference_tis20").lower == 17


def test_the_level_on_placebo_is_not_what_makes_the_number_large():
    told = [int(count_patients(level + 0.20, level)) for level in (0.44, 0.20, 0.74)]
    assert told == [97, 82, 52]
    assert f"takes {told[0]} in each arm from 44 %, {told[1]} from 20 %, and {told[2]} from 74 %" in PROSE


def test_a_plan_on_the_observed_effect_misses_the_sceptical_one_most_of_the_time():
    found = round(add_up_power(30, 0.44 + 0.17, 0.44))
    assert f"would be found in {found} of 100 trials, and missed in {100 - found}" in PROSE
    assert round(100 * exact_power(30, 30, 0.61, 0.44).power) == found == 27


def test_the_tests_need_the_patients_that_the_prose_gives_them():
    observed = SHARES[20]
    assert sample_size(*observed, method="exact", test="pooled_z").n_per_arm == 30
    assert sample_size(*observed, method="exact", test="fisher").n_per_arm == 34
    assert "the z test with pooled variance needs 30 too, and Fisher's test 34" in PROSE


def test_the_saw_tooth_has_the_teeth_that_the_prose_counts():
    reached = [n for n in range(98, 115) if exact_power(n, n, 0.64, 0.44, test="fisher").power >= 0.80]
    assert reached == [102, *range(108, 115)]
    assert "With 102 in each arm it reaches 80 %, with 103 to 107 it falls back, and from 108 on" in PROSE


def test_rounded_rates_take_other_patients_than_the_counts():
    assert count_patients(*SHARES[60]) == figure("sample_size_tis60_power80").value == 45
    assert count_patients(0.32, 0.08) == 43
    assert "it would be 43" in PROSE


def test_the_three_bars_need_the_patients_of_the_formula():
    needed = [count_patients(*SHARES[bar]) for bar in (20, 40, 60)]
    assert needed == [figure(f"sample_size_tis{bar}_power80").value for bar in (20, 40, 60)] == [30, 18, 45]
    finding = ASKED["bar_that_needs_fewest"].find()
    assert finding.value is False
    assert "45 in each arm at 60, against 30 at 20" in finding.said


def test_the_resampled_bars_are_those_of_the_prose():
    bars = bootstrap_bars(IVIG, PLACEBO, draws=1, seed=1)
    ranges = [bars.exact_interval(bar) for bar in (20, 40, 60)]
    told = [f"{each.lower:.0f} and {each.upper:.0f}" for each in ranges]
    assert f"between {told[0]} at 20, {told[1]} at 40, {told[2]} at 60" in PROSE
    assert f"in about {100 * bars.exact_share(40, 20):.0f} of 100 draws" in PROSE


def test_the_resampled_order_agrees_with_draws_made_here():
    rng = np.random.default_rng(20221006)
    drawn = [rng.multinomial(sum(arm), np.array(arm) / sum(arm), size=20_000) for arm in (IVIG, PLACEBO)]
    shares = [np.cumsum(arm[:, ::-1], axis=1)[:, ::-1][:, 1:3] / arm.sum(axis=1, keepdims=True) for arm in drawn]
    ahead = (shares[0] > shares[1]).all(axis=1)
    at_20, at_40 = (count_patients(*(arm[ahead, bar] for arm in shares)) for bar in (0, 1))
    fewer = np.mean(at_40 < at_20)
    assert fewer == pytest.approx(bootstrap_bars(IVIG, PLACEBO, draws=1, seed=1).exact_share(40, 20), abs=0.01)


def test_half_a_mixture_takes_four_times_the_patients():
    finding = ASKED["mixture_multiplies"].find()
    everyone, alone = count_patients(0.44 + 0.175, 0.44), count_patients(0.79, 0.44)
    assert finding.value == round(everyone / alone, 1) == 4.2
    assert f"{everyone:.0f} in each arm instead of {alone:.0f}" in finding.said
    mixed = mix_subtypes(0.5, 0.44, 0.35, 0.0)
    assert f"{mixed.screened:.0f} patients to be tested for {mixed.total_subtype:.0f} who enter" in PROSE
    assert f"It needs {mixed.n_everyone:.0f} in each arm instead of {mixed.n_subtype:.0f}" in PROSE


def test_rarer_subtypes_cost_what_the_prose_says():
    two_in_five, one_in_eight = (count_patients(0.44 + share * 0.35, 0.44) for share in (0.39, 0.122))
    assert 9.5 < count_patients(0.44 + 0.35 / 3, 0.44) / 30 < 10.5
    assert f"With two in five it is {two_in_five:.0f}, seven times" in PROSE
    assert 6.5 < two_in_five / 30 < 7.5
    assert 2000 < one_in_eight < 2500 and "with one in eight more than two thousand" in PROSE


def test_guessing_makes_the_points_that_the_model_counts():
    finding = ASKED["guessing_makes"].find()
    made = responders_with_optimism(shared=0, guessers=GUESSERS, extra=EXTRA, drug_effect=0)
    assert finding.value == round(100 * made.difference[20])
    assert 18 <= finding.value <= 27
    assert f"out of nothing: {finding.value} points where 40 of 100 guess and are rated 2 cm better" in PROSE


def test_guessing_that_makes_the_trials_difference_at_one_bar_does_not_at_the_others():
    needed = find_guessing_needed(0.35, extra=EXTRA)
    made = responders_with_optimism(shared=0, guessers=needed.fraction, extra=EXTRA, drug_effect=0).difference
    assert f"For all 35 points {100 * needed.fraction:.0f} of 100 would have to" in PROSE
    assert f"The same guessing makes {100 * made[40]:.0f} points at 40" in PROSE and made[60] < 0.005
    drifting = find_guessing_needed(0.35, extra=EXTRA, course="drifting")
    assert drifting.fraction is None
    assert f"Even if everybody guesses, they make {100 * drifting.most:.0f}." in PROSE


def test_shared_optimism_bends_a_difference_that_is_there():
    sober, generous = (
        responders_with_optimism(shared=shared, guessers=0, extra=0, drug_effect=0.3, course="drifting").difference
        for shared in (0, 2)
    )
    assert f"It shrinks from {100 * sober[20]:.0f} to {100 * generous[20]:.0f} points at the bar of 20" in PROSE
    assert f"it swells from {100 * sober[40]:.0f} to {100 * generous[40]:.0f}" in PROSE


def test_shared_optimism_makes_no_difference_out_of_nothing():
    for shared in (0.5, 1, 2, 3):
        alone = responders_with_optimism(shared=shared, guessers=0, extra=0, drug_effect=0)
        assert all(abs(points) < 1e-12 for points in alone.difference.values())


def test_a_rash_alone_reaches_the_higher_bar_and_no_further():
    assert ASKED["reach_without_weakness"].find().value == 40
    assert attainable_score(CoreSetMeasures(4, 4, 150, 0, 1, 4)).points == {
        "physician_global": 17.5,
        "patient_global": 7.5,
        "mmt8": 0,
        "haq": 0,
        "enzyme": 0,
        "extramuscular": 15,
    }


def test_the_table_of_what_can_be_reached_is_the_models():
    for phenotype in PHENOTYPES.values():
        assert f"| {attainable_score(phenotype.baseline).total:g} |\n" in PROSE, phenotype.name
    assert f"MMT-8 has to start below {find_entry_needed('mmt8'):g}" in PROSE
    assert f"a mark has to start above {find_entry_needed('physician_global'):g} cm" in PROSE


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.item)
def test_a_verdict_of_ours_is_short_and_says_where_it_stands(claim):
    why = claim.explain()
    assert cited_ids(why)
    assert len(re.sub(r"\]\([^)]*\)", "]", why).split()) <= 90
    assert claim.ours in Verdict
    assert any(f'verdict("{claim.item}")' in cell.source for cell in CELLS)


def test_all_three_verdicts_are_ours_at_least_once():
    assert {claim.ours for claim in CLAIMS} == set(Verdict)


def test_every_button_that_the_prose_names_is_there():
    shown = set(re.findall(r"^(\w+Explorer)\(", "\n".join(cell.source for cell in CELLS), re.MULTILINE))
    presets = {name for explorer in shown for name in getattr(explorers, explorer)().presets}
    bold = set(re.findall(r"\*\*([^*]+)\*\*", PROSE))
    told = {name for name in bold if name not in {"Run"} and not name.endswith((".", "?", ":"))}
    assert told and told <= presets


def test_the_editorial_is_quoted_in_a_dozen_words_at_most():
    quoted = {"subjective", "large numbers of patients", "one size may not fit all"}
    assert all(f"“{words}”" in PROSE for words in quoted)
    assert sum(len(words.split()) for words in quoted) <= 12


def test_it_says_once_that_the_editorial_was_not_read():
    assert PROSE.count("We have not read the editorial") == 1

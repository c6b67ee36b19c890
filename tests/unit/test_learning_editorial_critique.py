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
from helpers.learning.verdicts.editorial_critique import CLAIMS, CONVERTED
from helpers.models.attainable import PHENOTYPES, find_entry_needed
from helpers.models.bootstrap import bootstrap_bars
from helpers.models.core_set import CoreSetMeasures
from helpers.models.invented_patients import N_PATIENTS, invent_patients
from helpers.models.measurement_noise import (
    ENZYME_NOISE,
    GLOBAL_NOISE,
    GLOBALS,
    HAQ_NOISE,
    MMT8_NOISE,
    responders_from_noise,
)
from helpers.models.mixture import mix_subtypes
from helpers.models.optimism import find_guessing_needed, responders_with_optimism
from helpers.models.points_distribution import TOTALS, add_points, distribute_points
from helpers.models.power import exact_power, sample_size
from helpers.models.tis import attainable_score
from helpers.models.true_course import DRIFT_MEAN, DRIFT_SPREAD
from tests.unit.simulated_readings import HIGHEST, MEASURES, score_readings

CLAIM = {claim.item: claim for claim in CLAIMS}
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
    for told in ("about 28 of 100 patients reach 20", "and 1 of 100 reaches 40", "noise, in this model, leaves nearly"):
        assert told in PROSE
    by_the_rules, stricter = (
        round(100 * responders_from_noise(entry=entry).responders[20]) for entry in ("rules", "active")
    )
    assert f"With the trial's own rules it is {by_the_rules}." in PROSE
    assert f"both global ratings at 5 cm or more), it is {stricter} of 100." in PROSE


def test_what_is_assumed_of_the_noise_moves_the_share_as_told():
    rounded = round(100 * responders_from_noise(recording="rounded").responders[20])
    halved = (each / 2**0.5 for each in (GLOBAL_NOISE, MMT8_NOISE, HAQ_NOISE))
    of_change = round(100 * responders_from_noise(*halved, enzyme_noise=ENZYME_NOISE / 2**0.5).responders[20])
    assert f"as a clinic records them, it is {rounded} of 100" in PROSE
    assert f"as those of the change, it is {of_change}." in PROSE
    why = ASKED["noise_makes_responders"].find().why
    assert f"records them it is {rounded}." in why and f"of the change it is {of_change}." in why
    asked = (f"{GLOBAL_NOISE:g} cm on each", f"{MMT8_NOISE:g} of 150", f"{HAQ_NOISE:g} on", f"{ENZYME_NOISE:.0%}")
    for noise in asked:
        assert noise.replace("%", " %") in ASKED["noise_makes_responders"].question


def test_errors_that_go_together_take_more_over_the_higher_bar():
    """A bad day: the errors of the five clinical measures of a visit correlate by 0.5, the enzyme's stands alone."""
    generator = np.random.default_rng(20221007)
    patients = invent_patients()
    chosen = np.arange(320_000) % len(patients)
    true = {measure: getattr(patients, measure)[chosen] for measure in MEASURES}
    noises = dict.fromkeys(MEASURES, GLOBAL_NOISE) | {"mmt8": -MMT8_NOISE, "haq": HAQ_NOISE}
    noises["enzyme"] = ENZYME_NOISE * true["enzyme"]

    def read_visit(correlation):
        day = generator.standard_normal(len(chosen))
        readings = {}
        for measure in MEASURES:
            shared = 0 if measure == "enzyme" else correlation
            error = shared**0.5 * day + (1 - shared) ** 0.5 * generator.standard_normal(len(chosen))
            readings[measure] = np.clip(true[measure] + noises[measure] * error, 0, HIGHEST[measure])
        return readings

    apart, together = (score_readings(read_visit(each), read_visit(each)) for each in (0, 0.5))
    exact = responders_from_noise().responders
    assert [(apart >= bar).mean() for bar in (20, 40)] == pytest.approx([exact[20], exact[40]], abs=0.004)
    low, high = (100 * (together >= bar).mean() for bar in (20, 40))
    assert (
        f"With a correlation of 0.5 between the five clinical measures of a visit, {low:.0f} of 100 reach 20" in PROSE
    )
    assert 7.2 < high < 7.8 and "and between 7 and 8 reach 40." in PROSE


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
    newcombe = count_patients(0.44 + figure("difference_tis20_newcombe").lower / 100, 0.44)
    assert f"by Newcombe's method that end lies at 15.5 points, which takes {newcombe:.0f}." in PROSE


def test_which_level_on_placebo_takes_most_patients_hangs_on_the_scale():
    added = [int(count_patients(level + 0.20, level)) for level in (0.44, 0.20, 0.74)]
    assert added == [97, 82, 52]
    assert f"takes {added[0]} in each arm from 44 %, {added[1]} from 20 %, and {added[2]} from 74 %" in PROSE
    assert pytest.approx(0.79) == 0.44 + CONVERTED * 0.56
    turned = [int(count_patients(level + CONVERTED * (1 - level), level)) for level in (0.20, 0.44, 0.74)]
    assert turned == [15, 30, 87]
    assert "responders: 62.5 %, as from 44 to 79." in PROSE
    assert f"takes {turned[0]} in each arm from 20 %, {turned[1]} from 44 %, and {turned[2]} from 74 %" in PROSE
    why = re.sub(r"\]\([^)]*\)", "", CLAIM["large_numbers"].explain()).replace("[", "")
    assert "takes 82 in each arm from 20 %, and 97 from 44 %" in why
    assert "62.5 % of the others into responders takes 15 and 30." in why


def test_a_plan_on_the_observed_effect_misses_the_sceptical_one_most_of_the_time():
    found = round(add_up_power(30, 0.44 + 0.17, 0.44))
    assert f"would be found in {found} of 100 trials, and missed in {100 - found}" in PROSE
    assert round(100 * exact_power(30, 30, 0.61, 0.44).power) == found == 27


def test_the_tests_need_the_patients_that_the_prose_gives_them():
    observed = SHARES[20]
    assert sample_size(*observed, method="exact", test="pooled_z").n_per_arm == 30
    assert sample_size(*observed, method="exact", test="fisher").n_per_arm == 34
    assert "(a z test with pooled variance) needs 30 too, and Fisher's test 34" in PROSE


def test_the_saw_tooth_has_the_teeth_that_the_prose_counts():
    reached = [n for n in range(98, 115) if exact_power(n, n, 0.64, 0.44, test="fisher").power >= 0.80]
    assert reached == [102, *range(108, 115)]
    assert "With 102 in each arm it reaches 80 %, with 103 to 107 it falls back, and from 108 on" in PROSE
    reached = [n for n in range(125, 145) if exact_power(n, n, 0.61, 0.44).power >= 0.80]
    assert reached == [131, 132, 133, *range(138, 145)]
    assert "reaches 80 % at 131, is below it again from 134 to 137, and stays above from 138 on" in PROSE


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


def test_another_trials_counts_need_the_patients_that_are_told():
    arms = [(43, 31), (37, 20), (16, 4)]
    needed = [int(count_patients(treated / 47, placebo / 42)) for treated, placebo in arms]
    assert f"By the same formula that takes {needed[0]}, {needed[1]} and {needed[2]} in each arm" in PROSE
    assert "43 of 47 v 31 of 42 reached 20, 37 v 20 reached 40, and 16 v 4 reached 60" in PROSE
    assert f"ALKIVIA's counts say the same ({needed[1]} against {needed[0]})" in CLAIM["higher_bar"].explain()


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
    two_in_five, one_in_eight = (count_patients(0.44 + share * 0.35, 0.44) for share in (0.4, 0.12))
    assert 9.5 < count_patients(0.44 + 0.35 / 3, 0.44) / 30 < 10.5
    assert f"If two in five can gain it is {two_in_five:.0f}, nearly seven times as many" in PROSE
    assert 6.5 < two_in_five / 30 < 7
    assert 2000 < one_in_eight < 2500 and "with one in eight more than two thousand" in PROSE


def test_guessing_makes_the_points_that_the_model_counts():
    finding = ASKED["guessing_makes"].find()
    made = responders_with_optimism(shared=0, guessers=GUESSERS, extra=EXTRA, drug_effect=0)
    assert finding.value == round(100 * made.difference[20])
    assert 18 <= finding.value <= 27
    assert f"Where 40 of 100 guess and are rated 2 cm better, it makes {finding.value} points at the bar of 20" in PROSE
    assert f"and {100 * made.difference[40]:.0f} at 40. For all 35" in PROSE


def test_guessing_that_makes_the_trials_difference_at_one_bar_does_not_at_the_others():
    needed = find_guessing_needed(0.35, extra=EXTRA)
    made = responders_with_optimism(shared=0, guessers=needed.fraction, extra=EXTRA, drug_effect=0).difference
    assert f"For all 35 points {100 * needed.fraction:.0f} of 100 would have to" in PROSE
    assert f"That many make {100 * made[40]:.0f} points at 40 and next to none at 60" in PROSE and made[60] < 0.005
    assert find_guessing_needed(0.35, extra=EXTRA, course="drifting").fraction is None
    everybody = responders_with_optimism(guessers=1, extra=EXTRA, course="drifting").difference
    told = [f"{100 * everybody[bar]:.0f} at {bar}" for bar in (20, 40, 60)]
    assert f"Even if everybody guesses they make {told[0]}, {told[1]} and {told[2]}." in PROSE
    larger = find_guessing_needed(0.35, extra=3, course="drifting").fraction
    assert f"At 3 cm, {100 * larger:.0f} of 100 would have to guess." in PROSE


def pass_low_bar(shift, drifting):
    """Return the share of the invented patients at 20 points or more, marked `shift` cm better; drift written anew."""
    patients = invent_patients()
    drift = np.zeros(N_PATIENTS)
    if drifting:
        steps = stats.rankdata((stats.rankdata(patients.physician_global) - 1) * (5**0.5 - 1) / 2 % 1)
        drift = np.clip(DRIFT_MEAN + DRIFT_SPREAD * stats.norm.ppf((steps - 0.5) / N_PATIENTS), -1, 1)
    parts = []
    for measure in MEASURES:
        true = getattr(patients, measure)
        healthy = {"mmt8": 150, "enzyme": np.minimum(true, 1)}.get(measure, 0)
        after = np.clip(healthy + (1 - drift) * (true - healthy), 0, HIGHEST[measure])
        after = after - (shift if measure in GLOBALS else 0)
        noise = {"mmt8": MMT8_NOISE, "haq": HAQ_NOISE, "enzyme": ENZYME_NOISE * true}.get(measure, GLOBAL_NOISE)
        parts.append((measure, {0: distribute_points(measure, true, after, noise)[0]}))
    return add_points(parts)[0][TOTALS >= 20].sum(axis=0).mean()


@pytest.mark.parametrize(
    ("drifting", "told"), [(False, "Then {} of 100 in each arm make 35"), (True, "or {} with drift")]
)
def test_guessing_in_both_arms_needs_fewer_guessers(drifting, told):
    """Who guesses IVIg is rated 2 cm better, who guesses placebo 2 cm worse."""
    better, true, worse = (pass_low_bar(shift, drifting) for shift in (EXTRA, 0, -EXTRA))
    course = "drifting" if drifting else "unchanged"
    model = responders_with_optimism(guessers=1, extra=EXTRA, course=course)
    assert (better, true) == pytest.approx((model.ivig[20], model.placebo[20]), abs=1e-9)
    assert told.format(round(100 * 0.35 / (better - worse))) in PROSE


def test_shared_optimism_bends_a_difference_that_is_there():
    sober, generous = (
        responders_with_optimism(shared=shared, guessers=0, extra=0, drug_effect=0.3, course="drifting").difference
        for shared in (0, 2)
    )
    assert f"It shrinks from {100 * sober[20]:.0f} to {100 * generous[20]:.0f} points at the bar of 20" in PROSE
    assert f"it swells from {100 * sober[40]:.0f} to {100 * generous[40]:.0f}" in PROSE
    sober, generous = (
        responders_with_optimism(shared=shared, guessers=0, extra=0, drug_effect=0.6, course="drifting").difference[40]
        for shared in (0, 2)
    )
    assert f"of twice the strength it shrinks there too, from {100 * sober:.0f} to {100 * generous:.0f}.)" in PROSE


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


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.item)
def test_our_verdict_stands_nowhere_before_it_is_asked_for(claim):
    """From the claim's heading to its verdict nothing is called supported, refuted or not testable."""
    before = PROSE.partition(f'verdict("{claim.item}")')[0].rpartition("\n## ")[2].lower()
    for words in ("the editorialist is", "refuted", "supported", "testable", "**so what?** efficient", "bears out"):
        assert words not in before, words


def test_the_question_asks_for_the_claim_in_its_own_words():
    asked = re.findall(r"our verdict on claim [A-F]: \*([^*]+)\?\*", PROSE)
    assert len(asked) == len(CLAIMS)
    turned = {"did", "are", "will", "would", "do", "may", "be", "is"}
    for claim, question in zip(CLAIMS, asked, strict=True):
        told, wanted = (sorted(re.findall(r"[\w-]+", text.lower())) for text in (claim.claim, question))
        different = {word.removesuffix("ed") for word in set(told) ^ set(wanted)} - turned
        assert different <= {"pass"}, (claim.item, different)


def test_all_three_verdicts_are_ours_at_least_once():
    assert {claim.ours for claim in CLAIMS} == set(Verdict)


@pytest.mark.slow
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

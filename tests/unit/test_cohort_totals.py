"""Totals that no cohort meets: each refused in a sentence that names it and what could be; never an endless search."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.models.cohort import reconstruct_cohort
from helpers.models.cohort_check import check_totals
from helpers.models.cohort_scores import HIGHEST_SCORE, STEP, _bound_squares, _list_ends, draw_scores
from helpers.models.cohort_totals import ArmTotals, read_totals

IVIG, PLACEBO = read_totals().arms


def change_arm(**changes):
    return replace(read_totals(), arms=(IVIG, replace(PLACEBO, **changes)))


def find_problem(make):
    with pytest.raises(Impossible) as refused:
        make()
    sentence = str(refused.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


SCORES = [
    ({"mean": "90.0"}, "a mean of 90.0 is impossible", "It could be 15.0 to 33.5."),
    ({"mean": "5.0"}, "a mean of 5.0 is impossible with 27/10/7/4", "It could be 15.0 to 33.5."),
    ({"mean": "21.31"}, "a mean of 21.31 is impossible", "no sum of them prints so"),
    ({"sd": "3.0"}, "an SD of 3.0 is impossible with a mean of 21.3 and 27/10/7/4", "It could be 15.5 to 29.6."),
    ({"sd": "0.0"}, "an SD of 0.0 is impossible", "It could be 15.5 to 29.6."),
    ({"sd": "40.0"}, "an SD of 40.0 is impossible", "It could be 15.5 to 29.6."),
    ({"sd": "20.80001"}, "an SD of 20.80001 is impossible", "no sum of their squares prints so"),
]


@pytest.mark.parametrize(("changes", "what", "could"), SCORES)
def test_scores_that_cannot_be_are_refused_with_what_could(changes, what, could):
    sentence = find_problem(lambda: reconstruct_cohort(1, totals=change_arm(**changes)))
    assert sentence.startswith("placebo: ") and what in sentence
    assert sentence.endswith(could) or could in sentence


def test_what_could_be_can_be():
    """The ends that the sentences name are reached, for the SD at 0.5 points inside them."""
    for sd in ("16.0", "29.1"):
        scores = draw_scores(replace(PLACEBO, sd=sd), np.random.default_rng(1))
        assert f"{scores.std(ddof=1):.1f}" == sd
    low, high = (sum(n * end[side] for n, end in zip(PLACEBO.categories, _list_ends(), strict=True)) for side in (0, 1))
    for total in (low, high):
        mean = f"{total * STEP / PLACEBO.patients:.3f}"
        least, greatest = _bound_squares(PLACEBO.categories, total)
        assert least == greatest
        sd = f"{STEP * np.sqrt((least - total**2 / PLACEBO.patients) / (PLACEBO.patients - 1)):.3f}"
        assert draw_scores(replace(PLACEBO, mean=mean, sd=sd), np.random.default_rng(1)).sum() == total * STEP


@pytest.mark.parametrize("categories", [(2, 1, 0, 1), (0, 2, 1, 1), (3, 0, 0, 1), (0, 0, 3, 0)])
def test_the_bounds_of_the_squares_match_trying_all_scores(categories):
    ways = [
        itertools.combinations_with_replacement(range(low, high + 1), patients)
        for patients, (low, high) in zip(categories, _list_ends(), strict=True)
    ]
    bounds = {}
    for way in itertools.product(*map(list, ways)):
        scores = [score for part in way for score in part]
        squares = sum(score**2 for score in scores)
        least, greatest = bounds.get(sum(scores), (squares, squares))
        bounds[sum(scores)] = min(least, squares), max(greatest, squares)
    assert {total: _bound_squares(categories, total) for total in bounds} == bounds


@pytest.mark.parametrize("arm", [IVIG, PLACEBO], ids=["IVIg", "placebo"])
def test_scores_meet_counts_mean_and_sd_for_many_seeds(arm):
    seen = set()
    for seed in range(100):
        scores = draw_scores(arm, np.random.default_rng(seed))
        assert tuple(np.histogram(scores, [0, 20, 40, 60, 100])[0]) == arm.categories
        assert (f"{scores.mean():.1f}", f"{scores.std(ddof=1):.1f}") == (arm.mean, arm.sd)
        assert scores.max() <= HIGHEST_SCORE
        seen.add(tuple(scores))
    assert len(seen) == 100


@pytest.mark.slow
@pytest.mark.parametrize("sd", ["17.3", "19.0", "30.0", "34.4"])
def test_an_sd_near_the_ends_of_what_could_be_is_still_found(sd):
    for seed in range(10):
        scores = draw_scores(replace(IVIG, sd=sd), np.random.default_rng(seed))
        assert f"{scores.std(ddof=1):.1f}" == sd


ARMS = [
    ({"arm": "Placebo"}, "arm = 'Placebo' is not known: choose one of IVIg, placebo"),
    ({"categories": (27, 10, 11)}, "placebo: categories = (27, 10, 11) is impossible"),
    ({"categories": [27, 10, 7, 4]}, "must be a tuple of none, minimal, moderate, major"),
    ({"categories": (27, 10, 7, -4)}, "placebo: patients with major improvement = -4 is impossible"),
    ({"categories": (27.5, 10, 7, 4)}, "placebo: patients with none improvement = 27.5 is impossible"),
    ({"categories": (0, 0, 1, 0)}, "placebo: patients = 1 is impossible: it must be a whole number from 2 to 200"),
    ({"categories": (10**6, 0, 0, 0)}, "from 0 to 200"),
    ({"mean": 21.3}, "placebo: mean = 21.3 is impossible: it must be text in digits"),
    ({"mean": "1e1"}, "placebo: mean = '1e1' is impossible"),
    ({"mean": "-3.0"}, "placebo: mean = -3 is impossible: it must be a number from 0 to 100 TIS points"),
    ({"mean": "9" * 400}, "placebo: mean = inf is impossible"),
    ({"sd": None}, "placebo: sd = None is impossible"),
    ({"sd": "20." + "8" * 30}, "placebo: sd: decimals = 30 is impossible: it must be a whole number from 0 to 6"),
    ({"deteriorated": 28}, "placebo: patients who deteriorated = 28 is impossible"),
    ({"completed": 49}, "placebo: patients who completed = 49 is impossible"),
    ({"msa": 49}, "placebo: patients with an MSA = 49 is impossible"),
    ({"msa_responders": 22}, "from 0 to 21 (of 25, where the arm has 21 responders and 27 others)"),
    ({"msa": 40, "msa_responders": 5}, "from 13 to 21"),
]


@pytest.mark.parametrize(("changes", "why"), ARMS)
def test_an_arm_that_cannot_be_is_named(changes, why):
    assert why in find_problem(lambda: replace(PLACEBO, **changes))


BOTH = [
    ({"arms": (PLACEBO, IVIG)}, "must be the ArmTotals of IVIg, then placebo"),
    ({"arms": [IVIG, PLACEBO]}, "must be a tuple of IVIg, placebo"),
    ({"arms": (IVIG, "placebo")}, "must be the ArmTotals"),
    ({"severity": (26, 56, 14)}, "its parts must add up to the 95 patients"),
    ({"severity": (0, 82, 13)}, "patients with mild disease = 0 is impossible"),
    ({"severity": "26/56/13"}, "must be a tuple of mild, moderate, severe"),
    ({"trial_msa": {"necrotising": 5}}, "must be a mapping with the patients of dermatomyositis-specific"),
    ({"trial_msa": [20, 16, 5]}, "must be a mapping"),
    (
        {"trial_msa": {"dermatomyositis-specific": 20, "antisynthetase": 16, "necrotising": 14}},
        "trial_msa, necrotising = 14 is impossible: it must be a whole number from 0 to 13",
    ),
    ({"both_antibodies": 50}, "both_antibodies = 50 is impossible: it must be a whole number from 0 to 49"),
    ({"maa_only": 47}, "maa_only = 47 is impossible: it must be a whole number from 0 to 46"),
    ({"maa_only_responders": 14}, "maa_only_responders = 14 is impossible: it must be a whole number from 0 to 13"),
    (
        {"maa_only": 40, "maa_only_responders": 16},
        "maa_only_responders = 16 is impossible: it must be a whole number from 17 to 23",
    ),
    ({"trial_maa": 24}, "trial_maa = 24 is impossible: it must be a whole number from 0 to 23"),
]


@pytest.mark.parametrize(("changes", "why"), BOTH)
def test_totals_that_cannot_be_are_named(changes, why):
    assert why in find_problem(lambda: replace(read_totals(), **changes))


def test_hardly_ill_patients_who_all_improve_much_are_refused_in_the_end():
    """Mild disease leaves little to gain: the search is bounded, and the sentence says which score was left over."""
    arms = tuple(
        ArmTotals(arm, (0, 0, 0, 20), "85.0", "2.0", deteriorated=0, completed=20, msa=10, msa_responders=10)
        for arm in ("IVIg", "placebo")
    )
    totals = replace(
        read_totals(),
        arms=arms,
        severity=(38, 1, 1),
        trial_msa=dict.fromkeys(read_totals().trial_msa, 2),
        trial_maa=1,
        both_antibodies=1,
        maa_only=2,
        maa_only_responders=2,
    )
    sentence = find_problem(lambda: reconstruct_cohort(1, totals=totals))
    assert (
        "No cohort from this seed" in sentence and "Choose another seed, or totals with more severe disease" in sentence
    )


@pytest.mark.parametrize("sizes", [((5, 3, 2, 2), (6, 3, 2, 1)), ((10, 5, 4, 3), (4, 2, 1, 1))])
def test_a_smaller_trial_with_arms_of_other_sizes_is_met_too(sizes):
    """Totals of an invented trial, read off scores of its own."""
    arms = []
    for name, categories in zip(("IVIg", "placebo"), sizes, strict=True):
        steps = np.concatenate([np.full(n, low + 3) for n, (low, _) in zip(categories, _list_ends(), strict=True)])
        scores = STEP * steps
        arms.append(
            ArmTotals(
                name,
                categories,
                f"{scores.mean():.1f}",
                f"{scores.std(ddof=1):.1f}",
                deteriorated=1,
                completed=sum(categories) - 1,
                msa=4,
                msa_responders=2,
            )
        )
    patients = sum(map(sum, sizes))
    totals = replace(
        read_totals(),
        arms=tuple(arms),
        severity=(3, patients - 6, 3),
        trial_msa=dict(zip(read_totals().trial_msa, (3, 2, 1), strict=True)),
        trial_maa=2,
        both_antibodies=2,
        maa_only=2,
        maa_only_responders=1,
    )
    made = reconstruct_cohort(4, totals=totals)
    assert check_totals(made, totals).failed == ()
    assert len(made) == patients


@pytest.mark.parametrize("categories", [(3, 0, 0, 0), (1, 1, 1, 0), (2, 1, 1, 0)])
@pytest.mark.parametrize("decimals", [0, 1])
def test_what_some_scores_print_is_never_called_impossible(categories, decimals):
    """Every set of scores of a small arm, tried: its mean and SD, printed, are found or not found, and no lie is told.

    With few decimals several sums print as the mean, and an SD that one of them cannot have another can.
    """
    levels = [[STEP * step for step in range(low, high + 1)] for low, high in _list_ends()]
    pools = [level for level, patients in zip(levels, categories, strict=True) for _ in range(patients)]
    ways = np.array(list(itertools.product(*pools)))
    moments = np.round(np.c_[ways.mean(axis=1), ways.std(axis=1, ddof=1)], 9)
    # On the edge of two printed numbers programs differ.
    moments = moments[(np.abs((moments * 10**decimals) % 1 - 0.5) > 1e-6).all(axis=1)]
    printed = sorted({tuple(f"{value:.{decimals}f}" for value in pair) for pair in moments.tolist()})
    found = 0
    chosen = np.random.default_rng(1).choice(len(printed), 25, replace=False)
    for mean, sd in (printed[place] for place in chosen):
        arm = ArmTotals("IVIg", categories, mean, sd, 0, sum(categories), 0, 0)
        try:
            scores = draw_scores(arm, np.random.default_rng(3))
        except Impossible as refused:
            assert "no scores were found" in str(refused)
        else:
            found += 1
            assert (f"{scores.mean():.{decimals}f}", f"{scores.std(ddof=1):.{decimals}f}") == (mean, sd)
    assert found >= 24


def test_a_mean_on_the_edge_of_two_printed_numbers_is_told_as_such():
    arm = ArmTotals("IVIg", (2, 0, 0, 0), "3.8", "1.8", 0, 2, 0, 0)
    sentence = find_problem(lambda: draw_scores(arm, np.random.default_rng(1)))
    assert "no sum of them prints so (but on the edge of two printed numbers" in sentence


def test_a_search_for_scores_ends_in_a_sentence(monkeypatch):
    """With nudges too few for it no scores come back that miss the SD."""
    monkeypatch.setattr("helpers.models.cohort_scores.MOST_NUDGES", 1)
    sentence = find_problem(lambda: draw_scores(replace(IVIG, sd="34.4"), np.random.default_rng(1)))
    assert "no scores were found with 10/5/17/15" in sentence and "an SD of 34.4, in 20 starts" in sentence
    assert "Choose another seed" in sentence

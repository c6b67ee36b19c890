"""The deal of the antibodies: every count in every world, forgotten starts, truths that show, and bad input."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from helpers.errors import Impossible
from helpers.evidence import figure, synthetic_cohort
from helpers.models.cohort_antibodies import SPREAD, SUBTYPES, SubtypeTruth, deal_subtypes, find_true_means
from helpers.models.cohort_swaps import MSA_UNCOUNTED, ROUNDS, WITHOUT_MSA
from helpers.models.cohort_totals import read_totals
from helpers.models.worlds import walk_worlds

TRUTHS = {
    "alike": SubtypeTruth(),
    "effect": SubtypeTruth(effect={"dermatomyositis-specific": -40}),
    "both": SubtypeTruth(placebo={"antisynthetase": 30}, effect={"necrotising": 40}),
}


@pytest.fixture(scope="module")
def patients():
    """Arm, score and response of the course's cohort."""
    cohort = synthetic_cohort()
    return cohort.arm.to_numpy(dtype=object), cohort.total.to_numpy(), cohort.responder.to_numpy()


def deal(patients, truth, worlds, seed=1, **rounds):
    return deal_subtypes(read_totals(), *patients, truth, np.random.default_rng(seed), worlds=worlds, **rounds)


def average_difference(patients, labels, kind):
    arms, scores, _ = patients
    has = labels == kind
    ivig, placebo = (has & (arms == arm) for arm in ("IVIg", "placebo"))
    both = ivig.any(axis=1) & placebo.any(axis=1)
    means = [(own[both] * scores).sum(axis=1) / own[both].sum(axis=1) for own in (ivig, placebo)]
    return float((means[0] - means[1]).mean())


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=TRUTHS)
def test_every_count_is_met_in_every_world_of_every_truth(patients, truth):
    arms, _, responders = patients
    labels = deal(patients, truth, 200)
    counted = [figure(f"msa_{kind}_trial").count for kind in ("dm_specific", "antisynthetase", "necrotising")]
    for label, count in enumerate([*counted, figure("msa_reanalysis").count - sum(counted)]):
        assert ((labels == label).sum(axis=1) == count).all()
    msa = labels != WITHOUT_MSA
    for arm in ("IVIg", "placebo"):
        row = figure(f"responders_msa_{arm.lower()}")
        assert ((msa & (arms == arm)).sum(axis=1) == row.n).all()
        assert ((msa & (arms == arm) & responders).sum(axis=1) == row.count).all()


def test_worlds_differ_and_the_same_seed_repeats_them(patients):
    labels = deal(patients, TRUTHS["effect"], 50)
    assert len({tuple(world) for world in labels}) == 50
    assert (deal(patients, TRUTHS["effect"], 50) == labels).all()
    assert not (deal(patients, TRUTHS["effect"], 50, seed=2) == labels).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["effect", "both"])
def test_the_first_deal_is_forgotten(patients, name):
    """Ten times as many rounds give the same averages; without any they are others."""
    usual, long = deal(patients, TRUTHS[name], 400), deal(patients, TRUTHS[name], 400, seed=2, rounds=10 * ROUNDS)
    none = deal(patients, TRUTHS[name], 400, rounds=0)
    assert max(abs(average_difference(patients, none, k) - average_difference(patients, long, k)) for k in (0, 2)) > 10
    for kind, tolerance in ((0, 1.5), (1, 1.5), (2, 4.0), (WITHOUT_MSA, 1.0)):
        found = [average_difference(patients, labels, kind) for labels in (usual, long)]
        assert found[0] == pytest.approx(found[1], abs=tolerance)


def test_deals_come_as_often_as_their_scores_make_them_likely():
    """Six invented patients, small enough to list every deal: Metropolis' frequencies against the exact chances."""
    from dataclasses import replace

    from helpers.models.cohort_totals import ArmTotals

    arm = {"deteriorated": 0, "completed": 3, "msa": 2, "mean": "10.0", "sd": "5.0"}
    totals = replace(
        read_totals(),
        arms=(
            ArmTotals("IVIg", (1, 2, 0, 0), **arm, msa_responders=1),
            ArmTotals("placebo", (2, 1, 0, 0), **arm, msa_responders=1),
        ),
        severity=(2, 2, 2),
        trial_msa={"dermatomyositis-specific": 2, "antisynthetase": 1, "necrotising": 0},
        both_antibodies=0,
        maa_only=0,
        maa_only_responders=0,
        trial_maa=0,
    )
    arms = np.array(["IVIg"] * 3 + ["placebo"] * 3, dtype=object)
    scores, responders = np.array([0.0, 20, 35, 0, 10, 30]), np.array([False, True, True, False, False, True])
    truth = SubtypeTruth(placebo={"antisynthetase": 15}, effect={"dermatomyositis-specific": 30})
    means = {name: find_true_means(totals, name, scores[arms == name].mean(), truth) for name in ("IVIg", "placebo")}
    strata = [(name, responds) for name in ("IVIg", "placebo") for responds in (True, False)]
    chances = {}
    for labels in set(itertools.permutations([0, 0, 1, MSA_UNCOUNTED, WITHOUT_MSA, WITHOUT_MSA])):
        held = [
            sum(
                own != WITHOUT_MSA
                for own, a, r in zip(labels, arms, responders, strict=True)
                if (a, bool(r)) == stratum
            )
            for stratum in strata
        ]
        if held == [1, 1, 1, 1]:
            apart = [
                score - means[name][min(label, MSA_UNCOUNTED)]
                for score, name, label in zip(scores, arms, labels, strict=True)
            ]
            chances[labels] = np.exp(-0.5 * sum(gap**2 for gap in apart) / SPREAD**2)
    whole = sum(chances.values())
    dealt = deal_subtypes(totals, arms, scores, responders, truth, np.random.default_rng(3), worlds=20_000)
    tally = pd.Series(list(map(tuple, dealt.tolist()))).value_counts()
    assert set(tally.index) == set(chances)
    expected = pd.Series({labels: 20_000 * chance / whole for labels, chance in chances.items()})
    chi_square = float(((tally.reindex(expected.index) - expected) ** 2 / expected).sum())
    # 48 deals: the upper 0.1 % point of chi-square with 47 degrees of freedom is 82.7.
    assert len(chances) == 48 and chi_square < 82.7


def test_true_means_average_to_the_arm():
    totals, truth = read_totals(), TRUTHS["both"]
    share = np.array([20, 16, 5, 54]) / 95
    for arm, mean in (("IVIg", 47.7), ("placebo", 21.3)):
        assert share @ find_true_means(totals, arm, mean, truth) == pytest.approx(mean)
    means = {arm: find_true_means(totals, arm, 40.0, truth) for arm in ("IVIg", "placebo")}
    extra = means["IVIg"] - means["placebo"]
    assert extra[2] - extra[0] == pytest.approx(40)
    assert means["placebo"][1] - means["placebo"][0] == pytest.approx(30)


@pytest.mark.parametrize("shifts", [{"placebo": {"necrotising": -30}}, {"effect": {"none": 100}}])
def test_a_true_mean_off_the_score_is_refused(shifts):
    with pytest.raises(Impossible, match=r"On (IVIg|placebo) a true mean of .* TIS points .* is impossible: .* Choose"):
        walk_worlds(synthetic_cohort(), seed=1, worlds=1, truth=SubtypeTruth(**shifts))


def test_a_true_shift_moves_the_average_the_way_it_says(patients):
    kind = SUBTYPES.index("dermatomyositis-specific")
    averages = [
        average_difference(patients, deal(patients, SubtypeTruth(effect={SUBTYPES[kind]: extra}), 300), kind)
        for extra in (-30, 0, 30)
    ]
    assert averages[0] < averages[1] - 8 and averages[2] > averages[1] + 8


def test_a_series_counts_what_was_dealt(patients):
    arms, scores, responders = patients
    series = walk_worlds(synthetic_cohort(), seed=5, worlds=4, truth=TRUTHS["both"])
    labels = np.minimum(deal(patients, TRUTHS["both"], 4, seed=5), MSA_UNCOUNTED)
    for world, (index, subtype) in itertools.product((1, 4), enumerate(SUBTYPES)):
        split, has = series.split(world, subtype), labels[world - 1] == index
        for side, arm in enumerate(("IVIg", "placebo")):
            own = has & (arms == arm)
            assert (split.patients[side], split.responders[side]) == (own.sum(), (own & responders).sum())
            assert split.means[side] == pytest.approx(scores[own].mean())
        assert series.differences[world - 1, index] == pytest.approx(split.difference)
    assert not series.effects_are_alike


def test_an_arm_without_the_kind_has_no_difference():
    series = walk_worlds(synthetic_cohort(), seed=1, worlds=300)
    empty = (series.patients[:, :, 2] == 0).any(axis=1)
    assert 0 < empty.sum() < 60
    assert np.isnan(series.differences[empty, 2]).all() and not np.isnan(series.differences[~empty, 2]).any()
    world = int(np.flatnonzero(empty)[0]) + 1
    assert np.isnan(series.split(world, "necrotising").difference)


BAD_TRUTHS = [
    ({"effect": {"juvenile": 5}}, "effect, subtype = 'juvenile' is not known: choose one of dermatomyositis-specific"),
    ({"placebo": {"necrotising": 101}}, "must be a number from -100 to 100 TIS points"),
    ({"placebo": {"necrotising": float("nan")}}, "must be a number from -100"),
    ({"effect": {"necrotising": "5"}}, "is not a number"),
    ({"effect": {"necrotising": True}}, "is not a number"),
    ({"effect": [("necrotising", 5)]}, "must be a mapping of subtypes to TIS points"),
    ({"placebo": 5}, "placebo = 5 is impossible: it must be a mapping"),
]


@pytest.mark.parametrize(("shifts", "why"), BAD_TRUTHS)
def test_a_truth_that_cannot_be_is_named(shifts, why):
    with pytest.raises(Impossible) as refused:
        SubtypeTruth(**shifts)
    assert why in str(refused.value)


BAD_WALKS = [
    ({"seed": -1}, "seed = -1 is impossible"),
    ({"worlds": 0}, "worlds = 0 is impossible: it must be a whole number from 1 to 1000"),
    ({"worlds": 10**9}, "from 1 to 1000"),
    ({"truth": {"effect": 1}}, "it must be a SubtypeTruth"),
    ({"totals": 95}, "totals = 95 is impossible: it must be a CohortTotals"),
    ({"cohort": "synthetic"}, "must be a DataFrame with the columns arm, total, responder"),
    ({"cohort": pd.DataFrame({"arm": []})}, "must be a DataFrame with the columns"),
]


@pytest.mark.parametrize(("changes", "why"), BAD_WALKS)
def test_a_walk_that_cannot_be_is_named(changes, why):
    with pytest.raises(Impossible) as refused:
        walk_worlds(**({"cohort": synthetic_cohort(), "seed": 1, "worlds": 2} | changes))
    assert why in str(refused.value)


def test_a_cohort_of_other_totals_is_refused():
    with pytest.raises(Impossible, match="The cohort has 36 responders of 46 on IVIg: it must have 37 of 47"):
        walk_worlds(synthetic_cohort().iloc[1:], seed=1, worlds=2)
    with pytest.raises(Impossible, match="world = 3 is impossible: it must be a whole number from 1 to 2"):
        walk_worlds(synthetic_cohort(), seed=1, worlds=2).split(3, "none")


BAD_MEANS = [
    ({"totals": None}, "totals = None is impossible: it must be a CohortTotals."),
    ({"truth": {}}, "truth = {} is impossible: it must be a SubtypeTruth."),
    ({"arm": "IVIG"}, "arm = 'IVIG' is not known: choose one of IVIg, placebo"),
    ({"mean": None}, "mean = None is not a number"),
    ({"mean": 10**400}, "mean = inf is impossible"),
    ({"mean": [40.0]}, "mean = [40.0] is not a number"),
]


@pytest.mark.parametrize(("changes", "why"), BAD_MEANS)
def test_true_means_of_what_cannot_be_are_refused_by_name(changes, why):
    given = {"totals": read_totals(), "arm": "IVIg", "mean": 47.7, "truth": SubtypeTruth()}
    with pytest.raises(Impossible) as refused:
        find_true_means(**(given | changes))
    assert why in str(refused.value)


@pytest.mark.parametrize("subtype", [None, "MSA", 0, [], np.array([1, 2])])
def test_a_subtype_that_there_is_not_is_refused(subtype):
    series = walk_worlds(synthetic_cohort(), seed=1, worlds=1)
    for call in (lambda: series.split(1, subtype), lambda: SubtypeTruth().shift(subtype, "IVIg")):
        with pytest.raises(Impossible, match="is not known: choose one of dermatomyositis-specific"):
            call()


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("total", "abc", "total of row 0 = 'abc' is not a number"),
        ("total", float("nan"), "total of row 0 = nan is impossible"),
        ("total", 1e308, "total of row 0 = 1e+308 is impossible: it must be a number from 0 to 100 TIS points"),
        ("responder", "no", "responder of row 0 = 'no' is impossible: it must be True or False"),
    ],
)
def test_a_cohort_with_a_value_that_cannot_be_is_refused(column, value, why):
    spoiled = synthetic_cohort().astype(object)
    spoiled.at[0, column] = value
    with pytest.raises(Impossible) as refused:
        walk_worlds(spoiled, seed=1, worlds=1)
    assert why in str(refused.value)

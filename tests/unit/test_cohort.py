"""Twenty synthetic cohorts against the published totals, the point table, the rules of entry and of deterioration."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pandas as pd
import pytest

from helpers.errors import Impossible
from helpers.evidence import citation, entry_rules, figure, tis_table
from helpers.evidence.tis_rows import MEASURES
from helpers.models.cohort import COURSE_SEED, LARGEST_SEED, reconstruct_cohort
from helpers.models.cohort_antibodies import SubtypeTruth
from helpers.models.cohort_baselines import count_abnormal
from helpers.models.cohort_check import check_totals
from helpers.models.cohort_file import encode_cohort, write_cohort
from helpers.models.cohort_scores import STEP
from helpers.models.cohort_totals import read_totals
from helpers.models.deterioration import find_deterioration
from helpers.models.tis import CoreSetMeasures, total_improvement_score
from helpers.models.tis_frame import score_patients
from helpers.models.visits import MEASURES as FOLLOWED
from helpers.models.visits import Visit
from tests.unit.html_tools import read_rows

SEEDS = (0, 1, *range(COURSE_SEED, COURSE_SEED + 17), LARGEST_SEED)

ALIKE = 0.05
"""Multiples of the upper limit of normal."""


@pytest.fixture(scope="module")
def cohorts():
    """Twenty cohorts by seed, made once: about 2 s of CPU."""
    return {seed: reconstruct_cohort(seed) for seed in SEEDS}


@pytest.fixture(scope="module")
def cohort():
    """The course's, made anew and not read from its file."""
    return reconstruct_cohort(COURSE_SEED)


def split_arms(cohort):
    return cohort[cohort.arm == "IVIg"], cohort[cohort.arm == "placebo"]


@pytest.mark.slow
def test_every_total_of_twenty_seeds_is_met(cohorts):
    assert len(cohorts) == 20
    assert {seed: check_totals(made).failed for seed, made in cohorts.items()} == dict.fromkeys(SEEDS, ())


@pytest.mark.slow
def test_responders_means_and_spreads_are_those_that_the_report_prints(cohorts):
    """Counted here by hand, apart from `check_totals`."""
    for made in cohorts.values():
        ivig, placebo = split_arms(made)
        for arm, patients in (("ivig", ivig), ("placebo", placebo)):
            score = score_patients(patients).total
            reached = [int((score >= bar).sum()) for bar in (20, 40, 60)]
            assert reached == [figure(f"responders_{arm}{row}").count for row in ("", "_tis40", "_tis60")]
            assert f"{score.mean():.1f}" == figure(f"mean_tis_{arm}").printed.split()[0]
            assert f"{np.std(score, ddof=1):.1f}" == str(figure(f"mean_tis_{arm}").sd)
        assert placebo.total.sum() == 1022.5


@pytest.mark.slow
def test_the_score_column_is_what_the_point_table_gives(cohorts):
    for made in cohorts.values():
        assert (score_patients(made).total == made.total).all()
        assert (made.responder == ((made.total >= 20) & ~made.deteriorated)).all()
        assert (made.total % STEP == 0).all()


def test_each_patient_scored_alone_has_the_score_of_the_row(cohort):
    for row in cohort.to_dict("records"):
        before, after = (
            CoreSetMeasures(**{measure: row[f"{measure}_{visit}"] for measure in MEASURES})
            for visit in ("baseline", "week16")
        )
        assert total_improvement_score(before, after).total == row["total"]


@pytest.mark.slow
def test_everybody_could_have_entered(cohorts):
    rules = [rule for rule in entry_rules().values() if rule.part == "counted"]
    needed = figure("csm_abnormal_required").value
    holds = {">=": np.greater_equal, ">": np.greater, "<": np.less, "<=": np.less_equal}
    for made in cohorts.values():
        abnormal = sum(holds[rule.comparison](made[f"{rule.measure}_baseline"], rule.threshold) for rule in rules)
        assert abnormal.min() >= needed
        assert made.mmt8_baseline.max() < figure("mmt8_entry_below").value


@pytest.mark.slow
def test_every_value_stands_on_a_step_of_its_scale(cohorts):
    for made, (name, measure) in itertools.product(cohorts.values(), tis_table().measures.items()):
        values = made[[f"{name}_baseline", f"{name}_week16"]].to_numpy()
        assert np.allclose(values / measure.step, np.round(values / measure.step), atol=1e-6)
        assert values.min() >= measure.minimum
        assert measure.maximum is None or values.max() <= measure.maximum


def test_the_strata_of_severity_are_the_only_ones_that_print_so():
    """All triples of 95 patients, tried: 27, 59 and 14 %."""
    printed = [figure(f"baseline_{name}").value for name in ("mild", "moderate", "severe")]
    fits = [
        (mild, moderate, 95 - mild - moderate)
        for mild in range(96)
        for moderate in range(96 - mild)
        if [round(100 * count / 95) for count in (mild, moderate, 95 - mild - moderate)] == printed
    ]
    assert fits == [read_totals().severity] == [(26, 56, 13)]


@pytest.mark.slow
def test_the_enzyme_changes_alike_in_both_arms(cohorts):
    """Published: no difference in creatine kinase. The bound of 0.05 x ULN is the course's, for mean and median."""
    gaps = []
    for made in cohorts.values():
        ivig, placebo = (arm.enzyme_week16 - arm.enzyme_baseline for arm in split_arms(made))
        gaps.append((ivig.mean() - placebo.mean(), ivig.median() - placebo.median()))
    gaps = np.array(gaps)
    assert np.abs(gaps).max() <= ALIKE + 1e-9
    # Not alike by being nothing: in each cohort patients change.
    assert min((made.enzyme_week16 - made.enzyme_baseline).std() for made in cohorts.values()) > 0.5


@pytest.mark.slow
def test_who_deteriorated_meets_the_trials_rule_and_is_no_responder(cohorts):
    for made in cohorts.values():
        worse = made[made.deteriorated]
        others = made[(made.arm == "placebo") & ~made.deteriorated]
        assert worse.total.max() <= others.total.min()
        assert set(worse.arm) == {"placebo"} and len(worse) == figure("switched_placebo_to_ivig").count
        assert (worse.total < 20).all() and not worse.responder.any()
        by_limb = worse.extramuscular_week16 - worse.extramuscular_baseline
        assert (by_limb.round(6) >= figure("deterioration_extramuscular").value).all()


def test_the_deterioration_model_finds_the_five_if_week_12_was_like_week_16(cohort):
    """Visits before week 16 are not invented; had the one before been alike, these five alone would be confirmed."""
    found = []
    for row in cohort.to_dict("records"):
        before, after = ({name: row[f"{name}_{visit}"] for name in FOLLOWED} for visit in ("baseline", "week16"))
        visits = [Visit(week, **before) for week in (0, 4, 8)] + [Visit(week, **after) for week in (12, 16)]
        found.append(find_deterioration(visits).confirmed_week is not None)
    assert cohort.patient[found].tolist() == cohort.patient[cohort.deteriorated].tolist()


@pytest.mark.slow
def test_two_of_each_arm_did_not_complete_and_on_placebo_they_had_deteriorated(cohorts):
    for made in cohorts.values():
        ivig, placebo = split_arms(made)
        assert (int((~ivig.completed_period_1).sum()), int((~placebo.completed_period_1).sum())) == (2, 2)
        assert placebo.deteriorated[~placebo.completed_period_1].all()
        assert made.total[~made.completed_period_1].notna().all()


@pytest.mark.slow
def test_the_two_sets_of_antibodies_lie_in_each_other_as_assumed(cohorts):
    for made in cohorts.values():
        counted = made.antibody_trial != "none"
        assert (made.antibody_reanalysis[counted] == "MSA").all()
        assert made.maa_reanalysis[made.maa_trial].all()
        assert (made.maa_reanalysis[made.antibody_reanalysis == "MAA only"]).all()
        assert (
            int(made.maa_reanalysis.sum()) == 23 and not made.maa_reanalysis[made.antibody_reanalysis == "none"].any()
        )


@pytest.mark.slow
def test_each_seed_is_a_world_of_its_own(cohorts):
    for one, other in itertools.combinations(cohorts.values(), 2):
        assert not one.total.equals(other.total)
        assert not one.mmt8_baseline.equals(other.mmt8_baseline)
        assert not one.antibody_trial.equals(other.antibody_trial)


def test_the_same_seed_gives_the_same_cohort_whatever_the_global_state(cohort):
    random.seed(1)
    np.random.seed(1)
    states = random.getstate(), np.random.get_state()[1].tolist()
    pd.testing.assert_frame_equal(reconstruct_cohort(COURSE_SEED), cohort)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == states


def test_every_row_says_synthetic(cohort):
    assert cohort.status.tolist() == ["SYNTHETIC"] * 95
    assert cohort.patient.tolist() == list(range(1, 96))


def test_the_file_is_rebuilt_byte_for_byte(tmp_path):
    from helpers.evidence.tables import DATA_FOLDER

    committed = (DATA_FOLDER / "synthetic_cohort.csv").read_bytes()
    assert encode_cohort() == committed
    assert write_cohort(tmp_path).read_bytes() == committed
    assert not list(tmp_path.glob("*.new"))


def test_the_courses_seed_is_the_first_that_deals_each_kind_to_both_arms(cohort):
    made = {COURSE_SEED - 1: reconstruct_cohort(COURSE_SEED - 1), COURSE_SEED: cohort}
    fewest = {seed: pd.crosstab(one.antibody_trial, one.arm).to_numpy().min() for seed, one in made.items()}
    assert citation(figure("responders_ivig").citation).year == COURSE_SEED - 1
    assert fewest[COURSE_SEED - 1] == 0 < fewest[COURSE_SEED]


@pytest.mark.slow
def test_the_courses_cohort_is_scored_and_baselined_as_in_other_worlds(cohorts):
    """Not an odd one: its arms are as like before treatment as those of the other seeds."""
    gaps = []
    for made in cohorts.values():
        ivig, placebo = split_arms(made)
        columns = [f"{measure}_baseline" for measure in MEASURES]
        gaps.append(((ivig[columns].mean() - placebo[columns].mean()) / made[columns].std()).abs().max())
    assert gaps[SEEDS.index(COURSE_SEED)] <= np.quantile(gaps, 0.9)


@pytest.mark.slow
def test_a_truth_shows_in_the_average_of_twenty_cohorts(cohorts):
    """A kind whose patients truly gain 30 points fewer gains fewer in the average; the totals stay as they are."""
    kind = "antisynthetase"
    unlike = {seed: reconstruct_cohort(seed, truth=SubtypeTruth(effect={kind: -30})) for seed in SEEDS}
    averages = []
    for worlds in (cohorts, unlike):
        arms = [split_arms(made[made.antibody_trial == kind]) for made in worlds.values()]
        averages.append(np.mean([ivig.total.mean() - placebo.total.mean() for ivig, placebo in arms]))
    assert all(check_totals(made).all_met for made in unlike.values())
    # Less than 30: the published responders with an MSA hold the scores that they can have.
    assert averages[0] > 15
    assert -30 < averages[1] - averages[0] < -12


@pytest.mark.parametrize("seed", [-1, 1.5, "2022", None, True, float("nan"), 10**400, LARGEST_SEED + 1, [1]])
def test_a_seed_that_cannot_be_is_named(seed):
    with pytest.raises(Impossible, match=r"^seed = .* is impossible: it must be a whole number from 0 to"):
        reconstruct_cohort(seed)


@pytest.mark.parametrize(("name", "value"), [("truth", {"necrotising": 5}), ("truth", 1), ("totals", (1, 2))])
def test_a_truth_or_totals_of_another_type_are_named(name, value):
    with pytest.raises(Impossible, match=rf"^{name} = .* is impossible: it must be a (SubtypeTruth|CohortTotals)"):
        reconstruct_cohort(1, **{name: value})


def test_check_totals_names_what_fails(cohort):
    spoiled = cohort.copy()
    spoiled.loc[0, "mmt8_week16"] = spoiled.loc[0, "mmt8_baseline"] - 5
    spoiled.loc[1, "antibody_trial"] = "none"
    check = check_totals(spoiled)
    assert not check.all_met
    assert any("TIS on IVIg" in str(line) for line in check.failed)
    what = "dermatomyositis-specific antibody in the trial report"
    assert f"{what}: 19, and it should be 20" in map(str, check.failed)
    shown, folded = check._repr_html_().split("<details>")
    assert shown.startswith(f"<p>SYNTHETIC: invented patients beside the totals. {len(check.met)} of 42 met.</p>")
    assert [what, "20", "19"] in read_rows(shown)
    assert len(read_rows(shown)) == 1 + len(check.failed) and len(read_rows(folded)) == 1 + len(check.met)


def test_what_is_met_is_folded_under_its_count(cohort):
    shown, folded = check_totals(cohort)._repr_html_().split("<details>")
    assert shown == "<p>SYNTHETIC: invented patients beside the totals. 42 of 42 met.</p>"
    assert folded.startswith("<summary>The 42 that are met</summary>") and folded.endswith("</details>")
    assert ["responders on IVIg", "37", "37"] in read_rows(folded) and len(read_rows(folded)) == 1 + 42


@pytest.mark.parametrize(
    ("cohort_or_not", "why"),
    [
        ([1, 2], "must be a DataFrame"),
        (None, "must be a DataFrame"),
        (pd.DataFrame({"arm": ["IVIg"]}), "The cohort lacks responder, deteriorated"),
    ],
)
def test_check_totals_refuses_what_is_no_cohort(cohort_or_not, why):
    with pytest.raises(Impossible, match=why):
        check_totals(cohort_or_not)


def test_a_measure_at_its_limit_counts_and_an_enzyme_only_above_it():
    limits = {rule.measure: rule for rule in entry_rules().values() if rule.part == "counted"}
    at = {name: np.array([round(1000 * rule.threshold)]) for name, rule in limits.items()} | {"mmt8": np.array([0])}
    counted = sum(rule.comparison == ">=" for rule in limits.values())
    assert limits["enzyme"].comparison == ">" and counted == 4
    assert count_abnormal(at).tolist() == [counted]
    assert count_abnormal(at | {"enzyme": at["enzyme"] + 1}).tolist() == [counted + 1]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"responder": "yes"}, "responder of row 0 = 'yes' is impossible: it must be True or False"),
        ({"completed_period_1": float("inf")}, "completed_period_1 of row 0 = inf is impossible"),
        ({"maa_trial": None}, "maa_trial of row 0 = None is impossible"),
        ({"deteriorated": 1}, "deteriorated of row 0 = 1 is impossible"),
    ],
)
def test_a_yes_or_no_that_is_neither_is_refused_by_row(cohort, spoil, why):
    spoiled = cohort.astype(object)
    for column, value in spoil.items():
        spoiled.at[0, column] = value
    with pytest.raises(Impossible, match=why):
        check_totals(spoiled)


def test_a_column_that_stands_twice_is_refused(cohort):
    with pytest.raises(Impossible, match="more than one column arm"):
        check_totals(pd.concat([cohort, cohort[["arm"]]], axis=1))


def test_the_deteriorated_are_counted_and_not_taken_as_given(cohort):
    spoiled = cohort.copy()
    spoiled.loc[spoiled.index[spoiled.deteriorated][0], "deteriorated"] = False
    assert [str(line) for line in check_totals(spoiled).failed] == ["deteriorated on placebo: 4, and it should be 5"]

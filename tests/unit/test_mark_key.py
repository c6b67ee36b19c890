"""The key to a drawn trial agrees with what a second way of computing gives, for a thousand ids."""

import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq, minimize_scalar
from scipy.special import xlogy

from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.items import ITEMS, METHODS
from helpers.learning.assignment.kinds import TAUGHT, UNTAUGHT
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.key import DENOMINATORS, compare_arms, compute_key
from helpers.learning.mark.plans import Needed, Plan, count_patients, find_rejection_rates
from helpers.models.power import sample_size

IDS = 1000

sweeps = pytest.mark.slow
"""A thousand trials take seconds to draw."""


@cache
def list_trials(count: int = IDS) -> tuple[PersonalTrial, ...]:
    return tuple(draw_trial(f"student {number}") for number in range(count))


@sweeps
def test_the_difference_is_that_of_fractions():
    for trial in list_trials():
        treatment, control = trial.treatment, trial.control
        exact = 100 * (Fraction(treatment.responders, treatment.n) - Fraction(control.responders, control.n))
        key = compute_key(trial)
        assert key.risk_difference == pytest.approx(float(exact), abs=1e-9)
        assert key.number_needed == pytest.approx(float(100 / exact), abs=1e-9)
        assert key.observed == pytest.approx(
            (100 * control.responders / control.n, 100 * treatment.responders / treatment.n), abs=1e-9
        )
        assert key.denominator == "a"


@sweeps
def test_wald_agresti_caffo_and_newcombe_are_those_of_their_formulas():
    z = stats.norm.ppf(0.975)
    for trial in list_trials():
        counts = [(arm.responders, arm.n) for arm in (trial.treatment, trial.control)]
        shares = [Fraction(count, n) for count, n in counts]
        key = compute_key(trial)
        error = math.sqrt(sum(float(p * (1 - p) / n) for p, (_, n) in zip(shares, counts, strict=True)))
        middle = float(shares[0] - shares[1])
        assert key.intervals["wald"] == pytest.approx((100 * (middle - z * error), 100 * (middle + z * error)))
        more = [(Fraction(count + 1, n + 2), n + 2) for count, n in counts]
        error = math.sqrt(sum(float(p * (1 - p) / n) for p, n in more))
        moved = float(more[0][0] - more[1][0])
        assert key.intervals["agresti-caffo"] == pytest.approx((100 * (moved - z * error), 100 * (moved + z * error)))
        p1, p0 = map(float, shares)
        # Wilson's limits are the roots of n (p - share)^2 = z^2 p (1 - p).
        (low1, high1), (low0, high0) = (
            sorted(np.roots([n + z**2, -2 * n * p - z**2, n * p**2]))
            for p, (_, n) in zip((p1, p0), counts, strict=True)
        )
        below, above = math.hypot(p1 - low1, high0 - p0), math.hypot(high1 - p1, p0 - low0)
        assert key.intervals["newcombe"] == pytest.approx((100 * (middle - below), 100 * (middle + above)))


@pytest.mark.slow
def test_miettinen_nurminen_is_that_of_a_likelihood_maximised_by_search():
    def measure_excess(points, x1, n1, x0, n0, z):
        """Squared score statistic at a difference, the shares under it found by search, less the critical value."""

        def find_loss(p0):
            return -(xlogy(x1, p0 + points) + xlogy(n1 - x1, 1 - p0 - points) + xlogy(x0, p0) + xlogy(n0 - x0, 1 - p0))

        low, high = max(0, -points) + 1e-12, min(1, 1 - points) - 1e-12
        p0 = minimize_scalar(find_loss, bounds=(low, high), method="bounded", options={"xatol": 1e-10}).x
        p1, n = p0 + points, n1 + n0
        variance = (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0) * n / (n - 1)
        return (x1 / n1 - x0 / n0 - points) ** 2 / variance - z**2

    for trial in list_trials(20):
        treatment, control = trial.treatment, trial.control
        counts = (treatment.responders, treatment.n, control.responders, control.n, stats.norm.ppf(0.975))
        middle = counts[0] / counts[1] - counts[2] / counts[3]
        limits = [brentq(measure_excess, *sorted((end, middle)), args=counts) for end in (-0.9, 0.99)]
        assert compute_key(trial).intervals["miettinen-nurminen"] == pytest.approx(
            tuple(100 * limit for limit in limits), abs=1e-4
        )


@sweeps
def test_harm_and_the_limits_for_none_are_counted_over_everybody_exposed():
    z = stats.norm.ppf(0.975)
    for trial in list_trials():
        n = trial.treatment.n + trial.switched
        key = compute_key(trial)
        assert key.harm_percent == pytest.approx(float(Fraction(100 * trial.harms.with_event, n)), abs=1e-9)
        assert key.zero_upper == pytest.approx(
            {
                "one-sided": 100 * (1 - 0.05 ** (1 / n)),
                "two-sided": 100 * stats.beta.ppf(0.975, 1, n),
                "rule of three": 300 / n,
                "two-sided, Wilson": 100 * z**2 / (n + z**2),
            },
            abs=1e-9,
        )


@sweeps
def test_what_cannot_be_computed_depends_on_the_printed_subtypes_alone():
    seen = set()
    for trial in list_trials():
        by_arm = None not in [subtype.n_treatment for subtype in trial.subtypes]
        seen.add(by_arm)
        assert set(compute_key(trial).not_computable) == {"c", "e"} | (set() if by_arm else {"a"})
    assert seen == {True, False}


@sweeps
def test_three_sentences_are_planted_and_one_is_spared():
    for trial in list_trials():
        key, numbers = compute_key(trial), {sentence.number for sentence in trial.sentences}
        kinds = list(key.planted.values())
        assert len(key.planted) == 3
        assert {*key.planted, key.decoy} <= numbers
        assert key.decoy not in key.planted
        assert [len([kind for kind in kinds if kind in group]) for group in (TAUGHT, UNTAUGHT)] == [2, 1]


@sweeps
def test_every_number_of_the_key_is_finite_and_in_the_range_of_its_question():
    for trial in list_trials():
        key = compute_key(trial)
        numbers = [key.risk_difference, key.number_needed, key.harm_percent, *key.zero_upper.values(), *key.observed]
        assert all(map(math.isfinite, [*numbers, *(limit for pair in key.intervals.values() for limit in pair)]))
        assert list(key.intervals) == list(METHODS)
        for item in ("risk_difference", "number_needed", "harm_percent"):
            ITEMS[item].form.read(getattr(key, item))
        for limits in key.intervals.values():
            ITEMS["interval"].form.read(limits)


def test_every_judgement_can_be_chosen_and_names_a_fact():
    judged = [item for item in ITEMS if item.startswith(("bias_", "casp_"))]
    for trial in list_trials(300):
        judgements = compute_key(trial).judgements
        assert list(judgements) == judged
        for item, defensible in judgements.items():
            choices = [judgement.choice for judgement in defensible]
            assert [ITEMS[item].form.read(choice) for choice in choices] == choices
            assert len(set(choices)) == len(choices)
            assert all(judgement.why.endswith(".") and len(judgement.why.split()) >= 6 for judgement in defensible)


def test_judgements_follow_the_design_of_the_trial():
    for trial in list_trials(300):
        judgements = compute_key(trial).judgements
        ready = {item: defensible[0].choice for item, defensible in judgements.items()}
        assert (ready["bias_randomisation"] == "low") == (trial.design.allocation == "central")
        assert (ready["bias_measurement"] == "low") == (trial.design.assessor == "independent")
        assert (ready["bias_reporting"] == "low") == (trial.design.bar == "registered")
        switched = f"{trial.switched} of {trial.control.n}"
        assert all(switched in judgement.why for judgement in judgements["bias_deviations"])


def test_the_worst_case_decides_whether_missing_results_can_be_called_harmless():
    for trial in list_trials(300):
        treatment, control = trial.treatment, trial.control
        lost = control.n - control.completed - trial.switched
        worst = Fraction(treatment.responders, treatment.n) - Fraction(control.responders + lost, control.n)
        choices = {judgement.choice for judgement in compute_key(trial).judgements["bias_missing"]}
        assert ("low" in choices) == (worst > 0)
        # A wide gap in who was seen leaves room for "high" as well, where the worst case is not significant.
        responders = control.responders + lost
        one, other = (
            (count / n, stats.binomtest(count, n).proportion_ci(method="wilson"))
            for count, n in ((treatment.responders, treatment.n), (responders, control.n))
        )
        lowest = one[0] - other[0] - math.hypot(one[0] - one[1].low, other[1].high - other[0])
        assert ("high" in choices) == (lowest <= 0)


def test_masked_raters_who_also_treat_can_be_defended_as_what_is_possible_and_not_shown():
    for trial in list_trials(60):
        found = compute_key(trial).judgements["bias_measurement"]
        choices = [judgement.choice for judgement in found]
        treats = trial.design.assessor == "treating"
        assert choices == (["some concerns", "low", "high"] if treats else ["low", "some concerns"])
        both = f"{trial.harms.with_event_placebo} of {trial.control.n} on placebo"
        assert any(both in judgement.why for judgement in found)


def test_a_silent_report_of_the_lot_gives_some_concerns_as_in_rob_2():
    silent = [trial for trial in list_trials(60) if trial.design.allocation == "unstated"]
    assert silent
    for trial in silent:
        (judgement,) = compute_key(trial).judgements["bias_randomisation"]
        assert judgement.choice == "some concerns"


@sweeps
def test_wald_falls_short_of_its_level_with_these_arms_and_newcombe_less():
    z = stats.norm.ppf(0.975)
    held = {"wald": [], "newcombe": []}
    for trial in list_trials(60):
        sizes = trial.treatment.n, trial.control.n
        truths = trial.treatment.responders / sizes[0], trial.control.responders / sizes[1]
        counts = [np.arange(n + 1) for n in sizes]
        shares = [count / n for count, n in zip(counts, sizes, strict=True)]
        chances = np.outer(*(stats.binom.pmf(*pair) for pair in zip(counts, sizes, truths, strict=True)))
        difference, true = shares[0][:, None] - shares[1][None, :], truths[0] - truths[1]
        half = z * np.sqrt(
            (shares[0] * (1 - shares[0]) / sizes[0])[:, None] + (shares[1] * (1 - shares[1]) / sizes[1])[None, :]
        )
        held["wald"].append(chances[np.abs(difference - true) <= half].sum())
        middles = [(share + z * z / 2 / n) / (1 + z * z / n) for share, n in zip(shares, sizes, strict=True)]
        halves = [
            z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / 4 / n**2)
            for share, n in zip(shares, sizes, strict=True)
        ]
        low, high = ([m + side * h for m, h in zip(middles, halves, strict=True)] for side in (-1, 1))
        lower = difference - np.hypot((shares[0] - low[0])[:, None], (high[1] - shares[1])[None, :])
        upper = difference + np.hypot((high[0] - shares[0])[:, None], (shares[1] - low[1])[None, :])
        held["newcombe"].append(chances[(lower <= true) & (true <= upper)].sum())
    assert np.mean(np.array(held["wald"]) < 0.95) > 0.9
    assert np.mean(held["newcombe"]) == pytest.approx(0.95, abs=0.002)
    assert np.mean(held["wald"]) < np.mean(held["newcombe"]) - 0.003


def test_the_patients_of_each_choice_are_those_of_its_words():
    for trial in list_trials(300):
        treatment, control, both = trial.treatment, trial.control, trial.treatment.n + trial.control.n
        over = {
            letter: [(arms.n_treatment, arms.n_control) for arms in compare_arms(trial, letter)] for letter in "abcd"
        }
        assert over["a"] == [(treatment.n, control.n)]
        assert over["b"] == [(treatment.completed, control.completed)]
        exposed = treatment.n + trial.switched
        assert over["c"] == [(exposed, control.n - trial.switched), (exposed, control.n)]
        assert over["d"] == [(both, both)]
    assert list(DENOMINATORS) == list(ITEMS["denominator"].form.options)


@pytest.mark.parametrize("test", ["pooled_z", "fisher"])
@pytest.mark.parametrize("power", [0.8, 0.9])
def test_counted_patients_are_those_of_the_full_search(test, power):
    random = np.random.default_rng(7)
    for _ in range(40):
        p_control = float(random.uniform(0.15, 0.55))
        plan = Plan(p_control, min(p_control + float(random.uniform(0.09, 0.4)), 0.97))
        found = sample_size(plan.p_treatment, plan.p_control, power=power, method="exact", test=test)
        assert count_patients(plan, power, test) == Needed(found.first_control, found.n_control)
        formula = sample_size(plan.p_treatment, plan.p_control, power=power)
        assert count_patients(plan, power, "normal") == Needed(formula.n_control, formula.n_control)


def test_too_many_patients_for_an_exact_count_are_left_to_the_formula():
    needed = count_patients(Plan(0.44, 0.48), 0.8, "fisher")
    assert needed == Needed(2442, 2442, False) or not needed.searched
    assert needed.first == sample_size(0.48, 0.44).n_per_arm


@pytest.mark.parametrize("test", ["pooled_z", "fisher"])
def test_rejection_rates_add_up_every_pair_of_counts(test):
    plan, n = Plan(0.25, 0.6), 22
    p_values = np.ones((n + 1, n + 1))
    for x in range(n + 1):
        for y in range(n + 1):
            table = [[x, n - x], [y, n - y]]
            if test == "fisher":
                p_values[x, y] = stats.fisher_exact(table)[1]
            elif 0 < x + y < 2 * n:
                p_values[x, y] = stats.chi2_contingency(table, correction=False)[1]
    rejected = p_values < 0.05
    shares = [
        stats.binom.pmf(np.arange(n + 1), n, p) @ rejected @ stats.binom.pmf(np.arange(n + 1), n, 0.25)
        for p in (0.25, 0.425, 0.6)
    ]
    assert find_rejection_rates(plan, n, test) == pytest.approx(shares, abs=1e-9)


def test_rejection_rates_of_large_arms_follow_the_formula_without_a_jump():
    plan = Plan(0.44, 0.48)
    exact, beyond = (find_rejection_rates(plan, n, "pooled_z") for n in (2000, 2001))
    assert beyond == pytest.approx(exact, abs=0.003)
    assert find_rejection_rates(plan, 100_000, "pooled_z") == pytest.approx((0.05, 1, 1), abs=1e-9)

"""The next trial is judged by the learner's own plan."""

import math

import numpy as np
import pytest

from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.mark.key import compute_key
from helpers.learning.mark.model_answers import perfect_answers
from helpers.learning.mark.plans import Plan, find_rejection_rates
from helpers.models.power import sample_size
from tests.unit.judge_tools import draw_one, judge_alone, judge_with, list_trials


@pytest.mark.parametrize(
    ("share_of_observed", "points", "misconception"),
    [(0.3, 1, None), (0.9, 1, None), (1.0, 0, "observed_as_true"), (1.3, 0, None), (0.0, 0, None)],
)
def test_the_plan_has_to_be_smaller_than_what_was_observed(share_of_observed, points, misconception):
    for trial in list_trials(10):
        key = compute_key(trial)
        shares = [20.0, 20 + share_of_observed * key.risk_difference]
        mark = judge_alone(trial, "plan_rates", shares)
        assert (mark.automatic, mark.misconception) == (points, misconception)


def test_fractions_for_shares_cost_the_mark_of_the_plan_and_no_other():
    trial = draw_one()
    answers = perfect_answers(trial)
    shares = [share / 100 for share in answers["plan_rates"].value]
    marked = judge_with(trial, plan_rates=shares)
    assert marked["plan_rates"].misconception == "percent_for_fraction"
    assert marked.automatic_total == 39
    assert marked["sample_size"].follows_from == "plan_rates"


@pytest.mark.parametrize("shares", [[30, 45], [20, 60], [55, 90], [44, 56]])
@pytest.mark.parametrize("test", ["normal", "pooled_z", "fisher"])
def test_the_number_of_patients_follows_the_learners_own_shares_and_test(shares, test):
    trial = draw_one()
    method = {"method": "normal"} if test == "normal" else {"method": "exact", "test": test}
    n = sample_size(shares[1] / 100, shares[0] / 100, power=trial.power, **method).n_per_arm
    answer = GivenAnswer("sample_size", n, method=test)
    other = GivenAnswer("sample_size", math.ceil(1.06 * n) + 2, method=test)
    both = GivenAnswer("sample_size", 2 * n, method=test)
    points = [
        judge_with(trial, plan_rates=shares, sample_size=given)["sample_size"].automatic
        for given in (answer, other, both)
    ]
    assert points == [3, 0, 1]


def test_fishers_number_is_not_that_of_the_formula():
    trial = draw_one()
    n = sample_size(0.6, 0.4, power=trial.power, method="exact", test="fisher").n_per_arm
    answer = GivenAnswer("sample_size", n, method="normal")
    mark = judge_with(trial, plan_rates=[40, 60], sample_size=answer)["sample_size"]
    assert (mark.automatic, mark.misconception) == (0, "another_test")


def test_an_unnamed_test_may_be_any_of_them():
    trial = draw_one()
    n = sample_size(0.6, 0.4, power=trial.power, method="exact", test="fisher").n_per_arm
    assert (
        judge_with(trial, plan_rates=[40, 60], sample_size=GivenAnswer("sample_size", n))["sample_size"].automatic == 3
    )


@pytest.mark.parametrize("item", ["sample_size", "rejection_rates"])
@pytest.mark.parametrize("shares", [None, [0, 30], [70, 100], [40, 40]])
def test_nothing_follows_from_shares_that_no_trial_can_be_planned_for(item, shares):
    trial = draw_one()
    assert judge_with(trial, plan_rates=shares)[item].automatic == 0


def test_rejection_rates_follow_the_learners_own_number_of_patients():
    trial = draw_one()
    rates = [round(100 * rate, 1) for rate in find_rejection_rates(Plan(0.4, 0.6), 60, "fisher")]
    marked = judge_with(
        trial,
        plan_rates=[40, 60],
        sample_size=GivenAnswer("sample_size", 60, method="fisher"),
        rejection_rates=rates,
    )
    assert marked["sample_size"].automatic == 0
    assert (marked["rejection_rates"].automatic, marked["rejection_rates"].follows_from) == (2, "sample_size")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_rejection_rate_has_to_lie_within_simulation_error(place):
    trial = draw_one()
    answers = perfect_answers(trial)
    plan = Plan(*(share / 100 for share in answers["plan_rates"].value))
    exact = find_rejection_rates(plan, answers["sample_size"].value, "pooled_z")
    far = 100 * 4 * math.sqrt(exact[place] * (1 - exact[place]) / 10_000) + 0.5
    for off, points in ((0.99 * far, 2), (1.01 * far, 0)):
        rates = [100 * rate for rate in exact]
        rates[place] -= off
        assert judge_with(trial, rejection_rates=rates)["rejection_rates"].automatic == points


def test_few_trials_do_not_excuse_any_rate():
    marked = judge_with(draw_one(), monte_carlo_error=[50, 1], rejection_rates=[30, 60, 50])
    assert marked["rejection_rates"].automatic == 0


def test_few_trials_are_told_where_the_rates_lie_off():
    marked = judge_with(draw_one(), monte_carlo_error=[15, 10], rejection_rates=[5, 90, 80])
    assert marked["rejection_rates"].automatic == 0
    assert "Fewer than 100 simulated trials" in marked["rejection_rates"].feedback


def test_honest_simulations_pass_with_the_trials_with_which_the_explorer_opens():
    random = np.random.default_rng(11)
    for trials in (100, 1000, 10_000):
        for trial in list_trials(40):
            answers = perfect_answers(trial)
            plan = Plan(*(share / 100 for share in answers["plan_rates"].value))
            exact = find_rejection_rates(plan, answers["sample_size"].value, "pooled_z")
            rates = [round(100 * random.binomial(trials, rate) / trials, 1) for rate in exact]
            error = math.sqrt(rates[1] * (100 - rates[1]) / trials)
            marked = judge_with(trial, rejection_rates=rates, monte_carlo_error=[float(f"{error:.2g}"), trials])
            assert marked.automatic_total == 40


@pytest.mark.parametrize("rate", [0, 100])
def test_no_error_follows_from_a_rate_that_leaves_none(rate):
    trial = draw_one()
    for answers in (
        {"plan_rates": None, "rejection_rates": [rate] * 3, "monte_carlo_error": [0, 100]},
        {"rejection_rates": [rate] * 3, "monte_carlo_error": [0, 100]},
    ):
        assert judge_with(trial, **answers)["monte_carlo_error"].automatic == 0


def test_rates_as_fractions_do_not_pass_for_those_of_a_plan_of_tiny_shares():
    for trial in list_trials(20):
        answers = perfect_answers(trial)
        fractions = {item: [value / 100 for value in answers[item].value] for item in ("plan_rates", "rejection_rates")}
        mark = judge_with(trial, **fractions)["rejection_rates"]
        assert (mark.automatic, mark.misconception) == (0, "percent_for_fraction")


@pytest.mark.parametrize(
    ("given", "points", "misconception"),
    [
        ([0.46, 10_000], 1, None),
        ([0.4583, 10_000], 1, None),
        ([1.449, 1000], 1, None),
        ([0.0046, 10_000], 0, "percent_for_fraction"),
        ([0.22, 10_000], 0, None),
        ([0.9, 10_000], 0, None),
        ([0.46, 0], 0, None),
        ([0.46, 10_000.5], 0, None),
    ],
)
def test_the_monte_carlo_error_follows_the_learners_own_rate(given, points, misconception):
    trial = draw_one()
    mark = judge_with(trial, plan_rates=None, rejection_rates=[5, 30, 80], monte_carlo_error=given)["monte_carlo_error"]
    assert (mark.automatic, mark.misconception) == (points, misconception)

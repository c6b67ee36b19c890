"""Each wrong answer of the catalogue is told for what it is, and none passes for the right one."""

from collections.abc import Mapping

import pytest

from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.items import ITEMS, METHODS
from helpers.learning.mark.item_marks import ItemMark
from helpers.learning.mark.judge_numbers import is_number_needed
from helpers.learning.mark.key import compute_key
from helpers.learning.mark.model_answers import perfect_answers
from helpers.learning.mark.plans import Plan, count_patients, find_rejection_rates
from helpers.learning.mark.wrong_plans import list_wrong_rates, list_wrong_sizes
from helpers.learning.mark.wrong_values import (
    WrongValue,
    list_half_right_harms,
    list_wrong_differences,
    list_wrong_harms,
    list_wrong_intervals,
    list_wrong_numbers_needed,
    list_wrong_zero_limits,
)
from helpers.learning.misconceptions import load_misconceptions
from tests.unit.judge_tools import draw_one, is_possible, judge_alone, judge_with, list_trials

CATALOGUES = {
    "risk_difference": list_wrong_differences,
    "number_needed": list_wrong_numbers_needed,
    "harm_percent": list_wrong_harms,
    "zero_upper": list_wrong_zero_limits,
}


def check_wrong_value(
    mark: ItemMark, wrong: WrongValue, catalogue: list[WrongValue], most: Mapping[str, float] | None = None
) -> None:
    """Assert that a wrong value earns nothing, or what `most` says, and hears of itself and of no other."""
    # Two ways to go wrong can lead to the same number; then the first that is listed is told.
    twins = [other for other in catalogue if other.value == pytest.approx(wrong.value, abs=1e-9, rel=0)]
    assert mark.automatic == (most or {}).get(twins[0].text, 0)
    assert mark.misconception == twins[0].misconception
    told = [other.text for other in catalogue if f"This is {other.text}. " in mark.feedback]
    assert told == [twins[0].text]


@pytest.mark.slow
def test_no_wrong_value_passes_for_the_right_one_in_a_thousand_trials():
    for trial in list_trials(1000):
        key = compute_key(trial)
        assert all(abs(wrong.value - key.risk_difference) > 1.1 for wrong in list_wrong_differences(trial))
        assert all(abs(wrong.value - key.harm_percent) > 1.1 for wrong in list_wrong_harms(trial))
        assert not [
            wrong for wrong in list_wrong_numbers_needed(trial) if is_number_needed(wrong.value, key.risk_difference)
        ]
        limits = key.zero_upper.values()
        assert all(abs(wrong.value - limit) > 0.05 for wrong in list_wrong_zero_limits(trial) for limit in limits)
        for method, right in key.intervals.items():
            for wrong in list_wrong_intervals(trial, method):
                assert max(abs(one - other) for one, other in zip(wrong.value, right, strict=True)) > 0.55


@pytest.mark.slow
@pytest.mark.parametrize("item", CATALOGUES)
def test_each_wrong_value_gets_its_own_feedback_and_only_its_own(item):
    seen = set()
    for trial in list_trials(120):
        catalogue = list(CATALOGUES[item](trial))
        half = {wrong.text: 1 for wrong in list_half_right_harms(trial)}
        for wrong in catalogue:
            if is_possible(item, wrong.value):
                check_wrong_value(judge_alone(trial, item, wrong.value), wrong, catalogue, half)
                seen.add(wrong.text)
    assert len(seen) >= len({wrong.text for wrong in catalogue}) - 3


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_each_wrong_interval_gets_its_own_feedback_and_only_its_own(method):
    for trial in list_trials(80):
        catalogue = list(list_wrong_intervals(trial, method))
        for wrong in catalogue:
            mark = judge_alone(trial, "interval", list(wrong.value), method=method)
            if is_possible("interval", wrong.value):
                check_wrong_value(mark, wrong, catalogue, {other.text: method != "wald" for other in catalogue})


@pytest.mark.slow
def test_wrong_values_stay_wrong_when_they_are_rounded_to_one_decimal():
    for trial in list_trials(120):
        for item, catalogue in CATALOGUES.items():
            for wrong in catalogue(trial):
                value = round(wrong.value, 1)
                # A fraction keeps too little of itself to be told apart, and an NNT rounds to few values.
                if (
                    wrong.misconception != "percent_for_fraction"
                    and is_possible(item, value)
                    and item != "number_needed"
                ):
                    assert judge_alone(trial, item, value).automatic < ITEMS[item].automatic


@pytest.mark.slow
def test_every_misconception_of_the_catalogue_is_one_that_the_course_tells():
    named = {
        wrong.misconception
        for trial in list_trials(20)
        for catalogue in CATALOGUES.values()
        for wrong in catalogue(trial)
    }
    plan = Plan(0.44, 0.6)
    named |= {wrong.misconception for wrong in list_wrong_sizes(plan, draw_one(), "normal")}
    named |= {wrong.misconception for wrong in list_wrong_rates((0.05, 0.3, 0.8))}
    assert named - {None} <= set(load_misconceptions())
    assert len(named) >= 15


@pytest.mark.slow
@pytest.mark.parametrize("test", ["normal", "pooled_z", "fisher"])
def test_each_wrong_number_of_patients_gets_its_own_feedback(test):
    for trial in list_trials(40):
        shares = perfect_answers(trial)["plan_rates"].value
        plan = Plan(shares[0] / 100, shares[1] / 100)
        catalogue = list_wrong_sizes(plan, trial, test)
        right = count_patients(plan, trial.power, test)
        for wrong in catalogue:
            mark = judge_with(trial, sample_size=GivenAnswer("sample_size", wrong.value, method=test))["sample_size"]
            if wrong.misconception == "another_test" and mark.automatic == 3:
                # The formula and the exact count of its own test lie a patient or so apart.
                assert right.first - 0.011 * right.last - 1 <= wrong.value <= right.last + 0.011 * right.last + 1
            elif mark.automatic == 0:
                near = [other for other in catalogue if abs(other.value - wrong.value) <= max(1, 0.01 * other.value)]
                assert mark.misconception in {other.misconception for other in near}
                assert any(f"This is {other.text}. " in mark.feedback for other in near)
            else:
                # By chance the number of both arms together, or the right one.
                assert mark.automatic in (1, 3)


@pytest.mark.slow
def test_each_wrong_set_of_rejection_rates_gets_its_own_feedback():
    for trial in list_trials(60):
        answers = perfect_answers(trial)
        plan = Plan(*(share / 100 for share in answers["plan_rates"].value))
        catalogue = list_wrong_rates(find_rejection_rates(plan, answers["sample_size"].value, "pooled_z"))
        for wrong in catalogue:
            check_wrong_value(judge_with(trial, rejection_rates=list(wrong.value))["rejection_rates"], wrong, catalogue)

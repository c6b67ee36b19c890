"""The part on the next trial: what follows from the learner's own plan."""

from __future__ import annotations

import math
from collections.abc import Iterator

from helpers.learning.assignment.items import TESTS
from helpers.learning.mark.answers_read import Answers
from helpers.learning.mark.item_marks import Finding
from helpers.learning.mark.key import compare_arms
from helpers.learning.mark.plans import ALPHA, Needed, count_patients, find_rejection_rates
from helpers.learning.mark.tolerances import (
    FEWEST_TRIALS,
    POINTS,
    ROUNDING,
    USUAL_TRIALS,
    is_near,
    measure_patients,
    measure_rate,
    measure_second_digit,
)
from helpers.learning.mark.wrong_plans import list_wrong_rates, list_wrong_sizes
from helpers.learning.mark.wrong_values import WrongValue, find_wrong_value

NO_PLAN = "No trial can be planned for the shares that you gave, so that nothing can follow from them."

UNSEARCHED = 0.05
"""Of a number of patients: how far the formula, where it stands in for an exact count, may lie off."""


def judge_plan_rates(answers: Answers) -> Finding:
    """Judge the shares planned for: 1 mark if they differ by less than was observed."""
    shares = answers.read("plan_rates")
    if shares is None:
        return answers.refuse("plan_rates")
    observed = answers.key.risk_difference
    # Who chose other patients observed another difference; the mistake there costs once.
    own = max(100 * arms.risk_difference for arms in compare_arms(answers.trial, answers.denominator))
    planned = shares[1] - shares[0]
    seen = f"{observed:.1f} points were observed, and you plan for {planned:g}"
    if shares[1] <= 1:
        return Finding(0.0, f"These are fractions, or shares below 1 %. {seen}.", "percent_for_fraction")
    if planned <= 0:
        return Finding(0.0, f"{seen}: no trial finds a difference that is not there.")
    if planned < observed - POINTS - ROUNDING:
        return Finding(1.0, f"Right: {seen}.")
    if planned < own - POINTS - ROUNDING:
        return Finding(
            1.0, f"{seen}, less than among the patients that you chose ({own:.1f}).", follows_from="denominator"
        )
    if is_near(planned, observed, POINTS):
        return Finding(0.0, f"{seen}: the next trial may face less than this one found.", "observed_as_true")
    return Finding(0.0, f"{seen}, which is more and not sceptical.")


def judge_sample_size(answers: Answers) -> Finding:
    """Judge the patients per arm: 3 marks by the learner's own shares and test, 1 for both arms together."""
    value = answers.read("sample_size")
    if value is None:
        return answers.refuse("sample_size")
    if not answers.plans:
        return Finding(0.0, NO_PLAN)
    power = answers.trial.power
    tests = (answers.test,) if answers.test else TESTS
    right = _say_needed(answers, tests[0])
    for plan in answers.plans:
        for test in tests:
            if fits_needed(value, count_patients(plan, power, test)):
                return Finding(3.0, f"Right for your own shares: {right}", follows_from=_find_lost(answers))
    for plan in answers.plans:
        for test in tests:
            if fits_needed(value / 2, count_patients(plan, power, test)):
                return Finding(1.0, f"This is the number of both arms together. {right}")
    catalogue = list_wrong_sizes(answers.plans[0], answers.trial, tests[0])
    return _explain(value, catalogue, right)


def fits_needed(value: float, needed: Needed) -> bool:
    """Say whether a number of patients per arm is right, or near enough.

    Examples
    --------
    From the first number that reaches the power to the one from which it stays reached, and a hundredth around:

    >>> [fits_needed(n, Needed(102, 108)) for n in (100, 101, 105, 109, 110)]
    [False, True, True, True, False]
    """
    far = measure_patients(needed.last)
    if not needed.searched:
        far = max(far, UNSEARCHED * needed.last)
    return needed.first - far - ROUNDING <= value <= needed.last + far + ROUNDING


def judge_rejection_rates(answers: Answers) -> Finding:
    """Judge how often the planned trial rejects: 2 marks, by the learner's own plan."""
    rates = answers.read("rejection_rates")
    if rates is None:
        return answers.refuse("rejection_rates")
    if not answers.plans:
        return Finding(0.0, NO_PLAN)
    trials = _read_trials(answers) or USUAL_TRIALS
    first: tuple[float, ...] = ()
    for exact in _list_rates(answers):
        first = first or exact
        if all(
            is_near(rate, 100 * chance, measure_rate(chance, trials)) for rate, chance in zip(rates, exact, strict=True)
        ):
            return Finding(2.0, f"Right by your own plan: {_say_rates(exact)}.", follows_from=_find_lost(answers, 3.0))
    few = (
        f" Fewer than {FEWEST_TRIALS} simulated trials are too few to tell these rates."
        if trials < FEWEST_TRIALS
        else ""
    )
    return _explain(rates, list_wrong_rates(first), f"Exactly, your own plan rejects in {_say_rates(first)}.{few}")


def judge_monte_carlo_error(answers: Answers) -> Finding:
    """Judge the Monte Carlo error: 1 mark, if it follows from the learner's rate and number of trials."""
    given = answers.read("monte_carlo_error")
    if given is None:
        return answers.refuse("monte_carlo_error")
    error, trials = given[0], _read_trials(answers)
    if trials is None:
        return Finding(0.0, f"{given[1]:g} is no number of simulated trials: it is whole, and 1 at least.")
    own = answers.read("rejection_rates")
    # Where none rejects, or all, a rate has no error of its own that could be told from a guess.
    rates = [own[1] / 100] if own is not None and 0 < own[1] < 100 else []
    if answers.plans:
        rates.append(next(_list_rates(answers))[1])
    if not rates:
        return Finding(0.0, "There is no rejection rate of yours from which it could follow.")
    right = find_error(rates[0], trials)
    told = f"the root of {100 * rates[0]:.1f} × {100 * (1 - rates[0]):.1f} over {trials:,} is {right:.2g} points"
    told = told.replace(",", "\u202f")
    if any(is_near(error, find_error(rate, trials), measure_second_digit(find_error(rate, trials))) for rate in rates):
        return Finding(1.0, f"Right: {told}.", follows_from=_find_lost_rate(answers, own))
    wrong = [WrongValue(right / 100, "percent_for_fraction", "the error as a fraction of 1")]
    if own is not None:
        wrong += [
            WrongValue(find_error(own[place] / 100, trials), None, f"the error of the {name} of your three rates")
            for place, name in ((0, "first"), (2, "last"))
        ]
    wrong.append(WrongValue(right**2, None, "the square of the error"))
    wrong.append(WrongValue(1.96 * right, None, "half of a 95 % interval, which is 1.96 errors"))
    return _explain(error, wrong, f"{told[0].upper()}{told[1:]}.")


def find_error(rate: float, trials: int) -> float:
    """Return the Monte Carlo standard error of a rejection rate, in percentage points.

    >>> round(find_error(0.29, 10_000), 3)
    0.454
    """
    return 100 * math.sqrt(rate * (1 - rate) / trials)


def _list_rates(answers: Answers) -> Iterator[tuple[float, float, float]]:
    """Yield the exact rejection rates of every reading of the learner's plan, the plainest first.

    By the number of patients that was given, and by the one that would be right; by the test that was named, and by
    both where it was the formula or none.
    """
    tests = (answers.test,) if answers.test in ("pooled_z", "fisher") else ("pooled_z", "fisher")
    given = answers.read("sample_size")
    for plan in answers.plans:
        if given is not None:
            for test in tests:
                yield find_rejection_rates(plan, int(given), test)
        for test in tests:
            needed = count_patients(plan, answers.trial.power, answers.test or "normal").last
            yield find_rejection_rates(plan, max(2, needed), test)


def _read_trials(answers: Answers) -> int | None:
    """Return the number of simulated trials, None if there is none that can be."""
    given = answers.read("monte_carlo_error")
    return int(given[1]) if given is not None and given[1] >= 1 and given[1].is_integer() else None


def _find_lost(answers: Answers, full: float | None = None) -> str:
    """Return the earlier item of the plan that lost marks, "" if none did; of the sample size too where `full`."""
    if judge_plan_rates(answers).points == 0:
        return "plan_rates"
    if full is not None and answers.read("sample_size") is not None and judge_sample_size(answers).points < full:
        return "sample_size"
    return ""


def _find_lost_rate(answers: Answers, own: tuple[float, ...] | None) -> str:
    return "rejection_rates" if own is not None and not judge_rejection_rates(answers).points else ""


def _explain(value: float | tuple[float, ...], catalogue: list[WrongValue], right: str) -> Finding:
    found = find_wrong_value(catalogue, value)
    if found is None:
        return Finding(0.0, f"No known slip leads to this answer. {right}")
    return Finding(0.0, f"This is {found.text}. {right}", found.misconception)


def _say_needed(answers: Answers, test: str) -> str:
    plan, power = answers.plans[-1], answers.trial.power
    needed = count_patients(plan, power, test)
    by = {
        "normal": "the formula",
        "pooled_z": "exact count of the pooled z test",
        "fisher": "exact count of Fisher's test",
    }
    shares = f"{100 * plan.p_control:g} % against {100 * plan.p_treatment:g} % with {100 * power:g} % power"
    how = by[test] if needed.searched else "the formula, as an exact count of so many is not made"
    return f"{shares} at two-sided {100 * ALPHA:g} % take {needed.last} patients per arm by {how}."


def _say_rates(rates: tuple[float, ...]) -> str:
    none, half, planned = (f"{100 * rate:.1f}" for rate in rates)
    return f"{none} % of trials with no effect, {half} % with half of it and {planned} % with the planned one"

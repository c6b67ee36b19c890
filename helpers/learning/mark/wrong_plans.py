"""The catalogue of wrong numbers for the next trial, which depend on the learner's own plan."""

from __future__ import annotations

import math
from functools import lru_cache

from helpers.learning.assignment.items import TESTS
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.key import compute_key
from helpers.learning.mark.plans import ALPHA, Plan, count_patients
from helpers.learning.mark.tolerances import USUAL_TRIALS, measure_patients, measure_rate
from helpers.learning.mark.wrong_values import WrongValue
from helpers.models.power import patients_per_arm_normal

POWERS = (0.8, 0.9)
"""That a page may ask for."""


@lru_cache(maxsize=256)
def list_wrong_sizes(plan: Plan, trial: PersonalTrial, test: str) -> list[WrongValue]:
    """Return the wrong patients per arm for `plan`, for one who names `test`.

    Some may lie near enough to the right number to be taken for it: the judge asks for that first.
    """
    power = trial.power
    observed = Plan(*(share / 100 for share in compute_key(trial).observed))
    other = next(each for each in POWERS if each != power)
    return [
        _make(count_patients(plan, other, test).last, None, f"the number for {100 * other:g} % power"),
        _make(
            math.ceil(float(patients_per_arm_normal(plan.p_treatment, plan.p_control, power=power, alpha=2 * ALPHA))),
            "one_sided_for_two_sided",
            "the number for a one-sided test",
        ),
        _make(count_patients(observed, power, test).last, "observed_as_true", "the number for the observed shares"),
        _make(trial.treatment.n + trial.control.n, None, "the number of patients in the trial that you read"),
        *(
            _make(count_patients(plan, power, each).last, "another_test", f"the number by the test “{each}”")
            for each in TESTS
            if each != test
        ),
        _make(
            2 * count_patients(observed, power, test).last,
            "observed_as_true",
            "the observed shares' number, of both arms",
        ),
    ]


def list_wrong_rates(rates: tuple[float, ...]) -> list[WrongValue]:
    """Return the wrong rejection rates, percent, for a plan that rejects with these chances."""
    allowed = tuple(measure_rate(rate, USUAL_TRIALS) for rate in rates)
    percents = tuple(100 * rate for rate in rates)
    return [
        WrongValue(percents[::-1], None, "the three rates in the order planned, half, none", allowed[::-1]),
        WrongValue(
            tuple(100 - percent for percent in percents),
            "power_for_missing",
            "how often the trial does not reject",
            allowed,
        ),
        WrongValue(
            (percents[0], 100 - percents[1], 100 - percents[2]),
            "power_for_missing",
            "how often the trial misses the effect, beside how often it rejects without one",
            allowed,
        ),
        WrongValue(rates, "percent_for_fraction", "the rates as fractions of 1", tuple(each / 100 for each in allowed)),
        WrongValue(
            (percents[0], percents[2] / 2, percents[2]),
            None,
            "the planned power halved, where power does not fall in step with the effect",
            allowed,
        ),
        WrongValue(
            (percents[0], percents[2], percents[2]),
            "planned_on_observed",
            "the planned power given for half of the effect too",
            allowed,
        ),
        WrongValue((0.0, *percents[1:]), None, "no rejection at all where there is no effect", (0.0, *allowed[1:])),
        WrongValue(
            (percents[0] / 2, *percents[1:]),
            "one_sided_for_two_sided",
            "the rejections in favour of the drug alone, where there is no effect",
            (allowed[0] / 2, *allowed[1:]),
        ),
    ]


def _make(n: int, misconception: str | None, text: str) -> WrongValue:
    return WrongValue(float(n), misconception, text, (measure_patients(n),))

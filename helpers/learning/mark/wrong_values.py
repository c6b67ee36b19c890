"""The catalogue of wrong numbers: for each question the values at which one arrives by a known slip, and what they are.

`helpers.learning.assignment.check_trial` draws no trial in which one of them would pass for the right answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.key import Limits, compare_arms, compute_key, find_limits, list_zero_limits
from helpers.learning.mark.tolerances import POINTS, ROUNDING, measure_second_digit
from helpers.models.continuous import welch_from_summary
from helpers.models.proportions import (
    RISK_DIFFERENCE_METHODS,
    ProportionComparison,
    compare_proportions,
    proportion_interval,
)

Value = float | tuple[float, ...]

TENTH = 0.1
"""Points: by how much a difference of two shares that were rounded to one decimal lies off."""


@dataclass(frozen=True)
class WrongValue:
    """A wrong answer that explains itself.

    Attributes
    ----------
    value : float or tuple of float
        Not rounded.
    misconception : str or None
        Id in the catalogue of misconceptions; None where the slip is none of them.
    text : str
        What the value is, to follow "This is".
    tolerance : tuple of float, optional
        How far each number may lie off. Where it is not given, as far as rounding goes: to two digits that count, and
        to half a point; to a tenth where the answer has decimals, or else many an answer would be explained by chance.
    """

    value: Value
    misconception: str | None
    text: str
    tolerance: tuple[float, ...] | None = None

    def measure_distance(self, answer: Value) -> float | None:
        """Return how far `answer` lies from this value; None if further than the tolerance."""
        wrong, given = as_tuple(self.value), as_tuple(answer)
        off = [abs(one - value) for one, value in zip(given, wrong, strict=True)]
        rounded = [POINTS if float(one).is_integer() else TENTH for one in given]
        allowed = self.tolerance or [
            min(most, measure_second_digit(value) / 2) for most, value in zip(rounded, wrong, strict=True)
        ]
        is_near = all(far <= most + ROUNDING for far, most in zip(off, allowed, strict=True))
        return max(off) if is_near else None


def find_wrong_value(catalogue: Iterable[WrongValue], answer: Value) -> WrongValue | None:
    """Return the entry nearest to `answer`, the first of equals; None if none is near."""
    near = [(distance, wrong) for wrong in catalogue if (distance := wrong.measure_distance(answer)) is not None]
    # To nine decimals, for two ways to the same number differ in the last digits of their floats.
    return min(near, key=lambda pair: round(pair[0], 9))[1] if near else None


@lru_cache(maxsize=256)
def list_wrong_differences(trial: PersonalTrial) -> tuple[WrongValue, ...]:
    """Return the wrong values of "risk_difference"."""
    arms, completers, *_ = _compare(trial)
    treatment, control = trial.treatment, trial.control
    points = 100 * arms.risk_difference
    on_drug, on_placebo = 100 * arms.proportion_treatment, 100 * arms.proportion_control
    count = treatment.responders - control.responders
    return (
        WrongValue(-points, "arms_swapped", "placebo minus drug"),
        WrongValue(100 * completers.risk_difference, "completers_only", "the difference among those who completed"),
        *(
            WrongValue(100 * table.risk_difference, "switchers_out_of_arm", text)
            for table, text in zip(compare_arms(trial, "c"), _AS_TREATED, strict=True)
        ),
        WrongValue(
            on_drug - 100 * control.responders / (control.n - trial.switched),
            "switchers_out_of_arm",
            "the difference with those who switched left out of the placebo arm",
        ),
        WrongValue(arms.risk_ratio, "ratio_for_difference", "the ratio of the two shares"),
        WrongValue(100 * arms.risk_ratio, "ratio_for_difference", "the ratio of the two shares, in per cent"),
        WrongValue(100 * (arms.risk_ratio - 1), "ratio_for_difference", "the relative increase"),
        WrongValue(1 / arms.risk_ratio, "ratio_for_difference", "the ratio of the two shares, placebo over drug"),
        WrongValue(arms.odds_ratio, "ratio_for_difference", "the odds ratio"),
        WrongValue(arms.risk_difference, "percent_for_fraction", "the difference as a fraction of 1"),
        WrongValue(count, "count_for_percentage", "the difference of two counts"),
        WrongValue(
            100 * count / (treatment.n + control.n),
            "wrong_denominator",
            "the difference of the counts over both arms together",
        ),
        WrongValue(
            100 * (treatment.responders / control.n - control.responders / treatment.n),
            "wrong_denominator",
            "the difference with each count over the patients of the other arm",
        ),
        WrongValue(on_drug, "within_arm_as_effect", "the share of responders on the drug alone"),
        WrongValue(on_placebo, None, "the share of responders on placebo alone"),
        WrongValue(
            100 * (treatment.responders_higher / treatment.n - control.responders_higher / control.n),
            None,
            "the difference at the higher bar",
        ),
        WrongValue(treatment.mean - control.mean, None, "the difference in mean score"),
    )


@lru_cache(maxsize=1024)
def list_wrong_intervals(trial: PersonalTrial, method: str) -> tuple[WrongValue, ...]:
    """Return the wrong limits of "interval" for one who counts all randomised and names `method`.

    The limits of another method are wrong only where Wald's stand against one of the three others, which lie too near
    to each other to be told apart.
    """
    arms, completers, *_ = _compare(trial)
    treatment, control = trial.treatment, trial.control
    key = compute_key(trial)
    lower, upper = key.intervals[method]
    others = [name for name in key.intervals if (name == "wald") != (method == "wald")]
    higher = compare_proportions(treatment.responders_higher, treatment.n, control.responders_higher, control.n)
    means = welch_from_summary(treatment.mean, treatment.sd, treatment.n, control.mean, control.sd, control.n)
    return (
        *(
            WrongValue(
                key.intervals[name],
                "another_method",
                f"the interval by the method of {RISK_DIFFERENCE_METHODS[name].label}",
            )
            for name in others
        ),
        WrongValue(find_limits(completers, method), "completers_only", "the interval among those who completed"),
        *(
            WrongValue(find_limits(table, method), "switchers_out_of_arm", f"the interval of {text}")
            for table, text in zip(compare_arms(trial, "c"), _AS_TREATED, strict=True)
        ),
        WrongValue(find_limits(*compare_arms(trial, "d"), method), "wrong_denominator", "the interval over both arms"),
        WrongValue((-upper, -lower), "arms_swapped", "the interval of placebo minus drug"),
        WrongValue((lower / 100, upper / 100), "percent_for_fraction", "the interval as fractions of 1"),
        WrongValue(find_limits(arms, method, 0.9), "another_level", "the 90 % interval"),
        WrongValue(find_limits(arms, method, 0.99), "another_level", "the 99 % interval"),
        WrongValue(tuple(arms.risk_ratio_interval()), "ratio_for_difference", "the interval of the risk ratio"),
        WrongValue(tuple(arms.odds_ratio_interval()), "ratio_for_difference", "the interval of the odds ratio"),
        WrongValue(find_limits(higher, method), None, "the interval at the higher bar"),
        WrongValue(tuple(means.interval()), None, "the interval of the difference in mean score"),
        WrongValue(_widen(control.responders, control.n), None, "the interval of the share on placebo alone"),
        WrongValue(
            _widen(treatment.responders, treatment.n),
            "within_arm_as_effect",
            "the interval of the share on the drug alone",
        ),
    )


@lru_cache(maxsize=256)
def list_wrong_numbers_needed(trial: PersonalTrial) -> tuple[WrongValue, ...]:
    """Return the wrong values of "number_needed"."""
    arms, completers, *_ = _compare(trial)
    treatment, control = trial.treatment, trial.control
    count = treatment.responders - control.responders
    higher = compare_proportions(treatment.responders_higher, treatment.n, control.responders_higher, control.n)
    return (
        WrongValue(100 * arms.risk_difference, None, "the difference itself, in points"),
        WrongValue(arms.risk_ratio, "ratio_for_difference", "the ratio of the two shares"),
        WrongValue(arms.odds_ratio, "ratio_for_difference", "the odds ratio"),
        WrongValue(1 / arms.proportion_treatment, "nnt_of_one_arm", "one over the share on the drug alone"),
        WrongValue(1 / arms.proportion_control, "nnt_of_one_arm", "one over the share on placebo alone"),
        WrongValue(count, "count_for_needed", "the difference of two counts"),
        WrongValue(arms.n / count, "wrong_denominator", "the patients of both arms over the difference of the counts"),
        WrongValue(completers.number_needed_to_treat, "completers_only", "the number among those who completed"),
        *(
            WrongValue(table.number_needed_to_treat, "switchers_out_of_arm", f"the number by {text}")
            for table, text in zip(compare_arms(trial, "c"), _AS_TREATED, strict=True)
        ),
        WrongValue(higher.number_needed_to_treat, None, "the number at the higher bar"),
    )


@lru_cache(maxsize=256)
def list_wrong_harms(trial: PersonalTrial) -> tuple[WrongValue, ...]:
    """Return the wrong values of "harm_percent"; those of `list_half_right_harms` are among them."""
    harms, treatment, control = trial.harms, trial.treatment, trial.control
    share, on_placebo = harms.with_event / harms.exposed, harms.with_event_placebo / control.n
    both = treatment.n + control.n
    return (
        *list_half_right_harms(trial),
        WrongValue(100 * harms.events / harms.exposed, "events_for_patients", "events, not patients, over all exposed"),
        WrongValue(100 * harms.events / treatment.n, "events_for_patients", "events, not patients, over the drug arm"),
        WrongValue(harms.events, "events_for_patients", "the count of events"),
        WrongValue(100 * on_placebo, "arms_swapped", "the share on placebo"),
        WrongValue(
            100 * (harms.with_event + harms.with_event_placebo) / both, "wrong_denominator", "the share in both arms"
        ),
        WrongValue(share, "percent_for_fraction", "the share as a fraction of 1"),
        WrongValue(harms.with_event, "count_for_percentage", "the count of patients, not their share"),
        WrongValue(100 * (1 - share), None, "the share without any event"),
        WrongValue(100 * (share - on_placebo), None, "what is left after the share on placebo is taken away"),
    )


def list_half_right_harms(trial: PersonalTrial) -> tuple[WrongValue, ...]:
    """Return the shares of the right patients over another denominator, which earn a part of the marks."""
    with_event, treatment, both = trial.harms.with_event, trial.treatment, trial.treatment.n + trial.control.n
    return (
        WrongValue(100 * with_event / treatment.n, "wrong_denominator", "the right patients over those randomised"),
        WrongValue(100 * with_event / both, "wrong_denominator", "the right patients over both arms together"),
        WrongValue(
            100 * with_event / treatment.completed, "completers_only", "the right patients over those who completed"
        ),
    )


@lru_cache(maxsize=256)
def list_wrong_zero_limits(trial: PersonalTrial) -> tuple[WrongValue, ...]:
    """Return the wrong values of "zero_upper"."""
    right = list_zero_limits(trial.harms.exposed)
    others = (
        (trial.treatment.n, "the patients randomised to the drug alone"),
        (trial.treatment.n + trial.control.n, "both arms together"),
    )
    return (
        WrongValue(0.0, "none_seen_as_none_possible", "what was seen, and not what is left possible"),
        *(
            WrongValue(limit, "wrong_denominator", f"the {name} limit over {whom}")
            for n, whom in others
            for name, limit in list_zero_limits(n).items()
            if "Wilson" not in name
        ),
        *(
            WrongValue(limit / 100, "percent_for_fraction", f"the {name} limit as a fraction of 1")
            for name, limit in right.items()
        ),
        WrongValue(100 / trial.harms.exposed, None, "one patient of all exposed, while nobody was seen"),
    )


def list_paired_slips(trial: PersonalTrial) -> Iterator[tuple[ProportionComparison, float, str]]:
    """Yield what slips make of the difference and of its interval alike: counts, a factor upon both, and a text.

    Whoever slips at the difference slips at its interval as well: a mistake that costs once.
    """
    arms, treatment, control = _compare(trial)[0], trial.treatment, trial.control
    yield arms, -100.0, "placebo minus drug"
    yield arms, 1.0, "a fraction of 1"
    for letter in "bcd":
        for table in compare_arms(trial, letter):
            yield table, 100.0, "counted over other patients"
    higher = compare_proportions(treatment.responders_higher, treatment.n, control.responders_higher, control.n)
    yield higher, 100.0, "at the higher bar"


def as_tuple(value: Value) -> tuple[float, ...]:
    """Return one number as a tuple of one."""
    return value if isinstance(value, tuple) else (value,)


_AS_TREATED = (
    "the difference of those ever given the drug from those who stayed on placebo",
    "the difference of those ever given the drug from all on placebo",
)


def _compare(trial: PersonalTrial) -> tuple[ProportionComparison, ProportionComparison]:
    return compare_arms(trial, "a")[0], compare_arms(trial, "b")[0]


def _widen(count: int, n: int) -> Limits:
    """Return Wilson's interval of one share, percent."""
    lower, upper = proportion_interval(count, n)
    return 100 * lower, 100 * upper

"""Words and numbers of the pictures of the synthetic cohort."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from helpers.evidence import tis_table
from helpers.figures.text import print_number, print_signed
from helpers.models.cohort_totals import ARMS, CATEGORIES
from helpers.models.tis_frame import score_patients

INVENTED = "Invented patients who meet every total listed."

NEAR = 5
"""TIS points on either side of a mean: a quarter of the lowest bar. Chosen."""

UNITS = {"enzyme": "× ULN"}
DECIMALS = {"haq": 2, "enzyme": 2}
"""Of a mean; one where none are named."""


def list_segments() -> list[tuple[str, float, float]]:
    """Return name, first score and end (left out) of what the bars part, TIS points.

    >>> list_segments()[0], list_segments()[-1]
    (('none', 0, 20.0), ('major', 60.0, inf))
    """
    bars = list(tis_table().thresholds.values())
    return list(zip(CATEGORIES, [0, *bars], [*bars, math.inf], strict=True))


def title_scores(cohort: pd.DataFrame) -> str:
    """Return what is seen, in two lines."""
    near = _by_arm(cohort, lambda own: f"{_count_near(own)} of {len(own)}")
    return f"Within {NEAR} points of their arm's mean:\n{', '.join(near)}"


def read_scores(cohort: pd.DataFrame) -> str:
    """Return the sentence of the scores."""
    means = _by_arm(cohort, lambda own: print_number(own.total.mean()))
    near = _by_arm(cohort, lambda own: f"{_count_near(own)} of {len(own)}")
    return (
        f"{INVENTED} The mean score is {' and '.join(means)}; within {NEAR} points of their arm's mean lie "
        f"{' and '.join(near)}. Means and counts between the bars come from the totals; the place of a dot between two "
        "bars is invented."
    )


def describe_scores(cohort: pd.DataFrame) -> str:
    """Return the alternative text of the scores."""
    arms = []
    for arm, own in _part(cohort).items():
        counts = ", ".join(f"{_count_in(own, low, high)} {name}" for name, low, high in list_segments())
        arms.append(
            f"{arm}: {len(own)} dots from {own.total.min():g} to {own.total.max():g}, mean "
            f"{print_number(own.total.mean())}; {counts}"
        )
    bars = ", ".join(f"{bar:g}" for bar in tis_table().thresholds.values())
    return (
        "Synthetic cohort: one dot for each invented patient's Total Improvement Score at week 16, on a line from 0 to "
        f"100, with bars at {bars}. {'. '.join(arms)}. A dot on a bar reaches it."
    )


def tabulate_scores(cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of the scores, by arm."""

    def summarise(own: pd.DataFrame) -> dict[str, float]:
        return {
            "patients": len(own),
            "mean, TIS points": own.total.mean(),
            "standard deviation, TIS points": own.total.std(),
            "median, TIS points": own.total.median(),
            **{f"improvement {name}, patients": _count_in(own, low, high) for name, low, high in list_segments()},
            f"within {NEAR} points of the mean, patients": _count_near(own),
        }

    return _tabulate(cohort, summarise)


def find_better(cohort: pd.DataFrame, measure: str) -> pd.Series:
    """Return for each patient whether the measure is better at week 16 than before."""
    return _improve(cohort, measure) > 0


def print_value(value: float, measure: str) -> str:
    """Print a mean of the measure."""
    return print_number(value, DECIMALS.get(measure, 1))


def title_measure(cohort: pd.DataFrame, measure: str) -> str:
    """Return what is seen, in two lines."""
    changes = _by_arm(cohort, lambda own: _print_change(own, measure))
    return f"{_name(measure)}: mean change\n{', '.join(changes)}"


def read_measure(cohort: pd.DataFrame, measure: str) -> str:
    """Return the sentence of a measure before and after."""
    changes = _by_arm(
        cohort,
        lambda own: f"{_print_change(own, measure)} and {int(find_better(own, measure).sum())} of {len(own)} better",
    )
    points = _by_arm(
        cohort, lambda own: f"{print_number(_earn(own, measure))} of {print_number(own.total.mean())} points"
    )
    if measure == "enzyme":
        origin = "The abstract says that the arms did not differ meaningfully; how far it moved is invented."
    else:
        origin = "How this measure moved is invented."
    return (
        f"{INVENTED} {_name(measure)}, mean change: {', '.join(changes)}. Of the mean score it earns "
        f"{' and '.join(points)}. {origin}"
    )


def describe_measure(cohort: pd.DataFrame, measure: str) -> str:
    """Return the alternative text of a measure before and after."""
    arms = []
    for arm, own in _part(cohort).items():
        before, after = own[f"{measure}_baseline"], own[f"{measure}_week16"]
        better = int(find_better(own, measure).sum())
        arms.append(
            f"{arm}: {better} lines better, {len(own) - better} dotted ones not; mean from "
            f"{print_value(before.mean(), measure)} to {print_value(after.mean(), measure)}"
        )
    rule = tis_table().measures[measure]
    scale = ", on a scale of doublings with the limit dashed at 1" if measure == "enzyme" else ""
    return (
        f"Synthetic cohort: {_name(measure)} in {UNITS.get(measure, rule.unit)}{scale}, a line for each invented "
        f"patient from start to week 16, {rule.direction}. {'. '.join(arms)}."
    )


def tabulate_measure(cohort: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the numbers of a measure before and after, by arm."""
    unit = UNITS.get(measure, tis_table().measures[measure].unit)

    def summarise(own: pd.DataFrame) -> dict[str, float]:
        before, after = own[f"{measure}_baseline"], own[f"{measure}_week16"]
        limit = {"start at or below 1 × ULN, patients": int((before <= 1).sum())} if measure == "enzyme" else {}
        return {
            "patients": len(own),
            f"mean at the start, {unit}": before.mean(),
            f"mean at week 16, {unit}": after.mean(),
            f"mean change, {unit}": (after - before).mean(),
            f"median change, {unit}": (after - before).median(),
            "better, patients": int(find_better(own, measure).sum()),
            **limit,
            "mean points that the measure earns, TIS points": _earn(own, measure),
            "mean score, TIS points": own.total.mean(),
        }

    return _tabulate(cohort, summarise)


def _part(cohort: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {arm: cohort[cohort.arm == arm] for arm in ARMS}


def _by_arm(cohort: pd.DataFrame, say: Callable[[pd.DataFrame], str]) -> list[str]:
    return [f"{say(own)} on {arm}" for arm, own in _part(cohort).items()]


def _tabulate(cohort: pd.DataFrame, summarise: Callable[[pd.DataFrame], dict[str, float]]) -> pd.DataFrame:
    return pd.DataFrame({arm: summarise(own) for arm, own in _part(cohort).items()}, dtype=float)


def _count_in(own: pd.DataFrame, low: float, high: float) -> int:
    return int(own.total.between(low, high, inclusive="left").sum())


def _count_near(own: pd.DataFrame) -> int:
    return int((own.total - own.total.mean()).abs().le(NEAR).sum())


def _improve(cohort: pd.DataFrame, measure: str) -> pd.Series:
    sign = 1 if tis_table().measures[measure].direction == "higher is better" else -1
    return sign * (cohort[f"{measure}_week16"] - cohort[f"{measure}_baseline"])


def _earn(own: pd.DataFrame, measure: str) -> float:
    return float(score_patients(own)[f"{measure}_points"].mean())


def _print_change(own: pd.DataFrame, measure: str) -> str:
    change = (own[f"{measure}_week16"] - own[f"{measure}_baseline"]).mean()
    unit = UNITS.get(measure, tis_table().measures[measure].unit)
    return f"{print_signed(change, DECIMALS.get(measure, 1))} {unit}"


def _name(measure: str) -> str:
    return "Creatine kinase (CK)" if measure == "enzyme" else tis_table().measures[measure].label

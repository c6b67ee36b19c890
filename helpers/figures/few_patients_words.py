"""What is shown of a small group of patients, and the words and numbers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import print_limits, print_number, print_points
from helpers.models.intervals import Interval
from helpers.models.proportions import ProportionComparison
from helpers.models.rendering import print_percent

SPLITS = {
    "evenly": "as evenly as they can",
    "most on IVIg": "as many as can be on IVIg",
    "most on placebo": "as many as can be on placebo",
}
"""How the invented responders fall on two arms -> the words for it."""


@dataclass(frozen=True)
class FewPatients:
    """What the picture shows.

    Attributes
    ----------
    group : str
        Which group of the trial has as many patients; empty where none has.
    rates : tuple of Interval
        The response rate for every count of responders, from none to all, by the method in front.
    responders : int
        The invented count in front, a place in `rates`.
    rivals : mapping of str to Interval
        Method -> the interval of that count; the first one is in front.
    splits : tuple of ProportionComparison
        Every way that so many responders can have fallen on two arms, fewest on IVIg first.
    differences : tuple of Interval
        The difference for each of them.
    chosen : int
        The way in front, a place in both.
    split : str
        A key of `SPLITS`.
    provenance : Provenance
    """

    group: str
    rates: tuple[Interval, ...]
    responders: int
    rivals: Mapping[str, Interval]
    splits: tuple[ProportionComparison, ...]
    differences: tuple[Interval, ...]
    chosen: int
    split: str
    provenance: Provenance

    @property
    def patients(self) -> int:
        """Patients of the group."""
        return len(self.rates) - 1

    @property
    def rate(self) -> Interval:
        """The response rate in front."""
        return self.rates[self.responders]

    @property
    def other(self) -> Interval:
        """The same count by the other method."""
        return next(interval for interval in self.rivals.values() if interval.method != self.rate.method)

    @property
    def arms(self) -> ProportionComparison:
        """The two arms in front."""
        return self.splits[self.chosen]

    @property
    def difference(self) -> Interval:
        """The difference in front."""
        return self.differences[self.chosen]


def write_headline(shown: FewPatients) -> str:
    """Say in two lines how far the interval of the rate runs."""
    return (
        f"{_count(shown)} respond (invented): {print_percent(shown.rate.estimate)};\n"
        f"{_level(shown)} interval from {_limits(shown.rate)}"
    )


def name_group(shown: FewPatients) -> str:
    """Say which group of the trial has as many patients."""
    return f"As many as had {shown.group}" if shown.group else f"An invented group of {shown.patients} patients"


def tell_rate(shown: FewPatients) -> tuple[str, ...]:
    """Return what stands below the rates: both methods, and the width."""
    return (
        f"{shown.rate.label}: {_limits(shown.rate)}",
        f"{print_number(100 * shown.rate.width, 0)} points wide",
        # The longest line: its unit stands above the column, and the words of the other column begin close to it.
        f"Ticks: {shown.other.label} {_limits(shown.other).removesuffix(' %')}",
    )


def tell_difference(shown: FewPatients) -> tuple[str, ...]:
    """Return what stands below the differences: the counts by arm, the interval, and how they fell."""
    arms = shown.arms
    return (
        f"{shown.difference.label}: {print_limits(*shown.difference)}",
        f"{print_number(100 * shown.difference.width, 0)} points wide",
        f"IVIg {arms.responders_treatment}/{arms.n_treatment}, placebo {arms.responders_control}/{arms.n_control}",
    )


def read_few(shown: FewPatients) -> str:
    """Read the picture in three sentences."""
    arms, difference = shown.arms, shown.difference
    return (
        f"{_count(shown)} respond, an invented count: the {_level(shown)} interval ({shown.rate.label}) runs from "
        f"{_limits(shown.rate)}. Fallen {SPLITS[shown.split]}, {_tell_arms(arms)}: "
        f"{print_points(difference.estimate)} points, interval from {print_limits(*difference)}. "
        "A rate is no effect; a difference is less certain still."
    )


def describe_few(shown: FewPatients) -> str:
    """Describe the picture for whoever does not see it."""
    widths = [100 * interval.width for interval in shown.rates]
    ends = [print_points(shown.differences[place].estimate) for place in (0, -1)]
    ways = "1 way" if len(shown.splits) == 1 else f"{len(shown.splits)} ways, from {ends[0]} to {ends[1]} points"
    return (
        f"{name_group(shown)}. Left, a fan of {len(shown.rates)} upright intervals, one for each count of responders "
        f"of {shown.patients} ({shown.rate.label}, {_level(shown)}), {print_number(min(widths), 0)} to "
        f"{print_number(max(widths), 0)} points wide. In front {shown.responders}: {_limits(shown.rate)}; ticks "
        f"mark {shown.other.label}'s {_limits(shown.other)}. Right, intervals of the difference for each way that "
        f"these responders can fall on {shown.arms.n_treatment} and {shown.arms.n_control}: {ways}. In front, "
        f"{SPLITS[shown.split]}: {_tell_arms(shown.arms)}, {print_points(shown.difference.estimate)} points "
        f"({print_limits(*shown.difference)})."
    )


def tabulate_few(shown: FewPatients) -> pd.DataFrame:
    """Return the numbers of the picture: the two in front, then both fans."""
    front = [
        *(
            _list_row(f"response rate (%), {shown.responders} of {shown.patients}", interval)
            for interval in (shown.rate, shown.other)
        ),
        _list_row(f"difference (points), {SPLITS[shown.split]}, {_tell_arms(shown.arms)}", shown.difference),
    ]
    rates = [
        _list_row(f"response rate (%), if {count} of {shown.patients}", interval)
        for count, interval in enumerate(shown.rates)
    ]
    differences = [
        _list_row(f"difference (points), if {_tell_arms(arms)}", interval)
        for arms, interval in zip(shown.splits, shown.differences, strict=True)
    ]
    return pd.DataFrame([*front, *rates, *differences])


def _list_row(measure: str, interval: Interval) -> dict[str, object]:
    values = {
        name: round(100 * value, 2)
        for name, value in (
            ("estimate", interval.estimate),
            ("lower", interval.lower),
            ("upper", interval.upper),
            ("width (points)", interval.width),
        )
    }
    return {
        "measure, invented responders": measure,
        "method": interval.label,
        "level (%)": 100 * interval.level,
    } | values


def _count(shown: FewPatients) -> str:
    return f"{shown.responders} of {shown.patients}"


def _level(shown: FewPatients) -> str:
    return f"{100 * shown.rate.level:.4g} %"


def _limits(interval: Interval) -> str:
    return f"{print_number(100 * interval.lower, 0)} to {print_number(100 * interval.upper, 0)} %"


def _tell_arms(arms: ProportionComparison) -> str:
    return (
        f"{arms.responders_treatment} of {arms.n_treatment} on IVIg v {arms.responders_control} of {arms.n_control} "
        "on placebo"
    )

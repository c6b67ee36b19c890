"""What the picture of two groups in two arms shows, and what it says in words and in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import begin_sentence, print_limits, print_points
from helpers.models.intervals import Interval
from helpers.models.rendering import format_share

MEANINGS = {
    "purely prognostic": "The groups fare differently on placebo; what IVIg adds, in points, is nearly the same.",
    "purely predictive": "The groups fare alike on placebo; what IVIg adds, in points, differs.",
    "neither": "The groups fare alike on placebo, and what IVIg adds, in points, is nearly the same.",
}
"""What each invented world is made to be, on the scale of points: as odds ratios the prognostic one differs."""

NOTE = "Prognostic if groups differ on placebo, too.\nPredictive if IVIg less placebo differs."
THRESHOLD = 20
"""Total Improvement Score of a responder, points."""


@dataclass(frozen=True)
class Rate:
    """The responders of one group in one arm, or in both arms pooled.

    Attributes
    ----------
    group, arm : str
        What a reader calls them.
    responders, n : int
        More responders are better.
    interval : Interval
        The proportion with its interval (fractions).
    """

    group: str
    arm: str
    responders: int
    n: int
    interval: Interval

    @property
    def percent(self) -> float:
        """Responders, percent."""
        return 100 * self.interval.estimate


@dataclass(frozen=True)
class Prognostic:
    """What the picture shows.

    Attributes
    ----------
    rates : tuple of tuples of Rate
        One tuple an arm (IVIg, placebo), or one for both pooled; in each the group without the antibody or marker
        first, the group with it second.
    differences : tuple of Interval
        By arm: IVIg less placebo in each of the two groups. Pooled: the group with it less the group without.
    p_value : float
        Fisher's, two-sided: the two groups on placebo, or pooled.
    compares_differences : bool
        Whether the differences are in front, or the rates.
    world : str
        "as published", or the name of an invented world.
    is_invented : bool
    provenance : Provenance
    """

    rates: tuple[tuple[Rate, Rate], ...]
    differences: tuple[Interval, ...]
    p_value: float
    compares_differences: bool
    world: str
    is_invented: bool
    provenance: Provenance

    @property
    def is_pooled(self) -> bool:
        """Whether the arms are thrown together."""
        return len(self.rates) == 1

    @property
    def level(self) -> str:
        """The confidence level of all intervals, as a percentage."""
        return format_share(round(self.differences[0].level, 6))

    @property
    def labels(self) -> tuple[str, str]:
        """What a reader calls the two groups."""
        without, with_it = self.rates[0]
        return without.group, with_it.group


def print_p(p: float) -> str:
    """Print a p value after its name."""
    return "p < 0.001" if p < 0.001 else "p = 1" if p > 0.9995 else f"p = {p:.3f}"


def write_title(shown: Prognostic) -> str:
    """Say in two lines what is seen."""
    without, with_it = shown.rates[-1]
    first, second = _percent(with_it), _percent(without)
    if shown.is_pooled:
        if shown.compares_differences:
            points = print_points(shown.differences[0].estimate)
            return f"Both arms pooled: {points} points between\npatients with and without {_short(with_it)}"
        return f"Both arms pooled: {first} responded\nwith {_short(with_it)}, {second} without"
    if shown.compares_differences:
        low, high = (print_points(one.estimate) for one in shown.differences)
        return f"IVIg less placebo: {low} points without\n{_short(with_it)}, {high} with it"
    return f"On placebo {first} responded with\n{_short(with_it)}, {second} without"


def write_setting(shown: Prognostic) -> str:
    """Say below the title, in two lines, which world it is, who is a responder and what the intervals are."""
    world = f"Invented, {shown.world}" if shown.is_invented else "As published, post hoc"
    # Unsaid, the bars that span the differences would pass for the intervals.
    bars = "Upright bars: differences; below," if shown.compares_differences else "Thin bars:"
    return f"{world}; responders: TIS {THRESHOLD} or more\n{bars} {shown.level} {_method(shown)} intervals"


def write_rate(rate: Rate) -> str:
    """Return the words beside a point."""
    return f"{rate.responders} of {rate.n}\n{_percent(rate)}"


def write_differences(shown: Prognostic) -> tuple[str, str, str]:
    """Return the words under the left group, under the right one, and between: the differences, or what words mean."""
    if not shown.compares_differences:
        return "", "", NOTE
    words = [f"{print_points(one.estimate)} points\n({print_limits(*one)})" for one in shown.differences]
    return ("", "", words[0]) if shown.is_pooled else (*words, "")


def read_prognostic(shown: Prognostic) -> str:
    """Return the sentence that reads the picture."""
    lead = f"Invented ({shown.world}): " if shown.is_invented else ""
    without, with_it = shown.rates[-1]
    name = _short(with_it)
    if shown.is_pooled:
        if shown.compares_differences:
            difference = shown.differences[0]
            text = (
                f"with both arms pooled, patients with {name} less those without: {print_points(difference.estimate)} "
                f"points ({shown.level} Wald interval {print_limits(*difference)}). That is a difference between "
                f"patients, and none between arms."
            )
        else:
            text = (
                f"with both arms pooled, {_count(with_it)} with {name} responded and {_count(without)} without "
                f"({shown.level} Wilson intervals {_limits(with_it)} and {_limits(without)} %). Which of them were on "
                f"IVIg is not shown."
            )
    elif shown.compares_differences:
        low, high = shown.differences
        text = (
            f"IVIg less placebo is {print_points(high.estimate)} points in the {_both(shown, 1)} with {name} "
            f"({shown.level} Wald interval {print_limits(*high)}) and {print_points(low.estimate)} in the "
            f"{_both(shown, 0)} without ({print_limits(*low)})."
        )
        text += "" if shown.is_invented else " Where these two lie does not yet compare them."
    else:
        ivig_without, ivig_with = shown.rates[0]
        p_value = "" if shown.is_invented else f" (Fisher's {print_p(shown.p_value)})"
        text = (
            f"on placebo {_count(with_it)} with {name} responded and {_count(without)} without{p_value}; on IVIg "
            f"{_count(ivig_with)} and {_count(ivig_without)}. Bars: {shown.level} Wilson intervals."
        )
    if shown.is_invented:
        return f"{lead}{text}" if shown.is_pooled else f"{lead}{text} {MEANINGS[shown.world]}"
    return f"{begin_sentence(text)} Post hoc, in these patients."


def describe_prognostic(shown: Prognostic) -> str:
    """Return the alternative text."""
    without, with_it = shown.labels
    where = "an invented world, " + shown.world if shown.is_invented else "the published counts"
    lines = "; ".join(
        f"{arm[0].arm}: "
        + ", ".join(
            f"{rate.responders} of {rate.n} ({rate.percent:.1f} %"
            + ("" if shown.compares_differences else f", interval {_limits(rate)}")
            + f") {'with' if place else 'without'}"
            for place, rate in enumerate(arm)
        )
        for arm in shown.rates
    )
    what = "one line, both arms pooled" if shown.is_pooled else "a line for IVIg and one for placebo"
    text = (
        f"Percent responding in two groups, “{without}” left and “{with_it}” right, {what}; {where}. "
        f"{begin_sentence(lines)}. Fisher's {print_p(shown.p_value)} between the groups"
        f"{'' if shown.is_pooled else ' on placebo'}."
    )
    if not shown.compares_differences:
        return f"{text} Thin bars are {shown.level} Wilson intervals."
    if shown.is_pooled:
        (difference,) = shown.differences
        return (
            f"{text} A bracket marks {print_points(difference.estimate)} points ({print_limits(*difference)}, "
            f"{shown.level} Wald)."
        )
    low, high = (f"{print_points(one.estimate)} points ({print_limits(*one)})" for one in shown.differences)
    return f"{text} Brackets mark IVIg less placebo: {low} left, {high} right, {shown.level} Wald."


def tabulate_prognostic(shown: Prognostic) -> pd.DataFrame:
    """Return the rates, then the differences."""
    rows = [
        {
            "row": rate.group,
            "arm": rate.arm,
            "world": shown.world,
            "responders (patients)": f"{rate.responders} of {rate.n}",
            "estimate (% or points)": round(rate.percent, 1),
            "lower": round(100 * rate.interval.lower, 1),
            "upper": round(100 * rate.interval.upper, 1),
            "interval": f"{shown.level} Wilson",
            "in front": "no" if shown.compares_differences else "yes",
        }
        for arm in shown.rates
        for rate in arm
    ]
    without, with_it = shown.labels
    names = (
        [(f"{with_it} less {without}", "both arms pooled")]
        if shown.is_pooled
        else [(without, "IVIg less placebo"), (with_it, "IVIg less placebo")]
    )
    rows += [
        {
            "row": name,
            "arm": arm,
            "world": shown.world,
            "responders (patients)": "",
            "estimate (% or points)": round(100 * difference.estimate, 1),
            "lower": round(100 * difference.lower, 1),
            "upper": round(100 * difference.upper, 1),
            "interval": f"{shown.level} Wald",
            "in front": "yes" if shown.compares_differences else "no",
        }
        for (name, arm), difference in zip(names, shown.differences, strict=True)
    ]
    return pd.DataFrame(rows)


def _method(shown: Prognostic) -> str:
    return "Wald" if shown.compares_differences else "Wilson"


def _short(rate: Rate) -> str:
    return f"an {rate.group}" if rate.group == "MSA" else f"the {rate.group}"


def _percent(rate: Rate) -> str:
    return f"{rate.percent:.0f} %"


def _count(rate: Rate) -> str:
    return f"{rate.responders} of {rate.n} ({_percent(rate)})"


def _limits(rate: Rate) -> str:
    return f"{100 * rate.interval.lower:.0f} to {100 * rate.interval.upper:.0f}"


def _both(shown: Prognostic, place: int) -> str:
    return f"{sum(arm[place].n for arm in shown.rates)} patients"

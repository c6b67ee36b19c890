"""What the picture of pooled subtypes shows, and what it says in words and in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import begin_sentence, print_limits, print_number, print_points
from helpers.models.partial_pooling import PooledSubgroup, PooledSubgroups, TauPosterior
from helpers.models.rendering import format_share


@dataclass(frozen=True)
class Pooling:
    """What the picture shows.

    Attributes
    ----------
    pooled : PooledSubgroups
        Differences, IVIg as treatment and placebo as control; more responders are better.
    complete_mean : float
        The one difference that complete pooling gives all subtypes, a fraction.
    spread : TauPosterior
        What these counts and the prior say of tau.
    provenance : Provenance
    """

    pooled: PooledSubgroups
    complete_mean: float
    spread: TauPosterior
    provenance: Provenance

    @property
    def farthest(self) -> int:
        """The subtype whose own difference lies farthest from the common one, from 0; the first of equals."""
        gaps = [abs(one.observed - self.complete_mean) for one in self.pooled.subgroups]
        return gaps.index(max(gaps))

    @property
    def level(self) -> str:
        """The level of the intervals, as a percentage."""
        return format_share(round(self.pooled.level, 6))

    @property
    def prior(self) -> str:
        """The prior of tau, in words."""
        return f"half-normal prior of SD {100 * self.spread.prior_scale:g} points"

    @property
    def likely_below(self) -> float:
        """The tau below which 95 % of its posterior lies, percentage points."""
        return 100 * self.spread.quantile(0.95)


def name_pooling(shown: Pooling) -> str:
    """Name how much is pooled."""
    tau = shown.pooled.tau
    if tau is None:
        return "by the data, τ averaged over"
    if math.isinf(tau):
        return "no pooling, τ infinite"
    return "complete pooling, τ 0 points" if tau == 0 else f"partial pooling, τ {100 * tau:g} points"


def write_title(shown: Pooling) -> str:
    """Say in two lines what happens to the subtype that lies farthest out."""
    one = shown.pooled.subgroups[shown.farthest]
    head = f"{begin_sentence(name_pooling(shown))}:"
    alone = print_points(one.observed)
    if shown.pooled.tau is not None and math.isinf(shown.pooled.tau):
        return f"{head}\n{one.name} stands alone at {alone} points"
    return f"{head}\n{one.name} moves from {alone} to {print_points(one.estimate)} points"


def write_setting(shown: Pooling) -> str:
    """Name the marks."""
    return f"Invented counts; IVIg less placebo, points\n◇ alone   ● pooled, with its {shown.level} interval"


def write_row(one: PooledSubgroup) -> str:
    """Return a row's name and counts."""
    c = one.counts
    return f"{one.name}: {c.responders_treatment}/{c.n_treatment} v {c.responders_control}/{c.n_control}"


def write_spread(shown: Pooling) -> str:
    """Say what the counts and the prior make of tau."""
    return (
        f"τ (SD between true differences), from these counts and\n"
        f"a half-normal prior, SD {100 * shown.spread.prior_scale:g}: 95 % below {shown.likely_below:.0f} points"
    )


def name_assumption(shown: Pooling) -> str:
    """Name what a pooled difference rests on."""
    if shown.pooled.tau == 0:
        return "if all have one true difference"
    return "if true differences spread normally" + ("" if shown.pooled.tau is None else " with this τ")


def read_pooling(shown: Pooling) -> str:
    """Return the sentence that reads the picture."""
    one = shown.pooled.subgroups[shown.farthest]
    rest = (
        f"By these counts and a {shown.prior}, τ lies below {shown.likely_below:.0f} points with a probability of 95 %."
    )
    interval = f"{shown.level} interval {print_limits(one.lower, one.upper)}"
    alone = print_points(one.observed)
    if shown.pooled.tau is not None and math.isinf(shown.pooled.tau):
        first = f"{one.name} stays at {alone} points ({interval}) and borrows nothing."
    else:
        first = (
            f"{one.name}, {alone} points alone, is drawn to {print_points(one.estimate)} ({interval}), "
            f"{name_assumption(shown)}."
        )
    return f"Invented counts, {name_pooling(shown)}: {first} {rest}"


def describe_pooling(shown: Pooling) -> str:
    """Return the alternative text."""
    rows = "; ".join(
        f"{write_row(one)}, alone {print_number(100 * one.observed, 1)}, pooled {print_number(100 * one.estimate, 1)} "
        f"({print_number(100 * one.lower, 1)} to {print_number(100 * one.upper, 1)})"
        for one in shown.pooled.subgroups
    )
    tau = shown.pooled.tau
    if tau is None:
        mark = "no mark, for all of it is averaged over"
    elif math.isinf(tau):
        mark = "a mark at its right end, for infinite"
    else:
        mark = f"a mark at {100 * tau:g}"
    return (
        f"Differences IVIg less placebo in points, {name_pooling(shown)}, {shown.level} intervals: {rows}. A dashed "
        f"line marks the common difference under complete pooling, {print_points(shown.complete_mean)}. Below, a curve "
        f"of what the {shown.prior} and the counts say of τ: mean {100 * shown.spread.mean:.1f} points, 95 % below "
        f"{shown.likely_below:.0f}; {mark}."
    )


def tabulate_pooling(shown: Pooling) -> pd.DataFrame:
    """Return the subtypes, then tau."""
    rows = [
        {
            "row": f"{one.name} ({name_pooling(shown)})",
            "responders on IVIg": f"{one.counts.responders_treatment} of {one.counts.n_treatment}",
            "responders on placebo": f"{one.counts.responders_control} of {one.counts.n_control}",
            "alone (points)": round(100 * one.observed, 1),
            "pooled (points)": round(100 * one.estimate, 1),
            f"lower ({shown.level})": round(100 * one.lower, 1),
            f"upper ({shown.level})": round(100 * one.upper, 1),
        }
        for one in shown.pooled.subgroups
    ]
    rows.append(
        {
            "row": f"τ given the counts ({shown.prior})",
            "responders on IVIg": "",
            "responders on placebo": "",
            "alone (points)": "",
            "pooled (points)": f"mean {100 * shown.spread.mean:.1f}",
            f"lower ({shown.level})": "",
            f"upper ({shown.level})": f"95 % below {shown.likely_below:.1f}",
        }
    )
    return pd.DataFrame(rows)

"""What a picture of worlds says: title, row labels, sentence, alternative text and table."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from helpers.figures.text import print_number, print_signed
from helpers.models.cohort_antibodies import SUBTYPES
from helpers.models.worlds import SubtypeSplit, WorldSeries

NAMES = {
    "dermatomyositis-specific": "Dermatomyositis-specific",
    "antisynthetase": "Antisynthetase",
    "necrotising": "Necrotising myopathy",
    "none": "None of the three",
}
"""Subtype -> what a row calls it."""


def _name(subtype: str) -> str:
    return "none of the three antibodies" if subtype == "none" else f"{subtype} antibodies"


def _count(found: np.ndarray, world: int) -> str:
    """Name the worlds walked, and in how many of them there is a comparison where it is not all."""
    worlds = "1 world" if world == 1 else f"{world} worlds"
    return worlds if len(found) == world else f"{len(found)} of {worlds}"


def _both(pair: tuple[float, float]) -> str:
    return " v ".join("none" if math.isnan(value) else print_number(value) for value in pair)


def title_worlds(series: WorldSeries, world: int) -> str:
    """Say in two lines what this world shows, and what is true in it."""
    shown = series.differences[world - 1]
    low, high = (print_signed(end, 0) for end in (np.nanmin(shown), np.nanmax(shown)))
    alike = "alike" if series.effects_are_alike else "unlike"
    return f"True effects {alike}: in world {world}\nthe subtypes show {low} to {high} points"


def label_row(split: SubtypeSplit) -> str:
    """Name a subtype with its patients by arm."""
    return f"{NAMES[split.subtype]}, n {split.patients[0]} v {split.patients[1]}"


def write_difference(split: SubtypeSplit) -> str:
    """Print what the world shows beside what is true."""
    shown = "none" if math.isnan(split.difference) else print_signed(split.difference, 0)
    return f"{shown} (true {print_signed(split.true_difference, 0)})"


def head_series(series: WorldSeries, subtype: str, world: int) -> str:
    """Name the lower panel: whose differences, and in how many of the worlds there is one."""
    seen = series.differences[:world, SUBTYPES.index(subtype)]
    return f"{NAMES[subtype]}, {_count(seen[~np.isnan(seen)], world)} (broken line: truth)"


def write_foot(split: SubtypeSplit) -> str:
    """Print the true means, and that the totals that `check_totals` lists are met."""
    return f"True mean TIS, IVIg v placebo: {_both(split.true_means)}; totals met"


def read_worlds(series: WorldSeries, subtype: str, world: int, extra_effect: float, extra_on_both: float) -> str:
    """Return the sentence that reads the picture."""
    split = series.split(world, subtype)
    if math.isnan(split.difference):
        reading = f"one arm has nobody with {_name(subtype)} ({split.patients[0]} v {split.patients[1]})"
    else:
        reading = (
            f"the means of {split.patients[0]} v {split.patients[1]} with {_name(subtype)} differ by "
            f"{print_signed(split.difference)} points, {_truths(series, subtype)}"
        )
    seen = series.differences[:world, SUBTYPES.index(subtype)]
    seen = seen[~np.isnan(seen)]
    walked = (
        f" {_count(seen, world)}: {print_signed(seen.min())} to {print_signed(seen.max())}." if len(seen) > 1 else ""
    )
    return (
        f"Invented world {world} of series {series.seed}: {reading}.{walked} "
        f"Chosen: {describe_truth(extra_effect, extra_on_both)}. Every total listed is met; {name_assumption(series)}."
    )


def name_assumption(series: WorldSeries) -> str:
    """Name what ties the trial report's antibodies to the later analysis in these worlds: no source says it."""
    totals = series.totals
    later = sum(arm.msa for arm in totals.arms)
    return f"assumed: all {sum(totals.trial_msa.values())} are among the {later}; not public"


def _truths(series: WorldSeries, subtype: str) -> str:
    """Print the true difference, and that of the others where it is another: the arms keep their means."""
    index = SUBTYPES.index(subtype)
    differences = series.true_means[0] - series.true_means[1]
    text = f"truly {print_signed(differences[index])}"
    return text if series.effects_are_alike else f"{text} (others {print_signed(differences[index - 1])})"


def describe_truth(extra_effect: float, extra_on_both: float) -> str:
    """Say the two settings of the truth in a few words."""
    parts = []
    if extra_effect:
        parts.append(f"IVIg adds {abs(extra_effect):g} {'more' if extra_effect > 0 else 'fewer'} there")
    if extra_on_both:
        parts.append(f"both arms {abs(extra_on_both):g} {'higher' if extra_on_both > 0 else 'lower'}")
    return ", ".join(parts) if parts else "all subtypes alike"


def describe_worlds(series: WorldSeries, subtype: str, world: int) -> str:
    """Return the alternative text."""
    rows = "; ".join(
        f"{label_row(split)}: {write_difference(split)}" for split in (series.split(world, name) for name in SUBTYPES)
    )
    split = series.split(world, subtype)
    seen = series.differences[:world, SUBTYPES.index(subtype)]
    dots = ", ".join("none" if math.isnan(value) else print_signed(value) for value in seen)
    return (
        f"World {world} of series {series.seed}, invented. Difference of the mean scores, IVIg minus placebo, by kind "
        f"of antibody, with the patients on IVIg v placebo: {rows}. Below, a dot a world for {NAMES[subtype]}: {dots}; "
        f"a broken line at the true {print_signed(split.true_difference)}, from true means of "
        f"{_both(split.true_means)}. Every total listed is met; {name_assumption(series)}."
    )


def tabulate_worlds(series: WorldSeries, subtype: str, world: int) -> pd.DataFrame:
    """Return the four subtypes of this world, then the chosen one in the worlds before."""
    now = [(world, name) for name in SUBTYPES]
    before = [(number, subtype) for number in range(world - 1, 0, -1)]
    rows = []
    for number, name in now + before:
        split = series.split(number, name)
        rows.append(
            {
                "antibody (trial report)": name,
                "series": series.seed,
                "world": number,
                "looked at": "yes" if name == subtype else "no",
                "IVIg (patients)": split.patients[0],
                "placebo (patients)": split.patients[1],
                "responders on IVIg (patients)": split.responders[0],
                "responders on placebo (patients)": split.responders[1],
                "mean TIS on IVIg (points)": round(split.means[0], 2),
                "mean TIS on placebo (points)": round(split.means[1], 2),
                "difference (points)": round(split.difference, 2),
                "true mean on IVIg (points)": round(split.true_means[0], 2),
                "true mean on placebo (points)": round(split.true_means[1], 2),
                "true difference (points)": round(split.true_difference, 2),
            }
        )
    return pd.DataFrame(rows)

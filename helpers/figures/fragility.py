"""One patient after another is recoded, and p walks up to 0.05 and past it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.models.fragility import RecodeWalk
from helpers.models.rendering import print_p

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH, AXIS_TOP, AXIS_HEIGHT = 82, 384, 124, 218
"""CSS pixels."""
MOST_RECODED = 15
LOWEST, HIGHEST = -5, 0.15
"""Powers of ten: the foot and the top of the p axis, with room for a dot at p = 1."""
DOT, LAST_DOT = 42.0, 90.0
"""Area of a recoded step, and of the step that is shown, square points."""
FLAGS = (-4.05, -4.6)
"""Heights of the two reference marks, as powers of ten: below every p of the published counts from 4 recoded on."""
QUIET_LINE = style.PLAIN_LINE | {"color": style.MUTED}
CIRCLE = Path.circle((0, 0), 0.5)
SQUARE = Path([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)])
ARMS = {"treatment": (style.IVIG, CIRCLE), "control": (style.PLACEBO, SQUARE)}
"""Colour and shape of a step, by the arm in which patients are recoded."""


@dataclass(frozen=True)
class Fragility:
    """What the picture shows.

    Attributes
    ----------
    walk : RecodeWalk
        The patients recoded so far, IVIg as treatment and placebo as control.
    threshold : int
        The Total Improvement Score that made a responder, points.
    not_completed, switched : int
        Patients of both arms who did not complete the first period, and who switched: what the index is held against.
    provenance : Provenance
    """

    walk: RecodeWalk
    threshold: int
    not_completed: int
    switched: int
    provenance: Provenance


@dataclass(frozen=True)
class _Parts:
    title: Text
    counts: Text
    coding: Text
    path: Line2D
    dots: PathCollection
    ring: Line2D


def start_fragility(fragility: Fragility) -> Picture:
    """Draw axes, bar and reference marks and return the picture of `fragility`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, fragility.provenance)
    axes = style.add_plot(figure, AXIS_LEFT, AXIS_TOP, AXIS_WIDTH, AXIS_HEIGHT)
    axes.set(xlim=(-0.5, MOST_RECODED + 0.5), ylim=(LOWEST, HIGHEST), yticks=[])
    axes.set_xticks(range(MOST_RECODED + 1))
    _draw_bar(axes, fragility.walk.alpha)
    _draw_flags(axes, fragility)
    quiet = {"fontsize": style.SMALL_SIZE}
    style.write(axes, 0.5, -0.165, "patients recoded", ha="center", **quiet)
    style.write_at(figure, LEFT, AXIS_TOP - 13, "Fisher's p, two-sided", **quiet)
    (path,) = axes.plot([0], [0], linewidth=1.3, zorder=2, **QUIET_LINE)
    dots = axes.scatter([0], [0], s=DOT, edgecolor=style.PAPER, linewidth=0.8, zorder=3)
    (ring,) = axes.plot([], [], color=style.INK, linestyle="", marker="o", markersize=16, fillstyle="none", zorder=4)
    ring.set_markeredgewidth(1.8)
    parts = _Parts(
        title=style.write_title(figure),
        counts=style.write_at(figure, LEFT, 68, **quiet),
        coding=style.write_at(figure, LEFT, 86, **quiet),
        path=path,
        dots=dots,
        ring=ring,
    )
    moving = style.mark_moving(parts.path, parts.dots, parts.ring, parts.title, parts.counts, parts.coding)
    picture = Picture(figure, moving, "", "", pd.DataFrame, fragility.provenance, parts)
    return update_fragility(picture, fragility)


def update_fragility(picture: Picture, fragility: Fragility) -> Picture:
    """Draw the steps so far and return the picture of `fragility`."""
    parts: _Parts = picture.parts
    walk = fragility.walk
    x, y = np.arange(walk.recoded + 1), np.log10(walk.p_values)
    colour, shape = ARMS[walk.arm]
    parts.path.set_data(x, y)
    parts.dots.set_offsets(np.column_stack([x, y]))
    parts.dots.set_sizes([DOT] * walk.recoded + [LAST_DOT])
    parts.dots.set_facecolor(colour)
    parts.dots.set_paths([shape])
    parts.ring.set_data(([], []) if walk.index is None else ([walk.index], [y[walk.index]]))
    parts.title.set_text(_title(walk))
    parts.counts.set_text(f"{_counts(walk)} at TIS {fragility.threshold}")
    parts.coding.set_text(f"Event: {walk.event}. Recoded on {walk.arm_name}, to {walk.recoded_to}s.")
    return replace(
        picture,
        alt=_describe(fragility),
        sentence=_read(fragility),
        tabulate=partial(_tabulate, fragility),
        provenance=fragility.provenance,
    )


def _draw_bar(axes: Axes, alpha: float) -> None:
    height = math.log10(alpha)
    axes.axhspan(height, HIGHEST, color=style.PALE, linewidth=0, zorder=0)
    axes.axhline(height, linewidth=1.4, zorder=1, **style.PLAIN_LINE)
    data = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    style.write(axes, -0.15, height + 0.24, f"p = {alpha:g}", **data)
    for power in range(LOWEST, 1):
        axes.plot([-0.5, -0.35], [power, power], linewidth=1.0, **style.PLAIN_LINE)
        style.write(axes, -0.7, power, f"{10**power:.{-power}f}", ha="right", **data)


def _draw_flags(axes: Axes, fragility: Fragility) -> None:
    """Mark on the axis how many patients the index is held against."""
    marks = (
        (fragility.not_completed, f"{fragility.not_completed} did not complete the first period"),
        (fragility.switched, f"{fragility.switched} switched"),
    )
    for (x, words), height in zip(marks, FLAGS, strict=True):
        axes.plot([x, x], [LOWEST, height], linewidth=1.6, zorder=1, **QUIET_LINE)
        style.write(
            axes, x + 0.2, height, words, transform=axes.transData, fontsize=style.SMALL_SIZE, color=style.MUTED
        )


def _patients(n: int) -> str:
    return f"{n} patient{'' if n == 1 else 's'}"


def _counts(walk: RecodeWalk) -> str:
    table = walk.tables[-1]
    return (
        f"{table.responders_treatment} of {table.n_treatment} on IVIg v "
        f"{table.responders_control} of {table.n_control} on placebo"
    )


def _title(walk: RecodeWalk) -> str:
    p, below = walk.p_values[-1], walk.p_values[-1] < walk.alpha
    who = f"After {_patients(walk.recoded)} recoded" if walk.recoded else "With nobody recoded"
    where = f"{'still ' if walk.recoded else ''}below" if below else "not below"
    index = "" if walk.index is None else f" (fragility index {walk.index})"
    return f"{who}, p {print_p(p, 4)}:\n{where} {walk.alpha:g}{index}"


def _describe(fragility: Fragility) -> str:
    walk = fragility.walk
    steps = ", ".join(f"{step}: {print_p(p, 4).removeprefix('= ')}" for step, p in enumerate(walk.p_values))
    ring = "" if walk.index is None else f" A ring marks step {walk.index}, the first at {walk.alpha:g} or more."
    return (
        f"Fisher's p against the number of patients on {walk.arm_name} recoded to {walk.recoded_to}s "
        f"(TIS {fragility.threshold}): {steps}. A line marks {walk.alpha:g}; two ticks mark "
        f"{fragility.not_completed} who did not complete the first period and {fragility.switched} who "
        f"switched.{ring}"
    )


def _read(fragility: Fragility) -> str:
    walk = fragility.walk
    p = walk.p_values[-1]
    reading = f"below {walk.alpha:g}" if p < walk.alpha else f"not below {walk.alpha:g}"
    if walk.recoded == 0:
        first = (
            f"Nobody is recoded: at TIS {fragility.threshold}, {_counts(walk)}, Fisher's p {print_p(p, 4)}, {reading}."
        )
        rule = f"With {walk.event} as the event, patients on {walk.arm_name} become {walk.recoded_to}s one by one."
        return f"{first} {rule}"
    become = f"becomes a {walk.recoded_to}" if walk.recoded == 1 else f"become {walk.recoded_to}s"
    first = (
        f"With {walk.event} as the event, {walk.recoded} on {walk.arm_name} {become}: {_counts(walk)} "
        f"at TIS {fragility.threshold}, Fisher's p {print_p(p, 4)}, {reading}."
    )
    if walk.index is None:
        return first
    return (
        f"{first} The fragility index is {walk.index}, beside {fragility.not_completed} who did not complete the first "
        f"period and {fragility.switched} who switched; the other event can give another index."
    )


def _tabulate(fragility: Fragility) -> pd.DataFrame:
    walk = fragility.walk
    return pd.DataFrame(
        {
            "patients recoded": range(walk.recoded + 1),
            "event": walk.event,
            "recoded on": walk.arm_name,
            f"TIS {fragility.threshold} on IVIg (of {walk.tables[0].n_treatment})": [
                table.responders_treatment for table in walk.tables
            ],
            f"TIS {fragility.threshold} on placebo (of {walk.tables[0].n_control})": [
                table.responders_control for table in walk.tables
            ],
            "Fisher's p, two-sided": list(walk.p_values),
            f"below {walk.alpha:g}": ["yes" if p < walk.alpha else "no" for p in walk.p_values],
        }
    )

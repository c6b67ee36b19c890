"""Two proportions and their difference: each arm with its interval, and the difference by several methods."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.text import print_number
from helpers.models.intervals import Interval
from helpers.models.number_needed import NumberNeededInterval
from helpers.models.proportions import ProportionComparison

HEIGHT = 408
LEFT, RIGHT = 12, 466
AXIS_LEFT, AXIS_WIDTH = 28, 424
"""CSS pixels. Each row is a line of words with its interval below, on an axis as wide as the picture."""
ROW_HEIGHT = 38
ARMS_TOP, DIFFERENCE_TOP = 56, 182
SHOWN, OTHER = {"color": style.INK, "linewidth": 3.2}, {"color": style.MUTED, "linewidth": 1.3}


@dataclass(frozen=True)
class Effect:
    """What the picture shows.

    Attributes
    ----------
    comparison : ProportionComparison
        Responders and patients, IVIg as treatment and placebo as control; more is better.
    arms : tuple of two Interval
        The proportions of IVIg and placebo with their intervals (fractions).
    differences : mapping of str to Interval
        Method -> the risk difference with its interval (fractions), in the order of the rows.
    method : str
        The key of `differences` that is in front.
    measures : tuple of Interval
        Risk ratio and odds ratio with their intervals.
    threshold : int or None
        The Total Improvement Score that made a responder, points; None for invented counts.
    number_needed : NumberNeededInterval
        The number needed to treat for one more responder at week 16 than on placebo.
    p_values : mapping of str to float
        Name of the test -> its two-sided p value.
    provenance : Provenance
    """

    comparison: ProportionComparison
    arms: tuple[Interval, Interval]
    differences: Mapping[str, Interval]
    method: str
    measures: tuple[Interval, ...]
    threshold: int | None
    number_needed: NumberNeededInterval
    p_values: Mapping[str, float]
    provenance: Provenance

    @property
    def shown(self) -> Interval:
        """The risk difference by the method in front."""
        return self.differences[self.method]

    @property
    def has_failed(self) -> bool:
        """True where the method in front gives no width at all: all or none responded in each arm."""
        return self.shown.lower == self.shown.upper

    @property
    def outcome(self) -> str:
        """What a responder reached, for a sentence."""
        return "the bar" if self.threshold is None else f"TIS {self.threshold}"


@dataclass(frozen=True)
class _Row:
    line: Line2D
    point: Line2D
    name: Text
    figures: Text


@dataclass(frozen=True)
class _Parts:
    title: Text
    arms: tuple[_Row, _Row]
    differences: tuple[_Row, ...]


def start_effect(effect: Effect) -> Picture:
    """Draw the axes and rows and return the picture of `effect`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, effect.provenance)
    arms = _add_axes(figure, ARMS_TOP, 2, (0, 100))
    arms.set_xticks(range(0, 101, 20), [f"{x} %" for x in range(0, 101, 20)])
    rows = len(effect.differences)
    differences = _add_axes(figure, DIFFERENCE_TOP, rows, (-100, 100))
    differences.set_xticks(range(-100, 101, 50), ["−100", "−50", "0 points", "+50", "+100"])
    differences.axvline(0, linewidth=1.2, zorder=1, **style.PLAIN_LINE)
    _write_heads(figure)
    parts = _Parts(
        title=style.write_title(figure),
        arms=(_add_row(arms, 0, "o", style.IVIG), _add_row(arms, 1, "s", style.PLACEBO)),
        differences=tuple(_add_row(differences, row, "D", style.INK) for row in range(rows)),
    )
    moving = style.mark_moving(
        parts.title,
        *(
            artist
            for row in (*parts.arms, *parts.differences)
            for artist in (row.line, row.point, row.name, row.figures)
        ),
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, effect.provenance, parts)
    return update_effect(picture, effect)


def update_effect(picture: Picture, effect: Effect) -> Picture:
    """Move points and intervals and return the picture of `effect`."""
    parts: _Parts = picture.parts
    c = effect.comparison
    counts = ((c.responders_treatment, c.n_treatment), (c.responders_control, c.n_control))
    for name, row, interval, (responders, n) in zip(("IVIg", "Placebo"), parts.arms, effect.arms, counts, strict=True):
        row.line.set_xdata([100 * interval.lower, 100 * interval.upper])
        row.point.set_xdata([100 * interval.estimate])
        row.name.set_text(f"{name}: {responders} of {n} reached {effect.outcome}")
        row.figures.set_text(f"{100 * interval.estimate:.1f} %")
    for row, (method, interval) in zip(parts.differences, effect.differences.items(), strict=True):
        look = SHOWN if method == effect.method else OTHER
        row.line.set(xdata=[100 * interval.lower, 100 * interval.upper], **look)
        row.point.set(xdata=[100 * interval.estimate], markersize=9 if look is SHOWN else 5, color=look["color"])
        weight = "bold" if look is SHOWN else "normal"
        row.name.set(text=interval.label, fontweight=weight)
        row.figures.set(text=_points_or_none(interval), fontweight=weight)
    parts.title.set_text(_title(effect))
    return replace(
        picture,
        alt=_describe(effect),
        sentence=_read(effect),
        tabulate=partial(_tabulate, effect),
        provenance=effect.provenance,
    )


def _add_axes(figure: Figure, top: float, rows: int, limits: tuple[float, float]) -> Axes:
    axes = style.add_plot(figure, AXIS_LEFT, top, AXIS_WIDTH, ROW_HEIGHT * rows)
    axes.set(xlim=limits, ylim=(rows, 0), yticks=[])
    return axes


def _add_row(axes: Axes, row: int, marker: str, colour: str) -> _Row:
    middle, words = row + 0.74, row + 0.34
    (line,) = axes.plot(
        [0, 0], [middle, middle], color=colour, linewidth=3.2, solid_capstyle="butt", linestyle="-", marker=""
    )
    edge = {"markeredgecolor": style.PAPER, "markeredgewidth": 1.0}
    # Whole at 0 and 100 % too, where half of it lies beyond the axis.
    (point,) = axes.plot([0], [middle], marker=marker, color=colour, markersize=9, linestyle="", clip_on=False, **edge)
    plain = {"transform": axes.get_yaxis_transform(), "fontsize": style.SMALL_SIZE}
    name = style.write(axes, (LEFT - AXIS_LEFT) / AXIS_WIDTH, words, **plain)
    figures = style.write(axes, (RIGHT - AXIS_LEFT) / AXIS_WIDTH, words, ha="right", **plain)
    return _Row(line, point, name, figures)


def _write_heads(figure: Figure) -> None:
    quiet = {"fontsize": style.SMALL_SIZE, "color": style.MUTED}
    middle = AXIS_LEFT + AXIS_WIDTH / 2
    style.write_at(figure, middle - 10, DIFFERENCE_TOP - 9, "← placebo better", ha="right", **quiet)
    style.write_at(figure, middle + 10, DIFFERENCE_TOP - 9, "IVIg better →", **quiet)


def _points(interval: Interval) -> str:
    return f"{print_number(100 * interval.lower)} to {print_number(100 * interval.upper)}"


def _points_or_none(interval: Interval) -> str:
    # Of no width where a method fails: it was not computed, and the title says so of the one in front.
    return _points(interval) if interval.width else "none"


def _title(effect: Effect) -> str:
    level = f"{100 * effect.shown.level:.4g} %"
    second = (
        f"{effect.shown.label} gives no interval here"
        if effect.has_failed
        else f"{level} interval {_points(effect.shown)}"
    )
    return f"{_describe_difference(effect)};\n{second}"


def _describe_difference(effect: Effect) -> str:
    difference = 100 * effect.shown.estimate
    if difference == 0:
        return "The same share in both arms"
    digits = 1 if abs(difference) >= 0.05 else 2
    return f"{abs(difference):.{digits}f} points in favour of {'IVIg' if difference > 0 else 'placebo'}"


def _describe(effect: Effect) -> str:
    c = effect.comparison
    rows = "; ".join(f"{interval.label} {_points_or_none(interval)}" for interval in effect.differences.values())
    return (
        f"Reached {effect.outcome}: {c.responders_treatment} of {c.n_treatment} on IVIg, {c.responders_control} of "
        f"{c.n_control} on placebo, each with its Wilson interval. "
        f"{100 * effect.shown.level:.4g} % intervals of the difference, by method: {rows}. In front: "
        f"{effect.shown.label}."
    )


def _read(effect: Effect) -> str:
    shown, level = effect.shown, f"{100 * effect.shown.level:.4g} %"
    if effect.has_failed:
        return (
            f"{_describe_difference(effect)}. {shown.label}'s method fails here: where all or none of each arm reached "
            f"{effect.outcome}, its {level} interval has no width. Choose another method."
        )
    if shown.lower > 0:
        reading = "all in favour of IVIg"
    elif shown.upper < 0:
        reading = "all in favour of placebo"
    else:
        reading = "zero among them"
    # Agresti and Caffo add a patient to each cell, which can move the interval off the observed difference.
    beside = "" if shown.lower <= shown.estimate <= shown.upper else " (it lies beside the observed one)"
    return (
        f"{_describe_difference(effect)}; true differences from {_points(shown)} fit these counts at the {level} level "
        f"({shown.label}){beside}, {reading}. {_read_number_needed(effect)}"
    )


def _read_number_needed(effect: Effect) -> str:
    """Say the number needed to treat with outcome, time and comparator; with zero inside it has no upper end."""
    number = effect.number_needed
    what = "responder than" if effect.threshold is None else f"to reach {effect.outcome} at week 16 than"
    benefit, harm = number.benefit, number.harm
    if benefit and harm:
        return "So they fit a benefit, no difference, and a harm."
    direction, piece = ("more", benefit) if benefit else ("fewer", harm)
    return (
        f"Number needed to treat for one {direction} {what} on placebo: "
        f"{abs(number.estimate):.1f} ({piece.lower:.1f} to {piece.upper:.1f})."
    )


def _tabulate(effect: Effect) -> pd.DataFrame:
    def describe(what: str, interval: Interval, round_number: Callable[[float], float]) -> dict[str, object]:
        limits = (interval.lower, interval.upper) if interval.width else (math.nan, math.nan)
        names = ("estimate", "lower", "upper")
        return {"measure": what, "method": interval.label, "level (%)": 100 * interval.level} | {
            name: round_number(value) for name, value in zip(names, (interval.estimate, *limits), strict=True)
        }

    reached = f"reached {effect.outcome} on"
    number = effect.number_needed
    rows = [
        describe(f"{reached} IVIg (%)", effect.arms[0], _round_points),
        describe(f"{reached} placebo (%)", effect.arms[1], _round_points),
        *(
            describe(
                "risk difference (points)" + (", in front" if method == effect.method else ""), interval, _round_points
            )
            for method, interval in effect.differences.items()
        ),
        *(describe(interval.measure, interval, _round_ratio) for interval in effect.measures),
        {
            "measure": "number needed to treat" + ("" if effect.has_failed else f" ({number.describe_limits()})"),
            "method": f"{effect.shown.label}, inverted",
            "level (%)": 100 * number.level,
            "estimate": _round_ratio(number.estimate),
        },
        *(
            {
                "measure": "p value, two-sided" + (" (not defined)" if math.isnan(p) else ""),
                "method": name,
                "estimate": p,
            }
            for name, p in effect.p_values.items()
        ),
    ]
    return pd.DataFrame(rows)


def _round_points(fraction: float) -> float:
    return round(100 * fraction, 2)


def _round_ratio(ratio: float) -> float:
    """Round to three digits that count, however small a ratio is."""
    return float(f"{ratio:.3g}")

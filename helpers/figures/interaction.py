"""Does the effect differ: an interval in each group, the interaction below, and what it takes to find one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.interaction_shown import DifferingEffect
from helpers.figures.interaction_words import (
    describe_interaction,
    read_interaction,
    tabulate_interaction,
    tell_power,
    tell_rows,
    tell_shares,
    write_headline,
)
from helpers.figures.picture import Picture
from helpers.figures.text import name_tick

HEIGHT = 430
LEFT, RIGHT = 12, 468
AXIS_LEFT, AXIS_WIDTH, ROW_HEIGHT = 28, 424, 38
EFFECTS_TOP, SHARES_TOP, CURVE_TOP = 78, 258, 258
"""CSS pixels. Each row is a line of words with its interval below."""
CURVE_LEFT, CURVE_WIDTH, CURVE_HEIGHT = 58, 196, 94
LINES_LEFT, LINES_TOP, LINES_STEP = 274, 268, 19
LOWER_HEAD = 242

RANGES = {
    "risk difference": ((-100, 100), (-100, -50, 0, 50, 100)),
    "odds ratio": ((0.025, 60), (0.03, 0.1, 0.3, 1, 3, 10, 30)),
    "risk ratio": ((0.12, 10), (0.2, 0.5, 1, 2, 5)),
}
"""Scale -> the ends of its axis and its ticks, wide enough for the 99 % intervals of the trial; points, or ratios."""
MARKERS = ("D", "D", "s")
QUIET = {"fontsize": style.SMALL_SIZE, "color": style.MUTED}


@dataclass(frozen=True)
class _Row:
    line: Line2D
    point: Line2D
    name: Text
    figures: Text


@dataclass(frozen=True)
class _Shares:
    """Who responded, by group and arm."""

    bars: LineCollection
    ivig: Line2D
    placebo: Line2D
    names: tuple[Text, ...]


@dataclass(frozen=True)
class _Curve:
    """Power against patients."""

    line: Line2D
    point: Line2D
    needed: Line2D
    words: tuple[Text, ...]


@dataclass(frozen=True)
class _Parts:
    title: Text
    rows: tuple[_Row, ...]
    shares: _Shares | None
    curve: _Curve | None


def start_interaction(shown: DifferingEffect) -> Picture:
    """Draw axes and heads and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    axes = _draw_effects(figure, shown)
    parts = _Parts(
        title=style.write_title(figure),
        rows=tuple(_add_row(axes, place) for place in range(3)),
        shares=None if shown.has_power else _draw_shares(figure),
        curve=_draw_curve(figure, shown) if shown.has_power else None,
    )
    lower = (
        (parts.curve.line, parts.curve.point, parts.curve.needed, *parts.curve.words)
        if parts.curve
        else (parts.shares.bars, parts.shares.ivig, parts.shares.placebo, *parts.shares.names)
    )
    moving = style.mark_moving(
        parts.title, *(artist for row in parts.rows for artist in (row.line, row.point, row.name, row.figures)), *lower
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_interaction(picture, shown)


def update_interaction(picture: Picture, shown: DifferingEffect) -> Picture:
    """Move intervals, shares or power and return the picture of `shown`."""
    parts: _Parts = picture.parts
    unit = 1 if shown.scale.is_ratio else 100
    intervals = [*shown.found.effects, shown.found.interval if shown.has_interaction else None]
    for row, interval, (name, figures) in zip(parts.rows, intervals, tell_rows(shown), strict=True):
        row.line.set_xdata([] if interval is None else [unit * limit for limit in interval])
        row.line.set_ydata([] if interval is None else [row.name.get_unitless_position()[1] + 0.4] * 2)
        row.point.set_xdata([] if interval is None else [unit * interval.estimate])
        row.point.set_ydata([] if interval is None else [row.name.get_unitless_position()[1] + 0.4])
        row.name.set_text(name)
        row.figures.set_text(figures)
    parts.title.set_text(write_headline(shown))
    if parts.curve:
        _move_curve(parts.curve, shown)
    else:
        _move_shares(parts.shares, shown)
    return replace(
        picture,
        alt=describe_interaction(shown),
        sentence=read_interaction(shown),
        tabulate=partial(tabulate_interaction, shown),
        provenance=shown.provenance,
    )


def _draw_effects(figure: Figure, shown: DifferingEffect) -> Axes:
    axes = style.add_plot(figure, AXIS_LEFT, EFFECTS_TOP, AXIS_WIDTH, ROW_HEIGHT * 3)
    (low, high), ticks = RANGES[shown.scale.name]
    axes.set(xscale="log" if shown.scale.is_ratio else "linear", xlim=(low, high), ylim=(3, 0), yticks=[])
    axes.minorticks_off()
    axes.set_xticks(ticks, [f"{tick:g}" if shown.scale.is_ratio else name_tick(tick) for tick in ticks])
    none = shown.scale.no_interaction
    for place in range(3):
        # Only beside the intervals: across the words it would strike them out.
        axes.plot([none, none], [place + 0.63, place + 0.96], linewidth=1.4, zorder=1, **style.PLAIN_LINE)
    axes.axhline(2.02, linewidth=1.0, zorder=0, **(style.PLAIN_LINE | {"color": style.MUTED}))
    middle = AXIS_LEFT + AXIS_WIDTH * axes.transAxes.inverted().transform(axes.transData.transform((none, 0)))[0]
    for x, words, side in ((middle - 10, "← placebo better", "right"), (middle + 10, "IVIg better →", "left")):
        style.write_at(figure, x, EFFECTS_TOP - 9, words, ha=side, **QUIET)
    return axes


def _add_row(axes: Axes, place: int) -> _Row:
    is_last = place == 2
    (line,) = axes.plot([], [], linewidth=4.4 if is_last else 3.0, **style.PLAIN_LINE)
    (point,) = axes.plot([], [], marker=MARKERS[place], color=style.INK, markersize=8, linestyle="")
    point.set(markeredgecolor=style.PAPER, markeredgewidth=1.0)
    plain = {
        "transform": axes.get_yaxis_transform(),
        "fontsize": style.SMALL_SIZE,
        "fontweight": "bold" if is_last else "normal",
    }
    name = style.write(axes, (LEFT - AXIS_LEFT) / AXIS_WIDTH, place + 0.34, **(plain | {"fontweight": "normal"}))
    figures = style.write(axes, (RIGHT - AXIS_LEFT) / AXIS_WIDTH, place + 0.34, ha="right", **plain)
    return _Row(line, point, name, figures)


def _draw_shares(figure: Figure) -> _Shares:
    axes = style.add_plot(figure, AXIS_LEFT, SHARES_TOP, AXIS_WIDTH, 2 * ROW_HEIGHT)
    axes.set(xlim=(0, 100), ylim=(2, 0), yticks=[])
    axes.set_xticks(range(0, 101, 20), [f"{x} %" for x in range(0, 101, 20)])
    style.write_at(figure, LEFT, LOWER_HEAD, "Who responded: IVIg (circle), placebo (square); post hoc", **QUIET)
    bars = axes.add_collection(LineCollection([], colors=style.PALE, linewidths=5, zorder=1))
    placebo, ivig = (
        axes.plot([], [], linestyle="", marker=marker, color=colour, markersize=10, zorder=2)[0]
        for marker, colour in (("s", style.PLACEBO), ("o", style.IVIG))
    )
    names = tuple(
        style.write(
            axes,
            (LEFT - AXIS_LEFT) / AXIS_WIDTH,
            place + 0.34,
            transform=axes.get_yaxis_transform(),
            fontsize=style.SMALL_SIZE,
        )
        for place in range(2)
    )
    return _Shares(bars, ivig, placebo, names)


def _move_shares(shares: _Shares, shown: DifferingEffect) -> None:
    ivig, placebo = (
        [100 * getattr(group, f"proportion_{arm}") for group in shown.found.groups] for arm in ("treatment", "control")
    )
    heights = [place + 0.79 for place in range(2)]
    shares.bars.set_segments([[(low, y), (high, y)] for low, high, y in zip(placebo, ivig, heights, strict=True)])
    shares.ivig.set_data(ivig, heights)
    shares.placebo.set_data(placebo, heights)
    for name, text in zip(shares.names, tell_shares(shown), strict=True):
        name.set_text(text)


def _draw_curve(figure: Figure, shown: DifferingEffect) -> _Curve:
    axes = style.add_plot(figure, CURVE_LEFT, CURVE_TOP, CURVE_WIDTH, CURVE_HEIGHT)
    most = shown.curve[-1][0]
    axes.set(xlim=(0, (most + 0.6) * shown.published), ylim=(-3, 112), yticks=[])
    ticks = [times * shown.published for times in (1, most // 2, most)]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    data = {"transform": axes.get_yaxis_transform(), "fontsize": style.SMALL_SIZE, "ha": "right"}
    for tick in (0, 100 * shown.target):
        axes.axhline(tick, linewidth=1.0, zorder=0, **(style.PLAIN_LINE | {"color": style.MUTED}))
        style.write(axes, -0.03, tick, f"{tick:.0f} %", **data)
    head = f"Power: the interval leaves out {shown.none}, these shares taken as true"
    style.write_at(figure, LEFT, LOWER_HEAD, head, **QUIET)
    small = {"fontsize": style.SMALL_SIZE}
    middle, foot = CURVE_LEFT + CURVE_WIDTH / 2, CURVE_TOP + CURVE_HEIGHT + 34
    style.write_at(figure, middle, foot, "patients (normal approximation)", ha="center", **small)
    (line,) = axes.plot([], [], linewidth=2.0, zorder=2, **(style.PLAIN_LINE | {"color": style.MUTED}))
    (needed,) = axes.plot([], [], marker="|", markersize=14, linestyle="", color=style.INK, zorder=3)
    needed.set_markeredgewidth(2.0)
    (point,) = axes.plot([], [], marker="o", markersize=10, linestyle="", color=style.INK, zorder=4)
    point.set(markeredgecolor=style.PAPER, markeredgewidth=1.2)
    words = tuple(
        style.write_at(
            figure, LINES_LEFT, LINES_TOP + LINES_STEP * place, fontweight="normal" if place else "bold", **small
        )
        for place in range(6)
    )
    return _Curve(line, point, needed, words)


def _move_curve(curve: _Curve, shown: DifferingEffect) -> None:
    times, power = np.array(shown.curve).T
    curve.line.set_data(times * shown.published, 100 * power)
    curve.point.set_data([shown.patients], [100 * shown.power.power])
    curve.needed.set_data([shown.needed], [100 * shown.target])
    for words, text in zip(curve.words, tell_power(shown), strict=True):
        words.set_text(text)

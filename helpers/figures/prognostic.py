"""Two groups of patients side by side: the share responding, both arms pooled or a line for each arm."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.prognostic_words import (
    Prognostic,
    describe_prognostic,
    read_prognostic,
    tabulate_prognostic,
    write_differences,
    write_rate,
    write_setting,
    write_title,
)

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH, AXIS_TOP, AXIS_HEIGHT = 62, 404, 112, 202
"""CSS pixels."""
GROUPS = (0.27, 0.73)
"""Where the two groups stand, as fractions of the axis."""
APART = 0.012
"""How far the arms stand apart, so that their intervals do not cover each other."""
BESIDE, BRACKET = 0.045, 0.03
"""From a group to its words, outwards, and to its bracket, inwards."""
NAMED, STEEP = 7, 0.2
"""From a line to its name, percent of the axis, and how much more for each percent that it rises."""
CAP = 0.012
CLEAR = 18
"""Between the middles of two words of two lines, percent of the axis."""
POOLED = {"color": style.INK, "marker": "D", "markersize": 9}
ARMS = (
    {"color": style.IVIG, "marker": "o", "markersize": 10},
    {"color": style.PLACEBO, "marker": "s", "markersize": 9},
)
"""IVIg and placebo, told apart by shape and by their names beside the lines."""


@dataclass(frozen=True)
class _Series:
    slope: Line2D
    intervals: LineCollection
    name: Text
    words: tuple[Text, Text]


@dataclass(frozen=True)
class _Parts:
    title: Text
    setting: Text
    groups: tuple[Text, Text]
    differences: tuple[Text, Text, Text]
    brackets: LineCollection
    series: tuple[_Series, ...]


def start_prognostic(shown: Prognostic) -> Picture:
    """Draw the axis and return the picture of `shown`; a new split needs a new one."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    axes = style.add_plot(figure, AXIS_LEFT, AXIS_TOP, AXIS_WIDTH, AXIS_HEIGHT)
    axes.set(xlim=(0, 1), ylim=(0, 100), xticks=[], yticks=[])
    small = {"fontsize": style.SMALL_SIZE}
    for percent in range(0, 101, 25):
        axes.plot([0, 1], [percent, percent], linewidth=1.0, zorder=0, **style.PLAIN_LINE | {"color": style.PALE})
        style.write(axes, -0.02, percent, f"{percent} %", ha="right", transform=axes.transData, **small)
    looks = (POOLED,) if shown.is_pooled else ARMS
    brackets = LineCollection([], colors=style.INK, linewidths=2.4, zorder=4)
    axes.add_collection(brackets, autolim=False)
    bottom = AXIS_TOP + AXIS_HEIGHT
    columns = [AXIS_LEFT + AXIS_WIDTH * x for x in (*GROUPS, sum(GROUPS) / 2)]
    parts = _Parts(
        title=style.write_title(figure),
        setting=style.write_at(figure, LEFT, 79, color=style.MUTED, **small),
        groups=tuple(
            style.write_at(figure, x, bottom + 15, ha="center", fontweight="bold", **small) for x in columns[:2]
        ),
        differences=tuple(style.write_at(figure, x, bottom + 46, ha="center", **small) for x in columns),
        brackets=brackets,
        series=tuple(_add_series(axes, look) for look in looks),
    )
    moving = style.mark_moving(
        *(series.slope for series in parts.series),
        *(series.intervals for series in parts.series),
        parts.brackets,
        *(series.name for series in parts.series),
        *(words for series in parts.series for words in series.words),
        *parts.groups,
        *parts.differences,
        parts.setting,
        parts.title,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_prognostic(picture, shown)


def update_prognostic(picture: Picture, shown: Prognostic) -> Picture:
    """Move points, intervals and brackets and return the picture of `shown`."""
    parts: _Parts = picture.parts
    for place, (series, arm) in enumerate(zip(parts.series, shown.rates, strict=True)):
        shift = 0.0 if shown.is_pooled else APART * (1 if place else -1)
        x, y = [at + shift for at in GROUPS], [rate.percent for rate in arm]
        series.slope.set_data(x, y)
        series.intervals.set_segments(
            []
            if shown.compares_differences
            else [
                [(at, 100 * rate.interval.lower), (at, 100 * rate.interval.upper)]
                for at, rate in zip(x, arm, strict=True)
            ]
        )
        for words, rate in zip(series.words, arm, strict=True):
            words.set_text(write_rate(rate))
        series.name.set_text(arm[0].arm)
        series.name.set_position((0.5, sum(y) / 2 + (NAMED + STEEP * abs(y[1] - y[0])) * (1 if place == 0 else -1)))
    _place_words(parts, shown)
    for text, group in zip(parts.groups, shown.labels, strict=True):
        text.set_text(group)
    for text, words in zip(parts.differences, write_differences(shown), strict=True):
        text.set_text(words)
    parts.brackets.set_segments(_list_brackets(shown))
    parts.setting.set_text(write_setting(shown))
    parts.title.set_text(write_title(shown))
    return replace(
        picture,
        alt=describe_prognostic(shown),
        sentence=read_prognostic(shown),
        tabulate=partial(tabulate_prognostic, shown),
        provenance=shown.provenance,
    )


def _place_words(parts: _Parts, shown: Prognostic) -> None:
    """Set the words beside their points, pushed apart where two points lie close."""
    for group, (side, at) in enumerate(zip((-1, 1), GROUPS, strict=True)):
        heights = [arm[group].percent for arm in shown.rates]
        if len(heights) > 1:
            middle, apart = sum(heights) / 2, heights[0] - heights[1]
            if abs(apart) < CLEAR:
                heights = [middle + math.copysign(CLEAR / 2, apart), middle - math.copysign(CLEAR / 2, apart)]
        for series, height in zip(parts.series, heights, strict=True):
            series.words[group].set_position((at + side * BESIDE, height))


def _list_brackets(shown: Prognostic) -> list[list[tuple[float, float]]]:
    """Return the strokes of what is compared: from arm to arm in each group, or from group to group."""
    if not shown.compares_differences:
        return []
    if shown.is_pooled:
        without, with_it = (rate.percent for rate in shown.rates[0])
        at = GROUPS[1] - BRACKET
        return _bracket(at, without, with_it)
    strokes = []
    for place, (at, inwards) in enumerate(zip(GROUPS, (1, -1), strict=True)):
        ivig, placebo = (arm[place].percent for arm in shown.rates)
        strokes += _bracket(at + inwards * BRACKET, placebo, ivig)
    return strokes


def _bracket(x: float, low: float, high: float) -> list[list[tuple[float, float]]]:
    return [[(x, low), (x, high)], *([(x - CAP, y), (x + CAP, y)] for y in (low, high))]


def _add_series(axes: Axes, look: dict) -> _Series:
    intervals = LineCollection([], colors=look["color"], linewidths=1.6, zorder=2)
    axes.add_collection(intervals, autolim=False)
    (slope,) = axes.plot([], [], linestyle="-", linewidth=2.2, zorder=3, clip_on=False, **look)
    slope.set(markeredgecolor=style.PAPER, markeredgewidth=1.0, solid_capstyle="butt")
    data = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    return _Series(
        slope,
        intervals,
        style.write(axes, 0, 0, ha="center", fontweight="bold", **data),
        (style.write(axes, 0, 0, ha="right", **data), style.write(axes, 0, 0, **data)),
    )

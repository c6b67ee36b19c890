"""Subtypes drawn towards their mean: each alone and pooled, and below what is known of the spread between them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.pooling_words import (
    Pooling,
    describe_pooling,
    read_pooling,
    tabulate_pooling,
    write_row,
    write_setting,
    write_spread,
    write_title,
)
from helpers.figures.text import name_tick

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH, AXIS_TOP, AXIS_HEIGHT = 152, 306, 104, 134
SPREAD_NAME, SPREAD_TOP, SPREAD_HEIGHT = 286, 310, 50
"""CSS pixels. The spread's axis has the width of the other."""
MOST_SUBTYPES = 5
LARGEST_TAU = 50
"""Right end of the spread's axis, points; an infinite spread is marked there."""
TAUS = np.linspace(0, LARGEST_TAU, 101)
HEIGHTS_SHOWN = 1.12
"""Of the spread's axis, in heights of its curve."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    setting: Text
    rows: tuple[Text, ...]
    common: Line2D
    moves: LineCollection
    intervals: LineCollection
    alone: PathCollection
    pooled: PathCollection
    spread: Text
    curve: PolyCollection
    mark: Line2D


def start_pooling(shown: Pooling) -> Picture:
    """Draw both axes and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    axes = style.add_plot(figure, AXIS_LEFT, AXIS_TOP, AXIS_WIDTH, AXIS_HEIGHT)
    axes.set(xlim=(-100, 100), ylim=(0, 1), yticks=[])
    ticks = range(-100, 101, 50)
    axes.set_xticks(ticks, [name_tick(tick) for tick in ticks])
    axes.axvline(0, linewidth=1.2, zorder=1, **style.PLAIN_LINE)
    below = _add_spread_axes(figure)
    small = {"fontsize": style.SMALL_SIZE}
    (common,) = axes.plot([0, 0], [0, 1], color=style.MUTED, linestyle=(0, (5, 3)), linewidth=1.6, marker="", zorder=1)
    moves = LineCollection([], colors=style.LABORATORY, linewidths=1.4, linestyles=[(0, (1, 1.5))], zorder=2)
    intervals = LineCollection([], colors=style.INK, linewidths=2.4, zorder=2)
    curve = PolyCollection([], facecolor=style.PALE, edgecolor=style.INK, linewidth=1.2, zorder=2)
    for lines in (moves, intervals):
        axes.add_collection(lines, autolim=False)
    below.add_collection(curve, autolim=False)
    (mark,) = below.plot([], [], color=style.INK, linestyle="-", linewidth=2.4, marker="v", markersize=9, zorder=3)
    mark.set(clip_on=False, markevery=[-1], solid_capstyle="butt")
    parts = _Parts(
        title=style.write_title(figure),
        setting=style.write_at(figure, LEFT, 78, color=style.MUTED, **small),
        rows=tuple(style.write_at(figure, LEFT, 0, **small) for _ in range(MOST_SUBTYPES)),
        common=common,
        moves=moves,
        intervals=intervals,
        alone=axes.scatter([0], [0], marker="D", s=84, facecolor=style.PAPER, edgecolor=style.INK, zorder=3),
        pooled=axes.scatter(
            [0], [0], marker="o", s=62, facecolor=style.INK, edgecolor=style.PAPER, linewidth=1.0, zorder=4
        ),
        spread=style.write_at(figure, LEFT, SPREAD_NAME, **small),
        curve=curve,
        mark=mark,
    )
    parts.alone.set(clip_on=False, linewidth=1.4)
    parts.pooled.set_clip_on(False)
    moving = style.mark_moving(
        parts.common,
        parts.moves,
        parts.intervals,
        parts.alone,
        parts.pooled,
        parts.curve,
        parts.mark,
        parts.title,
        parts.setting,
        *parts.rows,
        parts.spread,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_pooling(picture, shown)


def update_pooling(picture: Picture, shown: Pooling) -> Picture:
    """Move marks, intervals and curve and return the picture of `shown`."""
    parts: _Parts = picture.parts
    subgroups = shown.pooled.subgroups
    heights = 1 - (np.arange(len(subgroups)) + 0.5) / len(subgroups)
    alone = [100 * one.observed for one in subgroups]
    pooled = [100 * one.estimate for one in subgroups]
    parts.alone.set_offsets(np.column_stack([alone, heights]))
    parts.pooled.set_offsets(np.column_stack([pooled, heights]))
    parts.moves.set_segments([[(a, y), (b, y)] for a, b, y in zip(alone, pooled, heights, strict=True)])
    parts.intervals.set_segments(
        [[(100 * one.lower, y), (100 * one.upper, y)] for one, y in zip(subgroups, heights, strict=True)]
    )
    parts.common.set_xdata([100 * shown.complete_mean] * 2)
    for place, text in enumerate(parts.rows):
        text.set_visible(place < len(subgroups))
        if place < len(subgroups):
            text.set_text(write_row(subgroups[place]))
            text.set_position((LEFT / style.WIDTH, 1 - (AXIS_TOP + AXIS_HEIGHT * (1 - heights[place])) / HEIGHT))
    _draw_spread(parts, shown)
    parts.title.set_text(write_title(shown))
    parts.setting.set_text(write_setting(shown))
    parts.spread.set_text(write_spread(shown))
    return replace(
        picture,
        alt=describe_pooling(shown),
        sentence=read_pooling(shown),
        tabulate=partial(tabulate_pooling, shown),
        provenance=shown.provenance,
    )


def _draw_spread(parts: _Parts, shown: Pooling) -> None:
    """Draw the curve of tau as high as its axis, and mark the tau that is set."""
    density = shown.spread.density(TAUS / 100)
    density = density / density.max()
    parts.curve.set_verts([[(0, 0), *zip(TAUS, density, strict=True), (LARGEST_TAU, 0)]])
    tau = shown.pooled.tau
    at = None if tau is None else LARGEST_TAU if math.isinf(tau) else 100 * tau
    parts.mark.set_data(([], []) if at is None else ([at, at], [0, 1]))


def _add_spread_axes(figure: Figure) -> Axes:
    below = style.add_plot(figure, AXIS_LEFT, SPREAD_TOP, AXIS_WIDTH, SPREAD_HEIGHT)
    below.set(xlim=(0, LARGEST_TAU), ylim=(0, HEIGHTS_SHOWN), yticks=[])
    ticks = range(0, LARGEST_TAU + 1, 10)
    below.set_xticks(ticks, [*map(str, ticks[:-1]), f"{LARGEST_TAU}+"])
    return below

"""The subtypes of one invented trial as dots around the truth that they share, and a square for each trial so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.evidence.status import Status
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.subtypes_by_chance_words import (
    Walk,
    describe_walk,
    name_tally,
    read_walk,
    tabulate_walk,
    write_setting,
    write_tally,
    write_title,
)
from helpers.figures.text import name_tick

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH, AXIS_TOP, AXIS_HEIGHT = 176, 282, 104, 180
"""CSS pixels."""
MOST_SUBTYPES = 10
DOT = 62.0
"""Area of a subtype's mark, square points."""
NAME, TALLY = 328, 347
SQUARES_TOP, SQUARE, PITCH, A_ROW = 366, 28.0, 9, 50
"""The squares: middle of the upper row, area in square points, from one to the next, and how many in a row."""
COUNTED, OTHER = style.STAMP_COLOURS[Status.SYNTHETIC], style.PAPER
"""What is counted, and what is not: the first is filled dark, the second is empty."""
FILLED, EMPTY, AHEAD, EDGE = (np.array(to_rgba(colour)) for colour in (COUNTED, OTHER, style.PALE, style.INK))
"""Of the squares, those of trials ahead included; as numbers, for a walk sets a hundred of them at each step."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    setting: Text
    rows: tuple[Text, ...]
    truth: Line2D
    dots: PathCollection
    ring: Line2D
    name: Text
    tally: Text
    squares: PathCollection


def start_walk(walk: Walk) -> Picture:
    """Draw the axis and return the picture of `walk`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, walk.provenance)
    sheet = style.add_sheet(figure, HEIGHT)
    axes = style.add_plot(figure, AXIS_LEFT, AXIS_TOP, AXIS_WIDTH, AXIS_HEIGHT)
    _draw_scale(axes)
    small = {"fontsize": style.SMALL_SIZE}
    (truth,) = axes.plot([0, 0], [0, 1], color=style.MUTED, linestyle=(0, (5, 3)), linewidth=1.6, marker="", zorder=1)
    dots = axes.scatter([0], [0], s=DOT, edgecolor=style.INK, linewidth=1.2, zorder=3, clip_on=False)
    (ring,) = axes.plot([0], [0], color=style.INK, linestyle="", marker="o", markersize=14, fillstyle="none", zorder=4)
    ring.set(markeredgewidth=1.6, clip_on=False)
    places = np.arange(walk.trials)
    squares = sheet.scatter(
        LEFT + 4 + PITCH * (places % A_ROW), SQUARES_TOP + PITCH * (places // A_ROW), marker="s", s=SQUARE, zorder=2
    )
    squares.set_linewidth(0.7)
    parts = _Parts(
        title=style.write_title(figure),
        setting=style.write_at(figure, LEFT, 78, color=style.MUTED, **small),
        rows=tuple(style.write_at(figure, LEFT, 0, **small) for _ in range(MOST_SUBTYPES)),
        truth=truth,
        dots=dots,
        ring=ring,
        name=style.write_at(figure, LEFT, NAME, **small),
        tally=style.write_at(figure, LEFT, TALLY, fontweight="bold", **small),
        squares=squares,
    )
    moving = style.mark_moving(
        parts.truth,
        parts.dots,
        parts.ring,
        parts.squares,
        parts.title,
        parts.setting,
        *parts.rows,
        parts.name,
        parts.tally,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, walk.provenance, parts)
    return update_walk(picture, walk)


def update_walk(picture: Picture, walk: Walk) -> Picture:
    """Move dots and squares and return the picture of `walk`."""
    parts: _Parts = picture.parts
    k = len(walk.counts)
    heights = 1 - (np.arange(k) + 0.5) / k
    parts.dots.set_offsets(np.column_stack([walk.differences, heights]))
    parts.dots.set_facecolor([COUNTED if hit else OTHER for hit in walk.hits])
    parts.ring.set_data([walk.differences[walk.worst]], [heights[walk.worst]])
    parts.truth.set_xdata([walk.true_difference] * 2)
    for place, text in enumerate(parts.rows):
        text.set_visible(place < k)
        if place < k:
            text.set_text(f"{place + 1}: {walk.counts[place]}")
            text.set_position((LEFT / style.WIDTH, 1 - (AXIS_TOP + AXIS_HEIGHT * (1 - heights[place])) / HEIGHT))
    _fill_squares(parts.squares, walk)
    parts.title.set_text(write_title(walk))
    parts.setting.set_text(write_setting(walk))
    parts.name.set_text(name_tally(walk))
    parts.tally.set_text(write_tally(walk))
    return replace(
        picture,
        alt=describe_walk(walk),
        sentence=read_walk(walk),
        tabulate=partial(tabulate_walk, walk),
        provenance=walk.provenance,
    )


def _fill_squares(squares: PathCollection, walk: Walk) -> None:
    """Outline the square of each trial up to the one in front, and fill it where it is counted."""
    faces, edges = np.tile(AHEAD, (walk.trials, 1)), np.tile(AHEAD, (walk.trials, 1))
    caught = np.array(walk.caught)
    faces[: walk.trial] = np.where(caught[:, np.newaxis], FILLED, EMPTY)
    edges[: walk.trial] = EDGE
    squares.set_facecolor(faces)
    squares.set_edgecolor(edges)


def _draw_scale(axes: Axes) -> None:
    axes.set(xlim=(-100, 100), ylim=(0, 1), yticks=[])
    ticks = range(-100, 101, 50)
    axes.set_xticks(ticks, [name_tick(tick) for tick in ticks])
    axes.axvline(0, linewidth=1.2, zorder=1, **style.PLAIN_LINE)
    axes.axvspan(-100, 0, color=style.PALE, linewidth=0, zorder=0)

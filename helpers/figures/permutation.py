"""Shuffled labels: the differences that chance deals, one dot or one bar a value, beside the observed one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.permutation_words import (
    count_shuffles,
    describe_last,
    describe_permutation,
    read_permutation,
    tabulate_permutation,
    title_permutation,
    write_answer,
)
from helpers.figures.picture import Picture
from helpers.figures.text import name_tick, print_signed
from helpers.models.permutation import Permutation

HEIGHT = 432
AXIS_LEFT, AXIS_WIDTH = 24, 436
PLOT_TOP, PLOT_HEIGHT = 128, 182
"""CSS pixels."""

NEAR, FAR = 60, 120
"""Percentage points on either side of zero; the wider axis is for observed differences off the narrow one."""

LETTER_PIXELS = 7.4
"""Of a small letter, on average: to keep a moving label on the picture."""

MOST_DOTS = 50
"""Shuffles up to which each is a dot."""
DOT_PIXELS = 11
BAR_TOPS = {0.3: 0.1, 0.6: 0.2, 1.05: 0.4}
"""Share of the shuffles at the top of the plot -> from one line to the next. The lowest that holds every bar is taken:
in ProDERM's arms, with its counts, the first in every series."""
GRID_LINES = 2

SMALLEST_BAR_PIXELS = 5
"""A bar in the tail that is lower than this gets a mark, so that one shuffle of 10 000 can be seen."""


@dataclass(frozen=True)
class ShuffledLabels:
    """What the picture shows.

    Attributes
    ----------
    permutation : Permutation
        IVIg as treatment and placebo as control; more responders are better.
    provenance : Provenance
    """

    permutation: Permutation
    provenance: Provenance

    @property
    def reach(self) -> int:
        """Half the width of the axis, percentage points."""
        return NEAR if 100 * abs(self.permutation.observed) < NEAR - 2 else FAR

    @property
    def has_dots(self) -> bool:
        """True while each shuffle is a dot of its own."""
        return self.permutation.draws <= MOST_DOTS


@dataclass(frozen=True)
class _Parts:
    title: Text
    last: Text
    tails: tuple[Rectangle, Rectangle]
    lines: LineCollection
    names: tuple[Text, Text]
    bars: PolyCollection
    tail_bars: PolyCollection
    marks: PathCollection
    dots: PathCollection
    newest: PathCollection
    grid: LineCollection
    shares: tuple[Text, ...]
    answer: Text


def start_permutation(shown: ShuffledLabels) -> Picture:
    """Draw the axis and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    axes = style.add_plot(figure, AXIS_LEFT, PLOT_TOP, AXIS_WIDTH, PLOT_HEIGHT)
    # Heights are fractions of the plot: what a full height stands for depends on the number of shuffles.
    axes.set(xlim=(-shown.reach, shown.reach), ylim=(0, 1), yticks=[])
    step = 20 if shown.reach == NEAR else 50
    last = shown.reach // step * step
    ticks = range(-last, last + 1, step)
    axes.set_xticks(ticks, [name_tick(tick) for tick in ticks])
    quiet = {"fontsize": style.SMALL_SIZE, "color": style.MUTED, "transform": axes.transAxes}
    below = -34 / PLOT_HEIGHT
    style.write(axes, 0, below, "← placebo better", **quiet)
    style.write(axes, 1, below, "IVIg better →", ha="right", **quiet)
    parts = _draw_parts(axes)
    moving = style.mark_moving(
        *parts.tails,
        parts.grid,
        parts.bars,
        parts.tail_bars,
        parts.lines,
        parts.dots,
        parts.newest,
        parts.marks,
        *parts.shares,
        parts.title,
        parts.last,
        *parts.names,
        parts.answer,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_permutation(picture, shown)


def _draw_parts(axes: Axes) -> _Parts:
    small = {"fontsize": style.SMALL_SIZE}
    tails = (
        Rectangle((0, 0), 0, 1, facecolor=style.PLACEBO_PALE, edgecolor="none", zorder=0),
        Rectangle((0, 0), 0, 1, facecolor=style.IVIG_PALE, edgecolor="none", zorder=0),
    )
    bars = PolyCollection([], facecolor=style.LABORATORY, edgecolor=style.PAPER, linewidth=0.8, zorder=1)
    tail_bars = PolyCollection([], facecolor=style.PAPER, edgecolor=style.INK, linewidth=1.0, hatch="/////", zorder=1)
    lines = LineCollection([], colors=style.INK, linewidths=(1.8, 1.3), linestyles=["solid", (0, (4, 3))], zorder=2)
    grid = LineCollection([], colors=style.PALE, linewidths=1.0, zorder=0.5)
    for artist in (*tails, bars, tail_bars, lines, grid):
        (axes.add_patch if isinstance(artist, Rectangle) else axes.add_collection)(artist)
    top = 1 + 20 / PLOT_HEIGHT
    return _Parts(
        title=style.write_title(axes.figure),
        last=style.write(axes, (12 - AXIS_LEFT) / AXIS_WIDTH, 1 + 56 / PLOT_HEIGHT, **small),
        tails=tails,
        lines=lines,
        names=tuple(
            style.write(axes, 0, top, ha="center", transform=axes.get_xaxis_transform(), **small) for _ in range(2)
        ),
        bars=bars,
        tail_bars=tail_bars,
        marks=axes.scatter([], [], s=42, marker="v", color=style.INK, linewidth=0, zorder=4),
        dots=axes.scatter([], [], s=(DOT_PIXELS * 0.66) ** 2, marker="o", linewidth=1.0, zorder=3),
        newest=axes.scatter([], [], s=150, marker="o", facecolor="none", edgecolor=style.INK, linewidth=1.6, zorder=4),
        grid=grid,
        shares=tuple(style.write(axes, 0.002, 0, color=style.MUTED, va="bottom", **small) for _ in range(GRID_LINES)),
        answer=style.write(axes, (12 - AXIS_LEFT) / AXIS_WIDTH, -66 / PLOT_HEIGHT, **small),
    )


def update_permutation(picture: Picture, shown: ShuffledLabels) -> Picture:
    """Stack the dots or set the bars and return the picture of `shown`."""
    parts: _Parts = picture.parts
    permutation = shown.permutation
    _set_tails(parts, shown)
    _set_dots(parts, shown)
    _set_bars(parts, shown)
    parts.title.set_text(title_permutation(permutation))
    parts.last.set_text(describe_last(permutation))
    parts.answer.set_text(write_answer(permutation))
    return replace(
        picture,
        alt=describe_permutation(permutation, has_dots=shown.has_dots),
        sentence=read_permutation(permutation),
        tabulate=partial(tabulate_permutation, permutation),
        provenance=shown.provenance,
    )


def _set_tails(parts: _Parts, shown: ShuffledLabels) -> None:
    observed = 100 * shown.permutation.observed
    wide = abs(observed)
    left, right = parts.tails
    left.set(x=-shown.reach, width=shown.reach - wide)
    right.set(x=wide, width=shown.reach - wide)
    # The observed difference is a solid line, its mirror a broken one.
    parts.lines.set_segments([[(observed, 0), (observed, 1)], [(-observed, 0), (-observed, 1)]])
    texts = (f"observed {print_signed(observed)}", f"as far: {print_signed(-observed)}")
    sides = (1, -1) if observed >= 0 else (-1, 1)
    for name, side, text in zip(parts.names, sides, texts, strict=True):
        count = int((shown.permutation.is_extreme & (side * shown.permutation.differences >= 0)).sum())
        text = f"{text}\n{count_shuffles(count)}"
        # Above the middle of its tail, so that the two never meet, and kept on the picture.
        room = LETTER_PIXELS * max(map(len, text.split("\n"))) / 2 * 2 * shown.reach / AXIS_WIDTH
        name.set(text=text, x=side * min((wide + shown.reach) / 2, shown.reach - room))
    # Where all are alike there is one line, and one name.
    parts.names[1].set_visible(not shown.permutation.counts.all_alike)


def _set_dots(parts: _Parts, shown: ShuffledLabels) -> None:
    permutation = shown.permutation
    if not shown.has_dots:
        parts.dots.set_offsets(np.empty((0, 2)))
        parts.newest.set_offsets(np.empty((0, 2)))
        return
    dealt = permutation.responders_dealt
    # How many of the shuffles before dealt the same: the place in the stack.
    places = np.array([int((dealt[:index] == value).sum()) for index, value in enumerate(dealt)])
    cell = min((DOT_PIXELS + 1) / PLOT_HEIGHT, 1 / (permutation.tally.max() + 1.5))
    offsets = np.column_stack([100 * permutation.differences, (places + 0.6) * cell])
    parts.dots.set_offsets(offsets)
    fills = np.where(permutation.is_extreme, style.INK, style.PAPER)
    parts.dots.set_facecolor(list(fills))
    parts.dots.set_edgecolor(style.INK)
    parts.newest.set_offsets(offsets[-1:])


def _set_bars(parts: _Parts, shown: ShuffledLabels) -> None:
    permutation = shown.permutation
    shares = np.zeros(len(permutation.possible)) if shown.has_dots else permutation.tally / permutation.draws
    top, step = next((top, step) for top, step in BAR_TOPS.items() if shares.max() <= top)
    centres, heights = 100 * permutation.possible_differences, shares / top
    half = 0.46 * 100 * (1 / permutation.counts.n_treatment + 1 / permutation.counts.n_control)
    for bars, wanted in (
        (parts.bars, ~permutation.possible_is_extreme),
        (parts.tail_bars, permutation.possible_is_extreme),
    ):
        bars.set_verts(
            [
                [(x - half, 0), (x - half, height), (x + half, height), (x + half, 0)]
                for x, height in zip(centres[wanted], heights[wanted], strict=True)
                if height > 0
            ]
        )
    low = permutation.possible_is_extreme & (heights > 0) & (heights * PLOT_HEIGHT < SMALLEST_BAR_PIXELS)
    parts.marks.set_offsets(np.column_stack([centres[low], heights[low] + 9 / PLOT_HEIGHT]))
    lines = [step * (index + 1) for index in range(GRID_LINES)]
    ends = (-shown.reach, shown.reach)
    parts.grid.set_segments([] if shown.has_dots else [[(end, y / top) for end in ends] for y in lines])
    for words, y in zip(parts.shares, lines, strict=True):
        words.set(text=f"{100 * y:.0f} %", y=y / top, visible=not shown.has_dots)

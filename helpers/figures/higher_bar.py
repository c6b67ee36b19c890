"""Three bars: patients per arm as observed, and how they scatter when the same patients are drawn anew."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.higher_bar_words import (
    AXIS_END,
    MOST_DOTS,
    HigherBar,
    describe_higher_bar,
    read_higher_bar,
    tabulate_higher_bar,
    title_higher_bar,
    write_answer,
    write_beyond,
    write_row,
    write_setting,
)
from helpers.figures.picture import Picture

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH, AXIS_TOP = 20, 440, 86
BEYOND = 28
"""From the foot of a row up to the words that count what lies beyond the axis, CSS pixels."""
ROW_HEIGHT, WORDS, FOOT, MARKS = 70, 8, 52, 60
"""From one row to the next; from its top to its words, to the foot of its bars, and to diamond and range below."""
TALLEST, LOWEST = 35, 1.5
"""Of a bar, and from which one is drawn at all, CSS pixels."""
BELOW = 4
"""Between the last row and the axis."""
DOT_PIXELS = 8
AXIS_START = 3
TICKS = (5, 10, 20, 50, 100, 200, 500, 1000)
EDGES = np.unique(np.round(np.geomspace(AXIS_START, AXIS_END, 33)).astype(int))
"""Patients per arm: each bar holds the whole numbers above one edge and up to the next; the first all below too."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    setting: Text
    rows: tuple[tuple[Text, Text], ...]
    bars: PolyCollection
    dots: PathCollection
    ranges: LineCollection
    observed: PathCollection
    beyond: tuple[Text, ...]
    answer: Text


def start_higher_bar(shown: HigherBar) -> Picture:
    """Draw the axis and the rows and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    rows = len(shown.bootstrap.bars)
    height = ROW_HEIGHT * rows + BELOW
    axes = style.add_plot(figure, AXIS_LEFT, AXIS_TOP, AXIS_WIDTH, height)
    # Down the rows in CSS pixels, across in powers of ten.
    axes.set(xlim=(math.log10(AXIS_START), math.log10(AXIS_END)), ylim=(height, 0), yticks=[])
    axes.set_xticks([math.log10(tick) for tick in TICKS], [str(tick) for tick in TICKS])
    feet = [ROW_HEIGHT * row + FOOT for row in range(rows)]
    axes.hlines(feet, *axes.get_xlim(), colors=style.PALE, linewidth=1.0, zorder=0)
    quiet = {"fontsize": style.SMALL_SIZE}
    bottom = AXIS_TOP + height
    style.write_at(
        figure,
        AXIS_LEFT + AXIS_WIDTH / 2,
        bottom + 34,
        "patients per arm (log scale); diamond: at the observed shares",
        color=style.MUTED,
        ha="center",
        **quiet,
    )
    parts = _Parts(
        title=style.write_title(figure),
        setting=style.write_at(figure, LEFT, 69, color=style.MUTED, **quiet),
        rows=tuple(
            (
                style.write_at(figure, LEFT, AXIS_TOP + ROW_HEIGHT * row + WORDS, **quiet),
                style.write_at(figure, style.WIDTH - LEFT, AXIS_TOP + ROW_HEIGHT * row + WORDS, ha="right", **quiet),
            )
            for row in range(rows)
        ),
        bars=PolyCollection([], facecolor=style.LABORATORY, edgecolor=style.PAPER, linewidth=0.6, zorder=1),
        dots=axes.scatter([], [], s=(DOT_PIXELS * 0.66) ** 2, color=style.LABORATORY, linewidth=0, zorder=1),
        ranges=LineCollection([], colors=style.INK, linewidths=3.2, capstyle="butt", zorder=2),
        observed=axes.scatter(
            [], [], s=95, marker="D", facecolor=style.INK, edgecolor=style.PAPER, linewidth=1.2, zorder=3, clip_on=False
        ),
        beyond=tuple(
            style.write_at(figure, style.WIDTH - LEFT, AXIS_TOP + foot - BEYOND, color=style.MUTED, ha="right", **quiet)
            for foot in feet
        ),
        answer=style.write_at(figure, LEFT, bottom + 66, **quiet),
    )
    axes.add_collection(parts.bars, autolim=False)
    axes.add_collection(parts.ranges, autolim=False)
    moving = style.mark_moving(
        parts.bars,
        parts.dots,
        parts.ranges,
        parts.observed,
        *(text for row in parts.rows for text in row),
        *parts.beyond,
        parts.title,
        parts.setting,
        parts.answer,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_higher_bar(picture, shown)


def update_higher_bar(picture: Picture, shown: HigherBar) -> Picture:
    """Set bars or dots, ranges and diamonds and return the picture of `shown`."""
    parts: _Parts = picture.parts
    bootstrap = shown.bootstrap
    feet = {bar: ROW_HEIGHT * row + FOOT for row, bar in enumerate(bootstrap.bars) if bar in shown.bars}
    has_dots = bootstrap.draws <= MOST_DOTS
    parts.bars.set_verts([] if has_dots else _stack_bars(shown, feet))
    parts.dots.set_offsets(_stack_dots(shown, feet) if has_dots else np.empty((0, 2)))
    parts.ranges.set_segments(_place_ranges(shown, feet))
    parts.observed.set_offsets([(_place(bootstrap.observed[bar]), foot + MARKS - FOOT) for bar, foot in feet.items()])
    for bar, (left, right), beyond in zip(bootstrap.bars, parts.rows, parts.beyond, strict=True):
        words = write_row(shown, bar)
        left.set(text=words[0], color=style.INK if bar in shown.bars else style.MUTED)
        right.set_text(words[1])
        beyond.set_text(write_beyond(shown, bar))
    parts.title.set_text(title_higher_bar(shown))
    parts.setting.set_text(write_setting(shown))
    parts.answer.set_text(write_answer(shown))
    return replace(
        picture,
        alt=describe_higher_bar(shown),
        sentence=read_higher_bar(shown),
        tabulate=partial(tabulate_higher_bar, shown),
        provenance=shown.provenance,
    )


def _place(n: float) -> float:
    """Return where a number of patients stands on the axis."""
    return math.log10(min(max(n, AXIS_START), AXIS_END))


def _stack_bars(shown: HigherBar, feet: dict[int, int]) -> list[np.ndarray]:
    """Return the outlines of all bars: as high as the resamples in them, for their width on the axis."""
    edges = np.log10(EDGES)
    counts = {bar: _count_in_bins(shown.bootstrap.needed_at(bar)) for bar in feet}
    crowding = {bar: count / np.diff(edges) for bar, count in counts.items()}
    tallest = max(1e-9, *(each.max() for each in crowding.values()))
    return [
        np.array([(left, foot), (left, foot - height), (right, foot - height), (right, foot)])
        for bar, foot in feet.items()
        for left, right, height in zip(edges, edges[1:], TALLEST * crowding[bar] / tallest, strict=False)
        if height >= LOWEST
    ]


def _count_in_bins(needed: np.ndarray) -> np.ndarray:
    """Count whole numbers above one edge and up to the next; those below all edges stand in the first."""
    inside = np.maximum(needed[needed <= AXIS_END], EDGES[0] + 1).astype(int)
    return np.bincount(np.searchsorted(EDGES, inside, side="left") - 1, minlength=len(EDGES) - 1)


def _stack_dots(shown: HigherBar, feet: dict[int, int]) -> np.ndarray:
    """Return the places of the dots, one a resample, on top of each other where they would meet."""
    places = []
    for bar, foot in feet.items():
        above: dict[int, int] = {}
        for n in np.sort(shown.bootstrap.needed_at(bar)):
            if n > AXIS_END:
                continue
            column = round(AXIS_WIDTH * _place(n) / (DOT_PIXELS * math.log10(AXIS_END / AXIS_START)))
            above[column] = above.get(column, 0) + 1
            places.append((_place(n), above[column] - 0.5, foot))
    across, up, feet_of_dots = np.array(places).reshape(-1, 3).T
    step = min(DOT_PIXELS, TALLEST / max(up, default=1))
    return np.column_stack([across, feet_of_dots - step * up])


def _place_ranges(shown: HigherBar, feet: dict[int, int]) -> list[list[tuple[float, int]]]:
    """Return the middle 95 % of each row where there are resamples enough."""
    if not shown.has_range:
        return []
    return [[(_place(end), foot + MARKS - FOOT) for end in shown.ranges[bar]] for bar, foot in feet.items()]

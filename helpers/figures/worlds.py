"""Worlds that all meet every total listed: what each subtype shows in this one, and one subtype in all so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.text import name_tick
from helpers.figures.worlds_words import (
    describe_worlds,
    head_series,
    label_row,
    read_worlds,
    tabulate_worlds,
    title_worlds,
    write_difference,
    write_foot,
)
from helpers.models.cohort_antibodies import SUBTYPES
from helpers.models.worlds import WorldSeries

HEIGHT = 430
LEFT, RIGHT = 12, 466
AXIS_LEFT, AXIS_WIDTH = 28, 424
ROWS_TOP, ROW_HEIGHT = 80, 37
SERIES_TOP, SERIES_HEIGHT = 256, 84
"""CSS pixels."""

REACH = 92
"""TIS points on either side of zero: scores run from 0 to 90, so no difference of means lies beyond."""
TICKS = (-80, -40, 0, 40, 80)

TRUTH_SIZE, SHOWN_SIZE = 120, 64
"""Square points. The ring is wider, so that it shows behind the other mark."""

DOT_PIXELS = 9
BIN = 4
"""TIS points: dots nearer than that are stacked."""
STACK_TOP = 0.85
"""Share of the lower panel that a stack may fill: above it the line of the truth stays in sight."""


@dataclass(frozen=True)
class Worlds:
    """What the picture shows.

    Attributes
    ----------
    series : WorldSeries
        All worlds of the series, under the chosen truth.
    world : int
        The one that is shown, from 1; those before it have been walked.
    subtype : str
        The subtype that is looked at.
    extra_effect, extra_on_both : float
        The settings of the truth, TIS points.
    provenance : Provenance
    """

    series: WorldSeries
    world: int
    subtype: str
    extra_effect: float
    extra_on_both: float
    provenance: Provenance


@dataclass(frozen=True)
class _Parts:
    title: Text
    names: tuple[Text, ...]
    figures: tuple[Text, ...]
    gaps: LineCollection
    truths: PathCollection
    shown: PathCollection
    head: Text
    true_line: LineCollection
    dots: PathCollection
    newest: PathCollection
    foot: Text


def start_worlds(worlds: Worlds) -> Picture:
    """Draw the axes and rows and return the picture of `worlds`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, worlds.provenance)
    rows = _add_axes(figure, ROWS_TOP, ROW_HEIGHT * len(SUBTYPES), (len(SUBTYPES), 0))
    series = _add_axes(figure, SERIES_TOP, SERIES_HEIGHT, (0, 1))
    series.set_xticks(TICKS, [name_tick(tick) for tick in TICKS])
    rows.spines["bottom"].set_visible(False)
    rows.set_xticks([])
    _rule(rows, [(row + 0.54, row + 0.94) for row in range(len(SUBTYPES))])
    _rule(series, [(0, 1)])
    small = {"fontsize": style.SMALL_SIZE}
    _write_key(rows)
    across = rows.get_yaxis_transform()
    left, right = ((x - AXIS_LEFT) / AXIS_WIDTH for x in (LEFT, RIGHT))
    numbers = range(len(SUBTYPES))
    parts = _Parts(
        title=style.write_title(figure),
        names=tuple(style.write(rows, left, row + 0.32, transform=across, **small) for row in numbers),
        figures=tuple(style.write(rows, right, row + 0.32, ha="right", transform=across, **small) for row in numbers),
        gaps=LineCollection([], colors=style.MUTED, linewidths=1.3, zorder=2),
        truths=rows.scatter(
            [], [], s=TRUTH_SIZE, marker="o", facecolor=style.PAPER, edgecolor=style.INK, linewidth=1.6, zorder=3
        ),
        shown=rows.scatter([], [], s=SHOWN_SIZE, marker="D", edgecolor=style.PAPER, linewidth=1.0, zorder=4),
        head=style.write(series, left, 1 + 12 / SERIES_HEIGHT, **small),
        true_line=LineCollection([], colors=style.INK, linewidths=1.4, linestyles=[(0, (4, 3))], zorder=1),
        dots=series.scatter([], [], s=(DOT_PIXELS * 0.66) ** 2, marker="D", color=style.MUTED, linewidth=0, zorder=3),
        newest=series.scatter([], [], s=(DOT_PIXELS * 0.8) ** 2, marker="D", color=style.INK, linewidth=0, zorder=4),
        foot=style.write_at(figure, LEFT, HEIGHT - 52, **small),
    )
    rows.add_collection(parts.gaps)
    series.add_collection(parts.true_line)
    moving = style.mark_moving(
        *(parts.gaps, parts.truths, parts.shown, parts.true_line, parts.dots, parts.newest),
        *(parts.title, *parts.names, *parts.figures, parts.head, parts.foot),
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, worlds.provenance, parts)
    return update_worlds(picture, worlds)


def update_worlds(picture: Picture, worlds: Worlds) -> Picture:
    """Move points and words and return the picture of `worlds`."""
    parts: _Parts = picture.parts
    series, world, subtype = worlds.series, worlds.world, worlds.subtype
    splits = [series.split(world, name) for name in SUBTYPES]
    middles = np.arange(len(SUBTYPES)) + 0.74
    differences = np.array([split.difference for split in splits])
    truths = np.array([split.true_difference for split in splits])
    found = ~np.isnan(differences)
    parts.truths.set_offsets(np.column_stack([truths, middles]))
    parts.shown.set_offsets(np.column_stack([differences, middles])[found])
    looked_at = np.array([name == subtype for name in SUBTYPES])
    parts.shown.set_facecolor([style.INK if chosen else style.MUTED for chosen in looked_at[found]])
    ends = zip(truths[found], differences[found], middles[found], strict=True)
    parts.gaps.set_segments([[(truth, y), (shown, y)] for truth, shown, y in ends])
    for name, figures, split, chosen in zip(parts.names, parts.figures, splits, looked_at, strict=True):
        weight = "bold" if chosen else "normal"
        name.set(text=label_row(split), fontweight=weight)
        figures.set(text=write_difference(split), fontweight=weight)
    split = splits[SUBTYPES.index(subtype)]
    _set_dots(parts, series.differences[:world, SUBTYPES.index(subtype)])
    parts.true_line.set_segments([[(split.true_difference, 0), (split.true_difference, 1)]])
    parts.head.set_text(head_series(series, subtype, world))
    parts.foot.set_text(write_foot(split))
    parts.title.set_text(title_worlds(series, world))
    return replace(
        picture,
        alt=describe_worlds(series, subtype, world),
        sentence=read_worlds(series, subtype, world, worlds.extra_effect, worlds.extra_on_both),
        tabulate=partial(tabulate_worlds, series, subtype, world),
        provenance=worlds.provenance,
    )


def _set_dots(parts: _Parts, differences: np.ndarray) -> None:
    """Stack a dot a world, the last one darker; a world without a comparison has none."""
    bins = np.floor(differences / BIN)
    places = np.array([int((bins[:index] == value).sum()) for index, value in enumerate(bins)])
    cell = min((DOT_PIXELS + 1) / SERIES_HEIGHT, STACK_TOP / (places.max() + 1))
    offsets = np.column_stack([(bins + 0.5) * BIN, (places + 0.7) * cell])
    found = ~np.isnan(differences)
    last = np.arange(len(differences)) == len(differences) - 1
    parts.dots.set_offsets(offsets[found & ~last])
    parts.newest.set_offsets(offsets[found & last])


def _add_axes(figure: Figure, top: float, height: float, limits: tuple[float, float]) -> Axes:
    axes = style.add_plot(figure, AXIS_LEFT, top, AXIS_WIDTH, height)
    axes.set(xlim=(-REACH, REACH), ylim=limits, yticks=[])
    return axes


def _rule(axes: Axes, bands: Iterable[tuple[float, float]]) -> None:
    """Draw the ticks' lines behind the marks, and not behind words: zero darker."""
    segments = [[(tick, low), (tick, high)] for tick in TICKS for low, high in bands]
    colours = [style.MUTED if segment[0][0] == 0 else style.PALE for segment in segments]
    axes.add_collection(LineCollection(segments, colors=colours, linewidths=1.2, zorder=0))


def _write_key(rows: Axes) -> None:
    """Say above the rows what is compared, and what the two marks are."""
    y = ROWS_TOP - 12
    figure = rows.figure
    small = {"fontsize": style.SMALL_SIZE, "color": style.MUTED}
    style.write_at(figure, LEFT, y, "Mean TIS, IVIg minus placebo:", **small)
    style.write_at(figure, 264, y, "in this world", **small)
    style.write_at(figure, 388, y, "in truth", **small)
    sheet = style.add_sheet(figure, HEIGHT)
    sheet.scatter([252], [y], s=SHOWN_SIZE, marker="D", color=style.INK, edgecolor=style.PAPER, linewidth=1.0)
    sheet.scatter([374], [y], s=TRUTH_SIZE, marker="o", facecolor=style.PAPER, edgecolor=style.INK, linewidth=1.6)

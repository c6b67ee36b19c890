"""Four categories in each arm as a bar, a cut that moves through both, and every other reading of the same people."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.thresholds_words import (
    LONG_NAMES,
    SCALES,
    Row,
    Thresholds,
    describe_bars,
    explain_marks,
    list_rows,
    read_front,
    tabulate_readings,
    write_headline,
)

HEIGHT = 430
LEFT, RIGHT = 12, 466
BARS_LEFT, BARS_WIDTH = 76, 390
BAR_TOPS, BAR_HEIGHT, HEADING = (79, 151), 38, 67
"""CSS pixels. The best category stands at the left, so that those who reached the bar start at one edge in both arms,
and the step of the cut from arm to arm is as long as the risk difference."""
STEP, STEP_WORDS = 143, 129
ROWS_TOP, ROW_STEP = 218, 25
STRIP_LEFT, STRIP_WIDTH = 186, 114
"""From no difference to the end of the scale, between a row's name and its numbers."""
DOT, FRONT_DOT = 26.0, 62.0
"""Area of a point, square points."""
LINE, FRONT_LINE = 1.3, 3.2
TICK = (5, 10)
"""How far below its row a tick begins and ends."""
LETTER = 7.7
"""Width of a letter in a block, CSS pixels: a category is named where its name has room."""
LINE_STEP = 8
"""From the middle of a block up to its number and down to its name, CSS pixels."""
ARMS = ((style.IVIG, style.IVIG_PALE, style.PAPER), (style.PLACEBO, style.PLACEBO_PALE, style.INK))
"""Fill of those who reached the bar and of the rest, and the ink on the first."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    blocks: PolyCollection
    numbers: tuple[Text, ...]
    labels: tuple[Text, ...]
    headings: tuple[Text, ...]
    cut: LineCollection
    step: Text
    lines: LineCollection
    points: PathCollection
    ticks: LineCollection
    names: tuple[Text, ...]
    figures: tuple[Text, ...]
    note: Text


def start_thresholds(thresholds: Thresholds) -> Picture:
    """Draw what stays and return the picture of `thresholds`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, thresholds.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    c = thresholds.categories
    for name, n, top in zip(("IVIg", "Placebo"), (c.n_treatment, c.n_control), BAR_TOPS, strict=True):
        style.write(axes, LEFT, top + BAR_HEIGHT / 2, f"{name}\n{n}", **small)
    style.write(axes, LEFT, HEADING, "TIS at least", **small)
    heights = [ROWS_TOP + ROW_STEP * place for place in range(len(list_rows(thresholds)))]
    axes.plot([STRIP_LEFT] * 2, [heights[0] - 11, heights[-1] + 12], linewidth=1.2, zorder=1, **style.PLAIN_LINE)
    blocks = PolyCollection([], edgecolor=style.PAPER, linewidth=1.8, zorder=1)
    cut = LineCollection([], color=style.INK, linewidth=2.6, zorder=3)
    lines, ticks = LineCollection([], zorder=2), LineCollection([], color=style.INK, linewidth=1.6, zorder=2)
    for collection in (blocks, cut, lines, ticks):
        axes.add_collection(collection, autolim=False)
    everybody = (*c.counts_treatment, *c.counts_control)
    parts = _Parts(
        title=style.write_title(figure),
        blocks=blocks,
        numbers=tuple(style.write(axes, 0, 0, ha="center", **small) for _ in everybody),
        labels=tuple(style.write(axes, 0, 0, ha="center", **small) for _ in everybody),
        headings=tuple(style.write(axes, 0, HEADING, ha="center", **small) for _ in thresholds.bars),
        cut=cut,
        step=style.write(axes, 0, STEP_WORDS, ha="center", **small),
        lines=lines,
        points=axes.scatter([], [], marker="D", edgecolor=style.PAPER, linewidth=0.8, zorder=3),
        ticks=ticks,
        names=tuple(style.write(axes, LEFT, height, **small) for height in heights),
        figures=tuple(style.write(axes, RIGHT, height, ha="right", **small) for height in heights),
        note=style.write(axes, LEFT, heights[-1] + 27, color=style.MUTED, **small),
    )
    texts = (
        parts.title,
        parts.step,
        parts.note,
        *parts.numbers,
        *parts.labels,
        *parts.headings,
        *parts.names,
        *parts.figures,
    )
    moving = style.mark_moving(parts.blocks, parts.cut, parts.lines, parts.points, parts.ticks, *texts)
    picture = Picture(figure, moving, "", "", pd.DataFrame, thresholds.provenance, parts)
    return update_thresholds(picture, thresholds)


def update_thresholds(picture: Picture, thresholds: Thresholds) -> Picture:
    """Move the cut, put the reading in front and return the picture of `thresholds`."""
    parts: _Parts = picture.parts
    _place_blocks(parts, thresholds)
    _place_cut(parts, thresholds)
    _place_rows(parts, list_rows(thresholds))
    parts.note.set_text(explain_marks(thresholds))
    parts.title.set_text(write_headline(thresholds))
    return replace(
        picture,
        alt=describe_bars(thresholds),
        sentence=read_front(thresholds),
        tabulate=partial(tabulate_readings, thresholds),
        provenance=thresholds.provenance,
    )


def _place_blocks(parts: _Parts, thresholds: Thresholds) -> None:
    """Draw the categories of each arm from the best to the worst, those who reached the bar filled in."""
    c, verts, fills = thresholds.categories, [], []
    words = zip(parts.numbers, parts.labels, strict=True)
    for counts, top, (full, pale, ink) in zip((c.counts_treatment, c.counts_control), BAR_TOPS, ARMS, strict=True):
        left = float(BARS_LEFT)
        for place in reversed(range(len(counts))):
            right = left + BARS_WIDTH * counts[place] / sum(counts)
            verts.append([(left, top), (right, top), (right, top + BAR_HEIGHT), (left, top + BAR_HEIGHT)])
            has_reached = place > thresholds.place
            fills.append(full if has_reached else pale)
            short = thresholds.names[place]
            long = LONG_NAMES.get(short, short)
            name = long if len(long) * LETTER < right - left else short
            has_room = len(name) * LETTER < right - left
            middle, height = (left + right) / 2, top + BAR_HEIGHT / 2
            number, label = next(words)
            number.set(text=f"{counts[place]}", color=ink if has_reached else style.INK)
            number.set_position((middle, height - LINE_STEP if has_room else height))
            label.set(text=name if has_room else "", color=ink if has_reached else style.INK)
            label.set_position((middle, height + LINE_STEP))
            left = right
    parts.blocks.set_verts(verts)
    parts.blocks.set_facecolor(fills)


def _place_cut(parts: _Parts, thresholds: Thresholds) -> None:
    """Draw the cut as a step: down through one arm, along by the risk difference, down through the other."""
    cuts = thresholds.categories.cuts
    for heading, bar, cut in zip(parts.headings, thresholds.bars, cuts, strict=True):
        heading.set(text=f"{bar}", x=BARS_LEFT + BARS_WIDTH * cut.proportion_treatment)
        heading.set_fontweight("bold" if bar == thresholds.bar else "normal")
    cut = cuts[thresholds.place]
    above, below = (BARS_LEFT + BARS_WIDTH * share for share in (cut.proportion_treatment, cut.proportion_control))
    ends = BAR_TOPS[0] - 3, BAR_TOPS[1] + BAR_HEIGHT + 3
    parts.cut.set_segments([[(above, ends[0]), (above, STEP), (below, STEP), (below, ends[1])]])
    parts.step.set(text=f"{100 * cut.risk_difference:.1f} points", x=(above + below) / 2)


def _place_rows(parts: _Parts, rows: list[Row]) -> None:
    segments, ticks = [], []
    for row, name, figures in zip(rows, parts.names, parts.figures, strict=True):
        y = name.get_position()[1]
        weight = "bold" if row.is_bold else "normal"
        name.set(text=row.name, fontweight=weight)
        figures.set(text=row.figures, fontweight=weight)
        segments.append([(place_on_strip(row.kind, limit), y) for limit in (row.lower, row.upper)])
        for mark in row.marks:
            x = place_on_strip(row.kind, mark)
            ticks.append([(x, y + TICK[0]), (x, y + TICK[1])])
    colours = [style.INK if row.is_front else style.MUTED for row in rows]
    parts.lines.set_segments(segments)
    parts.lines.set_color(colours)
    parts.lines.set_linewidth([FRONT_LINE if row.is_front else LINE for row in rows])
    heights = [name.get_position()[1] for name in parts.names]
    middles = [place_on_strip(row.kind, row.estimate) for row in rows]
    parts.points.set_offsets(list(zip(middles, heights, strict=True)))
    parts.points.set_sizes([FRONT_DOT if row.is_front else DOT for row in rows])
    parts.points.set_facecolor(colours)
    parts.ticks.set_segments(ticks)


def place_on_strip(kind: str, number: float) -> float:
    """Return where a number stands on the strip of its kind of row, CSS pixels; a ratio on a log scale."""
    none, end = SCALES[kind]
    share = math.log(number / none) / math.log(end / none) if kind == "odds" else (number - none) / (end - none)
    return STRIP_LEFT + STRIP_WIDTH * share

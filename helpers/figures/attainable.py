"""What a patient can reach: six measures, each filled as far as it can earn points, and their sum against the bars."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.attainable_words import (
    Attainable,
    describe_reach,
    explain_row,
    name_row,
    note_entry,
    read_reach,
    tabulate_reach,
    write_headline,
)
from helpers.figures.picture import Picture

HEIGHT = 430
LEFT, RIGHT = 12, 466
KEY_TOP = 64
ROW_TOP, ROW_HEIGHT, BAR_HEIGHT = 76, 35, 14
WORDS, BAR = 9, 19
"""From the top of a row to the middle of its first line and to the top of its bar, CSS pixels."""
BARS_LEFT, PIXELS_PER_POINT = 284, 5.6
SUM_TOP, SUM_HEIGHT, SUM_LEFT, SUM_PIXELS_PER_POINT = 296, 24, 16, 4.48
TICKS, SHARES, ENTRY = 333, 352, 376
NARROWEST_NUMBERED = 5
"""Points: the narrowest piece of the sum in which its number still fits."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    names: tuple[Text, ...]
    reasons: tuple[Text, ...]
    points: tuple[Text, ...]
    bars: PolyCollection
    pieces: PolyCollection
    numbers: tuple[Text, ...]
    shares: tuple[Text, ...]
    whole: Text
    entry: Text


def start_attainable(attainable: Attainable) -> Picture:
    """Draw outlines, bars and ticks and return the picture of `attainable`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, attainable.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    tops = [ROW_TOP + ROW_HEIGHT * row for row in range(len(attainable.reaches))]
    for top, reach in zip(tops, attainable.reaches, strict=True):
        _outline(axes, BARS_LEFT, top + BAR, PIXELS_PER_POINT * reach.maximum, BAR_HEIGHT)
    _outline(axes, SUM_LEFT, SUM_TOP, 100 * SUM_PIXELS_PER_POINT, SUM_HEIGHT)
    _draw_key(axes)
    _draw_scale(axes, attainable)
    fills = [style.RATER_COLOURS[rater] for rater in attainable.raters]
    bars, pieces = (PolyCollection([], facecolor=fills, edgecolor=style.INK, linewidth=1.0, zorder=2) for _ in range(2))
    for collection in (bars, pieces):
        axes.add_collection(collection, autolim=False)
    parts = _Parts(
        title=style.write_title(figure),
        names=tuple(style.write(axes, LEFT, top + WORDS, **small) for top in tops),
        reasons=tuple(
            style.write(axes, LEFT + 18, top + BAR + BAR_HEIGHT / 2, color=style.MUTED, **small) for top in tops
        ),
        points=tuple(style.write(axes, RIGHT, top + WORDS, ha="right", **small) for top in tops),
        bars=bars,
        pieces=pieces,
        numbers=tuple(
            style.write(axes, 0, SUM_TOP + SUM_HEIGHT / 2, str(row + 1), ha="center", **small)
            for row in range(len(tops))
        ),
        shares=tuple(
            style.write(axes, SUM_LEFT + SUM_PIXELS_PER_POINT * bar.bar, SHARES, ha="center", **small)
            for bar in attainable.bars
        ),
        whole=style.write(axes, RIGHT, SHARES, ha="right", **small),
        entry=style.write(axes, LEFT, ENTRY, **small),
    )
    texts = (
        parts.title,
        *parts.names,
        *parts.reasons,
        *parts.points,
        *parts.numbers,
        *parts.shares,
        parts.whole,
        parts.entry,
    )
    moving = style.mark_moving(parts.bars, parts.pieces, *texts)
    picture = Picture(figure, moving, "", "", pd.DataFrame, attainable.provenance, parts)
    return update_attainable(picture, attainable)


def update_attainable(picture: Picture, attainable: Attainable) -> Picture:
    """Fill the bars as far as points can be reached and return the picture of `attainable`."""
    parts: _Parts = picture.parts
    bars, pieces, so_far = [], [], 0.0
    for row, reach in enumerate(attainable.reaches):
        parts.names[row].set_text(name_row(attainable, row))
        parts.reasons[row].set_text(explain_row(reach))
        parts.points[row].set_text(f"{reach.points:g} of {reach.maximum:g}")
        parts.points[row].set_fontweight("bold" if reach.lost else "normal")
        top = ROW_TOP + ROW_HEIGHT * row + BAR
        bars.append(_box(BARS_LEFT, top, PIXELS_PER_POINT * reach.points, BAR_HEIGHT))
        left, width = SUM_LEFT + SUM_PIXELS_PER_POINT * so_far, SUM_PIXELS_PER_POINT * reach.points
        pieces.append(_box(left, SUM_TOP, width, SUM_HEIGHT))
        parts.numbers[row].set(x=left + width / 2, visible=reach.points >= NARROWEST_NUMBERED)
        so_far += reach.points
    parts.bars.set_verts(bars)
    parts.pieces.set_verts(pieces)
    for text, bar in zip(parts.shares, attainable.bars, strict=True):
        text.set(text=f"{100 * bar.share:.0f} %", fontweight="normal" if bar.is_in_reach else "bold")
    parts.whole.set_text(f"of these {attainable.score.total:g}")
    parts.title.set_text(write_headline(attainable))
    parts.entry.set_text(note_entry(attainable))
    return replace(
        picture,
        alt=describe_reach(attainable),
        sentence=read_reach(attainable),
        tabulate=partial(tabulate_reach, attainable),
        provenance=attainable.provenance,
    )


def _draw_scale(axes: Axes, attainable: Attainable) -> None:
    """Write the scale of the sum, and draw the bars that a responder has to reach through it."""
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    bars = [bar.bar for bar in attainable.bars]
    for points in range(0, 101, 20):
        x = SUM_LEFT + SUM_PIXELS_PER_POINT * points
        is_bar = points in bars
        words, weight = (f"TIS {points}", "bold") if is_bar else (f"{points}", "normal")
        style.write(axes, x, TICKS, words, ha="center", fontweight=weight, **small)
        if is_bar:
            # Outside the pieces, whose numbers would be crossed out.
            for ends in ([SUM_TOP - 8, SUM_TOP], [SUM_TOP + SUM_HEIGHT, SUM_TOP + SUM_HEIGHT + 5]):
                axes.plot([x, x], ends, linewidth=2.2, **style.PLAIN_LINE)
    style.write(axes, LEFT, SHARES, "asks for", **small)


def _draw_key(axes: Axes) -> None:
    left = LEFT
    for words, colour in (style.RATER_COLOURS | {"lost": style.PAPER}).items():
        axes.add_patch(Rectangle((left, KEY_TOP - 6), 12, 12, facecolor=colour, edgecolor=style.INK, linewidth=1.0))
        style.write(axes, left + 17, KEY_TOP, words, transform=axes.transData, fontsize=style.SMALL_SIZE)
        left += 32 + 7.8 * len(words)


def _outline(axes: Axes, left: float, top: float, width: float, height: float) -> None:
    axes.add_patch(
        Rectangle((left, top), width, height, facecolor=style.PAPER, edgecolor=style.INK, linewidth=1.0, zorder=1)
    )


def _box(left: float, top: float, width: float, height: float) -> list[tuple[float, float]]:
    return [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]

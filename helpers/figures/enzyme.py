"""One enzyme in a score of six measures, in two panels: what it adds to the sum, and what its entry value lets it earn.

Above, the sum of points and where the enzyme can decide; below, the most that it can earn by its value at entry, beside
the most that each other measure can.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.enzyme_words import (
    UPPER_PANEL,
    EnzymeRoom,
    describe_enzyme,
    explain_bands,
    name_lower_panel,
    read_enzyme,
    tabulate_enzyme,
    write_headline,
)
from helpers.figures.picture import Picture

HEIGHT = 430
LEFT = 12
SUM_LEFT, PIXELS_PER_POINT = 16, 4.4
HEADS, RULE = (66, 173), 160
"""CSS pixels: the names of the two panels, and the line that parts them."""
SUM_TOP, SUM_HEIGHT, BAND_TOP, BAND_BOTTOM = 100, 18, 95, 122
"""CSS pixels. The sum of points as one bar, the enzyme's share at its end, on the bands where it can decide."""
NOTE = 147
"""CSS pixels: what the colours of the sum mean."""
AXES_LEFT, AXES_WIDTH, AXES_TOP, AXES_HEIGHT = 16, 448, 184, 172
"""CSS pixels: the most points by entry value."""
LOWEST, HIGHEST = -4.5, 36.5
"""Points: the axis of the staircase, with room below zero for the way from entry to week 16."""
HIGHEST_ENTRY = 15
"""Multiples of ULN: where the sliders end."""
WAY = -2.4
"""Height of that way, points."""
LAST = 15.5
"""Where the axis ends, multiples of ULN: past the sliders, so that a ring there is whole."""
NAME_STEP = 9
"""How far above its line the name of a measure stands, and below the staircase that of the enzyme, CSS pixels."""
RIGHT = 462
ASIDE = (12.5, 350)
"""Multiples of ULN at entry from which the enzyme's name stands further left, and where, CSS pixels."""
BOLD = {"fontweight": "bold"}
EDGE = {"edgecolor": style.INK, "linewidth": 1.0}


@dataclass(frozen=True)
class _Parts:
    title: Text
    bands: PolyCollection
    pieces: PolyCollection
    note: Text
    head: Text
    stairs: Line2D
    drop: Line2D
    most: Line2D
    earned: Line2D
    way: Line2D
    entry: Line2D
    end: Line2D
    name: Text
    scale: Text


def start_enzyme(room: EnzymeRoom) -> Picture:
    """Draw scales, marks and names and return the picture of `room`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, room.provenance)
    axes = _add_axes(figure)
    sheet = style.add_sheet(figure, HEIGHT)
    bands = PolyCollection([], facecolor=style.PALE, linewidth=0, zorder=1)
    pieces = PolyCollection([], facecolor=[style.PAPER, style.LABORATORY], zorder=2, **EDGE)
    for collection in (bands, pieces):
        sheet.add_collection(collection, autolim=False)
    _draw_scale(sheet, room)
    _draw_names(sheet, axes, room)
    plain = {"linestyle": "", "color": style.INK, "zorder": 4}
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    parts = _Parts(
        title=style.write_title(figure),
        bands=bands,
        pieces=pieces,
        note=style.write(sheet, LEFT, NOTE, color=style.MUTED, **small),
        head=style.write(sheet, LEFT, HEADS[1], **(small | BOLD)),
        stairs=axes.plot([0], [0], linewidth=3.0, zorder=3, **(style.PLAIN_LINE | {"color": style.LABORATORY}))[0],
        drop=axes.plot([0], [0], linewidth=1.2, zorder=2, **style.PLAIN_LINE)[0],
        most=axes.plot([0], [0], marker="o", markersize=12, fillstyle="none", markeredgewidth=1.6, **plain)[0],
        earned=axes.plot([0], [0], marker="o", markersize=6.5, markeredgewidth=0, **plain)[0],
        way=axes.plot([0], [0], linewidth=1.6, zorder=3, **style.PLAIN_LINE)[0],
        entry=axes.plot([0], [0], marker="|", markersize=9, markeredgewidth=1.6, **plain)[0],
        end=axes.plot([0], [0], marker="<", markersize=7, markeredgewidth=0, **plain)[0],
        name=style.write(
            sheet, RIGHT, _place(room.part.maximum) + NAME_STEP + 2, ha="right", fontweight="bold", **small
        ),
        scale=style.write(sheet, AXES_LEFT + AXES_WIDTH / 2, AXES_TOP + AXES_HEIGHT + 31, ha="center", **small),
    )
    moving = style.mark_moving(*(getattr(parts, name) for name in parts.__dataclass_fields__))
    picture = Picture(figure, moving, "", "", pd.DataFrame, room.provenance, parts)
    return update_enzyme(picture, room)


def update_enzyme(picture: Picture, room: EnzymeRoom) -> Picture:
    """Move sum, staircase and patient and return the picture of `room`."""
    parts: _Parts = picture.parts
    part = room.part
    bands = [(points - part.attainable, points) for points in room.thresholds.values()] if part.attainable else []
    parts.bands.set_verts([_make_box(*band, BAND_TOP, BAND_BOTTOM) for band in bands])
    parts.pieces.set_verts(
        [
            _make_box(low, high, SUM_TOP, SUM_TOP + SUM_HEIGHT)
            for low, high in ((0, part.other_points), (part.other_points, part.score.total))
        ]
    )
    entries, points = zip(*room.room, strict=True)
    ends = (*entries[1:], LAST)
    parts.stairs.set_data(
        [x for step in zip(entries, ends, strict=True) for x in step], [y for y in points for _ in range(2)]
    )
    parts.drop.set_data([room.before] * 2, [WAY, part.attainable])
    parts.most.set_data([room.before], [part.attainable])
    parts.earned.set_data([room.before], [part.points])
    parts.way.set_data([room.before, room.after], [WAY] * 2)
    parts.entry.set_data([room.before], [WAY])
    parts.end.set_data([room.after], [WAY])
    parts.end.set_marker("<" if room.after < room.before else ">" if room.after > room.before else "o")
    parts.name.set_text(f"{part.enzyme}: {part.maximum:g}")
    # The way of an enzyme that is high at entry would run through its own name.
    parts.name.set_x(RIGHT if room.before < ASIDE[0] else ASIDE[1])
    parts.scale.set_text(f"{part.enzyme} at entry (× ULN)")
    parts.head.set_text(name_lower_panel(room))
    parts.note.set_text(explain_bands(room))
    parts.title.set_text(write_headline(room))
    return replace(
        picture,
        alt=describe_enzyme(room),
        sentence=read_enzyme(room),
        tabulate=partial(tabulate_enzyme, room),
        provenance=room.provenance,
    )


def _add_axes(figure: Figure) -> Axes:
    axes = style.add_plot(figure, AXES_LEFT, AXES_TOP, AXES_WIDTH, AXES_HEIGHT)
    axes.set(xlim=(0, LAST), ylim=(LOWEST, HIGHEST), yticks=[])
    axes.set_xticks([1, 5, 10, 15])
    axes.axhline(0, linewidth=1.0, zorder=1, **style.PLAIN_LINE)
    return axes


def _draw_scale(sheet: Axes, room: EnzymeRoom) -> None:
    """Draw the upper panel's name, the scale of the sum with the marks of the categories, and the line below it."""
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    style.write(sheet, LEFT, HEADS[0], UPPER_PANEL, **(small | BOLD))
    sheet.plot([0, style.WIDTH], [RULE] * 2, linewidth=1.6, zorder=2, **(style.PLAIN_LINE | {"color": style.MUTED}))
    start, end = (SUM_LEFT + PIXELS_PER_POINT * points for points in (0, 100))
    sheet.plot([start, end], [BAND_BOTTOM] * 2, linewidth=1.0, zorder=2, **style.PLAIN_LINE)
    for points in range(0, 101, 20):
        x = SUM_LEFT + PIXELS_PER_POINT * points
        style.write(sheet, x, BAND_BOTTOM + 11, f"{points}", ha="center", **small)
    for name, points in room.thresholds.items():
        x = SUM_LEFT + PIXELS_PER_POINT * points
        sheet.plot([x, x], [BAND_TOP - 6, BAND_BOTTOM], linewidth=1.4, zorder=3, **style.PLAIN_LINE)
        style.write(sheet, x + 4, BAND_TOP - 8, name, **small)


def _draw_names(sheet: Axes, axes: Axes, room: EnzymeRoom) -> None:
    """Mark the most that each other measure can earn, those with as many points on one line."""
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    for points in sorted(set(room.maxima.values())):
        names = ", ".join(name for name, most in room.maxima.items() if most == points)
        axes.axhline(points, linewidth=1.0, zorder=1, **(style.PLAIN_LINE | {"color": style.MUTED}))
        style.write(sheet, RIGHT, _place(points) - NAME_STEP, f"{names}: {points:g}", ha="right", **small)
    for place, words in enumerate(("Ring: most from this entry", "Dot: earned", "Arrow: entry to week 16")):
        style.write(sheet, AXES_LEFT, _place(30) + 15 * place, words, color=style.MUTED, **small)


def _place(points: float) -> float:
    """Return the height of so many points on the sheet, CSS pixels from the top."""
    return AXES_TOP + AXES_HEIGHT * (HIGHEST - points) / (HIGHEST - LOWEST)


def _make_box(low: float, high: float, top: float, bottom: float) -> list[tuple[float, float]]:
    """Return the corners of a box from `low` to `high` points."""
    left, right = (SUM_LEFT + PIXELS_PER_POINT * points for points in (low, high))
    return [(left, top), (right, top), (right, bottom), (left, bottom)]

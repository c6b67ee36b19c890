"""End points as boxes that overlap as they correlate, what chance makes of them, and five p values adjusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.evidence.status import Status
from helpers.figures import style
from helpers.figures.multiplicity_words import (
    Multiplicity,
    describe_multiplicity,
    name_adjustment,
    name_boxes,
    name_ends,
    print_p,
    print_percent,
    read_multiplicity,
    tabulate_multiplicity,
    write_headline,
)
from helpers.figures.picture import Picture

HEIGHT = 430
LEFT = 12
NAME, BOXES_TOP, BOX = 65, 77, 17
"""The line above the boxes, their upper edge and their side, CSS pixels."""
PITCH = 23
"""From one box to the next where nothing correlates."""
AXIS_LEFT, AXIS_WIDTH, AXIS_TOP, AXIS_HEIGHT = 62, 390, 110, 138
ENDS, AXIS_NAME = -0.245, -0.375
"""Lines below the numbers of the axis, in heights of it."""
LIST_NAME, LIST_TOP, LIST_HEIGHT, LIST_LEFT, LIST_PITCH, LIST_WIDTH = 322, 335, 48, 96, 75, 70
"""The five p values below."""
MOST_LISTED = 5
CLEAR = 10
"""How far above the curve the middle of the words beside the point stands, percent."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    names: Text
    boxes: PolyCollection
    curve: Line2D
    point: Line2D
    chance: Text
    ends: tuple[Text, Text]
    end_marks: Line2D
    method: Text
    listed: PolyCollection
    numbers: tuple[Text, ...]


def start_multiplicity(multiplicity: Multiplicity) -> Picture:
    """Draw the axes and return the picture of `multiplicity`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, multiplicity.provenance)
    sheet = style.add_sheet(figure, HEIGHT)
    axes = style.add_plot(figure, AXIS_LEFT, AXIS_TOP, AXIS_WIDTH, AXIS_HEIGHT)
    _draw_scales(axes)
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    style.write(sheet, LEFT, LIST_TOP + LIST_HEIGHT / 2, "p invented\nadjusted p", **small)
    data = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    quiet = {"fontsize": style.SMALL_SIZE, "color": style.MUTED}
    boxes = PolyCollection([], facecolor=style.PALE, edgecolor=style.INK, linewidth=0.9, zorder=2)
    listed = PolyCollection([], edgecolor=style.INK, linewidth=1.2, zorder=2)
    for collection in (boxes, listed):
        sheet.add_collection(collection, autolim=False)
    (curve,) = axes.plot([0], [0], **(style.PLAIN_LINE | {"linewidth": 2.2, "zorder": 3}))
    mark = {"linestyle": "", "color": style.INK, "markeredgewidth": 1.2, "clip_on": False}
    (end_marks,) = axes.plot([0], [0], marker="o", markersize=7, fillstyle="none", zorder=4, **mark)
    (point,) = axes.plot([0], [0], marker="D", markersize=10, zorder=5, **mark)
    point.set_color(style.STAMP_COLOURS[Status.SYNTHETIC])
    middles = [LIST_LEFT + LIST_PITCH * place + LIST_WIDTH / 2 for place in range(MOST_LISTED)]
    parts = _Parts(
        title=style.write_title(figure),
        names=style.write(sheet, LEFT, NAME, **small),
        boxes=boxes,
        curve=curve,
        point=point,
        chance=style.write(axes, 0, 0, ha="center", fontweight="bold", **data),
        ends=(style.write(axes, 0, ENDS, **quiet), style.write(axes, 1, ENDS, ha="right", **quiet)),
        end_marks=end_marks,
        method=style.write(sheet, LEFT, LIST_NAME, **small),
        listed=listed,
        numbers=tuple(style.write(sheet, x, LIST_TOP + LIST_HEIGHT / 2, ha="center", **small) for x in middles),
    )
    texts = (parts.title, parts.names, parts.chance, *parts.ends, parts.method, *parts.numbers)
    moving = style.mark_moving(parts.boxes, parts.curve, parts.end_marks, parts.point, parts.listed, *texts)
    picture = Picture(figure, moving, "", "", pd.DataFrame, multiplicity.provenance, parts)
    return update_multiplicity(picture, multiplicity)


def update_multiplicity(picture: Picture, multiplicity: Multiplicity) -> Picture:
    """Move boxes, curve and point and return the picture of `multiplicity`."""
    parts: _Parts = picture.parts
    result = multiplicity.result
    shift = PITCH * (1 - result.correlation)
    parts.boxes.set_verts([_box(LEFT + 1 + shift * place, BOXES_TOP, BOX, BOX) for place in range(result.endpoints)])
    correlations, chances = np.array(multiplicity.curve).T
    parts.curve.set_data(correlations, 100 * chances)
    parts.end_marks.set_data([0, 1], [100 * result.if_independent, 100 * result.if_identical])
    parts.point.set_data([result.correlation], [100 * result.chance])
    _place_chance(parts, multiplicity)
    for text, words in zip(parts.ends, name_ends(multiplicity), strict=True):
        text.set_text(words)
    _fill_list(parts, multiplicity)
    parts.names.set_text(name_boxes(multiplicity))
    parts.method.set_text(name_adjustment(multiplicity.adjusted))
    parts.title.set_text(write_headline(multiplicity))
    return replace(
        picture,
        alt=describe_multiplicity(multiplicity),
        sentence=read_multiplicity(multiplicity),
        tabulate=partial(tabulate_multiplicity, multiplicity),
        provenance=multiplicity.provenance,
    )


def _draw_scales(axes: Axes) -> None:
    axes.set(xlim=(0, 1), ylim=(0, 100), yticks=[])
    axes.set_xticks(np.linspace(0, 1, 6))
    data = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    for percent in (0, 50, 100):
        axes.plot(
            [0, 1],
            [percent, percent],
            linewidth=1.2,
            zorder=0,
            clip_on=False,
            **(style.PLAIN_LINE | {"color": style.PALE}),
        )
        style.write(axes, -0.025, percent, f"{percent} %", ha="right", **data)
    style.write(axes, 0.5, AXIS_NAME, "correlation between any two end points", ha="center", fontsize=style.SMALL_SIZE)


def _place_chance(parts: _Parts, multiplicity: Multiplicity) -> None:
    """Print the chance beside its point, on the side that the curve leaves free."""
    result = multiplicity.result
    rises = result.if_identical > result.if_independent
    # A single end point always agrees with itself: a flat line at the top, with room below it alone.
    above = -12 if result.if_independent == 1 else 12 + 6 * result.correlation
    x = max(result.correlation - 0.02, 0.19) if rises else min(max(result.correlation, 0.1), 0.91)
    parts.chance.set(text=print_percent(result.chance), ha="right" if rises else "center")
    height = 100 * result.chance + above
    if rises:
        # At the left the words reach past their point, under a curve that climbs.
        height = max(height, 100 * float(np.interp(x, *np.array(multiplicity.curve).T)) + CLEAR)
    parts.chance.set_position((x, height))


def _fill_list(parts: _Parts, multiplicity: Multiplicity) -> None:
    adjusted = multiplicity.adjusted
    parts.listed.set_verts(
        [_box(LIST_LEFT + LIST_PITCH * place, LIST_TOP, LIST_WIDTH, LIST_HEIGHT) for place in range(len(adjusted.raw))]
    )
    parts.listed.set_facecolor([to_rgba(style.INK if each else style.PAPER) for each in adjusted.rejected])
    for text, name, raw, p, rejected in zip(
        parts.numbers, adjusted.names, adjusted.raw, adjusted.adjusted, adjusted.rejected, strict=True
    ):
        text.set_text(f"{name}: {print_p(raw)}\n{'✓' if rejected else '✗'} {print_p(p)}")
        text.set_color(style.PAPER if rejected else style.INK)


def _box(x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]

"""Power against the number of patients: a saw-tooth that climbs to a target, and a close look where it matters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.power_words import (
    CLOSE,
    LARGEST_SHOWN,
    Planned,
    describe_planned,
    read_planned,
    tabulate_planned,
    title_planned,
    write_axis,
    write_chosen,
    write_size,
    write_tooth,
)
from helpers.models.rendering import print_percent

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH = 64, 396
CHOSEN, SIZE, AXIS_WORDS = 72, 92, 114
CURVE_TOP, CURVE_HEIGHT = 130, 142
CLOSE_WORDS, CLOSE_TOP, CLOSE_HEIGHT = 313, 327, 46
"""CSS pixels."""
CLOSE_POINTS = 5.0
"""Percentage points above and below the target that the close look shows; what lies beyond is an arrow at its edge."""
EDGE = CLOSE_POINTS + 1
"""Half the height of the close look, percentage points."""
MARK = 74.0
"""Area of a mark in the close look, square points: the marks fill it in part."""
HELD_WORDS = 14
"""Height of the words beside the line at the answer, %."""
DOT = Path.circle((0, 0), 0.36)
UP, DOWN = (Path([(-0.45, -0.3 * way), (0.45, -0.3 * way), (0, 0.5 * way), (-0.45, -0.3 * way)]) for way in (1, -1))


@dataclass(frozen=True)
class _Close:
    words: Text
    lines: LineCollection
    marks: PathCollection
    heights: tuple[Text, ...]
    numbers: tuple[Text, ...]


@dataclass(frozen=True)
class _Parts:
    title: Text
    chosen_words: Text
    size_words: Text
    axis_words: Text
    power: Line2D
    target: Line2D
    target_words: Text
    held: Line2D
    held_words: Text
    chosen: Line2D
    close: _Close


def start_power(planned: Planned) -> Picture:
    """Draw the axes and return the picture of `planned`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, planned.provenance)
    curve = _add_curve_axes(figure)
    sheet = style.add_sheet(figure, HEIGHT)
    quiet = {"fontsize": style.SMALL_SIZE}
    data, page = {"transform": curve.transData, **quiet}, {"transform": sheet.transData, **quiet}
    ring = {"marker": "o", "markersize": 9, "markerfacecolor": style.PAPER, "mew": 2, "linestyle": ""}
    ring |= {"color": style.INK, "zorder": 5, "clip_on": False}
    sheet.plot([LEFT + 6], [CHOSEN], **ring)
    parts = _Parts(
        title=style.write_title(figure),
        chosen_words=style.write(sheet, LEFT + 18, CHOSEN, **page),
        size_words=style.write(sheet, LEFT + 18, SIZE, color=style.MUTED, **page),
        axis_words=style.write(sheet, LEFT, AXIS_WORDS, **page),
        power=curve.plot([], [], linewidth=1.5, zorder=3, **style.PLAIN_LINE)[0],
        target=curve.plot([0, LARGEST_SHOWN], [0, 0], linewidth=1.2, zorder=1, **style.PLAIN_LINE)[0],
        target_words=style.write(curve, -6, 0, ha="right", fontweight="bold", **data),
        held=curve.plot([], [], linewidth=2, zorder=1, **(style.PLAIN_LINE | {"color": style.MUTED}))[0],
        held_words=style.write(curve, 0, HELD_WORDS, fontweight="bold", **data),
        chosen=curve.plot([], [], **ring)[0],
        close=_add_close(figure, sheet, quiet),
    )
    near = parts.close
    alone = [part for part in vars(parts).values() if part is not near]
    moving = style.mark_moving(*alone, near.words, near.lines, near.marks, *near.heights, *near.numbers)
    picture = Picture(figure, moving, "", "", pd.DataFrame, planned.provenance, parts)
    return update_power(picture, planned)


def update_power(picture: Picture, planned: Planned) -> Picture:
    """Move curve, ring and the close look and return the picture of `planned`."""
    parts: _Parts = picture.parts
    plan, chosen = planned.plan, planned.chosen
    target = 100 * plan.power
    parts.title.set_text(title_planned(planned))
    parts.chosen_words.set_text(write_chosen(planned))
    parts.size_words.set_text(write_size(planned))
    parts.axis_words.set_text(write_axis(planned))
    parts.power.set_data(planned.curve.n_control, 100 * np.array(planned.curve.power))
    parts.target.set_ydata([target, target])
    parts.target_words.set(y=target, text=print_percent(plan.power))
    _show_held(parts, plan.n_per_arm, target)
    parts.chosen.set_data([chosen.n_control], [100 * chosen.power])
    _show_close(parts.close, planned)
    return replace(
        picture,
        alt=describe_planned(planned),
        sentence=read_planned(planned),
        tabulate=partial(tabulate_planned, planned),
        provenance=planned.provenance,
    )


def _add_curve_axes(figure: Figure) -> Axes:
    axes = style.add_plot(figure, AXIS_LEFT, CURVE_TOP, AXIS_WIDTH, CURVE_HEIGHT)
    axes.set(xlim=(0, LARGEST_SHOWN), ylim=(0, 102), yticks=[])
    axes.set_xticks(range(0, LARGEST_SHOWN + 1, 50))
    for height in (0, 50, 100):
        axes.axhline(height, linewidth=1.0, zorder=0, **(style.PLAIN_LINE | {"color": style.PALE}))
        style.write(axes, -6, height, f"{height} %", ha="right", transform=axes.transData, fontsize=style.SMALL_SIZE)
    return axes


def _add_close(figure: Figure, sheet: Axes, quiet: dict) -> _Close:
    """Make the close look's place; all of it moves, since it is there only where the saw-tooth matters."""
    close = style.add_plot(figure, AXIS_LEFT, CLOSE_TOP, AXIS_WIDTH, CLOSE_HEIGHT)
    close.axis("off")
    close.set(xlim=(-CLOSE - 0.7, CLOSE + 0.7), ylim=(-EDGE, EDGE))
    near = {"transform": close.transData, **quiet}
    lines = LineCollection([], colors=style.INK, linewidths=1.1, capstyle="butt", zorder=1, clip_on=False)
    close.add_collection(lines, autolim=False)
    return _Close(
        words=style.write(sheet, LEFT, CLOSE_WORDS, transform=sheet.transData, **quiet),
        lines=lines,
        marks=close.scatter([], [], s=MARK, linewidth=1.2, zorder=3, clip_on=False),
        heights=tuple(
            style.write(close, -CLOSE - 1.2, points, ha="right", fontweight="normal" if points else "bold", **near)
            for points in (CLOSE_POINTS, 0, -CLOSE_POINTS)
        ),
        numbers=tuple(style.write(close, 0, -EDGE - 3, ha="center", **near) for _ in range(4)),
    )


def _show_held(parts: _Parts, held: int, target: float) -> None:
    """Mark the number of patients from which power stays at the target; beyond the axis, say so at its end."""
    is_inside = held <= LARGEST_SHOWN
    is_left = held <= 0.6 * LARGEST_SHOWN
    parts.held.set_data([held] * 2 if is_inside else [], [0, target] if is_inside else [])
    parts.held_words.set(
        x=held + 4 if is_left else min(held - 4, LARGEST_SHOWN),
        ha="left" if is_left else "right",
        text=f"from {held} on" + ("" if is_inside else " →"),
    )


def _show_close(close: _Close, planned: Planned) -> None:
    """Show each number of patients around the saw-tooth: filled at the target or above, hollow below."""
    close.words.set_text(write_tooth(planned))
    for part in (close.lines, close.marks, *close.heights, *close.numbers):
        part.set_visible(planned.has_tooth)
    if not planned.has_tooth:
        return
    plan, shown = planned.plan, planned.close.n_control
    above = 100 * (np.array(planned.close.power) - plan.power)
    middle = (plan.first_control + plan.n_per_arm) // 2
    close.marks.set_offsets(np.column_stack([np.array(shown) - middle, np.clip(above, -CLOSE_POINTS, CLOSE_POINTS)]))
    close.marks.set_paths([UP if each > CLOSE_POINTS else DOWN if each < -CLOSE_POINTS else DOT for each in above])
    close.marks.set_facecolor([style.INK if power >= plan.power else style.PAPER for power in planned.close.power])
    close.marks.set_edgecolor(style.INK)
    told = (shown[0], plan.first_control, plan.n_per_arm, shown[-1])
    ends = (-CLOSE - 0.7, CLOSE + 0.7)
    ticks = [[(n - middle, -EDGE), (n - middle, -EDGE - 1)] for n in told]
    close.lines.set_segments([[(end, height) for end in ends] for height in (0, -EDGE)] + ticks)
    for text, n in zip(close.numbers, told, strict=True):
        text.set(x=n - middle, text=str(n))
    for text, points in zip(close.heights, (CLOSE_POINTS, 0, -CLOSE_POINTS), strict=True):
        text.set_text(print_percent(plan.power + points / 100))

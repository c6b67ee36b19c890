"""What few patients can tell: a fan of intervals for every count, and one for every way to fall on two arms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.few_patients_words import (
    FewPatients,
    describe_few,
    name_group,
    read_few,
    tabulate_few,
    tell_difference,
    tell_rate,
    write_headline,
)
from helpers.figures.picture import Picture
from helpers.figures.text import print_signed
from helpers.models.intervals import Interval

HEIGHT = 430
LEFT = 12
PANEL_TOP, PANEL_WIDTH, PANEL_HEIGHT = 120, 168, 168
PANELS = (46, 290)
"""CSS pixels: the left edge of the rates and of the differences; below, of their words."""
HEADS_LINE, UNITS_LINE = 86, 105
COUNTED_LINE, NUMBERS_LINE, NUMBERS_STEP = 323, 346, 17
WORDS = (LEFT, 272)
SPAN = ((0, 100), (-100, 100))
"""Percent, and percentage points: each axis of the two panels."""
WIDEST_LINE = 5.0
"""Points; with more patients the lines of a fan have less room."""


@dataclass(frozen=True)
class _Fan:
    lines: LineCollection
    front: Line2D
    point: Line2D
    words: tuple[Text, ...]


@dataclass(frozen=True)
class _Parts:
    title: Text
    group: Text
    arms: Text
    rates: _Fan
    ticks: Line2D
    differences: _Fan


def start_few_patients(shown: FewPatients) -> Picture:
    """Draw both panels and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    left, right = (style.add_plot(figure, edge, PANEL_TOP, PANEL_WIDTH, PANEL_HEIGHT) for edge in PANELS)
    _draw_panel(left, SPAN[0], (0, 50, 100))
    _draw_panel(right, SPAN[1], (-100, 0, 100))
    right.axhline(0, linewidth=1.4, zorder=1, **style.PLAIN_LINE)
    small = {"fontsize": style.SMALL_SIZE}
    style.write_at(figure, LEFT, HEADS_LINE, "A response rate", fontweight="bold", **small)
    for edge, words, what, unit in zip(PANELS, WORDS, ("interval", "IVIg less placebo"), ("%", "points"), strict=True):
        style.write_at(figure, words, UNITS_LINE, f"{what}, {unit}", color=style.MUTED, **small)
        middle = edge + PANEL_WIDTH / 2
        style.write_at(figure, middle, COUNTED_LINE, f"observed, {unit}", ha="center", color=style.MUTED, **small)
    (ticks,) = left.plot([], [], linestyle="", marker="_", markersize=13, color=style.INK, zorder=4)
    ticks.set_markeredgewidth(1.8)
    parts = _Parts(
        title=style.write_title(figure),
        group=style.write_at(figure, LEFT, 64, **small),
        arms=style.write_at(figure, WORDS[1], HEADS_LINE, fontweight="bold", **small),
        rates=_add_fan(figure, left, WORDS[0]),
        ticks=ticks,
        differences=_add_fan(figure, right, WORDS[1]),
    )
    moving = style.mark_moving(
        *(parts.title, parts.group, parts.arms, parts.ticks),
        *(
            artist
            for fan in (parts.rates, parts.differences)
            for artist in (fan.lines, fan.front, fan.point, *fan.words)
        ),
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_few_patients(picture, shown)


def update_few_patients(picture: Picture, shown: FewPatients) -> Picture:
    """Move both fans and return the picture of `shown`."""
    parts: _Parts = picture.parts
    _move_fan(parts.rates, shown.rates, shown.rate, tell_rate(shown))
    _move_fan(parts.differences, shown.differences, shown.difference, tell_difference(shown))
    parts.ticks.set_data([100 * shown.rate.estimate] * 2, [100 * limit for limit in shown.other])
    parts.title.set_text(write_headline(shown))
    parts.group.set_text(name_group(shown))
    parts.arms.set_text(f"A difference: {shown.arms.n_treatment} v {shown.arms.n_control}")
    return replace(
        picture,
        alt=describe_few(shown),
        sentence=read_few(shown),
        tabulate=partial(tabulate_few, shown),
        provenance=shown.provenance,
    )


def _draw_panel(axes: Axes, span: tuple[int, int], ticks: tuple[int, ...]) -> None:
    low, high = span
    slack = 0.04 * (high - low)
    axes.set(xlim=(low - slack, high + slack), ylim=(low - slack, high + slack), yticks=[])
    names = [print_signed(tick, 0) if low < 0 else str(tick) for tick in ticks]
    axes.set_xticks(ticks, names)
    for tick, name in zip(ticks, names, strict=True):
        axes.axhline(tick, linewidth=1.0, zorder=0, **(style.PLAIN_LINE | {"color": style.PALE}))
        style.write(
            axes, -0.04, tick, name, ha="right", transform=axes.get_yaxis_transform(), fontsize=style.SMALL_SIZE
        )
    # What was observed, where an interval would be if it had no width.
    axes.plot(span, span, linewidth=1.0, zorder=1, **(style.PLAIN_LINE | {"color": style.MUTED}))


def _add_fan(figure: Figure, axes: Axes, words_left: float) -> _Fan:
    lines = axes.add_collection(LineCollection([], colors=style.EXAMINER, zorder=2))
    (front,) = axes.plot([], [], linewidth=4.0, zorder=3, **style.PLAIN_LINE)
    (point,) = axes.plot([], [], linestyle="", marker="o", markersize=9, color=style.INK, zorder=5)
    point.set(markeredgecolor=style.PAPER, markeredgewidth=1.2)
    words = tuple(
        style.write_at(
            figure, words_left, NUMBERS_LINE + NUMBERS_STEP * place, fontsize=style.SMALL_SIZE, fontweight=weight
        )
        for place, weight in enumerate(("bold", "normal", "normal"))
    )
    return _Fan(lines, front, point, words)


def _move_fan(fan: _Fan, intervals: Sequence[Interval], chosen: Interval, told: Sequence[str]) -> None:
    x = 100 * np.array([interval.estimate for interval in intervals])
    ends = 100 * np.array([[interval.lower, interval.upper] for interval in intervals])
    fan.lines.set_segments(np.stack([np.column_stack([x, ends[:, 0]]), np.column_stack([x, ends[:, 1]])], axis=1))
    # Half of the room from one line to the next, in points.
    room = PANEL_WIDTH * 0.72 / (2 * len(intervals))
    fan.lines.set_linewidth(min(WIDEST_LINE, room))
    middle, limits = 100 * chosen.estimate, [100 * limit for limit in chosen]
    fan.front.set_data([middle, middle], limits)
    fan.point.set_data([middle], [middle])
    for words, text in zip(fan.words, told, strict=True):
        words.set_text(text)

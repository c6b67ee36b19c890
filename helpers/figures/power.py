"""Power against the number of patients: a saw-tooth that climbs to a target, and a close look where it gets there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.power_words import (
    CLOSE,
    LARGEST_SHOWN,
    Planned,
    describe_planned,
    percent,
    print_arms,
    read_planned,
    tabulate_planned,
    title_planned,
)

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH = 64, 396
CURVE_TOP, CURVE_HEIGHT = 114, 158
CLOSE_TOP, CLOSE_HEIGHT = 326, 46
"""CSS pixels."""
CLOSE_POINTS = 5.0
"""Percentage points above and below the target that the close look shows."""
DOT = 30.0
"""Area of a number of patients in the close look, square points."""
KEY = 74
"""CSS pixels from the top: what the two marks on the curve are."""
HELD_WORDS, SIZE_WORDS = 23, 12
"""Heights of the words inside the curve's axes, %; the line above the answer leaves room for the lower ones."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    chosen_words: Text
    trial_words: Text
    power: Line2D
    size: Line2D
    size_words: Text
    target: Line2D
    target_words: Text
    held: Line2D
    held_words: Text
    chosen: Line2D
    trial: Line2D
    dots: PathCollection
    close_target: Text
    close_words: Text
    numbers: tuple[Text, ...]


def start_power(planned: Planned) -> Picture:
    """Draw both pairs of axes and return the picture of `planned`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, planned.provenance)
    curve = _add_curve_axes(figure)
    close = _add_axes(figure, CLOSE_TOP, CLOSE_HEIGHT)
    close.set(xlim=(-CLOSE - 0.7, CLOSE + 0.7), ylim=(-CLOSE_POINTS - 1, CLOSE_POINTS + 1), yticks=[])
    steps = range(-10, 11, 5)
    close.set_xticks(steps, [""] * len(steps))
    close.axhline(0, linewidth=1.2, zorder=1, **style.PLAIN_LINE)
    quiet = {"fontsize": style.SMALL_SIZE}
    plain = {"linestyle": "", "color": style.INK, "zorder": 5, "clip_on": False}
    sheet = style.add_sheet(figure, HEIGHT)
    _draw_key(sheet)
    data, near = {"transform": curve.transData, **quiet}, {"transform": close.transData, **quiet}
    parts = _Parts(
        title=style.write_title(figure),
        chosen_words=style.write(sheet, LEFT + 16, KEY, transform=sheet.transData, **quiet),
        trial_words=style.write(sheet, 220, KEY, transform=sheet.transData, **quiet),
        power=curve.plot([], [], linewidth=1.5, zorder=3, **style.PLAIN_LINE)[0],
        size=curve.plot([], [], linewidth=1.2, zorder=2, **(style.PLAIN_LINE | {"color": style.MUTED}))[0],
        size_words=style.write(curve, LARGEST_SHOWN, SIZE_WORDS, ha="right", color=style.MUTED, **data),
        target=curve.plot([0, LARGEST_SHOWN], [0, 0], linewidth=1.2, zorder=1, **style.PLAIN_LINE)[0],
        target_words=style.write(curve, -6, 0, ha="right", fontweight="bold", **data),
        held=curve.plot([], [], linewidth=2, zorder=1, **(style.PLAIN_LINE | {"color": style.MUTED}))[0],
        held_words=style.write(curve, 0, HELD_WORDS, fontweight="bold", **data),
        chosen=curve.plot([], [], marker="o", markersize=9, markerfacecolor=style.PAPER, mew=2, **plain)[0],
        trial=curve.plot([], [], marker="D", markersize=7, mew=1, **plain)[0],
        dots=close.scatter([], [], s=DOT, marker="o", linewidth=1.2, zorder=3),
        close_target=style.write(close, -CLOSE - 1.4, 0, ha="right", fontweight="bold", **near),
        close_words=style.write(sheet, LEFT, CLOSE_TOP - 12, transform=sheet.transData, **quiet),
        numbers=tuple(style.write(close, step, -CLOSE_POINTS - 4.6, ha="center", **near) for step in steps),
    )
    moving = style.mark_moving(*(part for part in vars(parts).values() if not isinstance(part, tuple)), *parts.numbers)
    picture = Picture(figure, moving, "", "", pd.DataFrame(), planned.provenance, parts)
    return update_power(picture, planned)


def update_power(picture: Picture, planned: Planned) -> Picture:
    """Move curve, marks and the close look and return the picture of `planned`."""
    parts: _Parts = picture.parts
    plan, chosen, trial = planned.plan, planned.chosen, planned.trial
    target = 100 * plan.power
    parts.title.set_text(title_planned(planned))
    parts.chosen_words.set_text(f"{chosen.n_control} per arm: {percent(chosen.power)}")
    parts.trial_words.set_text(f"{print_arms(trial)}, as ProDERM: {percent(trial.power)}")
    parts.power.set_data(planned.curve.n_control, 100 * np.array(planned.curve.power))
    parts.size.set_data(planned.curve.n_control, 100 * np.array(planned.curve.size))
    parts.size_words.set_text(f"if both {percent(chosen.p_control)}: {percent(chosen.size)} at {chosen.n_control}")
    parts.target.set_ydata([target, target])
    parts.target_words.set(y=target, text=percent(plan.power))
    _show_held(parts, plan.n_per_arm, target)
    parts.chosen.set_data([chosen.n_control], [100 * chosen.power])
    parts.trial.set_data([(trial.n_treatment + trial.n_control) / 2], [100 * trial.power])
    _show_close(parts, planned)
    return replace(
        picture,
        alt=describe_planned(planned),
        sentence=read_planned(planned),
        table=tabulate_planned(planned),
        provenance=planned.provenance,
    )


def _add_axes(figure: Figure, top: float, height: float) -> Axes:
    return style.add_axes(
        figure, AXIS_LEFT / style.WIDTH, 1 - (top + height) / HEIGHT, AXIS_WIDTH / style.WIDTH, height / HEIGHT
    )


def _add_curve_axes(figure: Figure) -> Axes:
    axes = _add_axes(figure, CURVE_TOP, CURVE_HEIGHT)
    axes.set(xlim=(0, LARGEST_SHOWN), ylim=(0, 102), yticks=[])
    axes.set_xticks(range(0, LARGEST_SHOWN + 1, 50))
    for height in (0, 50, 100):
        axes.axhline(height, linewidth=1.0, zorder=0, **(style.PLAIN_LINE | {"color": style.PALE}))
        style.write(axes, -6, height, f"{height} %", ha="right", transform=axes.transData, fontsize=style.SMALL_SIZE)
    return axes


def _draw_key(sheet: Axes) -> None:
    """Write what does not move: the two marks on the curve, and what the axes are."""
    quiet = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    plain = {"linestyle": "", "color": style.INK}
    sheet.plot([LEFT + 6], [KEY], marker="o", markersize=9, markerfacecolor=style.PAPER, mew=2, **plain)
    sheet.plot([209], [KEY], marker="D", markersize=7, mew=1, **plain)
    style.write(sheet, LEFT, CURVE_TOP - 18, "Chance that the test rejects, by patients per arm", **quiet)


def _show_held(parts: _Parts, held: int, target: float) -> None:
    """Mark the number of patients from which power stays at the target; beyond the axis, say so at its end."""
    is_inside = held <= LARGEST_SHOWN
    is_left = held <= 0.6 * LARGEST_SHOWN
    heights = (0, SIZE_WORDS - 5, np.nan, SIZE_WORDS + 5, target) if is_inside else ()
    parts.held.set_data([held] * len(heights), heights)
    parts.held_words.set(
        x=held + 4 if is_left else min(held - 4, LARGEST_SHOWN),
        ha="left" if is_left else "right",
        text=f"from {held} on" + ("" if is_inside else " →"),
    )


def _show_close(parts: _Parts, planned: Planned) -> None:
    """Show each number of patients around the answer as a dot: filled at the target or above, hollow below."""
    plan = planned.plan
    held, target = plan.n_per_arm, 100 * plan.power
    near = [
        (n - held, 100 * power - target)
        for n, power in zip(planned.close.n_control, planned.close.power, strict=True)
        if abs(100 * power - target) <= CLOSE_POINTS
    ]
    parts.dots.set_offsets(np.array(near))
    parts.dots.set_facecolor([style.INK if above >= 0 else style.PAPER for _, above in near])
    parts.dots.set_edgecolor(style.INK)
    parts.close_target.set_text(percent(plan.power))
    first = "" if plan.first_control == held else f"first at {plan.first_control}, "
    parts.close_words.set_text(f"Close-up, filled if ≥ {percent(plan.power)}: {first}held from {held}")
    for text in parts.numbers:
        n = held + round(text.get_unitless_position()[0])
        text.set_text(str(n) if n > 1 else "")

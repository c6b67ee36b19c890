"""None seen is not none possible: the upper limit against how many were looked at, and the chance to see one at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.zero_events_words import (
    ZeroEvents,
    describe_limits,
    name_looked_at,
    print_share,
    read_limits,
    tabulate_limits,
    tell_chance,
    tell_methods,
    tell_other_unit,
    tell_trials,
    write_headline,
)

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH, AXIS_TOP, AXIS_HEIGHT = 58, 226, 90, 176
"""CSS pixels."""
FEWEST, MOST = 5, 2000
"""Patients or infusion cycles: the ends of the axis."""
FEW = 20
"""Below so many the label of the limit stands on the right of its mark."""
LOWEST, HIGHEST = 0.1, 800
"""Per 100: the ends of the other axis; a rate may pass 100, a share of patients may not."""
COUNT_TICKS = (5, 20, 100, 500, 2000)
SHARE_TICKS = (0.1, 1, 10, 100)
METHODS_LEFT, METHODS_TOP, METHOD_STEP = 318, 106, 42
BAR_LEFT, BAR_TOP, BAR_WIDTH, BAR_HEIGHT = 12, 336, 456, 12
"""CSS pixels: the chance to see one at all, from 0 to 100 %."""
TRIALS_LINE, OTHER_LINE = 361, 379
"""Below it: how many trials see none, and the other unit."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    unit: Text
    counted: Text
    curve: Line2D
    possible: Line2D
    seen: Line2D
    limit: Line2D
    limit_words: Text
    methods: tuple[Text, ...]
    chance: Text
    bar: Rectangle
    trials: Text
    other: Text


def start_zero_events(shown: ZeroEvents) -> Picture:
    """Draw both scales and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    sheet = style.add_sheet(figure, HEIGHT)
    axes = style.add_plot(figure, AXIS_LEFT, AXIS_TOP, AXIS_WIDTH, AXIS_HEIGHT)
    _draw_scales(axes)
    _draw_bar(sheet, shown.aim)
    (curve,) = axes.plot([], [], linewidth=2.0, zorder=2, **(style.PLAIN_LINE | {"color": style.MUTED}))
    (possible,) = axes.plot([], [], linewidth=7.0, zorder=3, **(style.PLAIN_LINE | {"color": style.IVIG}))
    seen, limit = (
        axes.plot([], [], linestyle="", marker=marker, markersize=size, color=style.INK, zorder=4)[0]
        for marker, size in (("o", 8), ("_", 18))
    )
    seen.set_markeredgewidth(0)
    limit.set_markeredgewidth(2.4)
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    parts = _Parts(
        title=style.write_title(figure),
        unit=style.write(sheet, LEFT, 72, **small),
        counted=style.write(sheet, AXIS_LEFT + AXIS_WIDTH / 2, AXIS_TOP + AXIS_HEIGHT + 34, ha="center", **small),
        curve=curve,
        possible=possible,
        seen=seen,
        limit=limit,
        limit_words=style.write(axes, 0, 0, transform=axes.transData, fontweight="bold"),
        methods=tuple(
            style.write(sheet, METHODS_LEFT, METHODS_TOP + METHOD_STEP * place, **small) for place in range(4)
        ),
        chance=style.write(sheet, LEFT, BAR_TOP - 14, **small),
        bar=sheet.add_patch(Rectangle((BAR_LEFT, BAR_TOP), 0, BAR_HEIGHT, facecolor=style.MUTED, linewidth=0)),
        trials=style.write(sheet, LEFT, TRIALS_LINE, **small),
        other=style.write(sheet, LEFT, OTHER_LINE, color=style.MUTED, **small),
    )
    moving = style.mark_moving(
        *(parts.curve, parts.possible, parts.seen, parts.limit, parts.bar),
        *(parts.title, parts.unit, parts.counted, parts.limit_words, *parts.methods),
        *(parts.chance, parts.trials, parts.other),
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_zero_events(picture, shown)


def update_zero_events(picture: Picture, shown: ZeroEvents) -> Picture:
    """Move curve, interval and bar, and return the picture of `shown`."""
    parts: _Parts = picture.parts
    interval, scale = shown.interval, shown.scale
    lower, upper = (scale * limit for limit in interval)
    # A log scale has no 0: the interval then stands on the foot of the axis.
    parts.curve.set_data([n for n, _ in shown.curve], [scale * limit for _, limit in shown.curve])
    parts.possible.set_data([shown.n] * 2, [max(lower, LOWEST), upper])
    parts.seen.set_data(([shown.n], [scale * interval.estimate]) if shown.events else ([], []))
    parts.limit.set_data([shown.n], [upper])
    # Beside a falling curve there is room on the right, and above it in the middle; further right is the next column.
    is_left = shown.n < FEW
    parts.limit_words.set(
        x=shown.n * (1.45 if is_left else 1),
        y=min(upper * (1.6 if is_left else 2.8), HIGHEST),
        text=print_share(upper),
        ha="left" if is_left else "center",
    )
    parts.title.set_text(write_headline(shown))
    parts.unit.set_text(f"upper limit, per {shown.per} {shown.unit}")
    parts.counted.set_text(name_looked_at(shown))
    for words, (text, is_chosen) in zip(parts.methods, tell_methods(shown), strict=True):
        words.set(text=text, fontweight="bold" if is_chosen else "normal")
    parts.chance.set_text(tell_chance(shown))
    parts.bar.set_width(BAR_WIDTH * shown.chance)
    parts.trials.set_text(f"Then {tell_trials(shown)}")
    parts.other.set_text(tell_other_unit(shown))
    return replace(
        picture,
        alt=describe_limits(shown),
        sentence=read_limits(shown),
        tabulate=partial(tabulate_limits, shown),
        provenance=shown.provenance,
    )


def _draw_scales(axes: Axes) -> None:
    axes.set(xscale="log", yscale="log", xlim=(FEWEST / 1.25, MOST * 1.1), ylim=(LOWEST, HIGHEST), yticks=[])
    axes.minorticks_off()
    axes.set_xticks(COUNT_TICKS, [str(tick) for tick in COUNT_TICKS])
    axes.set_yticks([])
    data = {"transform": axes.get_yaxis_transform(), "fontsize": style.SMALL_SIZE, "ha": "right"}
    for tick in SHARE_TICKS:
        axes.axhline(tick, linewidth=1.0, zorder=0, **(style.PLAIN_LINE | {"color": style.PALE}))
        style.write(axes, -0.03, tick, f"{tick:g}", **data)


def _draw_bar(sheet: Axes, aim: float) -> None:
    """Draw the frame of the chance, and where `aim` lies on it."""
    sheet.add_patch(
        Rectangle((BAR_LEFT, BAR_TOP), BAR_WIDTH, BAR_HEIGHT, facecolor=style.PAPER, edgecolor=style.MUTED, linewidth=1)
    )
    x = BAR_LEFT + BAR_WIDTH * aim
    sheet.plot([x, x], [BAR_TOP - 4, BAR_TOP + BAR_HEIGHT + 4], linewidth=2.0, zorder=3, **style.PLAIN_LINE)

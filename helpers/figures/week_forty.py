"""Week 40: two arms that are both on IVIg, a placebo arm that nobody saw, and what the effect could be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.text import print_signed
from helpers.figures.week_forty_words import (
    WeekForty,
    describe_week_forty,
    list_labels,
    name_effect,
    name_story,
    print_value,
    read_week_forty,
    spread_labels,
    tabulate_week_forty,
    write_headline,
)

HEIGHT = 430
LEFT = 12
START, END, TOP, FOOT = 74, 306, 80, 240
"""The plot, CSS pixels: week 0 and the last week, 100 and 0."""
STRIPS, STRIP = (247, 263), 9
"""What is infused: upper edge of each arm's strip, and its height."""
WEEKS, PEOPLE = 285, 301
LABELS, LABEL_GAP = END + 18, 16
SEEN_SIZE, UNSEEN_SIZE = 80, 200
"""Areas of the marks, square points."""
APART = 7
"""Half of the way between the two arms at the end, where they lie on top of each other, CSS pixels."""
EFFECT_NAME, EFFECT_ROW, EFFECT_TICKS = 326, 349, 371
EFFECT_LEFT, EFFECT_WIDTH = 140, 220
"""The scale of the effect, -100 to 100 points."""
MOST_LABELS = 5
MARKERS = {"IVIg": "o", "placebo": "s"}
"""By original arm."""
SHIFTS = {"IVIg": -APART, "placebo": APART}
"""At the end, by original arm."""
COLOURS = {"IVIg": style.IVIG, "placebo": style.PLACEBO}
"""By what is infused."""


@dataclass(frozen=True)
class _Course:
    """The moving artists of one original arm."""

    line: Line2D
    dots: PathCollection
    start: Text


@dataclass(frozen=True)
class _Parts:
    title: Text
    story: Text
    unit: Text
    courses: dict[str, _Course]
    unseen: Line2D
    unseen_end: PathCollection
    bounds: LineCollection
    labels: tuple[Text, ...]
    effect: Text
    effect_bar: LineCollection


def start_week_forty(shown: WeekForty) -> Picture:
    """Draw the periods, the strips and the scales and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    _draw_periods(axes, shown)
    _draw_effect_scale(axes)
    bounds = LineCollection([], colors=style.INK, linewidths=2.0, zorder=3)
    effect_bar = LineCollection([], colors=style.INK, linewidths=7.0, zorder=3)
    for collection in (bounds, effect_bar):
        axes.add_collection(collection, autolim=False)
    (unseen,) = axes.plot([], [], zorder=4, **(style.PLAIN_LINE | {"linewidth": 1.8, "linestyle": (0, (3, 2))}))
    parts = _Parts(
        title=style.write_title(figure),
        story=style.write(axes, LEFT, 65, **small),
        unit=style.write(axes, LEFT, (TOP + FOOT) / 2, **small),
        courses={arm: _add_course(axes, marker) for arm, marker in MARKERS.items()},
        unseen=unseen,
        # Open, larger than the printed marks and below them: a value that was made up hides none that was seen.
        unseen_end=axes.scatter(
            [], [], s=UNSEEN_SIZE, marker="D", facecolor="none", edgecolor=style.INK, linewidth=1.4, zorder=3.5
        ),
        bounds=bounds,
        labels=tuple(style.write(axes, LABELS, 0, **small) for _ in range(MOST_LABELS)),
        effect=style.write(axes, LEFT, EFFECT_NAME, **small),
        effect_bar=effect_bar,
    )
    courses = [artist for course in parts.courses.values() for artist in vars(course).values()]
    texts = (parts.title, parts.story, parts.unit, *parts.labels, parts.effect)
    moving = style.mark_moving(bounds, parts.unseen_end, unseen, *courses, effect_bar, *texts)
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_week_forty(picture, shown)


def update_week_forty(picture: Picture, shown: WeekForty) -> Picture:
    """Move points, the invented line and the effect, and return the picture of `shown`."""
    parts: _Parts = picture.parts
    last = shown.people[-1][0]
    for arm, course in parts.courses.items():
        points = shown.list_arm(arm)
        at = np.array([(_week(point.week, last), _height(point.value)) for point in points])
        at[-1, 0] += SHIFTS[arm]
        course.line.set_data(at.T)
        course.dots.set_offsets(at)
        course.dots.set_facecolor([COLOURS[point.infused] for point in points])
        course.start.set(text=print_value(points[0].value, shown.unit), position=(at[0, 0] - 9, at[0, 1]))
    _place_unseen(parts, shown)
    bar = [] if shown.counting is None else [_cap(_height(value)) for value in shown.seen]
    parts.bounds.set_segments(bar + [[(END, _height(value)) for value in shown.seen]] if bar else [])
    _place_labels(parts, shown)
    lower, upper = _effect(shown.effect.lower), _effect(shown.effect.upper)
    # As wide as a stroke at least, so that a known effect is still seen.
    parts.effect_bar.set_segments([[(min(lower, upper - 3), EFFECT_ROW), (upper, EFFECT_ROW)]])
    parts.title.set_text(write_headline(shown))
    parts.story.set_text(name_story(shown))
    parts.unit.set_text("% who\nrespond" if shown.unit == "%" else "mean\nTIS")
    parts.effect.set_text(name_effect(shown))
    return replace(
        picture,
        alt=describe_week_forty(shown),
        sentence=read_week_forty(shown),
        tabulate=partial(tabulate_week_forty, shown),
        provenance=shown.provenance,
    )


def _add_course(axes: Axes, marker: str) -> _Course:
    (line,) = axes.plot([], [], zorder=5, **(style.PLAIN_LINE | {"linewidth": 1.8, "color": style.IVIG}))
    return _Course(
        line=line,
        dots=axes.scatter([], [], s=SEEN_SIZE, marker=marker, edgecolor=style.INK, linewidth=1.0, zorder=6),
        start=style.write(axes, 0, 0, ha="right", transform=axes.transData, fontsize=style.SMALL_SIZE),
    )


def _draw_periods(axes: Axes, shown: WeekForty) -> None:
    """Draw the two periods, what each arm is infused in them, and how many people are left."""
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    (_, _), (lot, _), (last, _) = shown.people
    border = _week(lot, last)
    axes.add_patch(Rectangle((border, TOP), END - border, FOOT - TOP, facecolor=style.IVIG_PALE, linewidth=0, zorder=0))
    style.write(axes, border + 6, FOOT - 12, "everybody on IVIg", **small)
    style.write(axes, border - 6, FOOT - 12, "randomised", ha="right", **small)
    axes.plot([START, END], [FOOT, FOOT], linewidth=1.0, **style.PLAIN_LINE)
    for top, arm in zip(STRIPS, MARKERS, strict=True):
        for left, right, infused in ((START, border, arm), (border, END, "IVIg")):
            strip = Rectangle((left, top), right - left, STRIP, facecolor=COLOURS[infused], linewidth=0, zorder=1)
            axes.add_patch(strip)
        style.write(axes, LABELS, top + STRIP / 2, f"{arm} arm", **small)
    style.write(axes, LEFT, (STRIPS[0] + STRIPS[1] + STRIP) / 2, "infused", **small)
    for place, (week, people) in enumerate(shown.people):
        x, ha = _week(week, last), ("left", "center", "center")[place]
        style.write(axes, x, WEEKS, f"week {week}", ha=ha, **small)
        style.write(axes, x, PEOPLE, f"{people} people" if place == 0 else f"{people}", ha=ha, **small)


def _draw_effect_scale(axes: Axes) -> None:
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    axes.plot([_effect(-100), _effect(100)], [EFFECT_ROW] * 2, linewidth=1.0, **style.PLAIN_LINE)
    for value in (-100, -50, 0, 50, 100):
        x = _effect(value)
        axes.plot([x, x], [EFFECT_ROW - (9 if value == 0 else 0), EFFECT_ROW + 9], linewidth=1.0, **style.PLAIN_LINE)
        style.write(axes, x, EFFECT_TICKS, print_signed(value, 0), ha="center", **small)
    style.write(axes, LEFT, EFFECT_ROW, "placebo better", **small)
    style.write(axes, style.WIDTH - LEFT, EFFECT_ROW, "IVIg better", ha="right", **small)


def _place_unseen(parts: _Parts, shown: WeekForty) -> None:
    """Lead the invented line from the placebo arm at the end of the lot's period to where it would be."""
    parts.unseen.set_visible(shown.unseen is not None)
    parts.unseen_end.set_visible(shown.unseen is not None)
    if shown.unseen is None:
        return
    first, last = shown.list_arm("placebo")[0], shown.people[-1][0]
    parts.unseen.set_data([_week(first.week, last), END], [_height(first.value), _height(shown.unseen)])
    parts.unseen_end.set_offsets([(END, _height(shown.unseen))])


def _place_labels(parts: _Parts, shown: WeekForty) -> None:
    labels = list_labels(shown)
    heights = spread_labels([_height(value) for value, _ in labels], LABEL_GAP, FOOT - 4)
    for text in parts.labels:
        text.set_visible(False)
    for text, height, (_, words) in zip(parts.labels, heights, labels, strict=False):
        text.set(text=words, y=height, visible=True)


def _cap(height: float) -> list[tuple[float, float]]:
    return [(END - 9, height), (END + 9, height)]


def _week(week: float, last: int) -> float:
    return START + (END - START) * week / last


def _height(value: float) -> float:
    return FOOT - (FOOT - TOP) * value / 100


def _effect(points: float) -> float:
    return EFFECT_LEFT + EFFECT_WIDTH * (points + 100) / 200

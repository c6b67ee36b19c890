"""A patient's way through the trial: the timeline above, the visits and the deterioration rule below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.course_shown import Course
from helpers.figures.course_words import (
    NAMES,
    describe_course,
    describe_in_a_row,
    describe_limbs,
    describe_outcome,
    describe_worse,
    read_course,
    tabulate_course,
    title_course,
)
from helpers.figures.picture import Picture
from helpers.models.deterioration import LIMBS, MEASURES, list_visit_weeks, read_rule

HEIGHT = 430
LEFT, ASIDE = 12, 288
"""Where the names begin, and the words beside the visits, CSS pixels."""
START, PIXELS_PER_WEEK = 146, 7.9
"""Where week 0 stands: timeline and visits share their weeks."""
BAND_TOP, BAND_HEIGHT = 61, 20
BAR_TOP, BAR_HEIGHT = 85, 19
INFUSION_Y, WEEK_Y, FLAG_Y = 113, 129, 147
MEASURE_HEAD, MEASURE_TOP, MEASURE_PITCH = 168, 187, 17
RULE_HEAD, LIMB_YS = 273, (300, 327, 345)
ROW_Y, OUTCOME_Y = 363, 382
LABEL_WIDTHS = {"IVIg": 32, "placebo": 60}
"""How long a stretch of the bar must be, CSS pixels, for its name to fit."""
COLOURS = {"IVIg": style.IVIG, "placebo": style.PLACEBO}
LABEL_COLOURS = {"IVIg": style.PAPER, "placebo": style.INK}
DOT, CROSS = 56, 36
"""Areas of the marks, square points."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    week: Text
    chosen: PolyCollection
    bar: PolyCollection
    bar_names: tuple[Text, Text]
    infusions: PathCollection
    cursor: Line2D
    switch: Text
    end: Text
    start_of_mmt8: Text
    dots: PathCollection
    crosses: PathCollection
    worse: tuple[Text, ...]
    pair: LineCollection
    limbs: PathCollection
    limb_words: tuple[Text, ...]
    in_a_row: Text
    outcome: Text

    @property
    def moving(self) -> tuple:
        """All artists, in the order of drawing."""
        return (
            *(self.chosen, self.bar, self.infusions, self.cursor, self.dots, self.crosses, self.pair, self.limbs),
            *(self.title, self.week, *self.bar_names, self.switch, self.end, self.start_of_mmt8),
            *(*self.worse, *self.limb_words, self.in_a_row, self.outcome),
        )


def start_course(course: Course) -> Picture:
    """Draw the plan of the trial and the rows of the visits, and return the picture of `course`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, course.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    _draw_plan(axes)
    _draw_rows(axes, course)
    parts = _Parts(
        title=style.write_title(figure),
        week=_write(axes, LEFT, WEEK_Y, fontweight="bold"),
        chosen=_add_areas(axes, facecolor=style.PALE, edgecolor="none", zorder=0.5),
        bar=_add_areas(axes, edgecolor=style.INK, linewidth=1.0, zorder=2.5),
        bar_names=(_write(axes, 0, BAR_TOP + BAR_HEIGHT / 2), _write(axes, 0, BAR_TOP + BAR_HEIGHT / 2)),
        infusions=axes.scatter([], [], s=46, marker="v", linewidth=1.0, edgecolor=style.INK, zorder=2.5),
        cursor=axes.plot([START] * 2, [BAR_TOP - 3, INFUSION_Y + 7], linewidth=2.4, zorder=4, **style.PLAIN_LINE)[0],
        switch=_write(axes, 0, FLAG_Y, "switch ▲", ha="right"),
        end=_write(axes, _place(read_rule().last_week) + 8, BAR_TOP + BAR_HEIGHT / 2),
        start_of_mmt8=_write(axes, LEFT, _place_measure("mmt8")),
        dots=axes.scatter([], [], s=DOT, marker="o", linewidth=1.2, edgecolor=style.INK, zorder=3),
        crosses=axes.scatter([], [], s=CROSS, marker="x", linewidth=1.8, color=style.INK, zorder=3),
        worse=tuple(_write(axes, ASIDE, _place_measure(name)) for name in MEASURES),
        pair=LineCollection([], colors=style.INK, linewidths=5, zorder=2),
        limbs=axes.scatter([], [], s=DOT, marker="s", linewidth=1.2, edgecolor=style.INK, zorder=3),
        limb_words=tuple(_write(axes, ASIDE, y) for y in LIMB_YS),
        in_a_row=_write(axes, LEFT, ROW_Y),
        outcome=_write(axes, LEFT, OUTCOME_Y, fontweight="bold"),
    )
    axes.add_collection(parts.pair, autolim=False)
    moving = style.mark_moving(*parts.moving)
    picture = Picture(figure, moving, "", "", pd.DataFrame, course.provenance, parts)
    return update_course(picture, course)


def update_course(picture: Picture, course: Course) -> Picture:
    """Draw the path and the visits up to the week that is shown, and return the picture of `course`."""
    parts: _Parts = picture.parts
    _move_timeline(parts, course)
    _move_visits(parts, course)
    parts.title.set_text(title_course(course))
    parts.start_of_mmt8.set_text(f"{NAMES['mmt8']} from {course.deterioration.visits[0].mmt8}")
    for words, text in zip(parts.worse, describe_worse(course), strict=True):
        words.set_text(text)
    for words, text in zip(parts.limb_words, describe_limbs(course), strict=True):
        words.set_text(text)
    parts.in_a_row.set_text(f"In a row: {describe_in_a_row(course)}")
    parts.outcome.set_text(describe_outcome(course))
    return replace(
        picture,
        alt=describe_course(course),
        sentence=read_course(course),
        tabulate=partial(tabulate_course, course),
        provenance=course.provenance,
    )


def _place(week: float) -> float:
    return START + PIXELS_PER_WEEK * week


def _place_measure(measure: str) -> float:
    return MEASURE_TOP + MEASURE_PITCH * MEASURES.index(measure)


def _write(axes: Axes, x: float, y: float, text: str = "", **properties: object) -> Text:
    return style.write(axes, x, y, text, **({"transform": axes.transData, "fontsize": style.SMALL_SIZE} | properties))


def _add_areas(axes: Axes, **look: object) -> PolyCollection:
    areas = PolyCollection([], **look)
    axes.add_collection(areas, autolim=False)
    return areas


def _cover(left: float, right: float, top: float, height: float) -> list[tuple[float, float]]:
    """Return the corners of a rectangle."""
    return [(left, top), (right, top), (right, top + height), (left, top + height)]


def _draw_plan(axes: Axes) -> None:
    """Draw what holds for everybody: the two periods, the weeks and the primary end point."""
    rule = read_rule()
    periods = (
        (0, rule.last_week, "double-blind", style.PALE),
        (rule.last_week, rule.end, "open-label", style.IVIG_PALE),
    )
    for first, last, name, colour in periods:
        left, width = _place(first), PIXELS_PER_WEEK * (last - first)
        axes.add_patch(Rectangle((left, BAND_TOP), width, BAND_HEIGHT, facecolor=colour, edgecolor="none"))
        _write(axes, left + width / 2, BAND_TOP + BAND_HEIGHT / 2, name, ha="center")
    for y, name in (
        (BAND_TOP + BAND_HEIGHT / 2, "Period"),
        (BAR_TOP + BAR_HEIGHT / 2, "Given"),
        (INFUSION_Y, "Infusions"),
    ):
        _write(axes, LEFT, y, name)
    for week in list_visit_weeks():
        _write(axes, _place(week), WEEK_Y, f"{week}", ha="center")
    flag = _place(rule.last_week)
    axes.plot([flag, flag], [BAND_TOP, WEEK_Y - 10], linewidth=1.2, **style.PLAIN_LINE)
    axes.plot([flag, flag], [WEEK_Y + 9, FLAG_Y + 8], linewidth=1.2, **style.PLAIN_LINE)
    _write(axes, flag + 6, FLAG_Y, "primary end point")


def _draw_rows(axes: Axes, course: Course) -> None:
    """Draw what names the rows: the key, the measures and the limbs."""
    quiet = {"color": style.MUTED}
    _write(axes, LEFT, MEASURE_HEAD, "● counts for a limb  × missed", **quiet)
    _write(axes, ASIDE, MEASURE_HEAD, "worse in the grey weeks", **quiet)
    for measure in MEASURES:
        if measure != "mmt8":
            _write(axes, LEFT, _place_measure(measure), NAMES[measure])
    _write(axes, LEFT, RULE_HEAD, f"■ limb met (rule: {course.rule_source})", **quiet)
    for limb, y in zip(LIMBS, LIMB_YS, strict=True):
        _write(axes, LEFT, y, f"Limb {limb}")


def _move_timeline(parts: _Parts, course: Course) -> None:
    path = course.path
    parts.week.set_text(f"Week {course.week}")
    parts.cursor.set_xdata([_place(course.week)] * 2)
    stretches = [(first, min(last, course.week), given) for first, last, given in path.stretches if first < course.week]
    parts.bar.set_verts([_cover(_place(first), _place(last), BAR_TOP, BAR_HEIGHT) for first, last, _ in stretches])
    parts.bar.set_facecolor([COLOURS[given] for *_, given in stretches])
    for index, words in enumerate(parts.bar_names):
        words.set_visible(index < len(stretches))
        if index < len(stretches):
            first, last, given = stretches[index]
            fits = PIXELS_PER_WEEK * (last - first) >= LABEL_WIDTHS[given]
            words.set(text=given, x=_place(first) + 3, color=LABEL_COLOURS[given], visible=fits)
    infusions = [(week, given) for week, given in path.infusions if week <= course.week]
    parts.infusions.set_offsets([(_place(week), INFUSION_Y) for week, _ in infusions])
    parts.infusions.set_facecolor([COLOURS[given] for _, given in infusions])
    has_switched = path.switched_week is not None and path.switched_week <= course.week
    parts.switch.set_visible(has_switched)
    if has_switched:
        parts.switch.set_x(_place(path.switched_week) + 8)
    has_ended = not path.enters_extension and course.week >= path.last_week
    is_named = has_ended and parts.bar_names[len(stretches) - 1].get_visible()
    unnamed = "" if is_named else f"{path.infusions[-1][1]}; "
    parts.end.set_text(f"{unnamed}no extension" if has_ended else "")


def _move_visits(parts: _Parts, course: Course) -> None:
    columns = [(_place(week) - 9, _place(week) + 9) for week in course.worse_weeks]
    top, bottom = MEASURE_TOP - MEASURE_PITCH / 2, MEASURE_TOP + MEASURE_PITCH * (len(MEASURES) - 0.5)
    parts.chosen.set_verts([_cover(left, right, top, bottom - top) for left, right in columns])
    full = [(START, _place_measure(measure), False) for measure in MEASURES]
    # Like the grey weeks, a missed visit is chosen beforehand and shows from the start.
    missed = [_place(week) for week in course.missed_weeks]
    crosses = [(x, _place_measure(measure)) for x in missed for measure in MEASURES]
    limbs = []
    for check in course.checks_shown:
        x = _place(check.week)
        if check.is_missed:
            crosses += [(x, y) for y in LIMB_YS]
        else:
            full += [(x, _place_measure(measure), measure in check.enough) for measure in MEASURES]
            limbs += [(x, y, limb in check.limbs) for limb, y in zip(LIMBS, LIMB_YS, strict=True)]
    for marks, rows in ((parts.dots, full), (parts.limbs, limbs)):
        _set_marks(marks, rows)
    parts.crosses.set_offsets(crosses or [(-50, -50)])
    parts.pair.set_segments(_join_pair(course))


def _set_marks(marks: PathCollection, rows: Sequence[tuple[float, float, bool]]) -> None:
    marks.set_offsets([(x, y) for x, y, _ in rows] or [(-50, -50)])
    marks.set_facecolor([style.INK if is_full else style.PAPER for *_, is_full in rows] or [style.PAPER])


def _join_pair(course: Course) -> list[list[tuple[float, float]]]:
    """Return the bars between the two visits that confirm: along each limb met at both, else from limb to limb."""
    if not course.is_confirmed_shown:
        return []
    first, second = (
        next(check for check in course.checks_shown if check.week == week) for week in course.deterioration.confirming
    )
    shared = [(limb, limb) for limb in first.limbs if limb in second.limbs]
    ends = shared or [(first.limbs[0], second.limbs[0])]
    return [[(_place(first.week), LIMB_YS[one - 1]), (_place(second.week), LIMB_YS[other - 1])] for one, other in ends]

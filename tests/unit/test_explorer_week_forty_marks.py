"""Week 40 in marks: what is infused by colour, the arm by shape, and an invented line that starts at a seen value."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_rgba

from helpers.explorers.week_forty import WeekFortyExplorer
from helpers.figures import style
from helpers.figures.week_forty import (
    APART,
    EFFECT_LEFT,
    EFFECT_ROW,
    EFFECT_TICKS,
    EFFECT_WIDTH,
    END,
    FOOT,
    PEOPLE,
    START,
    STRIP,
    STRIPS,
    TOP,
    WEEKS,
)

LOT = START + (END - START) * 16 / 40
"""Where week 16 stands, CSS pixels."""
STARTS = {"responders": (100 * 37 / 47, 100 * 21 / 48), "mean TIS": (47.7, 21.3)}


@pytest.mark.parametrize(("measure", "weeks"), [("responders", [16, 40]), ("mean TIS", [16, 28, 40])])
def test_a_dot_has_the_shape_of_its_arm_and_the_colour_of_what_is_infused(measure, weeks):
    courses = WeekFortyExplorer(measure=measure).picture.parts.courses
    later = [to_rgba(style.IVIG)] * (len(weeks) - 1)
    fills = {arm: [tuple(fill) for fill in course.dots.get_facecolor()] for arm, course in courses.items()}
    assert fills == {"IVIg": [to_rgba(style.IVIG), *later], "placebo": [to_rgba(style.PLACEBO), *later]}
    corners = {arm: len(course.dots.get_paths()[0].vertices) for arm, course in courses.items()}
    # A square has four corners and its end, a circle many.
    assert corners["placebo"] == 5 < corners["IVIg"]
    for shift, course in zip((-APART, APART), courses.values(), strict=True):
        x = [START + (END - START) * week / 40 for week in weeks]
        x[-1] += shift
        assert list(course.dots.get_offsets()[:, 0]) == pytest.approx(x)
        assert course.line.get_xydata().tolist() == course.dots.get_offsets().tolist()
        (left, height), (first_x, first_y) = course.start.get_position(), course.dots.get_offsets()[0]
        assert height == first_y and first_x - 12 < left < first_x


def test_the_strips_change_colour_after_the_lot_in_the_placebo_arm_alone():
    axes = WeekFortyExplorer().picture.figure.axes[0]
    strips = [
        (patch.get_y(), patch.get_x(), patch.get_x() + patch.get_width(), patch.get_facecolor())
        for patch in axes.patches
        if patch.get_height() == STRIP
    ]
    ivig, placebo = to_rgba(style.IVIG), to_rgba(style.PLACEBO)
    assert sorted(strips) == [
        (STRIPS[0], START, LOT, ivig),
        (STRIPS[0], LOT, END, ivig),
        (STRIPS[1], START, LOT, placebo),
        (STRIPS[1], LOT, END, ivig),
    ]
    named = {text.get_position()[1]: text.get_text() for text in axes.texts if text.get_text().endswith(" arm")}
    assert [named[top + STRIP / 2] for top in STRIPS] == ["IVIg arm", "placebo arm"]
    (band,) = [patch for patch in axes.patches if patch.get_height() == FOOT - TOP]
    assert (band.get_x(), band.get_x() + band.get_width()) == (LOT, END)
    words = {text.get_text(): text.get_position()[0] for text in axes.texts}
    assert words["randomised"] < LOT < words["everybody on IVIg"]


def test_people_stand_below_the_weeks_in_which_they_were_counted():
    axes = WeekFortyExplorer().picture.figure.axes[0]
    by_place = {text.get_position(): text.get_text() for text in axes.texts}
    for x, week, people in ((START, 0, "95 people"), (LOT, 16, "91"), (END, 40, "69")):
        assert by_place[x, WEEKS] == f"week {week}"
        assert by_place[x, PEOPLE] == people


@pytest.mark.parametrize("measure", STARTS)
@pytest.mark.parametrize("unseen", [0, 35, 100])
def test_the_invented_line_leaves_the_placebo_arm_at_the_end_of_the_lots_period(measure, unseen):
    parts = WeekFortyExplorer(measure=measure, unseen=unseen, story="raters").picture.parts
    start, end = parts.unseen.get_xydata().tolist()
    height = FOOT - (FOOT - TOP) * STARTS[measure][1] / 100
    assert start == pytest.approx([LOT, height])
    assert start == pytest.approx(parts.courses["placebo"].dots.get_offsets()[0].tolist())
    assert end == pytest.approx([END, FOOT - (FOOT - TOP) * unseen / 100])
    assert parts.unseen_end.get_offsets()[0].tolist() == pytest.approx(end)
    assert parts.unseen.get_linestyle() == "--" and parts.unseen_end.get_visible() and parts.unseen.get_visible()


def test_the_scale_of_the_effect_runs_from_100_points_for_placebo_to_100_for_ivig():
    axes = WeekFortyExplorer().picture.figure.axes[0]
    ticks = {text.get_text(): text.get_position()[0] for text in axes.texts if text.get_position()[1] == EFFECT_TICKS}
    places = [EFFECT_LEFT + EFFECT_WIDTH * share for share in (0, 0.25, 0.5, 0.75, 1)]
    assert ticks == dict(zip(("−100", "−50", "0", "+50", "+100"), places, strict=True))
    sides = {text.get_text(): text.get_position()[0] for text in axes.texts if text.get_text().endswith(" better")}
    assert sides["placebo better"] < places[0] and sides["IVIg better"] > places[-1]
    lines = [line.get_xdata() for line in axes.lines if set(line.get_ydata()) == {EFFECT_ROW}]
    assert [list(line) for line in lines] == [[places[0], places[-1]]]

"""A checklist of the rules of entry: what the patient has, what each rule asks for, and whether it is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import enrolment_words as words
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.models.eligibility import Eligibility

HEIGHT = 430
LEFT, RIGHT = 40, 466
LIMIT_RIGHT = 386
"""CSS pixels. A rule's limit ends here; "met" or "not met" ends at `RIGHT`."""
SCALE_LEFT, SCALE_WIDTH, SCALE_HEIGHT = 180, 112, 9
VALUE_RIGHT = 386
MARK_X, BAR_X = 22, 6
ROWS = {"age": 74, "mmt8": 100, "abnormal_measures": 126, "therapy": 267, "cancer": 329, "dvt": 354, "bmi": 379}
"""The middle of each rule's line. The five measures stand below theirs, what therapy must be below its own."""
MEASURE_TOP, MEASURE_STEP = 150, 22
THERAPY_STEP = 18
BAR_HEIGHTS = {"therapy": (11, 29 + THERAPY_STEP)}
"""How far the bar beside a failed rule reaches above and below its line, where it has more than one."""

SYMBOLS = {">=": "≥", ">": ">", "<": "<", "<=": "≤"}
TICK = (((-6, 0), (-2, 5)), ((-2, 5), (6, -6)))
CROSS = (((-5, -5), (5, 5)), ((-5, 5), (5, -5)))
"""Two strokes each, CSS pixels around the middle, downwards."""


@dataclass(frozen=True)
class MeasureScale:
    """How far a measure's scale is drawn, from 0 to `highest` in the measure's unit, and who scores it."""

    highest: float
    rater: str


@dataclass(frozen=True)
class Enrolment:
    """What the picture shows.

    Attributes
    ----------
    eligibility : Eligibility
        The patient, and the verdict of each rule.
    scales : mapping of str to MeasureScale
        For MMT-8 and the five measures.
    provenance : Provenance
        Always synthetic: the patient is invented.
    """

    eligibility: Eligibility
    scales: Mapping[str, MeasureScale]
    provenance: Provenance


@dataclass(frozen=True)
class _Parts:
    title: Text
    marks: LineCollection
    bars: LineCollection
    dots: PathCollection
    has: tuple[Text, ...]
    limits: tuple[Text, Text]
    therapy_limits: tuple[Text, ...]
    verdicts: tuple[Text, ...]
    values: tuple[Text, ...]


def start_enrolment(enrolment: Enrolment) -> Picture:
    """Draw the scales and the lines of the checklist and return the picture of `enrolment`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, enrolment.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    eligibility = enrolment.eligibility
    _draw_scales(axes, enrolment)
    lines = {"capstyle": "round", "joinstyle": "round", "colors": style.INK}
    parts = _Parts(
        title=style.write_title(figure),
        marks=axes.add_collection(LineCollection([], linewidths=2.2, **lines)),
        bars=axes.add_collection(LineCollection([], linewidths=3.0, colors=style.INK, capstyle="butt")),
        dots=axes.scatter([], [], s=52, linewidth=1.4, zorder=4),
        has=tuple(_write(axes, LEFT, ROWS[result.criterion]) for result in eligibility.results),
        limits=tuple(
            _write(axes, LIMIT_RIGHT, ROWS[name], ha="right", color=style.MUTED)
            for name in ("age", "abnormal_measures")
        ),
        therapy_limits=tuple(
            _write(axes, LEFT, ROWS["therapy"] + THERAPY_STEP * (line + 1.1), color=style.MUTED) for line in range(2)
        ),
        verdicts=tuple(_write(axes, RIGHT, ROWS[result.criterion], ha="right") for result in eligibility.results),
        values=tuple(
            _write(axes, VALUE_RIGHT, MEASURE_TOP + MEASURE_STEP * row, ha="right")
            for row in range(len(eligibility.measures))
        ),
    )
    moving = style.mark_moving(
        *(parts.title, parts.marks, parts.bars, parts.dots, *parts.has, *parts.limits, *parts.therapy_limits),
        *(*parts.verdicts, *parts.values),
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, enrolment.provenance, parts)
    return update_enrolment(picture, enrolment)


def update_enrolment(picture: Picture, enrolment: Enrolment) -> Picture:
    """Set marks, dots and words and return the picture of `enrolment`."""
    parts: _Parts = picture.parts
    eligibility = enrolment.eligibility
    results = {result.criterion: result for result in eligibility.results}
    parts.title.set_text(words.write_title(eligibility))
    parts.marks.set_segments(
        [stroke for result in results.values() for stroke in _place_mark(ROWS[result.criterion], result.met)]
    )
    parts.bars.set_segments([_place_bar(result.criterion) for result in eligibility.failed])
    for result, has, verdict in zip(results.values(), parts.has, parts.verdicts, strict=True):
        has.set_text(words.say_what_is(result))
        verdict.set(text=words.say_met(result), fontweight="normal" if result.met else "bold")
    parts.limits[0].set_text(f"{words.say_reading(results['age'])}: {words.say_span(results['age'])}")
    parts.limits[1].set_text(words.say_short(results["abnormal_measures"]))
    for text, line in zip(parts.therapy_limits, words.break_therapy_limit(results["therapy"]), strict=True):
        text.set_text(line)
    for text, measure in zip(parts.values, eligibility.measures, strict=True):
        text.set_text(words.shorten_unit(measure.has))
    _place_dots(parts.dots, enrolment)
    return replace(
        picture,
        alt=words.describe(eligibility),
        sentence=words.read(eligibility),
        tabulate=partial(words.tabulate, eligibility),
        provenance=enrolment.provenance,
    )


def _write(axes: Axes, x: float, y: float, text: str = "", **properties: object) -> Text:
    return style.write(axes, x, y, text, transform=axes.transData, fontsize=style.SMALL_SIZE, **properties)


def _draw_scales(axes: Axes, enrolment: Enrolment) -> None:
    """Draw a line for each measure, shaded where a value counts, with a stroke at its limit."""
    eligibility = enrolment.eligibility
    mmt8 = next(result for result in eligibility.results if result.criterion == "mmt8")
    rows = [(mmt8.rules[0], ROWS["mmt8"])]
    rows += [(measure.rule, MEASURE_TOP + MEASURE_STEP * row) for row, measure in enumerate(eligibility.measures)]
    for rule, y in rows:
        limit = SCALE_WIDTH * rule.threshold / enrolment.scales[rule.measure].highest
        start, end = (0, limit) if rule.comparison in ("<", "<=") else (limit, SCALE_WIDTH)
        corner = (SCALE_LEFT + start, y - SCALE_HEIGHT / 2)
        axes.add_patch(Rectangle(corner, end - start, SCALE_HEIGHT, facecolor=style.PALE, linewidth=0))
        axes.plot([SCALE_LEFT, SCALE_LEFT + SCALE_WIDTH], [y, y], linewidth=1.0, **style.PLAIN_LINE)
        axes.plot([SCALE_LEFT + limit] * 2, [y - 8, y + 8], linewidth=1.8, **style.PLAIN_LINE)
    _write(axes, LIMIT_RIGHT, ROWS["mmt8"], words.say_short(mmt8), ha="right", color=style.MUTED)
    for rule, y in rows[1:]:
        _write(axes, LEFT + 12, y, rule.name)
        _write(axes, RIGHT, y, f"{SYMBOLS[rule.comparison]} {rule.threshold:g}", ha="right", color=style.MUTED)


def _place_mark(y: float, met: bool) -> list[list[tuple[float, float]]]:
    return [[(MARK_X + dx, y + dy) for dx, dy in stroke] for stroke in (TICK if met else CROSS)]


def _place_bar(criterion: str) -> list[tuple[float, float]]:
    above, below = BAR_HEIGHTS.get(criterion, (11, 11))
    return [(BAR_X, ROWS[criterion] - above), (BAR_X, ROWS[criterion] + below)]


def _place_dots(dots: PathCollection, enrolment: Enrolment) -> None:
    """Put a dot on each scale, filled where the value counts; MMT-8 first."""
    eligibility = enrolment.eligibility
    mmt8 = next(result for result in eligibility.results if result.criterion == "mmt8")
    rows = [("mmt8", eligibility.applicant.mmt8, mmt8.met, ROWS["mmt8"])]
    rows += [
        (measure.rule.measure, measure.value, measure.is_abnormal, MEASURE_TOP + MEASURE_STEP * row)
        for row, measure in enumerate(eligibility.measures)
    ]
    colours = [style.RATER_COLOURS[enrolment.scales[name].rater] for name, *_ in rows]
    # A value beyond the scale stands at its end; the figure beside it is right.
    shares = [min(value / enrolment.scales[name].highest, 1) for name, value, *_ in rows]
    dots.set_offsets([(SCALE_LEFT + SCALE_WIDTH * share, y) for share, (*_, y) in zip(shares, rows, strict=True)])
    dots.set_facecolor([colour if row[2] else style.PAPER for colour, row in zip(colours, rows, strict=True)])
    dots.set_edgecolor([style.INK] * len(rows))

"""Where the points of a Total Improvement Score come from: six measures, each with its share, and their sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture

HEIGHT = 468
ROW_TOP, ROW_HEIGHT, BAR_HEIGHT = 40, 46, 16
BARS_LEFT, PIXELS_PER_POINT = 262, 6.2
SUM_TOP, SUM_HEIGHT, SUM_LEFT, SUM_PIXELS_PER_POINT = 348, 28, 16, 4.48
KEY_TOP = 412
LEFT, RIGHT = 12, 466
NARROWEST_NUMBERED = 5
"""Points: the narrowest piece of the sum in which its number still fits."""


@dataclass(frozen=True)
class MeasureChange:
    """One of the six measures: its values, and the points its change earns.

    Attributes
    ----------
    name : str
        Full name.
    unit : str
        Of `before` and `after`.
    rater : str
        Who or what scores it: physician, patient, examiner, laboratory.
    before, after : float
        At baseline and follow-up.
    improvement : float
        Absolute percentage change, percent of the measure's range; positive is better.
    points, most : float
        Points earned, and the most that this measure can earn.
    """

    name: str
    unit: str
    rater: str
    before: float
    after: float
    improvement: float
    points: float
    most: float


@dataclass(frozen=True)
class TisAnatomy:
    """What the picture shows: the six measures, their sum, and the bars that the sum is held against.

    Attributes
    ----------
    changes : tuple of MeasureChange
    total : float
        Total Improvement Score, 0 to 100 points; higher is better.
    category : str
        "none", "minimal", "moderate" or "major".
    thresholds : mapping of str to float
        Category -> the score from which it holds, points.
    provenance : Provenance
    """

    changes: tuple[MeasureChange, ...]
    total: float
    category: str
    thresholds: Mapping[str, float]
    provenance: Provenance


@dataclass(frozen=True)
class _Parts:
    title: Text
    values: tuple[Text, ...]
    bars: tuple[Rectangle, ...]
    points: tuple[Text, ...]
    pieces: tuple[Rectangle, ...]
    numbers: tuple[Text, ...]


def start_tis_anatomy(anatomy: TisAnatomy) -> Picture:
    """Draw names, outlines and bars and return the picture of `anatomy`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, anatomy.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    rows = [_draw_row(axes, index, change) for index, change in enumerate(anatomy.changes)]
    pieces, numbers = _draw_sum(axes, anatomy)
    _draw_key(axes)
    parts = _Parts(
        style.write_title(figure),
        *(tuple(column) for column in zip(*rows, strict=True)),
        pieces=pieces,
        numbers=numbers,
    )
    moving = style.mark_moving(parts.title, *parts.values, *parts.bars, *parts.points, *parts.pieces, *parts.numbers)
    picture = Picture(figure, moving, "", "", pd.DataFrame, anatomy.provenance, parts)
    return update_tis_anatomy(picture, anatomy)


def update_tis_anatomy(picture: Picture, anatomy: TisAnatomy) -> Picture:
    """Set the lengths and the words and return the picture of `anatomy`."""
    parts: _Parts = picture.parts
    parts.title.set_text(_title(anatomy))
    so_far = 0.0
    for change, value, bar, points, piece, number in zip(
        anatomy.changes, parts.values, parts.bars, parts.points, parts.pieces, parts.numbers, strict=True
    ):
        value.set_text(_describe_change(change))
        bar.set_width(PIXELS_PER_POINT * change.points)
        points.set_text(f"{change.points:g} of {change.most:g}")
        left, width = SUM_LEFT + SUM_PIXELS_PER_POINT * so_far, SUM_PIXELS_PER_POINT * change.points
        piece.set(x=left, width=width)
        number.set(x=left + width / 2, visible=change.points >= NARROWEST_NUMBERED)
        so_far += change.points
    return replace(
        picture,
        alt=_describe(anatomy),
        sentence=_read(anatomy),
        tabulate=partial(_tabulate, anatomy),
        provenance=anatomy.provenance,
    )


def _draw_row(axes: Axes, index: int, change: MeasureChange) -> tuple[Text, Rectangle, Text]:
    top = ROW_TOP + ROW_HEIGHT * index
    data = {"transform": axes.transData}
    style.write(axes, LEFT, top + 11, f"{index + 1}  {change.name} ({change.unit})", **data)
    value = style.write(axes, LEFT + 20, top + 31, fontsize=style.SMALL_SIZE, color=style.MUTED, **data)
    points = style.write(axes, RIGHT, top + 11, ha="right", **data)
    corner = (BARS_LEFT, top + 23)
    outline = Rectangle(
        corner, PIXELS_PER_POINT * change.most, BAR_HEIGHT, facecolor=style.PAPER, edgecolor=style.INK, linewidth=1.0
    )
    bar = Rectangle(
        corner, 0, BAR_HEIGHT, facecolor=style.RATER_COLOURS[change.rater], edgecolor=style.INK, linewidth=1.0
    )
    axes.add_patch(outline)
    axes.add_patch(bar)
    return value, bar, points


def _draw_key(axes: Axes) -> None:
    left = SUM_LEFT
    for rater, colour in style.RATER_COLOURS.items():
        axes.add_patch(Rectangle((left, KEY_TOP - 6), 12, 12, facecolor=colour, edgecolor=style.INK, linewidth=1.0))
        style.write(axes, left + 17, KEY_TOP, rater, transform=axes.transData, fontsize=style.SMALL_SIZE)
        left += 32 + 8.4 * len(rater)


def _draw_sum(axes: Axes, anatomy: TisAnatomy) -> tuple[tuple[Rectangle, ...], tuple[Text, ...]]:
    data = {"transform": axes.transData}
    whole = Rectangle(
        (SUM_LEFT, SUM_TOP),
        100 * SUM_PIXELS_PER_POINT,
        SUM_HEIGHT,
        facecolor=style.PAPER,
        edgecolor=style.INK,
        linewidth=1.0,
    )
    axes.add_patch(whole)
    for points in range(0, 101, 20):
        x = SUM_LEFT + SUM_PIXELS_PER_POINT * points
        style.write(axes, x, SUM_TOP + SUM_HEIGHT + 13, f"{points}", ha="center", fontsize=style.SMALL_SIZE, **data)
    for name, points in anatomy.thresholds.items():
        x = SUM_LEFT + SUM_PIXELS_PER_POINT * points
        axes.plot([x, x], [SUM_TOP - 12, SUM_TOP + SUM_HEIGHT + 4], zorder=4, linewidth=1.4, **style.PLAIN_LINE)
        style.write(axes, x + 4, SUM_TOP - 13, name, fontsize=style.SMALL_SIZE, **data)
    style.write(axes, SUM_LEFT, SUM_TOP - 13, "Sum", fontsize=style.SMALL_SIZE, **data)
    pieces, numbers = [], []
    for index, change in enumerate(anatomy.changes):
        piece = Rectangle(
            (SUM_LEFT, SUM_TOP),
            0,
            SUM_HEIGHT,
            facecolor=style.RATER_COLOURS[change.rater],
            edgecolor=style.INK,
            linewidth=1.0,
        )
        axes.add_patch(piece)
        pieces.append(piece)
        numbers.append(
            style.write(
                axes, 0, SUM_TOP + SUM_HEIGHT / 2, str(index + 1), ha="center", fontsize=style.SMALL_SIZE, **data
            )
        )
    return tuple(pieces), tuple(numbers)


def _title(anatomy: TisAnatomy) -> str:
    grade = "no response" if anatomy.category == "none" else f"{anatomy.category} improvement"
    return f"{anatomy.total:g} of 100 points: {grade}"


def _describe_change(change: MeasureChange) -> str:
    values = f"{change.before:g} → {change.after:g}"
    if change.improvement < 0:
        return f"{values}: worse"
    return f"{values}: {change.improvement:.3g} % of range"


def _describe(anatomy: TisAnatomy) -> str:
    rows = "; ".join(
        f"{change.name} {change.before:g} to {change.after:g} {change.unit}, {change.points:g} of {change.most:g}"
        for change in anatomy.changes
    )
    return f"Bars of points earned by each measure: {rows}. Their sum is {anatomy.total:g} of 100."


def _read(anatomy: TisAnatomy) -> str:
    first, *others = anatomy.changes
    parts = [f"{_shorten(first.name)} {first.points:g} ({_percent(first)} better)"]
    parts += [f"{_shorten(change.name)} {change.points:g} ({_percent(change)})" for change in others]
    grade = "no response" if anatomy.category == "none" else f"{anatomy.category} improvement"
    rated = sum(change.points for change in anatomy.changes if change.rater in ("physician", "patient"))
    # The sum first: it is what a reader who moves a measure listens for.
    return (
        f"{anatomy.total:g} points in all, {grade}: {', '.join(parts)}. {rated:g} of them are ratings by physician or "
        "patient."
    )


def _percent(change: MeasureChange) -> str:
    return f"{change.improvement:.3g} %".replace("-", "−")


def _shorten(name: str) -> str:
    """Return a name for the middle of a sentence, without what stands after its comma."""
    return f"{name[0].lower()}{name[1:].partition(',')[0]}"


def _tabulate(anatomy: TisAnatomy) -> pd.DataFrame:
    rows = [
        {
            "measure": change.name,
            "scored by": change.rater,
            "unit": change.unit,
            "baseline": change.before,
            "week 16": change.after,
            "improvement (% of range)": round(change.improvement, 2),
            "points": change.points,
            "most": change.most,
        }
        for change in anatomy.changes
    ]
    most = sum(change.most for change in anatomy.changes)
    total = {"measure": "Total Improvement Score", "points": anatomy.total, "most": most}
    return pd.DataFrame([*rows, total])

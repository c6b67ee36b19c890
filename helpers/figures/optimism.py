"""Two arms whose ratings are better than the truth: who reaches each bar, beside sober ratings and ProDERM."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.optimism_words import (
    Optimism,
    describe_optimism,
    read_optimism,
    tabulate_optimism,
    write_headline,
    write_settings,
)
from helpers.figures.picture import Picture
from helpers.figures.text import print_number

HEIGHT = 430
LEFT, RIGHT = 12, 466
ROWS_TOP, ROW_STEP = 124, 80
LINES = (14, 38, 60)
"""CSS pixels from the top of a row down to its three lines: as set, as published, and, in front, nobody optimistic."""
AXIS_LEFT, AXIS_WIDTH = 74, 196
NAMES_LEFT = 290
DOTS, SMALL_DOTS = {"ivig": 70.0, "placebo": 150.0}, {"ivig": 22.0, "placebo": 64.0}
"""Area of a point, square points: where the arms agree, the circle stands in the square."""
HOLLOW = 42.0
LINE, THIN_LINE = 3.0, 1.3


@dataclass(frozen=True)
class _Parts:
    title: Text
    settings: Text
    frame: PolyCollection
    lines: LineCollection
    ivig: PathCollection
    placebo: PathCollection
    differences: tuple[Text, ...]
    sober_words: Text
    sober_difference: Text


def start_optimism(optimism: Optimism) -> Picture:
    """Draw the rows and the published arms and return the picture of `optimism`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, optimism.provenance)
    sheet = style.add_sheet(figure, HEIGHT)
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    bars = list(optimism.published)
    _draw_frame(sheet, bars, small)
    _draw_published(sheet, optimism, small)
    # An outline: what moves is drawn over what stays, and an area would hide the words of its row.
    frame = PolyCollection([], facecolor="none", edgecolor=style.INK, linewidth=1.6, zorder=1)
    lines = LineCollection([], color=style.MUTED, zorder=2)
    for collection in (frame, lines):
        sheet.add_collection(collection, autolim=False)
    edge = {"edgecolor": style.PAPER, "linewidth": 1.0}
    parts = _Parts(
        title=style.write_title(figure),
        settings=style.write(sheet, LEFT, 78, **small),
        frame=frame,
        lines=lines,
        ivig=sheet.scatter([], [], marker="o", color=style.IVIG, zorder=5, **edge),
        placebo=sheet.scatter([], [], marker="s", color=style.PLACEBO, zorder=4, **edge),
        differences=tuple(
            style.write(sheet, RIGHT, _find_line(row, 0), ha="right", fontweight="bold", **small)
            for row in range(len(bars))
        ),
        sober_words=style.write(sheet, NAMES_LEFT, 0, "nobody optimistic", **small),
        sober_difference=style.write(sheet, RIGHT, 0, ha="right", **small),
    )
    texts = (parts.title, parts.settings, *parts.differences, parts.sober_words, parts.sober_difference)
    moving = style.mark_moving(parts.frame, parts.lines, parts.placebo, parts.ivig, *texts)
    picture = Picture(figure, moving, "", "", pd.DataFrame, optimism.provenance, parts)
    return update_optimism(picture, optimism)


def update_optimism(picture: Picture, optimism: Optimism) -> Picture:
    """Move the points and return the picture of `optimism`."""
    parts: _Parts = picture.parts
    result, bar, rows = optimism.result, optimism.bar, len(optimism.published)
    front = list(optimism.published).index(bar)
    # Where nobody is optimistic the two lines would be one.
    sober = [bar] if optimism.has_optimism else []
    heights = np.array([_find_line(row, 0) for row in range(rows)] + [_find_line(front, 2)] * len(sober))
    ivig, placebo = (
        AXIS_LEFT + AXIS_WIDTH * np.array([*as_set.values(), *(without[each] for each in sober)])
        for as_set, without in ((result.ivig, result.ivig_sober), (result.placebo, result.placebo_sober))
    )
    for arm, points, x in (("ivig", parts.ivig, ivig), ("placebo", parts.placebo, placebo)):
        points.set_offsets(np.column_stack([x, heights]))
        points.set_sizes([DOTS[arm]] * rows + [SMALL_DOTS[arm]] * len(sober))
    parts.lines.set_segments(np.stack([np.column_stack([x, heights]) for x in (placebo, ivig)], axis=1))
    parts.lines.set_linewidth([LINE] * rows + [THIN_LINE] * len(sober))
    for text, difference in zip(parts.differences, result.difference.values(), strict=True):
        text.set_text(print_number(100 * difference))
    for text in (parts.sober_words, parts.sober_difference):
        text.set(y=_find_line(front, 2), visible=bool(sober))
    parts.sober_difference.set_text(print_number(optimism.sober))
    top = ROWS_TOP + ROW_STEP * front
    parts.frame.set_verts([_outline_row(top)])
    parts.title.set_text(write_headline(optimism))
    parts.settings.set_text(write_settings(result))
    return replace(
        picture,
        alt=describe_optimism(optimism),
        sentence=read_optimism(optimism),
        tabulate=partial(tabulate_optimism, optimism),
        provenance=optimism.provenance,
    )


def _find_line(row: int, line: int) -> float:
    """Return the height of one of the three lines of a row."""
    return ROWS_TOP + ROW_STEP * row + LINES[line]


def _outline_row(top: float) -> list[tuple[float, float]]:
    """Return the corners of the frame around the row in front."""
    left, right, foot = LEFT - 6, RIGHT + 6, top + ROW_STEP - 4
    return [(left, top), (right, top), (right, foot), (left, foot)]


def _draw_frame(sheet: Axes, bars: list[int], small: dict) -> None:
    """Write what the rows are called and draw the axis from 0 to 100 %."""
    head = ROWS_TOP - 13
    for x, marker, colour, name in (
        (AXIS_LEFT, "s", style.PLACEBO, "placebo"),
        (AXIS_LEFT + 90, "o", style.IVIG, "IVIg"),
    ):
        sheet.scatter([x + 5], [head], marker=marker, s=HOLLOW, color=colour, linewidth=0)
        style.write(sheet, x + 16, head, name, **small)
    style.write(sheet, RIGHT, head, "points apart", ha="right", **small)
    foot = ROWS_TOP + ROW_STEP * len(bars) + 2
    for share in (0, 50, 100):
        x = AXIS_LEFT + AXIS_WIDTH * share / 100
        style.write(sheet, x, foot + 8, f"{share} %", ha="center", **small)
        for row in range(len(bars)):
            top = ROWS_TOP + ROW_STEP * row
            sheet.plot([x, x], [top + 3, top + ROW_STEP - 8], linewidth=0.8, zorder=1, **_quiet_line())
    style.write(sheet, NAMES_LEFT + 10, foot + 8, "reach the bar", **small)
    for row, bar in enumerate(bars):
        style.write(sheet, LEFT, _find_line(row, 0), f"TIS {bar}", fontweight="bold", **small)
        for line, name in enumerate(("as set", "published")):
            style.write(
                sheet, NAMES_LEFT, _find_line(row, line), name, fontweight="normal" if line else "bold", **small
            )


def _quiet_line() -> dict[str, object]:
    return style.PLAIN_LINE | {"color": style.MUTED}


def _draw_published(sheet: Axes, optimism: Optimism, small: dict) -> None:
    """Mark the published arms by hollow points: for scale, and not made here."""
    heights = [_find_line(row, 1) for row in range(len(optimism.published))]
    ivig, placebo = (
        [AXIS_LEFT + AXIS_WIDTH * arms[place] / 100 for arms in optimism.published.values()] for place in (0, 1)
    )
    for left, right, y in zip(placebo, ivig, heights, strict=True):
        sheet.plot([left, right], [y, y], linewidth=THIN_LINE, zorder=2, **_quiet_line() | {"linestyle": (0, (2, 2))})
    hollow = {"facecolor": style.PAPER, "s": HOLLOW, "linewidth": 1.8, "zorder": 4}
    sheet.scatter(ivig, heights, marker="o", edgecolor=style.IVIG, **hollow)
    sheet.scatter(placebo, heights, marker="s", edgecolor=style.PLACEBO, **hollow)
    for bar, y in zip(optimism.published, heights, strict=True):
        style.write(sheet, RIGHT, y, f"{optimism.published_difference[bar]:g}", ha="right", **small)

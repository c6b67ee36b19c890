"""The scores of patients in whom nothing changes: how they are spread, and who reaches each bar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.noise_words import (
    BIN,
    Noise,
    describe_noise,
    print_percent,
    read_noise,
    tabulate_noise,
    write_headline,
    write_settings,
)
from helpers.figures.picture import Picture

HEIGHT = 430
LEFT, RIGHT = 12, 466
SCORE_LEFT, SCORE_WIDTH, SCORE_FOOT, SCORE_HEIGHT = 28, 424, 216, 96
"""CSS pixels: the axis of the score, its foot, and the height of a column that is full."""
FULL = 45.0
"""Per cent of patients at which a column is full; one that holds more is cut there, and its number says so."""
LEAST_SHOWN = 0.5
"""Per cent below which there is neither column nor number: so low, its edge would only rub out the axis."""
LIFT = 0.8
"""CSS pixels between a column and the axis."""
ROWS_TOP, ROW_STEP, ROW_HEIGHT = 293, 25, 15
SHARE_LEFT, SHARE_WIDTH = 70, 210
NOW_RIGHT = 390
SQUARE = {"marker": "s", "s": 70.0, "color": style.PLACEBO, "edgecolor": style.PAPER, "linewidth": 1.0}
"""A published share of the placebo arm."""
FILLS = (style.PALE, style.LABORATORY, style.MUTED, style.INK)
"""Below the first bar, and from each bar on: darker the higher."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    settings: Text
    scores: PolyCollection
    numbers: tuple[Text, ...]
    shares: PolyCollection
    squares: PathCollection
    figures: tuple[Text, ...]


def start_noise(noise: Noise) -> Picture:
    """Draw axes, bars of response and the published marks and return the picture of `noise`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, noise.provenance)
    sheet = style.add_sheet(figure, HEIGHT)
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    _draw_score_axis(sheet, list(noise.published), small)
    _draw_rows(sheet, noise, small)
    scores = PolyCollection([], edgecolor=style.PAPER, linewidth=0.8, zorder=2)
    shares = PolyCollection([], edgecolor="none", zorder=1)
    for collection in (scores, shares):
        sheet.add_collection(collection, autolim=False)
    parts = _Parts(
        title=style.write_title(figure),
        settings=style.write(sheet, LEFT, 78, **small),
        scores=scores,
        numbers=tuple(style.write(sheet, 0, 0, ha="center", **small) for _ in noise.binned[:-1]),
        shares=shares,
        squares=_mark_published(sheet, noise),
        figures=tuple(
            style.write(sheet, NOW_RIGHT, _find_row(row), ha="right", fontweight="bold", **small)
            for row in range(len(noise.published))
        ),
    )
    texts = (parts.title, parts.settings, *parts.numbers, *parts.figures)
    moving = style.mark_moving(parts.scores, parts.shares, parts.squares, *texts)
    picture = Picture(figure, moving, "", "", pd.DataFrame, noise.provenance, parts)
    return update_noise(picture, noise)


def update_noise(picture: Picture, noise: Noise) -> Picture:
    """Move the bars and return the picture of `noise`."""
    parts: _Parts = picture.parts
    # Nobody who has not changed reaches 100, so the last range of the score needs no bar.
    shares = noise.binned[:-1]
    lefts = SCORE_LEFT + SCORE_WIDTH * np.arange(len(shares)) / len(shares)
    tops = SCORE_FOOT - SCORE_HEIGHT * np.minimum(shares, FULL) / FULL
    seen = np.flatnonzero(shares >= LEAST_SHOWN)
    parts.scores.set_verts(
        _outline(lefts[seen], lefts[seen] + SCORE_WIDTH / len(shares), tops[seen], SCORE_FOOT - LIFT)
    )
    reached = np.searchsorted(list(noise.published), BIN * seen, side="right")
    parts.scores.set_facecolor([FILLS[place] for place in reached])
    for number, share, left, top in zip(parts.numbers, shares, lefts, tops, strict=True):
        number.set_position((left + SCORE_WIDTH / len(shares) / 2, top - 9))
        number.set(text=f"{share:.0f}{'↑' if share > FULL else ''}", visible=share >= LEAST_SHOWN)
    rows = np.array([_find_row(row) for row in range(len(noise.published))])
    reach = np.array(list(noise.result.responders.values()))
    left = np.full(len(rows), float(SHARE_LEFT))
    parts.shares.set_verts(_outline(left, left + SHARE_WIDTH * reach, rows - ROW_HEIGHT / 2, rows + ROW_HEIGHT / 2))
    parts.shares.set_facecolor(FILLS[1:])
    for figures, share in zip(parts.figures, reach, strict=True):
        figures.set_text(print_percent(share))
    parts.title.set_text(write_headline(noise))
    parts.settings.set_text(write_settings(noise.result))
    return replace(
        picture,
        alt=describe_noise(noise),
        sentence=read_noise(noise),
        tabulate=partial(tabulate_noise, noise),
        provenance=noise.provenance,
    )


def _find_row(row: int) -> float:
    """Return the middle of a row of those who reach a bar."""
    return ROWS_TOP + ROW_STEP * row


def _outline(left: np.ndarray, right: np.ndarray, top: np.ndarray, foot: float | np.ndarray) -> np.ndarray:
    """Return the corners of upright boxes: boxes by corners by x and y."""
    foot = np.broadcast_to(foot, left.shape)
    return np.stack(
        [np.column_stack(corner) for corner in ((left, foot), (left, top), (right, top), (right, foot))], axis=1
    )


def _draw_score_axis(sheet: Axes, bars: list[int], small: dict) -> None:
    right = SCORE_LEFT + SCORE_WIDTH
    sheet.plot([SCORE_LEFT, right], [SCORE_FOOT] * 2, linewidth=1.0, zorder=3, **style.PLAIN_LINE)
    for score in range(0, 101, 20):
        x = SCORE_LEFT + SCORE_WIDTH * score / 100
        sheet.plot([x, x], [SCORE_FOOT, SCORE_FOOT + 4], linewidth=1.0, **style.PLAIN_LINE)
        style.write(sheet, x, SCORE_FOOT + 13, f"{score}", ha="center", **small)
        if score in bars:
            line = style.PLAIN_LINE | {"linestyle": (0, (4, 3))}
            sheet.plot([x, x], [SCORE_FOOT - SCORE_HEIGHT - 6, SCORE_FOOT], linewidth=1.2, zorder=1, **line)
            style.write(sheet, x + 4, SCORE_FOOT - SCORE_HEIGHT, f"bar {score}", **small)
    style.write(sheet, right, SCORE_FOOT - 28, "on a column:\n% of patients", ha="right", color=style.MUTED, **small)
    style.write(
        sheet, SCORE_LEFT + SCORE_WIDTH / 2, SCORE_FOOT + 30, "Total Improvement Score (points)", ha="center", **small
    )


def _mark_published(sheet: Axes, noise: Noise) -> PathCollection:
    """Mark the published shares. They stay where they are, but are drawn over the rows that move."""
    x = [SHARE_LEFT + SHARE_WIDTH * percent / 100 for percent in noise.published.values()]
    return sheet.scatter(x, [_find_row(row) for row in range(len(x))], zorder=4, **SQUARE)


def _draw_rows(sheet: Axes, noise: Noise, small: dict) -> None:
    """Write the rows' names and the published shares, and draw the whole that a row is a part of."""
    head = ROWS_TOP - 22
    style.write(sheet, LEFT, head, "Reach", **small)
    style.write(sheet, SHARE_LEFT, head, "0", **small)
    style.write(sheet, SHARE_LEFT + SHARE_WIDTH, head, "100 %", ha="right", **small)
    style.write(sheet, NOW_RIGHT, head, "noise alone", ha="right", **small)
    style.write(sheet, RIGHT, head, "placebo", ha="right", **small)
    rows = [_find_row(row) for row in range(len(noise.published))]
    for (bar, percent), y in zip(noise.published.items(), rows, strict=True):
        style.write(sheet, LEFT, y, f"TIS {bar}", **small)
        style.write(sheet, RIGHT, y, f"{percent:.0f} %", ha="right", **small)
    sheet.plot([SHARE_LEFT] * 2, [rows[0] - 12, rows[-1] + 12], linewidth=1.0, zorder=3, **style.PLAIN_LINE)
    track = _outline(
        np.full(len(rows), float(SHARE_LEFT)),
        np.full(len(rows), float(SHARE_LEFT + SHARE_WIDTH)),
        np.array(rows) - ROW_HEIGHT / 2,
        np.array(rows) + ROW_HEIGHT / 2,
    )
    sheet.add_collection(PolyCollection(track, facecolor=style.PALE, edgecolor="none", zorder=0), autolim=False)
    foot = rows[-1] + 26
    sheet.scatter([LEFT + 6], [foot], **SQUARE)
    style.write(sheet, LEFT + 20, foot, "ProDERM's placebo arm, published: for scale, not explained", **small)

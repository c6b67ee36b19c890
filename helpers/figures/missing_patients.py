"""Every way to count the missing as a square: how many responders that gives in each arm, and how small p is then."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.text import Text

from helpers.evidence.status import Status
from helpers.figures import style
from helpers.figures.missing_patients_words import (
    CLASSES,
    MissingPatients,
    classify,
    describe_squares,
    name_corners,
    print_p,
    read_allocation,
    tabulate_allocations,
    write_headline,
)
from helpers.figures.picture import Picture
from helpers.models.missing_patients import MissingAllocations

HEIGHT = 430
LEFT = 12
GRID_LEFT, GRID_BOTTOM, GRID_WIDTH, GRID_HEIGHT = 40, 338, 300, 250
WIDEST_CELL, HIGHEST_CELL = 60, 50
NUMBERED = (54, 40)
"""CSS pixels. The grid stands on its bottom left corner; a smaller square than the last has no room for its p value."""
MOST_NUMBERED = (GRID_WIDTH // NUMBERED[0]) * (GRID_HEIGHT // NUMBERED[1])
MOST_TICKS = 25
TICK_SPACE = (24, 17)
"""CSS pixels that the number below a column and beside a row needs."""
KEY_LEFT, KEY_TOP, KEY_STEP, KEY_BOX = 350, 96, 27, (25, 20)

LOST, HIDDEN = 3, 4
"""Places in the tuples below: p of 0.05 or more, and a square whose p is not shown."""
FILLS = (style.STAMP_COLOURS[Status.DERIVED], style.IVIG, style.IVIG_PALE, style.PAPER, style.PALE)
"""The darker, the smaller p: the first two are dark enough for white numbers, and a greyscale print keeps the order."""
INKS = (style.PAPER, style.PAPER, style.INK, style.INK)
DOTS = (3, 2, 1)
"""In the squares of the first three classes; the fourth has a cross."""
FRAME_WIDTHS = (6.0, 3.0)
"""Points: a white edge, and the dark frame of the chosen square on it."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    squares: PolyCollection
    dots: PathCollection
    crosses: LineCollection
    frame: PolyCollection
    numbers: tuple[Text, ...]
    ticks: tuple[tuple[Text, ...], tuple[Text, ...]]
    heading: Text
    corners: Text


@dataclass(frozen=True)
class _Grid:
    """Where the squares stand, CSS pixels: columns from the left, rows from the bottom."""

    columns: int
    rows: int

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a square."""
        return min(WIDEST_CELL, GRID_WIDTH / self.columns), min(HIGHEST_CELL, GRID_HEIGHT / self.rows)

    @property
    def top(self) -> float:
        """The upper edge of the highest row."""
        return GRID_BOTTOM - self.rows * self.cell[1]

    @property
    def middles(self) -> np.ndarray:
        """The squares' middles, row by row: squares by x and y."""
        x = GRID_LEFT + self.cell[0] * (np.arange(self.columns) + 0.5)
        y = GRID_BOTTOM - self.cell[1] * (np.arange(self.rows) + 0.5)
        return np.column_stack([np.tile(x, self.rows), np.repeat(y, self.columns)])


def start_missing_patients(missing: MissingPatients) -> Picture:
    """Draw the key and the words that stay and return the picture of `missing`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, missing.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    counts = missing.allocations.counts
    style.write(axes, GRID_LEFT, GRID_BOTTOM + 35, f"responders on IVIg (of {counts.n_treatment})", **small)
    _draw_key(axes)
    squares, dots, crosses = _add_squares(axes)
    frame = PolyCollection([], facecolor="none", edgecolor=(style.PAPER, style.INK), linewidth=FRAME_WIDTHS, zorder=4)
    axes.add_collection(frame, autolim=False)
    parts = _Parts(
        title=style.write_title(figure),
        squares=squares,
        dots=dots,
        crosses=crosses,
        frame=frame,
        numbers=tuple(style.write(axes, 0, 0, ha="center", **small) for _ in range(MOST_NUMBERED)),
        ticks=(
            tuple(style.write(axes, 0, GRID_BOTTOM + 14, ha="center", **small) for _ in range(MOST_TICKS)),
            tuple(style.write(axes, GRID_LEFT - 7, 0, ha="right", **small) for _ in range(MOST_TICKS)),
        ),
        heading=style.write(axes, LEFT, 0, f"responders on placebo (of {counts.n_control})", **small),
        corners=style.write(axes, KEY_LEFT, 292, **small),
    )
    texts = (parts.title, parts.heading, parts.corners, *parts.numbers, *parts.ticks[0], *parts.ticks[1])
    moving = style.mark_moving(parts.squares, parts.dots, parts.crosses, parts.frame, *texts)
    picture = Picture(figure, moving, "", "", pd.DataFrame, missing.provenance, parts)
    return update_missing_patients(picture, missing)


def update_missing_patients(picture: Picture, missing: MissingPatients) -> Picture:
    """Lay out the squares and return the picture of `missing`."""
    parts: _Parts = picture.parts
    allocations, chosen = missing.allocations, missing.chosen
    grid = _Grid(len(allocations.changes_treatment), len(allocations.changes_control))
    middles, p_values = grid.middles, np.ravel(allocations.p_values)
    row = chosen.change_control - allocations.changes_control[0]
    place = row * grid.columns + chosen.change_treatment - allocations.changes_treatment[0]
    shown = np.arange(len(p_values)) if missing.is_revealed else np.array([place])
    classes = np.full(len(p_values), HIDDEN)
    classes[shown] = classify(p_values[shown])
    has_numbers = grid.cell[0] >= NUMBERED[0] and grid.cell[1] >= NUMBERED[1]
    _place_squares((parts.squares, parts.dots, parts.crosses), middles, classes, grid.cell, 12 if has_numbers else 0)
    parts.frame.set_verts(np.repeat(_outline(middles[[place]], grid.cell), 2, axis=0))
    for number in parts.numbers:
        number.set_visible(False)
    if has_numbers:
        for number, square in zip(parts.numbers, shown, strict=False):
            number.set(text=print_p(p_values[square]), color=INKS[classes[square]], visible=True)
            number.set_position((middles[square, 0], middles[square, 1] - 8))
    _place_ticks(parts, grid, allocations)
    parts.heading.set_y(grid.top - 14)
    parts.corners.set_text(name_corners(missing))
    parts.title.set_text(write_headline(missing))
    return replace(
        picture,
        alt=describe_squares(missing),
        sentence=read_allocation(missing),
        tabulate=partial(tabulate_allocations, missing),
        provenance=missing.provenance,
    )


def _add_squares(axes: Axes) -> tuple[PolyCollection, PathCollection, LineCollection]:
    """Add empty collections for squares, their dots and their crosses."""
    squares = PolyCollection([], edgecolor=style.MUTED, linewidth=0.8, zorder=1)
    dots = axes.scatter([], [], marker="o", linewidth=0, zorder=2)
    crosses = LineCollection([], color=style.INK, linewidth=1.4, zorder=3)
    for collection in (squares, crosses):
        axes.add_collection(collection, autolim=False)
    return squares, dots, crosses


def _place_squares(
    artists: tuple[PolyCollection, PathCollection, LineCollection],
    middles: np.ndarray,
    classes: np.ndarray,
    cell: tuple[float, float],
    lowered: float,
) -> None:
    """Draw squares of size `cell`, each with the fill and the sign of its class, the sign `lowered` pixels."""
    squares, dots, crosses = artists
    squares.set_verts(_outline(middles, cell))
    squares.set_facecolor([FILLS[each] for each in classes])
    size = min(5.0, 0.17 * cell[0])
    signs = middles + (0, lowered)
    at, colours = [np.empty((0, 2))], []
    for each, count in enumerate(DOTS):
        those = signs[classes == each]
        for step in range(count):
            at.append(those + (1.7 * size * (step - (count - 1) / 2), 0))
            colours += [INKS[each]] * len(those)
    dots.set_offsets(np.concatenate(at))
    dots.set_facecolor(colours)
    dots.set_sizes([(72 / style.CSS_PIXELS_PER_INCH * size) ** 2])
    arms = np.array([[(-1, -1), (1, 1)], [(-1, 1), (1, -1)]]) * size
    lost = signs[classes == LOST]
    crosses.set_segments((lost[:, None, None, :] + arms).reshape(-1, 2, 2))


def _outline(middles: np.ndarray, cell: tuple[float, float]) -> np.ndarray:
    """Return the corners of the squares around `middles`: squares by corners by x and y."""
    return middles[:, None, :] + np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]) * cell


def _draw_key(axes: Axes) -> None:
    classes = np.arange(len(CLASSES))
    middles = np.column_stack([np.full(len(CLASSES), KEY_LEFT + KEY_BOX[0] / 2), KEY_TOP + KEY_STEP * classes])
    _place_squares(_add_squares(axes), middles, classes, KEY_BOX, 0)
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    for (_, words), (_, y) in zip(CLASSES, middles, strict=True):
        style.write(axes, KEY_LEFT + KEY_BOX[0] + 8, y, words, **small)
    style.write(axes, KEY_LEFT, middles[-1, 1] + 40, "Frame: chosen\nBold: as printed", **small)


def _place_ticks(parts: _Parts, grid: _Grid, allocations: MissingAllocations) -> None:
    """Number columns and rows by their responders, as many as have room, those as printed in bold."""
    counts = allocations.counts
    arms = (
        (counts.responders_treatment, allocations.changes_treatment, grid.middles[: grid.columns, 0]),
        (counts.responders_control, allocations.changes_control, grid.middles[:: grid.columns, 1]),
    )
    for axis, (texts, (printed, changes, middles)) in enumerate(zip(parts.ticks, arms, strict=True)):
        every = math.ceil(TICK_SPACE[axis] / grid.cell[axis])
        for text in texts:
            text.set_visible(False)
        for text, change, middle in zip(texts, changes, middles, strict=False):
            if change % every == 0:
                text.set(text=f"{printed + change}", fontweight="normal" if change else "bold", visible=True)
                (text.set_y if axis else text.set_x)(middle)

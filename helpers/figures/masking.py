"""Who could guess? Two columns of people with and without a sign, their guesses, and the blinding index of each."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.models.masking import ArmGuesses, ColumnGuesses
from helpers.models.printed import round_as_text

HEIGHT = 430
LEFT = (12, 252)
"""Where each column begins, CSS pixels."""
PER_ROW, PITCH = 13, 16.5
KEY, HEAD, WITH_HEAD, WITHOUT_HEAD, RIGHT_HEAD = 66, 92, 114, 194, 274
"""The key, then the lines of a column, CSS pixels from the top; people stand below two of them."""
SCALE_HEAD, SCALE_ROWS, SCALE_LABELS = 302, (323, 347), 371
SCALE_LEFT, SCALE_WIDTH = 132, 264
"""The scale of the index, from -1 to 1."""
COLUMNS = (("IVIg", "o", style.IVIG), ("placebo", "s", style.PLACEBO))
COIN = 0.5


@dataclass(frozen=True)
class Masking:
    """What the picture shows.

    Attributes
    ----------
    guesses : ArmGuesses
        Expected guesses in both columns.
    sign : str
        What the guessers go by, for a sentence: "a related event".
    mark : str
        The same in two words, for the key: "related event".
    in_both : int
        People who stand in both columns.
    provenance : Provenance
    """

    guesses: ArmGuesses
    sign: str
    mark: str
    in_both: int
    provenance: Provenance


@dataclass(frozen=True)
class _Column:
    """The moving artists of a column: its words, and its people with and without the sign."""

    with_words: Text
    without_words: Text
    right_words: Text
    with_people: PathCollection
    without_people: PathCollection
    point: Line2D
    index_words: Text


@dataclass(frozen=True)
class _Parts:
    title: Text
    key: Text
    columns: tuple[_Column, _Column]


def start_masking(masking: Masking) -> Picture:
    """Draw the heads and the scale and return the picture of `masking`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, masking.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    _draw_scale(axes)
    columns = masking.guesses.columns
    parts = _Parts(
        title=style.write_title(figure),
        key=style.write(axes, 12, KEY, transform=axes.transData, fontsize=style.SMALL_SIZE, color=style.MUTED),
        columns=tuple(_draw_column(axes, place, column) for place, column in enumerate(columns)),
    )
    moving = style.mark_moving(
        parts.title, parts.key, *(artist for column in parts.columns for artist in vars(column).values())
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, masking.provenance, parts)
    return update_masking(picture, masking)


def update_masking(picture: Picture, masking: Masking) -> Picture:
    """Fill the people who guess "IVIg", move the two indices, and return the picture of `masking`."""
    parts: _Parts = picture.parts
    for place, (column, artists) in enumerate(zip(masking.guesses.columns, parts.columns, strict=True)):
        _place_people(artists.with_people, place, WITH_HEAD, column.with_sign, column.ivig_with_sign)
        _place_people(artists.without_people, place, WITHOUT_HEAD, column.without_sign, column.ivig_without)
        artists.with_words.set_text(f"{column.with_sign} with it: {_count(column.ivig_with_sign)} filled")
        artists.without_words.set_text(f"{column.without_sign} without it: {_count(column.ivig_without)} filled")
        artists.right_words.set_text(f"Guessed right: {_count(column.right)} of {column.n}")
        artists.point.set_xdata([_scale(column.index)])
        artists.index_words.set_text(_sign(column.index))
    parts.title.set_text(_title(masking))
    parts.key.set_text(f"Diamonds: {masking.mark}. Filled: IVIg is guessed.")
    return replace(
        picture,
        alt=_describe(masking),
        sentence=_read(masking),
        tabulate=partial(_tabulate, masking),
        provenance=masking.provenance,
    )


def _draw_column(axes: Axes, place: int, column: ColumnGuesses) -> _Column:
    data = {"transform": axes.transData}
    small = {"fontsize": style.SMALL_SIZE, **data}
    left = LEFT[place]
    _, marker, colour = COLUMNS[place]
    style.write(axes, left, HEAD, f"Given {column.name}: {column.n}", fontweight="bold", **data)
    row = SCALE_ROWS[place]
    (point,) = axes.plot(
        [0], [row], marker=marker, color=colour, markersize=10, linestyle="", markeredgecolor=style.INK, zorder=4
    )
    look = {"linewidth": 1.0, "zorder": 3}
    return _Column(
        with_words=style.write(axes, left, WITH_HEAD, **small),
        without_words=style.write(axes, left, WITHOUT_HEAD, **small),
        right_words=style.write(axes, left, RIGHT_HEAD, fontweight="bold", **small),
        with_people=axes.scatter([], [], s=62, marker="D", **look),
        without_people=axes.scatter([], [], s=80, marker="o", **look),
        point=point,
        index_words=style.write(axes, style.WIDTH - 14, row, ha="right", **small),
    )


def _draw_scale(axes: Axes) -> None:
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    style.write(axes, 12, SCALE_HEAD, "Bang's blinding index of each column", **small)
    for row, (name, _, _) in zip(SCALE_ROWS, COLUMNS, strict=True):
        axes.plot([_scale(-1), _scale(1)], [row, row], **(style.PLAIN_LINE | {"linewidth": 1.2, "color": style.MUTED}))
        style.write(axes, 12, row, f"Given {name}", **small)
    for value, words in ((-1, "−1 all wrong"), (0, "0 coin"), (1, "+1 all right")):
        x = _scale(value)
        axes.plot([x, x], [SCALE_ROWS[0] - 9, SCALE_ROWS[1] + 9], linewidth=1.2, zorder=1, **style.PLAIN_LINE)
        style.write(axes, x, SCALE_LABELS, words, ha="center", color=style.MUTED, **small)


def _place_people(people: PathCollection, place: int, head: float, n: int, say_ivig: float) -> None:
    """Set `n` people below a line of words, and fill as many as come nearest to the expectation."""
    at = np.arange(n)
    x = LEFT[place] + PITCH * (at % PER_ROW + 0.5)
    y = head + 20 + PITCH * (at // PER_ROW)
    # Half a person up, where Python's own rounding goes to the even number.
    filled = math.floor(say_ivig + 0.5)
    full, empty = to_rgba(style.IVIG), to_rgba(style.PAPER)
    people.set_offsets(np.column_stack([x, y]))
    people.set_facecolor([full] * filled + [empty] * (n - filled))
    people.set_edgecolor([to_rgba(style.INK)] * n)


def _scale(index: float) -> float:
    return SCALE_LEFT + SCALE_WIDTH * (index + 1) / 2


def _count(expected: float) -> str:
    """Write an expected number of people, with a decimal where it is not whole."""
    return f"{_round(expected):g}"


def _percent(share: float) -> str:
    return f"{_round(100 * share):g} %"


def _round(value: float) -> float:
    """Round to one decimal as papers do: Python's way would print one sum as 57.5 people and as 57.6 %."""
    # Whole per cents of people are hundredths; what stands behind them is the computer's own.
    return float(round_as_text(round(value, 7), 1))


def _sign(index: float) -> str:
    return f"{index:+.2f}".replace("-", "−").replace("+0.00", "0").replace("−0.00", "0")


def _title(masking: Masking) -> str:
    guesses = masking.guesses
    return f"{_count(guesses.right)} of {guesses.n} guesses are right;\na coin gets {_count(COIN * guesses.n)}"


def _describe(masking: Masking) -> str:
    columns = "; ".join(
        f"given {column.name}, {column.n} people: {column.with_sign} diamonds for those with the sign, "
        f"{_count(column.ivig_with_sign)} of them filled, and {column.without_sign} circles for those without it, "
        f"{_count(column.ivig_without)} filled"
        for column in masking.guesses.columns
    )
    indices = " and ".join(f"{_sign(column.index)} for {column.name}" for column in masking.guesses.columns)
    return (
        f"Two columns of people by whether they had {masking.sign}, filled where IVIg is guessed: {columns}. "
        f"{masking.in_both} people stand in both columns. Below, Bang's blinding index on a scale from −1 to 1: "
        f"{indices}."
    )


def _read(masking: Masking) -> str:
    guesses = masking.guesses
    ivig, placebo = guesses.columns
    # Also where everybody says IVIg: an index of 1 is then a habit of guessing and no knowledge.
    is_habit = guesses.told_by_sign == guesses.told_without
    indices = f"{_sign(ivig.index)} and {_sign(placebo.index)}"
    told = f", {indices}, cancel out: the sign tells nothing" if is_habit else f" are {indices}"
    return (
        f"Say {_percent(guesses.told_by_sign)} of those with {masking.sign} and {_percent(guesses.told_without)} of "
        f"the others are guessed to be on IVIg: {_count(ivig.right)} of {ivig.n} on IVIg and "
        f"{_count(placebo.right)} of {placebo.n} on placebo are right, {_percent(guesses.share_right)} in all (coin: "
        f"{_percent(COIN)}). Bang's indices{told}. No public assessment of blinding was found: unblinding is "
        "possible, not shown."
    )


def _tabulate(masking: Masking) -> pd.DataFrame:
    guesses = masking.guesses
    return pd.DataFrame(
        [
            {
                "given": column.name,
                f"with {masking.sign} (people)": column.with_sign,
                "all (people)": column.n,
                "with it, guess IVIg (expected)": round(column.ivig_with_sign, 2),
                "without it, guess IVIg (expected)": round(column.ivig_without, 2),
                "guess right (expected)": round(column.right, 2),
                "guess right (%)": round(100 * column.right / column.n, 1),
                "Bang's index (−1 to 1)": round(column.index, 3),
                "also in the other column (people)": masking.in_both,
            }
            for column in guesses.columns
        ]
    )

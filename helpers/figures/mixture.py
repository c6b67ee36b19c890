"""A mixture of subtypes: patients against the share of the subtype, for everybody, for it alone, and screened."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.mixture_words import (
    MixedTrial,
    describe_mixture,
    read_mixture,
    tabulate_mixture,
    title_mixture,
    write_marks,
    write_setting,
)
from helpers.figures.picture import Picture
from helpers.figures.text import print_count

HEIGHT = 430
LEFT = 12
AXIS_LEFT, AXIS_WIDTH, AXIS_TOP, AXIS_HEIGHT = 78, 372, 174, 168
SETTING_TOP, MARKS_TOP, MARK_STEP = 76, 106, 17
"""CSS pixels."""
LOWEST, HIGHEST = 1, 4.8
"""Powers of ten at the foot and the top of the axis: all that the explorer's controls can make lies between."""
LOOKS = (
    {"colour": style.INK, "linestyle": "-", "linewidth": 2.6, "marker": "s", "size": 10, "is_open": False},
    {
        "colour": style.LABORATORY,
        "linestyle": (0, (5, 2)),
        "linewidth": 2.2,
        "marker": "D",
        "size": 7,
        "is_open": False,
    },
    {
        "colour": style.LABORATORY,
        "linestyle": (0, (1, 1.5)),
        "linewidth": 2.2,
        "marker": "^",
        "size": 9,
        "is_open": True,
    },
)
"""Everybody, the subtype alone, screened: told apart by shape and line, too."""


@dataclass(frozen=True)
class _Series:
    line: Line2D
    mark: Line2D
    words: Text


@dataclass(frozen=True)
class _Parts:
    title: Text
    setting: Text
    share: Line2D
    series: tuple[_Series, ...]


def start_mixture(shown: MixedTrial) -> Picture:
    """Draw the axes and the key and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    axes = style.add_plot(figure, AXIS_LEFT, AXIS_TOP, AXIS_WIDTH, AXIS_HEIGHT)
    axes.set(xlim=(0, 100), ylim=(LOWEST, HIGHEST), yticks=[])
    axes.set_xticks(range(0, 101, 20), [f"{share} %" for share in range(0, 101, 20)])
    quiet = {"fontsize": style.SMALL_SIZE}
    for power in range(LOWEST, int(HIGHEST) + 1):
        axes.plot([0, 100], [power, power], **style.PLAIN_LINE | {"color": style.PALE}, linewidth=1.0, zorder=0)
        style.write(axes, -1.5, power, print_count(10**power), ha="right", transform=axes.transData, **quiet)
    style.write_at(figure, LEFT, AXIS_TOP - 16, "patients of both arms (log scale)", color=style.MUTED, **quiet)
    bottom = AXIS_TOP + AXIS_HEIGHT
    style.write_at(
        figure,
        AXIS_LEFT + AXIS_WIDTH / 2,
        bottom + 35,
        "share of the subtype among all patients",
        ha="center",
        color=style.MUTED,
        **quiet,
    )
    (share,) = axes.plot(
        [0, 0], [LOWEST, HIGHEST], linewidth=1.2, zorder=1, **style.PLAIN_LINE | {"color": style.MUTED}
    )
    parts = _Parts(
        title=style.write_title(figure),
        setting=style.write_at(figure, LEFT, SETTING_TOP, color=style.MUTED, **quiet),
        share=share,
        series=tuple(_add_series(figure, axes, row, look) for row, look in enumerate(LOOKS)),
    )
    moving = style.mark_moving(
        parts.share,
        *(series.line for series in parts.series),
        *(series.mark for series in parts.series),
        *(series.words for series in parts.series),
        parts.title,
        parts.setting,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_mixture(picture, shown)


def update_mixture(picture: Picture, shown: MixedTrial) -> Picture:
    """Move curves and marks and return the picture of `shown`."""
    parts: _Parts = picture.parts
    mixture, curve = shown.mixture, shown.curve
    at = 100 * mixture.share
    parts.share.set_xdata([at, at])
    lines = (curve.total_everyone, curve.total_subtype, curve.screened)
    marks = (mixture.total_everyone, mixture.total_subtype, mixture.screened)
    for series, line, mark, words in zip(parts.series, lines, marks, write_marks(shown), strict=True):
        series.line.set_data(100 * curve.shares, np.log10(line))
        series.mark.set_data([at], [math.log10(mark)])
        series.words.set_text(words)
    parts.title.set_text(title_mixture(shown))
    parts.setting.set_text(write_setting(shown))
    return replace(
        picture,
        alt=describe_mixture(shown),
        sentence=read_mixture(shown),
        tabulate=partial(tabulate_mixture, shown),
        provenance=shown.provenance,
    )


def _add_series(figure: Figure, axes: Axes, row: int, look: dict) -> _Series:
    """Add a curve, its mark, and its line in the key, where the same mark stands."""
    colour = look["colour"]
    marker = {
        "marker": look["marker"],
        "markersize": look["size"],
        "linestyle": "",
        "markerfacecolor": style.PAPER if look["is_open"] else colour,
        "markeredgecolor": colour if look["is_open"] else style.PAPER,
        "markeredgewidth": 2.0 if look["is_open"] else 1.0,
    }
    y = MARKS_TOP + MARK_STEP * row
    stroke = {"color": colour, "linestyle": look["linestyle"], "linewidth": look["linewidth"], "marker": ""}
    stroke |= {"solid_capstyle": "butt", "dash_capstyle": "butt"}
    sheet = {"transform": figure.transFigure, "clip_on": False}
    key = [1 - y / HEIGHT]
    for x, style_of_key in (((LEFT + 2, LEFT + 36), stroke), ((LEFT + 19,), marker)):
        figure.add_artist(Line2D([each / style.WIDTH for each in x], key * len(x), **sheet, **style_of_key))
    (line,) = axes.plot([], [], zorder=2, **stroke)
    (mark,) = axes.plot([], [], zorder=3, clip_on=False, **marker)
    return _Series(line, mark, style.write_at(figure, LEFT + 46, y, fontsize=style.SMALL_SIZE))

"""Placebo responses in three trials, one row a trial, each with its interval on one axis of per cent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.placebo_responses_words import (
    PlaceboElsewhere,
    describe_placebo,
    explain_lines,
    name_drug,
    name_placebo,
    print_caveat,
    print_difference,
    print_share,
    read_placebo,
    tabulate_placebo,
    write_headline,
)

HEIGHT = 430
LEFT, RIGHT = 12, 466
AXIS_LEFT, AXIS_WIDTH = 28, 424
TOP, STEP = 59, 93
"""From the top of the picture to the first trial, and from trial to trial, CSS pixels."""
PLACES = {False: {"placebo": (14, 34), "caveat": 56}, True: {"placebo": (8, 22), "drug": (38, 52), "caveat": 71}}
"""Whether the drug's arm is shown -> from the top of a trial to the words and to the interval of an arm, and to the
caveat."""
AXIS = TOP + 3 * STEP - 6
TICKS, NOTE, WARNING = AXIS + 15, AXIS + 33, AXIS + 50
POINT = 62.0
"""Area of a point, square points."""
LINE = 3.2
SQUARE = Path([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)])
DIAMOND = Path([(-0.6, 0), (0, -0.6), (0.6, 0), (0, 0.6), (-0.6, 0)])
CIRCLE = Path.circle((0, 0), 0.5)
LOOKS = {"placebo": (style.PLACEBO, SQUARE), "IVIg": (style.IVIG, CIRCLE)}
OTHER_DRUG = (style.MUTED, DIAMOND)
"""Colour and shape of an arm; IVIg and placebo look as everywhere in the course."""


@dataclass(frozen=True)
class _Parts:
    title: Text
    names: tuple[Text, ...]
    figures: tuple[Text, ...]
    caveats: tuple[Text, ...]
    lines: LineCollection
    points: PathCollection
    note: Text


def start_placebo_responses(shown: PlaceboElsewhere) -> Picture:
    """Draw the axis and the places of the trials and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    small = {"transform": axes.transData, "fontsize": style.SMALL_SIZE}
    places = PLACES[shown.has_drug]
    tops = [TOP + STEP * row for row in range(len(shown.responses.trials))]
    words = [top + places[arm][0] for top in tops for arm in _list_arms(shown)]
    _draw_axis(axes)
    for top in tops[1:]:
        axes.plot([LEFT, RIGHT], [top - 6, top - 6], linewidth=1.0, **(style.PLAIN_LINE | {"color": style.PALE}))
    lines = LineCollection([], linewidth=LINE, capstyle="butt", zorder=2)
    axes.add_collection(lines, autolim=False)
    parts = _Parts(
        title=style.write_title(figure),
        names=tuple(style.write(axes, LEFT, height, **small) for height in words),
        figures=tuple(style.write(axes, RIGHT, height, ha="right", **small) for height in words),
        caveats=tuple(style.write(axes, LEFT, top + places["caveat"], color=style.MUTED, **small) for top in tops),
        lines=lines,
        points=axes.scatter([], [], s=POINT, edgecolor=style.PAPER, linewidth=0.8, zorder=3),
        note=style.write(axes, LEFT, NOTE, color=style.MUTED, **small),
    )
    style.write(axes, LEFT, WARNING, "Trials were not randomised against each other.", **small)
    moving = style.mark_moving(
        parts.lines, parts.points, parts.title, parts.note, *parts.names, *parts.figures, *parts.caveats
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_placebo_responses(picture, shown)


def update_placebo_responses(picture: Picture, shown: PlaceboElsewhere) -> Picture:
    """Move points and intervals and return the picture of `shown`."""
    parts: _Parts = picture.parts
    places, arms = PLACES[shown.has_drug], _list_arms(shown)
    segments, offsets, colours, shapes = [], [], [], []
    for row, response in enumerate(shown.responses.trials):
        parts.caveats[row].set_text(print_caveat(shown, row))
        for place, arm in enumerate(arms):
            is_placebo = arm == "placebo"
            interval = response.placebo if is_placebo else response.drug
            name, figures = (part[len(arms) * row + place] for part in (parts.names, parts.figures))
            name.set_text(name_placebo(response) if is_placebo else name_drug(response))
            figures.set_text(print_share(interval) if is_placebo else print_difference(response))
            if interval is None:
                continue
            y = TOP + STEP * row + places[arm][1]
            segments.append([(place_percent(100 * limit), y) for limit in interval])
            offsets.append((place_percent(100 * interval.estimate), y))
            colour, shape = LOOKS.get("placebo" if is_placebo else response.trial.drug, OTHER_DRUG)
            colours.append(colour)
            shapes.append(shape)
    parts.lines.set_segments(segments)
    parts.lines.set_color(colours)
    parts.points.set_offsets(offsets)
    parts.points.set_facecolor(colours)
    parts.points.set_paths(shapes)
    parts.title.set_text(write_headline(shown))
    parts.note.set_text(explain_lines(shown))
    return replace(
        picture,
        alt=describe_placebo(shown),
        sentence=read_placebo(shown),
        tabulate=partial(tabulate_placebo, shown),
        provenance=shown.provenance,
    )


def place_percent(percent: float) -> float:
    """Return where a share stands on the axis, CSS pixels.

    >>> place_percent(0), place_percent(100)
    (28.0, 452.0)
    """
    return AXIS_LEFT + AXIS_WIDTH * percent / 100


def _list_arms(shown: PlaceboElsewhere) -> tuple[str, ...]:
    return ("placebo", "drug") if shown.has_drug else ("placebo",)


def _draw_axis(axes: Axes) -> None:
    axes.plot([place_percent(0), place_percent(100)], [AXIS, AXIS], linewidth=1.0, **style.PLAIN_LINE)
    for percent in range(0, 101, 20):
        x = place_percent(percent)
        axes.plot([x, x], [AXIS, AXIS + 4], linewidth=1.0, **style.PLAIN_LINE)
        style.write(axes, x, TICKS, f"{percent} %", ha="center", transform=axes.transData, fontsize=style.SMALL_SIZE)

"""People who had an event, and beside them the heap of their events: the two are never the same number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from helpers.figures import style
from helpers.figures.events_words import (
    Events,
    describe_events,
    explain_division,
    head_events,
    head_people,
    name_kind,
    read_events_shown,
    tabulate_events,
    write_headline,
)
from helpers.figures.picture import Picture

HEIGHT = 430
LEFT, GUTTER = 12, 24
KIND, HEAD, PEOPLE_TOP, HEAP_HEAD, HEAP_TOP = 68, 94, 108, 198, 212
"""CSS pixels from the top: the kind of comparison, a group's people, and its heap."""
PITCH = 16.5
HEAP_PITCH = 9.0
WORDS = (330, 349, 368)
"""The lines below the heaps."""
DOT, MARK = 92.0, 22.0
"""Areas of a person and of an event, square points."""
ARMS = {"IVIg": ("o", style.IVIG), "placebo": ("s", style.PLACEBO)}


@dataclass(frozen=True)
class _Group:
    """The moving artists of a group: its words, its people, its heap."""

    people_words: Text
    events_words: Text
    people: PathCollection
    heap: PathCollection


@dataclass(frozen=True)
class _Parts:
    title: Text
    groups: tuple[_Group, ...]
    lines: tuple[Text, ...]


def start_events(shown: Events) -> Picture:
    """Draw the people of every group and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    sheet = style.add_sheet(figure, HEIGHT)
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    style.write(sheet, LEFT, KIND, name_kind(shown), color=style.MUTED, **small)
    parts = _Parts(
        title=style.write_title(figure),
        groups=tuple(_start_group(sheet, shown, place) for place in range(len(shown.counts))),
        lines=tuple(style.write(sheet, LEFT, y, **small) for y in WORDS),
    )
    moving = style.mark_moving(
        *(artist for group in parts.groups for artist in (group.people, group.heap)),
        *(words for group in parts.groups for words in (group.people_words, group.events_words)),
        parts.title,
        *parts.lines,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_events(picture, shown)


def update_events(picture: Picture, shown: Events) -> Picture:
    """Fill the people with an event, heap the events, and return the picture of `shown`."""
    parts: _Parts = picture.parts
    width = _find_width(len(shown.counts))
    for place, (group, count) in enumerate(zip(parts.groups, shown.counts, strict=True)):
        full, empty = to_rgba(ARMS[count.at_risk.group][1]), to_rgba(style.PAPER)
        group.people.set_facecolor([full] * count.patients_with + [empty] * (count.n - count.patients_with))
        group.heap.set_offsets(_heap(count.events, _find_left(place, len(shown.counts)), width))
        group.people_words.set_text(head_people(count))
        group.events_words.set_text(head_events(count))
    parts.title.set_text(write_headline(shown))
    for words, text in zip(parts.lines, explain_division(shown), strict=True):
        words.set(text=text, fontweight="bold" if text.startswith("WRONG") else "normal")
    return replace(
        picture,
        alt=describe_events(shown),
        sentence=read_events_shown(shown),
        tabulate=partial(tabulate_events, shown),
        provenance=shown.provenance,
    )


def _find_width(groups: int) -> float:
    return (style.WIDTH - 2 * LEFT - GUTTER * (groups - 1)) / groups


def _find_left(place: int, groups: int) -> float:
    return LEFT + place * (_find_width(groups) + GUTTER)


def _start_group(sheet: Axes, shown: Events, place: int) -> _Group:
    left, width = _find_left(place, len(shown.counts)), _find_width(len(shown.counts))
    count = shown.counts[place]
    shape, colour = ARMS[count.at_risk.group]
    at = np.arange(count.n)
    per_row = int(width // PITCH)
    x = left + PITCH * (at % per_row + 0.5)
    y = PEOPLE_TOP + PITCH * (at // per_row + 0.5)
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    return _Group(
        people_words=style.write(sheet, left, HEAD, **small),
        events_words=style.write(sheet, left, HEAP_HEAD, **small),
        people=sheet.scatter(x, y, s=DOT, marker=shape, edgecolor=colour, linewidth=1.1),
        heap=sheet.scatter([], [], s=MARK, marker="D", color=style.INK, linewidth=0),
    )


def _heap(events: int, left: float, width: float) -> np.ndarray:
    """Return the places of the events, row below row: events by x and y, CSS pixels."""
    at = np.arange(events)
    per_row = int(width // HEAP_PITCH)
    return np.column_stack([left + HEAP_PITCH * (at % per_row + 0.5), HEAP_TOP + HEAP_PITCH * (at // per_row + 0.5)])

"""Benefit and harm in 100 people each, side by side and never divided, and clots in a panel of their own."""

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
from helpers.figures.balance_words import (
    NOT_WEIGHED,
    Balance,
    describe_balance,
    foot_panel,
    head_panels,
    head_rows,
    read_balance,
    tabulate_balance,
    tell_clots,
    write_headline,
)
from helpers.figures.picture import Picture
from helpers.models.safety import HUNDRED

HEIGHT = 430
LEFT = (12, 256)
"""Where the two panels begin, CSS pixels."""
GRID = (20, 10.5)
"""People in a row, and from one to the next, CSS pixels."""
KIND, OUTCOME = 70, 88
"""The two lines of a panel's head."""
ROWS = ((108, 119), (188, 199))
"""For each group the line of words and the top of its people."""
FOOT = 266
PARTING = 283
CLOT_WORDS = (299, 318)
CLOT_TOP, CLOT_GRID = 330, (40, 11.4)
WARNING = 380
DOT, POINT = 44.0, 8.0
"""Areas of a person with the outcome, and of one without, square points."""
GROUPS = (("o", style.IVIG), ("s", style.PLACEBO))


@dataclass(frozen=True)
class _Panel:
    """The moving artists of a panel: its words, and its two hundreds."""

    outcome: Text
    rows: tuple[Text, Text]
    foot: Text
    people: tuple[PathCollection, PathCollection]


@dataclass(frozen=True)
class _Parts:
    title: Text
    panels: tuple[_Panel, _Panel]
    clots: PathCollection
    clot_words: Text


def start_balance(shown: Balance) -> Picture:
    """Draw three hundreds of people with the kind of each panel, and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    sheet = style.add_sheet(figure, HEIGHT)
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    kinds = [kind for kind, _ in head_panels(shown)]
    for left, kind in zip(LEFT, kinds, strict=True):
        style.write(sheet, left, KIND, kind, color=style.MUTED, **small)
    style.write(sheet, LEFT[0], CLOT_WORDS[0], tell_clots(shown)[0], color=style.MUTED, **small)
    style.write(sheet, LEFT[0], WARNING, NOT_WEIGHED, **small)
    sheet.plot([LEFT[0], style.WIDTH - LEFT[0]], [PARTING] * 2, linewidth=1.0, **style.PLAIN_LINE)
    parts = _Parts(
        title=style.write_title(figure),
        panels=tuple(_start_panel(sheet, left) for left in LEFT),
        clots=_draw_hundred(sheet, LEFT[0], CLOT_TOP, CLOT_GRID, GROUPS[0][0]),
        clot_words=style.write(sheet, LEFT[0], CLOT_WORDS[1], **small),
    )
    moving = style.mark_moving(
        parts.clots,
        *(people for panel in parts.panels for people in panel.people),
        parts.title,
        parts.clot_words,
        *(words for panel in parts.panels for words in (panel.outcome, *panel.rows, panel.foot)),
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_balance(picture, shown)


def update_balance(picture: Picture, shown: Balance) -> Picture:
    """Fill the people of each panel and return the picture of `shown`."""
    parts: _Parts = picture.parts
    heads = head_panels(shown)
    for panel, frequencies, interval, (_, outcome) in zip(
        parts.panels, shown.panels, shown.intervals, heads, strict=True
    ):
        panel.outcome.set_text(outcome)
        panel.foot.set_text(foot_panel(frequencies, interval))
        for words, text in zip(panel.rows, head_rows(frequencies), strict=True):
            words.set_text(text)
        for people, filled, (_, colour) in zip(
            panel.people, (frequencies.treatment, frequencies.control), GROUPS, strict=True
        ):
            _fill(people, filled, colour)
    _fill(parts.clots, shown.clots_per_hundred, style.INK)
    parts.clot_words.set_text(tell_clots(shown)[1])
    parts.title.set_text(write_headline(shown))
    return replace(
        picture,
        alt=describe_balance(shown),
        sentence=read_balance(shown),
        tabulate=partial(tabulate_balance, shown),
        provenance=shown.provenance,
    )


def _start_panel(sheet: Axes, left: float) -> _Panel:
    small = {"transform": sheet.transData, "fontsize": style.SMALL_SIZE}
    return _Panel(
        outcome=style.write(sheet, left, OUTCOME, **small),
        rows=tuple(style.write(sheet, left, words, **small) for words, _ in ROWS),
        foot=style.write(sheet, left, FOOT, fontweight="bold", **small),
        people=tuple(
            _draw_hundred(sheet, left, top, GRID, shape) for (_, top), (shape, _) in zip(ROWS, GROUPS, strict=True)
        ),
    )


def _draw_hundred(sheet: Axes, left: float, top: float, grid: tuple[int, float], shape: str) -> PathCollection:
    per_row, pitch = grid
    at = np.arange(HUNDRED)
    x = left + pitch * (at % per_row + 0.5)
    y = top + pitch * (at // per_row + 0.5)
    return sheet.scatter(x, y, s=POINT, marker=shape, linewidth=0)


def _fill(people: PathCollection, filled: int, colour: str) -> None:
    others = HUNDRED - filled
    people.set_facecolor([to_rgba(colour)] * filled + [to_rgba(style.MUTED)] * others)
    people.set_sizes([DOT] * filled + [POINT] * others)

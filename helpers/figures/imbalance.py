"""Chance imbalance: how far apart the lot leaves two arms in one trait, and in at least one of several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.text import name_tick
from helpers.models.randomisation import ChanceImbalance

HEIGHT = 430
AXIS_LEFT, AXIS_WIDTH = 24, 426
PLOT_TOP, PLOT_HEIGHT = 110, 148
"""CSS pixels."""
REACH = 80
"""Half the axis, percentage points. In 20 patients a deal can lie beyond; it is rarer than 1 in 2 000 there, and its
bar would be lower than a pixel."""
TICKS = (-60, -40, -20, 0, 20, 40, 60)
TALLEST = 0.95
"""The most probable deal is drawn this high, whatever the trial's size: the spread tells one size from another."""
WIDEST_BAR = 3
"""Percentage points. In few patients the deals lie far apart, and a wide bar would reach past the margin it keeps."""
LETTER_PIXELS = 7.4
"""Of a small letter, on average: to keep a moving label on the picture."""

GAUGE_TOP, GAUGE_HEIGHT = 352, 16
GAUGE_TICKS = (0, 50, 100)


@dataclass(frozen=True)
class Imbalance:
    """What the picture shows.

    Attributes
    ----------
    chance : ChanceImbalance
        IVIg as treatment and placebo as control.
    percent_with_trait : int
        What the learner set, percent of all; the count is the nearest whole number of patients.
    provenance : Provenance
    """

    chance: ChanceImbalance
    percent_with_trait: int
    provenance: Provenance


@dataclass(frozen=True)
class _Parts:
    title: Text
    trial: Text
    bars: PolyCollection
    tail_bars: PolyCollection
    tails: tuple[Rectangle, Rectangle]
    lines: LineCollection
    names: tuple[Text, Text]
    any_words: Text
    any_trait: Rectangle
    one_trait: Rectangle


def start_imbalance(shown: Imbalance) -> Picture:
    """Draw the axes and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    axes = style.add_plot(figure, AXIS_LEFT, PLOT_TOP, AXIS_WIDTH, PLOT_HEIGHT)
    axes.set(xlim=(-REACH, REACH), ylim=(0, 1), yticks=[])
    axes.set_xticks(TICKS, [name_tick(tick) for tick in TICKS])
    gauge = style.add_plot(figure, AXIS_LEFT, GAUGE_TOP, AXIS_WIDTH, GAUGE_HEIGHT)
    gauge.set(xlim=(0, 100), ylim=(0, 1), yticks=[])
    gauge.set_xticks(GAUGE_TICKS, [f"{tick} %" for tick in GAUGE_TICKS])
    quiet = {"fontsize": style.SMALL_SIZE, "color": style.MUTED}
    below = -34 / PLOT_HEIGHT
    style.write(axes, 0, below, "← more on placebo", **quiet)
    style.write(axes, 1, below, "more on IVIg →", ha="right", **quiet)
    parts = _draw_parts(axes, gauge)
    moving = style.mark_moving(
        *parts.tails,
        parts.bars,
        parts.tail_bars,
        parts.lines,
        parts.any_trait,
        parts.one_trait,
        parts.title,
        parts.trial,
        *parts.names,
        parts.any_words,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_imbalance(picture, shown)


def update_imbalance(picture: Picture, shown: Imbalance) -> Picture:
    """Set the bars and the words and return the picture of `shown`."""
    parts: _Parts = picture.parts
    chance = shown.chance
    heights = TALLEST * chance.probabilities / chance.probabilities.max()
    half = min(46 * (1 / chance.n_treatment + 1 / chance.n_control), WIDEST_BAR / 2)
    for bars, wanted in ((parts.bars, ~chance.is_imbalanced), (parts.tail_bars, chance.is_imbalanced)):
        bars.set_verts(
            [
                [(x - half, 0), (x - half, height), (x + half, height), (x + half, 0)]
                for x, height in zip(chance.differences[wanted], heights[wanted], strict=True)
                if height * PLOT_HEIGHT > 0.1 and abs(x) < REACH + half
            ]
        )
    left, right = parts.tails
    left.set(x=-REACH, width=REACH - chance.margin)
    right.set(x=chance.margin, width=REACH - chance.margin)
    parts.lines.set_segments([[(side * chance.margin, 0), (side * chance.margin, 1)] for side in (-1, 1)])
    shares = (chance.chance_more_control, chance.chance_more_treatment)
    for name, side, share in zip(parts.names, (-1, 1), shares, strict=True):
        text = f"{chance.margin:g} or more: {print_percent(share, short=True)}"
        # Above the middle of its tail, and kept on the picture.
        room = LETTER_PIXELS * len(text) / 2 * 2 * REACH / AXIS_WIDTH
        name.set(text=text, x=side * min((chance.margin + REACH) / 2, REACH + 2 - room))
    parts.any_trait.set_width(100 * chance.chance_of_any)
    parts.one_trait.set_width(100 * chance.chance)
    parts.title.set_text(_title(chance))
    parts.trial.set_text(_describe_trial(shown))
    parts.any_words.set_text(_describe_any(chance))
    return replace(
        picture,
        alt=_describe(shown),
        sentence=_read(shown),
        tabulate=partial(_tabulate, shown),
        provenance=shown.provenance,
    )


def _draw_parts(axes: Axes, gauge: Axes) -> _Parts:
    small = {"fontsize": style.SMALL_SIZE}
    tails = tuple(
        Rectangle((0, 0), 0, 1, facecolor=colour, edgecolor="none", zorder=0)
        for colour in (style.PLACEBO_PALE, style.IVIG_PALE)
    )
    bars = PolyCollection([], facecolor=style.LABORATORY, edgecolor=style.LABORATORY, linewidth=0.3, zorder=1)
    tail_bars = PolyCollection([], facecolor=style.INK, edgecolor=style.INK, linewidth=0.3, zorder=1)
    lines = LineCollection([], colors=style.INK, linewidths=1.4, linestyles="--", zorder=2)
    outline = Rectangle((0, 0), 100, 1, facecolor=style.PAPER, edgecolor=style.INK, linewidth=1.0)
    filled = tuple(
        Rectangle((0, 0), 0, 1, facecolor=colour, edgecolor=style.INK, linewidth=1.0)
        for colour in (style.LABORATORY, style.INK)
    )
    for artist in tails:
        axes.add_patch(artist)
    for artist in (bars, tail_bars, lines):
        axes.add_collection(artist)
    for artist in (outline, *filled):
        gauge.add_patch(artist)
    left = (12 - AXIS_LEFT) / AXIS_WIDTH
    return _Parts(
        title=style.write_title(axes.figure),
        trial=style.write(axes, left, 1 + 35 / PLOT_HEIGHT, **small),
        bars=bars,
        tail_bars=tail_bars,
        tails=tails,
        lines=lines,
        names=tuple(
            style.write(axes, 0, 1 + 12 / PLOT_HEIGHT, ha="center", transform=axes.get_xaxis_transform(), **small)
            for _ in range(2)
        ),
        any_words=style.write(gauge, left, 1 + 23 / GAUGE_HEIGHT, **small),
        any_trait=filled[0],
        one_trait=filled[1],
    )


def print_percent(share: float, *, short: bool = False) -> str:
    """Print a probability in percent, without rounding what can be to what cannot.

    >>> print_percent(0.135), print_percent(0.0006), print_percent(0.000004), print_percent(0.9996), print_percent(1.0)
    ('13.5 %', '0.06 %', 'less than 0.01 %', 'more than 99.9 %', '100 %')
    >>> print_percent(0.000004, short=True)
    '<0.01 %'
    """
    percent = 100 * share
    if percent in (0, 100):
        return f"{percent:.0f} %"
    if percent < 0.01:
        return f"{'<' if short else 'less than '}0.01 %"
    if percent > 99.9:
        return f"{'>' if short else 'more than '}99.9 %"
    return f"{percent:.1f} %" if percent >= 0.1 else f"{percent:.2f} %"


def _name_traits(traits: int) -> str:
    return "one trait" if traits == 1 else f"{traits} traits"


def _title(chance: ChanceImbalance) -> str:
    return (
        f"Dealt {chance.n_treatment} and {chance.n_control} by lot, the arms differ\n"
        f"by {chance.margin:g} points or more in {print_percent(chance.chance, short=True)} of trials"
    )


def _describe_trial(shown: Imbalance) -> str:
    chance = shown.chance
    percent = shown.percent_with_trait
    return f"{chance.with_trait} of {chance.n} ({percent} %) have the trait. Higher bar: more often"


def _describe_any(chance: ChanceImbalance) -> str:
    one = f"One trait (black): {print_percent(chance.chance, short=True)}"
    if chance.traits == 1:
        return one
    any_trait = print_percent(chance.chance_of_any, short=True)
    return f"{one}\nAt least one of {chance.traits} independent traits (to grey's end): {any_trait}"


def _describe(shown: Imbalance) -> str:
    chance = shown.chance
    return (
        f"Bars for every way in which {chance.with_trait} of {chance.n} patients ({shown.percent_with_trait} %) can be "
        f"dealt to arms of {chance.n_treatment} and {chance.n_control}, highest near 0 points. Black, on or beyond "
        f"broken lines at {chance.margin:g} points: {print_percent(chance.chance_more_control)} with more on placebo, "
        f"{print_percent(chance.chance_more_treatment)} with more on IVIg. Below, a bar for at least one of "
        f"{_name_traits(chance.traits)}, filled to {print_percent(chance.chance_of_any)}."
    )


def _read(shown: Imbalance) -> str:
    chance = shown.chance
    one = (
        f"Deal {chance.n} patients, {chance.with_trait} of them with a trait ({shown.percent_with_trait} %), to "
        f"{chance.n_treatment} and {chance.n_control}: the arms' shares differ by {chance.margin:g} points or more in "
        f"{print_percent(chance.chance)} of trials, though randomisation was perfect."
    )
    if chance.traits == 1:
        return f"{one} On average the difference is 0; in one trial it need not be."
    return (
        f"{one} Look at {chance.traits} such traits, each independent of the others, and at least one differs so much "
        f"in {print_percent(chance.chance_of_any)}."
    )


def _tabulate(shown: Imbalance) -> pd.DataFrame:
    chance = shown.chance
    rows = [
        ("randomised (patients)", chance.n),
        ("on IVIg (patients)", chance.n_treatment),
        ("on placebo (patients)", chance.n_control),
        ("with the trait, as set (% of all)", shown.percent_with_trait),
        ("with the trait (patients)", chance.with_trait),
        ("margin (percentage points)", chance.margin),
        ("smallest step between two deals (points)", _round(100 / chance.n_treatment + 100 / chance.n_control)),
        ("standard deviation of the difference (points)", _round(chance.standard_deviation)),
        ("differs by the margin or more (% of trials)", _round(100 * chance.chance)),
        ("of these, more on placebo (% of trials)", _round(100 * chance.chance_more_control)),
        ("of these, more on IVIg (% of trials)", _round(100 * chance.chance_more_treatment)),
        ("traits looked at, assumed independent", chance.traits),
        ("at least one of them differs so much (% of trials)", _round(100 * chance.chance_of_any)),
        ("of them differ so much, on average (traits)", _round(chance.expected)),
    ]
    return pd.DataFrame(rows, columns=["quantity", "value"])


def _round(number: float) -> float:
    return float(np.format_float_positional(number, precision=4, fractional=False))

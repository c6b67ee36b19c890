"""One plan under three truths: how often its trials reject, and which differences the rejecting ones show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers.evidence.status import Status
from helpers.figures import style
from helpers.figures.next_trial_words import (
    ENDS,
    TRUTHS,
    Bars,
    NextTrial,
    count_bars,
    describe_next_trial,
    name_estimates,
    name_rows,
    read_next_trial,
    tabulate_next_trial,
    write_means,
    write_rates,
    write_setting,
    write_title,
)
from helpers.figures.picture import Picture
from helpers.figures.text import name_tick

HEIGHT = 430
LEFT, RIGHT = 12, 468
AXIS_LEFT = 169
RATES_TOP, RATES_WIDTH, RATES_HEIGHT = 122, 157, 63
ESTIMATES_TOP, ESTIMATES_WIDTH, ESTIMATES_HEIGHT = 256, 231, 105
"""The two panels, CSS pixels."""
SETTING, RATES_NAME, ESTIMATES_NAME = 78, 110, 235
TICKS = {25: (-10, 0, 10, 20), 50: (-25, 0, 25, 50), 100: (-50, 0, 50, 100)}
"""Reach of the lower axis -> its ticks, percentage points."""
HEIGHTS = [len(TRUTHS) - 0.5 - row for row in range(len(TRUTHS))]
"""Middle of each row of the upper panel; a row is 1 high."""
FLOORS = [len(TRUTHS) - 0.8 - row for row in range(len(TRUTHS))]
"""Where the bars of each row of the lower panel stand."""
TALLEST = 0.68
"""Of a row, for the tallest bar of all."""
BELOW = 0.12
"""Of a row: how far below its floor a triangle stands."""
DOT, TRIANGLE = 34.0, 42.0
"""Areas, square points."""
COUNTED = style.STAMP_COLOURS[Status.SYNTHETIC]


@dataclass(frozen=True)
class _Parts:
    title: Text
    setting: Text
    rows: tuple[Text, ...]
    rates: tuple[Text, ...]
    exact: LineCollection
    intervals: LineCollection
    dots: PathCollection
    names: tuple[Text, ...]
    means: tuple[Text, ...]
    every: PolyCollection
    rejecting: PolyCollection
    truths: LineCollection
    triangles: PathCollection


def start_next_trial(shown: NextTrial) -> Picture:
    """Draw the axes and return the picture of `shown`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, shown.provenance)
    small = {"fontsize": style.SMALL_SIZE}
    quiet = small | {"color": style.MUTED}
    style.write_at(figure, LEFT, RATES_NAME, "Reject (p < 0.05): ● drawn, 95 % interval (| exactly)", **quiet)
    style.write_at(
        figure,
        LEFT,
        ESTIMATES_NAME,
        "What the trials show: dark if p < 0.05, dashed the truth,\n▲ mean of the dark ones in favour of the drug",
        **quiet,
    )
    rates, estimates = _add_rates(figure), _add_estimates(figure, shown.reach)
    exact = LineCollection([], color=style.INK, linewidth=1.6, zorder=2)
    intervals = LineCollection([], color=COUNTED, linewidth=2.4, zorder=3)
    every = PolyCollection([], facecolor=style.PALE, edgecolor=style.MUTED, linewidth=0.7, zorder=1)
    rejecting = PolyCollection([], facecolor=COUNTED, edgecolor="none", zorder=2)
    truths = LineCollection([], color=style.INK, linewidth=1.4, linestyle=(0, (4, 2)), zorder=3)
    for axes, collections in ((rates, (exact, intervals)), (estimates, (every, rejecting, truths))):
        for collection in collections:
            axes.add_collection(collection, autolim=False)
    marks = {"color": COUNTED, "edgecolor": style.PAPER, "linewidth": 1.0, "clip_on": False}
    parts = _Parts(
        title=style.write_title(figure),
        setting=style.write_at(figure, LEFT, SETTING, **small),
        rows=_write_rows(figure, LEFT, RATES_TOP, RATES_HEIGHT, "left"),
        rates=_write_rows(figure, RIGHT, RATES_TOP, RATES_HEIGHT, "right"),
        exact=exact,
        intervals=intervals,
        dots=rates.scatter([], [], s=DOT, zorder=4, **marks),
        names=_write_rows(figure, LEFT, ESTIMATES_TOP, ESTIMATES_HEIGHT, "left"),
        means=_write_rows(figure, RIGHT, ESTIMATES_TOP, ESTIMATES_HEIGHT, "right", COUNTED),
        every=every,
        rejecting=rejecting,
        truths=truths,
        triangles=estimates.scatter([], [], marker="^", s=TRIANGLE, zorder=4, **marks),
    )
    moving = style.mark_moving(
        parts.exact,
        parts.intervals,
        parts.dots,
        parts.every,
        parts.rejecting,
        parts.truths,
        parts.triangles,
        parts.title,
        parts.setting,
        *parts.rows,
        *parts.rates,
        *parts.names,
        *parts.means,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, shown.provenance, parts)
    return update_next_trial(picture, shown)


def update_next_trial(picture: Picture, shown: NextTrial) -> Picture:
    """Move dots and bars and return the picture of `shown`."""
    parts: _Parts = picture.parts
    rates = [100 * run.rejection_rate for run in shown.runs]
    parts.dots.set_offsets(np.column_stack([rates, HEIGHTS]))
    parts.intervals.set_segments(
        [[(100 * limit, y) for limit in run.interval] for run, y in zip(shown.runs, HEIGHTS, strict=True)]
    )
    parts.exact.set_segments(
        [_stand(100 * run.exact_rate, y, 0.42) for run, y in zip(shown.runs, HEIGHTS, strict=True)]
    )
    _fill_estimates(parts, shown)
    for texts, words in (
        (parts.rows, name_rows(shown)),
        (parts.rates, write_rates(shown)),
        (parts.names, name_estimates(shown)),
        (parts.means, write_means(shown)),
    ):
        for text, written in zip(texts, words, strict=True):
            text.set_text(written)
    parts.title.set_text(write_title(shown))
    parts.setting.set_text(write_setting(shown))
    return replace(
        picture,
        alt=describe_next_trial(shown),
        sentence=read_next_trial(shown),
        tabulate=partial(tabulate_next_trial, shown),
        provenance=shown.provenance,
    )


def _fill_estimates(parts: _Parts, shown: NextTrial) -> None:
    rows = [count_bars(run, shown.reach) for run in shown.runs]
    # One scale for the three, so that equal numbers of trials have equal areas.
    scale = TALLEST / max(bars.every.max() for bars in rows)
    for polygons, kind in ((parts.every, "every"), (parts.rejecting, "rejecting")):
        polygons.set_verts(
            [_outline(bars, getattr(bars, kind), floor, scale) for bars, floor in zip(rows, FLOORS, strict=True)]
        )
    parts.truths.set_segments(
        [
            _stand(100 * run.true_difference, floor + TALLEST / 2, TALLEST / 2 + 0.06)
            for run, floor in zip(shown.runs, FLOORS, strict=True)
        ]
    )
    found = [
        (100 * run.mean_favourable, floor - BELOW)
        for run, floor in zip(shown.runs, FLOORS, strict=True)
        if run.favourable
    ]
    parts.triangles.set_offsets(np.array(found).reshape(-1, 2))


def _outline(bars: Bars, counts: np.ndarray, floor: float, scale: float) -> np.ndarray:
    """Return the outline of bars that stand side by side on a floor."""
    x = 100 * bars.edges
    tops = floor + scale * counts
    return np.column_stack([np.repeat(x, 2), np.concatenate([[floor], np.repeat(tops, 2), [floor]])])


def _stand(x: float, middle: float, reach: float) -> list[tuple[float, float]]:
    return [(x, middle - reach), (x, middle + reach)]


def _write_rows(
    figure: Figure, x: float, top: float, height: float, side: str, colour: str = style.INK
) -> tuple[Text, ...]:
    step = height / len(TRUTHS)
    return tuple(
        style.write_at(figure, x, top + step * (row + 0.5), ha=side, fontsize=style.SMALL_SIZE, color=colour)
        for row in range(len(TRUTHS))
    )


def _add_rates(figure: Figure) -> Axes:
    axes = style.add_plot(figure, AXIS_LEFT, RATES_TOP, RATES_WIDTH, RATES_HEIGHT)
    axes.set(xlim=(0, 100), ylim=(0, len(TRUTHS)), yticks=[])
    axes.set_xticks([0, 50, 100], ["0", "50", "100 %"])
    return axes


def _add_estimates(figure: Figure, reach: int) -> Axes:
    axes = style.add_plot(figure, AXIS_LEFT, ESTIMATES_TOP, ESTIMATES_WIDTH, ESTIMATES_HEIGHT)
    axes.set(xlim=[end * reach for end in ENDS], ylim=(0, len(TRUTHS)), yticks=[])
    axes.set_xticks(TICKS[reach], [name_tick(tick) for tick in TICKS[reach]])
    return axes

"""A printed interval and a printed p value, each beside what one method makes of the counts: does it print the same?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.text import begin_sentence
from helpers.models.crude_tests import CrudeTest, CrudeTests
from helpers.models.intervals import Interval
from helpers.models.printed import PrintedInterval, count_decimals, round_as_text

HEIGHT = 428
LEGEND, ROWS_TOP, ROW_HEIGHT = 66, 80, 21
TEST_TOP, TEST_HEIGHT = 338, 20
"""CSS pixels from the top."""
INTERVAL_LEFT, TEST_LEFT, RIGHT = 242, 38, 462
"""CSS pixels: the names of the methods stand left of the intervals."""

POINTS = (12.0, 58.0)
"""Ends of the axis of the difference, percentage points: all six intervals fit, spread as far as they can be."""
P_VALUES = (0.0001, 0.002)
"""Ends of the axis of p, on which doubling is always the same step; all seventeen p values fit."""
NARROWEST = 0.3
"""Least width of a grey strip, points, so that it is seen."""
FULL, FULL_P = 5, 6
"""Decimals with which the chosen method's limits and the chosen test's p value are shown."""

AGREES, DIFFERS = {"marker": "o", "markersize": 9}, {"marker": "x", "markersize": 9, "markeredgewidth": 2.4}


@dataclass(frozen=True)
class Methods:
    """What the picture shows.

    Attributes
    ----------
    labels : mapping of str to str
        Method -> what a reader calls it, in the order of the rows.
    interval : Interval
        The difference by the chosen method, fractions.
    printed : PrintedInterval
        The limits in print, percentage points.
    source : str
        Who printed them, in a few words.
    decimals : int
        To how many decimals both are compared.
    tests : CrudeTests
        All tests of the same counts, beside the p value in print.
    test : CrudeTest
        The chosen one.
    provenance : Provenance
    """

    labels: Mapping[str, str]
    interval: Interval
    printed: PrintedInterval
    source: str
    decimals: int
    tests: CrudeTests
    test: CrudeTest
    provenance: Provenance

    @property
    def limits(self) -> tuple[float, float]:
        """The chosen method's limits, percentage points."""
        return 100 * self.interval.lower, 100 * self.interval.upper

    @property
    def rounded(self) -> str:
        """The chosen method's interval as it would be printed."""
        return " to ".join(round_as_text(limit, self.decimals) for limit in self.limits)

    @property
    def in_print(self) -> str:
        """The printed interval with the chosen number of decimals."""
        return " to ".join(self.printed.round_to(self.decimals))

    @property
    def agreement(self) -> tuple[bool, bool]:
        """For each limit, whether the chosen method's prints as the printed one."""
        return self.printed.compare(*self.limits, decimals=self.decimals)

    @property
    def rounded_p(self) -> str:
        """The chosen test's p value as it would be printed."""
        return round_as_text(self.test.p_value, count_decimals(self.tests.printed))

    @property
    def p_agrees(self) -> bool:
        """Whether the chosen test's p value prints as the printed one."""
        return self.tests.rounds_to_printed(self.test.name)


@dataclass(frozen=True)
class _Parts:
    title: Text
    legend: Text
    strips: PolyCollection
    names: Mapping[str, Text]
    marks: Mapping[str, Text]
    bar: Line2D
    agreeing: Line2D
    differing: Line2D
    computed: Text
    printed: Text
    test: Text
    verdict: Text
    p_agreeing: Line2D
    p_differing: Line2D


def start_methods(methods: Methods) -> Picture:
    """Draw the rows and both axes and return the picture of `methods`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, methods.provenance)
    rows = _add_axes(figure, INTERVAL_LEFT, ROWS_TOP, ROW_HEIGHT * len(methods.labels), POINTS)
    rows.set(ylim=(len(methods.labels), 0))
    rows.set_xticks([20, 30, 40, 50], ["20", "30", "40", "50"])
    test = _add_axes(figure, TEST_LEFT, TEST_TOP, TEST_HEIGHT, P_VALUES)
    test.set(xscale="log", ylim=(0, 1), xlim=P_VALUES)
    _mark_printed_p(test, methods.tests.printed)
    small, ink = {"fontsize": style.SMALL_SIZE}, {"color": style.INK, "linestyle": ""}
    strips = PolyCollection([], facecolors=style.PALE, linewidth=0)
    rows.add_collection(strips, autolim=False)
    places = {method: row + 0.5 for row, method in enumerate(methods.labels)}
    parts = _Parts(
        title=style.write_title(figure),
        legend=style.write_at(figure, 12, LEGEND, color=style.MUTED, **small),
        strips=strips,
        names={
            method: style.write_at(figure, 12, ROWS_TOP + ROW_HEIGHT * y, methods.labels[method], **small)
            for method, y in places.items()
        },
        marks={
            method: style.write(rows, sum(POINTS) / 2, y, "?", ha="center", transform=rows.transData, **small)
            for method, y in places.items()
        },
        bar=rows.plot([], [], linewidth=3.2, **style.PLAIN_LINE)[0],
        agreeing=rows.plot([], [], **ink, **AGREES)[0],
        differing=rows.plot([], [], **ink, **DIFFERS)[0],
        computed=style.write_at(figure, 12, 250, **small),
        printed=style.write_at(figure, 12, 271, **small),
        test=style.write_at(figure, 12, 303, **small),
        verdict=style.write_at(figure, 12, 324, **small),
        p_agreeing=test.plot([], [], **ink, **AGREES)[0],
        p_differing=test.plot([], [], **ink, **DIFFERS)[0],
    )
    moving = style.mark_moving(
        *(parts.title, parts.legend, parts.strips, *parts.names.values(), *parts.marks.values(), parts.bar),
        *(parts.agreeing, parts.differing, parts.computed, parts.printed, parts.test, parts.verdict),
        *(parts.p_agreeing, parts.p_differing),
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, methods.provenance, parts)
    return update_methods(picture, methods)


def update_methods(picture: Picture, methods: Methods) -> Picture:
    """Move the chosen interval, the strips and the p value, and return the picture of `methods`."""
    parts: _Parts = picture.parts
    chosen = methods.interval.method
    for method, name in parts.names.items():
        is_chosen = method == chosen
        name.set_color(style.INK if is_chosen else style.MUTED)
        parts.marks[method].set(text="" if is_chosen else "?", color=style.MUTED)
    y = list(parts.names).index(chosen) + 0.5
    parts.bar.set_data(methods.limits, [y, y])
    for line, wanted in ((parts.agreeing, True), (parts.differing, False)):
        ends = [limit for limit, agrees in zip(methods.limits, methods.agreement, strict=True) if agrees is wanted]
        line.set_data(ends, [y] * len(ends))
    half = max(0.5 * 10.0**-methods.decimals, NARROWEST / 2)
    bottom = len(parts.names)
    ends = [float(limit) for limit in methods.printed.round_to(methods.decimals)]
    parts.strips.set_verts([[(x - half, 0), (x + half, 0), (x + half, bottom), (x - half, bottom)] for x in ends])
    p = [methods.test.p_value]
    parts.p_agreeing.set_data(*((p, [0.5]) if methods.p_agrees else ([], [])))
    parts.p_differing.set_data(*(([], []) if methods.p_agrees else (p, [0.5])))
    parts.legend.set_text(f"Grey: what prints as {methods.in_print.replace(' to ', ' and as ')} points")
    parts.computed.set_text(f"{methods.interval.label}: {_write_in_full(methods)}")
    parts.printed.set_text(f"In print ({methods.source}): {methods.printed}")
    parts.test.set_text(f"{begin_sentence(methods.test.label)}: p = {_write_p(methods)}")
    kind = "test" if methods.test.is_usual else "unusual test"
    parts.verdict.set_text(
        f"{methods.rounded_p} by this {kind}, {methods.tests.printed} in print: {_judge(methods.p_agrees)}"
    )
    parts.title.set_text(
        f"{methods.rounded} by this method,\n{methods.in_print} in print: {_judge(all(methods.agreement))}"
    )
    return replace(
        picture,
        alt=_describe(methods),
        sentence=_read(methods),
        tabulate=partial(_tabulate, methods),
        provenance=methods.provenance,
    )


def _add_axes(figure: Figure, left: float, top: float, height: float, limits: tuple[float, float]) -> Axes:
    axes = style.add_plot(figure, left, top, RIGHT - left, height)
    axes.set(xlim=limits, yticks=[])
    return axes


def _mark_printed_p(axes: Axes, printed: str) -> None:
    """Draw what prints as the printed p value, with ticks at its halves and doubles."""
    p, half = float(printed), 0.5 * 10.0 ** -count_decimals(printed)
    axes.axvspan(p - half, p + half, facecolor=style.PALE, linewidth=0)
    axes.axvline(p, linewidth=1.2, **style.PLAIN_LINE)
    ticks = [p * 2.0**power for power in range(-3, 2)]
    axes.set_xticks(ticks, [f"{tick:g}" if tick >= 0.0001 else f"{tick:.4f}" for tick in ticks])
    axes.set_xticks([], minor=True)


def _judge(agrees: bool) -> str:
    return "they agree" if agrees else "they differ"


def _write_in_full(methods: Methods) -> str:
    return " to ".join(round_as_text(limit, FULL) for limit in methods.limits)


def _write_p(methods: Methods) -> str:
    return round_as_text(methods.test.p_value, FULL_P)


def _describe(methods: Methods) -> str:
    ends = ", ".join(
        f"the {name} limit {'agrees' if agrees else 'differs'}"
        for name, agrees in zip(("lower", "upper"), methods.agreement, strict=True)
    )
    return (
        f"{len(methods.labels)} methods by name; the interval of one is drawn, {methods.interval.label}: "
        f"{_write_in_full(methods)} points, over two grey strips that hold what prints as {methods.in_print} "
        f"({methods.source}: {methods.printed}); {ends}. Below, on an axis of p, {methods.test.label} at "
        f"{_write_p(methods)} and a strip for what prints as {methods.tests.printed}: {_judge(methods.p_agrees)}."
    )


def _read(methods: Methods) -> str:
    decimals = f"{methods.decimals} decimal{'' if methods.decimals == 1 else 's'}"
    first = (
        f"With {decimals} {methods.interval.label} gives {methods.rounded} points, and the {methods.printed} of "
        f"{methods.source} is {methods.in_print}: {_judge(all(methods.agreement))}{_warn_of_rounding_twice(methods)}."
    )
    second = (
        f"{begin_sentence(methods.test.label)} gives p = {_write_p(methods)}, rounded {methods.rounded_p}, and "
        f"{methods.tests.printed} is in print: {_judge(methods.p_agrees)}."
    )
    third = "No source that we read names the printed test"
    if methods.p_agrees:
        third += f", and among {len(methods.tests.tests)} tests some will fit: no evidence that this one was used"
    return f"{first} {second} {third}."


def _warn_of_rounding_twice(methods: Methods) -> str:
    """Say it where a limit that agrees would not if it were rounded by way of one decimal more."""
    for limit, agrees in zip(methods.limits, methods.agreement, strict=True):
        first = round_as_text(limit, methods.decimals + 1)
        twice = round_as_text(first, methods.decimals)
        if agrees and twice != round_as_text(limit, methods.decimals):
            return f" ({round_as_text(limit, FULL)} is rounded once; by way of {first} it would read {twice})"
    return ""


def _tabulate(methods: Methods) -> pd.DataFrame:
    lower, upper = (round(limit, FULL) for limit in methods.limits)
    points, p = "difference (points)", "p value, two-sided"
    in_print = float(methods.printed.lower), float(methods.printed.upper)
    return pd.DataFrame(
        [
            (points, methods.interval.label, lower, upper, methods.rounded, _judge(all(methods.agreement))),
            (points, f"in print: {methods.source}", *in_print, methods.in_print, ""),
            (p, methods.test.label, round(methods.test.p_value, 8), None, methods.rounded_p, _judge(methods.p_agrees)),
            (p, "in print", float(methods.tests.printed), None, methods.tests.printed, ""),
        ],
        columns=["quantity", "by", "lower, or p", "upper", "as printed", "verdict"],
    )

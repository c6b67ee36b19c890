"""How many of a learner's ranges held what was found, and how their probabilities came out. Nothing in it moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.figures import style
from helpers.models.calibration import ALWAYS_HALF, BrierScore, RangesHeld, write_count

TOP, ROW, FIRST_ROW = 84, 27, 34
"""CSS pixels: where the panel of the ranges begins, from row to row, and the taller row of all ranges together."""
GAP, DOTS_HEIGHT, FOOT = 96, 84, 88
"""Between the panels, of the panel of the probabilities, and from there to the bottom edge."""
LEFT, WIDTH = 132, 322
MARGIN = 12
STACK, TALLEST = 0.27, 0.82
"""Of a row: from dot to dot, where several answers said the same; and the most that a stack may take."""


@dataclass(frozen=True)
class Calibration:
    """What the picture shows.

    Attributes
    ----------
    ranges : RangesHeld or None
        All ranges together; None where there are none.
    by_notebook : sequence of (str, RangesHeld)
        Number of a notebook and its ranges; notebooks without one are left out.
    forecasts : BrierScore or None
        All probabilities; None where there are none.
    """

    ranges: RangesHeld | None
    by_notebook: Sequence[tuple[str, RangesHeld]]
    forecasts: BrierScore | None


def draw_calibration(shown: Calibration) -> Figure:
    """Return the figure: ranges above, by notebook; probabilities below."""
    rows = len(shown.by_notebook) + 1 if shown.ranges else 0
    ranges_height = FIRST_ROW + ROW * (rows - 1) + 8 if rows else 0
    below = (GAP + DOTS_HEIGHT if shown.forecasts else 20) if rows else DOTS_HEIGHT + 24
    height = TOP + ranges_height + below + FOOT
    figure = style.new_figure(height)
    style.write_title(figure).set_text(title_calibration(shown))
    if shown.ranges:
        _draw_ranges(style.add_plot(figure, LEFT, TOP, WIDTH, ranges_height), shown)
    if shown.forecasts:
        top = TOP + (ranges_height + GAP if rows else 24)
        _draw_forecasts(figure, style.add_plot(figure, LEFT, top, WIDTH, DOTS_HEIGHT), top, shown.forecasts)
    quiet = {"color": style.MUTED, "fontsize": style.SMALL_SIZE}
    style.write_at(figure, MARGIN, height - 16, "Your own answers: no result of the trial.", **quiet)
    return figure


def title_calibration(shown: Calibration) -> str:
    """Return what is seen, in two lines."""
    if shown.ranges:
        lower, upper = shown.ranges.interval
        return (
            f"{shown.ranges.held} of {shown.ranges.n} ranges held what was found:\n"
            f"{100 * shown.ranges.interval.estimate:.0f} %, interval {100 * lower:.0f} to {100 * upper:.0f} %"
        )
    if shown.forecasts:
        counted = write_count(shown.forecasts.n, "probability")
        return f"Brier score {shown.forecasts.mean:.2f} over {counted};\nno range yet"
    return "No answer yet"


def describe_calibration(shown: Calibration) -> str:
    """Return the alternative text."""
    parts = []
    if shown.ranges:
        parts.append(
            f"Share of ranges that held what was found, with 95 % intervals on a line from 0 to 100 %, 80 % dashed: "
            f"{_describe(shown.ranges)} in all; "
            + "; ".join(f"notebook {name}, {_describe(ranges)}" for name, ranges in shown.by_notebook)
            + "."
        )
    if shown.forecasts:
        parts.append(
            f"Probabilities given, in per cent: where the answer was yes, {_list(shown.forecasts, True)}; where it was "
            f"no, {_list(shown.forecasts, False)}. Brier score {shown.forecasts.mean:.2f}, always 50 %: {ALWAYS_HALF}."
        )
    return " ".join(parts)


def _draw_ranges(axes: Axes, shown: Calibration) -> None:
    _set_axis(axes)
    rows = [("All", shown.ranges), *shown.by_notebook]
    bottom = FIRST_ROW + ROW * (len(rows) - 1) + 8
    axes.set_ylim(bottom, 0)
    promised = 100 * shown.ranges.promised
    axes.plot([promised] * 2, [0, bottom], **(style.PLAIN_LINE | {"linestyle": (0, (4, 3))}), linewidth=1.4, zorder=1)
    quiet = {"fontsize": style.SMALL_SIZE}
    style.write(
        axes, 100 * (MARGIN - LEFT) / WIDTH, -10, "Notebook", transform=axes.transData, color=style.MUTED, **quiet
    )
    style.write(axes, promised, -10, f"{promised:.0f} % promised", transform=axes.transData, ha="center", **quiet)
    for place, (name, ranges) in enumerate(rows):
        y = FIRST_ROW / 2 if place == 0 else FIRST_ROW + ROW * (place - 0.5)
        first = place == 0
        lower, upper = (100 * limit for limit in ranges.interval)
        axes.plot(
            [lower, upper], [y, y], **(style.PLAIN_LINE | {"color": style.MUTED}), linewidth=4.5 if first else 2.0
        )
        axes.plot(
            *([100 * ranges.interval.estimate], [y]),
            **{"marker": "D", "markersize": 9 if first else 6, "color": style.INK, "clip_on": False, "linestyle": ""},
        )
        for x, words, side in ((MARGIN - LEFT, name, "left"), (-14, f"{ranges.held} of {ranges.n}", "right")):
            at = 100 * x / WIDTH
            weight = "bold" if first else "normal"
            style.write(axes, at, y, words, transform=axes.transData, ha=side, fontweight=weight, **quiet)


def _draw_forecasts(figure: Figure, axes: Axes, top: float, forecasts: BrierScore) -> None:
    _set_axis(axes)
    axes.set_ylim(0, 2)
    quiet = {"fontsize": style.SMALL_SIZE}
    head = f"Brier score {forecasts.mean:.2f} over {write_count(forecasts.n, 'probability')}"
    style.write_at(figure, MARGIN, top - 34, head, fontweight="bold")
    under = f"Always saying 50 %: {ALWAYS_HALF}. Best 0, worst 1."
    style.write_at(figure, MARGIN, top - 14, under, color=style.MUTED, **quiet)
    for found, level, name in ((True, 1.2, "It was “yes”"), (False, 0.2, "It was “no”")):
        style.write(axes, 100 * (MARGIN - LEFT) / WIDTH, level, name, transform=axes.transData, **quiet)
        axes.plot([0, 100], [level] * 2, **(style.PLAIN_LINE | {"color": style.PALE}), linewidth=1.2, zorder=0)
        said = Counter(probability for probability, was in forecasts.forecasts if was == found)
        step = min(STACK, TALLEST / max(said.values(), default=1))
        axes.plot(
            [100 * probability for probability, times in said.items() for _ in range(times)],
            [level + step * place for times in said.values() for place in range(times)],
            **{"marker": "o", "markersize": 8, "markeredgecolor": style.INK, "markeredgewidth": 1.4, "linestyle": ""},
            markerfacecolor=style.INK if found else style.PAPER,
            clip_on=False,
        )
    style.write(axes, 0.5, -0.52, "probability that you gave for “yes”", color=style.MUTED, ha="center", **quiet)


def _list(forecasts: BrierScore, found: bool) -> str:
    said = [f"{100 * probability:.0f}" for probability, was in sorted(forecasts.forecasts) if was == found]
    return ", ".join(said) or "none"


def _set_axis(axes: Axes) -> None:
    axes.set(xlim=(0, 100), yticks=[])
    axes.set_xticks(range(0, 101, 20), [f"{tick} %" for tick in range(0, 101, 20)])


def _describe(ranges: RangesHeld) -> str:
    lower, upper = ranges.interval
    return f"{ranges.held} of {ranges.n} ({100 * lower:.0f} to {100 * upper:.0f} %)"

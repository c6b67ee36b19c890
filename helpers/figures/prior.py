"""Two response rates before and after the data, and the difference that follows from prior and data together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.figures.text import print_limits, print_points
from helpers.models.intervals import Interval
from helpers.models.rendering import format_share
from helpers.models.two_beta import Beta, TwoBeta, describe_probability

HEIGHT = 430
LEFT, WIDTH = 24, 426
"""CSS pixels of both panels."""
RIGHT = style.WIDTH - 12
LEGEND, ARMS_TOP, ARMS_HEIGHT = 66, 101, 94
DIFFERENCE_TOP, DIFFERENCE_HEIGHT, ROW_HEIGHT = 250, 74, 21
"""CSS pixels from the top. The panel of the difference has its curve above, and below two rows of intervals."""
LABEL_SPACE = 132
"""Least distance between the middles of the two arms' labels, CSS pixels."""

TALLEST_ARM, TALLEST_DIFFERENCE = 13.5, 9.2
"""Heights at which the panels end. Every curve has the same area, so that a sharper belief is a taller one; what
rises above is cut, and the picture says so."""

RATES = np.concatenate([[1e-4], np.linspace(0, 1, 241)[1:-1], [1 - 1e-4]])
DIFFERENCES = np.linspace(-1, 1, 201)
FAINTEST = 0.02
"""Height below which a curve is not drawn, so that it does not thicken the axis."""


@dataclass(frozen=True)
class Prior:
    """What the picture shows.

    Attributes
    ----------
    belief : TwoBeta
        Priors, counts and posteriors, IVIg as treatment and placebo as control; more responders are better.
    margin : float
        The difference that it should be larger than, a fraction.
    wald : Interval
        The interval of the difference that asks for no prior, a fraction.
    provenance : Provenance
    """

    belief: TwoBeta
    margin: float
    wald: Interval
    provenance: Provenance

    @cached_property
    def probability(self) -> float:
        """Posterior probability of a difference above the margin."""
        return self.belief.probability_above(self.margin)

    @cached_property
    def credible(self) -> Interval:
        """The equal-tailed 95 % credible interval of the difference, a fraction."""
        return self.belief.difference_interval(self.wald.level)

    @property
    def arms(self) -> tuple[tuple[str, Beta, Beta], ...]:
        """Name, prior and posterior of each arm."""
        return (
            ("IVIg", self.belief.prior_treatment, self.belief.posterior_treatment),
            ("Placebo", self.belief.prior_control, self.belief.posterior_control),
        )


@dataclass(frozen=True)
class _Parts:
    title: Text
    tints: PolyCollection
    means: LineCollection
    posteriors: LineCollection
    priors: LineCollection
    labels: tuple[Text, ...]
    areas: PolyCollection
    zero: Line2D
    curve: Line2D
    margin: Line2D
    intervals: LineCollection
    points: Line2D
    words: tuple[Text, ...]
    probability: Text
    legend: Text


def start_prior(prior: Prior) -> Picture:
    """Draw the two panels and return the picture of `prior`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, prior.provenance)
    arms = _add_axes(figure, ARMS_TOP, ARMS_HEIGHT, (0, 100), (0, TALLEST_ARM))
    arms.set_xticks(range(0, 101, 20), [f"{x} %" for x in range(0, 101, 20)])
    rows = 2 * ROW_HEIGHT * TALLEST_DIFFERENCE / DIFFERENCE_HEIGHT
    below = _add_axes(
        figure, DIFFERENCE_TOP, DIFFERENCE_HEIGHT + 2 * ROW_HEIGHT, (-100, 100), (-rows, TALLEST_DIFFERENCE)
    )
    below.set_xticks(range(-100, 101, 50), ["−100", "−50", "0 points", "+50", "+100"])
    small = {"fontsize": style.SMALL_SIZE}
    colours, plain = (style.IVIG, style.PLACEBO), style.PLAIN_LINE
    # The dashes of one prior fall into the gaps of the other, so that two equal ones are both seen.
    dashes = [(0, (4, 4)), (4, (4, 4))]
    parts = _Parts(
        title=style.write_title(figure),
        tints=_add(arms, PolyCollection([], facecolors=(style.IVIG_PALE, style.PLACEBO_PALE), linewidth=0)),
        means=_add(arms, LineCollection([], colors=colours, linewidth=1.2)),
        posteriors=_add(arms, LineCollection([], colors=colours, linewidth=2.6)),
        priors=_add(arms, LineCollection([], colors=colours, linewidth=1.6, linestyle=dashes)),
        labels=tuple(style.write_at(figure, 0, ARMS_TOP - 11, ha="center", **small) for _ in colours),
        areas=_add(below, PolyCollection([], facecolors=(style.PALE, style.IVIG_PALE), linewidth=0)),
        zero=below.plot([0, 0], [-rows, TALLEST_DIFFERENCE], linewidth=0.8, **plain)[0],
        curve=below.plot(100 * DIFFERENCES, 0 * DIFFERENCES, linewidth=2.2, **plain)[0],
        margin=below.plot([0, 0], [0, TALLEST_DIFFERENCE], linewidth=1.6, **(plain | {"linestyle": (0, (3, 2))}))[0],
        intervals=_add(below, LineCollection([], colors=(style.INK, style.MUTED), linewidth=(4.0, 1.6))),
        points=below.plot([0, 0], _place_rows(rows), marker="D", markersize=6, linestyle="", color=style.INK)[0],
        words=tuple(
            style.write(below, (12 - LEFT) / WIDTH, y, transform=below.get_yaxis_transform(), **small)
            for y in _place_rows(rows)
        ),
        probability=style.write_at(figure, 12, DIFFERENCE_TOP - 13, fontweight="bold"),
        legend=style.write_at(figure, 12, LEGEND, color=style.MUTED, **small),
    )
    style.write_at(figure, RIGHT, DIFFERENCE_TOP - 13, "IVIg − placebo", ha="right", color=style.MUTED, **small)
    moving = style.mark_moving(
        *(parts.title, parts.tints, parts.means, parts.posteriors, parts.priors, *parts.labels, parts.areas),
        *(parts.zero, parts.curve, parts.margin, parts.intervals, parts.points, *parts.words, parts.probability),
        parts.legend,
    )
    picture = Picture(figure, moving, "", "", pd.DataFrame, prior.provenance, parts)
    return update_prior(picture, prior)


def update_prior(picture: Picture, prior: Prior) -> Picture:
    """Move the curves and return the picture of `prior`."""
    parts: _Parts = picture.parts
    before = [belief.density(RATES) for _, belief, _ in prior.arms]
    after = [belief.density(RATES) for _, _, belief in prior.arms]
    parts.tints.set_verts([_close(100 * RATES, heights) for heights in after])
    parts.posteriors.set_segments([_trace(100 * RATES, heights) for heights in after])
    # A belief without bound at 0 or 1 would run off to numbers that no picture can hold.
    parts.priors.set_segments([_trace(100 * RATES, np.minimum(heights, 10 * TALLEST_ARM)) for heights in before])
    means = [100 * belief.mean for _, _, belief in prior.arms]
    parts.means.set_segments([[(mean, 0), (mean, TALLEST_ARM)] for mean in means])
    for label, (name, _, _), mean, x in zip(parts.labels, prior.arms, means, _place_labels(*means), strict=True):
        label.set(text=f"{name} {mean:.1f} %", x=x / style.WIDTH)
    heights = prior.belief.density(DIFFERENCES)
    sides = (np.minimum(DIFFERENCES, prior.margin), np.maximum(DIFFERENCES, prior.margin))
    parts.areas.set_verts([_close(100 * side, np.interp(side, DIFFERENCES, heights)) for side in sides])
    parts.curve.set_data(*_trace(100 * DIFFERENCES, heights).T)
    parts.margin.set_xdata([100 * prior.margin] * 2)
    rows = parts.points.get_ydata()
    pair = (prior.credible, prior.wald)
    parts.intervals.set_segments(
        [[(100 * interval.lower, y), (100 * interval.upper, y)] for interval, y in zip(pair, rows, strict=True)]
    )
    parts.points.set_xdata([100 * interval.estimate for interval in pair])
    level = format_share(prior.wald.level)
    # On whichever side of its bar there is more room.
    is_left = prior.credible.lower + prior.credible.upper >= 0
    end = 12 if is_left else RIGHT
    parts.words[0].set(text=f"{level} credible", ha="left" if is_left else "right", x=(end - LEFT) / WIDTH)
    parts.words[1].set_text(f"{level} Wald: {print_limits(*prior.wald, 1)}")
    parts.probability.set_text(f"P(difference > {_tell_margin(prior)}) {_relate(prior.probability)}")
    is_cut = max(map(np.max, before + after)) > TALLEST_ARM or heights.max() > TALLEST_DIFFERENCE
    parts.legend.set_text("Dashed: prior. Filled: prior and data." + (" Too tall: cut off." if is_cut else ""))
    parts.title.set_text(
        f"With this prior, {_describe_difference(prior)};\n{level} credible interval {print_limits(*prior.credible, 1)}"
    )
    return replace(
        picture,
        alt=_describe(prior),
        sentence=_read(prior),
        tabulate=partial(_tabulate, prior),
        provenance=prior.provenance,
    )


def _add_axes(
    figure: Figure, top: float, height: float, x_limits: tuple[float, float], y_limits: tuple[float, float]
) -> Axes:
    axes = style.add_plot(figure, LEFT, top, WIDTH, height)
    axes.set(xlim=x_limits, ylim=y_limits, yticks=[])
    return axes


def _add(axes: Axes, collection: Collection) -> Collection:
    axes.add_collection(collection, autolim=False)
    return collection


def _place_rows(depth: float) -> list[float]:
    """Return the middles of the two rows below the curve, `depth` deep together."""
    return [-depth * (row + 0.55) / 2 for row in range(2)]


def _trace(x: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Return the points of a curve where it is high enough to be drawn."""
    return np.column_stack([x, heights])[heights > FAINTEST]


def _close(x: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Return the outline of the area under a curve."""
    return np.column_stack([[x[0], *x, x[-1]], [0, *heights, 0]])


def _place_labels(ivig: float, placebo: float) -> tuple[float, float]:
    """Return the middles of the two labels, CSS pixels: above the means, or as near as leaves both room."""
    wanted = [LEFT + WIDTH * mean / 100 for mean in (ivig, placebo)]
    low, high = sorted(wanted)
    missing = max(0.0, LABEL_SPACE - (high - low)) / 2
    first, last = LABEL_SPACE / 2, style.WIDTH - LABEL_SPACE / 2
    low = min(max(low - missing, first), last - LABEL_SPACE)
    high = max(min(high + missing, last), low + LABEL_SPACE)
    return (high, low) if ivig >= placebo else (low, high)


def _tell_margin(prior: Prior) -> str:
    margin = print_points(prior.margin)
    return f"{margin} point{'' if margin in ('+1', '−1') else 's'}"


def _relate(probability: float) -> str:
    """Write "= 0.9998", or "> 0.9999" where four decimals would read as certain."""
    text = describe_probability(probability)
    signs = {"more": ">", "less": "<"}
    return f"{signs.get(text[:4], '=')} {text.split()[-1]}"


def _describe_difference(prior: Prior) -> str:
    difference = 100 * prior.credible.estimate
    if abs(difference) < 0.05:
        return "no difference expected"
    return f"{abs(difference):.1f} points for {'IVIg' if difference > 0 else 'placebo'}"


def _describe_prior(belief: Beta) -> str:
    return f"{100 * belief.mean:.0f} % (worth {belief.weight:.0f} patient{'' if belief.weight == 1 else 's'})"


def _describe(prior: Prior) -> str:
    level = format_share(prior.wald.level)
    arms = "; ".join(
        f"{name.replace('Placebo', 'placebo')} prior {_describe_prior(before)}, with the data "
        f"{100 * after.mean:.1f} %, {level} credible "
        f"{100 * after.interval()[0]:.1f} to {100 * after.interval()[1]:.1f} %"
        for name, before, after in prior.arms
    )
    return (
        f"Curves of belief about two response rates. {arms}. Below, the curve of their difference, IVIg − placebo; "
        f"P(difference > {_tell_margin(prior)}) {_relate(prior.probability)} is the area beyond the "
        f"dashed line. {level} credible interval {print_limits(*prior.credible, 1)}, Wald interval "
        f"{print_limits(*prior.wald, 1)}."
    )


def _read(prior: Prior) -> str:
    c = prior.belief.counts
    (ivig, placebo), level = (before for _, before, _ in prior.arms), format_share(prior.wald.level)
    return (
        f"Given priors of {_describe_prior(ivig)} on IVIg and {_describe_prior(placebo)} on placebo, and these data "
        f"({c.responders_treatment} of {c.n_treatment}, {c.responders_control} of {c.n_control}), the probability of a "
        f"difference above {_tell_margin(prior)} is {describe_probability(prior.probability)}. The "
        f"{level} credible interval is {print_limits(*prior.credible, 1)} points; Wald's, without a prior, is "
        f"{print_limits(*prior.wald, 1)}. Another prior gives another probability."
    )


def _tabulate(prior: Prior) -> pd.DataFrame:
    level = prior.wald.level
    rows = [
        (f"responders on {name} (%)", *_percent(old.mean), old.weight, *_percent(new.mean, *new.interval(level)))
        for name, (_, old, new) in zip(("IVIg", "placebo"), prior.arms, strict=True)
    ]
    ivig, placebo = (before for _, before, _ in prior.arms)
    what, credible, wald = "difference, IVIg − placebo (points)", prior.credible, prior.wald
    rows.append((what, *_percent(ivig.mean - placebo.mean), np.nan, *_percent(credible.estimate, *credible)))
    rows.append((f"{what}: Wald, no prior", np.nan, np.nan, *_percent(wald.estimate, *wald)))
    above = f"probability of a difference above {_tell_margin(prior)} (fraction)"
    rows.append((above, np.nan, np.nan, prior.probability, np.nan, np.nan))
    columns = ["quantity", "prior mean", "prior worth (patients)", "estimate", "lower", "upper"]
    return pd.DataFrame(rows, columns=columns).round(6)


def _percent(*shares: float) -> list[float]:
    return [round(100 * share, 2) for share in shares]

"""How sure is the order of three sample sizes that were computed from one trial?

The patients of each arm are drawn anew, with replacement, from that arm's own patients. Every such resample gives new
counts at every bar, and from those the patients that a next trial would take at each bar. How those numbers scatter
says how little the observed ones are worth as a plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten
from helpers.models.bar_pair import BarPair
from helpers.models.intervals import Interval
from helpers.models.ordered_counts import OrderedCounts
from helpers.models.ordered_values import list_in_order
from helpers.models.planned_patients import plan_patients
from helpers.models.rendering import format_share, render_table
from helpers.models.resampling import count_reached, draw_resamples, list_binomial, list_trinomial

CITATION = "Efron B, Tibshirani RJ. An Introduction to the Bootstrap. Chapman & Hall, 1993: chapter 13"
"""The percentile interval. A plan and not a parameter is what varies here, so nothing is corrected for bias."""

LARGEST_ARM = 100
"""Patients: all pairs of resamples at two bars are then 27 million, half a second."""
MOST_DRAWS = 100_000
"""About a tenth of a second."""


@dataclass(frozen=True, eq=False)
class BarBootstrap:
    """Patients per arm at several bars of one outcome, as observed and in resamples of the patients.

    All sample sizes are for two equal arms, by the normal formula, two-sided, rounded up. A resample in which the
    treatment arm does not have the larger share at a bar has no n there: it counts as infinite.

    Attributes
    ----------
    counts : OrderedCounts
        Patients by category, worst first.
    bars : tuple of int
        The score from which each category but the worst begins, points.
    power, alpha : float
        Of the trial that is planned; alpha is two-sided.
    draws : int
        Resamples of each arm.
    seed : int
        From which all draws follow; fewer draws of the same seed are the first of these.
    responders_treatment, responders_control : numpy.ndarray of int, shape (draws, bars)
        Patients at or above each bar in each resample. Cannot be written to.
    """

    counts: OrderedCounts
    bars: tuple[int, ...]
    power: float
    alpha: float
    draws: int
    seed: int
    responders_treatment: np.ndarray = field(repr=False)
    responders_control: np.ndarray = field(repr=False)

    @cached_property
    def observed_counts(self) -> dict[int, tuple[int, int]]:
        """Bar -> patients at or above it in the treatment and in the control arm, as observed."""
        arms = (count_reached(np.array(arm)) for arm in (self.counts.counts_treatment, self.counts.counts_control))
        return {bar: (int(x), int(y)) for bar, x, y in zip(self.bars, *arms, strict=True)}

    @cached_property
    def observed(self) -> dict[int, float]:
        """Bar -> patients per arm at the observed proportions; infinite where the treatment arm is not ahead."""
        return {bar: float(self._sizes[counts]) for bar, counts in self.observed_counts.items()}

    @cached_property
    def needed(self) -> np.ndarray:
        """Patients per arm in each resample at each bar, shape (draws, bars); infinite where there is no n."""
        return self._sizes[self.responders_treatment, self.responders_control]

    @property
    def largest_monte_carlo_error(self) -> float:
        """Standard error, for want of more draws, that no share of the resamples exceeds, as a fraction."""
        return 0.5 / math.sqrt(self.draws)

    def needed_at(self, bar: int) -> np.ndarray:
        """Return the patients per arm in each resample at one bar, shape (draws,)."""
        return self.needed[:, self._find(bar)]

    def without_n(self, bar: int) -> int:
        """Return the resamples in which no n exists at `bar`: no difference, or one the other way round."""
        return int(np.isinf(self.needed_at(bar)).sum())

    def interval(self, bar: int, level: float = 0.95) -> Interval:
        """Return the percentile range of patients per arm at `bar` in the resamples; a limit may be infinite."""
        level = check_number("level", level, 0, 1, open_ends=True)
        # Without interpolation, which knows no infinity: a limit is one of the values drawn.
        lower, upper = np.quantile(self.needed_at(bar), _find_tails(level), method="inverted_cdf")
        return self._wrap(bar, float(lower), float(upper), level, "percentile", f"percentiles of {self.draws} draws")

    def exact_interval(self, bar: int, level: float = 0.95) -> Interval:
        """Return the range that `interval` comes near with more and more draws, without drawing.

        At one bar the resampled responders of an arm are binomial, so all pairs of counts can be gone through.
        """
        level = check_number("level", level, 0, 1, open_ends=True)
        treatment, control = self.observed_counts[self.bars[self._find(bar)]]
        arms = list_binomial(self.counts.n_treatment, treatment), list_binomial(self.counts.n_control, control)
        order = np.argsort(self._sizes, axis=None, kind="stable")
        reached = np.cumsum(np.outer(*arms).ravel()[order])
        places = np.searchsorted(reached, _find_tails(level) * reached[-1])
        lower, upper = self._sizes.ravel()[order][places]
        return self._wrap(bar, float(lower), float(upper), level, "exact", "percentiles of all resamples")

    def compare(self, bar: int, other: int) -> BarPair:
        """Count the resamples in which `bar` needs fewer patients than `other`, as many, or more."""
        bar, other = (self.bars[self._find(each)] for each in (bar, other))
        one, two = self.needed_at(bar), self.needed_at(other)
        fewer, equal = int((one < two).sum()), int((one == two).sum())
        return BarPair(bar, other, fewer, equal, self.draws - fewer - equal)

    def exact_share(self, bar: int, other: int) -> float:
        """Return the share of all possible resamples, each with its probability, in which `bar` needs fewer.

        At two bars the counts of an arm are trinomial; their pairs are gone through, so that nothing is drawn.
        """
        one, two = self._find(bar), self._find(other)
        if one == two:
            return 0.0
        low, high = sorted((one, two))
        treatment, control = (
            list_trinomial(sum(arm[: low + 1]), sum(arm[low + 1 : high + 1]), sum(arm[high + 1 :]))
            for arm in (self.counts.counts_treatment, self.counts.counts_control)
        )
        share = 0.0
        at_low, at_high, weights = control
        for x_low, x_high, weight in zip(*treatment, strict=True):
            n_low, n_high = self._sizes[x_low, at_low], self._sizes[x_high, at_high]
            is_fewer = n_low < n_high if one == low else n_high < n_low
            share += weight * weights[is_fewer].sum()
        return float(share)

    def fewest(self, bar: int) -> int:
        """Return the resamples in which `bar` alone needs fewest of all bars; a tie counts for none of them."""
        others = [self.needed_at(other) for other in self.bars if other != self.bars[self._find(bar)]]
        return int((self.needed_at(bar) < np.minimum.reduce(others, initial=np.inf)).sum())

    @cached_property
    def _sizes(self) -> np.ndarray:
        return _tabulate_sizes(self.counts.n_treatment, self.counts.n_control, self.power, self.alpha)

    def _find(self, bar: int) -> int:
        return self.bars.index(check_choice("bar", bar, self.bars))

    def _wrap(self, bar: int, lower: float, upper: float, level: float, method: str, label: str) -> Interval:
        return Interval(f"patients per arm at {bar}", self.observed[bar], lower, upper, level, method, label, CITATION)

    def __str__(self) -> str:
        parts = []
        for bar in self.bars:
            lower, upper = self.interval(bar)
            parts.append(
                f"at {bar} points {_print(self.observed[bar])} per arm "
                f"(95 % of {self.draws} resamples {_print(lower)} to {_print(upper)})"
            )
        return f"{'; '.join(parts)}; power {format_share(self.power)}, two-sided {self.alpha:g}, seed {self.seed}"

    def _repr_html_(self) -> str:
        header = ["bar (points)", "n per arm, observed", "95 % of resamples", "of all possible", "needs fewest", "no n"]
        rows = [
            [
                str(bar),
                _print(self.observed[bar]),
                " to ".join(map(_print, self.interval(bar))),
                " to ".join(map(_print, self.exact_interval(bar))),
                format_share(round(self.fewest(bar) / self.draws, 3)),
                str(self.without_n(bar)),
            ]
            for bar in self.bars
        ]
        caption = (
            f"{self.draws} resamples, seed {self.seed}; power {format_share(self.power)}, two-sided {self.alpha:g}, "
            f"normal formula, rounded up. {CITATION}"
        )
        return render_table(caption, header, rows)


def bootstrap_bars(
    counts_treatment: Iterable[int],
    counts_control: Iterable[int],
    *,
    bars: Iterable[int] = (20, 40, 60),
    power: float = 0.8,
    alpha: float = 0.05,
    draws: int = 10_000,
    seed: int,
) -> BarBootstrap:
    """Resample the patients of both arms and compute the patients per arm that each bar would take.

    Parameters
    ----------
    counts_treatment, counts_control : iterable of int
        Patients in each category, worst first, the same categories in both arms; at most 100 patients an arm.
    bars : iterable of int
        The score from which each category but the worst begins, in points, rising: one fewer than categories.
    power : float
        Wanted of the next trial, above alpha and below 1.
    alpha : float
        Two-sided level of its test, above 0 and below 0.5.
    draws : int
        Resamples of each arm, 1 to 100 000.
    seed : int
        0 or more. The same seed gives the same draws, and fewer draws are the first of many.

    Returns
    -------
    BarBootstrap
        The bars are read from the same resampled patients, so a comparison of two bars is a paired one.

    Raises
    ------
    Impossible
        If a count, a bar, `power`, `alpha`, `draws` or `seed` cannot be.

    Notes
    -----
    The observed proportions are taken for the truth twice: as effects to plan on, and as the population to draw from.
    A share of resamples is therefore no probability that one bar truly needs fewer.

    Examples
    --------
    >>> proderm = bootstrap_bars([10, 5, 17, 15], [27, 10, 7, 4], seed=1)
    >>> proderm.observed
    {20: 30.0, 40: 18.0, 60: 45.0}
    >>> tuple(proderm.exact_interval(40)), round(proderm.exact_share(40, 20), 2)
    ((9.0, 55.0), 0.89)
    """
    counts = OrderedCounts(counts_treatment, counts_control)
    for arm, n in (("treatment", counts.n_treatment), ("control", counts.n_control)):
        if n > LARGEST_ARM:
            raise Impossible(
                f"counts_{arm} has {n} patients, which is impossible here. Choose at most {LARGEST_ARM} an arm."
            )
    checked = _check_bars(bars, len(counts.counts_treatment) - 1)
    alpha = check_number("alpha", alpha, 0, 0.5, open_ends=True)
    power = check_number("power", power, 0, 1, open_ends=True)
    # Refuses a power that is no more than alpha before anything is drawn.
    _tabulate_sizes(counts.n_treatment, counts.n_control, power, alpha)
    draws = check_count("draws", draws, low=1, high=MOST_DRAWS)
    seed = check_count("seed", seed)
    treatment, control = (
        draw_resamples(arm, draws, seed, stream)
        for stream, arm in enumerate((counts.counts_treatment, counts.counts_control))
    )
    return BarBootstrap(counts, checked, power, alpha, draws, seed, treatment, control)


def _check_bars(bars: Any, expected: int) -> tuple[int, ...]:
    listed = list_in_order(bars, expected)
    if listed is None:
        raise Impossible(f"bars = {shorten(bars)} is impossible: it must be a list of whole numbers, lowest first.")
    checked = tuple(check_count(f"bars[{place}]", bar) for place, bar in enumerate(listed))
    if len(checked) != expected or any(low >= high for low, high in pairwise(checked)):
        raise Impossible(
            f"bars = {shorten(checked)} is impossible: {expected + 1} categories have {expected} bars between them. "
            f"Choose {expected}, rising."
        )
    return checked


@lru_cache(maxsize=32)
def _tabulate_sizes(n_treatment: int, n_control: int, power: float, alpha: float) -> np.ndarray:
    """Return the patients per arm for every pair of responder counts."""
    shares_treatment = np.arange(n_treatment + 1)[:, np.newaxis] / n_treatment
    shares_control = np.arange(n_control + 1)[np.newaxis, :] / n_control
    sizes = plan_patients(shares_treatment, shares_control, power=power, alpha=alpha)
    sizes.setflags(write=False)
    return sizes


def _find_tails(level: float) -> np.ndarray:
    # (1 - 0.95) / 2 is a hair above 0.025, which would take the sixth of 200 draws for the fifth.
    return np.round([(1 - level) / 2, (1 + level) / 2], 12)


def _print(n: float) -> str:
    return "no end" if math.isinf(n) else f"{n:.0f}"

"""A belief about a response rate as a beta curve, and the difference of two such beliefs, integrated.

The difference has no closed form. On the scale t = log(y / (1 - gap - y)), y running from 0 to 1 - gap, what is
integrated is analytic and falls off at both ends, and there the plain sum over equal steps is accurate to nearly all
digits (Trefethen LN, Weideman JAC. SIAM Rev 2014;56:385-458. doi:10.1137/130932132). Nothing is sampled.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from scipy.special import betainc, betaincinv, betaln, expit, log_expit, polygamma, xlogy

from helpers.errors import Impossible, check_count, check_number, shorten

_TAIL = 1e-17
"""Share of a curve that is left out at each end."""
_STEP = 0.4
"""Step of the sums in standard deviations of the narrower curve, and the longest one."""
_TINY = 1e-300
"""Nearer to an end than this no rate is placed: the smallest numbers lose digits."""


@dataclass(frozen=True)
class Beta:
    """A belief about a response rate: as if `a` responders and `b` non-responders had been seen.

    Parameters
    ----------
    a, b : float
        Patients, above 0; they need not be whole.

    Examples
    --------
    >>> belief = Beta.from_mean(0.5, 2)
    >>> belief
    Beta(a=1.0, b=1.0)
    >>> belief.add(37, 47).mean
    0.7755102040816326
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        for name in ("a", "b"):
            object.__setattr__(self, name, check_number(name, getattr(self, name), 0, math.inf, open_ends=True))

    @classmethod
    def from_mean(cls, mean: float, weight: float) -> Beta:
        """Return the belief with this mean, a fraction, worth as much as `weight` patients.

        Raises
        ------
        Impossible
            If the weight is 0 or infinite, or the mean 0 or 1: such a belief is no curve.
        """
        mean = check_number("mean", mean, 0, 1, open_ends=True)
        weight = check_number("weight", weight, 0, math.inf, unit="patients", open_ends=True)
        return cls(mean * weight, (1 - mean) * weight)

    @property
    def mean(self) -> float:
        """The expected response rate, 0 to 1."""
        return self.a / (self.a + self.b)

    @property
    def weight(self) -> float:
        """How many patients' worth of belief it is."""
        return self.a + self.b

    def add(self, responders: int, n: int) -> Beta:
        """Return the belief after `responders` of `n` patients more.

        Raises
        ------
        Impossible
            If a count cannot be.
        """
        n = check_count("n", n)
        responders = check_count("responders", responders, high=n, of="n")
        return Beta(self.a + responders, self.b + n - responders)

    def density(self, rate: np.ndarray) -> np.ndarray:
        """Return the height of the curve at each rate from 0 to 1; the area under it is 1.

        It is infinite at 0 where `a` is below 1, and at 1 where `b` is.

        Raises
        ------
        Impossible
            If a rate is not a number from 0 to 1.
        """
        rate = check_places("rate", rate, low=0)
        return np.exp(self.log_density(rate, 1 - rate))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the equal-tailed interval that holds `level` of the belief."""
        tail = (1 - check_number("level", level, 0, 1, open_ends=True)) / 2
        from_zero, from_one = self.find_ends(tail)
        return from_zero, 1 - from_one

    @property
    def variance(self) -> float:
        """How far the rate may lie from the mean, squared."""
        return self.mean * (1 - self.mean) / (self.weight + 1)

    @cached_property
    def spread(self) -> float:
        """Standard deviation of log(rate / (1 - rate))."""
        return math.sqrt(polygamma(1, self.a) + polygamma(1, self.b))

    def log_density(self, rate: np.ndarray, rest: np.ndarray) -> np.ndarray:
        """Return the logarithm of the density at `rate`; `rest` is 1 - rate without its rounding."""
        return xlogy(self.a - 1, rate) + xlogy(self.b - 1, rest) - self._log_area

    @cached_property
    def _log_area(self) -> float:
        """The logarithm of what the area under the curve would be, were it not divided by it."""
        return betaln(self.a, self.b)

    def share_above(self, rate: np.ndarray, rest: np.ndarray) -> np.ndarray:
        """Return the share of the belief above `rate`; `rest` is 1 - rate without its rounding."""
        return np.where(rate < 0.5, 1 - betainc(self.a, self.b, rate), betainc(self.b, self.a, rest))

    def find_ends(self, tail: float) -> tuple[float, float]:
        """Return how far from 0, and how far from 1, a share of `tail` lies; never 0."""
        return _find_ends(self.a, self.b, tail)


@lru_cache(maxsize=256)
def _find_ends(a: float, b: float, tail: float) -> tuple[float, float]:
    return max(float(betaincinv(a, b, tail)), _TINY), max(float(betaincinv(b, a, tail)), _TINY)


def check_places(name: str, places: Any, *, low: float) -> np.ndarray:
    """Return numbers from `low` to 1 as an array of any shape, or say by name why they cannot be.

    >>> check_places("rate", [0, 0.5], low=0)
    array([0. , 0.5])
    """
    try:
        numbers = np.asarray(places)
    except ValueError:
        # Rows of unequal length.
        raise Impossible(f"{name} = {shorten(places)} is impossible: it must be an array of numbers.") from None
    if numbers.dtype.kind not in "iuf":
        return np.asarray(check_number(name, places, low, 1))
    outside = ~((numbers >= low) & (numbers <= 1))
    if outside.any():
        check_number(name, numbers[outside][0].item(), low, 1)
    return numbers.astype(float)


def compute_share_above(one: Beta, other: Beta, margin: float) -> float:
    """Return P(one - other > margin) for a margin from 0 to 1."""
    lowest = other.find_ends(_TAIL)[0]
    share = _integrate(one, other, np.array([margin]), np.array([lowest]), one.share_above)
    return min(1.0, float(share[0]))


def compute_density(one: Beta, other: Beta, gaps: np.ndarray) -> np.ndarray:
    """Return the density of one - other at differences from 0 to below 1."""
    lowest = np.maximum(other.find_ends(_TAIL)[0], one.find_ends(_TAIL)[0] - gaps)
    # Two curves that rise without bound at the same end are followed as far as numbers go.
    lowest = np.where(min(one.a, other.a) < 1, _TINY, lowest)
    heights = _integrate(one, other, gaps, lowest, lambda x, rest: np.exp(one.log_density(x, rest)))
    crowded = one.a + other.a <= 1 or one.b + other.b <= 1
    return np.where((gaps == 0) & crowded, math.inf, heights)


def _integrate(
    one: Beta,
    other: Beta,
    gaps: np.ndarray,
    lowest: np.ndarray,
    weigh: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> np.ndarray:
    """Return for each gap the integral of f_other(y) weigh(y + gap), y from `lowest` to 1 - gap."""
    room = 1 - gaps
    # Where y + gap comes this close to 1, so little of either curve is left that it adds nothing.
    rest = np.maximum(one.find_ends(_TAIL)[1], other.find_ends(_TAIL)[1] - gaps)
    if min(one.b, other.b) < 1:
        rest = np.full(gaps.shape, _TINY)
    reached = lowest + rest < room
    gaps, room, lowest, rest = (values[reached, np.newaxis] for values in (gaps, room, lowest, rest))
    integrals = np.zeros(reached.shape)
    if not reached.any():
        return integrals
    start, end = np.log(lowest / (room - lowest)), np.log((room - rest) / rest)
    step = _STEP * min(1.0, one.spread, other.spread)
    steps = math.ceil(float((end - start).max()) / step)
    t = start + (end - start) * np.linspace(0, 1, steps + 1)
    # Neither rate nor its distance from 1 is ever a difference of near numbers.
    y, x_rest = room * expit(t), room * expit(-t)
    heights = np.exp(other.log_density(y, gaps + x_rest) + np.log(y) + log_expit(-t)) * weigh(y + gaps, x_rest)
    integrals[reached] = heights.sum(axis=1) * (end - start)[:, 0] / steps
    return integrals

"""A belief about a response rate as a beta curve, and the difference of two such beliefs, integrated.

The difference has no closed form. On the scale t = log(y / (1 - gap - y)), y running from 0 to 1 - gap, what is
integrated is analytic and falls off at both ends, and there the plain sum over equal steps is accurate to nearly all
digits (Trefethen LN, Weideman JAC. SIAM Rev 2014;56:385-458. doi:10.1137/130932132). Nothing is sampled.
"""

from __future__ import annotations

import math
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
        # Each from the end that is nearer, so that neither end loses digits.
        is_low = rate < 0.5
        a, b = np.where(is_low, self.a, self.b), np.where(is_low, self.b, self.a)
        share = betainc(a, b, np.where(is_low, rate, rest))
        return np.where(is_low, 1 - share, share)

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
    return _lay_steps(one, other, np.array([margin]), other.find_ends(_TAIL)[0]).sum_share()


def compute_density(one: Beta, other: Beta, gaps: np.ndarray) -> np.ndarray:
    """Return the density of one - other at differences from 0 to below 1."""
    lowest = np.maximum(other.find_ends(_TAIL)[0], one.find_ends(_TAIL)[0] - gaps)
    # Two curves that rise without bound at the same end are followed as far as numbers go.
    lowest = np.where(min(one.a, other.a) < 1, _TINY, lowest)
    return _lay_steps(one, other, gaps, lowest).sum_density()


def compute_share_and_density(one: Beta, other: Beta, margin: float) -> tuple[float, float]:
    """Return P(one - other > margin) and the density there, in little more time than either where they share steps."""
    if min(one.a, other.a) < 1:
        # The density asks for many more steps than the share.
        return compute_share_above(one, other, margin), float(compute_density(one, other, np.array([margin]))[0])
    steps = _lay_steps(one, other, np.array([margin]), other.find_ends(_TAIL)[0])
    return steps.sum_share(), float(steps.sum_density()[0])


@dataclass(frozen=True, eq=False)
class _Steps:
    """Where the rates of two beliefs are looked at whose difference is a gap, y and y + gap.

    Attributes
    ----------
    one : Beta
        The belief about y + gap.
    reached : numpy.ndarray of bool, shape (gaps,)
        Whether there is anything of both curves at a gap; `rate`, `rest` and `heights` have a row for each of these.
    endless : numpy.ndarray of bool, shape (gaps,)
        Whether both curves crowd so much at one end that the density at this gap has no bound.
    rate, rest : numpy.ndarray, shape (reached, steps)
        y + gap, and its distance from 1 without its rounding.
    heights : numpy.ndarray, shape (reached, steps)
        The other belief's density at y, times the width of the step.
    """

    one: Beta
    reached: np.ndarray
    endless: np.ndarray
    rate: np.ndarray
    rest: np.ndarray
    heights: np.ndarray

    def sum_share(self) -> float:
        """Return P(one - other > gap), for a single gap."""
        return min(1.0, float(self._sum(self.one.share_above(self.rate, self.rest))[0]))

    def sum_density(self) -> np.ndarray:
        """Return the density of one - other at each gap."""
        heights = self._sum(np.exp(self.one.log_density(self.rate, self.rest)))
        return np.where(self.endless, math.inf, heights)

    def _sum(self, curve: np.ndarray) -> np.ndarray:
        integrals = np.zeros(self.reached.shape)
        integrals[self.reached] = (self.heights * curve).sum(axis=1)
        return integrals


def _lay_steps(one: Beta, other: Beta, gaps: np.ndarray, lowest: np.ndarray | float) -> _Steps:
    """Return the steps for each gap, y from `lowest` to 1 - gap."""
    room = 1 - gaps
    # Where y + gap comes this close to 1, so little of either curve is left that it adds nothing.
    rest = np.maximum(one.find_ends(_TAIL)[1], other.find_ends(_TAIL)[1] - gaps)
    lowest = np.full(gaps.shape, lowest)
    if min(one.b, other.b) < 1:
        rest = np.full(gaps.shape, _TINY)
    reached = lowest + rest < room
    endless = (gaps == 0) & (one.a + other.a <= 1 or one.b + other.b <= 1)
    gaps, room, lowest, rest = (values[reached, np.newaxis] for values in (gaps, room, lowest, rest))
    if not reached.any():
        return _Steps(one, reached, endless, gaps, gaps, gaps)
    start, end = np.log(lowest / (room - lowest)), np.log((room - rest) / rest)
    longest = _STEP * min(1.0, one.spread, other.spread)
    steps = math.ceil(float((end - start).max()) / longest)
    t = start + (end - start) * np.linspace(0, 1, steps + 1)
    # Neither rate nor its distance from 1 is ever a difference of near numbers.
    y, x_rest = room * expit(t), room * expit(-t)
    heights = np.exp(other.log_density(y, gaps + x_rest) + np.log(y) + log_expit(-t)) * (end - start) / steps
    return _Steps(one, reached, endless, y + gaps, x_rest, heights)

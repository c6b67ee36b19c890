"""How well stated certainty agrees with what was found: ranges that should hold it, and probabilities of a "yes"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.errors import Impossible, check_count, check_number, shorten
from helpers.models.intervals import Interval, proportion_interval

PROMISED = 0.80
"""Share of the course's ranges that should hold what was found."""

ALWAYS_HALF = 0.25
"""Brier score of whoever says 50 % to everything, whatever happens: half squared."""


@dataclass(frozen=True)
class RangesHeld:
    """How many ranges held what was found.

    Attributes
    ----------
    held, n : int
        Ranges that held it, and all ranges; at least 1.
    promised : float
        The share that should hold it, 0 to 1.
    interval : Interval
        Of the share that held, by Wilson's method; it takes the ranges for independent.
    """

    held: int
    n: int
    promised: float
    interval: Interval

    @property
    def agrees(self) -> bool:
        """Whether the promised share lies in the interval."""
        return self.promised in self.interval


@dataclass(frozen=True)
class BrierScore:
    """The mean of the squared distances between probabilities and what happened: 0 is best, 1 is worst.

    Attributes
    ----------
    forecasts : tuple of (float, bool)
        Probability of a "yes", 0 to 1, and whether it was one.
    """

    forecasts: tuple[tuple[float, bool], ...]

    @property
    def n(self) -> int:
        """How many probabilities there are."""
        return len(self.forecasts)

    @property
    def mean(self) -> float:
        """The score."""
        return math.fsum((probability - found) ** 2 for probability, found in self.forecasts) / self.n

    @property
    def most_by_one(self) -> float:
        """By how much a single answer can move the mean at most."""
        return 1 / self.n


def count_ranges(held: int, n: int, *, promised: float = PROMISED, level: float = 0.95) -> RangesHeld:
    """Return how many ranges held what was found, with the interval of their share.

    Raises
    ------
    Impossible
        If a number cannot be.

    Examples
    --------
    >>> nine = count_ranges(9, 16)
    >>> print(nine.interval)
    proportion 0.562 (95 % interval 0.332 to 0.769, Wilson)
    >>> nine.agrees
    False
    """
    n = check_count("n", n, low=1)
    held = check_count("held", held, high=n, of="n")
    promised = check_number("promised", promised, 0, 1, open_ends=True)
    return RangesHeld(held, n, promised, proportion_interval(held, n, "wilson", level))


def score_forecasts(forecasts: Sequence[tuple[float, bool]]) -> BrierScore:
    """Return the Brier score of probabilities.

    Parameters
    ----------
    forecasts : sequence of (float, bool)
        Probability of a "yes", 0 to 1, and whether it was one; at least one.

    Raises
    ------
    Impossible
        If there are none, or one cannot be.

    Notes
    -----
    Brier GW. Mon Weather Rev 1950;78:1-3, in the one-sided form for a yes/no event.

    Examples
    --------
    >>> round(score_forecasts([(0.7, True), (0.4, False)]).mean, 3)
    0.125
    """
    if not isinstance(forecasts, (list, tuple)) or not forecasts:
        raise Impossible(
            f"forecasts = {shorten(forecasts)} is impossible: it must be a list of pairs, a probability and whether it "
            "happened, with at least one."
        )
    pairs = []
    for pair in forecasts:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not isinstance(pair[1], bool):
            raise Impossible(
                f"{shorten(pair)} among the forecasts is impossible: it must be a probability and True or False."
            )
        pairs.append((check_number("probability", pair[0], 0, 1), pair[1]))
    return BrierScore(tuple(pairs))


def write_count(n: int, what: str) -> str:
    """Write a number of things.

    >>> write_count(1, "range"), write_count(2, "probability")
    ('1 range', '2 probabilities')
    """
    plural = what[:-1] + "ies" if what.endswith("y") else what + "s"
    return f"{n} {what if n == 1 else plural}"

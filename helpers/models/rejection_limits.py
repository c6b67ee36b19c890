"""Which tables of two arms a test at level alpha rejects, as limits.

For each count on treatment, a test of two proportions rejects where the responders on control are at most a lower limit
or at least an upper one. The limits are found by arithmetic on whole arrays, without a table of every pair of counts.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np

TIE = 1e-9
"""Relative distance at which a p value counts as equal to alpha, and then not as below it."""

TIED_TABLES = 1e-7
"""Relative distance at which two tables count as equally probable: that of R's `fisher.test`."""

ROWS_AT_ONCE = 16
"""Arm sizes for which pooled z is solved at once."""

BLOCKS = (0, 128, 256, 512, 1024, 1280, 1536, 1792, 2048)
"""Patients per arm: limits are listed for arms of 1 to 128, 129 to 256 and so on, so that small questions are quick."""


def find_pooled_z_limits(
    responders: np.ndarray, n_treatment: np.ndarray, n_control: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of the two-sided pooled z test (Pearson's chi-squared without correction).

    z squared is above its critical value where a quadratic in the responders on control is above 0: outside its roots.

    Parameters
    ----------
    responders, n_treatment, n_control : array of int
        Responders on treatment and patients by arm; broadcast against each other.
    alpha : float
        Two-sided level, above 0 and below 1.

    Returns
    -------
    lower, upper : array of int
        The test rejects with at most `lower` (-1: never) or at least `upper` (n_control + 1: never) on control.
    """
    x, n, m = (np.asarray(values, dtype=float) for values in (responders, n_treatment, n_control))
    total, critical = n + m, NormalDist().inv_cdf(alpha / 2) ** 2
    # (x m - y n)^2 N - z^2 n m t (N - t), t = x + y, divided by n: a y^2 + b y + c.
    a = total * n + critical * m
    b = -2 * total * x * m - critical * m * (total - 2 * x)
    c = total * (x * m) ** 2 / n - critical * m * x * (total - x)
    root = np.sqrt(np.maximum(b * b - 4 * a * c, 0))
    lower = np.ceil((-b - root) / (2 * a) - TIE) - 1
    upper = np.floor((-b + root) / (2 * a) + TIE) + 1
    return np.maximum(lower, -1).astype(np.int64), np.minimum(upper, m + 1).astype(np.int64)


def find_equal_limits(
    responders: np.ndarray, n_per_arm: np.ndarray, *, test: str, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of either test in two arms of one size, from a list that is made once.

    Parameters
    ----------
    responders : array of int, shape (arms, counts)
        Responders on treatment; what lies outside 0 to `n_per_arm` is taken as the nearest that does not.
    n_per_arm : array of int, shape (arms, 1)
        Patients in each arm.
    test : {"pooled_z", "fisher"}
        Which test's limits.
    alpha : float
        Two-sided level, above 0 and below 1.

    Returns
    -------
    lower, upper : array of int, shape (arms, counts)
        As in `find_pooled_z_limits`.
    """
    list_limits = _list_fisher_limits if test == "fisher" else _list_pooled_z_limits
    counts = np.clip(responders, 0, n_per_arm)
    lower, mirrored = np.empty_like(counts), np.empty_like(counts)
    block = np.searchsorted(BLOCKS, n_per_arm[:, 0])
    for number in np.unique(block):
        rows = block == number
        first = BLOCKS[number - 1] + 1
        limits = list_limits(first, BLOCKS[number], alpha)
        n, responded = n_per_arm[rows], counts[rows]
        # Places in the list as if it were one row: several times as fast as pairs of places.
        start = (n - first) * limits.shape[1]
        lower[rows] = limits.take(start + responded)
        mirrored[rows] = limits.take(start + n - responded)
    # Who did not respond can stand for who did: the region has the same shape seen from its other corner.
    return lower, n_per_arm - mirrored


@lru_cache(maxsize=32)
def _list_pooled_z_limits(first: int, last: int, alpha: float) -> np.ndarray:
    """Return the lower limits of the pooled z test, one row for each arm size from `first` to `last`."""
    limits = np.empty((last + 1 - first, last + 1), dtype=np.int16)
    # A few rows at once stay in the processor's cache: several times as fast as all.
    for start in range(first, last + 1, ROWS_AT_ONCE):
        sizes = np.arange(start, min(start + ROWS_AT_ONCE, last + 1))[:, np.newaxis]
        counts = np.minimum(np.arange(last + 1), sizes)
        limits[start - first : start - first + len(sizes)] = find_pooled_z_limits(counts, sizes, sizes, alpha)[0]
    return limits


@lru_cache(maxsize=32)
def _list_fisher_limits(first: int, last: int, alpha: float) -> np.ndarray:
    """Return the lower limits of Fisher's test, one row for each arm size from `first` to `last`, one column a count.

    In arms of one size the two tails given the total t of responders are alike, so that p < alpha where the upper tail
    is below alpha / 2. The smallest such count on treatment, the edge, stays or rises by one when t does, and its tail
    follows by one term: P(X >= k | t + 1) = P(X >= k | t) + P(X = k - 1 | t) (n - k + 1) / (2 n - t). So one walk over
    t finds the edges of all arm sizes, without a sum.

    Where the edge rises, t was the largest total with which a count of `edge` rejects. Where it stays, the same is true
    of the non-responders, whose edges are those of the totals beyond n: of n - t - 1 + `edge` responders it is 2 n - t
    - 1. A limit is that total less the count.
    """
    n = np.arange(first, last + 1, dtype=float)
    next_n, critical = n + 1, alpha / 2 * (1 - TIE)
    rose = np.empty((last, len(n)), dtype=bool)
    edge, tail, before, remaining = np.ones(len(n)), np.zeros(len(n)), np.ones(len(n)), 2 * n
    # An arm of fewer than t patients is done: what is still computed of it, be it 0 / 0, is not read.
    with np.errstate(divide="ignore", invalid="ignore"):
        for t, rises in enumerate(rose):
            before /= remaining
            tail += before * (next_n - edge)
            np.greater_equal(tail, critical, out=rises)
            # One term for both: where the edge stays, it is that of the non-responders.
            place = np.where(rises, edge, t + 2 - edge)
            before *= (t + 1) * ((next_n - place) / place)
            tail -= before * rises
            edge += rises
            remaining -= 1
    totals = np.full((len(n), last + 1), -1, dtype=np.int16)
    for size, has_risen, total in zip(range(first, last + 1), np.ascontiguousarray(rose.T), totals, strict=True):
        risen, stayed = np.flatnonzero(has_risen[:size]), np.flatnonzero(~has_risen[:size])
        total[1 : len(risen) + 1] = risen
        # The first stay is that of the most responders.
        total[size : len(risen) : -1] = 2 * size - 1 - stayed
    return totals - np.arange(last + 1, dtype=np.int16)

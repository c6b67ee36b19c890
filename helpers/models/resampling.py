"""Resamples of patients in ordered categories: drawn, or all of them listed with their chances."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import gammaln, xlogy

from helpers.models.binomial import find_binomial_chances

KEPT = 64
"""Arms whose resamples are held, a quarter of a megabyte each at 10 000 draws."""


def count_reached(by_category: np.ndarray) -> np.ndarray:
    """Return the patients at or above each bar: in the category that begins there or a better one.

    The categories stand on the last axis, worst first; there is one bar fewer.

    >>> count_reached(np.array([10, 5, 17, 15])).tolist()
    [37, 32, 15]
    """
    return by_category[..., ::-1].cumsum(axis=-1)[..., -2::-1]


@lru_cache(maxsize=KEPT)
def draw_resamples(counts: tuple[int, ...], draws: int, seed: int, stream: int) -> np.ndarray:
    """Draw as many patients as there are, with replacement, and count those at or above each bar.

    Parameters
    ----------
    counts : tuple of int
        Patients in each category, worst first.
    draws : int
        How often.
    seed, stream : int
        Arms of one trial share the seed and have streams of their own, so that in each arm fewer draws are the first
        of many.

    Returns
    -------
    ndarray of int, shape (draws, categories - 1)
        Cannot be written to.

    Examples
    --------
    >>> draw_resamples((10, 5, 17, 15), 2, seed=1, stream=0).shape
    (2, 3)
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(stream,)))
    n = sum(counts)
    reached = count_reached(generator.multinomial(n, np.array(counts) / n, size=draws))
    reached.setflags(write=False)
    return reached


def list_binomial(n: int, responders: int) -> np.ndarray:
    """Return the chances of 0, 1, ... n responders in a resample of n patients.

    >>> list_binomial(2, 1).round(6).tolist()
    [0.25, 0.5, 0.25]
    """
    return find_binomial_chances(np.arange(n + 1), n, responders / n)


def list_trinomial(below: int, between: int, above: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List every resample of patients below, between and above two bars.

    Returns
    -------
    tuple of three ndarray
        Patients at or above the lower bar, patients at or above the higher, and the chance of that resample.

    Examples
    --------
    >>> at_low, at_high, chances = list_trinomial(10, 5, 32)
    >>> len(chances), round(float(chances.sum()), 12), round(float(at_high @ chances), 9)
    (1176, 1.0, 32.0)
    """
    n = below + between + above
    at_low, at_high = np.nonzero(np.tri(n + 1, dtype=bool))
    drawn = (below, n - at_low), (between, at_low - at_high), (above, at_high)
    logs = sum(xlogy(k, patients / n) - gammaln(k + 1) for patients, k in drawn)
    return at_low, at_high, np.exp(gammaln(n + 1) + logs)

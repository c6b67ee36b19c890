"""The chances of counts of responders among patients who respond independently, all at one rate."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy


def find_binomial_chances(counts: np.ndarray, n: int, rate: float) -> np.ndarray:
    """Return the chance of each count of responders among `n` patients; a rate of 0 or 1 is allowed.

    >>> find_binomial_chances(np.arange(3), 2, 0.5).round(6).tolist()
    [0.25, 0.5, 0.25]
    """
    log_ways = gammaln(n + 1) - gammaln(counts + 1) - gammaln(n - counts + 1)
    return np.exp(log_ways + xlogy(counts, rate) + xlog1py(n - counts, -rate))

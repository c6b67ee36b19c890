"""Exact tests that fix the two arms but not the number of responders: Barnard and Boschloo.

Both call some tables more extreme than the observed one and add up their probability, at the common
response rate that makes the sum largest. They differ in what "more extreme" means: a larger pooled z
(Barnard), a smaller one-sided Fisher p (Boschloo).

scipy has both, but scipy 1.17 loses ties to rounding and can miss the largest sum: for 8/27 v 20/27 it
gives Barnard p = 0.00129 where full enumeration in whole numbers gives 0.00150. Here the ties of Barnard's
test are compared as integers and the search is dense.
"""

from __future__ import annotations

import math

import numpy as np

from helpers.errors import Impossible
from helpers.models.two_by_two import TwoByTwo

LARGEST_ARM = 1000
"""Patients per arm up to which the tests are computed: the tables to enumerate grow with the product."""

# Relative distance at which two one-sided Fisher p values count as tied; their rounding error is near 1e-12.
_TIE = 1e-10


def compute_barnard_p(table: TwoByTwo) -> float:
    """Return Barnard's two-sided p with the pooled z as statistic; 1 where the arms do not differ."""
    _refuse_large_arms("barnard", table)
    treatment, control = _list_tables(table)
    total = treatment + control

    # z^2 is difference^2 / spread up to a constant. Cross-multiplied, equal z stay equal; the products stay below
    # 5e18 for LARGEST_ARM, within a 64-bit integer.
    difference = treatment * table.n_control - control * table.n_treatment
    spread = total * (table.n - total)
    observed_difference = table.responders_treatment * table.n_control - table.responders_control * table.n_treatment
    observed_spread = table.responders * (table.n - table.responders)
    if observed_difference == 0:
        return 1.0
    extreme = (difference**2 * observed_spread >= observed_difference**2 * spread) & (spread > 0)
    return _find_largest_probability(table, extreme)


def compute_boschloo_p(table: TwoByTwo) -> float:
    """Return Boschloo's two-sided p, twice the smaller one-sided p, at most 1."""
    _refuse_large_arms("boschloo", table)
    swapped = TwoByTwo(table.responders_control, table.n_control, table.responders_treatment, table.n_treatment)
    return min(1.0, 2 * min(_compute_one_sided_boschloo_p(side) for side in (table, swapped)))


def _compute_one_sided_boschloo_p(table: TwoByTwo) -> float:
    shares = _share_of_tables(table)
    fisher_p = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1]
    observed = fisher_p[table.responders, table.responders_treatment]
    return _find_largest_probability(table, fisher_p <= observed * (1 + _TIE))


def _refuse_large_arms(test: str, table: TwoByTwo) -> None:
    for name in ("n_treatment", "n_control"):
        if getattr(table, name) > LARGEST_ARM:
            raise Impossible(
                f"{name} = {getattr(table, name)} is too many for the {test} test, which is computed for at most "
                f"{LARGEST_ARM} patients an arm: choose pearson or fisher."
            )


def _list_tables(table: TwoByTwo) -> tuple[np.ndarray, np.ndarray]:
    """Return responders by arm for every table, laid out by total responders (rows) and treatment (columns).

    Cells with fewer than 0 or more than n_control responders are no tables; their share is 0.
    """
    treatment = np.arange(table.n_treatment + 1, dtype=np.int64)[np.newaxis, :]
    total = np.arange(table.n + 1, dtype=np.int64)[:, np.newaxis]
    return np.broadcast_to(treatment, (table.n + 1, table.n_treatment + 1)), total - treatment


def _share_of_tables(table: TwoByTwo) -> np.ndarray:
    """Return the probability of each table given its total of responders: every row sums to 1."""
    treatment, control = _list_tables(table)
    possible = (control >= 0) & (control <= table.n_control)
    control = np.clip(control, 0, table.n_control)
    log_factorial = np.array([math.lgamma(k + 1) for k in range(table.n + 1)])
    log_share = (
        _log_combinations(log_factorial, table.n_treatment)[treatment]
        + _log_combinations(log_factorial, table.n_control)[control]
        - _log_combinations(log_factorial, table.n)[:, np.newaxis]
    )
    return np.where(possible, np.exp(log_share), 0.0)


def _log_combinations(log_factorial: np.ndarray, n: int) -> np.ndarray:
    return log_factorial[n] - log_factorial[: n + 1] - log_factorial[n::-1]


def _find_largest_probability(table: TwoByTwo, extreme: np.ndarray) -> float:
    """Return the largest probability of the `extreme` tables over all common response rates."""
    share_of_total = (_share_of_tables(table) * extreme).sum(axis=1)
    n = table.n
    log_factorial = np.array([math.lgamma(k + 1) for k in range(n + 1)])
    log_binomial = _log_combinations(log_factorial, n)
    totals = np.arange(n + 1)

    def probability(angle: np.ndarray) -> np.ndarray:
        log_rate, log_rest = 2 * np.log(np.sin(angle)), 2 * np.log(np.cos(angle))
        weights = np.exp(log_binomial + np.outer(log_rate, totals) + np.outer(log_rest, n - totals))
        return weights @ share_of_total

    # On the scale rate = sin^2(angle) the binomial is equally wide everywhere, 1 / (2 sqrt n): this grid has ten
    # points to each such width, so that between two of them a peak rises by less than half a per cent.
    grid = np.linspace(0, math.pi / 2, 2 + math.ceil(10 * math.pi * math.sqrt(n)))[1:-1]
    step = grid[1] - grid[0]
    heights = probability(grid)
    padded = np.concatenate(([-1.0], heights, [-1.0]))
    is_peak = (heights > padded[:-2]) & (heights >= padded[2:]) & (heights >= 0.99 * heights.max())
    # A table with nobody or everybody responding has its peak at a rate of 0 or 1, outside the grid.
    largest = max(float(heights.max()), float(share_of_total[0]), float(share_of_total[-1]))
    for peak in grid[is_peak]:
        reach = step
        for _ in range(7):
            low, high = max(peak - reach, 1e-12), min(peak + reach, math.pi / 2 - 1e-12)
            points = np.linspace(low, high, 21)
            around = probability(points)
            peak, reach = points[around.argmax()], reach / 8
            largest = max(largest, float(around.max()))
    return min(largest, 1.0)

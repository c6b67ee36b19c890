"""How often a test of two proportions rejects: every pair of counts added up, without simulation.

Tails of a binomial are left out where they cannot hold more than `LEFT_OUT`; with rounding, a chance is right to 1e-11.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

import numpy as np

from helpers.models.rejection_limits import TIE, TIED_TABLES, find_equal_limits, find_pooled_z_limits

LARGEST_ARM = 2000
"""Patients: up to here every answer takes well under a second."""

LEFT_OUT = 1e-15
"""Chance in each tail of each arm that is not added up, by Hoeffding's bound (J Am Stat Assoc 1963;58:13-30)."""

LARGEST_CHANCE = float(np.nextafter(1, 0))
"""No test rejects for certain: arms without a responder reject nothing, and no rate here is 0 or 1."""

LARGEST_UNEVEN_ARM = 800
"""Patients: Fisher's test in arms of two sizes is listed up to here, for each pair of arms takes milliseconds."""

LISTS = (256, 512, 768, 1024, 1152, 1280, 1536, LARGEST_ARM)
"""Patients on control at which a list of chances ends and the next one begins: each list serves several questions."""

ARMS_AT_ONCE = 32
"""Rows of arrays of one width: few stay in the processor's cache, and small arms are not padded to large ones."""

RATES_TRIED = 801
"""Common rates among which the largest size is looked for, evenly spaced in the arcsine of their roots."""

# Not scipy's: importing it takes longer than all that a notebook does before its first sample size.
_LOG_FACTORIAL = np.array([math.lgamma(k + 1) for k in range(2 * LARGEST_ARM + 1)])


def list_chances(
    n_treatment: np.ndarray,
    n_control: np.ndarray,
    p_treatment: np.ndarray,
    p_control: np.ndarray,
    *,
    test: str,
    alpha: float,
) -> np.ndarray:
    """Return the chance that the test rejects, for each pair of arms or of rates.

    Parameters
    ----------
    n_treatment, n_control : array of int
        Patients by arm, up to `LARGEST_ARM`, rising.
    p_treatment, p_control : array of float
        True rates, above 0 and below 1, of the same shape or single.
    test : {"pooled_z", "fisher"}
        Pooled z (Pearson's chi-squared without correction), or Fisher's exact test as R counts its two sides.
    alpha : float
        Two-sided level: the test rejects where p is below it.

    Returns
    -------
    ndarray of float
        Chances of a rejection in either direction.
    """
    n, m, p, q = np.broadcast_arrays(n_treatment, n_control, p_treatment, p_control)
    if test == "fisher" and np.any(n != m):
        return np.array(
            [
                _add_up_by_totals(*pair, alpha)
                for pair in zip(n.tolist(), m.tolist(), p.tolist(), q.tolist(), strict=True)
            ]
        )
    pieces = range(0, len(n), ARMS_AT_ONCE)
    return np.concatenate(
        [_add_up(*(each[i : i + ARMS_AT_ONCE, np.newaxis] for each in (n, m, p, q)), test, alpha) for i in pieces]
    )


def find_rejected(
    responders_treatment: np.ndarray,
    responders_control: np.ndarray,
    n_treatment: int,
    n_control: int,
    *,
    test: str,
    alpha: float,
) -> np.ndarray:
    """Return which of many trials with the same two arms the test rejects: the region that `list_chances` adds up.

    Parameters
    ----------
    responders_treatment, responders_control : array of int, shape (trials,)
        From 0 to the patients of the arm.
    n_treatment, n_control : int
        Patients by arm, up to `LARGEST_ARM`.
    test, alpha
        As in `list_chances`.

    Returns
    -------
    ndarray of bool, shape (trials,)

    Examples
    --------
    >>> find_rejected(np.array([37, 25]), np.array([21, 21]), 47, 48, test="fisher", alpha=0.05).tolist()
    [True, False]
    """
    x, y = np.asarray(responders_treatment), np.asarray(responders_control)
    if test == "fisher" and n_treatment > n_control:
        return find_rejected(y, x, n_control, n_treatment, test=test, alpha=alpha)
    if test == "fisher" and n_treatment < n_control:
        totals, row = np.unique(x + y, return_inverse=True)
        smaller, _, _, kept = _list_fisher_region(n_treatment, n_control, totals, alpha)
        column = x - smaller[row, 0]
        beyond = (column < 0) | (column >= kept.shape[1])
        return beyond | ~kept[row, np.clip(column, 0, kept.shape[1] - 1)]
    if n_treatment == n_control:
        lower, upper = (
            limits[0] for limits in find_equal_limits(x[np.newaxis], np.array([[n_treatment]]), test=test, alpha=alpha)
        )
    else:
        lower, upper = find_pooled_z_limits(x, n_treatment, n_control, alpha)
    return (y <= lower) | (y >= upper)


def _add_up(n: np.ndarray, m: np.ndarray, p: np.ndarray, q: np.ndarray, test: str, alpha: float) -> np.ndarray:
    """Return the chances of pairs of arms that stand below each other."""
    x, share = _list_shares(n, p)
    is_even = np.array_equal(n, m)
    if is_even:
        lower, upper = find_equal_limits(x, n, test=test, alpha=alpha)
    else:
        lower, upper = find_pooled_z_limits(x, n, m, alpha)
    y, below = (x, share) if is_even and np.array_equal(p, q) else _list_shares(m, q)
    below = np.cumsum(below, axis=1)
    # A column of zeros in front: no count at all.
    below = np.concatenate([np.zeros((len(below), 1)), below], axis=1)
    first, last = y[:, :1], below.shape[1] - 1
    # Places in the sums as if they were one row: twice as fast as a place in each row.
    start = below.shape[1] * np.arange(len(below))[:, np.newaxis]
    at_most = below.take(start + np.clip(lower - first + 1, 0, last))
    not_reached = below.take(start + np.clip(upper - first, 0, last))
    chances = (share * (at_most + below[:, -1:] - not_reached)).sum(axis=1)
    return np.minimum(chances, LARGEST_CHANCE)


def _list_shares(n: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return counts around n p, as many in each row, and their binomial chances; 0 for counts that cannot be."""
    reach = np.sqrt(n * np.log(1 / LEFT_OUT) / 2)
    first = np.maximum(np.floor(n * p - reach), 0).astype(np.int64)
    last = np.minimum(np.ceil(n * p + reach), n).astype(np.int64)
    counts = first + np.arange(int((last - first).max()) + 1)
    held = np.minimum(counts, n)
    log_share = _log_combinations(n, held) + held * np.log(p) + (n - held) * np.log1p(-p)
    return counts, np.where(counts <= n, np.exp(log_share), 0.0)


@lru_cache(maxsize=256)
def list_chances_by_size(
    p_treatment: float, p_control: float, test: str, alpha: float, allocation: float, smallest: int, largest: int
) -> np.ndarray:
    """Return the chance that the test rejects with `smallest` to `largest` patients on control, not to be written to.

    It is the same wherever a list begins at one patient more than a multiple of `ARMS_AT_ONCE`.
    """
    n_control = np.arange(smallest, largest + 1)
    chances = list_chances(
        fill_treatment(n_control, allocation), n_control, p_treatment, p_control, test=test, alpha=alpha
    )
    chances.flags.writeable = False
    return chances


def list_chances_to(
    p_treatment: float, p_control: float, test: str, alpha: float, allocation: float, largest: int
) -> np.ndarray:
    """Return the chance that the test rejects with 1, 2, ... patients on control, to `largest` or beyond."""
    if allocation != 1:
        # Fisher's test in arms of two sizes is slow; no number of patients is looked at that nobody asked for.
        return list_chances_by_size(p_treatment, p_control, test, alpha, allocation, 1, largest)
    return np.concatenate(
        [
            list_chances_by_size(p_treatment, p_control, test, alpha, allocation, before + 1, end)
            for before, end in pairwise((0, *LISTS))
            if before < largest
        ]
    )


def find_largest_control(allocation: float, test: str) -> int:
    """Return the most patients on control with whom no arm is too large to list chances up to it."""
    largest = LARGEST_UNEVEN_ARM if test == "fisher" and allocation != 1 else LARGEST_ARM
    return int(largest / max(1.0, allocation) + 1e-9)


def fill_treatment(n_control: np.ndarray, allocation: float) -> np.ndarray:
    """Return the patients on treatment that go with those on control, rounded up.

    >>> fill_treatment(np.array([10, 15]), 0.5)
    array([5, 8])
    """
    # A third of 30 is 10 whole patients, whatever the last digit of the product.
    return np.ceil(allocation * np.asarray(n_control) - 1e-9).astype(np.int64)


def find_largest_size(n_treatment: int, n_control: int, *, test: str, alpha: float) -> tuple[float, float]:
    """Return the largest chance that the test rejects where both rates are equal, and the rate at which it does.

    It is looked for on a grid of rates, then three times on a finer one around the best. So it is a lower bound; for 50
    pairs of arms of up to 60 patients no rate of a grid of 20 000 gave more.
    """
    uneven = test == "fisher" and n_treatment != n_control
    by_total = _list_rejections_by_total(n_treatment, n_control, alpha) if uneven else None
    angles, best = np.linspace(0, np.pi / 2, RATES_TRIED + 2)[1:-1], (0.0, 0.5)
    for _ in range(4):
        rates = np.sin(angles) ** 2
        if by_total is None:
            sizes = list_chances(n_treatment, n_control, rates, rates, test=test, alpha=alpha)
        else:
            totals, share = _list_shares(np.array([[n_treatment + n_control]]), rates[:, np.newaxis])
            sizes = (share * by_total[np.minimum(totals, n_treatment + n_control)]).sum(axis=1)
        place = int(np.argmax(sizes))
        best = max(best, (float(sizes[place]), float(rates[place])))
        angles = np.linspace(angles[max(place - 1, 0)], angles[min(place + 1, RATES_TRIED - 1)], RATES_TRIED)
    return best


def _list_rejections_by_total(n: int, m: int, alpha: float) -> np.ndarray:
    """Return, for each total of responders, the chance that Fisher's test rejects if the rates are equal."""
    pieces = np.array_split(np.arange(n + m + 1), (n + m) // 500 + 1)
    return np.concatenate(
        [
            (share * ~kept).sum(axis=1)
            for _, _, share, kept in (_list_fisher_region(n, m, piece, alpha) for piece in pieces)
        ]
    )


def _add_up_by_totals(n: int, m: int, p: float, q: float, alpha: float) -> float:
    """Return the chance that Fisher's test rejects in arms of two sizes.

    There its region need not have one limit for each count, so that the tables of each total are looked at.
    """
    x, share = (row[0] for row in _list_shares(np.array([[n]]), np.array([[p]])))
    y, other = (row[0] for row in _list_shares(np.array([[m]]), np.array([[q]])))
    middle, reach = n * p + m * q, math.sqrt((n + m) * math.log(1 / LEFT_OUT) / 2)
    first = max(int(x[0] + y[0]), math.floor(middle - reach))
    totals = np.arange(first, min(int(x[-1] + y[-1]), math.ceil(middle + reach)) + 1)
    treatment, control, _, kept = _list_fisher_region(n, m, totals, alpha)
    on_treatment, on_control = np.zeros(n + 1), np.zeros(m + 1)
    on_treatment[x], on_control[y] = share, other
    missed = (kept * on_treatment[np.clip(treatment, 0, n)] * on_control[np.clip(control, 0, m)]).sum()
    chance = float(share.sum() * other.sum() - missed)
    # What rounding leaves of a test that never rejects is nothing.
    return min(chance, LARGEST_CHANCE) if chance > LEFT_OUT * len(totals) else 0.0


def _list_fisher_region(
    n: int, m: int, totals: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return responders by arm, chance given the total, and whether Fisher's test keeps to "no difference".

    Rows are totals of responders, columns counts in the smaller arm around the one expected if the rates are equal.
    Beyond them the test rejects: no tail left out holds more than `LEFT_OUT`. The p value of a table adds up all tables
    of its total that are no more probable.
    """
    if n > m:
        control, treatment, share, kept = _list_fisher_region(m, n, totals, alpha)
        return treatment, control, share, kept
    t = totals[:, np.newaxis]
    # Hoeffding's bound holds for drawing without replacement too.
    reach = math.ceil(math.sqrt(n * math.log(1 / LEFT_OUT) / 2))
    x = np.clip(n * t // (n + m) - reach, 0, None) + np.arange(min(2 * reach + 2, n + 1))
    y = t - x
    possible = (x <= n) & (y >= 0) & (y <= m)
    held, rest = np.clip(x, 0, n), np.clip(y, 0, m)
    log_share = _log_combinations(n, held) + _log_combinations(m, rest) - _log_combinations(n + m, t)
    # A count that cannot be would overflow.
    share = np.exp(np.where(possible, log_share, -np.inf))
    rising = np.sort(share, axis=1)
    first_too_many = (np.cumsum(rising, axis=1) < alpha * (1 - TIE)).sum(axis=1, keepdims=True)
    # A table tied with the first that is too many is not rejected either.
    bound = np.take_along_axis(rising, first_too_many, axis=1) / (1 + TIED_TABLES)
    return x, y, share, possible & (share >= bound)


def _log_combinations(n: np.ndarray | int, k: np.ndarray) -> np.ndarray:
    return _LOG_FACTORIAL[n] - _LOG_FACTORIAL[k] - _LOG_FACTORIAL[n - k]

"""Differences in several subgroups, from each alone to all as one, and what lies between.

Each subgroup's observed difference is taken as normal around its true one, and the true ones as normal around a mean
that they share, with a standard deviation tau. With tau infinite each subgroup stands alone; with tau 0 all have one
difference; between, each is drawn towards the mean, those with few patients most. Where tau is not set it is averaged
over, by a sum over equal steps of log tau: nothing is sampled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
from scipy.special import logsumexp, ndtr

from helpers.errors import Impossible, check_number, shorten
from helpers.models.pooled_subgroups import CITATION, LOG_STEP, PooledSubgroup, PooledSubgroups, TauPosterior
from helpers.models.two_by_two import TwoByTwo

__all__ = ["CITATION", "PooledSubgroup", "PooledSubgroups", "TauPosterior", "pool_by_data", "pool_subgroups"]

MOST_SUBGROUPS = 50
LARGEST_TAU = 1000.0
"""Short of infinity, a fraction: far beyond it no difference that lies between -1 and 1 is drawn anywhere."""
SMALLEST_PRIOR, LARGEST_PRIOR = 1e-3, 10.0
"""Of the prior's SD, as a fraction: 0.1 to 1000 percentage points; differences lie between -1 and 1."""
_LARGEST_LEVEL = 0.999999
_TAIL = 1e-17
"""Share of tau's prior that is left out near 0."""
_FURTHEST = 9.0
"""Standard deviations of the half-normal prior: 2e-19 lies beyond."""
_TOLERANCE = 1e-11
"""How closely a limit is found, as a fraction."""


def pool_subgroups(counts: Mapping[str, Any], tau: float, *, level: float = 0.95) -> PooledSubgroups:
    """Draw the differences of several subgroups towards their mean, as far as `tau` says.

    Parameters
    ----------
    counts : mapping of str to TwoByTwo, or to four int
        Name -> responders and patients on treatment, responders and patients on control; at least two subgroups.
    tau : float
        Standard deviation between the true differences, a fraction (0.1 is 10 percentage points): 0 pools completely,
        infinity (``math.inf``) not at all.
    level : float
        Of the intervals, between 0 and 0.999999. With tau infinite they are Wald's.

    Returns
    -------
    PooledSubgroups

    Raises
    ------
    Impossible
        If there are fewer than two subgroups, one is empty, or a number cannot be.

    Notes
    -----
    With s the standard error of a subgroup's difference d and a flat prior on the mean m: w = 1 / (s^2 + tau^2), m is
    the mean of d weighted by w, and the subgroup's estimate is B m + (1 - B) d with B = s^2 / (s^2 + tau^2), variance
    (1 - B) s^2 + B^2 / sum(w). s is taken as known and d as normal: rough in subgroups of a few patients.

    An arm in which all or none respond would have no variance. For its variance alone one responder and one
    non-responder are added to it, as Agresti and Caffo do; its observed proportion stays.

    Examples
    --------
    >>> trial = {"A": (12, 15, 7, 16), "B": (2, 4, 3, 4)}
    >>> print(pool_subgroups(trial, math.inf))
    Differences in points with 95 % intervals, no pooling, tau infinite: A 36 (5 to 68), B -25 (-90 to 40)
    >>> print(pool_subgroups(trial, 0))
    Differences in points with 95 % intervals, complete pooling, tau 0: A 24 (-4 to 53), B 24 (-4 to 53)
    """
    tables = _check_counts(counts)
    level = check_number("level", level, 0, _LARGEST_LEVEL, open_ends=True)
    tau = check_number("tau", tau, 0)
    if LARGEST_TAU < tau < math.inf:
        raise Impossible(f"tau = {tau:g} is impossible here: choose 0 to {LARGEST_TAU:g}, or infinity for no pooling.")
    observed, errors = _measure(tables)
    reach = NormalDist().inv_cdf((1 + level) / 2)
    if math.isinf(tau):
        means, spreads, mean = observed, errors, math.nan
    else:
        all_means, all_spreads, centres, _ = _condition(observed, errors, np.array([tau]))
        means, spreads, mean = all_means[0], all_spreads[0], float(centres[0])
    limits = means - reach * spreads, means + reach * spreads
    return PooledSubgroups(_gather(tables, observed, errors, means, *limits), mean, tau, None, level)


def pool_by_data(counts: Mapping[str, Any], *, prior_scale: float = 0.2, level: float = 0.95) -> PooledSubgroups:
    """Pool as `pool_subgroups` does, but average over tau, weighed by the counts and a half-normal prior.

    Parameters
    ----------
    counts, level
        As in `pool_subgroups`.
    prior_scale : float
        SD of the normal curve whose upper half is tau's prior, a fraction from 0.001 to 10: 0.2 says that tau lies
        below 40 percentage points with a probability of 95 %, before any count is seen.

    Returns
    -------
    PooledSubgroups

    Raises
    ------
    Impossible
        As `pool_subgroups`, and if the prior's scale cannot be.

    Examples
    --------
    >>> pooled = pool_by_data({"A": (12, 15, 7, 16), "B": (2, 4, 3, 4)}, prior_scale=0.2)
    >>> round(pooled.subgroups[1].estimate, 3)
    0.099
    """
    tables = _check_counts(counts)
    level = check_number("level", level, 0, _LARGEST_LEVEL, open_ends=True)
    scale = check_number("prior_scale", prior_scale, SMALLEST_PRIOR, LARGEST_PRIOR)
    observed, errors = _measure(tables)
    start, end = math.log(_TAIL * min(scale, errors.min())), math.log(_FURTHEST * scale)
    taus = np.exp(np.arange(start, end + LOG_STEP, LOG_STEP))
    means, spreads, centres, log_likelihood = _condition(observed, errors, taus)
    # Times tau, for the steps are of log tau.
    log_weights = log_likelihood - 0.5 * (taus / scale) ** 2 + np.log(taus)
    weights = np.exp(log_weights - logsumexp(log_weights))
    averaged = weights @ means
    tails = ((1 - level) / 2, (1 + level) / 2)
    kept = weights > _TAIL * weights.max()
    limits = [_find_quantile(share, means[kept], spreads[kept], weights[kept]) for share in tails]
    posterior = TauPosterior(scale, tuple(taus.tolist()), tuple(weights.tolist()))
    subgroups = _gather(tables, observed, errors, averaged, *limits)
    return PooledSubgroups(subgroups, float(weights @ centres), None, posterior, level)


def _check_counts(counts: Any) -> dict[str, TwoByTwo]:
    if not isinstance(counts, Mapping):
        raise Impossible(
            f"counts = {shorten(counts)} is impossible: it must map each subgroup's name to four counts, responders "
            "and patients on treatment, then on control."
        )
    if not 2 <= len(counts) <= MOST_SUBGROUPS:
        raise Impossible(
            f"Pooling {len(counts)} subgroup{'' if len(counts) == 1 else 's'} is impossible: "
            f"choose 2 to {MOST_SUBGROUPS}."
        )
    tables = {}
    for name, four in counts.items():
        if isinstance(four, TwoByTwo):
            tables[str(name)] = four
            continue
        if not isinstance(four, (list, tuple)) or len(four) != 4:
            raise Impossible(
                f"Subgroup {shorten(name)} = {shorten(four)} is impossible: it must be four counts, responders and "
                "patients on treatment, then on control."
            )
        try:
            tables[str(name)] = TwoByTwo(*four)
        except Impossible as problem:
            raise Impossible(f"Subgroup {shorten(name)}: {problem}") from None
    return tables


def _measure(tables: Mapping[str, TwoByTwo]) -> tuple[np.ndarray, np.ndarray]:
    """Return each subgroup's difference and its standard error."""
    differences = [table.proportion_treatment - table.proportion_control for table in tables.values()]
    variances = [
        _find_variance(table.responders_treatment, table.n_treatment)
        + _find_variance(table.responders_control, table.n_control)
        for table in tables.values()
    ]
    return np.array(differences), np.sqrt(variances)


def _find_variance(responders: int, n: int) -> float:
    """Return the variance of an arm's proportion; one of each is added where all or none respond."""
    if responders in (0, n):
        responders, n = responders + 1, n + 2
    return responders * (n - responders) / n**3


def _condition(
    observed: np.ndarray, errors: np.ndarray, taus: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return means and spreads (taus x subgroups), the mean of all and the log likelihood, given each tau."""
    total = errors**2 + taus[:, np.newaxis] ** 2
    weights = 1 / total
    precision = weights.sum(axis=1)
    centres = weights @ observed / precision
    shrunk = errors**2 / total
    means = shrunk * centres[:, np.newaxis] + (1 - shrunk) * observed
    spreads = np.sqrt((1 - shrunk) * errors**2 + shrunk**2 / precision[:, np.newaxis])
    misfit = (weights * (observed - centres[:, np.newaxis]) ** 2).sum(axis=1)
    log_likelihood = -0.5 * (np.log(total).sum(axis=1) + np.log(precision) + misfit)
    return means, spreads, centres, log_likelihood


def _find_quantile(share: float, means: np.ndarray, spreads: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return for each subgroup the difference with `share` of its mixture of normals below: kept Newton's steps."""
    reach = NormalDist().inv_cdf(share)
    ends = means + reach * spreads
    # The mixture's quantile lies between the smallest and the largest of its parts'.
    low, high = ends.min(axis=0), ends.max(axis=0)
    guess = weights @ ends
    # Halving alone would take 40 steps.
    for _ in range(100):
        z = (guess - means) / spreads
        excess = weights @ ndtr(z) - share
        low, high = np.where(excess > 0, low, guess), np.where(excess > 0, guess, high)
        height = weights @ (np.exp(-0.5 * z * z) / (spreads * math.sqrt(2 * math.pi)))
        step = guess - excess / height
        following = np.where((low <= step) & (step <= high), step, (low + high) / 2)
        if np.abs(following - guess).max() < _TOLERANCE:
            return following
        guess = following
    return guess


def _gather(
    tables: Mapping[str, TwoByTwo],
    observed: np.ndarray,
    errors: np.ndarray,
    estimates: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
) -> tuple[PooledSubgroup, ...]:
    lower, upper = np.clip(lower, -1, 1), np.clip(upper, -1, 1)
    return tuple(
        PooledSubgroup(name, table, *map(float, numbers))
        for (name, table), *numbers in zip(tables.items(), observed, errors, estimates, lower, upper, strict=True)
    )

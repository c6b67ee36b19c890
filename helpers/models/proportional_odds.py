"""One odds ratio for all cuts of an ordered outcome: the proportional-odds model with two arms.

logit P(category j or better) = a_j + b × (1 on treatment, 0 on control); exp(b) is the common odds ratio. The
likelihood is concave, so that Newton's steps, halved where one goes too far, find its top in a handful.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from helpers.models.category_counts import check_categories

MOST_STEPS = 100
"""Newton needs about five; the bound only keeps a fault from running for ever."""
CONVERGED = 1e-14
"""Of the gain that the next step promises, per patient."""


@dataclass(frozen=True)
class ProportionalOdds:
    """The model fitted to two arms.

    Attributes
    ----------
    log_odds_ratio : float
        b. Infinite where no control patient stands above any treatment patient, or the other way round; NaN where all
        patients are alike.
    standard_error : float
        Of b, from the observed information; NaN where b is not finite.
    thresholds : tuple of float
        a_j of every category but the lowest, in the order of the categories, empty ones left out.
    """

    log_odds_ratio: float
    standard_error: float
    thresholds: tuple[float, ...]


def fit_proportional_odds(counts_treatment: tuple[int, ...], counts_control: tuple[int, ...]) -> ProportionalOdds:
    """Fit the model by maximum likelihood; the counts stand in the order of the categories, worst first.

    Parameters
    ----------
    counts_treatment, counts_control : tuple of int
        Patients in each category, as `helpers.models.ordinal.compare_categories` takes them.

    Returns
    -------
    ProportionalOdds

    Raises
    ------
    Impossible
        As `compare_categories` does.

    References
    ----------
    McCullagh P. J R Stat Soc B 1980;42:109-127. Agrees with statsmodels' `OrderedModel`.

    Examples
    --------
    >>> fit = fit_proportional_odds((10, 5, 17, 15), (27, 10, 7, 4))
    >>> round(fit.log_odds_ratio, 4), round(fit.standard_error, 4)
    (1.7326, 0.409)
    """
    treatment, control = check_categories(counts_treatment, counts_control)
    counts = np.array([control, treatment], dtype=float)
    # A category without anybody says nothing about the odds ratio, and its threshold could be anywhere.
    counts = counts[:, counts.sum(axis=0) > 0]
    below = counts.cumsum(axis=1) - counts
    wins, losses = (float((counts[i] * below[1 - i]).sum()) for i in (1, 0))
    if not (wins and losses):
        infinite = math.nan if wins == losses else math.copysign(math.inf, wins - losses)
        return ProportionalOdds(infinite, math.nan, ())
    total = counts.sum()
    reached = (total - counts.sum(axis=0).cumsum()[:-1]) / total
    parameters = np.append(np.log(reached / (1 - reached)), 0.0)
    likelihood, slope, information = _measure_likelihood(parameters, counts)
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(information, slope)
        gain = float(slope @ step)
        if gain < CONVERGED * total:
            break
        size = 1.0
        trial = _measure_likelihood(parameters + step, counts)
        while trial[0] < likelihood and size > 1e-6:
            size /= 2
            trial = _measure_likelihood(parameters + size * step, counts)
        parameters = parameters + size * step
        likelihood, slope, information = trial
    error = math.sqrt(np.linalg.inv(information)[-1, -1])
    return ProportionalOdds(float(parameters[-1]), error, tuple(map(float, parameters[:-1])))


def _measure_likelihood(parameters: np.ndarray, counts: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Return log-likelihood, its slope and the observed information at thresholds and b; minus infinity out of order.

    The counts have shape (2 arms, control first; categories).
    """
    size = len(parameters)
    likelihood, slope, information = 0.0, np.zeros(size), np.zeros((size, size))
    for arm, people in enumerate(counts):
        shift = np.column_stack([np.eye(size - 1), np.full(size - 1, arm)])
        reached = expit(shift @ parameters)
        shares = -np.diff(np.concatenate([[1.0], reached, [0.0]]))
        if shares.min() <= 0:
            return -math.inf, slope, information
        likelihood += float(people @ np.log(shares))
        density = reached * (1 - reached)
        weight = people / shares
        lean = weight[1:] - weight[:-1]
        bend = people / shares**2
        curve = np.diag(density**2 * (bend[1:] + bend[:-1]) - density * (1 - 2 * reached) * lean)
        between = density[:-1] * density[1:] * bend[1:-1]
        curve -= np.diag(between, 1) + np.diag(between, -1)
        slope += shift.T @ (density * lean)
        information += shift.T @ curve @ shift
    return likelihood, slope, information

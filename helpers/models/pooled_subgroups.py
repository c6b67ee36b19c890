"""What pooling several subgroups gives: each one alone and pooled, and what is known of the spread between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from helpers.errors import Impossible, check_number, shorten
from helpers.models.rendering import format_number, format_share, render_table
from helpers.models.two_by_two import TwoByTwo

CITATION = "Rubin DB. J Educ Stat 1981;6:377-401. doi:10.3102/10769986006004377"

LOG_STEP = 0.1
"""Of log tau in sums over it. What is summed is analytic within pi / 4 of the real line, so they miss by exp(-49)."""


@dataclass(frozen=True)
class PooledSubgroup:
    """One subgroup, alone and pooled; differences are treatment - control, as fractions, and positive is better.

    Attributes
    ----------
    name : str
    counts : TwoByTwo
    observed : float
        Its own difference.
    standard_error : float
        Of `observed`: see `pool_subgroups` where all or none respond.
    estimate, lower, upper : float
        Pooled: posterior mean and equal-tailed interval, limits cut off at -1 and 1.
    """

    name: str
    counts: TwoByTwo
    observed: float
    standard_error: float
    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True)
class TauPosterior:
    """What counts and prior say of tau, the SD between the subgroups' true differences, as a fraction.

    Attributes
    ----------
    prior_scale : float
        SD of the normal curve whose upper half is the prior.
    taus, weights : tuple of float
        Where the sum was taken, and the posterior share of each step; the shares add up to 1.
    """

    prior_scale: float
    taus: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Posterior mean of tau."""
        return float(np.dot(self.taus, self.weights))

    def share_below(self, tau: float) -> float:
        """Return the posterior probability that tau lies below `tau`, 0 to 1, given counts and prior."""
        tau = check_number("tau", tau, 0)
        if tau == 0:
            return 0.0
        # Each step's share reaches half a step to both sides.
        ends = np.log(self.taus) + LOG_STEP / 2
        return float(np.interp(math.log(tau), ends, np.cumsum(self.weights), left=0.0, right=1.0))

    def quantile(self, share: float) -> float:
        """Return the tau with `share` of the posterior below it."""
        share = check_number("share", share, 0, 1, open_ends=True)
        return float(np.exp(np.interp(share, np.cumsum(self.weights), np.log(self.taus) + LOG_STEP / 2)))

    def density(self, taus: np.ndarray) -> np.ndarray:
        """Return the height of the posterior at each tau of 0 or more; the area under it is 1.

        Raises
        ------
        Impossible
            If a tau is no number of 0 or more.
        """
        try:
            places = np.asarray(taus, dtype=float)
        except (TypeError, ValueError, OverflowError):
            places = np.array(np.nan)
        if not (places >= 0).all():
            raise Impossible(f"taus = {shorten(taus)} is impossible: each must be a number of at least 0.")
        heights = np.array(self.weights) / (LOG_STEP * np.array(self.taus))
        return np.interp(places, self.taus, heights, right=0.0)


@dataclass(frozen=True)
class PooledSubgroups:
    """Several subgroups, pooled.

    Attributes
    ----------
    subgroups : tuple of PooledSubgroup
    mean : float
        Of the true differences; NaN with tau infinite, where they share none.
    tau : float or None
        As set, a fraction; None where it was averaged over.
    posterior : TauPosterior or None
        What was averaged over.
    level : float
    """

    subgroups: tuple[PooledSubgroup, ...]
    mean: float
    tau: float | None
    posterior: TauPosterior | None
    level: float

    @property
    def method(self) -> str:
        """How much is pooled, in words."""
        if self.tau is None:
            return f"tau averaged over, half-normal prior of SD {_points(self.posterior.prior_scale)} points"
        if math.isinf(self.tau):
            return "no pooling, tau infinite"
        return "complete pooling, tau 0" if self.tau == 0 else f"partial pooling, tau {_points(self.tau)} points"

    def __str__(self) -> str:
        each = ", ".join(
            f"{one.name} {_points(one.estimate)} ({_points(one.lower)} to {_points(one.upper)})"
            for one in self.subgroups
        )
        return f"Differences in points with {format_share(self.level)} intervals, {self.method}: {each}"

    def _repr_html_(self) -> str:
        rows = [
            [
                one.name,
                f"{one.counts.responders_treatment} of {one.counts.n_treatment}",
                f"{one.counts.responders_control} of {one.counts.n_control}",
                *map(_points, (one.observed, one.estimate, one.lower, one.upper)),
            ]
            for one in self.subgroups
        ]
        header = ["subgroup", "treatment", "control", "alone (points)", "pooled (points)", "lower", "upper"]
        caption = f"{format_share(self.level)} intervals, {self.method}; flat prior on the mean. {CITATION}"
        return render_table(caption, header, rows)


def _points(difference: float) -> str:
    return format_number(100 * difference, 0)

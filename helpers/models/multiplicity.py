"""Many end points on the same patients: how often chance alone makes one significant, or all of them agree.

The test statistics of k end points are taken as standard normal, each pair with the same correlation, and every null
hypothesis as true. One shared factor then carries the whole correlation, and given it the k statistics are independent:
each chance is an integral over that factor alone, exact to rounding, without simulation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, ndtri

from helpers.errors import Impossible, check_count, check_number
from helpers.models.p_value_adjustment import ADJUSTMENTS, AdjustedPValues, adjust_p_values
from helpers.models.rendering import format_number, render_table

CITATION = "Dunnett CW, Sobel M. Biometrika 1955;42:258-260. doi:10.1093/biomet/42.1-2.258"

__all__ = [
    "ADJUSTMENTS",
    "CITATION",
    "MOST_ENDPOINTS",
    "AdjustedPValues",
    "ChanceOfAgreement",
    "ChanceOfFalsePositive",
    "adjust_p_values",
    "chance_of_agreement",
    "chance_of_false_positive",
]

MOST_ENDPOINTS = 1000
"""End points: far more than a trial has, and the integral still resolves the steepest step."""

SMALLEST_ALPHA = 1e-10
"""Below it the chance would be lost in the error of the integral."""

FURTHEST = 9.0
"""Standard deviations of the shared factor that are integrated: 2e-19 lies beyond."""
STEP_WIDTHS = np.linspace(-10, 10, 21)
"""Where the panels around a step end, in units of its width: finer the steeper it is."""
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True)
class ChanceOfFalsePositive:
    """The chance that at least one of several end points is significant when nothing differs.

    Attributes
    ----------
    endpoints : int
        How many are tested, each two-sided.
    correlation : float
        Between the test statistics of any two end points.
    alpha : float
        The level at which each one is tested.
    chance : float
        At least one p below alpha, 0 to 1.
    """

    endpoints: int
    correlation: float
    alpha: float
    chance: float

    @property
    def if_independent(self) -> float:
        """The chance for as many end points that have nothing to do with each other: 1 - (1 - alpha)^k."""
        return float(-np.expm1(self.endpoints * np.log1p(-self.alpha)))

    @property
    def if_identical(self) -> float:
        """The chance for one end point under as many names: alpha."""
        return self.alpha

    def __str__(self) -> str:
        return (
            f"At least one of {self.endpoints} null end points significant at {self.alpha:g}, correlation "
            f"{self.correlation:g}: {format_number(self.chance, 4)} "
            f"(independent {format_number(self.if_independent, 4)}, identical {format_number(self.if_identical, 4)})"
        )

    def _repr_html_(self) -> str:
        rows = [
            [f"correlation {self.correlation:g}", format_number(self.chance, 4)],
            ["independent", format_number(self.if_independent, 4)],
            ["identical", format_number(self.if_identical, 4)],
        ]
        caption = f"Chance that at least one of {self.endpoints} null end points is significant at {self.alpha:g}"
        return render_table(f"{caption}. {CITATION}", ["end points", "chance"], rows)


@dataclass(frozen=True)
class ChanceOfAgreement:
    """The chance that all of several end points point one way when nothing differs.

    Attributes
    ----------
    endpoints : int
        How many there are.
    correlation : float
        Between the test statistics of any two end points.
    chance : float
        All towards treatment or all towards control, 0 to 1.
    """

    endpoints: int
    correlation: float
    chance: float

    @property
    def towards_treatment(self) -> float:
        """The chance that all point towards the treatment: half of `chance`, for no direction is preferred."""
        return self.chance / 2

    @property
    def if_independent(self) -> float:
        """The chance for as many end points that have nothing to do with each other: 2 (1/2)^k."""
        return 2.0 ** (1 - self.endpoints)

    @property
    def if_identical(self) -> float:
        """The chance for one end point under as many names: 1, for it cannot disagree with itself."""
        return 1.0

    def __str__(self) -> str:
        return (
            f"All {self.endpoints} null end points point one way, correlation {self.correlation:g}: "
            f"{format_number(self.chance, 4)}, half of it towards the treatment "
            f"(independent {format_number(self.if_independent, 4)}, identical {format_number(self.if_identical, 4)})"
        )

    def _repr_html_(self) -> str:
        rows = [
            [f"correlation {self.correlation:g}", format_number(self.chance, 4)],
            ["of these, all towards the treatment", format_number(self.towards_treatment, 4)],
            ["independent", format_number(self.if_independent, 4)],
            ["identical", format_number(self.if_identical, 4)],
        ]
        caption = f"Chance that all of {self.endpoints} null end points point one way"
        return render_table(f"{caption}. {CITATION}", ["end points", "chance"], rows)


def chance_of_false_positive(endpoints: int, correlation: float, *, alpha: float = 0.05) -> ChanceOfFalsePositive:
    """Compute how often at least one of `endpoints` is significant when the treatment does nothing.

    Parameters
    ----------
    endpoints : int
        Two-sided tests on the same patients, 1 to 1000.
    correlation : float
        Of the test statistics of any two, 0 to 1; with 1 they are one and the same. With one end point it says nothing.
    alpha : float
        Level of each test, between 1e-10 and 1.

    Returns
    -------
    ChanceOfFalsePositive

    Raises
    ------
    Impossible
        If a number is out of range. A correlation below -1 / (endpoints - 1) cannot be shared by all pairs; those
        from there to 0 can, but are not computed here.

    Notes
    -----
    P = integral of phi(w) {1 - [Phi((c - sqrt(r) w) / sqrt(1 - r)) - Phi((-c - sqrt(r) w) / sqrt(1 - r))]^k} dw, where
    r is the correlation and c the two-sided critical value (Dunnett & Sobel 1955). Gauss-Legendre on panels that
    follow the two steps of the integrand; the error is below 1e-10.

    Examples
    --------
    >>> print(chance_of_false_positive(5, 0))
    At least one of 5 null end points significant at 0.05, correlation 0: 0.2262 (independent 0.2262, identical 0.0500)
    >>> round(chance_of_false_positive(5, 0.8).chance, 4)
    0.1273
    """
    k = check_count("endpoints", endpoints, 1, MOST_ENDPOINTS)
    r = _check_correlation(k, correlation)
    level = check_number("alpha", alpha, SMALLEST_ALPHA, 1, open_ends=True)
    return ChanceOfFalsePositive(k, r, level, _compute_any_significant(k, r, level))


def chance_of_agreement(endpoints: int, correlation: float) -> ChanceOfAgreement:
    """Compute how often all of `endpoints` point one way when the treatment does nothing.

    Parameters
    ----------
    endpoints : int
        1 to 1000; one alone always agrees with itself.
    correlation : float
        Of the test statistics of any two, 0 to 1; with 1 they are one and the same.

    Returns
    -------
    ChanceOfAgreement

    Raises
    ------
    Impossible
        As `chance_of_false_positive`.

    Notes
    -----
    P = 2 times the integral of phi(w) Phi(w sqrt(r / (1 - r)))^k dw. With two end points it is 1/2 + arcsin(r) / pi.

    Examples
    --------
    Five end points on the same patients: independent, and strongly correlated.

    >>> [round(chance_of_agreement(5, correlation).chance, 4) for correlation in (0, 0.8)]
    [0.0625, 0.582]
    """
    k = check_count("endpoints", endpoints, 1, MOST_ENDPOINTS)
    r = _check_correlation(k, correlation)
    return ChanceOfAgreement(k, r, _compute_one_way(k, r))


def _check_correlation(endpoints: int, correlation: float) -> float:
    """Return a correlation that the method can integrate, and tell what is impossible from what is not computed."""
    r = check_number("correlation", correlation)
    lowest = -1 / (endpoints - 1) if endpoints > 1 else -1
    if not lowest <= r <= 1:
        raise Impossible(
            f"correlation = {r:g} is impossible between all pairs of {endpoints} end points: "
            f"it must be a number from {lowest:.4g} to 1."
        )
    if r < 0:
        raise Impossible(
            f"correlation = {r:g} could be ({endpoints} end points allow {lowest:.4g} to 1), but one shared factor "
            "gives none below 0, so it is not computed here. Choose 0 to 1."
        )
    return r


@lru_cache(maxsize=4096)
def _compute_any_significant(k: int, r: float, alpha: float) -> float:
    if r == 0 or k == 1:
        return float(-np.expm1(k * np.log1p(-alpha)))
    if r == 1:
        return alpha
    weights, log_missed = _list_tails(r, alpha)
    return float(weights @ -np.expm1(k * log_missed))


@lru_cache(maxsize=64)
def _list_tails(r: float, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Return weights, and the logarithm of the chance that one end point is not significant, over the shared factor."""
    critical, slope = -float(ndtri(alpha / 2)), np.sqrt(1 - r)
    step = critical / np.sqrt(r)
    w, weights = _place_nodes((-step, step), slope / np.sqrt(r))
    # Both tails, rather than 1 less the middle: a small chance keeps its digits.
    one = ndtr((-critical - np.sqrt(r) * w) / slope) + ndtr((np.sqrt(r) * w - critical) / slope)
    with np.errstate(divide="ignore"):
        # Where a tail is certain the logarithm is minus infinity, and one significant end point is certain too.
        return weights, np.log1p(-np.minimum(one, 1))


@lru_cache(maxsize=4096)
def _compute_one_way(k: int, r: float) -> float:
    if r == 1 or k == 1:
        return 1.0
    if r == 0:
        return 2.0 ** (1 - k)
    weights, above = _list_halves(r)
    return float(2 * weights @ above**k)


@lru_cache(maxsize=64)
def _list_halves(r: float) -> tuple[np.ndarray, np.ndarray]:
    """Return weights, and the chance that one end point lies above 0, over the shared factor."""
    width = np.sqrt(1 - r) / np.sqrt(r)
    w, weights = _place_nodes((0.0,), width)
    return weights, ndtr(w / width)


def _place_nodes(steps: tuple[float, ...], width: float) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights for an average over a standard normal factor.

    The integrand changes fast around `steps`, over a few times `width`: there the panels are as narrow.
    """
    ends = [np.linspace(-FURTHEST, FURTHEST, 25), *(step + width * STEP_WIDTHS for step in steps)]
    ends = np.unique(np.clip(np.concatenate(ends), -FURTHEST, FURTHEST))
    half, middle = np.diff(ends) / 2, (ends[1:] + ends[:-1]) / 2
    w = (middle[:, None] + half[:, None] * NODES).ravel()
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return w, (half[:, None] * WEIGHTS).ravel() * density

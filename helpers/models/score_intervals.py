"""Score intervals: the values that a score test, at the given level, would not refuse.

For a supposed difference, ratio or odds ratio the two proportions are estimated under that supposition
(closed forms in Miettinen and Nurminen 1985), and the observed counts are measured against them. The
interval holds every value whose squared z is at most the critical one.

statsmodels has these intervals too, but not for this purpose: its limits of the difference rest on a wrong
coefficient (statsmodels issue 10269, in 0.14 and 0.15: 0.154 to 0.522 where 0.156 to 0.518 is right for 37/47 v 21/48),
and it stops with an error where nobody responded. Here the difference agrees with Newcombe's published table,
and ratio and odds ratio with statsmodels.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from helpers.models.intervals import find_critical_value
from helpers.models.two_by_two import TwoByTwo

# Natural logarithms between which a ratio is looked for: 1e-26 to 1e26, past anything that counts can give.
_LOG_LIMIT = 60.0


def find_difference_limits(table: TwoByTwo, level: float, *, small_sample_correction: bool) -> tuple[float, float]:
    """Return the score limits of the risk difference: Mee, or Miettinen-Nurminen with the correction."""
    observed = table.proportion_treatment - table.proportion_control
    bound = _squared_critical_value(table, level, small_sample_correction)

    def is_inside(difference: float) -> bool:
        p_control = _estimate_control_at_difference(table, difference)
        p_treatment = min(max(p_control + difference, 0.0), 1.0)
        variance = p_treatment * (1 - p_treatment) / table.n_treatment + p_control * (1 - p_control) / table.n_control
        return (observed - difference) ** 2 <= bound * variance

    return find_edge(is_inside, observed, -1.0), find_edge(is_inside, observed, 1.0)


def find_ratio_limits(table: TwoByTwo, level: float, *, small_sample_correction: bool) -> tuple[float, float]:
    """Return the score limits of the risk ratio: Koopman, or Miettinen-Nurminen with the correction."""
    x1, n1, x0, n0 = table.counts
    bound = _squared_critical_value(table, level, small_sample_correction)

    def is_inside(log_ratio: float) -> bool:
        ratio = math.exp(log_ratio)
        b = n1 * ratio + x1 + n0 + x0 * ratio
        # The smaller root of N r p^2 - b p + x = 0, written so that nothing cancels.
        p_control = 2 * (x1 + x0) / (b + math.sqrt(max(b * b - 4 * (n1 + n0) * ratio * (x1 + x0), 0.0)))
        p_treatment = min(ratio * p_control, 1.0)
        variance = p_treatment * (1 - p_treatment) / n1 + ratio**2 * p_control * (1 - p_control) / n0
        return (x1 / n1 - ratio * x0 / n0) ** 2 <= bound * variance

    return _find_ratio_edges(is_inside, x1 * n0, x0 * n1)


def find_odds_ratio_limits(table: TwoByTwo, level: float, *, small_sample_correction: bool) -> tuple[float, float]:
    """Return the score limits of the odds ratio, without or with the Miettinen-Nurminen correction."""
    x1, n1, x0, n0 = table.counts
    bound = _squared_critical_value(table, level, small_sample_correction)

    def is_inside(log_odds_ratio: float) -> bool:
        odds_ratio = math.exp(log_odds_ratio)
        # Both shares from an equation of their own, so that the one next to 0 keeps its digits.
        p_control = _estimate_control_at_odds_ratio(n1, n0, x1 + x0, odds_ratio)
        q_control = _estimate_control_at_odds_ratio(n1, n0, n1 + n0 - x1 - x0, 1 / odds_ratio)
        scale = q_control + odds_ratio * p_control
        p_treatment, q_treatment = odds_ratio * p_control / scale, q_control / scale
        excess = x1 - n1 * p_treatment
        return excess**2 * (1 / (n1 * p_treatment * q_treatment) + 1 / (n0 * p_control * q_control)) <= bound

    return _find_ratio_edges(is_inside, x1 * (n0 - x0), x0 * (n1 - x1))


def find_exact_odds_ratio_limits(table: TwoByTwo, level: float) -> tuple[float, float]:
    """Return the limits that invert Fisher's test: both margins fixed, (1 - level) / 2 in each tail."""
    n1, n0, total = table.n_treatment, table.n_control, table.responders
    support = np.arange(max(0, total - n0), min(n1, total) + 1)
    log_weights = np.array([log_comb(n1, k) + log_comb(n0, total - k) for k in support.tolist()])
    at_least = support >= table.responders_treatment
    at_most = support <= table.responders_treatment
    tail = (1 - level) / 2

    def exceeds(which: np.ndarray, log_odds_ratio: float) -> bool:
        weights = log_weights + support * log_odds_ratio
        weights = np.exp(weights - weights.max())
        return float(weights[which].sum()) > tail * float(weights.sum())

    # Each tail changes one way only with the odds ratio, so each limit is looked for over the whole range.
    lower = 0.0 if at_least.all() else math.exp(find_edge(lambda x: exceeds(at_least, x), _LOG_LIMIT, -_LOG_LIMIT))
    upper = math.inf if at_most.all() else math.exp(find_edge(lambda x: exceeds(at_most, x), -_LOG_LIMIT, _LOG_LIMIT))
    return lower, upper


def find_edge(is_inside: Callable[[float], bool], inside: float, outside: float) -> float:
    """Return the last value on the way from `inside` to `outside` that is still inside, by bisection.

    >>> round(find_edge(lambda x: x * x <= 2, 1.0, 2.0), 12)
    1.414213562373
    """
    while True:
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            return inside
        if is_inside(middle):
            inside = middle
        else:
            outside = middle


def log_comb(n: int, k: int) -> float:
    """Return the natural logarithm of the number of ways to choose `k` of `n`."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _squared_critical_value(table: TwoByTwo, level: float, small_sample_correction: bool) -> float:
    squared = find_critical_value(level) ** 2
    return squared * table.n / (table.n - 1) if small_sample_correction else squared


def _find_ratio_edges(is_inside: Callable[[float], bool], above: int, below: int) -> tuple[float, float]:
    """Bisect on the log scale on both sides of the observed ratio `above / below`.

    A ratio of 0 has 0 as its lower limit, a ratio without an upper end infinity, 0/0 both.
    """
    start = math.log(above / below) if above and below else 0.0
    lower = 0.0 if not above else math.exp(find_edge(is_inside, start if below else _LOG_LIMIT, -_LOG_LIMIT))
    upper = math.inf if not below else math.exp(find_edge(is_inside, start if above else -_LOG_LIMIT, _LOG_LIMIT))
    return lower, upper


def _estimate_control_at_difference(table: TwoByTwo, difference: float) -> float:
    """Return the most likely control proportion if the risk difference were `difference`."""
    n1, x0, n0, n, x = table.n_treatment, table.responders_control, table.n_control, table.n, table.responders
    # The cubic of Miettinen and Nurminen, appendix 1, divided by its leading coefficient n.
    c2 = ((n1 + 2 * n0) * difference - n - x) / n
    c1 = ((n0 * difference - n - 2 * x0) * difference + x) / n
    c0 = x0 * difference * (1 - difference) / n
    shift = c2 / 3
    radius = math.sqrt(max(shift * shift - c1 / 3, 0.0))
    q = shift**3 - c1 * c2 / 6 + c0 / 2
    if q < 0:
        radius = -radius
    cosine = q / radius**3 if radius else 0.0
    angle = (math.pi + math.acos(min(max(cosine, -1.0), 1.0))) / 3
    root = 2 * radius * math.cos(angle) - shift
    return min(max(root, 0.0, -difference), 1.0, 1 - difference)


def _estimate_control_at_odds_ratio(n_treatment: int, n_control: int, responders: int, odds_ratio: float) -> float:
    """Return the most likely control proportion if the odds ratio were `odds_ratio`."""
    a = n_control * (odds_ratio - 1)
    b = n_treatment * odds_ratio + n_control - responders * (odds_ratio - 1)
    root = math.sqrt(b * b + 4 * a * responders)
    # Two ways to write one root; each is free of cancellation where it is used.
    return 2 * responders / (b + root) if b > 0 else (root - b) / (2 * a)

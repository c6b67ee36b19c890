"""Intervals of the risk difference, the risk ratio and the odds ratio, by name of the method."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from helpers.models.intervals import Method, compute_wilson_limits, find_critical_value
from helpers.models.score_intervals import (
    find_difference_limits,
    find_exact_odds_ratio_limits,
    find_odds_ratio_limits,
    find_ratio_limits,
)
from helpers.models.two_by_two import TwoByTwo

Limits = tuple[float, float]

_MIETTINEN_NURMINEN = "Miettinen O, Nurminen M. Stat Med 1985;4:213-226. doi:10.1002/sim.4780040211"


def compute_wald_limits(table: TwoByTwo, level: float) -> Limits:
    """Return difference ± z × unpooled standard error, cut off at -1 and 1."""
    return _cut_off(_difference(table), find_critical_value(level) * _standard_error(table))


def compute_continuity_limits(table: TwoByTwo, level: float) -> Limits:
    """Return the Wald limits widened by R's continuity correction (`prop.test`), cut off at -1 and 1."""
    difference = _difference(table)
    per_patient = 1 / table.n_treatment + 1 / table.n_control
    # R takes half a patient in each arm, but never more than the difference itself.
    correction = min(0.5 * per_patient, abs(difference))
    return _cut_off(difference, find_critical_value(level) * _standard_error(table) + correction)


def compute_agresti_caffo_limits(table: TwoByTwo, level: float) -> Limits:
    """Return the Wald limits after adding one responder and one non-responder to each arm, cut off at -1 and 1."""
    added = TwoByTwo(
        table.responders_treatment + 1, table.n_treatment + 2, table.responders_control + 1, table.n_control + 2
    )
    return _cut_off(_difference(added), find_critical_value(level) * _standard_error(added))


def compute_newcombe_limits(table: TwoByTwo, level: float) -> Limits:
    """Return Newcombe's hybrid score limits (his method 10), built from the Wilson limits of each arm."""
    p1, p0 = table.proportion_treatment, table.proportion_control
    low1, high1 = compute_wilson_limits(table.responders_treatment, table.n_treatment, level)
    low0, high0 = compute_wilson_limits(table.responders_control, table.n_control, level)
    return p1 - p0 - math.hypot(p1 - low1, high0 - p0), p1 - p0 + math.hypot(high1 - p1, p0 - low0)


def compute_katz_limits(table: TwoByTwo, level: float) -> Limits:
    """Return risk ratio ×/÷ exp(z × standard error of its logarithm); 0 to infinity if an arm has no responder."""
    x1, x0 = table.responders_treatment, table.responders_control
    if not (x1 and x0):
        return 0.0, math.inf
    variance = 1 / x1 - 1 / table.n_treatment + 1 / x0 - 1 / table.n_control
    return _spread(table.proportion_treatment / table.proportion_control, variance, level)


def compute_woolf_limits(table: TwoByTwo, level: float) -> Limits:
    """Return odds ratio ×/÷ exp(z × standard error of its logarithm); 0 to infinity if a cell is empty."""
    x1, x0 = table.responders_treatment, table.responders_control
    y1, y0 = table.n_treatment - x1, table.n_control - x0
    if not (x1 and x0 and y1 and y0):
        return 0.0, math.inf
    return _spread(x1 * y0 / (x0 * y1), 1 / x1 + 1 / y1 + 1 / x0 + 1 / y0, level)


def _difference(table: TwoByTwo) -> float:
    return table.proportion_treatment - table.proportion_control


def _standard_error(table: TwoByTwo) -> float:
    p1, p0 = table.proportion_treatment, table.proportion_control
    return math.sqrt(p1 * (1 - p1) / table.n_treatment + p0 * (1 - p0) / table.n_control)


def _cut_off(centre: float, half_width: float) -> Limits:
    return max(centre - half_width, -1.0), min(centre + half_width, 1.0)


def _spread(ratio: float, variance: float, level: float) -> Limits:
    # The variance is 0 if everybody responded; rounding can leave it a hair below.
    factor = math.exp(find_critical_value(level) * math.sqrt(max(variance, 0.0)))
    return ratio / factor, ratio * factor


RISK_DIFFERENCE_METHODS: Mapping[str, Method] = {
    "wald": Method("Wald", "Wald A. Trans Am Math Soc 1943;54:426-482. doi:10.2307/1990256", compute_wald_limits),
    "wald-continuity": Method(
        "Wald with continuity correction",
        "Yates F. Suppl J R Stat Soc 1934;1:217-235, as in R's prop.test. doi:10.2307/2983604",
        compute_continuity_limits,
    ),
    "agresti-caffo": Method(
        "Agresti-Caffo",
        "Agresti A, Caffo B. Am Stat 2000;54:280-288. doi:10.1080/00031305.2000.10474560",
        compute_agresti_caffo_limits,
    ),
    "newcombe": Method(
        "Newcombe",
        "Newcombe RG. Stat Med 1998;17:873-890, method 10. "
        "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
        compute_newcombe_limits,
    ),
    "mee": Method(
        "Mee score",
        "Mee RW. Biometrics 1984;40:1175-1176",
        partial(find_difference_limits, small_sample_correction=False),
    ),
    "miettinen-nurminen": Method(
        "Miettinen-Nurminen", _MIETTINEN_NURMINEN, partial(find_difference_limits, small_sample_correction=True)
    ),
}
"""The methods of `ProportionComparison.risk_difference_interval`."""

RISK_RATIO_METHODS: Mapping[str, Method] = {
    "log": Method("Katz log", "Katz D et al. Biometrics 1978;34:469-474. doi:10.2307/2530610", compute_katz_limits),
    "score": Method(
        "Koopman score",
        "Koopman PAR. Biometrics 1984;40:513-517. doi:10.2307/2531405",
        partial(find_ratio_limits, small_sample_correction=False),
    ),
    "miettinen-nurminen": Method(
        "Miettinen-Nurminen", _MIETTINEN_NURMINEN, partial(find_ratio_limits, small_sample_correction=True)
    ),
}
"""The methods of `ProportionComparison.risk_ratio_interval`."""

ODDS_RATIO_METHODS: Mapping[str, Method] = {
    "logit": Method(
        "Woolf logit",
        "Woolf B. Ann Hum Genet 1955;19:251-253. doi:10.1111/j.1469-1809.1955.tb01348.x",
        compute_woolf_limits,
    ),
    "score": Method(
        "Cornfield score",
        "Cornfield J. Proc Third Berkeley Symp Math Stat Probab 1956;4:135-148",
        partial(find_odds_ratio_limits, small_sample_correction=False),
    ),
    "miettinen-nurminen": Method(
        "Miettinen-Nurminen", _MIETTINEN_NURMINEN, partial(find_odds_ratio_limits, small_sample_correction=True)
    ),
    "exact": Method(
        "exact conditional",
        "Fisher RA. J R Stat Soc 1935;98:39-82. doi:10.2307/2342435",
        find_exact_odds_ratio_limits,
    ),
}
"""The methods of `ProportionComparison.odds_ratio_interval`."""

"""Intervals and tests of two arms over ordered categories, by name of the method."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from helpers.models.intervals import Method, find_critical_value
from helpers.models.ordered_counts import OrderedCounts

Limits = tuple[float, float]


def compute_delong_limits(counts: OrderedCounts, level: float) -> Limits:
    """Return win minus loss ± z × DeLong's standard error, cut off at -1 and 1; -1 to 1 with one patient in an arm."""
    if min(counts.n_treatment, counts.n_control) < 2:
        return -1.0, 1.0
    variance = sum(
        _measure_spread(ours, theirs) / sum(ours)
        for ours, theirs in (
            (counts.counts_treatment, counts.counts_control),
            (counts.counts_control, counts.counts_treatment),
        )
    )
    half_width = find_critical_value(level) * math.sqrt(variance)
    return max(counts.win_difference - half_width, -1.0), min(counts.win_difference + half_width, 1.0)


def compute_common_odds_limits(counts: OrderedCounts, level: float) -> Limits:
    """Return the Wald limits of the common odds ratio; 0 and infinity where it is 0, infinite or not defined."""
    model = counts.proportional_odds
    if not math.isfinite(model.log_odds_ratio):
        return 0.0, math.inf
    half_width = find_critical_value(level) * model.standard_error
    return math.exp(model.log_odds_ratio - half_width), math.exp(model.log_odds_ratio + half_width)


def compute_wilcoxon_p(counts: OrderedCounts, *, correction: float) -> float:
    """Return the two-sided p of the rank-sum test by its normal approximation, corrected for ties.

    `correction` is what is taken off the distance of Mann and Whitney's U from its mean, never more than all of it.
    """
    n = counts.n_treatment + counts.n_control
    together = [sum(pair) for pair in zip(counts.counts_treatment, counts.counts_control, strict=True)]
    # (n³ - n) - Σ (t³ - t), in whole numbers: 0 where all patients are alike.
    untied = n**3 - n - sum(t**3 - t for t in together)
    if untied == 0:
        return math.nan
    distance = max(abs(counts.wins - counts.losses) / 2 - correction, 0.0)
    deviation = math.sqrt(counts.pairs * untied / (12 * n * (n - 1)))
    return math.erfc(distance / deviation / math.sqrt(2))


def compute_proportional_odds_p(counts: OrderedCounts) -> float:
    """Return Wald's two-sided p of a common odds ratio of 1; NaN where that ratio is 0, infinite or not defined."""
    model = counts.proportional_odds
    if not math.isfinite(model.log_odds_ratio):
        return math.nan
    return math.erfc(abs(model.log_odds_ratio) / model.standard_error / math.sqrt(2))


def _measure_spread(ours: tuple[int, ...], theirs: tuple[int, ...]) -> float:
    """Return the variance, over our patients, of the share that each wins minus the share that each loses."""
    n, others, placements = sum(ours), sum(theirs), []
    for place in range(len(ours)):
        placements.append((sum(theirs[:place]) - sum(theirs[place + 1 :])) / others)
    mean = sum(count * placement for count, placement in zip(ours, placements, strict=True)) / n
    squares = sum(count * (placement - mean) ** 2 for count, placement in zip(ours, placements, strict=True))
    return squares / (n - 1)


WIN_METHODS: Mapping[str, Method] = {
    "delong": Method(
        "DeLong",
        "DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845. doi:10.2307/2531595",
        compute_delong_limits,
    ),
}
"""The methods of `OrdinalComparison.win_difference_interval`."""

COMMON_ODDS_METHODS: Mapping[str, Method] = {
    "wald": Method(
        "proportional odds, Wald on the log scale",
        "McCullagh P. J R Stat Soc B 1980;42:109-127. doi:10.1111/j.2517-6161.1980.tb01109.x",
        compute_common_odds_limits,
    ),
}
"""The methods of `OrdinalComparison.common_odds_ratio_interval`."""

_MANN_WHITNEY = "Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60. doi:10.1214/aoms/1177730491"

ORDINAL_TESTS: Mapping[str, Method] = {
    "wilcoxon": Method(
        "Wilcoxon rank sum, continuity corrected", _MANN_WHITNEY, partial(compute_wilcoxon_p, correction=0.5)
    ),
    "wilcoxon-uncorrected": Method(
        "Wilcoxon rank sum, not continuity corrected", _MANN_WHITNEY, partial(compute_wilcoxon_p, correction=0.0)
    ),
    "proportional-odds": Method(
        "proportional odds, Wald z test", COMMON_ODDS_METHODS["wald"].citation, compute_proportional_odds_p
    ),
}
"""The tests of `OrdinalComparison.p_value`; each computes a two-sided p from `OrderedCounts`."""

"""p values of a two-by-two table beyond those of `two_group_tests`, all two-sided: seldom used, or used under a name.

A test that leans on a large sample is not defined (NaN) where nobody or everybody responded.
"""

from __future__ import annotations

import math

from scipy.special import stdtr

from helpers.models.two_by_two import TwoByTwo


def _list_cells(table: TwoByTwo) -> tuple[int, int, int, int]:
    """Return responders and non-responders on treatment, then on control."""
    x1, x0 = table.responders_treatment, table.responders_control
    return x1, table.n_treatment - x1, x0, table.n_control - x0


def _two_sided_p(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def compute_n_minus_1_p(table: TwoByTwo) -> float:
    """Return Pearson's p with N - 1 for N: the Mantel-Haenszel test of one stratum, without continuity correction."""
    if table.all_alike:
        return math.nan
    x1, y1, x0, y0 = _list_cells(table)
    margins = table.n_treatment * table.n_control * table.responders * (y1 + y0)
    return _two_sided_p((x1 * y0 - x0 * y1) * math.sqrt((table.n - 1) / margins))


def compute_likelihood_ratio_p(table: TwoByTwo, correction: float) -> float:
    """Return the p value of twice the log likelihood ratio (G); a `correction` of 0.5 is Yates'."""
    pairs = _list_observed_and_expected(table, correction)
    return _two_sided_p(math.sqrt(max(2 * sum(o * math.log(o / e) for o, e in pairs if o), 0.0))) if pairs else math.nan


def compute_freeman_tukey_p(table: TwoByTwo, correction: float) -> float:
    """Return the p value of four times the squared distances between the roots of the counts."""
    pairs = _list_observed_and_expected(table, correction)
    return _two_sided_p(2 * math.sqrt(sum((math.sqrt(o) - math.sqrt(e)) ** 2 for o, e in pairs))) if pairs else math.nan


def _list_observed_and_expected(table: TwoByTwo, correction: float) -> list[tuple[float, float]]:
    """Return each cell, moved towards what is expected by at most `correction`, beside what is expected."""
    if table.all_alike:
        return []
    expected = [
        n * total / table.n
        for n in (table.n_treatment, table.n_control)
        for total in (table.responders, table.n - table.responders)
    ]
    return [
        (o + math.copysign(min(correction, abs(e - o)), e - o), e)
        for o, e in zip(_list_cells(table), expected, strict=True)
    ]


def compute_log_ratio_p(table: TwoByTwo) -> float:
    """Return the p value of log risk ratio / standard error; NaN without a responder in each arm."""
    x1, _, x0, _ = _list_cells(table)
    variance = (1 / x1 - 1 / table.n_treatment + 1 / x0 - 1 / table.n_control) if x1 and x0 else 0.0
    if variance <= 0:
        return math.nan
    return _two_sided_p(math.log(table.proportion_treatment / table.proportion_control) / math.sqrt(variance))


def compute_log_odds_p(table: TwoByTwo, added: float) -> float:
    """Return the p value of log odds ratio / standard error, `added` put to each cell; NaN if one is empty then."""
    cells = [cell + added for cell in _list_cells(table)]
    if not all(cells) or table.all_alike:
        return math.nan
    x1, y1, x0, y0 = cells
    return _two_sided_p(math.log(x1 * y0 / (x0 * y1)) / math.sqrt(sum(1 / cell for cell in cells)))


def compute_fisher_mid_p(table: TwoByTwo) -> float:
    """Return Fisher's p with only half of every table that is as probable as the observed one.

    It is 0.5 where only one table is possible.
    """
    ways, observed = _list_ways(table)
    below = sum(way for way in ways if way < observed)
    return (2 * below + sum(way for way in ways if way == observed)) / (2 * sum(ways))


def compute_fisher_doubled_p(table: TwoByTwo) -> float:
    """Return twice the smaller one-sided p of Fisher's test, at most 1."""
    ways, _ = _list_ways(table)
    place = table.responders_treatment - max(0, table.responders - table.n_control)
    return min(1.0, 2 * min(sum(ways[place:]), sum(ways[: place + 1])) / sum(ways))


def _list_ways(table: TwoByTwo) -> tuple[list[int], int]:
    """Return in how many ways each table with these margins comes about, and the observed one."""
    n1, n0, x = table.n_treatment, table.n_control, table.responders
    fewest = max(0, x - n0)
    ways = [math.comb(n1, k) * math.comb(n0, x - k) for k in range(fewest, min(n1, x) + 1)]
    return ways, ways[table.responders_treatment - fewest]


def compute_arcsine_p(table: TwoByTwo) -> float:
    """Return the p value of the difference of the two angles whose squared sines are the proportions."""
    if table.all_alike:
        return math.nan
    p1, p0 = table.proportion_treatment, table.proportion_control
    distance = 2 * (math.asin(math.sqrt(p1)) - math.asin(math.sqrt(p0)))
    return _two_sided_p(distance / math.sqrt(1 / table.n_treatment + 1 / table.n_control))


def compute_welch_p(table: TwoByTwo) -> float:
    """Return the p value of Welch's t test on responses written as 1 and 0."""
    arms = ((table.proportion_treatment, table.n_treatment), (table.proportion_control, table.n_control))
    if any(n < 2 for _, n in arms):
        return math.nan
    variances = [p * (1 - p) / (n - 1) for p, n in arms]
    if not any(variances):
        return math.nan
    freedom = sum(variances) ** 2 / sum(v**2 / (n - 1) for v, (_, n) in zip(variances, arms, strict=True))
    t = (table.proportion_treatment - table.proportion_control) / math.sqrt(sum(variances))
    return float(2 * stdtr(freedom, -abs(t)))

"""p values for two arms with a yes/no outcome, all two-sided."""

from __future__ import annotations

import math
from collections.abc import Mapping

from helpers.models.intervals import Method
from helpers.models.two_by_two import TwoByTwo
from helpers.models.unconditional_tests import compute_barnard_p, compute_boschloo_p

# Patients up to which Fisher's test is summed in whole numbers: 20 ms there, and growing with the cube.
_LARGEST_INTEGER_SUM = 10_000


def compute_pearson_p(table: TwoByTwo) -> float:
    """Return the p value of Pearson's chi-squared test without continuity correction."""
    return _compute_chi_squared_p(table, correction=0.0)


def compute_yates_p(table: TwoByTwo) -> float:
    """Return the p value of the chi-squared test with Yates' correction.

    The correction never passes the distance itself (as R prop.test), so that equal proportions give 1.
    """
    return _compute_chi_squared_p(table, correction=0.5)


def _compute_chi_squared_p(table: TwoByTwo, correction: float) -> float:
    if table.all_alike:
        return math.nan
    n1, n0, x = table.n_treatment, table.n_control, table.responders
    # Observed minus expected responders; it has the same size in all four cells.
    distance = abs(table.responders_treatment * n0 - table.responders_control * n1) / table.n
    distance = max(distance - correction, 0.0)
    chi_squared = distance**2 * table.n**3 / (n1 * n0 * x * (table.n - x))
    return _two_sided_p(math.sqrt(chi_squared))


def compute_wald_p(table: TwoByTwo) -> float:
    """Return the p value of difference / unpooled standard error, the test that the Wald interval inverts."""
    p1, p0 = table.proportion_treatment, table.proportion_control
    standard_error = math.sqrt(p1 * (1 - p1) / table.n_treatment + p0 * (1 - p0) / table.n_control)
    if standard_error == 0:
        return math.nan if table.all_alike else 0.0
    return _two_sided_p(abs(p1 - p0) / standard_error)


def compute_fisher_p(table: TwoByTwo) -> float:
    """Return Fisher's exact p: all tables with the same margins that are no more probable than the observed one.

    Up to 10 000 patients the sum is made in whole numbers, so that ties are ties; above, by scipy.

    >>> round(compute_fisher_p(TwoByTwo(37, 47, 21, 48)), 8)
    0.00068896
    """
    n1, n0, x = table.n_treatment, table.n_control, table.responders
    if table.n > _LARGEST_INTEGER_SUM:
        from scipy.stats import fisher_exact

        counts = [
            [table.responders_treatment, n1 - table.responders_treatment],
            [table.responders_control, n0 - table.responders_control],
        ]
        return min(float(fisher_exact(counts).pvalue), 1.0)
    fewest = max(0, x - n0)
    most = min(n1, x)
    ways = math.comb(n1, fewest) * math.comb(n0, x - fewest)
    every = []
    for k in range(fewest, most + 1):
        every.append(ways)
        # From k to k + 1 responders in the treatment arm; the division leaves no remainder.
        ways = ways * (n1 - k) * (x - k) // ((k + 1) * (n0 - x + k + 1))
    observed = every[table.responders_treatment - fewest]
    return sum(ways for ways in every if ways <= observed) / sum(every)


def _two_sided_p(z: float) -> float:
    return math.erfc(z / math.sqrt(2))


TESTS: Mapping[str, Method] = {
    "pearson": Method(
        "Pearson chi-squared", "Pearson K. Philos Mag 1900;50:157-175. doi:10.1080/14786440009463897", compute_pearson_p
    ),
    "yates": Method(
        "chi-squared with Yates' correction",
        "Yates F. Suppl J R Stat Soc 1934;1:217-235. doi:10.2307/2983604",
        compute_yates_p,
    ),
    "fisher": Method(
        "Fisher's exact test", "Fisher RA. J R Stat Soc 1935;98:39-82. doi:10.2307/2342435", compute_fisher_p
    ),
    "barnard": Method(
        "Barnard's exact test",
        "Barnard GA. Biometrika 1947;34:123-138. doi:10.1093/biomet/34.1-2.123",
        compute_barnard_p,
    ),
    "boschloo": Method(
        "Boschloo's exact test",
        "Boschloo RD. Stat Neerl 1970;24:1-9. doi:10.1111/j.1467-9574.1970.tb00104.x",
        compute_boschloo_p,
    ),
    "wald": Method("Wald z test", "Wald A. Trans Am Math Soc 1943;54:426-482. doi:10.2307/1990256", compute_wald_p),
}
"""The tests of `ProportionComparison.p_value`; each computes a two-sided p from a `TwoByTwo`."""

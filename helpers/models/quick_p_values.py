"""P values of thousands of tables with the same two arms, as a grid of the missing asks for; each is remembered."""

from __future__ import annotations

import math
from array import array
from functools import lru_cache
from itertools import accumulate

from helpers.models.randomisation import count_deals
from helpers.models.two_by_two import TwoByTwo
from helpers.models.two_group_tests import TESTS

QUICK_TESTS = ("fisher", "pearson", "yates")
"""Of `helpers.models.two_group_tests.TESTS`, those quick enough for a grid of thousands of tables."""

LARGEST_ARM = 1000
LARGEST_GRID = 10_000
"""Tables that are computed: with Fisher's test and the largest arms, the slowest grid takes about a second."""


@lru_cache(maxsize=2 * LARGEST_GRID)
def compute_quick_p(
    test: str, responders_treatment: int, n_treatment: int, responders_control: int, n_control: int
) -> float:
    """Return the two-sided p value; 1 where nobody or everybody responded, since nothing can then be told apart.

    Parameters
    ----------
    test : {"fisher", "pearson", "yates"}
        Which p value.
    responders_treatment, n_treatment, responders_control, n_control : int
        Checked counts, arms up to `LARGEST_ARM`.

    Examples
    --------
    >>> round(compute_quick_p("fisher", 35, 47, 23, 48), 4)
    0.0114
    """
    if test == "fisher":
        deals, p_values = _list_fisher_p(n_treatment, n_control, responders_treatment + responders_control)
        return p_values[responders_treatment - deals.start]
    p = TESTS[test].compute(TwoByTwo(responders_treatment, n_treatment, responders_control, n_control))
    return 1.0 if math.isnan(p) else p


# As many as a grid of two such arms has totals of responders.
@lru_cache(maxsize=2 * LARGEST_ARM + 1)
def _list_fisher_p(n_treatment: int, n_control: int, responders: int) -> tuple[range, array[float]]:
    """Return Fisher's p of every table with these margins: the sums of `compute_fisher_p`, all in one pass."""
    deals, ways = count_deals(n_treatment, n_control, responders)
    ordered = sorted(ways)
    # Of equal ways the last one keeps the sum, so that ties are counted.
    no_more_probable = dict(zip(ordered, accumulate(ordered), strict=True))
    every = sum(ways)
    return deals, array("d", (no_more_probable[way] / every for way in ways))

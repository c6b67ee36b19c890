"""What an interval is, and the interval of one proportion."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from helpers.errors import check_choice, check_count, check_number
from helpers.models.rendering import format_number, format_share, render_table


@dataclass(frozen=True)
class Method:
    """A way of computing something: what a reader calls it, who described it, and the function that does it."""

    label: str
    citation: str
    compute: Callable[..., Any]


@dataclass(frozen=True)
class Interval:
    """A confidence interval that knows what it is an interval of.

    Attributes
    ----------
    measure : str
        What is estimated, as "risk difference". Proportions and risk differences are fractions
        (0.35 is 35 percentage points), ratios are plain numbers.
    estimate, lower, upper : float
        The observed value and the two limits. A limit may be infinite. The Agresti-Caffo interval
        is centred on another value and can leave out the observed one, in very small arms or at a
        low level.
    level : float
        Confidence level, between 0 and 1.
    method : str
        The name under which the method is called.
    label, citation : str
        What a reader calls the method, and who described it.

    Notes
    -----
    An interval unpacks into its limits: ``lower, upper = interval``.
    """

    measure: str
    estimate: float
    lower: float
    upper: float
    level: float
    method: str
    label: str
    citation: str

    def __iter__(self) -> Iterator[float]:
        return iter((self.lower, self.upper))

    def __contains__(self, value: float) -> bool:
        """Whether `value` lies in the interval, limits included.

        >>> 0.5 in proportion_interval(21, 48)
        True
        """
        return self.lower <= value <= self.upper

    @property
    def width(self) -> float:
        """Upper limit minus lower limit."""
        return self.upper - self.lower

    def __str__(self) -> str:
        limits = f"{format_number(self.lower)} to {format_number(self.upper)}"
        return (
            f"{self.measure} {format_number(self.estimate)} "
            f"({format_share(self.level)} interval {limits}, {self.label})"
        )

    def _repr_html_(self) -> str:
        header = ["measure", "estimate", "lower", "upper", "method"]
        row = [self.measure, *map(format_number, (self.estimate, self.lower, self.upper)), self.label]
        return render_table(f"{format_share(self.level)} confidence interval. {self.citation}", header, [row])


def build_interval(
    measure: str, estimate: float, method: str, methods: Mapping[str, Method], level: float, *counts: Any
) -> Interval:
    """Check the names, then wrap the two limits that the method computes from `counts` and `level`."""
    chosen = methods[check_choice("method", method, methods)]
    level = check_number("level", level, 0, 1, open_ends=True)
    lower, upper = chosen.compute(*counts, level)
    return Interval(measure, estimate, lower, upper, level, method, chosen.label, chosen.citation)


def find_critical_value(level: float) -> float:
    """Return the z that leaves (1 - level) / 2 of the normal curve on each side.

    >>> round(find_critical_value(0.95), 6)
    1.959964
    """
    # The upper tail, not (1 + level) / 2: near level 1 that sum has lost the digits that matter.
    return -NormalDist().inv_cdf((1 - level) / 2)


def compute_wilson_limits(count: int, n: int, level: float) -> tuple[float, float]:
    """Return the Wilson score limits, without continuity correction."""
    z = find_critical_value(level)
    centre = (count + z * z / 2) / (n + z * z)
    half_width = z / (n + z * z) * math.sqrt(count * (n - count) / n + z * z / 4)
    # At 0 of n and n of n the limit is 0 or 1 by algebra; rounding would leave 1e-18.
    lower = 0.0 if count == 0 else centre - half_width
    upper = 1.0 if count == n else centre + half_width
    return lower, upper


def compute_clopper_pearson_limits(count: int, n: int, level: float) -> tuple[float, float]:
    """Return the limits that invert the exact binomial test, (1 - level) / 2 in each tail."""
    tail = (1 - level) / 2
    if count in (0, n):
        # Importing scipy takes a tenth of a second and more, and here one term of the sum is all there is.
        end = tail ** (1 / n)
        return (0.0, 1 - end) if count == 0 else (end, 1.0)
    from scipy.special import betaincinv

    return float(betaincinv(count, n - count + 1, tail)), float(1 - betaincinv(n - count, count + 1, tail))


PROPORTION_METHODS: Mapping[str, Method] = {
    "wilson": Method(
        "Wilson",
        "Wilson EB. J Am Stat Assoc 1927;22:209-212. doi:10.1080/01621459.1927.10502953",
        compute_wilson_limits,
    ),
    "clopper-pearson": Method(
        "Clopper-Pearson",
        "Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. doi:10.1093/biomet/26.4.404",
        compute_clopper_pearson_limits,
    ),
}
"""The methods of `proportion_interval`."""


def proportion_interval(count: int, n: int, method: str = "wilson", level: float = 0.95) -> Interval:
    """Return the confidence interval of one proportion.

    Parameters
    ----------
    count : int
        Patients with the outcome.
    n : int
        All patients of the group, at least 1.
    method : {"wilson", "clopper-pearson"}
        Wilson inverts the score test and covers about `level` on average. Clopper-Pearson inverts the
        exact binomial test and covers at least `level`, so it is wider.
    level : float
        Confidence level, between 0 and 1. The upper limit of a two-sided 90 % interval is the
        one-sided 95 % limit.

    Returns
    -------
    Interval
        Limits from 0 to 1. With 0 of n the lower limit is 0, with n of n the upper limit is 1, both exactly.

    Raises
    ------
    Impossible
        If a count, the level or the name of the method cannot be.

    Examples
    --------
    Nobody of 52 had a related thromboembolic event in the first period as treated. How common may it be?

    >>> print(proportion_interval(0, 52, "clopper-pearson"))
    proportion 0.000 (95 % interval 0.000 to 0.068, Clopper-Pearson)
    >>> round(proportion_interval(0, 52, "clopper-pearson", level=0.90).upper, 3)
    0.056
    """
    n = check_count("n", n, low=1)
    count = check_count("count", count, high=n, of="n")
    return build_interval("proportion", count / n, method, PROPORTION_METHODS, level, count, n)

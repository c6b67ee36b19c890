"""Which whole numbers of patients can stand behind a printed percentage, difference and interval?

Papers print shares and leave out counts. In small arms few whole numbers print as a given percentage, so trying them
all can give the counts back, or show that no count of that many patients fits.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten
from helpers.models.printed import MOST_DECIMALS, PrintedInterval, count_decimals, round_as_text
from helpers.models.proportions import RISK_DIFFERENCE_METHODS, ProportionComparison, compare_proportions
from helpers.models.rendering import format_share, render_table

LARGEST_ARM = 500
"""Patients: all pairs of counts of two such arms take about a second, by a score method ten."""

_PRINTED = re.compile(rf"-?(0|[1-9][0-9]{{0,2}})(\.[0-9]{{1,{MOST_DECIMALS}}})?")


@dataclass(frozen=True)
class CountsThatFit:
    """Every pair of counts that prints as the report does.

    Attributes
    ----------
    n_treatment, n_control : int
        Patients of each arm.
    percent_treatment, percent_control, difference : str
        As printed, in percent and percentage points, the decimals kept; empty where not used.
    interval : PrintedInterval or None
        Of the difference, percentage points.
    method : str
        By which method of `compare_proportions(...).risk_difference_interval` the interval was tried.
    level : float
        Its confidence level.
    pairs : tuple of ProportionComparison
        What fits, fewest responders first.
    """

    n_treatment: int
    n_control: int
    percent_treatment: str
    percent_control: str
    difference: str
    interval: PrintedInterval | None
    method: str
    level: float
    pairs: tuple[ProportionComparison, ...]

    def __str__(self) -> str:
        found = "; ".join(
            f"{pair.responders_treatment}/{pair.n_treatment} v {pair.responders_control}/{pair.n_control}"
            for pair in self.pairs
        )
        number = "1 pair fits" if len(self.pairs) == 1 else f"{len(self.pairs) or 'no'} pairs fit"
        return f"{number} {self._describe()}{': ' if found else ''}{found}"

    def _repr_html_(self) -> str:
        rows = [
            [
                f"{pair.responders_treatment} of {pair.n_treatment}",
                f"{pair.responders_control} of {pair.n_control}",
                f"{100 * pair.risk_difference:.2f}",
                " to ".join(f"{100 * limit:.2f}" for limit in pair.risk_difference_interval(self.method, self.level)),
            ]
            for pair in self.pairs
        ]
        label = RISK_DIFFERENCE_METHODS[self.method].label
        header = ["treatment", "control", "difference, points", f"{format_share(self.level)} interval, {label}"]
        return render_table(f"Counts of {self.n_treatment} and {self.n_control} that print as reported", header, rows)

    def _describe(self) -> str:
        printed = [f"{text} %" for text in (self.percent_treatment, self.percent_control) if text]
        difference = f"{self.difference} points" if self.difference else ""
        parts = [" v ".join(printed), difference, str(self.interval or "")]
        return ", ".join(part for part in parts if part)


def find_counts_that_fit(
    n_treatment: int,
    n_control: int,
    *,
    percent_treatment: str = "",
    percent_control: str = "",
    difference: str = "",
    interval: str = "",
    method: str = "wald",
    level: float = 0.95,
) -> CountsThatFit:
    """Try every pair of whole numbers and keep those that print as the report does.

    Parameters
    ----------
    n_treatment, n_control : int
        Patients of each arm, 1 to 500.
    percent_treatment, percent_control : str
        Share of responders as printed, with its decimals: "68" or "68.1". What is left empty is not asked for.
    difference : str
        Treatment minus control in percentage points, as printed.
    interval : str
        Interval of the difference as printed, as "27 to 63".
    method : str
        Method of that interval, as in `helpers.models.proportions`.
    level : float
        Confidence level of that interval, between 0 and 1.

    Returns
    -------
    CountsThatFit

    Raises
    ------
    Impossible
        If an arm, a printed number, the method or the level cannot be, or if nothing is asked for.

    Examples
    --------
    At TIS 40 the paper prints 68 % and 23 %, 45 points apart (27 to 63). The percentages give the counts of 47 and
    48; of as many as completed, none fit. Difference and interval alone leave several.

    >>> print(find_counts_that_fit(47, 48, percent_treatment="68", percent_control="23"))
    1 pair fits 68 % v 23 %: 32/47 v 11/48
    >>> print(find_counts_that_fit(45, 46, percent_treatment="68", percent_control="23"))
    no pairs fit 68 % v 23 %
    >>> len(find_counts_that_fit(47, 48, difference="45", interval="27 to 63").pairs)
    6
    """
    arms = [
        (check_count(f"n_{arm}", n, low=1, high=LARGEST_ARM), _check_printed(f"percent_{arm}", percent))
        for arm, n, percent in (
            ("treatment", n_treatment, percent_treatment),
            ("control", n_control, percent_control),
        )
    ]
    difference = _check_printed("difference", difference, -100)
    printed = _read_interval(interval)
    if not (any(text for _, text in arms) or difference or printed):
        raise Impossible(
            "Nothing printed is given, so every count fits. Choose a percentage, a difference or an interval."
        )
    check_choice("method", method, RISK_DIFFERENCE_METHODS)
    level = check_number("level", level, 0, 1, open_ends=True)
    one, other = ([count for count in range(n + 1) if _prints_as(100 * count / n, text)] for n, text in arms)
    (n1, text1), (n0, text0) = arms
    lowest, highest = _find_differences(printed, n1, n0)
    pairs = []
    for x in one:
        for y in other:
            # As `risk_difference` reckons, to the last digit; most pairs end here, and need not be compared.
            points = 100 * (x / n1 - y / n0)
            if lowest <= points <= highest and _prints_as(points, difference):
                pair = compare_proportions(x, n1, y, n0)
                if _has_interval(pair, printed, method, level):
                    pairs.append(pair)
    return CountsThatFit(n1, n0, text1, text0, difference, printed, method, level, tuple(pairs))


def _check_printed(name: str, text: Any, lowest: int = 0) -> str:
    """Return a printed percentage, or difference of two, with a hyphen for a minus; empty where none is given."""
    plain = text.replace("−", "-") if isinstance(text, str) else None
    if plain == "":
        return plain
    if plain is None or not _PRINTED.fullmatch(plain) or not lowest <= float(plain) <= 100:
        raise Impossible(
            f"{name} = {shorten(text)} is impossible: choose a number as it is printed, in quotes, as '68' or "
            f"'68.1', from {lowest} to 100."
        )
    # As `round_as_text` writes it: zero has no sign.
    return plain if float(plain) else plain.removeprefix("-")


def _read_interval(text: Any) -> PrintedInterval | None:
    """Return a printed interval of a difference in percentage points; None where none is given."""
    if isinstance(text, str) and not text:
        return None
    if not isinstance(text, str):
        raise Impossible(
            f"interval = {shorten(text)} is impossible: choose an interval as it is printed, in quotes, as '27 to 63'."
        )
    printed = PrintedInterval.read(text)
    lower, upper = (
        _check_printed(f"{name} limit of interval", getattr(printed, name), -100) for name in ("lower", "upper")
    )
    if float(lower) > float(upper):
        raise Impossible(f"interval = {shorten(text)} is impossible: choose a lower limit that is below the upper one.")
    return PrintedInterval(lower, upper)


def _prints_as(number: float, text: str) -> bool:
    if not text:
        return True
    decimals = count_decimals(text)
    # What lies a unit of the last digit away prints otherwise. To write every number would take most of the time.
    return abs(number - float(text)) <= 10.0**-decimals and round_as_text(number, decimals) == text


def _find_differences(printed: PrintedInterval | None, n_treatment: int, n_control: int) -> tuple[float, float]:
    """Return the lowest and the highest difference, in points, whose interval may print as `printed`."""
    if printed is None:
        return -math.inf, math.inf
    # An interval holds the observed difference. Agresti and Caffo's holds that of arms with a responder and a
    # non-responder more, which moves an arm's share by 1 / (n + 2) at most. Rounding moves a limit by less than a unit
    # of the last digit.
    spare = 100 * (1 / (n_treatment + 2) + 1 / (n_control + 2)) + 10.0**-printed.decimals
    return float(printed.lower) - spare, float(printed.upper) + spare


def _has_interval(pair: ProportionComparison, printed: PrintedInterval | None, method: str, level: float) -> bool:
    if printed is None:
        return True
    lower, upper = pair.risk_difference_interval(method, level)
    # Each limit by its own decimals: one that is rounded twice can miss the count that printed it.
    return _prints_as(100 * lower, printed.lower) and _prints_as(100 * upper, printed.upper)

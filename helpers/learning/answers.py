"""The two shapes a prediction takes, and how each is scored once the finding is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.errors import Impossible, check_number

CHANCE_INSIDE = 80
"""Per cent of such ranges that should hold what was found."""


@dataclass(frozen=True)
class RangeAnswer:
    """A low and a high number between which the learner expects the finding, four times in five.

    >>> RangeAnswer(20, 50).holds(43.75)
    True
    >>> print(RangeAnswer(20, 50))
    20 to 50
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        # Open ends at infinity: an endless range is no range.
        check_number("low", self.low, open_ends=True)
        check_number("high", self.high, open_ends=True)
        if self.low > self.high:
            raise Impossible(f"low = {self.low:g} stands above high = {self.high:g}: the smaller number comes first.")

    def holds(self, found: float) -> bool:
        """Say whether the finding lies in the range, its ends included."""
        return self.low <= found <= self.high

    def to_plain(self) -> dict[str, float]:
        """Return the form that is kept in the record."""
        return {"low": self.low, "high": self.high}

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class ProbabilityAnswer:
    """How likely the learner finds a "yes", in per cent.

    >>> ProbabilityAnswer(70).brier_score(found=True)
    0.09
    >>> print(ProbabilityAnswer(70))
    70 %
    """

    percent: float

    def __post_init__(self) -> None:
        check_number("percent", self.percent, 0, 100)

    def brier_score(self, found: bool) -> float:
        """Return the squared distance between the probability and what was found: 0 is best, 1 is worst.

        Source: Brier GW. Mon Weather Rev 1950;78:1-3, in the one-sided form for a yes/no event.
        """
        # From whole per cents, so that 70 % scores 0.09 and not 0.09000000000000002.
        return (self.percent - 100 * found) ** 2 / 10_000

    def to_plain(self) -> dict[str, float]:
        """Return the form that is kept in the record."""
        return {"percent": self.percent}

    def __str__(self) -> str:
        return f"{self.percent:g} %"


Answer = RangeAnswer | ProbabilityAnswer


def read_plain_answer(plain: Any) -> Answer:
    """Return the answer that `to_plain` wrote.

    Raises
    ------
    Impossible
        When it is neither a low and a high number nor a probability: the file was altered.
    """
    if isinstance(plain, Mapping):
        if set(plain) == {"low", "high"}:
            return RangeAnswer(plain["low"], plain["high"])
        if set(plain) == {"percent"}:
            return ProbabilityAnswer(plain["percent"])
    raise Impossible(f"answer = {plain!r} is not known: it must be a low and a high number, or a percent.")

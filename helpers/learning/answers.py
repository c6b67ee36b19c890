"""The shapes an answer takes: two of predictions, scored once the finding is shown, and a verdict, never scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from helpers.errors import Impossible, check_choice, check_number, shorten

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


class Verdict(StrEnum):
    """What can be said of a claim about the trial, by what is public."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_TESTABLE = "not testable from public data"


LONGEST_REASON = 200
"""Characters: one line that can be read at a glance beside the verdict."""


@dataclass(frozen=True)
class VerdictAnswer:
    """A verdict on a claim, with a reason of one line where the learner gave one.

    >>> print(VerdictAnswer(Verdict.PARTLY, "small arms"))
    partly, with the reason “small arms”
    """

    verdict: Verdict
    reason: str = ""

    def __post_init__(self) -> None:
        # A word from the file becomes the verdict it names.
        object.__setattr__(self, "verdict", Verdict(check_choice("verdict", self.verdict, tuple(Verdict))))
        if not isinstance(self.reason, str):
            raise Impossible(f"reason = {shorten(self.reason)} is impossible: it must be a text.")
        if len(self.reason) > LONGEST_REASON:
            raise Impossible(
                f"Your reason has {len(self.reason)} characters, and {LONGEST_REASON} are possible: please shorten it."
            )

    def to_plain(self) -> dict[str, str]:
        """Return the form that is kept in the record."""
        return {"verdict": self.verdict.value, "reason": self.reason}

    def __str__(self) -> str:
        return f"{self.verdict}, with the reason “{self.reason}”" if self.reason else str(self.verdict)


Answer = RangeAnswer | ProbabilityAnswer | VerdictAnswer


def read_plain_answer(plain: Any) -> Answer:
    """Return the answer that `to_plain` wrote.

    Raises
    ------
    Impossible
        When it is neither a low and a high number, nor a probability, nor a verdict: the file was altered.
    """
    if isinstance(plain, Mapping):
        if set(plain) == {"low", "high"}:
            return RangeAnswer(plain["low"], plain["high"])
        if set(plain) == {"percent"}:
            return ProbabilityAnswer(plain["percent"])
        if set(plain) == {"verdict", "reason"}:
            return VerdictAnswer(plain["verdict"], plain["reason"])
    raise Impossible(
        f"answer = {shorten(plain)} is not known: it must be a low and a high number, a percent or a verdict."
    )

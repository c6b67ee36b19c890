"""What an exercise is: a question, the computed truth, and the misreadings that lead elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from helpers.errors import check_number


@dataclass(frozen=True)
class Misreading:
    """The number at which one arrives by a misconception."""

    misconception: str
    value: float

    def leads_to(self, answer: float) -> bool:
        """Say whether `answer` is this number, rounded to no fewer than two significant digits."""
        if self.value == 0:
            return answer == 0
        second_digit = 10 ** (math.floor(math.log10(abs(self.value))) - 1)
        return abs(answer - self.value) <= second_digit / 2


@dataclass(frozen=True)
class NumberExercise:
    """A question that one number answers.

    Attributes
    ----------
    id, notebook : str
    question : str
        With Markdown links.
    unit : str
        As in "17 percentage points".
    low, high : float
        What is possible.
    tolerance : float
        How far from the truth an answer may be, in the unit: what rounding on the way can do.
    truth : float
        Computed by the models from the evidence.
    misreadings : tuple of Misreading
        The likelier first.
    route : str
        The way to the answer in words, for a wrong number that no misreading explains.
    why : str
        What is said to a right answer, with Markdown links.
    is_share : bool
        Whether the unit counts in hundredths, so that 0.5 may be typed for 50.
    """

    id: str
    notebook: str
    question: str
    unit: str
    low: float
    high: float
    tolerance: float
    truth: float
    misreadings: tuple[Misreading, ...]
    route: str
    why: str
    is_share: bool = False

    def __post_init__(self) -> None:
        check_number(f"truth of {self.id}", self.truth, self.low, self.high)

    def accepts(self, answer: float) -> bool:
        """Say whether `answer` is right."""
        return abs(answer - self.truth) <= self.tolerance

    def find_misconception(self, answer: float) -> str | None:
        """Return the id of the misconception that leads to `answer`, or None."""
        for misreading in self.misreadings:
            if misreading.leads_to(answer):
                return misreading.misconception
        if self.is_share and 0 < abs(answer) < 1:
            return "percent_for_fraction"
        return None


@dataclass(frozen=True)
class Option:
    """One of the choices; the right one has no misconception."""

    text: str
    misconception: str | None = None


@dataclass(frozen=True)
class ChoiceExercise:
    """A question with lettered options, of which one is right and each other one a known misreading."""

    id: str
    notebook: str
    question: str
    options: Mapping[str, Option]
    why: str

    @property
    def right(self) -> str:
        """The letter of the right option."""
        return next(letter for letter, option in self.options.items() if option.misconception is None)


Exercise = NumberExercise | ChoiceExercise

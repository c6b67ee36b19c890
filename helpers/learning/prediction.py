"""What a prediction is: a question asked before anything is told, and the finding that is shown after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from helpers.learning.answers import CHANCE_INSIDE, Answer, ProbabilityAnswer, RangeAnswer


@dataclass(frozen=True)
class Finding:
    """What was found, computed when it is shown.

    Attributes
    ----------
    value : float or bool
        In the prediction's unit; True for "yes".
    said : str
        The finding as it is told.
    why : str
        What it rests on, with its citation as a Markdown link.
    """

    value: float
    said: str
    why: str


@dataclass(frozen=True)
class RangePrediction:
    """A number that is asked for as a range which should hold it four times in five.

    Attributes
    ----------
    item, notebook, question : str
    unit : str
        As in "43 of 100 people".
    low, high : float
        What is possible.
    find : callable
        Computes the finding from the evidence and the models.
    is_share : bool
        Whether the unit counts in hundredths, so that 0.5 may be typed for 50.
    """

    item: str
    notebook: str
    question: str
    unit: str
    low: float
    high: float
    find: Callable[[], Finding]
    is_share: bool = False

    kind: ClassVar[type[Answer]] = RangeAnswer
    how: ClassVar[str] = (
        f"Give a low and a high number, so that you are {CHANCE_INSIDE} % sure that the answer lies between them."
    )

    @property
    def record_key(self) -> str:
        """Under what name the answer is kept."""
        return self.item

    def describe_score(self, answer: RangeAnswer, finding: Finding) -> str:
        """Return how the range and the finding lie to each other, in a sentence or two."""
        if answer.low <= self.low and answer.high >= self.high:
            return (
                "Your range covers all that is possible: it could not miss, and it said nothing. Dare a narrower one."
            )
        expected = f"Of 10 such ranges, about {CHANCE_INSIDE // 10} should hold what was found."
        if answer.holds(finding.value):
            return f"It lies inside your range. {expected}"
        side = "below" if finding.value < answer.low else "above"
        return f"It lies {side} your range. {expected}"


@dataclass(frozen=True)
class ProbabilityPrediction:
    """A yes/no question that is answered by how likely "yes" is.

    Attributes
    ----------
    item, notebook, question : str
    find : callable
        Computes the finding from the evidence and the models.
    """

    item: str
    notebook: str
    question: str
    find: Callable[[], Finding]
    unit: str = "per cent"

    kind: ClassVar[type[Answer]] = ProbabilityAnswer
    how: ClassVar[str] = "Say how likely “yes” is. 0 % means certainly not, 50 % as likely as not, 100 % certain."

    @property
    def record_key(self) -> str:
        """Under what name the answer is kept."""
        return self.item

    def describe_score(self, answer: ProbabilityAnswer, finding: Finding) -> str:
        """Return the Brier score with its reading."""
        score = answer.brier_score(bool(finding.value))
        # No-break spaces, so that the sum stays on one line.
        computed = f"({answer.percent / 100:.2f} − {int(finding.value)})² = {score:.2f}".replace(" ", "\u00a0")
        return f"Your Brier score is {computed}. The best is 0, the worst 1, and 50 % always earns 0.25."


Prediction = RangePrediction | ProbabilityPrediction


def describe_likelihood(percent: float) -> str:
    """Return a probability in words.

    >>> describe_likelihood(50), describe_likelihood(85)
    ('as likely as not', 'very likely')
    """
    for most, words in _LIKELIHOODS:
        if percent <= most:
            return words
    return "certain"


_LIKELIHOODS = (
    (0, "certainly not"),
    (10, "very unlikely"),
    (35, "unlikely"),
    (45, "rather unlikely"),
    (55, "as likely as not"),
    (65, "rather likely"),
    (80, "likely"),
    (99, "very likely"),
)

"""One prediction on the page: the question, its controls, and what was found once it is uncovered."""

from __future__ import annotations

import html
from typing import ClassVar

from helpers.learning.answer_box import AnswerBox, Words
from helpers.learning.answers import Answer
from helpers.learning.fields import RECORD, make_fields
from helpers.learning.prediction import Prediction, RangePrediction
from helpers.learning.prose import to_html
from helpers.learning.record import Record

CLEAR = "Clear my prediction"
PREDICT_AFTER_ALL = "Hide it and predict"


class PredictionBox(AnswerBox):
    """The controls of one prediction.

    Parameters
    ----------
    prediction : RangePrediction or ProbabilityPrediction
    record : Record
        Where the answer is kept.
    """

    words: ClassVar[Words] = Words(
        name="prediction", record=RECORD, clear=CLEAR, decide=PREDICT_AFTER_ALL, covered="what was found"
    )

    def __init__(self, prediction: Prediction, record: Record) -> None:
        self._prediction = prediction
        super().__init__(prediction, make_fields(prediction), record)

    def ask(self) -> str:
        """Return the question as HTML."""
        return f'<p class="te-question"><strong>Your prediction.</strong> {to_html(self._prediction.question)}</p>'

    def describe_answer(self, answer: Answer) -> str:
        """Return the answer with its unit."""
        if isinstance(self._prediction, RangePrediction):
            return f"{answer} {self._prediction.unit}"
        return f"{answer} for “yes”"

    def uncover(self, answer: Answer | None) -> str:
        """Return what was found and why, and how the answer lies to it."""
        finding = self._prediction.find()
        score = "" if answer is None else f" {html.escape(self._prediction.describe_score(answer, finding))}"
        return (
            f"<p><strong>Found:</strong> {html.escape(finding.said)}{score}</p>"
            f"<p><strong>Why:</strong> {to_html(finding.why)}</p>"
        )

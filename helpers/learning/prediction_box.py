"""One prediction on the page: the question, its controls, and what was found once it is uncovered.

Nothing is uncovered by running the cell. A button that was pressed stays where it is, under another name: if it went
away, a reader who works by keyboard would be thrown out of the box. And what it does under the new name is harmless,
for whoever clicks twice.
"""

from __future__ import annotations

import html
import math
import os
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path

from ipywidgets import HTML, Box, Button

from helpers.explorers.frame import STATIC_ONLY, FramedBox
from helpers.learning.entry import Entry
from helpers.learning.fields import RECORD, Doubtful, make_fields
from helpers.learning.prediction import Finding, Prediction, RangePrediction
from helpers.learning.prose import to_html
from helpers.learning.record import Kept, Record

STYLE = (Path(__file__).parent / "boxes.css").read_text(encoding="utf-8")

RECORDED = "Recorded"
SHOW = "Show me anyway"
SHOWN = "Shown"
CLEAR = "Clear my prediction"
CLEAR_FOR_GOOD = "Yes, clear it"
KEEP = "No, keep it"
PREDICT_AFTER_ALL = "Hide it and predict"

UNREAD_S = 0.6
"""Longer than two clicks meant as one, shorter than reading a sentence."""

FAULT = (
    "That did not work, by a fault of the course. What you typed is still there; the details are in the kernel's log."
)
ASKED_OTHERWISE = "What is recorded here answers another form of this question, so it is asked again."


@dataclass(frozen=True)
class _Choice:
    """What a button says and does in one state of the box."""

    label: str
    tooltip: str
    act: Callable[[], None]


class PredictionBox(FramedBox):
    """The controls of one prediction.

    Parameters
    ----------
    prediction : RangePrediction or ProbabilityPrediction
    record : Record
        Where the answer is kept.
    """

    def __init__(self, prediction: Prediction, record: Record) -> None:
        self._prediction = prediction
        self._record = record
        self._doubted: Hashable = None
        self._doubted_at = -math.inf
        self._fields = make_fields(prediction)
        self._fields.when_changed(lambda: self._run(self._describe_if_open))
        self._controls = Box()
        self._controls.add_class("te-controls")
        self._how = HTML()
        self._first = Button()
        self._second = Button()
        self._buttons = Box([self._first, self._second])
        self._buttons.add_class("te-buttons")
        self._response = HTML()
        self._notice = HTML()
        self._choices: dict[Button, _Choice] = {}
        for button in (self._first, self._second):
            # Looked up under the lock: a press that waited for another one means what the button says by then.
            button.on_click(lambda pressed: self._run(lambda: self._choices[pressed].act()))
        super().__init__(
            [
                HTML(f"<style>{STYLE}</style>{self._ask()}"),
                self._how,
                self._controls,
                self._buttons,
                self._response,
                self._notice,
            ],
            label=f"Prediction: {prediction.question}",
        )
        self.add_class("te-learning")
        self._show_open()
        self._run(lambda: self._show(record.read(prediction.item)))

    def static_html(self) -> str:
        """Return the question, and on a page without a kernel a line that unfolds what was found."""
        question = self._ask()
        if not os.environ.get(STATIC_ONLY):
            return f'{question}<p class="te-note">Run this cell to answer.</p>'
        found = _describe_finding(self._prediction.find())
        return f"{question}<details><summary>What was found</summary>{found}</details>"

    def _ask(self) -> str:
        return f'<p class="te-question"><strong>Your prediction.</strong> {to_html(self._prediction.question)}</p>'

    def _run(self, act: Callable[[], None]) -> None:
        self.guard(act, self._say, FAULT)

    def _show(self, kept: Kept) -> None:
        self._notice.value = f'<p class="te-note">{html.escape(kept.notice)}</p>' if kept.notice else ""
        entry = kept.entry
        if entry.answer is not None and not isinstance(entry.answer, self._prediction.kind):
            self._show_open()
            self._say(ASKED_OTHERWISE)
        elif entry.answer is not None:
            self._show_answered(entry)
        elif entry.is_shown:
            self._show_uncovered()
        else:
            self._show_open()

    def _show_open(self) -> None:
        self._offer(
            _Choice(RECORD, "Keep it in your record, then see what was found", self._record_answer),
            _Choice(SHOW, "See what was found without a prediction", self._show_anyway),
        )
        self._how.value = f'<p class="te-note">{html.escape(self._prediction.how)}</p>'
        self._controls.children = self._fields.widgets
        self._respond("")

    def _show_answered(self, entry: Entry) -> None:
        finding = self._prediction.find()
        self._offer(
            _Choice(RECORDED, "Your prediction is in your record", lambda: None),
            _Choice(CLEAR, "Take your prediction out of your record", lambda: self._ask_before_clearing(entry)),
        )
        self._fields.fill(entry.answer)
        self._close_fields()
        seen = "" if entry.is_blind else "<p>You had seen what was found before you answered; your record says so.</p>"
        said = html.escape(self._describe_answer(entry))
        score = self._prediction.describe_score(entry.answer, finding)
        self._respond(
            f"<p><strong>You said{_describe_day(entry)}:</strong> {said}.</p>{_describe_finding(finding, score)}{seen}"
        )

    def _show_uncovered(self) -> None:
        finding = self._prediction.find()
        self._offer(
            _Choice(PREDICT_AFTER_ALL, "Cover it again and make a prediction", self._clear),
            _Choice(SHOWN, "What was found stands below", lambda: None),
        )
        self._close_fields()
        self._respond(f"<p>You looked without a prediction.</p>{_describe_finding(finding)}")

    def _ask_before_clearing(self, entry: Entry) -> None:
        self._offer(
            _Choice(CLEAR_FOR_GOOD, "Take your prediction out of your record", self._clear),
            _Choice(KEEP, "Leave your prediction as it is", lambda: self._show_answered(entry)),
        )
        self._say(f"Clear your answer, {self._describe_answer(entry)}? It cannot be brought back.")

    def _describe_if_open(self) -> None:
        if self._choices[self._first].label == RECORD:
            self._say(self._fields.describe())

    def _record_answer(self) -> None:
        # The second half of a double click is no answer to the question that its first half raised.
        has_read_it = time.monotonic() - self._doubted_at > UNREAD_S
        try:
            answer = self._fields.read(insisting=has_read_it and self._doubted == self._fields.typed)
        except Doubtful as doubt:
            self._doubted, self._doubted_at = self._fields.typed, time.monotonic()
            self._say(str(doubt))
            return
        before = self._record.read(self._prediction.item).entry
        if before.answer is not None and not isinstance(before.answer, self._prediction.kind):
            self._record.clear(self._prediction.item)
        self._show(
            self._record.keep_answer(
                self._prediction.item, answer, question=self._prediction.question, unit=self._prediction.unit
            )
        )

    def _show_anyway(self) -> None:
        self._show(self._record.note_shown(self._prediction.item))

    def _clear(self) -> None:
        self._doubted = None
        self._fields.empty()
        self._show(self._record.clear(self._prediction.item))

    def _close_fields(self) -> None:
        # Taken out, not only hidden, so that what is read aloud is what is seen.
        self._how.value = ""
        self._controls.children = ()

    def _offer(self, first: _Choice, second: _Choice) -> None:
        for button, choice in ((self._first, first), (self._second, second)):
            self._choices[button] = choice
            button.description, button.tooltip = choice.label, choice.tooltip

    def _describe_answer(self, entry: Entry) -> str:
        if isinstance(self._prediction, RangePrediction):
            return f"{entry.answer} {self._prediction.unit}"
        return f"{entry.answer} for “yes”"

    def _say(self, sentence: str) -> None:
        self._respond(f"<p>{html.escape(sentence)}</p>" if sentence else "")

    def _respond(self, content: str) -> None:
        self._response.value = f'<div class="te-sentence">{content}</div>' if content else ""


def _describe_finding(finding: Finding, score: str = "") -> str:
    scored = f" {html.escape(score)}" if score else ""
    return (
        f"<p><strong>Found:</strong> {html.escape(finding.said)}{scored}</p><p><strong>Why:</strong> "
        f"{to_html(finding.why)}</p>"
    )


def _describe_day(entry: Entry) -> str:
    if entry.answered_at is None:
        return ""
    day = entry.answered_at.astimezone()
    return f" on {day.day} {day:%B %Y}"

"""A question on the page that is answered before anything is told: its controls, and what is uncovered after them.

Nothing is uncovered by running the cell. A button that was pressed stays where it is, under another name: if it went
away, a reader who works by keyboard would be thrown out of the box. And what it does under the new name is harmless,
for whoever clicks twice.
"""

from __future__ import annotations

import html
import math
import os
import time
from abc import abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import ClassVar, Protocol

from helpers.explorers.frame import STATIC_ONLY, FramedBox
from helpers.explorers.widgets import HTML, Box, Button
from helpers.learning.answers import Answer
from helpers.learning.entry import Entry
from helpers.learning.fields import Doubtful, Fields
from helpers.learning.record import Kept, Record

STYLE = (Path(__file__).parent / "boxes.css").read_text(encoding="utf-8")

SHOW = "Show me anyway"
SHOWN = "Shown"
RECORDED = "Recorded"
CLEAR_FOR_GOOD = "Yes, clear it"
KEEP = "No, keep it"

UNREAD_S = 0.6
"""Longer than two clicks meant as one, shorter than reading a sentence."""

FAULT = (
    "That did not work, by a fault of the course. What you typed is still there; the details are in the kernel's log."
)
ASKED_OTHERWISE = "What is recorded here answers another form of this question, so it is asked again."


class Asked(Protocol):
    """What a box needs of what it asks."""

    @property
    def record_key(self) -> str:
        """Under what name the answer is kept."""

    @property
    def question(self) -> str:
        """What is asked."""

    @property
    def unit(self) -> str:
        """What the answer counts."""

    @property
    def how(self) -> str:
        """How it is to be answered."""

    @property
    def kind(self) -> type[Answer]:
        """The shape of its answer."""


@dataclass(frozen=True)
class Words:
    """What a box calls what it asks for and what it holds back.

    Attributes
    ----------
    name : str
        As in "Record my prediction".
    record, clear, decide : str
        On the buttons: keep the answer, take it back, and answer after all once it was uncovered.
    covered : str
        As in "See what was found".
    """

    name: str
    record: str
    clear: str
    decide: str
    covered: str


@dataclass(frozen=True)
class _Choice:
    """What a button says and does in one state of the box."""

    label: str
    tooltip: str
    act: Callable[[], None]


class AnswerBox(FramedBox):
    """The controls of one question; a kind of question says in `words`, `ask` and `uncover` what is its own.

    Parameters
    ----------
    asked : Asked
    fields : Fields
        The controls in which it is answered.
    record : Record
        Where the answer is kept.
    """

    words: ClassVar[Words]

    def __init__(self, asked: Asked, fields: Fields, record: Record) -> None:
        self._asked = asked
        self._record = record
        self._doubted: Hashable = None
        self._doubted_at = -math.inf
        self._fields = fields
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
                HTML(f"<style>{STYLE}</style>{self.ask()}"),
                self._how,
                self._controls,
                self._buttons,
                self._response,
                self._notice,
            ],
            label=f"{self.words.name.capitalize()}: {asked.question}",
        )
        self.add_class("te-learning")
        self._show_open()
        self._run(lambda: self._show(record.read(asked.record_key)))

    @abstractmethod
    def ask(self) -> str:
        """Return the question as HTML."""

    def describe_answer(self, answer: Answer) -> str:
        """Return an answer in words, with its unit."""
        return str(answer)

    @abstractmethod
    def uncover(self, answer: Answer | None) -> str:
        """Return as HTML what was held back, and how `answer` lies to it where there is one."""

    def static_html(self) -> str:
        """Return the question, and on a page without a kernel a line that unfolds what is held back."""
        if not os.environ.get(STATIC_ONLY):
            return f'{self.ask()}<p class="te-note">Run this cell to answer.</p>'
        words = self.words
        return (
            f'{self.ask()}<p class="te-note">In JupyterLab, this asks you for your {words.name} and records it.</p>'
            f'<details><summary aria-label="{self._name_fold()}">{_upper_first(words.covered)}</summary>'
            f"{self.uncover(None)}</details>"
        )

    def _name_fold(self) -> str:
        # A page has several, and a list of its folds, read aloud, would hold one name several times.
        first, *rest = wrap(self._asked.question, 79)
        return html.escape(f"{_upper_first(self.words.covered)}: {first}{'…' if rest else ''}")

    def _run(self, act: Callable[[], None]) -> None:
        self.guard(act, self._say, FAULT)

    def _show(self, kept: Kept) -> None:
        self._notice.value = f'<p class="te-note">{html.escape(kept.notice)}</p>' if kept.notice else ""
        entry = kept.entry
        if entry.answer is not None and not isinstance(entry.answer, self._asked.kind):
            self._show_open()
            self._say(ASKED_OTHERWISE)
        elif entry.answer is not None:
            self._show_answered(entry, entry.answer)
        elif entry.is_shown:
            self._show_uncovered()
        else:
            self._show_open()

    def _show_open(self) -> None:
        words = self.words
        self._offer(
            _Choice(words.record, f"Keep it in your record, then see {words.covered}", self._record_answer),
            _Choice(SHOW, f"See {words.covered} without a {words.name}", self._show_anyway),
        )
        self._how.value = f'<p class="te-note">{html.escape(self._asked.how)}</p>'
        self._controls.children = self._fields.widgets
        self._respond("")

    def _show_answered(self, entry: Entry, answer: Answer) -> None:
        words = self.words
        uncovered = self.uncover(answer)
        self._offer(
            _Choice(RECORDED, f"Your {words.name} is in your record", lambda: None),
            _Choice(
                words.clear,
                f"Take your {words.name} out of your record",
                lambda: self._ask_before_clearing(entry, answer),
            ),
        )
        self._fields.fill(answer)
        self._close_fields()
        seen = (
            "" if entry.is_blind else f"<p>You had seen {words.covered} before you answered; your record says so.</p>"
        )
        said = html.escape(self.describe_answer(answer))
        self._respond(f"<p><strong>You said{_describe_day(entry)}:</strong> {said}.</p>{uncovered}{seen}")

    def _show_uncovered(self) -> None:
        words = self.words
        uncovered = self.uncover(None)
        self._offer(
            _Choice(words.decide, f"Cover it again and make a {words.name}", self._clear),
            _Choice(SHOWN, f"{_upper_first(words.covered)} stands below", lambda: None),
        )
        self._close_fields()
        self._respond(f"<p>You looked without a {words.name}.</p>{uncovered}")

    def _ask_before_clearing(self, entry: Entry, answer: Answer) -> None:
        words = self.words
        self._offer(
            _Choice(CLEAR_FOR_GOOD, f"Take your {words.name} out of your record", self._clear),
            _Choice(KEEP, f"Leave your {words.name} as it is", lambda: self._show_answered(entry, answer)),
        )
        self._say(f"Clear your answer, {self.describe_answer(answer)}? It cannot be brought back.")

    def _describe_if_open(self) -> None:
        if self._choices[self._first].label == self.words.record:
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
        asked = self._asked
        before = self._record.read(asked.record_key).entry
        if before.answer is not None and not isinstance(before.answer, asked.kind):
            self._record.clear(asked.record_key)
        self._show(self._record.keep_answer(asked.record_key, answer, question=asked.question, unit=asked.unit))

    def _show_anyway(self) -> None:
        self._show(self._record.note_shown(self._asked.record_key))

    def _clear(self) -> None:
        self._doubted = None
        self._fields.empty()
        self._show(self._record.clear(self._asked.record_key))

    def _close_fields(self) -> None:
        # Taken out, not only hidden, so that what is read aloud is what is seen.
        self._how.value = ""
        self._controls.children = ()

    def _offer(self, first: _Choice, second: _Choice) -> None:
        for button, choice in ((self._first, first), (self._second, second)):
            self._choices[button] = choice
            button.description, button.tooltip = choice.label, choice.tooltip

    def _say(self, sentence: str) -> None:
        self._respond(f"<p>{html.escape(sentence)}</p>" if sentence else "")

    def _respond(self, content: str) -> None:
        self._response.value = f'<div class="te-sentence">{content}</div>' if content else ""


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _describe_day(entry: Entry) -> str:
    if entry.answered_at is None:
        return ""
    day = entry.answered_at.astimezone()
    return f" on {day.day} {day:%B %Y}"

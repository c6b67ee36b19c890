"""The controls of a prediction: two fields for a range, a slider for a probability.

A range is typed, not dragged: two handles on a slider would have to start somewhere, and where they start pulls the
answer towards it. Empty fields say nothing.

A control tells its value when it is left or let go, not at every key. Over a slow line the page holds back what is
typed fast, but not the press of a button, so the last digit of a number could come after the press that records it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Protocol

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.explorers.widgets import IntSlider, Text
from helpers.learning.answers import Answer, ProbabilityAnswer, RangeAnswer
from helpers.learning.prediction import Prediction, RangePrediction, describe_likelihood
from helpers.learning.typed import TypedNumber, read_typed_number

RECORD = "Record my prediction"

_KEEP_IT = f"Press “{RECORD}” to keep it."
_MIDDLE = 50
"""Per cent: a slider has to stand somewhere, and here it says nothing."""


class Doubtful(Impossible):
    """What was typed can be, but something else was probably meant; asked once, then taken as it is."""


class Fields(Protocol):
    """What a prediction box needs of its controls."""

    widgets: list[Widget]

    @property
    def typed(self) -> Hashable:
        """What stands in the controls, to see whether it was changed."""

    def read(self, *, insisting: bool) -> Answer:
        """Return the answer; raise `Impossible` with a sentence, or `Doubtful` unless the learner insists."""

    def describe(self) -> str:
        """Return what the controls say by now, or nothing while more is to come; raise as `read` does."""

    def fill(self, answer: Answer) -> None:
        """Set the controls to `answer`."""

    def empty(self) -> None:
        """Set the controls to how they were at first."""

    def when_changed(self, act: Callable[[], None]) -> None:
        """Call `act` when a control was left or let go with a new value."""


class RangeFields:
    """Two text fields, "At least" and "At most"."""

    def __init__(self, prediction: RangePrediction) -> None:
        self._prediction = prediction
        self._low = self._make_field("At least", "the low end of your range")
        self._high = self._make_field("At most", "the high end of your range")
        self.widgets: list[Widget] = [self._low, self._high]

    @property
    def typed(self) -> Hashable:
        """What stands in the two fields."""
        return self._low.value, self._high.value

    def read(self, *, insisting: bool) -> RangeAnswer:
        """Return the range that was typed."""
        if not self._low.value.strip() and not self._high.value.strip():
            raise Impossible("Both fields are still empty: type a low and a high number. A wide range is fine.")
        low = self._read_end(self._low.value, "“At least”")
        high = self._read_end(self._high.value, "“At most”")
        if not insisting:
            self._doubt_fractions(low, high)
        if low.value > high.value:
            raise Impossible(
                f"“At least” ({low.value:g}) is more than “At most” ({high.value:g}): the smaller number goes first."
            )
        return RangeAnswer(low.value, high.value)

    def describe(self) -> str:
        """Return the range in words once both ends are there; a single end is only looked at for faults."""
        ends = {"“At least”": self._low.value, "“At most”": self._high.value}
        filled = {name: text for name, text in ends.items() if text.strip()}
        if len(filled) == len(ends):
            return f"Your range is {self.read(insisting=False)} {self._prediction.unit}. {_KEEP_IT}"
        for name, text in filled.items():
            self._read_end(text, name)
        return ""

    def fill(self, answer: Answer) -> None:
        """Show a range that was recorded before."""
        if isinstance(answer, RangeAnswer):
            self._low.value, self._high.value = f"{answer.low:g}", f"{answer.high:g}"

    def empty(self) -> None:
        """Leave both fields empty."""
        self._low.value = self._high.value = ""

    def when_changed(self, act: Callable[[], None]) -> None:
        """Call `act` when a field was left with a new text."""
        for field in (self._low, self._high):
            field.observe(lambda _: act(), "value")

    def _make_field(self, name: str, tooltip: str) -> Text:
        return Text(
            description=f"{name} ({self._prediction.unit})",
            tooltip=f"A number: {tooltip}",
            continuous_update=False,
        )

    def _read_end(self, text: str, name: str) -> TypedNumber:
        asked = self._prediction
        typed = read_typed_number(text, name)
        if typed.per_cent and not asked.is_share:
            raise Impossible(f"{name} counts {asked.unit}: please leave the per cent sign out.")
        if not asked.low <= typed.value <= asked.high:
            raise Impossible(
                f"{name} is {typed.value:g}, which cannot be: it takes a number from {asked.low:g} to {asked.high:g} "
                f"({asked.unit})."
            )
        return typed

    def _doubt_fractions(self, *ends: TypedNumber) -> None:
        doubtful = [end.value for end in ends if end.looks_like_fraction]
        if self._prediction.is_share and doubtful:
            typed = " and ".join(f"{value:g}" for value in doubtful)
            meant = " and ".join(f"{100 * value:g}" for value in doubtful)
            raise Doubtful(
                f"You typed {typed}. Did you mean {meant}? Change it, or press “{RECORD}” again to keep it as it is."
            )


class ProbabilityFields:
    """A slider from 0 to 100 %."""

    def __init__(self) -> None:
        self._slider = IntSlider(
            value=_MIDDLE,
            min=0,
            max=100,
            description="How likely is “yes”? (%)",
            tooltip="From 0 %, certainly not, to 100 %, certain; arrow keys move it by 1",
            continuous_update=False,
        )
        self._moved = False
        self._slider.observe(self._on_move, "value")
        self.widgets: list[Widget] = [self._slider]

    @property
    def typed(self) -> Hashable:
        """Where the slider stands."""
        return self._slider.value

    def read(self, *, insisting: bool) -> ProbabilityAnswer:
        """Return where the slider stands."""
        if not self._moved and not insisting:
            raise Doubtful(
                f"The slider still stands where it began, at {_MIDDLE} %. Move it, or press “{RECORD}” again if that "
                "is what you mean."
            )
        return ProbabilityAnswer(self._slider.value)

    def describe(self) -> str:
        """Return the probability in words."""
        return f"“Yes” is {describe_likelihood(self._slider.value)} ({self._slider.value} %). {_KEEP_IT}"

    def fill(self, answer: Answer) -> None:
        """Show a probability that was recorded before."""
        if isinstance(answer, ProbabilityAnswer):
            self._slider.value = round(answer.percent)

    def empty(self) -> None:
        """Put the slider back to the middle, as not yet moved."""
        self._slider.value = _MIDDLE
        self._moved = False

    def when_changed(self, act: Callable[[], None]) -> None:
        """Call `act` when the slider was let go at a new place."""
        self._slider.observe(lambda _: act(), "value")

    def _on_move(self, _: Any) -> None:
        self._moved = True


def make_fields(prediction: Prediction) -> Fields:
    """Return the controls for `prediction`."""
    if isinstance(prediction, RangePrediction):
        return RangeFields(prediction)
    return ProbabilityFields()

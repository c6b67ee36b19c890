"""One claim on the page: three verdicts to choose from, a line for the reason, and ours once it is uncovered."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Hashable
from typing import ClassVar

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.explorers.widgets import RadioButtons, Text
from helpers.learning.answer_box import AnswerBox, Words
from helpers.learning.answers import LONGEST_REASON, Answer, Verdict, VerdictAnswer
from helpers.learning.claim import Claim
from helpers.learning.prose import to_html
from helpers.learning.record import Record

RECORD = "Record my verdict"
CLEAR = "Clear my verdict"
DECIDE_AFTER_ALL = "Hide it and decide"


class VerdictFields:
    """Three verdicts of which none is chosen at first, and a line for the reason."""

    def __init__(self) -> None:
        self._verdict = RadioButtons(
            options=[(str(verdict), verdict) for verdict in Verdict],
            value=None,
            description="Your verdict",
            tooltip="What the public data allow one to say of the claim",
        )
        self._reason = Text(
            description="Your reason, in one line (optional)",
            tooltip=f"At most {LONGEST_REASON} characters",
            continuous_update=False,
        )
        self._reason.add_class("te-line")
        self.widgets: list[Widget] = [self._verdict, self._reason]

    @property
    def typed(self) -> Hashable:
        """What is chosen and typed."""
        return self._verdict.value, self._reason.value

    def read(self, *, insisting: bool) -> VerdictAnswer:
        """Return the verdict; there is nothing to doubt in one, so that insisting changes nothing."""
        if self._verdict.value is None:
            raise Impossible("No verdict is chosen yet: choose one of the three. The reason may stay empty.")
        return VerdictAnswer(self._verdict.value, _tidy_line(self._reason.value))

    def describe(self) -> str:
        """Return the verdict in words; a reason alone is only looked at for its length."""
        if self._verdict.value is None:
            VerdictAnswer(Verdict.PARTLY, _tidy_line(self._reason.value))
            return ""
        return f"Your verdict is “{self.read(insisting=False).verdict}”. Press “{RECORD}” to keep it."

    def fill(self, answer: Answer) -> None:
        """Show a verdict that was recorded before."""
        if isinstance(answer, VerdictAnswer):
            self._verdict.value, self._reason.value = answer.verdict, answer.reason

    def empty(self) -> None:
        """Choose nothing and leave the reason empty."""
        self._verdict.value, self._reason.value = None, ""

    def when_changed(self, act: Callable[[], None]) -> None:
        """Call `act` when a verdict was chosen, or the reason left with a new text."""
        for control in (self._verdict, self._reason):
            control.observe(lambda _: act(), "value")


class VerdictBox(AnswerBox):
    """The controls of one verdict.

    Parameters
    ----------
    claim : Claim
    record : Record
        Where the verdict is kept.
    """

    words: ClassVar[Words] = Words(
        name="verdict", record=RECORD, clear=CLEAR, decide=DECIDE_AFTER_ALL, covered="what we say"
    )

    def __init__(self, claim: Claim, record: Record) -> None:
        self._claim = claim
        super().__init__(claim, VerdictFields(), record)

    def ask(self) -> str:
        """Return the claim as HTML."""
        return f'<p class="te-question"><strong>The claim.</strong> {html.escape(self._claim.claim)}</p>'

    def uncover(self, answer: Answer | None) -> str:
        """Return our verdict and why, and what would have to be known where theirs is another one."""
        claim = self._claim
        why = to_html(claim.explain())
        theirs = answer.verdict if isinstance(answer, VerdictAnswer) else None
        same = " the same" if theirs == claim.ours else ""
        difference = "" if theirs is None else html.escape(claim.describe_difference(theirs))
        return f"<p><strong>We say{same}:</strong> {claim.ours}.</p><p><strong>Why:</strong> {why}</p>" + (
            f"<p>{difference}</p>" if difference else ""
        )


def _tidy_line(text: str) -> str:
    # A pasted text may hold line ends, control signs and halves of letters, which no file can keep.
    plain = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign for sign in text)
    return " ".join(plain.split())

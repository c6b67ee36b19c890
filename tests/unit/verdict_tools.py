"""A claim about pebbles, and its box as a learner meets it."""

from __future__ import annotations

from ipywidgets import RadioButtons, Text

from helpers.learning.answers import Verdict
from helpers.learning.claim import Claim
from helpers.learning.record import Record
from helpers.learning.verdict_box import VerdictBox
from tests.unit.learner_tools import Driver

SUPPORTED, PARTLY, NOT_TESTABLE = Verdict

PARTS = {
    "item": "pebbles",
    "notebook": "04_editorial_critique",
    "claim": "Most pebbles on this beach are round.",
    "ours": PARTLY,
    "explain": lambda: "Of those [counted](https://example.org), 61 of 100 were round.",
    "to_say": {
        SUPPORTED: "that the pebbles were drawn by chance.",
        NOT_TESTABLE: "that nobody counted any.",
    },
}
CLAIM = Claim(**PARTS)
KEY = CLAIM.record_key


class VerdictDriver(Driver):
    """A verdict box as a learner meets it."""

    def __init__(self, folder, claim=CLAIM):
        super().__init__(VerdictBox(claim, Record(folder)))

    def choose(self, verdict, reason=""):
        (radio,), (line,) = self.find(RadioButtons), self.find(Text)
        radio.value, line.value = verdict, reason


def read_answer(folder):
    return Record(folder).read(KEY).entry.answer

"""What a learner says, and what is said back: predictions, exercises, verdicts and their record; the assignment.

A notebook uses six calls: `begin`, `predict`, `check`, `verdict`, `calibration` and `download_my_work`. None of them
imports a widget before it is called, so that `begin` can say what is missing. Notebook 06 uses those of the assignment
too, whose modules are read when they are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from helpers.learning.calibration import calibration
from helpers.learning.check import check
from helpers.learning.download import download_my_work
from helpers.learning.predict import predict
from helpers.learning.start import begin
from helpers.learning.verdict import verdict

ASSIGNMENT = {
    "answer": "answer",
    "automatic_marks": "automatic_marks",
    "my_trial": "my_trial",
    "ready_to_hand_in": "hand_in",
    "show_rubric": "rubric",
}
"""Call of notebook 06 -> its module in `helpers.learning.assignment`."""

__all__ = ["begin", "calibration", "check", "download_my_work", "predict", "verdict", *ASSIGNMENT]


def __getattr__(name: str) -> Any:
    if name not in ASSIGNMENT:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # `begin` has done so, unless the kernel was restarted since: then this import is the first that is ours.
    import_module(f"{__name__}.assignment.unread_cells").explain_unread_cells()
    return getattr(import_module(f"{__name__}.assignment.{ASSIGNMENT[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *ASSIGNMENT]

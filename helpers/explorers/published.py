"""The published rows that several explorers read, bar by bar, and the stamp of what is computed from them."""

from __future__ import annotations

from helpers.evidence import citation, figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.models.placebo_responses import TRIALS

PUBLISHED_ROWS = TRIALS[0].rows
"""Of ProDERM: bar, in TIS points -> the rows of the published figures that hold its counts, IVIg and placebo."""

DIFFERENCE_ROWS = {20: "difference_tis20", 40: "difference_tis40", 60: "difference_tis60"}
"""Bar, in TIS points -> the row that holds the difference and its interval as printed."""

IMPROVEMENTS = {20: "minimal", 40: "moderate", 60: "major"}
"""Bar, in TIS points -> the score's name for reaching it."""

CATEGORIES = ("none", *IMPROVEMENTS.values())
"""What the bars divide, worst first."""


def read_categories() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return how many patients each category holds, worst first: on IVIg, and on placebo."""
    ivig, placebo = (
        tuple(figure(f"category_{name}_{arm}").count for name in CATEGORIES) for arm in ("ivig", "placebo")
    )
    return ivig, placebo


def trace_counts(invented: str = "", source: str = "proderm_2022") -> Provenance:
    """Say where counts come from that stand in two arms as randomised.

    Parameters
    ----------
    invented : str
        What is invented about them, in a few words; empty where they are the trial's.
    source : str
        The citation of the trial's. What is computed from published counts is derived.
    """
    if invented:
        return Provenance(Status.SYNTHETIC, None, invented)
    return Provenance(Status.DERIVED, Comparison.RANDOMISED, f"from {citation(source).short}")

"""How many end points: what chance makes of several on the same patients, and what adjusting leaves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from ipywidgets import Widget

from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, FloatSlider, IntSlider
from helpers.figures.multiplicity import start_multiplicity, update_multiplicity
from helpers.figures.multiplicity_words import Multiplicity
from helpers.figures.picture import Picture
from helpers.models.multiplicity import (
    ADJUSTMENTS,
    ChanceOfAgreement,
    ChanceOfFalsePositive,
    adjust_p_values,
    chance_of_agreement,
    chance_of_false_positive,
)

QUESTIONS = {
    "at least one is significant by chance": chance_of_false_positive,
    "all point the same way by chance": chance_of_agreement,
}
MOST_ENDPOINTS = 20
INVENTED_P_VALUES = {"A": 0.012, "B": 0.024, "C": 0.004, "D": 0.200, "E": 0.020}
"""Made up so that the methods part ways, in an order fixed beforehand: we have not found most of the trial's."""
CORRELATIONS = (*np.linspace(0, 0.96, 25).round(2).tolist(), 0.97, 0.98, 0.985, 0.99, 0.995, 0.998, 1.0)
"""Where the curve is computed: closer together at the end, where it is steep."""


class MultiplicityExplorer(Explorer):
    """What chance makes of several end points on the same patients when the treatment does nothing.

    The test statistics are taken as normal, each pair with one correlation. End points that share patients and measures
    agree by chance more often than independent ones: agreement is not replication. Our sources say nothing of a
    correction for several end points in ProDERM.

    Parameters
    ----------
    endpoints : int
        1 to 20.
    correlation : float
        Between any two end points, 0 to 0.95.
    question : {"at least one is significant by chance", "all point the same way by chance"}
        What the curve shows. Significant means two-sided p below 0.05.
    method : {"none", "bonferroni", "holm", "hochberg", "fixed-sequence"}
        What is done to five invented p values, at 0.05.

    Examples
    --------
    >>> explorer = MultiplicityExplorer(endpoints=5, correlation=0.8, question="all point the same way by chance")
    >>> print(explorer.picture.sentence.partition(", towards")[0])
    With no effect at all, 5 end points, correlation 0.80: all point one way in 58.2 % of trials (independent: 6.3 %)
    """

    title = "How many end points?"

    def controls(self) -> dict[str, Widget]:
        return {
            "endpoints": IntSlider(
                value=2,
                min=1,
                max=MOST_ENDPOINTS,
                description="End points (number)",
                tooltip="How many are measured on the same patients and tested",
            ),
            "correlation": FloatSlider(
                value=0,
                min=0,
                max=0.95,
                step=0.05,
                readout_format=".2f",
                description="Correlation between any two (0 to 0.95)",
                tooltip="0: they have nothing to do with each other; near 1: they are almost the same measurement",
            ),
            "question": Dropdown(
                options=list(QUESTIONS),
                description="Question (no effect at all)",
                tooltip="What the curve shows, when the treatment does nothing",
            ),
            "method": Dropdown(
                options=[(adjustment.label, method) for method, adjustment in ADJUSTMENTS.items()],
                description="Correction of the five invented p values",
                tooltip="What is done about there being several",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        agree = list(QUESTIONS)[1]
        return {
            "Two, unrelated": {},
            "Twenty, unrelated": {"endpoints": 20},
            "Five, unrelated: agree?": {"endpoints": 5, "question": agree},
            "Five on one trial: agree?": {"endpoints": 5, "correlation": 0.8, "question": agree},
            "Five, Holm": {"endpoints": 5, "method": "holm"},
        }

    def compute(self, *, endpoints: int, correlation: float, question: str, method: str) -> Multiplicity:
        return Multiplicity(
            QUESTIONS[question](endpoints, correlation),
            _trace_curve(question, endpoints),
            adjust_p_values(INVENTED_P_VALUES, method),
            Provenance(Status.SYNTHETIC, None, "invented end points and p values"),
        )

    def start(self, result: Multiplicity) -> Picture:
        return start_multiplicity(result)

    def update(self, picture: Picture, result: Multiplicity) -> Picture:
        return update_multiplicity(picture, result)


@lru_cache(maxsize=2 * MOST_ENDPOINTS)
def _trace_curve(question: str, endpoints: int) -> tuple[tuple[float, float], ...]:
    """Return the chance at each of `CORRELATIONS`."""
    results: list[ChanceOfFalsePositive | ChanceOfAgreement] = [
        QUESTIONS[question](endpoints, correlation) for correlation in CORRELATIONS
    ]
    return tuple((result.correlation, result.chance) for result in results)

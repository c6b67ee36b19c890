"""From no pooling to complete pooling: subtypes drawn towards their mean, as far as the spread between them says."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from ipywidgets import Widget

from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_level_slider
from helpers.explorers.widgets import Dropdown, IntSlider, SelectionSlider
from helpers.figures.picture import Picture
from helpers.figures.pooling import start_pooling, update_pooling
from helpers.figures.pooling_words import Pooling
from helpers.models.partial_pooling import PooledSubgroups, pool_by_data, pool_subgroups

STEPS = ("none", 50, 40, 30, 20, 15, 10, 7, 5, 3, 2, 1, "complete", "data")
"""Of the pooling slider: tau in points between its two limits, and at the end tau as the counts have it."""
LABELS = {"none": "none (τ infinite)", "complete": "complete (τ = 0)", "data": "by the data"}
TAUS = {"none": math.inf, "complete": 0.0}

INVENTED = {
    "five": {"A": (12, 15, 7, 16), "B": (10, 12, 4, 12), "C": (7, 9, 4, 9), "D": (6, 7, 3, 7), "E": (2, 4, 3, 4)},
    "all or none": {"A": (12, 15, 8, 16), "B": (9, 12, 6, 12), "C": (7, 9, 4, 9), "D": (5, 7, 3, 7), "E": (4, 4, 0, 4)},
}
"""Made up: responders and patients on IVIg, then on placebo. Each set adds up to the trial's arms and responders."""

COUNTS = {
    "five": "invented: five subtypes",
    "all or none": "invented: one small, all v none",
}


class PoolingExplorer(Explorer):
    """How far does a subtype of a few patients move when it may borrow from the others?

    The model takes each observed difference as normal with a known error, and the true differences as normal around a
    mean of their own: assumptions, rough with four patients an arm. No interval here says that a subtype responds.

    Parameters
    ----------
    pooling : {"none", 50, 40, 30, 20, 15, 10, 7, 5, 3, 2, 1, "complete", "data"}
        The standard deviation tau between the true differences in percentage points; "none" is infinite, "complete" 0,
        and "data" averages over tau, weighed by prior and counts.
    counts : {"five", "all or none"}
        Two invented sets of five subtypes. The trial's own two groups are not among them: two say next to nothing of
        tau, so that what was thought beforehand would decide.
    prior_scale : int
        SD of the half-normal prior of tau, 2 to 40 percentage points.
    level : float
        Of the intervals, in percent, 80 to 99.

    Examples
    --------
    >>> explorer = PoolingExplorer(pooling="complete")
    >>> explorer.picture.table["pooled (points)"].tolist()[:5]
    [35.9, 35.9, 35.9, 35.9, 35.9]
    """

    title = "From no pooling to complete pooling"
    player = "pooling"
    pause_ms = 900
    """Few steps, each of which moves every row."""

    def controls(self) -> dict[str, Widget]:
        return {
            "pooling": SelectionSlider(
                options=[(LABELS.get(step, f"τ = {step} points"), step) for step in STEPS],
                description="Pooling (τ: SD between true differences)",
                tooltip="From each subtype alone to all as one; at the end, as the data have it",
            ),
            "counts": Dropdown(
                options=[(words, name) for name, words in COUNTS.items()],
                description="Counts",
                tooltip="Responders and patients of each subtype on IVIg and on placebo",
            ),
            "prior_scale": IntSlider(
                value=20,
                min=2,
                max=40,
                description="Prior of τ: half-normal, SD (points)",
                tooltip="How far apart true differences were thought to lie before any count was seen",
            ),
            "level": make_level_slider(
                "How much of the curve of each difference its interval holds", "Level of the intervals (%)"
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "No pooling": {},
            "Some pooling (10 points)": {"pooling": 10},
            "Complete pooling": {"pooling": "complete"},
            "The data decide": {"pooling": "data"},
            "One small, all v none": {"counts": "all or none", "pooling": 10},
        }

    def compute(self, *, pooling: str | int, counts: str, prior_scale: int, level: float) -> Pooling:
        by_data = _pool_by_data(counts, prior_scale, level)
        return Pooling(
            by_data if pooling == "data" else _pool(counts, TAUS.get(pooling, pooling), level),
            _pool(counts, 0.0, level).mean,
            by_data.posterior,
            Provenance(Status.SYNTHETIC, None, "invented subtypes and counts"),
        )

    def start(self, result: Pooling) -> Picture:
        return start_pooling(result)

    def update(self, picture: Picture, result: Pooling) -> Picture:
        return update_pooling(picture, result)


def _pool(counts: str, tau: float, level: float) -> PooledSubgroups:
    return pool_subgroups(INVENTED[counts], tau / 100, level=level / 100)


@lru_cache(maxsize=32)
def _pool_by_data(counts: str, prior_scale: int, level: float) -> PooledSubgroups:
    # Kept, for a walk along the pooling slider asks for the same curve of tau at each step.
    return pool_by_data(INVENTED[counts], prior_scale=prior_scale / 100, level=level / 100)

"""The abstract's claim as people: one person drawn for each patient, and a bar to move."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import citation, figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_bar_slider
from helpers.explorers.published import IMPROVEMENTS, PUBLISHED_ROWS
from helpers.explorers.widgets import Checkbox
from helpers.figures.people import People, start_people, update_people
from helpers.figures.picture import Picture
from helpers.models.published_arms import compare_published


class PeopleExplorer(Explorer):
    """47 people on IVIg and 48 on placebo, filled in if they reached the bar.

    Parameters
    ----------
    threshold : {20, 40, 60}
        The Total Improvement Score, in points, from which a patient counts as a responder. Higher is harder.
    mark_expected : bool
        Whether to mark how many responders on IVIg the placebo proportion alone would lead one to expect.

    Examples
    --------
    >>> explorer = PeopleExplorer(threshold=40)
    >>> print(explorer.picture.sentence.split(":")[0])
    At TIS 40 or more (moderate improvement), 32 of 47 people on IVIg and 11 of 48 on placebo count as responders
    """

    title = "The abstract as people"

    def controls(self) -> dict[str, Widget]:
        return {
            "threshold": make_bar_slider([(f"{points} ({name})", points) for points, name in IMPROVEMENTS.items()]),
            "mark_expected": Checkbox(
                description="Mark how many one would expect if IVIg did nothing",
                tooltip="Puts a white dot on as many people on IVIg as the placebo proportion would give",
                indent=False,
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "As published (TIS 20)": {"threshold": 20, "mark_expected": False},
            "The editorial's bar (TIS 40)": {"threshold": 40, "mark_expected": False},
            "Expected without effect": {"threshold": 20, "mark_expected": True},
        }

    def compute(self, *, threshold: int, mark_expected: bool) -> People:
        rows = PUBLISHED_ROWS[threshold]
        published = all(figure(row).status == Status.PUBLISHED for row in rows) and not mark_expected
        provenance = Provenance(
            Status.PUBLISHED if published else Status.DERIVED,
            Comparison.RANDOMISED,
            ("" if published else "from ") + citation("proderm_2022").short,
        )
        return People(compare_published(*rows), threshold, IMPROVEMENTS[threshold], mark_expected, provenance)

    def start(self, result: People) -> Picture:
        return start_people(result)

    def update(self, picture: Picture, result: People) -> Picture:
        return update_people(picture, result)

"""The abstract's claim as people: one person drawn for each patient, and a bar to move."""

from __future__ import annotations

from typing import Any

from ipywidgets import Checkbox, SelectionSlider, Widget

from helpers.evidence import citation, figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.explorers.base import Explorer
from helpers.figures.people import People, start_people, update_people
from helpers.figures.picture import Picture
from helpers.models.proportions import compare_proportions

BARS = {
    20: ("minimal", "responders_ivig", "responders_placebo"),
    40: ("moderate", "responders_ivig_tis40", "responders_placebo_tis40"),
    60: ("major", "responders_ivig_tis60", "responders_placebo_tis60"),
}
"""The bars at which counts are public or can be derived, the score's name for each, and the rows that hold them."""


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
            "threshold": SelectionSlider(
                options=[(f"{points} ({name})", points) for points, (name, _, _) in BARS.items()],
                description="Bar: Total Improvement Score of at least (points)",
                tooltip="The score from which a patient counts as a responder",
            ),
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
        improvement, ivig_id, placebo_id = BARS[threshold]
        ivig, placebo = figure(ivig_id), figure(placebo_id)
        comparison = compare_proportions(ivig.count, ivig.n, placebo.count, placebo.n)
        published = ivig.status == placebo.status == Status.PUBLISHED and not mark_expected
        provenance = Provenance(
            Status.PUBLISHED if published else Status.DERIVED,
            Comparison.RANDOMISED,
            ("" if published else "from ") + citation("proderm_2022").short,
        )
        return People(comparison, threshold, improvement, mark_expected, provenance)

    def start(self, result: People) -> Picture:
        return start_people(result)

    def update(self, picture: Picture, result: People) -> Picture:
        return update_people(picture, result)

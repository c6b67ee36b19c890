"""Missing patients: what p would be, however those who did not complete the first period were counted."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.explorers.base import Explorer
from helpers.explorers.published import trace_counts
from helpers.explorers.widgets import IntSlider
from helpers.figures.missing_patients import MissingPatients, start_missing_patients, update_missing_patients
from helpers.figures.picture import Picture
from helpers.models.missing_patients import find_tipping_point, missing_patients

MOST_MISSING = 5
"""Of each arm: one more than it takes in this trial until the worst case reaches 0.05."""


class MissingPatientsExplorer(Explorer):
    """Every way to count the patients who did not complete the first period.

    All randomised patients are in the denominators, so these were counted somehow; how, we have not found in print.
    Each change says how many more, or fewer, responded than were counted.

    Parameters
    ----------
    missing_ivig, missing_placebo : int
        Patients of each arm whose answer is not known, 0 to 5.
    change_ivig, change_placebo : int
        Responders more than printed (below zero: fewer), at most as many as are missing.

    Examples
    --------
    >>> explorer = MissingPatientsExplorer(change_ivig=-2, change_placebo=2)
    >>> print(explorer.picture.sentence.partition(". With")[0])
    Worst case for IVIg: 35 of 47 on IVIg v 23 of 48 on placebo, 26.6 points apart, Fisher's p = 0.011, below 0.05
    """

    title = "What if the missing had answered?"

    def controls(self) -> dict[str, Widget]:
        missing = _read_missing()
        return {
            "missing_ivig": _slider(missing["missing_ivig"], 0, "Missing on IVIg (patients)"),
            "missing_placebo": _slider(missing["missing_placebo"], 0, "Missing on placebo (patients)"),
            "change_ivig": _slider(0, -MOST_MISSING, "Change on IVIg (responders more or fewer)"),
            "change_placebo": _slider(0, -MOST_MISSING, "Change on placebo (responders more or fewer)"),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        missing = _read_missing()
        ivig, placebo = missing.values()
        tip = find_tipping_point(*_read_counts())
        return {
            "Two and two, as published": missing,
            "Worst case": missing | {"change_ivig": -ivig, "change_placebo": placebo},
            "Best case": missing | {"change_ivig": ivig, "change_placebo": -placebo},
            "Tipping point": {
                "missing_ivig": tip,
                "missing_placebo": tip,
                "change_ivig": -tip,
                "change_placebo": tip,
            },
        }

    def compute(
        self, *, missing_ivig: int, missing_placebo: int, change_ivig: int, change_placebo: int
    ) -> MissingPatients:
        counts = _read_counts()
        allocations = missing_patients(*counts, missing_ivig, missing_placebo)
        _check_change("IVIg", change_ivig, missing_ivig, allocations.changes_treatment)
        _check_change("placebo", change_placebo, missing_placebo, allocations.changes_control)
        is_trial = _read_missing() == {"missing_ivig": missing_ivig, "missing_placebo": missing_placebo}
        return MissingPatients(
            allocations,
            allocations.allocate(change_ivig, change_placebo),
            find_tipping_point(*counts),
            is_trial,
            trace_counts("" if is_trial else "invented numbers of missing"),
        )

    def start(self, result: MissingPatients) -> Picture:
        return start_missing_patients(result)

    def update(self, picture: Picture, result: MissingPatients) -> Picture:
        return update_missing_patients(picture, result)


def _slider(value: int, low: int, description: str) -> IntSlider:
    return IntSlider(value=value, min=low, max=MOST_MISSING, description=description, tooltip=description)


def _read_counts() -> tuple[int, int, int, int]:
    ivig, placebo = figure("responders_ivig"), figure("responders_placebo")
    return ivig.count, ivig.n, placebo.count, placebo.n


def _read_missing() -> dict[str, int]:
    return {f"missing_{arm}": figure(f"not_completed_first_period_{arm}").count for arm in ("ivig", "placebo")}


def _check_change(arm: str, change: int, missing: int, possible: range) -> None:
    # Checked here too, so that the sentence names what the sliders are called.
    if change not in possible:
        choice = "Choose 0" if missing == 0 else f"Choose {possible[0]} to {possible[-1]}"
        raise Impossible(
            f"Change on {arm}: {change} is impossible with {missing} missing. {choice}, or raise Missing on {arm}. "
            "The picture still shows the counts before.".replace("-", "−")
        )

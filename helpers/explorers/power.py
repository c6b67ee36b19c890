"""How many patients: exact power over the size of a trial, for rates that a planner takes as true."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import citation, figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.published import PUBLISHED_ROWS
from helpers.explorers.widgets import Dropdown, IntSlider, SelectionSlider
from helpers.figures.picture import Picture
from helpers.figures.power import start_power, update_power
from helpers.figures.power_words import CLOSE, LARGEST_SHOWN, Planned
from helpers.models.power import ExactPower, exact_power, power_curve, sample_size

TARGETS = (60, 70, 80, 90)
"""Powers to aim at, %."""
OTHER_DIFFERENCES = (20, 25)
"""Percentage points between the lower end of the interval and the observed difference: ours, to plan with."""
ANOTHER_PLAN = {"placebo_rate": 30, "difference": 30}
"""Fewer responders on placebo, %, and a difference in points: ours too."""


class PowerExplorer(Explorer):
    """How many patients does a trial need, for response rates that its planner takes as true?

    Power is exact: every pair of counts is added up. The observed difference is one draw out of many; whoever plans the
    next trial on the lower end of its interval is prepared for a smaller effect.

    Parameters
    ----------
    placebo_rate : int
        Response on placebo taken as true, 5 to 85 %.
    difference : int
        How many percentage points more respond on IVIg, 10 to 60.
    patients : int
        Patients per arm at which power is read off, 10 to 250.
    test : {"pooled_z", "fisher"}
        Pooled z (chi-squared without correction), or Fisher's exact test.
    target : {60, 70, 80, 90}
        Power to aim at, %.

    Examples
    --------
    >>> print(PowerExplorer(test="fisher", difference=20).picture.parts.title.get_text())
    To find 64 % v 44 % with 80 % power:
    108 per arm exactly; usual formula 97
    """

    title = "How many patients?"

    def controls(self) -> dict[str, Widget]:
        placebo_rate, difference = _read_observed()
        return {
            "placebo_rate": IntSlider(
                value=placebo_rate,
                min=5,
                max=85,
                description="Response on placebo, taken as true (%)",
                tooltip="How many of 100 patients on placebo reach the bar, if the plan is right",
            ),
            "difference": IntSlider(
                value=difference,
                min=10,
                max=60,
                description="More responders on IVIg (percentage points)",
                tooltip="How many more of 100 reach the bar on IVIg, if the plan is right",
            ),
            "patients": IntSlider(
                value=60,
                min=10,
                max=LARGEST_SHOWN,
                description="Patients per arm, to read off",
                tooltip="Where the ring stands: at how many patients per arm power and actual size are read off",
            ),
            "test": Dropdown(
                options=[("Chi-squared (pooled z)", "pooled_z"), ("Fisher's exact test", "fisher")],
                description="Test, two-sided at 5 %",
                tooltip="Which test of two proportions the trial will use",
            ),
            "target": SelectionSlider(
                options=list(TARGETS),
                value=80,
                description="Target power (%)",
                tooltip="How many of 100 such trials should find the difference (p < 0.05), if the rates are true",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        placebo_rate, observed = _read_observed()
        lower = _read_lower()
        another = ANOTHER_PLAN["placebo_rate"]
        return {
            f"As observed, {observed} points": {},
            f"Lower end, {lower} points": {"difference": lower},
            **{f"{placebo_rate} % + {points} points": {"difference": points} for points in OTHER_DIFFERENCES},
            f"{another + ANOTHER_PLAN['difference']} v {another} %": ANOTHER_PLAN,
        }

    def compute(self, *, placebo_rate: int, difference: int, patients: int, test: str, target: int) -> Planned:
        if placebo_rate + difference >= 100:
            raise Impossible(
                f"{placebo_rate} % on placebo and {difference} points more are {placebo_rate + difference} % on IVIg: "
                f"impossible. Choose fewer than {100 - placebo_rate} points, or fewer responders on placebo."
            )
        rates = (placebo_rate + difference) / 100, placebo_rate / 100
        plan = sample_size(*rates, power=target / 100, method="exact", test=test)
        held, middle = plan.n_per_arm, (plan.first_control + plan.n_per_arm) // 2
        ivig, placebo = (figure(row) for row in PUBLISHED_ROWS[20])
        return Planned(
            plan=plan,
            normal=sample_size(*rates, power=target / 100),
            curve=power_curve(*rates, largest=LARGEST_SHOWN, test=test),
            close=power_curve(*rates, smallest=max(2, middle - CLOSE), largest=middle + CLOSE, test=test),
            first=_compute_power(plan.first_control, plan.first_control, *rates, test),
            held=_compute_power(held, held, *rates, test),
            chosen=_compute_power(patients, patients, *rates, test),
            trial=_compute_power(ivig.n, placebo.n, *rates, test),
            provenance=_trace(placebo_rate, difference),
        )

    def start(self, result: Planned) -> Picture:
        return start_power(result)

    def update(self, picture: Picture, result: Planned) -> Picture:
        return update_power(picture, result)


@lru_cache(maxsize=128)
def _compute_power(n_ivig: int, n_placebo: int, ivig_rate: float, placebo_rate: float, test: str) -> ExactPower:
    return exact_power(n_ivig, n_placebo, ivig_rate, placebo_rate, test=test)


def _read_observed() -> tuple[int, int]:
    """Return the printed response on placebo, %, and the printed difference, points."""
    return round(figure("responders_placebo").percent), round(figure("difference_tis20").value)


def _read_lower() -> int:
    """Return the lower end of the printed interval of the difference, points."""
    return round(figure("difference_tis20").lower)


def _trace(placebo_rate: int, difference: int) -> Provenance:
    """Say where the rates come from: all but the printed difference and its lower end are a planner's assumption."""
    observed_rate, observed = _read_observed()
    if placebo_rate == observed_rate and difference in (observed, _read_lower()):
        return Provenance(Status.DERIVED, None, f"from {citation('proderm_2022').short}")
    return Provenance(Status.SYNTHETIC, None, "assumed response rates")

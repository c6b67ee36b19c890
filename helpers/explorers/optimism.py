"""How much guessing makes a difference: shared and differential optimism through the same score."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_bar_slider
from helpers.explorers.published import DIFFERENCE_ROWS, PUBLISHED_ROWS
from helpers.explorers.widgets import Dropdown, FloatSlider, IntSlider
from helpers.figures.optimism import start_optimism, update_optimism
from helpers.figures.optimism_words import Optimism
from helpers.figures.picture import Picture
from helpers.models.optimism import find_guessing_needed, responders_with_optimism

GUESSING = {"shared": 0.0, "guessers": 40, "extra": 2.0}
REAL_EFFECT = {"shared": 0.0, "drug_effect": 30, "course": "drifting"}
"""Two states to try: invented, and chosen for what they show."""


class OptimismExplorer(Explorer):
    """What ratings better than the truth do to the difference between two invented arms.

    Both arms hold the same 160 invented patients. Computed exactly, with the noise that `NoiseExplorer` assumes.

    Parameters
    ----------
    shared : float
        cm by which the three ratings of both arms are too good at the second visit, 0 to 3.
    guessers : int
        Percent of the IVIg arm who guess what they get, 0 to 100.
    extra : float
        cm more in those who guess, 0 to 4.
    drug_effect : int
        Percent of the activity left that the drug takes away in every patient on IVIg, 0 to 60.
    course : {"unchanged", "drifting"}
        Without the drug patients stay as they are, or drift, some better and some worse, so that the invented placebo
        arm comes near the published one.
    bar : {20, 40, 60}
        The Total Improvement Score in front, points.

    Examples
    --------
    >>> explorer = OptimismExplorer(shared=3)
    >>> print(explorer.picture.parts.title.get_text())
    No difference at TIS 20:
    both arms are equally optimistic
    """

    title = "How much guessing makes a difference"

    def controls(self) -> dict[str, Widget]:
        return {
            "shared": _slider(1, 3, "Shared optimism (both arms, cm too good)"),
            "guessers": IntSlider(
                value=0,
                min=0,
                max=100,
                step=5,
                description="Who guess their arm (% of the IVIg arm)",
                tooltip="They, or those who rate them, believe in the treatment and rate better than is true",
            ),
            "extra": _slider(0, 4, "Extra optimism of those who guess (cm)"),
            "drug_effect": IntSlider(
                value=0,
                min=0,
                max=60,
                step=5,
                description="True drug effect (% of activity taken away)",
                tooltip="What the drug takes away of the activity left at week 16, in every patient on IVIg",
            ),
            "course": Dropdown(
                options=[("patients stay as they are", "unchanged"), ("patients drift: better or worse", "drifting")],
                description="Without the drug",
                tooltip="What happens in truth without the drug; the drift is made to resemble the placebo arm",
            ),
            "bar": make_bar_slider(DIFFERENCE_ROWS),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Optimism in both arms": {},
            "Some of one arm guess": GUESSING,
            "A real effect": REAL_EFFECT,
            "The effect with optimism": REAL_EFFECT | {"shared": 2.0},
            "The same at TIS 40": REAL_EFFECT | {"shared": 2.0, "bar": 40},
        }

    def compute(self, *, guessers: int, drug_effect: int, bar: int, **state: Any) -> Optimism:
        effect = drug_effect / 100
        printed = {bar: figure(row).value for bar, row in DIFFERENCE_ROWS.items()}
        return Optimism(
            responders_with_optimism(guessers=guessers / 100, drug_effect=effect, **state),
            bar,
            find_guessing_needed(printed[bar] / 100, bar, drug_effect=effect, **state),
            {bar: (figure(ivig).percent, figure(placebo).percent) for bar, (ivig, placebo) in PUBLISHED_ROWS.items()},
            printed,
            Provenance(Status.SYNTHETIC, None, "invented patients and optimism"),
        )

    def start(self, result: Optimism) -> Picture:
        return start_optimism(result)

    def update(self, picture: Picture, result: Optimism) -> Picture:
        return update_optimism(picture, result)


def _slider(value: float, high: float, description: str) -> FloatSlider:
    return FloatSlider(
        value=value,
        min=0,
        max=high,
        step=0.25,
        readout_format=".2f",
        description=description,
        tooltip="By how much the physician's and patient's global and extramuscular activity read too low",
    )

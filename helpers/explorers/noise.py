"""Responders without a change: noise in the readings, and a score without a minus side."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, FloatSlider, IntSlider
from helpers.figures.noise import start_noise, update_noise
from helpers.figures.noise_words import Noise
from helpers.figures.picture import Picture
from helpers.models.measurement_noise import (
    ENZYME_NOISE,
    GLOBAL_NOISE,
    HAQ_NOISE,
    MMT8_NOISE,
    responders_from_noise,
)

PLACEBO_ROWS = {20: "responders_placebo", 40: "percent_placebo_tis40", 60: "percent_placebo_tis60"}
"""Bar, in TIS points -> the row of the published figures that holds the placebo arm's share."""

ASSUMED = {
    "global_noise": GLOBAL_NOISE,
    "mmt8_noise": MMT8_NOISE,
    "haq_noise": HAQ_NOISE,
    "enzyme_noise": round(100 * ENZYME_NOISE),
}
"""The noise that the course assumes, in the units of the controls."""


class NoiseExplorer(Explorer):
    """How many patients reach the bar when nothing but noise lies between two visits?

    160 invented patients keep their true values; each measure is read twice with a chance error. Computed exactly.

    Parameters
    ----------
    global_noise : float
        Standard deviation of one reading of the physician's and the patient's global and of extramuscular activity,
        0 to 2 cm.
    mmt8_noise : float
        Of MMT-8, 0 to 10 points of 150.
    haq_noise : float
        Of HAQ, 0 to 0.6 points of 3.
    enzyme_noise : int
        Of the enzyme, 0 to 50 percent of its true value.
    entry : {"everybody", "rules", "active"}
        Who is let in by the first reading: everybody, those who pass ProDERM's rules of MMT-8 and abnormal measures,
        or those of them who also read 5 cm or more on both globals (a rule that we invented).
    recording : {"unrounded", "rounded"}
        Whether readings are rounded to 0.1 cm, 1 point of MMT-8 and 0.125 of HAQ.

    Examples
    --------
    >>> explorer = NoiseExplorer(global_noise=0, mmt8_noise=0, haq_noise=0, enzyme_noise=0)
    >>> print(explorer.picture.parts.title.get_text().splitlines()[0])
    Without noise nobody responds:
    """

    title = "Responders without a change"

    def controls(self) -> dict[str, Widget]:
        return {
            "global_noise": _slider(0.5, 2, 0.1, "Noise of the three ratings (SD of one reading, cm)", ".1f"),
            "mmt8_noise": _slider(2, 10, 0.5, "Noise of MMT-8 (SD of one reading, points of 150)", ".1f"),
            "haq_noise": _slider(0.1, 0.6, 0.05, "Noise of HAQ (SD of one reading, points of 3)", ".2f"),
            "enzyme_noise": IntSlider(
                value=10,
                min=0,
                max=50,
                step=5,
                description="Noise of the enzyme (SD, % of its true value)",
                tooltip="How far one reading lies from its true value; the enzyme is worth at most "
                f"{figure('tis_maximum_enzyme').value:g} points",
            ),
            "entry": Dropdown(
                options=[
                    ("everybody", "everybody"),
                    ("ProDERM's rules", "rules"),
                    ("rules + both globals 5 cm or more", "active"),
                ],
                description="Who enters, by the first reading",
                tooltip="Those let in because they read badly read better at the next visit",
            ),
            "recording": Dropdown(
                options=[("unrounded", "unrounded"), ("rounded: 0.1 cm, 1 point, 0.125", "rounded")],
                description="Values",
                tooltip="Whether readings are rounded as a clinic records them",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        quiet = dict.fromkeys(ASSUMED, 0)
        return {
            "Little noise": {},
            "The noise we assume": ASSUMED,
            "The ratings alone": quiet | {"global_noise": GLOBAL_NOISE},
            "Rounded as recorded": ASSUMED | {"recording": "rounded"},
            "ProDERM's rules at entry": ASSUMED | {"entry": "rules"},
            "Only who reads badly": ASSUMED | {"entry": "active"},
        }

    def compute(self, *, enzyme_noise: int, **state: Any) -> Noise:
        return Noise(
            responders_from_noise(enzyme_noise=enzyme_noise / 100, **state),
            {bar: figure(row).percent for bar, row in PLACEBO_ROWS.items()},
            Provenance(Status.SYNTHETIC, None, "invented patients, no true change"),
        )

    def start(self, result: Noise) -> Picture:
        return start_noise(result)

    def update(self, picture: Picture, result: Noise) -> Picture:
        return update_noise(picture, result)


def _slider(value: float, high: float, step: float, description: str, readout: str) -> FloatSlider:
    return FloatSlider(
        value=value,
        min=0,
        max=high,
        step=step,
        readout_format=readout,
        description=description,
        tooltip="How far one reading at one visit lies from the truth: an assumption",
    )

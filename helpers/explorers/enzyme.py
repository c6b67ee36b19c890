"""Why CK hardly matters: what one enzyme can earn, from where, and when it decides."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import Provenance, Status, tis_table
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_enzyme_dropdown
from helpers.explorers.widgets import FloatSlider
from helpers.figures.enzyme import HIGHEST_ENTRY, start_enzyme, update_enzyme
from helpers.figures.enzyme_words import EnzymeRoom
from helpers.figures.picture import Picture
from helpers.models.enzyme_points import list_room, score_enzyme

SHORT_NAMES = {
    "physician_global": "physician",
    "patient_global": "patient",
    "mmt8": "strength (MMT-8)",
    "haq": "HAQ",
    "extramuscular": "extramuscular",
}
"""The measures besides the enzyme, in a word or two."""
LOWEST_ENTRY = 0.5
"""Multiples of ULN: a value in the middle of normal."""
STEP = 0.25
"""Multiples of ULN; it lands on the edges of the bands of CK."""


class EnzymeExplorer(Explorer):
    """The muscle enzyme's part in the Total Improvement Score of an invented patient.

    That CK did not differ between the arms of the trial says little: it can give few of the 100 points, and none where
    it is normal at entry. We have not found by how much it changed in either arm.

    Parameters
    ----------
    enzyme : {"CK", "aldolase", "AST", "ALT", "LDH"}
        The enzyme followed; its range, an assumption of ours, decides what a fall is worth.
    enzyme_baseline, enzyme_week16 : float
        Multiples of the upper limit of normal (ULN), 0.5 to 15; less is better.
    other_points : float
        What the other five measures earn together, 0 to 92.5 points in steps of 2.5.

    Examples
    --------
    >>> EnzymeExplorer(enzyme_baseline=15.0, enzyme_week16=1.0, other_points=0.0).picture.parts.title.get_text()
    'CK 15 → 1 × ULN earns 7.5 points:\\n0 + 7.5 = 7.5, no response'
    """

    title = "Why CK hardly matters"

    def controls(self) -> dict[str, Widget]:
        most = tis_table().maximum_points() - tis_table().maximum_points("enzyme")
        return {
            "enzyme": make_enzyme_dropdown(
                "The enzyme most abnormal at entry is followed; each has a range of its own"
            ),
            "enzyme_baseline": _make_slider(3.0, "Enzyme at entry (× upper limit of normal)"),
            "enzyme_week16": _make_slider(1.0, "Enzyme at week 16 (× upper limit of normal)"),
            "other_points": FloatSlider(
                value=15,
                min=0,
                max=most,
                step=2.5,
                readout_format=".1f",
                description="Points of the other five measures",
                tooltip="What physician, patient, strength, disability and skin earn together",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Not enough": {},
            "CK decides": {"enzyme_baseline": 5.0},
            "The same fall of ALT": {"enzyme": "ALT"},
            "Near normal at entry": {"enzyme_baseline": 1.5},
            "CK alone": {"enzyme_baseline": 15.0, "other_points": 0.0},
            "CK up, all else better": {"enzyme_week16": 8.0, "other_points": 60.0},
        }

    def compute(self, *, enzyme: str, enzyme_baseline: float, enzyme_week16: float, other_points: float) -> EnzymeRoom:
        return EnzymeRoom(
            part=score_enzyme(enzyme_baseline, enzyme_week16, other_points, enzyme=enzyme),
            room=list_room(enzyme),
            thresholds=tis_table().thresholds,
            maxima={name: tis_table().maximum_points(measure) for measure, name in SHORT_NAMES.items()},
            provenance=Provenance(Status.SYNTHETIC, None, "an invented patient; range assumed"),
        )

    def start(self, result: EnzymeRoom) -> Picture:
        return start_enzyme(result)

    def update(self, picture: Picture, result: EnzymeRoom) -> Picture:
        return update_enzyme(picture, result)


def _make_slider(value: float, description: str) -> FloatSlider:
    return FloatSlider(
        value=value,
        min=LOWEST_ENTRY,
        max=HIGHEST_ENTRY,
        step=STEP,
        readout_format=".2f",
        description=description,
        tooltip=f"{description}; less is better",
    )

"""Chance imbalance: what randomisation promises on average, and what it leaves to chance in one trial."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import IntSlider
from helpers.figures.imbalance import Imbalance, start_imbalance, update_imbalance
from helpers.figures.picture import Picture
from helpers.models.randomisation import chance_imbalance

FEWEST, MOST = 20, 400


class ImbalanceExplorer(Explorer):
    """How often two randomised arms differ by chance in a trait that the patients had before.

    Parameters
    ----------
    n_randomised : int
        Patients of both arms, 20 to 400; shared out as evenly as can be, the odd one to placebo.
    with_trait : int
        Percent of them who have the trait, 10 to 90 in steps of 5: the nearest whole number of patients.
    margin : int
        Percentage points between the arms' shares, 5 to 40, from which they count as different.
    traits : int
        How many such traits, each independent of the others, one looks at; 1 to 20.

    Examples
    --------
    >>> explorer = ImbalanceExplorer(n_randomised=20)
    >>> print(explorer.picture.sentence.split(":")[0])
    Deal 20 patients, 7 of them with a trait (35 %), to 10 and 10
    """

    title = "Chance imbalance"

    def controls(self) -> dict[str, Widget]:
        return {
            "n_randomised": IntSlider(
                value=figure("randomised_ivig").n,
                min=FEWEST,
                max=MOST,
                description="Randomised (patients in both arms)",
                tooltip="Shared out as evenly as can be",
            ),
            "with_trait": IntSlider(
                value=35,
                min=10,
                max=90,
                step=5,
                description="With the trait (% of all patients)",
                tooltip="A trait that the patients had before, and that matters for how they do",
            ),
            "margin": IntSlider(
                value=15,
                min=5,
                max=40,
                description="Margin: the arms differ by at least (points)",
                tooltip="Percentage points between the arms' shares, in either direction",
            ),
            "traits": IntSlider(
                value=1,
                min=1,
                max=20,
                description="Independent traits looked at",
                tooltip="How many traits as common as this one are compared between the arms",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "ProDERM's size": {},
            "20 patients": {"n_randomised": FEWEST},
            "400 patients": {"n_randomised": MOST},
            "Ten traits": {"traits": 10},
        }

    def compute(self, *, n_randomised: int, with_trait: int, margin: int, traits: int) -> Imbalance:
        n_ivig = n_randomised // 2
        # Half a patient is rounded up: round() would go to the even number.
        patients = (n_randomised * with_trait + 50) // 100
        chance = chance_imbalance(n_ivig, n_randomised - n_ivig, patients, margin=margin, traits=traits)
        return Imbalance(chance, with_trait, Provenance(Status.SYNTHETIC, None, "an invented trait"))

    def start(self, result: Imbalance) -> Picture:
        return start_imbalance(result)

    def update(self, picture: Picture, result: Imbalance) -> Picture:
        return update_imbalance(picture, result)

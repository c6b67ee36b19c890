"""A mixture of subtypes: a drug that does more for some of the patients, and the trials that this takes."""

from __future__ import annotations

from typing import Any

import numpy as np
from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import IntSlider
from helpers.figures.mixture import start_mixture, update_mixture
from helpers.figures.mixture_words import MixedTrial
from helpers.figures.picture import Picture
from helpers.models.mixture import mix_subtypes, vary_share

SMALLEST_SHARE, LARGEST_RATE, SMALLEST_DIFFERENCE, LARGEST_DIFFERENCE = 10, 85, 15, 60
SHARES = np.arange(SMALLEST_SHARE, 101) / 100
"""Where the curves are computed."""


class MixtureExplorer(Explorer):
    """What a trial sees, and takes, if the drug does more for one subtype than for the rest.

    Every effect here is invented: what IVIg does in any subtype is not known from ProDERM. Placebo rate and overall
    difference open near the trial's; a preset may take its share of patients from the antibodies in the trial report,
    never an effect.

    Parameters
    ----------
    share : int
        Part of the population that belongs to the subtype, 10 to 100 %.
    placebo_rate : int
        Who responds on placebo, in the subtype and in the rest alike, 0 to 85 %.
    difference_subtype, difference_rest : int
        What the drug adds, 15 to 60 and 0 to 60 percentage points.
    power : int
        Wanted of each trial, 70 to 90 %; normal formula, two-sided 5 %.

    Examples
    --------
    >>> explorer = MixtureExplorer(share=25)
    >>> print(explorer.picture.sentence.rpartition(". ")[2])
    The subtype alone needs 30 per arm, found by screening about 240.
    """

    title = "A mixture of subtypes"

    def controls(self) -> dict[str, Widget]:
        difference = round(figure("difference_tis20").value)
        return {
            "share": IntSlider(
                value=50,
                min=SMALLEST_SHARE,
                max=100,
                description="Share of the subtype among all patients (%)",
                tooltip="How many of all patients belong to the subtype",
            ),
            "placebo_rate": IntSlider(
                value=round(100 * figure("responders_placebo").count / figure("responders_placebo").n),
                min=0,
                max=LARGEST_RATE,
                description="Responders on placebo, in both groups (%)",
                tooltip="How many respond without the drug, in the subtype and in the rest alike",
            ),
            "difference_subtype": IntSlider(
                value=difference,
                min=SMALLEST_DIFFERENCE,
                max=LARGEST_DIFFERENCE,
                description="What the drug adds in the subtype (points)",
                tooltip="Percentage points more responders on the drug than on placebo, in the subtype: invented",
            ),
            "difference_rest": IntSlider(
                value=difference,
                min=0,
                max=LARGEST_DIFFERENCE,
                description="What the drug adds in the rest (points)",
                tooltip="Percentage points more responders on the drug than on placebo, in all others: invented",
            ),
            "power": IntSlider(
                value=80,
                min=70,
                max=90,
                description="Power wanted of each trial (%)",
                tooltip="How often a trial should find the difference that it plans on",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Same effect in both": {},
            "Works in half only": {"difference_rest": 0},
            "The rest gains less": {"difference_rest": 15},
            "Works in two of five": {"share": 40, "difference_rest": 0},
            "Works in 12 of 100": {"share": 12, "difference_rest": 0},
        }

    def compute(
        self, *, share: int, placebo_rate: int, difference_subtype: int, difference_rest: int, power: int
    ) -> MixedTrial:
        room = 100 - placebo_rate
        for difference, where in ((difference_subtype, "the subtype"), (difference_rest, "the rest")):
            if difference > room:
                raise Impossible(
                    f"{placebo_rate} % on placebo and {difference} points more in {where} make more than all patients, "
                    f"which is impossible. Choose at most {room} points, or a lower rate on placebo."
                )
        mixture = mix_subtypes(
            share / 100, placebo_rate / 100, difference_subtype / 100, difference_rest / 100, power=power / 100
        )
        return MixedTrial(mixture, vary_share(mixture, SHARES), _trace())

    def start(self, result: MixedTrial) -> Picture:
        return start_mixture(result)

    def update(self, picture: Picture, result: MixedTrial) -> Picture:
        return update_mixture(picture, result)


def _trace() -> Provenance:
    """Say that nothing here is known: the effects are invented even where a rate or a share is the trial's."""
    return Provenance(Status.SYNTHETIC, None, "invented effects by subtype")

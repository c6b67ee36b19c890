"""Who could guess the arm? Published signs, assumed guesses, and what they would do to blinding."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, IntSlider
from helpers.figures.masking import Masking, start_masking, update_masking
from helpers.figures.picture import Picture
from helpers.models.masking import guess_arms
from helpers.models.patient_flow import read_patient_flow

SIGNS = {
    "related": ("a related event", "related_events_ivig", "related_events_placebo"),
    "infusional": ("an infusional event", "infusional_events_ivig", "infusional_events_placebo"),
}
"""Sign -> its name in a sentence, and the rows that hold its counts, as treated in the first period.

Headache and fever would be the likelier signs. They are public only for all 95 ever given IVIg, with nobody beside
them, so that no guess can be reckoned from them.
"""


class MaskingExplorer(Explorer):
    """How often the arm is guessed right, if a sign is what people go by.

    The signs are published counts of the first period, as treated: 52 given IVIg and 48 given placebo, five people in
    both. The guesses are assumed: nobody's are public. Headache and fever cannot be chosen, because they are public
    only for all 95 ever given IVIg, without a comparator.

    Parameters
    ----------
    sign : {"related", "infusional"}
        An adverse event judged related to treatment, or an infusional one.
    told_by_sign, told_without : int
        Of those with, and of those without the sign: how many in 100 are guessed to be on IVIg.

    Examples
    --------
    >>> explorer = MaskingExplorer(told_by_sign=100, told_without=0)
    >>> explorer.picture.table["Bang's index (−1 to 1)"].tolist()
    [0.154, 0.542]
    """

    title = "Who could guess?"

    def controls(self) -> dict[str, Widget]:
        return {
            "sign": Dropdown(
                options=[(_describe_sign(sign), sign) for sign in SIGNS],
                description="Sign to go by: adverse event (IVIg v placebo)",
                tooltip="Published counts of people with such an event in the first period, as treated",
            ),
            "told_by_sign": _share_slider("With the sign: guessed to be on IVIg (%)"),
            "told_without": _share_slider("Without it: guessed to be on IVIg (%)"),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Nobody can tell": {"sign": "related", "told_by_sign": 50, "told_without": 50},
            "A slight lean": {"sign": "related", "told_by_sign": 60, "told_without": 45},
            "The sign decides": {"sign": "related", "told_by_sign": 100, "told_without": 0},
            "Infusional sign decides": {"sign": "infusional", "told_by_sign": 100, "told_without": 0},
        }

    def compute(self, *, sign: str, told_by_sign: int, told_without: int) -> Masking:
        name, ivig_id, placebo_id = SIGNS[sign]
        ivig, placebo = figure(ivig_id), figure(placebo_id)
        guesses = guess_arms(
            ivig.count,
            ivig.n,
            placebo.count,
            placebo.n,
            told_by_sign=told_by_sign / 100,
            told_without=told_without / 100,
        )
        provenance = Provenance(Status.SYNTHETIC, Comparison.AS_TREATED, "signs published, guesses assumed")
        return Masking(guesses, name, f"{sign} event", guesses.n - read_patient_flow().randomised, provenance)

    def start(self, result: Masking) -> Picture:
        return start_masking(result)

    def update(self, picture: Picture, result: Masking) -> Picture:
        return update_masking(picture, result)


def _describe_sign(sign: str) -> str:
    _, ivig_id, placebo_id = SIGNS[sign]
    ivig, placebo = figure(ivig_id), figure(placebo_id)
    return f"{sign} event: {ivig.count} of {ivig.n} v {placebo.count} of {placebo.n}"


def _share_slider(description: str) -> IntSlider:
    return IntSlider(value=50, min=0, max=100, description=description, tooltip=description)

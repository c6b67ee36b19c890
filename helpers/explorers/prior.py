"""What did you believe before? A prior for each arm in, and what prior and data together say about the difference."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import citation, figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import IntSlider
from helpers.figures.picture import Picture
from helpers.figures.prior import Prior, start_prior, update_prior
from helpers.models.proportions import compare_proportions
from helpers.models.two_beta import Beta, two_beta

ROWS = ("responders_ivig", "responders_placebo")
HEAVIEST = 200
"""Patients: four arms' worth of belief, enough to see a prior win over the data."""
LOWEST_MARGIN, HIGHEST_MARGIN = -20, 50

SCEPTIC = 50
"""Per cent on IVIg and on placebo that somebody who expects no difference might believe in: invented. It is not the
trial's own placebo response, which would use these data twice."""

ENTHUSIASTIC = (75, 35)
"""Per cent on IVIg and on placebo that somebody who believes in IVIg might expect: invented."""


class PriorExplorer(Explorer):
    """Both response rates with a prior that can be moved, and the difference that prior and data leave.

    Each arm's prior is a beta curve given by its mean and by how many patients it is worth; prior beliefs about the
    two arms are independent. The probability on the picture holds for this prior and these data.

    Parameters
    ----------
    prior_mean_ivig, prior_mean_placebo : int
        The response rate expected before the data, percent, 0 to 100; 0 and 100 are refused.
    prior_weight_ivig, prior_weight_placebo : int
        How many patients that belief is worth, 0 to 200; 0 is refused.
    margin : int
        The difference that IVIg − placebo should exceed, percentage points, -20 to 50; above 0 favours IVIg.

    Examples
    --------
    >>> explorer = PriorExplorer(margin=20)
    >>> explorer.picture.table["estimate"].tolist()
    [77.55, 44.0, 33.55, 34.97, 0.927863]
    """

    title = "What did you believe before?"

    def controls(self) -> dict[str, Widget]:
        mean = "The response rate that you expected before the data"
        weight = "How many patients' worth of data that belief counts for"
        return {
            "prior_mean_ivig": _slider(50, 0, 100, "Prior mean on IVIg (% responders)", mean),
            "prior_weight_ivig": _slider(2, 0, HEAVIEST, "Weight of the prior on IVIg (patients)", weight),
            "prior_mean_placebo": _slider(50, 0, 100, "Prior mean on placebo (% responders)", mean),
            "prior_weight_placebo": _slider(2, 0, HEAVIEST, "Weight of the prior on placebo (patients)", weight),
            "margin": _slider(
                0,
                LOWEST_MARGIN,
                HIGHEST_MARGIN,
                "Margin (percentage points)",
                "The picture gives the probability that IVIg − placebo is larger than this",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Flat": _make_prior(50, 50, 2),
            "Sceptical": _make_prior(SCEPTIC, SCEPTIC, 50),
            "Very sceptical": _make_prior(SCEPTIC, SCEPTIC, HEAVIEST),
            "Enthusiastic": _make_prior(*ENTHUSIASTIC, 20),
        }

    def compute(self, *, margin: int, **prior: int) -> Prior:
        beliefs = [
            _read_prior(arm, prior[f"prior_mean_{arm.lower()}"], prior[f"prior_weight_{arm.lower()}"])
            for arm in ("IVIg", "placebo")
        ]
        ivig, placebo = (figure(row) for row in ROWS)
        counts = (ivig.count, ivig.n, placebo.count, placebo.n)
        return Prior(
            two_beta(*counts, prior_treatment=beliefs[0], prior_control=beliefs[1]),
            margin / 100,
            compare_proportions(*counts).risk_difference_interval("wald"),
            Provenance(Status.SYNTHETIC, None, f"prior invented; data {citation(ivig.citation).short}"),
        )

    def start(self, result: Prior) -> Picture:
        return start_prior(result)

    def update(self, picture: Picture, result: Prior) -> Picture:
        return update_prior(picture, result)


def _slider(value: int, low: int, high: int, description: str, tooltip: str) -> IntSlider:
    return IntSlider(value=value, min=low, max=high, description=description, tooltip=tooltip)


def _make_prior(mean_ivig: int, mean_placebo: int, weight: int) -> dict[str, int]:
    return {
        "prior_mean_ivig": mean_ivig,
        "prior_weight_ivig": weight,
        "prior_mean_placebo": mean_placebo,
        "prior_weight_placebo": weight,
        "margin": 0,
    }


def _read_prior(arm: str, mean: int, weight: int) -> Beta:
    """Return the belief, or say in the words of the sliders why there is none."""
    if weight == 0:
        raise Impossible(
            f"A prior for {arm} that is worth 0 patients is impossible: it has no curve. Choose 1 or more; the less, "
            "the more the data decide."
        )
    if mean in (0, 100):
        raise Impossible(
            f"A prior for {arm} of {mean} % is impossible: it would be certain, and no data could move it. "
            "Choose 1 to 99 %."
        )
    return Beta.from_mean(mean / 100, weight)

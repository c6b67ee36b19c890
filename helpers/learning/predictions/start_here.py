"""Predictions of notebook 00, asked before the abstract and its picture are shown."""

from __future__ import annotations

from helpers.evidence import citation, cite, figure
from helpers.evidence.tis_table import POINTS_CITATION
from helpers.learning.prediction import Finding, ProbabilityPrediction, RangePrediction
from helpers.models.published_arms import compare_published
from helpers.models.tis import TWO_RATINGS, total_improvement_score

NOTEBOOK = "00_start_here"

BAR = 20
"""TIS points that the trial asked of a responder: figure primary_threshold."""

HIGHER_BAR = 40
"""TIS points of a moderate improvement: figure threshold_moderate."""

CM_BETTER = round(TWO_RATINGS.baseline.patient_global - TWO_RATINGS.follow_up.patient_global, 1)
"""Improvement on both global scales, cm."""


def find_placebo_response() -> Finding:
    """Return how many of 100 people on placebo reached the bar."""
    placebo = figure("responders_placebo")
    return Finding(
        # The question asks for people, so a range that ends at the whole number holds it.
        value=round(placebo.percent),
        said=f"about {placebo.percent:.0f} of 100 people ({placebo.percent:.2f} %).",
        why=(
            f"In the placebo arm {cite('responders_placebo', f'{placebo.count} of {placebo.n}')} patients reached "
            "the bar. Several things may do this, and the trial cannot tell them apart: patients tend to join when "
            "they are worse than usual, they keep their other medicines, hope colours a rating, and this score adds up "
            "what got better and leaves out what got worse. So a response is not yet an effect: it takes both arms to "
            "see one."
        ),
    )


def find_gap_at_higher_bar() -> Finding:
    """Return whether the arms lie further apart at the higher bar."""
    low = compare_published("responders_ivig", "responders_placebo")
    high = compare_published("responders_ivig_tis40", "responders_placebo_tis40")
    gap, gap_higher = (100 * arms.risk_difference for arms in (low, high))
    grows = gap_higher > gap
    return Finding(
        value=grows,
        said=(
            f"{'yes' if grows else 'no'}, the gap is {gap:.0f} percentage points with the bar at {BAR} and "
            f"{gap_higher:.0f} with the bar at {HIGHER_BAR}."
        ),
        why=(
            f"The higher bar leaves {cite('responders_ivig_tis40', str(high.responders_treatment))} of the "
            f"{cite('responders_ivig', str(low.responders_treatment))} responders on IVIg, and "
            f"{cite('responders_placebo_tis40', str(high.responders_control))} of the "
            f"{cite('responders_placebo', str(low.responders_control))} on placebo: it costs placebo more. Ten points "
            "more or less can be chance in arms of this size."
        ),
    )


def find_two_ratings_alone() -> Finding:
    """Return whether 1.6 cm on both global scales make a responder."""
    score = total_improvement_score(TWO_RATINGS.baseline, TWO_RATINGS.follow_up)
    responds = score.total >= BAR
    return Finding(
        value=responds,
        said=f"{'yes' if responds else 'no'}, her score is {score.total:g} and the bar is {BAR}.",
        why=(
            f"{CM_BETTER} cm is {CM_BETTER * 10:.0f} % of a 10 cm scale. That earns "
            f"{score.points['physician_global']:g} points on the physician's scale and "
            f"{score.points['patient_global']:g} on her own, by the [point "
            f"table]({citation(POINTS_CITATION).address}). Two marks on paper are enough, with no change in "
            "strength. That makes the score neither right nor wrong; it tells whose judgement it rests on."
        ),
    )


PREDICTIONS = (
    RangePrediction(
        item="placebo_response",
        notebook=NOTEBOOK,
        question=(
            "Think of 100 adults with dermatomyositis. For 16 weeks they keep their usual medicines and get "
            "infusions of salt water (placebo), not knowing which infusion it is. How many of them will reach the "
            f"trial's bar, a Total Improvement Score (TIS) of at least {BAR} of 100 points, called minimal improvement?"
        ),
        unit="of 100 people",
        low=0,
        high=100,
        find=find_placebo_response,
        is_share=True,
    ),
    ProbabilityPrediction(
        item="gap_at_higher_bar",
        notebook=NOTEBOOK,
        question=(
            f"Now raise the bar from {BAR} to {HIGHER_BAR} points, so that fewer patients count as responders in "
            "either arm. Will the gap between IVIg and placebo, in percentage points, grow?"
        ),
        find=find_gap_at_higher_bar,
    ),
    ProbabilityPrediction(
        item="two_ratings_alone",
        notebook=NOTEBOOK,
        question=(
            f"An invented patient: after 16 weeks her physician and she herself each rate her disease {CM_BETTER} cm "
            "lower on scales from 0 to 10 cm. Strength, daily function, muscle enzyme and everything outside the "
            f"muscles are exactly as before. Is she a responder (TIS of at least {BAR})?"
        ),
        find=find_two_ratings_alone,
    ),
)

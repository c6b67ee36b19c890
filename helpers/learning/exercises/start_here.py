"""Exercises of notebook 00. Each is built when it is asked for, so that its numbers are computed from the evidence."""

from __future__ import annotations

from helpers.evidence import citation, cite, figure
from helpers.evidence.tis_table import POINTS_CITATION
from helpers.learning.exercise import ChoiceExercise, Misreading, NumberExercise, Option
from helpers.models.published_arms import compare_published

NOTEBOOK = "00_start_here"

PRIMARY = ("responders_ivig", "responders_placebo")
"""Rows of the primary end point."""

ROUNDING = 0.5
"""Percentage points: whole per cents are near enough, and so is what rounding before a subtraction does here."""


def build_placebo_responders_percent() -> NumberExercise:
    """Return the exercise that turns one arm's count into per cent."""
    ivig, placebo = figure("responders_ivig"), figure("responders_placebo")
    return NumberExercise(
        id="placebo_responders_percent",
        notebook=NOTEBOOK,
        question=(
            f"On placebo {placebo.count} of {placebo.n} patients reached the bar, on IVIg {ivig.count} of {ivig.n}. "
            "What percentage of the patients on placebo responded?"
        ),
        unit="per cent",
        low=0,
        high=100,
        tolerance=ROUNDING,
        truth=placebo.percent,
        misreadings=(
            Misreading("percent_for_fraction", placebo.percent / 100),
            Misreading("wrong_denominator", 100 * placebo.count / (placebo.n + ivig.n)),
            Misreading("wrong_denominator", 100 * placebo.count / (placebo.count + ivig.count)),
            Misreading("wrong_denominator", 100 * placebo.count / ivig.n),
            Misreading("count_for_percentage", placebo.count),
            Misreading("wrong_denominator", placebo.n / placebo.count),
            Misreading("nonresponders_for_responders", 100 - placebo.percent),
            Misreading("nonresponders_for_responders", placebo.n - placebo.count),
            Misreading("arms_swapped", ivig.percent),
        ),
        route="Divide the patients on placebo who responded by all patients on placebo, and multiply by 100.",
        why=(
            f"{placebo.count} divided by {placebo.n} is {placebo.percent:.2f} %, which the paper rounds to "
            f"{cite('responders_placebo')}."
        ),
        is_share=True,
    )


def build_difference_in_points() -> NumberExercise:
    """Return the exercise that takes one percentage from the other."""
    ivig, placebo = figure("responders_ivig"), figure("responders_placebo")
    arms = compare_published(*PRIMARY)
    difference = 100 * arms.risk_difference
    everybody = ivig.n + placebo.n
    return NumberExercise(
        id="difference_in_points",
        notebook=NOTEBOOK,
        question=(
            f"{ivig.count} of {ivig.n} patients on IVIg and {placebo.count} of {placebo.n} on placebo reached the "
            "bar. By how many percentage points do the arms differ, IVIg minus placebo?"
        ),
        unit="percentage points",
        low=-100,
        high=100,
        tolerance=ROUNDING,
        truth=difference,
        misreadings=(
            Misreading("ratio_for_difference", arms.risk_ratio),
            Misreading("ratio_for_difference", 100 * (arms.risk_ratio - 1)),
            Misreading("ratio_for_difference", 100 * arms.risk_ratio),
            Misreading("ratio_for_difference", 1 / arms.risk_ratio),
            Misreading("ratio_for_difference", arms.odds_ratio),
            Misreading("arms_swapped", -difference),
            Misreading("percent_for_fraction", arms.risk_difference),
            Misreading("count_for_percentage", ivig.count - placebo.count),
            Misreading("wrong_denominator", 100 * (ivig.count - placebo.count) / everybody),
            Misreading("wrong_denominator", 100 * (ivig.count / placebo.n - placebo.count / ivig.n)),
            Misreading("nnt_as_share", 100 / round(arms.number_needed_to_treat)),
            Misreading("nnt_as_share", arms.number_needed_to_treat),
            Misreading("within_arm_as_effect", ivig.percent),
            Misreading("within_arm_as_effect", placebo.percent),
        ),
        route="Turn each arm's count into a percentage of that arm's own patients, then take placebo from IVIg.",
        why=(
            f"{ivig.percent:.2f} % minus {placebo.percent:.2f} % is {difference:.2f} percentage points in favour of "
            f"IVIg. The paper rounds it to {cite('difference_tis20', f'{difference:.0f}')}."
        ),
        is_share=True,
    )


def build_meaning_of_tis_40() -> ChoiceExercise:
    """Return the exercise on what an improvement score is."""
    return ChoiceExercise(
        id="meaning_of_tis_40",
        notebook=NOTEBOOK,
        question="At week 16 a patient on IVIg has a Total Improvement Score (TIS) of 40. What does that tell you?",
        options={
            "a": Option("Her disease now stands at 40 on a scale from 0 to 100.", "threshold_as_state"),
            "b": Option("The infusions have made her better by 40 points.", "within_arm_as_effect"),
            "c": Option("Since the start some of six measures got better, and that is worth 40 points in all."),
        },
        why=(
            f"The score sets two visits side by side and adds [points]({citation(POINTS_CITATION).address}) for what "
            "improved. It does not say how ill she is now, nor what she would have scored without IVIg."
        ),
    )


def build_meaning_of_interval() -> ChoiceExercise:
    """Return the exercise on what a confidence interval is an interval of."""
    arms = compare_published(*PRIMARY)
    printed = arms.risk_difference_interval("wald")
    low, high = (f"{100 * limit:.0f}" for limit in printed)
    return ChoiceExercise(
        id="meaning_of_interval",
        notebook=NOTEBOOK,
        question=(
            f"The paper gives the difference between the arms a 95 % confidence interval from {low} to {high} "
            "percentage points. What does that tell you?"
        ),
        options={
            "a": Option(f"Nearly all patients on IVIg improved by {low} to {high} points.", "interval_as_patients"),
            "b": Option(
                "Zero is not in it, so the chance that IVIg has no effect is less than 5 %.",
                "p_as_no_effect",
            ),
            "c": Option(f"IVIg cured at least {low} % and at most {high} % of the patients.", "points_as_cured"),
            "d": Option(
                f"A true difference anywhere from {low} to {high} points would fit these data; smaller and larger "
                "ones fit them less well."
            ),
        },
        why=(
            f"The interval, {cite('difference_tis20', f'{low} to {high}')}, is about one quantity, the difference "
            f"between the arms. It tells how firmly {arms.n_treatment + arms.n_control} patients can fix it if "
            "nothing else went wrong: it knows nothing of bias."
        ),
    )


BUILDERS = {
    "placebo_responders_percent": build_placebo_responders_percent,
    "difference_in_points": build_difference_in_points,
    "meaning_of_tis_40": build_meaning_of_tis_40,
    "meaning_of_interval": build_meaning_of_interval,
}

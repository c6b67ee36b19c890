"""Exercises of notebook 02. Where they need a trial of their own it is invented, and the question says so."""

from __future__ import annotations

from helpers.evidence import cite
from helpers.learning.exercise import ChoiceExercise, Misreading, NumberExercise, Option
from helpers.models.fragility import fragility_index
from helpers.models.proportions import compare_proportions, proportion_interval
from helpers.models.published_arms import compare_published

NOTEBOOK = "02_primary_endpoint"

PRIMARY = ("responders_ivig", "responders_placebo")
"""Rows of the primary end point."""

INVENTED = (45, 60, 30, 60)
"""Responders and patients on treatment, then on control: three in four against two in four."""

OVERLAPPING = (60, 100, 45, 100)
"""Arms whose intervals share values while the interval of the difference leaves zero out."""

INCOMPLETE = (33, 50, 20, 50)
NOT_COMPLETED = (5, 4)
"""Patients on treatment and on control who did not complete, all counted as non-responders."""

WIDER_LEVEL = 99
"""Per cent; another than the one that every paper prints."""

NARROW = 0.1
"""Percentage points: methods lie about a point apart, and whole per cents happen to be near enough here."""

ROUNDING = 0.5
"""Percentage points: whole per cents are near enough."""


def build_patients_for_one_more() -> NumberExercise:
    """Return the exercise that turns two arms into a number needed to treat."""
    arms = compare_proportions(*INVENTED)
    points = 100 * arms.risk_difference
    return NumberExercise(
        id="patients_for_one_more",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial: {arms.responders_treatment} of {arms.n_treatment} patients respond on the treatment "
            f"and {arms.responders_control} of {arms.n_control} on the control. How many patients must be treated, "
            "and not given the control, for one more to respond?"
        ),
        unit="patients",
        low=-100,
        high=100,
        tolerance=0.05,
        truth=arms.number_needed_to_treat,
        misreadings=(
            Misreading("ratio_for_difference", arms.risk_ratio),
            Misreading("ratio_for_difference", 1 / arms.risk_ratio),
            Misreading("ratio_for_difference", arms.odds_ratio),
            Misreading("nnt_as_share", points),
            Misreading("nnt_as_share", arms.risk_difference),
            Misreading("percent_for_fraction", 1 / points),
            Misreading("arms_swapped", -arms.number_needed_to_treat),
            Misreading("count_for_needed", arms.responders_treatment - arms.responders_control),
            Misreading("wrong_denominator", arms.n / (arms.responders_treatment - arms.responders_control)),
            Misreading("nnt_of_one_arm", 1 / arms.proportion_treatment),
            Misreading("nnt_of_one_arm", 1 / arms.proportion_control),
        ),
        route="Take the control arm's share of responders from the treatment arm's, as fractions, and divide 1 by it.",
        why=(
            f"The shares are {arms.proportion_treatment:.2f} and {arms.proportion_control:.2f}, they differ by "
            f"{arms.risk_difference:.2f}, and 1 divided by that is {arms.number_needed_to_treat:.0f}. Say with it what "
            "a response is, by when, and compared with what."
        ),
    )


def build_meaning_of_number_needed() -> ChoiceExercise:
    """Return the exercise on what a number needed to treat counts."""
    arms = compare_published(*PRIMARY)
    needed = f"{arms.number_needed_to_treat:.1f}"
    return ChoiceExercise(
        id="meaning_of_number_needed",
        notebook=NOTEBOOK,
        question=(
            f"The number needed to treat in this trial is {needed}, for a response at week 16 with IVIg and not "
            "placebo. Which reading is right?"
        ),
        options={
            "a": Option(
                "One patient in three benefits from IVIg, and the other two are given it without any benefit.",
                "nnt_as_share",
            ),
            "b": Option("Of three patients on IVIg one responds.", "nnt_of_one_arm"),
            "c": Option(
                f"With IVIg for {10 * arms.number_needed_to_treat:.0f} such patients, and not placebo, on average "
                "about 10 more respond."
            ),
            "d": Option("One patient in three is cured after 16 weeks of IVIg.", "points_as_cured"),
        },
        why=(
            f"It is 1 divided by the difference, {cite('number_needed_to_treat', needed)}. On placebo "
            f"{cite('responders_placebo')} respond as well, and a count of responders cannot tell who responded "
            "because of IVIg and who would have anyway."
        ),
    )


def build_lower_limit_at_wider_level() -> NumberExercise:
    """Return the exercise that asks for a limit at a level that no abstract prints."""
    arms = compare_published(*PRIMARY)

    def lower(level: float) -> float:
        return 100 * arms.risk_difference_interval("wald", level).lower

    level = WIDER_LEVEL / 100
    truth = lower(level)
    return NumberExercise(
        id="lower_limit_at_wider_level",
        notebook=NOTEBOOK,
        question=(
            f"The trial's own counts, {arms.responders_treatment} of {arms.n_treatment} and "
            f"{arms.responders_control} of {arms.n_control}: what is the lower limit of the two-sided {WIDER_LEVEL} % "
            "Wald interval of the difference, IVIg minus placebo? The explorer of section 3 gives it."
        ),
        unit="percentage points",
        low=-100,
        high=100,
        tolerance=NARROW,
        truth=truth,
        misreadings=(
            Misreading("another_level", lower(0.95)),
            *(
                Misreading("another_method", 100 * arms.risk_difference_interval(method, level).lower)
                for method in ("newcombe", "agresti-caffo", "miettinen-nurminen")
            ),
            Misreading("one_sided_for_two_sided", lower(2 * level - 1)),
            Misreading("percent_for_fraction", truth / 100),
            Misreading("arms_swapped", -100 * arms.risk_difference_interval("wald", level).upper),
        ),
        route=(
            f"In the explorer of section 3 set the method to Wald and the level to {WIDER_LEVEL} %, and leave the "
            "counts as published. The lower limit is the left end of the bold interval."
        ),
        why=(
            f"It is {truth:.2f}, where the {cite('difference_tis20_wald', '95 % Wald interval')} begins at "
            f"{lower(0.95):.2f}: who wants to be right more often has to claim less."
        ),
        is_share=True,
    )


def build_meaning_of_p_value() -> ChoiceExercise:
    """Return the exercise on what a p value is a probability of."""
    arms = compare_published(*PRIMARY)
    p = arms.p_value("fisher")
    return ChoiceExercise(
        id="meaning_of_p_value",
        notebook=NOTEBOOK,
        question=f"Fisher's exact test gives the primary comparison p = {p:.5f}. What does that say?",
        options={
            "a": Option(
                f"If IVIg made no difference to anybody's response, about {10_000 * p:.0f} in 10 000 deals of the "
                "labels would set the arms at least this far apart."
            ),
            "b": Option(f"The chance that IVIg has no effect is {100 * p:.2f} %.", "p_as_no_effect"),
            "c": Option("The effect of IVIg is large: p is far below 0.05.", "p_as_size"),
            "d": Option(f"IVIg has an effect, with a probability of {100 * (1 - p):.2f} %.", "p_as_no_effect"),
        },
        why=(
            f"Fisher's test, {cite('p_tis20_fisher', f'p = {p:.5f}')}, counts deals of the labels as if there were no "
            "effect. How likely an effect is, and how large, are other questions."
        ),
    )


def build_overlapping_arms() -> ChoiceExercise:
    """Return the exercise on two intervals that share values."""
    arms = compare_proportions(*OVERLAPPING)
    treatment, control = (
        " to ".join(f"{100 * limit:.0f}" for limit in proportion_interval(responders, n))
        for responders, n in (
            (arms.responders_treatment, arms.n_treatment),
            (arms.responders_control, arms.n_control),
        )
    )
    difference = arms.risk_difference_interval("newcombe")
    return ChoiceExercise(
        id="overlapping_arms",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial: {arms.responders_treatment} of {arms.n_treatment} respond on the treatment (95 % "
            f"interval {treatment} %) and {arms.responders_control} of {arms.n_control} on the control ({control} %). "
            "The two intervals share some values. What follows from that?"
        ),
        options={
            "a": Option("Nothing yet: it takes the interval of the difference."),
            "b": Option("The arms do not differ.", "overlap_as_no_difference"),
            "c": Option(
                "The result is not significant, so the treatment has no effect.", "nonsignificant_as_no_effect"
            ),
        },
        why=(
            f"The difference is {100 * difference.estimate:.0f} points, 95 % interval {100 * difference.lower:.1f} to "
            f"{100 * difference.upper:.1f} (Newcombe), and zero is not in it. Intervals of two arms that do not meet "
            "at all are more than is needed."
        ),
    )


def build_difference_at_worst() -> NumberExercise:
    """Return the exercise that turns the patients who did not complete against the treatment."""
    arms = compare_proportions(*INCOMPLETE)
    missing_treatment, missing_control = NOT_COMPLETED
    responders, n, responders_control, n_control = INCOMPLETE
    worst = compare_proportions(responders, n, responders_control + missing_control, n_control)
    best = compare_proportions(responders + missing_treatment, n, responders_control, n_control)
    twice = compare_proportions(responders - missing_treatment, n, responders_control + missing_control, n_control)
    completed = compare_proportions(responders, n - missing_treatment, responders_control, n_control - missing_control)
    truth = 100 * worst.risk_difference
    return NumberExercise(
        id="difference_at_worst",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial: {responders} of {n} respond on the treatment and {responders_control} of {n_control} "
            f"on the control. {missing_treatment} patients on the treatment and {missing_control} on the control did "
            "not complete, and all of them were counted as non-responders. How large is the difference, in percentage "
            "points, in the case that is worst for the treatment?"
        ),
        unit="percentage points",
        low=-100,
        high=100,
        tolerance=ROUNDING,
        truth=truth,
        misreadings=(
            Misreading("missing_ignored", 100 * arms.risk_difference),
            Misreading("wrong_denominator", 100 * completed.risk_difference),
            Misreading("other_extreme", 100 * best.risk_difference),
            Misreading("worst_counted_twice", 100 * twice.risk_difference),
            Misreading("arms_swapped", -truth),
            Misreading("ratio_for_difference", worst.risk_ratio),
            Misreading("percent_for_fraction", truth / 100),
            Misreading("count_for_percentage", worst.responders_treatment - worst.responders_control),
        ),
        route=(
            "Nobody on the treatment can be counted lower than as a non-responder. Turn those of the control arm who "
            "did not complete into responders, keep all randomised patients in both arms, and take the difference."
        ),
        why=(
            f"On the treatment nothing changes, {responders} of {n}; on the control {missing_control} more respond, "
            f"{worst.responders_control} of {n_control}. The difference falls from {100 * arms.risk_difference:.0f} "
            f"to {truth:.0f} points."
        ),
        is_share=True,
    )


def build_two_fragilities() -> ChoiceExercise:
    """Return the exercise on the two codings of the fragility index."""
    both = fragility_index(*compare_published(*PRIMARY).counts, treatment="IVIg", control="placebo")
    response, other = both.response.index, both.non_response.index
    return ChoiceExercise(
        id="two_fragilities",
        notebook=NOTEBOOK,
        question=(
            f"Two readers compute the fragility index of this trial, each with Fisher's test and a level of "
            f"{both.alpha:g}. One finds {response}, the other {other}. What has happened?"
        ),
        options={
            "a": Option("One of them has miscounted: a trial has one fragility index.", "fragility_as_one_number"),
            "b": Option("They called different outcomes the event, and so changed patients of different arms."),
            "c": Option(
                f"With {response} the effect is larger than with {other}, so they must have looked at two different "
                "end points.",
                "p_as_size",
            ),
        },
        why=(
            f"With response as the event, placebo patients become responders: "
            f"{cite('fragility_response', str(response))}. With non-response as the event, IVIg patients become "
            f"non-responders: {cite('fragility_non_response', str(other))}."
        ),
    )


BUILDERS = {
    "patients_for_one_more": build_patients_for_one_more,
    "meaning_of_number_needed": build_meaning_of_number_needed,
    "lower_limit_at_wider_level": build_lower_limit_at_wider_level,
    "meaning_of_p_value": build_meaning_of_p_value,
    "overlapping_arms": build_overlapping_arms,
    "difference_at_worst": build_difference_at_worst,
    "two_fragilities": build_two_fragilities,
}

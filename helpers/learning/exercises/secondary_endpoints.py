"""Exercises of notebook 03. Where they need a trial of their own it is invented, and the question says so."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.learning.exercise import ChoiceExercise, Misreading, NumberExercise, Option
from helpers.models.proportions import proportion_interval

NOTEBOOK = "03_secondary_endpoints"

FALL_TREATMENT, FALL_CONTROL = 15, 9
"""Points by which an invented itch score falls in each arm."""

EVENTS, PATIENTS, EVER_TREATED, FIRST_PERIOD = 9, 7, 110, 58
"""An invented extension: events, patients with one, all ever treated, and those treated in the first period."""

NONE_OF = 35
"""Patients of an invented trial among whom nobody had the event."""

ROUNDING = 0.5
"""Percentage points: whole per cents are near enough."""

NARROW = 0.1
"""Percentage points: another method lies a little further away, and whole per cents are near enough here."""


def build_what_three_bars_show() -> ChoiceExercise:
    """Return the exercise on end points of which one contains the other."""
    bars = [figure(f"threshold_{name}").value for name in ("minimal", "moderate", "major")]
    major, responders = figure("responders_ivig_tis60"), figure("responders_ivig")
    return ChoiceExercise(
        id="what_three_bars_show",
        notebook=NOTEBOOK,
        question=(
            f"With the bar at {bars[0]:g}, at {bars[1]:g} and at {bars[2]:g} points, more patients pass it on IVIg "
            "than on placebo. What does that add to the primary result?"
        ),
        options={
            "a": Option(
                "Two confirmations: the effect has now been shown three times, each time at a higher bar than before.",
                "agreement_as_replication",
            ),
            "b": Option(
                "That it does not hang on one choice of the bar. Luck that helps at one often helps at the others."
            ),
            "c": Option(
                f"The size of the effect: {major.count} of {major.n} patients improved by {bars[2]:g} points because "
                "of IVIg.",
                "within_arm_as_effect",
            ),
        },
        why=(
            f"{cite('responders_ivig_tis60', str(major.count))} of the "
            f"{cite('responders_ivig', str(responders.count))} responders on IVIg are counted at all three bars. A "
            "second trial would bring other patients; a second bar brings the same ones."
        ),
    )


def build_effect_from_two_changes() -> NumberExercise:
    """Return the exercise that asks for an effect where each arm's change comes with a p value of its own."""
    truth = FALL_TREATMENT - FALL_CONTROL
    return NumberExercise(
        id="effect_from_two_changes",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial: an itch score falls by {FALL_TREATMENT} points on the treatment (p = 0.001 for the "
            f"change) and by {FALL_CONTROL} on the control (p = 0.08 for the change). By how many points does the "
            "treatment lower the score, as far as this trial can tell?"
        ),
        unit="points",
        low=-100,
        high=100,
        tolerance=0.05,
        truth=truth,
        misreadings=(
            Misreading("within_arm_as_effect", FALL_TREATMENT),
            Misreading("within_arm_as_effect", FALL_CONTROL),
            Misreading("ratio_for_difference", FALL_TREATMENT / FALL_CONTROL),
            Misreading("ratio_for_difference", FALL_CONTROL / FALL_TREATMENT),
            Misreading("ratio_for_difference", 100 * truth / FALL_TREATMENT),
            Misreading("ratio_for_difference", 100 * truth / FALL_CONTROL),
            Misreading("arms_swapped", -truth),
        ),
        route="Take the control arm's fall from the treatment arm's. The p values of the two changes are not needed.",
        why=(
            f"{FALL_TREATMENT} less {FALL_CONTROL} is {truth:g}. That the one change has a small p value and the other "
            "has not says nothing about the difference between them: it needs an interval of its own."
        ),
    )


def build_what_flat_ck_shows() -> ChoiceExercise:
    """Return the exercise on a marker that did not move."""
    most = figure("tis_maximum_enzyme")
    return ChoiceExercise(
        id="what_flat_ck_shows",
        notebook=NOTEBOOK,
        question=(
            "The change in creatine kinase “did not differ meaningfully between the two groups”, says the abstract. "
            "We have found no figures. What can you say?"
        ),
        options={
            "a": Option("Little either way: it depends on how far above normal CK was at the start."),
            "b": Option("IVIg does not act on the muscle, or CK would have fallen.", "flat_marker_as_no_effect"),
            "c": Option("There was no difference in CK at all: it was not significant.", "nonsignificant_as_no_effect"),
            "d": Option(
                "What only ratings show and the laboratory does not was made by patients and raters who guessed the "
                "arm.",
                "possible_as_shown",
            ),
        },
        why=(
            "Where CK is normal at the start it cannot fall to normal. In the score it can bring at most "
            f"{cite('tis_maximum_enzyme', f'{most.value:g}')} of {cite('tis_maximum')} points, and only in patients "
            "whose enzyme for the score it was."
        ),
    )


def build_what_week_40_compares() -> ChoiceExercise:
    """Return the exercise on two groups that are given the same treatment."""
    ivig, placebo = figure("percent_ivig_week40"), figure("percent_placebo_week40")
    entered = figure("entered_extension_ivig")
    return ChoiceExercise(
        id="what_week_40_compares",
        notebook=NOTEBOOK,
        question=(
            f"At week 40, {ivig.value:.0f} % is printed for the former IVIg arm and {placebo.value:.0f} % for the "
            f"former placebo arm; {entered.count} and {figure('entered_extension_placebo').count} patients had entered "
            "the extension. Which sentence do these numbers support?"
        ),
        options={
            "a": Option("In the long run IVIg and placebo do equally well.", "uncontrolled_as_comparison"),
            "b": Option(
                f"The effect of IVIg lasts: {ivig.value:.0f} % still respond to it.",
                "within_arm_as_effect",
            ),
            "c": Option("By then nobody is without IVIg, so that an effect cannot be read from them."),
            "d": Option(
                f"Of all {entered.n} patients who had been randomised to IVIg, {ivig.value:.0f} % respond at week 40.",
                "wrong_denominator",
            ),
        },
        why=(
            f"{cite('percent_ivig_week40')} fits {cite('responders_ivig_week40')} who entered the extension, and not "
            f"the {cite('randomised_ivig')} randomised. Both groups were given IVIg by then, so their likeness cannot "
            "say what it did."
        ),
    )


def build_share_over_all_treated() -> NumberExercise:
    """Return the exercise that asks for a share where events and two denominators are at hand."""
    truth = 100 * PATIENTS / EVER_TREATED
    return NumberExercise(
        id="share_over_all_treated",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial: {FIRST_PERIOD} patients were given the drug in the first period and {EVER_TREATED} at "
            f"some time, extension included. Over the whole time {PATIENTS} patients had a clot; {EVENTS} clots were "
            "counted. What percentage of all patients ever given the drug had a clot?"
        ),
        unit="per cent",
        low=0,
        high=100,
        tolerance=ROUNDING,
        truth=truth,
        misreadings=(
            Misreading("wrong_denominator", 100 * PATIENTS / FIRST_PERIOD),
            Misreading("events_for_patients", 100 * EVENTS / EVER_TREATED),
            Misreading("events_for_patients", 100 * EVENTS / FIRST_PERIOD),
            Misreading("events_for_patients", EVENTS),
            Misreading("events_for_patients", EVENTS / PATIENTS),
            Misreading("events_for_patients", 100 * PATIENTS / EVENTS),
            Misreading("wrong_denominator", 100 * PATIENTS / (FIRST_PERIOD + EVER_TREATED)),
            Misreading("wrong_denominator", 100 * PATIENTS / (EVER_TREATED - FIRST_PERIOD)),
            Misreading("count_for_percentage", PATIENTS),
            Misreading("percent_for_fraction", truth / 100),
        ),
        route="Divide the patients who had at least one clot by all patients ever given the drug, and multiply by 100.",
        why=(
            f"{PATIENTS} of {EVER_TREATED} is {truth:.1f} %. Over the {FIRST_PERIOD} of the first period it would be "
            f"{100 * PATIENTS / FIRST_PERIOD:.1f} %, the slip behind the {cite('thromboembolic_wrong_denominator')} "
            "that one page prints for this trial."
        ),
        is_share=True,
    )


def build_upper_limit_for_none() -> NumberExercise:
    """Return the exercise that asks what none seen leaves possible."""
    truth = 100 * proportion_interval(0, NONE_OF, "clopper-pearson").upper
    one_sided = 100 * proportion_interval(0, NONE_OF, "clopper-pearson", level=0.90).upper
    return NumberExercise(
        id="upper_limit_for_none",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial: none of {NONE_OF} patients had a clot. What is the upper limit, in per cent, of the "
            "two-sided exact 95 % interval of the risk? The explorer of section 7 gives it."
        ),
        unit="per cent",
        low=0,
        high=100,
        tolerance=NARROW,
        truth=truth,
        misreadings=(
            Misreading("none_seen_as_none_possible", 0),
            Misreading("one_sided_for_two_sided", one_sided),
            Misreading("another_method", 100 * 3 / NONE_OF),
            Misreading("another_method", 100 * proportion_interval(0, NONE_OF, "wilson").upper),
            *(
                Misreading("another_level", 100 * proportion_interval(0, NONE_OF, "clopper-pearson", level=level).upper)
                for level in (0.975, 0.99)
            ),
            Misreading("percent_for_fraction", truth / 100),
        ),
        route=(
            f"In the explorer of section 7 set {NONE_OF} patients and no event, and the level to 95 %. Read off the "
            "upper limit that is called two-sided."
        ),
        why=(
            f"It is {truth:.1f} %. With a risk as high as that, {NONE_OF} patients would still show nobody with a clot "
            f"in 2.5 of 100 trials. The one-sided limit is {one_sided:.1f} %: say which of the two you mean."
        ),
        is_share=True,
    )


def build_benefit_beside_harm() -> ChoiceExercise:
    """Return the exercise on two numbers needed that happen to be alike."""
    needed, harmed = figure("number_needed_to_treat"), figure("number_needed_to_harm")
    related = figure("related_events_ivig")
    return ChoiceExercise(
        id="benefit_beside_harm",
        notebook=NOTEBOOK,
        question=(
            f"Somebody works out that {needed.value:.1f} patients must be given IVIg for 16 weeks, and not placebo, "
            f"for one more response, and {harmed.value:.1f} for one more patient with a related adverse event. What "
            "follows?"
        ),
        options={
            "a": Option(
                "One is harmed for each one helped, so benefit and harm cancel out.", "benefit_traded_for_harm"
            ),
            "b": Option("About one patient in three is helped, and one in three is harmed.", "nnt_as_share"),
            "c": Option(
                f"The harm is larger than that: {related.percent:.0f} % of those given IVIg in the first period had a "
                "related event.",
                "harm_of_one_arm",
            ),
            "d": Option("Nothing yet: a headache counts like a response, and rare or late harm does not count."),
        },
        why=(
            f"{cite('number_needed_to_treat', f'{needed.value:.1f}')} comes from arms as randomised, "
            f"{cite('number_needed_to_harm', f'{harmed.value:.1f}')} from patients as treated, most of whose events "
            f"were not serious ones. What is too rare to show among {related.n} patients does not count at all. The "
            f"{cite('thromboembolic_related_all_ivig')} fell in the extension, and stand in neither."
        ),
    )


BUILDERS = {
    "what_three_bars_show": build_what_three_bars_show,
    "effect_from_two_changes": build_effect_from_two_changes,
    "what_flat_ck_shows": build_what_flat_ck_shows,
    "what_week_40_compares": build_what_week_40_compares,
    "share_over_all_treated": build_share_over_all_treated,
    "upper_limit_for_none": build_upper_limit_for_none,
    "benefit_beside_harm": build_benefit_beside_harm,
}

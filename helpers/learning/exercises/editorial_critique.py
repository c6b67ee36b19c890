"""Exercises of notebook 04. Where they need a trial of their own it is invented, and the question says so."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.learning.exercise import ChoiceExercise, Misreading, NumberExercise, Option
from helpers.models.power import exact_power, sample_size

NOTEBOOK = "04_editorial_critique"

CONTROL, TREATMENT = 0.30, 0.50
"""Shares of responders for which an invented trial is to be planned."""

PLANNED_ON, PLANNED_PER_ARM = 0.60, 42
"""Another invented plan: the share hoped for, against the same control, and what 80 % power then took in each arm."""

TRUE_TREATMENT = 0.45
"""What the treatment of that plan does in truth."""

HALF = 0.5
"""Patients: the question asks for a whole number."""

ROUNDING = 0.9
"""Percentage points: a whole per cent up or down is near enough."""


def build_what_a_placebo_arm_shows() -> ChoiceExercise:
    """Return the exercise on what a response on placebo is made of."""
    placebo = figure("responders_placebo")
    return ChoiceExercise(
        id="what_a_placebo_arm_shows",
        notebook=NOTEBOOK,
        question=f"{placebo.count} of {placebo.n} patients on placebo were responders at week 16. What does that show?",
        options={
            "a": Option(
                f"Believing that they were treated made {placebo.percent:.0f} % of these patients better: that is how "
                "much placebo does in this disease.",
                "placebo_response_as_effect",
            ),
            "b": Option(
                "So many passed the bar with placebo, other medicines, time and noise. How much each did stays open."
            ),
            "c": Option("Nearly half of the placebo arm had little disease left at week 16.", "threshold_as_state"),
        },
        why=(
            f"The {cite('responders_placebo', f'{placebo.percent:.0f} %')} had other medicines as well "
            f"({cite('background_corticosteroids')} took corticosteroids). They entered when the disease was active, "
            "and were scored by a sum without a minus side. What did the placebo itself do? To know that one would "
            "have to watch patients without any infusion beside them, and nobody was."
        ),
    )


def build_what_shared_optimism_does() -> ChoiceExercise:
    """Return the exercise on a bias that both arms share."""
    return ChoiceExercise(
        id="what_shared_optimism_does",
        notebook=NOTEBOOK,
        question=(
            "An invented trial: raters are generous, by the same amount in both arms and in every patient. What does "
            "that do to the difference in responders?"
        ),
        options={
            "a": Option(
                "It makes the drug look better than it is: more patients on it are lifted over the bar than one would "
                "see with sober raters.",
                "shared_bias_as_difference",
            ),
            "b": Option(
                "Nothing at all, whatever the drug does: the same is added on both sides.", "shared_bias_cancels"
            ),
            "c": Option(
                "If the drug does nothing the difference stays zero. If it works the difference can shrink or swell, "
                "depending on the bar."
            ),
            "d": Option(
                "It shows that the raters had guessed who was on the drug, so the difference cannot be used.",
                "possible_as_shown",
            ),
        },
        why=(
            "Equal arms stay equal. But where one arm is better, a low bar has most of it above already, so generosity "
            "lifts the other arm more. In this trial the low bar was "
            f"{cite('threshold_minimal', str(int(figure('threshold_minimal').value)))} points."
        ),
    )


def build_patients_in_all() -> NumberExercise:
    """Return the exercise that asks for the patients of a whole trial."""
    arms = 2
    per_arm = sample_size(TREATMENT, CONTROL).n_per_arm
    truth = arms * per_arm
    one_sided = arms * sample_size(TREATMENT, CONTROL, alpha=0.10).n_per_arm
    more_power = arms * sample_size(TREATMENT, CONTROL, power=0.90).n_per_arm
    relative = arms * sample_size(CONTROL * (1 + TREATMENT - CONTROL), CONTROL).n_per_arm
    exact, fisher = (
        arms * sample_size(TREATMENT, CONTROL, method="exact", test=test).n_per_arm for test in ("pooled_z", "fisher")
    )
    return NumberExercise(
        id="patients_in_all",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial with two arms of equal size: {100 * CONTROL:.0f} of 100 are expected to respond on the "
            f"control and {100 * TREATMENT:.0f} of 100 on the treatment. How many patients must it have in all, for "
            "80 % power at a two-sided level of 5 %, by the usual formula?"
        ),
        unit="patients",
        low=2,
        high=10_000,
        tolerance=HALF,
        truth=truth,
        misreadings=(
            Misreading("per_arm_for_total", per_arm),
            Misreading("one_sided_for_two_sided", one_sided),
            Misreading("another_test", exact),
            Misreading("another_test", fisher),
            Misreading("ratio_for_difference", relative),
        ),
        route=(
            f"In the explorer above set {100 * CONTROL:.0f} % on placebo and the difference in points. Below the "
            "picture stands what the usual formula gives. Then count both arms."
        ),
        why=(
            f"It is {per_arm} in each of two arms. Going through all results one by one, Fisher's test would need "
            f"{fisher}, and with 90 % power the formula gives {more_power}. So a number of patients is told with its "
            "power, its level and its test."
        ),
    )


def build_power_at_a_smaller_effect() -> NumberExercise:
    """Return the exercise that asks what a plan is worth when the treatment does less than hoped."""

    def find_power(test: str = "pooled_z", alpha: float = 0.05) -> float:
        n = PLANNED_PER_ARM
        return 100 * exact_power(n, n, TRUE_TREATMENT, CONTROL, test=test, alpha=alpha).power

    truth = find_power()
    planned = exact_power(PLANNED_PER_ARM, PLANNED_PER_ARM, PLANNED_ON, CONTROL)
    return NumberExercise(
        id="power_at_a_smaller_effect",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial was planned with 80 % power to find {100 * CONTROL:.0f} % against "
            f"{100 * PLANNED_ON:.0f} %, and has {PLANNED_PER_ARM} patients in each arm. In truth the treatment brings "
            f"{100 * TRUE_TREATMENT:.0f} %. What percentage of such trials give a significant result (chi-squared "
            "test, two-sided level 5 %)? The sentence below the picture tells it."
        ),
        unit="per cent",
        low=0,
        high=100,
        tolerance=ROUNDING,
        truth=truth,
        misreadings=(
            Misreading("planned_on_observed", 80),
            Misreading("planned_on_observed", 100 * planned.power),
            Misreading("power_for_missing", 100 - truth),
            Misreading("one_sided_for_two_sided", find_power(alpha=0.10)),
            Misreading("another_test", find_power("fisher")),
            Misreading("percent_for_fraction", truth / 100),
        ),
        route=(
            f"In the explorer above set {100 * CONTROL:.0f} % on placebo, the difference that is true, and "
            f"{PLANNED_PER_ARM} patients in each arm. Take the chi-squared test, and read off the power."
        ),
        why=(
            f"About {truth:.0f} of 100 find it, and {100 - truth:.0f} miss it. Half of the effect leaves less than "
            "half of the power."
        ),
        is_share=True,
    )


def build_power_after_the_trial() -> ChoiceExercise:
    """Return the exercise on the power of a trial that is over."""
    ivig, placebo = figure("responders_ivig"), figure("responders_placebo")
    power = 100 * exact_power(ivig.n, placebo.n, ivig.count / ivig.n, placebo.count / placebo.n).power
    p_value = figure("p_tis20_fisher").p_value
    return ChoiceExercise(
        id="power_after_the_trial",
        notebook=NOTEBOOK,
        question=(
            f"Somebody puts {ivig.count} of {ivig.n} and {placebo.count} of {placebo.n} into the formula for power, "
            f"and finds {power:.0f} %. What does that add to the trial's result?"
        ),
        options={
            "a": Option("Nothing: it is the p value in another dress, for it is made of the same counts."),
            "b": Option("Confidence: a result from a trial with so much power can be trusted.", "observed_power"),
            "c": Option(f"A chance: that IVIg works is {power:.0f} % likely.", "p_as_no_effect"),
            "d": Option(
                f"A plan: the next trial of this size, too, will find the effect {power:.0f} times in 100.",
                "observed_as_true",
            ),
        },
        why=(
            f"With p = {cite('p_tis20_fisher', f'{p_value:.5f}')} the power so computed had to be high; with p just at "
            "the level it always comes out near one half. For the next trial, power is computed at differences that "
            f"one holds possible, and the interval from {cite('difference_tis20', '17 to 53')} points names some."
        ),
    )


def build_which_bar_next() -> ChoiceExercise:
    """Return the exercise on a bar that needs few patients."""
    needed = {bar: int(figure(f"sample_size_tis{bar}_power80").value) for bar in (20, 40, 60)}
    return ChoiceExercise(
        id="which_bar_next",
        notebook=NOTEBOOK,
        question=(
            f"At the observed shares, 80 % power takes {needed[20]} patients in each arm with the bar at 20, "
            f"{needed[40]} at 40 and {needed[60]} at 60. What follows for the next trial's primary end point?"
        ),
        options={
            "a": Option(
                "Take 40: it parts the arms best and spares the most patients, so it shows best what patients gain "
                "from the treatment.",
                "efficient_as_right",
            ),
            "b": Option("Go far above 60: there placebo responses vanish.", "higher_bar_always_cheaper"),
            "c": Option(
                "Consider 40, if patients call it better. Name it beforehand, and plan for less than was seen here."
            ),
            "d": Option(
                "Report this trial again with the bar at 40, as its main result: it is the stronger one.",
                "post_hoc_bar",
            ),
        },
        why=(
            f"On the same {cite('randomised')} patients one bar had to come out cheapest, and luck may have had a say. "
            f"The difference at the bar of {cite('threshold_moderate', '40')} was {cite('difference_tis40')} points; "
            "the next trial should expect less. What passing it is worth no count of patients can tell."
        ),
    )


BUILDERS = {
    "what_a_placebo_arm_shows": build_what_a_placebo_arm_shows,
    "what_shared_optimism_does": build_what_shared_optimism_does,
    "patients_in_all": build_patients_in_all,
    "power_at_a_smaller_effect": build_power_at_a_smaller_effect,
    "power_after_the_trial": build_power_after_the_trial,
    "which_bar_next": build_which_bar_next,
}

"""Exercises of notebook 05. All their trials are invented, and say so: nothing about a real subtype can be read off."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.figures.text import print_number
from helpers.learning.exercise import ChoiceExercise, Misreading, NumberExercise, Option
from helpers.models.intervals import proportion_interval
from helpers.models.proportions import ProportionComparison, compare_proportions
from helpers.models.published_arms import compare_published
from helpers.models.subgroups import compare_subgroups, interaction

NOTEBOOK = "05_msa_subtypes"

MARKED = compare_proportions(34, 40, 24, 40)
OTHERS = compare_proportions(26, 40, 12, 40)
"""Responders by arm among patients with and without a marker, invented."""

FIRST_TESTED, NEW_TESTED, NEW_RESPONDED, IN_ALL = 30, 40, 26, 80
"""Carriers by a trial's report; carriers, and those of them who responded, by a later analysis; all patients."""

HANDFUL = (4, 5)
"""Responders and patients of a rare kind, invented."""

WOMEN, MEN = compare_proportions(30, 40, 16, 40), compare_proportions(12, 20, 8, 20)
"""Responders by arm, invented."""

SCALED = compare_proportions(40, 50, 32, 50), compare_proportions(27, 50, 10, 50)
"""Responders by arm in two groups, invented."""

ROUNDING = 0.4
"""Percentage points: whole points are near enough."""


def build_what_more_responders_show() -> ChoiceExercise:
    """Return the exercise on a subgroup that responds more often."""
    return ChoiceExercise(
        id="what_more_responders_show",
        notebook=NOTEBOOK,
        question=(
            "An invented trial of a drug against placebo: of the patients with a marker 70 % responded, of those "
            "without it 40 %, both arms together. What follows?"
        ),
        options={
            "a": Option(
                "The drug does more for patients with the marker, so testing for it would tell whom to treat.",
                "subgroup_response_as_effect",
            ),
            "b": Option("Nothing yet about the drug: that takes both arms in both groups."),
            "c": Option(
                "The drug does the same for both: the marker goes with a good course, and so has nothing to do with "
                "the drug.",
                "possible_as_shown",
            ),
        },
        why=(
            "The pooled shares fit a drug that does more for the one group, less, or the same. In this trial "
            f"{cite('responders_msa')} with an MSA responded in both arms together, and on placebo it was "
            f"{cite('responders_msa_placebo')} against {cite('responders_rest_placebo')}."
        ),
    )


def build_effect_gap_by_marker() -> NumberExercise:
    """Return the exercise that asks for an interaction in points."""
    found = interaction(MARKED, OTHERS)
    marked, others = (100 * group.risk_difference for group in (MARKED, OTHERS))
    n = MARKED.n_treatment
    on_treatment = 100 * (MARKED.responders_treatment - OTHERS.responders_treatment) / n
    on_control = 100 * (MARKED.responders_control - OTHERS.responders_control) / n
    truth = 100 * found.interval.estimate
    return NumberExercise(
        id="effect_gap_by_marker",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial. With a marker, {MARKED.responders_treatment} of {n} responded on the drug and "
            f"{MARKED.responders_control} of {n} on placebo; without it, {OTHERS.responders_treatment} of {n} and "
            f"{OTHERS.responders_control} of {n}. By how many percentage points does the drug's effect with the marker "
            "lie above its effect without? (Below is a minus.)"
        ),
        unit="percentage points",
        low=-200,
        high=200,
        tolerance=ROUNDING,
        truth=truth,
        misreadings=(
            Misreading("subgroup_response_for_difference", on_treatment),
            Misreading("subgroup_response_for_difference", on_control),
            Misreading("one_group_for_interaction", marked),
            Misreading("one_group_for_interaction", others),
            Misreading("arms_swapped", -truth),
            Misreading("ratio_for_difference", marked / others),
            Misreading("ratio_for_difference", MARKED.risk_ratio / OTHERS.risk_ratio),
            Misreading("count_for_percentage", truth * n / 100),
            Misreading("percent_for_fraction", truth / 100),
        ),
        route=(
            "Work out the difference between drug and placebo among patients with the marker, in points, then among "
            "those without it. Take the second from the first."
        ),
        why=(
            f"{marked:.0f} points with the marker less {others:.0f} without. On the drug those with the marker "
            "responded more often, and still the observed difference was smaller, as they did well on placebo too. "
            f"The interval of these {abs(truth):.0f} points runs from {print_number(100 * found.interval.lower, 0)} to "
            f"{print_number(100 * found.interval.upper, 0)}, as undecided as the "
            f"{cite('interaction_msa', '−60 to 11')} of this trial."
        ),
    )


def build_two_p_values() -> ChoiceExercise:
    """Return the exercise on two groups of which one is significant."""
    women, men = WOMEN.p_value("fisher"), MEN.p_value("fisher")
    found = interaction(WOMEN, MEN)
    rest = compare_published("responders_rest_ivig", "responders_rest_placebo")
    return ChoiceExercise(
        id="two_p_values",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial of a drug against placebo: in women {_describe(WOMEN)} (p = {women:.3f}, Fisher), in "
            f"men {_describe(MEN)} (p = {men:.2f}). What can be said?"
        ),
        options={
            "a": Option(
                "In women the drug works and in men it does not, so it should be studied in women alone.",
                "nonsignificant_as_no_effect",
            ),
            "b": Option(
                "The effect is larger in women than in men: one p value is below 0.05 and the other far above.",
                "significance_compared",
            ),
            "c": Option("Whether the effects differ is not answered by these two p values; it takes the interaction."),
            "d": Option(
                f"There is a chance of {100 * men:.0f} % that the drug does nothing in men.",
                "p_as_no_effect",
            ),
        },
        why=(
            f"The differences are {100 * WOMEN.risk_difference:.0f} and {100 * MEN.risk_difference:.0f} points, and "
            f"there were half as many men. The interaction is {100 * found.interval.estimate:.0f} points, from "
            f"{print_number(100 * found.interval.lower, 0)} to {print_number(100 * found.interval.upper, 0)}. In this "
            f"trial the two p values were {cite('p_msa_arms_fisher', '0.114')} and "
            f"{rest.p_value('fisher'):.3f}, and that of the interaction {cite('interaction_msa', '0.17')}."
        ),
    )


def build_share_in_one_count() -> NumberExercise:
    """Return the exercise on two counts of the same patients."""
    truth = 100 * NEW_RESPONDED / NEW_TESTED
    return NumberExercise(
        id="share_in_one_count",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial of {IN_ALL} patients: its report says that {FIRST_TESTED} carry an antibody. A later "
            f"analysis with another test finds it in {NEW_TESTED}, of whom {NEW_RESPONDED} responded. What percentage "
            "of the carriers responded?"
        ),
        unit="per cent",
        low=0,
        high=100,
        tolerance=ROUNDING,
        truth=truth,
        misreadings=(
            Misreading("denominators_mixed", 100 * NEW_RESPONDED / FIRST_TESTED),
            Misreading("wrong_denominator", 100 * NEW_RESPONDED / IN_ALL),
            Misreading("denominators_mixed", 100 * NEW_RESPONDED / (FIRST_TESTED + NEW_TESTED)),
            Misreading("nonresponders_for_responders", 100 - truth),
            Misreading("count_for_percentage", NEW_RESPONDED),
            Misreading("percent_for_fraction", truth / 100),
        ),
        route="Find the analysis in which the responders were counted, and divide by its own number of carriers.",
        why=(
            f"{NEW_RESPONDED} of {NEW_TESTED}. The {FIRST_TESTED} were found by another test, and who of them "
            f"responded is not said. In this trial the two counts are {cite('msa_trial', '41')} and "
            f"{cite('msa_reanalysis', '49')}."
        ),
        is_share=True,
    )


def build_four_of_five() -> ChoiceExercise:
    """Return the exercise on a handful of patients."""
    interval = proportion_interval(*HANDFUL)
    lower, upper = 100 * interval.lower, 100 * interval.upper
    return ChoiceExercise(
        id="four_of_five",
        notebook=NOTEBOOK,
        question=(
            f"{HANDFUL[0]} of {HANDFUL[1]} patients of a rare kind responded on a drug (invented). The 95 % interval "
            f"runs from {lower:.0f} to {upper:.0f} %. What does that tell?"
        ),
        options={
            "a": Option("That most patients of this kind respond: 80 %.", "few_as_rate"),
            "b": Option(f"That 95 % of such patients improve by {lower:.0f} to {upper:.0f} %.", "interval_as_patients"),
            "c": Option("That the true share may lie below one half, or near all. What the drug added is open."),
            "d": Option(
                "That the drug helps in this kind too: the interval leaves out zero, so it cannot have been chance.",
                "within_arm_as_effect",
            ),
        },
        why=(
            f"Even the {cite('responders_placebo')} of this trial's placebo arm lie inside it. And without a "
            "comparator a share, however firm, is no effect."
        ),
    )


def build_which_scale_to_report() -> ChoiceExercise:
    """Return the exercise on three scales with three p values."""
    compared = compare_subgroups(*SCALED)
    p = {name: found.p_value for name, found in compared.interactions.items()}
    row = figure("interaction_msa")
    return ChoiceExercise(
        id="which_scale_to_report",
        notebook=NOTEBOOK,
        question=(
            f"An invented trial of a drug against placebo, two groups: {_describe(SCALED[0])}; {_describe(SCALED[1])}. "
            f"For the interaction p is {p['risk difference']:.2f} as a difference, {p['odds ratio']:.2f} as odds "
            f"ratios and {p['risk ratio']:.3f} as risk ratios. No scale was named beforehand. What should be reported?"
        ),
        options={
            "a": Option("All three with their intervals, as a look back that decides nothing."),
            "b": Option(
                "The risk ratios: there the interaction is clearest, and the other two scales are not sensitive enough "
                "to see it.",
                "scale_picked_after",
            ),
            "c": Option("That the effect is the same: two of the three are above 0.05.", "nonsignificant_as_no_effect"),
            "d": Option(
                f"That the effects differ by a lot: {p['risk ratio']:.3f} is a very small p value.",
                "p_as_size",
            ),
        },
        why=(
            "The same counts give all three, because the groups differ on placebo. In this trial p was "
            f"{cite('interaction_msa', f'{row.p_value:.2f}')}, {cite('interaction_msa_odds_ratio', '0.36')} and "
            f"{cite('interaction_msa_risk_ratio', '0.087')}. A scale named beforehand would have been a reason to look "
            "at one; the smallest p value is none."
        ),
    )


def _describe(group: ProportionComparison) -> str:
    return (
        f"{group.responders_treatment} of {group.n_treatment} against {group.responders_control} of {group.n_control} "
        "responded"
    )


BUILDERS = {
    "what_more_responders_show": build_what_more_responders_show,
    "effect_gap_by_marker": build_effect_gap_by_marker,
    "two_p_values": build_two_p_values,
    "share_in_one_count": build_share_in_one_count,
    "four_of_five": build_four_of_five,
    "which_scale_to_report": build_which_scale_to_report,
}

"""Exercises of notebook 01: whom a count is about, what a rule says, what randomisation and masking promise."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.learning.exercise import ChoiceExercise, Misreading, NumberExercise, Option
from helpers.models.deterioration import Visit, find_deterioration
from helpers.models.randomisation import chance_imbalance

NOTEBOOK = "01_trial_design"

ROUNDING = 0.5
"""Percentage points: whole per cents are near enough."""

START = {"physician_global": 4, "patient_global": 4, "mmt8": 120, "haq": 1, "extramuscular": 3}
"""An invented patient at week 0."""
RASH = {4: 3, 8: 6, 12: 4, 16: 6}
"""The same patient later: week -> extramuscular activity in cm; nothing else changes."""

TRAIT_IVIG, TRAIT_PLACEBO = 27, 21
"""An invented antibody: how many of each arm carry it."""


def build_share_with_related_event() -> NumberExercise:
    """Return the exercise that asks for a share of patients where a count of events is at hand."""
    everybody, first = figure("related_events_all_ivig"), figure("related_events_ivig")
    randomised = figure("randomised_ivig").count
    events, patients, n = everybody.events, everybody.count, everybody.n
    return NumberExercise(
        id="share_with_related_event",
        notebook=NOTEBOOK,
        question=(
            f"Over 40 weeks {events} related adverse events were counted in {patients} patients. {randomised} patients "
            f"had been randomised to IVIg, and {n} were given it at some time. What percentage of all patients ever "
            "given IVIg had at least one related adverse event?"
        ),
        unit="per cent",
        low=0,
        high=100,
        tolerance=ROUNDING,
        truth=everybody.percent,
        misreadings=(
            Misreading("percent_for_fraction", everybody.percent / 100),
            Misreading("count_for_percentage", patients),
            Misreading("events_for_patients", 100 * events / n),
            Misreading("events_for_patients", events / n),
            Misreading("events_for_patients", 100 * events / randomised),
            Misreading("events_for_patients", events / randomised),
            Misreading("events_for_patients", events),
            Misreading("events_for_patients", events / patients),
            Misreading("events_for_patients", 100 * patients / events),
            Misreading("wrong_denominator", 100 * patients / randomised),
            Misreading("wrong_denominator", 100 * patients / first.n),
            Misreading("wrong_denominator", 100 * randomised / n),
        ),
        route=(
            "Divide the patients who had at least one such event by all patients ever given IVIg, and multiply by 100."
        ),
        why=(
            f"{patients} of {n} is {cite('related_events_all_ivig', f'{everybody.percent:.1f} %')}. They are patients, "
            "and everybody was on IVIg: no arm stands beside them, so nobody can tell from this how many would have "
            "had such an event without it."
        ),
    )


def build_whom_efficacy_counts() -> ChoiceExercise:
    """Return the exercise on which patients stand below a response rate."""
    ivig, placebo = figure("randomised_ivig").count, figure("randomised_placebo").count
    stayed_ivig, stayed_placebo = (figure(f"completed_first_period_{arm}").count for arm in ("ivig", "placebo"))
    infused, switched = figure("safety_first_period_ivig").value, figure("switched_placebo_to_ivig").count
    return ChoiceExercise(
        id="whom_efficacy_counts",
        notebook=NOTEBOOK,
        question=(
            f"{ivig} patients were randomised to IVIg and {placebo} to placebo. Of those on placebo {switched} "
            f"switched to IVIg, and {stayed_ivig} and {stayed_placebo} completed the first period. By which numbers do "
            "you divide the responders, so that the two arms are still the ones that the lot made?"
        ),
        options={
            "a": Option(f"By {ivig} and {placebo}, the {switched} still counted where the lot had put them."),
            "b": Option(
                f"By {stayed_ivig} and {stayed_placebo}: of the others nobody knows how they were at week 16.",
                "completers_only",
            ),
            "c": Option(
                f"By {infused:g} and {placebo - switched}: who was given IVIg belongs to IVIg.",
                "switchers_out_of_arm",
            ),
        },
        why=(
            f"The lot made {cite('randomised_ivig', str(ivig))} and {cite('randomised_placebo', str(placebo))} alike "
            "but for luck. Take out or move anybody for what happened later, and that is gone. What to do about "
            "those who were not there at week 16 is a question of its own, and notebook 02 asks it."
        ),
    )


def build_when_confirmed() -> ChoiceExercise:
    """Return the exercise that holds an invented course against the rule of deterioration."""
    course = [Visit(0, **START), *(Visit(week, **START | {"extramuscular": cm}) for week, cm in RASH.items())]
    found = find_deterioration(course)
    first, second = (check.week for check in found.checks if check.is_bad)
    told = ", ".join(f"{cm} at week {week}" for week, cm in {0: START["extramuscular"], **RASH}.items())
    limit = figure("deterioration_extramuscular").value
    return ChoiceExercise(
        id="when_confirmed",
        notebook=NOTEBOOK,
        question=(
            f"An invented patient's extramuscular activity is {told} (cm). Everything else stays as it was. When is "
            f"deterioration confirmed, with {limit:g} cm worse than at the start as the limb that matters?"
        ),
        options={
            "a": Option(
                f"At week {first}: from there on a worsening of {limit:g} cm counts.",
                "one_visit_as_confirmed",
            ),
            "b": Option(
                f"At week {second}: by then it has been seen at two visits.",
                "one_visit_as_confirmed",
            ),
            "c": Option("Never in these weeks."),
        },
        why=(
            f"The rule asks for {cite('deterioration_visits', 'two')} visits in a row, and between weeks {first} and "
            f"{second} lies one at which the patient was not worse by "
            f"{cite('deterioration_extramuscular', f'{limit:g} cm')}. Such a rule keeps one bad day from ending a "
            "treatment, and it also passes over a disease that comes and goes."
        ),
    )


def build_promise_of_randomisation() -> ChoiceExercise:
    """Return the exercise on an imbalance that the lot has made."""
    ivig, placebo = figure("randomised_ivig").count, figure("randomised_placebo").count
    apart = 100 * (TRAIT_IVIG / ivig - TRAIT_PLACEBO / placebo)
    dealt = chance_imbalance(ivig, placebo, TRAIT_IVIG + TRAIT_PLACEBO, margin=apart)
    return ChoiceExercise(
        id="promise_of_randomisation",
        notebook=NOTEBOOK,
        question=(
            f"Suppose that {TRAIT_IVIG} of {ivig} patients on IVIg and {TRAIT_PLACEBO} of {placebo} on placebo carried "
            f"a certain antibody at the start, {apart:.0f} percentage points apart (invented numbers). The lot was "
            "drawn properly. What does that tell you?"
        ),
        options={
            "a": Option("Randomisation failed here: it should have made the arms alike.", "randomisation_as_balance"),
            "b": Option(
                "The arms differ by luck. The interval of the difference in response is made to allow for such luck."
            ),
            "c": Option(
                "A test of the two shares is not significant, so the antibody cannot have mattered for the trial's "
                "result.",
                "nonsignificant_as_no_effect",
            ),
        },
        why=(
            f"With {cite('randomised_ivig', str(ivig))} and {cite('randomised_placebo', str(placebo))} patients, so "
            f"wide a gap or a wider one comes up in about {100 * dealt.chance:.0f} of 100 draws, and some trait will "
            "differ in nearly every trial of this size. How much it matters hangs on how strongly the trait foretells "
            "the outcome, and not on a p value at baseline. Traits that are known to foretell it are best allowed for "
            "by a plan made beforehand."
        ),
    )


def build_what_signs_show() -> ChoiceExercise:
    """Return the exercise on what more side effects on one side say about masking."""
    ivig, placebo = figure("related_events_ivig"), figure("related_events_placebo")
    return ChoiceExercise(
        id="what_signs_show",
        notebook=NOTEBOOK,
        question=(
            f"In the first {figure('first_period_weeks').value:g} weeks {ivig.percent:.0f} % of those given IVIg and "
            f"{placebo.percent:.0f} % of those given placebo had an adverse event judged related. What follows for "
            "the masking?"
        ),
        options={
            "a": Option(
                "The patients knew what they were given, and that is where the difference in response comes from.",
                "possible_as_shown",
            ),
            "b": Option("Some could guess better than by tossing a coin. Whether they did is not told by this."),
            "c": Option("The trial was double-blind, so nobody can have known.", "design_word_as_fact"),
            "d": Option(
                "Creatine kinase changed alike in both arms, so what the ratings show must come from guessing.",
                "flat_marker_as_no_effect",
            ),
        },
        why=(
            f"{cite('related_events_ivig', f'{ivig.percent:.0f} %')} and "
            f"{cite('related_events_placebo', f'{placebo.percent:.0f} %')} are a sign that somebody could have gone "
            "by. We found no report that patients or raters were asked what they thought they were on. So it stays "
            "possible, and not shown."
        ),
    )


BUILDERS = {
    "share_with_related_event": build_share_with_related_event,
    "whom_efficacy_counts": build_whom_efficacy_counts,
    "when_confirmed": build_when_confirmed,
    "promise_of_randomisation": build_promise_of_randomisation,
    "what_signs_show": build_what_signs_show,
}

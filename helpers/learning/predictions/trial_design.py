"""Predictions of notebook 01, each asked before the picture that shows the answer."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.learning.prediction import Finding, ProbabilityPrediction, RangePrediction
from helpers.models.eligibility import Applicant, assess_eligibility
from helpers.models.randomisation import chance_imbalance

NOTEBOOK = "01_trial_design"

STRONG_WITH_RASH = Applicant(
    age=50,
    mmt8=145,
    physician_global=6,
    patient_global=6,
    extramuscular=7,
    enzyme=2,
    haq=1,
    therapy="steroid",
)
"""An invented patient: a bad rash, a raised muscle enzyme, hard days, and strength near full."""

EVERYBODY = int(figure("randomised").value)
PLACEBO = figure("randomised_placebo").count
WITH_TRAIT = 48
"""Of the randomised: about half, where chance imbalance is largest."""
MARGIN = 10
"""Percentage points by which the arms differ."""


def find_rash_with_strength() -> Finding:
    """Return whether the trial would have enrolled a patient with a bad rash and good strength."""
    decision = assess_eligibility(STRONG_WITH_RASH)
    limit = figure("mmt8_entry_below").value
    return Finding(
        value=decision.enrolled,
        said=(
            f"{'yes' if decision.enrolled else 'no'}, her strength is {STRONG_WITH_RASH.mmt8} and had to be below "
            f"{limit:g}."
        ),
        why=(
            f"The rules ask for an MMT-8 {cite('mmt8_entry_below', f'below {limit:g}')} of "
            f"{cite('mmt8_maximum')} points, and besides that for "
            f"{cite('csm_abnormal_required', 'at least two')} of {cite('csm_besides_mmt8', 'five')} other measures "
            "out of order. She has all five, and is out by the first rule. Whatever the trial found, it did not find "
            "it in patients like her."
        ),
    )


def find_switched_from_placebo() -> Finding:
    """Return how many of the placebo arm were switched in the first period."""
    switched, other = figure("switched_placebo_to_ivig"), figure("switched_ivig_to_placebo")
    return Finding(
        value=switched.count,
        said=f"{switched.count} of {switched.n}; on IVIg it was {other.count} of {other.n}.",
        why=(
            f"{cite('switched_placebo_to_ivig', f'{switched.count} of {switched.n}')} on placebo met the rule and "
            f"were given IVIg from then on; {cite('switched_ivig_to_placebo', f'{other.count} of {other.n}')} went the "
            "other way. By the definition of the end point all of them count as non-responders of the arm they were "
            "assigned to."
        ),
    )


def find_still_there_at_week_40() -> Finding:
    """Return how many of the randomised completed the extension."""
    completed, entered = figure("completed_extension"), figure("entered_extension")
    return Finding(
        value=completed.count,
        said=f"{completed.count} of {completed.n} ({completed.percent:.0f} %).",
        why=(
            f"{cite('entered_extension', str(entered.count))} entered the extension and "
            f"{cite('completed_extension', str(completed.count))} completed it. What is told about week 40 is told "
            "without the others, or with something put in their place; and those who leave are seldom a random sample "
            "of those who were there."
        ),
    )


def find_patients_behind_the_events() -> Finding:
    """Return among how many patients the abstract's related adverse events were counted."""
    events = figure("related_events_all_ivig")
    return Finding(
        value=events.n,
        said=f"{events.n}: everybody who was ever given IVIg.",
        why=(
            f"The safety paper counts {cite('related_events_all_ivig', f'{events.events} events')} among "
            f"{cite('related_events_all_ivig', f'all {events.n}')} patients over 40 weeks, those of the placebo arm "
            f"included once they were on IVIg. {cite('related_events_all_ivig', f'{events.count} patients')} had at "
            "least one. Nobody without IVIg stands beside them."
        ),
    )


def find_trait_apart() -> Finding:
    """Return in how many of 100 trials of this size a common trait is dealt unevenly."""
    ivig, placebo = figure("randomised_ivig").count, figure("randomised_placebo").count
    dealt = chance_imbalance(ivig, placebo, WITH_TRAIT, margin=MARGIN)
    return Finding(
        # The question asks for trials, so a range that ends at the whole number holds it.
        value=round(100 * dealt.chance),
        said=f"about {100 * dealt.chance:.0f} of 100 trials ({100 * dealt.chance:.1f} %).",
        why=(
            f"With arms of {cite('randomised_ivig', str(ivig))} and {cite('randomised_placebo', str(placebo))} the lot "
            f"deals a trait of every second patient with a standard deviation of {dealt.standard_deviation:.0f} "
            "percentage points. This is counted exactly, over every way of dealing. Randomisation promises that "
            "nothing but luck parts the arms; it does not promise that luck is small."
        ),
    )


PREDICTIONS = (
    ProbabilityPrediction(
        item="rash_with_strength",
        notebook=NOTEBOOK,
        question=(
            f"An invented patient of {STRONG_WITH_RASH.age} has a bad rash. Her physician rates what is active outside "
            f"the muscles {STRONG_WITH_RASH.extramuscular:g} of 10 cm and the disease as a whole "
            f"{STRONG_WITH_RASH.physician_global:g}; her muscle enzyme is {STRONG_WITH_RASH.enzyme:g} times the upper "
            f"limit of normal. Her strength is {STRONG_WITH_RASH.mmt8} of 150 points. Nothing excludes her, and her "
            "medicines fit. Would this trial in dermatomyositis have enrolled her?"
        ),
        find=find_rash_with_strength,
    ),
    RangePrediction(
        item="switched_from_placebo",
        notebook=NOTEBOOK,
        question=(
            "A patient who got worse by a rule fixed beforehand, at two visits in a row, was switched to the other "
            f"treatment. Of the {PLACEBO} patients on placebo, how many were switched within the first 16 weeks?"
        ),
        unit=f"of {PLACEBO} patients",
        low=0,
        high=PLACEBO,
        find=find_switched_from_placebo,
    ),
    RangePrediction(
        item="still_there_at_week_40",
        notebook=NOTEBOOK,
        question=(
            f"{EVERYBODY} patients were randomised. Those who had completed the first 16 weeks could go on for another "
            f"24, in an extension in which everybody got IVIg. How many of the {EVERYBODY} completed that too?"
        ),
        unit=f"of {EVERYBODY} patients",
        low=0,
        high=EVERYBODY,
        find=find_still_there_at_week_40,
    ),
    RangePrediction(
        item="patients_behind_the_events",
        notebook=NOTEBOOK,
        question=(
            f"The abstract counts {figure('related_events_summarised').events} treatment-related adverse events “in "
            f"the IVIG group” over {figure('study_end_week').value:g} weeks. Among how many patients were they "
            "counted? (Among all who could have had one, not only those who had.)"
        ),
        unit="patients",
        low=0,
        high=EVERYBODY,
        find=find_patients_behind_the_events,
    ),
    RangePrediction(
        item="trait_apart",
        notebook=NOTEBOOK,
        question=(
            f"{EVERYBODY} patients are dealt by lot to two arms, and {WITH_TRAIT} of them carry a certain antibody. "
            f"Of 100 such trials, in how many will the arms differ by {MARGIN} percentage points or more in the share "
            "that carries it?"
        ),
        unit="of 100 trials",
        low=0,
        high=100,
        find=find_trait_apart,
        is_share=True,
    ),
)

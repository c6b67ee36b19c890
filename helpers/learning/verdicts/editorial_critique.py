"""The editorialist's six claims, as the news summary quotes them, and our own verdict on each."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.learning.answers import Verdict
from helpers.learning.claim import Claim

NOTEBOOK = "04_editorial_critique"


def explain_placebo_response() -> str:
    """Return what is public on the placebo response, here and in two later trials."""
    placebo = figure("responders_placebo")
    return (
        f"The count is public, {cite('responders_placebo', f'{placebo.count} of {placebo.n}')}, and two later trials "
        f"had more: {cite('placebo_response_ustekinumab', '61.5 %')} and "
        f"{cite('placebo_response_alkivia', '73.8 %')}, judged later and in other patients. That it is not unusual "
        "makes the worry stronger. What made these responders is another matter. Background treatment, time, noise and "
        "hope can each do it, and no trial here watched patients who got no infusion."
    )


def explain_subjective_parts() -> str:
    """Return how many of the points pass through a person."""
    return (
        "It can be counted: four of the six measures are ratings or answers. They bring "
        f"{cite('tis_maximum_ratings')} of {cite('tis_maximum')} points. Strength, which takes effort, brings "
        f"{cite('tis_maximum_mmt8')}, and {cite('tis_maximum_enzyme')} come from a "
        "laboratory. Subjective is not the same as wrong: what a patient feels is what is to be improved. Whether "
        "anybody's guess swayed these ratings is not testable, for we have found no published test of the masking."
    )


def explain_large_numbers() -> str:
    """Return for which differences the number of patients is large."""
    from helpers.models.power import sample_size

    placebo = round(figure("responders_placebo").percent) / 100
    sceptical = sample_size(placebo + 0.17, placebo).n_per_arm
    lower, higher = (sample_size(rate + 0.20, rate).n_per_arm for rate in (0.20, placebo))
    return (
        f"It depends on the effect to be found. For the difference that was seen, {cite('sample_size_tis20_power80')} "
        f"in each arm are enough; for the lower end of its interval, {cite('difference_tis20', '17')} points, it takes "
        f"{sceptical}. The level on placebo is only a part of the reason: 20 points more take {higher} in each arm "
        f"from {cite('responders_placebo', '44 %')}, and {lower} from 20 %. A high level mostly leaves less room to "
        "gain."
    )


def explain_higher_bar() -> str:
    """Return what the printed categories let one say on the order of the bars."""
    from helpers.models.bootstrap import bootstrap_bars

    ivig, placebo = (
        tuple(figure(f"category_{category}_{arm}").count for category in ("none", "minimal", "moderate", "major"))
        for arm in ("ivig", "placebo")
    )
    bars = bootstrap_bars(ivig, placebo, draws=1, seed=1)
    return (
        f"On these data the bar of {cite('editorial_higher_bar', '40')} does need fewer: "
        f"{cite('sample_size_tis40_power80')} in each arm, against {cite('sample_size_tis20_power80')} at "
        f"{cite('threshold_minimal', '20')}, and in {100 * bars.exact_share(40, 20):.0f} of 100 resamples. But it was "
        f"picked with the result in sight, and not every higher bar helps: {cite('threshold_major', '60')} takes "
        f"{cite('sample_size_tis60_power80')}. And fewer patients is not a better end point. What passing a bar is "
        "worth, patients have to say."
    )


def explain_subtypes() -> str:
    """Return why the arithmetic of a mixture does not settle the claim."""
    return (
        "The arithmetic is sound: where an effect differs between subtypes, a trial of all of them needs more "
        "patients. Whether it differs is what the claim needs, and the trial cannot tell. It counted "
        f"{cite('msa_trial', '41')} patients with a myositis-specific antibody, of three kinds, the smallest of them "
        f"{cite('msa_necrotising_trial', '5')} patients. Responses by single antibody and arm are not public."
    )


def explain_one_size() -> str:
    """Return what follows from the point table, and what does not."""
    return (
        "What a patient can reach follows from the point table. Without weakness "
        f"{cite('tis_maximum_mmt8')} of {cite('tis_maximum')} points are out of reach, and without disease outside the "
        f"muscles {cite('tis_maximum_extramuscular')}. Whether the score is less useful in them does not follow. "
        "That takes patients of these kinds, followed and asked. Entry wanted an MMT-8 "
        f"{cite('mmt8_entry_below', 'below 142')} of {cite('mmt8_maximum')}, so nobody of full strength was in this "
        "trial."
    )


CLAIMS = (
    Claim(
        item="placebo_response",
        notebook=NOTEBOOK,
        claim="So many patients passed the bar on placebo that this is a worry for trials with this end point.",
        ours=Verdict.SUPPORTED,
        explain=explain_placebo_response,
        to_say={
            Verdict.PARTLY: "that placebo responses are low in other trials with the same bar.",
            Verdict.NOT_TESTABLE: "that the counts of responders on placebo had been kept back.",
        },
    ),
    Claim(
        item="subjective_parts",
        notebook=NOTEBOOK,
        claim="Most of the core components of the score are subjective.",
        ours=Verdict.SUPPORTED,
        explain=explain_subjective_parts,
        to_say={
            Verdict.PARTLY: "that ratings and answers make up less than half of the measures, or of the points.",
            Verdict.NOT_TESTABLE: (
                "that the claim is about what swayed the ratings in this trial, and not about what the score is made "
                "of."
            ),
        },
    ),
    Claim(
        item="large_numbers",
        notebook=NOTEBOOK,
        claim="Because so many respond on placebo, future trials will need large numbers of patients.",
        ours=Verdict.PARTLY,
        explain=explain_large_numbers,
        to_say={
            Verdict.SUPPORTED: "that the treatments to come will gain much less than IVIg seemed to gain here.",
            Verdict.NOT_TESTABLE: "that no number of patients can be computed without the plan of this trial.",
        },
    ),
    Claim(
        item="higher_bar",
        notebook=NOTEBOOK,
        claim="With a higher bar, such as a score of 40, future trials would need fewer patients.",
        ours=Verdict.PARTLY,
        explain=explain_higher_bar,
        to_say={
            Verdict.SUPPORTED: "that the order of the bars holds in a trial that had named its bar before its data.",
            Verdict.NOT_TESTABLE: "that the printed categories say nothing about any bar, and they say something.",
        },
    ),
    Claim(
        item="subtypes",
        notebook=NOTEBOOK,
        claim="The subtypes of dermatomyositis make the right number of patients harder to determine.",
        ours=Verdict.NOT_TESTABLE,
        explain=explain_subtypes,
        to_say={
            Verdict.SUPPORTED: "that the effect of a treatment, or the response without it, differs between subtypes.",
            Verdict.PARTLY: "for which subtypes, treatments or end points the effect differs, and for which not.",
        },
    ),
    Claim(
        item="one_size",
        notebook=NOTEBOOK,
        claim="The score is less useful in patients without weakness, and in those with nothing but weakness.",
        ours=Verdict.PARTLY,
        explain=explain_one_size,
        to_say={
            Verdict.SUPPORTED: "how such patients fared by the score, beside what they themselves call better.",
            Verdict.NOT_TESTABLE: "that the point table does not settle what a patient can reach.",
        },
    ),
)

"""The editorialist's six claims, as the news summary quotes them, and our own verdict on each."""

from __future__ import annotations

from helpers.evidence import cite, figure
from helpers.learning.answers import Verdict
from helpers.learning.claim import Claim

NOTEBOOK = "04_editorial_critique"

CONVERTED = 0.625
"""Of those who would not respond, the fraction whom a drug turns into responders: it leads from 44 to 79 %, as seen."""


def explain_placebo_response() -> str:
    """Return what is public on the placebo response, here and in two later trials."""
    placebo = figure("responders_placebo")
    return (
        f"The count is public, {cite('responders_placebo', f'{placebo.count} of {placebo.n}')}, and two later trials "
        f"had more: {cite('placebo_response_ustekinumab', '61.5 %')} and "
        f"{cite('placebo_response_alkivia', '73.8 %')}, judged later and in other patients. Many passed a low bar in "
        "these two as well, which makes the worry stronger. They are two whose figure is public, and not all there "
        "are. What made the responders is another matter. Background treatment, time, noise and hope can each do it, "
        "and no trial here watched patients who got no infusion."
    )


def explain_subjective_parts() -> str:
    """Return how many of the points pass through a person."""
    return (
        "It can be counted: four of the six measures are ratings or answers. They bring "
        f"{cite('tis_maximum_ratings')} of {cite('tis_maximum')} points. Strength, which takes the patient's effort, "
        f"brings {cite('tis_maximum_mmt8')}, so {cite('tis_maximum_person')} points pass through a person. "
        f"{cite('tis_maximum_enzyme')} come from a laboratory. Subjective is not the same as wrong: what a patient "
        "feels is what is to be improved. Whether anybody's guess swayed these ratings is not testable. We have found "
        "no published test of the masking."
    )


def explain_large_numbers() -> str:
    """Return for which differences the number of patients is large."""
    from helpers.models.power import sample_size

    placebo = round(figure("responders_placebo").percent) / 100
    sceptical = sample_size(placebo + figure("difference_tis20").lower / 100, placebo).n_per_arm
    added = [sample_size(rate + 0.20, rate).n_per_arm for rate in (0.20, placebo)]
    converted = [sample_size(rate + CONVERTED * (1 - rate), rate).n_per_arm for rate in (0.20, placebo)]
    level = cite("responders_placebo", "44 %")
    return (
        f"For the difference that was seen, {cite('sample_size_tis20_power80')} in each arm are enough. For the lower "
        f"end of its interval, {cite('difference_tis20', '17')} points, it takes {sceptical}. So numbers are large for "
        "a treatment that does less than IVIg seemed to do here. How much the level on placebo has to do with it "
        f"hangs on the scale. To add 20 points takes {added[0]} in each arm from 20 %, and {added[1]} from {level}. To "
        f"turn {100 * CONVERTED:g} % of the others into responders takes {converted[0]} and {converted[1]}."
    )


def explain_higher_bar() -> str:
    """Return what the printed categories let one say on the order of the bars."""
    from helpers.models.bootstrap import bootstrap_bars

    ivig, placebo = (
        tuple(figure(f"category_{category}_{arm}").count for category in ("none", "minimal", "moderate", "major"))
        for arm in ("ivig", "placebo")
    )
    bars = bootstrap_bars(ivig, placebo, draws=1, seed=1)
    elsewhere = {bar: count_alkivia(bar) for bar in (20, 40)}
    return (
        f"On these data the bar of {cite('editorial_higher_bar', '40')} does need fewer: "
        f"{cite('sample_size_tis40_power80')} in each arm, against {cite('sample_size_tis20_power80')} at "
        f"{cite('threshold_minimal', '20')}, and in {100 * bars.exact_share(40, 20):.0f} of 100 resamples. ALKIVIA's "
        f"counts say the same ({elsewhere[40]} against {elsewhere[20]}). But both are looks back. And "
        f"not every higher bar helps: {cite('threshold_major', '60')} takes {cite('sample_size_tis60_power80')} here. "
        f"Nor does it end placebo responses: {cite('alkivia_tis40_placebo')} passed 40 there. And fewer patients is "
        "not a better end point."
    )


def count_alkivia(bar: int) -> int:
    """Return the patients per arm that the counts of another trial would need at a bar of 20 or 40 points."""
    from helpers.models.power import sample_size

    suffix = "" if bar == 20 else f"_tis{bar}"
    treatment, placebo = (figure(f"alkivia_responders_{arm}{suffix}") for arm in ("treatment", "placebo"))
    return sample_size(treatment.count / treatment.n, placebo.count / placebo.n).n_per_arm


def explain_subtypes() -> str:
    """Return why the arithmetic of a mixture does not settle the claim."""
    return (
        "The arithmetic holds: where an effect differs between subtypes, a trial of all of them needs more patients. "
        "And not to know is a difficulty of its own. But whether the effect differs this trial cannot tell: "
        f"{cite('msa_necrotising_trial', '5')} patients had the rarest of three kinds of antibody, and responses by "
        "single antibody and arm are not public. The response on placebo did differ, in a later look back: "
        f"{cite('responders_msa_placebo', '15 of 25')} with a myositis-specific antibody, and "
        f"{cite('responders_rest_placebo', '6 of 23')} without. Notebook 05 takes that up."
    )


def explain_one_size() -> str:
    """Return what follows from the point table, and what does not."""
    return (
        "That these patients can reach less is arithmetic. Without weakness "
        f"{cite('tis_maximum_mmt8')} of {cite('tis_maximum')} points are out of reach, and without disease outside the "
        f"muscles {cite('tis_maximum_extramuscular')}. But the claim is that the score is less useful in them, and "
        "that does not follow. It takes such patients, followed and asked. Entry wanted dermatomyositis, and "
        f"an MMT-8 {cite('mmt8_entry_below', 'below 142')} of {cite('mmt8_maximum')}. The editorialist, too, says no "
        "more than that it may be so."
    )


CLAIMS = (
    Claim(
        item="placebo_response",
        notebook=NOTEBOOK,
        claim="So many patients passed the bar on placebo that it is a worry for later trials with this end point.",
        ours=Verdict.SUPPORTED,
        explain=explain_placebo_response,
        to_say={
            Verdict.PARTLY: (
                "that so many respond in this trial's patients alone. Two trials do not show how it is in all. That "
                "the cause is open makes the responders no fewer."
            ),
            Verdict.NOT_TESTABLE: (
                "that the worry hangs on what made these responders. That part is not testable, as you say; the counts "
                "are public."
            ),
        },
    ),
    Claim(
        item="subjective_parts",
        notebook=NOTEBOOK,
        claim="Most of the core components of the score are subjective.",
        ours=Verdict.SUPPORTED,
        explain=explain_subjective_parts,
        to_say={
            Verdict.PARTLY: (
                "that the word means less than a rating or an answer. Strength can be argued over, for the effort is "
                "the patient's. Counted or not, most of the six are subjective."
            ),
            Verdict.NOT_TESTABLE: (
                "that the claim is about what swayed the ratings in this trial. That is not testable, as you say; what "
                "the score is made of can be counted."
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
            Verdict.SUPPORTED: (
                "that the treatments to come gain much less than IVIg seemed to. One would also have to know that the "
                "response on placebo is why."
            ),
            Verdict.NOT_TESTABLE: (
                "that nothing may be assumed about them. What they will gain is not known, as you say; for a gain that "
                "is assumed, the number is arithmetic."
            ),
        },
    ),
    Claim(
        item="higher_bar",
        notebook=NOTEBOOK,
        claim="With a higher bar, such as a score of 40, future trials would need fewer patients.",
        ours=Verdict.PARTLY,
        explain=explain_higher_bar,
        to_say={
            Verdict.SUPPORTED: "that the order of the bars holds in trials that had named their bar before their data.",
            Verdict.NOT_TESTABLE: (
                "that two trials, looked at afterwards, say nothing about the next. They say something, and do not "
                "settle it. That 40 needs more is contradicted by both."
            ),
        },
    ),
    Claim(
        item="subtypes",
        notebook=NOTEBOOK,
        claim="The subtypes of dermatomyositis make the right number of patients harder to determine.",
        ours=Verdict.PARTLY,
        explain=explain_subtypes,
        to_say={
            Verdict.SUPPORTED: "that the effect of a treatment differs between these subtypes, and by how much.",
            Verdict.NOT_TESTABLE: (
                "that the claim says by how much the effect differs. That is not testable, as you say. The claim is "
                "that planning is harder, and not knowing makes it so."
            ),
        },
    ),
    Claim(
        item="one_size",
        notebook=NOTEBOOK,
        claim=(
            "The score may be less useful with a rash and no weakness, and in necrotising myositis without rash or "
            "other disease outside the muscles."
        ),
        ours=Verdict.NOT_TESTABLE,
        explain=explain_one_size,
        to_say={
            Verdict.SUPPORTED: "how such patients fared by the score, beside what they themselves call better.",
            Verdict.PARTLY: (
                "that to reach fewer points is to be served worse. They do reach fewer, as you may have meant; a score "
                "can follow them well all the same."
            ),
        },
    ),
)

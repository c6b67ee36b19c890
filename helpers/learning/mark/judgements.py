"""What a panel could defend: for each judgement the answers with their reasons, which name facts of this trial."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.learning.assignment.trial import PersonalTrial
from helpers.models.proportions import compare_proportions


@dataclass(frozen=True)
class Judgement:
    """An answer that can be defended, and by what.

    Attributes
    ----------
    choice : str
        As in the item.
    why : str
        A sentence that names a fact of this trial.
    """

    choice: str
    why: str


Judgements = tuple[Judgement, ...]


def list_judgements(trial: PersonalTrial) -> dict[str, Judgements]:
    """Return, for each judged item, what a panel could defend, the readiest first."""
    return {
        "bias_randomisation": _judge_randomisation(trial),
        "bias_deviations": _judge_deviations(trial),
        "bias_missing": _judge_missing(trial),
        "bias_measurement": _judge_measurement(trial),
        "bias_reporting": _judge_reporting(trial),
        "casp_question": _judge_question(trial),
        "casp_alike": _judge_alike(trial),
        "casp_applies": _judge_applies(trial),
        "casp_worth": _judge_worth(trial),
    }


def count_missing(trial: PersonalTrial) -> tuple[int, int]:
    """Return the patients on the drug and on placebo who neither completed nor switched."""
    treatment, control = trial.treatment, trial.control
    return treatment.n - treatment.completed, control.n - control.completed - trial.switched


def find_worst_case(trial: PersonalTrial) -> tuple[float, float]:
    """Return the difference if all whom placebo lost had responded, and none whom the drug lost; percentage points.

    With it the lower end of its 95 % interval, by Newcombe.
    """
    treatment, control = trial.treatment, trial.control
    responders = control.responders + count_missing(trial)[1]
    worst = compare_proportions(treatment.responders, treatment.n, responders, control.n)
    return 100 * worst.risk_difference, 100 * worst.risk_difference_interval("newcombe").lower


def _judge_randomisation(trial: PersonalTrial) -> Judgements:
    sizes = f"{trial.treatment.n} and {trial.control.n} patients"
    if trial.design.allocation == "central":
        return (
            Judgement("low", f"A computer outside the centres kept the lot, which gave {sizes}."),
            Judgement(
                "some concerns",
                f"The lot was hidden, but nothing printed shows that the {sizes} were alike at the start.",
            ),
        )
    if trial.design.allocation == "envelopes":
        return (
            Judgement(
                "some concerns",
                "The lot lay in envelopes in each centre, and nothing says that they were opaque and sealed.",
            ),
            Judgement(
                "high",
                f"Whoever enrolled could hold or open the next envelope; no table shows that the {sizes} were alike.",
            ),
        )
    # RoB 2: a report that is silent gives some concerns; high takes a sign that something went wrong.
    return (
        Judgement(
            "some concerns",
            f"The report says that {sizes} were randomised, and neither how the lot was hidden nor whether they were "
            "alike at the start; it does not show that anything went wrong.",
        ),
    )


def _judge_deviations(trial: PersonalTrial) -> Judgements:
    switched = f"{trial.switched} of {trial.control.n} on placebo were switched to the drug before week {trial.weeks}"
    return (
        Judgement("some concerns", f"{switched}, and nobody on the drug had anything to be switched to."),
        Judgement(
            "low", f"{switched}, but they stay in their arm and count as non-responders, as the endpoint has it."
        ),
        Judgement("high", f"{switched}: who decides on it makes a non-responder, and may have guessed the arm."),
    )


def _judge_missing(trial: PersonalTrial) -> Judgements:
    on_drug, on_placebo = count_missing(trial)
    worst, lowest = find_worst_case(trial)
    lost = f"{on_drug} on the drug and {on_placebo} on placebo left without switching and count as non-responders"
    some = Judgement("some concerns", f"{lost}; why they left is not told.")
    if worst <= 0:
        return (
            some,
            Judgement("high", f"{lost}. Had all {on_placebo} of placebo responded, the drug would no longer be ahead."),
        )
    low = Judgement(
        "low", f"{lost}. Had all {on_placebo} of placebo responded, the drug would still be {worst:.1f} points ahead."
    )
    if lowest > 0:
        return some, low
    return (
        some,
        low,
        Judgement(
            "high",
            f"{lost}. Had all {on_placebo} of placebo responded, the interval would begin at {lowest:.1f} points, and "
            "who leaves may well be who does badly, or is better.",
        ),
    )


def _judge_measurement(trial: PersonalTrial) -> Judgements:
    harms = trial.harms
    events = (
        f"{harms.with_event} of {harms.exposed} given the drug, {harms.with_event_placebo} of {trial.control.n} on "
        "placebo"
    )
    if trial.design.assessor == "independent":
        return (
            Judgement("low", "The raters were told neither the arm nor the adverse events."),
            Judgement(
                "some concerns",
                "The raters were kept apart, but the score also counts what patients say, and they may have guessed "
                f"the arm: {events} had an adverse event.",
            ),
        )
    return (
        Judgement(
            "some concerns",
            f"The physicians who treated the patients rated them too, and saw who had adverse events ({events}).",
        ),
        Judgement(
            "low",
            "The trial was double-blind, with a placebo of the same look; that those who treated and rated knew the "
            "arm is possible, and nothing printed shows it.",
        ),
        Judgement(
            "high", "Most of the score is judgement, and those who judged could guess the arm from adverse events."
        ),
    )


def _judge_reporting(trial: PersonalTrial) -> Judgements:
    names = " and ".join(subtype.name for subtype in trial.subtypes)
    extras = f"the bar of {trial.higher_bar} points and the groups {names}"
    if trial.design.bar == "registered":
        return (
            Judgement(
                "low", f"The bar of {trial.bar} points was fixed before the first patient, and its result is given."
            ),
            Judgement("some concerns", f"The primary bar was fixed; that {extras} were planned is not said."),
        )
    return (
        Judgement("some concerns", f"Nothing says when the bar of {trial.bar} points was chosen, nor {extras}."),
        Judgement(
            "high",
            f"Two bars, {trial.bar} and {trial.higher_bar} points, two subtypes and a mean are told, and none is shown "
            "to have come before the data.",
        ),
    )


def _judge_question(trial: PersonalTrial) -> Judgements:
    asked = (
        f"patients with dermatomyositis, {trial.drug} against placebo, a score of at least {trial.bar} points at week "
        f"{trial.weeks}"
    )
    return (Judgement("yes", f"All four can be read: {asked}."),)


def _judge_alike(trial: PersonalTrial) -> Judgements:
    switched = f"{trial.switched} patients on placebo were switched to the drug before week {trial.weeks}"
    return (
        Judgement("no", f"{switched}; nobody on the drug was switched."),
        Judgement("cannot tell", f"{switched}, and which other drugs were given along the way is not printed by arm."),
        Judgement(
            "yes",
            f"Both were masked alike and judged at week {trial.weeks}, and the switch of {trial.switched} is part of "
            "the endpoint.",
        ),
    )


def _judge_applies(trial: PersonalTrial) -> Judgements:
    n = trial.treatment.n + trial.control.n
    return (
        Judgement("cannot tell", f"Whom the trial kept out is not printed, nor how ill the {n} were at the start."),
        Judgement("yes", f"The {n} patients had dermatomyositis, for a patient who would have been let in."),
        Judgement(
            "no", f"{n} patients in a trial, followed {trial.weeks} weeks, are not those whom one treats for years."
        ),
    )


def _judge_worth(trial: PersonalTrial) -> Judgements:
    harms = trial.harms
    return (
        Judgement(
            "no",
            f"Benefit is told of {trial.treatment.n} and {trial.control.n} as randomised, harm of {harms.exposed} ever "
            "given the drug.",
        ),
        Judgement(
            "cannot tell",
            f"{harms.with_event} of {harms.exposed} had an adverse event, and how grave they were is not printed; the "
            f"{trial.switched} who switched stand in both groups.",
        ),
    )

"""A full set of answers to one trial, as a careful learner could give them: for the tests and for `--demo`."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.kinds import KINDS
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.judge_design import find_error
from helpers.learning.mark.judge_misreadings import PLACES
from helpers.learning.mark.judge_numbers import explain_letters
from helpers.learning.mark.judge_texts import list_lasting_biases
from helpers.learning.mark.judgements import count_missing
from helpers.learning.mark.key import Key, compute_key
from helpers.learning.mark.plans import Plan, count_patients, find_rejection_rates
from helpers.learning.mark.tolerances import USUAL_TRIALS
from helpers.learning.misconceptions import load_misconceptions

SCEPTICAL = 0.6
"""Of the observed difference, for which the next trial is planned."""

METHOD, TEST = "newcombe", "normal"

_PLACES = {
    "bias_randomisation": "A2",
    "bias_deviations": "A4",
    "bias_missing": "A4",
    "bias_measurement": "A2",
    "bias_reporting": "A3, A6",
    "casp_question": "A1, A3",
    "casp_alike": "A4",
    "casp_applies": "A1",
    "casp_worth": "A7",
}
"""Judged item -> where in the abstract its facts stand."""


def perfect_answers(trial: PersonalTrial) -> dict[str, GivenAnswer]:
    """Return answers that earn every automatic mark, with reasons for those that a person marks.

    Numbers are rounded as a learner would round them. Every question has an answer, but for the places for misreadings
    that are not needed.

    Examples
    --------
    >>> from helpers.learning.assignment.draw import draw_trial
    >>> from helpers.learning.mark.judge import judge
    >>> trial = draw_trial("Ana Lopez")
    >>> judge(trial, perfect_answers(trial)).automatic_total
    40.0
    """
    key = compute_key(trial)
    answers = (
        *_judge(trial, key),
        *_compute(trial, key),
        *_catch(trial, key),
        *_design(trial, key),
        _write(trial, key),
    )
    return {answer.item: answer for answer in answers}


def _judge(trial: PersonalTrial, key: Key) -> Iterator[GivenAnswer]:
    for item, judgements in key.judgements.items():
        yield GivenAnswer(item, judgements[0].choice, because=judgements[0].why, where=_PLACES[item])


def _compute(trial: PersonalTrial, key: Key) -> Iterator[GivenAnswer]:
    treatment, control = trial.treatment, trial.control
    yield GivenAnswer(
        "denominator",
        key.denominator,
        because=(
            f"The lot drew {treatment.n} and {control.n}. Completers would leave out those who did badly, and counting "
            f"the {trial.switched} switched with the drug would break up the arms."
        ),
    )
    yield GivenAnswer("risk_difference", round(key.risk_difference, 1))
    yield GivenAnswer(
        "interval",
        [round(limit, 1) for limit in key.intervals[METHOD]],
        because=f"Newcombe's keeps its level with {treatment.n} and {control.n} patients; Wald's falls short of it.",
        method=METHOD,
    )
    yield GivenAnswer("number_needed", round(key.number_needed, 1))
    yield GivenAnswer("harm_percent", round(key.harm_percent, 1))
    yield GivenAnswer("zero_upper", round(key.zero_upper["one-sided"], 1))
    about = explain_letters(trial)
    yield GivenAnswer(
        "not_computable",
        list(key.not_computable),
        because=" ".join(f"{letter}: {about[letter]}" for letter in key.not_computable),
    )


def _catch(trial: PersonalTrial, key: Key) -> Iterator[GivenAnswer]:
    letters = {misconception: letter for letter, misconception in KINDS.items()}
    known = load_misconceptions()
    for place, (sentence, misconception) in zip(PLACES, key.planted.items(), strict=False):
        why = known[misconception].why_it_misleads
        yield GivenAnswer(place, sentence, kind=letters[misconception], because=f"{trial.acronym}, {sentence}: {why}")


def _design(trial: PersonalTrial, key: Key) -> Iterator[GivenAnswer]:
    placebo = round(key.observed[0])
    shares = [placebo, placebo + round(SCEPTICAL * key.risk_difference)]
    plan = Plan(shares[0] / 100, shares[1] / 100)
    patients = count_patients(plan, trial.power, TEST).last
    rates = find_rejection_rates(plan, patients, "pooled_z")
    yield GivenAnswer(
        "plan_rates",
        shares,
        because=(
            f"Placebo as observed, {key.observed[0]:.1f} %. Of the {key.risk_difference:.1f} points about six tenths: "
            f"the interval begins at {key.intervals[METHOD][0]:.1f}."
        ),
    )
    yield GivenAnswer("sample_size", patients, method=TEST)
    yield GivenAnswer("rejection_rates", [round(100 * rate, 1) for rate in rates])
    yield GivenAnswer("monte_carlo_error", [round(find_error(rates[1], USUAL_TRIALS), 2), USUAL_TRIALS])
    yield GivenAnswer("no_n_cures", list_lasting_biases(trial)[0])


def _write(trial: PersonalTrial, key: Key) -> GivenAnswer:
    treatment, control = trial.treatment, trial.control
    lower, upper = key.intervals[METHOD]
    on_drug, on_placebo = count_missing(trial)
    return GivenAnswer(
        "verdict",
        f"{trial.acronym} gave {trial.drug} to {treatment.n} patients and placebo to {control.n}. Counted as "
        f"randomised, {treatment.responders} and {control.responders} reached {trial.bar} points at week "
        f"{trial.weeks}. That is {key.risk_difference:.1f} points more, with a 95 % interval from {lower:.1f} to "
        f"{upper:.1f}: of 100 such patients about {key.risk_difference:.0f} more respond, and {key.observed[0]:.0f} "
        "would on placebo. So I believe that the drug does more than placebo over these weeks, and not that the "
        f"size is known. What limits my belief: {trial.switched} patients on placebo were switched and {on_drug} and "
        f"{on_placebo} left, and all count as non-responders. If a guess of the arm had part in this, the drug looks "
        "better than it is. The extension has nobody beside the drug, and says nothing about its effect. Nobody had "
        f"the rare event, but up to {key.zero_upper['one-sided']:.1f} % could and we would still have seen none "
        f"among {trial.harms.exposed}. Next I would plan a trial for about {SCEPTICAL * key.risk_difference:.0f} "
        "points, with the lot kept outside the centres, raters who see no adverse events, the bar registered before "
        "the first patient, and everybody followed, also those who stop. Until then I would tell a colleague the "
        "interval, and not the p value.",
    )

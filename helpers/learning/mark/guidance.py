"""What a person who marks one learner needs beside the answer: what could be defended in this learner's own trial."""

from __future__ import annotations

from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.judge_texts import list_lasting_biases
from helpers.learning.mark.key import Key, compute_key
from helpers.learning.misconceptions import load_misconceptions


def list_guides(trial: PersonalTrial) -> dict[str, str]:
    """Return, for each question that a person marks, what could be defended, in lines.

    Examples
    --------
    >>> from helpers.learning.assignment.draw import draw_trial
    >>> print(list_guides(draw_trial("Ana Lopez"))["casp_question"])
    yes: All four can be read: patients with dermatomyositis, ...
    """
    key = compute_key(trial)
    guides = {
        item: "\n".join(f"{judgement.choice}: {judgement.why}" for judgement in judgements)
        for item, judgements in key.judgements.items()
    }
    placebo, drug = key.observed
    effect = f"{key.risk_difference:.1f} points, 95 % {_print_limits(key, 'newcombe')} (Newcombe)"
    return guides | {
        "denominator": _describe_patients(trial),
        "interval": "\n".join(f"{method}: {_print_limits(key, method)}" for method in key.intervals),
        "not_computable": f"Not computable here: {', '.join(key.not_computable)}.",
        "misreadings": _describe_misreadings(trial, key),
        "plan_rates": f"Observed: {placebo:.1f} % on placebo, {drug:.1f} % on the drug; {effect}.",
        "no_n_cures": "\n".join(list_lasting_biases(trial)),
        "verdict": f"{effect}; {key.number_needed:.1f} patients for one more responder. {_describe_patients(trial)}",
    }


def _print_limits(key: Key, method: str) -> str:
    lower, upper = key.intervals[method]
    return f"{lower:.1f} to {upper:.1f}"


def _describe_patients(trial: PersonalTrial) -> str:
    treatment, control = trial.treatment, trial.control
    return (
        f"{treatment.responders} of {treatment.n} randomised to the drug and {control.responders} of {control.n} to "
        f"placebo responded; {treatment.completed} and {control.completed} completed; {trial.switched} switched to the "
        f"drug; {trial.harms.exposed} were ever given it."
    )


def _describe_misreadings(trial: PersonalTrial, key: Key) -> str:
    names = load_misconceptions()
    texts = {sentence.number: sentence.text for sentence in trial.sentences}
    lines = [
        f"{number}: {texts[number]} ({names[misconception].name if misconception in names else misconception})"
        for number, misconception in key.planted.items()
    ]
    return "\n".join([*lines, f"{key.decoy}: {texts[key.decoy]} (sound)"] if key.decoy else lines)

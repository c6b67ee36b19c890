"""What a person marks: the answers are shown what could be defended, and no marks are given here."""

from __future__ import annotations

from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.answers_read import Answers
from helpers.learning.mark.item_marks import Finding
from helpers.learning.mark.judgements import count_missing


def judge_judgement(answers: Answers, item: str) -> Finding:
    """Show the range that a panel could defend, and whether the choice lies in it."""
    choice = answers.read(item)
    defensible = answers.key.judgements[item]
    listed = " ".join(f"“{judgement.choice}”: {judgement.why}" for judgement in defensible)
    shown = f"A panel could defend {listed}"
    if choice is None:
        return Finding(None, f"{answers.refuse(item).feedback} {shown}")
    if any(judgement.choice == choice for judgement in defensible):
        return Finding(None, f"“{choice}” can be defended; the reason decides. {shown}")
    return Finding(None, f"“{choice}” is hard to defend here. {shown}")


def judge_lasting_bias(answers: Answers) -> Finding:
    """Show the biases of this trial that more patients leave as they are."""
    listed = " ".join(list_lasting_biases(answers.trial))
    text = f"A person reads this answer. Among the biases of this trial that no number of patients cures: {listed}"
    return Finding(None, text if answers.read("no_n_cures") else f"{answers.refuse('no_n_cures').feedback} {text}")


def judge_verdict(answers: Answers) -> Finding:
    """Show what the verdict should hold."""
    key = answers.key
    lower, upper = key.intervals["newcombe"]
    text = (
        f"A person reads this answer. It should hold the size with its uncertainty ({key.risk_difference:.1f} points, "
        f"{lower:.1f} to {upper:.1f}: about {key.risk_difference:.0f} more of 100 such patients respond), what "
        "limits belief and which way it pushes, and a next step that follows from it."
    )
    return Finding(None, text if answers.read("verdict") else f"{answers.refuse('verdict').feedback} {text}")


def list_lasting_biases(trial: PersonalTrial) -> list[str]:
    """Return the biases of a trial that more patients leave as they are: what, which way it pushes, and a remedy."""
    on_drug, on_placebo = count_missing(trial)
    found = []
    if trial.design.assessor == "treating":
        found.append(
            "The physicians who treated also rated and saw the adverse events. Who guesses the drug rates higher, "
            "which makes it look better. Raters who see no patient's record would cure it."
        )
    found.append(
        f"{trial.switched} on placebo switched and count as non-responders. If guessing the arm led to it, the drug "
        "looks better. A rule for switching that others apply would cure it."
    )
    found.append(
        f"{on_drug} on the drug and {on_placebo} on placebo left and count as non-responders, which can push either "
        "way. Following those who leave would cure it."
    )
    if trial.design.allocation != "central":
        found.append(
            "How the lot was hidden is not assured. Whoever can guess the next arm can pick the patient, mostly in "
            "favour of the drug. A computer outside the centres would cure it."
        )
    if trial.design.bar == "unstated":
        found.append(
            f"When the bar of {trial.bar} points was chosen is not said. One picked after the result makes the drug "
            "look better. Registering it before the first patient would cure it."
        )
    return found

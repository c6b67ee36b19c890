"""The second part, compute and choose: which number is right, by the learner's own earlier choices."""

from __future__ import annotations

import math
from collections.abc import Iterable

from helpers.learning.assignment.items import METHODS
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.answers_read import Answers, describe_denominator
from helpers.learning.mark.item_marks import Finding
from helpers.learning.mark.key import Limits, compare_arms, find_limits
from helpers.learning.mark.tolerances import ONE_DECIMAL, ROUNDING, TWICE_ROUNDED, is_near
from helpers.learning.mark.wrong_values import (
    Value,
    WrongValue,
    find_wrong_value,
    list_half_right_harms,
    list_paired_slips,
    list_wrong_differences,
    list_wrong_harms,
    list_wrong_intervals,
    list_wrong_numbers_needed,
    list_wrong_zero_limits,
)
from helpers.models.proportions import RISK_DIFFERENCE_METHODS

_LOST = {
    "b": ("completers_only", "Who completed is known only afterwards, and the lot did not draw these groups."),
    "c": (
        "switchers_out_of_arm",
        "The switched did badly on placebo: counted with the drug, they leave placebo looking better than it was.",
    ),
    "d": ("wrong_denominator", "Both arms together leave nothing to compare."),
}
"""Wrong choice of patients -> its misconception, and what is lost by it."""


def judge_denominator(answers: Answers) -> Finding:
    """Judge whom the primary result counts: 2 marks."""
    choice = answers.read("denominator")
    if choice is None:
        return answers.refuse("denominator")
    trial = answers.trial
    right = (
        f"The primary result counts all randomised by their arm, {trial.treatment.n} and {trial.control.n}; who left "
        "or switched stays in it as a non-responder."
    )
    if choice == answers.key.denominator:
        return Finding(2.0, f"Right. {right}")
    misconception, lost = _LOST[choice]
    return Finding(0.0, f"{lost} {right}", misconception)


def judge_difference(answers: Answers) -> Finding:
    """Judge the difference: 3 marks, by the patients that were chosen."""
    value = answers.read("risk_difference")
    if value is None:
        return answers.refuse("risk_difference")
    trial, key = answers.trial, answers.key
    treatment, control = trial.treatment, trial.control
    right = (
        f"{treatment.responders} of {treatment.n} on the drug ({key.observed[1]:.1f} %) less {control.responders} of "
        f"{control.n} on placebo ({key.observed[0]:.1f} %) is {key.risk_difference:.1f} points"
    )
    if is_near(value, key.risk_difference, TWICE_ROUNDED):
        return Finding(3.0, f"Right: {right}.")
    own = answers.denominator
    for arms in compare_arms(trial, own):
        if is_near(value, 100 * arms.risk_difference, TWICE_ROUNDED):
            return Finding(3.0, f"{_say_follows(own)} Over all randomised, {right}.", follows_from="denominator")
    return _explain(value, list_wrong_differences(trial), f"Over all randomised, {right}.")


def judge_interval(answers: Answers) -> Finding:
    """Judge the interval: 1 mark for a sound method, 4 for its limits over the patients that were chosen."""
    method, limits = answers.method, answers.read("interval")
    points, said = _judge_method(answers, method)
    if limits is None:
        # The choice of a method earns its mark without the limits.
        return Finding(points, f"{answers.refuse('interval').feedback} {said}")
    own = answers.denominator
    for letter in dict.fromkeys((answers.key.denominator, own)):
        for name in (method,) if method else METHODS:
            if any(_are_near(limits, find_limits(arms, name)) for arms in compare_arms(answers.trial, letter)):
                text = f"The limits are right, by the method of {_say_method(name)}."
                if letter == answers.key.denominator:
                    return Finding(points + 4, f"{text} {said}")
                right = f"Over all randomised they are {_say_limits(answers.key.intervals[name])}."
                return Finding(points + 4, f"{_say_follows(own)} {text} {right} {said}", follows_from="denominator")
    slip = _find_paired_slip(answers, limits, (method,) if method else METHODS)
    if slip:
        name, text = slip
        right = f"Rightly counted over all randomised they are {_say_limits(answers.key.intervals[name])}."
        return Finding(
            points + 4,
            f"Right by your own difference, {text}, and by the method of {_say_method(name)}: the mistake there costs "
            f"once. {right} {said}",
            follows_from="risk_difference",
        )
    named = method or "newcombe"
    right = f"Over all randomised, {_say_method(named)} gives {_say_limits(answers.key.intervals[named])}."
    found = _explain(limits, list_wrong_intervals(answers.trial, named), f"{right} {said}")
    return Finding(points, found.feedback, found.misconception)


def _find_paired_slip(answers: Answers, limits: Limits, methods: Iterable[str]) -> tuple[str, str] | None:
    """Return method and slip where difference and limits went the same wrong way; None where they did not."""
    own = answers.read("risk_difference")
    if own is None:
        return None
    for arms, factor, text in list_paired_slips(answers.trial):
        near = TWICE_ROUNDED * abs(factor) / 100
        if not is_near(own, factor * arms.risk_difference, near):
            continue
        for name in methods:
            slipped = sorted(factor * limit for limit in arms.risk_difference_interval(name))
            if all(is_near(given, wrong, near) for given, wrong in zip(limits, slipped, strict=True)):
                return name, text
    return None


def judge_number_needed(answers: Answers) -> Finding:
    """Judge the number needed to treat: 2 marks, by the learner's own difference."""
    value = answers.read("number_needed")
    if value is None:
        return answers.refuse("number_needed")
    key = answers.key
    whole = _round_up(key.number_needed)
    right = f"100 over {key.risk_difference:.1f} points is {key.number_needed:.1f}, rounded up {whole}"
    if is_number_needed(value, key.risk_difference):
        return Finding(2.0, f"Right: {right}.")
    own, chosen = answers.read("risk_difference"), answers.denominator
    # Before the difference was rounded, or where none was given: by the patients that were chosen.
    unrounded = [100 * arms.risk_difference for arms in compare_arms(answers.trial, chosen)]
    if any(is_number_needed(value, each) for each in unrounded if own is None or is_near(own, each, TWICE_ROUNDED)):
        return Finding(2.0, f"{_say_follows(chosen)} Over all randomised, {right}.", follows_from="denominator")
    if own is not None and is_number_needed(value, own):
        return Finding(
            2.0,
            f"Right by your own difference of {own:g} points. By the right one, {right}.",
            follows_from="risk_difference",
        )
    return _explain(value, list_wrong_numbers_needed(answers.trial), f"By the difference of all randomised, {right}.")


def is_number_needed(value: float, points: float) -> bool:
    """Say whether `value` is 100 over a difference: to one decimal, or rounded up to whole patients.

    >>> is_number_needed(2.9, 35), is_number_needed(3, 35), is_number_needed(2, 35), is_number_needed(3, 0)
    (True, True, False, False)
    """
    if points == 0:
        return False
    needed = 100 / abs(points)
    return is_near(value, needed, ONE_DECIMAL) or abs(value - _round_up(needed)) <= ROUNDING


def judge_harm(answers: Answers) -> Finding:
    """Judge the share with an adverse event: 3 marks, 1 for the right patients over others."""
    value = answers.read("harm_percent")
    if value is None:
        return answers.refuse("harm_percent")
    harms = answers.trial.harms
    right = (
        f"{harms.with_event} patients with an event of {harms.exposed} ever given the drug are "
        f"{answers.key.harm_percent:.1f} %"
    )
    if is_near(value, answers.key.harm_percent, TWICE_ROUNDED):
        return Finding(3.0, f"Right: {right}.")
    found = find_wrong_value(list_wrong_harms(answers.trial), value)
    explained = _explain(value, list_wrong_harms(answers.trial), f"{right[0].upper()}{right[1:]}.")
    # A catalogue that tells slips apart asks for more digits than the marks do.
    half_right = list_half_right_harms(answers.trial)
    is_half = found in half_right if found else any(is_near(value, wrong.value, TWICE_ROUNDED) for wrong in half_right)
    half = 1.0 if is_half else 0.0
    return Finding(half, explained.feedback, explained.misconception)


def judge_zero(answers: Answers) -> Finding:
    """Judge the upper limit for none seen: 3 marks, however it is found."""
    value = answers.read("zero_upper")
    if value is None:
        return answers.refuse("zero_upper")
    limits = answers.key.zero_upper
    right = (
        f"None of {answers.trial.harms.exposed} exposed leaves room for {limits['one-sided']:.1f} % one-sided, "
        f"{limits['two-sided']:.1f} % two-sided, and {limits['rule of three']:.1f} % by the rule of three"
    )
    name = next((name for name, limit in limits.items() if is_near(value, limit, ONE_DECIMAL)), None)
    if name:
        return Finding(3.0, f"Right. {right}.")
    return _explain(value, list_wrong_zero_limits(answers.trial), f"{right}.")


def judge_not_computable(answers: Answers) -> Finding:
    """Judge what cannot be computed: 4 marks less 1 for each letter missing or too many; none without a right one."""
    letters = answers.read("not_computable")
    if letters is None:
        return answers.refuse("not_computable")
    right = answers.key.not_computable
    listed = f"What cannot be computed: {', '.join(right)}."
    if not letters:
        return Finding(0.0, f"The list is empty. {listed}")
    if letters == right:
        return Finding(4.0, f"Right. {listed}")
    about = explain_letters(answers.trial)
    wrong = sorted(set(letters) ^ set(right))
    text = " ".join(
        f"{letter} {'is missing' if letter in right else 'is too many'}: {about[letter]}" for letter in wrong
    )
    missed = [_MISSED[letter] for letter in wrong if letter in right and letter in _MISSED]
    points = max(0.0, 4.0 - len(wrong)) if set(letters) & set(right) else 0.0
    return Finding(points, f"{text} {listed}", missed[0] if missed else None)


_MISSED = {"a": "subgroup_response_as_effect", "c": "uncontrolled_as_comparison"}
"""Letter that was taken for computable -> the misreading behind it."""


def explain_letters(trial: PersonalTrial) -> dict[str, str]:
    """Return, for each letter of "not_computable", why it can or cannot be computed."""
    subtypes = (
        "the counts of each subtype are printed by arm."
        if trial.prints_subtypes_by_arm
        else "the counts of each subtype are printed for both arms together."
    )
    return {
        "a": subtypes,
        "b": "it takes the responders and the patients of each arm, which are printed.",
        "c": "everybody was on the drug by then, so that nobody stands beside them.",
        "d": f"the responders at {trial.higher_bar} points are printed for each arm.",
        "e": "it takes both scores of each patient, and only summaries are printed.",
        "f": "mean, SD and patients of each arm are printed, and Welch's interval takes no more.",
    }


def _judge_method(answers: Answers, method: str) -> tuple[float, str]:
    if method == "wald":
        return (
            0.0,
            "With arms of this size Wald's interval tends to hold the true difference in fewer than 95 of 100 trials, "
            "if only by a little.",
        )
    if method:
        return 1.0, f"The method of {_say_method(method)} keeps its level with arms of this size."
    typed = answers.find("interval").method
    return 0.0, "The method that you name is none of the list." if typed else "No method is named."


def _explain(value: Value, catalogue: Iterable[WrongValue], right: str) -> Finding:
    found = find_wrong_value(catalogue, value)
    if found is None:
        return Finding(0.0, f"No known slip leads to this answer. {right}")
    return Finding(0.0, f"This is {found.text}. {right}", found.misconception)


def _say_follows(letter: str) -> str:
    return f"Right by the patients that you chose, {describe_denominator(letter)}: the mistake there costs once."


def _are_near(limits: Limits, truth: Limits) -> bool:
    return all(is_near(limit, right, TWICE_ROUNDED) for limit, right in zip(limits, truth, strict=True))


def _say_method(method: str) -> str:
    return RISK_DIFFERENCE_METHODS[method].label


def _say_limits(limits: Limits) -> str:
    return f"{limits[0]:.1f} to {limits[1]:.1f} points"


def _round_up(number: float) -> int:
    return math.ceil(number - ROUNDING)

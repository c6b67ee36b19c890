"""Judging one learner's answers against their own trial. Nothing is executed: answers are literals, read before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.items import ITEMS
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.answers_read import Answers, describe_given
from helpers.learning.mark.item_marks import Finding, ItemMark, Marked
from helpers.learning.mark.judge_design import (
    judge_monte_carlo_error,
    judge_plan_rates,
    judge_rejection_rates,
    judge_sample_size,
)
from helpers.learning.mark.judge_misreadings import PLACES, judge_misreadings, judge_place, list_named
from helpers.learning.mark.judge_numbers import (
    judge_denominator,
    judge_difference,
    judge_harm,
    judge_interval,
    judge_not_computable,
    judge_number_needed,
    judge_zero,
)
from helpers.learning.mark.judge_texts import judge_judgement, judge_lasting_bias, judge_verdict

__all__ = ["ItemMark", "Marked", "judge"]

_JUDGES: Mapping[str, Callable[[Answers], Finding]] = MappingProxyType(
    {
        "denominator": judge_denominator,
        "risk_difference": judge_difference,
        "interval": judge_interval,
        "number_needed": judge_number_needed,
        "harm_percent": judge_harm,
        "zero_upper": judge_zero,
        "not_computable": judge_not_computable,
        "misreadings": judge_misreadings,
        "plan_rates": judge_plan_rates,
        "sample_size": judge_sample_size,
        "rejection_rates": judge_rejection_rates,
        "monte_carlo_error": judge_monte_carlo_error,
        "no_n_cures": judge_lasting_bias,
        "verdict": judge_verdict,
    }
)
"""Item -> who judges it; places and judgements have judges of their own."""


def judge(trial: PersonalTrial, answers: Mapping[str, GivenAnswer]) -> Marked:
    """Judge all answers of one learner.

    A mistake costs once: a later answer that is right by the learner's own earlier one earns its marks, and the
    feedback says so. An answer that is right in itself earns them whatever came before.

    Parameters
    ----------
    trial : PersonalTrial
        The learner's own.
    answers : mapping of str to GivenAnswer
        By item, as typed. What is missing, or of another form, earns nothing and stops nothing.

    Returns
    -------
    Marked
        A mark for every question, in the order of the notebook.

    Examples
    --------
    >>> from helpers.learning.assignment.draw import draw_trial
    >>> judge(draw_trial("Ana Lopez"), {}).automatic_total
    0.0
    """
    read = Answers(trial, answers)
    return Marked(trial.student_id, tuple(_mark(item, read) for item in ITEMS))


def _mark(name: str, answers: Answers) -> ItemMark:
    item, found = ITEMS[name], _find(name, answers)
    given = ", ".join(list_named(answers)) if name == "misreadings" else describe_given(answers.find(name))
    return ItemMark(
        name,
        found.points if item.automatic else None,
        item.automatic,
        given,
        found.misconception,
        found.feedback,
        found.follows_from,
    )


def _find(name: str, answers: Answers) -> Finding:
    if name in PLACES:
        return judge_place(answers, name)
    return _JUDGES[name](answers) if name in _JUDGES else judge_judgement(answers, name)

"""Trials and answers for the tests of the judge."""

from dataclasses import replace
from functools import cache
from typing import Any

from helpers.errors import Impossible
from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.items import ITEMS
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.item_marks import ItemMark
from helpers.learning.mark.judge import Marked, judge
from helpers.learning.mark.model_answers import perfect_answers


@cache
def list_trials(count: int) -> tuple[PersonalTrial, ...]:
    return tuple(draw_trial(f"learner {number}") for number in range(count))


def draw_one() -> PersonalTrial:
    return list_trials(1)[0]


def judge_with(trial: PersonalTrial, **values: Any) -> Marked:
    """Judge perfect answers with other values; None leaves one out, a GivenAnswer replaces it whole."""
    answers = perfect_answers(trial)
    for item, value in values.items():
        if value is None:
            answers.pop(item, None)
        elif isinstance(value, GivenAnswer):
            answers[item] = value
        else:
            answers[item] = replace(answers.get(item, GivenAnswer(item)), value=value)
    return judge(trial, answers)


def judge_alone(trial: PersonalTrial, item: str, value: Any, **texts: str) -> ItemMark:
    return judge(trial, {item: GivenAnswer(item, value, **texts)})[item]


def is_possible(item: str, value: Any) -> bool:
    try:
        ITEMS[item].form.read(value)
    except Impossible:
        return False
    return True

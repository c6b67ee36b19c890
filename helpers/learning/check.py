"""`check(...)`: the call in an exercise cell. It reads whatever was put in place of the dots, and answers in sentences.

Nothing a learner types ends in a traceback here, and no feedback on a wrong answer holds the right one.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from traitlets.log import get_logger

from helpers.errors import Boundary, Impossible
from helpers.learning.catalogue import describe_unknown
from helpers.learning.exercise import ChoiceExercise, Exercise, NumberExercise
from helpers.learning.feedback import Feedback
from helpers.learning.typed import read_typed_number

FAULT = "This answer could not be checked, by a fault of the course. The details are in the log of the kernel."

_NEAR = 3
"""Tolerances from the truth within which a wrong answer is probably rounded on the way."""


def check(exercise: str, *answer: Any) -> Feedback:
    """Check an answer, and say what it rests on.

    Parameters
    ----------
    exercise : str
        Which one, as it stands in the cell.
    answer : number or str
        Put your number, or the letter of your choice, in place of the three dots.

    Returns
    -------
    Feedback
        With `correct`, the `misconception` behind a wrong answer where it is known, and a text.

    Examples
    --------
    >>> feedback = check("placebo_responders_percent", 0.21)
    >>> feedback.correct, feedback.misconception
    (False, 'percent_for_fraction')
    """
    if not isinstance(exercise, str):
        return Feedback("", None, "The name of the exercise comes first in the brackets, in quotes, then your answer.")
    heard: list[Feedback] = []

    def report(raised: Exception) -> None:
        get_logger().error("check(%s) failed", exercise, exc_info=raised)
        heard.append(Feedback(exercise, None, FAULT))

    with Boundary(lambda problem: heard.append(Feedback(exercise, None, problem)), report):
        heard.append(_find_and_judge(exercise, answer))
    return heard[0]


def _find_and_judge(exercise: str, answer: tuple[Any, ...]) -> Feedback:
    from helpers.learning.exercises import BUILDERS

    if exercise not in BUILDERS:
        return Feedback(exercise, None, describe_unknown("exercise", exercise, list(BUILDERS)))
    return judge(BUILDERS[exercise](), answer)


def judge(exercise: Exercise, answer: tuple[Any, ...]) -> Feedback:
    """Return the feedback on `answer`, the values that stood after the exercise's name."""
    options = {}
    if isinstance(exercise, ChoiceExercise):
        options = {letter: option.text for letter, option in exercise.options.items()}

    def give(correct: bool | None, text: str, misconception: str | None = None) -> Feedback:
        return Feedback(exercise.id, correct, text, misconception, exercise.question, options)

    if not answer or _is_untouched(answer[0]):
        return replace(give(None, _describe_task(exercise)), is_untouched=True)
    try:
        if isinstance(exercise, ChoiceExercise):
            misconception = exercise.options[read_letter(answer, exercise.options)].misconception
            correct = misconception is None
        else:
            number = read_number(answer)
            correct = exercise.accepts(number)
            misconception = None if correct else exercise.find_misconception(number)
    except Impossible as problem:
        return give(None, str(problem))
    if correct:
        return give(True, exercise.why)
    if misconception is not None:
        return give(False, _describe_misconception(misconception), misconception)
    return give(*_describe_stray(exercise, number))


def read_number(answer: tuple[Any, ...]) -> float:
    """Return the one number that was put in place of the dots.

    Raises
    ------
    Impossible
        When it is none, or more than one; the sentence says what was found and what is needed.
    """
    if len(answer) > 1:
        raise Impossible(
            "There is a comma in your answer, and Python reads two numbers there: write a decimal point, or one number."
        )
    value = answer[0]
    if isinstance(value, str):
        return read_typed_number(value, "Your answer").value
    if getattr(value, "size", None) == 1 and hasattr(value, "item"):
        value = value.item()
    if value is None:
        raise Impossible("Your answer is None, which is Python for nothing: put a number there.")
    if isinstance(value, bool):
        raise Impossible("True or False answers another kind of question: put a number there.")
    if isinstance(value, (numbers.Real, Decimal)):
        return _read_real(value)
    if callable(value):
        raise Impossible("That is a function and not yet its result: put a number there.")
    if hasattr(value, "__len__"):
        raise Impossible(
            f"That can hold several values (Python calls it {type(value).__name__}): put one number there."
        )
    raise Impossible(f"That is not a number (Python calls it {type(value).__name__}): put one number there.")


def _read_real(value: Any) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isnan(number):
        raise Impossible("Your answer is NaN, Python's sign that a calculation gave no number: look at what went in.")
    return number


def read_letter(answer: tuple[Any, ...], options: Mapping[str, Any]) -> str:
    """Return the one letter that was chosen.

    Raises
    ------
    Impossible
        When it is not one of the letters.
    """
    letters = ", ".join(list(options)[:-1]) + f" or {list(options)[-1]}"
    if len(answer) > 1:
        raise Impossible(f"Choose one letter: {letters}.")
    if not isinstance(answer[0], str):
        raise Impossible(f"The answer is a letter between quotes: {letters}.")
    typed = re.sub(r"[\s().:,;'\"“”]", "", answer[0]).lower()
    if typed in options:
        return typed
    if not typed:
        raise Impossible(f"Nothing stands between the quotes yet: choose {letters}.")
    if all(letter in options for letter in typed):
        raise Impossible(f"Choose one letter alone: {letters}.")
    raise Impossible(f"There is no such option here: choose {letters}.")


def _is_untouched(value: Any) -> bool:
    # A choice is shipped as "...", so that a learner who has never written Python need not know about quotes.
    return value is ... or (isinstance(value, str) and value.strip() in {"...", "…"})


def _describe_task(exercise: Exercise) -> str:
    if isinstance(exercise, ChoiceExercise):
        return (
            "Replace the three dots between the quotes with the letter of your choice, and keep the quotes, as in "
            '"a". Then run the cell again.'
        )
    return (
        f"Replace the three dots with your number, in {exercise.unit}: a plain number such as 12.5, without a % sign. "
        "Then run the cell again."
    )


def _describe_misconception(misconception: str) -> str:
    from helpers.learning.misconceptions import load_misconceptions

    known = load_misconceptions()[misconception]
    return f"This looks like {known.name}. {known.why_it_misleads} {known.hint}"


def _describe_stray(exercise: NumberExercise, number: float) -> tuple[bool | None, str]:
    if not exercise.low <= number <= exercise.high:
        possible = f"from {exercise.low:g} to {exercise.high:g} {exercise.unit}".replace("-", "−")
        return None, f"That cannot be: the answer lies somewhere {possible}. {exercise.route}"
    if abs(number - exercise.truth) <= _NEAR * exercise.tolerance:
        return (
            False,
            "Close, but further off than rounding explains. Keep a decimal in each step, and round at the end.",
        )
    return False, f"No misreading that we know leads to this number. {exercise.route}"

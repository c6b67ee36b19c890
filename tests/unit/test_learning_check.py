"""Exercises: right is told why, wrong by its misconception, all else kindly; no traceback, and never the answer."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import DataProblem
from helpers.learning import check
from helpers.learning.check import FAULT
from helpers.learning.exercise import ChoiceExercise, Misreading, NumberExercise
from helpers.learning.exercises import BUILDERS
from helpers.learning.misconceptions import load_misconceptions

# Every misreading that design section 6 asks the catalogue to hold.
ASKED_FOR = {
    "ratio_for_difference",
    "arms_swapped",
    "percent_for_fraction",
    "events_for_patients",
    "one_sided_for_two_sided",
    "wrong_denominator",
    "interval_as_patients",
    "p_as_no_effect",
    "nnt_as_share",
    "points_as_cured",
    "threshold_as_state",
    "overlap_as_no_difference",
    "flat_marker_as_no_effect",
    "within_arm_as_effect",
    "nonsignificant_as_no_effect",
    "subgroup_response_as_effect",
}
EXERCISES = [build() for build in BUILDERS.values()]
NUMBERS = [exercise for exercise in EXERCISES if isinstance(exercise, NumberExercise)]
CHOICES = [exercise for exercise in EXERCISES if isinstance(exercise, ChoiceExercise)]
MISREADINGS = [(exercise, misreading) for exercise in NUMBERS for misreading in exercise.misreadings]


def name_case(case):
    exercise, misreading = case
    return f"{exercise.id}-{misreading.misconception}-{misreading.value:.4g}"


def test_the_catalogue_holds_every_misconception_of_the_design():
    catalogue = load_misconceptions()
    assert set(catalogue) >= ASKED_FOR
    assert all(known.hint.endswith((".", "?")) for known in catalogue.values())


def test_every_misconception_is_met_in_an_exercise_or_taught_in_a_later_notebook():
    met = {misreading.misconception for _, misreading in MISREADINGS}
    met |= {option.misconception for exercise in CHOICES for option in exercise.options.values()}
    latest = max(exercise.notebook for exercise in EXERCISES)
    unmet = [known for known in load_misconceptions().values() if known.id not in met]
    assert [known.id for known in unmet if known.taught_in <= latest] == []
    assert met - {None} <= set(load_misconceptions())


def test_the_truths_are_the_published_ones():
    truths = {exercise.id: exercise.truth for exercise in NUMBERS}
    assert truths["placebo_responders_percent"] == pytest.approx(43.75)
    assert truths["difference_in_points"] == pytest.approx(34.973404)


@pytest.mark.parametrize("exercise", NUMBERS, ids=lambda exercise: exercise.id)
def test_the_truth_and_its_roundings_are_right(exercise):
    for digits in (0, 1, 2):
        feedback = check(exercise.id, round(exercise.truth, digits))
        assert feedback.correct
        assert feedback.misconception is None
        assert str(feedback).splitlines()[-1].startswith("Right. ")


@pytest.mark.parametrize("case", MISREADINGS, ids=name_case)
def test_a_known_wrong_number_is_met_by_its_misconception(case):
    exercise, misreading = case
    known = load_misconceptions()[misreading.misconception]
    for answer in (misreading.value, float(f"{misreading.value:.2g}")):
        feedback = check(exercise.id, answer)
        assert feedback.correct is False
        assert feedback.misconception == misreading.misconception
        assert known.name in feedback.text and known.hint in feedback.text


def print_truth(exercise):
    """Return the ways in which somebody would print the truth of a number exercise."""
    truth = exercise.truth
    return {f"{truth:.0f}", f"{truth:.1f}", f"{truth:.2f}", f"{truth:.3f}", f"{truth / 100:.2f}", f"{truth / 100:.3f}"}


@pytest.mark.parametrize("exercise", NUMBERS, ids=lambda exercise: exercise.id)
def test_no_feedback_on_a_wrong_number_holds_the_truth(exercise):
    wrong = [misreading.value for misreading in exercise.misreadings]
    wrong += [..., "word", [exercise.truth], None, exercise.truth + 1, 1e9, float("nan"), exercise.low, exercise.high]
    for answer in wrong:
        feedback = check(exercise.id, answer)
        assert feedback.correct is not True
        assert not print_truth(exercise) & set(re.findall(r"\d+(?:\.\d+)?", str(feedback))), answer


@pytest.mark.parametrize("exercise", CHOICES, ids=lambda exercise: exercise.id)
def test_each_wrong_option_is_one_misconception_and_does_not_name_the_right_one(exercise):
    wrong = {letter: option for letter, option in exercise.options.items() if option.misconception}
    assert len(wrong) == len(exercise.options) - 1
    for letter, option in wrong.items():
        feedback = check(exercise.id, letter)
        assert (feedback.correct, feedback.misconception) == (False, option.misconception)
        assert exercise.options[exercise.right].text not in feedback.text
        assert exercise.why not in feedback.text
    assert check(exercise.id, exercise.right).correct


def test_a_rounding_slip_is_called_close():
    feedback = check("difference_in_points", 34)
    assert (feedback.correct, feedback.misconception) == (False, None)
    assert feedback.text.startswith("Close")


def test_a_number_without_explanation_is_shown_the_way():
    feedback = check("difference_in_points", 7.77)
    assert feedback.correct is False
    assert "a percentage of that arm's own patients" in feedback.text


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((), "Replace the three dots with your number, in percentage points"),
        ((...,), "Replace the three dots with your number, in percentage points"),
        (("...",), "Replace the three dots"),
        (("forty",), "Your answer is written in words (“forty”): please write it in digits."),
        (("",), "Your answer is still empty"),
        ((float("nan"),), "Your answer is NaN"),
        ((None,), "Your answer is None"),
        ((True,), "True or False answers another kind of question"),
        (([12, 13],), "That can hold several values (Python calls it list)"),
        ((pd.Series([12, 13]),), "That can hold several values (Python calls it Series)"),
        (({},), "That can hold several values (Python calls it dict)"),
        ((12, 5), "There is a comma in your answer"),
        ((abs,), "That is a function and not yet its result"),
        ((1j,), "That is not a number (Python calls it complex)"),
        ((object(),), "That is not a number (Python calls it object)"),
        ((float("inf"),), "That cannot be: the answer lies somewhere from −100 to 100 percentage points."),
        ((10**400,), "That cannot be"),
        ((3500,), "That cannot be"),
    ],
)
def test_what_is_no_answer_is_said_kindly(answer, says):
    feedback = check("difference_in_points", *answer)
    assert feedback.correct is None
    assert feedback.misconception is None
    assert feedback.text.startswith(says)
    assert feedback.question in str(feedback)


@pytest.mark.parametrize("answer", ["35", "35 %", "34,97", np.float64(35), np.array([35]), Decimal("34.97"), 35])
def test_a_number_is_a_number_in_any_dress(answer):
    assert check("difference_in_points", answer).correct


@pytest.mark.parametrize("answer", ["d", "D", " (d) ", "d)", "“d”"])
def test_a_letter_is_a_letter_in_any_dress(answer):
    assert check("meaning_of_interval", answer).correct


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((), "Replace the three dots between the quotes with the letter of your choice"),
        (("...",), "Replace the three dots between the quotes with the letter of your choice"),
        ((...,), "Replace the three dots between the quotes"),
        (("",), "Nothing stands between the quotes yet: choose a, b, c or d."),
        (("e",), "There is no such option here: choose a, b, c or d."),
        (("ab",), "Choose one letter alone: a, b, c or d."),
        (("a", "b"), "Choose one letter: a, b, c or d."),
        ((2,), "The answer is a letter between quotes: a, b, c or d."),
        ((["a"],), "The answer is a letter between quotes: a, b, c or d."),
    ],
)
def test_what_is_no_choice_is_said_kindly(answer, says):
    feedback = check("meaning_of_interval", *answer)
    assert feedback.correct is None
    assert feedback.text.startswith(says)
    assert list(feedback.options) == ["a", "b", "c", "d"]


def test_a_mistyped_exercise_is_recognised():
    assert check("diference_in_points", 35).text == (
        "There is no exercise called “diference_in_points”. Did you mean “difference_in_points”?"
    )
    assert "There are: placebo_responders_percent" in check("xyz", 35).text
    assert check(35).text.startswith("The name of the exercise comes first")


class Hostile:
    """Raises whatever is asked of it."""

    def __len__(self):
        raise RuntimeError("no")

    def __getattr__(self, name):
        raise RuntimeError("no")


def test_nothing_that_is_put_in_gives_a_traceback():
    feedback = check("difference_in_points", Hostile())
    assert feedback.correct is None
    assert feedback.text == FAULT


def test_missing_data_give_their_own_sentence(monkeypatch):
    def fail():
        raise DataProblem("data/published_figures.csv is not there.")

    monkeypatch.setitem(BUILDERS, "difference_in_points", fail)
    feedback = check("difference_in_points", 35)
    assert (feedback.correct, feedback.text) == (None, "data/published_figures.csv is not there.")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.binary(), st.lists(st.integers()), st.complex_numbers()))
def test_any_answer_gets_feedback(answer):
    feedback = check("difference_in_points", answer)
    assert feedback.text
    assert feedback.text != FAULT
    assert "Traceback" not in str(feedback)


def test_feedback_brings_no_colour_and_escapes_what_was_typed():
    page = check("difference_in_points", "<script>alert(1)</script>")._repr_html_()
    assert "<script>" not in page
    assert "color" not in page.lower()
    assert "&lt;script&gt;" in page


def test_a_right_answer_cites_its_source():
    page = check("difference_in_points", 35)._repr_html_()
    assert '<a href="https://doi.org/10.1056/NEJMoa2117912" title="difference_tis20:' in page
    assert "<strong>Right.</strong>" in page


@pytest.mark.parametrize(
    ("value", "answer", "met"), [(0, 0, True), (0, 0.1, False), (1.7994, 1.8, True), (1.7994, 2, False)]
)
def test_a_misreading_is_met_when_rounded_to_two_digits(value, answer, met):
    assert Misreading("arms_swapped", value).leads_to(answer) is met


def test_what_was_answered_is_spoken_and_the_bare_question_is_not():
    """Shift+Enter has left the cell by then, and an alert is read aloud when it comes with its words in it."""
    for answer in (35, 0.35, "five", 1):
        assert '<p role="alert">' in check("difference_in_points", answer)._repr_html_(), answer
    for dots in (..., "..."):
        page = check("difference_in_points", dots)._repr_html_()
        assert 'role="alert"' not in page and '<p role="status">' in page

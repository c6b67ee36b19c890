"""What holds for every exercise: slips lead to their own misconception, roundings of the truth are right, numbers told.

The answers and the numbers below are worked out by hand from the counts in the questions, so that a misreading that
gets lost, a tolerance that grows and a sentence that tells another number are each noticed.
"""

from __future__ import annotations

import math
import re

import pytest

from helpers.learning import check
from helpers.learning.exercise import ChoiceExercise, NumberExercise
from helpers.learning.exercises import BUILDERS
from helpers.learning.prose import to_plain
from tests.unit.explorer_tools import read_numbers

EXERCISES = {name: build() for name, build in BUILDERS.items()}
NUMBERS = {name: built for name, built in EXERCISES.items() if isinstance(built, NumberExercise)}
CHOICES = {name: built for name, built in EXERCISES.items() if isinstance(built, ChoiceExercise)}

# Exercise -> (answers that are right, answers that are wrong by little more than rounding).
EDGES = {
    "placebo_responders_percent": ((43.75, 44, 43.8, 43.3), (43, 44.4, 43.1)),
    "difference_in_points": ((34.97, 35, 34.5, 35.4), (34, 36, 34.4)),
    "share_with_related_event": ((65.26, 65, 65.3), (64.5, 66)),
    "patients_for_one_more": ((4, 4.04), (3.9, 4.1, 4.3, 5)),
    "lower_limit_at_wider_level": ((10.96, 11, 10.9), (10.5, 11.2, 12)),
    "difference_at_worst": ((18, 18.4), (17, 19, 18.6)),
    "effect_from_two_changes": ((6, 6.04), (5.9, 6.1)),
    "share_over_all_treated": ((6.36, 6.4, 6), (5.8, 6.9)),
    "upper_limit_for_none": ((10, 10.0, 10.05), (9.9, 10.2, 12)),
    "patients_in_all": ((186, 186.0), (185, 187, 190)),
    "power_at_a_smaller_effect": ((31.15, 31, 31.7, 32, 30.5), (30, 29, 33)),
    "effect_gap_by_marker": ((-10, -10.0, -10.3), (-9.5, -10.5, -11)),
    "share_in_one_count": ((65, 65.0, 65.3), (64.5, 65.5, 66)),
}

# Exercise -> misconception -> the answers to which it leads, as one would round them.
MET = {
    "placebo_responders_percent": {
        "percent_for_fraction": (0.44,),
        "wrong_denominator": (22.1, 36.2, 44.7, 2.3),
        "count_for_percentage": (21,),
        "nonresponders_for_responders": (56, 27),
        "arms_swapped": (79,),
    },
    "difference_in_points": {
        "ratio_for_difference": (1.8, 80, 180, 0.56, 4.8),
        "arms_swapped": (-35,),
        "percent_for_fraction": (0.35,),
        "count_for_percentage": (16,),
        "wrong_denominator": (16.8, 32.4),
        "nnt_as_share": (33.3, 2.9),
        "within_arm_as_effect": (78.7, 43.75),
    },
    "share_with_related_event": {
        "percent_for_fraction": (0.65,),
        "count_for_percentage": (62,),
        "events_for_patients": (297, 3, 600, 6, 282, 4.5, 22),
        "wrong_denominator": (132, 119, 49.5),
    },
    "patients_for_one_more": {
        "ratio_for_difference": (1.5, 0.67, 3),
        "nnt_as_share": (25, 0.25),
        "percent_for_fraction": (0.04,),
        "arms_swapped": (-4,),
        "count_for_needed": (15,),
        "wrong_denominator": (8,),
        "nnt_of_one_arm": (1.33, 2),
    },
    "lower_limit_at_wider_level": {
        "another_level": (16.7,),
        "another_method": (9.2, 9.8, 9.3),
        "one_sided_for_two_sided": (13.3,),
        "percent_for_fraction": (0.11,),
        "arms_swapped": (-59,),
    },
    "difference_at_worst": {
        "missing_ignored": (26,),
        "wrong_denominator": (29.9,),
        "other_extreme": (36,),
        "worst_counted_twice": (8,),
        "arms_swapped": (-18,),
        "ratio_for_difference": (1.375,),
        "percent_for_fraction": (0.18,),
        "count_for_percentage": (9,),
    },
    "effect_from_two_changes": {
        "within_arm_as_effect": (15, 9),
        "ratio_for_difference": (1.7, 0.6, 40, 67),
        "arms_swapped": (-6,),
    },
    "share_over_all_treated": {
        "wrong_denominator": (12.1, 4.2, 13.5),
        "events_for_patients": (8.2, 15.5, 9, 1.3, 78),
        "count_for_percentage": (7,),
        "percent_for_fraction": (0.064,),
    },
    "upper_limit_for_none": {
        "none_seen_as_none_possible": (0,),
        "one_sided_for_two_sided": (8.2,),
        "another_method": (8.6, 9.89),
        "another_level": (11.8, 14),
        "percent_for_fraction": (0.1,),
    },
    "patients_in_all": {
        "per_arm_for_total": (93,),
        "one_sided_for_two_sided": (148,),
        "another_test": (188, 204),
        "ratio_for_difference": (1926,),
    },
    "power_at_a_smaller_effect": {
        "planned_on_observed": (80, 82.8),
        "power_for_missing": (68.8,),
        "one_sided_for_two_sided": (40.4,),
        "another_test": (23.6,),
        "percent_for_fraction": (0.31,),
    },
    "effect_gap_by_marker": {
        "subgroup_response_for_difference": (20, 30),
        "one_group_for_interaction": (25, 35),
        "arms_swapped": (10,),
        "ratio_for_difference": (0.71, 0.65),
        "count_for_percentage": (-4,),
        "percent_for_fraction": (-0.1,),
    },
    "share_in_one_count": {
        "denominators_mixed": (86.7, 37.1),
        "wrong_denominator": (32.5,),
        "nonresponders_for_responders": (35,),
        "count_for_percentage": (26,),
        "percent_for_fraction": (0.65,),
    },
}

# Exercise -> the numbers told to a right answer, and those of its options.
TOLD = {
    "placebo_responders_percent": ([21, 48, 43.75, 44], {}),
    "difference_in_points": ([78.72, 43.75, 34.97, 35], {}),
    "meaning_of_tis_40": ([], {"a": [40, 0, 100], "b": [40], "c": [40]}),
    "meaning_of_interval": ([17, 53, 95], {"a": [17, 53], "b": [5], "c": [17, 53], "d": [17, 53]}),
    "share_with_related_event": ([62, 95, 65.3], {}),
    "whom_efficacy_counts": ([47, 48, 16, 2], {"a": [47, 48, 5], "b": [45, 46, 16], "c": [52, 43]}),
    "when_confirmed": ([8, 16, 2], {"a": [8, 2], "b": [16], "c": []}),
    "promise_of_randomisation": ([47, 48, 22, 100], {"a": [], "b": [], "c": []}),
    "what_signs_show": ([58, 23], {"a": [], "b": [], "c": [], "d": []}),
    "patients_for_one_more": ([0.75, 0.5, 0.25, 1, 4], {}),
    "meaning_of_number_needed": ([1, 2.9, 44], {"a": [], "b": [], "c": [29, 10], "d": [16]}),
    "lower_limit_at_wider_level": ([10.96, 95, 16.7], {}),
    "meaning_of_p_value": ([0.00069], {"a": [7, 10_000], "b": [0.07], "c": [0.05], "d": [99.93]}),
    "overlapping_arms": ([15, 95, 1.2, 28], {"a": [], "b": [], "c": []}),
    "difference_at_worst": ([33, 50, 4, 24, 50, 26, 18], {}),
    "two_fragilities": ([8, 7], {"a": [], "b": [], "c": [8, 7]}),
    "what_three_bars_show": ([15, 37], {"a": [], "b": [], "c": [15, 47, 60]}),
    "what_flat_ck_shows": ([7.5, 100], {"a": [], "b": [], "c": [], "d": []}),
    "what_week_40_compares": ([71.1, 32, 45, 47], {"a": [], "b": [71], "c": [], "d": [47, 71, 40]}),
    "benefit_beside_harm": ([2.9, 2.9, 52, 5, 5.3, 6], {"a": [], "b": [], "c": [58], "d": []}),
    "what_a_placebo_arm_shows": ([44, 88], {"a": [44], "b": [], "c": [16]}),
    "what_shared_optimism_does": ([20], {"a": [], "b": [], "c": [], "d": []}),
    "patients_in_all": ([93, 204, 90, 248], {}),
    "power_at_a_smaller_effect": ([31, 100, 69], {}),
    "power_after_the_trial": ([0.00069, 17, 53], {"a": [], "b": [], "c": [95], "d": [95, 100]}),
    "which_bar_next": ([95, 40, 45, 27, 63], {"a": [40], "b": [60], "c": [40], "d": [40]}),
    "what_more_responders_show": ([71, 35, 49, 15, 25, 6, 23], {"a": [], "b": [], "c": []}),
    "effect_gap_by_marker": ([25, 35, 10, -38, 18, -60, 11], {}),
    "two_p_values": ([35, 20, 15, -22, 52, 0.114, 0.003, 0.17], {"a": [], "b": [0.05], "c": [], "d": [34]}),
    "share_in_one_count": ([26, 40, 30, 41, 49], {}),
    "four_of_five": ([44], {"a": [80], "b": [95, 38, 96], "c": [], "d": []}),
    "which_scale_to_report": ([0.17, 0.36, 0.087], {"a": [], "b": [], "c": [0.05], "d": [0.022]}),
}


def list_known(table):
    """Return the rows of a table whose exercises are in the course by now."""
    return [pytest.param(name, row, id=name) for name, row in table.items() if name in EXERCISES]


def list_answers():
    """Return each answer worked out by hand with the misconception that leads to it."""
    return [
        pytest.param(name, answer, misconception, id=f"{name}-{misconception}-{answer}")
        for name, row in MET.items()
        if name in EXERCISES
        for misconception, answers in row.items()
        for answer in answers
    ]


def read_told(text):
    """Return the numbers of a text without those in its addresses."""
    return read_numbers(re.sub(r"\(https?://\S+\)", "", to_plain(text)).replace("10 000", "10000"))


def print_truth(exercise):
    """Return the ways in which one would print the truth, two digits or more."""
    digits = [f"{exercise.truth:.{decimals}f}" for decimals in range(4)]
    return {printed.removeprefix("-") for printed in digits}


def test_every_number_exercise_is_worked_out_by_hand_here():
    assert set(NUMBERS) <= set(MET)
    assert set(NUMBERS) <= set(EDGES)
    for name, exercise in NUMBERS.items():
        by_name: dict[str, int] = {}
        for misreading in exercise.misreadings:
            by_name[misreading.misconception] = by_name.get(misreading.misconception, 0) + 1
        assert by_name == {misconception: len(answers) for misconception, answers in MET[name].items()}, name


@pytest.mark.parametrize(("exercise", "answer", "misconception"), list_answers())
def test_a_slip_worked_out_by_hand_is_met_by_its_own_misconception(exercise, answer, misconception):
    feedback = check(exercise, answer)
    assert feedback.correct is False
    assert feedback.misconception == misconception


@pytest.mark.parametrize("exercise", NUMBERS.values(), ids=NUMBERS)
def test_a_misreading_rounded_in_any_way_stays_itself(exercise):
    """To two significant digits or more, and never so that the answer becomes right."""
    for misreading in exercise.misreadings:
        whole = 0 if misreading.value == 0 else math.floor(math.log10(abs(misreading.value)))
        for decimals in range(1 - whole, 5):
            feedback = check(exercise.id, round(misreading.value, decimals))
            assert (feedback.correct, feedback.misconception) == (False, misreading.misconception), misreading


@pytest.mark.parametrize(("exercise", "edges"), list_known(EDGES))
def test_what_rounding_can_do_is_right_and_what_it_cannot_is_not(exercise, edges):
    right, wrong = edges
    assert [check(exercise, answer).correct for answer in right] == [True] * len(right)
    assert [check(exercise, answer).correct for answer in wrong] == [False] * len(wrong)


@pytest.mark.parametrize("exercise", NUMBERS.values(), ids=NUMBERS)
def test_the_truth_is_right_however_many_decimals_are_kept(exercise):
    for decimals in range(1, 6):
        assert check(exercise.id, round(exercise.truth, decimals)).correct
        assert check(exercise.id, f"{exercise.truth:.{decimals}f}").correct


@pytest.mark.parametrize("exercise", NUMBERS.values(), ids=NUMBERS)
def test_no_wrong_number_anywhere_is_told_the_truth(exercise):
    """The whole range of possible answers and some way beyond, in 81 steps."""
    width = exercise.high - exercise.low
    for step in range(-10, 71):
        answer = exercise.low + width * step / 60
        feedback = check(exercise.id, answer)
        if not feedback.correct:
            told = re.findall(r"\d+(?:\.\d+)?", feedback.text)
            assert not print_truth(exercise) & set(told), (answer, feedback.text)
            assert exercise.why not in feedback.text


@pytest.mark.parametrize("exercise", CHOICES.values(), ids=CHOICES)
def test_no_wrong_letter_is_told_the_right_one(exercise):
    for letter, option in exercise.options.items():
        feedback = check(exercise.id, letter)
        assert feedback.correct == (letter == exercise.right)
        assert feedback.misconception == option.misconception
        assert (feedback.text == exercise.why) == feedback.correct


def test_the_right_choice_is_given_away_by_neither_its_length_nor_its_place():
    longest = [
        built.right == max(built.options, key=lambda letter: len(built.options[letter].text))
        for built in CHOICES.values()
    ]
    last = [built.right == list(built.options)[-1] for built in CHOICES.values()]
    assert sum(longest) <= 0.4 * len(CHOICES)
    assert sum(last) <= 0.4 * len(CHOICES)
    assert {built.right for built in CHOICES.values()} == {
        letter for built in CHOICES.values() for letter in built.options
    }


@pytest.mark.parametrize("notebook", sorted({built.notebook for built in CHOICES.values()}))
def test_the_right_choices_of_a_notebook_do_not_all_stand_in_one_place(notebook):
    built = [each for each in CHOICES.values() if each.notebook == notebook]
    assert len(built) < 2 or len({each.right for each in built}) > 1


@pytest.mark.parametrize(("exercise", "told"), list_known(TOLD))
def test_what_is_told_and_what_is_offered_have_the_numbers_worked_out_by_hand(exercise, told):
    built, (why, options) = EXERCISES[exercise], told
    assert read_told(built.why) == why
    offered = built.options if isinstance(built, ChoiceExercise) else {}
    assert {letter: read_told(option.text) for letter, option in offered.items()} == options

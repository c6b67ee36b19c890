"""The judge gives each mark of the rubric for what the rubric says, and for nothing else."""

import math
import random

import pytest

from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.items import ASKED, ITEMS, METHODS
from helpers.learning.mark import judge as judges
from helpers.learning.mark.guidance import list_guides
from helpers.learning.mark.judge import judge
from helpers.learning.mark.judge_numbers import is_number_needed
from helpers.learning.mark.key import compare_arms, compute_key, find_limits
from helpers.learning.mark.model_answers import perfect_answers
from helpers.learning.mark.wrong_values import (
    list_half_right_harms,
)
from helpers.learning.misconceptions import load_misconceptions
from tests.unit.judge_tools import draw_one, judge_alone, judge_with, list_trials


def test_every_question_has_a_judge_and_what_a_person_marks_has_a_guide():
    """A question that was added is named here, where all other tests of marking would trip over it."""
    trial = draw_one()
    judged = {*judges._JUDGES, *judges.PLACES, *compute_key(trial).judgements}
    assert [item for item in ITEMS if item not in judged] == []
    assert [item.id for item in ITEMS.values() if item.by_hand and item.id not in list_guides(trial)] == []


@pytest.mark.slow
def test_perfect_answers_of_200_ids_earn_every_automatic_mark():
    for trial in list_trials(200):
        marked = judge(trial, perfect_answers(trial))
        assert [mark.item for mark in marked] == list(ITEMS)
        earned = {mark.item: (mark.automatic, mark.out_of) for mark in marked if mark.automatic is not None}
        assert {item: marks for item, marks in earned.items() if marks[0] != marks[1]} == {}
        assert [mark.item for mark in marked if mark.misconception or mark.follows_from] == []
        assert marked.automatic_total == 40


def test_model_answers_have_the_form_that_is_asked_for():
    for trial in list_trials(20):
        answers = perfect_answers(trial)
        assert set(ASKED) - set(answers) == {"misreading_4", "misreading_5"}
        for item, answer in answers.items():
            ITEMS[item].form.read(answer.value)
            assert all(getattr(answer, text) for text in ITEMS[item].wants)


def test_no_answer_earns_nothing_and_names_no_misreading():
    marked = judge(draw_one(), {})
    assert marked.automatic_total == 0
    assert all(mark.given == "" and mark.misconception is None and mark.feedback for mark in marked)
    assert {mark.item for mark in marked if mark.automatic is None} == {
        item.id for item in ITEMS.values() if not item.automatic
    }


def test_every_mark_lies_between_nothing_and_its_maximum_whatever_is_handed_in():
    chance = random.Random(5)
    strange = [
        *(
            0,
            -1,
            1,
            0.3,
            35.0,
            1e308,
            -1e308,
            10**400,
            math.nan,
            math.inf,
            True,
            None,
            ...,
            "...",
            "",
            "a",
            "A4",
            "e99",
        ),
        *(
            "\ud800",
            "=1+1",
            "<b>",
            b"a",
            1j,
            [],
            [1],
            [math.nan, 1],
            [35, 20],
            [0, 0],
            [0, 100],
            [1e-9, 2e-9],
            [99, 99.9],
        ),
        *(
            [0.4, 0.6],
            [40, 40.01],
            [5, 30, 80],
            [0.5, 0],
            [0.5, 1],
            [0.5, 1e7],
            [0.5, 2.5],
            ["a", "c"],
            [["a"]],
            {"a": 1},
        ),
        *({1, 2}, "low", "yes", "x" * 5000, 2, 100_000, 2001, 5001, [30, 30, 30], [[[]]], "A1", "E1", "A0"),
    ]
    for trial in list_trials(3):
        for _ in range(150):
            answers = {
                item: GivenAnswer(
                    item,
                    chance.choice(strange),
                    kind=chance.choice(["", "a", "z", "\ud800"]),
                    method=chance.choice(["", "wald", "newcombe", "fisher", "pooled_z", "normal", "?"]),
                )
                for item in chance.sample(ASKED, 15)
            }
            for mark in judge(trial, answers):
                assert mark.automatic is None or 0 <= mark.automatic <= mark.out_of
                assert mark.misconception is None or mark.misconception in load_misconceptions()


@pytest.mark.parametrize(
    ("choice", "points", "misconception"),
    [("a", 2, None), ("b", 0, "completers_only"), ("c", 0, "switchers_out_of_arm"), ("d", 0, "wrong_denominator")],
)
def test_the_choice_of_patients(choice, points, misconception):
    mark = judge_alone(draw_one(), "denominator", choice.upper())
    assert (mark.automatic, mark.misconception) == (points, misconception)


@pytest.mark.parametrize(("off", "points"), [(-0.5, 3), (0.5, 3), (0.54, 3), (-0.56, 0), (0.56, 0)])
def test_a_difference_may_lie_half_a_point_off_what_a_helper_prints(off, points):
    trial = draw_one()
    assert judge_alone(trial, "risk_difference", compute_key(trial).risk_difference + off).automatic == points


@pytest.mark.parametrize("choice", "bcd")
def test_difference_and_interval_follow_the_patients_that_were_chosen(choice):
    for trial in list_trials(30):
        for arms in compare_arms(trial, choice):
            own = 100 * arms.risk_difference
            limits = [round(limit, 1) for limit in find_limits(arms, "agresti-caffo")]
            answers = {
                "denominator": GivenAnswer("denominator", choice),
                "risk_difference": GivenAnswer("risk_difference", round(own, 1)),
                "interval": GivenAnswer("interval", limits, method="agresti-caffo"),
                "number_needed": GivenAnswer("number_needed", math.ceil(100 / own)),
            }
            marked = judge(trial, answers)
            assert [marked[item].automatic for item in answers] == [0, 3, 5, 2]
            assert marked["risk_difference"].follows_from == "denominator"
            assert "costs once" in marked["risk_difference"].feedback
            without = judge(trial, {item: answer for item, answer in answers.items() if item != "denominator"})
            assert without["risk_difference"].automatic == 0


def test_what_is_right_in_itself_earns_its_marks_after_a_wrong_choice():
    trial = draw_one()
    marked = judge_with(trial, denominator="b")
    assert marked.automatic_total == 38
    assert not marked["risk_difference"].follows_from


@pytest.mark.parametrize("method", METHODS)
def test_an_interval_is_held_against_the_method_that_is_named(method):
    trial = draw_one()
    limits = list(compute_key(trial).intervals[method])
    sound = 0 if method == "wald" else 1
    assert judge_alone(trial, "interval", limits, method=method).automatic == 4 + sound
    assert judge_alone(trial, "interval", limits, method="").automatic == 4
    assert judge_alone(trial, "interval", ..., method=method).automatic == sound
    other = "newcombe" if method == "wald" else "wald"
    mark = judge_alone(trial, "interval", limits, method=other)
    assert mark.misconception == "another_method"
    assert mark.automatic == (1 if method == "wald" else 0)


@pytest.mark.parametrize("method", METHODS)
def test_an_interval_follows_the_learners_own_slip_at_the_difference(method):
    for trial in list_trials(20):
        key = compute_key(trial)
        (lower, upper), points = key.intervals[method], key.risk_difference
        slips = [
            (-points, (-upper, -lower), 1),
            (points / 100, (lower / 100, upper / 100), 3),
            *(
                (100 * arms.risk_difference, find_limits(arms, method), 1)
                for letter in "bcd"
                for arms in compare_arms(trial, letter)
            ),
        ]
        for own, limits, digits in slips:
            answers = {
                "denominator": GivenAnswer("denominator", "a"),
                "risk_difference": GivenAnswer("risk_difference", round(own, digits)),
                "interval": GivenAnswer("interval", [round(limit, digits) for limit in limits], method=method),
            }
            marked = judge(trial, answers)
            assert marked["risk_difference"].automatic == 0
            assert marked["interval"].automatic == (4 if method == "wald" else 5)
            assert marked["interval"].follows_from == "risk_difference"
            assert "costs once" in marked["interval"].feedback
            # Of a slip at the interval alone nothing follows.
            answers["risk_difference"] = GivenAnswer("risk_difference", points)
            assert judge(trial, answers)["interval"].automatic == (0 if method == "wald" else 1)


def test_a_wild_number_with_decimals_is_not_explained_by_chance():
    trial = draw_one()
    told = [
        "No known slip" not in judge_alone(trial, "risk_difference", tenth / 10 + 0.03).feedback
        for tenth in range(-1000, 1001)
    ]
    assert sum(told) < 0.06 * len(told)


@pytest.mark.parametrize("place", [0, 1])
def test_both_limits_have_to_be_right(place):
    trial = draw_one()
    limits = list(compute_key(trial).intervals["newcombe"])
    limits[place] += 0.56 - 1.12 * place
    assert judge_alone(trial, "interval", limits, method="newcombe").automatic == 1


@pytest.mark.parametrize("typed", ["Newcombe", " newcombe ", "NEWCOMBE's", "Newcombe-Wilson"])
def test_a_method_is_known_by_its_name_however_it_is_typed(typed):
    trial = draw_one()
    assert judge_alone(trial, "interval", list(compute_key(trial).intervals["newcombe"]), method=typed).automatic == 5


def test_the_number_needed_follows_the_learners_own_difference():
    trial = draw_one()
    for value in (5, 5.0, 4.8, 4.76):
        mark = judge_with(trial, risk_difference=21.0, number_needed=value)["number_needed"]
        assert (mark.automatic, mark.follows_from) == (2, "risk_difference")
    for value in (4, 4.7, 4.9, 6):
        mark = judge_with(trial, risk_difference=21.0, number_needed=value)["number_needed"]
        is_right_in_itself = is_number_needed(value, compute_key(trial).risk_difference)
        assert mark.automatic == (2 if is_right_in_itself else 0)


def test_a_number_needed_is_rounded_up_and_not_down():
    for trial in list_trials(60):
        needed = compute_key(trial).number_needed
        assert judge_alone(trial, "number_needed", math.ceil(needed)).automatic == 2
        down = math.floor(needed)
        if needed - down > 0.06:
            assert judge_alone(trial, "number_needed", down).automatic == 0


def test_an_own_difference_of_nothing_leads_to_no_number():
    mark = judge_with(draw_one(), risk_difference=0, number_needed=1000)["number_needed"]
    assert mark.automatic == 0


def test_the_right_patients_over_others_earn_one_mark_of_harm():
    for trial in list_trials(30):
        for wrong in list_half_right_harms(trial):
            assert judge_alone(trial, "harm_percent", wrong.value).automatic == 1
        assert judge_alone(trial, "harm_percent", compute_key(trial).harm_percent + 0.5).automatic == 3


def test_the_limit_for_none_may_be_found_in_any_of_its_ways():
    for trial in list_trials(30):
        for limit in compute_key(trial).zero_upper.values():
            assert judge_alone(trial, "zero_upper", round(limit, 1)).automatic == 3
        assert judge_alone(trial, "zero_upper", 0).misconception == "none_seen_as_none_possible"


@pytest.mark.parametrize(
    ("letters", "by_arm", "points", "misconception"),
    [
        ("ace", False, 4, None),
        ("ce", True, 4, None),
        ("ce", False, 3, "subgroup_response_as_effect"),
        ("ace", True, 3, None),
        ("ae", False, 3, "uncontrolled_as_comparison"),
        ("e", True, 3, "uncontrolled_as_comparison"),
        ("abcdef", False, 1, None),
        ("abcdef", True, 0, None),
        ("bdf", False, 0, "subgroup_response_as_effect"),
        ("b", True, 0, "uncontrolled_as_comparison"),
        ("", False, 0, None),
    ],
)
def test_letters_missing_or_too_many_cost_one_each(letters, by_arm, points, misconception):
    trial = next(trial for trial in list_trials(40) if trial.prints_subtypes_by_arm == by_arm)
    mark = judge_alone(trial, "not_computable", list(letters))
    assert (mark.automatic, mark.misconception) == (points, misconception)


def test_judgements_get_no_automatic_mark_and_show_what_could_be_defended():
    trial = draw_one()
    for item, defensible in compute_key(trial).judgements.items():
        for choice in ITEMS[item].form.options:
            mark = judge_alone(trial, item, choice)
            assert mark.automatic is None
            can = any(judgement.choice == choice for judgement in defensible)
            assert ("can be defended" in mark.feedback) == can
            assert all(judgement.why in mark.feedback for judgement in defensible)


def test_what_has_another_form_is_told_and_earns_nothing():
    mark = judge_alone(draw_one(), "risk_difference", "35 %")
    assert mark.automatic == 0
    assert mark.feedback.startswith("This could not be marked. ")
    assert mark.given == "35 %"


def test_the_same_answers_give_the_same_marks():
    trial = draw_one()
    assert judge(trial, perfect_answers(trial)) == judge(trial, dict(reversed(perfect_answers(trial).items())))

"""Misreadings are marked as a whole: caught, named, spared, and what was named without need."""

from collections.abc import Mapping

import pytest

from helpers.learning.assignment.given import GivenAnswer
from helpers.learning.assignment.kinds import KINDS
from helpers.learning.assignment.trial import PersonalTrial
from helpers.learning.mark.judge import judge
from helpers.learning.mark.key import compute_key
from helpers.learning.misconceptions import load_misconceptions
from tests.unit.judge_tools import draw_one, list_trials

LETTERS = {misconception: letter for letter, misconception in KINDS.items()}


def name_sentences(trial: PersonalTrial, sentences: list[tuple[str, str]]) -> Mapping[str, GivenAnswer]:
    places = [f"misreading_{place}" for place in range(1, 6)]
    return {
        place: GivenAnswer(place, sentence, kind=kind)
        for place, (sentence, kind) in zip(places, sentences, strict=False)
    }


@pytest.mark.parametrize(
    ("caught", "kinds", "decoy", "others", "points"),
    [
        (3, 3, False, 0, 11),
        (3, 0, False, 0, 8),
        (2, 2, False, 0, 8),
        (1, 1, False, 0, 5),
        (1, 0, False, 0, 4),
        (0, 0, False, 0, 0),
        (3, 3, True, 0, 8),
        (3, 3, False, 1, 10),
        (3, 3, False, 2, 9),
        (3, 3, True, 1, 7),
        (1, 0, True, 3, 0),
        (0, 0, False, 3, 0),
        (0, 0, True, 0, 0),
        (1, 1, False, 4, 1),
    ],
)
def test_marks_for_misreadings(caught, kinds, decoy, others, points):
    for trial in list_trials(5):
        key = compute_key(trial)
        plain = [s.number for s in trial.sentences if s.number not in (*key.planted, key.decoy)]
        planted = list(key.planted.items())[:caught]
        named = [
            (sentence, LETTERS[kind] if place < kinds else LETTERS[next(k for k in LETTERS if k != kind)])
            for place, (sentence, kind) in enumerate(planted)
        ]
        named += [(key.decoy, "a")] * decoy + [(sentence, "") for sentence in plain[:others]]
        mark = judge(trial, name_sentences(trial, named))["misreadings"]
        assert mark.automatic == points
        assert mark.given == ", ".join(sentence for sentence, _ in named)


def test_a_sentence_named_twice_counts_where_it_is_named_first():
    trial = draw_one()
    sentence, kind = next(iter(compute_key(trial).planted.items()))
    wrong = next(letter for known, letter in LETTERS.items() if known != kind)
    first_wrong = judge(trial, name_sentences(trial, [(sentence, wrong), (sentence.lower(), LETTERS[kind])]))
    first_right = judge(trial, name_sentences(trial, [(sentence, LETTERS[kind]), (sentence, wrong)]))
    assert (first_wrong["misreadings"].automatic, first_right["misreadings"].automatic) == (4, 5)
    assert "counts there" in first_right["misreading_2"].feedback


def test_a_sentence_that_does_not_exist_is_named_without_need():
    trial = draw_one()
    planted = [(sentence, LETTERS[kind]) for sentence, kind in compute_key(trial).planted.items()]
    assert judge(trial, name_sentences(trial, [*planted, ("A99", "a")]))["misreadings"].automatic == 10


def test_the_feedback_names_what_was_missed():
    trial = draw_one()
    mark = judge(trial, {})["misreadings"]
    names = load_misconceptions()
    for sentence, kind in compute_key(trial).planted.items():
        assert f"Missed: {sentence}, {names[kind].name}." in mark.feedback

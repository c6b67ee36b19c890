"""One learner, one trial, however the name is typed; and a sentence where nothing can be drawn."""

from __future__ import annotations

import random
import sys
import unicodedata

import pytest

from helpers.errors import Impossible
from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.student_id import LONGEST_ID, read_student_id

SAME = [
    ("Ana López", "ANA LOPEZ"),
    ("Ana López", "Ana Lo\u0301pez"),
    ("Ana López", "  ana\u00a0lopez\n"),
    ("Ana López", "ana.lopez"),
    ("Straße", "STRASSE"),
    ("İpek", "ipek"),
    ("ﬁona", "Fiona"),
    ("Ａｎａ", "ana"),
    ("Ångström", "angstrom"),
    ("S-12 345", "s12345"),
    ("Ναταλία", "ΝΑΤΑΛΙΑ"),
    ("x²", "X2"),
]

OTHERS = ["ana", "ana2", "ána b", "Анна", "安娜", "安妮", "किरण", "करण", "محمد", "S-12 346", "s12345"]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_capitals_accents_and_spaces_mean_the_same_learner(one, other):
    assert read_student_id(one) == read_student_id(other)
    assert draw_trial(one) == draw_trial(other)


def test_other_names_are_other_learners_in_any_script():
    assert len({read_student_id(name) for name in OTHERS}) == len(OTHERS)
    assert len({draw_trial(name).sentences for name in OTHERS}) == len(OTHERS)


@pytest.mark.parametrize("typed", ["", "...", " ", "…", "\u200b", "\ufe0f", "☺️", "- _ .", "\u0301", "\x00", None, ...])
def test_an_id_without_a_letter_is_asked_for(typed):
    with pytest.raises(Impossible, match="between the quotes, as in my_trial"):
        read_student_id(typed)


@pytest.mark.parametrize(
    "typed",
    [5, 5.0, True, ["ana"], b"ana", {"id": "ana"}, 10**5000, float("nan")],
    ids=lambda typed: type(typed).__name__,
)
def test_what_is_not_between_quotes_is_told_so(typed):
    with pytest.raises(Impossible, match="not between quotes"):
        read_student_id(typed)


def test_a_text_pasted_in_is_refused_and_the_longest_id_is_not():
    with pytest.raises(Impossible, match="101 characters is impossible: write at most 100"):
        read_student_id("a" * (LONGEST_ID + 1))
    assert read_student_id("a" * LONGEST_ID) == "a" * LONGEST_ID


def test_a_lone_surrogate_is_dropped():
    assert read_student_id("ana\ud800") == "ana"


def test_an_id_read_twice_is_the_same_and_can_be_encoded():
    rng = random.Random(1)
    for _ in range(3000):
        typed = "a" + "".join(chr(rng.randrange(sys.maxunicode + 1)) for _ in range(5))
        read = read_student_id(typed)
        assert read_student_id(read) == read
        assert read.encode("utf-8") and read == read.casefold()
        assert not any(unicodedata.combining(character) or character.isspace() for character in read)

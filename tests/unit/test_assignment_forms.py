"""What each form of an answer takes, in which spelling, and what it says of anything else."""

from __future__ import annotations

import math

import pytest

from helpers.errors import Impossible
from helpers.learning.assignment.forms import Choice, Letters, Number, Numbers, SentenceNumber, Text, is_empty

CHOICE = Choice(("low", "some concerns"))
NUMBER = Number("patients", 1, 100)
WHOLE = Number("patients", 1, 100, whole=True)
PAIR = Numbers(("lower", "upper"), "points", -10, 10)
RISING = Numbers(("lower", "upper"), "points", -10, 10, rising=True)
LETTERS = Letters(("a", "b", "c"))
SENTENCE = SentenceNumber()
TEXT = Text(2, 3)


@pytest.mark.parametrize(
    ("form", "value", "read"),
    [
        (CHOICE, " Low ", "low"),
        (CHOICE, "SOME CONCERNS", "some concerns"),
        (NUMBER, 1, 1.0),
        (NUMBER, 100, 100.0),
        (NUMBER, 2.5, 2.5),
        (WHOLE, 7.0, 7.0),
        (PAIR, (3, -3), (3.0, -3.0)),
        (RISING, [-10, 10], (-10.0, 10.0)),
        (RISING, [4, 4], (4.0, 4.0)),
        (LETTERS, ["c", " A "], ("a", "c")),
        (LETTERS, ("b",), ("b",)),
        (LETTERS, [], ()),
        (SENTENCE, " a4 ", "A4"),
        (SENTENCE, "E012", "E12"),
        (TEXT, " two  words ", "two  words"),
        (TEXT, "just three words", "just three words"),
    ],
)
def test_what_has_its_form_is_read(form, value, read):
    assert form.read(value) == read


@pytest.mark.parametrize(
    ("form", "value", "told"),
    [
        (CHOICE, 3, "3 is not between quotes: choose one of low, some concerns."),
        (CHOICE, "high", "'high' is not known: choose one of low, some concerns."),
        (NUMBER, 0.9, "0.9 is impossible: it must be a number from 1 to 100 patients."),
        (
            NUMBER,
            "7",
            "'7' is not a number: it must be a number from 1 to 100 patients, without quotes, % sign or unit.",
        ),
        (NUMBER, True, "True is not a number: it must be a number from 1 to 100 patients."),
        (NUMBER, math.nan, "nan is impossible: it must be a number from 1 to 100 patients."),
        (NUMBER, ..., "The number is still empty."),
        (WHOLE, 7.12345678901234, "7.12345678901 is not a whole number: patients are counted whole."),
        (PAIR, "x" * 99, f"'{'x' * 59}… is not 2 numbers: write [lower, upper] in square brackets."),
        (PAIR, [10**70], f"[1{'0' * 58}… is 1 and not 2 numbers: write [lower, upper]."),
        (WHOLE, 7.5, "7.5 is not a whole number: patients are counted whole."),
        (PAIR, 3, "3 is not 2 numbers: write [lower, upper] in square brackets."),
        (PAIR, "12", "'12' is not 2 numbers: write [lower, upper] in square brackets."),
        (PAIR, [3], "[3] is 1 and not 2 numbers: write [lower, upper]."),
        (
            PAIR,
            [2, 5, 3],
            "[2, 5, 3] is 3 and not 2 numbers: write [lower, upper]. No comma stands within a number: write 2.5, and "
            "1000.",
        ),
        (PAIR, [3, 11], "upper = 11 is impossible: it must be a number from -10 to 10 points."),
        (PAIR, ["...", 1], "lower is still empty."),
        (RISING, [4, 3.9], "[4, 3.9] falls: write the lower one first, [lower, upper]."),
        (LETTERS, "ab", '\'ab\' is no list: write the letters like ["a", "d"], in square brackets.'),
        (LETTERS, 3, '3 is no list: write the letters like ["a", "d"], in square brackets.'),
        (LETTERS, ["a", "A"], "['a', 'A'] names a letter twice."),
        (LETTERS, ["d"], "'d' is not known: choose one of a, b, c, each between quotes of its own."),
        (LETTERS, [3], "3 is not known: choose one of a, b, c, each between quotes of its own."),
        *(
            (SENTENCE, value, f'{value!r} is no sentence: write its number, as "A4" or "E2", between quotes.')
            for value in (4, "4", "B4", "A", "A4 and", "A٤", "A²", "AA4", "")
        ),
        (TEXT, ["two", "words"], "['two', 'words'] is no text: write it between quotes."),
        (TEXT, "one", "1 word: write 2 to 3."),
        (TEXT, "these are four words", "4 words: write 2 to 3."),
    ],
)
def test_what_has_not_is_told_by_its_value(form, value, told):
    with pytest.raises(Impossible) as raised:
        form.read(value)
    assert str(raised.value) == told


@pytest.mark.parametrize(
    ("value", "empty"),
    [(..., True), (None, True), (" \n", True), ("...", True), (" … ", True), (0, False), (False, False), ([], False)],
)
def test_what_the_notebook_ships_is_empty_and_zero_is_not(value, empty):
    assert is_empty(value) is empty

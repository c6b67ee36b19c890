"""What stands for a value in an answer is read as Python would, or called a calculation."""

from __future__ import annotations

import math

import pytest

from helpers.learning.assignment.reading import read_answers


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("-3.5", -3.5),
        ("+0x1f", 31),
        ("(20)", 20),
        ("1_000", 1000),
        ("2e1", 20.0),
        ("(16.1, -51)", (16.1, -51)),
        ("[[1, [2]]]", [[1, [2]]]),
        ("'a' + 'b'", "ab"),
    ],
)
def test_each_literal_has_the_value_that_python_gives_it(source, value):
    cells = read_answers(f"answer('interval', {source})")
    assert cells.answers[0].value == value and type(cells.answers[0].value) is type(value)
    assert cells.problems == cells.calculations == ()


@pytest.mark.parametrize(
    "source", ["--3", "2 + 3", "~3", "not 1", "-'3'", "[1, 2 + 3]", "1 if 1 else 2", "'a' * 2", "'a' - 'b'"]
)
def test_what_only_python_could_work_out_has_no_value_and_is_kept_as_a_calculation(source):
    cells = read_answers(f"answer('interval', {source}, because=b)")
    assert not cells.answers[0].has_value
    assert [(each.item, each.argument, each.source) for each in cells.calculations] == [
        ("interval", "value", source),
        ("interval", "because", "b"),
    ]


def test_lists_are_kept_three_deep_and_no_deeper():
    assert read_answers("answer('interval', [[[1]]])").answers[0].value == [[[1]]]
    cells = read_answers("answer('interval', [[[[1]]]])")
    assert not cells.answers[0].has_value and "nested too deeply" in str(cells.problems[0])


def test_a_whole_number_is_kept_to_forty_digits():
    assert read_answers(f"answer('interval', [{10**40 - 1}, {1 - 10**40}])").problems == ()
    cells = read_answers(f"answer('interval', [{10**40}, {-(10**40)}])")
    assert cells.answers[0].value == [math.inf, -math.inf] and "too large to be read" in str(cells.problems[0])


def test_numbers_that_no_table_can_hold_become_infinite():
    assert read_answers("answer('risk_difference', 0x" + "f" * 5000 + ")").answers[0].value == math.inf
    assert read_answers("answer('interval', [-0x" + "f" * 5000 + ", 1])").answers[0].value == [-math.inf, 1]
    assert read_answers("answer('risk_difference', True)").answers[0].value is True


def test_texts_in_pieces_are_joined_as_python_would():
    cells = read_answers('answer("verdict", "one " "two " + f"three " + r"\\d")')
    assert cells.answers[0].value == "one two three \\d" and cells.problems == ()

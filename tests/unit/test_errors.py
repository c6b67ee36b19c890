"""Whatever is handed in, one sentence comes out that names it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from helpers.errors import Impossible, check_count, check_number


def name_type(value):
    return type(value).__name__


@pytest.mark.parametrize(
    "value", ["7", None, True, [7], 7j, Decimal(7), float("nan"), 10**400, -(10**400), Fraction(99)], ids=name_type
)
def test_no_value_escapes_the_check_of_a_number(value):
    with pytest.raises(Impossible, match=r"^level = .{1,80}: it must be a number from 0 to 1\.$"):
        check_number("level", value, 0, 1)


@pytest.mark.parametrize(
    "value",
    ["7", None, True, 7.5, float("inf"), 10**400, 10**5000, 1e308, Fraction(7, 2), -1],
    ids=name_type,
)
def test_no_value_escapes_the_check_of_a_count(value):
    with pytest.raises(Impossible, match=r"^n_ivig = .{1,90}: it must be a whole number from 0 to 47\.$"):
        check_count("n_ivig", value, high=47)


def test_whole_numbers_of_any_type_become_an_int():
    assert [check_count("n", value) for value in (7, 7.0, Fraction(7))] == [7, 7, 7]
    assert check_number("level", Fraction(1, 2), 0, 1) == 0.5

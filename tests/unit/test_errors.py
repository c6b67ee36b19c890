"""Whatever is handed in, one sentence comes out that names it."""

from __future__ import annotations

import ast
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from helpers.errors import Boundary, DataProblem, Impossible, check_choice, check_count, check_number, shorten
from helpers.evidence import entry_rules
from helpers.explorers.controls import check_value
from helpers.explorers.widgets import Checkbox


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


@pytest.mark.parametrize("check", [check_number, check_count])
def test_a_fraction_may_be_the_upper_bound(check):
    with pytest.raises(Impossible, match=r"^hours = 9 is impossible: it must be a .*number from 0 to 3\.5\.$"):
        check("hours", 9, 0, Fraction(7, 2))


@pytest.mark.parametrize("value", [True, np.True_, 1 + 0j, Decimal(1), [1], None], ids=name_type)
def test_what_python_holds_equal_to_a_number_is_not_chosen_for_it(value):
    with pytest.raises(Impossible, match=r"^draws = .{1,20} is not known: choose one of 1, 20, 100\.$"):
        check_choice("draws", value, [1, 20, 100])
    assert [check_choice("draws", one, [1, 20]) for one in (1, 1.0, np.int64(1))] == [1, 1, 1]


def test_no_value_is_too_long_to_be_told():
    assert shorten("x" * 1000) == "'" + "x" * 59 + "…"
    assert shorten(10**5000) == "a int too long to print"
    assert shorten([10**5000]) == "a list too long to print"
    nested: list = []
    for _ in range(100_000):
        nested = [nested]
    assert shorten(nested) == "a list too long to print"
    with pytest.raises(Impossible, match=r"^mark_expected = a int too long to print is impossible"):
        check_value("mark_expected", Checkbox(), 10**5000)


@pytest.mark.parametrize("folder", ["\ud800", "a" * 5000, 5, b"data", ["data"]], ids=name_type)
def test_what_can_be_no_folder_is_told_as_one_that_is_not_there(folder):
    # On Windows such a text could be the name of a folder.
    told = r"^folder = .{1,70} is no folder: give the path of a data folder|^The data folder was looked for at"
    with pytest.raises(DataProblem, match=told) as refused:
        entry_rules(folder)
    # A page and a terminal can show it.
    assert str(refused.value).encode()


def test_whole_numbers_of_any_type_become_an_int():
    assert [check_count("n", value) for value in (7, 7.0, Fraction(7))] == [7, 7, 7]
    assert check_number("level", Fraction(1, 2), 0, 1) == 0.5


def test_at_the_boundary_what_cannot_be_is_told_and_a_fault_is_reported():
    said, reported, fault = [], [], KeyError("lost")
    with Boundary(said.append, reported.append):
        raise Impossible("40 is impossible here. Choose 20.")
    with Boundary(said.append, reported.append):
        raise fault
    with Boundary(said.append, reported.append):
        pass
    assert (said, reported) == (["40 is impossible here. Choose 20."], [fault])


@pytest.mark.parametrize("passing", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_who_stops_the_kernel_is_not_held_up_at_the_boundary(passing):
    said, reported = [], []
    with pytest.raises(passing), Boundary(said.append, reported.append):
        raise passing
    assert said == reported == []


def test_only_the_boundary_catches_whatever_comes():
    """A catch-all elsewhere would hide a fault from reader and log."""
    package = Path(__file__).parents[2] / "helpers"
    broad = {"Exception", "BaseException"}
    found = [
        f"{path.name}:{node.lineno}"
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or broad & {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)})
    ]
    assert found == []


def test_a_large_bound_is_written_out():
    with pytest.raises(Impossible, match=r"from 0 to 1000000000\.$"):
        check_count("patients", -1, high=10**9)

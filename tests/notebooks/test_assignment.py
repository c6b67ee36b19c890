"""Notebook 06: every question of the assignment in its cell, untouched, with its marks; nbgrader's marks add up too."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest

from helpers.learning.assignment.items import ASKED, ITEMS
from helpers.learning.assignment.reading import METADATA, read_notebook_text
from helpers.learning.assignment.trial import VERSION
from tests.notebooks.prose import NOTEBOOKS, read_prose

PATH = next(path for path in NOTEBOOKS if path.stem == "06_design_the_next_trial")
CELLS = nbformat.read(PATH, as_version=4).cells


def read_call(cell: nbformat.NotebookNode) -> ast.Call | None:
    """Return the call of `answer` in a cell, None where there is none."""
    if cell.cell_type != "code":
        return None
    calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
    return next((call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "answer"), None)


CALLS = [call for call in map(read_call, CELLS) if call]


def find_words_before(name: str) -> str:
    """Return the Markdown that stands before a question's cell."""
    calls = [read_call(cell) for cell in CELLS]
    index = next(i for i, call in enumerate(calls) if call and ast.literal_eval(call.args[0]) == name)
    return next(cell.source for cell in reversed(CELLS[:index]) if cell.cell_type == "markdown")


def find_marks(kind: str) -> dict[str, int]:
    """Return nbgrader's marks by their name, of its tasks or of its tests."""
    named = [cell.metadata.nbgrader for cell in CELLS if "nbgrader" in cell.metadata]
    return {meta.grade_id: meta.points for meta in named if meta[kind]}


def test_it_carries_the_version_of_the_drawing():
    assert nbformat.read(PATH, as_version=4).metadata[METADATA] == {"version": VERSION}


def test_each_question_has_one_cell_in_the_order_of_the_list():
    assert [ast.literal_eval(call.args[0]) for call in CALLS] == list(ASKED)


def test_each_cell_takes_what_its_question_wants():
    for call in CALLS:
        item = ITEMS[ast.literal_eval(call.args[0])]
        assert sorted(keyword.arg for keyword in call.keywords) == sorted(item.wants)
        assert len(call.args) == 2


def test_as_handed_out_nothing_is_answered_and_nothing_is_wrong_with_it():
    handed = read_notebook_text(PATH.read_text(encoding="utf-8"))
    assert handed.answers == {} and handed.problems == ()
    assert (handed.student_id_typed, handed.version) == ("", VERSION)


@pytest.mark.parametrize("name", [name for name in ITEMS if ITEMS[name].automatic + ITEMS[name].by_hand])
def test_the_words_before_a_question_say_its_marks(name):
    item = ITEMS[name]
    words = find_words_before("misreading_1" if name == "misreadings" else name)
    marks = {number: f"{number} mark{'s' * (number > 1)}" for number in (item.automatic, item.by_hand)}
    if item.automatic and item.by_hand:
        assert f"*{marks[item.automatic]} by the marker, {item.by_hand} by hand.*" in words
    elif item.automatic:
        assert f"*{marks[item.automatic]}, by the marker.*" in words
    else:
        assert f"*{marks[item.by_hand]}, by hand.*" in words


def test_words_that_may_be_chosen_stand_before_their_cells():
    for name, item in ITEMS.items():
        options = getattr(item.form, "options", ())
        words = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
        missing = [option for option in options if f'`"{option}"`' not in words]
        assert missing == [], name


def test_the_minutes_of_its_parts_are_those_of_the_whole():
    prose = read_prose(PATH)
    parts = [int(minutes) for minutes in re.findall(r"About (\d+) minutes\.", prose)]
    assert len(parts) == len(re.findall(r"^## \d · ", prose, re.MULTILINE))
    assert f"*Core: {sum(parts)} minutes." in prose


def test_nbgrader_gives_each_mark_once():
    """Judgement by hand in tasks, which leave the answer cells alone; the rest in the one cell that the marker fills.

    Cells of nbgrader's kind "solution" would be emptied when it makes the students' copies.
    """
    assert find_marks("task") == {name: item.by_hand for name, item in ITEMS.items() if item.by_hand}
    assert find_marks("grade") == {"automatic_marks": sum(item.automatic for item in ITEMS.values())}
    assert find_marks("solution") == {}
    assert sum(find_marks("task").values()) + sum(find_marks("grade").values()) == 100
    (marking,) = [cell for cell in CELLS if cell.metadata.get("nbgrader", {}).get("grade")]
    assert marking.source.endswith("automatic_marks()") and marking.metadata.nbgrader.locked
    assert CELLS.index(marking) > max(i for i, cell in enumerate(CELLS) if read_call(cell))

"""Notebook 06 goes through nbgrader as it stands, for those who run it, and gets the marks of our own marker there."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.learning.assignment.draw import draw_trial
from helpers.learning.assignment.items import ASKED, AUTOMATIC, BY_HAND
from helpers.learning.mark.model_answers import perfect_answers
from tests.notebooks.prose import NOTEBOOKS

SOURCE = next(path for path in NOTEBOOKS if path.stem.startswith("06"))
STUDENT = "ana lopez"

pytestmark = [pytest.mark.whole_notebook, pytest.mark.slow]

NBGRADER = "import runpy, sys; sys.modules['rfc3987_syntax'] = None; runpy.run_module('nbgrader', run_name='__main__')"
"""`python -m nbgrader`, without the grammars that tests/conftest.py spares the tests."""


def run_nbgrader(folder: Path, *words: str) -> str:
    # nbgrader calls alembic by its name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        [sys.executable, "-c", NBGRADER, *words],
        cwd=folder,
        env=os.environ | {"PATH": path, "JUPYTER_CONFIG_DIR": str(folder / "config"), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def fill_in(notebook: nbformat.NotebookNode) -> None:
    """Write the id and an answer without a fault into each cell that asks for one."""
    answers = perfect_answers(draw_trial(STUDENT))
    filled = set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.source = re.sub(r'my_trial\("[^"]*"\)', f'my_trial("{STUDENT}")', cell.source)
        asked = re.search(r'^answer\("(\w+)".*', cell.source, re.MULTILINE | re.DOTALL)
        if asked and asked[1] in answers:
            given = answers[asked[1]]
            words = {name: getattr(given, name) for name in ("because", "where", "kind", "method")}
            told = "".join(f", {name}={text!r}" for name, text in words.items() if text)
            cell.source = cell.source[: asked.start()] + f'answer("{given.item}", {given.value!r}{told})'
            filled.add(given.item)
    assert filled == set(answers) and filled <= set(ASKED)


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("nbgrader")
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "reading"\n')
    (folder / "source" / "capstone").mkdir(parents=True)
    shutil.copy(SOURCE, folder / "source" / "capstone")
    run_nbgrader(folder, "generate_assignment", "capstone")
    released = folder / "release" / "capstone" / SOURCE.name
    for student in ("perfect", "blank"):
        notebook = nbformat.read(released, as_version=4)
        if student == "perfect":
            fill_in(notebook)
        (folder / "submitted" / student / "capstone").mkdir(parents=True)
        nbformat.write(notebook, folder / "submitted" / student / "capstone" / SOURCE.name)
    return folder


def test_what_it_hands_out_is_the_notebook_word_for_word(course):
    released = nbformat.read(course / "release" / "capstone" / SOURCE.name, as_version=4)
    assert [cell.source for cell in released.cells] == [
        cell.source for cell in nbformat.read(SOURCE, as_version=4).cells
    ]


def test_a_filled_notebook_is_valid_and_each_gets_the_automatic_marks_of_our_marker(course):
    handed_in = course / "submitted" / "perfect" / "capstone" / SOURCE.name
    assert "Success" in run_nbgrader(course, "validate", str(handed_in))
    run_nbgrader(course, "autograde", "capstone")
    run_nbgrader(course, "export")
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        grades = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {student: float(row["score"]) for student, row in grades.items()} == {"perfect": AUTOMATIC, "blank": 0}
    assert {float(row["max_score"]) for row in grades.values()} == {AUTOMATIC + BY_HAND}

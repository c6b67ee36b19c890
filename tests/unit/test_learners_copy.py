"""What `make zip` hands out: a course that works, without the keys."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.learning.mark.learners_copy import NAME, TAKEN, write_learners_copy

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    write_learners_copy(ROOT, folder / "course.zip")
    with zipfile.ZipFile(folder / "course.zip") as packed:
        packed.extractall(folder)
    return folder / NAME


def test_it_holds_the_course_and_neither_keys_nor_guide(copy):
    names = {path.relative_to(copy).as_posix() for path in copy.rglob("*")}
    assert {*TAKEN, "helpers/learning/answer_box.py", "data/published_figures.csv"} <= names
    assert not {"helpers/learning/mark", "tests", "site", ".ci", ".git"} & names
    assert not [name for name in names if "__pycache__" in name or "my_predictions" in name]
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks == {path.name for path in (copy / "notebooks").glob("*.ipynb")}


def test_its_readme_leads_to_nothing_that_is_not_in_it(copy):
    whole, readme = ((folder / "README.md").read_text(encoding="utf-8") for folder in (ROOT, copy))
    gone = ("instructors_guide", "make test", "make mark", "learning/mark", "tests/", "site/")
    assert all(word in whole for word in gone)
    assert [word for word in gone if word in readme] == []
    assert "make lab" in readme and re.findall("^## .+", readme, re.M)[-1] == "## Licence and citation"


def run_in(copy: Path, code: str, execution: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "NBGRADER_EXECUTION": execution, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.slow
def test_the_assignment_works_there_and_says_that_marks_come_later(copy):
    code = (
        "import helpers; from helpers.learning import answer, automatic_marks, my_trial\n"
        "print(helpers.__path__[0]); print(my_trial('Ana Lopez')); print(answer('risk_difference', 12.5))\n"
        "print(automatic_marks())"
    )
    ran = run_in(copy, code, execution="")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(str(copy))
    assert "INVENTED" in ran.stdout
    assert "12.5 percentage points" in ran.stdout
    # nbgrader gives full marks to a cell that shows a sentence, so there it has to fail.
    ran = run_in(copy, code, execution="autograde")
    assert ran.returncode != 0
    assert "This copy of the course has no marker: autograde needs the whole course." in ran.stderr


def test_the_same_course_gives_the_same_bytes(tmp_path):
    write_learners_copy(ROOT, tmp_path / "one.zip")
    write_learners_copy(ROOT, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_half_a_checkout_is_told(tmp_path):
    with pytest.raises(CourseError, match=r"no whole copy of the course: notebooks, .*CITATION\.cff not found"):
        write_learners_copy(tmp_path, tmp_path / "course.zip")

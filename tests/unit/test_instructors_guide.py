"""The instructor's guide says what the notebooks, the catalogue and the Makefile say."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import nbformat
import pytest

from helpers.learning.assignment.items import AUTOMATIC, BY_HAND
from helpers.learning.misconceptions import load_misconceptions

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "site" / "instructors_guide.md"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0?_*.ipynb"))


@pytest.fixture(scope="module")
def guide() -> str:
    return GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_minutes_are_those_that_the_notebook_states(guide, path):
    # A notebook may state the halves of its core one by one.
    stated = re.search(r"\*Core: ([^.]+)\.", nbformat.read(path, as_version=4).cells[0].source)[1]
    listed = re.search(rf"^\| {path.stem[:2]} [^|]+\| (\d+) \|", guide, re.MULTILINE)[1]
    assert sum(map(int, re.findall(r"\d+", stated))) == int(listed)


def test_its_three_hours_are_three_hours(guide):
    section = guide.split("## A session of three hours")[1].split("\n## ")[0]
    assert sum(int(minutes) for minutes in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)) == 180


def test_it_lists_every_misconception_under_the_notebook_that_tells_it(guide):
    taught = defaultdict(list)
    for misconception in load_misconceptions().values():
        taught[misconception.taught_in[:2]].append(misconception.name)
    section = guide.split("## Misconceptions, and where the course meets them")[1].split("\n## ")[0]
    listed = {
        number: names.split("; ") for number, names in re.findall(r"^\| (0\d) \| (.+) \|$", section, re.MULTILINE)
    }
    assert listed.keys() == taught.keys()
    for number, names in taught.items():
        assert listed[number] == names


def test_its_marks_are_those_of_the_items(guide):
    assert f"{AUTOMATIC} of the {AUTOMATIC + BY_HAND} marks are automatic" in guide
    assert f"{BY_HAND} are yours" in guide


def test_every_door_that_it_names_is_in_the_makefile(guide):
    doors = set(re.findall(r"`make ([a-z-]+)", guide))
    assert doors
    assert doors <= set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_it_is_one_click_from_the_readme():
    assert "(site/instructors_guide.md)" in (ROOT / "README.md").read_text(encoding="utf-8")

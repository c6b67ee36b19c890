"""Every data file, spoiled in every way that happens to files: one sentence names it and says how to get it back.

Single cells are in test_evidence_faults.py; here whole files are swept, as a notebook meets them.
"""

from __future__ import annotations

import html
import re
import shutil
import sys

import pytest

from helpers.errors import DataProblem
from helpers.evidence import citations, cite, entry_rules, figure, figures, synthetic_cohort, tis_table
from helpers.evidence.seal import SEALED
from helpers.evidence.tables import DATA_FOLDER
from helpers.explorers import AttainableExplorer, EnrolmentExplorer, PeopleExplorer, WorldsExplorer
from helpers.explorers.base import Explorer
from helpers.learning import begin, check
from helpers.learning.misconceptions import load_misconceptions
from tests.unit.explorer_tools import ALL

ASKED = {
    "citations.csv": (citations, lambda: cite("responders_ivig")),
    "entry_rules.csv": (entry_rules, EnrolmentExplorer),
    "misconceptions.csv": (load_misconceptions, lambda: check("difference_in_points", 1.8)),
    "published_figures.csv": (figures, PeopleExplorer),
    "seal.csv": (figures, lambda: figure("responders_ivig")),
    "synthetic_cohort.csv": (synthetic_cohort, WorldsExplorer),
    "tis_enzymes.csv": (tis_table, AttainableExplorer),
    "tis_measures.csv": (tis_table, AttainableExplorer),
    "tis_points.csv": (tis_table, AttainableExplorer),
}
"""Data file -> what loads it, and what a cell of a notebook calls that rests on it."""

WHOLE_FILES = {
    "empty": lambda whole: b"",
    "only a byte-order mark": lambda whole: b"\xef\xbb\xbf",
    "only line ends": lambda whole: b"\n\r\n\n",
    "the header alone": lambda whole: whole[: whole.index(b"\n") + 1],
    "cut in the header": lambda whole: whole[: whole.index(b"\n") // 2],
    "cut after a quarter": lambda whole: whole[: len(whole) // 4],
    "cut in the middle": lambda whole: whole[: len(whole) // 2],
    "UTF-16, as a spreadsheet saves it": lambda whole: whole.decode("utf-8").encode("utf-16"),
    "Latin-1": lambda whole: whole[: whole.index(b"\n") + 2] + b"\xe9" + whole[whole.index(b"\n") + 2 :],
    "zeros, as a broken disk leaves it": lambda whole: bytes(len(whole)),
    "a zero among the letters": lambda whole: whole[:-4] + b"\0" + whole[-3:],
    "a page that says not found": lambda whole: b"<!DOCTYPE html>\n<title>404</title>\n",
    "a pointer to large files": lambda whole: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7\n",
    "a merge left half-way": lambda whole: whole.replace(b"\n", b"\n<<<<<<< HEAD\n", 1),
    "semicolons": lambda whole: whole.replace(b",", b";"),
    "tabs": lambda whole: whole.replace(b",", b"\t"),
    "each line doubled": lambda whole: b"".join(2 * line for line in whole.splitlines(keepends=True)),
}

ALWAYS = ("empty", "cut in the middle", "UTF-16, as a spreadsheet saves it", "Latin-1")
"""What make quick tries; the whole suite tries all."""

ONE_BYTE = {
    "another": lambda byte: bytes([(byte[0] - 47) % 10 + 48]) if byte.isdigit() else b"x" if byte != b"x" else b"y",
    "none": lambda byte: b"",
    "two": lambda byte: 2 * byte,
    "a comma": lambda byte: b",",
    "a quotation mark": lambda byte: b'"',
    "no letter": lambda byte: b"\xff",
    "zero": lambda byte: b"\0",
}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the data folder that a test may spoil, in the place of the project's own."""
    (tmp_path / "mine.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    copy = shutil.copytree(DATA_FOLDER, tmp_path / "data")
    monkeypatch.setattr("helpers.evidence.tables.DATA_FOLDER", copy)
    forget_what_was_read()
    yield copy
    monkeypatch.undo()
    forget_what_was_read()


def forget_what_was_read():
    """Empty every cache of the course, as a fresh kernel has them."""
    for name, module in list(sys.modules.items()):
        if name.startswith("helpers."):
            for held in list(vars(module).values()):
                if hasattr(held, "cache_clear"):
                    held.cache_clear()


def tell(ask):
    """Return the sentence that whoever asks is given: raised, answered by `check`, or shown in place of a picture."""
    forget_what_was_read()
    try:
        shown = ask()
    except DataProblem as problem:
        return str(problem)
    if isinstance(shown, Explorer):
        return html.unescape(re.sub(r"<[^>]*>", "", shown.static_html()))
    return shown.text


def assert_tells(sentence, file):
    assert f"data/{file}" in sentence and f"`git checkout -- data/{file}`" in sentence
    assert "\n" not in sentence and sentence.endswith(".") and len(sentence) < 500


def read_numbers(file):
    """Return every cell that bears a number in one table; those of the figures for what has no numbers of its own."""
    tables = {table.file: (table, check_file) for table, check_file in SEALED}
    table, check_file = tables.get(file, tables["published_figures.csv"])
    return {row.name: [getattr(read, column) for column in table.sealed] for row, read in check_file()}


def test_every_data_file_is_swept():
    assert set(ASKED) == {path.name for path in DATA_FOLDER.glob("*.csv")}


@pytest.mark.parametrize("file", ASKED)
def test_a_file_that_is_not_there_is_told_by_whoever_needs_it(data, file):
    (data / file).unlink()
    for ask in (*ASKED[file], lambda: begin("00_start_here")):
        assert_tells(tell(ask), file)
    (data / file).mkdir()
    assert_tells(tell(ASKED[file][0]), file)


@pytest.mark.parametrize("file", ASKED)
def test_a_file_that_is_another_one_is_told_by_begin_and_by_what_rests_on_it(data, file):
    whole = (data / file).read_bytes()
    (data / file).write_bytes(WHOLE_FILES["cut in the middle"](whole))
    for ask in (ASKED[file][1], lambda: begin("00_start_here")):
        assert_tells(tell(ask), file)


@pytest.mark.slow
@pytest.mark.parametrize(("file", "at_least"), [("published_figures.csv", 30), ("tis_points.csv", 5)])
def test_every_explorer_opens_or_tells_which_file_it_lacks(data, file, at_least):
    (data / file).unlink()
    told = 0
    for cls in ALL:
        text = tell(cls)
        if "is not there" in text:
            assert_tells(text, file)
            told += 1
    assert told >= at_least


@pytest.mark.parametrize(
    "spoiling", [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.slow) for name in WHOLE_FILES]
)
@pytest.mark.parametrize("file", ASKED)
def test_a_whole_file_that_is_spoiled_is_told_in_one_sentence(data, file, spoiling):
    (data / file).write_bytes(WHOLE_FILES[spoiling]((data / file).read_bytes()))
    assert_tells(tell(ASKED[file][0]), file)


def sweep_bytes(data, file, step):
    """Alter one byte after another, and return how often that was told; where it was not, the numbers are the same."""
    whole, numbers = (data / file).read_bytes(), read_numbers(file)
    told = 0
    for turn, place in enumerate(range(step // 2, len(whole), step)):
        alter = list(ONE_BYTE.values())[turn % len(ONE_BYTE)]
        byte = whole[place : place + 1]
        (data / file).write_bytes(whole[:place] + alter(byte) + whole[place + 1 :])
        forget_what_was_read()
        try:
            ASKED[file][0]()
            assert read_numbers(file) == numbers, f"byte {place} of {file}"
        except DataProblem as problem:
            told += 1
            # Where two files disagree, either may be the altered one.
            assert "data/" in str(problem) and "git checkout" in str(problem) and "\n" not in str(problem)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("file", ASKED)
def test_one_altered_byte_is_told_or_alters_no_number(data, file):
    assert sweep_bytes(data, file, step=max(1, (data / file).stat().st_size // 40)) > 5


def test_a_misreading_that_was_cut_off_is_told_when_it_is_looked_for(data):
    path = data / "misconceptions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("ratio_for_difference,")), encoding="utf-8")
    assert_tells(tell(ASKED[path.name][1]), path.name)


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(data):
    for file in ASKED:
        text = (data / file).read_text(encoding="utf-8")
        (data / file).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert str(begin("00_start_here")).startswith("Course ready.")
    assert check("difference_in_points", 1.8).misconception == "ratio_for_difference"
    assert len(synthetic_cohort()) == 95

"""Marked by hand, marked again: what a person filled in is kept, and completes the gradebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.learning.assignment.items import ITEMS
from helpers.learning.mark.demo import find_answers, write_notebook
from helpers.learning.mark.marking_sheet import NAME
from helpers.learning.mark.run import mark_class
from tests.unit.mark_tools import fill_sheet, mark_files, read_csv, tell_all, write_files, write_perfect


def _read_grades(out: Path) -> dict[str, str]:
    return {row["student_id"]: row["Grade"] for row in read_csv(out / "gradebook.csv")}


def _start(folder: Path, *learners: str) -> tuple[Path, Path]:
    _, out = mark_files(folder, {f"{name}/06.ipynb": write_perfect(name) for name in learners})
    return folder / "submissions", out


def test_full_points_make_a_hundred_and_half_of_them_seventy(tmp_path):
    submissions, out = _start(tmp_path, "ana", "ben")
    fill_sheet(out, lambda row: row["out_of"] if row["student"] == "ana" else str(int(row["out_of"]) / 2))
    run = mark_class(submissions, out)
    assert _read_grades(out) == {"ana": "100", "ben": "70"}
    assert all(result.is_complete for result in run.results)
    assert "100 of 100 marks" in (out / "feedback/ana.html").read_text(encoding="utf-8")


def test_marking_again_changes_no_byte(tmp_path):
    submissions, out = _start(tmp_path, "ana")
    fill_sheet(out, lambda row: "1,5", comment="=good & <b>")
    mark_class(submissions, out)
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    mark_class(submissions, out)
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before
    row = read_csv(out / NAME)[0]
    assert (row["points"], row["comment"]) == ("1,5", "'=good & <b>")
    page = (out / "feedback/ana.html").read_text(encoding="utf-8")
    assert "=good &amp; &lt;b&gt;" in page


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_sheet_is_read_as_a_spreadsheet_saves_it(encoding, delimiter, tmp_path):
    submissions, out = _start(tmp_path, "ana")
    fill_sheet(out, lambda row: row["out_of"], encoding=encoding, delimiter=delimiter)
    run = mark_class(submissions, out)
    assert _read_grades(out) == {"ana": "100"}
    assert run.remarks == ()


def test_a_number_that_a_spreadsheet_shortened_still_names_its_learner(tmp_path):
    submissions, out = _start(tmp_path, "00123")
    text = (out / NAME).read_text(encoding="utf-8-sig").replace("\n00123,", "\n123,")
    (out / NAME).write_text(text, encoding="utf-8-sig")
    fill_sheet(out, lambda row: row["out_of"])
    mark_class(submissions, out)
    assert _read_grades(out) == {"00123": "100"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("good", "is no number of points"),
        ("-1", "is no number of points"),
        ("nan", "is no number of points"),
        ("1e9", "is no number of points"),
        ("3/4", "is no number of points"),
        ("99", "points are more than the"),
    ],
)
def test_points_that_cannot_be_are_told_left_out_and_kept_in_the_sheet(typed, told, tmp_path):
    submissions, out = _start(tmp_path, "ana")
    fill_sheet(out, lambda row: typed if row["item"] == "verdict" else row["out_of"])
    run = mark_class(submissions, out)
    assert told in tell_all(run)
    assert _read_grades(out) == {"ana": ""}
    assert run.results[0].to_mark == ("verdict",)
    (row,) = [row for row in read_csv(out / NAME) if row["item"] == "verdict"]
    assert row["points"].removeprefix("'") == typed


def test_an_answer_that_is_another_one_since_is_told_and_keeps_its_points(tmp_path):
    submissions, out = _start(tmp_path, "ana")
    fill_sheet(out, lambda row: row["out_of"])
    answers = find_answers("ana")
    changed = {**answers, "verdict": answers["verdict"].__class__("verdict", "Another text. " * 80)}
    write_files(submissions, {"ana/06.ipynb": write_notebook("ana", changed)})
    run = mark_class(submissions, out)
    assert "The answer to verdict is another one now" in tell_all(run)
    assert tell_all(run).count("is another one now") == 1
    assert _read_grades(out) == {"ana": "100"}


def test_the_points_of_a_learner_who_is_gone_are_kept(tmp_path):
    submissions, out = _start(tmp_path, "ana", "ben")
    fill_sheet(out, lambda row: row["out_of"], comment="seen")
    (submissions / "ben/06.ipynb").unlink()
    run = mark_class(submissions, out)
    kept = [row for row in read_csv(out / NAME) if row["student"] == "ben"]
    assert len(kept) == sum(item.by_hand > 0 for item in ITEMS.values())
    assert {row["comment"] for row in kept} == {"seen"}
    assert "there is no such hand-in now: the row is kept" in tell_all(run)
    assert run.stale == ("feedback/ben.html",)
    write_files(submissions, {"ben/06.ipynb": write_perfect("ben")})
    mark_class(submissions, out)
    assert _read_grades(out) == {"ana": "100", "ben": "100"}


@pytest.mark.parametrize("content", ["my,own,list\n1,2,3\n", "student,item,points\nana,verdict,3\n", "just text"])
def test_a_sheet_that_cannot_be_read_is_never_written_over(content, tmp_path):
    submissions, out = _start(tmp_path, "ana")
    (out / NAME).write_text(content)
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    with pytest.raises(CourseError, match="Nothing was written"):
        mark_class(submissions, out)
    assert {path: path.read_bytes() for path in out.rglob("*.*")} == before

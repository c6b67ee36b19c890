"""A run that cannot write all it should: what stands in the output folder is whole, and nothing foreign is touched."""

from __future__ import annotations

import os

import pytest

from helpers.errors import CourseError
from helpers.learning.mark import gradebook
from helpers.learning.mark.run import mark_class
from tests.unit.mark_tools import mark_files, read_csv, write_files, write_perfect


def test_a_page_of_somebody_else_stands_in_the_way_of_all(tmp_path):
    folder = write_files(tmp_path / "all", {f"{name}/06.ipynb": write_perfect(name) for name in ("ana", "ben")})
    out = write_files(tmp_path / "marks", {"feedback/ben.html": b"mine"})
    with pytest.raises(CourseError, match=r"feedback/ben.html in .* is no file of the marker: nothing was written"):
        mark_class(folder, out)
    assert [path.name for path in out.rglob("*.*")] == ["ben.html"]


@pytest.mark.parametrize("stops_at", ["ben.html", "gradebook.csv", "class_report.html"])
def test_a_run_that_breaks_leaves_each_file_whole_and_the_next_one_mends_it(stops_at, monkeypatch, tmp_path):
    folder = write_files(tmp_path / "all", {f"{name}/06.ipynb": write_perfect(name) for name in ("ana", "ben")})
    mark_class(folder, tmp_path / "whole")
    whole = {path.name: path.read_bytes() for path in (tmp_path / "whole").rglob("*.*")}
    replace = os.replace

    def break_off(draft, path):
        if path.name == stops_at:
            raise PermissionError(13, "in use")
        replace(draft, path)

    out = tmp_path / "marks"
    with monkeypatch.context() as broken:
        broken.setattr("helpers.learning.mark.output.os.replace", break_off)
        with pytest.raises(CourseError, match=rf"{stops_at} cannot be written \(in use\): close it"):
            mark_class(folder, out)
    left = {path.name: path.read_bytes() for path in out.rglob("*.*")}
    assert left.items() <= whole.items() and stops_at not in left
    mark_class(folder, out)
    assert {path.name: path.read_bytes() for path in out.rglob("*.*")} == whole


def test_a_page_that_cannot_be_made_costs_that_page_alone(monkeypatch, tmp_path):
    from helpers.learning.mark import run as marking

    write = marking.write_feedback
    monkeypatch.setattr(
        marking, "write_feedback", lambda result: write(result) if result.hand_in.student_id == "ben" else 1 / 0
    )
    run, out = mark_files(tmp_path, {f"{name}/06.ipynb": write_perfect(name) for name in ("ana", "ben")})
    assert [path.name for path in (out / "feedback").iterdir()] == ["ben.html"]
    assert run.files[-1] == "feedback/ben.html" and len(read_csv(out / gradebook.NAME)) == 2
    report = (out / "class_report.html").read_text(encoding="utf-8")
    assert "has no feedback page: a fault of the marker (ZeroDivisionError: division by zero)." in report


@pytest.mark.parametrize("inside", ["", "moodle"])
def test_what_is_marked_must_not_lie_where_the_pages_go(inside, tmp_path):
    folder = write_files(tmp_path / "marks" / "feedback" / inside, {"06.ipynb": write_perfect("ana")})
    with pytest.raises(CourseError, match="is where the feedback pages go: name another output folder"):
        mark_class(folder, tmp_path / "marks")
    assert [path.name for path in (tmp_path / "marks").rglob("*.*")] == ["06.ipynb"]


def test_a_file_is_no_output_folder(tmp_path):
    folder = write_files(tmp_path / "all", {"06.ipynb": write_perfect("ana")})
    (tmp_path / "marks").write_bytes(b"mine")
    with pytest.raises(CourseError, match="marks is a file: name a folder for the output"):
        mark_class(folder, tmp_path / "marks")
    assert (tmp_path / "marks").read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="it has no such modes")
def test_a_teaching_team_can_read_what_one_of_them_has_written(tmp_path):
    other = tmp_path / "other"
    other.write_bytes(b"")
    _, out = mark_files(tmp_path, {"06.ipynb": write_perfect("ana")})
    modes = {path.stat().st_mode for path in out.rglob("*.*")}
    assert modes == {other.stat().st_mode}

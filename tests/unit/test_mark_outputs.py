"""What the marker writes: the same bytes for the same files, tables that import, pages that read, in one folder."""

from __future__ import annotations

import filecmp
import html
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.learning.answers import ProbabilityAnswer, RangeAnswer
from helpers.learning.assignment.items import AUTOMATIC, BY_HAND, ITEMS
from helpers.learning.entry import Entry
from helpers.learning.mark import gradebook, workers
from helpers.learning.mark.__main__ import main
from helpers.learning.mark.class_calibration import judge_records
from helpers.learning.mark.copies import Copy
from helpers.learning.mark.demo import swap_arms, use_completers, write_demo
from helpers.learning.mark.marking_sheet import COLUMNS
from helpers.learning.mark.pages import name_page
from helpers.learning.mark.run import mark_class
from helpers.learning.mark.submissions import Source, find_submissions
from helpers.learning.mark.tables import guard_cell, read_table
from helpers.learning.misconceptions import load_misconceptions
from tests.unit.mark_tools import find_answers, mark_files, read_csv, write_files, write_notebook, write_perfect

WRITTEN = {
    "class_report.html",
    "gradebook.csv",
    "gradebook_for_canvas.csv",
    "gradebook_for_moodle.csv",
    "marking_sheet.csv",
    "feedback",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """Return the output of the demo's class."""
    folder = tmp_path_factory.mktemp("demo")
    submissions, roster = write_demo(folder)
    mark_class(submissions, folder / "marks", roster)
    return folder


def test_the_demo_shows_each_kind_of_trouble(demo):
    assert {path.name for path in (demo / "marks").iterdir()} == WRITTEN
    report = html.unescape((demo / "marks/class_report.html").read_text(encoding="utf-8").replace("<wbr>", ""))
    for told in (
        "cut off",
        "no id that can be read",
        "is a calculation",
        "of version 2025.01",
        "fit the trial of Demo One, and not its own",
        "was not counted; they differ in",
        "Only a checkpoint",
        "is no notebook: not read",
        "Demo Thirteen: nothing handed in",
        load_misconceptions()["arms_swapped"].name,
    ):
        assert told in report


def test_the_same_files_give_the_same_bytes_for_any_number_of_processes(demo, tmp_path):
    submissions, roster = write_demo(tmp_path)
    assert submissions.read_bytes() == (demo / submissions.name).read_bytes()
    for jobs in (1, 2):
        mark_class(submissions, tmp_path / str(jobs), roster, jobs=jobs)
        compared = filecmp.dircmp(tmp_path / str(jobs), demo / "marks")
        assert compared.left_only == compared.right_only == []
        for name in (
            *compared.common_files,
            *(f"feedback/{path.name}" for path in (demo / "marks/feedback").iterdir()),
        ):
            assert (tmp_path / str(jobs) / name).read_bytes() == (demo / "marks" / name).read_bytes()


def test_no_output_names_the_machine_or_a_time(demo):
    for path in (demo / "marks").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert str(demo) not in text
        assert not re.search(r"20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d", text)


def test_canvas_finds_its_columns_and_nothing_after_them(demo):
    lines = (demo / "marks" / gradebook.CANVAS).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "Student,ID,SIS User ID,SIS Login ID,Section,Design the next trial"
    assert lines[1] == "    Points Possible,,,,,100"
    assert len(lines) == 2 + 13


def test_moodle_finds_its_columns(demo):
    rows = read_csv(demo / "marks" / gradebook.MOODLE)
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(rows[0])
    assert {row["Identifier"] for row in rows} == {f"Participant {number}" for number in range(1, 14)}


def test_no_grade_is_given_before_a_person_has_marked(demo):
    rows = {row["Full name"]: row for row in read_csv(demo / "marks" / gradebook.NAME)}
    assert len(rows) == 13
    assert rows["Demo One"]["Automatic (of 40)"] == "40"
    assert rows["Demo One"]["Grade"] == ""
    assert rows["Demo One"]["Answers still to mark"] == str(sum(item.by_hand > 0 for item in ITEMS.values()))
    # Nothing was answered, so that nothing waits.
    assert rows["Demo Four"]["Grade"] == "0"


def test_canvas_numbers_come_from_the_names_of_the_files(tmp_path):
    _, out = mark_files(tmp_path, {"lopezana_LATE_340934_2084_06.ipynb": write_perfect("alo7")})
    (_, row) = read_csv(out / gradebook.CANVAS)
    assert (row["Student"], row["ID"], row["SIS Login ID"]) == ("lopezana", "340934", "alo7")


def test_canvas_gets_back_what_its_roster_says_of_a_learner(tmp_path):
    columns = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    cells = ("López, Ana", "340934", "u77", "alo7", "Group B")
    roster = write_files(tmp_path, {"class.csv": f'{",".join(columns)}\n"{cells[0]}",{",".join(cells[1:])}\n'.encode()})
    _, out = mark_files(tmp_path, {"06.ipynb": write_perfect("alo7")}, roster=roster / "class.csv")
    (_, row) = read_csv(out / gradebook.CANVAS)
    assert tuple(row[column] for column in columns) == cells


def test_where_no_name_is_known_the_id_stands_for_it_and_moodle_gets_no_row(tmp_path):
    _, out = mark_files(tmp_path, {"06.ipynb": write_perfect("ana@uni.example")})
    (_, row) = read_csv(out / gradebook.CANVAS)
    (own,) = read_csv(out / gradebook.NAME)
    assert row["Student"] == own["Full name"] == own["Email address"] == own["ID number"] == "ana@uni.example"
    assert read_csv(out / gradebook.MOODLE) == []


def test_the_marking_sheet_has_a_row_for_each_learner_and_question(demo):
    rows = read_csv(demo / "marks/marking_sheet.csv")
    by_hand = [item for item in ITEMS.values() if item.by_hand]
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 10 * len(by_hand)
    assert [row["item"] for row in rows[::10]] == [item.id for item in by_hand]
    assert sum(int(row["out_of"]) for row in rows if row["student"] == "demo1") == BY_HAND
    for row in rows:
        assert row["rubric"] and row["question"] and row["defensible"]
        assert "automatic" not in row["rubric"]


def test_a_feedback_page_says_what_was_given_what_it_earned_and_what_it_looks_like(tmp_path):
    answers = swap_arms(find_answers("ana"))
    _, out = mark_files(tmp_path, {"06.ipynb": write_notebook("ana", answers)})
    page = html.unescape((out / "feedback/ana.html").read_text(encoding="utf-8"))
    assert str(answers["risk_difference"].value) in page
    assert f"This looks like {load_misconceptions()['arms_swapped'].name}" in page
    assert page.count("This looks like") == 1
    assert "Marked by your own answer" not in page
    assert f"{gradebook.print_points(37)} of the {AUTOMATIC} marks that the marker gives" in page


def test_a_feedback_page_says_by_which_earlier_answer_a_later_one_was_marked(tmp_path):
    _, out = mark_files(tmp_path, {"06.ipynb": write_notebook("demo12", use_completers("demo12"))})
    page = (out / "feedback/demo12.html").read_text(encoding="utf-8")
    assert page.count("Marked by your own answer to denominator") == 2


def test_a_feedback_page_says_which_marks_are_given_and_which_are_to_come(demo):
    page = (demo / "marks/feedback/demo12.html").read_text(encoding="utf-8")
    told = re.findall(r'<h3>(.*?)</h3><span class="marks">(.*?)</span>', page)
    assert ("Denominator", "0 of 2, and 2 by hand to be given") in told
    assert ("Risk difference", "3 of 3") in told
    assert ("Risk of bias: missing", "4 to be given") in told


def test_a_feedback_page_names_no_other_learner(demo):
    """The report names who shares a text with whom; what one learner is shown is about nobody else."""
    names = [source.owner.who for source in find_submissions(demo / "demo_submissions.zip").sources]
    pages = sorted((demo / "marks/feedback").iterdir())
    assert len(pages) == 10
    for path in pages:
        text = path.read_text(encoding="utf-8")
        own = next(name for name in names if f"For {name} (id {path.stem})" in text)
        assert not [name for name in set(names) - {own} if re.search(rf"{name}\b", text)]
        assert not [other.stem for other in pages if other != path and re.search(rf"\b{other.stem}\b", text)]


def test_pages_are_whole_html_with_a_language_headings_in_order_and_headed_tables(demo):
    for path in (demo / "marks").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert text.count("<table>") == text.count("<caption>") == text.count("<thead>")
        assert "<td" not in "".join(re.findall("<thead>.*?</thead>", text))
        assert "<script" not in text and "http://" not in text and "https://" not in text


def test_a_page_has_a_name_that_every_file_system_takes():
    names = [name_page(text) for text in ("ana", "con", "com1", "李明", "a" * 100, "İx")]
    assert names[0] == "ana.html"
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]{1,90}\.html", name) for name in names)
    assert not {"con.html", "com1.html"} & set(names)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\n=1", "  =1", "\r=1", "＝1", "\u202e=1", "\0=1"])
def test_no_cell_begins_as_a_formula(text):
    assert guard_cell(text)[0] not in "=+-@\t\r\n＝"


def test_a_guarded_cell_stays_as_it_is_when_it_is_written_again():
    assert guard_cell(guard_cell("=1+1")) == "'=1+1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_as_spreadsheets_save_it(encoding, delimiter):
    text = f'name{delimiter} points \r\n"é{delimiter}x"{delimiter}"3,5"\r\n{delimiter}\r\n'
    assert read_table(text.encode(encoding), "x.csv") == [{"name": f"é{delimiter}x", "points": "3,5"}]


def test_the_output_folder_must_not_lie_among_the_hand_ins(tmp_path):
    folder = write_files(tmp_path / "all", {"06.ipynb": write_perfect("ana")})
    for out in (folder, folder / "marks", folder / ".." / "all" / "marks"):
        with pytest.raises(CourseError, match="lies inside"):
            mark_class(folder, out)
    assert [path.name for path in folder.iterdir()] == ["06.ipynb"]


def test_a_file_of_somebody_else_is_never_written_over(tmp_path):
    folder = write_files(tmp_path / "all", {"06.ipynb": write_perfect("ana")})
    foreign = {name: b"my own,list\n" for name in WRITTEN if name.startswith("gradebook")}
    foreign |= {"feedback/ana.html": b"<p>mine</p>", "notes.txt": b"mine"}
    for name, content in foreign.items():
        out = write_files(tmp_path / name.replace("/", "_"), {name: content})
        if name == "notes.txt":
            mark_class(folder, out)
        else:
            with pytest.raises(CourseError, match="is no file of the marker: nothing was written"):
                mark_class(folder, out)
            assert [path.name for path in out.iterdir()] == [name.split("/")[0]]
        assert (out / name).read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="making a link takes a right that few have there")
def test_a_link_in_the_output_folder_leads_nothing_outside(tmp_path):
    folder = write_files(tmp_path / "all", {"06.ipynb": write_perfect("ana")})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("mine")
    out = tmp_path / "marks"
    out.mkdir()
    (out / "class_report.html").symlink_to(elsewhere / "file")
    mark_class(folder, out)
    assert (elsewhere / "file").read_text() == "mine"
    assert not (out / "class_report.html").is_symlink()
    other = tmp_path / "other"
    other.mkdir()
    (other / "feedback").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(CourseError, match="is a link"):
        mark_class(folder, other)
    assert [path.name for path in elsewhere.iterdir()] == ["file"]


def write_record(**answers: RangeAnswer | ProbabilityAnswer) -> bytes:
    """Return a record of predictions that were all made in time."""
    when = datetime(2026, 1, 1, tzinfo=UTC)
    entries = {
        item: Entry("How many?", "of 100", answer, answered_at=when, shown_at=when, first_seen_at=when).to_plain()
        for item, answer in answers.items()
    }
    return json.dumps({"version": 1, "predictions": entries}).encode()


def test_a_class_is_calibrated_over_all_records_that_can_be_read_and_the_others_are_named():
    whole = {
        "ana": write_record(placebo_response=RangeAnswer(40, 50), gap_at_higher_bar=ProbabilityAnswer(50)),
        "ben": write_record(placebo_response=RangeAnswer(60, 70)),
    }
    broken = {"dan": b"[" * 100_000, "eve": b'{"predictions": 3}', "fay": b'{"predictions": {"placebo_response": 3}}'}
    calibration = judge_records(whole | broken)
    assert (calibration.learners, calibration.ranges.n, calibration.ranges.held) == (2, 2, 1)
    assert (calibration.forecasts.n, calibration.forecasts.mean) == (1, 0.25)
    assert calibration.unread == tuple(broken)


def test_predictions_handed_in_beside_the_notebook_are_told_of_the_class_and_not_marked(tmp_path):
    record = write_record(placebo_response=RangeAnswer(40, 50))
    run, out = mark_files(tmp_path, {"a/06.ipynb": write_perfect("ana"), "a/my_predictions.json": record})
    assert run.results[0].automatic == 40
    report = (out / "class_report.html").read_text(encoding="utf-8")
    assert "1 learner handed in predictions. Of 1 range, 1 held what was found: 100 %, where 80 % were" in report


def test_a_worker_that_dies_costs_one_file(monkeypatch):
    """The pool is replaced by one that dies on a name, as a crash of the interpreter would."""
    from concurrent.futures import Future
    from concurrent.futures.process import BrokenProcessPool

    class Dying:
        def __init__(self, *_):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def submit(self, _, sources):
            future: Future = Future()
            if any(source.name == "3" for source in sources):
                future.set_exception(BrokenProcessPool())
            else:
                future.set_result([Copy(source, typed="fine") for source in sources])
            return future

    monkeypatch.setattr(workers, "_start_pool", Dying)
    copies = workers.mark_all([Source(str(number), "") for number in range(20)], jobs=2)
    assert [copy.source.name for copy in copies] == [str(number) for number in range(20)]
    assert [copy.source.name for copy in copies if "ended the process" in copy.fault] == ["3"]
    assert sum(copy.typed == "fine" for copy in copies) == 19


def test_a_fault_of_ours_costs_one_file_and_is_told(monkeypatch, tmp_path):
    from helpers.learning.mark import copies

    judge = copies.judge
    monkeypatch.setattr(
        copies, "judge", lambda trial, answers: judge(trial, answers) if trial.student_id == "ana" else 1 / 0
    )
    run, out = mark_files(tmp_path, {"a.ipynb": write_perfect("ana"), "b.ipynb": write_perfect("ben")})
    assert [result.hand_in.student_id for result in run.results] == ["ana"]
    assert "by a fault of the marker (ZeroDivisionError" in (out / "class_report.html").read_text(encoding="utf-8")


def test_the_command_says_what_it_did_and_draws_no_traceback(tmp_path, capsys):
    folder = write_files(tmp_path / "all", {"06.ipynb": write_perfect("ana")})
    assert main([str(folder), "--out", str(tmp_path / "marks"), "--jobs", "1"]) == 0
    said = capsys.readouterr()
    assert "Marked: 1 learner" in said.out
    assert "1 of 1 files" in said.err
    assert main([str(tmp_path / "none"), "--out", str(tmp_path / "marks")]) == 2
    assert "does not exist" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([])
    # Nothing named would be the working folder.
    with pytest.raises(SystemExit):
        main([str(folder), "--out", ""])
    assert "name the folder for what is written" in capsys.readouterr().err


@pytest.mark.slow
def test_the_demo_runs_as_a_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "helpers.learning.mark", "--demo", "--out", str(tmp_path / "marks")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert {path.name for path in (tmp_path / "marks").iterdir()} == WRITTEN


def test_the_demo_says_that_nobody_in_it_exists(demo):
    names = {source.owner.who for source in find_submissions(demo / "demo_submissions.zip").sources}
    assert all(name.startswith("Demo ") for name in names)

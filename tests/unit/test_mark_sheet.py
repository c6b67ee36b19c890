"""The marking sheet as people and their spreadsheets hand it back: nothing that was filled in is lost in silence."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.learning.mark.demo import find_answers, write_notebook
from helpers.learning.mark.marking_sheet import CHANGED, COLUMNS, NAME
from helpers.learning.mark.run import mark_class
from helpers.learning.mark.tables import LONGEST_CELL, guard_cell, read_table, write_table
from tests.unit.mark_tools import mark_files, read_csv, tell_all, write_files, write_perfect


def _start(folder: Path, *learners: str) -> tuple[Path, Path, list[dict[str, str]]]:
    _, out = mark_files(folder, {f"{name}/06.ipynb": write_perfect(name) for name in learners or ["ana"]})
    return folder / "submissions", out, read_csv(out / NAME)


def _save(out: Path, rows, columns=COLUMNS, delimiter: str = ";") -> None:
    memory = io.StringIO()
    writer = csv.writer(memory, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    (out / NAME).write_bytes(memory.getvalue().encode("utf-8-sig"))


def _read_grades(out: Path) -> dict[str, str]:
    return {row["student_id"]: row["Grade"] for row in read_csv(out / "gradebook.csv")}


def test_columns_that_an_instructor_added_are_kept_also_for_a_learner_who_is_gone(tmp_path):
    submissions, out, rows = _start(tmp_path, "ana", "ben")
    added = ("marked by", *COLUMNS, "to discuss", "")
    _save(out, [row | {"points": "1", "marked by": "=PT", "to discuss": "-yes; =no"} for row in rows], added)
    mark_class(submissions, out)
    (submissions / "ben/06.ipynb").unlink()
    for _ in range(2):
        mark_class(submissions, out)
        kept = read_csv(out / NAME)
        assert tuple(kept[0]) == (*COLUMNS, "marked by", "to discuss")
        assert {(row["marked by"], row["to discuss"]) for row in kept} == {("'=PT", "'-yes; =no")}
        assert len(kept) == len(rows)


def test_what_two_rows_of_one_answer_hold_is_put_together(tmp_path):
    """As when two who share the marking put their sheets one below the other."""
    submissions, out, rows = _start(tmp_path)
    _save(out, [*(row | {"points": "1"} for row in rows), *(row | {"comment": "seen"} for row in rows)])
    run = mark_class(submissions, out)
    assert _read_grades(out) == {"ana": str(40 + len(rows))}
    assert {(row["points"], row["comment"]) for row in read_csv(out / NAME)} == {("1", "seen")}
    assert run.remarks == ()
    _save(out, [*(row | {"points": "1"} for row in rows), rows[0] | {"points": "0,5"}])
    run = mark_class(submissions, out)
    assert f"has {rows[0]['item']} twice, with 1 and with 0,5: the last row counts" in tell_all(run)
    assert _read_grades(out) == {"ana": str(40 + len(rows) - 0.5)}


def test_rows_that_a_spreadsheet_cut_short_are_read(tmp_path):
    submissions, out, rows = _start(tmp_path)
    text = "row;item;points;comment;student\r\n" + "".join(f"{row['row']};{row['item']};1\r\n" for row in rows)
    (out / NAME).write_text(text, encoding="utf-8")
    mark_class(submissions, out)
    assert _read_grades(out) == {"ana": str(40 + len(rows))}


def test_a_second_column_of_points_is_refused_and_nothing_is_written(tmp_path):
    submissions, out, rows = _start(tmp_path)
    _save(out, rows, (*COLUMNS, "points"))
    before = (out / NAME).read_bytes()
    with pytest.raises(CourseError, match="the column points twice"):
        mark_class(submissions, out)
    assert (out / NAME).read_bytes() == before


def test_an_answer_changed_after_marking_is_told_until_a_person_has_looked(tmp_path):
    submissions, out, rows = _start(tmp_path)
    _save(out, [row | {"points": row["out_of"]} for row in rows])
    answers = find_answers("ana")
    other = {**answers, "verdict": replace(answers["verdict"], value="Another text. " * 80)}
    write_files(submissions, {"ana/06.ipynb": write_notebook("ana", other)})
    for _ in range(3):
        assert tell_all(mark_class(submissions, out)).count("The answer to verdict is another one now") == 1
    rows = read_csv(out / NAME)
    assert {row["item"]: row["changed"] for row in rows if row["changed"]} == {"verdict": CHANGED}
    assert _read_grades(out) == {"ana": "100"}
    _save(out, [row | {"changed": ""} for row in rows])
    assert "another one now" not in tell_all(mark_class(submissions, out))


@pytest.mark.parametrize("words", [2500, 3300])
def test_a_long_answer_is_no_changed_one_and_a_long_comment_is_whole(words, tmp_path):
    answers = find_answers("ana")
    long = replace(answers["verdict"], value="words " * words)
    files = {"ana/06.ipynb": write_notebook("ana", {**answers, "verdict": long})}
    _, out = mark_files(tmp_path, files)
    rows = read_csv(out / NAME)
    assert [row["answer"] for row in rows if row["item"] == "verdict"] == ["words " * words]
    _save(out, [row | {"points": "1", "comment": "c" * 40_000} for row in rows])
    for _ in range(2):
        run = mark_class(tmp_path / "submissions", out)
        assert run.remarks == ()
        assert {len(row["comment"]) for row in read_csv(out / NAME)} == {40_000}


def test_a_sheet_saved_in_the_spreadsheets_own_format_is_told(tmp_path):
    submissions, out, _ = _start(tmp_path)
    (out / "marking_sheet.xlsx").write_bytes(b"PK")
    (out / "marking_sheet (1).ods").write_bytes(b"PK")
    told = tell_all(mark_class(submissions, out))
    assert "marking_sheet.xlsx: is not read: save it as CSV, in place of marking_sheet.csv." in told
    assert "marking_sheet (1).ods: is not read" in told


@pytest.mark.parametrize(
    "text",
    ["\u200b=1", "\ufeff=1", "\u061c@x", "\u00a0+1", "\u3000-1", "\ufe66=1", "\ufe631", "\u2060\u200e=1", "\ufffd=1"],
)
def test_no_cell_begins_as_a_formula_behind_signs_that_are_not_seen(text):
    assert guard_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["fine;=1+1", "fine; \u200b@SUM(A1)", "fine;-2+3", "fine;\uff1d1", "a\t=1"])
def test_no_formula_begins_where_a_spreadsheet_parts_cells_at_semicolons(text):
    """Excel in much of Europe, opening a file with commas: what stands behind a semicolon is a cell to it."""
    written = write_table(["answer", "next"], [{"answer": text, "next": "x"}]).decode()
    for delimiter in ";\t":
        for row in csv.reader(io.StringIO(written), delimiter=delimiter):
            assert not any(cell.strip("\u200b ").startswith(tuple("=+-@\uff1d")) for cell in row)
    assert guard_cell(guard_cell(text)) == guard_cell(text)


def test_a_cut_cell_stays_as_it_is_when_it_is_written_again():
    cell = guard_cell("a" * (LONGEST_CELL + 500))
    assert cell == f"{'a' * LONGEST_CELL}… (cut: {LONGEST_CELL + 500} characters in all)"
    assert len(cell) < 32_767
    assert guard_cell(cell) == cell


def test_a_table_with_one_heading_twice_or_a_row_too_long_loses_no_cell():
    assert read_table(b"a,a,b\n1,2,3,4\n5\n", "x.csv") == [
        {"a": "1", "a (2)": "2", "b": "3", "": "4"},
        {"a": "5", "a (2)": "", "b": "", "": ""},
    ]
    assert read_table(b"a,a (2),a\n1,2,3\n", "x.csv") == [{"a": "1", "a (2)": "2", "a (3)": "3"}]


@pytest.mark.parametrize(("more", "is_taken"), [("0", True), ("0.01", False)])
def test_no_more_points_than_there_are_not_even_a_hundredth(more, is_taken, tmp_path):
    submissions, out, rows = _start(tmp_path)
    _save(out, [row | {"points": f"'{float(row['out_of']) + float(more):g}"} for row in rows])
    run = mark_class(submissions, out)
    assert _read_grades(out) == {"ana": "100" if is_taken else ""}
    assert tell_all(run).count("were left out") == (0 if is_taken else len(rows))


def test_a_comment_of_two_hundred_thousand_letters_is_read_again(tmp_path):
    submissions, out, rows = _start(tmp_path)
    _save(out, [row | {"comment": "c" * 200_000 * (row["item"] == "verdict")} for row in rows])
    mark_class(submissions, out)
    assert max(len(row["comment"]) for row in read_table((out / NAME).read_bytes(), NAME)) == 200_000


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_run_that_found_nobody_stands_in_no_later_runs_way(delimiter, tmp_path):
    wrong = write_files(tmp_path / "wrong", {"notes.txt": b"nothing"})
    out = tmp_path / "marks"
    assert mark_class(wrong, out).results == ()
    (out / NAME).write_bytes((out / NAME).read_bytes().replace(b",", delimiter.encode()))
    run = mark_class(write_files(tmp_path / "right", {"06.ipynb": write_perfect("ana")}), out)
    assert [result.automatic for result in run.results] == [40]


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1"])
def test_a_workbook_called_csv_is_told_as_one(start, tmp_path):
    submissions, out, _ = _start(tmp_path)
    (out / NAME).write_bytes(start + b"student,item,points,comment\n")
    with pytest.raises(CourseError, match="own format and was not read: save it as CSV"):
        mark_class(submissions, out)


@pytest.mark.parametrize("before", ["", "sep=;\r\n", "\r\n", ";;\r\n \r\n", "\ufeffsep=;\n\n"])
def test_lines_before_the_headings_are_passed_over(before):
    assert read_table(f"{before}a;b\r\n1;2\r\n".encode(), "x.csv") == [{"a": "1", "b": "2"}]

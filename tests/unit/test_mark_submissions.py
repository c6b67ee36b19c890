"""What was handed in is found and read as each system exports it, and each learner has one hand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.learning.mark.demo import NOTEBOOK, drop_half, find_answers, write_notebook
from helpers.learning.mark.owners import read_owner
from helpers.learning.mark.roster import read_roster
from helpers.learning.mark.submissions import find_submissions, open_reader
from tests.unit.mark_tools import mark_files, read_csv, tell_all, write_cells, write_files, write_perfect, write_zip

LAYOUTS = {
    "moodle": ("Ana Lopez_4711_assignsubmission_file_/06.ipynb", "Ana Lopez", "4711", ""),
    "moodle, flat": ("Ana Lopez_4711_assignsubmission_file_06.ipynb", "Ana Lopez", "4711", ""),
    "canvas": ("lopezana_340934_208490284_06.ipynb", "lopezana", "", "340934"),
    "canvas, late": ("lopezana_LATE_340934_208490284_06-1.ipynb", "lopezana", "", "340934"),
    "nbgrader": ("submitted/ana/06_design_the_next_trial/06.ipynb", "ana", "", ""),
    "flat, with a date": ("06_of_ana_2026_11_22.ipynb", "", "", ""),
    "one folder each": ("ana/06.ipynb", "ana", "", ""),
    "flat": ("06.ipynb", "", "", ""),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("packed", [False, True])
def test_each_layout_is_read_from_a_folder_and_from_an_archive(layout, packed, tmp_path):
    name, who, moodle, canvas = LAYOUTS[layout]
    content = write_perfect("Ana Lopez")
    if packed:
        place = tmp_path / "all.zip"
        place.write_bytes(write_zip([(name, content)]))
    else:
        place = write_files(tmp_path / "all", {name: content})
    found = find_submissions(place)
    assert [source.name for source in found.sources] == [name]
    assert found.remarks == ()
    with open_reader() as reader:
        assert reader.read(found.sources[0]) == content
    owner = found.sources[0].owner
    assert (owner.who, owner.moodle, owner.canvas) == (who, moodle, canvas)


def test_one_notebook_can_be_marked_alone(tmp_path):
    place = tmp_path / "06.ipynb"
    place.write_bytes(write_perfect("Ana Lopez"))
    assert [source.name for source in find_submissions(place).sources] == ["06.ipynb"]


def test_a_learners_own_archive_is_opened_and_one_inside_it_is_not(tmp_path):
    inner = write_zip([("06.ipynb", write_perfect("ana")), ("deeper.zip", write_zip([("x.ipynb", b"{}")]))])
    (tmp_path / "all.zip").write_bytes(write_zip([("Ana_1_assignsubmission_file_/work.zip", inner)]))
    found = find_submissions(tmp_path / "all.zip")
    assert [source.name for source in found.sources] == ["Ana_1_assignsubmission_file_/work.zip/06.ipynb"]
    assert "archive inside an archive" in found.remarks[0].text
    with open_reader() as reader:
        assert reader.read(found.sources[0]) == write_perfect("ana")


def test_sources_come_in_the_order_of_names_whatever_the_archive_has(tmp_path):
    files = [(f"{name}.ipynb", b"{}") for name in "cab"]
    (tmp_path / "all.zip").write_bytes(write_zip(files))
    assert [source.name for source in find_submissions(tmp_path / "all.zip").sources] == [
        "a.ipynb",
        "b.ipynb",
        "c.ipynb",
    ]


def test_what_is_not_there_and_what_is_no_archive_is_told(tmp_path):
    with pytest.raises(CourseError, match="does not exist"):
        find_submissions(tmp_path / "nothing")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(CourseError, match="no zip archive"):
        find_submissions(tmp_path / "broken.zip")


def test_a_file_of_a_learner_is_known_by_any_part_of_its_path():
    assert read_owner("all/Ana_9_assignsubmission_file_/handed in/06.ipynb").key == "moodle 9"
    assert read_owner("Ana_9_assignsubmission_file_/my_predictions.json").key == "moodle 9"


def test_the_copy_with_more_answers_counts_and_the_difference_is_told(tmp_path):
    answers = find_answers("ana")
    files = {
        "a/06.ipynb": write_notebook("ana", drop_half(answers)),
        "a/copy.ipynb": write_notebook("Ána ", answers),
    }
    run, _ = mark_files(tmp_path, files)
    (result,) = run.results
    assert result.hand_in.copy.source.name == "a/copy.ipynb"
    assert result.automatic == 40
    assert "a/06.ipynb, with 12 answers and not 25, was not counted; they differ in" in tell_all(run)


def test_a_checkpoint_is_marked_where_it_is_all_there_is_and_loses_against_an_equal_copy(tmp_path):
    content = write_perfect("ana")
    checkpoint = "a/.ipynb_checkpoints/06-checkpoint.ipynb"
    run, _ = mark_files(tmp_path / "1", {checkpoint: content})
    assert run.results[0].automatic == 40
    assert "Only a checkpoint" in tell_all(run)
    run, _ = mark_files(tmp_path / "2", {checkpoint: content, "a/06.ipynb": content})
    assert run.results[0].hand_in.copy.source.name == "a/06.ipynb"
    assert "holds the same answers" in tell_all(run)


def test_two_who_hand_in_under_one_id_are_named(tmp_path):
    content = write_perfect("ana")
    files = {f"{who}_{n}_assignsubmission_file_/06.ipynb": content for n, who in enumerate(["Ana", "Ben"])}
    run, _ = mark_files(tmp_path, files)
    assert len(run.results) == 1
    assert "handed in by Ana, Ben" in tell_all(run)


@pytest.mark.parametrize("names", [("Ana", "Ben"), ("Zoe", "Ben")])
def test_nobody_takes_the_place_of_another_by_writing_their_id_and_more_answers(names, tmp_path):
    (victim, thief), typed = names, names[0].casefold()
    answers = find_answers(typed)
    files = {
        f"{victim}_1_assignsubmission_file_/06.ipynb": write_notebook(typed, drop_half(answers)),
        f"{thief}_2_assignsubmission_file_/06.ipynb": write_notebook(typed, answers),
    }
    run, _ = mark_files(tmp_path, files)
    assert [result.hand_in.copy.source.owner.who for result in run.results] == [victim]
    assert f"handed in by {', '.join(sorted(names))}" in tell_all(run)


@pytest.mark.parametrize("layout", ["{}/06.ipynb", "submitted/{}/assignment/06.ipynb", "{}_1_2345_06.ipynb"])
def test_a_folder_named_for_somebody_on_the_roster_is_theirs(layout, tmp_path):
    (tmp_path / "roster.csv").write_text("student_id,name\n0012,Ana\n13,Ben\n", encoding="utf-8")
    files = {
        layout.format("0012"): write_notebook("0012", drop_half(find_answers("0012"))),
        layout.format("ben"): write_perfect("0012"),
    }
    run, _ = mark_files(tmp_path, files, roster=tmp_path / "roster.csv")
    (result,) = run.results
    assert result.hand_in.copy.source.owner.who == "0012"
    assert [absent.describe() for absent in run.collection.missing] == [
        f"nothing that could be marked ({layout.format('ben')})"
    ]


@pytest.mark.parametrize("has_roster", [True, False])
def test_one_learner_under_two_ids_is_told_and_no_system_gets_one_grade_of_two(has_roster, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTERS["Moodle's worksheet"], encoding="utf-8")
    files = {
        "Ana López_7_assignsubmission_file_/06.ipynb": write_notebook("Ana Lopez", {}),
        "Ana López_7_assignsubmission_file_/again.ipynb": write_notebook("0012", {}),
        "Ben Oh_8_assignsubmission_file_/06.ipynb": write_notebook("13", {}),
    }
    run, out = mark_files(tmp_path, files, roster=tmp_path / "roster.csv" if has_roster else None)
    assert tell_all(run).count("The same learner hands in under other ids too") == 2
    assert [row["Grade"] for row in read_csv(out / "gradebook.csv")] == ["0", "0", "0"]
    grades = [(row["Identifier"], row["Grade"]) for row in read_csv(out / "gradebook_for_moodle.csv")]
    assert sorted(grades) == [("Participant 7", ""), ("Participant 7", ""), ("Participant 8", "0")]
    canvas = read_csv(out / "gradebook_for_canvas.csv")
    assert sorted(row["Design the next trial"] for row in canvas[1:]) == ["", "", "0"]


def test_texts_word_for_word_and_figures_of_anothers_trial_are_told(tmp_path):
    copied = write_notebook("ben", find_answers("ana"))
    run, _ = mark_files(tmp_path, {"ana/06.ipynb": write_perfect("ana"), "ben/06.ipynb": copied})
    told = tell_all(run)
    assert "ben: Its figures fit the trial of ana, and not its own" in told
    assert "ana: Its figures" not in told
    assert "ben: Word for word as ana has it" in told
    assert "verdict" in told


def test_other_notebooks_of_the_course_beside_the_assignment_are_passed_over(tmp_path):
    other = Path("notebooks/00_start_here.ipynb").read_bytes()
    run, _ = mark_files(tmp_path, {"ana/00_start_here.ipynb": other, f"ana/{NOTEBOOK}": write_perfect("ana")})
    assert run.collection.remarks == ()
    run, _ = mark_files(tmp_path / "2", {"ben/00_start_here.ipynb": other})
    assert "holds no answer of this assignment" in tell_all(run)


ROSTERS = {
    "Moodle's participants": "First name,Last name,ID number,Email address\nAna,López,0012,a@x\nBen,Oh,13,b@x\n",
    "Moodle's worksheet": "Identifier,Full name,ID number\nParticipant 7,Ana López,0012\nParticipant 8,Ben Oh,13\n",
    "Canvas": 'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"López, Ana",7,0012,alo,1\n'
    '"Oh, Ben",8,13,boh,1\n',
    "plain": "student_id,name\n0012,Ana López\n13,Ben Oh\n",
    "semicolons, from Excel": "student_id;name\r\n0012;Ana López\r\n13;Ben Oh\r\n",
    "no headings": "0012,Ana López\n13,Ben Oh\n",
}


@pytest.mark.parametrize("kind", ROSTERS)
@pytest.mark.parametrize("typed", ["0012", "Ana Lopez", "López Ana"])
def test_a_learner_is_found_on_each_kind_of_roster_by_number_and_by_name(kind, typed, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTERS[kind], encoding="cp1252" if "Excel" in kind else "utf-8")
    run, _ = mark_files(tmp_path, {"06.ipynb": write_perfect(typed)}, roster=tmp_path / "roster.csv")
    assert "Ana" in run.results[0].hand_in.name
    (absent,) = run.collection.missing
    assert "Ben" in absent.person.name
    assert absent.describe() == "nothing handed in"


def test_a_registrars_id_is_not_taken_for_that_of_canvas(tmp_path):
    (tmp_path / "roster.csv").write_text("id,name\n0012,Ana\n", encoding="utf-8")
    run, out = mark_files(tmp_path, {"06.ipynb": write_perfect("0012")}, roster=tmp_path / "roster.csv")
    assert run.results[0].hand_in.name == "Ana"
    assert [row["ID"] for row in read_csv(out / "gradebook_for_canvas.csv")] == ["", ""]


def test_an_id_not_on_the_roster_and_a_foreign_folder_are_told(tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTERS["Moodle's worksheet"], encoding="utf-8")
    files = {
        "Ana López_7_assignsubmission_file_/06.ipynb": write_perfect("13"),
        "Ben Oh_8_assignsubmission_file_/06.ipynb": write_perfect("nobody"),
    }
    run, _ = mark_files(tmp_path, files, roster=tmp_path / "roster.csv")
    told = tell_all(run)
    assert "It was handed in by Ana López, under the id of Ben Oh." in told
    assert "The id nobody is not on the roster, or is there for two; the file came from Ben Oh." in told
    assert [absent.person.name for absent in run.collection.missing] == ["Ana López"]


@pytest.mark.parametrize("text", ["student_id;name\n7;Ana\n", "sep=;\r\n7;Ana\r\n", "7\tAna\n", "\n\nid,name\n7,Ana\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_roster_is_read_however_a_spreadsheet_saved_it(text, encoding, tmp_path):
    (tmp_path / "roster.csv").write_bytes(text.encode(encoding))
    assert [(person.name, person.keys) for person in read_roster(tmp_path / "roster.csv").people] == [
        ("Ana", ("7", "ana"))
    ]


def test_a_workbook_is_no_roster(tmp_path):
    (tmp_path / "class.xlsx").write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(CourseError, match=r"The roster class.xlsx is in a spreadsheet's own format"):
        read_roster(tmp_path / "class.xlsx")


def test_a_roster_that_holds_nobody_or_one_id_twice_is_told(tmp_path):
    (tmp_path / "none.csv").write_text("student_id,name\n,\n")
    with pytest.raises(CourseError, match="holds nobody"):
        read_roster(tmp_path / "none.csv")
    (tmp_path / "two.csv").write_text("student_id,name\n7,Ana\n7,Ben\n")
    roster = read_roster(tmp_path / "two.csv")
    assert "has 7 twice" in roster.remarks[0].text
    assert roster.find("7") is None


def test_by_the_number_that_moodle_gave_nobody_takes_the_place_of_another(tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTERS["Moodle's worksheet"], encoding="utf-8")
    files = {
        "Ana López_7_assignsubmission_file_/06.ipynb": write_notebook("0012", drop_half(find_answers("0012"))),
        "Ben Oh_8_assignsubmission_file_/06.ipynb": write_perfect("0012"),
    }
    run, _ = mark_files(tmp_path, files, roster=tmp_path / "roster.csv")
    assert [result.hand_in.copy.source.owner.moodle for result in run.results] == ["7"]


def test_a_record_beside_the_notebooks_of_two_is_nobodys(tmp_path):
    files = {"all/a.ipynb": write_perfect("ana"), "all/my_predictions.json": b"{}"}
    run, _ = mark_files(tmp_path, files)
    assert dict(run.collection.records) == {"ana": b"{}"}
    run, _ = mark_files(tmp_path, {"all/b.ipynb": write_perfect("ben")})
    assert dict(run.collection.records) == {}


@pytest.mark.parametrize(("words", "is_told"), [(12, False), (30, True)])
def test_one_short_text_alone_is_no_reason_to_ask(words, is_told, tmp_path):
    cells = ['my_trial("{}")', f'answer("verdict", "{" ".join(["word"] * words)}")']
    files = {f"{who}/06.ipynb": write_cells(*(cell.format(who) for cell in cells)) for who in ("ana", "ben")}
    run, _ = mark_files(tmp_path, files)
    assert ("Word for word" in tell_all(run)) is is_told

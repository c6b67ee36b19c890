"""`begin` says what is missing and where predictions are kept; the download holds a learner's work."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile

import pytest

from helpers.errors import CourseError
from helpers.explorers.frame import STATIC_ONLY
from helpers.learning import begin, download_my_work
from helpers.learning.answers import RangeAnswer
from helpers.learning.folders import find_notebooks_folder
from helpers.learning.record import FILE_NAME, Record, open_record
from helpers.learning.start import check_packages, check_python, describe_place
from helpers.learning.work_box import FAULT, LABEL, DownloadBox, pack_work


@pytest.fixture
def notebook_folder(tmp_path, monkeypatch):
    (tmp_path / "00_start_here.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_is_well_in_one_line():
    home = find_notebooks_folder()
    assert describe_place("00_start_here", home, home) == (
        "Your predictions are kept in my_predictions.json, beside this notebook."
    )


def test_predictions_made_so_far_are_counted(notebook_folder):
    assert str(begin("00_start_here")).endswith("You have made none so far.")
    Record(notebook_folder).keep_answer("one", RangeAnswer(1, 2), question="?")
    assert str(begin("00_start_here")).startswith("Course ready. ")
    assert str(begin("00_start_here")).endswith("You have made 1 so far.")


def test_a_copy_elsewhere_is_told_where_the_course_is(notebook_folder):
    opening = begin("00_start_here")
    assert "stands outside the course's own folder" in str(opening)
    assert str(find_notebooks_folder() / "00_start_here.ipynb") in str(opening)
    assert re.search(r"<p[^>]*>Course ready\.", opening._repr_html_())


def test_a_whole_copy_of_the_course_is_at_home(tmp_path):
    for part in ("notebooks", "helpers", "data"):
        (tmp_path / part).mkdir()
    copy = tmp_path / "notebooks"
    assert describe_place("00_start_here", copy, copy).endswith("beside this notebook.")
    assert "stands outside" in describe_place("00_start_here", tmp_path, tmp_path)


def test_a_kernel_that_stands_elsewhere_names_the_folder_of_the_predictions(tmp_path):
    home = find_notebooks_folder()
    assert describe_place("00_start_here", tmp_path, home) == (
        f"Your predictions are kept in my_predictions.json, in {home}."
    )


def test_a_folder_that_cannot_be_written_is_said_at_the_start(notebook_folder, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert str(begin("00_start_here")).endswith(
        f"cannot be saved for later: read-only file system in {notebook_folder}."
    )


def test_a_damaged_record_is_said_at_the_start(notebook_folder):
    (notebook_folder / FILE_NAME).write_text("{ cut off", encoding="utf-8")
    assert "it was set aside as my_predictions.damaged-" in str(begin("00_start_here"))


def test_an_old_python_is_refused_in_a_sentence():
    with pytest.raises(CourseError, match=r"This kernel runs Python 3\.10, and the course needs 3\.11 or newer\."):
        check_python((3, 10))
    check_python((3, 11))
    check_python((4, 0))


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr("helpers.learning.start.NEEDED", ("numpy", "no_such_package"))
    with pytest.raises(CourseError, match="This Python has no no_such_package, which the course needs"):
        check_packages()


def test_the_calls_can_be_imported_without_ipywidgets():
    # `begin` can only say that ipywidgets is missing if importing it does not need ipywidgets.
    program = (
        "import sys; sys.modules['ipywidgets'] = sys.modules['anywidget'] = None\n"
        "from helpers.learning import begin, check, download_my_work, predict\n"
        "print(check('difference_in_points', 1.8).misconception)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "ratio_for_difference\n"


def test_a_missing_data_file_stops_with_its_sentence(notebook_folder, monkeypatch):
    from helpers.errors import DataProblem

    monkeypatch.setattr("helpers.evidence.tables.DATA_FOLDER", notebook_folder)
    with pytest.raises(DataProblem, match="is not there"):
        begin("00_start_here")


def test_the_download_holds_predictions_and_notebooks(notebook_folder):
    record = Record(notebook_folder)
    record.keep_answer("one", RangeAnswer(1, 2), question="?")
    content, packed, left_out = pack_work(record)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["00_start_here.ipynb", "README.txt", FILE_NAME]
        assert json.loads(archive.read(FILE_NAME))["predictions"]["one"]["answer"] == {"low": 1, "high": 2}
        assert archive.read("README.txt").decode().startswith("Your work in the course")
    assert (packed, left_out) == ([FILE_NAME, "00_start_here.ipynb"], [])


def test_the_download_holds_what_could_not_be_saved(notebook_folder, monkeypatch):
    record = Record(notebook_folder)

    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    record.keep_answer("one", RangeAnswer(1, 2), question="?")
    with zipfile.ZipFile(io.BytesIO(pack_work(record)[0])) as archive:
        assert "one" in json.loads(archive.read(FILE_NAME))["predictions"]


def test_a_notebook_that_is_too_large_is_left_out_by_name(notebook_folder, monkeypatch):
    monkeypatch.setattr("helpers.learning.work_box.LARGEST_MB", 0)
    assert pack_work(Record(notebook_folder))[2] == ["00_start_here.ipynb"]


def make_download(folder):
    box = DownloadBox(Record(folder))
    sent = []
    box.save_file = lambda *parts: sent.append(parts)
    button = next(child for row in box.children for child in getattr(row, "children", ()))
    return box, button, sent


def test_the_button_hands_the_file_to_the_browser(notebook_folder):
    box, button, sent = make_download(notebook_folder)
    assert button.description == LABEL
    button.click()
    name, media_type, content = sent[0]
    assert name.startswith("my_work_") and name.endswith(".zip")
    assert media_type == "application/zip" and zipfile.is_zipfile(io.BytesIO(content))
    assert f"Your browser has {name}: your predictions and 1 other file." in box.children[2].value


def test_a_fault_of_the_download_is_a_sentence(notebook_folder, monkeypatch):
    box, button, sent = make_download(notebook_folder)
    monkeypatch.setattr("helpers.learning.work_box.pack_work", lambda _: 1 / 0)
    button.click()
    assert sent == []
    assert FAULT in box.children[2].value


def test_the_download_says_that_binder_forgets(notebook_folder, monkeypatch):
    box = download_my_work()
    assert "Binder forgets" in box.children[0].value
    assert "run this cell" in box.static_html() and "Binder forgets" in box.static_html()
    monkeypatch.setenv(STATIC_ONLY, "1")
    assert "in JupyterLab, this cell has a button for it" in box.static_html()
    assert open_record(notebook_folder.resolve()).path.parent == notebook_folder.resolve()

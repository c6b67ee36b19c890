"""The record of predictions: whatever happens to the file, nothing that was said is lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import CourseError, Impossible
from helpers.learning import begin, predict
from helpers.learning.answers import ProbabilityAnswer, RangeAnswer
from helpers.learning.entry import Entry, merge_entries, read_plain_entry
from helpers.learning.folders import find_notebooks_folder, find_record_folder
from helpers.learning.record import FILE_NAME, LOCK_NAME, Record, open_record

NINE = datetime(2026, 5, 3, 9, tzinfo=UTC)
TWENTY_TO_FIFTY = RangeAnswer(20, 50)
TEN_TO_TWELVE = RangeAnswer(10, 12)


def make_clock(start: datetime = NINE):
    """Return a clock that goes on by a minute each time it is read."""
    minutes = iter(range(10_000))
    return lambda: start + timedelta(minutes=next(minutes))


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path, clock=make_clock())


def keep(record, item="waiting", answer=TWENTY_TO_FIFTY):
    return record.keep_answer(item, answer, question="How long?", unit="weeks")


def names(folder):
    """Name what a learner sees; the lock stays, and is hidden."""
    return sorted(path.name for path in folder.iterdir() if path.name != LOCK_NAME)


def test_an_answer_is_found_again_by_another_kernel(record, tmp_path):
    keep(record)
    found = Record(tmp_path).read("waiting")
    assert found.entry.answer == TWENTY_TO_FIFTY
    assert found.entry.answered_at == NINE
    assert found.notice == ""


def test_the_file_can_be_read_by_a_person(record, tmp_path):
    keep(record, answer=ProbabilityAnswer(70))
    content = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    assert content["version"] == 1
    assert content["predictions"]["waiting"]["question"] == "How long?"
    assert content["predictions"]["waiting"]["answer"] == {"percent": 70}


def test_the_first_answer_counts(record):
    keep(record)
    again = keep(record, answer=TEN_TO_TWELVE)
    assert again.entry.answer == TWENTY_TO_FIFTY
    assert again.entry.answered_at == NINE
    assert again.entry.is_blind


def test_an_answer_after_looking_is_kept_and_not_called_blind(record):
    record.note_shown("waiting")
    kept = keep(record)
    assert kept.entry.answer == TWENTY_TO_FIFTY
    assert not kept.entry.is_blind


def test_a_cleared_answer_can_be_given_anew_and_is_not_blind(record, tmp_path):
    keep(record)
    cleared = record.clear("waiting")
    assert cleared.entry.answer is None
    assert not cleared.entry.is_shown
    keep(record, answer=TEN_TO_TWELVE)
    found = Record(tmp_path).read("waiting").entry
    assert found.answer == TEN_TO_TWELVE
    assert not found.is_blind


def test_a_clock_set_back_loses_no_answer(tmp_path):
    keep(Record(tmp_path, clock=make_clock()))
    earlier = Record(tmp_path, clock=make_clock(NINE - timedelta(days=400)))
    earlier.clear("waiting")
    assert keep(earlier, answer=TEN_TO_TWELVE).entry.answer == TEN_TO_TWELVE


def test_two_open_notebooks_keep_each_others_answers(tmp_path):
    one, other = Record(tmp_path), Record(tmp_path)
    keep(one, "first")
    keep(other, "second")
    keep(one, "third")
    assert Record(tmp_path).count_predictions() == 3
    assert other.read("third").entry.answer == TWENTY_TO_FIFTY


def test_two_processes_writing_at_once_lose_nothing(tmp_path):
    """Both wait until both have started: one that had written all before the other began would need no lock."""
    program = (
        "import sys; from pathlib import Path\n"
        "from helpers.learning.record import Record; from helpers.learning.answers import RangeAnswer\n"
        "record = Record(Path(sys.argv[1]))\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for number in range(25): record.keep_answer(f'{sys.argv[2]}{number}', RangeAnswer(1, 2), question='?')"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    assert [process.stdout.readline() for process in running] == ["ready\n", "ready\n"]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0]
    assert Record(tmp_path).count_predictions() == 50
    assert names(tmp_path) == [FILE_NAME]


def test_a_write_that_fails_leaves_the_old_file_whole(record, tmp_path, monkeypatch):
    keep(record, "first")
    before = (tmp_path / FILE_NAME).read_bytes()

    def refuse(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    kept = keep(record, "second")
    assert (tmp_path / FILE_NAME).read_bytes() == before
    assert names(tmp_path) == [FILE_NAME]
    assert kept.entry.answer == TWENTY_TO_FIFTY
    assert kept.notice == (f"Your answers work, but cannot be saved for later: no space left on device in {tmp_path}.")


def test_a_full_disk_is_said_before_the_first_answer(record, tmp_path, monkeypatch):
    """It takes the name of a file, and nothing that is written into it."""

    def refuse(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert record.find_write_problem() == ""
    monkeypatch.setattr(os, "fsync", refuse)
    assert "no space left on device" in record.find_write_problem()
    assert names(tmp_path) == []


def test_what_could_not_be_written_is_written_with_the_next(record, tmp_path, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(tempfile, "mkstemp", _refuse_to_write)
        assert "read-only" in keep(record, "first").notice
        assert record.read("first").entry.answer == TWENTY_TO_FIFTY
        assert record.find_write_problem().startswith("Your answers work, but cannot be saved")
    assert keep(record, "second").notice == ""
    assert Record(tmp_path).count_predictions() == 2


def _refuse_to_write(*_, **__):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_write_permission_is_said_once_and_kindly(record, tmp_path):
    tmp_path.chmod(0o500)
    try:
        kept = keep(record)
    finally:
        tmp_path.chmod(0o700)
    assert kept.entry.answer == TWENTY_TO_FIFTY
    assert "permission denied" in kept.notice


DAMAGED = [
    b"",
    b"{ cut off",
    b"\xff\xfe\x00 not text",
    b"[1, 2]",
    b'{"predictions": []}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_set_aside_and_not_written_over(record, tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    notice = record.read("waiting").notice
    aside = next(tmp_path.glob("my_predictions.damaged-*.json"))
    assert aside.read_bytes() == content
    assert aside.name in notice and notice.endswith("and a new one begins.")
    assert keep(record).notice == ""
    assert aside.read_bytes() == content


def test_a_byte_order_mark_and_half_a_character_cost_no_answer(record, tmp_path):
    keep(record, "first")
    content = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    content["predictions"]["first"]["question"] = "half \ud83d"
    (tmp_path / FILE_NAME).write_text(json.dumps(content), encoding="utf-8-sig")
    assert keep(Record(tmp_path), "second").notice == ""
    assert Record(tmp_path).read("first").entry.question == "half ?"
    assert names(tmp_path) == [FILE_NAME]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999"])
def test_a_time_at_the_end_of_the_calendar_is_damage(record, tmp_path, time):
    (tmp_path / FILE_NAME).write_text(json.dumps({"predictions": {"waiting": {"shown_at": time}}}))
    notice = record.read("waiting").notice
    assert "1 of 1 answers that could not be read" in notice and "others" not in notice
    assert record.clear("waiting").entry.first_seen_at is None


def test_sound_predictions_in_a_damaged_file_are_kept(record, tmp_path):
    keep(record, "sound")
    keep(record, "broken")
    content = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    content["predictions"]["broken"]["answer"] = {"low": "twenty", "high": 50}
    (tmp_path / FILE_NAME).write_text(json.dumps(content), encoding="utf-8")
    entries, notice = Record(tmp_path).read_all()
    assert list(entries) == ["sound"]
    assert "1 of 2 answers" in notice and notice.endswith("The others are kept.")
    assert Record(tmp_path).read("sound").entry.answer == TWENTY_TO_FIFTY
    assert len(list(tmp_path.glob("*damaged*"))) == 1


def test_a_damaged_file_that_cannot_be_renamed_is_left_alone(record, tmp_path, monkeypatch):
    (tmp_path / FILE_NAME).write_bytes(b"{ cut off")
    monkeypatch.setattr(tempfile, "mkstemp", _refuse_to_write)
    kept = keep(record)
    assert (tmp_path / FILE_NAME).read_bytes() == b"{ cut off"
    assert kept.entry.answer == TWENTY_TO_FIFTY
    assert "left as it is" in kept.notice


def test_a_file_of_a_newer_course_is_left_alone(record, tmp_path):
    newer = b'{"version": 2, "predictions": {}}'
    (tmp_path / FILE_NAME).write_bytes(newer)
    kept = keep(record)
    assert (tmp_path / FILE_NAME).read_bytes() == newer
    assert kept.entry.answer == TWENTY_TO_FIFTY
    assert "newer version of the course" in kept.notice


def test_a_folder_in_the_place_of_the_file_is_said(record, tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    kept = keep(record)
    assert kept.entry.answer == TWENTY_TO_FIFTY
    assert "cannot be opened" in kept.notice
    assert (tmp_path / FILE_NAME).is_dir()


def test_a_lock_whose_kernel_died_is_free(record, tmp_path):
    """A kernel that is killed while it writes must not make the others write beside each other."""
    program = (
        "import os, sys; from pathlib import Path; from helpers.learning.record import Record\n"
        "with Record(Path(sys.argv[1]))._hold_lock(): os._exit(1)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == 1
    with Record(tmp_path)._hold_lock():
        pass
    assert keep(record).notice == ""
    assert names(tmp_path) == [FILE_NAME]


def test_a_kernel_that_hangs_with_the_lock_stops_nobody(record, tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.learning.record._LOCK_PATIENCE_S", 0.01)
    with FileLock(tmp_path / LOCK_NAME):
        assert keep(record).notice == ""
    assert Record(tmp_path).read("waiting").entry.answer == TWENTY_TO_FIFTY


def test_a_file_that_the_learner_deleted_stays_deleted(record, tmp_path):
    keep(record, "first")
    (tmp_path / FILE_NAME).unlink()
    assert record.read("first").entry == Entry()
    keep(record, "second")
    assert record.count_predictions() == 1


def test_one_kernel_has_one_record_of_a_folder(tmp_path):
    assert open_record(tmp_path) is open_record(Path(str(tmp_path)))


def test_predictions_stand_beside_the_notebook_or_in_the_notebooks_folder(tmp_path):
    assert find_record_folder(tmp_path) == find_notebooks_folder()
    (tmp_path / "copy.ipynb").touch()
    assert find_record_folder(tmp_path) == tmp_path


@pytest.mark.skipif(os.name == "nt", reason="no folder can be removed under a program that stands in it")
def test_a_folder_that_is_gone_is_told_by_all_who_ask_for_it(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    for ask in (find_record_folder, lambda: begin("00_start_here"), lambda: predict("placebo_response")):
        with pytest.raises(CourseError, match=r"^The folder in which this notebook was opened is gone\. Open "):
            ask()


def test_a_time_without_a_zone_and_an_answer_without_a_time_are_told_apart():
    zoned = read_plain_entry({"answer": {"percent": 5}, "answered_at": "2026-05-03T09:00:00"})
    assert zoned.answered_at == NINE
    with pytest.raises(Impossible, match="belong together"):
        read_plain_entry({"answer": {"percent": 5}})
    with pytest.raises(Impossible, match="is not a time"):
        read_plain_entry({"shown_at": "yesterday"})


times = st.one_of(st.none(), st.integers(0, 6).map(lambda minute: NINE + timedelta(minutes=minute)))
answers = st.one_of(
    st.integers(0, 100).map(ProbabilityAnswer),
    st.tuples(st.integers(0, 50), st.integers(50, 100)).map(lambda ends: RangeAnswer(*ends)),
)


@st.composite
def entries(draw, cleared=times):
    answered_at = draw(times)
    return Entry(
        question=draw(st.sampled_from(["", "Old?", "New?"])) if answered_at else "",
        answer=draw(answers) if answered_at else None,
        answered_at=answered_at,
        shown_at=draw(times),
        first_seen_at=draw(times),
        cleared_at=draw(cleared),
    )


@given(entries(), entries())
def test_merging_favours_no_side_and_may_be_repeated(one, other):
    merged = merge_entries(one, other)
    assert merged == merge_entries(other, one)
    assert merged == merge_entries(merged, other)


@given(*[entries(cleared=st.none())] * 3)
def test_three_notebooks_merge_in_any_order_to_the_first_answer(one, other, third):
    merged = merge_entries(merge_entries(one, other), third)
    assert merged == merge_entries(one, merge_entries(other, third))
    given_at = [entry.answered_at for entry in (one, other, third) if entry.answered_at]
    assert merged.answered_at == (min(given_at) if given_at else None)


@given(entries())
def test_an_entry_survives_the_file(entry):
    assert read_plain_entry(json.loads(json.dumps(entry.to_plain()))) == entry

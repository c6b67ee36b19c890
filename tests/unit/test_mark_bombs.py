"""Small files that would need much: each is told by name, and costs neither the memory nor the patience of a class."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from helpers.learning.mark import safe_zip, submissions
from helpers.learning.mark.submissions import find_submissions
from tests.unit.mark_tools import mark_files, name_file, tell_all, write_cells, write_perfect, write_zip

GOOD = {name_file("Good"): write_perfect("good")}
ZIP = "Bad_7_assignsubmission_file_/work.zip"
MOST = 200_000_000
"""Bytes that Python may hold at most; a class of two processes then stays under 1 GB."""


def _pack_tightly(method: int) -> bytes:
    """Return an archive of a few kB that says of 300 MB that they are half a MB."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        archive.writestr("x.ipynb", b" " * 300_000_000)
    packed = bytearray(memory.getvalue())
    start = packed.index(b"PK\x01\x02")
    packed[start + 24 : start + 28] = struct.pack("<I", 500_000)
    return bytes(packed)


def _list_much(entries: int) -> bytes:
    """Return an archive with one byte in it that lists it a million times."""
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    size = len(entry) * entries
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, size, len(local), 0)
    return local + entry * entries + end


LISTS = b'{"cells":[' + b",".join([b"[" * 900 + b"]" * 900] * 8000) + b"]}"

BOMBS = {
    "bzip2": (ZIP, lambda: _pack_tightly(zipfile.ZIP_BZIP2), "is packed in an unusual way: not unpacked"),
    "lzma": (ZIP, lambda: _pack_tightly(zipfile.ZIP_LZMA), "is packed in an unusual way: not unpacked"),
    "a list of members of 30 MB": (ZIP, lambda: _list_much(640_000), "its list of files has 30 MB"),
    "seven million lists": (name_file("Bad"), lambda: LISTS, "far more lists than a notebook does"),
    "a record of 14 MB": (
        "Good_71_assignsubmission_file_/my_predictions.json",
        lambda: LISTS.replace(b"cells", b"predictions"),
        "far larger than a record of predictions",
    ),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_it_is_told_by_name_and_needs_little_memory(kind, tmp_path):
    name, make, told = BOMBS[kind]
    files = {**GOOD, name: make()}
    mark_files(tmp_path / "before", GOOD)
    tracemalloc.start()
    try:
        run, _ = mark_files(tmp_path, files)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert f"{name}" in tell_all(run)
    assert told in tell_all(run)
    assert [result.automatic for result in run.results] == [40]
    assert most < MOST


def test_a_thousand_notebooks_in_one_learners_archive_do_not_become_a_thousand_learners(tmp_path):
    packed = write_zip(
        [(f"deep/{n}/x.ipynb", write_cells(f'my_trial("z{n}")', 'answer("verdict", "a b")')) for n in range(1000)]
        + [("06.ipynb", write_perfect("bad")), *((f"lib/{n}.txt", b"{}") for n in range(1000))]
    )
    run, _ = mark_files(tmp_path, {**GOOD, ZIP: packed})
    assert f"{ZIP}: holds 2001 files that may be notebooks: {submissions.MOST_OF_ONE} are read" in tell_all(run)
    assert len(run.results) == submissions.MOST_OF_ONE + 1
    # What lies highest in the archive is the likeliest to be meant.
    assert [result.automatic for result in run.results if result.hand_in.student_id == "bad"] == [40]


@pytest.mark.parametrize("is_unpacked", [True, False])
def test_a_thousand_other_files_in_one_learners_archive_do_not_fill_the_report(is_unpacked, tmp_path):
    packed = write_zip([(f"{n}.pdf", b"x") for n in range(1000)] + [("06.ipynb", write_perfect("bad"))])
    place = tmp_path / "all"
    if is_unpacked:
        (place / ZIP).parent.mkdir(parents=True)
        (place / ZIP).write_bytes(packed)
    else:
        place.write_bytes(write_zip([(ZIP, packed)]))
    found = find_submissions(place)
    assert [source.name for source in found.sources] == [f"{ZIP}/06.ipynb"]
    assert len(found.remarks) == submissions.MOST_REMARKS + 1
    assert found.remarks[-1].text == "970 more remarks about files in it are not listed."


@pytest.mark.parametrize("names", [[], ["work/"], ["x.ipynb/"], ["__MACOSX/._06.ipynb"]])
def test_an_archive_without_a_file_is_told_by_name(names, tmp_path):
    run, _ = mark_files(tmp_path, {**GOOD, ZIP: write_zip([(name, b"") for name in names])})
    assert f"{ZIP}: holds no file that could be a notebook." in tell_all(run)


def test_a_class_of_many_in_one_archive_is_not_cut(tmp_path):
    files = [(f"{n}/06.ipynb", b"{}") for n in range(3 * submissions.MOST_OF_ONE)]
    (tmp_path / "all.zip").write_bytes(write_zip(files))
    assert len(find_submissions(tmp_path / "all.zip").sources) == len(files)


def test_as_many_members_as_are_read_fit_into_the_list_that_is_read():
    assert safe_zip.MOST_MEMBERS * (46 + 200) <= safe_zip.LARGEST_DIRECTORY


@pytest.mark.parametrize("name", ["y" * 120 + "/Dr. Ana Lopez, 06.ipynb", "z" * 150 + "/my.work.zip"])
def test_a_name_too_long_for_the_report_still_says_what_the_file_is(name, tmp_path):
    content = write_perfect("ana")
    if name.endswith(".zip"):
        content = write_zip([("06.ipynb", content)])
    place = tmp_path / "all.zip"
    place.write_bytes(write_zip([(f"Ana_1_assignsubmission_file_/{'x' * 60}/{name}", content)]))
    found = find_submissions(place)
    assert found.remarks == ()
    assert [source.is_notebook_by_name for source in found.sources] == [True]
    assert found.sources[0].owner.moodle == "1"


def test_many_answers_with_one_text_take_no_time_that_grows_with_their_square():
    from helpers.learning.assignment.given import GivenAnswer
    from helpers.learning.mark.collect import HandIn
    from helpers.learning.mark.copies import Copy
    from helpers.learning.mark.likeness import find_shared_texts
    from helpers.learning.mark.submissions import Source

    def measure(learners: int) -> float:
        answers = {"verdict": GivenAnswer("verdict", "the same words " * 200)}
        hand_ins = [HandIn(f"p{n}", Copy(Source(f"{n}", ""), f"p{n}", answers=answers)) for n in range(learners)]
        start = time.process_time()
        assert all(len(notes) == 1 for notes in find_shared_texts(hand_ins))
        return time.process_time() - start

    measure(10)
    assert measure(2000) < 40 * max(measure(200), 0.002)

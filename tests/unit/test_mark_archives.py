"""What an archive may hold and what it may not, each limit at its edge: lowered, where files would be large."""

from __future__ import annotations

import io
import os
import random
import stat
import zipfile

import pytest

from helpers.errors import Impossible
from helpers.learning.mark import safe_zip, submissions
from helpers.learning.mark.remark import Remark
from helpers.learning.mark.safe_zip import MEGABYTE, list_members, open_archive, read_member
from helpers.learning.mark.submissions import Source, find_submissions, open_reader
from tests.unit.mark_tools import write_files, write_zip

ZIP = "Bad_7_assignsubmission_file_/work.zip"


def _open(*files: tuple[str | zipfile.ZipInfo, bytes]) -> zipfile.ZipFile:
    return open_archive(io.BytesIO(write_zip(files)))


def _store(*files: tuple[str, bytes]) -> bytes:
    """Return an archive whose members are not packed."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return memory.getvalue()


def _find(folder, files):
    found = find_submissions(write_files(folder / "all", files))
    return [source.name for source in found.sources], [(remark.name, remark.text) for remark in found.remarks]


def test_members_are_read_as_long_as_all_of_them_fit_together():
    """The third is too much with the two before it, and would fit alone; the fourth still finds room."""
    with _open(("a", b"1" * 10), ("b", b"2" * 10), ("c", b"3" * 10), ("d", b"4" * 5)) as archive:
        found = list_members(archive, 25)
        assert [member.name for member in found.members] == ["a", "b", "d"]
        assert found.remarks == (Remark("c", "is past what is read of one archive."),)
        assert len(list_members(archive, 35).members) == 4


def test_a_member_is_read_up_to_the_largest_size_and_not_beyond():
    """The listing refuses a larger one; here the archive is another one since it was listed."""
    with _open(("a", b"1" * 11)) as archive:
        assert read_member(archive, 0, 11) == b"1" * 11
        with pytest.raises(Impossible, match="is larger than the archive says"):
            read_member(archive, 0, 10)


@pytest.mark.parametrize(("size", "is_read"), [(MEGABYTE, False), (MEGABYTE - 1, True)])
def test_what_shrinks_suspiciously_is_not_unpacked_from_a_megabyte_on(size, is_read):
    with _open(("a", bytes(size))) as archive:
        found = list_members(archive)
        assert len(found.members) == is_read
        assert all("times its size: not unpacked" in remark.text for remark in found.remarks)


@pytest.mark.parametrize(("noise", "is_read"), [(7000, True), (3000, False)])
def test_two_hundred_times_is_what_is_suspicious(noise, is_read):
    content = random.Random(1).randbytes(noise) + bytes(MEGABYTE)
    with _open(("a", content)) as archive:
        ratio = len(content) / archive.infolist()[0].compress_size
        assert (100 < ratio <= safe_zip.LARGEST_RATIO) if is_read else (safe_zip.LARGEST_RATIO < ratio < 400)
        assert len(list_members(archive).members) == is_read


def test_what_says_that_it_is_packed_into_nothing_is_suspicious_too():
    packed = bytearray(write_zip([("a", bytes(MEGABYTE))]))
    start = packed.index(b"PK\x01\x02")
    packed[start + 20 : start + 24] = bytes(4)
    with open_archive(io.BytesIO(bytes(packed))) as archive:
        assert list_members(archive).remarks == (Remark("a", "unpacks to 1000000 times its size: not unpacked."),)


def test_an_archive_in_an_archive_may_be_larger_than_a_notebook(monkeypatch):
    monkeypatch.setattr(safe_zip, "LARGEST_FILE", 10)
    monkeypatch.setattr(safe_zip, "LARGEST_ARCHIVE", 2 * MEGABYTE)
    content = random.Random(1).randbytes(2 * MEGABYTE + 1)
    with _open(("a", content[:10]), ("b", content[:11]), ("C.ZIP", content[:-1]), ("d.zip", content)) as archive:
        found = list_members(archive)
        assert [member.name for member in found.members] == ["a", "C.ZIP"]
        assert [remark.name for remark in found.remarks] == ["b", "d.zip"]
        assert found.remarks[1].text == "has 3 MB: more than 2 are not read."


def test_of_too_many_members_the_first_are_read_and_the_archive_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(safe_zip, "MOST_MEMBERS", 2)
    (tmp_path / "all.zip").write_bytes(write_zip([(f"{name}.ipynb", b"{}") for name in "abc"]))
    found = find_submissions(tmp_path / "all.zip")
    assert [source.name for source in found.sources] == ["a.ipynb", "b.ipynb"]
    assert found.remarks == (Remark("all.zip", "holds 3 files; those after the first 2 are not read."),)
    monkeypatch.setattr(safe_zip, "MOST_MEMBERS", 3)
    assert find_submissions(tmp_path / "all.zip").remarks == ()


@pytest.mark.parametrize("name", ["../x", "a/../x", "a\\..\\x", "/x", "\\x", "c:x", "x\0y"])
def test_a_name_that_leads_out_is_told_and_read(name):
    packed = write_zip([(name.replace("\0", "_NUL_"), b"{}")]).replace(b"_NUL_", b"\0\0\0\0\0")
    with open_archive(io.BytesIO(packed)) as archive:
        found = list_members(archive)
        assert len(found.members) == 1
        assert "leads out of its folder" in found.remarks[0].text


@pytest.mark.parametrize("name", ["a..b/x", "a/b:c", ".x", "a/./x", "..."])
def test_a_name_with_dots_and_colons_that_stays_inside_is_not_told(name):
    with _open((name, b"{}")) as archive:
        assert list_members(archive).remarks == ()


def test_what_is_not_packed_at_all_is_read():
    with open_archive(io.BytesIO(_store(("a", b"as it is")))) as archive:
        assert read_member(archive, list_members(archive).members[0].index) == b"as it is"


def test_a_third_member_of_a_name_has_its_own_number():
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = write_zip([("a", b"1"), ("a", b"2"), ("a", b"3")])
    with open_archive(io.BytesIO(packed)) as archive:
        names = [member.name for member in list_members(archive).members]
    assert names == ["a", "a (no. 2 of this name)", "a (no. 3 of this name)"]


@pytest.mark.parametrize("flip", [0xFF, 0x01, 0x08])
def test_an_archive_with_any_one_byte_wrong_is_read_or_told(flip):
    """Names, sizes, checksums, ways of packing, the packed text: nothing but a sentence of ours comes out."""
    whole = write_zip([("x.ipynb", random.Random(1).randbytes(40)), ("y/z.ipynb", b"{}" * 40)])
    told = 0
    for place in range(len(whole)):
        packed = bytearray(whole)
        packed[place] ^= flip
        try:
            with open_archive(io.BytesIO(bytes(packed))) as archive:
                for member in list_members(archive).members:
                    read_member(archive, member.index)
        except Impossible as problem:
            told += 1
            assert str(problem).startswith(("is no archive that can be opened (", "cannot be unpacked ("))
            assert "()" not in str(problem)
    assert told > len(whole) / 4


def test_a_folder_in_an_archive_is_no_file():
    with _open(("a/", b""), ("a/b/", b""), ("a/x", b"{}")) as archive:
        found = list_members(archive)
        assert ([member.name for member in found.members], found.remarks) == (["a/x"], ())


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("06.ipynb", True),
        ("06.IPYNB", True),
        ("06.json", True),
        ("06.txt", True),
        ("06", True),
        ("06.ipynb.download", True),
        ("06.pdf", False),
        ("x.ipynb/06.pdf", False),
        ("x.ipynb/06", True),
    ],
)
def test_what_may_be_a_notebook_is_read_whatever_a_browser_called_it(name, is_taken, tmp_path):
    taken, told = _find(tmp_path, {name: b"{}"})
    assert taken == [name] * is_taken
    assert told == [(name, "is no notebook: not read.")] * (not is_taken)


@pytest.mark.parametrize("name", ["__MACOSX/a/06.ipynb", "a/._06.ipynb", "a/Readme.TXT", "Thumbs.db", ".DS_Store"])
def test_what_file_managers_add_is_passed_over_in_silence(name, tmp_path):
    assert _find(tmp_path, {name: b"{}"}) == ([], [])
    link = zipfile.ZipInfo(name)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    (tmp_path / "all.zip").write_bytes(write_zip([(link, b"x"), ("06.ipynb", b"{}")]))
    assert find_submissions(tmp_path / "all.zip").remarks == ()


@pytest.mark.parametrize(
    ("name", "is_checkpoint", "is_record"),
    [
        ("a/06-checkpoint.ipynb", True, False),
        ("a/.ipynb_checkpoints/06.ipynb", True, False),
        ("a/checkpoint.ipynb", False, False),
        ("Ana_1_assignsubmission_file_my_predictions.json", False, True),
        ("a/MY_PREDICTIONS.JSON", False, True),
        ("my_predictions.json/06.ipynb", False, False),
    ],
)
def test_what_a_file_is_by_its_name(name, is_checkpoint, is_record):
    source = Source(name, "")
    assert (source.is_checkpoint, source.is_record) == (is_checkpoint, is_record)


def test_files_are_found_in_the_order_of_their_names(tmp_path):
    names = [f"{folder}/{name}.pdf" for folder in "dbca" for name in "zyxwvu"]
    _, told = _find(tmp_path, dict.fromkeys(names, b""))
    assert [name for name, _ in told] == sorted(names)


def test_a_folder_that_cannot_be_opened_is_told(monkeypatch, tmp_path):
    def walk(folder, onerror):
        onerror(PermissionError(13, "Permission denied", str(folder / "locked")))
        return iter(())

    monkeypatch.setattr(submissions.os, "walk", walk)
    assert _find(tmp_path, {"06.ipynb": b"{}"}) == ([], [("locked", "cannot be opened.")])


@pytest.mark.parametrize(("size", "is_read"), [(20 * MEGABYTE, True), (20 * MEGABYTE + 1, False)])
def test_a_file_of_twenty_megabytes_is_read_and_no_larger_one(size, is_read, tmp_path):
    """It may have grown since it was listed, so that it is looked at again."""
    place = tmp_path / "06.ipynb"
    with open(place, "wb") as file:
        file.truncate(size)
    found = find_submissions(place)
    assert (len(found.sources), len(found.remarks)) == (is_read, not is_read)
    with open_reader() as reader:
        if is_read:
            assert len(reader.read(found.sources[0])) == size
        else:
            with pytest.raises(Impossible, match="has 21 MB: more than 20 are not read"):
                reader.read(Source("06.ipynb", str(place)))


def test_an_archive_too_large_to_look_into_is_told_with_its_own_limit(monkeypatch, tmp_path):
    monkeypatch.setattr(submissions, "MOST_IN_CLASS", 2 * MEGABYTE)
    assert _find(tmp_path, {"a.ZIP": bytes(2 * MEGABYTE + 1)}) == (
        [],
        [("a.ZIP", "has 3 MB: more than 2 are not read.")],
    )


def test_of_one_learners_archive_notebooks_that_lie_highest_are_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(submissions, "MOST_OF_ONE", 3)
    monkeypatch.setattr(submissions, "MOST_REMARKS", 2)
    files = ["a/deep/x.ipynb", "z/x.ipynb", "a-checkpoint.ipynb", "06.ipynb", "a.txt", "my_predictions.json"]
    taken, told = _find(tmp_path, {ZIP: write_zip([(name, b"{}") for name in [*files, "b.pdf", "c.pdf"]])})
    assert taken == [f"{ZIP}/06.ipynb", f"{ZIP}/my_predictions.json", f"{ZIP}/z/x.ipynb"]
    assert told == [
        (ZIP, "holds 6 files that may be notebooks: 3 are read, the rest is not."),
        (f"{ZIP}/b.pdf", "is no notebook: not read."),
        (ZIP, "1 more remarks about files in it are not listed."),
    ]
    inner = write_zip([(f"{n}.ipynb", b"{}") for n in range(4)])
    (tmp_path / "all.zip").write_bytes(write_zip([("ana/work.zip", inner), ("ben.ipynb", b"{}")]))
    assert len(find_submissions(tmp_path / "all.zip").sources) == 3 + 1
    monkeypatch.setattr(submissions, "MOST_OF_ONE", 6)
    assert _find(tmp_path, {})[1] == [(f"{ZIP}/{name}.pdf", "is no notebook: not read.") for name in "bc"]


def test_a_large_archive_of_one_learner_is_opened_as_long_as_its_files_fit(monkeypatch, tmp_path):
    inner = _store(("06.ipynb", b"{}"), ("a.pdf", bytes(11 * MEGABYTE)), ("b.pdf", bytes(11 * MEGABYTE)))
    place = write_files(tmp_path / "all", {ZIP.replace("/", "_"): _store(("work.zip", inner))})
    found = find_submissions(place)
    with open_reader() as reader:
        assert [reader.read(source) for source in found.sources] == [b"{}"]
    monkeypatch.setattr(submissions, "MOST_IN_ONE", 12 * MEGABYTE)
    told = [remark.text for remark in find_submissions(place).remarks]
    assert told == ["is past what is read of one archive.", "is no notebook: not read."]


def test_of_many_archives_the_last_one_is_open_and_no_other(monkeypatch, tmp_path):
    inner = [(f"{name}.zip", write_zip([("06.ipynb", name.encode())])) for name in "ab"]
    files = {"A_1_assignsubmission_file_/x.zip": write_zip(inner), "B_2_assignsubmission_file_/x.zip": write_zip(inner)}
    found = find_submissions(write_files(tmp_path / "all", files))
    opened = []
    monkeypatch.setattr(submissions, "open_archive", lambda file: opened.append(open_archive(file)) or opened[-1])
    with open_reader() as reader:
        assert [reader.read(source) for source in found.sources] == [b"a", b"b", b"a", b"b"]
        assert [archive.fp is not None for archive in opened] == [False, False, False, True, False, True]
        assert reader.read(found.sources[0]) == b"a"
    assert all(archive.fp is None for archive in opened)


@pytest.mark.skipif(os.name == "nt", reason="no file has such a name there")
def test_a_name_of_several_lines_is_told_in_one(tmp_path):
    taken, told = _find(tmp_path, {"a\nb.ipynb": b"{}", "c\nd.pdf": b"", "e\nf.zip": b""})
    assert (taken, [name for name, _ in told]) == (["a b.ipynb"], ["c d.pdf", "e f.zip"])


def test_an_archive_whose_files_are_told_is_not_called_empty(tmp_path):
    assert _find(tmp_path, {ZIP: write_zip([("b.pdf", b"")])}) == ([], [(f"{ZIP}/b.pdf", "is no notebook: not read.")])

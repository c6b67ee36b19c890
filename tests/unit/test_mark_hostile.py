"""Whatever is handed in: it is told by name, it stops nobody else's marks, and nothing in it is executed or written."""

from __future__ import annotations

import html
import json
import os
import stat
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.learning.mark.demo import find_answers, swap_arms, write_notebook
from helpers.learning.mark.remark import clean_name
from helpers.learning.mark.run import mark_class
from tests.unit.mark_tools import (
    mark_files,
    name_file,
    read_csv,
    tell_all,
    write_cells,
    write_perfect,
    write_zip,
)

GOOD = {name_file("Good"): write_perfect("good")}
HERE = name_file("Bad")
SCRIPT = "<script>document.title='gone'</script><img src=x onerror=alert(1)>"
ID = 'my_trial("bad")'


def _answer(value: str, item: str = "risk_difference") -> bytes:
    return write_cells(ID, f'answer("{item}", {value})')


def _nest(depth: int) -> str:
    return "[" * depth + "1" + "]" * depth


def _link_to(target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo("Bad_7_assignsubmission_file_/link.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


def _make_device() -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo("Bad_7_assignsubmission_file_/device.ipynb")
    info.external_attr = (stat.S_IFCHR | 0o666) << 16
    return info, b""


def _lie_about_size() -> bytes:
    """Return an archive that says of 30 MB that they are 5 bytes."""
    packed = bytearray(write_zip([("x.ipynb", b" " * 30_000_000)]))
    start = packed.index(b"PK\x01\x02")
    packed[start + 24 : start + 28] = struct.pack("<I", 5)
    # And a packed size that makes no suspicious ratio.
    return bytes(packed)


def _lock() -> bytes:
    packed = bytearray(write_zip([("x.ipynb", b"{}")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + offset] |= 1
    return bytes(packed)


def _damage() -> bytes:
    packed = bytearray(write_zip([("x.ipynb", os.urandom(1000).hex().encode())]))
    packed[60:90] = bytes(30)
    return bytes(packed)


ZIP = "Bad_7_assignsubmission_file_/work.zip"

HOSTILE: dict[str, tuple[dict[str, bytes | Callable[[], bytes]], str]] = {
    "not a notebook": ({HERE: b"%PDF-1.7 \xff\xfe"}, "it cannot be read as JSON"),
    "empty": ({HERE: b""}, "The file is empty"),
    "a list": ({HERE: b"[1, 2]"}, "it has no cells"),
    "truncated": ({HERE: write_perfect("bad")[:5000]}, "cut off"),
    "21 MB": ({HERE: b" " * 21_000_000}, "21 MB: more than 20 are not read"),
    "200 MB in an archive": ({ZIP: lambda: write_zip([("x.ipynb", bytes(2 * 10**8))])}, "times its size: not unpacked"),
    "deep JSON": ({HERE: b'{"cells":' + b"[" * 200_000}, "nested too deeply"),
    "deep source": ({HERE: write_cells(ID, f"answer('plan_rates', {_nest(5000)})")}, "too many nested parentheses"),
    "many signs": ({HERE: write_cells(ID, f"answer('risk_difference', {'-' * 15_000}1)")}, "Cell 2"),
    "long cell": ({HERE: write_cells(ID, "answer('verdict', '" + "a " * 30_000 + "')")}, "and 20000 are read"),
    "another kernel": (
        {HERE: write_cells(ID, "answer('risk_difference', 1)", kernelspec={"language": "R"})},
        "was saved for R, and not for Python",
    ),
    "cells that are no cells": (
        {HERE: b'{"cells": [1, "a", null, {"cell_type": "code", "source": 5}]}'},
        "It is no cell",
    ),
    "no answers": ({HERE: write_cells("print(1)")}, "holds no answer of this assignment"),
    "no id": ({HERE: write_cells("answer('risk_difference', 12)")}, "no id that can be read"),
    "an id of 5000 letters": (
        {HERE: write_cells(f"my_trial('{'a' * 5000}')", "answer('verdict', 1)")},
        "5000 characters",
    ),
    "answered twice": (
        {HERE: write_cells(ID, "answer('risk_difference', 1)", "answer('risk_difference', 2)")},
        "risk_difference is answered twice",
    ),
    "another id in the same file": ({HERE: write_perfect("bad", more=['my_trial("good")'])}, "several ids"),
    "another learner's answers": ({HERE: write_notebook("bad", find_answers("good"))}, "fit the trial of good"),
    "an expression": ({HERE: _answer("30/50 - 20/50")}, "is a calculation"),
    "a call": ({HERE: _answer("__import__('os').system('true')")}, "is a calculation"),
    "NaN": ({HERE: _answer("float('nan')")}, "is a calculation"),
    "infinity": ({HERE: _answer("1e999")}, "too large to be read"),
    "a huge number": ({HERE: _answer("9" * 4000)}, "too large to be read"),
    "a number too long for Python": ({HERE: _answer("9" * 6000)}, "too many digits"),
    "an unknown question": ({HERE: _answer("1", "risk_diference")}, "risk_diference"),
    "half a character": ({HERE: write_cells(ID, "answer('verdict', 'a\ud800b')", "answer('x', 1)")}, "x"),
    "NUL": ({HERE: write_cells(ID, "answer('verdict', 'a\0b')", "answer('x', 1)")}, "x"),
    "broken Python": ({HERE: write_cells(ID, "answer('risk_difference', 1", "answer('harm_percent', 2)")}, "Cell 2"),
    "Latin-1": ({HERE: write_cells(ID).replace(b"bad", b"b\xe4d")}, "not written as UTF-8"),
    "another version": ({HERE: write_perfect("bad", version="1999.01")}, "of version 1999.01 of the course"),
    "path tricks": ({ZIP: write_zip([("../../../x.ipynb", write_perfect("bad"))])}, "leads out of its folder"),
    "an absolute path": ({ZIP: write_zip([("/etc/x.ipynb", write_perfect("bad"))])}, "leads out of its folder"),
    "a drive": ({ZIP: write_zip([("C:\\x.ipynb", write_perfect("bad"))])}, "leads out of its folder"),
    "a link in an archive": ({ZIP: write_zip([_link_to("/etc/passwd")])}, "is a link: not followed"),
    "a device in an archive": ({ZIP: write_zip([_make_device()])}, "is a device: not opened"),
    "an archive three deep": (
        {ZIP: write_zip([("a.zip", write_zip([("b.zip", write_zip([("x.ipynb", b"{}")]))]))])},
        "archive inside an archive inside an archive",
    ),
    "a size that lies": ({ZIP: _lie_about_size}, "cannot be unpacked"),
    "a locked archive": ({ZIP: _lock()}, "locked with a password"),
    "a damaged archive": ({ZIP: _damage()}, "work.zip"),
    "no archive": ({ZIP: b"PK\x05\x06 not really"}, "is no archive that can be opened"),
    "not of ours": ({"Bad_7_assignsubmission_file_/essay.docx": b"PK"}, "is no notebook: not read"),
}
"""Kind -> the files, or what makes one that takes long to make, and words that tell of it."""


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_told_by_name_and_costs_nobody_else_a_mark(kind, tmp_path):
    made, told = HOSTILE[kind]
    files = {name: content() if callable(content) else content for name, content in made.items()}
    run, out = mark_files(tmp_path, {**GOOD, **files})
    assert told in tell_all(run)
    assert told in _read_report(out)
    good = [result for result in run.results if result.hand_in.student_id == "good"]
    assert [result.automatic for result in good] == [40]
    assert "fault of the marker" not in tell_all(run)


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 30


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_in_an_archive_are_both_read(tmp_path):
    answers = find_answers("bad")
    packed = write_zip(
        [("x.ipynb", write_notebook("bad", swap_arms(answers))), ("x.ipynb", write_notebook("bad", answers))]
    )
    run, _ = mark_files(tmp_path, {ZIP: packed})
    told = tell_all(run)
    assert "has a name that another file in the archive has" in told
    assert "they differ in risk_difference" in told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_links_and_pipes_in_a_folder_are_told_and_not_opened(tmp_path):
    secret = tmp_path / "elsewhere"
    secret.mkdir()
    (secret / "x.ipynb").write_bytes(write_perfect("secret"))
    folder = tmp_path / "submissions"
    folder.mkdir()
    (folder / "link.ipynb").symlink_to(secret / "x.ipynb")
    (folder / "folder").symlink_to(secret, target_is_directory=True)
    os.mkfifo(folder / "pipe.ipynb")
    run, _ = mark_files(tmp_path, GOOD)
    told = tell_all(run)
    assert told.count("is a link: not followed") == 2
    assert "pipe.ipynb: is a pipe: not opened" in told
    assert [result.hand_in.student_id for result in run.results] == ["good"]


def test_nothing_is_executed_and_nothing_is_touched_outside_the_output_folder(tmp_path):
    """An audit hook sees what Python opens for writing, deletes, starts or compiles to run, whoever asks for it."""
    sentinel, victim = tmp_path / "created", tmp_path / "victim"
    victim.write_text("mine")
    cells = [
        f"open({str(sentinel)!r}, 'w').write('x')",
        f"import os; os.remove({str(victim)!r})",
        f"answer('risk_difference', open({str(sentinel)!r}, 'w'))",
        f"answer('harm_percent', __import__('os').remove({str(victim)!r}))",
        f"answer('verdict', f\"{{open({str(sentinel)!r}, 'w')}}\")",
        f"!rm {victim}",
        f"%run {victim}",
    ]
    out = (tmp_path / "marks").resolve()
    seen: list[str] = []
    watching = [True]

    def watch(event: str, arguments: tuple) -> None:
        if not watching[0]:
            return
        if event in {"os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "shutil.rmtree"}:
            seen.append(event)
        elif event in {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink"}:
            if not _is_inside(arguments[0], out):
                seen.append(f"{event} {arguments[0]}")
        elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            if isinstance(arguments[0], (str, bytes, os.PathLike)) and not _is_inside(arguments[0], out):
                seen.append(f"{event} {arguments[0]}")
        elif event == "exec" and "<cell" in str(arguments[0]):
            seen.append(event)

    # The first run imports what it needs, which writes byte code.
    mark_files(tmp_path / "before", {HERE: write_perfect("bad", more=cells)})
    sys.addaudithook(watch)
    run, _ = mark_files_quietly(tmp_path, cells, watching)
    assert seen == []
    assert not sentinel.exists()
    assert victim.read_text() == "mine"
    assert "is a calculation" in tell_all(run)
    assert {path.name for path in tmp_path.iterdir()} == {"before", "marks", "submissions", "victim"}


def mark_files_quietly(folder: Path, cells: list[str], watching: list[bool]) -> tuple:
    """Write the files unwatched, and mark them watched."""
    watching[0] = False
    place = folder / "submissions" / HERE
    place.parent.mkdir(parents=True)
    place.write_bytes(write_perfect("bad", more=cells))
    watching[0] = True
    try:
        return mark_class(folder / "submissions", folder / "marks"), folder / "marks"
    finally:
        watching[0] = False


def test_markup_and_formulas_do_nothing_in_any_output(tmp_path):
    words = f"{SCRIPT} " * 4
    cells = [
        f"my_trial({SCRIPT!r})",
        f"answer('risk_difference', {SCRIPT!r}, because={SCRIPT!r})",
        "answer('bias_missing', '=1+1', because='=HYPERLINK(\"http://x\")', where='@SUM(A1)')",
        f"answer('verdict', {words!r})",
        "answer('no_n_cures', '-2+3 and so on', because='+cmd|x')",
        "answer('casp_worth', 'yes', because='\\t=1+1', where='\\u202e=1+1')",
    ]
    name = "=cmd()<script>_7_assignsubmission_file_/<img src=x>.ipynb"
    run, out = mark_files(tmp_path, {**GOOD, "sub.zip": write_zip([(name, write_cells(*cells))])})
    assert len(run.results) == 2
    pages = [path for path in out.rglob("*.html")]
    assert len(pages) == 3
    for page in pages:
        text = _read_text(page)
        assert "<script" not in text
        assert "<img" not in text
        assert "default-src 'none'" in text
    for table in out.glob("*.csv"):
        for row in read_csv(table):
            assert [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r\n")] == []
    rows = {row["item"]: row for row in read_csv(out / "marking_sheet.csv") if "script" in row["student"]}
    assert rows["bias_missing"]["answer"] == "'=1+1"
    assert rows["bias_missing"]["where"] == "'@SUM(A1)"


@pytest.mark.parametrize(
    "content", [b"{", b'{"predictions": 5}', b'{"predictions": {"a": {"answer": 1}}}', b"[" * 99_999]
)
def test_a_damaged_record_of_predictions_costs_nothing(content, tmp_path):
    run, out = mark_files(tmp_path, {"a/06.ipynb": write_perfect("ana"), "a/my_predictions.json": content})
    assert run.results[0].automatic == 40
    assert "Predictions that could not be read, or not all of them: ana." in _read_report(out)


def test_a_name_of_two_hundred_letters_is_cut_in_the_report():
    assert len(clean_name("x" * 5000)) == 201


def test_the_table_of_hostile_files_is_sound():
    """What a row calls a notebook is one, so that it does not fail for another reason than it says."""
    for kind in ("answered twice", "another version", "an expression"):
        (content,) = HOSTILE[kind][0].values()
        assert json.loads(content)["nbformat"] == 4


def _is_inside(path: object, folder: Path) -> bool:
    return Path(os.fsdecode(path)).resolve().is_relative_to(folder)


def _read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _read_report(out: Path) -> str:
    return html.unescape(_read_text(out / "class_report.html").replace("<wbr>", ""))

"""The course in places that nobody has tidied up: each walk through it meets what a walk does here.

Three kernels walk at the same time through one copy whose path has spaces and accents, all with `-W error` and without
a font that matplotlib did not bring along: two beside the notebooks, where numbers have a decimal comma, and one in
another folder, where the copy cannot be written. One has a matplotlibrc that asks for another look; one runs without
docstrings and asserts, and is told to draw with what is not there; one has no home.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import explorers
from helpers.learning.folders import find_project_folder
from helpers.learning.record import FILE_NAME
from tests.unit import walk_the_course
from tests.unit.explorer_tools import ALWAYS, read_view
from tests.unit.walk_the_course import HAZARDS, walk

pytestmark = pytest.mark.slow

READ_ONLY, NO_FONTS, COMMA = HAZARDS
PLACE = "Größe & Prüfung/l’été à Zürich/the course"
WALKERS = {"one": (NO_FONTS, COMMA), "another": (NO_FONTS, COMMA), "elsewhere": (READ_ONLY, NO_FONTS)}
MATPLOTLIBRC = "font.weight: bold\nlines.markeredgewidth: 0\nxtick.minor.visible: True\npath.sketch: (1, 100, 2)\n"
ODD = {
    "one": {},
    "another": {"PYTHONOPTIMIZE": "2", "MPLBACKEND": "module://nowhere"},
    # Nor can a folder be made where matplotlib looks for one.
    "elsewhere": {"HOME": "/nowhere/at/all", "MPLCONFIGDIR": f"{__file__}/mpl"},
}
"""Walker -> what its environment says besides."""


def copy_course(folder: Path) -> Path:
    """Copy what a learner's checkout holds, compiled modules too, so that nothing has to be written to read it."""
    project = find_project_folder()
    for part in ("helpers", "data"):
        shutil.copytree(project / part, folder / part)
    (folder / "notebooks").mkdir()
    for notebook in (project / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder / "notebooks")
    return folder


def make_german(folder: Path) -> dict[str, str]:
    """Return the environment of a German reader; the locale is made where the machine has what it takes."""
    folder.mkdir()
    if shutil.which("localedef"):
        make = ["localedef", "--inputfile=de_DE", "--charmap=UTF-8", str(folder / "de_DE.UTF-8")]
        if subprocess.run(make, capture_output=True, timeout=60).returncode == 0:
            return {"LOCPATH": str(folder), "LC_ALL": "de_DE.UTF-8"}
    return {}


def send_out(folder: Path, checkout: Path) -> dict[str, dict]:
    """Return what each walker says; they set out together."""
    (folder / "elsewhere").mkdir()
    german = make_german(folder / "locales")
    running = {}
    for name, hazards in WALKERS.items():
        # A home of its own has no fonts and no list of them.
        own = {"HOME": str(folder / name), "MPLCONFIGDIR": str(folder / name / "mpl"), "PYTHONPATH": str(checkout)}
        (folder / name / "mpl").mkdir(parents=True, exist_ok=True)
        (folder / name / "mpl" / "matplotlibrc").write_text(MATPLOTLIBRC if name == "one" else "")
        command = [sys.executable, "-W", "error", "-P", walk_the_course.__file__, str(folder / f"marks of {name}")]
        running[name] = subprocess.Popen(
            [*command, str(checkout), *hazards],
            cwd=folder / "elsewhere" if READ_ONLY in hazards else checkout / "notebooks",
            env=os.environ | own | ODD[name] | (german if COMMA in hazards else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    ended = {name: process.communicate(timeout=240) for name, process in running.items()}
    # What a walker wrote to the error stream says why it did not arrive.
    assert {name: told.decode() for name, (_, told) in ended.items()} == dict.fromkeys(WALKERS, "")
    return {name: json.loads(said) for name, (said, _) in ended.items()}


@pytest.mark.skipif(os.name == "nt", reason="homes, locales and folders that cannot be written are otherwise there")
def test_words_numbers_pictures_and_marks_are_the_same_everywhere(tmp_path, monkeypatch):
    """One test for all three, so that whoever shares tests out sends the walkers once."""
    checkout = copy_course(tmp_path / PLACE)
    walkers = send_out(tmp_path, checkout)
    about = {name: walker["about"] for name, walker in walkers.items()}

    # Each met its hazards, and the copy was what it walked through.
    assert {Path(each["helpers"]).parents[1] for each in about.values()} == {checkout}
    assert [each["fonts"] for each in about.values()] == [[], [], []]
    assert [about[name]["decimal"] for name in WALKERS] == [",", ",", "."]
    assert "read-only file system" in about["elsewhere"]["notice"]

    # What they met is what is met here; as JSON says it, tuples are lists.
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    expected = json.loads(json.dumps(walk(Path("marks"))))
    assert expected["ready"] and expected["marked"] == 0 and len(expected["marks"]) >= 4
    for name, walker in walkers.items():
        assert (name, [part for part in expected if walker["met"][part] != expected[part]]) == (name, [])

    # Two kernels kept a prediction in one file, and neither lost the other's.
    assert about["one"]["notice"] == about["another"]["notice"] == ""
    kept = json.loads((checkout / "notebooks" / FILE_NAME).read_text(encoding="utf-8"))
    assert len(kept["predictions"]) == 2


@pytest.mark.parametrize("name", ALWAYS)
def test_two_explorers_of_one_kind_leave_each_other_alone(name):
    """Whatever the one shows, the other stays as it was; tests/browser has both in one cell."""
    one, other = (getattr(explorers, name)() for _ in range(2))
    # Asked while both show the same: in another state they might have figures of their own by chance.
    assert one.picture.figure is not other.picture.figure
    before = read_view(other)
    for preset in one.presets:
        one.show_preset(preset)
    other.show_preset(preset)
    after = read_view(other)
    one.reset()
    assert read_view(one) == before != after == read_view(other)

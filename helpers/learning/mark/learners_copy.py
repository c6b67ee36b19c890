"""`make zip`: the course for a class, without the keys, the tests and the instructor's guide."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path, PurePosixPath

from helpers.errors import CourseError

TAKEN = (
    "notebooks",
    "helpers",
    "data",
    "environment.yml",
    "requirements.txt",
    "pyproject.toml",
    "Makefile",
    "README.md",
    "LICENSE",
    "CITATION.cff",
)
"""Folders and files at the top that a learner needs."""

LEFT_OUT = PurePosixPath("helpers/learning/mark")
"""The marker, with what is right."""

LEFTOVERS = ("__pycache__", ".ipynb_checkpoints")
WORK = "my_predictions"
"""How the names of files begin that hold a person's own work."""

NAME = "reading-a-trial"
"""The folder in the archive."""

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file can hold, so that the same course gives the same bytes."""


def write_learners_copy(course: Path, archive: Path) -> list[str]:
    """Write the course to a zip file, and return the names in it.

    Parameters
    ----------
    course : Path
        The checkout.
    archive : Path
        The file to write; its folder is made where it is missing.

    Raises
    ------
    CourseError
        If `course` is no whole checkout.
    """
    missing = [name for name in TAKEN if not (course / name).exists()]
    if missing:
        raise CourseError(f"{course} is no whole copy of the course: {', '.join(missing)} not found.")
    archive.parent.mkdir(parents=True, exist_ok=True)
    names = []
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for name in TAKEN for path in _list_files(course / name)):
            name = PurePosixPath(path.relative_to(course).as_posix())
            if _is_for_learners(name):
                names.append(str(name))
                content = _without_instructors(path) if str(name) == "README.md" else path.read_bytes()
                entry = zipfile.ZipInfo(f"{NAME}/{name}", NO_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                packed.writestr(entry, content)
    return names


def _list_files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [found for found in path.rglob("*") if found.is_file()]


def _is_for_learners(name: PurePosixPath) -> bool:
    return not (LEFT_OUT in name.parents or set(LEFTOVERS) & set(name.parts) or name.name.lstrip(".").startswith(WORK))


def _without_instructors(readme: Path) -> bytes:
    """Return the README without what leads to files that are not in the copy: the guide, the tests and the marker."""
    text = re.sub(r"^## Change it, test it\n.*?(?=^## )", "", readme.read_text(encoding="utf-8"), flags=re.M | re.S)
    gone = ("make test", "| `site/`", "| `tests/`")
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if "(site/" not in line and not line.startswith(gone)).encode()


if __name__ == "__main__":
    course = Path(__file__).parents[3]
    archive = course / "build" / f"{NAME}-for-learners.zip"
    try:
        print(f"{len(write_learners_copy(course, archive))} files in {archive.relative_to(course)}")
    except CourseError as problem:
        sys.exit(str(problem))

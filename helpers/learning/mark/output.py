"""Writing the marker's files: into one folder and nowhere else, whole or not at all, and over no file of others."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from helpers.errors import CourseError
from helpers.learning.mark import gradebook, marking_sheet, pages
from helpers.learning.mark.page import STAMP

_HEADINGS = {
    gradebook.NAME: gradebook.COLUMNS[0],
    gradebook.CANVAS: gradebook.CANVAS_COLUMNS[0],
    gradebook.MOODLE: gradebook.MOODLE_COLUMNS[0],
}
"""How a table of ours begins."""


class Output:
    """The folder that takes everything.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    submissions : Path
        What is marked; the folder must not be inside it, or the next run would read the feedback as hand-ins.
    """

    def __init__(self, folder: Path, submissions: Path) -> None:
        self.folder = folder
        here, there = folder.resolve(), submissions.resolve()
        if here == there or there in here.parents:
            raise CourseError(f"The output folder {folder} lies inside {submissions}: name one outside it.")
        if here / pages.FOLDER == there or here / pages.FOLDER in there.parents:
            raise CourseError(f"{submissions} is where the feedback pages go: name another output folder.")
        if folder.exists() and not folder.is_dir():
            raise CourseError(f"{folder} is a file: name a folder for the output.")
        if (folder / pages.FOLDER).is_symlink():
            raise CourseError(f"{folder / pages.FOLDER} is a link: move it away, so that nothing is written elsewhere.")

    def read_sheet(self) -> bytes:
        """Return the marking sheet that is there; empty where there is none."""
        path = self.folder / marking_sheet.NAME
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as fault:
            raise CourseError(
                f"{path} cannot be read ({fault.strerror}): close it elsewhere, and try again."
            ) from fault

    def find_unread_sheets(self) -> list[str]:
        """Return the marking sheets that a spreadsheet has saved beside ours in its own format."""
        stem = Path(marking_sheet.NAME).stem
        kinds = {".xlsx", ".xls", ".xlsm", ".ods", ".numbers"}
        there = self.folder.glob(f"{stem}*")
        return sorted(path.name for path in there if path.suffix.casefold() in kinds)

    def check(self, names: Iterable[str]) -> None:
        """Refuse to write over files that are not ours."""
        foreign = [name for name in names if not self._is_ours(name)]
        if foreign:
            raise CourseError(
                f"{', '.join(sorted(foreign)[:5])} in {self.folder} is no file of the marker: nothing was written. "
                "Move it away, or name another output folder."
            )

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write every file, each in one step."""
        self.check(files)
        try:
            for name, content in files.items():
                path = self.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                _replace(path, content)
        except OSError as fault:
            raise CourseError(
                f"{self.folder / name} cannot be written ({fault.strerror}): close it, and run the marker again."
            ) from fault

    def find_stale(self, files: Collection[str]) -> list[str]:
        """Return the feedback pages of ours that belong to no hand-in of this run."""
        there = sorted((self.folder / pages.FOLDER).glob("*.html"))
        names = [f"{pages.FOLDER}/{path.name}" for path in there]
        return [name for name in names if name not in files and self._is_ours(name)]

    def _is_ours(self, name: str) -> bool:
        path = self.folder / name
        if path.is_symlink() or not path.exists():
            # A link is replaced by the file, and what it points at stays.
            return True
        if not path.is_file():
            return False
        try:
            with open(path, "rb") as file:
                start = file.read(400).decode("utf-8", "replace").lstrip("\ufeff")
        except OSError:
            return False
        if name.endswith(".html"):
            return STAMP in start
        # The sheet has been read before, and a spreadsheet may have moved its columns.
        return name == marking_sheet.NAME or start.lstrip('"').startswith(_HEADINGS.get(name, "\0"))


def _replace(path: Path, content: bytes) -> None:
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # A draft can be read by its owner alone, and a teaching team shares the marks.
        os.chmod(draft, 0o666 & ~_read_mask())
        os.replace(draft, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise


def _read_mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

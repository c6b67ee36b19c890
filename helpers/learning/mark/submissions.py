"""What was handed in: a folder, an archive or one notebook, as Moodle, Canvas or nbgrader export it.

Files are listed first and read one at a time when they are marked, so that a large class needs little memory.
"""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from helpers.errors import CourseError, Impossible
from helpers.learning.mark.owners import Owner, read_owner
from helpers.learning.mark.remark import Remark, clean_name
from helpers.learning.mark.safe_zip import (
    LARGEST_ARCHIVE,
    LARGEST_FILE,
    MOST_IN_CLASS,
    MOST_IN_ONE,
    Listing,
    find_kind,
    list_members,
    open_archive,
    read_member,
    say_too_large,
)
from helpers.learning.record import FILE_NAME

DEEPEST = 2
"""Archives inside each other: the class's, and a learner's own in it."""

MOST_OF_ONE = 60
"""Notebooks in the archive of one learner: each is marked, and whoever packs a thousand keeps the class waiting."""
MOST_REMARKS = 30
"""About the files of one archive of a learner."""

MAYBE_NOTEBOOKS = (".ipynb", ".json", ".txt", "")
"""Endings under which a notebook comes back from a browser or a mail; what is in the file decides."""

_IDLE_NAMES = {".ds_store", "thumbs.db", "desktop.ini", "readme.txt", "timestamp.txt"}
"""What file managers, nbgrader and our own Download my work add."""


@dataclass(frozen=True)
class Source:
    """A file that may hold answers.

    Attributes
    ----------
    name : str
        As reported: its path in what was handed in, through archives, with slashes.
    container : str
        The file on the disk: the notebook itself, or an archive.
    members : tuple of int
        Places in the archive and in an archive inside it; empty for a file on the disk.
    """

    name: str
    container: str
    members: tuple[int, ...] = ()

    @property
    def owner(self) -> Owner:
        """Whose file it is, as far as its name tells."""
        return read_owner(self.name)

    @property
    def is_checkpoint(self) -> bool:
        """Whether Jupyter itself made the file, as a copy."""
        return "-checkpoint." in self.name or ".ipynb_checkpoints/" in self.name

    @property
    def is_notebook_by_name(self) -> bool:
        """Whether it says that it is a notebook."""
        return ".ipynb" in PurePosixPath(self.name).name.casefold()

    @property
    def is_record(self) -> bool:
        """Whether it holds the predictions of notebooks 00 to 05."""
        return PurePosixPath(self.name).name.casefold().endswith(FILE_NAME)


@dataclass(frozen=True)
class Found:
    """What was handed in, in the order of names, and what could not be read, by name."""

    sources: tuple[Source, ...]
    remarks: tuple[Remark, ...]


def find_submissions(place: str | os.PathLike[str]) -> Found:
    """List what was handed in.

    Parameters
    ----------
    place : path
        A folder, a zip archive, or one notebook.

    Raises
    ------
    CourseError
        When there is nothing at `place`, or it can be none of these.
    """
    path = Path(place)
    if not path.exists():
        raise CourseError(f"{path} does not exist: name the folder or the zip file with what was handed in.")
    search = _Search()
    if path.is_dir():
        search.look_into_folder(path)
    elif zipfile.is_zipfile(path):
        search.look_into_archive("", str(path), (), io.BytesIO(), MOST_IN_CLASS)
        search.remarks = [Remark(remark.name or path.name, remark.text) for remark in search.remarks]
    elif path.suffix.casefold() == ".zip":
        raise CourseError(f"{path.name} is no zip archive, or a damaged one: download it again.")
    else:
        search.take_file(path.name, path)
    return Found(tuple(sorted(search.sources, key=lambda each: (each.name, each.members))), tuple(search.remarks))


class _Search:
    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.remarks: list[Remark] = []

    def look_into_folder(self, folder: Path) -> None:
        def tell(fault: OSError) -> None:
            self._remark(os.path.relpath(fault.filename or folder, folder), "cannot be opened.")

        for root, folders, files in os.walk(folder, onerror=tell):
            folders.sort()
            for name in [*folders, *sorted(files)]:
                path = Path(root, name)
                if name in folders and not path.is_symlink():
                    continue
                self.take_file(path.relative_to(folder).as_posix(), path)

    def take_file(self, name: str, path: Path) -> None:
        if _is_idle(name):
            return
        try:
            found = path.lstat()
        except OSError:
            self._remark(name, "cannot be opened.")
            return
        if kind := find_kind(found.st_mode):
            self._remark(name, f"{kind}.")
            return
        is_archive = path.suffix.casefold() == ".zip"
        largest = MOST_IN_CLASS if is_archive else LARGEST_FILE
        if found.st_size > largest:
            self._remark(name, f"{say_too_large(found.st_size, largest)}.")
        elif is_archive:
            self.look_into_archive(name, str(path), (), io.BytesIO(), MOST_IN_CLASS)
        else:
            self._take(Source(clean_name(name), str(path)))

    def look_into_archive(
        self, name: str, container: str, members: tuple[int, ...], content: io.BytesIO, most: int
    ) -> None:
        try:
            archive = open_archive(content if members else container)
        except Impossible as told:
            self._remark(name, str(told))
            return
        before = len(self.sources), len(self.remarks)
        with archive:
            listing: Listing = list_members(archive, most)
            for remark in listing.remarks:
                if not _is_idle(remark.name):
                    self._remark(_join(name, remark.name), remark.text)
            for member in listing.members:
                if _is_idle(member.name):
                    continue
                path, place = _join(name, member.name), (*members, member.index)
                if not member.name.casefold().endswith(".zip"):
                    self._take(Source(path, container, place))
                elif len(place) >= DEEPEST:
                    self._remark(path, "is an archive inside an archive inside an archive: not opened.")
                else:
                    self._look_deeper(archive, path, container, place)
        if (len(self.sources), len(self.remarks)) == before:
            self._remark(name, "holds no file that could be a notebook.")
        if members or read_owner(name).is_named:
            self._limit(name, *before)

    def _limit(self, name: str, sources: int, remarks: int) -> None:
        """Keep, of what one learner's archive held, no more than a learner hands in."""
        found = sorted(self.sources[sources:], key=_rank)
        if len(found) > MOST_OF_ONE:
            text = f"holds {len(found)} files that may be notebooks: {MOST_OF_ONE} are read, the rest is not."
            self.sources[sources:] = found[:MOST_OF_ONE]
            self.remarks.insert(remarks, Remark(clean_name(name), text))
        if (more := len(self.remarks) - remarks - MOST_REMARKS) > 0:
            self.remarks[remarks + MOST_REMARKS :] = [
                Remark(clean_name(name), f"{more} more remarks about files in it are not listed.")
            ]

    def _look_deeper(self, archive: zipfile.ZipFile, name: str, container: str, place: tuple[int, ...]) -> None:
        try:
            content = read_member(archive, place[-1], LARGEST_ARCHIVE)
        except Impossible as told:
            self._remark(name, str(told))
            return
        self.look_into_archive(name, container, place, io.BytesIO(content), MOST_IN_ONE)

    def _take(self, source: Source) -> None:
        if source.is_record or PurePosixPath(source.name).suffix.casefold() in MAYBE_NOTEBOOKS:
            self.sources.append(source)
        elif source.is_notebook_by_name:
            # As "06.ipynb (no. 2 of this name)", or "06.ipynb.download".
            self.sources.append(source)
        else:
            self._remark(source.name, "is no notebook: not read.")

    def _remark(self, name: str, text: str) -> None:
        self.remarks.append(Remark(clean_name(name), text))


class Reader:
    """Reads sources, and keeps the archive of the last one open, since its neighbours are in it too."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, tuple[int, ...]], zipfile.ZipFile] = {}

    def read(self, source: Source) -> bytes:
        """Return the content of a source, or raise `Impossible` with what is in the way."""
        if source.members:
            return read_member(self._open_archive(source.container, source.members[:-1]), source.members[-1])
        try:
            with open(source.container, "rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except OSError as fault:
            raise Impossible(f"cannot be opened ({clean_name(fault.strerror or str(fault))}).") from fault
        if len(content) > LARGEST_FILE:
            raise Impossible(f"{say_too_large(len(content))}.")
        return content

    def close(self) -> None:
        """Close whatever is open."""
        for archive in self._open.values():
            archive.close()
        self._open.clear()

    def _open_archive(self, container: str, members: tuple[int, ...]) -> zipfile.ZipFile:
        key = (container, members)
        if key not in self._open:
            if not members:
                self.close()
                self._open[key] = open_archive(container)
            else:
                outer = self._open_archive(container, ())
                for inner in [place for place in self._open if place[1]]:
                    self._open.pop(inner).close()
                self._open[key] = open_archive(io.BytesIO(read_member(outer, members[0], LARGEST_ARCHIVE)))
        return self._open[key]


@contextlib.contextmanager
def open_reader() -> Iterator[Reader]:
    """Give a reader that is closed afterwards."""
    reader = Reader()
    try:
        yield reader
    finally:
        reader.close()


def _rank(source: Source) -> tuple[bool, bool, int, str]:
    """Return what comes first among the files of one archive: notebooks by name, and what lies highest."""
    wanted = source.is_notebook_by_name or source.is_record
    return not wanted, source.is_checkpoint, source.name.count("/"), source.name


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name


def _is_idle(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and (parts[-1].casefold() in _IDLE_NAMES or parts[-1].startswith("._")))

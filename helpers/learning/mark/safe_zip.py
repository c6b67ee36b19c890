"""Looking into an archive that anybody may have made: members are listed and read in memory, never written out.

Sizes are checked before reading, and again while reading, since the sizes that an archive states may be lies.
"""

from __future__ import annotations

import contextlib
import io
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from helpers.errors import Impossible
from helpers.learning.mark.remark import Remark, clean_name

MEGABYTE = 1_000_000
LARGEST_FILE = 20 * MEGABYTE
"""A notebook with every picture of the course in it has 3."""
LARGEST_ARCHIVE = 50 * MEGABYTE
"""Of an archive inside the class's: it is held in memory. Download my work makes none above 20."""
MOST_IN_ONE = 200 * MEGABYTE
"""Of all members of a learner's own archive together, unpacked."""
MOST_IN_CLASS = 4000 * MEGABYTE
"""Of all members of the class's archive together, unpacked: 500 learners with 8 each."""
MOST_MEMBERS = 20_000
LARGEST_RATIO = 200
"""Unpacked size over packed size. Text reaches 20; the archives made to fill a disk reach 1000."""
RATIO_FROM = MEGABYTE
"""Below this unpacked size no ratio is dangerous."""
LARGEST_DIRECTORY = 6 * MEGABYTE
"""Of the list of members, which is read at once: 20 000 with names of 200 letters take 5."""
_BOUNDED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""Ways of packing that are unpacked piece by piece. Of the others one piece of 4 kB may hold 4 GB."""

_KINDS = {
    stat.S_IFLNK: "is a link: not followed",
    stat.S_IFBLK: "is a device: not opened",
    stat.S_IFCHR: "is a device: not opened",
    stat.S_IFIFO: "is a pipe: not opened",
    stat.S_IFSOCK: "is a socket: not opened",
}
_FAULTS = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError)
"""What reading a damaged, locked or strangely packed member raises."""


@dataclass(frozen=True)
class Member:
    """A file in an archive that may be read.

    Attributes
    ----------
    index : int
        Its place: names may be there twice.
    name : str
        As reported.
    size : int
        Unpacked, as the archive states it.
    """

    index: int
    name: str
    size: int


@dataclass(frozen=True)
class Listing:
    """What an archive holds, and what was found wrong, by name."""

    members: tuple[Member, ...]
    remarks: tuple[Remark, ...]


class _Guarded(io.BufferedReader):
    """A file of which no more is read at once than the list of members may take, until that has been read."""

    is_listed = False

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.is_listed and size is not None and size > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile(f"its list of files has {size // MEGABYTE} MB")
        return super().read(size)


class _Archive(zipfile.ZipFile):
    """An archive that closes its file."""

    def __init__(self, file: str | BinaryIO) -> None:
        self._guarded = _Guarded(io.FileIO(file) if isinstance(file, str) else file)
        with contextlib.ExitStack() as if_it_fails:
            if_it_fails.callback(self._guarded.close)
            super().__init__(self._guarded)
            if_it_fails.pop_all()
        self._guarded.is_listed = True

    def close(self) -> None:
        super().close()
        self._guarded.close()


def open_archive(file: str | BinaryIO) -> zipfile.ZipFile:
    """Open an archive for reading, or say why it cannot be."""
    try:
        return _Archive(file)
    except _FAULTS as fault:
        raise Impossible(f"is no archive that can be opened ({_give_reason(fault)}): hand in the notebook.") from fault


def list_members(archive: zipfile.ZipFile, most: int = MOST_IN_ONE) -> Listing:
    """List the files of an archive that may be read, in the archive's order.

    Links, devices, locked members, bombs and what is too large are left out with a remark. A name that leads out of
    the folder, or is there twice, is told but read: nothing is ever written under it.
    """
    members: list[Member] = []
    remarks: list[Remark] = []
    seen: dict[str, int] = {}
    room = most
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        remarks.append(Remark("", f"holds {len(infos)} files; those after the first {MOST_MEMBERS} are not read."))
    for index, info in enumerate(infos[:MOST_MEMBERS]):
        name = clean_name(info.filename)
        if info.is_dir():
            continue
        reason = _find_reason_against(info) or ("" if info.file_size <= room else "is past what is read of one archive")
        if reason:
            remarks.append(Remark(name, f"{reason}."))
            continue
        room -= info.file_size
        if _leads_out(info.orig_filename):
            remarks.append(Remark(name, "has a name that leads out of its folder: read, and nothing is written there."))
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name} (no. {seen[name]} of this name)"
            remarks.append(Remark(name, "has a name that another file in the archive has: both are read."))
        members.append(Member(index, name, info.file_size))
    return Listing(tuple(members), tuple(remarks))


def read_member(archive: zipfile.ZipFile, index: int, largest: int = LARGEST_FILE) -> bytes:
    """Return the content of a member, or say why it cannot be had.

    At most `largest` bytes are unpacked, whatever size the archive states.
    """
    info = archive.infolist()[index]
    try:
        with archive.open(info) as file:
            content = file.read(largest + 1)
    except _FAULTS as fault:
        raise Impossible(f"cannot be unpacked ({_give_reason(fault)}).") from fault
    if len(content) > largest:
        raise Impossible(f"is larger than the archive says, and than the {largest // MEGABYTE} MB that are read.")
    return content


def say_too_large(size: int, largest: int = LARGEST_FILE) -> str:
    """Return why a file of `size` bytes is not read, where `largest` may be.

    >>> say_too_large(200_000_000)
    'has 200 MB: more than 20 are not read'
    """
    return f"has {-(-size // MEGABYTE)} MB: more than {largest // MEGABYTE} are not read"


def find_kind(mode: int) -> str:
    """Return what a file that is not a plain one is, in words; nothing for a plain one or an unknown kind."""
    return _KINDS.get(stat.S_IFMT(mode), "")


def _find_reason_against(info: zipfile.ZipInfo) -> str:
    kind = find_kind(info.external_attr >> 16)
    if kind:
        return kind
    if info.flag_bits & 0x1:
        return "is locked with a password"
    if info.compress_type not in _BOUNDED:
        return "is packed in an unusual way: not unpacked"
    if info.file_size >= RATIO_FROM and info.file_size > LARGEST_RATIO * info.compress_size:
        return f"unpacks to {info.file_size / max(info.compress_size, 1):.0f} times its size: not unpacked"
    largest = LARGEST_ARCHIVE if info.filename.casefold().endswith(".zip") else LARGEST_FILE
    return say_too_large(info.file_size, largest) if info.file_size > largest else ""


def _leads_out(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or parts[0] == "" or bool(re.match(r"[A-Za-z]:", name)) or "\0" in name


def _give_reason(fault: Exception) -> str:
    return clean_name(str(fault) or type(fault).__name__)

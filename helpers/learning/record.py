"""The learner's own file: predictions and verdicts kept beside the notebooks in `my_predictions.json`.

Whatever happens to the file, an answer counts: it is held in memory where it cannot be written, and written with
the next one that can be. A file that cannot be read is set aside under another name and never written over.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from helpers.errors import CourseError, Impossible, make_printable
from helpers.learning.answers import Answer, VerdictAnswer
from helpers.learning.entry import (
    Clock,
    Entry,
    find_time_after,
    merge_entries,
    read_clock,
    read_plain_entry,
)

FILE_NAME = "my_predictions.json"
LOCK_NAME = f".{FILE_NAME}.lock"
FORMAT = "predictions made in the course Reading a trial"
VERSION = 1

_LOCK_PATIENCE_S = 5.0
"""How long a writer waits for other kernels. A write takes milliseconds, and the lock of a dead kernel is free."""


@dataclass(frozen=True)
class Kept:
    """An entry after something was done to it, and a sentence for the learner where the file made trouble."""

    entry: Entry
    notice: str = ""


class _FileTrouble(CourseError):
    """The file can neither be used nor set aside; it must not be written over."""


class Record:
    """The predictions and verdicts in one folder.

    Parameters
    ----------
    folder : Path
        Where `my_predictions.json` stands or will stand.
    clock : callable, optional
        Gives the present time.

    Examples
    --------
    >>> from helpers.learning.answers import RangeAnswer
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     record = Record(Path(folder))
    ...     first = record.keep_answer("waiting_time", RangeAnswer(2, 9), question="How long?", unit="weeks")
    ...     again = record.keep_answer("waiting_time", RangeAnswer(4, 5), question="How long?", unit="weeks")
    ...     print(again.entry.answer, record.count_predictions())
    2 to 9 1
    """

    def __init__(self, folder: Path, clock: Clock = read_clock) -> None:
        self.path = Path(folder) / FILE_NAME
        self._clock = clock
        self._unsaved: dict[str, Entry] = {}
        self._turn = threading.RLock()

    def read(self, item: str) -> Kept:
        """Return what is remembered of `item`; an empty entry when nothing is."""
        entries, notice = self.read_all()
        return Kept(entries.get(item, Entry()), notice)

    def read_all(self) -> tuple[dict[str, Entry], str]:
        """Return every entry by item, and a sentence where the file made trouble."""
        with self._turn:
            try:
                with self._hold_lock():
                    entries, notice = self._load()
            except _FileTrouble as trouble:
                entries, notice = {}, str(trouble)
            return _merge_all(entries, self._unsaved), notice

    def count_predictions(self) -> int:
        """Return how many predictions are recorded; a verdict is none."""
        entries, _ = self.read_all()
        return sum(not isinstance(entry.answer, VerdictAnswer | None) for entry in entries.values())

    def keep_answer(self, item: str, answer: Answer, *, question: str, unit: str = "") -> Kept:
        """Keep `answer` unless there is one already, and note that the finding is shown now."""

        def answer_now(before: Entry) -> Entry:
            now = find_time_after(before, self._clock)
            return Entry(question, unit, answer, answered_at=now, shown_at=now, first_seen_at=now)

        return self._change(item, answer_now)

    def note_shown(self, item: str) -> Kept:
        """Note that the finding is shown without a prediction."""

        def show_now(before: Entry) -> Entry:
            now = find_time_after(before, self._clock)
            return Entry(shown_at=now, first_seen_at=now)

        return self._change(item, show_now)

    def clear(self, item: str) -> Kept:
        """Forget the answer to `item`, but not that its finding was seen."""
        return self._change(item, lambda before: Entry(cleared_at=find_time_after(before, self._clock)))

    def find_write_problem(self) -> str:
        """Return a sentence that says why the folder cannot be written, or nothing when it can."""
        try:
            # A full disk takes the name of a file, and nothing that is written into it.
            os.unlink(self._write_draft(self._unsaved))
        except OSError as fault:
            return self._describe_loss(fault)
        return ""

    def to_bytes(self) -> bytes:
        """Return the file as it stands, with what could not be written yet: what a learner downloads."""
        entries, _ = self.read_all()
        return _serialise(entries)

    def _change(self, item: str, make_change: Callable[[Entry], Entry]) -> Kept:
        with self._turn:
            try:
                with self._hold_lock():
                    saved, notice = self._load()
                    entries = _merge_all(saved, self._unsaved)
                    before = entries.get(item, Entry())
                    entries[item] = merge_entries(before, make_change(before))
                    self._write(entries)
                    self._unsaved.clear()
                    return Kept(entries[item], notice)
            except (OSError, _FileTrouble) as fault:
                known, _ = self.read_all()
                before = known.get(item, Entry())
                entry = merge_entries(before, make_change(before))
                self._unsaved[item] = entry
                return Kept(entry, self._describe_loss(fault))

    def _load(self) -> tuple[dict[str, Entry], str]:
        try:
            # Some editors put a byte order mark first.
            text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return {}, ""
        except OSError as fault:
            raise _FileTrouble(f"{FILE_NAME} cannot be opened ({_give_reason(fault)}).") from fault
        except UnicodeDecodeError:
            return {}, self._set_aside("could not be read")
        try:
            plain = json.loads(text)
        except (ValueError, RecursionError):
            return {}, self._set_aside("could not be read")
        if not isinstance(plain, Mapping) or not isinstance(plain.get("predictions"), Mapping):
            return {}, self._set_aside("does not hold answers")
        version = plain.get("version")
        if isinstance(version, int) and version > VERSION:
            raise _FileTrouble(f"{FILE_NAME} was written by a newer version of the course, and is left as it is.")
        return self._read_entries(plain["predictions"])

    def _read_entries(self, plain: Mapping[str, Any]) -> tuple[dict[str, Entry], str]:
        entries: dict[str, Entry] = {}
        damaged = 0
        for item, content in plain.items():
            try:
                entries[item] = read_plain_entry(content)
            except Impossible:
                damaged += 1
        if not damaged:
            return entries, ""
        notice = self._set_aside(f"holds {damaged} of {len(plain)} answers that could not be read")
        # The old file is safe under its new name, so the sound ones can have the usual name at once.
        with contextlib.suppress(OSError):
            self._write(entries)
        return entries, f"{notice} The others are kept." if entries else notice

    def _set_aside(self, finding: str) -> str:
        stem = f"{self.path.stem}.damaged-{self._clock():%Y-%m-%d-%H%M%S}"
        try:
            # Taking a free name first keeps two kernels, or two faults in one second, from one name.
            handle, aside = tempfile.mkstemp(prefix=f"{stem}-", suffix=".json", dir=self.path.parent)
            os.close(handle)
            os.replace(self.path, aside)
        except FileNotFoundError:
            return f"{FILE_NAME} {finding}, and another notebook has just set it aside."
        except OSError as fault:
            raise _FileTrouble(
                f"{FILE_NAME} {finding}, and is left as it is: it cannot be renamed ({_give_reason(fault)})."
            ) from fault
        return f"{FILE_NAME} {finding}: it was set aside as {Path(aside).name}, and a new one begins."

    def _write(self, entries: Mapping[str, Entry]) -> None:
        # Written whole beside the old file and put in its place in one step: a crash leaves the old or the new one.
        draft = self._write_draft(entries)
        with _removing_if_refused(draft):
            os.replace(draft, self.path)

    def _write_draft(self, entries: Mapping[str, Entry]) -> str:
        handle, draft = tempfile.mkstemp(prefix=f"{FILE_NAME}.", suffix=".tmp", dir=self.path.parent)
        with _removing_if_refused(draft), os.fdopen(handle, "wb") as file:
            file.write(_serialise(entries))
            file.flush()
            os.fsync(file.fileno())
        return draft

    @contextlib.contextmanager
    def _hold_lock(self) -> Iterator[None]:
        # Two notebooks are two processes.
        lock = FileLock(self.path.with_name(LOCK_NAME), timeout=_LOCK_PATIENCE_S, poll_interval=0.005)
        # Without it where nobody can write, which whoever tries will say, and where another kernel hangs.
        with contextlib.suppress(OSError, Timeout):
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _describe_loss(self, fault: OSError | CourseError) -> str:
        reason = str(fault) if isinstance(fault, CourseError) else f"{_give_reason(fault)} in {self.path.parent}."
        return f"Your answers work, but cannot be saved for later: {_lower_first(reason)}"


@cache
def open_record(folder: Path) -> Record:
    """Return the record of `folder`, the same one in the whole kernel.

    What could not be written lives in it, so a cell that is run again must find the same object.
    """
    return Record(folder)


@contextlib.contextmanager
def _removing_if_refused(draft: str) -> Iterator[None]:
    try:
        yield
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise


def _merge_all(one: Mapping[str, Entry], other: Mapping[str, Entry]) -> dict[str, Entry]:
    merged = dict(one)
    for item, entry in other.items():
        merged[item] = merge_entries(merged[item], entry) if item in merged else entry
    return merged


def _serialise(entries: Mapping[str, Entry]) -> bytes:
    predictions = {item: entry.to_plain() for item, entry in sorted(entries.items())}
    content = {"format": FORMAT, "version": VERSION, "predictions": predictions}
    # Half of a character, as a file may hold one, would keep every later answer from being written.
    return make_printable(json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _give_reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()


def _lower_first(text: str) -> str:
    return text if text.startswith(FILE_NAME) else text[:1].lower() + text[1:]

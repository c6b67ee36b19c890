"""A lock between kernels: two notebooks are two processes, and both keep answers in one file."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE_S = 2.0
"""How long one and the same lock is waited for. A write takes milliseconds, so an older lock is a crashed kernel's."""

_Identity = tuple[int, int]


@contextlib.contextmanager
def hold_lock(lock: Path) -> Iterator[None]:
    """Hold the lock while the body runs; where nobody can write, do without, since whoever tries will say so.

    Parameters
    ----------
    lock : Path
        A file that only one process can create: the lock that all systems know.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     lock = Path(folder) / "answers.lock"
    ...     with hold_lock(lock):
    ...         print(lock.exists())
    ...     print(lock.exists())
    True
    False
    """
    own = _take(lock)
    try:
        yield
    finally:
        # One that was held too long has been taken for a crashed kernel's, and what stands there now is another's.
        if own is not None and _identify(lock) == own:
            _remove(lock)


def _take(lock: Path) -> _Identity | None:
    met, deadline = None, 0.0
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            return _identify(lock)
        except FileExistsError:
            there = _identify(lock)
        except OSError:
            return None
        now = time.monotonic()
        if there != met:
            # Another kernel's turn: they are quick one by one, however many wait.
            met, deadline = there, now + PATIENCE_S
        elif there is not None and now > deadline and not _remove(lock):
            return None
        time.sleep(0.005)


def _identify(lock: Path) -> _Identity | None:
    try:
        found = lock.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _remove(lock: Path) -> bool:
    """Remove the lock, if it is still there, and say whether that could be done."""
    try:
        lock.unlink(missing_ok=True)
    except OSError:
        return False
    return True

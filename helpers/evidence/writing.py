"""Writing a data file: whole or not at all, with a sentence that says where."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from helpers.errors import DataProblem


def put_in_place(path: Path, content: bytes) -> Path:
    """Write a file and return where; a run that is interrupted leaves the old file whole."""
    # Beside the file, and then in its place in one step.
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    return fresh.replace(path)


def report_writing(write: Callable[[], Path], done: str, undone: str) -> int:
    """Write, say where or why not, and return the exit code of a command."""
    try:
        path = write()
    except DataProblem as problem:
        sys.stderr.write(f"{undone} {problem}\n")
        return 1
    sys.stdout.write(f"{done} {path}\n")
    return 0

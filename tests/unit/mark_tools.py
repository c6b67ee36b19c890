"""What the tests of the marker share: hand-ins made by the demo's own means, and what a run has written."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from helpers.learning.mark.demo import NOTEBOOK, find_answers, write_notebook
from helpers.learning.mark.marking_sheet import COLUMNS, NAME
from helpers.learning.mark.run import Run, mark_class

WHEN = (2020, 1, 1, 0, 0, 0)


def write_perfect(typed: str, **changes: object) -> bytes:
    """Return a notebook with every answer right."""
    return write_notebook(typed, find_answers(typed), **changes)


def write_cells(*sources: str, **metadata: object) -> bytes:
    """Return a notebook with these code cells, as somebody with an editor could write it."""
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


def write_zip(files: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """Return an archive; a name may be there twice."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return memory.getvalue()


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder, and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def mark_files(folder: Path, files: Mapping[str, bytes], **options: object) -> tuple[Run, Path]:
    """Mark these files; return the run and its output folder."""
    submissions = write_files(folder / "submissions", files)
    return mark_class(submissions, folder / "marks", **options), folder / "marks"


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def fill_sheet(
    out: Path,
    points: Callable[[dict[str, str]], str],
    *,
    comment: str = "",
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
) -> None:
    """Write points into the sheet, as a spreadsheet saves it; `points` takes a row and returns the cell."""
    rows = read_csv(out / NAME)
    memory = io.StringIO()
    writer = csv.DictWriter(memory, COLUMNS, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(row | {"points": points(row), "comment": comment} for row in rows)
    (out / NAME).write_bytes(memory.getvalue().encode(encoding, "replace"))


def name_file(learner: str) -> str:
    """Return where Moodle puts a learner's notebook."""
    return f"{learner}_{ord(learner[0])}_assignsubmission_file_/{NOTEBOOK}"


def tell_all(run: Run) -> str:
    """Return everything that a run says about files and learners."""
    told = [f"{remark.name}: {remark.text}" for remark in (*run.collection.remarks, *run.remarks)]
    for hand_in in run.collection.hand_ins:
        told += [f"{hand_in.name}: {note}" for note in (*hand_in.notes, *map(str, hand_in.copy.problems))]
    return "\n".join(told)

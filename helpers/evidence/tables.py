"""Reading the data files: found beside the package, read as UTF-8, checked row by row.

A file that is missing, incomplete or wrong stops with one sentence that names the file, the row and the column,
and says how to get the file back.
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from helpers.errors import DataProblem, make_printable, shorten

DATA_FOLDER = Path(__file__).resolve().parents[2] / "data"
"""The folder `data` beside the package `helpers`, whatever folder a notebook was started in."""

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Table:
    """What a data file must look like.

    Attributes
    ----------
    file : str
        Its name in the data folder.
    columns : tuple of str
        Every column, in any order, and no other.
    sealed : tuple of str
        The columns whose cells bear a number or say what the number is; `data/seal.csv` holds a hash of each.
    key : tuple of str
        The columns that name a row.
    counted : bool
        Whether rows share a key and are told apart by a number: the second row of `mmt8` is `mmt8 2`.
    """

    file: str
    columns: tuple[str, ...]
    sealed: tuple[str, ...]
    key: tuple[str, ...]
    counted: bool = False


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file: its name, the line it stands on, its cells as text."""

    name: str
    line: int
    cells: dict[str, str]


def find_data_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """Return the data folder as an absolute path, or say where it was looked for.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        When there is no such folder, or what was given can be none.

    Examples
    --------
    >>> find_data_folder().name
    'data'
    """
    try:
        path = DATA_FOLDER if folder is None else Path(folder).resolve()
        is_there = path.is_dir()
    except (TypeError, ValueError, OSError):
        # No path, or one that no file system can hold: too long, or with a letter that has no bytes.
        raise DataProblem(
            f"folder = {shorten(folder)} is no folder: give the path of a data folder, or none for the project's own."
        ) from None
    if not is_there:
        raise DataProblem(
            f"The data folder was looked for at {make_printable(str(path))} and is not there: get the whole project "
            "again from its page, then run `pip install -e .` in the project's folder, so that `data` stands beside "
            "`helpers`."
        )
    return path


def describe_restoring(file: str, *, perhaps_meant: bool = False) -> str:
    """Return the words that every sentence about a data file ends with.

    With `perhaps_meant` they also say how to seal a change that was made on purpose.

    >>> describe_restoring("citations.csv")
    "restore it with `git checkout -- data/citations.csv`, or download that file again from the project's page."
    """
    meant = " (or, if the change was meant, run `python -m helpers.evidence.seal`)" if perhaps_meant else ""
    return f"restore it with `git checkout -- data/{file}`, or download that file again from the project's page{meant}."


def describe_cell(file: str, row: Row, column: str, what: str, *, perhaps_meant: bool = False) -> DataProblem:
    """Return the fault of one cell, in one sentence, ready to be raised."""
    cell = row.cells.get(column, "")
    shown = f"{cell[:60]!r}" if cell else "the empty cell"
    restoring = describe_restoring(file, perhaps_meant=perhaps_meant)
    return DataProblem(f"data/{file}, row {row.name} (line {row.line}), column {column}: {shown} {what}; {restoring}")


def read_rows(table: Table, folder: str | os.PathLike[str] | None = None) -> list[Row]:
    """Return the rows of a data file as text, each with its name and line.

    Parameters
    ----------
    table : Table
        What the file must look like.
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        When the file is missing, is not UTF-8 text, holds a zero byte, lacks a column, has one too many, holds a row
        with too few or too many cells, two rows of the same name, or none.
    """
    path = find_data_folder(folder) / table.file
    restoring = describe_restoring(table.file)
    if not path.is_file():
        raise DataProblem(f"data/{table.file} is not there (looked for at {path}); {restoring}")
    try:
        # A spreadsheet may have put a byte-order mark in front; it is no part of the first column's name.
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            lines = [(reader.line_num, cells) for cells in reader if cells]
    except UnicodeDecodeError as fault:
        raise DataProblem(f"data/{table.file} is not UTF-8 text (byte {fault.start}); {restoring}") from fault
    except csv.Error as fault:
        raise DataProblem(f"data/{table.file} is not a readable CSV file ({fault}); {restoring}") from fault
    except OSError as fault:
        raise DataProblem(f"data/{table.file} cannot be read ({fault.strerror}); {restoring}") from fault
    if not lines:
        raise DataProblem(f"data/{table.file} is empty; {restoring}")
    for line, cells in lines:
        # What a disk writes where it lost a block; among words nothing else would notice it.
        if any("\0" in cell for cell in cells):
            raise DataProblem(f"data/{table.file}, line {line}, holds bytes that are no text; {restoring}")
    header = lines[0][1]
    _check_header(table, header)
    rows: dict[str, Row] = {}
    met: Counter[str] = Counter()
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            raise DataProblem(
                f"data/{table.file}, row {cells[0][:60]!r} (line {line}) has {len(cells)} cells and not the "
                f"{len(header)} of the header, the last one under column {header[min(len(cells), len(header)) - 1]}; "
                f"{restoring}"
            )
        named = dict(zip(header, cells, strict=True))
        name = " ".join(named[column].strip() for column in table.key)
        if table.counted:
            met[name] += 1
            name = f"{name} {met[name]}"
        row = Row(name, line, named)
        if row.name in rows:
            first = rows[row.name].line
            raise describe_cell(table.file, row, table.key[-1], f"names a row that stands on line {first} already")
        rows[row.name] = row
    if not rows:
        raise DataProblem(f"data/{table.file} holds a header and no rows; {restoring}")
    return list(rows.values())


def _check_header(table: Table, header: list[str]) -> None:
    restoring = describe_restoring(table.file)
    if len(header) == 1 and len(table.columns) > 1:
        raise DataProblem(
            f"data/{table.file}, line 1: the header is one column, {header[0][:60]!r}, as if a spreadsheet had saved "
            f"the file with semicolons or tabs; {restoring}"
        )
    missing = [column for column in table.columns if column not in header]
    if missing:
        raise DataProblem(f"data/{table.file}, line 1: the column {missing[0]} is missing; {restoring}")
    foreign = [column for column in header if header.count(column) > 1 or column not in table.columns]
    if foreign:
        raise DataProblem(f"data/{table.file}, line 1: the column {foreign[0]!r} is unknown or doubled; {restoring}")


def check_rows(
    table: Table, model: type[_Model], folder: str | os.PathLike[str] | None = None
) -> list[tuple[Row, _Model]]:
    """Return each row of a data file with what it says, in which numbers are numbers and an empty cell is None.

    Parameters
    ----------
    table : Table
        What the file must look like.
    model : pydantic model
        Has a field for each column.
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        As `read_rows`, and at the first cell that is not what the model asks for.
    """
    checked = []
    for row in read_rows(table, folder):
        cells = {column: cell.strip() or None for column, cell in row.cells.items()}
        try:
            checked.append((row, model.model_validate(cells)))
        except ValidationError as fault:
            first = fault.errors(include_url=False)[0]
            column = str(first.get("ctx", {}).get("column") or first["loc"][0])
            raise describe_cell(table.file, row, column, _describe_fault(first, row)) from fault
    return checked


def refuse_cell(column: str, why: str, **values: Any) -> PydanticCustomError:
    """Return the fault of `column`, for a model's own check that looks at several cells; `why` follows the value."""
    return PydanticCustomError("cell", why, {"column": column, **values})


def _describe_fault(fault: ErrorDetails, row: Row) -> str:
    kind, details = fault["type"], fault.get("ctx", {})
    if kind == "cell":
        return fault["msg"]
    if kind in {"enum", "literal_error"}:
        expected = re.sub(r"<[^:>]+: ('[^']*')>", r"\1", details["expected"])
        return f"is none of what may stand there ({expected})"
    if kind == "string_pattern_mismatch":
        return "is not written as it must be (small letters, digits and underscores)"
    if not row.cells.get(str(fault["loc"][0]), "").strip():
        return "must not be empty"
    if kind.startswith("int_"):
        return "is not a whole number"
    if kind.startswith("float_") or kind == "finite_number":
        return "is not a number"
    for bound, words in (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than")):
        if bound in details:
            return f"is impossible, because it must be {words} {details[bound]}"
    return f"is not possible there ({fault['msg']})"

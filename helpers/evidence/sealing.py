"""The seal: a short hash of every cell that bears a number, so that an altered number is found and named.

It protects against slips (a spreadsheet that rewrites numbers, a stray key press), not against somebody who alters
a number and seals it again: that shows in the repository's history.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from helpers.errors import DataProblem
from helpers.evidence.tables import Row, Table, describe_cell, describe_restoring, read_rows

SEAL = Table(
    file="seal.csv",
    columns=("file", "row", "cells"),
    sealed=(),
    key=("file", "row"),
)
"""One row for each row of a sealed file; `cells` lists column=hash for each sealed cell that is not empty."""


def hash_cell(file: str, row: str, column: str, cell: str) -> str:
    """Return eight hexadecimal digits for one cell; the same text in another place gives others.

    >>> hash_cell("published_figures.csv", "responders_ivig", "count", "37")
    '1ab1d4da'
    """
    return hashlib.sha256("\t".join((file, row, column, cell)).encode("utf-8")).hexdigest()[:8]


def seal_row(table: Table, row: Row) -> str:
    """Return the seal of one row: `column=hash` for each sealed cell that is not empty, separated by spaces."""
    return " ".join(
        f"{column}={hash_cell(table.file, row.name, column, row.cells[column].strip())}"
        for column in table.sealed
        if row.cells[column].strip()
    )


def seal_seal(rows: Iterable[tuple[str, str, str]]) -> tuple[str, str, str]:
    """Return the last row of the seal, which seals the rows before it: file, row and cells of each."""
    everything = "\n".join("\t".join(cells) for cells in rows)
    return SEAL.file, "everything above", f"all={hash_cell(SEAL.file, 'everything above', 'all', everything)}"


def _read_seal(folder: str | os.PathLike[str] | None) -> list[Row]:
    rows = read_rows(SEAL, folder)
    cells = [(row.cells["file"], row.cells["row"], row.cells["cells"]) for row in rows]
    # A damaged seal must not put the blame on a table that is whole.
    if cells[-1] != seal_seal(cells[:-1]):
        raise DataProblem(
            f"data/{SEAL.file}, row {rows[-1].name} (line {rows[-1].line}), column cells: the seal itself was altered "
            f"or cut off; {describe_restoring(SEAL.file)}"
        )
    return rows


def check_seal(table: Table, rows: Iterable[Row], folder: str | os.PathLike[str] | None = None) -> None:
    """Check that no sealed cell of a data file was altered, and that no row was lost or added.

    Parameters
    ----------
    table : Table
        What the file must look like.
    rows : iterable of Row
        As `read_rows` returns them.
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        At the first cell that is not as it was sealed, at a row that is missing or new, and when the seal itself is
        missing or damaged.
    """
    seals = {row.cells["row"]: row for row in _read_seal(folder) if row.cells["file"] == table.file}
    for row in rows:
        seal = seals.pop(row.name, None)
        if seal is None:
            why = f"names a row that data/{SEAL.file} does not know"
            raise describe_cell(table.file, row, table.key[-1], why, perhaps_meant=True)
        _check_row(table, row, seal.cells["cells"])
    if seals:
        raise DataProblem(
            f"data/{table.file}: the row {next(iter(seals))}, which was sealed, is missing; "
            f"{describe_restoring(table.file, perhaps_meant=True)}"
        )


def _check_row(table: Table, row: Row, seal: str) -> None:
    sealed = dict(pair.partition("=")[::2] for pair in seal.split())
    for column in table.sealed:
        cell = row.cells[column].strip()
        expected = hash_cell(table.file, row.name, column, cell) if cell else None
        if sealed.get(column) != expected:
            raise describe_cell(table.file, row, column, "is not what was sealed", perhaps_meant=True)

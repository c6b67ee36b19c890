"""CSV files that go to a spreadsheet and come back: written so that no cell is taken for a formula, read as found."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from helpers.errors import CourseError
from helpers.learning.mark.remark import clean_text

LONGEST_CELL = 8000
"""Characters. A spreadsheet's own limit is 32 767, and 250 words take 2000."""

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
_MORE_BEGINNINGS = ("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, for_people: bool = False) -> bytes:
    """Return a CSV file.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : iterable of mappings
        Cell by column; a missing one is empty.
    for_people : bool
        Whether it opens with the mark by which Excel knows UTF-8; the import of a gradebook may stumble over it.
    """
    memory = io.StringIO()
    writer = csv.writer(memory, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guard_cell(row.get(column, "")) for column in columns] for row in rows)
    return (codecs.BOM_UTF8 if for_people else b"") + memory.getvalue().encode()


def guard_cell(text: str) -> str:
    r"""Return a cell that a spreadsheet shows and does not compute, cut where it is too long.

    >>> guard_cell("=1+1"), guard_cell("a=b"), guard_cell(" @SUM(A1)")
    ("'=1+1", 'a=b', "' @SUM(A1)")
    """
    text = clean_text(text)
    if len(text) > LONGEST_CELL:
        text = f"{text[:LONGEST_CELL]}… (cut: {len(text)} characters in all)"
    risky = text.startswith(("\t", "\n")) or text.lstrip().startswith((*_BEGINNINGS, *_MORE_BEGINNINGS))
    return f"'{text}" if risky else text


def read_table(content: bytes, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file as a spreadsheet has saved it: with commas, semicolons or tabs.

    Headings are given as they stand, without idle space; empty rows are left out.

    Raises
    ------
    CourseError
        When it is no table.
    """
    text = _decode(content).lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(10_000_000)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise CourseError(f"{name} cannot be read as a table ({fault}).") from fault
    if not lines:
        return []
    headings = [heading.strip() for heading in lines[0]]
    rows = [dict(zip(headings, cells, strict=False)) for cells in lines[1:]]
    return [row for row in rows if any(cell.strip() for cell in row.values())]


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel saves as plain CSV on Windows.
        return content.decode("cp1252", "replace")

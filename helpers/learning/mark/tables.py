"""CSV files that go to a spreadsheet and come back: written so that no cell is taken for a formula, read as found."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest

from helpers.errors import CourseError
from helpers.learning.mark.remark import clean_text

LONGEST_CELL = 30_000
"""Characters. A spreadsheet's own limit is 32 767, and no cell of a notebook is read beyond 20 000."""

_IDLE = "[\\s\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff\ufffd]*"
_SIGNS = "[-=+@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]"
"""By which a formula begins: plain, small and full-width."""
_FORMULA = re.compile(f"[\t\n]|{_IDLE}{_SIGNS}")
_FORMULA_LATER = re.compile(f"([;\t]{_IDLE})(?={_SIGNS})")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How an .xlsx or .ods, and an .xls, begins."""
_CUT = re.compile(r"… \(cut: \d+ characters in all\)$")


def write_table(
    columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, for_people: bool = False, own: Collection[str] = ()
) -> bytes:
    """Return a CSV file.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : iterable of mappings
        Cell by column; a missing one is empty.
    for_people : bool
        Whether it opens with the mark by which Excel knows UTF-8; the import of a gradebook may stumble over it.
    own : collection of str
        Columns that the instructor filled in: kept to the last letter.
    """
    # Encoded row by row: the sheet of a class that writes much has 100 MB, and would be held three times.
    memory = io.BytesIO(codecs.BOM_UTF8 if for_people else b"")
    memory.seek(0, io.SEEK_END)
    lines = io.TextIOWrapper(memory, encoding="utf-8", newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([guard_start(column) for column in columns])
    guards = [guard_start if column in own else guard_cell for column in columns]
    writer.writerows([guard(row.get(name, "")) for name, guard in zip(columns, guards, strict=True)] for row in rows)
    lines.detach()
    return memory.getvalue()


def guard_cell(text: str) -> str:
    r"""Return a cell that a spreadsheet shows and does not compute, cut where it is too long.

    >>> guard_cell("=1+1"), guard_cell("a=b"), guard_cell(" @SUM(A1)")
    ("'=1+1", 'a=b', "' @SUM(A1)")
    """
    text = clean_text(text)
    if len(text) > LONGEST_CELL and not _CUT.search(text, LONGEST_CELL):
        text = f"{text[:LONGEST_CELL]}… (cut: {len(text)} characters in all)"
    # Where a spreadsheet expects semicolons, as in much of Europe, what follows one begins a cell.
    return guard_start(_FORMULA_LATER.sub(r"\1'", text))


def guard_start(text: str) -> str:
    """Return a cell whose beginning is no formula, whole."""
    text = clean_text(text)
    return f"'{text}" if _FORMULA.match(text) else text


def read_table(content: bytes, name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file as a spreadsheet has saved it: with commas, semicolons or tabs.

    Headings are given as they stand, without idle space, a second one of a name as "name (2)"; a row that is cut short
    has empty cells, and empty rows are left out.

    Raises
    ------
    CourseError
        When it is no table.
    """
    text = decode_table(content, name)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    csv.field_size_limit(10_000_000)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise CourseError(f"{name} cannot be read as a table ({fault}).") from fault
    if not lines:
        return []
    width = max(map(len, lines))
    headings = _name_apart([heading.strip() for heading in lines[0]] + [""] * (width - len(lines[0])))
    rows = [dict(zip_longest(headings, cells, fillvalue="")) for cells in lines[1:]]
    return [row for row in rows if any(cell.strip() for cell in row.values())]


def _name_apart(headings: Sequence[str]) -> list[str]:
    names: list[str] = []
    for heading in headings:
        name, times = heading, 1
        while name in names:
            times += 1
            name = f"{heading} ({times})".strip()
        names.append(name)
    return names


def decode_table(content: bytes, name: str) -> str:
    """Return the text of a table from its line of headings on.

    Raises
    ------
    CourseError
        When it is a spreadsheet's own format.
    """
    if content.startswith(_WORKBOOKS):
        raise CourseError(f"{name} is in a spreadsheet's own format and was not read: save it as CSV.")
    text = _decode(content).lstrip("\ufeff")
    # Excel can be told its separator in a line of its own.
    return re.sub(r"\A(?:sep=.\r?\n|[\s,;]*\n)*", "", text, flags=re.I)


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel saves as plain CSV on Windows.
        return content.decode("cp1252", "replace")

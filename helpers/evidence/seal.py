"""Check every data file, then write `data/seal.csv` anew: `python -m helpers.evidence.seal` (or `make seal`).

Run it after a figure was changed on purpose. Nothing is sealed unless every check passes: files and columns are
there, every cell is of its type, counts are possible, what is printed agrees with them, every source that is cited
exists. The same files give the same seal, byte for byte.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path

from helpers.evidence.citations import TABLE as CITATIONS_TABLE
from helpers.evidence.citations import check_citations
from helpers.evidence.cohort_rows import TABLE as COHORT_TABLE
from helpers.evidence.cohort_rows import check_cohort
from helpers.evidence.entry_rules import TABLE as ENTRY_RULES_TABLE
from helpers.evidence.entry_rules import check_entry_rules
from helpers.evidence.figures import TABLE as FIGURES_TABLE
from helpers.evidence.figures import check_figures
from helpers.evidence.published_figure import PublishedFigure
from helpers.evidence.sealing import SEAL, seal_row, seal_seal
from helpers.evidence.tables import Row, describe_cell, find_data_folder
from helpers.evidence.tis_rows import (
    ENZYMES_TABLE,
    MEASURES_TABLE,
    POINTS_TABLE,
    check_enzymes,
    check_measures,
    check_points,
)
from helpers.evidence.writing import put_in_place, report_writing


def check_printed(folder: str | os.PathLike[str] | None = None) -> list[tuple[Row, PublishedFigure]]:
    """Return every figure with its row, checked as ever, and `printed` against the row's other cells.

    A learner's kernel does not repeat this: a sealed file has passed it.

    Raises
    ------
    DataProblem
        When the figures are at fault, or one prints a number that its cells do not hold.
    """
    checked = check_figures(folder)
    for row, published in checked:
        if not published.is_as_printed:
            raise describe_cell(FIGURES_TABLE.file, row, "printed", "has a number that the row's cells do not give")
    return checked


SEALED = (
    (CITATIONS_TABLE, check_citations),
    (FIGURES_TABLE, check_printed),
    (ENZYMES_TABLE, check_enzymes),
    (MEASURES_TABLE, check_measures),
    (POINTS_TABLE, check_points),
    (ENTRY_RULES_TABLE, check_entry_rules),
    (COHORT_TABLE, check_cohort),
)
"""The files that are sealed, each with its check; citations first, because the others cite them."""


def write_seal(folder: str | os.PathLike[str] | None = None) -> Path:
    """Check the data files and write their seal; return where.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        At the first fault; the seal that was there stays as it was.
    """
    seals = [(table.file, row.name, seal_row(table, row)) for table, check in SEALED for row, _ in check(folder)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([SEAL.columns, *seals, seal_seal(seals)])
    return put_in_place(find_data_folder(folder) / SEAL.file, text.getvalue().encode("utf-8"))


def main() -> int:
    """Seal the project's data folder, say where, and return the exit code."""
    return report_writing(write_seal, f"Sealed {len(SEALED)} files in", "Nothing was sealed.")


if __name__ == "__main__":
    sys.exit(main())

"""Write `data/synthetic_cohort.csv` anew with `python -m helpers.models.cohort_file`; `make cohort` seals it too.

The same code and package versions give the same file, byte for byte; a test rebuilds it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from helpers.evidence.cohort_rows import TABLE
from helpers.evidence.tables import find_data_folder
from helpers.evidence.writing import put_in_place, report_writing
from helpers.models.cohort import COURSE_SEED, reconstruct_cohort


def encode_cohort(seed: int = COURSE_SEED) -> bytes:
    """Return a cohort as the text of its file.

    >>> encode_cohort()[:26]
    b'status,patient,arm,physici'
    """
    return reconstruct_cohort(seed).to_csv(index=False, lineterminator="\n").encode("utf-8")


def write_cohort(folder: str | os.PathLike[str] | None = None) -> Path:
    """Write the course's cohort into the data folder; return where.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        If there is no such folder, or a file that the totals are read from is not whole.
    """
    return put_in_place(find_data_folder(folder) / TABLE.file, encode_cohort())


def main() -> int:
    """Write the course's cohort, say where, and return the exit code."""
    return report_writing(write_cohort, f"Wrote the synthetic cohort of seed {COURSE_SEED} to", "Nothing was written.")


if __name__ == "__main__":
    sys.exit(main())

"""Write `data/synthetic_cohort.csv` anew with `python -m helpers.models.cohort_file`; `make cohort` seals it too.

The same code and package versions give the same file, byte for byte; a test rebuilds it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from helpers.errors import DataProblem
from helpers.evidence.cohort_rows import TABLE
from helpers.evidence.tables import find_data_folder
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
    path = find_data_folder(folder) / TABLE.file
    # Beside the file and then in its place: a run that is interrupted leaves the old file whole.
    fresh = path.with_suffix(".new")
    fresh.write_bytes(encode_cohort())
    fresh.replace(path)
    return path


def main() -> int:
    """Write the course's cohort, say where, and return the exit code."""
    try:
        path = write_cohort()
    except DataProblem as problem:
        sys.stderr.write(f"Nothing was written. {problem}\n")
        return 1
    sys.stdout.write(f"Wrote the synthetic cohort of seed {COURSE_SEED} to {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

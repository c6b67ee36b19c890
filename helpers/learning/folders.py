"""Where the course stands on this machine, and where a learner's own file is kept."""

from __future__ import annotations

from pathlib import Path

import helpers
from helpers.errors import CourseError


def find_project_folder() -> Path:
    """Return the folder that holds `helpers`, `notebooks` and `data`."""
    return Path(helpers.__file__).resolve().parents[1]


def find_notebooks_folder() -> Path:
    """Return the course's own notebooks folder."""
    return find_project_folder() / "notebooks"


def is_course_folder(folder: Path) -> bool:
    """Say whether `folder` is the notebooks folder of this course or of another whole copy of it.

    A class may run on copies: one installed in the image, and one in each learner's home.
    """
    folder = folder.resolve()
    return folder == find_notebooks_folder().resolve() or (
        folder.name == "notebooks" and all((folder.parent / part).is_dir() for part in ("helpers", "data"))
    )


def find_record_folder(working_folder: Path | None = None) -> Path:
    """Return where predictions are kept: beside the notebook, or else in the course's notebooks folder.

    Parameters
    ----------
    working_folder : Path, optional
        The kernel's, when not given. Jupyter starts a kernel in the notebook's folder; where that has been removed
        since, a `CourseError` says so.
    """
    try:
        here = Path.cwd() if working_folder is None else working_folder
    except FileNotFoundError:
        raise CourseError(
            "The folder in which this notebook was opened is gone. Open the notebook from the folder where it stands "
            "now, and restart the kernel (Kernel, Restart)."
        ) from None
    if any(here.glob("*.ipynb")) or not find_notebooks_folder().is_dir():
        return here.resolve()
    return find_notebooks_folder()

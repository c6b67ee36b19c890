"""`begin(...)`: the first call of each notebook. It checks whether everything is there, and says what to do if not.

Nothing that may be missing is imported before it has been looked for.
"""

from __future__ import annotations

import html
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import helpers
from helpers.errors import CourseError, check_text
from helpers.learning.folders import find_notebooks_folder, find_record_folder, is_course_folder

OLDEST_PYTHON = (3, 11)
ASSIGNMENT = "06_design_the_next_trial"
NEEDED = ("ipywidgets", "anywidget", "numpy", "pandas", "matplotlib", "scipy", "pydantic")

_REPAIR = (
    "Close JupyterLab and start it with `make lab`. Without make: `pip install -r requirements.txt -e .` in the "
    "course's folder; then restart the kernel."
)


_LINKS = """<style>
.jp-RenderedMarkdown a:not(.jp-InternalAnchorLink) {
  text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px;
}
</style>"""
"""JupyterLab tells links in running text by their colour alone, which not everybody sees."""


@dataclass(frozen=True)
class Opening:
    """What `begin` found: one line when all is well, and a sentence for each thing worth knowing."""

    notebook: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        # A long path has no space at which a line could end.
        told = "".join(f'<p style="overflow-wrap: anywhere">{html.escape(sentence)}</p>' for sentence in self.sentences)
        return _LINKS + told


def begin(notebook: str) -> Opening:
    """Check whether the course is complete, and say where predictions are kept.

    Parameters
    ----------
    notebook : str
        Name of the notebook, as "00_start_here".

    Returns
    -------
    Opening
        Shown by the notebook when the call stands last in its cell.

    Raises
    ------
    CourseError
        If `notebook` is no text, Python is too old, a package is missing, or another package is called helpers. The
        text says what to do.
    DataProblem
        If a data file is missing or altered.
    """
    check_text("notebook", notebook)
    check_python(sys.version_info[:2])
    check_identity(helpers.__file__)
    check_packages()
    # Python and the packages are known to be there from here on.
    from helpers.evidence import entry_rules, figures, tis_table
    from helpers.evidence.cohort_rows import check_sealed_cohort
    from helpers.learning.misconceptions import load_misconceptions
    from helpers.learning.record import open_record

    for load in (figures, tis_table, entry_rules, check_sealed_cohort, load_misconceptions):
        load()
    record = open_record(find_record_folder())
    _, notice = record.read_all()
    problem = record.find_write_problem()
    place = describe_place(notebook, Path.cwd(), record.path.parent)
    if notebook == ASSIGNMENT:
        from helpers.learning.assignment.unread_cells import explain_unread_cells

        explain_unread_cells()
    ready = f"Course ready. {place} {_count(record.count_predictions())}"
    return Opening(notebook, tuple(sentence for sentence in (ready, notice, problem) if sentence))


def check_python(version: tuple[int, ...]) -> None:
    """Refuse a Python that the course does not run on, and say what to do."""
    if tuple(version) < OLDEST_PYTHON:
        running, needed = (".".join(map(str, numbers)) for numbers in (version, OLDEST_PYTHON))
        raise CourseError(f"This kernel runs Python {running}, and the course needs {needed} or newer. {_REPAIR}")


def check_identity(found: str | None) -> None:
    """Refuse to go on when `helpers`, found at this file, is another package of that name.

    >>> check_identity("elsewhere/helpers/__init__.py")
    Traceback (most recent call last):
    ...
    helpers.errors.CourseError: Another package called helpers stands in the way of the course's own: ...
    """
    own = Path(__file__).resolve().parents[1]
    if found is None or Path(found).resolve().parent != own:
        place = "in a folder without a file of its own" if found is None else Path(found).parent
        raise CourseError(
            f"Another package called helpers stands in the way of the course's own: {place}. Rename it or move it "
            "away; then restart the kernel."
        )


def check_packages() -> None:
    """Refuse a Python that lacks a package of the course, and name it."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise CourseError(f"This Python has no {' and no '.join(missing)}, which the course needs. {_REPAIR}")


def describe_place(notebook: str, working_folder: Path, record_folder: Path) -> str:
    """Return where predictions are kept, and what to do when the notebook stands outside the course's folder."""
    from helpers.learning.record import FILE_NAME

    beside = record_folder.resolve() == working_folder.resolve()
    kept = f"Your predictions are kept in {FILE_NAME}, " + (
        "beside this notebook." if beside else f"in {record_folder}."
    )
    if not beside or is_course_folder(working_folder):
        return kept
    return (
        f"{kept} This copy stands outside the course's own folder, so the other notebooks will not see them: better "
        f"open {find_notebooks_folder() / f'{notebook}.ipynb'}."
    )


def _count(answers: int) -> str:
    if not answers:
        return "You have made none so far."
    return f"You have made {answers} so far."

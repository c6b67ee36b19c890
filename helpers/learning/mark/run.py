"""The whole of marking: from what was handed in to the files in the output folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import Boundary
from helpers.learning.mark.class_calibration import judge_records
from helpers.learning.mark.class_report import NAME as REPORT
from helpers.learning.mark.class_report import write_report
from helpers.learning.mark.collect import Collection, collect
from helpers.learning.mark.gradebook import NAMES as OF_CLASS
from helpers.learning.mark.gradebook import Result, add_up, write_gradebooks
from helpers.learning.mark.marking_sheet import NAME as SHEET
from helpers.learning.mark.marking_sheet import find_changes, read_sheet, write_sheet
from helpers.learning.mark.output import Output
from helpers.learning.mark.pages import FOLDER, name_page, write_feedback
from helpers.learning.mark.remark import Remark, name_fault
from helpers.learning.mark.roster import read_roster
from helpers.learning.mark.submissions import find_submissions
from helpers.learning.mark.workers import mark_all


@dataclass(frozen=True)
class Run:
    """What a run has done.

    Attributes
    ----------
    results : tuple of Result
    collection : Collection
    remarks : tuple of Remark
        About the marking sheet.
    files : tuple of str
        Written, by their names in the output folder.
    stale : tuple of str
        Feedback pages of an earlier run that belong to nobody now.
    """

    results: tuple[Result, ...]
    collection: Collection
    remarks: tuple[Remark, ...]
    files: tuple[str, ...]
    stale: tuple[str, ...]


def mark_class(
    submissions: Path,
    out: Path,
    roster: Path | None = None,
    *,
    jobs: int = 1,
    start: Callable[[int], Callable[[int], None]] = lambda _: lambda _: None,
) -> Run:
    """Mark everything in `submissions` and write the files into `out`.

    Parameters
    ----------
    submissions : Path
        Folder, archive or notebook.
    out : Path
        Folder, made when it is not there.
    roster : Path, optional
        Table with the class.
    jobs : int
        Processes.
    start : callable
        Takes the number of files, and returns what is told after each batch.

    Raises
    ------
    CourseError
        When there is nothing to mark, or the output folder cannot take the files; nothing was written then.
    """
    output = Output(out, submissions)
    sheet = read_sheet(output.read_sheet())
    people = read_roster(roster) if roster else None
    found = find_submissions(submissions)
    copies = mark_all(found.sources, jobs, start(len(found.sources)))
    collection = collect(copies, found.remarks, people)
    results = tuple(add_up(hand_in, sheet) for hand_in in collection.hand_ins)
    unread = f"is not read: save it as CSV, in place of {SHEET}."
    remarks = (*sheet.remarks, *find_changes(collection.hand_ins, sheet))
    remarks += tuple(Remark(name, unread) for name in output.find_unread_sheets())
    output.check([*OF_CLASS, SHEET, REPORT, *map(_place, results)])
    pages, faults = _write_pages(results, output)
    remarks += faults
    files = {
        **write_gradebooks(results, collection),
        SHEET: write_sheet(collection.hand_ins, sheet),
        REPORT: write_report(results, collection, remarks, judge_records(collection.records)),
    }
    output.write(files)
    written = (*files, *pages)
    return Run(results, collection, remarks, written, tuple(output.find_stale(written)))


def _place(result: Result) -> str:
    return f"{FOLDER}/{name_page(result.hand_in.student_id)}"


def _write_pages(results: Sequence[Result], output: Output) -> tuple[list[str], tuple[Remark, ...]]:
    """Write every page, and return their names; a fault of ours costs one page and not the run.

    One by one: the pages of a class that writes much have hundreds of megabytes.
    """
    pages: list[str] = []
    faults: list[Remark] = []
    for result in results:
        made: list[bytes] = []

        def tell(problem: str, name: str = result.hand_in.name) -> None:
            faults.append(Remark(name, f"has no feedback page: {problem}"))

        def report(fault: Exception, tell: Callable[[str], None] = tell) -> None:
            tell(f"a fault of the marker ({name_fault(fault)}).")

        with Boundary(tell, report):
            made.append(write_feedback(result))
        for content in made:
            output.write({_place(result): content})
            pages.append(_place(result))
    return pages, tuple(faults)

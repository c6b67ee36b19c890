"""Mark a class: `python -m helpers.learning.mark SUBMISSIONS --out MARKS [--roster ROSTER.csv]`.

SUBMISSIONS is a folder or zip file as Moodle, Canvas or nbgrader export it. Nothing that was handed in is executed.
Written into MARKS, and nowhere else: class_report.html, gradebook.csv (with a form for Canvas and one for Moodle),
marking_sheet.csv, and a page for each learner in feedback/. Fill in the points in the marking sheet and run the same
command again: they are kept, and the gradebook is completed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import Boundary, CourseError

if TYPE_CHECKING:
    from helpers.learning.mark.run import Run

DEMO_OUT = Path("build/marks-demo")
WIDTH = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Mark, say what was done, and return 0; or say what is in the way, and return 2."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.learning.mark",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("submissions", nargs="?", type=Path, help="folder, zip file or notebook", metavar="SUBMISSIONS")
    parser.add_argument("--out", type=_read_folder, help="folder for what is written", metavar="MARKS")
    parser.add_argument("--roster", type=Path, help="CSV file with the class", metavar="ROSTER.csv")
    parser.add_argument("--demo", action="store_true", help="mark a made-up class, to see what comes out")
    parser.add_argument(
        "--jobs", type=int, default=_count_processors(), help="processes (default: as many as there are)"
    )
    asked = parser.parse_args(arguments)
    if asked.demo == bool(asked.submissions) or not (asked.out or asked.demo):
        parser.error("name what was handed in and --out, or ask for --demo")
    done, told = [], []

    def report(fault: Exception) -> None:
        # Each file is written in one step, so that what stands in the output folder is whole.
        told.append(f"The marker failed, by a fault of its own ({type(fault).__name__}: {str(fault)[:200]}).")

    try:
        with Boundary(told.append, report):
            done.append(_mark(asked))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Nothing was changed, or each file that was is whole.\n")
        return 130
    if told:
        sys.stderr.write(f"{told[0]}\n")
        return 2
    # Written into a file or a pipe on Windows, a folder's name may hold letters that its code page has not.
    letters = sys.stdout.encoding or "utf-8"
    summary = describe_run(done[0], asked.out or DEMO_OUT).encode(letters, errors="backslashreplace")
    sys.stdout.write(summary.decode(letters))
    return 0


def _read_folder(typed: str) -> Path:
    # Nothing between the quotes would be the working folder, among files that are not ours.
    if not typed.strip():
        raise argparse.ArgumentTypeError("name the folder for what is written")
    return Path(typed)


def describe_run(run: Run, out: Path) -> str:
    """Return what was done, in a few lines."""
    from helpers.learning.mark.class_report import NAME as REPORT

    to_mark = sum(len(result.to_mark) for result in run.results)
    odd = {remark.name for remark in (*run.collection.remarks, *run.remarks)}
    odd |= {each.name for each in run.collection.hand_ins if each.notes or each.copy.problems}
    lines = [
        f"Marked: {len(run.results)} learners. To be marked by a person: {to_mark} answers.",
        f"Files and learners to look into: {len(odd)}. On the roster and missing: {len(run.collection.missing)}.",
        f"Begin with {out / REPORT}",
    ]
    if run.stale:
        lines.append(f"From an earlier run, and of nobody here now: {', '.join(run.stale[:5])}")
    return "\n".join(lines) + "\n"


def _mark(asked: argparse.Namespace) -> Run:
    # Imported here, so that --help is instant.
    from helpers.learning.mark.run import mark_class

    if asked.roster and asked.demo:
        raise CourseError("The demo brings a roster of its own: leave --roster out.")
    if not asked.demo:
        return mark_class(asked.submissions, asked.out, asked.roster, jobs=asked.jobs, start=start_bar)
    from helpers.learning.mark.demo import write_demo

    with tempfile.TemporaryDirectory() as folder:
        submissions, roster = write_demo(Path(folder))
        return mark_class(submissions, asked.out or DEMO_OUT, roster, jobs=asked.jobs, start=start_bar)


def start_bar(total: int) -> Callable[[int], None]:
    """Return what draws the bar on a terminal; elsewhere a line is written at each tenth."""
    done = 0
    is_terminal = sys.stderr.isatty()

    def advance(more: int) -> None:
        nonlocal done
        before, done = done, done + more
        if is_terminal:
            full = WIDTH * done // max(total, 1)
            end = "\n" if done >= total else ""
            sys.stderr.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done} of {total} files{end}")
        elif 10 * done // total > 10 * before // total:
            sys.stderr.write(f"{done} of {total} files\n")
        sys.stderr.flush()

    return advance


def _count_processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    raise SystemExit(main())

"""A large class, marked: seconds and memory, and nbgrader's autograde of a small one beside it.

The submissions are invented, and go through the whole path: a zip file in, every output written. nbgrader runs each
notebook in a kernel of its own, which is what marking without running spares.

    python -m tests.bench.marking
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

from helpers.learning.mark.demo import NOTEBOOK, drop_half, find_answers, swap_arms, write_notebook
from tests.bench.summary import Comparison, keep

LEARNERS, BESIDE = 1000, 20
MOST_SECONDS, MOST_MB = 60, 1000
"""What issue 7 allows on two processors."""
FOLDER = Path(__file__).resolve().parents[2]
ASSIGNMENT = "06_design_the_next_trial"


@dataclass(frozen=True)
class Row:
    """One way of marking.

    Attributes
    ----------
    what : str
    learners : int
    seconds : float
    work : float
        Seconds of the processors, nearly all of them: what a machine that is busy with other things does not stretch.
    megabytes : float
        At most, of the process and its children together; shared pages count each time.
    """

    what: str
    learners: int
    seconds: float
    work: float
    megabytes: float


def write_class(folder: Path, learners: int) -> Path:
    """Write an archive of invented submissions, as Moodle exports it: perfect, wrong and half-answered by turns."""
    place = folder / "submissions.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(learners):
            answers = find_answers(f"bench{number}")
            given = (answers, swap_arms(answers), drop_half(answers))[number % 3]
            name = f"Bench {number}_{number}_assignsubmission_file_/{NOTEBOOK}"
            archive.writestr(name, write_notebook(f"bench{number}", given))
    return place


def time_marker(learners: int, jobs: int) -> Row:
    """Mark a class by the command, as an instructor does."""
    with tempfile.TemporaryDirectory() as folder:
        place = write_class(Path(folder), learners)
        command = [sys.executable, "-m", "helpers.learning.mark", str(place), "--out", f"{folder}/marks"]
        spent = run_watched([*command, "--jobs", str(jobs)], FOLDER)
    return Row(f"our marker, {jobs} processes", learners, *spent)


def time_nbgrader(learners: int) -> Row:
    """Autograde copies of the notebook as it is handed out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = FOLDER / "notebooks" / NOTEBOOK
        shutil.copytree(FOLDER / "notebooks", folder / "source" / ASSIGNMENT, ignore=_keep_only(source.name))
        (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'bench'\n")
        run_watched([sys.executable, "-m", "nbgrader", "generate_assignment", ASSIGNMENT], folder)
        for number in range(learners):
            target = folder / "submitted" / f"bench{number}" / ASSIGNMENT
            shutil.copytree(folder / "release" / ASSIGNMENT, target)
        spent = run_watched([sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT], folder)
    return Row("nbgrader autograde", learners, *spent)


def run_watched(command: Sequence[str], folder: Path) -> tuple[float, float, float]:
    """Run a command; return its seconds, those of processors, and the most memory it and its children held, MB."""
    most = 0.0
    worked: dict[int, float] = {}
    # nbgrader calls alembic by its name.
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PATH": search},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.05):
            most = max(most, _measure(process.pid, worked))

    watcher = threading.Thread(target=watch)
    watcher.start()
    said, _ = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{said[-2000:]}")
    return time.perf_counter() - start, sum(worked.values()), most


def _measure(pid: int, worked: dict[int, float]) -> float:
    """Return the memory of a process and its children, and note in `worked` what each has worked so far."""
    total = 0.0
    try:
        me = psutil.Process(pid)
        for process in (me, *me.children(recursive=True)):
            total += process.memory_info().rss / 1e6
            worked[process.pid] = sum(process.cpu_times()[:2])
    except psutil.NoSuchProcess:
        pass
    return total


def _keep_only(name: str):
    return lambda _, names: [other for other in names if other != name]


def describe(rows: Sequence[Row]) -> str:
    """Return the table, and whether the marker keeps what is asked of it."""
    lines = [f"{'marking':<28}{'learners':>9}{'seconds':>9}{'of processors':>15}{'peak, MB':>10}"]
    lines += [
        f"{row.what:<28}{row.learners:>9}{row.seconds:>9.1f}{row.work:>15.1f}{row.megabytes:>10.0f}" for row in rows
    ]
    lines.append(f"Asked: {LEARNERS} in under {MOST_SECONDS} s and {MOST_MB} MB on two processors.")
    lines.append(f"Python {platform.python_version()}, {psutil.cpu_count()} processors.")
    return "\n".join(lines) + "\n"


def compare(rows: Sequence[Row]) -> Comparison:
    """Return the row of the table of all benchmarks: our seconds, and nbgrader's for as many learners."""
    ours, *others = rows
    rival, theirs = "-", math.nan
    for other in others:
        rival = f"nbgrader {version('nbgrader')} autograde, {other.learners} learners, scaled"
        theirs = 1000 * other.seconds * ours.learners / other.learners
    return Comparison(
        f"marking {ours.learners} learners",
        1000 * ours.seconds,
        rival,
        theirs,
        f"under {MOST_SECONDS} s and {MOST_MB} MB",
        not is_missed(ours),
    )


def is_missed(row: Row) -> bool:
    """Tell whether a way of marking is slower or larger than asked."""
    return row.seconds > MOST_SECONDS or row.megabytes > MOST_MB


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 where the marker is too slow or too large."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.marking", description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--beside", type=int, default=BESIDE, help="submissions for nbgrader; 0 leaves it out")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args(arguments)
    rows = [time_marker(asked.learners, asked.jobs)]
    if asked.beside and importlib.util.find_spec("nbgrader") and (FOLDER / "notebooks" / NOTEBOOK).is_file():
        rows.append(time_nbgrader(asked.beside))
    text = describe(rows)
    sys.stdout.write(text)
    keep("marking", [compare(rows)], text)
    return int(is_missed(rows[0]))


if __name__ == "__main__":
    raise SystemExit(main())

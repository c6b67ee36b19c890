"""Key press to painted change, for every explorer and its rivals, in one JupyterLab and one Chromium.

Rounds are interleaved, so that whatever else the machine does hits all alike. Prints a table, and the design's targets
as met or missed; a missed one is no failure. The same goes to build/bench; explorers.json has all that was measured.

    python -m tests.bench.explorers --rounds 3 --presses 7
    python -m tests.bench.explorers --only PeopleExplorer
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence

from playwright.sync_api import Page

from helpers import explorers
from tests.bench.kernel_side import Setting, choose_settings, measure_settings
from tests.bench.machine import Neighbours
from tests.bench.page import Subject
from tests.bench.report import FLOOR, LEAST, USUAL, Report, list_versions
from tests.bench.rivals import BARS, ECHO, PATIENTS
from tests.bench.summary import FOLDER, Comparison, keep
from tests.bench.walks import Walk, make_explorer_cell
from tests.browser.lab import Lab, start_chromium
from tests.browser.look import make_notebook
from tests.browser.notebook import Notebook

BURSTS = 5
PICTURE = ".trial-explorer img.te-picture"

RIVALS = {
    FLOOR: (ECHO, ".widget-html-content"),
    USUAL: (PATIENTS, ".jp-OutputArea-output img"),
    LEAST: (BARS, ".jp-OutputArea-output img"),
}
"""Name -> its cell, and the element in which its change is seen."""


def measure(names: Sequence[str], *, rounds: int, presses: int, seed: int = 1) -> Report:
    """Measure the explorers called `names` and their rivals.

    Parameters
    ----------
    names
        Of classes in `helpers.explorers`.
    rounds
        How often each control has its turn; the order is drawn anew each time.
    presses
        Timed presses in each turn.
    seed
        Of the order.
    """
    settings = {name: list(measure_settings(getattr(explorers, name))) for name in names}
    subjects = [*_list_rivals(), *_list_subjects(settings)]
    cells = [cell for cell, _ in RIVALS.values()] + [make_explorer_cell(name) for name in names]
    with start_chromium() as browser, Lab() as lab:
        notebook = Notebook(browser, lab, make_notebook(cells), width=1280, height=1000)
        notebook.run_all()
        neighbours = Neighbours()
        _take_turns(notebook.page, subjects, rounds, presses, random.Random(seed))
        others = neighbours.find_share()
        versions = list_versions(chromium=browser.version)
        notebook.close()
    return Report(subjects, settings, versions, others)


def _take_turns(page: Page, subjects: list[Subject], rounds: int, presses: int, order: random.Random) -> None:
    for subject in subjects:
        subject.warm_up(page)
    for _ in range(rounds):
        for subject in order.sample(subjects, len(subjects)):
            subject.press_keys(page, presses)
    for _ in range(BURSTS):
        for subject in order.sample(subjects, len(subjects)):
            subject.press_burst(page)


def _list_rivals() -> list[Subject]:
    return [
        Subject(name, name, place, sight, Walk("slider", ".noUi-handle", "ArrowRight", "ArrowLeft", 21, 10))
        for place, (name, (_, sight)) in enumerate(RIVALS.items())
    ]


def _list_subjects(settings: dict[str, list[Setting]]) -> list[Subject]:
    return [
        Subject(f"{name}: {chosen.name} ({chosen.walk.kind})", name, place, PICTURE, chosen.walk)
        for place, name in enumerate(settings, start=len(RIVALS))
        for chosen in choose_settings(settings[name])
    ]


def compare(report: Report) -> list[Comparison]:
    """Return rows of the table of all benchmarks: the echo, and the slowest control of each explorer."""
    medians = {name: [row.median for row in rows] for name, rows in report.rows_by_owner().items()}
    (echo,), (usual,), (least,) = (medians[name] for name in RIVALS)
    found = [
        Comparison("key to change: a slider and its number alone (the floor)", echo),
        Comparison(f"key to change: {LEAST}", least),
    ]
    for name in report.settings:
        verdicts = [verdict for verdict in report.verdicts if verdict.explorer == name]
        missed = [verdict.target for verdict in verdicts if not verdict.met]
        found.append(
            Comparison(
                f"key to change: {name}",
                max(medians[name]),
                f"{USUAL} {report.versions['seaborn']}",
                usual,
                "; ".join(missed) or f"its {len(verdicts)} targets",
                not missed,
            )
        )
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print and write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.explorers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=3, help="turns of each control (3)")
    parser.add_argument("--presses", type=int, default=7, help="timed presses in a turn (7)")
    parser.add_argument(
        "--only", nargs="+", metavar="EXPLORER", choices=explorers.__all__, help="these explorers, not all"
    )
    arguments = parser.parse_args(words)
    report = measure(arguments.only or explorers.__all__, rounds=arguments.rounds, presses=arguments.presses)
    sys.stdout.write(report.to_markdown())
    report.write(FOLDER)
    keep("explorers", compare(report), report.to_markdown())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

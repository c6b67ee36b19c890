"""How long a reader waits for the first explorer of each notebook, beside what no such notebook can do without.

The floor is a kernel's start with the imports that the notebook's first explorer needs, and one bare widget. Measured
twice: in the kernel alone, from its start to the end of the first cell that shows an explorer, by the clock and in
seconds of the processor; and on screen, from a restart of the kernel and Run All to the first frame that shows the
picture. On screen each notebook is run bare, too: the same page, with the floor's cell in the explorer's place and a
number in every other cell, which tells apart what JupyterLab takes for a long page and what we do. Rounds are
interleaved, so that whatever else the machine does hits all alike. A missed target is no failure. The same goes to
build/bench/start_up.md.

    python -m tests.bench.start_up --rounds 5
    python -m tests.bench.start_up --rounds 1 --no-screen
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from statistics import median

import nbformat
from playwright.sync_api import Browser

from tests.bench.kernels import Kernel, Spent, read_code
from tests.bench.machine import Neighbours
from tests.bench.report import list_versions, tabulate
from tests.bench.summary import Comparison, keep
from tests.browser.lab import REPOSITORY, Lab, start_chromium
from tests.browser.look import make_notebook
from tests.browser.notebook import Notebook

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb"))

FLOOR, FLOOR_WITH_SCIPY = "floor", "floor with scipy"
IMPORTS = "anywidget, ipywidgets, matplotlib.backends.backend_agg, matplotlib.figure, numpy, pandas, PIL.Image"
FLOOR_CELL = f"""import {IMPORTS}

ipywidgets.HTML("<b>there</b>")"""
"""What draws, what holds numbers and what shows a control. Left out is what checks the data (pydantic): that is ours to
answer for."""
FLOOR_CELLS = {FLOOR: FLOOR_CELL, FLOOR_WITH_SCIPY: f"import scipy.special\n{FLOOR_CELL}"}

NEEDS_SCIPY = {
    "03_secondary_endpoints": "the t distribution of Welch's interval, one cell before the explorer",
    "04_editorial_critique": "the chance of each score under noise",
    "05_msa_subtypes": "exact intervals of small groups",
}
"""Notebook -> what it computes with scipy.special by then. For these it is an import that they cannot do without."""

MOST_TIMES_FLOOR = 1.5
EXPLORER = re.compile(r"^\w+Explorer\(", re.MULTILINE)
WIDGET = ".widget-html-content b"
PICTURE = ".trial-explorer img.te-picture"

WATCH = """async ([sight, patience]) => {
  const panel = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
  const app = window.jupyterapp, kernel = app.shell.currentWidget.sessionContext.session.kernel;
  const start = performance.now();
  await kernel.restart();
  return await new Promise(resolve => {
    // It is in the page; the frame after this one shows it.
    const finish = () => requestAnimationFrame(() => resolve(performance.now() - start));
    const look = () => {
      const shown = panel.querySelector(sight);
      if (!shown) return;
      watcher.disconnect();
      if (shown.tagName !== 'IMG' || shown.complete) finish();
      else shown.addEventListener('load', finish, {once: true});
    };
    // Looking at every frame would make the page draw each of them, a long page for longer than a short one.
    const watcher = new MutationObserver(look);
    watcher.observe(panel, {childList: true, subtree: true});
    setTimeout(() => resolve(null), patience);
    app.commands.execute('notebook:run-all-cells');
  });
}"""
PATIENCE_MS = 120_000


@dataclass
class Waits:
    """What was measured for one notebook, or a floor, in seconds.

    Attributes
    ----------
    wall, work
        In the kernel alone: by the clock, and of the processor.
    screen
        In JupyterLab, by the clock.
    bare
        The same for the bare page; a floor has none.
    """

    wall: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    screen: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def cut_after_first_explorer(cells: Sequence[str]) -> list[str]:
    """Return the cells of a notebook up to the first that shows an explorer.

    >>> cut_after_first_explorer(["begin()", "PeopleExplorer()", "check()"])
    ['begin()', 'PeopleExplorer()']
    """
    place = next(place for place, cell in enumerate(cells) if EXPLORER.search(cell))
    return list(cells[: place + 1])


def find_floor(notebook: str) -> str:
    """Return the name of the floor that a notebook, or a floor, is held against."""
    return FLOOR_WITH_SCIPY if notebook in (*NEEDS_SCIPY, FLOOR_WITH_SCIPY) else FLOOR


def strip_bare(path: Path) -> nbformat.NotebookNode:
    """Return a notebook of the same text and as many cells, which does no more than its floor."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code:
        cell.source = "0"
    code[len(cut_after_first_explorer(read_code(path))) - 1].source = FLOOR_CELLS[find_floor(path.stem)]
    return notebook


def time_kernel(cells: Sequence[str]) -> tuple[Spent, bool]:
    """Start a kernel, run the cells one after the other, and return what it took and whether it has scipy.special."""
    with tempfile.TemporaryDirectory() as folder, Kernel(Path(folder)) as kernel:
        for cell in cells:
            kernel.run(cell)
        spent = kernel.spent
        answers = kernel.run("import sys", {"has_scipy": "'scipy.special' in sys.modules"})
        return spent, answers["has_scipy"] == "True"


def measure_kernels(rounds: int, order: random.Random, waits: Mapping[str, Waits]) -> None:
    """Add to `waits` what the kernels alone take.

    Raises
    ------
    RuntimeError
        If `NEEDS_SCIPY` is wrong of a notebook, which would be held against another's floor.
    """
    cells = {path.stem: cut_after_first_explorer(read_code(path)) for path in NOTEBOOKS}
    cells |= {name: [cell] for name, cell in FLOOR_CELLS.items()}
    time_kernel([FLOOR_CELL])
    for _ in range(rounds):
        for name in order.sample(list(cells), len(cells)):
            spent, has_scipy = time_kernel(cells[name])
            if has_scipy != (find_floor(name) == FLOOR_WITH_SCIPY):
                raise RuntimeError(f"{name} {'has' if has_scipy else 'has no'} scipy.special by then: see NEEDS_SCIPY.")
            waits[name].wall.append(spent.wall)
            waits[name].work.append(spent.work)


def measure_screens(rounds: int, order: random.Random, waits: Mapping[str, Waits]) -> str:
    """Add to `waits` what it takes to see them, and return Chromium's version."""
    pages = [(waits[path.stem].screen, path.relative_to(REPOSITORY), PICTURE) for path in NOTEBOOKS]
    pages += [(waits[path.stem].bare, strip_bare(path), WIDGET) for path in NOTEBOOKS]
    pages += [(waits[name].screen, make_notebook([cell]), WIDGET) for name, cell in FLOOR_CELLS.items()]
    with start_chromium() as browser, Lab() as lab:
        # The first one of all also loads what the lab keeps afterwards.
        _time_page(browser, lab, *pages[-1][1:])
        for _ in range(rounds):
            for times, source, sight in order.sample(pages, len(pages)):
                times.append(_time_page(browser, lab, source, sight))
        return browser.version


def _time_page(browser: Browser, lab: Lab, source: Path | nbformat.NotebookNode, sight: str) -> float:
    """Return the seconds from Run All to the sight; not a number if it never came."""
    notebook = Notebook(browser, lab, source)
    milliseconds = notebook.page.evaluate(WATCH, [sight, PATIENCE_MS])
    notebook.close()
    return math.nan if milliseconds is None else milliseconds / 1000


def describe(waits: Mapping[str, Waits], versions: Mapping[str, str], others: float) -> str:
    """Return the table with each notebook's times and ratios to its floor, and what was missed."""
    heads = {"wall": "kernel, s", "work": "of processors, s", "screen": "on screen, s"}
    kinds = [kind for kind in heads if getattr(waits[FLOOR], kind)]
    has_bare = any(held.bare for held in waits.values())
    rows, missed = [], []
    for name, held in waits.items():
        cells: list[object] = [name, find_floor(name).removeprefix("floor").strip() or "-", len(held.wall)]
        for kind in kinds:
            took, least = _find_medians(waits, name, kind)
            cells += [_round(took), _round(took / least)]
            # A time that never came is no number, and meets no target.
            if not took <= MOST_TIMES_FLOOR * least:
                missed.append(f"{name} ({heads[kind].partition(',')[0]})")
        if has_bare:
            bare = median(held.bare or [math.nan])
            cells += [_round(bare), _round(median(held.screen) / bare)]
        rows.append(cells)
    lines = tabulate(
        [
            *("first explorer", "floor", "n", *(head for kind in kinds for head in (heads[kind], "times floor"))),
            *(("bare page, s", "times bare") if has_bare else ()),
        ],
        rows,
    )
    verdict = f"MISSED by {', '.join(missed)}" if missed else "met by all"
    return "\n".join(
        [
            *lines,
            "",
            f"Target: at most {MOST_TIMES_FLOOR} times the floor (medians): {verdict}.",
            f"The floor: a kernel, its imports ({IMPORTS}), and a widget; with scipy.special for "
            f"{'; '.join(f'{name} ({why})' for name, why in NEEDS_SCIPY.items())}.",
            "A bare page has the notebook's text and as many cells, and does no more than its floor.",
            f"Other processes took {others:.2f} processors meanwhile.",
            ", ".join(f"{package} {version}" for package, version in versions.items()),
            "",
        ]
    )


def _find_medians(waits: Mapping[str, Waits], name: str, kind: str) -> tuple[float, float]:
    """Return what one took of a kind, and its floor."""
    return median(getattr(waits[name], kind)), median(getattr(waits[find_floor(name)], kind))


def _round(number: float) -> Decimal | float:
    return number if math.isnan(number) else Decimal(f"{number:.2f}")


def compare(waits: Mapping[str, Waits]) -> list[Comparison]:
    """Return rows of the table of all benchmarks: on screen where that was measured, else in the kernel."""
    kind, where = ("screen", "on screen") if waits[FLOOR].screen else ("wall", "in the kernel")
    found = []
    for name in waits:
        if name in FLOOR_CELLS:
            continue
        took, least = _find_medians(waits, name, kind)
        scipy = " (scipy.special among them)" if find_floor(name) != FLOOR else ""
        found.append(
            Comparison(
                f"first explorer of {name}, {where}",
                1000 * took,
                f"the floor: a kernel, its imports{scipy} and a widget",
                1000 * least,
                f"at most {MOST_TIMES_FLOOR:g} times the floor",
                took <= MOST_TIMES_FLOOR * least,
            )
        )
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print and write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.start_up",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=5, help="starts of each notebook (5)")
    parser.add_argument("--no-screen", action="store_true", help="measure in the kernel alone, without a browser")
    asked = parser.parse_args(words)
    waits = {name: Waits() for name in (*FLOOR_CELLS, *(path.stem for path in NOTEBOOKS))}
    order = random.Random(1)
    neighbours = Neighbours()
    measure_kernels(asked.rounds, order, waits)
    chromium = "not used" if asked.no_screen else measure_screens(asked.rounds, order, waits)
    text = describe(waits, list_versions(chromium=chromium), neighbours.find_share())
    sys.stdout.write(text)
    keep("start_up", compare(waits), text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

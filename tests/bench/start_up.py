"""How long a reader waits for the first explorer of each notebook, beside what no such notebook can do without.

The floor is a kernel's start with the imports that every explorer needs, and one bare widget. Measured twice: in the
kernel alone, from its start to the end of the first cell that shows an explorer, by the clock and in seconds of the
processor; and on screen, from a restart of the kernel and Run All to the first frame that shows the picture. Rounds are
interleaved, so that whatever else the machine does hits all alike. A missed target is no failure. The same goes to
build/bench/start_up.md.

    python -m tests.bench.start_up --rounds 3
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

from tests.bench.kernels import Kernel, Spent, read_code
from tests.bench.machine import Neighbours
from tests.bench.report import list_versions, tabulate
from tests.bench.summary import Comparison, keep
from tests.browser.lab import REPOSITORY, Lab, start_chromium
from tests.browser.look import make_notebook
from tests.browser.notebook import Notebook

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]_*.ipynb"))

FLOOR = "floor"
IMPORTS = "anywidget, ipywidgets, matplotlib.backends.backend_agg, matplotlib.figure, numpy, pandas, PIL.Image"
FLOOR_CELL = f"""import {IMPORTS}

ipywidgets.HTML("<b>there</b>")"""
"""What draws, what holds numbers and what shows a control. Left out is what some explorers need (scipy) and what checks
the data (pydantic): that is ours to answer for."""

MOST_TIMES_FLOOR = 1.5
EXPLORER = re.compile(r"^\w+Explorer\(", re.MULTILINE)
SIGHTS = {FLOOR: ".widget-html-content b"}
PICTURE = ".trial-explorer img.te-picture"

WATCH = """async ([sight, patience]) => {
  const look = () => {
    const shown = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) ' + sight);
    return shown && (shown.tagName !== 'IMG' || (shown.complete && shown.naturalWidth));
  };
  const app = window.jupyterapp, kernel = app.shell.currentWidget.sessionContext.session.kernel;
  const start = performance.now();
  await kernel.restart();
  app.commands.execute('notebook:run-all-cells');
  return await new Promise(resolve => {
    const tick = () => {
      // It is in the page; the frame after this one shows it.
      if (look()) requestAnimationFrame(() => resolve(performance.now() - start));
      else if (performance.now() - start > patience) resolve(null);
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}"""
PATIENCE_MS = 120_000


@dataclass
class Waits:
    """What was measured for one notebook, or the floor, in seconds.

    Attributes
    ----------
    wall, work
        In the kernel alone: by the clock, and of the processor.
    screen
        In JupyterLab, by the clock.
    """

    wall: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    screen: list[float] = field(default_factory=list)


def cut_after_first_explorer(cells: Sequence[str]) -> list[str]:
    """Return the cells of a notebook up to the first that shows an explorer.

    >>> cut_after_first_explorer(["begin()", "PeopleExplorer()", "check()"])
    ['begin()', 'PeopleExplorer()']
    """
    place = next(place for place, cell in enumerate(cells) if EXPLORER.search(cell))
    return list(cells[: place + 1])


def time_kernel(cells: Sequence[str]) -> Spent:
    """Start a kernel, run the cells one after the other, and return what it took."""
    with tempfile.TemporaryDirectory() as folder, Kernel(Path(folder)) as kernel:
        for cell in cells:
            kernel.run(cell)
        return kernel.spent


def measure_kernels(rounds: int, order: random.Random, waits: Mapping[str, Waits]) -> None:
    """Add to `waits` what the kernels alone take."""
    cells = {path.stem: cut_after_first_explorer(read_code(path)) for path in NOTEBOOKS} | {FLOOR: [FLOOR_CELL]}
    time_kernel([FLOOR_CELL])
    for _ in range(rounds):
        for name in order.sample(list(cells), len(cells)):
            spent = time_kernel(cells[name])
            waits[name].wall.append(spent.wall)
            waits[name].work.append(spent.work)


def measure_screens(rounds: int, order: random.Random, waits: Mapping[str, Waits]) -> str:
    """Add to `waits` what it takes to see them, and return Chromium's version."""
    sources = {path.stem: path.relative_to(REPOSITORY) for path in NOTEBOOKS} | {FLOOR: make_notebook([FLOOR_CELL])}
    with start_chromium() as browser, Lab() as lab:
        for turn in range(rounds + 1):
            for name in order.sample(list(sources), len(sources)):
                if not turn and name != FLOOR:
                    continue
                notebook = Notebook(browser, lab, sources[name])
                milliseconds = notebook.page.evaluate(WATCH, [SIGHTS.get(name, PICTURE), PATIENCE_MS])
                # The first one of all also loads what the lab keeps afterwards.
                if turn:
                    waits[name].screen.append(math.nan if milliseconds is None else milliseconds / 1000)
                notebook.close()
        return browser.version


def describe(waits: Mapping[str, Waits], versions: Mapping[str, str], others: float) -> str:
    """Return the table with each notebook's times and ratios to the floor, and what was missed."""
    floor = waits[FLOOR]
    kinds = [kind for kind in ("wall", "work", "screen") if getattr(floor, kind)]
    heads = {"wall": "kernel, s", "work": "of processors, s", "screen": "on screen, s"}
    rows, missed = [], []
    for name, held in waits.items():
        cells: list[object] = [name, len(held.wall)]
        for kind in kinds:
            took, least = median(getattr(held, kind)), median(getattr(floor, kind))
            cells += [Decimal(f"{took:.2f}"), Decimal(f"{took / least:.2f}")]
            # A time that never came is no number, and meets no target.
            if not took <= MOST_TIMES_FLOOR * least:
                missed.append(f"{name} ({heads[kind].partition(',')[0]})")
        rows.append(cells)
    lines = tabulate(
        ["first explorer", "n", *(head for kind in kinds for head in (heads[kind], "times floor"))],
        rows,
    )
    verdict = f"MISSED by {', '.join(missed)}" if missed else "met by all"
    return "\n".join(
        [
            *lines,
            "",
            f"Target: at most {MOST_TIMES_FLOOR} times the floor (medians): {verdict}.",
            f"The floor: a kernel, its imports ({IMPORTS}), and a widget.",
            f"Other processes took {others:.2f} processors meanwhile.",
            ", ".join(f"{package} {version}" for package, version in versions.items()),
            "",
        ]
    )


def compare(waits: Mapping[str, Waits]) -> list[Comparison]:
    """Return rows of the table of all benchmarks: on screen where that was measured, else in the kernel."""
    kind, where = ("screen", "on screen") if waits[FLOOR].screen else ("wall", "in the kernel")
    floor = median(getattr(waits[FLOOR], kind))
    return [
        Comparison(
            f"first explorer of {name}, {where}",
            1000 * took,
            "the floor: a kernel, its imports and a widget",
            1000 * floor,
            f"at most {MOST_TIMES_FLOOR:g} times the floor",
            took <= MOST_TIMES_FLOOR * floor,
        )
        for name, took in ((name, median(getattr(held, kind))) for name, held in waits.items() if name != FLOOR)
    ]


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print and write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.start_up",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=3, help="starts of each notebook (3)")
    parser.add_argument("--no-screen", action="store_true", help="measure in the kernel alone, without a browser")
    asked = parser.parse_args(words)
    waits = {name: Waits() for name in (FLOOR, *(path.stem for path in NOTEBOOKS))}
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

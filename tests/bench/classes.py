"""What a class takes: memory and processor time per learner, and how long a press takes when others press too.

One kernel stands for one learner. Memory is read after every cell of a notebook has run; a press is a control's new
value sent over the kernel's own socket, and it has taken until the kernel has sent the changed picture. The page's own
work, and the network's, come on top. The server that a hub starts for each learner is measured beside.

    python -m tests.bench.classes
    python -m tests.bench.classes --presses 10 --only 00 --write
"""

from __future__ import annotations

import argparse
import datetime
import math
import platform
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles

import psutil

from tests.bench.kernels import Kernel, read_code
from tests.bench.machine import Neighbours
from tests.bench.report import tabulate
from tests.bench.start_up import NOTEBOOKS, cut_after_first_explorer
from tests.browser.lab import REPOSITORY, Lab

PAGE = REPOSITORY / "site" / "jupyterhub.md"
FILE = REPOSITORY / "build" / "bench" / "classes.md"
BEGIN, END = "<!-- measured: begin; `make bench` measures, `--write` puts it here -->", "<!-- measured: end -->"

CLASSES = (1, 5, 10)
PACES = (1.0, 0.0)
"""Seconds between a picture and the next press: a learner who is quick, and one who holds the key down."""

EXPLORER = "from helpers.explorers import EffectExplorer\n\nexplorer = EffectExplorer()\nexplorer"
CONTROL, VALUES = "responders_ivig", (36, 37)
"""It opens at the second of them, and goes to and fro."""

OPEN_NOTEBOOKS = 3
"""That a learner leaves open at once, for the limit; JupyterLab keeps the kernel of a closed tab."""


@dataclass(frozen=True)
class Learner:
    """One notebook in one kernel after Run All.

    Attributes
    ----------
    what : str
    rss, uss : float
        Memory, MB; the part that is shared with nobody.
    first, whole : float
        Seconds of the processor, up to the first explorer and to the last cell; nan for the server.
    """

    what: str
    rss: float
    uss: float
    first: float = math.nan
    whole: float = math.nan


@dataclass(frozen=True)
class Pace:
    """Presses of some learners at once.

    Attributes
    ----------
    kernels : int
    pause : float
        Seconds between a picture and the next press of the same learner.
    seconds : list of float
        Of each press.
    work : float
        Seconds of the processor that a kernel took for a press, on average.
    """

    kernels: int
    pause: float
    seconds: list[float]
    work: float


@dataclass
class Pressed:
    """A kernel, the id of the control that is pressed in it, and how often it was."""

    kernel: Kernel
    control: str
    presses: int = 0

    def press(self) -> float:
        """Set the control to its other value and return the seconds until the picture is there."""
        value = VALUES[self.presses % 2]
        self.presses += 1
        return self.kernel.set_value(self.control, value)


def measure_server() -> Learner:
    """Return the memory of one JupyterLab server that answers."""
    with Lab():
        [server] = [child for child in psutil.Process().children() if "jupyterlab" in child.cmdline()]
        memory = server.memory_full_info()
        return Learner("server (JupyterLab)", memory.rss / 1e6, memory.uss / 1e6, math.nan, sum(server.cpu_times()[:2]))


def measure_notebook(path: Path) -> Learner:
    """Run all cells of a notebook in one kernel."""
    cells = read_code(path)
    until = len(cut_after_first_explorer(cells))
    first = math.nan
    with tempfile.TemporaryDirectory() as folder, Kernel(Path(folder)) as kernel:
        for place, cell in enumerate(cells, start=1):
            kernel.run(cell)
            if place == until:
                first = kernel.spent.work
        return Learner(path.stem, *kernel.measure_memory(), first, kernel.spent.work)


def measure_pace(kernels: Sequence[Pressed], pause: float, presses: int) -> Pace:
    """Let all kernels be pressed at once, each by a learner of its own.

    Parameters
    ----------
    kernels
        One for each learner.
    pause
        Seconds between a picture and the next press.
    presses
        Of each learner.
    """
    seconds: list[float] = []
    faults: list[Exception] = []

    def press(pressed: Pressed, order: random.Random) -> None:
        try:
            # Nobody starts at the same moment as the others.
            time.sleep(order.uniform(0, pause))
            for _ in range(presses):
                seconds.append(pressed.press())
                time.sleep(pause)
        except Exception as fault:
            faults.append(fault)

    before = sum(pressed.kernel.spent.work for pressed in kernels)
    learners = [
        threading.Thread(target=press, args=(pressed, random.Random(place))) for place, pressed in enumerate(kernels)
    ]
    for learner in learners:
        learner.start()
    for learner in learners:
        learner.join()
    if faults:
        raise faults[0]
    work = sum(pressed.kernel.spent.work for pressed in kernels) - before
    return Pace(len(kernels), pause, seconds, work / len(seconds))


def measure_paces(presses: int) -> list[Pace]:
    """Return the presses of each size of class at each pace."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ready = []
        for _ in range(max(CLASSES)):
            kernel = stack.enter_context(Kernel(Path(folder)))
            kernel.run(EXPLORER)
            asked = {"control": f"explorer._controls[{CONTROL!r}].model_id", "frame": "explorer._frame.model_id"}
            ids = kernel.run("pass", asked)
            kernel.open_frame(ids["frame"])
            ready.append(Pressed(kernel, ids["control"]))
            for _ in range(4):
                ready[-1].press()
        return [measure_pace(ready[:size], pause, presses) for pause in PACES for size in CLASSES]


def suggest(learners: Sequence[Learner]) -> dict[str, int]:
    """Return what a hub should promise and allow, MB, rounded up: the server with one notebook, and with three."""
    server, *notebooks = learners
    most = max(learner.rss for learner in notebooks)

    def round_up(megabytes: float) -> int:
        return 64 * math.ceil(megabytes / 64)

    return {
        "guarantee": round_up(server.rss + most),
        # Half as much again, for what a learner writes into cells of their own.
        "limit": round_up(1.5 * (server.rss + OPEN_NOTEBOOKS * most)),
    }


def describe(learners: Sequence[Learner], paces: Sequence[Pace], others: float) -> str:
    """Return the tables, what follows from them, and on what machine they were measured."""
    hub = suggest(learners)
    lines = [
        *tabulate(
            ["what one learner runs", "memory, MB", "its own, MB", "processor to first explorer, s", "to the end, s"],
            [
                [row.what, *(_round(value) for value in (row.rss, row.uss)), _round(row.first, 1), _round(row.whole, 1)]
                for row in learners
            ],
        ),
        "",
        *tabulate(
            [
                "learners who press at once",
                "pause, s",
                "presses",
                "median, ms",
                "95 of 100 within, ms",
                "processor, ms",
            ],
            [
                [
                    Decimal(pace.kernels),
                    Decimal(str(pace.pause)),
                    len(pace.seconds),
                    _round(1000 * median(pace.seconds)),
                    _round(1000 * quantiles(pace.seconds, n=20)[-1]),
                    _round(1000 * pace.work, 1),
                ]
                for pace in paces
            ],
        ),
        "",
        f"From these: promise {hub['guarantee']} MB a learner (the server and the largest notebook), and allow "
        f"{hub['limit']} MB (the server and {OPEN_NOTEBOOKS} notebooks left open, and half as much again).",
        "",
        f"Measured on {datetime.date.today()}: {psutil.cpu_count()} processors, "
        f"{psutil.virtual_memory().total / 1e9:.0f} GB, {platform.system()}, Python {platform.python_version()}. "
        f"Other processes took {others:.2f} of the processors meanwhile.",
    ]
    return "\n".join(lines) + "\n"


def write_page(text: str, hub: Mapping[str, int], page: Path = PAGE) -> None:
    """Put the tables between the marks of the page on JupyterHub, and what follows from them into its settings."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    for name, megabytes in hub.items():
        after = re.sub(rf"(\n    {name}: )\d+M\n", rf"\g<1>{megabytes}M\n", after)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8", newline="\n")


def _round(value: float, digits: int = 0) -> Decimal | str:
    return "-" if math.isnan(value) else Decimal(f"{value:.{digits}f}")


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print and write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.classes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--presses", type=int, default=40, help="presses of each learner at each pace (40)")
    parser.add_argument("--only", default="", help="notebooks whose names start so, as in 02")
    parser.add_argument("--write", action="store_true", help="put the tables on the page site/jupyterhub.md too")
    asked = parser.parse_args(words)
    neighbours = Neighbours()
    chosen = [path for path in NOTEBOOKS if path.name.startswith(asked.only)]
    learners = [measure_server(), *map(measure_notebook, chosen)]
    text = describe(learners, measure_paces(asked.presses), neighbours.find_share())
    sys.stdout.write(text)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text, encoding="utf-8")
    if asked.write:
        write_page(text, suggest(learners))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

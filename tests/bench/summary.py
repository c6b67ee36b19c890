"""One table of all benchmarks that have run: our time, the rival's by name, and what was asked.

Each benchmark keeps its rows beside its own report; this puts together what lies there.

    python -m tests.bench.summary
"""

from __future__ import annotations

import datetime
import json
import math
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from tests.bench.report import tabulate

FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"
KEPT = "comparisons"
ORDER = ("models", "power", "marking", "explorers", "start_up")
PACKAGES = ("jupyterlab", "ipywidgets", "matplotlib", "numpy", "pandas", "scipy")


@dataclass(frozen=True)
class Comparison:
    """One question, our time and a rival's.

    Attributes
    ----------
    question : str
    ours, theirs : float
        Milliseconds; not a number where there is no rival.
    rival : str
        With its version, or what it is.
    target : str
        What was asked of us, in words; empty where nothing was.
    is_met : bool
        Whether that is so.
    """

    question: str
    ours: float
    rival: str = "-"
    theirs: float = math.nan
    target: str = ""
    is_met: bool = True

    def to_cells(self) -> list[str]:
        """Return the row of the table."""
        ratio = "-" if math.isnan(self.theirs) else f"{self.theirs / self.ours:.3g}"
        verdict = f"{self.target}: {'met' if self.is_met else 'MISSED'}" if self.target else "-"
        return [self.question, _write(self.ours), self.rival, _write(self.theirs), ratio, verdict]


def keep(name: str, comparisons: Sequence[Comparison], text: str, folder: Path = FOLDER) -> None:
    """Write the report of one benchmark, and its rows for the table of all."""
    kept = folder / KEPT
    kept.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    # JSON has no word for what is not a number.
    rows = [{key: value for key, value in asdict(one).items() if value == value} for one in comparisons]
    content = {"day": str(datetime.date.today()), "rows": rows}
    (kept / f"{name}.json").write_text(json.dumps(content, indent=1), encoding="utf-8")


def gather(folder: Path = FOLDER) -> str:
    """Return the table of what was kept, in the order of the benchmarks, and what has not run."""
    comparisons, notes = [], []
    for name in ORDER:
        place = folder / KEPT / f"{name}.json"
        if place.is_file():
            content = json.loads(place.read_text(encoding="utf-8"))
            comparisons += [Comparison(**row) for row in content["rows"]]
            notes.append(f"{name} {content['day']}")
        else:
            notes.append(f"{name} not run")
    return "\n".join(
        [
            "# All benchmarks",
            "",
            *tabulate_comparisons(comparisons),
            "",
            f"Measured: {', '.join(notes)}.",
            f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in PACKAGES)}; "
            f"{os.cpu_count()} processors.",
            "",
        ]
    )


def tabulate_comparisons(comparisons: Sequence[Comparison]) -> list[str]:
    """Return the lines of the table, and how many targets are met."""
    asked = [one for one in comparisons if one.target]
    return [
        *tabulate(
            ["question", "ours", "rival", "the rival's", "times faster than the rival", "target"],
            [one.to_cells() for one in comparisons],
        ),
        "",
        f"{sum(one.is_met for one in asked)} of {len(asked)} targets met.",
    ]


def _write(milliseconds: float) -> str:
    if math.isnan(milliseconds):
        return "-"
    if milliseconds >= 1e6:
        return f"{milliseconds / 3.6e6:.3g} h"
    return f"{milliseconds / 1000:.3g} s" if milliseconds >= 1000 else f"{milliseconds:.3g} ms"


def main() -> int:
    """Print the table, and write build/bench/summary.md."""
    text = gather()
    sys.stdout.write(text)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "summary.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

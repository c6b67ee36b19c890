"""What was measured, as a table, and beside the design's targets."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.kernel_side import Setting
from tests.bench.page import BURST_PRESSES, Subject

FLOOR = "bare echo"
USUAL = "interact + seaborn"
LEAST = "interact + seaborn, two bars alone"

PACKAGES = ("jupyterlab", "ipywidgets", "matplotlib", "seaborn")

MOST_TIMES_ECHO = {True: 1.5, False: 2.5}
LEAST_TIMES_FASTER = {True: 3.0, False: 2.0}
"""By whether the axes are fixed, or panels or counts change; beside `USUAL`. `LEAST` is told, and sets no target."""

MOST_MS = 150
MOST_BURST_MS = 100


@dataclass(frozen=True)
class Row:
    """One way of drawing in the table; times in ms, ratios of medians."""

    label: str
    n: int
    median: float
    p95: float
    times_echo: float
    times_faster_than_usual: float
    times_faster_than_least: float
    burst_lag_beyond_echo: float
    redraws_in_burst: float
    first: float
    lost: int


@dataclass(frozen=True)
class Verdict:
    """One target of one explorer, and what its worst control reached."""

    explorer: str
    target: str
    reached: float
    met: bool

    def __str__(self) -> str:
        return f"{self.explorer}: {self.target}: {self.reached:.4g}, {'met' if self.met else 'MISSED'}"


@dataclass(frozen=True)
class Report:
    """A whole run.

    Attributes
    ----------
    subjects
        What was measured in the page; the rivals are among them.
    settings
        Explorer -> what each of its controls costs in the kernel.
    versions
        Name -> version.
    others
        How many processors other programs took meanwhile, on average.
    """

    subjects: Sequence[Subject]
    settings: dict[str, list[Setting]]
    versions: dict[str, str]
    others: float

    @property
    def rows(self) -> list[Row]:
        """One row a subject, in the order in which they stood in the page."""
        floor, *rivals = (self._find(name) for name in (FLOOR, USUAL, LEAST))
        floor_ms, usual_ms, least_ms = (_median(rival.presses) for rival in (floor, *rivals))
        return [
            Row(
                subject.label,
                len(subject.presses),
                _median(subject.presses),
                find_p95(subject.presses),
                _median(subject.presses) / floor_ms,
                usual_ms / _median(subject.presses),
                least_ms / _median(subject.presses),
                _median(subject.lags) - _median(floor.lags),
                _median(subject.redraws),
                math.nan if subject.first is None else subject.first,
                subject.lost,
            )
            for subject in self.subjects
        ]

    def rows_by_owner(self) -> dict[str, list[Row]]:
        """Return the rows of each rival and of each explorer."""
        found: dict[str, list[Row]] = {}
        for row, subject in zip(self.rows, self.subjects, strict=True):
            found.setdefault(subject.owner, []).append(row)
        return found

    @property
    def verdicts(self) -> list[Verdict]:
        """The targets of each explorer, held against its worst control."""
        rows = self.rows_by_owner()
        return [
            verdict
            for name, settings in self.settings.items()
            for verdict in judge(name, rows.get(name, []), fixed=all(setting.fixed for setting in settings))
        ]

    def to_markdown(self) -> str:
        """Return all of it as one page."""
        machine = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        return "\n".join(
            [
                "# Key press to painted change",
                "",
                *tabulate(
                    ["way of drawing", "n", "median ms", "p95 ms", "x echo", f"x faster than {USUAL}", "two bars"]
                    + ["burst lag beyond echo ms", f"redraws of {BURST_PRESSES}", "first press ms", "lost"],
                    [[*asdict(row).values()] for row in self.rows],
                ),
                "",
                f"{machine}; {os.cpu_count()} processors, of which other programs took {self.others:.2f} meanwhile.",
                "",
                "# In the kernel, without the page (medians, ms of the processor)",
                "",
                *tabulate(
                    ["explorer", "compute", "update", "draw + encode", "together", "slowest control"]
                    + ["its redraw", "new background"],
                    [_sum_up(name, settings) for name, settings in self.settings.items()],
                ),
                "",
                "# Targets",
                "",
                *(f"- {verdict}" for verdict in self.verdicts),
                *(f"- {label}" for label in self._list_unmeasured()),
                "",
            ]
        )

    def write(self, folder: Path) -> None:
        """Write explorers.json, all that was measured, into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        content = {
            "rows": [asdict(row) for row in self.rows],
            "verdicts": [asdict(verdict) for verdict in self.verdicts],
            "versions": self.versions,
            "processors": os.cpu_count(),
            "others": self.others,
            "subjects": [asdict(subject) for subject in self.subjects],
            "settings": {name: [asdict(setting) for setting in all_] for name, all_ in self.settings.items()},
        }
        (folder / "explorers.json").write_text(json.dumps(_spell_out(content), indent=1), encoding="utf-8")

    def _find(self, owner: str) -> Subject:
        return next(subject for subject in self.subjects if subject.owner == owner)

    def _list_unmeasured(self) -> list[str]:
        return [
            f"{setting.explorer}: {setting.name} has no keys or no second picture here, and was not measured."
            for settings in self.settings.values()
            for setting in settings
            if setting.walk is None
        ]


def judge(name: str, rows: Sequence[Row], *, fixed: bool) -> list[Verdict]:
    """Hold an explorer's worst control against the targets.

    A missing measurement is not a number, and meets no target.

    Parameters
    ----------
    name
        The explorer.
    rows
        Its controls.
    fixed
        Whether its axes are fixed; else panels or counts change.
    """

    def judge_most(target: str, values: Sequence[float], most: float) -> Verdict:
        worst = _worst(values)
        return Verdict(name, f"{target} at most {most:g}", worst, worst <= most)

    faster = -_worst([-row.times_faster_than_usual for row in rows])
    least = LEAST_TIMES_FASTER[fixed]
    verdicts = [
        judge_most(
            f"{'fixed axes' if fixed else 'axes change'}, times the echo",
            [r.times_echo for r in rows],
            MOST_TIMES_ECHO[fixed],
        ),
        Verdict(name, f"times faster than {USUAL} at least {least:g}", faster, faster >= least),
        judge_most("p95, ms,", [row.p95 for row in rows], MOST_MS),
    ]
    # Only sliders have bursts; one whose bursts were all lost has lost something.
    lags = [row.burst_lag_beyond_echo for row in rows if row.lost or not math.isnan(row.burst_lag_beyond_echo)]
    if lags:
        verdicts.append(judge_most(f"after {BURST_PRESSES} presses, ms beyond the echo's lag,", lags, MOST_BURST_MS))
    return verdicts


def find_p95(values: Sequence[float]) -> float:
    """Return the value that 95 % do not exceed (nearest rank); not a number if there are none.

    >>> find_p95(range(1, 101)), find_p95([7.0])
    (95, 7.0)
    """
    return sorted(values)[math.ceil(0.95 * len(values)) - 1] if values else math.nan


def list_versions(*, chromium: str) -> dict[str, str]:
    """Return the versions of what takes part."""
    return {package: version(package) for package in PACKAGES} | {"chromium": chromium}


def _median(values: Sequence[float]) -> float:
    return median(values) if values else math.nan


def _spell_out(content: Any) -> Any:
    """Return `content` with null for what is not a number: JSON has no word for that."""
    if isinstance(content, dict):
        return {name: _spell_out(value) for name, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_spell_out(value) for value in content]
    return None if isinstance(content, float) and math.isnan(content) else content


def _worst(values: Sequence[float]) -> float:
    return math.nan if not values or any(map(math.isnan, values)) else max(values)


def _sum_up(name: str, settings: Sequence[Setting]) -> list[object]:
    def pool(part: str) -> float:
        return _median([value for setting in settings for value in getattr(setting.costs, part)])

    parts = [pool(part) for part in ("compute", "update", "encode")]
    slowest = max(settings, key=lambda setting: setting.costs.total)
    return [name, *parts, sum(parts), slowest.name, slowest.costs.total, pool("background")]


def tabulate(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the lines of a Markdown table, words to the left and numbers to the right."""
    cells = [[*heads], *([_format(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    numeric = [any(not isinstance(row[column], str) for row in rows) for column in range(len(heads))]
    lines = [
        "| "
        + " | ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numeric, strict=True)
        )
        + " |"
        for row in cells
    ]
    rule = (
        "|"
        + "|".join("-" * (width + 1) + (":" if number else "-") for width, number in zip(widths, numeric, strict=True))
        + "|"
    )
    return [lines[0], rule, *lines[1:]]


def _format(cell: object) -> str:
    if not isinstance(cell, float):
        return str(cell)
    return "-" if math.isnan(cell) else f"{cell:.1f}"

"""Exact power and the smallest number of patients, beside statsmodels' approximation and a simulation.

The three do not answer alike. The approximation is instant and off by what the table shows. A simulation of equal
accuracy is out of reach: with an error below 1e-10 it would need some 1e19 trials. So it is given as many as make its
standard error 0.05 percentage points, which nearly settles the first decimal of a percentage. Where it is not run at
that length, the time of fewer trials is scaled, and the table says so; scipy takes Fisher's test one trial at a time,
and who lists its region first, as we do, is faster. Our times are cold: what is kept is thrown away first.

    python -m tests.bench.power
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

import numpy as np
from scipy.stats import fisher_exact
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import power_proportions_2indep, proportion_effectsize

from helpers.models import rejection_chance, rejection_limits
from helpers.models.power import exact_power, sample_size
from tests.bench.summary import Comparison, keep

STANDARD_ERROR = 0.0005
"""Of a simulated power, as a fraction."""
PACKAGES = ("numpy", "scipy", "statsmodels")

POWERS = (("pooled_z", 20), ("fisher", 150))
"""Test, and the most ms that its power with 500 patients per arm may take."""
ARM, RATES = 500, (0.5, 0.42)
SEARCHES = (("pooled_z", 0.61, 0.44), ("fisher", 0.64, 0.44), ("pooled_z", 0.55, 0.45), ("fisher", 0.55, 0.45))
TARGETS = (0.8, 0.8, 0.9, 0.9)
"""Test and rates of four searches, and the power aimed at; the last two are the hardest that the explorer can ask."""
MOST_SEARCH_MS = 100


@dataclass(frozen=True)
class Row:
    """One question: what three ways answer, and how long each took, ms of the processor.

    Attributes
    ----------
    question : str
    exact, approximate : float
        Our answer and that of statsmodels: a power as a fraction, or patients per arm.
    exact_ms, approximate_ms, simulated_ms : float
    trials : int
        Simulated for a standard error of `STANDARD_ERROR`, all numbers of patients together.
    is_scaled : bool
        Whether the simulation's time is scaled from fewer trials.
    most_ms : float
        The target for `exact_ms`.
    """

    question: str
    exact: float
    approximate: float
    exact_ms: float
    approximate_ms: float
    simulated_ms: float
    trials: int
    is_scaled: bool
    most_ms: float

    @property
    def is_met(self) -> bool:
        """Whether the target is met."""
        return self.exact_ms <= self.most_ms

    def to_comparison(self) -> Comparison:
        """Return the row of the table of all benchmarks: the simulation is the rival."""
        scaled = ", scaled" if self.is_scaled else ""
        rival = f"{self.trials:.3g} simulated trials (numpy {version('numpy')}{scaled})"
        target = f"at most {self.most_ms:g} ms"
        return Comparison(self.question, self.exact_ms, rival, self.simulated_ms, target, self.is_met)

    def to_cells(self) -> list[str]:
        """Return the row of the table."""
        return [
            self.question,
            f"{self.exact:.6g}",
            f"{self.approximate:.6g}",
            f"{self.exact_ms:.3g}",
            f"{self.most_ms:g} {'met' if self.is_met else 'MISSED'}",
            f"{self.approximate_ms:.3g}",
            f"{self.trials:.3g}",
            f"{self.simulated_ms:.3g}{' (scaled)' if self.is_scaled else ''}",
            f"{self.simulated_ms / self.exact_ms:.3g}",
            f"{self.exact_ms / self.approximate_ms:.3g}",
        ]


def measure(*, repeats: int = 7, simulated: int = 1_000_000, fishers: int = 2000, seed: int = 1) -> list[Row]:
    """Answer each question in the three ways, and clock them.

    Parameters
    ----------
    repeats
        Of our way and the approximation; their medians count.
    simulated, fishers
        Most trials to simulate for pooled z, and for Fisher's test, which scipy takes one by one.
    seed
        Of the simulation.
    """
    rows = []
    for test, most_ms in POWERS:
        power, exact_ms = _clock(lambda test=test: exact_power(ARM, ARM, *RATES, test=test).power, repeats)
        normal, approximate_ms = _clock(lambda: _approximate_power(ARM, *RATES), repeats)
        trials = _count_trials(power)
        run = min(trials, fishers if test == "fisher" else simulated)
        _, simulated_ms = _clock(lambda test=test, run=run: simulate_power(test, ARM, *RATES, run, seed), 1)
        question = f"power, {ARM} per arm, {_name(test, *RATES)}"
        rows.append(
            Row(
                question,
                power,
                normal,
                exact_ms,
                approximate_ms,
                simulated_ms * trials / run,
                trials,
                run < trials,
                most_ms,
            )
        )
    for (test, p, q), power in zip(SEARCHES, TARGETS, strict=True):
        plan, exact_ms = _clock(
            lambda test=test, p=p, q=q, power=power: sample_size(p, q, power=power, method="exact", test=test), repeats
        )
        normal, approximate_ms = _clock(lambda p=p, q=q, power=power: _approximate_patients(p, q, power), repeats)
        # A simulation has to look at as many numbers of patients; the time is that at the answer, for each of them.
        looked_at, each = max(2 * plan.n_per_arm, plan.n_per_arm + 200), _count_trials(plan.power)
        run = min(each, fishers if test == "fisher" else simulated)
        _, run_ms = _clock(
            lambda test=test, p=p, q=q, n=plan.n_per_arm, run=run: simulate_power(test, n, p, q, run, seed), 1
        )
        simulated_ms = run_ms * each / run * looked_at
        question = f"patients per arm for {100 * power:g} %, {_name(test, p, q)}"
        rows.append(
            Row(
                question,
                plan.n_per_arm,
                normal,
                exact_ms,
                approximate_ms,
                simulated_ms,
                each * looked_at,
                True,
                MOST_SEARCH_MS,
            )
        )
    return rows


def simulate_power(test: str, n: int, p: float, q: float, trials: int, seed: int) -> float:
    """Return the share of simulated trials whose p is below 0.05."""
    generator = np.random.default_rng(seed)
    x, y = generator.binomial(n, p, trials), generator.binomial(n, q, trials)
    if test == "fisher":
        return float(np.mean([fisher_exact([[a, n - a], [b, n - b]]).pvalue < 0.05 for a, b in zip(x, y, strict=True)]))
    total = x + y
    return float(np.mean(2 * n * (x - y) ** 2 > 3.8414588206941285 * total * (2 * n - total)))


def to_markdown(rows: Sequence[Row]) -> str:
    """Return the table with the versions below it."""
    header = ["question", "exact", "statsmodels", "exact ms, cold", "target ms", "statsmodels ms"]
    header += ["trials to simulate", "simulation ms", "x faster than simulation", "x slower than statsmodels"]
    lines = [" | ".join(cells) for cells in (header, ["---"] * len(header), *(row.to_cells() for row in rows))]
    machine = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return "\n".join(
        [
            "# Power and sample size",
            "",
            *(f"| {line} |" for line in lines),
            "",
            "Medians of the processor's time. The exact answer is right to 1e-10; the simulation has a standard error "
            f"of {100 * STANDARD_ERROR:g} percentage points, and an error as small as ours would take about 1e19 "
            "trials. scipy takes Fisher's test one trial at a time. "
            "statsmodels' answer is an approximation: of the power by pooled z, of the patients by arcsines.",
            "",
            f"Python {platform.python_version()}, {machine}; {os.cpu_count()} processors.",
            "",
        ]
    )


def _clock(work: Callable[[], float], repeats: int) -> tuple[float, float]:
    times = []
    for _ in range(repeats):
        for kept in (
            rejection_chance.list_chances_by_size,
            rejection_limits._list_fisher_limits,
            rejection_limits._list_pooled_z_limits,
        ):
            kept.cache_clear()
        start = time.thread_time()
        answer = work()
        times.append(1000 * (time.thread_time() - start))
    return answer, median(times)


def _count_trials(power: float) -> int:
    return math.ceil(power * (1 - power) / STANDARD_ERROR**2)


def _approximate_power(n: int, p: float, q: float) -> float:
    return float(power_proportions_2indep(p - q, q, n).power)


def _approximate_patients(p: float, q: float, power: float) -> float:
    return float(NormalIndPower().solve_power(proportion_effectsize(p, q), power=power, alpha=0.05))


def _name(test: str, p: float, q: float) -> str:
    return f"{'pooled z' if test == 'pooled_z' else 'Fisher'}, {100 * p:g} v {100 * q:g} %"


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and write build/bench/power.md."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.power", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=7, help="of what is clocked; the median counts (7)")
    rows = measure(repeats=parser.parse_args(words).repeats)
    text = to_markdown(rows)
    sys.stdout.write(text)
    keep("power", [row.to_comparison() for row in rows], text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

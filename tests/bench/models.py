"""The score of 100 000 patients beside a loop over rows, and an invented cohort beside an integer program.

The loop is the rival that most would write: pandas' `itertuples`, and a plain function that scores one patient from the
same table, without our checks. The program finds scores that meet the totals of both arms and nothing else: no
measures, no antibodies, and the same scores every time.

    python -m tests.bench.models
"""

from __future__ import annotations

import argparse
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from helpers.evidence import synthetic_cohort
from helpers.models.cohort import reconstruct_cohort
from helpers.models.cohort_scores import draw_scores
from helpers.models.cohort_totals import ArmTotals, list_bars, read_totals
from helpers.models.tis_frame import score_patients
from helpers.models.tis_scale import RESOLUTION, Scale, build_scales
from tests.bench.summary import Comparison, keep, tabulate_comparisons

PATIENTS = 100_000
MOST_COHORT_MS = 5000
"""What issue 6 allows for a cohort of another seed."""
SEEDS = range(1, 21)
STEP, HIGHEST = 2.5, 100
"""TIS points: every score is a multiple of the first."""


def measure_all(*, patients: int = PATIENTS, repeats: int = 5, seeds: Sequence[int] = SEEDS) -> list[Comparison]:
    """Clock each question, in milliseconds of the processor.

    Parameters
    ----------
    patients
        Rows to score, drawn with replacement from the synthetic cohort.
    repeats
        Of what is clocked; medians count, but of the cohorts, where the slowest does.
    seeds
        Of the cohorts.
    """
    frame = synthetic_cohort().sample(patients, replace=True, random_state=1, ignore_index=True)
    totals = read_totals()
    cohorts = [clock(lambda seed=seed: reconstruct_cohort(seed), 1) for seed in seeds]
    generator = np.random.default_rng(1)
    return [
        Comparison(
            f"TIS of {patients} patients",
            clock(lambda: score_patients(frame), repeats),
            f"a loop over rows (pandas {version('pandas')} itertuples)",
            clock(lambda: score_in_a_loop(frame), 1),
        ),
        Comparison(
            "scores of both arms that meet their totals",
            clock(lambda: [draw_scores(arm, generator) for arm in totals.arms], repeats),
            f"one solution by integer programming (scipy {version('scipy')} milp, HiGHS)",
            clock(lambda: [solve_scores(arm) for arm in totals.arms], repeats),
        ),
        Comparison(
            f"a whole cohort, the slowest of {len(cohorts)}",
            max(cohorts),
            target=f"at most {MOST_COHORT_MS / 1000:g} s",
            is_met=max(cohorts) <= MOST_COHORT_MS,
        ),
    ]


def clock(work: Callable[[], Any], repeats: int) -> float:
    """Return the median of the milliseconds of the processor that `work` takes."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(1000 * (time.process_time() - start))
    return median(times)


def score_in_a_loop(frame: pd.DataFrame) -> list[float]:
    """Return the total scores, one patient after the other."""
    scales = build_scales()
    return [score_row(row._asdict(), scales) for row in frame.itertuples(index=False)]


def score_row(row: Mapping[str, Any], scales: Mapping[str, Scale]) -> float:
    """Return the total score of one patient, from the table and without checks."""
    total = 0.0
    for measure, scale in scales.items():
        before, after = (round(row[f"{measure}_{visit}"] * RESOLUTION) for visit in ("baseline", "week16"))
        total += scale.points[bisect_left(scale.edges, scale.measure_improvement(before, after))]
    return total


def solve_scores(arm: ArmTotals) -> np.ndarray:
    """Return scores with the categories, the printed mean and the printed SD of an arm, lowest first.

    One variable a score: how many patients have it. Given their sum, the sum of squares is linear in these too.
    """
    scores = np.arange(0, HIGHEST + STEP, STEP)
    bars = list_bars()
    kinds = np.searchsorted(bars, scores, side="right")
    categories = np.array([kinds == place for place in range(len(bars) + 1)], dtype=float)
    half_sd = 0.5 * 10.0 ** -len(arm.sd.partition(".")[2])
    for total in np.arange(0, HIGHEST * arm.patients, STEP):
        # 21.25 is printed 21.2: how a mean is printed decides, not its distance.
        if f"{total / arm.patients:.{len(arm.mean.partition('.')[2])}f}" != arm.mean:
            continue
        squares = [
            (arm.patients - 1) * (float(arm.sd) + side * half_sd) ** 2 + total**2 / arm.patients for side in (-1, 1)
        ]
        found = milp(
            np.zeros(len(scores)),
            constraints=[
                LinearConstraint(categories, arm.categories, arm.categories),
                LinearConstraint(scores, total, total),
                LinearConstraint(scores**2, *squares),
            ],
            integrality=np.ones(len(scores)),
            bounds=Bounds(0, arm.patients),
        )
        if found.success:
            return np.repeat(scores, np.rint(found.x).astype(int))
    raise RuntimeError(f"HiGHS found no scores for {arm.arm}")


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and write build/bench/models.md."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.models", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=5, help="of what is clocked; the median counts (5)")
    rows = measure_all(repeats=parser.parse_args(words).repeats)
    text = "\n".join([*tabulate_comparisons(rows), ""])
    sys.stdout.write(text)
    keep("models", rows, text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

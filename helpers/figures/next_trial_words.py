"""What the picture of the next trial under three truths shows, and what it says in words and in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import print_count, print_points
from helpers.models.rendering import format_number, print_percent
from helpers.models.simulated_trials import SimulatedTrials

TRUTHS = ("no effect", "half", "planned")
"""Rows from the top: what is true of the drug, as a part of the planned effect."""
HALF = TRUTHS.index("half")
NAMES = {"pooled_z": "chi-squared test", "fisher": "Fisher's exact test"}
"""Pooled z without a correction is the chi-squared test."""
REACHES = (25, 50, 100)
"""Percentage points at the last tick of the axis of estimates; see `NextTrial.reach`."""
ENDS = (-0.6, 1.05)
"""Of that axis, as parts of its reach: a bar around +100 points of ten patients has room."""
BARS = 50
"""Of estimates, about, from 0 to the right end."""
SURE = 4
"""Standard errors of a difference within which nearly every estimate falls."""


@dataclass(frozen=True)
class NextTrial:
    """What the picture shows.

    Attributes
    ----------
    runs : tuple of SimulatedTrials
        One for each of `TRUTHS`: the same plan, test and number of trials.
    provenance : Provenance
    """

    runs: tuple[SimulatedTrials, ...]
    provenance: Provenance

    @property
    def plan(self) -> SimulatedTrials:
        """The run under the planned effect; what all runs share can be read from it."""
        return self.runs[-1]

    @property
    def reach(self) -> int:
        """The least of `REACHES` that holds nearly all estimates of this plan, however many trials are drawn."""
        # Two proportions of n patients each: their difference has its largest variance at a half.
        farthest = 100 * (self.plan.true_difference + SURE * np.sqrt(0.5 / self.plan.n_control))
        return next((reach for reach in REACHES if reach >= farthest), REACHES[-1])


@dataclass(frozen=True)
class Bars:
    """How many trials estimate what.

    Attributes
    ----------
    edges : ndarray of float, shape (bars + 1,)
        Observed differences, as fractions.
    every, rejecting : ndarray of int, shape (bars,)
        Trials in each bar, and those of them that reject.
    """

    edges: np.ndarray
    every: np.ndarray
    rejecting: np.ndarray


def count_bars(run: SimulatedTrials, reach: int) -> Bars:
    """Sort the trials of a run by their observed difference.

    With n patients in each arm a difference is a whole number of nths. Each bar holds as many of them as any other:
    else every third bar of a small trial would stand out for no reason but its width. What chance shows beyond the ends
    of the axis is counted in its outermost bar.
    """
    n = run.n_control
    held = max(1, int(np.ceil(n * reach / (100 * BARS) - 1e-9)))
    bar = np.floor_divide(2 * np.rint(run.differences * n).astype(int) + held, 2 * held)
    lowest, highest = (end * reach * n / (100 * held) for end in ENDS)
    bar = np.clip(bar, int(np.ceil(lowest + 0.5)), int(np.floor(highest - 0.5)))
    first, bars = bar.min(), np.ptp(bar) + 1
    edges = (held * (first + np.arange(bars + 1)) - held / 2) / n
    every, rejecting = (np.bincount(chosen - first, minlength=bars) for chosen in (bar, bar[run.rejected]))
    return Bars(edges, every, rejecting)


def print_rates(run: SimulatedTrials) -> str:
    """Write what is true on drug and placebo, to a half per cent."""
    return " v ".join(f"{100 * rate:.10g}" for rate in (run.p_treatment, run.p_control)) + " %"


def print_error(run: SimulatedTrials) -> str:
    """Write the Monte Carlo error in percentage points, two decimals."""
    return format_number(100 * run.monte_carlo_error, 2)


def write_title(shown: NextTrial) -> str:
    """Say in two lines how often the plan rejects under each truth."""
    none, half, planned = (print_percent(run.rejection_rate) for run in shown.runs)
    return f"Planned effect: {planned} of trials reject;\nhalf of it: {half}; no effect: {none}"


def write_setting(shown: NextTrial) -> str:
    """Name what the three rows share."""
    plan = shown.plan
    return (
        f"Drug v placebo, {plan.n_control} per arm, {NAMES[plan.test]}\n"
        f"{print_count(plan.trials)} trials for each truth, draw {plan.seed}"
    )


def name_rows(shown: NextTrial) -> list[str]:
    """Name the rows of the upper panel: the truth and its rates."""
    return [f"{truth}: {print_rates(run)}" for truth, run in zip(TRUTHS, shown.runs, strict=True)]


def name_estimates(shown: NextTrial) -> list[str]:
    """Name the rows of the lower panel: the truth and its difference."""
    return [f"{truth}: {print_points(run.true_difference, 1)}" for truth, run in zip(TRUTHS, shown.runs, strict=True)]


def write_rates(shown: NextTrial) -> list[str]:
    """Return the rejection rate of each row, and what it is exactly."""
    return [f"{print_percent(run.rejection_rate)} ({print_percent(run.exact_rate)})" for run in shown.runs]


def write_means(shown: NextTrial) -> list[str]:
    """Return the mean of the rejecting trials in favour of the drug of each row."""
    return [f"▲ {print_points(run.mean_favourable, 1)}" if run.favourable else "none" for run in shown.runs]


def read_next_trial(shown: NextTrial) -> str:
    """Return the sentence below the picture."""
    none, half, planned = shown.runs
    return (
        f"Of {print_count(half.trials)} invented trials at half the planned effect ({print_rates(half)}) "
        f"{print_percent(half.rejection_rate)} reject: {_read_error(half)}, exactly {print_percent(half.exact_rate)}. "
        f"{_read_estimates(half)} No effect: {print_percent(none.rejection_rate)}; planned: "
        f"{print_percent(planned.rejection_rate)} ({half.n_control} per arm, {NAMES[half.test]}, draw {half.seed})."
    )


def describe_next_trial(shown: NextTrial) -> str:
    """Return the alternative text."""
    upper = "; ".join(
        f"{name}: {print_percent(run.rejection_rate)} ({_print_interval(run)}), Monte Carlo error {print_error(run)} "
        f"points, exactly {print_percent(run.exact_rate)}"
        for name, run in zip(name_rows(shown), shown.runs, strict=True)
    )
    lower = "; ".join(
        f"{name} true, " + (f"{_print_mean(run)} in {print_count(run.favourable)}" if run.favourable else "none")
        for name, run in zip(name_estimates(shown), shown.runs, strict=True)
    )
    return (
        f"Invented trials under three truths. {'; '.join(write_setting(shown).splitlines())}. Above, a dot with its "
        f"95 % interval for the share that rejects at p < 0.05, a tick for the exact share: {upper}. Below, bars for "
        f"the differences that the trials show, dark where p < 0.05, dashed lines at the truth, and triangles at the "
        f"mean of the trials that reject in favour of the drug: {lower}."
    )


def tabulate_next_trial(shown: NextTrial) -> pd.DataFrame:
    """Return the numbers of the picture, one truth a row."""
    return pd.DataFrame(
        [
            {
                "truth": truth,
                "true rates, drug v placebo (%)": print_rates(run).removesuffix(" %"),
                "patients per arm": run.n_control,
                "test": NAMES[run.test],
                "trials (draw)": f"{print_count(run.trials)} ({run.seed})",
                "trials that reject": run.rejections,
                "reject (%)": round(100 * run.rejection_rate, 2),
                "Monte Carlo error (points)": round(100 * run.monte_carlo_error, 3),
                "95 % interval (%)": _print_interval(run),
                "exactly (%)": round(100 * run.exact_rate, 2),
                "true difference (points)": round(100 * run.true_difference, 1),
                "reject in favour of the drug": run.favourable,
                "their mean difference (points)": round(100 * run.mean_favourable, 1) if run.favourable else "none",
            }
            for truth, run in zip(TRUTHS, shown.runs, strict=True)
        ]
    )


def _read_error(run: SimulatedTrials) -> str:
    """Return the Monte Carlo error, or the interval where the error of all or none says nothing."""
    if run.rejections in (0, run.trials):
        return f"95 % interval {_print_interval(run)} %"
    return f"Monte Carlo error {print_error(run)} points"


def _read_estimates(run: SimulatedTrials) -> str:
    """Return what the trials that reject in favour of the drug show, beside the truth."""
    true = print_points(run.true_difference, 1)
    if not run.favourable:
        return f"None of them is in the drug's favour; {true} points are true."
    return f"Those in the drug's favour show {_print_mean(run)} on average; {true} are true."


def _print_mean(run: SimulatedTrials) -> str:
    return f"{print_points(run.mean_favourable, 1)} points"


def _print_interval(run: SimulatedTrials) -> str:
    lower, upper = run.interval
    return f"{format_number(100 * lower, 1)} to {format_number(100 * upper, 1)}"

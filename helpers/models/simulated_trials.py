"""A planned trial, run many times under a truth that its planner chose: how often it rejects, and what it then shows.

A simulation says what the exact power says, with an error of its own. Beyond it, it shows what the rejecting trials
estimate: where power is low only a large estimate can reject, so that their mean lies beyond the truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from helpers.errors import check_count, check_number
from helpers.models.exact_power import actual_size, exact_power
from helpers.models.intervals import Interval, proportion_interval
from helpers.models.power_checks import TESTS, check_test
from helpers.models.rejection_chance import LARGEST_ARM, find_rejected
from helpers.models.rendering import format_number, format_share, print_percent, render_table

MOST_TRIALS = 1_000_000
LARGEST_SEED = 2**32 - 1

SPREAD = 2**32
"""Rates are told apart by this many steps where random numbers are drawn."""


@dataclass(frozen=True, eq=False)
class SimulatedTrials:
    """Many invented trials of one plan under one truth.

    Attributes
    ----------
    n_treatment, n_control : int
        Patients by arm.
    p_treatment, p_control : float
        The response rates taken as true, 0 to 1; equal where there is no effect.
    trials, seed : int
        How many trials were drawn, and from what.
    test : {"pooled_z", "fisher"}
    alpha : float
        Two-sided level.
    exact_rate : float
        The chance of a rejection, counted without simulation: the power, or the actual size where the rates are equal.
    differences : ndarray of float, shape (trials,)
        Observed share of responders on treatment minus control, -1 to 1. Cannot be written to.
    rejected : ndarray of bool, shape (trials,)
        Whether p is below `alpha`, in either direction. Cannot be written to.
    """

    n_treatment: int
    n_control: int
    p_treatment: float
    p_control: float
    trials: int
    seed: int
    test: str
    alpha: float
    exact_rate: float
    differences: np.ndarray
    rejected: np.ndarray

    @property
    def label(self) -> str:
        """What a reader calls the test."""
        return TESTS[self.test]

    @property
    def true_difference(self) -> float:
        """Treatment minus control, as a fraction."""
        return self.p_treatment - self.p_control

    @property
    def rejections(self) -> int:
        """How many of the trials reject, in either direction."""
        return int(np.count_nonzero(self.rejected))

    @property
    def rejection_rate(self) -> float:
        """The share of the trials that reject, 0 to 1."""
        return self.rejections / self.trials

    @property
    def monte_carlo_error(self) -> float:
        """Standard error of `rejection_rate`, as a fraction.

        It knows only what was drawn: where no trial rejects, or all do, it is 0 and says too little. Then ask
        `interval`.
        """
        return math.sqrt(self.rejection_rate * (1 - self.rejection_rate) / self.trials)

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % interval of the rejection rate: what so many trials leave room for."""
        return proportion_interval(self.rejections, self.trials)

    @property
    def favourable(self) -> int:
        """How many of the trials reject with more responders on treatment than on control."""
        return int(np.count_nonzero(self._in_favour))

    @property
    def mean_favourable(self) -> float:
        """Mean observed difference of those, as a fraction; NaN if there are none.

        Where power is low it lies beyond the true difference: what is called the winner's curse.
        """
        return float(self.differences[self._in_favour].mean()) if self.favourable else math.nan

    @property
    def _in_favour(self) -> np.ndarray:
        return self.rejected & (self.differences > 0)

    def __str__(self) -> str:
        text = (
            f"{_print_count(self.trials)} invented trials (seed {self.seed}) of {self.n_treatment} v {self.n_control} "
            f"patients, {_print_rate(self.p_treatment)} v {_print_rate(self.p_control)} taken as true: {self.label} at "
            f"two-sided {format_share(self.alpha)} rejects in {print_percent(self.rejection_rate)} of them (Monte "
            f"Carlo error {_print_error(self.monte_carlo_error)} points); exactly {print_percent(self.exact_rate)}."
        )
        if self.favourable:
            text += (
                f" Rejecting in favour of treatment: {_print_count(self.favourable)}, which show "
                f"{_print_points(self.mean_favourable)} points on average; true are "
                f"{_print_points(self.true_difference)}."
            )
        return text

    def _repr_html_(self) -> str:
        interval = self.interval
        rows = [
            ["trials that reject", f"{_print_count(self.rejections)} of {_print_count(self.trials)}"],
            ["rejection rate", print_percent(self.rejection_rate)],
            ["Monte Carlo standard error", f"{_print_error(self.monte_carlo_error)} points"],
            ["95 % interval (Wilson)", f"{print_percent(interval.lower)} to {print_percent(interval.upper)}"],
            ["exactly", print_percent(self.exact_rate)],
            ["rejecting in favour of treatment", _print_count(self.favourable)],
            ["their mean difference", f"{_print_points(self.mean_favourable)} points" if self.favourable else "none"],
            ["true difference", f"{_print_points(self.true_difference)} points"],
        ]
        caption = (
            f"Invented trials, seed {self.seed}: {self.n_treatment} v {self.n_control} patients, "
            f"{_print_rate(self.p_treatment)} v {_print_rate(self.p_control)} taken as true, {self.label}, two-sided "
            f"{format_share(self.alpha)}"
        )
        return render_table(caption, ["quantity", "value"], rows)


def simulate_trials(
    n_treatment: int,
    n_control: int,
    p_treatment: float,
    p_control: float,
    *,
    trials: int = 10_000,
    seed: int = 1,
    test: str = "pooled_z",
    alpha: float = 0.05,
) -> SimulatedTrials:
    """Run a planned trial many times under one truth, and count how often it rejects.

    Parameters
    ----------
    n_treatment, n_control : int
        Patients by arm, 2 to 2000.
    p_treatment, p_control : float
        The response rates taken as true, above 0 and below 1. Equal rates ask how often the test rejects where there
        is no effect.
    trials : int
        1 to 1 000 000.
    seed : int
        The same seed draws the same trials, and fewer trials are the first of many. Another plan or another truth
        draws others, so that results under one seed do not err together.
    test : {"pooled_z", "fisher"}
        Pooled z (chi-squared without correction), or Fisher's exact test, its two sides as in R.
    alpha : float
        Two-sided level, 0.0001 to 0.5. A trial rejects where its p is below it, in whichever direction.

    Returns
    -------
    SimulatedTrials
        `.rejection_rate` with `.monte_carlo_error` and `.interval`, `.exact_rate` beside them, and what the rejecting
        trials show.

    Raises
    ------
    Impossible
        If a count, a rate, `trials`, `seed`, `test` or `alpha` cannot be.

    Notes
    -----
    Each arm is a binomial count: patients are taken as independent, all counted, with one rate in an arm. Bias,
    drop-out and centres are not simulated.

    Examples
    --------
    An invented plan, 45 % v 25 %, and the same plan where the drug does nothing:

    >>> print(simulate_trials(90, 90, 0.45, 0.25))
    10 000 invented trials (seed 1) of 90 v 90 patients, 45 % v 25 % taken as true: pooled z at two-sided 5 % rejects in
    80.7 % of them (Monte Carlo error 0.39 points); exactly 81.3 %. Rejecting in favour of treatment: 8 066, which show
    +22.3 points on average; true are +20.0.
    >>> simulate_trials(90, 90, 0.25, 0.25, trials=1000).rejection_rate
    0.042
    """
    arms = tuple(
        check_count(name, n, 2, LARGEST_ARM) for name, n in (("n_treatment", n_treatment), ("n_control", n_control))
    )
    rates = tuple(
        check_number(name, rate, 0, 1, open_ends=True)
        for name, rate in (("p_treatment", p_treatment), ("p_control", p_control))
    )
    trials = check_count("trials", trials, 1, MOST_TRIALS)
    seed = check_count("seed", seed, 0, LARGEST_SEED)
    test, alpha = check_test(test, alpha)
    # Of the whole plan and truth, so that no two rows of a comparison share their luck.
    question = (*arms, *(int(rate * SPREAD) for rate in rates))
    treatment, control = (
        np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(*question, stream))).binomial(n, rate, trials)
        for stream, (n, rate) in enumerate(zip(arms, rates, strict=True))
    )
    rejected = find_rejected(treatment, control, *arms, test=test, alpha=alpha)
    # Over a common denominator, so that equal shares differ by exactly 0.
    differences = (treatment * arms[1] - control * arms[0]) / (arms[0] * arms[1])
    for drawn in (differences, rejected):
        drawn.setflags(write=False)
    if rates[0] == rates[1]:
        exact_rate = actual_size(*arms, rates[1], test=test, alpha=alpha)
    else:
        exact_rate = exact_power(*arms, *rates, test=test, alpha=alpha).power
    return SimulatedTrials(*arms, *rates, trials, seed, test, alpha, exact_rate, differences, rejected)


def _print_rate(rate: float) -> str:
    """Write a rate that was chosen, as it was chosen."""
    return f"{float(f'{100 * rate:.3g}'):g} %"


def _print_error(error: float) -> str:
    """Write a standard error with two digits that count."""
    return f"{float(f'{100 * error:.2g}'):g}"


def _print_points(difference: float) -> str:
    text = format_number(100 * difference, 1)
    return text if difference <= 0 or float(text) == 0 else f"+{text}"


def _print_count(count: int) -> str:
    return f"{count:,}".replace(",", " ")

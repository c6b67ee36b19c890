"""What follows from a learner's own plan: the patients that it takes, and how often it rejects."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers.errors import Impossible
from helpers.models.power import patients_per_arm_normal, sample_size
from helpers.models.rejection_chance import LARGEST_ARM, list_chances

ALPHA = 0.05
"""Two-sided, as in the whole course."""

LARGEST_SEARCH = 800
"""Patients per arm by the formula: beyond it an exact count is not looked for, as `sample_size` refuses it as well."""


@dataclass(frozen=True)
class Plan:
    """Shares taken as true, fractions above 0 and below 1, that on the drug the larger."""

    p_control: float
    p_treatment: float

    @property
    def truths(self) -> tuple[float, float, float]:
        """The share on the drug where there is no effect, half of the planned, and the planned."""
        return self.p_control, (self.p_control + self.p_treatment) / 2, self.p_treatment


@dataclass(frozen=True)
class Needed:
    """Patients per arm that reach the power.

    Attributes
    ----------
    first, last : int
        Exact power is a saw-tooth: the first number that reaches it, and the one from which on it stays reached. Equal
        by the formula.
    searched : bool
        False where an exact count was asked for and the formula stands in for it.
    """

    first: int
    last: int
    searched: bool = True


@lru_cache(maxsize=1024)
def count_patients(plan: Plan, power: float, test: str) -> Needed:
    """Return the patients per arm for `plan` at `power`.

    Parameters
    ----------
    plan : Plan
        Shares taken as true.
    power : float
        Target, 0 to 1.
    test : {"normal", "pooled_z", "fisher"}
        The formula, or an exact count by one of two tests.

    Examples
    --------
    The exact power of Fisher's test first reaches 80 % with 102 patients per arm, and stays there from 108 on.

    >>> count_patients(Plan(0.44, 0.64), 0.8, "fisher")
    Needed(first=102, last=108, searched=True)
    """
    unrounded = float(patients_per_arm_normal(plan.p_treatment, plan.p_control, power=power, alpha=ALPHA))
    formula = max(1, math.ceil(unrounded - 1e-9))
    if test == "normal" or unrounded > LARGEST_SEARCH:
        return Needed(formula, formula, test == "normal")
    # Fisher's test asks for about 2 / difference more (Casagrande JT et al. Biometrics 1978;34:483-486).
    guess = unrounded + (2 / (plan.p_treatment - plan.p_control) if test == "fisher" else 0)
    sizes = np.arange(max(2, int(0.9 * guess) - 10), int(1.1 * guess) + 30)
    reached = find_chances(plan, sizes, plan.p_treatment, test) >= power
    margin = len(sizes) // 5
    if reached[:margin].any() or not reached[-margin:].all():
        # The saw-tooth runs beyond what was looked at.
        try:
            found = sample_size(plan.p_treatment, plan.p_control, power=power, alpha=ALPHA, method="exact", test=test)
        except Impossible:
            return Needed(formula, formula, False)
        return Needed(found.first_control, found.n_control)
    return Needed(int(sizes[np.argmax(reached)]), int(sizes[np.nonzero(~reached)[0][-1] + 1]))


@lru_cache(maxsize=4096)
def find_rejection_rates(plan: Plan, n: int, test: str) -> tuple[float, float, float]:
    """Return how often a trial with `n` patients per arm rejects, 0 to 1: no effect, half of the planned, the planned.

    Exactly up to 2000 patients per arm; beyond them by the normal formula, whatever the test.

    Examples
    --------
    >>> [round(rate, 3) for rate in find_rejection_rates(Plan(0.44, 0.64), 97, "pooled_z")]
    [0.051, 0.293, 0.808]
    """
    if n <= LARGEST_ARM:
        treatment = np.array(plan.truths)
        chances = list_chances(np.full(3, n), np.full(3, n), treatment, plan.p_control, test=test, alpha=ALPHA)
        return tuple(float(chance) for chance in chances)
    return ALPHA, *(_find_normal_power(p, plan.p_control, n) for p in plan.truths[1:])


def find_chances(plan: Plan, sizes: np.ndarray, p_treatment: float, test: str) -> np.ndarray:
    """Return the chance of a rejection for each of several sizes of both arms."""
    return list_chances(sizes, sizes, p_treatment, plan.p_control, test=test, alpha=ALPHA)


def _find_normal_power(p_treatment: float, p_control: float, n: int) -> float:
    """Return the power at which the normal formula asks for `n` patients per arm."""
    from scipy.optimize import brentq

    def measure_excess(power: float) -> float:
        return math.log(float(patients_per_arm_normal(p_treatment, p_control, power=power, alpha=ALPHA)) / n)

    lowest, highest = ALPHA + 1e-6, 1 - 1e-12
    if measure_excess(lowest) >= 0:
        return lowest
    if measure_excess(highest) <= 0:
        return 1.0
    return float(brentq(measure_excess, lowest, highest, xtol=1e-6))

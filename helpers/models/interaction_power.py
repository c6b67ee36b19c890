"""How often does a trial find an interaction, if the shares of responders in two groups are what one takes them for?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from helpers.errors import Impossible, check_choice, check_number
from helpers.models.binomial import find_binomial_chances
from helpers.models.interaction_scales import SCALES, Scale, check_group
from helpers.models.intervals import find_critical_value
from helpers.models.rendering import format_share, render_table
from helpers.models.two_by_two import TwoByTwo

METHODS = {"normal": "normal approximation", "exact": "every count added up"}
"""Name -> what a reader calls it."""

LARGEST_EXACT = 60
"""Patients of an arm: all quadruples of counts of four such arms take about half a second."""

MOST_TIMES = 1000

SMALLEST_ALPHA = 1e-12
"""Nearer to 0 an interval of 1 - alpha has lost its last digits, and then its ends."""


@dataclass(frozen=True)
class InteractionPower:
    """The chance that a trial's interval for an interaction leaves out the same effect in both groups.

    Attributes
    ----------
    groups : tuple of two TwoByTwo
        Whose shares of responders are taken as true.
    scale : Scale
        On which the effect is measured.
    alpha : float
        Two-sided level; the interval has 1 - alpha.
    times : float
        Patients of the trial, in multiples of those of `groups`.
    method : {"normal", "exact"}
    power : float
        0 to 1.
    """

    groups: tuple[TwoByTwo, TwoByTwo]
    scale: Scale
    alpha: float
    times: float
    method: str
    power: float

    @property
    def patients(self) -> int:
        """Patients of both groups and arms, rounded up."""
        return _count_patients(self.times, self.groups)

    def find_times(self, power: float) -> float:
        """Return how many times the patients give a power, by the normal approximation; infinite if none does.

        Raises
        ------
        Impossible
            If the power is not above alpha, or not below 1.
        """
        power = check_number("power", power, self.alpha, 1, open_ends=True)
        distance = _measure_distance(self.groups, self.scale)
        if distance == 0:
            return math.inf
        # Twice as far always serves: both tails together are more than the one that counts.
        low, high = 0.0, find_critical_value(1 - self.alpha) + NormalDist().inv_cdf(power) + 1
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if _find_normal_power(middle, self.alpha) < power else (low, middle)
        return (high / distance) ** 2

    def find_patients(self, power: float) -> float:
        """Return the patients that give a power, rounded up; infinite if none do."""
        times = self.find_times(power)
        return times if math.isinf(times) else _count_patients(times, self.groups)

    def __str__(self) -> str:
        return (
            f"If these shares are true, {100 * self.power:.0f} % of trials of {self.patients} patients have a "
            f"{format_share(1 - self.alpha)} interval that leaves out the same {self.scale.name} in both groups "
            f"({METHODS[self.method]})"
        )

    def _repr_html_(self) -> str:
        caption = f"Interval for the {self.scale.contrast} leaves out none, if the shares are true"
        rows = [[str(self.patients), f"{100 * self.power:.0f} %", METHODS[self.method]]]
        return render_table(caption, ["patients", f"power at {format_share(self.alpha)}, two-sided", "method"], rows)


def interaction_power(
    first: TwoByTwo,
    second: TwoByTwo,
    *,
    scale: str = "risk difference",
    alpha: float = 0.05,
    times: float = 1,
    method: str = "normal",
) -> InteractionPower:
    """Return how often a trial would find an interaction, if the shares of responders in two groups were true.

    The shares are taken as true: observed ones are estimates, and a power computed from them says no more about the
    trial that was done than its p value does. It is of use for planning another one.

    Parameters
    ----------
    first, second : TwoByTwo
        Two groups with patients on treatment and control.
    scale : {"risk difference", "odds ratio", "risk ratio"}
        On which the effect is measured.
    alpha : float
        Two-sided level, between 1e-12 and 1.
    times : float
        Patients, in multiples of those of the groups: above 0, at most 1000; by "exact" a whole number.
    method : {"normal", "exact"}
        Normal: the interaction has the standard error of the observed shares. Exact: every quadruple of counts is
        weighed with its chance, and counts without a standard error find nothing.

    Returns
    -------
    InteractionPower

    Raises
    ------
    Impossible
        If an argument cannot be, if the counts give no standard error, or by "exact" if an arm would have more than
        60 patients.

    Examples
    --------
    >>> groups = TwoByTwo(20, 24, 15, 25), TwoByTwo(17, 23, 6, 23)
    >>> found = interaction_power(*groups)
    >>> round(found.power, 3), round(found.find_times(0.8), 2), found.find_patients(0.8)
    (0.277, 4.21, 400)
    >>> round(interaction_power(*groups, method="exact").power, 3)
    0.3
    """
    chosen = SCALES[check_choice("scale", scale, SCALES)]
    groups = check_group("first", first), check_group("second", second)
    alpha = check_number("alpha", alpha, SMALLEST_ALPHA, 1, open_ends=True)
    times = check_number("times", times, 0, MOST_TIMES)
    if times == 0:
        raise Impossible(f"times = 0 is impossible: choose a number above 0, at most {MOST_TIMES}.")
    distance = _measure_distance(groups, chosen)
    if check_choice("method", method, METHODS) == "normal":
        power = _find_normal_power(math.sqrt(times) * distance, alpha)
    else:
        power = _find_exact_power(groups, chosen, alpha, times)
    return InteractionPower(groups, chosen, alpha, times, method, power)


def _measure_distance(groups: tuple[TwoByTwo, TwoByTwo], scale: Scale) -> float:
    """Return the interaction in standard errors, without its sign."""
    (effect, variance), (other, other_variance) = map(scale.measure_table, groups)
    return abs(effect - other) / math.sqrt(variance + other_variance)


def _count_patients(times: float, groups: tuple[TwoByTwo, TwoByTwo]) -> int:
    # A hair above a whole number is that number.
    return math.ceil(round(times * sum(group.n for group in groups), 6))


def _find_normal_power(distance: float, alpha: float) -> float:
    critical, normal = find_critical_value(1 - alpha), NormalDist()
    return normal.cdf(distance - critical) + normal.cdf(-distance - critical)


def _find_exact_power(groups: tuple[TwoByTwo, TwoByTwo], scale: Scale, alpha: float, times: float) -> float:
    largest = max(n for group in groups for n in (group.n_treatment, group.n_control))
    if not times.is_integer() or times * largest > LARGEST_EXACT:
        raise Impossible(
            f"times = {times:g} is impossible by 'exact' with {largest} patients in an arm: choose a whole number "
            f"that leaves at most {LARGEST_EXACT} in an arm, or method='normal'."
        )
    (one, one_variance, chances), (other, other_variance, other_chances) = (
        _list_outcomes(group, scale, int(times)) for group in groups
    )
    critical = find_critical_value(1 - alpha)
    power = 0.0
    for effect, variance, chance in zip(one, one_variance, chances, strict=True):
        found = np.abs(effect - other) > critical * np.sqrt(variance + other_variance)
        power += chance * float(other_chances[found].sum())
    return min(float(power), 1.0)


def _list_outcomes(group: TwoByTwo, scale: Scale, times: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return effect, variance and chance of every pair of counts of a group that has a standard error."""
    n1, n0 = times * group.n_treatment, times * group.n_control
    x1, x0 = (grid.ravel() for grid in np.meshgrid(np.arange(n1 + 1), np.arange(n0 + 1)))
    effect, variance = scale.measure(x1, n1, x0, n0)
    on_treatment = find_binomial_chances(x1, n1, group.proportion_treatment)
    chance = on_treatment * find_binomial_chances(x0, n0, group.proportion_control)
    known = ~np.isnan(variance)
    return effect[known], variance[known], chance[known]

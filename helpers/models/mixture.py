"""A trial in a mixture of two groups: what it sees of a treatment that does more for one of them, and what that costs.

The trial of everybody sees the mean of the two effects. Patients go up about as the effect squared goes down. Enrolling
one group alone keeps its effect whole, but its patients have to be found among the others first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from helpers.errors import Impossible, check_number, shorten
from helpers.models.planned_patients import ROUNDING_ERROR, plan_patients
from helpers.models.power_checks import read_numbers
from helpers.models.rendering import format_number, format_share, render_table

SMALLEST_SHARE = 0.001
"""Of the population: fewer than one in a thousand would be no subtype of a trial."""


@dataclass(frozen=True)
class Mixture:
    """A population of two groups, and the trials that could be planned in it.

    Sample sizes are for two equal arms, by the normal formula, two-sided, rounded up; infinite where the treatment arm
    is not ahead.

    Attributes
    ----------
    share : float
        Part of the population that belongs to the subtype, above 0 and at most 1.
    placebo_subtype, placebo_rest : float
        Response rates on placebo, 0 to 1.
    difference_subtype, difference_rest : float
        What the treatment adds to them, as fractions; above 0 is a benefit.
    power, alpha : float
        Of every trial here; alpha is two-sided.
    n_everyone, n_subtype : float
        Patients per arm in a trial of everybody, and in one of the subtype alone.
    """

    share: float
    placebo_subtype: float
    placebo_rest: float
    difference_subtype: float
    difference_rest: float
    power: float
    alpha: float
    n_everyone: float
    n_subtype: float

    @property
    def placebo_overall(self) -> float:
        """Response rate on placebo that a trial of everybody sees, 0 to 1."""
        return self.share * self.placebo_subtype + (1 - self.share) * self.placebo_rest

    @property
    def difference_overall(self) -> float:
        """Difference that a trial of everybody sees, as a fraction: the mean of the two, weighted by their shares."""
        return self.share * self.difference_subtype + (1 - self.share) * self.difference_rest

    @property
    def total_everyone(self) -> float:
        """Patients of both arms in a trial of everybody."""
        return 2 * self.n_everyone

    @property
    def total_subtype(self) -> float:
        """Patients of both arms in a trial of the subtype alone."""
        return 2 * self.n_subtype

    @property
    def screened(self) -> float:
        """Patients to be screened, on average, to find `total_subtype`: with a test that errs in nobody."""
        return float(_count_screened(self.total_subtype, self.share))

    @property
    def factor(self) -> float:
        """How many times the patients of the subtype alone a trial of everybody takes; NaN where neither has an n."""
        if math.isinf(self.n_subtype):
            return math.nan if math.isinf(self.n_everyone) else 0.0
        return self.n_everyone / self.n_subtype

    def __str__(self) -> str:
        return (
            f"A subtype of {_percent(self.share)} in which the treatment adds {_points(self.difference_subtype)} "
            f"points, and {_points(self.difference_rest)} in the rest: {_points(self.difference_overall)} overall. "
            f"Everybody: {_print(self.n_everyone)} per arm. Subtype alone: {_print(self.n_subtype)} per arm, "
            f"{_print(self.screened)} screened in all (power {format_share(self.power)}, two-sided {self.alpha:g})"
        )

    def _repr_html_(self) -> str:
        header = ["trial", "on placebo", "difference (points)", "n per arm", "both arms", "screened"]
        rows = [
            [
                "everybody",
                _percent(self.placebo_overall),
                _points(self.difference_overall),
                *map(_print, (self.n_everyone, self.total_everyone, self.total_everyone)),
            ],
            [
                f"the subtype alone ({_percent(self.share)})",
                _percent(self.placebo_subtype),
                _points(self.difference_subtype),
                *map(_print, (self.n_subtype, self.total_subtype, self.screened)),
            ],
        ]
        caption = (
            f"A mixture; {_points(self.difference_rest)} points in the rest. Power {format_share(self.power)}, "
            f"two-sided {self.alpha:g}, normal formula, rounded up"
        )
        return render_table(caption, header, rows)


@dataclass(frozen=True, eq=False)
class MixtureCurve:
    """The same two groups in other shares.

    Attributes
    ----------
    shares : numpy.ndarray of float
        Part of the population that belongs to the subtype.
    total_everyone, total_subtype, screened : numpy.ndarray of float
        As in `Mixture`, at each share.
    """

    shares: np.ndarray
    total_everyone: np.ndarray
    total_subtype: np.ndarray
    screened: np.ndarray


def mix_subtypes(
    share: float,
    placebo_rate: float,
    difference_subtype: float,
    difference_rest: float,
    *,
    placebo_rest: float | None = None,
    power: float = 0.8,
    alpha: float = 0.05,
) -> Mixture:
    """Plan a trial of everybody and one of a subtype alone, where the treatment does more for the subtype.

    Parameters
    ----------
    share : float
        Part of the population that belongs to the subtype, 0.001 to 1.
    placebo_rate : float
        Response rate on placebo, 0 to 1; in the subtype alone if `placebo_rest` is given.
    difference_subtype, difference_rest : float
        What the treatment adds in the subtype and in the rest, as fractions: 0.35 is 35 percentage points.
    placebo_rest : float, optional
        Response rate on placebo in the rest, if it is another.
    power, alpha : float
        Wanted power; two-sided level.

    Returns
    -------
    Mixture

    Raises
    ------
    Impossible
        If a share or a rate cannot be, placebo rate and difference together among them.

    Notes
    -----
    The variance that the trial of everybody plans with is that of the overall rates. Screening is counted on average,
    with a test that misses nobody and takes nobody for another.

    Examples
    --------
    >>> half = mix_subtypes(0.5, 21 / 48, 0.35, 0)
    >>> half.n_everyone, half.n_subtype, half.screened
    (127.0, 30.0, 120.0)
    >>> mix_subtypes(0.5, 21 / 48, 0.35, 0.35).n_everyone
    30.0
    """
    share = check_number("share", share, SMALLEST_SHARE, 1)
    placebo_subtype = check_number("placebo_rate", placebo_rate, 0, 1)
    other = placebo_subtype if placebo_rest is None else check_number("placebo_rest", placebo_rest, 0, 1)
    difference_subtype = _check_difference("difference_subtype", difference_subtype, placebo_subtype)
    difference_rest = _check_difference("difference_rest", difference_rest, other)
    alpha = check_number("alpha", alpha, 0, 0.5, open_ends=True)
    power = check_number("power", power, 0, 1, open_ends=True)
    placebo = np.array([share * placebo_subtype + (1 - share) * other, placebo_subtype])
    difference = np.array([share * difference_subtype + (1 - share) * difference_rest, difference_subtype])
    everyone, subtype = _plan(placebo, difference, power, alpha)
    return Mixture(
        share,
        placebo_subtype,
        other,
        difference_subtype,
        difference_rest,
        power,
        alpha,
        float(everyone),
        float(subtype),
    )


def vary_share(mixture: Mixture, shares: np.ndarray) -> MixtureCurve:
    """Plan the trials of `mixture` again with other shares of the subtype.

    Parameters
    ----------
    mixture : Mixture
        Of which the two groups, power and level are kept.
    shares : array of float
        Each 0.001 to 1.

    Returns
    -------
    MixtureCurve

    Raises
    ------
    Impossible
        If `mixture` is none, or a share cannot be.

    Examples
    --------
    >>> curve = vary_share(mix_subtypes(0.5, 21 / 48, 0.35, 0), np.array([0.25, 0.5, 1.0]))
    >>> curve.total_everyone.tolist(), curve.screened.tolist()
    ([1022.0, 254.0, 60.0], [240.0, 120.0, 60.0])
    """
    if not isinstance(mixture, Mixture):
        raise Impossible(f"mixture = {shorten(mixture)} is impossible: it must be a Mixture, as mix_subtypes returns.")
    shares = _check_shares(shares)
    placebo = shares * mixture.placebo_subtype + (1 - shares) * mixture.placebo_rest
    difference = shares * mixture.difference_subtype + (1 - shares) * mixture.difference_rest
    everyone = _plan(placebo, difference, mixture.power, mixture.alpha)
    subtype = np.full(shares.shape, mixture.total_subtype)
    return MixtureCurve(shares, 2 * everyone, subtype, _count_screened(subtype, shares))


def _check_shares(shares: np.ndarray) -> np.ndarray:
    values = read_numbers(shares)
    if values is None or values.size == 0 or not np.all((values >= SMALLEST_SHARE) & (values <= 1)):
        raise Impossible(
            f"shares = {shorten(shares)} is impossible: it must be an array of numbers from {SMALLEST_SHARE:g} to 1."
        )
    return values


def _check_difference(name: str, difference: float, placebo: float) -> float:
    difference = check_number(name, difference, -1, 1, unit="(a fraction)")
    # Sums as 0.44 + 0.56 may miss 1 by the last digit.
    if not -ROUNDING_ERROR <= placebo + difference <= 1 + ROUNDING_ERROR:
        raise Impossible(
            f"{name} = {difference:g} on a placebo rate of {placebo:g} is impossible: the rate on treatment would be "
            f"{placebo + difference:g}. Choose {-placebo:g} to {1 - placebo:g}."
        )
    return difference


def _plan(placebo: np.ndarray, difference: np.ndarray, power: float, alpha: float) -> np.ndarray:
    # A difference of rounding errors is none.
    treatment = np.where(np.abs(difference) < ROUNDING_ERROR, placebo, np.clip(placebo + difference, 0, 1))
    return plan_patients(treatment, np.clip(placebo, 0, 1), power=power, alpha=alpha)


def _count_screened(patients: float | np.ndarray, share: float | np.ndarray) -> float | np.ndarray:
    return np.ceil(patients / share - ROUNDING_ERROR) + 0.0


def _percent(share: float) -> str:
    return format_share(round(share, 6))


def _points(difference: float) -> str:
    return f"{round(100 * difference, 2) + 0:g}".replace("-", "−")


def _print(patients: float) -> str:
    return "no number" if math.isinf(patients) else format_number(patients, 0)

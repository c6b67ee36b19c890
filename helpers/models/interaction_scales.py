"""Three scales on which the effect of a treatment can be measured, and so on which it can differ between groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.errors import Impossible, shorten
from helpers.models.two_by_two import TwoByTwo

Measured = tuple[np.ndarray, np.ndarray]
"""Effect, and the variance of its estimate; NaN where the counts give no variance."""


@dataclass(frozen=True)
class Scale:
    """A measure of effect, and how two of them are compared.

    Attributes
    ----------
    name : str
        The measure: what a reader calls it, and the name under which it is called.
    contrast : str
        What the interaction is: the difference of two differences, or the ratio of two ratios.
    is_ratio : bool
        True where estimate, variance and interval are made on the logarithm.
    interval_method : str
        The method of `helpers.models.proportions` that makes the same interval in one group.
    needs : str
        What counts have to have for a standard error.
    measure : callable
        Responders and patients on treatment and on control, as arrays -> effect and variance; of a ratio its
        logarithm.
    """

    name: str
    contrast: str
    is_ratio: bool
    interval_method: str
    needs: str
    measure: Callable[..., Measured]

    @property
    def no_interaction(self) -> float:
        """What the interaction is where both groups have the same effect: 0, or a ratio of 1."""
        return 1.0 if self.is_ratio else 0.0

    @property
    def label(self) -> str:
        """What a reader calls the way to the interval."""
        return "Wald on the log scale" if self.is_ratio else "Wald"

    def read(self, value: float) -> float:
        """Return a value of the scale of estimation as the measure itself: of a logarithm its ratio."""
        return math.exp(value) if self.is_ratio else value

    def measure_table(self, table: TwoByTwo) -> tuple[float, float]:
        """Return effect and variance of one table, or say why it has none.

        Raises
        ------
        Impossible
            If the counts give no standard error on this scale.
        """
        effect, variance = self.measure(*table.counts)
        if np.isnan(variance):
            raise Impossible(
                f"The {self.name} of {table.responders_treatment} of {table.n_treatment} and "
                f"{table.responders_control} of {table.n_control} has no standard error, so an interaction is "
                f"impossible. Choose counts with {self.needs}."
            )
        return float(effect), float(variance)


def _measure_difference(x1: Any, n1: Any, x0: Any, n0: Any) -> Measured:
    p1, p0 = np.asarray(x1) / n1, np.asarray(x0) / n0
    variance = p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0
    return p1 - p0, np.where(variance > 0, variance, np.nan)


def _measure_log_risk_ratio(x1: Any, n1: Any, x0: Any, n0: Any) -> Measured:
    x1, x0 = np.asarray(x1, float), np.asarray(x0, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.log(x1 / n1) - np.log(x0 / n0)
        # (n - x) / (x n), and not 1/x - 1/n, is exactly 0 where all responded.
        variance = (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0)
    return effect, np.where((x1 > 0) & (x0 > 0) & (variance > 0), variance, np.nan)


def _measure_log_odds_ratio(x1: Any, n1: Any, x0: Any, n0: Any) -> Measured:
    cells = [np.asarray(cell, float) for cell in (x1, n1 - np.asarray(x1), x0, n0 - np.asarray(x0))]
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.log(cells[0] / cells[1]) - np.log(cells[2] / cells[3])
        variance = sum(1 / cell for cell in cells)
    return effect, np.where(np.isfinite(variance), variance, np.nan)


SCALES: Mapping[str, Scale] = {
    "risk difference": Scale(
        "risk difference",
        "difference of risk differences",
        False,
        "wald",
        "both responders and non-responders in at least one arm of each group",
        _measure_difference,
    ),
    "odds ratio": Scale(
        "odds ratio",
        "ratio of odds ratios",
        True,
        "logit",
        "responders and non-responders in every arm",
        _measure_log_odds_ratio,
    ),
    "risk ratio": Scale(
        "risk ratio",
        "ratio of risk ratios",
        True,
        "log",
        "responders in every arm, and a non-responder in each group",
        _measure_log_risk_ratio,
    ),
}
"""Name -> scale."""


def check_group(name: str, group: Any) -> TwoByTwo:
    """Return the four counts of a group, or say how they are given.

    >>> check_group("first", (20, 24, 15, 25))
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: first = (20, 24, 15, 25) is impossible: choose compare_proportions(20, 24, 15, 25).
    """
    if not isinstance(group, TwoByTwo):
        raise Impossible(f"{name} = {shorten(group)} is impossible: choose compare_proportions(20, 24, 15, 25).")
    return group

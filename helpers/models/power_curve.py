"""Power and actual size over the number of patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.errors import check_count
from helpers.models.power_checks import TESTS, check_allocation, check_test, check_two_rates
from helpers.models.rejection_chance import fill_treatment, find_largest_control, list_chances_to
from helpers.models.rendering import format_share, print_percent, render_table

ROWS_SHOWN = 12
"""Rows of a curve's table, about."""


@dataclass(frozen=True)
class PowerCurve:
    """Power and actual size from a small trial to a large one.

    Attributes
    ----------
    p_treatment, p_control, test, alpha
        As in `ExactPower`.
    allocation : float
        Patients on treatment for each one on control.
    n_treatment, n_control : tuple of int
        Patients by arm, rising.
    power, size : tuple of float
        As in `ExactPower`, one for each pair of arms. Not monotone: a saw-tooth, because patients are whole.
    """

    p_treatment: float
    p_control: float
    test: str
    alpha: float
    allocation: float
    n_treatment: tuple[int, ...]
    n_control: tuple[int, ...]
    power: tuple[float, ...]
    size: tuple[float, ...]

    def __str__(self) -> str:
        ends = " to ".join(
            f"{print_percent(self.power[end])} ({self.n_treatment[end]} v {self.n_control[end]} patients)"
            for end in (0, -1)
        )
        return (
            f"{print_percent(self.p_treatment)} v {print_percent(self.p_control)} taken as true, {TESTS[self.test]} at "
            f"two-sided {format_share(self.alpha)}: power from {ends}."
        )

    def _repr_html_(self) -> str:
        # Some twelve of the numbers: a table of all would fill the page.
        step = max(1, len(self.power) // ROWS_SHOWN)
        rows = [
            [f"{n} v {m}", print_percent(power), print_percent(size)]
            for n, m, power, size in list(zip(self.n_treatment, self.n_control, self.power, self.size, strict=True))[
                ::step
            ]
        ]
        return render_table(str(self), ["patients", "power", f"size, both {print_percent(self.p_control)}"], rows)


def power_curve(
    p_treatment: float,
    p_control: float,
    *,
    smallest: int = 2,
    largest: int = 250,
    test: str = "pooled_z",
    alpha: float = 0.05,
    allocation: float = 1.0,
) -> PowerCurve:
    """Compute exact power and actual size for every number of patients from `smallest` to `largest`.

    Parameters
    ----------
    p_treatment, p_control, test, alpha
        As in `exact_power`.
    smallest, largest : int
        Patients in the control arm, 1 to 2000.
    allocation : float
        Patients on treatment for each one on control, 0.1 to 10; rounded up to whole patients.

    Returns
    -------
    PowerCurve

    Raises
    ------
    Impossible
        If a value cannot be, or an arm would have more than 2000 patients; with Fisher's test and `allocation` other
        than 1, more than 800.

    Examples
    --------
    One patient more an arm can take power away, for Fisher's test here at 103:

    >>> curve = power_curve(0.64, 0.44, smallest=101, largest=104, test="fisher")
    >>> [(n, round(100 * power, 1)) for n, power in zip(curve.n_control, curve.power)]
    [(101, 79.5), (102, 80.2), (103, 78.7), (104, 78.4)]
    """
    p_treatment, p_control = check_two_rates(p_treatment, p_control)
    test, alpha = check_test(test, alpha)
    allocation = check_allocation(allocation)
    largest = check_count("largest", largest, 1, find_largest_control(allocation, test))
    smallest = check_count("smallest", smallest, 1, largest, of="largest")
    n_control = np.arange(smallest, largest + 1)
    power, size = (
        list_chances_to(p, p_control, test, alpha, allocation, largest)[smallest - 1 : largest]
        for p in (p_treatment, p_control)
    )
    arms = (tuple(n.tolist()) for n in (fill_treatment(n_control, allocation), n_control))
    return PowerCurve(
        p_treatment, p_control, test, alpha, allocation, *arms, tuple(power.tolist()), tuple(size.tolist())
    )

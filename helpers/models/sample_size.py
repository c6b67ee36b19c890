"""How many patients a comparison of two proportions needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers.errors import Impossible, check_choice
from helpers.models.exact_power import ExactPower, exact_power
from helpers.models.normal_sample_size import check_question, patients_per_arm_normal
from helpers.models.power_checks import TESTS, check_test, check_two_rates
from helpers.models.rejection_chance import LARGEST_ARM, fill_treatment, find_largest_control, list_chances_to
from helpers.models.rendering import format_number, format_share, print_percent, render_table

METHODS = ("normal", "exact")

MOST_PATIENTS = 1_000_000_000
"""On control: nobody plans with more."""


@dataclass(frozen=True)
class SampleSize:
    """Patients that a comparison of two proportions needs, and how they were counted.

    Attributes
    ----------
    p_treatment, p_control : float
        The response rates taken as true, 0 to 1.
    power, alpha : float
        Target power; two-sided level.
    method : {"normal", "exact"}
        By the normal formula, or from the exact power at every number of patients.
    test : {"pooled_z", "fisher"}
    allocation : float
        Patients on treatment for each one on control.
    n_treatment, n_control : int
        Patients by arm. By an exact search, the first from which on power stays at the target or above.
    unrounded : float
        Patients on control by the normal formula of the pooled z test, before rounding up.
    first_control : int or None
        Of an exact search, the first number of patients on control that reaches the target.
    failing : tuple of int
        Numbers of patients on control between the first and `n_control` with which power falls below the target.
    checked_to : int or None
        Of an exact search, the largest number of patients on control that was looked at: at least
        max(2 n, n + 200).
    """

    p_treatment: float
    p_control: float
    power: float
    alpha: float
    method: str
    test: str
    allocation: float
    n_treatment: int
    n_control: int
    unrounded: float
    first_control: int | None = None
    failing: tuple[int, ...] = ()
    checked_to: int | None = None

    @property
    def n_per_arm(self) -> int:
        """Patients in each arm.

        Raises
        ------
        Impossible
            If the arms differ in size.
        """
        if self.n_treatment != self.n_control:
            raise Impossible(
                f"One number per arm is impossible for {self.n_treatment} v {self.n_control}: choose n_treatment or "
                "n_control."
            )
        return self.n_control

    @cached_property
    def achieved(self) -> ExactPower | None:
        """Exact power and actual size with these patients; None where an arm is outside 2 to 2000 patients."""
        arms = self.n_treatment, self.n_control
        if not 2 <= min(arms) <= max(arms) <= LARGEST_ARM:
            return None
        return exact_power(*arms, self.p_treatment, self.p_control, test=self.test, alpha=self.alpha)

    def __str__(self) -> str:
        rates = self._describe_rates()
        arms = (
            f"{self.n_control} per arm"
            if self.n_treatment == self.n_control
            else f"{self.n_treatment} v {self.n_control}"
        )
        aim = f"{format_share(self.power)} power at two-sided {format_share(self.alpha)}"
        text = f"{rates} taken as true, {aim}: {arms} by {self._describe_method()}."
        if self.failing:
            text += (
                f" First reached at {self.first_control}; {len(self.failing)} larger, up to {self.failing[-1]}, fall "
                "below again."
            )
        if self.achieved is not None:
            text += (
                f" Exact power there {print_percent(self.achieved.power)}; if both arms respond at "
                f"{format_share(self.p_control)}, it rejects in {print_percent(self.achieved.size)}."
            )
        return text

    def _repr_html_(self) -> str:
        rows = [
            ["patients on treatment", str(self.n_treatment)],
            ["patients on control", str(self.n_control)],
            ["normal formula, control arm, not rounded", format_number(self.unrounded, 2)],
        ]
        if self.first_control is not None:
            rows += [
                ["control arm, target first reached", str(self.first_control)],
                ["looked at up to", str(self.checked_to)],
            ]
        if self.achieved is not None:
            rows += [
                ["exact power", print_percent(self.achieved.power)],
                [f"actual size, both arms at {format_share(self.p_control)}", print_percent(self.achieved.size)],
            ]
        caption = (
            f"{self._describe_rates()} taken as true, {format_share(self.power)} power at two-sided "
            f"{format_share(self.alpha)}, by {self._describe_method()}"
        )
        return render_table(caption, ["quantity", "value"], rows)

    def _describe_method(self) -> str:
        if self.method == "normal":
            return f"the normal formula of the pooled z test ({format_number(self.unrounded, 2)} rounded up)"
        return (
            f"exact search with {TESTS[self.test]} (power holds from there to {self.checked_to}, as far as looked at)"
        )

    def _describe_rates(self) -> str:
        return " v ".join(f"{float(f'{100 * rate:.3g}'):g} %" for rate in (self.p_treatment, self.p_control))


def sample_size(
    p_treatment: float,
    p_control: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    method: str = "normal",
    test: str = "pooled_z",
    allocation: float = 1.0,
) -> SampleSize:
    """Count the patients that a two-sided comparison of two proportions needs.

    Exact power is a saw-tooth: with one patient more it can fall. So the exact search returns the number from which on
    power stays at the target, looked at up to max(2 n, n + 200), and says which number was the first to reach it.

    Parameters
    ----------
    p_treatment, p_control : float
        The response rates taken as true, above 0 and below 1, not equal. Rounded rates give other numbers than the
        counts behind them.
    power : float
        Target power, above `alpha` and below 1.
    alpha : float
        Two-sided level, 0.0001 to 0.5.
    method : {"normal", "exact"}
        The usual formula, or the exact power at every number of patients.
    test : {"pooled_z", "fisher"}
        The normal formula is that of the pooled z test.
    allocation : float
        Patients on treatment for each one on control, 0.1 to 10; the treatment arm is rounded up to whole patients.

    Returns
    -------
    SampleSize
        With `.n_per_arm`, or `.n_treatment` and `.n_control` where the arms differ.

    Raises
    ------
    Impossible
        If a value cannot be, if the normal formula is asked for Fisher's test, or if an exact search would have to look
        at arms of more than 2000 patients; with Fisher's test and arms of two sizes, which takes a second or so, 800.

    Examples
    --------
    The printed 32 % v 8 % (TIS of at least 60) and the counts behind them do not give the same number:

    >>> sample_size(0.32, 0.08).n_per_arm, sample_size(15 / 47, 4 / 48).n_per_arm
    (43, 45)
    >>> print(sample_size(0.64, 0.44, method="exact", test="fisher"))
    64 % v 44 % taken as true, 80 % power at two-sided 5 %: 108 per arm by exact search with Fisher's exact test (power
    holds from there to 512, as far as looked at). First reached at 102; 5 larger, up to 107, fall below again. Exact
    power there 80.3 %; if both arms respond at 44 %, it rejects in 3.4 %.
    """
    p_treatment, p_control = check_two_rates(p_treatment, p_control)
    power, alpha, allocation = check_question(power, alpha, allocation)
    check_choice("method", method, METHODS)
    check_test(test, alpha)
    if method == "normal" and test != "pooled_z":
        raise Impossible(
            f"method = 'normal' is the formula of the pooled z test: with test = {test!r} it is impossible. "
            "Choose method = 'exact', or test = 'pooled_z'."
        )
    unrounded = float(patients_per_arm_normal(p_treatment, p_control, power=power, alpha=alpha, allocation=allocation))
    if unrounded > MOST_PATIENTS:
        raise Impossible(
            f"{p_treatment:.12g} v {p_control:.12g} would take more than {MOST_PATIENTS:,} patients: impossible. "
            "Choose rates that differ by more."
        )
    question = (p_treatment, p_control, power, alpha, method, test, allocation)
    if method == "normal":
        # A rounding error above a whole number adds nobody.
        n_control = max(1, math.ceil(unrounded - 1e-9))
        return SampleSize(*question, int(fill_treatment(n_control, allocation)), n_control, unrounded)
    first, n_control, failing, checked_to = _search(question, unrounded)
    return SampleSize(
        *question, int(fill_treatment(n_control, allocation)), n_control, unrounded, first, failing, checked_to
    )


def _search(question: tuple, unrounded: float) -> tuple[int, int, tuple[int, ...], int]:
    """Return the first number on control that reaches the target, the one from which it holds, and what fails."""
    p_treatment, p_control, power, alpha, _, test, allocation = question
    most = find_largest_control(allocation, test)
    # Fisher's test asks for about 2 / difference patients more (Casagrande JT et al. Biometrics 1978;34:483-486).
    guess = math.ceil(min(most, 1.1 * unrounded + 2 / abs(p_treatment - p_control) + 5))
    looked_at = min(most, _find_needed(guess))
    while unrounded <= most:
        enough = list_chances_to(p_treatment, p_control, test, alpha, allocation, looked_at) >= power
        if enough[-1]:
            n_control = int(np.max(np.nonzero(~enough), initial=-1)) + 2
            if len(enough) >= _find_needed(n_control):
                first = int(np.argmax(enough)) + 1
                failing = tuple(n for n in range(first, n_control) if not enough[n - 1])
                return first, n_control, failing, len(enough)
        if looked_at == most:
            break
        looked_at = min(most, 2 * looked_at)
    raise Impossible(
        f"{p_treatment:g} v {p_control:g} with {format_share(power)} power need about "
        f"{unrounded:.4g} patients on control by the normal formula. To search exactly is impossible here: twice the "
        f"answer is looked at, up to {most} on control. Choose method = 'normal', a larger difference or less power."
    )


def _find_needed(n_control: int) -> int:
    """Return how far power is looked at beyond a number of patients."""
    return max(2 * n_control, n_control + 200)

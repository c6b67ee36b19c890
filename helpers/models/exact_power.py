"""The power of a two-sided test of two proportions, exactly, and how often it rejects where there is no difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.errors import check_count, check_number
from helpers.models.power_checks import TESTS, check_test, check_two_rates
from helpers.models.rejection_chance import LARGEST_ARM, find_largest_size, list_chances
from helpers.models.rendering import format_share, print_percent, render_table


@dataclass(frozen=True)
class ExactPower:
    """The power of a test of two proportions, with the actual size of the test beside it.

    Attributes
    ----------
    n_treatment, n_control : int
        Patients by arm.
    p_treatment, p_control : float
        The response rates taken as true, 0 to 1.
    test : {"pooled_z", "fisher"}
    alpha : float
        The two-sided level that the test is meant to have.
    power : float
        Chance that p is below `alpha` if these rates are true, in whichever direction.
    size : float
        The same chance if both arms respond at `p_control`: how often the test then rejects in error.
    """

    n_treatment: int
    n_control: int
    p_treatment: float
    p_control: float
    test: str
    alpha: float
    power: float
    size: float

    @property
    def label(self) -> str:
        """What a reader calls the test."""
        return TESTS[self.test]

    def find_largest_size(self) -> tuple[float, float]:
        """Return the largest size over all rates that both arms can share, and that rate.

        It tries some 3000 rates: hundredths of a second in arms of fifty, up to a second or so in arms of 2000.
        """
        return find_largest_size(self.n_treatment, self.n_control, test=self.test, alpha=self.alpha)

    def __str__(self) -> str:
        return (
            f"{self.n_treatment} v {self.n_control} patients, {print_percent(self.p_treatment)} v "
            f"{print_percent(self.p_control)} taken as true: {self.label} at two-sided {format_share(self.alpha)} has "
            f"power {print_percent(self.power)}. If both arms respond at {print_percent(self.p_control)}, it rejects "
            f"in {print_percent(self.size)}."
        )

    def _repr_html_(self) -> str:
        largest, rate = self.find_largest_size()
        caption = (
            f"{self.label.capitalize()}, two-sided {format_share(self.alpha)}, {self.n_treatment} v {self.n_control} "
            "patients, every pair of counts added up"
        )
        rows = [
            [
                "power",
                f"{print_percent(self.p_treatment)} v {print_percent(self.p_control)}",
                print_percent(self.power),
            ],
            ["actual size", f"both {print_percent(self.p_control)}", print_percent(self.size)],
            ["largest size", f"both {print_percent(rate)}", print_percent(largest)],
        ]
        return render_table(caption, ["chance of rejection", "response rates taken as true", "exactly"], rows)


def exact_power(
    n_treatment: int,
    n_control: int,
    p_treatment: float,
    p_control: float,
    *,
    test: str = "pooled_z",
    alpha: float = 0.05,
) -> ExactPower:
    """Compute the power of a two-sided test of two proportions by adding up every pair of counts.

    Parameters
    ----------
    n_treatment, n_control : int
        Patients by arm, 2 to 2000.
    p_treatment, p_control : float
        The response rates taken as true, above 0 and below 1, not equal.
    test : {"pooled_z", "fisher"}
        Pooled z (Pearson's chi-squared without correction), or Fisher's exact test, its two sides as in R. Pooled z
        does not keep its level: ask `.find_largest_size()`. Fisher's test keeps it and is the more cautious one.
    alpha : float
        Two-sided level, 0.0001 to 0.5. The test rejects where p is below it.

    Returns
    -------
    ExactPower
        `.power` counts rejections in either direction; right to 1e-10.

    Raises
    ------
    Impossible
        If a count, a rate, `test` or `alpha` cannot be, or the rates are equal; ask `actual_size` for that.

    Examples
    --------
    ProDERM's arms, if its rounded response rates were the true ones. This is no evidence about ProDERM: the power at
    the observed difference only says the p value again.

    >>> print(exact_power(47, 48, 0.79, 0.44))
    47 v 48 patients, 79 % v 44 % taken as true: pooled z at two-sided 5 % has power 95.4 %. If both arms respond at
    44 %, it rejects in 5.2 %.
    >>> round(exact_power(47, 48, 0.79, 0.44, test="fisher").power, 8)
    0.93193812
    """
    arms = _check_arms(n_treatment, n_control)
    p_treatment, p_control = check_two_rates(p_treatment, p_control)
    test, alpha = check_test(test, alpha)
    power, size = list_chances(
        *np.array(arms)[:, np.newaxis], [p_treatment, p_control], p_control, test=test, alpha=alpha
    )
    return ExactPower(*arms, p_treatment, p_control, test, alpha, float(power), float(size))


def actual_size(n_treatment: int, n_control: int, rate: float, *, test: str = "pooled_z", alpha: float = 0.05) -> float:
    """Return how often a test rejects where both arms respond at `rate`; its level promises `alpha` at most.

    Parameters
    ----------
    n_treatment, n_control, test, alpha
        As in `exact_power`.
    rate : float
        The response rate of both arms, above 0 and below 1.

    Returns
    -------
    float

    Raises
    ------
    Impossible
        If a count, the rate, `test` or `alpha` cannot be.

    Examples
    --------
    >>> round(actual_size(42, 42, 0.44), 4), round(actual_size(42, 42, 0.44, test="fisher"), 4)
    (0.0611, 0.0362)
    """
    arms = _check_arms(n_treatment, n_control)
    rate = check_number("rate", rate, 0, 1, open_ends=True)
    test, alpha = check_test(test, alpha)
    return float(list_chances(*np.array(arms)[:, np.newaxis], rate, rate, test=test, alpha=alpha)[0])


def _check_arms(n_treatment: int, n_control: int) -> tuple[int, int]:
    return tuple(
        check_count(name, n, 2, LARGEST_ARM) for name, n in (("n_treatment", n_treatment), ("n_control", n_control))
    )

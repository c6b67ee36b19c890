"""The usual formula for the patients that a comparison of two proportions needs, for one question or a million."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from helpers.errors import Impossible, check_number, shorten
from helpers.models.power_checks import check_allocation, check_alpha, read_numbers

CITATION = "Fleiss JL, Levin B, Paik MC. Statistical methods for rates and proportions, 3rd ed, 2003, chapter 4"


def patients_per_arm_normal(
    p_treatment: np.ndarray | float,
    p_control: np.ndarray | float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    allocation: float = 1.0,
) -> np.ndarray:
    """Return the patients per arm by the normal formula of the pooled z test, not rounded, for arrays of rates.

    Parameters
    ----------
    p_treatment, p_control : array of float
        True response rates, 0 to 1; the two shapes are broadcast.
    power, alpha : float
        Target power; two-sided level.
    allocation : float
        Patients on treatment for each one on control.

    Returns
    -------
    ndarray of float
        Patients in the control arm, infinite where the rates are equal. The arm on treatment has `allocation` times
        as many. As R's `power.prop.test`: a rejection in the wrong direction is not counted as power.

    Raises
    ------
    Impossible
        If a rate, `power`, `alpha` or `allocation` cannot be.

    Examples
    --------
    >>> patients_per_arm_normal([0.79, 0.5], [0.44, 0.5]).round(4).tolist()
    [29.134, inf]
    """
    power, alpha, allocation = check_question(power, alpha, allocation)
    treatment, control = (
        _check_rates(name, rates) for name, rates in (("p_treatment", p_treatment), ("p_control", p_control))
    )
    try:
        treatment, control = np.broadcast_arrays(treatment, control)
    except ValueError:
        raise Impossible(
            f"p_treatment of shape {treatment.shape} beside p_control of shape {control.shape} is impossible: choose "
            "arrays of the same shape, or a single rate."
        ) from None
    pooled = (allocation * treatment + control) / (1 + allocation)
    under_null = -NormalDist().inv_cdf(alpha / 2) * np.sqrt((1 + 1 / allocation) * pooled * (1 - pooled))
    under_truth = NormalDist().inv_cdf(power) * np.sqrt(
        treatment * (1 - treatment) / allocation + control * (1 - control)
    )
    difference = treatment - control
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # Near power = alpha in very unequal arms the sum can fall below 0; squared it would ask for patients.
        patients = (np.maximum(under_null + under_truth, 0) / difference) ** 2
    return np.where(difference == 0, np.inf, patients)


def check_question(power: float, alpha: float, allocation: float) -> tuple[float, float, float]:
    """Return target power, level and allocation as numbers, or say which of them cannot be."""
    alpha = check_alpha(alpha)
    power = check_number("power", power, 0, 1, open_ends=True)
    if power <= alpha:
        raise Impossible(
            f"power = {power:g} is impossible: a test at level {alpha:g} rejects about that often where there is no "
            f"difference. Choose a power between {alpha:g} and 1, as 0.8."
        )
    return power, alpha, check_allocation(allocation)


def _check_rates(name: str, rates: np.ndarray | float) -> np.ndarray:
    values = read_numbers(rates)
    # Written so that NaN is refused too.
    if values is None or not np.all((values >= 0) & (values <= 1)):
        raise Impossible(f"{name} = {shorten(rates)} is impossible: it must be one rate or an array of rates, 0 to 1.")
    return values

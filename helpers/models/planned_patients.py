"""Whole patients per arm for a trial that is meant to show a benefit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from helpers.models.power import patients_per_arm_normal

ROUNDING_ERROR = 1e-9
"""Patients: so little above a whole number adds nobody."""


def plan_patients(
    p_treatment: ArrayLike, p_control: ArrayLike, *, power: float = 0.8, alpha: float = 0.05
) -> np.ndarray:
    """Return the patients per arm by the normal formula, rounded up, for arrays of rates.

    Parameters
    ----------
    p_treatment, p_control : array of float
        Response rates taken for true, 0 to 1; the two shapes are broadcast.
    power, alpha : float
        Wanted power; two-sided level.

    Returns
    -------
    ndarray of float
        Whole numbers; infinite where the treatment arm is not ahead. No number of patients shows a benefit there, while
        the formula itself would plan for a harm.

    Raises
    ------
    Impossible
        If a rate, `power` or `alpha` cannot be.

    Examples
    --------
    >>> plan_patients([37 / 47, 0.5, 0.4], [21 / 48, 0.5, 0.5]).tolist()
    [30.0, inf, inf]
    """
    patients = np.ceil(patients_per_arm_normal(p_treatment, p_control, power=power, alpha=alpha) - ROUNDING_ERROR)
    ahead = np.asarray(p_treatment, dtype=float) > np.asarray(p_control, dtype=float)
    return np.where(ahead, np.maximum(patients, 1), np.inf)

"""What questions about power have in common: the names of the tests, and what rates, level and allocation can be."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.errors import Impossible, check_choice, check_number

TESTS = {"pooled_z": "pooled z", "fisher": "Fisher's exact test"}
"""Name -> what a reader calls it. Pooled z is Pearson's chi-squared test without correction."""


def check_two_rates(p_treatment: float, p_control: float) -> tuple[float, float]:
    """Return two different rates between 0 and 1, or say why they cannot be."""
    p_treatment = check_number("p_treatment", p_treatment, 0, 1, open_ends=True)
    p_control = check_number("p_control", p_control, 0, 1, open_ends=True)
    if p_treatment == p_control:
        raise Impossible(
            f"p_treatment and p_control are both {p_control:g}: to find a difference that is not there is impossible "
            "with any number of patients. Choose two different rates; actual_size says how often a test rejects there."
        )
    return p_treatment, p_control


def check_test(test: str, alpha: float) -> tuple[str, float]:
    """Return the name of a test and its level, or say which of them cannot be."""
    return check_choice("test", test, TESTS), check_alpha(alpha)


def check_alpha(alpha: float) -> float:
    """Return a two-sided level, or say why it cannot be."""
    return check_number("alpha", alpha, 0.0001, 0.5)


def check_allocation(allocation: float) -> float:
    """Return the patients on treatment for each one on control, or say why it cannot be."""
    return check_number("allocation", allocation, 0.1, 10, unit="patients on treatment for each one on control")


def read_numbers(values: Any) -> np.ndarray | None:
    """Return one number or an array of numbers as floats; None for text, truth values and whatever else is none."""
    try:
        read = np.asarray(values)
    except ValueError:
        # Lists of different lengths within a list.
        return None
    return read.astype(float) if read.dtype.kind in "fiu" else None

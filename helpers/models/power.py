"""Power and sample size of a two-sided comparison of two proportions: what the course calls by these names."""

from __future__ import annotations

from helpers.models.exact_power import ExactPower, actual_size, exact_power
from helpers.models.normal_sample_size import patients_per_arm_normal
from helpers.models.power_curve import PowerCurve, power_curve
from helpers.models.sample_size import SampleSize, sample_size

__all__ = [
    "ExactPower",
    "PowerCurve",
    "SampleSize",
    "actual_size",
    "exact_power",
    "patients_per_arm_normal",
    "power_curve",
    "sample_size",
]

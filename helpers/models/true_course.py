"""What happens to invented patients in truth, before anybody rates it: by themselves, and by a drug."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

import numpy as np

from helpers.models.invented_patients import invent_patients, place_evenly
from helpers.models.tis_scale import build_scales

COURSES = MappingProxyType(
    {"unchanged": "every patient stays as they are", "drifting": "patients drift, as many on placebo may"}
)
"""What happens in truth without the drug -> in words."""

DRIFT_MEAN, DRIFT_SPREAD = 0.03, 0.38
"""Share of a patient's activity that goes away by itself: a bell curve, negative for those who get worse. Set by trial
and error so that the invented placebo arm comes near the published shares at TIS 20, 40 and 60: it is made to fit them,
and explains nothing."""

GOLDEN = (np.sqrt(5) - 1) / 2

NORMAL_ENZYME = 1.0
"""× ULN: what recovery leads to; the same assumption as `attainable_score` makes."""


def change_truth(measure: str, true: np.ndarray, drug_effect: float, course: str) -> np.ndarray:
    """Return the true values at week 16: what the course and the drug leave of the activity.

    Parameters
    ----------
    measure : str
        One of the six, as "mmt8".
    true : numpy.ndarray, shape (n,)
        True values before treatment; where patients drift, those of the 160 of `invent_patients`.
    drug_effect : float
        Fraction of the activity left that the drug takes away, 0 to 1.
    course : {"unchanged", "drifting"}
        One of `COURSES`.

    Examples
    --------
    >>> change_truth("enzyme", np.array([0.5, 3.0]), 0.5, "unchanged").tolist()
    [0.5, 2.0]
    """
    left = 1.0 if course == "unchanged" else 1.0 - _list_drifts()
    left = left * (1.0 - drug_effect)
    if measure == "enzyme":
        excess = np.maximum(true - NORMAL_ENZYME, 0.0)
        return true - excess + left * excess
    scale = build_scales()[measure]
    changed = scale.highest - left * (scale.highest - true) if scale.rises else left * true
    return np.clip(changed, scale.lowest, scale.highest)


@lru_cache(maxsize=1)
def _list_drifts() -> np.ndarray:
    """Return for each patient the share of activity that goes away by itself, unrelated to how ill they are."""
    illness = np.argsort(np.argsort(invent_patients().physician_global))
    # Steps of the golden ratio spread the drifts evenly over the mildly and the severely ill, without luck.
    order = np.argsort(np.argsort(illness * GOLDEN % 1))
    drifts = np.clip(DRIFT_MEAN + DRIFT_SPREAD * place_evenly(order), -1.0, 1.0)
    drifts.flags.writeable = False
    return drifts

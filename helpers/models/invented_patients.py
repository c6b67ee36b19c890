"""Invented patients before treatment: the people on whom noise and optimism are tried out. Nobody's data.

They are as ill as those whom the trial had enrolled, so its rules of entry turn hardly any of them away: what entry
selects from a wider public these patients cannot show.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from helpers.evidence import Status, figure
from helpers.models.tis_scale import build_scales

N_PATIENTS = 160
SEED = 20221014
"""One fixed set, so that a picture moves with its controls alone. Another seed pairs the same values otherwise."""

SHARED_SEVERITY = 0.5
"""Correlation of any two measures on the scale of their ranks: who is ill in one is, by and large, ill in the others.
An assumption."""

MILD_BELOW, SEVERE_FROM = 3.5, 6.5
"""Where whole centimetres part mild (0 to 3), moderate (4 to 6) and severe (7 to 10) disease."""

INVENTED = {
    "patient_global": (5.0, 2.0),
    "extramuscular": (4.0, 1.7),
    "mmt8": (121.0, 14.0),
    "haq": (1.25, 0.6),
}
"""Mean and SD of a bell curve, cut off at the ends of the scale. Assumptions; no source gives the baselines by measure
in a form that we found."""

ENZYME_MEDIAN, ENZYME_SPREAD = 1.5, 1.0
"""Creatine kinase: median in multiples of ULN, and SD of its natural logarithm. Often near normal, and skewed. An
assumption."""


@dataclass(frozen=True, eq=False)
class InventedPatients:
    """True values before treatment, one array a measure, without any noise.

    Attributes
    ----------
    physician_global, patient_global, extramuscular : numpy.ndarray, shape (n,)
        cm, 0 to 10; less is better.
    mmt8 : numpy.ndarray, shape (n,)
        Points, 0 to 150; more is better.
    haq : numpy.ndarray, shape (n,)
        Points, 0 to 3; less is better.
    enzyme : numpy.ndarray, shape (n,)
        Creatine kinase, multiples of ULN; less is better.
    status : Status
        Always synthetic.
    """

    physician_global: np.ndarray
    patient_global: np.ndarray
    mmt8: np.ndarray
    haq: np.ndarray
    enzyme: np.ndarray
    extramuscular: np.ndarray
    status: Status = Status.SYNTHETIC

    def __len__(self) -> int:
        return len(self.mmt8)


@lru_cache(maxsize=1)
def invent_patients() -> InventedPatients:
    """Return the 160 invented patients.

    Each measure has the values of its bell curve at 160 even steps of probability, so that its spread does not hang
    on luck; the seed decides only who has which. The physician global's curve is the one that gives the published
    shares of mild, moderate and severe disease; the others are assumptions, named in this module.

    Returns
    -------
    InventedPatients
        The arrays cannot be written to.

    Examples
    --------
    >>> patients = invent_patients()
    >>> mild = (patients.physician_global < MILD_BELOW).mean()
    >>> len(patients), f"{mild:.0%} mild", f"{patients.mmt8.mean():.0f} points of MMT-8"
    (160, '27% mild', '121 points of MMT-8')
    """
    generator = np.random.default_rng(SEED)
    severity = generator.standard_normal(N_PATIENTS)
    scales = build_scales()
    published = (figure(f"baseline_{name}").value / 100 for name in ("mild", "severe"))
    curves = {"physician_global": fit_severity(*published)} | INVENTED
    values = {}
    for measure, scale in scales.items():
        illness = place_evenly(rank_by_illness(severity, generator))
        if measure == "enzyme":
            value = ENZYME_MEDIAN * np.exp(ENZYME_SPREAD * illness)
        else:
            mean, spread = curves[measure]
            value = np.clip(mean + (-spread if scale.rises else spread) * illness, scale.lowest, scale.highest)
        value.flags.writeable = False
        values[measure] = value
    return InventedPatients(**values)


def rank_by_illness(severity: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return the place of each patient in one measure, 0 for the least ill: by what all share, and by lot."""
    own = generator.standard_normal(len(severity))
    return np.argsort(np.argsort(np.sqrt(SHARED_SEVERITY) * severity + np.sqrt(1 - SHARED_SEVERITY) * own))


def place_evenly(places: np.ndarray) -> np.ndarray:
    """Return the value of a standard bell curve at each place of an order, at even steps of probability.

    >>> place_evenly(np.array([2, 0, 1])).round(3).tolist()
    [0.967, -0.967, 0.0]
    """
    return ndtri((places + 0.5) / len(places))


def fit_severity(mild: float, severe: float) -> tuple[float, float]:
    """Return mean and SD, cm, of the bell curve with these shares of mild and severe disease, 0 to 1."""
    at_mild, at_severe = ndtri(mild), ndtri(1 - severe)
    spread = (SEVERE_FROM - MILD_BELOW) / (at_severe - at_mild)
    return MILD_BELOW - spread * at_mild, spread

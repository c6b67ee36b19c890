"""Invented values of the six core set measures before treatment, for patients who could have entered the trial."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from helpers.errors import Impossible
from helpers.evidence import figure, tis_table
from helpers.evidence.tis_rows import MEASURES
from helpers.models.cohort_totals import CohortTotals
from helpers.models.invented_patients import MILD_BELOW, SEVERE_FROM, fit_severity, place_evenly, rank_by_illness
from helpers.models.tis_scale import RESOLUTION, build_scales

CURVES = {
    "patient_global": (5.5, 2.0),
    "extramuscular": (4.5, 1.8),
    "mmt8": (118.0, 14.0),
    "haq": (1.3, 0.6),
}
"""Mean and SD of a bell curve, cut off at the ends of the scale. Chosen: no source gives them by measure."""

ENZYME_MEDIAN, ENZYME_SPREAD = 1.6, 1.0
"""Creatine kinase: median in multiples of the upper limit of normal, and SD of its natural logarithm. Chosen."""

LOWEST = {"physician_global": 0.5, "patient_global": 0.5, "extramuscular": 0.5, "enzyme": 0.2}
"""Least values before treatment, in cm and multiples of the upper limit of normal: the disease was active. Chosen."""

MOST_PAIRINGS = 50
"""Pairings of the measures that are tried until every invented patient could have entered."""


def draw_baselines(totals: CohortTotals, generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Return the six measures before treatment, one entry a patient.

    Each measure has the values of its curve at even steps of probability, so that every cohort has the same ones; the
    generator decides who has which. The physician global meets the three counts of severity exactly.

    Parameters
    ----------
    totals : CohortTotals
        How many patients, and how ill.
    generator : numpy.random.Generator
        Who has what.

    Returns
    -------
    dict of str to numpy.ndarray of int, each of shape (patients,)
        In thousandths of the measure's unit, on the steps that a clinic records.

    Raises
    ------
    Impossible
        If the patients of 50 pairings could not all have entered the trial.

    Examples
    --------
    >>> from helpers.models.cohort_totals import read_totals
    >>> baselines = draw_baselines(read_totals(), np.random.default_rng(1))
    >>> int(baselines["mmt8"].max()), int(count_abnormal(baselines).min()) >= 2
    (141000, True)
    """
    size = totals.patients
    needed = int(figure("csm_abnormal_required").value)
    values = {measure: _list_values(measure, totals) for measure in MEASURES}
    for _ in range(MOST_PAIRINGS):
        severity = generator.standard_normal(size)
        paired = {measure: values[measure][rank_by_illness(severity, generator)] for measure in MEASURES}
        if count_abnormal(paired).min() >= needed:
            return paired
    raise Impossible(
        f"No cohort from this seed: in {MOST_PAIRINGS} pairings some of the {size} patients had fewer than {needed} "
        "abnormal measures besides MMT-8, and could not have entered. Choose another seed."
    )


def count_abnormal(baselines: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return how many of the five measures besides MMT-8 count as abnormal for entry, for each patient."""
    abnormal = []
    for measure in MEASURES:
        if measure != "mmt8":
            limit = round(figure(f"{measure}_entry").value * RESOLUTION)
            abnormal.append(baselines[measure] > limit if measure == "enzyme" else baselines[measure] >= limit)
    return np.sum(abnormal, axis=0)


def find_step(measure: str) -> int:
    """Return how finely a clinic records a measure, in thousandths of its unit."""
    return round(tis_table().measures[measure].step * RESOLUTION)


def _list_values(measure: str, totals: CohortTotals) -> np.ndarray:
    """Return the values that the patients share out, least ill first, in thousandths."""
    size = totals.patients
    mild, severe = totals.severity[0], totals.severity[2]
    illness = place_evenly(np.arange(size))
    scale = build_scales()[measure]
    lowest, highest = LOWEST.get(measure, scale.lowest), scale.highest
    if measure == "enzyme":
        value = ENZYME_MEDIAN * np.exp(ENZYME_SPREAD * illness)
    else:
        mean, spread = CURVES.get(measure) or fit_severity(mild / size, severe / size)
        value = mean + (-spread if scale.rises else spread) * illness
    if measure == "mmt8":
        highest = figure("mmt8_entry_below").value - 1
    step = find_step(measure)
    steps = np.rint(np.clip(value, lowest, highest) * RESOLUTION / step).astype(int)
    if measure == "physician_global":
        # Rounding to the clinic's step may not carry anybody over the edge of a stratum.
        edges = [round(edge * RESOLUTION / step) for edge in (MILD_BELOW, SEVERE_FROM)]
        steps[:mild] = np.minimum(steps[:mild], edges[0] - 1)
        steps[mild : size - severe] = np.clip(steps[mild : size - severe], edges[0], edges[1] - 1)
        steps[size - severe :] = np.maximum(steps[size - severe :], edges[1])
    return steps * step

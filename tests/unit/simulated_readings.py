"""Patients read with chance errors, drawn one by one and scored by the course's own score."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.models.tis import score_patients

MEASURES = ("physician_global", "patient_global", "mmt8", "haq", "enzyme", "extramuscular")
HIGHEST = {"physician_global": 10, "patient_global": 10, "extramuscular": 10, "mmt8": 150, "haq": 3, "enzyme": 500}
STEPS = {"physician_global": 0.1, "patient_global": 0.1, "extramuscular": 0.1, "mmt8": 1, "haq": 0.125}


def draw_readings(generator, true, noises, *, rounded=False):
    """Return one reading of each measure: the truth and a normal error, cut off at the ends of the scale."""
    readings = {}
    for measure in MEASURES:
        spread = noises[measure]
        values = true[measure] + spread * generator.standard_normal(len(true[measure]))
        values = np.clip(values, 0, HIGHEST[measure])
        if rounded and measure in STEPS:
            values = np.rint(values / STEPS[measure]) * STEPS[measure]
        readings[measure] = values
    return readings


def score_readings(first, second):
    """Return each patient's total; MMT-8 that is no whole number is scored by its bands here."""
    same = np.full(len(first["mmt8"]), 100)
    columns = {}
    for measure in MEASURES:
        for visit, readings in (("baseline", first), ("week16", second)):
            columns[f"{measure}_{visit}"] = same if measure == "mmt8" else readings[measure]
    gained = 100 * (second["mmt8"] - first["mmt8"]) / 150
    strength = np.select([gained > 30, gained > 20, gained > 10, gained > 2], [32.5, 27.5, 20, 10], 0)
    return score_patients(pd.DataFrame(columns))["total"].to_numpy() + strength


def score_recorded(first, second):
    """Return each patient's total, all six measures by the course's own score: readings as a clinic records them."""
    columns = {f"{measure}_baseline": first[measure] for measure in MEASURES}
    columns |= {f"{measure}_week16": second[measure] for measure in MEASURES}
    return score_patients(pd.DataFrame(columns))["total"].to_numpy()

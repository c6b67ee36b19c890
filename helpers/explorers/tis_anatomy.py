"""The score taken apart: six measures before and after, the points each earns, and their sum."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from ipywidgets import Widget

from helpers.evidence import Provenance, Status, tis_table
from helpers.explorers.base import Explorer
from helpers.explorers.controls import FINEST, group_controls, make_enzyme_dropdown, make_measure_slider
from helpers.explorers.widgets import Box
from helpers.figures.picture import Picture
from helpers.figures.tis_anatomy import MeasureChange, TisAnatomy, start_tis_anatomy, update_tis_anatomy
from helpers.models.tis import (
    RASH_ALONE,
    TWO_RATINGS,
    WORKED_PATIENTS,
    CoreSetMeasures,
    WorkedPatient,
    total_improvement_score,
)

VISITS = {"baseline": "baseline", "week16": "week 16"}
"""How a setting ends, and what its slider says."""

HIGHEST_ENZYME = 15.0
"""Multiples of the upper limit of normal: the range of CK, our assumption."""


class TisAnatomyExplorer(Explorer):
    """The Total Improvement Score of an invented patient, measure by measure.

    Parameters
    ----------
    physician_global_baseline, physician_global_week16 : float
        Physician's global activity, 0 to 10 cm; lower is better. In the same way `patient_global_...` and
        `extramuscular_...`.
    mmt8_baseline, mmt8_week16 : int
        Manual muscle testing, 0 to 150 points; higher is better.
    haq_baseline, haq_week16 : float
        Health Assessment Questionnaire, 0 to 3 points; lower is better.
    enzyme_baseline, enzyme_week16 : float
        Multiples of the upper limit of normal, 0 to 15; lower is better.
    enzyme : {"CK", "aldolase", "AST", "ALT", "LDH"}
        Which enzyme; its range, an assumption of ours, decides what the same change is worth.

    Examples
    --------
    >>> TisAnatomyExplorer(mmt8_week16=120).picture.table["points"].tolist()
    [17.5, 7.5, 0.0, 7.5, 2.5, 15.0, 50.0]
    """

    title = "Anatomy of the Total Improvement Score"

    def controls(self) -> dict[str, Widget]:
        start = _show_patient(WORKED_PATIENTS["A"])
        controls: dict[str, Widget] = {name: _make_slider(*name.rsplit("_", 1), value) for name, value in start.items()}
        controls["enzyme"] = make_enzyme_dropdown()
        return controls

    def arrange(self, controls: dict[str, Widget]) -> Box:
        groups = (
            group_controls(f"{rules.label} ({rules.unit})", [controls[f"{measure}_{visit}"] for visit in VISITS])
            for measure, rules in tis_table().measures.items()
        )
        return Box([*groups, controls["enzyme"]])

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        worked = {f"{name}: {_grade(patient)}": patient for name, patient in WORKED_PATIENTS.items()}
        patients = worked | {patient.name: patient for patient in (TWO_RATINGS, RASH_ALONE)}
        return {name: _show_patient(patient) for name, patient in patients.items()}

    def compute(self, *, enzyme: str, **values: float) -> TisAnatomy:
        table = tis_table()
        baseline, follow_up = (
            CoreSetMeasures(**{measure: values[f"{measure}_{visit}"] for measure in table.measures}) for visit in VISITS
        )
        score = total_improvement_score(baseline, follow_up, enzyme=enzyme)
        changes = tuple(
            MeasureChange(
                name=f"{rules.label} ({enzyme})" if measure == "enzyme" else rules.label,
                unit=rules.unit,
                rater=rules.scored_by,
                before=values[f"{measure}_baseline"],
                after=values[f"{measure}_week16"],
                improvement=float(score.improvement[measure]),
                points=score.points[measure],
                most=table.maximum_points(measure),
            )
            for measure, rules in table.measures.items()
        )
        provenance = Provenance(Status.SYNTHETIC, None, "an invented patient; enzyme range assumed")
        return TisAnatomy(changes, score.total, score.category, table.thresholds, provenance)

    def layout_key(self, result: TisAnatomy) -> Hashable:
        return result.provenance, tuple(change.name for change in result.changes)

    def start(self, result: TisAnatomy) -> Picture:
        return start_tis_anatomy(result)

    def update(self, picture: Picture, result: TisAnatomy) -> Picture:
        return update_tis_anatomy(picture, result)


def _grade(patient: WorkedPatient) -> str:
    category = total_improvement_score(patient.baseline, patient.follow_up).category
    return "no response" if category == "none" else category


def _show_patient(patient: WorkedPatient) -> dict[str, float]:
    """Return the settings that show a patient."""
    visits = dict(zip(VISITS, (patient.baseline, patient.follow_up), strict=True))
    return {
        f"{measure}_{visit}": getattr(values, measure)
        for measure in tis_table().measures
        for visit, values in visits.items()
    }


def _make_slider(measure: str, visit: str, value: float) -> Widget:
    rules = tis_table().measures[measure]
    return make_measure_slider(
        measure,
        value,
        rules.maximum or HIGHEST_ENZYME,
        FINEST.get(measure, rules.step),
        description=VISITS[visit],
        tooltip=f"{rules.full_name}, at {VISITS[visit]} ({rules.unit})",
    )

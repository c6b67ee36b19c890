"""Would ProDERM have enrolled this invented patient? The rules of entry, one by one."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import Provenance, Status, tis_table
from helpers.explorers.base import Explorer
from helpers.explorers.controls import FINEST, group_controls, make_measure_slider
from helpers.explorers.widgets import Box, Dropdown, IntSlider
from helpers.figures.enrolment import Enrolment, MeasureScale, start_enrolment, update_enrolment
from helpers.figures.picture import Picture
from helpers.models.eligibility import (
    READINGS,
    THERAPIES,
    Applicant,
    assess_eligibility,
    invent_applicants,
    list_exclusions,
)

YOUNGEST, OLDEST = 10, 95
"""Years: some way beyond both ends of the rule."""
HIGHEST_ENZYME = 10.0
"""Multiples of the upper limit of normal: the rule's limit is a small one, and a longer scale would hide it."""

LABELS = {
    "physician_global": "Physician global",
    "patient_global": "Patient global",
    "extramuscular": "Extramuscular",
    "enzyme": "Enzyme",
    "haq": "HAQ",
}


class EnrolmentExplorer(Explorer):
    """The trial's rules of entry, held against an invented patient with active dermatomyositis.

    Parameters
    ----------
    age : int
        Completed years, 10 to 95.
    mmt8 : int
        Manual muscle testing, 0 to 150 points; more is better.
    physician_global, patient_global, extramuscular : float
        Disease activity, 0 to 10 cm; less is better.
    enzyme : float
        The most abnormal muscle enzyme, 0 to 10 multiples of its upper limit of normal; less is better.
    haq : float
        Health Assessment Questionnaire, 0 to 3 points; less is better.
    therapy : str
        A key of `helpers.models.eligibility.THERAPIES`, such as "steroid" or "steroid_failed".
    other_exclusion : {"none", "cancer", "dvt", "bmi"}
        What else keeps the patient out.
    age_reading, therapy_reading : {"registry", "summary"}
        Whose reading of a rule on which the sources disagree.

    Examples
    --------
    >>> EnrolmentExplorer(age=80).picture.sentence[:80]
    'Not enrolled: age is 80. At 80 the registry says no, one summary says yes. Age 8'
    """

    title = "Would ProDERM have enrolled this patient?"

    def controls(self) -> dict[str, Widget]:
        start = _show_applicant(invent_applicants()[0].applicant)
        readings = [(name, reading) for reading, name in READINGS.items()]
        drugs = "A drug is an immunosuppressant other than a corticosteroid"
        return {
            "age": IntSlider(
                value=start["age"], min=YOUNGEST, max=OLDEST, description="Age (years)", tooltip="Completed years"
            ),
            **{measure: _make_slider(measure, start[measure]) for measure in ("mmt8", *LABELS)},
            "therapy": Dropdown(
                options=[(therapy.label, key) for key, therapy in THERAPIES.items()],
                value=start["therapy"],
                description="Therapy (drug: immunosuppressant)",
                tooltip=f"What the patient takes, or what failed. {drugs}",
            ),
            "other_exclusion": Dropdown(
                options=[(words, key) for key, words in list_exclusions().items()],
                value=start["other_exclusion"],
                description="What else might keep the patient out",
                tooltip="An exclusion of the trial that the patient has",
            ),
            "age_reading": Dropdown(
                options=readings, description="Age as printed in", tooltip="Whose rule on age is taken"
            ),
            "therapy_reading": Dropdown(
                options=readings, description="Therapy as printed in", tooltip="Whose rule on therapy is taken"
            ),
        }

    def arrange(self, controls: dict[str, Widget]) -> Box:
        sliders = group_controls("The patient (MMT-8: more is stronger)", [controls[n] for n in ("age", "mmt8")])
        measures = group_controls("Five other measures (more is worse)", [controls[n] for n in LABELS])
        readings = group_controls("Where sources disagree", [controls[n] for n in ("age_reading", "therapy_reading")])
        return Box([sliders, measures, controls["therapy"], controls["other_exclusion"], readings])

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {patient.name: _show_applicant(patient.applicant) for patient in invent_applicants()}

    def compute(self, *, age_reading: str, therapy_reading: str, **patient: Any) -> Enrolment:
        eligibility = assess_eligibility(Applicant(**patient), age_reading=age_reading, therapy_reading=therapy_reading)
        scales = {
            measure: MeasureScale(rules.maximum or HIGHEST_ENZYME, rules.scored_by)
            for measure, rules in tis_table().measures.items()
        }
        return Enrolment(eligibility, scales, Provenance(Status.SYNTHETIC, None, "an invented patient"))

    def start(self, result: Enrolment) -> Picture:
        return start_enrolment(result)

    def update(self, picture: Picture, result: Enrolment) -> Picture:
        return update_enrolment(picture, result)


def _show_applicant(applicant: Applicant) -> dict[str, Any]:
    """Return the settings that show a patient."""
    return dict(vars(applicant))


def _make_slider(measure: str, value: float) -> Widget:
    rules = tis_table().measures[measure]
    return make_measure_slider(
        measure,
        value,
        rules.maximum or HIGHEST_ENZYME,
        FINEST["enzyme"] if measure == "enzyme" else rules.step,
        description=f"MMT-8 (of {rules.maximum:g})" if measure == "mmt8" else f"{LABELS[measure]} ({rules.unit})",
        tooltip=f"{rules.full_name} ({rules.unit})",
    )

"""The six core set measures of a patient, and four invented patients to try a score on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from helpers.evidence import Status
from helpers.models.tis_scale import RESOLUTION, build_scales


@dataclass(frozen=True)
class CoreSetMeasures:
    """The six core set measures of one patient at one visit.

    Values are read to 0.001 of their unit, finer than any clinic records them; what is finer is rounded.

    Parameters
    ----------
    physician_global : float
        Physician's global assessment of disease activity, 0 to 10 cm; less is better.
    patient_global : float
        Patient's global assessment of disease activity, 0 to 10 cm; less is better.
    mmt8 : int
        Manual muscle testing of eight muscle groups, whole points from 0 to 150 (to 80 with one side tested);
        more is better.
    haq : float
        Health Assessment Questionnaire disability index, 0 to 3 points; less is better.
    enzyme : float
        The muscle enzyme most abnormal at entry, multiples of its upper limit of normal (ULN), from 0; less
        is better. Above 500 it is refused: a value in U/L is divided by its limit first.
    extramuscular : float
        Extramuscular global activity, 0 to 10 cm; less is better.

    Raises
    ------
    Impossible
        If a value cannot be; the sentence names it.

    Examples
    --------
    >>> CoreSetMeasures(6, 7, 160, 1.5, 3, 5)
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: mmt8 = 160 is impossible: it must be a whole number from 0 to 150 (points).
    """

    physician_global: float
    patient_global: float
    mmt8: int
    haq: float
    enzyme: float
    extramuscular: float

    def __post_init__(self) -> None:
        for name, scale in build_scales().items():
            thousandths = scale.read(name, getattr(self, name))
            value = thousandths // RESOLUTION if scale.whole else thousandths / RESOLUTION
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class WorkedPatient:
    """An invented patient whose score is worked out by hand.

    Attributes
    ----------
    name : str
        A letter, or a few words.
    lesson : str
        What the patient shows.
    baseline, follow_up : CoreSetMeasures
        The two visits.
    status : Status
        Always synthetic.
    """

    name: str
    lesson: str
    baseline: CoreSetMeasures
    follow_up: CoreSetMeasures
    status: Status = Status.SYNTHETIC


WORKED_PATIENTS: Mapping[str, WorkedPatient] = MappingProxyType(
    {
        "A": WorkedPatient(
            "A",
            "Improves in all six measures.",
            CoreSetMeasures(6, 7, 120, 1.5, 3, 5),
            CoreSetMeasures(2.5, 4, 138, 1.0, 1, 2),
        ),
        "B": WorkedPatient(
            "B",
            "A little better on two scales and in strength, and over the bar.",
            CoreSetMeasures(5, 6, 130, 1, 1, 3),
            CoreSetMeasures(4, 5, 134, 1, 1, 3),
        ),
        "C": WorkedPatient(
            "C",
            "Stands on the edge of a band in all six measures, and an edge belongs to the lower band.",
            CoreSetMeasures(5, 5, 132, 1.5, 2, 4),
            CoreSetMeasures(3.5, 3.5, 135, 1.35, 1.25, 2.5),
        ),
        "D": WorkedPatient(
            "D",
            "Recovers almost fully, but was nearly at full strength to start with.",
            CoreSetMeasures(4, 4, 141, 0.5, 1, 4),
            CoreSetMeasures(1, 1, 150, 0, 1, 1),
        ),
    }
)
"""Four invented patients: A to D score 70, 20, 17.5 and 57.5 (MMT-8 of 150, CK of 15 × ULN)."""

TWO_RATINGS = WorkedPatient(
    "Two ratings alone",
    "Both global ratings fall by 16 % of their scale, and nothing else changes.",
    CoreSetMeasures(5, 5, 120, 1, 1, 3),
    CoreSetMeasures(3.4, 3.4, 120, 1, 1, 3),
)
RASH_ALONE = WorkedPatient(
    "Rash, full strength",
    "Skin disease alone gets as well as the scales can show, and the points for strength are out of reach.",
    CoreSetMeasures(6, 6, 150, 0, 1, 6),
    CoreSetMeasures(1, 1, 150, 0, 1, 1),
)
"""Two more invented patients, each for one thing that the score does."""

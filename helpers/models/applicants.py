"""A patient who asks to enter the trial, the therapies that one may have had, and invented patients with a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from helpers.errors import check_choice, check_count
from helpers.evidence import Status, entry_rules
from helpers.models.core_set import RASH_ALONE, WORKED_PATIENTS, CoreSetMeasures

OLDEST = 120
"""Years: beyond it, a slip of the keyboard. No source gives an upper end, so this one is a guard of ours."""

NO_EXCLUSION = "none"


@dataclass(frozen=True)
class Therapy:
    """What a patient takes, and what failed before.

    Attributes
    ----------
    label : str
        In a few words. A "drug" is an immunosuppressant other than a corticosteroid.
    steroid_now : bool
        Whether a corticosteroid is taken now.
    drugs_now : int
        Other immunosuppressants taken now.
    weeks_unchanged : int
        Since the therapy was last changed, weeks; of no meaning for those who take nothing.
    steroid_failed : bool
        Whether a corticosteroid gave no response or was not tolerated, and was stopped and washed out.
    drugs_failed : int
        Other immunosuppressants of which the same is true.
    """

    label: str
    steroid_now: bool = False
    drugs_now: int = 0
    weeks_unchanged: int = 0
    steroid_failed: bool = False
    drugs_failed: int = 0

    @property
    def is_taken_now(self) -> bool:
        """Whether there is any background therapy."""
        return self.steroid_now or self.drugs_now > 0

    @property
    def failed_beside_steroid(self) -> int:
        """Other immunosuppressants that failed, if a corticosteroid had failed too; else 0."""
        return self.drugs_failed if self.steroid_failed else 0

    @property
    def failed_any(self) -> int:
        """Drugs that failed, the corticosteroid counted as one of them."""
        return self.steroid_failed + self.drugs_failed


THERAPIES: Mapping[str, Therapy] = MappingProxyType(
    {
        "steroid": Therapy("steroid, unchanged for 12 weeks", steroid_now=True, weeks_unchanged=12),
        "steroid_two_drugs": Therapy(
            "steroid + 2 drugs for 12 weeks", steroid_now=True, drugs_now=2, weeks_unchanged=12
        ),
        "two_drugs": Therapy("2 drugs, no steroid, for 12 weeks", drugs_now=2, weeks_unchanged=12),
        "three_drugs": Therapy("3 drugs, no steroid, for 12 weeks", drugs_now=3, weeks_unchanged=12),
        "changed": Therapy("steroid, changed 2 weeks ago", steroid_now=True, weeks_unchanged=2),
        "both_failed": Therapy("steroid + 1 drug failed, stopped", steroid_failed=True, drugs_failed=1),
        "steroid_failed": Therapy("steroid alone failed, stopped", steroid_failed=True),
        "drug_failed": Therapy("1 drug alone failed, stopped", drugs_failed=1),
        "untreated": Therapy("never treated"),
    }
)
"""Therapies by key.

What follows from each reading, taken at its word (`data/entry_rules.csv`):

================== ============================== ==========================================
therapy            the registry                   one summary
================== ============================== ==========================================
steroid            in: stable background          in: a glucocorticoid now
steroid_two_drugs  in: at most two, stable        in: at most two now
two_drugs          in: at most two, stable        in: at most two now
three_drugs        out: more than two             out: more than two
changed            out: stable for 2 of 4 weeks   in: no time of stability is asked for
both_failed        in: a steroid and another      in: at least one failed
steroid_failed     out: no other drug             in: at least one failed
drug_failed        out: no steroid                in: at least one failed
untreated          out: nothing now or before     out: nothing now or before
================== ============================== ==========================================
"""


def list_exclusions() -> dict[str, str]:
    """Return what may keep a patient out besides the inclusion rules: key -> words, "none" first.

    >>> list(list_exclusions())
    ['none', 'cancer', 'dvt', 'bmi']
    """
    excluding = {rule.criterion: rule.words for rule in entry_rules().values() if rule.kind == "exclusion"}
    return {NO_EXCLUSION: "none of these"} | excluding


@dataclass(frozen=True)
class Applicant:
    """A patient at screening; that it is active dermatomyositis is taken as given.

    The measures are read to 0.001 of their unit, as in `CoreSetMeasures`: what is finer is rounded.

    Parameters
    ----------
    age : int
        Completed years, 0 to 120.
    mmt8 : int
        Manual muscle testing of eight muscle groups, 0 to 150 points; more is better.
    physician_global, patient_global, extramuscular : float
        Disease activity, 0 to 10 cm; less is better.
    enzyme : float
        The muscle enzyme most abnormal, multiples of its upper limit of normal (ULN), 0 to 500; less is better.
    haq : float
        Health Assessment Questionnaire, 0 to 3 points; less is better.
    therapy : str
        A key of `THERAPIES`.
    other_exclusion : {"none", "cancer", "dvt", "bmi"}
        What else keeps the patient out, as `list_exclusions` words it.

    Raises
    ------
    Impossible
        If a value cannot be; the sentence names it. A value that the trial does not take is possible: it gives a
        patient who is not enrolled.

    Examples
    --------
    >>> Applicant(17.5, 120, 6, 7, 5, 3, 1.5, "steroid")
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: age = 17.5 is impossible: it must be a whole number from 0 to 120 (completed years).
    """

    age: int
    mmt8: int
    physician_global: float
    patient_global: float
    extramuscular: float
    enzyme: float
    haq: float
    therapy: str
    other_exclusion: str = NO_EXCLUSION

    def __post_init__(self) -> None:
        object.__setattr__(self, "age", check_count("age", self.age, 0, OLDEST, of="completed years"))
        names = [field.name for field in fields(CoreSetMeasures)]
        # Held to the score's own limits, so that a patient who may enter can also be scored.
        measures = CoreSetMeasures(**{name: getattr(self, name) for name in names})
        for name in names:
            object.__setattr__(self, name, getattr(measures, name))
        check_choice("therapy", self.therapy, THERAPIES)
        check_choice("other_exclusion", self.other_exclusion, list_exclusions())


@dataclass(frozen=True)
class InventedApplicant:
    """An applicant made up to show one thing.

    Attributes
    ----------
    name, lesson : str
        A few words, and what the patient shows.
    applicant : Applicant
    status : Status
        Always synthetic.
    """

    name: str
    lesson: str
    applicant: Applicant
    status: Status = Status.SYNTHETIC


def _invent(
    name: str,
    lesson: str,
    *,
    age: int = 52,
    measures: CoreSetMeasures = WORKED_PATIENTS["A"].baseline,
    mmt8: int | None = None,
    therapy: str = "steroid",
    other_exclusion: str = NO_EXCLUSION,
) -> InventedApplicant:
    """Return an invented patient who differs from patient A of the score's worked examples in what is named."""
    values = {field.name: getattr(measures, field.name) for field in fields(CoreSetMeasures)}
    if mmt8 is not None:
        values["mmt8"] = mmt8
    applicant = Applicant(age=age, therapy=therapy, other_exclusion=other_exclusion, **values)
    return InventedApplicant(name, lesson, applicant)


def invent_applicants() -> tuple[InventedApplicant, ...]:
    """Return six invented patients; the first is enrolled, each other one fails one rule.

    Examples
    --------
    >>> [patient.name for patient in invent_applicants()][:2]
    ['Typical', 'Rash, full strength']
    """
    return (
        _invent("Typical", "Weak, with every measure abnormal, on a steroid: enrolled."),
        _invent(
            "Rash, full strength",
            "Severe skin disease without weakness: the trial did not study it.",
            measures=RASH_ALONE.baseline,
        ),
        _invent("Nearly strong", "One point of strength above the limit: 142 is not below 142.", mmt8=142),
        _invent("Aged 80", "At the age on which two sources disagree.", age=80),
        _invent("DVT last year", "At thromboembolic risk, so kept out.", other_exclusion="dvt"),
        _invent("Steroid alone failed", "Out by the registry, in by one summary.", therapy="steroid_failed"),
    )

"""The invented trial that a student appraises: its numbers, and the numbered sentences of abstract and editorial."""

from __future__ import annotations

from dataclasses import dataclass, field

VERSION = "2026.11"
"""Of the way a trial is drawn from an id. Another version draws other trials, so that every submission carries it."""


@dataclass(frozen=True)
class Design:
    """What the abstract tells of how the trial was run; it differs between students, as the judgements of bias must.

    Attributes
    ----------
    allocation : str
        How the lot was kept: "central" (a computer outside the centres), "envelopes" (in each centre) or "unstated".
    assessor : str
        Who rated: "independent" (did not treat the patients and knew of no adverse events) or "treating" (the
        physicians who treated the patients).
    bar : str
        When the primary bar was fixed: "registered" (before the first patient) or "unstated".
    """

    allocation: str = "central"
    assessor: str = "independent"
    bar: str = "registered"


@dataclass(frozen=True)
class Arm:
    """One arm, as randomised.

    Attributes
    ----------
    name : str
        The drug's name, or "placebo".
    n : int
        Patients randomised to it.
    completed : int
        Those who completed the randomised period as assigned; never all, and no one who switched.
    responders, responders_higher : int
        Those of `n` with a TIS of at least the trial's `bar`, and its `higher_bar`, at the end of the period. Who
        did not complete or switched counts as a non-responder.
    mean, sd : float
        TIS at that time over all `n`, points, one decimal as printed; 0 for who did not complete or switched.
    """

    name: str
    n: int
    completed: int
    responders: int
    responders_higher: int
    mean: float
    sd: float


@dataclass(frozen=True)
class Harms:
    """Adverse events of the randomised period that were put down to the treatment, as treated.

    Of all adverse events, whatever their cause, most patients of such a trial have at least one.

    Attributes
    ----------
    exposed : int
        Everybody ever given the drug: the treatment arm and who switched to it.
    with_event, events : int
        Those of `exposed` with at least one adverse event, and the events; more events than patients.
    with_event_placebo : int
        Patients of the placebo arm with at least one event before any switch.
    rare_event : str
        What nobody of `exposed` had: "a deep vein thrombosis".
    """

    exposed: int
    with_event: int
    events: int
    with_event_placebo: int
    rare_event: str


@dataclass(frozen=True)
class Extension:
    """The open-label part: everybody on the drug, nobody beside them.

    Attributes
    ----------
    weeks : int
        When it ended, counted from randomisation.
    entered, responders : int
        Those who went on, of both arms, and those of them with a TIS of at least `bar` at its end.
    """

    weeks: int
    entered: int
    responders: int


@dataclass(frozen=True)
class Subtype:
    """Patients with one antibody, both arms together unless the counts by arm are printed.

    Attributes
    ----------
    name : str
        "anti-Mi-2"
    n, responders : int
        Both arms together.
    n_treatment, responders_treatment : int or None
        On the drug; None where the abstract does not print the counts by arm.
    """

    name: str
    n: int
    responders: int
    n_treatment: int | None = None
    responders_treatment: int | None = None


@dataclass(frozen=True)
class Sentence:
    """A numbered sentence.

    Attributes
    ----------
    number : str
        "A1" and on in the abstract, "E1" and on in the editorial.
    text : str
    misreading : str or None
        Id of the misconception planted here, None where there is none.
    decoy : bool
        Whether it is sound but looks like a misreading.
    """

    number: str
    text: str
    misreading: str | None = field(default=None, repr=False)
    decoy: bool = field(default=False, repr=False)


@dataclass(frozen=True)
class PersonalTrial:
    """An invented trial, drawn from a student's id.

    Attributes
    ----------
    student_id : str
        As `read_student_id` writes it.
    acronym, drug, drug_class, route : str
        All invented; `route` as in "by mouth, once a day".
    weeks : int
        Length of the randomised period.
    bar, higher_bar : int
        TIS points of the primary and of a secondary endpoint.
    treatment, control : Arm
    switched : int
        Patients of the placebo arm switched to the drug before the end of the period; non-responders by definition.
    harms : Harms
    extension : Extension
    subtypes : tuple of Subtype
        Two, without a patient in common.
    power : float
        That of the next trial, which the student has to plan: 0.8 or 0.9.
    sentences : tuple of Sentence
        Abstract, then editorial; three hold a planted misreading, one is the decoy.
    design : Design
    version : str
        Of the drawing.
    """

    student_id: str
    acronym: str
    drug: str
    drug_class: str
    route: str
    weeks: int
    bar: int
    higher_bar: int
    treatment: Arm
    control: Arm
    switched: int
    harms: Harms
    extension: Extension
    subtypes: tuple[Subtype, ...]
    power: float
    sentences: tuple[Sentence, ...]
    design: Design = field(default_factory=Design)
    version: str = VERSION

    @property
    def prints_subtypes_by_arm(self) -> bool:
        """Whether the effect in each subtype can be computed from what is printed."""
        return all(subtype.n_treatment is not None for subtype in self.subtypes)

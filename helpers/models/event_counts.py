"""Adverse events with the people they are counted over: three kinds of denominator, types of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from helpers.errors import Impossible, check_choice, check_count
from helpers.evidence import Comparison, PublishedFigure, figure
from helpers.models.patient_flow import read_patient_flow
from helpers.models.rendering import format_number


@dataclass(frozen=True)
class PatientsAtRisk:
    """The people that events are counted over. Take `AsRandomised`, `AsTreated` or `Uncontrolled`.

    Attributes
    ----------
    group : str
        What they were given, or allotted: "IVIg".
    n : int
        Patients, at least 1.
    time : str
        Over which weeks, or when: "weeks 0-16".

    Raises
    ------
    Impossible
        If `n` cannot be, or if the kind of comparison is left open.
    """

    group: str
    n: int
    time: str

    comparison: ClassVar[Comparison]

    def __post_init__(self) -> None:
        if type(self) is PatientsAtRisk:
            raise Impossible(
                "Patients at risk without a kind of comparison are impossible here. Choose AsRandomised, AsTreated or "
                "Uncontrolled."
            )
        object.__setattr__(self, "n", check_count("n", self.n, low=1))

    @property
    def label(self) -> str:
        """Its number and its kind: "52 as treated"."""
        return f"{self.n} {self.comparison}"

    def __str__(self) -> str:
        return f"{self.label} ({self.group}, {self.time})"


class AsRandomised(PatientsAtRisk):
    """An arm as the lot made it. It may be compared with the other arm."""

    comparison = Comparison.RANDOMISED


@dataclass(frozen=True)
class AsTreated(PatientsAtRisk):
    """All who were given the same. It may be compared, with care: who was given what is no longer the lot's alone.

    Attributes
    ----------
    in_both : int
        People who stand in the other column too.
    everybody : int
        People in both columns, each counted once.
    """

    in_both: int
    everybody: int

    comparison = Comparison.AS_TREATED


class Uncontrolled(PatientsAtRisk):
    """Everybody, with nobody beside them. It is compared with nothing."""

    comparison = Comparison.UNCONTROLLED


@dataclass(frozen=True)
class EventCount:
    """Patients with at least one event, the events that they had, and the people at risk.

    Attributes
    ----------
    event : str
        What is counted: "related adverse event".
    patients_with : int
        Patients with at least one.
    events : int or None
        Events, of which one patient may have several. None for what one can have but once, as a response.
    at_risk : PatientsAtRisk
        The denominator, with its kind of comparison.

    Raises
    ------
    Impossible
        If more patients have an event than there are, if there are fewer events than patients who have one, or if
        there are events that nobody had.

    Examples
    --------
    >>> ever = Uncontrolled("IVIg", 95, "weeks 0-40")
    >>> print(EventCount("related adverse event", 62, 282, ever))
    related adverse event: 62 of 95 patients (65.3 %), 282 events; uncontrolled, IVIg, weeks 0-40
    >>> EventCount("related adverse event", 282, 282, ever)
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: 282 patients with a related adverse event of 95 are impossible: events are not patients.
    Choose 0 to 95.
    """

    event: str
    patients_with: int
    events: int | None
    at_risk: PatientsAtRisk

    def __post_init__(self) -> None:
        # A whole number of another type becomes an int, so that it prints as one.
        object.__setattr__(self, "patients_with", check_count("patients_with", self.patients_with))
        if self.patients_with > self.n:
            raise Impossible(
                f"{self.patients_with} patients with {_add_article(self.event)} of {self.n} are impossible: events are "
                f"not patients. Choose 0 to {self.n}."
            )
        if self.events is None:
            return
        object.__setattr__(self, "events", check_count("events", self.events))
        if self.events < self.patients_with:
            raise Impossible(
                f"{self.events} events in {self.patients_with} patients are impossible: each of them has at least one. "
                f"Choose {self.patients_with} events or more."
            )
        if self.events and not self.patients_with:
            raise Impossible(f"{self.events} events that nobody had are impossible. Choose 0 events or 1 patient.")

    @property
    def n(self) -> int:
        """Patients at risk."""
        return self.at_risk.n

    @property
    def comparison(self) -> Comparison:
        """What stands beside them."""
        return self.at_risk.comparison

    @property
    def proportion(self) -> float:
        """Patients with at least one event over patients at risk, 0 to 1."""
        return self.patients_with / self.n

    def __str__(self) -> str:
        events = "" if self.events is None else f", {self.events} event{'' if self.events == 1 else 's'}"
        return (
            f"{self.event}: {self.patients_with} of {self.n} patients ({format_number(100 * self.proportion, 1)} %)"
            f"{events}; {self.comparison}, {self.at_risk.group}, {self.at_risk.time}"
        )


@dataclass(frozen=True)
class EventKind:
    """A kind of adverse event: the start of its rows' ids, and what one of it, and several, are called."""

    rows: str
    one: str
    several: str


KINDS: Mapping[str, EventKind] = {
    "any": EventKind("any_events", "adverse event of any kind", "adverse events of any kind"),
    "related": EventKind("related_events", "related adverse event", "related adverse events"),
    "infusional": EventKind("infusional_events", "infusional adverse event", "infusional adverse events"),
    "serious": EventKind("serious_events", "serious adverse event", "serious adverse events"),
    "stopping the drug": EventKind(
        "discontinuation_events", "event that stopped the drug", "events that stopped the drug"
    ),
    "thromboembolic": EventKind("thromboembolic", "thromboembolic event", "thromboembolic events"),
    "related thromboembolic": EventKind(
        "thromboembolic_related", "related thromboembolic event", "related thromboembolic events"
    ),
}

PERIODS: Mapping[str, tuple[str, ...]] = {"first period": ("ivig", "placebo"), "whole study": ("all_ivig",)}
"""Periods, and the ends of the ids of the rows that are public for them."""


def read_events(kind: str, period: str) -> tuple[EventCount, ...]:
    """Return the published counts of a kind of event.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.
    period : {"first period", "whole study"}
        The first 16 weeks hold two groups as treated, IVIg first; the whole 40 weeks one group, uncontrolled.

    Returns
    -------
    tuple of EventCount
        Two counts, or one.

    Raises
    ------
    Impossible
        If the kind or the period is not known.

    Examples
    --------
    >>> print(*read_events("related thromboembolic", "whole study"))
    related thromboembolic event: 5 of 95 patients (5.3 %), 6 events; uncontrolled, IVIg, weeks 0-40
    """
    event = KINDS[check_choice("kind", kind, KINDS)]
    rows = [figure(f"{event.rows}_{end}") for end in PERIODS[check_choice("period", period, PERIODS)]]
    return tuple(EventCount(event.one, row.count, row.events, _read_at_risk(row)) for row in rows)


def read_response(ivig_id: str, placebo_id: str) -> tuple[EventCount, EventCount]:
    """Return responders of both arms as randomised, from the ids of their rows.

    >>> print(read_response("responders_ivig", "responders_placebo")[0])
    response: 37 of 47 patients (78.7 %); randomised, IVIg, week 16
    """
    ivig, placebo = (
        EventCount("response", row.count, None, _read_at_risk(row)) for row in (figure(ivig_id), figure(placebo_id))
    )
    return ivig, placebo


def _read_at_risk(row: PublishedFigure) -> PatientsAtRisk:
    if row.comparison is Comparison.RANDOMISED:
        return AsRandomised(row.arm, row.n, row.timepoint)
    if row.comparison is Comparison.UNCONTROLLED:
        return Uncontrolled(row.arm.removeprefix("all "), row.n, row.timepoint)
    flow = read_patient_flow()
    in_both = flow.denominators["as treated"].total - flow.randomised
    return AsTreated(row.arm, row.n, row.timepoint, in_both, flow.randomised)


def _add_article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"

"""Adverse events, and responses, with the people they are counted over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.errors import Impossible, check_choice, check_count, shorten
from helpers.evidence import Comparison, PublishedFigure, figure
from helpers.models.patient_flow import read_patient_flow
from helpers.models.patients_at_risk import AsRandomised, AsTreated, PatientsAtRisk, Uncontrolled, check_words
from helpers.models.rendering import format_number


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
        If more patients have an event than there are, if there are fewer events than patients who have one, if there
        are events that nobody had, or if `at_risk` is no denominator of a known kind.

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
        check_words("event", self.event)
        if not isinstance(self.at_risk, PatientsAtRisk):
            raise Impossible(
                f"at_risk = {shorten(self.at_risk)} is impossible: events are counted over people. Choose "
                "AsRandomised, AsTreated or Uncontrolled."
            )
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

    Each count is called by what its row counts, so that two bars of the score are two events, and no contrast.

    Raises
    ------
    Impossible
        If a row counts no responders of a randomised arm, or the two count different things.

    Examples
    --------
    >>> print(read_response("responders_ivig", "responders_placebo")[0])
    response, TIS of at least 20 and no confirmed deterioration: 37 of 47 patients (78.7 %); randomised, IVIg, week 16
    """
    ivig = _find_responders("ivig_id", ivig_id, "IVIg")
    placebo = _find_responders("placebo_id", placebo_id, "placebo")
    for what, one, other in (
        ("quantities", ivig.quantity, placebo.quantity),
        ("times", ivig.timepoint, placebo.timepoint),
    ):
        if one != other:
            raise Impossible(
                f"{ivig_id} with {placebo_id} is impossible: “{one}” and “{other}” are two {what}. Choose two rows of "
                "one."
            )
    one, other = (EventCount(_name_response(row), row.count, None, _read_at_risk(row)) for row in (ivig, placebo))
    return one, other


def check_event_count(name: str, count: Any) -> EventCount:
    """Return `count` if it is an `EventCount`, or say by name what it has to be.

    >>> check_event_count("control", None)
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: control = None is impossible: it must be an EventCount, as read_events gives them.
    """
    if not isinstance(count, EventCount):
        raise Impossible(
            f"{name} = {shorten(count)} is impossible: it must be an EventCount, as read_events gives them."
        )
    return count


_RESPONSE = re.compile(r"TIS (of )?at least [0-9]+")
"""What the rows that count responders say they count."""


def _find_responders(name: str, row_id: Any, arm: str) -> PublishedFigure:
    """Return a row that counts responders of one randomised arm."""
    if not isinstance(row_id, str):
        raise Impossible(f"{name} = {shorten(row_id)} is impossible: it must be the id of a row, as 'responders_ivig'.")
    row = figure(row_id)
    is_randomised = row.comparison is Comparison.RANDOMISED and row.arm == arm
    if row.count is None or not is_randomised or not _RESPONSE.search(row.quantity):
        raise Impossible(
            f"{name} = {shorten(row_id)} is impossible: “{row.quantity}” counts no responders among all randomised to "
            f"{arm}. Choose a row such as responders_{arm.lower()}."
        )
    return row


def _name_response(row: PublishedFigure) -> str:
    words = row.quantity.removeprefix("Responders").lstrip(": ")
    # "At least moderate improvement" goes on in small letters; an abbreviation stays as it is.
    return f"response, {words if words[:2].isupper() else words[0].lower() + words[1:]}"


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

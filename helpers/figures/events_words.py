"""What is shown of people and their events, and the words and numbers for it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Comparison, Provenance
from helpers.figures.text import begin_sentence
from helpers.models.event_counts import EventCount


@dataclass(frozen=True)
class Misreading:
    """A division by people who are not those that the events were counted in.

    Attributes
    ----------
    n : int
        The wrong denominator.
    who : str
        Who these are: "randomised to IVIg".
    """

    n: int
    who: str


@dataclass(frozen=True)
class Events:
    """What the picture shows.

    Attributes
    ----------
    counts : tuple of EventCount
        IVIg and placebo as treated, or all ever given IVIg.
    several : str
        What the events are called: "related adverse events".
    weeks : int
        Over which they were counted.
    in_both, everybody : int
        People who stand in both groups, and people in all.
    misreading : Misreading or None
        The wrong denominator, if one was chosen.
    provenance : Provenance
    """

    counts: tuple[EventCount, ...]
    several: str
    weeks: int
    in_both: int
    everybody: int
    misreading: Misreading | None
    provenance: Provenance

    @property
    def is_controlled(self) -> bool:
        return self.counts[0].comparison is not Comparison.UNCONTROLLED


def name_kind(shown: Events) -> str:
    """Name the kind of comparison and the weeks."""
    if shown.is_controlled:
        return f"as treated, first {shown.weeks} weeks; a circle or square is a person"
    return f"uncontrolled, all {shown.weeks} weeks; a circle is a person"


def head_people(count: EventCount) -> str:
    """Say how many of a group had at least one."""
    return f"{_name_group(count)}: {count.patients_with} of {count.n} people"


def head_events(count: EventCount) -> str:
    """Say how many events they had."""
    return f"{_events(count.events)} (diamonds)" if count.events else "no events"


def write_headline(shown: Events) -> str:
    """Say the kind of event, then people and events of the first group, in two lines."""
    count = shown.counts[0]
    if shown.misreading is not None:
        return _headline_misreading(shown)
    if not count.events:
        return f"{begin_sentence(shown.several)}:\nnone in {count.n} given IVIg"
    return f"{begin_sentence(shown.several)}: {count.events},\nin {count.patients_with} of {count.n} given IVIg"


def explain_division(shown: Events) -> tuple[str, str, str]:
    """Return three lines: the share of people, what stands beside them, and the misreading, if one is shown."""
    shares = [_divide_people(count) for count in shown.counts]
    if shown.is_controlled:
        first, second = f"People with at least one: {shares[0]} v {shares[1]}", _warn_of_both(shown)
    else:
        first, second = f"People with at least one: {shares[0]}", "Nobody stands beside them: no comparator."
    if shown.misreading is None:
        return first, second, ""
    return _tell_wrong(shown), _tell_right(shown), second


def read_events_shown(shown: Events) -> str:
    """Read people and events, and the misreading."""
    if shown.misreading is not None:
        return f"{_tell_wrong(shown)}. {_tell_right(shown)}. {_say_why(shown)}"
    groups = "; ".join(
        f"{count.patients_with} of {count.n} {_given(count)} ({_percent(count)}), with {_events(count.events)}"
        for count in shown.counts
    )
    beside = (
        f"{shown.in_both} people stand in both columns."
        if shown.is_controlled
        else "Former placebo patients are among them, and nobody stands beside them."
    )
    return f"{begin_sentence(shown.several)} over {shown.weeks} weeks: {groups}. Events are not patients. {beside}"


def describe_events(shown: Events) -> str:
    """Describe dots and heaps with their numbers."""
    groups = "; ".join(
        f"{count.n} people {_given(count)}, {count.patients_with} of them filled, above a heap of "
        f"{_events(count.events)}"
        for count in shown.counts
    )
    wrong = "" if shown.misreading is None else f" {_tell_wrong(shown)}. {_tell_right(shown)}."
    return (
        f"{begin_sentence(shown.several)}, {shown.counts[0].comparison}, {shown.weeks} weeks. Filled people had at "
        f"least one: {groups}.{wrong}"
    )


def tabulate_events(shown: Events) -> pd.DataFrame:
    """Tabulate people and events of each group; a misreading is a row marked as wrong."""
    rows = [
        {
            "event": count.event,
            "group": _given(count),
            "kind of comparison": str(count.comparison),
            "time": count.at_risk.time,
            "with at least one (people)": count.patients_with,
            "of (people)": count.n,
            "percent": round(100 * count.proportion, 1),
            "events": count.events,
            "reading": "as counted",
        }
        for count in shown.counts
    ]
    if shown.misreading is not None:
        count, n = shown.counts[0], shown.misreading.n
        wrong = {
            "group": shown.misreading.who,
            "kind of comparison": "none: kinds are mixed",
            "of (people)": n,
            "percent": round(100 * count.patients_with / n, 1),
            "reading": "wrong denominator",
        }
        rows.append(rows[0] | wrong)
    return pd.DataFrame(rows)


def _headline_misreading(shown: Events) -> str:
    count, n = shown.counts[0], shown.misreading.n
    # A share of people above 100 % needs no headline to be seen as wrong.
    if count.patients_with > n:
        wrong = f"{count.events}/{n} = {_each(count.events, n)} events each"
        return f"{wrong} is wrong:\nthey were counted in {count.n} people"
    return f"{count.patients_with}/{n} = {_share(count.patients_with, n)} is wrong:\n{_divide_people(count)}"


def _tell_wrong(shown: Events) -> str:
    count, n = shown.counts[0], shown.misreading.n
    return (
        f"WRONG: {count.patients_with}/{n} = {_share(count.patients_with, n)}; {count.events}/{n} = "
        f"{_each(count.events, n)} events each"
    )


def _tell_right(shown: Events) -> str:
    count = shown.counts[0]
    return f"Right: {_divide_people(count)}; {count.events}/{count.n} = {_each(count.events, count.n)} events each"


def _say_why(shown: Events) -> str:
    count, misreading = shown.counts[0], shown.misreading
    return (
        f"The {misreading.n} {misreading.who} are not the {count.n} in whom these {shown.several} were counted: it "
        "divides one group by another."
    )


def _warn_of_both(shown: Events) -> str:
    ivig, placebo = shown.counts
    total = ivig.n + placebo.n
    return f"{shown.in_both} stand in both: {ivig.n} + {placebo.n} = {total} > {shown.everybody}"


def _name_group(count: EventCount) -> str:
    if count.comparison is Comparison.UNCONTROLLED:
        return "Ever given IVIg"
    return begin_sentence(count.at_risk.group)


def _given(count: EventCount) -> str:
    ever = "ever " if count.comparison is Comparison.UNCONTROLLED else ""
    return f"{ever}given {count.at_risk.group}"


def _events(events: int) -> str:
    return f"{events} event{'' if events == 1 else 's'}"


def _divide_people(count: EventCount) -> str:
    return f"{count.patients_with}/{count.n} = {_percent(count)}"


def _percent(count: EventCount) -> str:
    return _share(count.patients_with, count.n)


def _share(patients: int, n: int) -> str:
    return f"{100 * patients / n:.1f} %"


def _each(events: int, n: int) -> str:
    """Print events per person, with two decimals below 1."""
    return f"{events / n:.{1 if events >= n else 2}f}"

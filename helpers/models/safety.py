"""What the adverse events of a trial can tell: contrasts that are refused across kinds, limits, whole people of 100.

Start with `read_events`; two of its counts go into `contrast`, which refuses what nobody can compare.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from helpers.errors import Impossible, check_count, shorten
from helpers.evidence import Comparison
from helpers.models.event_counts import (
    KINDS,
    PERIODS,
    EventCount,
    EventKind,
    check_event_count,
    read_events,
    read_response,
)
from helpers.models.event_rates import SIDES, RateInterval, event_interval, rate_interval, rule_of_three
from helpers.models.intervals import Interval
from helpers.models.patients_at_risk import AsRandomised, AsTreated, PatientsAtRisk, Uncontrolled
from helpers.models.proportions import compare_proportions
from helpers.models.rendering import format_number, format_share, render_table

__all__ = [
    "KINDS",
    "PERIODS",
    "SIDES",
    "AsRandomised",
    "AsTreated",
    "Contrast",
    "EventCount",
    "EventKind",
    "NaturalFrequencies",
    "PatientsAtRisk",
    "RateInterval",
    "Uncontrolled",
    "contrast",
    "count_per_hundred",
    "event_interval",
    "natural_frequencies",
    "rate_interval",
    "read_events",
    "read_response",
    "rule_of_three",
]

HUNDRED = 100
"""People that a natural frequency is told for."""


@dataclass(frozen=True)
class Contrast:
    """Two groups of one controlled kind, side by side.

    Attributes
    ----------
    treatment, control : EventCount

    Raises
    ------
    Impossible
        As `contrast` does.
    """

    treatment: EventCount
    control: EventCount

    def __post_init__(self) -> None:
        # Here and not in `contrast`: a contrast that nobody can make must not exist.
        for name in ("treatment", "control"):
            check_event_count(name, getattr(self, name))
        a, b = self.treatment.at_risk, self.control.at_risk
        choice = "Choose two groups of one kind, as randomised or as treated."
        for group in (a, b):
            if group.comparison is Comparison.UNCONTROLLED:
                raise Impossible(
                    f"{a.label} against {b.label} is impossible: nobody was assigned to be among the {group.n}, and "
                    f"nobody stands beside them, so there is no contrast. {choice}"
                )
        if a.comparison is not b.comparison:
            raise Impossible(
                f"{a.label} against {b.label} is impossible: one side is as the lot fell, the other by what was given, "
                f"and who switched stands on both, so there is no contrast. {choice}"
            )
        for what, one, other in (
            ("events", self.treatment.event, self.control.event),
            ("times", a.time, b.time),
        ):
            if one != other:
                raise Impossible(
                    f"{one} against {other} is impossible: these are two {what}. Choose the same on both sides."
                )
        if a.group == b.group:
            raise Impossible(f"{a.group} against {b.group} is impossible: a contrast takes two groups. {choice}")
        if isinstance(a, AsTreated) and isinstance(b, AsTreated):
            _check_everybody(a, b)

    @property
    def comparison(self) -> Comparison:
        """The kind that both sides share."""
        return self.treatment.comparison

    @property
    def difference(self) -> float:
        """Share of patients with at least one, treatment minus control: -1 to 1. Of a harm, positive is worse."""
        return self.treatment.proportion - self.control.proportion

    def interval(self, method: str = "wald", level: float = 0.95) -> Interval:
        """Return the interval of the difference, as fractions, by a method of `compare_proportions`.

        Raises
        ------
        Impossible
            If the method is not known or the level cannot be.
        """
        a, b = self.treatment, self.control
        return compare_proportions(a.patients_with, a.n, b.patients_with, b.n).risk_difference_interval(method, level)

    @property
    def note(self) -> str:
        """What the interval takes for granted; empty where nothing is."""
        a, b = self.treatment.at_risk, self.control.at_risk
        if not (isinstance(a, AsTreated) and a.in_both):
            return ""
        return (
            f"{a.in_both} people stand on both sides ({a.n} + {b.n} = {a.n + b.n} > {a.everybody}): the two are not "
            "independent, and who was given what is no longer the lot's alone."
        )

    def __str__(self) -> str:
        interval = self.interval()
        low, high = (format_number(100 * limit, 1) for limit in interval)
        a, b = self.treatment, self.control
        told = (
            f"{a.event}: {a.patients_with} of {a.n} on {a.at_risk.group} v {b.patients_with} of {b.n} on "
            f"{b.at_risk.group} ({self.comparison}, {a.at_risk.time}): difference "
            f"{format_number(100 * self.difference, 1)} percentage points ({format_share(interval.level)} interval "
            f"{low} to {high}, {interval.label})."
        )
        return f"{told} {self.note}".rstrip()

    def _repr_html_(self) -> str:
        rows = [
            [count.at_risk.group, str(count.patients_with), str(count.n), format_number(100 * count.proportion, 1)]
            for count in (self.treatment, self.control)
        ]
        header = ["group", "patients with at least one", "patients at risk", "percent"]
        return render_table(str(self), header, rows)


def contrast(treatment: EventCount, control: EventCount) -> Contrast:
    """Set two groups side by side, if anybody can.

    Parameters
    ----------
    treatment, control : EventCount
        The same event over the same weeks, in two groups of one kind: both as randomised, or both as treated.

    Returns
    -------
    Contrast
        The difference in patients with at least one event, its interval, and what to bear in mind.

    Raises
    ------
    Impossible
        Across two kinds, between uncontrolled groups, within one group, across events or times, or if two columns as
        treated do not make up the same people.

    Examples
    --------
    >>> print(contrast(*read_events("related", "first period")))
    related adverse event: 30 of 52 on IVIg v 11 of 48 on placebo (as treated, weeks 0-16): difference 34.8 percentage
    points (95 % interval 16.8 to 52.7, Wald). 5 people stand on both sides (52 + 48 = 100 > 95): the two are not
    independent, and who was given what is no longer the lot's alone.
    >>> contrast(read_events("related", "first period")[0], read_events("related", "whole study")[0])
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: 52 as treated against 95 uncontrolled is impossible: nobody was assigned to be among the
    95, and nobody stands beside them, so there is no contrast. Choose two groups of one kind, as randomised or as
    treated.
    """
    return Contrast(treatment, control)


@dataclass(frozen=True)
class NaturalFrequencies:
    """A contrast in whole people of 100.

    Attributes
    ----------
    contrast : Contrast
    treatment, control : int
        People of 100 with at least one event (or with a response), each rounded by itself.
    """

    contrast: Contrast
    treatment: int
    control: int

    def __post_init__(self) -> None:
        _check_contrast(self.contrast)
        for name in ("treatment", "control"):
            object.__setattr__(self, name, check_count(name, getattr(self, name), high=HUNDRED))

    @property
    def more(self) -> int:
        """How many more of 100 on treatment: what one can count. Negative for fewer."""
        return self.treatment - self.control

    @property
    def is_rounded_apart(self) -> bool:
        """True if the difference of the rounded is not the rounded difference, so that both have to be told."""
        return self.more != _round_half_up(HUNDRED * self.contrast.difference)


def natural_frequencies(contrast: Contrast) -> NaturalFrequencies:
    """Tell a contrast in whole people of 100.

    Raises `Impossible` if it is no `Contrast`.

    >>> related = natural_frequencies(contrast(*read_events("related", "first period")))
    >>> related.treatment, related.control, related.more
    (58, 23, 35)
    """
    _check_contrast(contrast)
    return NaturalFrequencies(contrast, count_per_hundred(contrast.treatment), count_per_hundred(contrast.control))


def count_per_hundred(count: EventCount) -> int:
    """Return how many people of 100 have at least one, in whole people.

    Raises `Impossible` if it is no `EventCount`.

    >>> count_per_hundred(read_events("related thromboembolic", "whole study")[0])
    5
    """
    return _round_half_up(HUNDRED * check_event_count("count", count).proportion)


def _check_contrast(pair: Any) -> None:
    if not isinstance(pair, Contrast):
        raise Impossible(f"contrast = {shorten(pair)} is impossible: it must be a Contrast, as contrast(...) gives it.")


def _check_everybody(a: AsTreated, b: AsTreated) -> None:
    """Refuse two columns that cannot be of the same people."""
    if (a.in_both, a.everybody) != (b.in_both, b.everybody) or a.n + b.n - a.in_both != a.everybody:
        raise Impossible(
            f"{a.label} against {b.label} is impossible: with {a.in_both} and {b.in_both} people in both columns these "
            f"are not {a.everybody} and {b.everybody} people in all. Choose two columns of one table."
        )


def _round_half_up(value: float) -> int:
    return math.floor(value + 0.5)

"""What the picture of a patient's course is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helpers.evidence.status import Provenance
from helpers.models.deterioration import Deterioration, VisitCheck
from helpers.models.trial_path import TrialPath


@dataclass(frozen=True)
class Course:
    """What the picture shows: an invented patient's course, built up to a week.

    Attributes
    ----------
    path : TrialPath
        What is infused when.
    deterioration : Deterioration
        The course of the measures held against the rule.
    week : int
        The last week shown, 0 to 40.
    worse_weeks : tuple of int
        The visits at which the measures are worse by `worse_by`, and nowhere else.
    worse_by : mapping of str to float
        Measure -> how much worse than at week 0, in its unit, 0 or more.
    switched : tuple of two int
        How many of the patient's arm switched in the trial, and of how many.
    rule_source, plan_sources : str
        Where the limbs stand, and who says what comes after a deterioration.
    provenance : Provenance
    """

    path: TrialPath
    deterioration: Deterioration
    week: int
    worse_weeks: tuple[int, ...]
    worse_by: Mapping[str, float]
    switched: tuple[int, int]
    rule_source: str
    plan_sources: str
    provenance: Provenance

    @property
    def checks_shown(self) -> tuple[VisitCheck, ...]:
        """The visits after week 0 up to the week shown."""
        return tuple(check for check in self.deterioration.checks if check.week <= self.week)

    @property
    def bad_weeks_shown(self) -> tuple[int, ...]:
        """The weeks of the bad visits up to the week shown."""
        return tuple(check.week for check in self.checks_shown if check.is_bad)

    @property
    def missed_weeks(self) -> tuple[int, ...]:
        """The weeks of the missed visits, shown already or not."""
        return tuple(check.week for check in self.deterioration.checks if check.is_missed)

    @property
    def is_confirmed_shown(self) -> bool:
        """Whether deterioration has been confirmed by the week shown."""
        confirmed = self.deterioration.confirmed_week
        return confirmed is not None and confirmed <= self.week

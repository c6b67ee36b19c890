"""What the sentences of a trial print beyond its counts: p values, an interval, a number needed, all computed."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.learning.assignment.trial import PersonalTrial, Subtype
from helpers.models.continuous import welch_from_summary
from helpers.models.number_needed import invert_difference
from helpers.models.proportions import ProportionComparison, compare_proportions
from helpers.models.rendering import format_number, print_p

PER_THOUSAND = 1000


@dataclass(frozen=True)
class Facts:
    """A trial, and what follows from its counts.

    Attributes
    ----------
    trial : PersonalTrial
    """

    trial: PersonalTrial

    @property
    def p(self) -> float:
        """Of the primary result, Fisher's exact test."""
        return compare_arms(self.trial, higher=False).p_value("fisher")

    @property
    def p_higher(self) -> float:
        """Of the higher bar, by the same test."""
        return compare_arms(self.trial, higher=True).p_value("fisher")

    @property
    def difference_higher(self) -> float:
        """At the higher bar, drug minus placebo, as a fraction."""
        return compare_arms(self.trial, higher=True).risk_difference

    @property
    def number_needed_higher(self) -> str:
        """Patients for one more at the higher bar, one decimal."""
        return format_number(invert_difference(self.difference_higher), 1)

    @property
    def mean_difference(self) -> tuple[str, str, str]:
        """Difference in mean TIS with its 95 % limits by Welch, one decimal each."""
        treatment, control = self.trial.treatment, self.trial.control
        means = welch_from_summary(treatment.mean, treatment.sd, treatment.n, control.mean, control.sd, control.n)
        interval = means.interval("welch")
        return tuple(format_number(value, 1) for value in (means.difference, interval.lower, interval.upper))

    @property
    def stopped(self) -> int:
        """Patients assigned to the drug who did not complete the period."""
        return self.trial.treatment.n - self.trial.treatment.completed

    @property
    def by_response(self) -> tuple[Subtype, Subtype]:
        """The two subtypes, the one with the larger share of responders first."""
        first, second = sorted(self.trial.subtypes, key=lambda subtype: -subtype.responders / subtype.n)
        return first, second

    @property
    def printed_p(self) -> str:
        """As after "p"."""
        return print_p(self.p)

    @property
    def per_thousand(self) -> int:
        """The p value as printed, of 1 000; 0 where it is smaller than printed."""
        return round(PER_THOUSAND * self.p) if self.p >= 1 / PER_THOUSAND else 0


def compare_arms(trial: PersonalTrial, *, higher: bool) -> ProportionComparison:
    """Return drug against placebo as randomised, at the primary or the higher bar."""
    treatment, control = trial.treatment, trial.control
    if higher:
        return compare_proportions(treatment.responders_higher, treatment.n, control.responders_higher, control.n)
    return compare_proportions(treatment.responders, treatment.n, control.responders, control.n)

"""Would ProDERM have enrolled this patient? The rules of `data/entry_rules.csv`, applied one by one."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from helpers.errors import Impossible, check_choice, shorten
from helpers.evidence import EntryRule, citation, entry_rules, figure
from helpers.evidence.entry_rules import CRITERIA, READINGS, THERAPY_ROUTES
from helpers.models.applicants import THERAPIES, Applicant, InventedApplicant, invent_applicants, list_exclusions
from helpers.models.rendering import render_table

__all__ = [
    "READINGS",
    "THERAPIES",
    "Applicant",
    "Eligibility",
    "InventedApplicant",
    "MeasureResult",
    "RuleResult",
    "assess_eligibility",
    "invent_applicants",
    "list_exclusions",
]

HOLDS = {">=": operator.ge, ">": operator.gt, "<": operator.lt, "<=": operator.le}
"""Whether a value stands to a threshold as a rule says; exact, for values are read to 0.001 of their unit."""


@dataclass(frozen=True)
class MeasureResult:
    """One of the five core set measures besides MMT-8: abnormal or not.

    Attributes
    ----------
    rule : EntryRule
        The rule, with its threshold and source.
    value : float
        The patient's, in the rule's unit; less is better.
    is_abnormal : bool
        Whether the value counts towards the number that must be abnormal.
    """

    rule: EntryRule
    value: float
    is_abnormal: bool

    @property
    def has(self) -> str:
        """The value with its unit."""
        unit = "point" if self.value == 1 and self.rule.unit == "points" else self.rule.unit
        return f"{self.value:g} {unit}"

    @property
    def source(self) -> str:
        """Where the rule stands, in short."""
        return citation(self.rule.published.citation).short


@dataclass(frozen=True)
class RuleResult:
    """One line of the checklist.

    Attributes
    ----------
    criterion : str
        age, mmt8, abnormal_measures, therapy, cancer, dvt or bmi.
    reading : str or None
        "registry" or "summary", whose rule it is; None where the sources do not disagree.
    rules : tuple of EntryRule
        The rule, or the rules that make it up, in this reading.
    has, limit, reason : str
        What the patient has, what the rule asks for, and why the patient fails it, in words.
    verdicts : mapping of str to bool
        Reading -> whether the rule is met in it; both the same where the sources do not disagree. An exclusion is
        met by a patient who is not excluded.
    """

    criterion: str
    reading: str | None
    rules: tuple[EntryRule, ...]
    has: str
    limit: str
    reason: str
    verdicts: Mapping[str, bool]

    @property
    def name(self) -> str:
        """What a reader calls the rule."""
        return self.rules[0].name

    @property
    def is_exclusion(self) -> bool:
        """True for a rule that keeps a patient out."""
        return self.rules[0].kind == "exclusion"

    @property
    def met(self) -> bool:
        """Whether the patient passes, in the reading that is taken."""
        return self.verdicts[self.reading or "registry"]

    @property
    def is_disputed(self) -> bool:
        """True where the two readings judge this patient differently."""
        return len(set(self.verdicts.values())) > 1

    @property
    def source(self) -> str:
        """Where the rule stands, in short."""
        return "; ".join(dict.fromkeys(citation(rule.published.citation).short for rule in self.rules))

    def __str__(self) -> str:
        return f"{'met' if self.met else 'NOT met'}: {self.name}, {self.has}; rule: {self.limit} ({self.source})"


@dataclass(frozen=True)
class Eligibility:
    """Whether a patient would have been enrolled, rule by rule.

    Attributes
    ----------
    applicant : Applicant
    age_reading, therapy_reading : {"registry", "summary"}
        Whose reading of the two disputed rules was taken.
    results : tuple of RuleResult
        One for each rule, in the order of the checklist.
    measures : tuple of MeasureResult
        The five measures of which some must be abnormal.
    """

    applicant: Applicant
    age_reading: str
    therapy_reading: str
    results: tuple[RuleResult, ...]
    measures: tuple[MeasureResult, ...]

    @property
    def enrolled(self) -> bool:
        """True if every rule is met."""
        return not self.failed

    @property
    def failed(self) -> tuple[RuleResult, ...]:
        """The rules that are not met."""
        return tuple(result for result in self.results if not result.met)

    @property
    def disputed(self) -> tuple[RuleResult, ...]:
        """The rules on which the two readings disagree for this patient."""
        return tuple(result for result in self.results if result.is_disputed)

    @property
    def verdict(self) -> str:
        """The answer in a line: "Enrolled", or "Not enrolled" with every reason."""
        reasons = "; ".join(result.reason for result in self.failed)
        return f"Not enrolled: {reasons}" if reasons else "Enrolled"

    def __str__(self) -> str:
        return "\n".join([self.verdict, *map(str, self.results)])

    def _repr_html_(self) -> str:
        header = ["rule", "the patient", "the rule asks for", "met", "source"]
        rows = [[line.name, line.has, line.limit, "yes" if line.met else "no", line.source] for line in self.results]
        caption = (
            f"{self.verdict}. Invented patient; age as {READINGS[self.age_reading]} has it, therapy as "
            f"{READINGS[self.therapy_reading]} has it."
        )
        return render_table(caption, header, rows)


def assess_eligibility(
    applicant: Applicant, *, age_reading: str = "registry", therapy_reading: str = "registry"
) -> Eligibility:
    """Hold a patient against the trial's rules of entry.

    Parameters
    ----------
    applicant : Applicant
        The patient at screening.
    age_reading : {"registry", "summary"}
        "18 to below 80" (the registry) or "18 to 80" (one summary).
    therapy_reading : {"registry", "summary"}
        Whose conditions of the two ways in by therapy; `helpers.models.applicants.THERAPIES` lists what follows.

    Returns
    -------
    Eligibility
        With `.enrolled`, `.failed`, and one result a rule.

    Raises
    ------
    Impossible
        If `applicant` is no Applicant, or a reading is not known.
    DataProblem
        If a data file is missing, incomplete or altered.

    References
    ----------
    `data/entry_rules.csv`; each rule names its figure, and the figure its source.

    Examples
    --------
    >>> patient = Applicant(52, 142, 6, 7, 5, 3, 1.5, "steroid")
    >>> assess_eligibility(patient).verdict
    'Not enrolled: MMT-8 is 142'
    """
    if not isinstance(applicant, Applicant):
        raise Impossible(f"applicant = {shorten(applicant)} is not a patient: make one with Applicant(age, mmt8, ...).")
    check_choice("age_reading", age_reading, READINGS)
    check_choice("therapy_reading", therapy_reading, READINGS)
    readings = {"age": age_reading, "therapy": therapy_reading}
    measures = tuple(
        MeasureResult(rule, value, _holds(rule, value))
        for rule in entry_rules().values()
        if rule.part == "counted"
        for value in [getattr(applicant, rule.measure)]
    )
    abnormal = sum(measure.is_abnormal for measure in measures)
    facts = _list_facts(applicant, abnormal)
    results = tuple(_judge(criterion, readings.get(criterion), applicant, facts) for criterion in CRITERIA)
    return Eligibility(applicant, age_reading, therapy_reading, results, measures)


def _list_facts(applicant: Applicant, abnormal: int) -> dict[str, float]:
    """Return what is compared with the thresholds: the rules' `measure` -> the patient's value."""
    therapy = THERAPIES[applicant.therapy]
    return {
        "age": applicant.age,
        "mmt8": applicant.mmt8,
        "abnormal_measures": abnormal,
        "drugs_now": therapy.drugs_now,
        "weeks_unchanged": therapy.weeks_unchanged,
        "failed_beside_steroid": therapy.failed_beside_steroid,
        "failed_any": therapy.failed_any,
    }


def _holds(rule: EntryRule, value: float) -> bool:
    return HOLDS[rule.comparison](value, rule.threshold)


def _judge(criterion: str, reading: str | None, applicant: Applicant, facts: Mapping[str, float]) -> RuleResult:
    by_reading = {name: _find_rules(criterion, name) for name in READINGS}
    verdicts = {name: _passes(rules, applicant, facts) for name, rules in by_reading.items()}
    rules = by_reading[reading or "registry"]
    has, reason = _describe(criterion, rules[0].words, applicant, facts)
    return RuleResult(criterion, reading, rules, has, _word_limit(rules), reason, MappingProxyType(verdicts))


def _find_rules(criterion: str, reading: str) -> tuple[EntryRule, ...]:
    return tuple(
        rule
        for rule in entry_rules().values()
        if rule.criterion == criterion and rule.part != "counted" and rule.belongs_to(reading)
    )


def _passes(rules: Sequence[EntryRule], applicant: Applicant, facts: Mapping[str, float]) -> bool:
    criterion = rules[0].criterion
    if rules[0].kind == "exclusion":
        return applicant.other_exclusion != criterion
    if criterion != "therapy":
        return all(_holds(rule, facts[rule.measure]) for rule in rules)
    # Nobody is on a stable background who takes nothing.
    is_open = {"background route": THERAPIES[applicant.therapy].is_taken_now, "failed route": True}
    return any(
        is_open[route] and all(_holds(rule, facts[rule.measure]) for rule in rules if rule.part == route)
        for route in THERAPY_ROUTES
    )


def _word_limit(rules: Sequence[EntryRule]) -> str:
    """Return a rule in words: its conditions joined by "and", the two ways in by therapy by "or"."""
    if rules[0].kind == "exclusion":
        return f"no {rules[0].words}"
    if rules[0].criterion != "therapy":
        return " and ".join(rule.words for rule in rules)
    routes = (", ".join(rule.words for rule in rules if rule.part == route) for route in THERAPY_ROUTES)
    return "; or ".join(routes)


def _describe(criterion: str, words: str, applicant: Applicant, facts: Mapping[str, float]) -> tuple[str, str]:
    """Return what the patient has, and the same as the reason for staying out."""
    whole = f"{figure('csm_besides_mmt8').value:g}"
    if criterion == "age":
        return f"{applicant.age} years", f"age is {applicant.age}"
    if criterion == "mmt8":
        return f"{applicant.mmt8} of {figure('mmt8_maximum').value:g}", f"MMT-8 is {applicant.mmt8}"
    if criterion == "abnormal_measures":
        count = f"{facts['abnormal_measures']} of {whole}"
        return f"{count} abnormal", f"{count} measures abnormal"
    if criterion == "therapy":
        label = THERAPIES[applicant.therapy].label
        return label, "therapy does not fit"
    found = applicant.other_exclusion == criterion
    return words if found else f"no {words}", words

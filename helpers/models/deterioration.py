"""Confirmed deterioration in ProDERM: three limbs, two consecutive visits, from week 8 on.

The rows `deterioration_...` of the published figures hold the rule. They name three limbs; that any one of them is
enough is how we read them. What the sources we read leave open is a parameter of `find_deterioration`.

Values are compared in whole thousandths, as `helpers.models.tis_scale` reads them: 0.1 + 0.2 decides nothing.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from helpers.errors import Impossible, check_choice, shorten
from helpers.models.deterioration_rule import (
    LIMBS,
    PERCENT_OF,
    DeteriorationRule,
    Limits,
    find_limits,
    list_visit_weeks,
    read_rule,
)
from helpers.models.rendering import render_table
from helpers.models.tis_scale import RESOLUTION, build_scales
from helpers.models.visits import MEASURES, Visit, check_visits

__all__ = [
    "LIMBS",
    "MEASURES",
    "MISSED_VISIT",
    "PERCENT_OF",
    "Deterioration",
    "DeteriorationRule",
    "Limits",
    "Visit",
    "VisitCheck",
    "find_deterioration",
    "list_visit_weeks",
    "read_rule",
]

MISSED_VISIT = ("breaks the row", "is skipped")
"""What a missed visit does between two bad ones: not stated in the sources we read, so each is a named assumption."""


@dataclass(frozen=True)
class VisitCheck:
    """One visit held against the rule.

    Attributes
    ----------
    week : int
    is_missed : bool
    worsening : mapping of str to float
        Measure -> how much worse than at week 0, in its unit; negative is better. Empty if missed.
    measures : tuple of str
        The measures that are worse by the percentage of the third limb.
    enough : tuple of str
        The measures that are worse by what some limb asks of them, its other parts left aside.
    limbs : tuple of int
        The limbs that are met, of 1, 2 and 3.
    nearness : mapping of int to float
        Limb -> how much of what it asks is there, 0 to 1, for telling which comes nearest. It decides nothing.
    """

    week: int
    is_missed: bool
    worsening: Mapping[str, float]
    measures: tuple[str, ...]
    enough: tuple[str, ...]
    limbs: tuple[int, ...]
    nearness: Mapping[int, float]

    @property
    def is_bad(self) -> bool:
        """True if a limb is met."""
        return bool(self.limbs)


@dataclass(frozen=True)
class Deterioration:
    """Whether and when a patient's deterioration was confirmed, with all that went into it.

    Attributes
    ----------
    visits : tuple of Visit
        As given, the one at week 0 first.
    percent_of, missed_visit : str
    same_limb : bool
    first_bad_visit_from : int
        The assumptions; see `find_deterioration`.
    limits : Limits
        What a percentage means for this patient.
    checks : tuple of VisitCheck
        The visits after week 0, to the end of the first period.
    confirming : tuple of two int, or None
        The weeks of the two bad visits that confirm.
    limbs : tuple of int
        The limbs that confirm: met at both visits with `same_limb`, else at either; none if never confirmed.
    """

    visits: tuple[Visit, ...]
    percent_of: str
    same_limb: bool
    missed_visit: str
    first_bad_visit_from: int
    limits: Limits
    checks: tuple[VisitCheck, ...]
    confirming: tuple[int, int] | None
    limbs: tuple[int, ...]

    @property
    def confirmed_week(self) -> int | None:
        """Week of the second of the two visits; None if deterioration was never confirmed."""
        return self.confirming[1] if self.confirming else None

    def describe_readings(self) -> str:
        """Say what was assumed where the sources are silent."""
        limb = "the same limb at both visits" if self.same_limb else "any limb at either visit"
        return (
            f"per cent of {PERCENT_OF[self.percent_of]}; {limb}; a missed visit {self.missed_visit}; "
            f"first bad visit from week {self.first_bad_visit_from}"
        )

    def __str__(self) -> str:
        met = "; ".join(f"week {check.week}: {_name_limbs(check.limbs)}" for check in self.checks if check.is_bad)
        outcome = "never confirmed" if self.confirming is None else f"confirmed at week {self.confirmed_week}"
        return f"Deterioration {outcome} ({met or 'no limb met at any visit'}). Assumed: {self.describe_readings()}."

    def _repr_html_(self) -> str:
        scales = build_scales()
        header = ["visit", *(f"{scales[name].label}, worse by ({scales[name].unit})" for name in MEASURES), "limbs met"]
        rows = []
        for check in self.checks:
            changes = [f"{check.worsening[name]:g}" if check.worsening else "" for name in MEASURES]
            rows.append([f"week {check.week}", *changes, "missed" if check.is_missed else _name_limbs(check.limbs)])
        return render_table(str(self), header, rows)


def find_deterioration(
    visits: Iterable[Visit],
    *,
    percent_of: str = "baseline",
    same_limb: bool = False,
    missed_visit: str = "breaks the row",
    first_bad_visit_from: int | None = None,
) -> Deterioration:
    """Find the visit at which deterioration is confirmed, up to the end of the first period.

    Worse means worse than at week 0. Limb 1: physician global worse by 2 cm or more, and MMT-8 by 20 % or more. Limb 2:
    extramuscular activity worse by 2 cm or more. Limb 3: any three of the five measures worse by 30 % or more. A visit
    with a limb met is bad; two consecutive bad visits, the second in week 8 or later, confirm. In the trial that led to
    the other arm and counted as a non-response at week 16.

    Parameters
    ----------
    visits : iterable of Visit
        Week 0 first, then every visit in order up to the last one known; a missed visit is a `Visit` without values.
        Visits after week 16 are left out of account.
    percent_of : {"baseline", "range"}
        Whether 20 % and 30 % are of the patient's own value at week 0, or of the measure's range (MMT-8: 150). Not
        stated. A value of 0 at week 0 has no percentage: with "baseline", any worsening from it counts as enough,
        as it would from every value just above 0.
    same_limb : bool
        Whether the same limb must be met at both visits. Not stated.
    missed_visit : {"breaks the row", "is skipped"}
        Whether two bad visits with only missed ones between them are consecutive. Not stated.
    first_bad_visit_from : int, optional
        The earliest week of the first of the two visits, 4 or 8. Not stated; by default both are in week 8 or later.

    Returns
    -------
    Deterioration
        With `.confirmed_week` and, for every visit, the limbs met.

    Raises
    ------
    Impossible
        If there are fewer than two visits, none at week 0, one is doubled, left out or out of order, or an assumption
        has no such reading.

    References
    ----------
    The rows `deterioration_...` of data/published_figures.csv. Limbs and two visits: Aggarwal R et al. Arthritis Res
    Ther 2024;26, figure 1, doi:10.1186/s13075-023-03232-2. From week 8, and the switch: WMS Publication Highlights,
    23 January 2023.

    Examples
    --------
    >>> start, worse = (5, 5, 120, 1, 4), (7, 5, 96, 1, 4)
    >>> course = [Visit(0, *start), Visit(4, *start), Visit(8, *worse), Visit(12, *worse)]
    >>> print(find_deterioration(course))
    Deterioration confirmed at week 12 (week 8: limb 1; week 12: limb 1). Assumed: per cent of the patient's own
    value at week 0; any limb at either visit; a missed visit breaks the row; first bad visit from week 8.
    >>> find_deterioration(course, percent_of="range").confirmed_week is None
    True
    """
    rule = read_rule()
    visits = check_visits(visits)
    check_choice("percent_of", percent_of, PERCENT_OF)
    check_choice("missed_visit", missed_visit, MISSED_VISIT)
    if not isinstance(same_limb, bool):
        raise Impossible(f"same_limb = {shorten(same_limb)} is impossible: it must be True or False.")
    first_from = rule.from_week if first_bad_visit_from is None else first_bad_visit_from
    allowed = [week for week in list_visit_weeks() if 0 < week <= rule.from_week]
    is_number = isinstance(first_from, numbers.Real) and not isinstance(first_from, bool)
    if not is_number or first_from not in allowed:
        raise Impossible(
            f"first_bad_visit_from = {shorten(first_from)} is impossible: it must be {' or '.join(map(str, allowed))}."
        )
    baseline = visits[0].count_thousandths()
    limits = find_limits(baseline, percent_of)
    checks = tuple(_check_visit(visit, baseline, limits) for visit in visits[1:] if visit.week <= rule.last_week)
    row = [check for check in checks if not (check.is_missed and missed_visit == "is skipped")]
    confirming, limbs = None, ()
    for first, second in pairwise(row):
        shared = set(first.limbs) & set(second.limbs)
        both_are_bad = bool(shared) if same_limb else first.is_bad and second.is_bad
        if both_are_bad and first.week >= first_from and second.week >= rule.from_week:
            confirming = (first.week, second.week)
            limbs = tuple(sorted(shared if same_limb else set(first.limbs) | set(second.limbs)))
            break
    return Deterioration(
        visits, percent_of, same_limb, missed_visit, int(first_from), limits, checks, confirming, limbs
    )


def _check_visit(visit: Visit, baseline: Mapping[str, int], limits: Limits) -> VisitCheck:
    """Hold one visit against the three limbs."""
    if visit.is_missed:
        nothing = MappingProxyType({})
        return VisitCheck(visit.week, True, nothing, (), (), (), MappingProxyType(dict.fromkeys(LIMBS, 0.0)))
    rule, scales = read_rule(), build_scales()
    worse = {
        measure: -scales[measure].measure_improvement(baseline[measure], value)
        for measure, value in visit.count_thousandths().items()
    }
    measures = tuple(name for name in MEASURES if limits.is_worse_by(rule.measures_percent, name, worse[name]))
    alone = {
        "physician_global": worse["physician_global"] >= rule.physician_global,
        "mmt8": limits.is_worse_by(rule.mmt8_percent, "mmt8", worse["mmt8"]),
        "extramuscular": worse["extramuscular"] >= rule.extramuscular,
    }
    met = {
        1: alone["physician_global"] and alone["mmt8"],
        2: alone["extramuscular"],
        3: len(measures) >= rule.measures,
    }
    return VisitCheck(
        week=visit.week,
        is_missed=False,
        worsening=MappingProxyType({measure: change / RESOLUTION for measure, change in worse.items()}),
        measures=measures,
        enough=tuple(name for name in MEASURES if alone.get(name) or name in measures),
        limbs=tuple(limb for limb in LIMBS if met[limb]),
        nearness=MappingProxyType(_tell_nearness(worse, limits, rule)),
    )


def _tell_nearness(worse: Mapping[str, int], limits: Limits, rule: DeteriorationRule) -> dict[int, float]:
    """Return how much of each limb is there: the mean over the parts it asks for, each counted up to its limit."""
    percents = (limits.tell_share(rule.measures_percent, name, worse[name]) for name in MEASURES)
    parts = {
        1: [
            _cut(worse["physician_global"] / rule.physician_global),
            limits.tell_share(rule.mmt8_percent, "mmt8", worse["mmt8"]),
        ],
        2: [_cut(worse["extramuscular"] / rule.extramuscular)],
        3: sorted(percents, reverse=True)[: rule.measures],
    }
    return {limb: sum(shares) / len(shares) for limb, shares in parts.items()}


def _cut(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _name_limbs(limbs: Sequence[int]) -> str:
    return f"limb{'s' if len(limbs) > 1 else ''} {' and '.join(map(str, limbs))}" if limbs else "none"

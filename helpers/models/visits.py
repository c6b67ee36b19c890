"""One patient's visits: what is measured at each, and when."""

from __future__ import annotations

import numbers
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from helpers.errors import Impossible, shorten
from helpers.evidence.tis_rows import MEASURES as CORE_SET
from helpers.models.deterioration_rule import list_visit_weeks
from helpers.models.tis_scale import RESOLUTION, build_scales

MEASURES = tuple(measure for measure in CORE_SET if measure != "enzyme")
"""The five core set measures that the deterioration rule looks at: all but the enzyme."""


@dataclass(frozen=True)
class Visit:
    """The five measures of one patient at one visit; none of them, if the visit was missed.

    Values are read to 0.001 of their unit, finer than any clinic records them.

    Parameters
    ----------
    week : int
        0, 4, 8 and so on to 40: visits are taken to fall on the infusions, which is an assumption of ours.
    physician_global, patient_global : float, optional
        Global assessments of disease activity, 0 to 10 cm; less is better.
    mmt8 : int, optional
        Manual muscle testing, 0 to 150 points; more is better.
    haq : float, optional
        Health Assessment Questionnaire, 0 to 3 points; less is better.
    extramuscular : float, optional
        Extramuscular global activity, 0 to 10 cm; less is better.

    Raises
    ------
    Impossible
        If there is no visit in that week, a value cannot be, or only some of the values are given.

    Examples
    --------
    >>> Visit(12).is_missed
    True
    >>> Visit(6)
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: week = 6 is impossible: visits are every 4 weeks (assumed), from week 0 to week 40.
    """

    week: int
    physician_global: float | None = None
    patient_global: float | None = None
    mmt8: int | None = None
    haq: float | None = None
    extramuscular: float | None = None

    def __post_init__(self) -> None:
        weeks = list_visit_weeks()
        is_number = isinstance(self.week, numbers.Real) and not isinstance(self.week, bool)
        if not is_number or self.week not in weeks:
            raise Impossible(
                f"week = {shorten(self.week)} is impossible: visits are every {weeks[1]} weeks (assumed), from week 0 "
                f"to week {weeks[-1]}."
            )
        object.__setattr__(self, "week", int(self.week))
        lacking = [measure for measure in MEASURES if getattr(self, measure) is None]
        if len(lacking) == len(MEASURES):
            return
        if lacking:
            raise Impossible(
                f"A visit without {', '.join(lacking)} is impossible here (week {self.week}): give all five measures, "
                "or none of them for a missed visit."
            )
        scales = build_scales()
        for measure in MEASURES:
            scale = scales[measure]
            value = scale.read(f"{measure} at week {self.week}", getattr(self, measure)) / RESOLUTION
            object.__setattr__(self, measure, int(value) if scale.whole else value)

    @property
    def is_missed(self) -> bool:
        """True if nothing was measured."""
        return self.mmt8 is None

    def count_thousandths(self) -> dict[str, int]:
        """Return measure -> value in thousandths of its unit, so that comparisons are exact."""
        return {measure: round(getattr(self, measure) * RESOLUTION) for measure in MEASURES}


def check_visits(visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """Return the visits if week 0 comes first, measured, and the others follow in order without a gap.

    Raises
    ------
    Impossible
        Saying what is doubled, out of order, not there or no visit.
    """
    try:
        visits = tuple(visits)
    except TypeError:
        raise Impossible(
            f"visits = {shorten(visits)} is impossible: it must be a list of Visits, the one at week 0 first."
        ) from None
    strangers = [visit for visit in visits if not isinstance(visit, Visit)]
    if strangers:
        raise Impossible(f"A visit of {shorten(strangers[0])} is impossible: each must be a Visit.")
    if len(visits) < 2:
        raise Impossible(
            f"Fewer than two visits are impossible to compare (given: {len(visits)}). Begin with week 0 and go on."
        )
    if visits[0].week != 0 or visits[0].is_missed:
        raise Impossible(
            "A course without week 0 is impossible: worse means worse than there. Begin with it, measured."
        )
    scheduled = list_visit_weeks()
    for before, after in pairwise(visits):
        if after.week == before.week:
            raise Impossible(f"Two visits at week {after.week} are impossible: give each week once.")
        if after.week < before.week:
            raise Impossible(
                f"Week {after.week} after week {before.week} is impossible: give the visits in their order in time."
            )
        following = scheduled[scheduled.index(before.week) + 1]
        if after.week != following:
            raise Impossible(
                f"Week {after.week} straight after week {before.week} is impossible: give week {following} too, as "
                f"Visit({following}) if it was missed."
            )
    return visits

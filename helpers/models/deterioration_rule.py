"""The numbers of ProDERM's deterioration rule and timetable, read from the published figures, and what they ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from helpers.evidence import figure
from helpers.models.tis_scale import RESOLUTION, build_scales

LIMBS = (1, 2, 3)

PERCENT_OF = MappingProxyType(
    {"baseline": "the patient's own value at week 0", "range": "the measure's range (MMT-8: 150 points)"}
)
"""What 20 % and 30 % are of: not stated in the sources we read, so each is a named assumption."""


@dataclass(frozen=True)
class DeteriorationRule:
    """The published numbers; centimetres in thousandths, as values are compared.

    Attributes
    ----------
    from_week, last_week : int
        Deterioration can be confirmed from the one to the other: the end of the first period.
    interval, end : int
        Weeks from one infusion cycle to the next, and the week at which the trial ends.
    physician_global, extramuscular : int
        Limbs 1 and 2: worse by this much, thousandths of a cm.
    mmt8_percent : float
        Limb 1: and MMT-8 worse by this much, percent.
    measures : int
        Limb 3: how many of the five measures are worse by `measures_percent`.
    measures_percent : float
    """

    from_week: int
    last_week: int
    interval: int
    end: int
    physician_global: int
    extramuscular: int
    mmt8_percent: float
    measures: int
    measures_percent: float


@lru_cache(maxsize=1)
def read_rule() -> DeteriorationRule:
    """Read the rule from the published figures.

    >>> rule = read_rule()
    >>> rule.from_week, rule.last_week, rule.mmt8_percent, rule.measures_percent
    (8, 16, 20.0, 30.0)
    """
    return DeteriorationRule(
        from_week=int(figure("deterioration_from_week").value),
        last_week=int(figure("first_period_weeks").value),
        interval=int(figure("dose_interval_weeks").value),
        end=int(figure("study_end_week").value),
        physician_global=round(figure("deterioration_physician_global").value * RESOLUTION),
        extramuscular=round(figure("deterioration_extramuscular").value * RESOLUTION),
        mmt8_percent=figure("deterioration_mmt8_percent").value,
        measures=int(figure("deterioration_measures").value),
        measures_percent=figure("deterioration_measures_percent").value,
    )


@lru_cache(maxsize=1)
def list_visit_weeks() -> tuple[int, ...]:
    """Return the weeks of the visits, taken to fall on the infusions: an assumption of ours.

    >>> list_visit_weeks()
    (0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40)
    """
    rule = read_rule()
    return tuple(range(0, rule.end + 1, rule.interval))


@dataclass(frozen=True)
class Limits:
    """What a percentage means for one patient, by one of its two readings.

    Attributes
    ----------
    percent_of : {"baseline", "range"}
    whole : mapping of str to int
        Measure -> what 100 % stands for, thousandths of its unit.
    """

    percent_of: str
    whole: Mapping[str, int]

    def is_worse_by(self, percent: float, measure: str, worse: int) -> bool:
        """Return whether a measure that worsened by `worse` thousandths did so by `percent` or more.

        From a value of 0, which has no percentage of its own, any worsening is enough.
        """
        return worse > 0 and 100 * worse >= percent * self.whole[measure]

    def convert(self, percent: float, measure: str) -> float:
        """Return how much `percent` is in the measure's unit."""
        return percent * self.whole[measure] / 100 / RESOLUTION

    def tell_share(self, percent: float, measure: str, worse: int) -> float:
        """Return how much of `percent` is reached, 0 to 1; for words only, it decides nothing."""
        if self.is_worse_by(percent, measure, worse):
            return 1.0
        return max(100 * worse / (percent * self.whole[measure]), 0.0) if self.whole[measure] else 0.0


def find_limits(baseline: Mapping[str, int], percent_of: str) -> Limits:
    """Return what percentages are of, for a patient with these values at week 0, in thousandths of each unit."""
    scales = build_scales()
    whole = {
        measure: value if percent_of == "baseline" else scales[measure].range for measure, value in baseline.items()
    }
    return Limits(percent_of, MappingProxyType(whole))

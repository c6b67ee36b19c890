"""What a patient is infused with through ProDERM's forty weeks: by lot, after a switch, and in the extension."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from helpers.errors import Impossible, check_choice, shorten
from helpers.models.deterioration import Deterioration
from helpers.models.deterioration_rule import list_visit_weeks, read_rule

ARMS = ("IVIg", "placebo")


@dataclass(frozen=True)
class TrialPath:
    """One patient's way through the trial.

    Attributes
    ----------
    arm : {"IVIg", "placebo"}
        As drawn by lot.
    infusions : tuple of (int, str)
        Week and what is infused, in order. No infusion falls on the last week.
    switched_week : int or None
        Week from which the other arm is infused within the first period.
    enters_extension : bool
        Whether the open-label extension follows.
    last_week : int
        Week at which this patient's time in the trial ends.
    is_non_response : bool
        True if confirmed deterioration makes a non-response of week 16, whatever the score.
    """

    arm: str
    infusions: tuple[tuple[int, str], ...]
    switched_week: int | None
    enters_extension: bool
    last_week: int
    is_non_response: bool

    @property
    def other_arm(self) -> str:
        """The arm that was not drawn."""
        return ARMS[1 - ARMS.index(self.arm)]

    @property
    def stretches(self) -> tuple[tuple[int, int, str], ...]:
        """First week, last week and what is infused in between, one for each stretch of the same."""
        changes = [
            (week, given)
            for (week, given), (_, before) in zip(self.infusions, ((0, ""), *self.infusions), strict=False)
            if given != before
        ]
        ends = [week for week, _ in changes[1:]] + [self.last_week]
        return tuple((week, end, given) for (week, given), end in zip(changes, ends, strict=True))


def follow_path(arm: str, deterioration: Deterioration) -> TrialPath:
    """Follow a patient who was drawn to `arm` and ran this course.

    The switch is taken to begin with the infusion of the visit that confirms: that is an assumption of ours. Who
    deteriorates on IVIg does not go on into the extension, be it by lot (both summaries: WMS Publication Highlights,
    23 January 2023; news summary of 2022) or after a switch from placebo, at two consecutive visits once more (the
    registry's description of the placebo arm, NCT02728752). Everybody else goes on, on IVIg. Other reasons to stop
    are left out.

    Parameters
    ----------
    arm : {"IVIg", "placebo"}
        As drawn by lot.
    deterioration : Deterioration
        From `helpers.models.deterioration.find_deterioration`.

    Raises
    ------
    Impossible
        If there is no such arm, or `deterioration` is none.

    Examples
    --------
    >>> from helpers.models.deterioration import Visit, find_deterioration
    >>> start, worse = (5, 5, 120, 1, 4), (5, 5, 120, 1, 6)
    >>> course = [Visit(0, *start), Visit(4, *start), Visit(8, *worse), Visit(12, *worse), Visit(16, *worse)]
    >>> path = follow_path("placebo", find_deterioration(course))
    >>> path.switched_week, path.infusions[2:4], path.enters_extension, path.is_non_response
    (12, ((8, 'placebo'), (12, 'IVIg')), True, True)
    """
    check_choice("arm", arm, ARMS)
    if not isinstance(deterioration, Deterioration):
        raise Impossible(
            f"deterioration = {shorten(deterioration)} is impossible: it must be what find_deterioration returns."
        )
    rule = read_rule()
    confirmed = deterioration.confirmed_week
    other_arm = ARMS[1 - ARMS.index(arm)]
    bad_after = [check.is_bad for check in deterioration.checks if confirmed is not None and check.week > confirmed]
    is_worse_again = any(one and other for one, other in pairwise(bad_after))
    enters = not is_worse_again if arm == "placebo" else confirmed is None
    last_week = rule.end if enters else rule.last_week
    infusions = []
    for week in list_visit_weeks():
        if week >= last_week:
            break
        is_switched = confirmed is not None and week >= confirmed
        infusions.append((week, "IVIg" if week >= rule.last_week else other_arm if is_switched else arm))
    return TrialPath(
        arm=arm,
        infusions=tuple(infusions),
        # Confirmed at the end of the first period there is nothing left of it to switch in.
        switched_week=confirmed if confirmed is not None and confirmed < rule.last_week else None,
        enters_extension=enters,
        last_week=last_week,
        is_non_response=confirmed is not None,
    )

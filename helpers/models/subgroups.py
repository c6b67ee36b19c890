"""Subgroups of a trial: what few patients can tell, whether an effect differs, and how many it takes to know."""

from __future__ import annotations

from helpers.errors import check_count
from helpers.models.interaction import Interaction, SubgroupComparison, compare_subgroups, interaction
from helpers.models.interaction_factor import InteractionFactor, interaction_factor
from helpers.models.interaction_power import InteractionPower, interaction_power
from helpers.models.interaction_scales import SCALES, Scale, check_group
from helpers.models.intervals import Interval, proportion_interval
from helpers.models.proportions import ProportionComparison, compare_proportions
from helpers.models.subgroup_counts import SubgroupCountsThatFit, find_subgroup_counts
from helpers.models.two_by_two import MOST_PATIENTS, TwoByTwo

__all__ = [
    "SCALES",
    "Interaction",
    "InteractionFactor",
    "InteractionPower",
    "Scale",
    "SubgroupComparison",
    "SubgroupCountsThatFit",
    "compare_subgroups",
    "find_subgroup_counts",
    "interaction",
    "interaction_factor",
    "interaction_power",
    "list_intervals",
    "list_splits",
    "multiply_patients",
]

MOST_LISTED = 1000
"""Patients of which every count is listed."""


def list_intervals(n: int, *, method: str = "wilson", level: float = 0.95) -> tuple[Interval, ...]:
    """Return the interval of a response rate for every count of responders of n, from 0 to n.

    Parameters
    ----------
    n : int
        Patients of the group, 1 to 1000.
    method, level
        As in `helpers.models.proportions.proportion_interval`.

    Returns
    -------
    tuple of Interval
        At place k the interval for k of n.

    Raises
    ------
    Impossible
        If `n`, `method` or `level` cannot be.

    Examples
    --------
    >>> [f"{100 * interval.width:.0f}" for interval in list_intervals(4)]
    ['49', '65', '70', '65', '49']
    """
    n = check_count("n", n, low=1, high=MOST_LISTED)
    return tuple(proportion_interval(count, n, method, level) for count in range(n + 1))


def multiply_patients(group: TwoByTwo, times: int) -> ProportionComparison:
    """Return a group with the same shares of responders among `times` as many patients.

    Raises
    ------
    Impossible
        If the group or `times` cannot be, or an arm would have more than a million patients.

    Examples
    --------
    >>> print(multiply_patients(compare_proportions(20, 24, 15, 25), 3).n_treatment)
    72
    """
    group = check_group("group", group)
    times = check_count("times", times, low=1, high=MOST_PATIENTS // max(group.n_treatment, group.n_control))
    return compare_proportions(*(times * count for count in group.counts))


def list_splits(responders: int, n: int) -> tuple[ProportionComparison, ...]:
    """Return every way that the responders of a small group can have fallen on two arms as equal as can be.

    Parameters
    ----------
    responders, n : int
        Responders and patients of the group, 2 to 1000 patients; of an odd number the treatment arm has one more.

    Returns
    -------
    tuple of ProportionComparison
        Fewest responders on treatment first.

    Raises
    ------
    Impossible
        If a count cannot be.

    Examples
    --------
    >>> [(split.responders_treatment, split.responders_control) for split in list_splits(3, 5)]
    [(1, 2), (2, 1), (3, 0)]
    """
    n = check_count("n", n, low=2, high=MOST_LISTED)
    responders = check_count("responders", responders, high=n, of="n")
    n_treatment, n_control = n - n // 2, n // 2
    return tuple(
        compare_proportions(on_treatment, n_treatment, responders - on_treatment, n_control)
        for on_treatment in range(max(0, responders - n_control), min(responders, n_treatment) + 1)
    )

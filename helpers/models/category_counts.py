"""Patients of two arms by ordered category: what such counts have to be."""

from __future__ import annotations

from typing import Any

from helpers.errors import Impossible, check_count, shorten
from helpers.models.ordered_values import list_in_order
from helpers.models.two_by_two import MOST_PATIENTS

MOST_CATEGORIES = 101
"""A score of 0 to 100 in whole points has as many; the time of a fit grows with their cube."""


def check_categories(counts_treatment: Any, counts_control: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the counts of both arms, from the worst category to the best, as tuples of int.

    Raises
    ------
    Impossible
        If they are not in an order, a count cannot be, an arm is empty, or the arms have different categories.

    Examples
    --------
    >>> check_categories([1, 2], (2, 1))
    ((1, 2), (2, 1))
    >>> check_categories({1, 2}, [2, 1])
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: counts_treatment = {1, 2} is impossible: it must be a list of counts, worst category
    first.
    """
    treatment, control = _check_arm("treatment", counts_treatment), _check_arm("control", counts_control)
    if len(treatment) != len(control):
        raise Impossible(
            f"{len(treatment)} categories on treatment and {len(control)} on control: to compare them is impossible. "
            "Choose the same categories in both arms, with 0 where nobody is."
        )
    return treatment, control


def _check_arm(arm: str, counts: Any) -> tuple[int, ...]:
    name = f"counts_{arm}"
    listed = list_in_order(counts, MOST_CATEGORIES)
    if listed is None:
        raise Impossible(
            f"{name} = {shorten(counts)} is impossible: it must be a list of counts, worst category first."
        )
    if not 2 <= len(listed) <= MOST_CATEGORIES:
        number = f"more than {MOST_CATEGORIES}" if len(listed) > MOST_CATEGORIES else f"{len(listed)}"
        raise Impossible(f"{name} has {number} categories, which is impossible here: choose 2 to {MOST_CATEGORIES}.")
    checked = tuple(check_count(f"{name}[{place}]", count, high=MOST_PATIENTS) for place, count in enumerate(listed))
    if not any(checked):
        raise Impossible(f"{name} has nobody in any category: a comparison is impossible. Choose counts above 0.")
    # Every cut makes two categories of them.
    check_count(f"sum of {name}", sum(checked), high=MOST_PATIENTS)
    return checked

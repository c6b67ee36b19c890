"""Two arms over the same ordered categories, and the pairs of one patient from each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helpers.errors import Impossible, check_count
from helpers.models.proportional_odds import ProportionalOdds, fit_proportional_odds

MOST_CATEGORIES = 101
"""A score of 0 to 100 in whole points has as many; the time of the fit grows with their cube."""
MOST_PATIENTS = 1_000_000
"""In one category: more than any trial had, and few enough for the fit to keep its digits."""


@dataclass(frozen=True)
class OrderedCounts:
    """Patients of two arms by category, from the worst category to the best.

    Parameters
    ----------
    counts_treatment, counts_control : iterable of int
        Patients in each category, the same categories in both arms; 2 to 101 categories, at least one patient an arm.

    Raises
    ------
    Impossible
        If a count cannot be, an arm is empty, or the arms have different categories.

    Examples
    --------
    >>> OrderedCounts([1, 2], [2, 1]).wins
    4
    """

    counts_treatment: tuple[int, ...]
    counts_control: tuple[int, ...]

    def __post_init__(self) -> None:
        for arm in ("treatment", "control"):
            object.__setattr__(self, f"counts_{arm}", _check_categories(arm, getattr(self, f"counts_{arm}")))
        sizes = len(self.counts_treatment), len(self.counts_control)
        if sizes[0] != sizes[1]:
            raise Impossible(
                f"{sizes[0]} categories on treatment and {sizes[1]} on control: to compare them is impossible. Choose "
                "the same categories in both arms, with 0 where nobody is."
            )

    @property
    def n_treatment(self) -> int:
        """Patients in the treatment arm."""
        return sum(self.counts_treatment)

    @property
    def n_control(self) -> int:
        """Patients in the control arm."""
        return sum(self.counts_control)

    @property
    def pairs(self) -> int:
        """Pairs of one treatment patient and one control patient."""
        return self.n_treatment * self.n_control

    @property
    def wins(self) -> int:
        """Pairs in which the treatment patient is in the better category."""
        return _count_wins(self.counts_treatment, self.counts_control)

    @property
    def losses(self) -> int:
        """Pairs in which the control patient is in the better category."""
        return _count_wins(self.counts_control, self.counts_treatment)

    @property
    def ties(self) -> int:
        """Pairs in the same category."""
        return sum(ours * theirs for ours, theirs in zip(self.counts_treatment, self.counts_control, strict=True))

    @property
    def win_difference(self) -> float:
        """Share of pairs won minus share lost, -1 to 1 (net benefit, Somers' d)."""
        return (self.wins - self.losses) / self.pairs

    @cached_property
    def proportional_odds(self) -> ProportionalOdds:
        """The proportional-odds model fitted to the counts."""
        return fit_proportional_odds(self.counts_treatment, self.counts_control)


def _check_categories(arm: str, counts: Any) -> tuple[int, ...]:
    name = f"counts_{arm}"
    try:
        counts = tuple(counts)
    except TypeError:
        raise Impossible(f"{name} = {counts!r} is impossible: it must be a list of counts, one a category.") from None
    if not 2 <= len(counts) <= MOST_CATEGORIES:
        raise Impossible(
            f"{name} has {len(counts)} categories, which is impossible here: choose 2 to {MOST_CATEGORIES}."
        )
    checked = tuple(check_count(f"{name}[{place}]", count, high=MOST_PATIENTS) for place, count in enumerate(counts))
    if not any(checked):
        raise Impossible(f"{name} has nobody in any category: a comparison is impossible. Choose counts above 0.")
    return checked


def _count_wins(ours: tuple[int, ...], theirs: tuple[int, ...]) -> int:
    return sum(count * sum(theirs[:place]) for place, count in enumerate(ours))

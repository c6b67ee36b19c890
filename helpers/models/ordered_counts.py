"""Two arms over the same ordered categories, and the pairs of one patient from each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from helpers.models.category_counts import check_categories
from helpers.models.proportional_odds import ProportionalOdds, fit_proportional_odds


@dataclass(frozen=True)
class OrderedCounts:
    """Patients of two arms by category, from the worst category to the best.

    Parameters
    ----------
    counts_treatment, counts_control : list, tuple or array of int
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
        checked = check_categories(self.counts_treatment, self.counts_control)
        for arm, counts in zip(("treatment", "control"), checked, strict=True):
            object.__setattr__(self, f"counts_{arm}", counts)

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


def _count_wins(ours: tuple[int, ...], theirs: tuple[int, ...]) -> int:
    return sum(count * sum(theirs[:place]) for place, count in enumerate(ours))

"""Two bars in the same resamples: which of them needs fewer patients?"""

from __future__ import annotations

from dataclasses import dataclass

from helpers.errors import Impossible, check_count
from helpers.models.intervals import Interval, proportion_interval


@dataclass(frozen=True)
class BarPair:
    """Two bars in the same resamples: which of them needs fewer patients.

    Attributes
    ----------
    bar, other : int
        The two bars, points.
    fewer, equal, more : int
        Resamples in which `bar` needs fewer patients per arm than `other`, as many, or more. Where neither has an n
        they count as equal. At least one resample in all.
    """

    bar: int
    other: int
    fewer: int
    equal: int
    more: int

    def __post_init__(self) -> None:
        counts = [check_count(name, getattr(self, name)) for name in ("fewer", "equal", "more")]
        if sum(counts) == 0:
            raise Impossible("fewer, equal and more are all 0: a share of nothing is impossible. Choose 1 or more.")

    @property
    def draws(self) -> int:
        """All resamples."""
        return self.fewer + self.equal + self.more

    @property
    def share(self) -> float:
        """Share of the resamples in which `bar` needs fewer, 0 to 1: no probability that it does."""
        return self.fewer / self.draws

    def monte_carlo_interval(self, level: float = 0.95) -> Interval:
        """Return where the share of infinitely many resamples may lie: the Clopper-Pearson interval of `share`."""
        return proportion_interval(self.fewer, self.draws, "clopper-pearson", level)

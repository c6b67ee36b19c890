"""Shuffle the labels: how often would chance alone deal the arms a difference as wide as the observed one?

If the treatment did nothing, each patient would have had the same outcome in either arm. So the outcomes stay as they
are, the labels of the arms are dealt anew, and the difference is noted. Repeated, that gives the differences that the
lot alone makes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from helpers.errors import check_count
from helpers.models.intervals import Interval, proportion_interval
from helpers.models.randomisation import count_deals
from helpers.models.rendering import format_number, render_table
from helpers.models.two_by_two import TwoByTwo, check_arms
from helpers.models.two_group_tests import compute_fisher_p

CITATION = "Phipson B, Smyth GK. Stat Appl Genet Mol Biol 2010;9:article 39. doi:10.2202/1544-6115.1585"
"""For the p value (count + 1) / (draws + 1)."""

LARGEST_ARM = 5000
"""Patients: the exact p is summed in whole numbers, and takes 20 ms in two arms of this size."""

MOST_DRAWS = 1_000_000
"""About a tenth of a second."""


@dataclass(frozen=True, eq=False)
class Permutation:
    """The differences that dealing the labels anew has made, beside the observed one.

    "As extreme" means: a difference between the two proportions at least as far from zero as the observed one, in
    either direction. It is decided in whole numbers, so that ties are ties.

    Attributes
    ----------
    counts : TwoByTwo
        The observed table.
    draws : int
        How often the labels were dealt.
    seed : int
        From which all draws follow; fewer draws of the same seed are the first of these.
    responders_dealt : numpy.ndarray of int, shape (draws,)
        Responders that each draw dealt to the treatment arm. Cannot be written to.
    """

    counts: TwoByTwo
    draws: int
    seed: int
    responders_dealt: np.ndarray = field(repr=False)

    @property
    def observed(self) -> float:
        """The observed difference, treatment minus control, as a fraction; above 0 favours the treatment."""
        return self.counts.proportion_treatment - self.counts.proportion_control

    @cached_property
    def differences(self) -> np.ndarray:
        """The difference of each draw, treatment minus control, as a fraction; shape (draws,)."""
        return self._difference(self.responders_dealt)

    @cached_property
    def is_extreme(self) -> np.ndarray:
        """Whether each draw is at least as far from zero as the observed difference; shape (draws,)."""
        return self._is_extreme(self.responders_dealt)

    @property
    def extreme(self) -> int:
        """Draws at least as far from zero as the observed difference."""
        return int(self.is_extreme.sum())

    @property
    def share(self) -> float:
        """Those draws as a fraction of all: 0 where none was, which no p value can be."""
        return self.extreme / self.draws

    @property
    def p_value(self) -> float:
        """(extreme + 1) / (draws + 1): the observed deal is one of the possible deals, so p is never 0.

        The plain share would call a difference impossible when it has only not been met yet, and rejects too often
        (Phipson and Smyth 2010).
        """
        return (self.extreme + 1) / (self.draws + 1)

    def monte_carlo_interval(self, level: float = 0.95) -> Interval:
        """Return where the p of infinitely many draws may lie, given these: the Clopper-Pearson interval of `share`.

        It narrows with the number of draws and says nothing of the effect.
        """
        return proportion_interval(self.extreme, self.draws, "clopper-pearson", level)

    @property
    def possible(self) -> range:
        """Every number of responders that a draw can deal to the treatment arm."""
        counts = self.counts
        return range(max(0, counts.responders - counts.n_control), min(counts.n_treatment, counts.responders) + 1)

    @cached_property
    def possible_differences(self) -> np.ndarray:
        """The differences that those make, as fractions, in the same order."""
        return self._difference(np.arange(self.possible.start, self.possible.stop))

    @cached_property
    def possible_is_extreme(self) -> np.ndarray:
        """Whether each of those is at least as far from zero as the observed difference."""
        return self._is_extreme(np.arange(self.possible.start, self.possible.stop))

    @cached_property
    def tally(self) -> np.ndarray:
        """How many draws dealt each of `possible`, in the same order."""
        return np.bincount(self.responders_dealt - self.possible.start, minlength=len(self.possible))

    @cached_property
    def exact_p(self) -> float:
        """The p that more and more draws come near: the share of all possible deals that are as extreme.

        Fisher's test asks the same deals another question, which of them are no more *probable* than the observed one.
        In two arms of 47 and 48 the two answers are one number whatever the counts; in arms of very unequal size they
        can part: see `fisher_p`.
        """
        _, ways = count_deals(self.counts.n_treatment, self.counts.n_control, self.counts.responders)
        extreme = sum(way for way, is_extreme in zip(ways, self.possible_is_extreme, strict=True) if is_extreme)
        return extreme / sum(ways)

    @cached_property
    def fisher_p(self) -> float:
        """Fisher's exact two-sided p of the observed table."""
        return compute_fisher_p(self.counts)

    def _difference(self, dealt: np.ndarray) -> np.ndarray:
        counts = self.counts
        return dealt / counts.n_treatment - (counts.responders - dealt) / counts.n_control

    def _is_extreme(self, dealt: np.ndarray) -> np.ndarray:
        """Compare cross products: the difference times both arms' sizes is a whole number."""
        counts = self.counts
        products = dealt * counts.n - counts.responders * counts.n_treatment
        observed = counts.responders_treatment * counts.n - counts.responders * counts.n_treatment
        return np.abs(products) >= abs(observed)

    def __str__(self) -> str:
        lower, upper = self.monte_carlo_interval()
        return (
            f"{self.extreme} of {self.draws} shuffles dealt a difference at least as far from zero as "
            f"{format_number(self.observed)}: p = {self.p_value:.2g} "
            f"(95 % Monte Carlo interval {lower:.2g} to {upper:.2g}; all possible deals {self.exact_p:.2g})"
        )

    def _repr_html_(self) -> str:
        lower, upper = self.monte_carlo_interval()
        rows = [
            ["observed difference", format_number(self.observed)],
            ["shuffles", str(self.draws)],
            ["at least as far from zero", str(self.extreme)],
            ["p value, (count + 1) / (shuffles + 1)", f"{self.p_value:.3g}"],
            ["95 % Monte Carlo interval", f"{lower:.3g} to {upper:.3g}"],
            ["p of all possible deals", f"{self.exact_p:.3g}"],
            ["Fisher's exact p", f"{self.fisher_p:.3g}"],
        ]
        return render_table(f"Permutation test, seed {self.seed}. {CITATION}", ["quantity", "value"], rows)


def permute_labels(
    responders_treatment: int,
    n_treatment: int,
    responders_control: int,
    n_control: int,
    *,
    draws: int = 10_000,
    seed: int,
) -> Permutation:
    """Deal the observed outcomes anew to two arms of the same size, again and again.

    Parameters
    ----------
    responders_treatment, n_treatment, responders_control, n_control : int
        As in `compare_proportions`; an arm has at most 5000 patients.
    draws : int
        How often, 1 to 1 000 000.
    seed : int
        0 or more. The same seed gives the same draws, and fewer draws are the first of many.

    Returns
    -------
    Permutation
        Where nobody or everybody responded, every deal gives a difference of 0, all are as extreme as the observed
        one, and p is 1.

    Raises
    ------
    Impossible
        If a count, `draws` or `seed` cannot be.

    Notes
    -----
    What matters of a shuffle is how many responders the treatment arm is dealt. That number follows the
    hypergeometric distribution, so it is drawn at once instead of moving labels one by one.

    Examples
    --------
    >>> shuffled = permute_labels(37, 47, 21, 48, seed=1)
    >>> len(shuffled.differences), shuffled.extreme, round(shuffled.p_value, 5)
    (10000, 6, 0.0007)
    >>> round(shuffled.exact_p, 8) == round(shuffled.fisher_p, 8) == 0.00068896
    True
    """
    counts = check_arms(responders_treatment, n_treatment, responders_control, n_control, largest=LARGEST_ARM)
    draws = check_count("draws", draws, low=1, high=MOST_DRAWS)
    seed = check_count("seed", seed)
    generator = np.random.default_rng(seed)
    dealt = generator.hypergeometric(counts.responders, counts.n - counts.responders, counts.n_treatment, size=draws)
    dealt.setflags(write=False)
    return Permutation(counts, draws, seed, dealt)

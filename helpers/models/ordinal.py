"""Two arms, one outcome in ordered categories: every patient of one arm set beside every patient of the other.

Start with `compare_categories`. The result counts wins, losses and ties, tests them (Wilcoxon, Mann and Whitney), and
gives one odds ratio for all cuts beside the odds ratio of each cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from helpers.errors import check_choice, check_count
from helpers.models.intervals import Interval, build_interval
from helpers.models.ordered_counts import OrderedCounts
from helpers.models.ordinal_methods import COMMON_ODDS_METHODS, ORDINAL_TESTS, WIN_METHODS
from helpers.models.proportions import ProportionComparison, compare_proportions
from helpers.models.rendering import format_number, format_share, render_table

__all__ = ["COMMON_ODDS_METHODS", "ORDINAL_TESTS", "WIN_METHODS", "OrdinalComparison", "compare_categories"]


@dataclass(frozen=True)
class OrdinalComparison(OrderedCounts):
    """Patients of two arms by category, from the worst category to the best.

    All contrasts are treatment against control: positive, or above 1, favours the treatment.

    Attributes
    ----------
    counts_treatment, counts_control : tuple of int
        Patients in each category, the same categories in both arms.

    Notes
    -----
    Where the counts leave a measure nothing to work with the following holds, and no warning is given.

    ==============================  ==============================================================
    a category empty in both arms   left out of the common odds ratio, which it cannot change
    all patients in one category    p values, win ratio and common odds ratio not defined (NaN), limits
                                    of the odds ratio 0 and infinity
    no pair lost, or none won       win ratio and common odds ratio infinite, or 0; limits 0 and infinity,
                                    Wald p not defined (NaN)
    no spread in either arm         interval of win minus loss without width: a failure of the method
    one patient in an arm           interval of win minus loss -1 to 1: one patient shows no spread
    ==============================  ==============================================================
    """

    @property
    def win_share(self) -> float:
        """Share of pairs won, 0 to 1; `loss_share` and `tie_share` are the rest."""
        return self.wins / self.pairs

    @property
    def loss_share(self) -> float:
        """Share of pairs lost, 0 to 1."""
        return self.losses / self.pairs

    @property
    def tie_share(self) -> float:
        """Share of pairs in the same category, 0 to 1."""
        return self.ties / self.pairs

    @property
    def win_ratio(self) -> float:
        """Pairs won / pairs lost, 0 to infinity; NaN if all pairs are ties."""
        if self.losses:
            return self.wins / self.losses
        return math.inf if self.wins else math.nan

    @property
    def superiority(self) -> float:
        """Share of pairs won plus half of the ties, 0 to 1: the probability of superiority."""
        return (2 * self.wins + self.ties) / (2 * self.pairs)

    @property
    def common_odds_ratio(self) -> float:
        """Odds of a better category, treatment / control, taken to be the same at every cut: 0 to infinity."""
        log_ratio = self.proportional_odds.log_odds_ratio
        return math.inf if log_ratio == math.inf else math.exp(log_ratio)

    @cached_property
    def cuts(self) -> tuple[ProportionComparison, ...]:
        """The comparison at each cut, from "second category or better" to "best category".

        Nested counts of the same people: that they agree is no replication. Their odds ratios stand beside the
        common one.
        """
        arms = (self.counts_treatment, self.counts_control)
        return tuple(
            compare_proportions(sum(arms[0][cut:]), self.n_treatment, sum(arms[1][cut:]), self.n_control)
            for cut in range(1, len(self.counts_treatment))
        )

    def correlate_cuts(self, first: int, second: int) -> float:
        """Return how strongly the risk differences at two cuts move together, because the same people are counted.

        Parameters
        ----------
        first, second : int
            Places in `.cuts`, from 0.

        Returns
        -------
        float
            Correlation over repeated trials with the observed shares, 0 to 1; NaN if everybody or nobody in both arms
            reached a cut.

        Examples
        --------
        >>> proderm = compare_categories([10, 5, 17, 15], [27, 10, 7, 4])
        >>> round(proderm.correlate_cuts(0, 1), 2), round(proderm.correlate_cuts(0, 2), 2)
        (0.68, 0.33)
        """
        cuts = self.cuts
        places = [check_count(name, cut, high=len(cuts) - 1) for name, cut in (("first", first), ("second", second))]
        low, high = (cuts[place] for place in sorted(places))
        covariance, *variances = (
            above.proportion_treatment * (1 - below.proportion_treatment) / self.n_treatment
            + above.proportion_control * (1 - below.proportion_control) / self.n_control
            for below, above in ((low, high), (low, low), (high, high))
        )
        return covariance / math.sqrt(variances[0] * variances[1]) if min(variances) > 0 else math.nan

    def win_difference_interval(self, level: float = 0.95) -> Interval:
        """Return the confidence interval of win minus loss, as fractions.

        Raises
        ------
        Impossible
            If the level cannot be.

        Examples
        --------
        >>> print(compare_categories([10, 5, 17, 15], [27, 10, 7, 4]).win_difference_interval())
        win minus loss 0.484 (95 % interval 0.289 to 0.678, DeLong)
        """
        return build_interval("win minus loss", self.win_difference, "delong", WIN_METHODS, level, self)

    def common_odds_ratio_interval(self, level: float = 0.95) -> Interval:
        """Return the Wald interval of the common odds ratio, symmetrical on the log scale.

        Raises
        ------
        Impossible
            If the level cannot be.

        Examples
        --------
        >>> print(compare_categories([10, 5, 17, 15], [27, 10, 7, 4]).common_odds_ratio_interval())
        common odds ratio 5.655 (95 % interval 2.537 to 12.607, proportional odds, Wald on the log scale)
        """
        return build_interval("common odds ratio", self.common_odds_ratio, "wald", COMMON_ODDS_METHODS, level, self)

    def p_value(self, test: str = "wilcoxon") -> float:
        """Return the two-sided p value of no difference between the arms.

        Parameters
        ----------
        test : str
            "wilcoxon" (Wilcoxon, Mann and Whitney: normal approximation corrected for ties and for continuity, as
            scipy's mannwhitneyu and R's wilcox.test do by default), "wilcoxon-uncorrected" (without the correction for
            continuity), "proportional-odds" (Wald).

        Raises
        ------
        Impossible
            If the test is not known.

        Examples
        --------
        >>> proderm = compare_categories([10, 5, 17, 15], [27, 10, 7, 4])
        >>> [f"{proderm.p_value(test):.1e}" for test in ORDINAL_TESTS]
        ['2.2e-05', '2.1e-05', '2.3e-05']
        """
        return ORDINAL_TESTS[check_choice("test", test, ORDINAL_TESTS)].compute(self)

    def __str__(self) -> str:
        shares = ", ".join(
            f"{name} {100 * share:.0f} %"
            for name, share in (("win", self.win_share), ("loss", self.loss_share), ("tie", self.tie_share))
        )
        return f"{self.pairs} pairs: {shares}; {self.common_odds_ratio_interval()}"

    def _repr_html_(self) -> str:
        rows = [
            [name, format_number(share), "", f"{pairs} of {self.pairs} pairs"]
            for name, share, pairs in (
                ("win", self.win_share, self.wins),
                ("loss", self.loss_share, self.losses),
                ("tie", self.tie_share, self.ties),
            )
        ]
        intervals = [self.win_difference_interval(), self.common_odds_ratio_interval()]
        intervals += [cut.odds_ratio_interval() for cut in self.cuts]
        names = [each.measure for each in intervals[:2]] + [
            f"odds ratio, category {cut + 1} or better" for cut in range(1, len(self.counts_treatment))
        ]
        for name, each in zip(names, intervals, strict=True):
            limits = f"{format_number(each.lower)} to {format_number(each.upper)}"
            rows.append([name, format_number(each.estimate), limits, each.label])
        caption = f"{_list(self.counts_treatment)} on treatment, {_list(self.counts_control)} on control, worst first"
        header = ["measure", "estimate", f"{format_share(intervals[0].level)} interval", "from"]
        return render_table(caption, header, rows)


def compare_categories(counts_treatment: Iterable[int], counts_control: Iterable[int]) -> OrdinalComparison:
    """Compare two arms over the same ordered categories.

    Parameters
    ----------
    counts_treatment, counts_control : list, tuple or array of int
        Patients in each category from the worst to the best; 2 to 101 categories, at least one patient an arm.

    Returns
    -------
    OrdinalComparison
        Keeps the counts; shares of pairs and ratios are attributes, intervals and p values methods.

    Raises
    ------
    Impossible
        If a count cannot be, an arm is empty, the arms have different categories, or they come without an order, as
        sets do.

    References
    ----------
    Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60. Pocock SJ et al. Eur Heart J 2012;33:176-182 (win ratio).

    Examples
    --------
    No, minimal, moderate and major improvement at week 16 in ProDERM, IVIg against placebo.

    >>> print(compare_categories([10, 5, 17, 15], [27, 10, 7, 4]))  # doctest: +ELLIPSIS
    2256 pairs: win 63 %, loss 15 %, tie 22 %; common odds ratio 5.655 (95 % interval 2.537 to 12.607, ...)
    """
    return OrdinalComparison(counts_treatment, counts_control)


def _list(counts: tuple[int, ...]) -> str:
    return "/".join(map(str, counts))

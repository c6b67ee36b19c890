"""Two arms, one yes/no outcome: how large is the difference, and how sure can one be?

Start with `compare_proportions`; the result gives every measure, interval and p value of the course.

Counts are named, and not a, b, c, d: a risk ratio changes when arms or outcomes trade places, so the call
has to say which is which.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from helpers.errors import check_choice
from helpers.models.effect_intervals import ODDS_RATIO_METHODS, RISK_DIFFERENCE_METHODS, RISK_RATIO_METHODS
from helpers.models.intervals import PROPORTION_METHODS, Interval, build_interval, proportion_interval
from helpers.models.number_needed import NumberNeededInterval, describe_number_needed, invert_difference
from helpers.models.rendering import format_number, format_share, render_table
from helpers.models.two_by_two import TwoByTwo
from helpers.models.two_group_tests import TESTS

__all__ = [
    "ODDS_RATIO_METHODS",
    "PROPORTION_METHODS",
    "RISK_DIFFERENCE_METHODS",
    "RISK_RATIO_METHODS",
    "TESTS",
    "ProportionComparison",
    "compare_proportions",
    "proportion_interval",
]


@dataclass(frozen=True)
class ProportionComparison(TwoByTwo):
    """Treatment against control: three measures of effect, their intervals, and p values.

    All contrasts are treatment minus, or over, control. The outcome is a good one, so a positive
    difference and a ratio above 1 favour the treatment.

    Notes
    -----
    Where nobody or everybody responded the following holds, and no warning is given.

    ===========================  ==================================================================
    no responder in control      risk ratio and odds ratio infinite
    no responder in either arm   both ratios not defined (NaN), number needed to treat infinite
    everybody in both arms       risk ratio 1, odds ratio not defined (NaN)
    an empty cell                "log" needs a responder in each arm, "logit" also a non-responder: their
                                 limits are otherwise 0 and infinity. The score limits and the exact
                                 ones stay informative on one side.
    the whole table alike        Pearson, Yates and Wald p not defined (NaN, as in R); exact tests 1
    each arm all or none         Wald interval of no width: a failure of the method. All against none also gives
                                 a Wald p of 0, all against all a Katz interval of no width
    ===========================  ==================================================================

    The Wald, continuity-corrected and Agresti-Caffo limits are cut off at -1 and 1, as R's prop.test does.
    """

    @property
    def risk_difference(self) -> float:
        """Proportion responding, treatment minus control: -1 to 1, positive favours the treatment."""
        return self.proportion_treatment - self.proportion_control

    @property
    def risk_ratio(self) -> float:
        """Proportion responding, treatment / control: 0 to infinity, above 1 favours the treatment."""
        return _divide(self.responders_treatment * self.n_control, self.responders_control * self.n_treatment)

    @property
    def odds_ratio(self) -> float:
        """Odds of responding, treatment / control: 0 to infinity, above 1 favours the treatment.

        This is the observed ratio; R's fisher.test prints the conditional one, which lies closer to 1.
        """
        return _divide(
            self.responders_treatment * (self.n_control - self.responders_control),
            self.responders_control * (self.n_treatment - self.responders_treatment),
        )

    @property
    def number_needed_to_treat(self) -> float:
        """1 / risk difference, patients for one more responder: negative for one fewer, infinite for none.

        Say outcome, time and comparator with it: 2.9 patients for one more response at 16 weeks than on
        placebo is not "one in 2.9 benefits".
        """
        return invert_difference(self.risk_difference)

    def risk_difference_interval(self, method: str = "wald", level: float = 0.95) -> Interval:
        """Return the confidence interval of the risk difference, as fractions.

        Parameters
        ----------
        method : str
            "wald" (difference ± z × standard error; too narrow in small arms), "wald-continuity" (as R's
            prop.test with its correction), "agresti-caffo" (Wald after adding one responder and one
            non-responder to each arm), "newcombe" (built from the two Wilson intervals), "mee" (inverts the
            score test), "miettinen-nurminen" (the same with variance × N / (N - 1)). The citations stand in
            `RISK_DIFFERENCE_METHODS` and in the interval.
        level : float
            Confidence level, between 0 and 1.

        Raises
        ------
        Impossible
            If the method is not known or the level cannot be.

        Examples
        --------
        The interval that ProDERM printed, 16.7 to 53.2 percentage points, is the crude Wald interval.

        >>> proderm = compare_proportions(37, 47, 21, 48)
        >>> print(proderm.risk_difference_interval("wald"))
        risk difference 0.350 (95 % interval 0.167 to 0.532, Wald)
        >>> print(proderm.risk_difference_interval("newcombe"))
        risk difference 0.350 (95 % interval 0.155 to 0.510, Newcombe)
        """
        return build_interval("risk difference", self.risk_difference, method, RISK_DIFFERENCE_METHODS, level, self)

    def risk_ratio_interval(self, method: str = "log", level: float = 0.95) -> Interval:
        """Return the confidence interval of the risk ratio.

        Parameters
        ----------
        method : str
            "log" (Katz), "score" (Koopman), "miettinen-nurminen" (score with variance × N / (N - 1)).
        level : float
            Confidence level, between 0 and 1.

        Raises
        ------
        Impossible
            If the method is not known or the level cannot be.

        Examples
        --------
        Koopman's own example: 36 of 40 against 16 of 80 gives 2.94 to 7.15 (Koopman 1984).

        >>> print(compare_proportions(36, 40, 16, 80).risk_ratio_interval("score"))
        risk ratio 4.500 (95 % interval 2.940 to 7.152, Koopman score)
        """
        return build_interval("risk ratio", self.risk_ratio, method, RISK_RATIO_METHODS, level, self)

    def odds_ratio_interval(self, method: str = "logit", level: float = 0.95) -> Interval:
        """Return the confidence interval of the odds ratio.

        Parameters
        ----------
        method : str
            "logit" (Woolf), "score" (Cornfield, without continuity correction), "miettinen-nurminen" (score with
            variance × N / (N - 1)), "exact" (inverts Fisher's test with half the error in each tail, as
            R's fisher.test does).
        level : float
            Confidence level, between 0 and 1.

        Raises
        ------
        Impossible
            If the method is not known or the level cannot be.

        Examples
        --------
        >>> print(compare_proportions(37, 47, 21, 48).odds_ratio_interval())
        odds ratio 4.757 (95 % interval 1.931 to 11.721, Woolf logit)
        """
        return build_interval("odds ratio", self.odds_ratio, method, ODDS_RATIO_METHODS, level, self)

    def number_needed_to_treat_interval(self, method: str = "wald", level: float = 0.95) -> NumberNeededInterval:
        """Return the interval of the number needed to treat, in two pieces if the difference may be 0.

        Parameters
        ----------
        method : str
            Any method of `risk_difference_interval`; that interval is inverted (Altman, BMJ 1998;317:1309).
        level : float
            Confidence level, between 0 and 1.

        Raises
        ------
        Impossible
            If the method is not known or the level cannot be.

        Examples
        --------
        >>> print(compare_proportions(37, 47, 21, 48).number_needed_to_treat_interval("newcombe"))
        NNTB 2.9 (95 % interval 2.0 to 6.5, Newcombe)
        """
        return NumberNeededInterval(self.risk_difference_interval(method, level))

    def p_value(self, test: str = "pearson") -> float:
        """Return the two-sided p value of no difference between the arms.

        Parameters
        ----------
        test : str
            "pearson" (chi-squared), "yates" (chi-squared with continuity correction), "fisher" (both margins
            fixed, tables no more probable than the observed one), "barnard" (pooled z, arms fixed), "boschloo"
            (one-sided Fisher p as statistic, arms fixed, doubled), "wald" (unpooled z).

        Raises
        ------
        Impossible
            If the test is not known, or for "barnard" and "boschloo" if an arm has more than 1000 patients.

        Examples
        --------
        >>> proderm = compare_proportions(37, 47, 21, 48)
        >>> [round(proderm.p_value(test), 8) for test in ("pearson", "fisher", "yates")]
        [0.00047396, 0.00068896, 0.00102111]
        """
        return TESTS[check_choice("test", test, TESTS)].compute(self)

    def __str__(self) -> str:
        arms = " v ".join(
            f"{responders} of {n} ({format_number(100 * responders / n, 1)} %)"
            for responders, n in (
                (self.responders_treatment, self.n_treatment),
                (self.responders_control, self.n_control),
            )
        )
        return (
            f"{arms}: risk difference {format_number(self.risk_difference)}, "
            f"risk ratio {format_number(self.risk_ratio)}, odds ratio {format_number(self.odds_ratio)}, "
            f"{describe_number_needed(self.number_needed_to_treat)}"
        )

    def _repr_html_(self) -> str:
        intervals = [self.risk_difference_interval(), self.risk_ratio_interval(), self.odds_ratio_interval()]
        rows = [
            [
                interval.measure,
                format_number(interval.estimate),
                f"{format_number(interval.lower)} to {format_number(interval.upper)}",
                interval.label,
            ]
            for interval in intervals
        ]
        number_needed = self.number_needed_to_treat_interval()
        rows.append(
            [
                "number needed to treat",
                describe_number_needed(self.number_needed_to_treat),
                number_needed.describe_limits(),
                f"{number_needed.difference.label}, inverted",
            ]
        )
        caption = (
            f"{self.responders_treatment} of {self.n_treatment} on treatment, "
            f"{self.responders_control} of {self.n_control} on control"
        )
        header = ["measure", "estimate", f"{format_share(number_needed.level)} interval", "method"]
        return render_table(caption, header, rows)


def compare_proportions(
    responders_treatment: int, n_treatment: int, responders_control: int, n_control: int
) -> ProportionComparison:
    """Compare the share of responders in two independent arms.

    Parameters
    ----------
    responders_treatment, responders_control : int
        Patients with the outcome in each arm; the outcome is a good one.
    n_treatment, n_control : int
        All patients of each arm as randomised, 1 to 1 000 000.

    Returns
    -------
    ProportionComparison
        Keeps the four counts; measures are attributes, intervals and p values methods.

    Raises
    ------
    Impossible
        If a count is not whole, is negative or above a million, or if there are more responders than patients.

    Examples
    --------
    ProDERM at week 16, IVIg against placebo (doi:10.1056/NEJMoa2117912).

    >>> print(compare_proportions(37, 47, 21, 48))
    37 of 47 (78.7 %) v 21 of 48 (43.8 %): risk difference 0.350, risk ratio 1.799, odds ratio 4.757, NNTB 2.9
    """
    return ProportionComparison(responders_treatment, n_treatment, responders_control, n_control)


def _divide(above: int, below: int) -> float:
    if below:
        return above / below
    return math.inf if above else math.nan

"""Many ways to test one two-by-two table: which of them gives the p value that was printed?

Fifteen usual tests, all two-sided and all crude (nothing but the four counts goes in), and two unusual ones. With
enough tests one fits any p value, and then it is no evidence that it was used.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from helpers.errors import Impossible, check_choice, shorten
from helpers.models.crude_p_values import (
    compute_arcsine_p,
    compute_fisher_doubled_p,
    compute_fisher_mid_p,
    compute_freeman_tukey_p,
    compute_likelihood_ratio_p,
    compute_log_odds_p,
    compute_log_ratio_p,
    compute_n_minus_1_p,
    compute_welch_p,
)
from helpers.models.printed import MOST_DECIMALS, count_decimals, round_as_text
from helpers.models.rendering import format_number, render_table
from helpers.models.two_by_two import TwoByTwo, check_arms
from helpers.models.two_group_tests import TESTS
from helpers.models.unconditional_tests import LARGEST_ARM

_KATZ = "Katz D et al. Biometrics 1978;34:469-474. doi:10.2307/2530610"
_WOOLF = "Woolf B. Ann Hum Genet 1955;19:251-253. doi:10.1111/j.1469-1809.1955.tb01348.x"
_HALDANE = "Haldane JBS. Ann Hum Genet 1956;20:309-311. doi:10.1111/j.1469-1809.1955.tb01285.x"
_CAMPBELL = "Campbell I. Stat Med 2007;26:3661-3675. doi:10.1002/sim.2832"
_WILKS = "Wilks SS. Ann Math Stat 1938;9:60-62. doi:10.1214/aoms/1177732360"
_LANCASTER = "Lancaster HO. J Am Stat Assoc 1961;56:223-234. doi:10.1080/01621459.1961.10482105"
_YATES_1984 = "Yates F. J R Stat Soc A 1984;147:426-463"
_COHEN = "Cohen J. Statistical power analysis for the behavioral sciences, 2nd ed, 1988, chapter 6"
_DAGOSTINO = "D'Agostino RB et al. Am Stat 1988;42:198-202. doi:10.1080/00031305.1988.10475563"
_FREEMAN = "Freeman MF, Tukey JW. Ann Math Stat 1950;21:607-611. doi:10.1214/aoms/1177729756"


@dataclass(frozen=True)
class CrudeTest:
    """One test with the p value that it gives.

    Attributes
    ----------
    name : str
        Under which `CrudeTests` finds it.
    label, citation : str
        What a reader calls it, and who described it.
    is_usual : bool
        Whether a trial report would use it without saying more.
    p_value : float
        Two-sided; NaN where the test is not defined for the table.
    """

    name: str
    label: str
    citation: str
    is_usual: bool
    p_value: float


@dataclass(frozen=True)
class CrudeTests:
    """Seventeen p values of one table, beside the one that was printed.

    Attributes
    ----------
    counts : TwoByTwo
    tests : tuple of CrudeTest
        The fifteen usual ones first.
    printed : str or None
        The p value in print, its last zeros kept.
    """

    counts: TwoByTwo
    tests: tuple[CrudeTest, ...]
    printed: str | None

    @property
    def usual(self) -> tuple[CrudeTest, ...]:
        """The tests that a trial report would use without saying more."""
        return tuple(test for test in self.tests if test.is_usual)

    @property
    def unusual(self) -> tuple[CrudeTest, ...]:
        """The others."""
        return tuple(test for test in self.tests if not test.is_usual)

    @property
    def agreeing(self) -> tuple[CrudeTest, ...]:
        """The tests whose p value prints as the printed one; none if there is none in print."""
        return tuple(test for test in self.tests if self.rounds_to_printed(test.name))

    def __getitem__(self, name: str) -> CrudeTest:
        """Return a test by its name.

        Raises
        ------
        Impossible
            If there is none of that name; the sentence lists them.
        """
        tests = {test.name: test for test in self.tests}
        return tests[check_choice("test", name, tests)]

    def rounds_to_printed(self, name: str) -> bool:
        """Whether the p value of a test, rounded once to as many decimals, is the printed one."""
        p_value = self[name].p_value
        return (
            self.printed is not None
            and not math.isnan(p_value)
            and round_as_text(p_value, count_decimals(self.printed)) == self.printed
        )

    def __str__(self) -> str:
        c = self.counts
        table = f"{c.responders_treatment} of {c.n_treatment} v {c.responders_control} of {c.n_control}"
        values = [test.p_value for test in self.usual if not math.isnan(test.p_value)]
        between = (
            f"p from {format_number(min(values), 5)} to {format_number(max(values), 5)}" if values else "not defined"
        )
        text = f"{table}: {len(self.usual)} usual crude tests, {between}"
        if self.printed is None:
            return text + "."
        fits = [[test.label for test in group if test in self.agreeing] for group in (self.usual, self.unusual)]
        usual, unusual = ("; ".join(labels) or "none" for labels in fits)
        return f"{text}. To {self.printed} round, of these: {usual}. Of {len(self.unusual)} unusual ones: {unusual}."

    def _repr_html_(self) -> str:
        header = ["test", "p, two-sided", *([] if self.printed is None else [f"rounds to {self.printed}"]), "source"]
        rows = []
        for test in self.tests:
            verdict = [] if self.printed is None else ["yes" if self.rounds_to_printed(test.name) else "no"]
            label = test.label if test.is_usual else f"unusual: {test.label}"
            rows.append([label, format_number(test.p_value, 5), *verdict, test.citation])
        c = self.counts
        caption = f"{c.responders_treatment} of {c.n_treatment} v {c.responders_control} of {c.n_control}, crude tests"
        return render_table(caption, header, rows)


def crude_tests(
    responders_treatment: int,
    n_treatment: int,
    responders_control: int,
    n_control: int,
    *,
    printed: str | None = None,
) -> CrudeTests:
    """Test one table in seventeen ways, and say which p values round to the printed one.

    Parameters
    ----------
    responders_treatment, n_treatment, responders_control, n_control : int
        As in `compare_proportions`. Up to 1000 patients an arm, because two tests list every table.
    printed : str, optional
        A p value as it stands in print, "0.0008"; its decimals, 20 at most, say how closely to compare.

    Returns
    -------
    CrudeTests
        With `.usual` (fifteen), `.unusual` (two), `.agreeing`, and one test by its name in brackets. The tests that
        lean on a large sample are not defined (NaN) where nobody or everybody responded, those on a logarithm where a
        cell that they divide by is empty; the exact ones then give 1, and mid-p 0.5.

    Raises
    ------
    Impossible
        If a count or the printed p value cannot be, or an arm has more than 1000 patients.

    Examples
    --------
    The primary comparison of ProDERM, whose test the sources we read do not name. None of the fifteen gives the
    printed p; two unusual ones do, which shows how easily one fits and not that it was used.

    >>> proderm = crude_tests(37, 47, 21, 48, printed="0.0008")
    >>> print(proderm)
    37 of 47 v 21 of 48: 15 usual crude tests, p from 0.00018 to 0.00113. To 0.0008 round, of these: none. Of 2
    unusual ones: log odds ratio, 0.5 added to each cell; Freeman-Tukey with Yates' correction.
    >>> round(proderm["fisher mid-p"].p_value, 6)
    0.000508
    """
    counts = check_arms(responders_treatment, n_treatment, responders_control, n_control, largest=LARGEST_ARM)
    if printed is not None:
        _check_printed(printed)
    tests = (
        CrudeTest(name, label, citation, name not in UNUSUAL, compute(counts))
        for name, (label, citation, compute) in _METHODS.items()
    )
    return CrudeTests(counts, tuple(tests), printed)


def _check_printed(printed: str) -> None:
    if (
        not isinstance(printed, str)
        or not re.fullmatch(rf"[01]\.[0-9]{{1,{MOST_DECIMALS}}}", printed)
        or float(printed) > 1
    ):
        raise Impossible(
            f"printed = {shorten(printed)} is impossible: it must be a p value as text, as '0.0008', with at most "
            f"{MOST_DECIMALS} decimals."
        )


def _take_over(name: str) -> tuple[str, str, Callable[[TwoByTwo], float]]:
    test = TESTS[name]
    return test.label, test.citation, test.compute


_METHODS: dict[str, tuple[str, str, Callable[[TwoByTwo], float]]] = {
    "pearson": _take_over("pearson"),
    "n-1": ("N - 1 chi-squared (Mantel-Haenszel)", _CAMPBELL, compute_n_minus_1_p),
    "yates": _take_over("yates"),
    "g": ("likelihood ratio (G)", _WILKS, partial(compute_likelihood_ratio_p, correction=0.0)),
    "g-yates": (
        "likelihood ratio with Yates' correction",
        _WILKS,
        partial(compute_likelihood_ratio_p, correction=0.5),
    ),
    "wald": _take_over("wald"),
    "log risk ratio": ("log risk ratio, z test", _KATZ, compute_log_ratio_p),
    "log odds ratio": ("log odds ratio, z test (logistic)", _WOOLF, partial(compute_log_odds_p, added=0.0)),
    "fisher": _take_over("fisher"),
    "fisher mid-p": ("Fisher's mid-p", _LANCASTER, compute_fisher_mid_p),
    "fisher doubled": ("Fisher's one-sided p, doubled", _YATES_1984, compute_fisher_doubled_p),
    "barnard": _take_over("barnard"),
    "boschloo": _take_over("boschloo"),
    "arcsine": ("difference of arcsines", _COHEN, compute_arcsine_p),
    "welch": ("Welch's t test on 1 and 0", _DAGOSTINO, compute_welch_p),
    "haldane": ("log odds ratio, 0.5 added to each cell", _HALDANE, partial(compute_log_odds_p, added=0.5)),
    "freeman-tukey": (
        "Freeman-Tukey with Yates' correction",
        _FREEMAN,
        partial(compute_freeman_tukey_p, correction=0.5),
    ),
}

UNUSUAL = ("haldane", "freeman-tukey")
"""Tests that a trial report would not use without saying so. They are here because they fit ProDERM's printed p: out
of many tries one does, and that is no evidence that it was used."""

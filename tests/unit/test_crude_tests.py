"""Seventeen crude tests of one table, each against another program, a listing or a hand calculation."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats
from scipy.stats.contingency import chi2_contingency
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2

from helpers.errors import Impossible
from helpers.models.crude_tests import UNUSUAL, crude_tests
from helpers.models.printed import PrintedInterval, count_decimals, round_as_text
from helpers.models.proportions import compare_proportions

PRODERM = crude_tests(37, 47, 21, 48, printed="0.0008")
TRIALS = [(37, 47, 21, 48), (32, 47, 11, 48), (20, 24, 15, 25), (3, 60, 9, 20), (8, 27, 20, 27), (5, 9, 4, 8)]


def cells_of(trial):
    x1, n1, x0, n0 = trial
    return np.array([[x1, n1 - x1], [x0, n0 - x0]])


def compute_normal_p(z):
    return 2 * stats.norm.sf(abs(z))


def compute_chi2_p(trial, statistic="pearson", *, correction):
    return chi2_contingency(cells_of(trial), correction=correction, lambda_=statistic).pvalue


def compute_mantel_haenszel_p(trial):
    return StratifiedTable([cells_of(trial).astype(float)]).test_null_odds(correction=False).pvalue


def compute_wald_p(trial):
    x1, n1, x0, n0 = trial
    variances = (np.var([1] * x + [0] * (n - x)) / n for x, n in ((x1, n1), (x0, n0)))
    return compute_normal_p((x1 / n1 - x0 / n0) / math.sqrt(sum(variances)))


def list_hypergeometric(trial):
    """Return every table's share given the margins as a fraction, and the observed one's place."""
    x1, n1, x0, n0 = trial
    ks = range(max(0, x1 + x0 - n0), min(n1, x1 + x0) + 1)
    ways = [math.comb(n1, k) * math.comb(n0, x1 + x0 - k) for k in ks]
    return [Fraction(way, math.comb(n1 + n0, x1 + x0)) for way in ways], x1 - ks.start


def compute_mid_p(trial):
    shares, place = list_hypergeometric(trial)
    equal = sum(share for share in shares if share == shares[place])
    return float(sum(share for share in shares if share <= shares[place]) - equal / 2)


def compute_doubled_p(trial):
    tails = [stats.fisher_exact(cells_of(trial), alternative=side).pvalue for side in ("less", "greater")]
    return min(1.0, 2 * min(tails))


def compute_welch_p(trial):
    x1, n1, x0, n0 = trial
    return stats.ttest_ind([1] * x1 + [0] * (n1 - x1), [1] * x0 + [0] * (n0 - x0), equal_var=False).pvalue


def compute_arcsine_p(trial):
    from statsmodels.stats.proportion import proportion_effectsize

    x1, n1, x0, n0 = trial
    return compute_normal_p(proportion_effectsize(x1 / n1, x0 / n0) / math.sqrt(1 / n1 + 1 / n0))


ELSEWHERE = {
    "pearson": lambda trial: compute_chi2_p(trial, correction=False),
    "n-1": compute_mantel_haenszel_p,
    "yates": lambda trial: compute_chi2_p(trial, correction=True),
    "g": lambda trial: compute_chi2_p(trial, "log-likelihood", correction=False),
    "g-yates": lambda trial: compute_chi2_p(trial, "log-likelihood", correction=True),
    "wald": compute_wald_p,
    "log risk ratio": lambda trial: Table2x2(cells_of(trial)).log_riskratio_pvalue(),
    "log odds ratio": lambda trial: Table2x2(cells_of(trial)).log_oddsratio_pvalue(),
    "fisher": lambda trial: stats.fisher_exact(cells_of(trial)).pvalue,
    "fisher mid-p": compute_mid_p,
    "fisher doubled": compute_doubled_p,
    "boschloo": lambda trial: stats.boschloo_exact(cells_of(trial).T, n=256).pvalue,
    "arcsine": compute_arcsine_p,
    "welch": compute_welch_p,
    "haldane": lambda trial: Table2x2(cells_of(trial) + 0.5).log_oddsratio_pvalue(),
    "freeman-tukey": lambda trial: compute_chi2_p(trial, "freeman-tukey", correction=True),
}


@pytest.mark.parametrize("trial", TRIALS, ids=str)
@pytest.mark.parametrize("name", ELSEWHERE)
def test_each_test_agrees_with_another_computation(name, trial):
    tolerance = 1e-4 if name == "boschloo" else 1e-8
    assert crude_tests(*trial)[name].p_value == pytest.approx(ELSEWHERE[name](trial), rel=tolerance)


@pytest.mark.parametrize("trial", TRIALS[2:], ids=str)
def test_barnard_agrees_with_a_listing_of_every_table(trial):
    """scipy's own misses tied tables, so that all are listed here, in fractions, at many common rates."""
    x1, n1, x0, n0 = trial

    def measure(a, b):
        spread = (a + b) * (n1 + n0 - a - b)
        return Fraction((a * n0 - b * n1) ** 2, spread) if spread else Fraction(0)

    extreme = np.array([[measure(a, b) >= measure(x1, x0) for b in range(n0 + 1)] for a in range(n1 + 1)])
    rates = np.linspace(0.0005, 0.9995, 2000)
    one, other = (stats.binom.pmf(np.arange(n + 1)[:, None], n, rates) for n in (n1, n0))
    largest = np.einsum("ar,ab,br->r", one, extreme, other).max()
    assert crude_tests(*trial)["barnard"].p_value == pytest.approx(largest, rel=1e-3)
    assert crude_tests(*trial)["barnard"].p_value >= largest * (1 - 1e-9)


def test_there_are_fifteen_usual_tests_each_with_a_source():
    assert len(PRODERM.usual) == 15
    assert [test.name for test in PRODERM.unusual] == list(UNUSUAL)
    assert {test.name for test in PRODERM.tests} == {*ELSEWHERE, "barnard"}
    assert all(any(year in test.citation for year in ("19", "20")) for test in PRODERM.tests)
    assert len({test.label for test in PRODERM.tests}) == 17


def test_none_of_the_usual_tests_prints_as_0_0008_and_two_unusual_ones_do():
    """The story of the printed p value: one that fits, found among many, is no evidence."""
    assert [test.name for test in PRODERM.agreeing] == list(UNUSUAL)
    assert PRODERM["haldane"].p_value == pytest.approx(0.000788, abs=5e-7)
    assert PRODERM["freeman-tukey"].p_value == pytest.approx(0.000769, abs=5e-7)
    assert not any(0.00075 <= test.p_value < 0.00085 for test in PRODERM.usual)
    assert "To 0.0008 round, of these: none" in str(PRODERM)


def test_the_tests_of_the_comparison_are_taken_over():
    comparison = compare_proportions(37, 47, 21, 48)
    for name in ("pearson", "yates", "wald", "fisher", "barnard", "boschloo"):
        assert PRODERM[name].p_value == comparison.p_value(name)


@pytest.mark.parametrize("trial", TRIALS, ids=str)
def test_trading_the_arms_or_the_outcomes_changes_no_p_value(trial):
    x1, n1, x0, n0 = trial
    result = {test.name: test.p_value for test in crude_tests(*trial).tests}
    swapped = {test.name: test.p_value for test in crude_tests(x0, n0, x1, n1).tests}
    turned = {test.name: test.p_value for test in crude_tests(n1 - x1, n1, n0 - x0, n0).tests}
    # A ratio of responders is not a ratio of non-responders.
    del turned["log risk ratio"]
    assert swapped == pytest.approx(result, rel=1e-6)
    assert turned == pytest.approx({name: result[name] for name in turned}, rel=1e-6)


def test_equal_arms_give_one_and_never_more():
    values = {test.name: test.p_value for test in crude_tests(9, 30, 9, 30).tests}
    mid_p = values.pop("fisher mid-p")
    assert 0.5 < mid_p < 1
    assert all(value <= 1 for value in values.values())
    assert list(values.values()) == pytest.approx([1] * 16)


@pytest.mark.parametrize("trial", [(0, 5, 0, 6), (5, 5, 6, 6)])
def test_where_all_are_alike_large_sample_tests_are_not_defined(trial):
    values = {test.name: test.p_value for test in crude_tests(*trial, printed="0.05").tests}
    exact = {"fisher": 1, "fisher mid-p": 0.5, "fisher doubled": 1, "barnard": 1, "boschloo": 1}
    assert {name: value for name, value in values.items() if not math.isnan(value)} == exact
    assert crude_tests(*trial, printed="0.05").agreeing == ()
    assert "not defined" in crude_tests(*trial)._repr_html_()


@pytest.mark.parametrize("trial", [(5, 5, 0, 6), (0, 1, 1, 1), (3, 7, 0, 6), (7, 7, 3, 6), (1, 1, 1, 3)])
def test_an_empty_cell_gives_a_p_value_or_none_and_no_warning(trial):
    for test in crude_tests(*trial).tests:
        assert math.isnan(test.p_value) or 0 <= test.p_value <= 1
    assert math.isnan(crude_tests(*trial)["log odds ratio"].p_value)
    assert not math.isnan(crude_tests(*trial)["haldane"].p_value)


def test_the_table_marks_what_agrees_and_what_is_unusual():
    table = PRODERM._repr_html_()
    assert table.count("<td>yes</td>") == 2
    assert table.count("<td>no</td>") == 15
    assert table.count("unusual: ") == 2
    assert "rounds to" not in crude_tests(37, 47, 21, 48)._repr_html_()


@pytest.mark.parametrize("arm", ["treatment", "control"])
@pytest.mark.parametrize("n", [1001, 40_000, 10**308, 10**5000], ids=["1001", "40 000", "1e308", "1e5000"])
def test_an_arm_too_large_is_refused_before_anything_is_computed(arm, n):
    counts = {"responders_treatment": 37, "n_treatment": 47, "responders_control": 21, "n_control": 48, f"n_{arm}": n}
    with pytest.raises(Impossible, match=rf"^n_{arm} = .* is impossible: it must be a whole number from 1 to 1000\.$"):
        crude_tests(**counts)


@pytest.mark.parametrize(
    "printed",
    ["eight", "", "1.2", ".0008", 0.0008, "-0.1", "P = 0.0008", "0." + "0" * 25, "0.\u0660", 10**5000],
    ids=lambda printed: type(printed).__name__,
)
def test_a_printed_p_value_that_cannot_be_is_told(printed):
    with pytest.raises(Impossible, match=r"printed = .* is impossible"):
        crude_tests(37, 47, 21, 48, printed=printed)


def test_an_unknown_test_is_named_with_those_there_are():
    with pytest.raises(Impossible, match=r"test = 'pearsons' is not known: choose one of pearson, n-1"):
        PRODERM["pearsons"]


def test_rounding_once_is_not_rounding_twice():
    """53.24497 prints as 53.24; by way of 53.245 it would print as 53.25."""
    upper = 100 * compare_proportions(37, 47, 21, 48).risk_difference_interval("wald").upper
    assert round_as_text(upper, 2) == "53.24"
    assert round_as_text(round_as_text(upper, 3), 2) == "53.25"
    assert [round_as_text(number, 0) for number in (0.5, -0.5, 2.5, -0.4)] == ["1", "-1", "3", "0"]


@pytest.mark.parametrize(
    "number",
    [None, "x", "", "1e-5", "\u0660.5", "9" * 5000, True, math.inf, math.nan, 1.1e30, 10**400, [1.5]],
    ids=lambda number: type(number).__name__,
)
def test_what_cannot_be_rounded_is_refused(number):
    with pytest.raises(Impossible, match=r"^number = .*: it must be a number"):
        round_as_text(number, 2)


@pytest.mark.parametrize("decimals", [-1, 21, 1.5, None, "2", 10**5000], ids=lambda decimals: type(decimals).__name__)
def test_decimals_that_cannot_be_are_refused(decimals):
    with pytest.raises(Impossible, match=r"^decimals = .* is impossible: it must be a whole number from 0 to 20"):
        round_as_text(53.24497, decimals)
    with pytest.raises(Impossible, match=r"^decimals = .* is impossible: it must be a whole number from 0 to 20"):
        PrintedInterval("16.70", "53.24").round_to(decimals)


def test_large_numbers_and_many_decimals_are_written_out():
    assert round_as_text(1e30, 20) == "1" + "0" * 30 + "." + "0" * 20
    assert round_as_text("-123456789.5", 20) == "-123456789.5" + "0" * 19


@pytest.mark.parametrize("text", ["1e-5", "", "x", "1.\u0660", None, 0.05])
def test_only_a_number_in_digits_has_decimals_to_count(text):
    with pytest.raises(Impossible, match=r"^text = .* is impossible: it must be a number written in digits"):
        count_decimals(text)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: PrintedInterval("a", "b"), "lower = 'a' is impossible"),
        (lambda: PrintedInterval("17", None), "upper = None is impossible"),
        (lambda: PrintedInterval("17", "\u0665"), "upper = '\u0665' is impossible"),
        (lambda: PrintedInterval.read(None), "None prints no interval"),
        (lambda: PrintedInterval.read("\u0661 to \u0665"), "prints no interval"),
        (lambda: PrintedInterval("17", "53").compare(math.nan, 1, decimals=0), "number = nan is impossible"),
        (lambda: PrintedInterval("17", "53").compare(1, math.inf, decimals=0), "number = inf is impossible"),
        (lambda: PrintedInterval("17", "53").compare(None, 1, decimals=0), "number = None is not a number"),
    ],
)
def test_an_interval_that_cannot_be_printed_or_compared_is_refused(act, words):
    with pytest.raises(Impossible, match=words):
        act()


def test_a_printed_interval_keeps_its_zeros_and_never_grows_digits():
    printed = PrintedInterval.read("23.3 (−0.98 to 47.60), p = 0.04")
    assert (printed.lower, printed.upper, printed.decimals) == ("-0.98", "47.60", 2)
    assert printed.round_to(1) == ("-1.0", "47.6")
    with pytest.raises(Impossible, match=r"printed with 0 decimals.*Choose 0 decimals"):
        PrintedInterval("17", "53").round_to(1)
    with pytest.raises(Impossible, match=r"prints no interval"):
        PrintedInterval.read("P = 0.0008")

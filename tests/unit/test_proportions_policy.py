"""Empty cells, impossible input, and what the results say in words."""

import math

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.models.intervals import Interval, find_critical_value
from helpers.models.number_needed import NumberNeededInterval
from helpers.models.proportions import (
    ODDS_RATIO_METHODS,
    RISK_DIFFERENCE_METHODS,
    RISK_RATIO_METHODS,
    TESTS,
    compare_proportions,
    proportion_interval,
)

NOBODY = compare_proportions(0, 52, 0, 48)
EVERYBODY = compare_proportions(12, 12, 9, 9)
ALL_AGAINST_NONE = compare_proportions(12, 12, 0, 9)
NONE_AGAINST_SOME = compare_proportions(0, 12, 4, 9)


def test_nobody_responding_leaves_ratios_undefined_and_the_number_needed_infinite():
    assert NOBODY.risk_difference == 0
    assert math.isnan(NOBODY.risk_ratio)
    assert math.isnan(NOBODY.odds_ratio)
    assert NOBODY.number_needed_to_treat == math.inf


def test_everybody_responding_gives_a_risk_ratio_of_one_and_no_odds_ratio():
    assert EVERYBODY.risk_ratio == 1
    assert math.isnan(EVERYBODY.odds_ratio)
    assert list(EVERYBODY.risk_ratio_interval("log")) == [1, 1]


def test_no_control_responder_makes_ratios_infinite():
    assert ALL_AGAINST_NONE.risk_ratio == math.inf
    assert ALL_AGAINST_NONE.odds_ratio == math.inf
    assert NONE_AGAINST_SOME.risk_ratio == 0


def test_log_and_logit_limits_without_a_responder_are_zero_and_infinity():
    assert list(NONE_AGAINST_SOME.risk_ratio_interval("log")) == [0, math.inf]
    assert list(NONE_AGAINST_SOME.odds_ratio_interval("logit")) == [0, math.inf]


@pytest.mark.parametrize("method", ["score", "miettinen-nurminen"])
def test_score_limits_stay_informative_with_an_empty_cell(method):
    ratio, odds = NONE_AGAINST_SOME.risk_ratio_interval(method), NONE_AGAINST_SOME.odds_ratio_interval(method)
    assert ratio.lower == odds.lower == 0
    assert 0 < odds.upper < ratio.upper < 1
    assert ALL_AGAINST_NONE.risk_ratio_interval(method).upper == math.inf
    assert ALL_AGAINST_NONE.risk_ratio_interval(method).lower > 1


def test_tests_that_divide_by_zero_where_all_are_alike_are_undefined_and_exact_ones_are_one():
    for trial in (NOBODY, EVERYBODY):
        assert all(math.isnan(trial.p_value(test)) for test in ("pearson", "yates", "wald"))
        assert [trial.p_value(test) for test in ("fisher", "barnard", "boschloo")] == [1, 1, 1]


def test_equal_proportions_give_p_of_one():
    trial = compare_proportions(10, 20, 20, 40)
    assert [trial.p_value(test) for test in TESTS] == pytest.approx([1] * len(TESTS), abs=1e-12)


def test_wald_collapses_where_all_stand_against_none():
    assert list(ALL_AGAINST_NONE.risk_difference_interval("wald")) == [1, 1]
    assert ALL_AGAINST_NONE.p_value("wald") == 0
    assert ALL_AGAINST_NONE.p_value("fisher") == pytest.approx(1 / math.comb(21, 12))
    assert ALL_AGAINST_NONE.risk_difference_interval("miettinen-nurminen").lower < 0.8


def test_wald_is_cut_off_at_one():
    assert compare_proportions(11, 12, 0, 3).risk_difference_interval("wald", 0.99).upper == 1


def test_zero_of_52_has_the_upper_limits_that_the_safety_pages_use():
    assert proportion_interval(0, 52, "clopper-pearson").upper == pytest.approx(0.0684822087, abs=1e-9)
    assert proportion_interval(0, 52, "clopper-pearson", level=0.9).upper == pytest.approx(0.056, abs=5e-4)
    assert proportion_interval(0, 52).lower == 0
    assert proportion_interval(52, 52).upper == 1


@pytest.mark.parametrize("level", [0.999999, 0.000001])
def test_extreme_levels_give_finite_ordered_limits(level):
    for method in RISK_DIFFERENCE_METHODS:
        lower, upper = compare_proportions(37, 47, 21, 48).risk_difference_interval(method, level)
        assert -1 <= lower < upper <= 1


def test_critical_value_keeps_its_digits_near_level_one():
    assert find_critical_value(0.95) == pytest.approx(1.959963984540054, abs=1e-14)
    assert find_critical_value(1 - 1e-12) == pytest.approx(7.1304, abs=1e-3)


IMPOSSIBLE_COUNTS = [
    (
        (37, 30, 21, 48),
        "responders_treatment = 37 is impossible: it must be a whole number from 0 to 30 (n_treatment).",
    ),
    ((-1, 47, 21, 48), "responders_treatment = -1 is impossible"),
    ((37, 47, 21.5, 48), "responders_control = 21.5 is impossible"),
    ((0, 0, 21, 48), "n_treatment = 0 is impossible: it must be a whole number of at least 1."),
    ((37, 47, 21, "48"), "n_control = '48' is impossible"),
    ((True, 47, 21, 48), "responders_treatment = True is impossible"),
    ((37, 47, math.nan, 48), "responders_control = nan is impossible"),
    ((37, 10**308, 21, 48), "n_treatment = 1000"),
    ((37, 47, 21, 1_000_001), "n_control = 1000001 is impossible here: choose 1 to 1000000 patients."),
    ((37, [47], 21, 48), "n_treatment = [47] is impossible"),
]


@pytest.mark.parametrize("counts", [(37, 10**6, 21, 48), (1, 10**6, 999_999, 10**6), (5 * 10**5, 10**6, 1, 1)])
def test_the_largest_arms_keep_their_digits(counts):
    trial = compare_proportions(*counts)
    for interval in (
        trial.risk_difference_interval("mee"),
        trial.risk_ratio_interval("score"),
        *proportion_pair(counts),
    ):
        assert interval.lower <= interval.estimate <= interval.upper
    assert all(0 <= trial.p_value(test) <= 1 for test in ("pearson", "yates", "fisher", "wald"))


def proportion_pair(counts):
    """Return the interval of each arm's share."""
    return [proportion_interval(*arm, "clopper-pearson") for arm in (counts[:2], counts[2:])]


@pytest.mark.parametrize(("counts", "sentence"), IMPOSSIBLE_COUNTS)
def test_impossible_counts_are_refused_by_name(counts, sentence):
    with pytest.raises(Impossible) as refusal:
        compare_proportions(*counts)
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("level", [0, 1, 1.2, 95, -0.5, math.nan, "0.95"])
def test_impossible_levels_are_refused(level):
    trial = compare_proportions(37, 47, 21, 48)
    for ask in (trial.risk_difference_interval, trial.risk_ratio_interval, trial.odds_ratio_interval):
        with pytest.raises(Impossible, match="level"):
            ask(level=level)


def test_unknown_methods_and_tests_are_answered_with_the_known_ones():
    trial = compare_proportions(37, 47, 21, 48)
    with pytest.raises(Impossible, match="choose one of wald, wald-continuity, agresti-caffo, newcombe"):
        trial.risk_difference_interval("newcomb")
    with pytest.raises(Impossible, match="choose one of pearson, yates, fisher, barnard, boschloo, wald"):
        trial.p_value("chi2")
    with pytest.raises(Impossible, match="choose one of wilson, clopper-pearson"):
        proportion_interval(3, 10, "exact")


def test_exact_unconditional_tests_refuse_arms_they_cannot_enumerate():
    large = compare_proportions(600, 1001, 500, 1000)
    for test in ("barnard", "boschloo"):
        with pytest.raises(Impossible, match="n_treatment = 1001 is too many"):
            large.p_value(test)


def test_numpy_counts_become_whole_numbers_that_cannot_overflow():
    trial = compare_proportions(*np.array([37, 47, 21, 48], dtype=np.int8))
    assert trial == compare_proportions(37, 47, 21, 48)
    assert trial.odds_ratio == pytest.approx(4.757142857, abs=1e-9)


def test_results_keep_their_inputs_and_cannot_be_altered():
    trial = compare_proportions(37, 47, 21, 48)
    interval = trial.risk_difference_interval("newcombe", 0.9)
    assert (interval.level, interval.method, interval.label) == (0.9, "newcombe", "Newcombe")
    assert "Newcombe RG" in interval.citation
    with pytest.raises(AttributeError):
        trial.n_control = 50


def test_every_method_and_test_names_its_source():
    for methods in (RISK_DIFFERENCE_METHODS, RISK_RATIO_METHODS, ODDS_RATIO_METHODS, TESTS):
        assert all(any(year.isdigit() and len(year) == 4 for year in split_words(m.citation)) for m in methods.values())


def split_words(text):
    return text.replace(";", " ").replace(",", " ").split()


def test_number_needed_through_infinity_is_told_in_two_pieces():
    crossing = compare_proportions(20, 24, 15, 25).number_needed_to_treat_interval()
    assert str(crossing) == "NNTB 4.3 (95 % interval NNTB 2.1 to infinity to NNTH 102.2, Wald)"
    assert [piece.kind for piece in crossing.pieces] == ["NNTB", "NNTH"]
    assert crossing.benefit.lower == pytest.approx(1 / 0.4764560784, abs=1e-6)
    assert crossing.harm.lower == pytest.approx(1 / 0.009789411695, abs=1e-6)


def test_number_needed_matches_altman_1998():
    # Altman's example: a difference of 10 points, 95 % limits -5 and 25, is NNTB 10, NNTB 4 to infinity to NNTH 20.
    difference = Interval("risk difference", 0.10, -0.05, 0.25, 0.95, "wald", "Wald", "")
    number = NumberNeededInterval(difference)
    assert str(number) == "NNTB 10.0 (95 % interval NNTB 4.0 to infinity to NNTH 20.0, Wald)"
    assert number.crosses_zero


def test_number_needed_without_a_difference_is_infinite_with_limits_on_both_sides():
    even = compare_proportions(15, 30, 15, 30).number_needed_to_treat_interval()
    assert even.estimate == math.inf
    assert str(even) == "NNT infinity (95 % interval NNTB 4.0 to infinity to NNTH 4.0, Wald)"


def test_number_needed_of_the_trial_is_2_9():
    trial = compare_proportions(37, 47, 21, 48)
    assert trial.number_needed_to_treat == pytest.approx(2.859, abs=5e-4)
    assert str(trial.number_needed_to_treat_interval()) == "NNTB 2.9 (95 % interval 1.9 to 6.0, Wald)"
    assert str(trial.number_needed_to_treat_interval("newcombe")) == "NNTB 2.9 (95 % interval 2.0 to 6.5, Newcombe)"


def test_number_needed_names_harm_and_its_absence():
    harmful = compare_proportions(21, 48, 37, 47)
    assert str(harmful.number_needed_to_treat_interval()) == "NNTH 2.9 (95 % interval 1.9 to 6.0, Wald)"
    assert harmful.number_needed_to_treat == pytest.approx(-2.859, abs=5e-4)
    assert str(NOBODY.number_needed_to_treat_interval()) == "NNT infinity (95 % interval infinity alone, Wald)"
    assert NOBODY.number_needed_to_treat_interval().pieces == ()


@pytest.mark.parametrize("trial", [compare_proportions(37, 47, 21, 48), NOBODY, EVERYBODY, ALL_AGAINST_NONE])
def test_results_write_themselves_as_text_and_as_a_table(trial):
    parts = [
        trial,
        trial.risk_difference_interval("newcombe"),
        trial.odds_ratio_interval("exact"),
        trial.number_needed_to_treat_interval("mee"),
    ]
    for part in parts:
        assert "nan" not in str(part) and "inf " not in str(part)
        assert "<table><caption>" in part._repr_html_()
        assert part._repr_html_().endswith("</tbody></table></div>")


def test_text_gives_both_arms_and_every_measure():
    text = str(compare_proportions(37, 47, 21, 48))
    assert text.startswith("37 of 47 (78.7 %) v 21 of 48 (43.8 %): risk difference 0.350")
    assert str(NOBODY).endswith("risk ratio not defined, odds ratio not defined, NNT infinity")

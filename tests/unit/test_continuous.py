"""Means from what a report prints: Welch and pooled intervals, and which n gives the printed one."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.continuous import share_below, welch_from_summary
from helpers.models.printed import PrintedInterval

SUMMARY = (47.7, 24.2, 47, 21.3, 20.8, 48)
ARMS = [
    SUMMARY,
    (47.7, 24.2, 45, 21.3, 20.8, 46),
    (1.5, 0.2, 2, 3.5, 7.0, 60),
    (-3, 0.0, 5, -3.1, 4, 5),
    (0, 1, 2, 0, 1, 2),
]


@pytest.mark.parametrize("summary", ARMS)
@pytest.mark.parametrize("level", [0.5, 0.95, 0.9999])
def test_intervals_and_p_values_agree_with_scipy(summary, level):
    result = welch_from_summary(*summary)
    for method, is_pooled in (("welch", False), ("pooled", True)):
        test = stats.ttest_ind_from_stats(*summary, equal_var=is_pooled)
        error = abs(result.difference / test.statistic) if test.statistic else math.nan
        assert result.p_value(method) == pytest.approx(test.pvalue, rel=1e-8, abs=1e-15)
        lower, upper = result.interval(method, level)
        freedom = summary[2] + summary[5] - 2 if is_pooled else result.degrees_of_freedom
        if not math.isnan(error):
            assert upper - lower == pytest.approx(2 * error * stats.t.ppf((1 + level) / 2, freedom), rel=1e-8)
        assert (lower + upper) / 2 == pytest.approx(result.difference, abs=1e-9)


@pytest.mark.parametrize("summary", ARMS)
def test_welch_needs_the_degrees_of_freedom_that_scipy_uses(summary):
    v1, v0 = summary[1] ** 2 / summary[2], summary[4] ** 2 / summary[5]
    expected = (v1 + v0) ** 2 / (v1**2 / (summary[2] - 1) + v0**2 / (summary[5] - 1))
    assert welch_from_summary(*summary).degrees_of_freedom == pytest.approx(expected)
    assert min(summary[2], summary[5]) - 1 <= expected + 1e-9 <= summary[2] + summary[5] - 2 + 2e-9


def test_47_and_48_give_17_194_to_35_606_and_the_completers_do_not():
    everybody, completers = welch_from_summary(*SUMMARY), welch_from_summary(47.7, 24.2, 45, 21.3, 20.8, 46)
    assert [round(limit, 3) for limit in everybody.interval()] == [17.194, 35.606]
    assert [round(limit, 3) for limit in completers.interval()] == [16.988, 35.812]
    printed = PrintedInterval.read(figure("mean_tis_interval").printed)
    assert printed.compare(*everybody.interval(), decimals=1) == (True, True)
    assert printed.compare(*completers.interval(), decimals=1) == (False, False)


def test_the_printed_interval_leaves_one_patient_of_leeway_and_no_more():
    """Of all who may have been counted 47 and 48 fit, and so would 47 and 47: say "not the completers", not "only"."""
    printed = PrintedInterval.read(figure("mean_tis_interval").printed)
    fits = [
        (n1, n0)
        for n1 in (45, 46, 47)
        for n0 in (46, 47, 48)
        if all(printed.compare(*welch_from_summary(47.7, 24.2, n1, 21.3, 20.8, n0).interval(), decimals=1))
    ]
    assert fits == [(47, 47), (47, 48)]


def test_no_rounding_of_means_and_sds_lets_the_completers_give_the_printed_width():
    """A mean moves both limits alike, so only the SDs, printed to 0.1, could: not even the smallest do."""
    widest = (35.6 + 0.05) - (17.2 - 0.05)
    assert welch_from_summary(47.7, 24.15, 45, 21.3, 20.75, 46).interval().width > widest
    assert welch_from_summary(47.7, 24.2, 47, 21.3, 20.8, 48).interval().width < widest


def test_the_rows_of_the_evidence_are_these_numbers():
    result = welch_from_summary(*SUMMARY)
    welch, pooled = figure("mean_tis_difference"), figure("mean_tis_difference_pooled")
    assert [*result.interval()] == pytest.approx([welch.lower, welch.upper], abs=1e-7)
    assert [*result.interval("pooled")] == pytest.approx([pooled.lower, pooled.upper], abs=1e-7)
    assert result.standardised_difference == pytest.approx(figure("mean_tis_standardised").value, abs=1e-7)


def test_the_level_of_the_comparison_is_used_where_none_is_named():
    result = welch_from_summary(*SUMMARY, level=0.8)
    assert result.interval().level == 0.8
    assert result.interval() == result.interval("welch", 0.8)
    assert result.interval(level=0.95).width > result.interval().width


def test_swapping_the_arms_turns_the_sign():
    result, swapped = welch_from_summary(*SUMMARY), welch_from_summary(*SUMMARY[3:], *SUMMARY[:3])
    assert [*swapped.interval()] == pytest.approx([-limit for limit in reversed([*result.interval()])])
    assert swapped.p_value() == pytest.approx(result.p_value())
    assert swapped.standardised_difference == -result.standardised_difference


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_another_unit_changes_nothing_but_the_unit(unit):
    scaled = welch_from_summary(*(x * unit if place % 3 < 2 else x for place, x in enumerate(SUMMARY)))
    result = welch_from_summary(*SUMMARY)
    assert scaled.degrees_of_freedom == pytest.approx(result.degrees_of_freedom)
    assert [limit / unit for limit in scaled.interval()] == pytest.approx([*result.interval()])


def test_a_normal_curve_puts_placebo_patients_where_no_score_is():
    placebo = figure("mean_tis_placebo")
    assert share_below(0, placebo.value, placebo.sd) == pytest.approx(stats.norm.cdf(0, placebo.value, placebo.sd))
    assert round(100 * share_below(0, placebo.value, placebo.sd)) == 15
    assert share_below(placebo.value, placebo.value, placebo.sd) == 0.5


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ((47.7, -1, 47, 21.3, 20.8, 48), "sd_treatment = -1 is impossible"),
        ((47.7, 24.2, 1, 21.3, 20.8, 48), "n_treatment = 1 is impossible"),
        ((47.7, 24.2, 47, 21.3, 20.8, 47.5), "n_control = 47.5 is impossible"),
        ((math.nan, 24.2, 47, 21.3, 20.8, 48), "mean_treatment = nan is impossible"),
        ((math.inf, 24.2, 47, 21.3, 20.8, 48), "mean_treatment = inf is impossible"),
        (("47.7", 24.2, 47, 21.3, 20.8, 48), "mean_treatment = '47.7' is not a number"),
        ((47.7, 0, 47, 21.3, 0, 48), "Choose an SD above 0"),
        (
            (0, 0, 2, 0, 5e-324, 10**12),
            "sd_control = 4.94066e-324 is impossible here: choose 0, or a number from 1e-100",
        ),
        ((0, 1e-308, 2, 0, 1, 2), "sd_treatment = 1e-308 is impossible here"),
        ((47.7, 24.2, 10**308, 21.3, 20.8, 48), "n_treatment = 1000.* is impossible"),
        ((None, 24.2, 47, 21.3, 20.8, 48), "mean_treatment = None is not a number"),
        ((47.7, 24.2, 47, 21.3, [20.8], 48), r"sd_control = \[20.8\] is not a number"),
    ],
)
def test_what_cannot_be_is_refused_by_name(summary, said):
    with pytest.raises(Impossible, match=said):
        welch_from_summary(*summary)


def test_the_smallest_spread_that_is_allowed_gives_a_curve_and_an_interval():
    result = welch_from_summary(0, 0, 10**12, 0, 1e-100, 10**12)
    assert result.interval().width == pytest.approx(2 * 1.96e-106, rel=1e-3) and result.p_value() == 1
    assert share_below(0, 0, 1e-100) == 0.5
    with pytest.raises(Impossible, match="sd = 1e-101 is impossible here"):
        share_below(0, 0, 1e-101)


def test_level_method_and_curve_are_checked():
    result = welch_from_summary(*SUMMARY)
    with pytest.raises(Impossible, match="choose one of welch, pooled"):
        result.interval("wald")
    with pytest.raises(Impossible, match="choose one of welch, pooled"):
        result.p_value("wald")
    with pytest.raises(Impossible, match="level = 1"):
        welch_from_summary(*SUMMARY, level=1)
    with pytest.raises(Impossible, match="Choose an SD above 0"):
        share_below(0, 1, 0)


def test_a_notebook_shows_both_intervals_with_their_degrees_of_freedom():
    shown = welch_from_summary(*SUMMARY)._repr_html_()
    assert shown.count("<td>17.2 to 35.6</td>") == 2
    assert "17.194 to 35.606" in shown and "17.213 to 35.587" in shown
    assert shown.index("35.606") < shown.index("degrees of freedom") < shown.index("Cohen")
    assert "90.3" in shown and "93.0" in shown
    assert "d = 1.17" in str(welch_from_summary(*SUMMARY))

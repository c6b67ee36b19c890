"""Wins, losses and ties, the rank-sum test, and one odds ratio for all cuts."""

from __future__ import annotations

import math
import warnings
from itertools import repeat

import numpy as np
import pytest
from scipy import stats

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.ordinal import ORDINAL_TESTS, compare_categories
from helpers.models.proportional_odds import fit_proportional_odds
from helpers.models.proportions import compare_proportions

NAMES = ("none", "minimal", "moderate", "major")
IVIG, PLACEBO = ([figure(f"category_{name}_{arm}").count for name in NAMES] for arm in ("ivig", "placebo"))
PRODERM = compare_categories(IVIG, PLACEBO)


def draw_arms(seed: int) -> tuple[list[int], list[int]]:
    """Return two arms of invented patients in the same categories."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(3, 7))
    arms = [rng.multinomial(rng.integers(8, 80), rng.dirichlet(np.ones(size) * 2)) for _ in range(2)]
    return arms[0].tolist(), arms[1].tolist()


def spread_out(counts) -> np.ndarray:
    """Return one number a patient: the place of the category."""
    return np.repeat(np.arange(len(counts)), counts)


def test_proderm_wins_63_loses_15_ties_22_of_100_pairs():
    assert (PRODERM.n_treatment, PRODERM.n_control, PRODERM.pairs) == (47, 48, 2256)
    assert [round(100 * share) for share in (PRODERM.win_share, PRODERM.loss_share, PRODERM.tie_share)] == [63, 15, 22]
    assert PRODERM.win_ratio == pytest.approx(1424 / 333)
    assert PRODERM.superiority == pytest.approx(PRODERM.win_share + PRODERM.tie_share / 2)
    assert 1e-5 < PRODERM.p_value() < 3e-5


def test_proderm_has_a_common_odds_ratio_of_5_7_beside_4_8_7_2_and_5_2():
    interval = PRODERM.common_odds_ratio_interval()
    assert [round(x, 1) for x in (interval.estimate, *interval)] == [5.7, 2.5, 12.6]
    assert [round(cut.odds_ratio, 1) for cut in PRODERM.cuts] == [4.8, 7.2, 5.2]
    assert PRODERM.cuts[0] == compare_proportions(37, 47, 21, 48)
    assert PRODERM.cuts[1:] == (compare_proportions(32, 47, 11, 48), compare_proportions(15, 47, 4, 48))


@pytest.mark.parametrize("seed", range(12))
def test_pairs_are_counted_as_if_one_by_one(seed):
    treatment, control = draw_arms(seed)
    result = compare_categories(treatment, control)
    pairs = np.sign(np.subtract.outer(spread_out(treatment), spread_out(control)))
    assert (result.wins, result.losses, result.ties) == tuple(int((pairs == sign).sum()) for sign in (1, -1, 0))
    assert result.wins + result.losses + result.ties == result.pairs


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("test", "correction"), [("wilcoxon", True), ("wilcoxon-uncorrected", False)])
def test_the_rank_sum_p_agrees_with_scipy(seed, test, correction):
    arms = [IVIG, PLACEBO] if seed == 0 else draw_arms(seed)
    expected = stats.mannwhitneyu(*map(spread_out, arms), use_continuity=correction, method="asymptotic").pvalue
    assert compare_categories(*arms).p_value(test) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_the_interval_of_win_minus_loss_is_delongs(seed):
    """Its variance is that of the patients' own shares of wins minus losses, arm by arm."""
    treatment, control = draw_arms(seed)
    pairs = np.sign(np.subtract.outer(spread_out(treatment), spread_out(control)))
    error = math.sqrt(pairs.mean(axis=1).var(ddof=1) / pairs.shape[0] + pairs.mean(axis=0).var(ddof=1) / pairs.shape[1])
    interval = compare_categories(treatment, control).win_difference_interval(0.9)
    z = stats.norm.ppf(0.95)
    expected = [pairs.mean() - z * error, pairs.mean() + z * error]
    assert [*interval] == pytest.approx(np.clip(expected, -1, 1))
    assert interval.estimate == pytest.approx(pairs.mean())


@pytest.mark.parametrize("seed", range(10))
def test_the_common_odds_ratio_agrees_with_statsmodels(seed):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    treatment, control = (IVIG, PLACEBO) if seed == 0 else draw_arms(seed)
    everybody = np.concatenate([spread_out(treatment), spread_out(control)])
    _, outcome = np.unique(everybody, return_inverse=True)
    arm = np.repeat([1.0, 0.0], [sum(treatment), sum(control)])
    with warnings.catch_warnings():
        # Its own Newton, run for long, can say that it has not converged where the slope is already 1e-9.
        warnings.simplefilter("ignore")
        theirs = OrderedModel(outcome, arm[:, None], distr="logit").fit(method="newton", disp=False, maxiter=200)
    ours = fit_proportional_odds(tuple(treatment), tuple(control))
    assert ours.log_odds_ratio == pytest.approx(theirs.params[0], abs=1e-5)
    assert ours.standard_error == pytest.approx(theirs.bse[0], abs=1e-5)
    result = compare_categories(treatment, control)
    assert result.p_value("proportional-odds") == pytest.approx(theirs.pvalues[0], abs=1e-5)
    for level in (0.5, 0.8, 0.99):
        limits = np.exp(theirs.conf_int(alpha=1 - level)[0])
        interval = result.common_odds_ratio_interval(level)
        assert [*interval] == pytest.approx(limits, rel=1e-4) and interval.level == level


@pytest.mark.parametrize("counts", [(37, 47, 21, 48), (5, 9, 6, 7), (1, 30, 29, 30)])
def test_with_two_categories_the_common_odds_ratio_is_the_odds_ratio(counts):
    table = compare_proportions(*counts)
    two = compare_categories(
        [table.n_treatment - table.responders_treatment, table.responders_treatment],
        [table.n_control - table.responders_control, table.responders_control],
    )
    assert two.common_odds_ratio == pytest.approx(table.odds_ratio, rel=1e-7)
    assert [*two.common_odds_ratio_interval()] == pytest.approx([*table.odds_ratio_interval()], rel=1e-6)
    assert two.win_difference == pytest.approx(table.risk_difference)


@pytest.mark.parametrize("seed", range(6))
def test_arms_or_categories_turned_round_turn_the_result_round(seed):
    treatment, control = draw_arms(seed)
    result, swapped = compare_categories(treatment, control), compare_categories(control, treatment)
    turned = compare_categories(treatment[::-1], control[::-1])
    for other in (swapped, turned):
        assert other.win_difference == pytest.approx(-result.win_difference)
        assert other.common_odds_ratio == pytest.approx(1 / result.common_odds_ratio, rel=1e-6)
        assert other.p_value() == pytest.approx(result.p_value())


def test_a_category_without_anybody_changes_nothing():
    wider = compare_categories([10, 0, 5, 17, 15, 0], [27, 0, 10, 7, 4, 0])
    assert wider.common_odds_ratio == pytest.approx(PRODERM.common_odds_ratio)
    assert (wider.wins, wider.losses, wider.p_value()) == (PRODERM.wins, PRODERM.losses, PRODERM.p_value())
    assert math.isnan(wider.cuts[-1].odds_ratio)


def test_all_patients_alike_leave_nothing_to_test():
    alike = compare_categories([0, 5, 0], [0, 3, 0])
    assert all(math.isnan(alike.p_value(test)) for test in ORDINAL_TESTS)
    assert math.isnan(alike.win_ratio) and math.isnan(alike.common_odds_ratio)
    assert [*alike.common_odds_ratio_interval()] == [0, math.inf]
    assert [*alike.win_difference_interval()] == [0, 0]


@pytest.mark.parametrize(
    ("treatment", "control"), [([0, 5], [5, 0]), ([0, 3, 4], [2, 6, 0]), ([0, 0, 9], [1, 1, 1]), ([0, 1], [4, 1])]
)
def test_no_pair_lost_is_an_infinite_odds_ratio_without_limits(treatment, control):
    for arms, extreme in (((treatment, control), math.inf), ((control, treatment), 0.0)):
        result = compare_categories(*arms)
        assert (result.win_ratio, result.common_odds_ratio) == (extreme, extreme)
        assert [*result.common_odds_ratio_interval()] == [0, math.inf]
        assert math.isnan(result.p_value("proportional-odds"))
        assert 0 < result.p_value() <= 1


def test_one_patient_in_an_arm_says_nothing_of_the_spread():
    single = compare_categories([0, 0, 1], [20, 10, 5])
    assert [*single.win_difference_interval()] == [-1, 1]
    assert single.win_share == pytest.approx(30 / 35)


@pytest.mark.parametrize(
    ("treatment", "control", "ratio"),
    [([1, 0, 999_999], [999_999, 0, 1], 1e12), ([999_999, 1], [1, 999_999], 1e-12), ([1] * 101, [1] * 101, 1)],
)
def test_the_fit_holds_at_its_extremes(treatment, control, ratio):
    assert compare_categories(treatment, control).common_odds_ratio == pytest.approx(ratio, rel=0.01)


def test_nested_cuts_move_together_as_often_as_simulated_trials_do():
    rng = np.random.default_rng(4)
    arms = [rng.multinomial(sum(counts), np.array(counts) / sum(counts), size=20_000) for counts in (IVIG, PLACEBO)]
    reached = [arm[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:] / arm.sum(axis=1)[:, None] for arm in arms]
    simulated = np.corrcoef((reached[0] - reached[1]).T)
    for first in range(3):
        for second in range(3):
            assert PRODERM.correlate_cuts(first, second) == pytest.approx(simulated[first, second], abs=0.02)
    assert PRODERM.correlate_cuts(1, 1) == pytest.approx(1)
    assert math.isnan(compare_categories([0, 3, 4], [0, 5, 1]).correlate_cuts(0, 1))


@pytest.mark.parametrize(
    ("treatment", "control", "said"),
    [
        ([1, 2, 3], [1, 2], "to compare them is impossible"),
        ([1], [2], "choose 2 to 101"),
        ([0, 0], [1, 2], "counts_treatment has nobody"),
        ([1, 2], [0, 0], "counts_control has nobody"),
        ([1, -2], [1, 2], r"counts_treatment\[1\] = -2 is impossible"),
        ([1, 2], [1.5, 2], r"counts_control\[0\] = 1.5 is impossible"),
        ("12", [1, 2], "counts_treatment = .12. is impossible: it must be a list"),
        (5, [1, 2], "counts_treatment = 5 is impossible"),
        ({1, 2}, [1, 2], "counts_treatment = {1, 2} is impossible: it must be a list of counts, worst category first"),
        ([1, 2], frozenset({1, 2}), "counts_control = frozenset.* must be a list"),
        ({"none": 1, "major": 2}, [1, 2], "counts_treatment = {'none': 1, .* must be a list"),
        (b"12", [1, 2], "counts_treatment = b'12' is impossible: it must be a list"),
        (None, [1, 2], "counts_treatment = None is impossible"),
        (np.array(5), [1, 2], "counts_treatment = .* must be a list"),
        (np.array([[1, 2], [3, 4]]), [1, 2], r"counts_treatment\[0\] = .* is impossible"),
        (repeat(1), [1, 2], "counts_treatment has more than 101 categories"),
        ([1, True], [1, 2], r"counts_treatment\[1\] = True is impossible"),
        ([600_000, 600_000], [1, 2], "sum of counts_treatment = 1200000 is impossible"),
        ([1, 10**7], [1, 2], r"counts_treatment\[1\] = 10000000 is impossible"),
    ],
)
def test_what_cannot_be_is_refused_by_name(treatment, control, said):
    for compute in (compare_categories, fit_proportional_odds):
        with pytest.raises(Impossible, match=said):
            compute(treatment, control)


def test_arrays_and_tuples_are_counts_as_lists_are():
    for counts in (tuple(IVIG), np.array(IVIG), iter(IVIG)):
        assert compare_categories(counts, PLACEBO) == PRODERM


def test_names_of_tests_and_places_of_cuts_are_checked():
    with pytest.raises(Impossible, match="choose one of wilcoxon"):
        PRODERM.p_value("student")
    with pytest.raises(Impossible, match="second = 3 is impossible"):
        PRODERM.correlate_cuts(0, 3)
    with pytest.raises(Impossible, match="level = 95"):
        PRODERM.win_difference_interval(95)


def test_a_notebook_shows_pairs_and_odds_ratios():
    shown = PRODERM._repr_html_()
    for words in ("1424 of 2256 pairs", "2.537 to 12.607", "category 3 or better", "10/5/17/15 on treatment"):
        assert words in shown
    assert str(PRODERM).startswith("2256 pairs: win 63 %, loss 15 %, tie 22 %")

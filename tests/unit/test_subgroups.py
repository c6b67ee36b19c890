"""Interactions that agree with regressions of patients, on three scales, and refusals that say what is missing."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import statsmodels.api as sm

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.proportions import compare_proportions
from helpers.models.subgroups import (
    SCALES,
    compare_subgroups,
    interaction,
    interaction_factor,
    interaction_power,
    list_intervals,
    multiply_patients,
)

GROUPS = (compare_proportions(20, 24, 15, 25), compare_proportions(17, 23, 6, 23))
OTHERS = (compare_proportions(9, 31, 12, 19), compare_proportions(8, 14, 3, 27))
NOT_GROUPS = [(20, 24, 15, 25), "20/24", None, 7, {"a": 1}, [GROUPS[0]], np.ones(4), float("nan")]


def list_patients(groups) -> tuple[np.ndarray, np.ndarray]:
    """Return one row a patient (constant, treatment, first group, both) and whether the patient responded."""
    rows, responded = [], []
    for first, group in zip((1, 0), groups, strict=True):
        for treated, x, n in (
            (1, group.responders_treatment, group.n_treatment),
            (0, group.responders_control, group.n_control),
        ):
            rows += [(1, treated, first, treated * first)] * n
            responded += [1] * x + [0] * (n - x)
    return np.array(rows, float), np.array(responded, float)


def fit_regression(groups, scale):
    rows, responded = list_patients(groups)
    if scale == "odds ratio":
        return sm.Logit(responded, rows).fit(disp=False)
    if scale == "risk ratio":
        # Poisson with a robust variance (Zou 2004) is the log-binomial model where all four shares are free.
        return sm.GLM(responded, rows, family=sm.families.Poisson()).fit(cov_type="HC0", tol=1e-12)
    # So is least squares with a robust variance the linear model of shares.
    return sm.OLS(responded, rows).fit(cov_type="HC0", use_t=False)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("groups", [GROUPS, OTHERS])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_interaction_agrees_with_the_regression_of_patients(groups, scale, level):
    found = interaction(*groups, scale=scale, level=level)
    fitted = fit_regression(groups, scale)
    limits = fitted.conf_int(alpha=1 - level)[3]
    estimate, lower, upper = (
        np.exp([fitted.params[3], *limits])
        if scale != "risk difference"
        else (
            fitted.params[3],
            *limits,
        )
    )
    assert found.interval.estimate == pytest.approx(estimate, rel=1e-6)
    assert list(found.interval) == pytest.approx([lower, upper], rel=1e-6)
    assert found.standard_error == pytest.approx(fitted.bse[3], rel=1e-6)
    assert found.p_value == pytest.approx(fitted.pvalues[3], rel=1e-6)
    assert found.level == level


@pytest.mark.parametrize(
    ("scale", "row", "printed"),
    [
        ("risk difference", "interaction_msa", (-24, -60, 11, "0.17")),
        ("odds ratio", "interaction_msa_odds_ratio", (0.42, 0.06, 2.71, "0.36")),
        ("risk ratio", "interaction_msa_risk_ratio", (0.49, 0.22, 1.11, "0.087")),
    ],
)
def test_interaction_of_the_trial_has_its_printed_digits(scale, row, printed):
    found, known = interaction(*GROUPS, scale=scale), figure(row)
    unit, digits = (100, 0) if scale == "risk difference" else (1, 2)
    values = [unit * value for value in (found.interval.estimate, *found.interval)]
    assert values == pytest.approx([known.value, known.lower, known.upper])
    assert [round(value, digits) for value in values] == list(printed[:3])
    assert f"{found.p_value:.2g}" == printed[3]
    assert found.p_value == pytest.approx(known.p_value, abs=1e-6)


def test_effects_of_the_groups_are_the_derived_rows():
    effects = interaction(*GROUPS).effects
    for effect, row in zip(effects, ("difference_msa", "difference_rest"), strict=True):
        known = figure(row)
        assert [100 * value for value in (effect.estimate, *effect)] == pytest.approx(
            [known.value, known.lower, known.upper]
        )


def test_counts_of_the_rows_are_those_that_are_tested_here():
    rows = ("responders_msa_ivig", "responders_msa_placebo", "responders_rest_ivig", "responders_rest_placebo")
    read = [value for row in map(figure, rows) for value in (row.count, row.n)]
    assert read == [20, 24, 15, 25, 17, 23, 6, 23]


def test_trading_the_groups_turns_the_interaction_round():
    for scale in SCALES:
        one, other = interaction(*GROUPS, scale=scale), interaction(*GROUPS[::-1], scale=scale)
        turn = (lambda x: 1 / x) if SCALES[scale].is_ratio else (lambda x: -x)
        assert other.interval.estimate == pytest.approx(turn(one.interval.estimate))
        assert list(other.interval) == pytest.approx([turn(one.interval.upper), turn(one.interval.lower)])
        assert other.p_value == pytest.approx(one.p_value)


def test_same_counts_in_both_groups_give_no_interaction():
    for scale, none in (("risk difference", 0), ("odds ratio", 1), ("risk ratio", 1)):
        found = interaction(GROUPS[0], GROUPS[0], scale=scale)
        assert found.interval.estimate == pytest.approx(none)
        assert found.p_value == pytest.approx(1)
        assert not found.leaves_out_none


def test_interval_leaves_out_none_just_where_p_is_below():
    for times, scale in itertools.product((1, 2, 3, 5, 16), SCALES):
        groups = [multiply_patients(group, times) for group in GROUPS]
        found = interaction(*groups, scale=scale)
        assert found.leaves_out_none == (found.p_value < 0.05)


def test_all_scales_stand_in_one_comparison_and_print_themselves():
    found = compare_subgroups(*GROUPS, level=0.9, names=("MSA-positive", "all others"))
    assert list(found.interactions) == ["risk difference", "odds ratio", "risk ratio"]
    assert all(one.level == 0.9 for one in found.interactions.values())
    page = found._repr_html_()
    assert "90 % interval" in page and "MSA-positive: 20 of 24 v 15 of 25" in page
    assert "p = 0.359" in str(found) and "0.359" in page
    assert "p = 0.087" in interaction(*GROUPS, scale="risk ratio")._repr_html_()


@pytest.mark.parametrize(
    ("counts", "scale", "told"),
    [
        ((5, 5, 0, 5), "risk difference", "risk difference of 5 of 5 and 0 of 5"),
        ((0, 5, 0, 5), "risk difference", "both responders and non-responders"),
        ((5, 5, 2, 5), "odds ratio", "responders and non-responders in every arm"),
        ((2, 5, 0, 5), "odds ratio", "2 of 5 and 0 of 5"),
        ((2, 5, 0, 5), "risk ratio", "responders in every arm"),
        ((5, 5, 5, 5), "risk ratio", "a non-responder in each group"),
    ],
)
@pytest.mark.parametrize("call", [interaction, interaction_power, interaction_factor])
def test_all_or_none_is_refused_with_what_is_missing(call, counts, scale, told):
    with pytest.raises(Impossible, match="no standard error") as refused:
        call(compare_proportions(*counts), GROUPS[1], scale=scale)
    assert told in str(refused.value)


def test_one_arm_of_all_responders_still_gives_a_difference_and_a_ratio_of_risks():
    group = compare_proportions(5, 5, 2, 5)
    assert interaction(group, GROUPS[1]).standard_error > 0
    assert interaction(group, GROUPS[1], scale="risk ratio").interval.estimate > 0


@pytest.mark.parametrize("wrong", NOT_GROUPS)
@pytest.mark.parametrize("call", [interaction, compare_subgroups, interaction_power, interaction_factor])
def test_what_is_no_group_is_refused_by_name(call, wrong):
    with pytest.raises(Impossible, match="first"):
        call(wrong, GROUPS[1])
    with pytest.raises(Impossible, match="second"):
        call(GROUPS[0], wrong)


@pytest.mark.parametrize("level", [95, 0, 1, -0.1, "0.95", None, True, float("nan"), float("inf"), 10**308, [0.95]])
def test_level_and_alpha_are_checked(level):
    for call in (interaction, compare_subgroups):
        with pytest.raises(Impossible, match="level"):
            call(*GROUPS, level=level)
    with pytest.raises(Impossible, match="alpha"):
        interaction_power(*GROUPS, alpha=level)
    with pytest.raises(Impossible, match="level"):
        list_intervals(5, level=level)


@pytest.mark.parametrize("names", ["ab", ("a", "a"), ("a",), ("a", ""), {"a", "b"}, {"a": 1, "b": 2}, (1, 2), None])
def test_names_are_two_that_differ(names):
    with pytest.raises(Impossible, match="names"):
        interaction(*GROUPS, names=names)


def test_scale_and_method_are_named():
    for call in (interaction, interaction_power, interaction_factor):
        for wrong in ("log", None, 3, ["odds ratio"]):
            with pytest.raises(Impossible, match="scale"):
                call(*GROUPS, scale=wrong)
    with pytest.raises(Impossible, match="method"):
        interaction_power(*GROUPS, method="simulated")


def test_each_groups_own_interval_has_the_level_that_was_asked_for():
    """Against the effect measures themselves, at a level that is not their default."""
    asked = {
        "risk difference": "risk_difference_interval",
        "odds ratio": "odds_ratio_interval",
        "risk ratio": "risk_ratio_interval",
    }
    for scale, name in asked.items():
        for group, effect in zip(GROUPS, interaction(*GROUPS, scale=scale, level=0.8).effects, strict=True):
            alone = getattr(group, name)(effect.method, 0.8)
            assert (effect.level, effect.lower, effect.upper) == (0.8, alone.lower, alone.upper)

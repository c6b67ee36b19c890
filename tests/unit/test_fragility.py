"""The fragility index in both codings."""

import itertools

import pytest

from helpers.errors import Impossible
from helpers.models.fragility import fragility_index, recode_walk
from helpers.models.proportions import compare_proportions

PRODERM = fragility_index(37, 47, 21, 48, treatment="IVIg", control="placebo")


def test_response_as_the_event_gives_8_on_placebo():
    assert (PRODERM.response.index, PRODERM.response.arm, PRODERM.response.arm_name) == (8, "control", "placebo")
    assert [round(p, 4) for p in PRODERM.response.p_values[-2:]] == [0.0466, 0.0744]
    assert PRODERM.response.p_values[0] == pytest.approx(0.0006889630787, abs=1e-12)


def test_non_response_as_the_event_gives_7_on_ivig():
    assert (PRODERM.non_response.index, PRODERM.non_response.arm) == (7, "treatment")
    assert [round(p, 4) for p in PRODERM.non_response.p_values[-2:]] == [0.0396, 0.0647]


def test_each_step_of_the_path_is_the_fisher_p_of_the_recoded_table():
    for step, p in enumerate(PRODERM.response.p_values):
        assert p == compare_proportions(37, 47, 21 + step, 48).p_value("fisher")
    for step, p in enumerate(PRODERM.non_response.p_values):
        assert p == compare_proportions(37 - step, 47, 21, 48).p_value("fisher")


def test_the_index_is_the_first_step_at_which_significance_is_lost():
    for path in PRODERM.codings:
        assert path.p_values[-1] >= 0.05
        assert all(p < 0.05 for p in path.p_values[:-1])
        assert path.index == len(path.p_values) - 1


def test_swapping_the_arms_swaps_the_arm_recoded_and_keeps_the_index():
    swapped = fragility_index(21, 48, 37, 47)
    assert (swapped.response.arm, swapped.response.index) == ("treatment", 8)
    assert (swapped.non_response.arm, swapped.non_response.index) == ("control", 7)


def test_a_trial_without_significance_has_none_to_lose():
    result = fragility_index(20, 24, 15, 25)
    assert not result.is_significant
    assert [path.index for path in result.codings] == [0, 0]
    assert "no significance to lose" in str(result)
    assert "index 0" in str(result.response)


def test_fewer_means_a_smaller_share_where_the_arms_differ_in_size():
    # 10 of 20 against 12 of 100: the larger arm has more events but the smaller share, and is recoded.
    result = fragility_index(10, 20, 12, 100)
    assert result.response.arm == "control"
    assert result.response.index > 0


def test_every_significant_trial_of_small_arms_has_an_index():
    for n_treatment, n_control in itertools.product((1, 2, 5, 12, 20), repeat=2):
        for x, y in itertools.product(range(n_treatment + 1), range(n_control + 1)):
            result = fragility_index(x, n_treatment, y, n_control, alpha=0.19)
            assert all(path.p_values[-1] >= 0.19 for path in result.codings)


def test_text_names_event_arm_and_the_two_p_values():
    text = str(PRODERM)
    assert "response as the event: index 8, patients on placebo recoded to responders" in text
    assert "p = 0.0396 after 6, 0.0647 after 7" in text
    html = PRODERM._repr_html_()
    assert "<td>8</td><td>placebo, to responders</td>" in html and "Walsh" in html
    assert "nobody" in fragility_index(20, 24, 15, 25)._repr_html_()


@pytest.mark.parametrize("alpha", [0, 0.2, 1, -0.05, 5, "0.05"])
def test_impossible_alpha_is_refused(alpha):
    with pytest.raises(Impossible, match="alpha"):
        fragility_index(37, 47, 21, 48, alpha=alpha)


def test_impossible_counts_are_refused():
    with pytest.raises(Impossible, match="responders_treatment = 37"):
        fragility_index(37, 30, 21, 48)


@pytest.mark.parametrize("count", [fragility_index, lambda *counts, **names: recode_walk(*counts, recoded=1, **names)])
@pytest.mark.parametrize("arm", ["treatment", "control"])
def test_an_arm_too_large_or_without_a_name_is_refused(count, arm):
    sizes = {"treatment": 47, "control": 48} | {arm: 1001}
    with pytest.raises(Impossible, match=rf"^n_{arm} = 1001 is impossible: .* from 1 to 1000\.$"):
        count(37, sizes["treatment"], 21, sizes["control"])
    for name in (10**5000, None, 5, ["IVIg"]):
        with pytest.raises(Impossible, match=rf"^{arm} = .* is impossible: it must be the arm's name as text"):
            count(37, 47, 21, 48, **{arm: name})


@pytest.mark.parametrize(("event", "path"), [("response", PRODERM.response), ("non-response", PRODERM.non_response)])
def test_the_walk_past_the_index_starts_as_the_path_to_it(event, path):
    walk = recode_walk(37, 47, 21, 48, recoded=15, event=event, treatment="IVIg", control="placebo")
    assert walk.p_values[: path.index + 1] == path.p_values
    assert (walk.index, walk.arm, walk.arm_name) == (path.index, path.arm, path.arm_name)
    assert walk.recoded == 15


def test_each_table_of_the_walk_has_one_more_patient_recoded():
    response = recode_walk(37, 47, 21, 48, recoded=3)
    assert [table.responders_control for table in response.tables] == [21, 22, 23, 24]
    assert {table.responders_treatment for table in response.tables} == {37}
    non_response = recode_walk(37, 47, 21, 48, recoded=3, event="non-response")
    assert [table.responders_treatment for table in non_response.tables] == [37, 36, 35, 34]


@pytest.mark.parametrize("event", ["response", "non-response"])
def test_patients_to_recode_given_as_a_float_are_the_whole_number_they_are(event):
    assert recode_walk(37, 47, 21, 48, recoded=2.0, event=event) == recode_walk(37, 47, 21, 48, recoded=2, event=event)


def test_a_walk_that_stops_before_the_index_does_not_know_it():
    assert recode_walk(37, 47, 21, 48, recoded=7).index is None
    assert recode_walk(37, 47, 21, 48, recoded=8).index == 8
    assert recode_walk(20, 24, 15, 25, recoded=0).index == 0


def test_a_walk_keeps_to_its_arm_when_the_other_falls_behind():
    """Past equal shares p falls again: the arm is that of the observed table."""
    walk = recode_walk(15, 47, 4, 48, recoded=15)
    assert walk.tables[-1].responders_control == 19
    assert walk.p_values[-1] < walk.p_values[11] == pytest.approx(1)


def test_more_recoded_than_the_arm_holds_are_refused():
    assert recode_walk(37, 47, 21, 48, recoded=27).tables[-1].responders_control == 48
    with pytest.raises(Impossible, match=r"recoded = 28 is impossible: .* 0 to 27 \(non-responders on control\)"):
        recode_walk(37, 47, 21, 48, recoded=28)
    with pytest.raises(Impossible, match=r"recoded = 38 is impossible: .* 0 to 37 \(responders on treatment\)"):
        recode_walk(37, 47, 21, 48, recoded=38, event="non-response")


def test_an_unknown_event_is_refused():
    with pytest.raises(Impossible, match="event = 'death' is not known: choose one of response, non-response"):
        recode_walk(37, 47, 21, 48, recoded=1, event="death")

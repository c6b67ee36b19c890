"""Every way to count the missing: the grid, its corners, and the tipping point."""

from __future__ import annotations

import itertools
import math

import pytest

from helpers.errors import Impossible
from helpers.models.fragility import fragility_index
from helpers.models.missing_patients import find_tipping_point, missing_patients
from helpers.models.proportions import compare_proportions
from helpers.models.randomisation import count_deals

PRODERM = missing_patients(37, 47, 21, 48, 2, 2)


def test_worst_case_of_the_trial_is_35_against_23_and_fisher_gives_0_011():
    worst = PRODERM.worst.counts
    assert (worst.responders_treatment, worst.n_treatment) == (35, 47)
    assert (worst.responders_control, worst.n_control) == (23, 48)
    assert PRODERM.worst.p_value == pytest.approx(0.011373870068740142, abs=1e-12)
    assert round(compare_proportions(35, 47, 23, 48).p_value("pearson"), 3) == 0.008


def test_best_case_of_the_trial_is_39_against_19():
    best = PRODERM.best.counts
    assert (best.responders_treatment, best.responders_control) == (39, 19)
    assert PRODERM.best.p_value == pytest.approx(1.905450739502157e-05, abs=1e-15)


def test_every_square_of_the_grid_is_fishers_p_and_the_difference_of_its_table():
    allocations = missing_patients(37, 47, 21, 48, 5, 3)
    for row, control in enumerate(allocations.changes_control):
        for column, treatment in enumerate(allocations.changes_treatment):
            table = compare_proportions(37 + treatment, 47, 21 + control, 48)
            assert allocations.p_values[row][column] == table.p_value("fisher")
            allocation = allocations.allocate(treatment, control)
            assert allocation.risk_difference == pytest.approx(table.risk_difference, abs=1e-15)
            assert allocation.p_value == table.p_value("fisher")


def test_a_grid_takes_one_pass_for_each_total_of_responders(monkeypatch):
    """A sum for every square would take half a minute in large arms."""
    totals = []

    def note_total(n_treatment, n_control, responders):
        totals.append(responders)
        return count_deals(n_treatment, n_control, responders)

    monkeypatch.setattr("helpers.models.quick_p_values.count_deals", note_total)
    # Arms that no other test has, so that nothing is remembered of them.
    allocations = missing_patients(61, 123, 43, 111, 10, 10)
    assert allocations.n_allocations == 21 * 21
    assert sorted(totals) == list(range(104 - 20, 104 + 20 + 1))
    assert allocations.worst.p_value == compare_proportions(51, 123, 53, 111).p_value("fisher")


@pytest.mark.parametrize("test", ["pearson", "yates"])
def test_another_test_can_be_asked_for(test):
    allocations = missing_patients(37, 47, 21, 48, 2, 2, test=test)
    assert allocations.worst.p_value == compare_proportions(35, 47, 23, 48).p_value(test)
    assert allocations.as_counted.p_value == compare_proportions(37, 47, 21, 48).p_value(test)


def test_all_25_ways_of_the_trial_stay_below_0_05_and_with_5_missing_10_of_121_do_not():
    assert (PRODERM.n_below_alpha, PRODERM.n_allocations) == (25, 25)
    more = missing_patients(37, 47, 21, 48, 5, 5)
    assert (more.n_below_alpha, more.n_allocations) == (111, 121)
    assert sum(p >= 0.05 for row in more.p_values for p in row) == 10


def test_the_grid_holds_exactly_the_tables_that_some_counting_of_the_missing_gives():
    """Enumerated: j of the missing were counted as responders, k of them truly responded."""
    for responders, n, missing in itertools.product((0, 1, 3, 5), (5,), (0, 1, 2, 4, 5)):
        counted = range(max(0, missing - (n - responders)), min(missing, responders) + 1)
        possible = sorted({k - j for j in counted for k in range(missing + 1)})
        assert list(missing_patients(responders, n, 2, 5, missing, 0).changes_treatment) == possible
        assert list(missing_patients(2, 5, responders, n, 0, missing).changes_control) == possible


def test_best_and_worst_have_the_extreme_differences():
    allocations = missing_patients(9, 12, 5, 11, 6, 4)
    differences = [
        allocations.allocate(treatment, control).risk_difference
        for treatment in allocations.changes_treatment
        for control in allocations.changes_control
    ]
    assert allocations.best.risk_difference == pytest.approx(max(differences))
    assert allocations.worst.risk_difference == pytest.approx(min(differences))


def test_with_nobody_missing_there_is_one_way_to_count():
    allocations = missing_patients(37, 47, 21, 48, 0, 0)
    assert allocations.n_allocations == 1
    assert allocations.best == allocations.worst == allocations.as_counted


def test_tipping_point_is_the_first_number_per_arm_whose_worst_case_reaches_alpha():
    assert find_tipping_point(37, 47, 21, 48) == 4
    assert missing_patients(37, 47, 21, 48, 3, 3).worst.p_value == pytest.approx(0.035324287594851164)
    assert missing_patients(37, 47, 21, 48, 4, 4).worst.p_value == pytest.approx(0.09280528965751761)


def test_tipping_point_is_no_more_than_the_fragility_index_in_either_coding():
    """Recoding in both arms at once cannot take longer than in one of them."""
    for x, y in itertools.product(range(15, 21), range(3, 9)):
        index = fragility_index(x, 20, y, 22)
        assert 0 < find_tipping_point(x, 20, y, 22) <= min(index.response.index, index.non_response.index)


def test_a_trial_without_significance_tips_with_nobody_missing():
    assert find_tipping_point(20, 40, 19, 40) == 0
    assert find_tipping_point(5, 40, 30, 40) == 0


def test_where_nobody_can_be_told_apart_p_counts_as_1():
    allocations = missing_patients(0, 10, 0, 10, 1, 1, test="pearson")
    assert allocations.as_counted.p_value == 1.0
    assert not any(math.isnan(p) for row in allocations.p_values for p in row)


def test_more_missing_than_randomised_are_refused():
    with pytest.raises(Impossible, match=r"missing_treatment = 48 is impossible: .* 0 to 47 \(n_treatment\)"):
        missing_patients(37, 47, 21, 48, 48, 2)
    with pytest.raises(Impossible, match="missing_control = 49 is impossible"):
        missing_patients(37, 47, 21, 48, 2, 49)


def test_a_change_given_as_a_float_is_kept_as_the_whole_number_it_is():
    allocation = PRODERM.allocate(1.0, -2.0)
    assert [repr(change) for change in (allocation.change_treatment, allocation.change_control)] == ["1", "-2"]
    assert allocation == PRODERM.allocate(1, -2)


@pytest.mark.parametrize("change", [3, -3, 1.5, "1", True])
def test_a_change_beyond_the_missing_is_refused(change):
    with pytest.raises(Impossible, match=r"change_treatment = .* is impossible: .* from -2 to 2"):
        PRODERM.allocate(change, 0)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"test": "barnard"}, "choose one of fisher, pearson, yates"),
        ({"alpha": 1}, "alpha = 1 is impossible"),
        ({"responders_treatment": 48}, "responders_treatment = 48 is impossible"),
        ({"n_treatment": 1001}, "n_treatment = 1001 is impossible"),
        ({"n_control": 1001}, "n_control = 1001 is impossible"),
        ({"missing_control": -1}, "missing_control = -1 is impossible"),
    ],
)
def test_what_cannot_be_is_said_by_name(wrong, words):
    right = {"responders_treatment": 37, "n_treatment": 47, "responders_control": 21, "n_control": 48}
    with pytest.raises(Impossible, match=words):
        missing_patients(**{**right, "missing_treatment": 2, "missing_control": 2, **wrong})


def test_a_grid_too_large_to_compute_is_refused():
    with pytest.raises(Impossible, match="201 x 201 allocations are impossible here: choose fewer missing"):
        missing_patients(500, 1000, 400, 1000, 100, 100)


def test_text_names_the_corners_and_the_number_of_ways():
    text = str(PRODERM)
    assert "worst for the treatment 35/47 v 23/48 (26.6 points, p = 0.0114)" in text
    assert text.startswith("25 ways to count 2 missing on treatment and 2 on control (Fisher's exact test)")
    html = PRODERM._repr_html_()
    assert "<td>35/47</td><td>23/48</td><td>26.6</td><td>0.0114</td>" in html
    assert "Liublinska" in html

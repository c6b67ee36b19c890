"""Small groups: counts by arm that alone fit, intervals of every count, and every way to fall on two arms."""

from __future__ import annotations

import pytest

from helpers.errors import Impossible
from helpers.models.proportions import compare_proportions
from helpers.models.subgroups import (
    find_subgroup_counts,
    list_intervals,
    list_splits,
    multiply_patients,
)

GROUPS = (compare_proportions(20, 24, 15, 25), compare_proportions(17, 23, 6, 23))


def test_counts_by_arm_are_the_only_ones_that_fit():
    whole = compare_proportions(37, 47, 21, 48)
    found = find_subgroup_counts(35, 49, whole, percent_treatment="83", percent_control="60")
    assert found.pairs == (GROUPS,)
    # Tried again by four loops that know nothing of the course: every arm and every count.
    fits = [
        (x, n, 35 - x, 49 - n)
        for n in range(1, 47)
        for x in range(36)
        if 1 <= 49 - n <= 47
        and x <= n
        and 35 - x <= 49 - n
        and f"{100 * x / n:.0f}" == "83"
        and f"{100 * (35 - x) / (49 - n):.0f}" == "60"
        and 0 <= 37 - x <= 47 - n
        and 0 <= 21 - (35 - x) <= 48 - (49 - n)
    ]
    assert fits == [(20, 24, 15, 25)]
    assert "20 of 24" in found._repr_html_() and "6 of 23" in found._repr_html_()


def test_with_less_printed_more_counts_fit():
    whole = compare_proportions(37, 47, 21, 48)
    found = find_subgroup_counts(35, 49, whole, percent_control="60")
    assert len(found.pairs) == 6
    assert all(group.responders == 35 and group.n == 49 for group, _ in found.pairs)
    assert all(group.n_treatment + rest.n_treatment == 47 for group, rest in found.pairs)
    none = find_subgroup_counts(35, 49, whole, percent_treatment="84", percent_control="61")
    assert str(none).startswith("no ways") and "No counts print as 84 % v 61 %" in none._repr_html_()
    assert "60 % on control with" in str(find_subgroup_counts(35, 49, whole, percent_control="60"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"n": 94}, "n = 94"),
        ({"n": 0}, "n = 0"),
        ({"n": 96}, "n = 96"),
        ({"n": "49"}, "n = "),
        ({"n": None}, "n = "),
        ({"responders": 50}, "responders = 50"),
        ({"responders": -1}, "responders"),
        ({"responders": True}, "responders"),
        ({"responders": float("nan")}, "responders"),
        ({"whole": (37, 47, 21, 48)}, "whole"),
        ({"whole": compare_proportions(1, 1, 1, 9)}, "whole"),
        ({"percent_treatment": 83}, "percent_treatment"),
        ({"percent_control": "sixty"}, "percent_control"),
        ({"percent_treatment": "", "percent_control": ""}, "Nothing printed"),
    ],
)
def test_a_subgroup_that_cannot_be_is_refused_by_name(change, told):
    given = {
        "responders": 35,
        "n": 49,
        "whole": compare_proportions(37, 47, 21, 48),
        "percent_treatment": "83",
        "percent_control": "60",
    } | change
    with pytest.raises(Impossible, match=told):
        find_subgroup_counts(given.pop("responders"), given.pop("n"), given.pop("whole"), **given)


@pytest.mark.parametrize("method", ["wilson", "clopper-pearson"])
@pytest.mark.parametrize("n", [5, 16, 20])
def test_every_count_of_a_small_group_has_its_interval(n, method):
    from statsmodels.stats.proportion import proportion_confint

    found = list_intervals(n, method=method, level=0.9)
    name = {"wilson": "wilson", "clopper-pearson": "beta"}[method]
    assert len(found) == n + 1
    for count, interval in enumerate(found):
        expected = proportion_confint(count, n, alpha=0.1, method=name)
        assert list(interval) == pytest.approx(list(expected), abs=1e-9)


def test_three_of_five_is_65_points_wide():
    assert 100 * list_intervals(5)[3].width == pytest.approx(65.17, abs=0.01)


@pytest.mark.parametrize("n", [0, -5, 5.5, "5", None, True, float("nan"), 10**308, [5], 1001])
def test_a_group_of_no_patients_or_too_many_is_refused(n):
    with pytest.raises(Impossible, match="n = "):
        list_intervals(n)
    with pytest.raises(Impossible, match="n = "):
        list_splits(0, n)


@pytest.mark.parametrize(("responders", "n"), [(3, 5), (0, 5), (5, 5), (12, 20), (1, 2), (25, 41)])
def test_responders_fall_on_two_arms_in_every_way(responders, n):
    splits = list_splits(responders, n)
    expected = [(x, y) for x in range(n - n // 2 + 1) for y in range(n // 2 + 1) if x + y == responders]
    assert [(split.responders_treatment, split.responders_control) for split in splits] == expected
    assert {(split.n_treatment, split.n_control) for split in splits} == {(n - n // 2, n // 2)}


def test_more_responders_than_patients_are_refused():
    for wrong in (6, -1, "3", None, 2.5):
        with pytest.raises(Impossible, match="responders"):
            list_splits(wrong, 5)


def test_multiplied_patients_keep_their_shares():
    many = multiply_patients(GROUPS[1], 16)
    assert (many.n_treatment, many.n_control) == (368, 368)
    assert many.proportion_control == GROUPS[1].proportion_control
    with pytest.raises(Impossible, match="group"):
        multiply_patients((17, 23, 6, 23), 2)
    with pytest.raises(Impossible, match="times"):
        multiply_patients(GROUPS[1], 50_000)


@pytest.mark.parametrize(
    ("responders", "n", "counts"), [(3, 6, (4, 8, 3, 4)), (2, 5, (3, 4, 4, 6)), (4, 8, (4, 6, 3, 5))]
)
def test_the_smallest_and_the_largest_arm_of_a_subgroup_are_tried(responders, n, counts):
    """With one share printed, against loops over every arm and count."""
    whole = compare_proportions(*counts)
    x1, n1, x0, n0 = counts
    for arm in ("percent_treatment", "percent_control"):
        for text in ("0", "33", "50", "67", "100"):
            fits = {
                (x, m, responders - x, n - m)
                for m in range(1, n)
                for x in range(responders + 1)
                if m < n1 and n - m < n0 and x <= m and 0 <= responders - x <= n - m
                if 0 <= x1 - x <= n1 - m and 0 <= x0 - responders + x <= n0 - n + m
                if f"{100 * x / m if arm == 'percent_treatment' else 100 * (responders - x) / (n - m):.0f}" == text
            }
            found = find_subgroup_counts(responders, n, whole, **{arm: text})
            assert {group.counts for group, _ in found.pairs} == fits

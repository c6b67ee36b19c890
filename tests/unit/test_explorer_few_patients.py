"""What five patients can tell: fans, words and tables that agree with intervals computed elsewhere, all invented."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from helpers.evidence import figure
from helpers.explorers.few_patients import FewPatientsExplorer
from helpers.figures.text import print_number, print_signed

STATES = [
    {"patients": 20, "responders": 12, "split": "evenly", "method": "wilson", "level": 95.0},
    {"patients": 5, "responders": 3, "split": "most on IVIg", "method": "clopper-pearson", "level": 95.0},
    {"patients": 16, "responders": 10, "split": "most on placebo", "method": "wilson", "level": 80.0},
    {"patients": 5, "responders": 0, "split": "most on IVIg", "method": "wilson", "level": 99.0},
    {"patients": 33, "responders": 14, "split": "evenly", "method": "clopper-pearson", "level": 90.5},
]
LABELS = {"wilson": "Wilson", "clopper-pearson": "Clopper-Pearson"}


def find_limits(count, n, method, level):
    name = {"wilson": "wilson", "clopper-pearson": "beta"}[method]
    return [100 * limit for limit in proportion_confint(count, n, alpha=1 - level / 100, method=name)]


def list_ways(patients, responders):
    n1, n0 = patients - patients // 2, patients // 2
    return n1, n0, [x for x in range(n1 + 1) if 0 <= responders - x <= n0]


def find_difference(x, responders, n1, n0, level):
    limits = confint_proportions_2indep(
        x, n1, responders - x, n0, method="newcomb", compare="diff", alpha=1 - level / 100
    )
    return 100 * (x / n1 - (responders - x) / n0), [100 * limit for limit in limits]


def find_chosen(state):
    n1, n0, ways = list_ways(state["patients"], state["responders"])
    x = {
        "most on IVIg": max(ways),
        "most on placebo": min(ways),
        "evenly": min(ways, key=lambda x: (round(abs(x / n1 - (state["responders"] - x) / n0), 9), -x)),
    }[state["split"]]
    return x, n1, n0


def test_it_opens_at_twenty_and_does_not_give_away_the_width_for_five():
    explorer = FewPatientsExplorer()
    assert explorer.state == {"patients": 20, "responders": 12, "split": "evenly", "method": "wilson", "level": 95.0}
    picture = explorer.picture
    words = [
        picture.sentence,
        picture.alt,
        picture.parts.title.get_text(),
        *(w.get_text() for w in picture.parts.rates.words),
    ]
    assert not any("65" in text or "3 of 5" in text for text in words)
    assert "39 to 78 %" in picture.sentence


@pytest.mark.parametrize("state", STATES)
def test_the_fans_drawn_are_the_intervals_of_every_count_and_every_way(state):
    picture = FewPatientsExplorer(**state).picture
    n, k, level = state["patients"], state["responders"], state["level"]
    rates = np.array(picture.parts.rates.lines.get_segments())
    assert rates[:, 0, 0] == pytest.approx([100 * count / n for count in range(n + 1)])
    expected = np.array([find_limits(count, n, state["method"], level) for count in range(n + 1)])
    assert rates[:, :, 1] == pytest.approx(expected, abs=1e-7)
    n1, n0, ways = list_ways(n, k)
    differences = np.array(picture.parts.differences.lines.get_segments())
    expected = [find_difference(x, k, n1, n0, level) for x in ways]
    assert differences[:, 0, 0] == pytest.approx([estimate for estimate, _ in expected], abs=1e-7)
    assert differences[:, :, 1] == pytest.approx(np.array([limits for _, limits in expected]), abs=1e-7)


@pytest.mark.parametrize("state", STATES)
def test_the_chosen_count_and_way_are_marked_in_front(state):
    parts = FewPatientsExplorer(**state).picture.parts
    n, k, level = state["patients"], state["responders"], state["level"]
    assert list(parts.rates.point.get_data()[0]) == pytest.approx([100 * k / n])
    assert list(parts.rates.front.get_ydata()) == pytest.approx(find_limits(k, n, state["method"], level), abs=1e-7)
    other = next(method for method in LABELS if method != state["method"])
    assert list(parts.ticks.get_ydata()) == pytest.approx(find_limits(k, n, other, level), abs=1e-7)
    x, n1, n0 = find_chosen(state)
    estimate, limits = find_difference(x, k, n1, n0, level)
    assert list(parts.differences.point.get_data()[0]) == pytest.approx([estimate], abs=1e-7)
    assert list(parts.differences.front.get_ydata()) == pytest.approx(limits, abs=1e-7)
    assert parts.rates.front.get_zorder() > parts.rates.lines.get_zorder()
    for fan in (parts.rates, parts.differences):
        low, high = fan.front.axes.get_ylim()
        ends = np.array(fan.lines.get_segments())[:, :, 1]
        assert low <= ends.min() and ends.max() <= high


@pytest.mark.parametrize("state", STATES)
def test_sentence_alternative_text_and_words_hold_those_numbers(state):
    picture = FewPatientsExplorer(**state).picture
    n, k, level = state["patients"], state["responders"], state["level"]
    low, high = (print_number(limit, 0) for limit in find_limits(k, n, state["method"], level))
    other = next(method for method in LABELS if method != state["method"])
    other_low, other_high = (print_number(limit, 0) for limit in find_limits(k, n, other, level))
    x, n1, n0 = find_chosen(state)
    estimate, limits = find_difference(x, k, n1, n0, level)
    points = " to ".join(print_signed(limit, 0) for limit in limits)
    arms = f"{x} of {n1} on IVIg v {k - x} of {n0} on placebo"
    label = LABELS[state["method"]]
    assert picture.sentence.startswith(
        f"{k} of {n} respond, an invented count: the {level:g} % interval ({label}) runs from {low} to {high} %."
    )
    assert f"{arms}: {print_signed(estimate, 0)} points, interval from {points}." in picture.sentence
    widths = [np.diff(find_limits(count, n, state["method"], level))[0] for count in range(n + 1)]
    assert f"a fan of {n + 1} upright intervals" in picture.alt
    assert f"({label}, {level:g} %), {min(widths):.0f} to {max(widths):.0f} points wide." in picture.alt
    assert (
        f"In front {k}: {low} to {high} %; ticks mark {LABELS[other]}'s {other_low} to {other_high} %." in picture.alt
    )
    ways = list_ways(n, k)[2]
    assert f"on {n1} and {n0}: {len(ways)} way" in picture.alt
    assert f"{arms}, {print_signed(estimate, 0)} points ({points})." in picture.alt
    assert f"{label}: {low} to {high} %" == picture.parts.rates.words[0].get_text()
    assert picture.parts.rates.words[2].get_text() == f"Ticks: {LABELS[other]} {other_low} to {other_high}"
    assert picture.parts.differences.words[0].get_text() == f"Newcombe: {points}"
    assert picture.parts.differences.words[2].get_text() == f"IVIg {x}/{n1}, placebo {k - x}/{n0}"
    assert f"from {low} to {high} %" in picture.parts.title.get_text()
    assert len(picture.sentence) <= 300


@pytest.mark.parametrize("state", STATES)
def test_the_table_holds_what_is_in_front_and_both_fans(state):
    table = FewPatientsExplorer(**state).picture.table
    n, k, level = state["patients"], state["responders"], state["level"]
    other = next(method for method in LABELS if method != state["method"])
    n1, n0, ways = list_ways(n, k)
    x, *_ = find_chosen(state)
    limits = [
        *(find_limits(k, n, method, level) for method in (state["method"], other)),
        find_difference(x, k, n1, n0, level)[1],
        *(find_limits(count, n, state["method"], level) for count in range(n + 1)),
        *(find_difference(way, k, n1, n0, level)[1] for way in ways),
    ]
    assert table[["lower", "upper"]].to_numpy() == pytest.approx(np.array(limits), abs=0.006)
    assert table["width (points)"].to_numpy() == pytest.approx(np.diff(limits)[:, 0], abs=0.006)
    assert set(table["level (%)"]) == {level}
    assert table["method"].tolist()[:3] == [LABELS[state["method"]], LABELS[other], "Newcombe"]
    assert table["measure, invented responders"].tolist()[3:5] == [
        f"response rate (%), if 0 of {n}",
        f"response rate (%), if 1 of {n}",
    ]


def test_everything_is_stamped_as_invented():
    explorer = FewPatientsExplorer()
    for name in explorer.presets:
        explorer.show_preset(name)
        assert str(explorer.picture.provenance) == "SYNTHETIC · responders are invented"
        assert "invented" in explorer.picture.sentence
        assert "invented" in explorer.picture.parts.title.get_text()


def test_the_sizes_are_those_of_the_trial_report():
    presets = list(FewPatientsExplorer().presets.values())
    rows = ("msa_dm_specific_trial", "msa_antisynthetase_trial", "msa_necrotising_trial", "msa_trial")
    assert [state["patients"] for state in presets[:4]] == [figure(row).count for row in rows] == [20, 16, 5, 41]
    explorer = FewPatientsExplorer(patients=5, responders=3)
    assert explorer.picture.parts.group.get_text() == "As many as had a necrotising-myopathy antibody (5 of 41)"
    explorer.set(patients=41)
    assert explorer.picture.alt.startswith("As many as had any myositis-specific antibody (41 of 95).")
    explorer.set(patients=42)
    assert explorer.picture.alt.startswith("An invented group of 42 patients.")


def test_three_of_five_leaves_65_points():
    explorer = FewPatientsExplorer()
    explorer.show_preset("3 of 5")
    assert "runs from 23 to 88 %" in explorer.picture.sentence
    assert explorer.picture.parts.rates.words[1].get_text() == "65 points wide"
    assert explorer.picture.parts.arms.get_text() == "A difference: 3 v 2"


def test_more_responders_than_patients_are_refused_and_the_picture_stays():
    explorer = FewPatientsExplorer()
    before = explorer.picture.alt
    explorer.set(responders=21)
    assert "Choose 0 to 20 responders, or more patients." in explorer._view.value
    assert explorer.picture.alt == before


def test_how_they_fall_is_told_even_where_there_is_one_way_alone():
    explorer = FewPatientsExplorer(patients=5, responders=0)
    told = set()
    for split in ("evenly", "most on IVIg", "most on placebo"):
        explorer.set(split=split)
        assert "1 way" in explorer.picture.alt
        told.add((explorer.picture.alt, explorer.picture.sentence))
    assert len(told) == 3

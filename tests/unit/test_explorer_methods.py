"""The detective story of the printed interval and p value: only the right method agrees, and nothing gives it away."""

from __future__ import annotations

import re

import pytest

from helpers.evidence import figure
from helpers.explorers.methods import METHODS, PRINTED, MethodsExplorer
from helpers.models.crude_tests import crude_tests
from helpers.models.proportions import RISK_DIFFERENCE_METHODS, compare_proportions
from tests.unit.explorer_tools import read_view

COMPARISON = compare_proportions(37, 47, 21, 48)
TESTS = crude_tests(37, 47, 21, 48, printed="0.0008")
DECIMALS = {"difference_tis20": 0, "difference_tis20_summary": 1, "difference_tis20_sponsor": 2}


def agrees(explorer) -> bool:
    return explorer.picture.parts.title.get_text().endswith("they agree")


@pytest.mark.parametrize("row", PRINTED)
def test_only_wald_prints_as_any_of_the_three_printed_intervals(row):
    """17-53, 16.7-53.2 and 16.70-53.24 are one interval."""
    for decimals in range(DECIMALS[row] + 1):
        found = []
        for method in METHODS:
            explorer = MethodsExplorer(method=method, printed=row, decimals=decimals)
            assert explorer._problem == ""
            if agrees(explorer):
                found.append(method)
        assert found == ["wald"]


def test_all_six_methods_stand_in_the_list():
    assert set(METHODS) == set(RISK_DIFFERENCE_METHODS)
    assert len(MethodsExplorer().picture.parts.names) == 6


def test_opening_and_presets_do_not_hand_over_the_answer():
    explorer = MethodsExplorer()
    assert explorer.state["method"] != "wald"
    for preset in explorer.presets:
        explorer.show_preset(preset)
        assert not agrees(explorer)
        assert TESTS[explorer.state["test"]].is_usual
        words = " ".join([explorer.picture.sentence, explorer.picture.alt, explorer.picture.table.to_string()])
        assert "Wald" not in words
        assert "53.24497" not in words


@pytest.mark.parametrize("method", METHODS)
def test_the_interval_drawn_is_the_chosen_methods(method):
    parts = MethodsExplorer(method=method, decimals=1).picture.parts
    interval = COMPARISON.risk_difference_interval(method)
    assert parts.bar.get_xdata() == pytest.approx((100 * interval.lower, 100 * interval.upper))
    ends = [*parts.agreeing.get_xdata(), *parts.differing.get_xdata()]
    assert sorted(ends) == pytest.approx([100 * interval.lower, 100 * interval.upper])
    assert len(parts.agreeing.get_xdata()) == (2 if method == "wald" else 0)
    hidden = [name for name, mark in parts.marks.items() if mark.get_text() == "?"]
    assert hidden == [name for name in METHODS if name != method]


def test_the_grey_strips_hold_what_prints_as_the_printed_limits():
    parts = MethodsExplorer(decimals=0).picture.parts
    strips = [path.vertices[:, 0] for path in parts.strips.get_paths()]
    assert [(strip.min(), strip.max()) for strip in strips] == [(16.5, 17.5), (52.5, 53.5)]
    assert 16.5 <= 100 * COMPARISON.risk_difference_interval("wald").lower < 17.5


@pytest.mark.parametrize("test", [test.name for test in TESTS.tests])
def test_the_p_value_drawn_is_the_chosen_tests(test):
    explorer = MethodsExplorer(test=test)
    parts = explorer.picture.parts
    fits = test in ("haldane", "freeman-tukey")
    drawn = (parts.p_agreeing if fits else parts.p_differing).get_xdata()
    assert list(drawn) == [TESTS[test].p_value]
    assert list((parts.p_differing if fits else parts.p_agreeing).get_xdata()) == []
    low, high = parts.p_agreeing.axes.get_xlim()
    assert low < TESTS[test].p_value < high
    assert parts.verdict.get_text().endswith("they agree" if fits else "they differ")
    assert ("unusual" in parts.verdict.get_text()) is fits
    assert ("no evidence that this one was used" in explorer.picture.sentence) is fits
    assert "No source that we read names" in explorer.picture.sentence


def test_the_upper_limit_is_rounded_once():
    """16.702 to 53.24497: 53.24 in print, and 53.25 by way of 53.245."""
    explorer = MethodsExplorer(method="wald", decimals=2)
    assert agrees(explorer)
    assert "53.24497 is rounded once; by way of 53.245 it would read 53.25" in explorer.picture.sentence
    explorer.set(decimals=1)
    assert "rounded once" not in explorer.picture.sentence


@pytest.mark.parametrize(("row", "decimals"), [("difference_tis20", 1), ("difference_tis20_summary", 2)])
def test_more_digits_than_are_printed_cannot_be_compared(row, decimals):
    explorer = MethodsExplorer(printed=row)
    before = read_view(explorer)[:2]
    explorer.set(decimals=decimals)
    image, alt, sentence = read_view(explorer)
    assert (image, alt) == before
    assert "impossible" in sentence
    assert "Choose" in sentence


def test_what_is_in_print_comes_from_the_published_rows():
    explorer = MethodsExplorer()
    assert str(explorer.picture.provenance).startswith("DERIVED · randomised · from N Engl J Med")
    for row in PRINTED:
        explorer.set(printed=row)
        shown = re.search(r": (\S+ to \S+)$", explorer.picture.parts.printed.get_text())[1]
        assert f"({shown})" in figure(row).printed
    ticks = [tick.get_text() for tick in explorer.picture.parts.p_agreeing.axes.get_xticklabels()]
    assert ticks == ["0.0001", "0.0002", "0.0004", "0.0008", "0.0016"]
    assert figure("p_tis20_printed").p_value == 0.0008

"""The detective story of the printed interval and p value: only the right method agrees, and nothing gives it away."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from helpers.evidence import figure
from helpers.explorers.methods import METHODS, PRINTED, MethodsExplorer
from helpers.figures.methods import start_methods
from helpers.models.crude_tests import crude_tests
from helpers.models.printed import PrintedInterval
from helpers.models.proportions import RISK_DIFFERENCE_METHODS, compare_proportions
from tests.unit.explorer_tools import read_view

COMPARISON = compare_proportions(37, 47, 21, 48)
TESTS = crude_tests(37, 47, 21, 48, printed="0.0008")
DECIMALS = {"difference_tis20": 0, "difference_tis20_summary": 1, "difference_tis20_sponsor": 2}


def agrees(explorer) -> bool:
    return explorer.picture.parts.title.get_text().endswith("they agree")


@pytest.mark.slow
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


@pytest.mark.parametrize("method", METHODS)
def test_the_interval_is_drawn_beside_the_name_of_its_method(method):
    parts = MethodsExplorer(method=method, decimals=1).picture.parts
    _, name = parts.names[method].get_transform().transform(parts.names[method].get_position())
    for line in (parts.bar, parts.agreeing, parts.differing):
        for end in line.get_xydata():
            assert line.axes.transData.transform(end)[1] == pytest.approx(name, abs=1)
    assert len(parts.bar.get_xydata()) == 2
    for other, mark in parts.marks.items():
        _, beside = parts.names[other].get_transform().transform(parts.names[other].get_position())
        assert mark.get_transform().transform(mark.get_position())[1] == pytest.approx(beside, abs=1)


@pytest.mark.parametrize(
    ("state", "in_print"),
    [
        ({"method": "wald", "printed": "difference_tis20_summary", "decimals": 1, "test": "haldane"}, (16.7, 53.2)),
        ({"method": "newcombe", "printed": "difference_tis20_sponsor", "decimals": 2, "test": "g"}, (16.7, 53.24)),
        ({"method": "miettinen-nurminen", "printed": "difference_tis20", "decimals": 0, "test": "welch"}, (17, 53)),
    ],
)
def test_alternative_text_and_table_hold_the_interval_the_print_and_the_test(state, in_print):
    explorer = MethodsExplorer(**state)
    interval, test = COMPARISON.risk_difference_interval(state["method"]), TESTS[state["test"]]
    limits, decimals = [100 * interval.lower, 100 * interval.upper], state["decimals"]
    rounded, printed = ([f"{limit:.{decimals}f}" for limit in pair] for pair in (limits, in_print))
    agree = [one == other for one, other in zip(rounded, printed, strict=True)]
    alt = explorer.picture.alt
    drawn = re.search(rf"is drawn, {re.escape(interval.label)}: (\S+) to (\S+) points", alt)
    assert [float(limit) for limit in drawn.groups()] == pytest.approx(limits, abs=0.6e-5)
    assert f"what prints as {' to '.join(printed)} (" in alt
    for name, agrees in zip(("lower", "upper"), agree, strict=True):
        assert f"the {name} limit {'agrees' if agrees else 'differs'}" in alt
    fits = state["test"] == "haldane"
    told = re.search(rf"of p, {re.escape(test.label)} at (\S+) and a strip for what prints as 0\.0008: (.*)\.$", alt)
    assert float(told[1]) == pytest.approx(test.p_value, abs=0.6e-6)
    assert told[2] == ("they agree" if fits else "they differ")
    difference, paper, p, p_paper = explorer.picture.table.to_dict("records")
    assert [difference["lower, or p"], difference["upper"]] == pytest.approx(limits, abs=0.6e-5)
    assert (difference["as printed"], difference["by"]) == (" to ".join(rounded), interval.label)
    assert difference["verdict"] == ("they agree" if all(agree) else "they differ")
    assert (paper["lower, or p"], paper["upper"], paper["as printed"]) == (*in_print, " to ".join(printed))
    assert (p["lower, or p"], p["by"]) == (pytest.approx(test.p_value, abs=1e-8), test.label)
    assert (p["as printed"], p["verdict"]) == (f"{test.p_value:.4f}", "they agree" if fits else "they differ")
    assert (p_paper["lower, or p"], p_paper["as printed"]) == (0.0008, "0.0008")


@pytest.mark.parametrize(("printed", "agrees", "differs"), [("16.7 to 60.1", 0, 1), ("10.1 to 53.2", 1, 0)])
def test_where_one_limit_alone_agrees_it_is_named_and_drawn_as_agreeing(printed, agrees, differs):
    """No interval in print does that to the methods here; the picture can hold one that would."""
    explorer = MethodsExplorer()
    state = {"method": "wald", "test": "fisher", "printed": "difference_tis20_summary", "decimals": 1}
    shown = replace(explorer.compute(**state), printed=PrintedInterval.read(printed))
    picture, names = start_methods(shown), ("lower", "upper")
    assert f"the {names[agrees]} limit agrees" in picture.alt
    assert f"the {names[differs]} limit differs" in picture.alt
    assert list(picture.parts.agreeing.get_xdata()) == [shown.limits[agrees]]
    assert list(picture.parts.differing.get_xdata()) == [shown.limits[differs]]
    assert picture.table["verdict"][0] == "they differ"

"""Looks everywhere for two things that must stand nowhere.

A ratio of the number needed to treat to the number needed to harm: it weighs a headache as a response. And a contrast
of people whom nobody stands beside, or across two kinds of comparison: nobody was assigned to be in one or the other.
"""

from __future__ import annotations

import importlib
import re

import pandas as pd
import pytest

from helpers import explorers
from helpers.evidence import Comparison, figures
from tests.unit.contrast_tools import (
    CONTRAST_WORDS,
    MISCONCEPTION,
    REPOSITORY,
    TOLD_CONTRAST,
    find_contrasts,
    find_divisions,
    find_mixed_rows,
    find_words,
    list_prose,
    list_scopes,
    list_states,
    list_words_alone,
    read_all_words,
)
from tests.unit.explorer_tools import measure_words


@pytest.mark.slow
@pytest.mark.parametrize("name", explorers.__all__)
def test_no_explorer_tells_a_ratio_or_a_contrast_across_kinds(name):
    explorer = getattr(explorers, name)()
    for state in list_states(explorer):
        # From the opening state, with one drawing.
        explorer.set(**explorer._defaults | state)
        picture = explorer.picture
        for words in read_all_words(explorer):
            assert find_words(words) == [], f"{name} at {state}"
        assert find_mixed_rows(explorer.numbers().assign(**_keep_kinds(picture.table))) == [], f"{name} at {state}"
        assert find_contrasts(explorer) == [], f"{name} at {state}"


@pytest.mark.parametrize("state", [{}, {"bar": 60, "harm": "serious"}, {"cause": "whatever the cause"}])
def test_the_words_of_the_balance_on_clots_are_told_and_hold_no_contrast(state):
    """Its stamp names no kind: each of title, picture, sentence, alternative text and table is searched by itself."""
    explorer = explorers.BalanceExplorer(**state)
    words, count = list_words_alone(explorer), "6 of 95" if "cause" in state else "5 of 95"
    # Head and line of the panel, sentence, alternative text, row.
    assert len(words) == 5
    assert sum(count in each for each in words) == 4
    assert not re.search(r"\bplacebo\b|\bmore\b|\bfewer\b|\bpoints\b|\bv\b", " ".join(words), re.IGNORECASE)
    assert find_contrasts(explorer) == []


@pytest.mark.parametrize("divide_by", ["those counted", "randomised to IVIg", "given IVIg in the first period"])
def test_no_word_of_the_whole_study_holds_a_contrast_not_even_beside_a_misreading(divide_by):
    explorer = explorers.EventsExplorer(period="whole study", kind="related", divide_by=divide_by)
    words, picture = list_words_alone(explorer), explorer.picture
    drawn = [text for text, _ in measure_words(explorer)]
    assert {picture.sentence, picture.alt, picture.parts.title.get_text(), *drawn} <= set(words)
    assert len(words) == len(drawn) + 2 + len(picture.table)
    assert find_contrasts(explorer) == []


PLACES = [
    ("BalanceExplorer", {"cause": "whatever the cause"}, "balance", "tell_clots"),
    ("BalanceExplorer", {}, "balance", "read_balance"),
    ("BalanceExplorer", {}, "balance", "describe_balance"),
    ("BalanceExplorer", {}, "balance", "tabulate_balance"),
    ("EventsExplorer", {"period": "whole study"}, "events", "write_headline"),
    ("EventsExplorer", {"period": "whole study"}, "events", "name_kind"),
    ("EventsExplorer", {"period": "whole study"}, "events", "explain_division"),
    ("EventsExplorer", {"period": "whole study", "divide_by": "randomised to IVIg"}, "events", "explain_division"),
    ("EventsExplorer", {"period": "whole study", "divide_by": "randomised to IVIg"}, "events", "read_events_shown"),
    ("EventsExplorer", {"period": "whole study"}, "events", "describe_events"),
    ("EventsExplorer", {"period": "whole study"}, "events", "tabulate_events"),
    ("WeekFortyExplorer", {}, "week_forty", "name_story"),
    ("ZeroEventsExplorer", {"events": 5, "patients": 95, "cycles": 664}, "zero_events", "tell_chance"),
]
"""Explorer, a state of it, and the function of its figures whose words are spoilt."""


@pytest.mark.parametrize(("name", "state", "figures_module", "function"), PLACES)
def test_a_contrast_planted_in_any_words_of_an_explorer_is_found(name, state, figures_module, function, monkeypatch):
    module = importlib.import_module(f"helpers.figures.{figures_module}")
    write = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *shown: plant(write(*shown), "5 more than on placebo"))
    assert find_contrasts(getattr(explorers, name)(**state)) != []


@pytest.mark.parametrize(
    "fault",
    [
        *("5 more than on placebo", "2.0 points apart", "5.3 % v 0.0 %", "5 of 95 v 0 of 52", "risk ratio 2"),
        *("a difference of −3", "1.5 times as many", "8 of 100 fewer", "more than in the placebo"),
    ],
)
def test_a_contrast_is_found_however_it_is_told(fault):
    assert TOLD_CONTRAST.search(f"5 of 95 ever given IVIg; {fault}")


def plant(words, fault: str):
    """Return words, several texts or a table with a fault at the end of the last."""
    if isinstance(words, pd.DataFrame):
        spoilt = words.astype(object)
        spoilt.iloc[-1, -1] = f"{spoilt.iloc[-1, -1]} {fault}"
        return spoilt
    return f"{words} {fault}" if isinstance(words, str) else (*words[:-1], f"{words[-1]} {fault}")


def _keep_kinds(table: pd.DataFrame) -> dict[str, pd.Series]:
    """Return a table's own kinds under a name that the stamp's column does not take."""
    return {"row's own comparison": table["comparison"]} if "comparison" in table else {}


def test_no_prose_of_the_course_tells_a_ratio_of_the_two():
    faults = [f"{where}: {fault}" for where, text in list_prose() for fault in find_words(text)]
    assert faults == []


def test_no_string_and_no_division_of_the_package_makes_one():
    faults = []
    for file in sorted((REPOSITORY / "helpers").rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        faults += [f"{file.name}: {fault}" for text in list_scopes(source) for fault in find_words(text)]
        faults += [f"{file.name}: {division}" for division in find_divisions(source)]
    assert faults == []


def test_no_published_contrast_is_uncontrolled():
    contrasts = [row for row in figures().values() if CONTRAST_WORDS.search(row.quantity) or "-" in (row.arm or "")]
    assert len(contrasts) >= 10
    assert [row.id for row in contrasts if row.comparison is Comparison.UNCONTROLLED] == []


@pytest.mark.parametrize(
    "text",
    [
        "NNT:NNH = 1.0",
        "an NNT of 2.9 to an NNH of 2.9",
        "The NNH is 2.9.",
        "the number needed to harm is 2.9",
        "the ratio of NNT to NNH",
        "NNH / NNT",
        "number_needed_to_treat / number_needed_to_harm",
        "NNTB 2.9 / NNTH 2.9",
        "The likelihood of being helped or harmed is 1.",
        "One responder for every patient harmed.",
        "One is harmed for each one helped.",
    ],
)
def test_a_planted_ratio_is_found(text):
    assert find_words(text) != []
    assert find_words(f"Safety was good. {text} We may not stop here.") != []


@pytest.mark.parametrize(
    "text",
    [
        "No ratio of NNT to NNH stands anywhere in this course.",
        "1 / (30/52 - 11/48) is the number needed to harm; it is never set beside the number needed to treat.",
        "NNTB 4.3 (95 % interval NNTB 2.1 to infinity to NNTH 102.2, Wald)",
        "Patients to treat for one more responder: 2.9.",
    ],
)
def test_the_allowed_explanation_is_left_alone(text):
    assert find_words(text) == []


def test_a_planted_mixed_contrast_is_found():
    rows = pd.DataFrame(
        {
            "what": ["response", "clots", "difference in clots"],
            "kind of comparison": ["randomised", "uncontrolled", "as treated, uncontrolled"],
            "difference (points)": ["35.0", "no comparator", ""],
            "percent": ["", "5.3", "3.4"],
        }
    )
    assert len(find_mixed_rows(rows)) == 1
    assert "difference in clots" in find_mixed_rows(rows)[0]
    planted = rows.copy()
    planted.loc[1, "difference (points)"] = "−0.3"
    assert len(find_mixed_rows(planted)) == 2
    assert find_mixed_rows(rows.head(2)) == []


def test_a_fault_planted_in_an_explorer_is_found(monkeypatch):
    """The three ways in which an explorer could go wrong: its table, its sentence, its picture."""
    explorer = explorers.BalanceExplorer()
    table = explorer.picture.table.copy()
    table.loc[2, "difference (percentage points)"] = "5.3"
    assert find_mixed_rows(table) != []
    assert find_mixed_rows(explorer.picture.table) == []
    monkeypatch.setattr("helpers.figures.balance.NOT_WEIGHED", "NNT:NNH 1.0")
    planted = explorers.BalanceExplorer()
    assert any(find_words(words) for words in read_all_words(planted))


def test_a_division_planted_in_the_code_is_found():
    planted = "weight = trial.number_needed_to_treat / figure('number_needed_to_harm').value"
    assert find_divisions(planted) != []
    assert find_divisions("share = 1 / trial.number_needed_to_treat") == []
    assert any(find_words(text) for text in list_scopes("x = f'NNT:NNH {a / b}'"))
    function = "def tell():\n    return {}"
    assert any(find_words(text) for text in list_scopes(function.format("f'NNT {a} to NNH {b}'")))
    wrong_option = function.format(f"Option('One is harmed for each one helped', '{MISCONCEPTION}')")
    assert not any(find_words(text) for text in list_scopes(wrong_option))

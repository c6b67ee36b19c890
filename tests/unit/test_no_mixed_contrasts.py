"""Looks everywhere for two things that must stand nowhere.

A ratio of the number needed to treat to the number needed to harm: it weighs a headache as a response. And a contrast
of people whom nobody stands beside, or across two kinds of comparison: nobody was assigned to be in one or the other.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from helpers import explorers
from helpers.evidence import Comparison, figures
from helpers.explorers.base import Explorer
from tests.unit.explorer_tools import list_stops, measure_words

REPOSITORY = Path(__file__).resolve().parents[2]

HARM = r"(?:\bNNH\b|\bnumbers?[\s_-]+needed[\s_-]+to[\s_-]+harm\b)"
TREAT = r"(?:\bNNTB?\b|\bnumbers?[\s_-]+needed[\s_-]+to[\s_-]+treat\b)"
EITHER_HARM = rf"(?:{HARM}|\bNNTH\b)"
NUMBER = r"(?:\s*(?:of|=|is)?\s*\d[\d.]*)?"
JOINED = rf"{NUMBER}\s*(?:[:/÷]|\bto\b|\bper\b|\bover\b|\bdivided by\b|\bagainst\b)\s*(?:an?\s+|the\s+)?"
RATIOS = [
    re.compile(rf"{TREAT}{JOINED}{EITHER_HARM}", re.IGNORECASE),
    re.compile(rf"{EITHER_HARM}{JOINED}{TREAT}", re.IGNORECASE),
    re.compile(r"likelihood (?:of being|to be) helped or harmed|\bLHH\b", re.IGNORECASE),
    re.compile(r"\bone (?:is )?harmed (?:per|for (?:each|every)) (?:one|patient|person|responder)", re.I),
    re.compile(r"\bone (?:\w+ )?(?:helped|responder) (?:per|for (?:each|every)) (?:one|patient|person) harmed", re.I),
]
"""A ratio of the two, however it is written."""

REFUSALS = re.compile(
    r"\b(?:no|not|never|nor|nowhere|without|refus\w*|misread\w*|wrong\w*)\b[^.]{0,120}"
    r"\b(?:ratio|beside|side by side|divid\w*|weigh\w*|number needed|NNH|NNT)",
    re.IGNORECASE,
)
"""The allowed explanation: whoever names the number needed to harm says, in the same paragraph, what not to do."""

MISCONCEPTION = "benefit_traded_for_harm"
"""Who names it shows the ratio as a wrong answer, with feedback that says why."""

CONTRAST_WORDS = re.compile(
    r"\b(?:differences?|risk ratios?|odds ratios?|NNTB?|number needed|points apart|more of \d+|contrasts?)\b",
    re.IGNORECASE,
)
NO_CONTRAST = {"", "nan", "none", "no comparator", "not computed", "not shown", "–", "-"}
TOLD_CONTRAST = re.compile(
    r"\d[\d.]* (?:percentage )?points (?:apart|more|fewer|higher|lower|better|worse)"
    r"|\bdifferences? (?:of|is|are|=) [−-]?\d",
    re.IGNORECASE,
)
"""A contrast in a sentence, which a picture without a comparator must not tell."""


def find_words(text: str) -> list[str]:
    """Return one complaint for each ratio, and for a number needed to harm that is named without its refusal."""
    if MISCONCEPTION in text:
        return []
    ratios = [match for ratio in RATIOS for match in ratio.finditer(text)]
    found = [f"a ratio: {match[0]!r}" for match in ratios if not _is_refused(text, match)]
    if re.search(HARM, text, re.IGNORECASE) and not REFUSALS.search(text):
        found.append(f"a number needed to harm without its refusal: {text[:120]!r}")
    return found


def _is_refused(text: str, ratio: re.Match[str]) -> bool:
    """Whether the words just before a ratio forbid it: "no ratio of NNT to NNH"."""
    return bool(re.search(r"\b(?:no|not|never|nor)\b[^.;]{0,40}$", text[: ratio.start()], re.IGNORECASE))


def find_mixed_rows(table: pd.DataFrame) -> list[str]:
    """Return one complaint for each row that has a contrast and is uncontrolled, or of two kinds."""
    kinds = [name for name in table.columns if "comparison" in str(name).lower()]
    complaints = []
    for _, row in table.iterrows():
        told = " ".join(str(row[name]) for name in kinds).lower()
        named = {str(kind) for kind in Comparison if str(kind) in told}
        if "mixed" in told:
            named |= {"randomised", "uncontrolled"}
        contrasts = [
            name
            for name in table.columns
            if name not in kinds
            and (CONTRAST_WORDS.search(str(name)) or CONTRAST_WORDS.search(_read_label(row)))
            and _is_number(row[name])
        ]
        if contrasts and ("uncontrolled" in named or len(named) > 1):
            complaints.append(f"{_read_label(row)!r} has {contrasts[0]!r} though it is {' and '.join(sorted(named))}")
    return complaints


def _read_label(row: pd.Series) -> str:
    return str(row.iloc[0])


def _is_number(cell: object) -> bool:
    return str(cell).strip().lower() not in NO_CONTRAST and bool(re.match(r"\s*[−-]?\d", str(cell)))


def list_states(explorer: Explorer) -> Iterator[dict]:
    """Yield the opening state, every preset, and each control's stops one after another."""
    yield {}
    yield from explorer.presets.values()
    for name, control in explorer._controls.items():
        for stop in getattr(control, "options", None) or list_stops(control):
            yield {name: stop[1] if isinstance(stop, tuple) else stop}


def read_all_words(explorer: Explorer) -> list[str]:
    """Return everything that a learner can read of a state: picture, words, table, controls."""
    picture = explorer.picture
    words = [text for text, _ in measure_words(explorer)]
    controls = [f"{control.description}. {control.tooltip}" for control in explorer._controls.values()]
    return [
        *words,
        " ".join(words),
        picture.sentence,
        picture.alt,
        picture.table.to_csv(),
        *controls,
        *explorer.presets,
    ]


def list_scopes(source: str) -> Iterator[str]:
    """Yield the strings of each function joined, then each string outside of functions.

    A function is what a paragraph is to prose: a ratio and its refusal may stand in two of its strings.
    """
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    inside = {node for function in functions for node in ast.walk(function)}
    for function in functions:
        yield ". ".join(_list_strings(ast.walk(function)))
    yield from _list_strings(node for node in ast.walk(tree) if node not in inside)


def _list_strings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield every string, docstrings among them; a number stands for what an f-string computes."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "1" for part in node.values)


def find_divisions(source: str) -> list[str]:
    """Return every division of one number needed by another in the code itself."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, (ast.Div, ast.FloorDiv))
        and all("number_needed" in ast.unparse(side) for side in (node.left, node.right))
    ]


def list_prose() -> Iterator[tuple[str, str]]:
    """Yield where, and what, of every notebook cell, page of prose and text cell of the data."""
    for file in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        for number, cell in enumerate(json.loads(file.read_text(encoding="utf-8"))["cells"]):
            yield f"{file.name} cell {number}", "".join(cell["source"])
    for file in (REPOSITORY / "README.md", *sorted((REPOSITORY / "notebooks").glob("*.md"))):
        for paragraph in file.read_text(encoding="utf-8").split("\n\n"):
            yield file.name, paragraph
    for file in sorted((REPOSITORY / "data").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            for number, row in enumerate(csv.reader(rows), 1):
                # The seal repeats ids without their words.
                if file.name != "seal.csv":
                    yield f"{file.name} line {number}", ", ".join(row)


@pytest.mark.slow
@pytest.mark.parametrize("name", explorers.__all__)
def test_no_explorer_tells_a_ratio_or_a_contrast_across_kinds(name):
    explorer = getattr(explorers, name)()
    for state in list_states(explorer):
        explorer.reset()
        explorer.set(**state)
        picture = explorer.picture
        for words in read_all_words(explorer):
            assert find_words(words) == [], f"{name} at {state}"
        assert find_mixed_rows(explorer.numbers().assign(**_keep_kinds(picture.table))) == [], f"{name} at {state}"
        if picture.provenance.comparison is Comparison.UNCONTROLLED:
            told = [words for words in (picture.sentence, picture.alt) if TOLD_CONTRAST.search(words)]
            assert told == [], f"{name} at {state}"


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
    assert TOLD_CONTRAST.search("62 of 95, 7.6 percentage points more than on placebo")


def test_a_division_planted_in_the_code_is_found():
    planted = "weight = trial.number_needed_to_treat / figure('number_needed_to_harm').value"
    assert find_divisions(planted) != []
    assert find_divisions("share = 1 / trial.number_needed_to_treat") == []
    assert any(find_words(text) for text in list_scopes("x = f'NNT:NNH {a / b}'"))
    function = "def tell():\n    return {}"
    assert any(find_words(text) for text in list_scopes(function.format("f'NNT {a} to NNH {b}'")))
    wrong_option = function.format(f"Option('One is harmed for each one helped', '{MISCONCEPTION}')")
    assert not any(find_words(text) for text in list_scopes(wrong_option))

"""What finds two things that must stand nowhere, in words, tables and code.

A ratio of the number needed to treat to the number needed to harm, and a contrast of people whom nobody stands beside,
or across two kinds of comparison.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from helpers.evidence import Comparison
from helpers.explorers.base import Explorer
from tests.unit.explorer_tools import list_stops, read_words

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
    r"\d[\d.]*(?: %| of \d+)?(?: (?:percentage )?points)? (?:apart|more|fewer|less|higher|lower|better|worse)\b"
    r"|\bdifferences? (?:of|is|are|was|were|=) [−-]?\d"
    r"|\b(?:risk|odds|rate) ratio|\bNNT|\d times (?:as|more|the)\b"
    r"|\d[^.;:]{0,30}\b(?:v|vs|versus|compared with)\b[^.;:]{0,30}\d"
    r"|\b(?:than|compared with|against|unlike) (?:(?:on|in|with|the|those) )*(?:placebo|IVIg)\b",
    re.IGNORECASE,
)
"""A contrast in words, which nothing may tell of people without a comparator."""

ALONE = re.compile(
    r"\buncontrolled\b|\bno comparator\b|\bnobody (?:stands )?beside\b|\bever given\b|\bclots?\b", re.IGNORECASE
)
"""From here on, words tell of people whom nobody stands beside."""


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
        told = _read_kinds(row, kinds)
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


def list_words_alone(explorer: Explorer) -> list[str]:
    """Return the words that tell of people whom nobody stands beside, wherever a learner reads them.

    All of them where nothing shown is controlled, even if a misreading takes the kind off the stamp. Elsewhere each
    text from where it names such people, to its end, and the rows of the table that are of no controlled kind.
    """
    picture = explorer.picture
    texts = [*read_words(explorer), picture.sentence, picture.alt]
    kinds = [name for name in picture.table.columns if "comparison" in str(name).lower()]
    rows = [(_read_kinds(row, kinds), ", ".join(map(str, row))) for _, row in picture.table.iterrows()]
    is_controlled = any("randomised" in told or "as treated" in told for told, _ in rows)
    if picture.provenance.comparison is Comparison.UNCONTROLLED or (kinds and not is_controlled):
        return [*texts, *(row for _, row in rows)]
    alone = [text[named.start() :] for text in texts if (named := ALONE.search(text))]
    return alone + [row for told, row in rows if "uncontrolled" in told]


def find_contrasts(explorer: Explorer) -> list[str]:
    """Return one complaint for each contrast that is told of people whom nobody stands beside."""
    return [
        f"{told[0]!r} in {words!r}" for words in list_words_alone(explorer) for told in TOLD_CONTRAST.finditer(words)
    ]


def _read_kinds(row: pd.Series, kinds: list[str]) -> str:
    return " ".join(str(row[name]) for name in kinds).lower()


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
    words = read_words(explorer)
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

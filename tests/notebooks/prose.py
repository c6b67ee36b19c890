"""Reads the numbers in a notebook's prose and says which of them nobody vouches for."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from helpers.errors import CourseError
from helpers.evidence import cite

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]_*.ipynb"))

LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<address>[^\s)]+)(?:\s+\"(?P<title>[^\"]*)\")?\)")
IMAGE = re.compile(r"<img[^>]*>|!\[[^\]]*\]\([^)]*\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
LIST_MARK = re.compile(r"^\d+\. ", re.MULTILINE)
NUMBER = re.compile(r"\d")
AROUND = 30
"""Characters shown on either side of a number that is complained of."""


@dataclass(frozen=True)
class Allowed:
    """A phrase with a number that needs no source, and why."""

    phrase: str
    reason: str


def read_prose(path: Path) -> str:
    """Return the text of a notebook's Markdown cells."""
    notebook = nbformat.read(path, as_version=4)
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def count_widget_calls(path: Path) -> int:
    """Return how many cells of a notebook show an explorer, a prediction or a verdict."""
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return sum(any(call in source for call in ("Explorer(", "predict(", "verdict(")) for source in sources)


def read_allowed(name: str) -> list[Allowed]:
    """Return what the allow-list holds for one notebook."""
    with Path(__file__).with_name("allowed_numbers.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["notebook"] == name]
    return [Allowed(row["phrase"], row["reason"]) for row in rows]


def find_unvouched(prose: str, allowed: list[Allowed]) -> list[str]:
    """Return a sentence for every number that is neither a figure's own, nor on the allow-list.

    A link's title names its row. Text, title and address must be the ones that the row gives today.
    """
    problems = []

    def judge(link: re.Match[str]) -> str:
        text, title = link["text"], link["title"] or ""
        if not NUMBER.search(text) or link["address"].startswith("glossary.md#"):
            return ""
        identity = title.partition(":")[0]
        try:
            expected = cite(identity, text)
        except CourseError as fault:
            problems.append(f"[{text}] with the title {title!r}: {fault}")
            return ""
        if link[0] != expected:
            problems.append(f"{link[0]} should be {expected}")
        return ""

    rest = LIST_MARK.sub("", LINK.sub(judge, CODE.sub("", IMAGE.sub("", prose))))
    for entry in allowed:
        if entry.phrase not in rest:
            problems.append(f"{entry.phrase!r} is on the allow-list and not in the text")
        rest = rest.replace(entry.phrase, "")
    problems += [
        f"a number without a source: …{rest[max(0, found.start() - AROUND) : found.end() + AROUND]!r}…"
        for found in re.finditer(r"\d+", rest)
    ]
    return problems

"""`read_notebook_text`: a notebook as handed in, read for its answers. Nothing is executed, and nothing is raised.

The marker and `ready_to_hand_in` read through this module alone, so that what the one finds the other finds too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpers.errors import Impossible
from helpers.learning.assignment.given import Calculation, Cells, GivenAnswer, Handed, Problem
from helpers.learning.assignment.items import ASKED
from helpers.learning.assignment.literals import clean_text
from helpers.learning.assignment.source import may_hold_calls, read_answers
from helpers.learning.assignment.student_id import read_student_id
from helpers.learning.assignment.trial import VERSION

__all__ = [
    "METADATA",
    "Calculation",
    "Cells",
    "GivenAnswer",
    "Handed",
    "Problem",
    "read_answers",
    "read_notebook_text",
    "read_sources",
]

METADATA = "reading_a_trial"
"""Key in a notebook's metadata, under which "version" stands."""

MOST_CHARACTERS = 400_000
"""Of all cells with answers together; the notebook as handed out has less than a tenth."""

MOST_CELLS = 2_000

MOST_BRACKETS = 500_000
"""Opened in the whole file; a notebook with every picture of the course has a hundredth. Each may take 100 bytes."""

MOST_PROBLEMS = 60
"""Told of one notebook."""


def read_notebook_text(text: str) -> Handed:
    """Return what the notebook holds, whatever it is.

    Parameters
    ----------
    text : str
        The file's content.

    Examples
    --------
    >>> print(read_notebook_text("{").problems[0])
    The file is no notebook, or it was cut off: it cannot be read as JSON.
    """
    problems: list[Problem] = []
    notebook = _parse_json(text, problems)
    version = _read_version(notebook)
    pieces = list(_read_cells(notebook, problems))
    handed = _gather(pieces, version, problems)
    if isinstance(notebook, Mapping) and "cells" not in notebook:
        told = ", ".join(handed.answers) or "none could be read"
        problems.append(Problem("", f"The notebook has the format of the years before 2015. Answers read: {told}."))
    if version != VERSION and pieces:
        problems.append(Problem("", _describe_version(version)))
    return replace(handed, problems=_limit(problems))


def read_sources(sources: Iterable[str]) -> Handed:
    """Return what the sources of cells hold, in their order: what has been run in a kernel.

    Examples
    --------
    >>> handed = read_sources(['my_trial("anna")', 'answer("number_needed", 4)', 'answer("number_needed", 5)'])
    >>> handed.student_id_typed, handed.answers["number_needed"].value
    ('anna', 5)
    """
    pieces = [("", read_answers(source)) for source in sources]
    problems = [problem for _, cells in pieces for problem in cells.problems]
    handed = _gather(pieces, VERSION, problems)
    return replace(handed, problems=_limit(problems))


def _gather(pieces: Sequence[tuple[str, Cells]], version: str, problems: list[Problem]) -> Handed:
    typed = [typed for _, cells in pieces for typed in cells.ids]
    ids = tuple(dict.fromkeys(typed))
    if len(set(map(_compare_id, ids))) > 1:
        named = ", ".join(f"“{one[:40]}”" for one in ids[:5])
        problems.append(Problem("", f"my_trial is called with several ids ({named}): the last one counts."))
    return Handed("".join(typed[-1:]), version, _choose(pieces, problems), (), ids)


def _compare_id(typed: str) -> str:
    try:
        return read_student_id(typed)
    except Impossible:
        return typed


def _parse_json(text: str, problems: list[Problem]) -> Any:
    try:
        if not text.strip("\ufeff \t\r\n"):
            problems.append(Problem("", "The file is empty."))
            return None
        if text.count("[") + text.count("{") > MOST_BRACKETS:
            told = "The file is nested too deeply, or holds far more lists than a notebook does: it was not read."
            problems.append(Problem("", told))
            return None
        notebook = json.loads(text.lstrip("\ufeff"), parse_int=_forget, parse_float=_forget, parse_constant=_forget)
    except (RecursionError, MemoryError):
        problems.append(Problem("", "The file is nested too deeply to be read, as no notebook is."))
        return None
    except (ValueError, TypeError, AttributeError):
        problems.append(Problem("", "The file is no notebook, or it was cut off: it cannot be read as JSON."))
        return None
    if not isinstance(notebook, Mapping) or not ("cells" in notebook or "worksheets" in notebook):
        problems.append(Problem("", "The file is no notebook: it has no cells."))
        return None
    return notebook


def _forget(number: str) -> None:
    """No number outside a text matters here, and one of 5000 digits could not be read."""


def _read_version(notebook: Any) -> str:
    version = _dig(notebook, "metadata", METADATA, "version")
    return clean_text(version)[:40] if isinstance(version, str) else ""


def _describe_version(version: str) -> str:
    if not version:
        return f"The notebook does not say of which version of the course it is; it is read as {VERSION}."
    return (
        f"The notebook is of version {version} of the course, and this is {VERSION}: its learner may have seen another "
        "trial."
    )


def _read_cells(notebook: Any, problems: list[Problem]) -> Iterator[tuple[str, Cells]]:
    """Yield each code cell that may hold an answer, by its name."""
    if notebook is None:
        return
    language = _dig(notebook, "metadata", "kernelspec", "language") or _dig(
        notebook, "metadata", "language_info", "name"
    )
    if isinstance(language, str) and language.casefold() not in {"python", "ipython", ""}:
        problems.append(Problem("", f"The notebook was saved for {clean_text(language)[:40]}, and not for Python."))
    room = MOST_CHARACTERS
    for place, cell in enumerate(_list_cells(notebook, problems), start=1):
        where = f"cell {place}"
        if place > MOST_CELLS:
            problems.append(Problem(where, f"A notebook of more than {MOST_CELLS} cells is not read beyond them."))
            return
        source = _read_source(cell, where, problems)
        if not may_hold_calls(source):
            continue
        if cell.get("cell_type") != "code":
            if source.lstrip().startswith("answer("):
                problems.append(Problem(where, "An answer stands in a cell that is no code, and was not read."))
            continue
        room -= len(source)
        if room < 0:
            problems.append(Problem(where, "The notebook is far longer than it was: from here on it was not read."))
            return
        cells = read_answers(source, where)
        problems += cells.problems
        yield where, cells


def _list_cells(notebook: Mapping[str, Any], problems: list[Problem]) -> Iterable[Any]:
    if "cells" in notebook:
        if isinstance(notebook["cells"], list):
            return notebook["cells"]
        problems.append(Problem("", "The file is no notebook: its cells are no list."))
        return ()
    sheets = notebook["worksheets"] if isinstance(notebook["worksheets"], list) else []
    found = [_dig(sheet, "cells") for sheet in sheets]
    return [cell for cells in found if isinstance(cells, list) for cell in cells]


def _read_source(cell: Any, where: str, problems: list[Problem]) -> str:
    if not isinstance(cell, Mapping):
        problems.append(Problem(where, "It is no cell, and was not read."))
        return ""
    # Before 2015 the source of a code cell was called its input.
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        problems.append(Problem(where, "Its source is no text, and was not read."))
        return ""
    return source


def _choose(pieces: Iterable[tuple[str, Cells]], problems: list[Problem]) -> dict[str, GivenAnswer]:
    """Return one answer for each item: the last with a value, or else the last with a reason."""
    given: dict[str, list[tuple[str, GivenAnswer]]] = {}
    for where, cells in pieces:
        for answer in cells.answers:
            if not answer.is_blank:
                given.setdefault(answer.item, []).append((where, answer))
    chosen = {}
    for item in ASKED:
        found = given.get(item, [])
        if not found:
            continue
        where, chosen[item] = ([pair for pair in found if pair[1].has_value] or found)[-1]
        if len(found) > 1:
            times = {2: "twice", 3: "three times"}.get(len(found), f"{len(found)} times")
            same = ", each time alike" if all(answer == chosen[item] for _, answer in found) else ""
            problems.append(Problem(where, f"{item} is answered {times}{same}: the last answer counts."))
    return chosen


def _dig(held: Any, *keys: str) -> Any:
    for key in keys:
        held = held.get(key) if isinstance(held, Mapping) else None
    return held


def _limit(problems: list[Problem]) -> tuple[Problem, ...]:
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    more = Problem("", f"{len(problems) - MOST_PROBLEMS} more problems of this kind are not listed.")
    return (*problems[:MOST_PROBLEMS], more)

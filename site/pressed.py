"""Draws, below an explorer of a page, what the prose before it says to press: a reader of the site has no buttons."""

from __future__ import annotations

import ast
import re
from itertools import takewhile
from pathlib import Path

import nbformat
from run_notebooks import END_OF_WORDS

from helpers import explorers
from helpers.explorers.base import Explorer
from helpers.explorers.controls import list_steps

BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
"""How the prose names a button."""

ALL = re.compile(r"\bthe (?:other )?buttons\b(?! \*\*| above)", re.IGNORECASE)
"""How the prose before an explorer calls for all its buttons; with names behind it, it calls for those alone."""

RUN = "Run"

BESIDE_EACH_OTHER = {
    "AttainableExplorer": {"Without weakness", "Amyopathic, CK normal", "Necrotising, no rash"},
    "InteractionExplorer": {"As odds ratios", "As risk ratios"},
    "MissingPatientsExplorer": {"Worst case", "Best case"},
    "MultiplicityExplorer": {"Five, unrelated: agree?", "Five on one trial: agree?"},
    "SubtypesByChanceExplorer": {"Five subtypes", "Ten subtypes", "Five, 200 per arm"},
    "WeekFortyExplorer": {"IVIg lasts", "Time alone", "Raters know"},
}
"""Explorer -> buttons that the prose names together, because the point is how they differ: these are not folded up."""


def add_pressed_to_file(path: Path) -> None:
    """Add to a notebook that was run what its buttons show."""
    notebook = nbformat.read(path, as_version=4)
    add_pressed(notebook)
    nbformat.write(notebook, path)


def add_pressed(notebook: nbformat.NotebookNode, *, compared_alone: bool = False) -> None:
    """Add to each explorer's cell one picture for each button that the prose around it names or calls for.

    They are folded up, but for those that are to be compared; `compared_alone` leaves out what would be folded up.
    """
    cells = notebook.cells
    for number, cell in enumerate(cells):
        if cell.cell_type != "code" or not find_class(cell.source):
            continue
        before = [near.source for near in takewhile(_is_prose, reversed(cells[:number]))][::-1]
        after = [near.source for near in takewhile(_is_prose, cells[number + 1 :])]
        # What stands after this cell may call for the buttons of the next.
        called = make_explorer(cell.source).presets if ALL.search("\n".join(before)) else {}
        # Each name once, in the order of the buttons or of the prose, each time from the state in which the cell opens.
        named = dict.fromkeys([*called, *BOLD.findall("\n".join(before + after))])
        compared = BESIDE_EACH_OTHER.get(find_class(cell.source), set())
        names = [name for name in named if name in compared or not compared_alone]
        drawn = {name: draw_pressed(make_explorer(cell.source), name) for name in names}
        shown = _set_out({name: html for name, html in drawn.items() if html}, compared)
        if shown:
            data = {"text/html": END_OF_WORDS.sub(r"\1\n", f'<div class="te-static te-pressed">{shown}</div>')}
            cell.outputs.append(nbformat.v4.new_output("display_data", data))


def _set_out(drawn: dict[str, str], compared: set[str]) -> str:
    """Return what the buttons show: side by side those to be compared, the others folded up below."""
    said = {name: f"After pressing <strong>{name}</strong>" for name in drawn}
    beside = "".join(
        f'<div class="te-beside"><p class="te-beside-name">{said[name]}</p>{html}</div>'
        for name, html in drawn.items()
        if name in compared
    )
    folded = "".join(
        f"<details><summary>{said[name]}</summary>{html}</details>"
        for name, html in drawn.items()
        if name not in compared
    )
    return f'<div class="te-besides">{beside}</div>{folded}' if beside else folded


def _is_prose(cell: nbformat.NotebookNode) -> bool:
    return cell.cell_type == "markdown"


def find_class(source: str) -> str:
    """Return the name of the explorer that the last line of a cell makes; nothing if it makes none.

    >>> find_class("PeopleExplorer(threshold=40)"), find_class("predict('placebo_response')")
    ('PeopleExplorer', '')
    """
    match ast.parse(source).body:
        case [*_, ast.Expr(ast.Call(ast.Name(name), [], _))] if name.endswith("Explorer"):
            return name
    return ""


def make_explorer(source: str) -> Explorer:
    """Return the explorer that the last line of a cell makes.

    >>> make_explorer("PeopleExplorer(threshold=40)").picture.sentence[:15]
    'At TIS 40 or mo'
    """
    call = ast.parse(source).body[-1].value
    state = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    return getattr(explorers, find_class(source))(**state)


def draw_pressed(explorer: Explorer, name: str) -> str:
    """Return what is seen after a button was pressed; nothing if there is none, or if it is what one opens."""
    opening = explorer.picture.alt
    if name in explorer.presets:
        explorer.show_preset(name)
    elif name == RUN and explorer.player:
        explorer.set(**{explorer.player: list_steps(explorer.controls()[explorer.player])[-1]})
    return "" if explorer.picture.alt == opening else explorer.static_html()

"""Draws, below an explorer of a page, what the prose before it says to press: a reader of the site has no buttons."""

from __future__ import annotations

import ast
import re
from itertools import takewhile
from pathlib import Path

import nbformat

from helpers import explorers
from helpers.explorers.base import Explorer
from helpers.explorers.controls import list_steps

BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
"""How the prose names a button."""

RUN = "Run"


def add_pressed_to_file(path: Path) -> None:
    """Add to a notebook that was run what its buttons show."""
    notebook = nbformat.read(path, as_version=4)
    add_pressed(notebook)
    nbformat.write(notebook, path)


def add_pressed(notebook: nbformat.NotebookNode) -> None:
    """Add to each explorer's cell one folded picture for each button that the prose around it names."""
    cells = notebook.cells
    for number, cell in enumerate(cells):
        if cell.cell_type != "code" or make_explorer(cell.source) is None:
            continue
        before = takewhile(_is_prose, reversed(cells[:number]))
        prose = "\n".join(near.source for near in [*list(before)[::-1], *takewhile(_is_prose, cells[number + 1 :])])
        # Each name once, in the order of the prose, and each time from the state in which the cell opens.
        names = dict.fromkeys(BOLD.findall(prose))
        shown = "".join(draw_pressed(make_explorer(cell.source), name) for name in names)
        if shown:
            data = {"text/html": f'<div class="te-static te-pressed">{shown}</div>'}
            cell.outputs.append(nbformat.v4.new_output("display_data", data))


def _is_prose(cell: nbformat.NotebookNode) -> bool:
    return cell.cell_type == "markdown"


def make_explorer(source: str) -> Explorer | None:
    """Return the explorer that the last line of a cell makes, or None if that makes none.

    >>> make_explorer("PeopleExplorer(threshold=40)").picture.sentence[:15]
    'At TIS 40 or mo'
    >>> make_explorer("predict('placebo_response')") is None
    True
    """
    match ast.parse(source).body:
        case [*_, ast.Expr(ast.Call(ast.Name(name), [], keywords))] if name.endswith("Explorer"):
            return getattr(explorers, name)(**{word.arg: ast.literal_eval(word.value) for word in keywords})
    return None


def draw_pressed(explorer: Explorer, name: str) -> str:
    """Return what is seen after a button was pressed, folded; nothing if there is none, or if it is what one opens."""
    opening = explorer.picture.alt
    if name in explorer.presets:
        explorer.show_preset(name)
    elif name == RUN and explorer.player:
        explorer.set(**{explorer.player: list_steps(explorer.controls()[explorer.player])[-1]})
    if explorer.picture.alt == opening:
        return ""
    return f"<details><summary>After pressing <strong>{name}</strong></summary>{explorer.static_html()}</details>"

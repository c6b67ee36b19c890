"""Writes one page for each public module of the helpers, and a list of them for each layer; autodoc fills them in."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from helpers.learning import ASSIGNMENT

LAYERS = {
    "evidence": "the published figures and their sources, loaded once and checked",
    "models": "the statistics and the Total Improvement Score: numbers in, a result that keeps them out",
    "figures": "a result in; a picture, its alternative text, a sentence and a table out",
    "explorers": "the pictures with controls, one class a module, and the frame around them",
    "learning": "predictions, exercises with the misreadings they look for, and verdicts on claims",
}
"""Folder -> what is in it, in the order in which they may import from each other."""

INSIDE = ("_words", "_shown")
"""Ends of the names of modules that hold a part of the one beside them."""

NOT_OURS = {
    # matplotlib gives each of its artists a `set` of its own, with words of its own; pydantic its settings.
    "evidence": "model_config",
    "figures": "set",
    # Said once, on the page of the base.
    "explorers": "title, player, pause_ms, kept",
}
"""Folder -> members of its classes that say nothing to a reader."""

INTRODUCTION = """What the notebooks import, in five layers: a module imports only from its own layer and those
before it. In a notebook, ``EffectExplorer?`` in a cell shows the same words.
"""


@dataclass(frozen=True)
class Module:
    """A module of the helpers.

    Attributes
    ----------
    name : str
        As it is imported.
    summary : str
        First sentences of its docstring.
    handed_on : dict of str to str
        What it offers and another module defines -> that module.
    """

    name: str
    summary: str
    handed_on: dict[str, str]


def write_api_pages(package: Path, folder: Path) -> None:
    """Write the pages for the layers of `package` into `folder`."""
    listed = "".join(f"- :doc:`{layer}`: {what}\n" for layer, what in LAYERS.items())
    tree = ".. toctree::\n   :hidden:\n\n" + "".join(f"   {layer}\n" for layer in LAYERS)
    _write(folder / "index.rst", "The helpers", INTRODUCTION, listed, tree)
    for layer, what in LAYERS.items():
        modules = [_read(path, package) for path in _find_public(package, layer)]
        listed = "".join(f"- :doc:`{module.name}`: {module.summary}\n" for module in modules)
        _write(folder / f"{layer}.rst", layer.capitalize(), f"{what[0].upper()}{what[1:]}.\n", listed)
        for module in modules:
            _write_module(folder / f"{module.name}.rst", module, layer)


def _find_public(package: Path, layer: str) -> list[Path]:
    paths = sorted((package / layer).glob("*.py"))
    if layer == "learning":
        paths += sorted(package / layer / "assignment" / f"{name}.py" for name in set(ASSIGNMENT.values()))
    return [path for path in paths if not path.stem.startswith("_") and not path.stem.endswith(INSIDE)]


def _read(path: Path, package: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
    offered: set[str] = set()
    brought: dict[str, str] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__":
            offered = set(ast.literal_eval(statement.value))
        elif isinstance(statement, ast.ImportFrom):
            brought |= {alias.name: statement.module or "" for alias in statement.names}
    summary = (ast.get_docstring(tree) or "").split("\n\n")[0].replace("\n", " ")
    return Module(name, summary, {each: home for each, home in sorted(brought.items()) if each in offered})


def _write_module(path: Path, module: Module, layer: str) -> None:
    # Not in the menu at the side, which would be longer than the course.
    said_here = module.name == "helpers.explorers.base"
    left_out = f"   :exclude-members: {NOT_OURS[layer]}\n" if layer in NOT_OURS and not said_here else ""
    handed_on = "".join(f"- ``{name}`` of :doc:`{home}`\n" for name, home in module.handed_on.items())
    _write(
        path,
        module.name,
        f"A module of the :doc:`{layer} <{layer}>`.\n",
        f".. automodule:: {module.name}\n{left_out}",
        f"It hands on:\n\n{handed_on}" if handed_on else "",
        before=":orphan:\n\n",
    )


def _write(path: Path, title: str, *parts: str, before: str = "") -> None:
    body = "\n".join(part for part in parts if part)
    path.write_text(f"{before}{title}\n{'=' * len(title)}\n\n{body}", encoding="utf-8")

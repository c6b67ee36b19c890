"""A Sphinx extension: what a reader would type, where Python knows only a wrapper, and no value that fills a page.

An explorer takes its controls by name, a row of the data its columns; both hide this behind a general call.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from docutils import nodes
from pydantic import BaseModel
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.inspect import stringify_signature

from helpers.explorers.base import Explorer

PACKAGE = "helpers."
NAPOLEONS_TURN = 500
"""Sphinx calls in the order of these numbers."""

LONGEST_VALUE = 72
"""Characters of a constant's value that fit beside its name; its words say what a longer one holds."""

OF_THIS_MACHINE = re.compile(r" at 0x|(Posix|Windows)Path")
"""Where a value lies in memory, or a folder: another on each machine."""

REPR = re.compile(r"<(?:function )?([\w.]+)[^<>]*>")
"""How Python shows a default for which it has no code: a function, a member of an enumeration."""

SHARED = re.compile(r"^[*\w]+(, [*\w]+)+(?= : |$)")
"""Names that share a description: Napoleon would repeat it for each, or Sphinx take all but the last for a type."""

BETWEEN = "|"
"""Napoleon leaves it alone, and Sphinx takes it for what stands between two names."""


def write_signature(kind: type, known: str) -> str:
    """Return what stands between the brackets of a call, with them; `known` where Sphinx knows it.

    >>> from helpers.explorers import PeopleExplorer
    >>> write_signature(PeopleExplorer, "(*args, **kwargs)")
    '(*, threshold=20, mark_expected=False)'
    """
    if issubclass(kind, Explorer) and not inspect.isabstract(kind):
        state = kind().state
        return f"(*, {', '.join(f'{name}={value!r}' for name, value in state.items())})"
    if issubclass(kind, BaseModel):
        return f"(*, {', '.join(kind.model_fields)})"
    made = inspect.getattr_static(kind, "__init__")
    if not getattr(made, "__module__", PACKAGE).startswith(PACKAGE):
        return ""
    if "**" not in known:
        return known
    signature = inspect.signature(made)
    _, *parameters = signature.parameters.values()
    return stringify_signature(
        signature.replace(parameters=parameters), show_return_annotation=False, unqualified_typehints=True
    )


def list_buttons(kind: type[Explorer]) -> list[str]:
    """Return, as lines of a page, what the buttons of an explorer set."""
    buttons = [
        f"- **{name}**: " + (", ".join(f"``{control}={value!r}``" for control, value in state.items()) or "as it opens")
        for name, state in kind().presets.items()
    ]
    if kind.player:
        buttons.append(f"- **Run**: walks ``{kind.player}`` to its end.")
    return ["", ".. rubric:: Buttons", "", *buttons, ""] if buttons else []


def write_as_one(line: str) -> str:
    """Return a line of a docstring in which names that share a description are written as one.

    >>> write_as_one("lower, upper : float, optional")
    'lower|upper : float, optional'
    """
    return SHARED.sub(lambda found: found[0].replace(", ", BETWEEN), line)


def _process_signature(_: Sphinx, what: str, __: str, kind: Any, ___: Any, given: str | None, ____: Any) -> Any:
    is_ours = what in ("class", "exception") and kind.__module__.startswith(PACKAGE)
    if not (is_ours and given):
        return None
    # What a factory makes is no code either: dots, as in a stub.
    return REPR.sub(r"\1", write_signature(kind, given).replace("<factory>", "...")), ""


def _join_shared(_: Sphinx, __: str, ___: str, ____: Any, _____: Any, lines: list[str]) -> None:
    lines[:] = map(write_as_one, lines)


def _add_buttons(_: Sphinx, what: str, __: str, kind: Any, ___: Any, lines: list[str]) -> None:
    if what == "class" and issubclass(kind, Explorer) and not inspect.isabstract(kind):
        lines += list_buttons(kind)


def _drop_long_values(_: Sphinx, page: nodes.document) -> None:
    for shown in list(page.findall(addnodes.desc_annotation)):
        value = shown.astext()
        if value.startswith(" = ") and (len(value) > LONGEST_VALUE or OF_THIS_MACHINE.search(value)):
            shown.parent.remove(shown)


def _part_shared(_: Sphinx, page: nodes.document) -> None:
    for shown in list(page.findall(addnodes.literal_strong)):
        if shown.astext() == BETWEEN:
            shown.replace_self(nodes.Text(", "))


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("autodoc-process-signature", _process_signature)
    app.connect("autodoc-process-docstring", _join_shared, priority=NAPOLEONS_TURN - 1)
    app.connect("autodoc-process-docstring", _add_buttons, priority=NAPOLEONS_TURN + 1)
    app.connect("doctree-read", _drop_long_values)
    app.connect("doctree-read", _part_shared)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

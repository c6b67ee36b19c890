"""A Sphinx extension: what a reader would type, where Python knows only a wrapper, and no value that fills a page.

An explorer takes its controls by name, a row of the data its columns; both hide this behind a general call.
"""

from __future__ import annotations

import inspect
import re
from itertools import groupby
from typing import Any

from docutils import nodes
from pydantic import BaseModel
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.inspect import stringify_signature

from helpers.explorers.base import Explorer

PACKAGE = "helpers."
AFTER_NAPOLEON = 501
"""Sphinx calls in the order of these numbers, and Napoleon at 500."""

LONGEST_VALUE = 72
"""Characters of a constant's value that fit beside its name; its words say what a longer one holds."""

SHARED = re.compile(r":(ivar|vartype) (\w+(?:, \w+)+):(.*)")
"""Attributes that share a description: docutils would take all names but the last for a type."""


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


def part_shared(lines: list[str]) -> list[str]:
    """Return the lines of a docstring in which each attribute has a description of its own.

    >>> part_shared([":ivar lower, upper: Ends,", "    in points.", ":vartype lower, upper: float"])
    [':ivar lower: Ends,', '    in points.', ':ivar upper: Ends,', '    in points.', ':vartype lower: float', \
':vartype upper: float']
    """
    parted: list[str] = []
    position = 0
    while position < len(lines):
        end = position + 1
        while end < len(lines) and lines[end].startswith(" "):
            end += 1
        found = SHARED.fullmatch(lines[position])
        if found:
            role, names, said = found.groups()
            for name in names.split(", "):
                parted += [f":{role} {name}:{said}", *lines[position + 1 : end]]
        else:
            parted += lines[position:end]
        position = end
    return parted


def _process_signature(_: Sphinx, what: str, __: str, kind: Any, ___: Any, given: str | None, ____: Any) -> Any:
    is_ours = what in ("class", "exception") and kind.__module__.startswith(PACKAGE)
    return (write_signature(kind, given), "") if is_ours and given else None


def _process_docstring(_: Sphinx, what: str, __: str, kind: Any, ___: Any, lines: list[str]) -> None:
    lines[:] = part_shared(lines)
    if what == "class" and issubclass(kind, Explorer) and not inspect.isabstract(kind):
        lines += list_buttons(kind)


def _drop_long_values(_: Sphinx, page: nodes.document) -> None:
    for shown in list(page.findall(addnodes.desc_annotation)):
        value = shown.astext()
        if value.startswith(" = ") and (len(value) > LONGEST_VALUE or " at 0x" in value):
            shown.parent.remove(shown)


def _join_shared(_: Sphinx, page: nodes.document) -> None:
    """Put names side by side again that share a description, as in "power, level: wanted power; two-sided level"."""
    for listed in page.findall(nodes.field_list):
        for _, shared in groupby(list(listed.findall(nodes.list_item)), key=_read_description):
            kept, *others = shared
            for place, other in enumerate(others, start=1):
                kept[0].insert(2 * place - 1, [nodes.Text(", "), other[0].pop(0)])
                other.parent.remove(other)


def _read_description(item: nodes.list_item) -> str:
    """Return what stands behind a name; all of it where nothing does, so that each is another."""
    said = item.astext().removeprefix(item[0][0].astext())
    return said if "\N{EN DASH}" in said else item.astext()


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("autodoc-process-signature", _process_signature)
    app.connect("autodoc-process-docstring", _process_docstring, priority=AFTER_NAPOLEON + 1)
    app.connect("doctree-read", _drop_long_values)
    app.connect("doctree-read", _join_shared)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

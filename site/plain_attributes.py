"""A Sphinx extension: the first line of what is said of a property or a constant stays as it is.

Napoleon reads "1 / risk difference: negative for one fewer" as a type, a colon and a description. This takes that line
aside before it, and puts it back after it.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

KINDS = {"attribute", "data", "property"}
NAPOLEONS_TURN = 500
"""Sphinx calls in the order of these numbers."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    aside: dict[str, list[str]] = {}

    def take_aside(_: Sphinx, what: str, name: str, __: Any, ___: Any, lines: list[str]) -> None:
        if what in KINDS and lines:
            aside[name], lines[0] = lines[0], "words"

    def put_back(_: Sphinx, __: str, name: str, ___: Any, ____: Any, lines: list[str]) -> None:
        if name in aside:
            lines[0] = aside.pop(name)

    app.connect("autodoc-process-docstring", take_aside, priority=NAPOLEONS_TURN - 1)
    app.connect("autodoc-process-docstring", put_back, priority=NAPOLEONS_TURN + 1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

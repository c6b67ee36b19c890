"""A Sphinx extension: a name in a signature or a docstring leads to what its module means by it, and else nowhere.

Sphinx takes any object of that name: "n patients" would lead to some model's `n`.
"""

from __future__ import annotations

import sys

from docutils import nodes
from sphinx.addnodes import pending_xref, pending_xref_condition
from sphinx.application import Sphinx

PACKAGE = "helpers."


def find_full_name(module: str, name: str) -> str | None:
    """Return where what `module` calls `name` is defined, or None if that is not in the helpers."""
    meant = getattr(sys.modules.get(module), name, None)
    home = getattr(meant, "__module__", None) or ""
    return f"{home}.{meant.__qualname__}" if home.startswith(PACKAGE) and hasattr(meant, "__qualname__") else None


def make_exact(app: Sphinx, page: nodes.document) -> None:
    """Give each name on a page its full form, or take its link away."""
    for name in list(page.findall(pending_xref)):
        if name.get("refdomain") != "py":
            continue
        full = find_full_name(name.get("py:module") or "", name["reftarget"])
        if full is None:
            shown = name.children[0]
            name.replace_self(shown.children if isinstance(shown, pending_xref_condition) else [shown])
        else:
            name["reftarget"], name["refspecific"] = full, False


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-read", make_exact)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Builds the static site: `make site`. Nothing is fetched, every warning is an error, and the pages are looked through.

The sources are put together in a folder that mirrors the repository, so that a link between two of them holds both
there and on GitHub.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from api_pages import write_api_pages
from check_pages import find_problems
from page_sources import HERE, NOTEBOOKS, REPOSITORY, gather_pages
from pressed import add_pressed_to_file
from run_notebooks import run_all
from sphinx.cmd.build import build_main

MISSING_IN_THE_THEME = {
    '<aside class="sidebar-drawer': '<aside aria-label="All pages" class="sidebar-drawer',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    'class="caption" role="heading">': 'class="caption" role="heading" aria-level="2">',
}
"""What the theme writes -> the same for a screen reader too: names for two columns, the level of a heading."""


def gather(sources: Path) -> None:
    """Put all that becomes a page into the folder `sources`."""
    gather_pages(sources)
    (sources / "helpers").mkdir()
    write_api_pages(REPOSITORY / "helpers", sources / "helpers")
    run_all(NOTEBOOKS, sources / "notebooks")
    for path in NOTEBOOKS:
        add_pressed_to_file(sources / "notebooks" / path.name)


def build(out: Path, sources: Path) -> int:
    """Write the pages to `out`; return 0, or 1 when anything was complained of."""
    gather(sources)
    shutil.rmtree(out, ignore_errors=True)
    options = ["--fail-on-warning", "--fresh-env", "--quiet", "--conf-dir", str(HERE), "--doctree-dir"]
    failed = build_main([*options, str(sources.parent / f"{sources.name}-read"), str(sources), str(out)])
    for page in out.rglob("*.html"):
        complete_theme(page)
    problems = [] if failed else find_problems(out)
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if failed or problems else 0


def complete_theme(page: Path) -> None:
    """Add to a page what a screen reader needs and the theme leaves out."""
    text = page.read_text(encoding="utf-8")
    for written, whole in MISSING_IN_THE_THEME.items():
        text = text.replace(written, whole)
    page.write_text(text, encoding="utf-8", newline="\n")


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("build/site"), help="folder for the pages (build/site)")
    parser.add_argument(
        "--sources", type=Path, default=Path("build/site-sources"), help="folder for what they are made from"
    )
    arguments = parser.parse_args(words)
    return build(arguments.out, arguments.sources)


if __name__ == "__main__":
    raise SystemExit(main())

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
    problems = [] if failed else find_problems(out)
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if failed or problems else 0


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

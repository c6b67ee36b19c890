"""Look at a notebook, or at one expression, as JupyterLab shows it.

Opens it in a real JupyterLab and a real Chromium, runs every cell, and writes for each width and theme one picture
of the whole notebook and one of every cell that shows something; then says what else was seen: run time, memory,
warnings, console errors, requests that left the machine, and what axe-core found in the cells.

    python -m tests.browser.look notebooks/00_start_here.ipynb --width 1280 800 --theme light dark
    python -m tests.browser.look --code "from helpers.explorers import PeopleExplorer; PeopleExplorer()"
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from tests.browser.lab import Lab, start_chromium
from tests.browser.notebook import Notebook, NotebookFailed

CELLS = ".jp-Notebook .jp-RenderedMarkdown, .jp-Notebook .jp-OutputArea-output"


def make_notebook(cells: Sequence[str]) -> nbformat.NotebookNode:
    """Return a notebook of code cells; one that starts with '#%% md' and a new line is Markdown instead."""
    mark = "#%% md\n"
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return nbformat.v4.new_notebook(
        metadata={"kernelspec": kernel},
        cells=[
            nbformat.v4.new_markdown_cell(cell.removeprefix(mark))
            if cell.startswith(mark)
            else nbformat.v4.new_code_cell(cell)
            for cell in cells
        ],
    )


def take_pictures(notebook: Notebook, folder: Path, suffix: str, *, every_cell: bool = False) -> list[Path]:
    """Save the whole notebook and each cell as pictures named with `suffix`, in order; return the files.

    Code cells that show nothing are left out unless `every_cell`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    with notebook.unrolled() as fits:
        if fits:
            files.append(folder / f"whole_{suffix}.png")
            notebook.page.screenshot(path=files[-1])
        for index in range(notebook.count_cells()):
            cell = notebook.cell(index)
            if every_cell or cell.locator(".jp-RenderedMarkdown, .jp-OutputArea-child").count():
                files.append(folder / f"cell{index:02d}_{suffix}.png")
                cell.screenshot(path=files[-1])
    return files


def describe(notebook: Notebook) -> list[str]:
    """Return what was seen beside the pictures, one thing a line."""
    lines = [f"ran in {notebook.seconds:.1f} s; kernel {notebook.measure_kernel_memory():.0f} MB"]
    lines += [f"error or warning: {text}" for text in notebook.stderr]
    lines += [f"dialog: {text}" for text in notebook.dialogs]
    lines += notebook.complaints
    lines += [f"axe: {violation}" for violation in notebook.find_violations(CELLS)]
    return lines


def look(arguments: argparse.Namespace) -> int:
    """Do what the command line asks; return 1 when a cell failed or anything was complained of."""
    source = arguments.notebook or make_notebook(arguments.code)
    name = Path(arguments.notebook).stem if arguments.notebook else "code"
    folder = arguments.out or Path("build/look") / name
    with start_chromium() as browser, Lab() as lab:
        notebook = Notebook(
            browser,
            lab,
            source,
            width=arguments.width[0],
            height=arguments.height,
            dark=arguments.theme[0] == "dark",
            sidebar=arguments.sidebar,
            scale=arguments.scale,
        )
        failed = False
        try:
            notebook.run_all(timeout=arguments.timeout)
        except NotebookFailed as problem:
            failed = True
            sys.stdout.write(f"{problem}\n")
        if arguments.press:
            notebook.press(*arguments.press)
        for width in arguments.width:
            for theme in arguments.theme:
                notebook.set_size(width, arguments.height)
                notebook.set_theme(dark=theme == "dark")
                for file in take_pictures(notebook, folder, f"{width}_{theme}", every_cell=arguments.every_cell):
                    sys.stdout.write(f"{file}\n")
        seen = describe(notebook)
        sys.stdout.write("\n".join(seen) + "\n")
        notebook.close()
    return 1 if failed or len(seen) > 1 else 0


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and look."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.look", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebook", nargs="?", help="a notebook, by its path from the repository's top")
    parser.add_argument("--code", action="append", help="the code of a cell, instead of a notebook; may be repeated")
    parser.add_argument("--width", type=int, nargs="+", default=[1280], help="window widths in pixels (1280)")
    parser.add_argument("--height", type=int, default=900, help="window height in pixels (900)")
    parser.add_argument("--theme", nargs="+", choices=["light", "dark"], default=["light"], help="themes (light)")
    parser.add_argument("--dark", dest="theme", action="store_const", const=["dark"], help="the same as --theme dark")
    parser.add_argument("--scale", type=float, default=1, help="device pixels for a CSS pixel (1)")
    parser.add_argument("--sidebar", action="store_true", help="leave the file browser open")
    parser.add_argument("--every-cell", action="store_true", help="code cells that show nothing, too")
    parser.add_argument(
        "--press", nargs="+", metavar="WORD", help="a CSS selector to focus, then keys: .noUi-handle ArrowRight*5 Tab"
    )
    parser.add_argument("--timeout", type=float, default=120, help="seconds that the cells may take (120)")
    parser.add_argument("--out", type=Path, help="folder for the pictures (build/look/<name>)")
    arguments = parser.parse_args(words)
    if bool(arguments.notebook) == bool(arguments.code):
        parser.error("give a notebook, or code with --code")
    return look(arguments)


if __name__ == "__main__":
    raise SystemExit(main())

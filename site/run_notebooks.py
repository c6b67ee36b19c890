"""Runs the notebooks for the site, each picture in its static form, and leaves the committed ones as they are."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from helpers.explorers.frame import STATIC_ONLY

AT_ONCE = 2
"""Kernels that run side by side."""

LONGEST_S = 300
"""A cell may take; the slowest of the course takes a few seconds."""

END_OF_WORDS = re.compile(r"(<br>|</(?:caption|p|summary|t[dh])>)(?=\S)")
"""In the search and its excerpts, words that only such a tag parts would run together."""

WIDGET = "application/vnd.jupyter.widget-view+json"

FOR_READING = """```{note}
This page is for reading: each picture stands as it opens, and where a sentence says “run the cell”, “move” or “press”,
it means [the notebook in JupyterLab](../index.md#run-it). What you are told to press is shown below the picture, folded
up unless it is to be compared.
```"""


class NotForReading(Exception):
    """A notebook printed what no page should show; the text says which and what."""


def run_all(notebooks: list[Path], folder: Path) -> None:
    """Run `notebooks` in a temporary folder and write them with their outputs to `folder`."""
    with tempfile.TemporaryDirectory(prefix="site-") as temporary, ThreadPoolExecutor(AT_ONCE) as pool:
        # A learner's record is looked for beside the notebooks: none is, in a folder of their own.
        working = Path(temporary)
        for path in notebooks:
            shutil.copy(path, working)
        for path, notebook in zip(notebooks, pool.map(partial(_run, folder=working), notebooks), strict=True):
            nbformat.write(notebook, folder / path.name)


def _run(path: Path, folder: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(folder / path.name, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=LONGEST_S,
        store_widget_state=False,
        # A kernel warns at its start that what it says to this machine could be overheard on it.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=os.environ | {STATIC_ONLY: "1"})
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            _check(path.stem, output)
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = END_OF_WORDS.sub(r"\1\n", output.data["text/html"])
        if "begin(" in cell.source and cell.cell_type == "code":
            # It checks whether the course is installed, and where: nothing to a reader.
            cell.metadata.tags = [*cell.metadata.get("tags", []), "hide-input", "remove-output"]
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(FOR_READING, id="for-reading"))
    return notebook


def _check(name: str, output: nbformat.NotebookNode) -> None:
    if output.output_type in ("error", "stream"):
        raise NotForReading(f"{name} printed: {output.get('text', output.get('evalue', ''))}")
    if WIDGET in output.get("data", {}):
        raise NotForReading(f"{name} shows a widget that has no static form: {output.data.get('text/plain')}")

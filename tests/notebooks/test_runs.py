"""Each notebook runs in a fresh kernel with the real ipywidgets, each cell alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.notebooks.prose import NOTEBOOKS, count_widget_calls

WIDGET = "application/vnd.jupyter.widget-view+json"


def copy_course(path: Path, folder: Path) -> nbformat.NotebookNode:
    """Copy a notebook to a folder of its own, so that no record of predictions is written into the project."""
    shutil.copy(path, folder)
    return nbformat.read(folder / path.name, as_version=4)


def run(notebook: nbformat.NotebookNode, folder: Path) -> list[dict]:
    """Run a notebook to its end and return all outputs."""
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.whole_notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_cell_runs_without_those_before_it_and_answers_nothing(path, tmp_path):
    """Kernel restarted, cells out of order: run from the last to the first, each finds what it needs.

    From top to bottom a notebook is run in the browser; see tests/browser/test_notebooks.py.
    """
    notebook = copy_course(path, tmp_path)
    notebook.cells = [cell for cell in reversed(notebook.cells) if cell.cell_type == "code"]
    # One kernel for all, with every name taken away after each cell: a fresh kernel costs seconds.
    between = nbformat.v4.new_code_cell("get_ipython().reset(new_session=False)")
    notebook.cells = [part for cell in notebook.cells for part in (cell, between.copy())]
    outputs = run(notebook, tmp_path)
    assert [output for output in outputs if output["output_type"] in ("error", "stream")] == []
    assert sum(WIDGET in output.get("data", {}) for output in outputs) >= count_widget_calls(path)
    record = tmp_path / "my_predictions.json"
    assert not record.exists() or json.loads(record.read_text(encoding="utf-8"))["predictions"] == {}
    shown = json.dumps(notebook.metadata.widgets)
    assert shown.count("Record my prediction") == sum("predict(" in cell.source for cell in notebook.cells)
    assert "Found:" not in shown and "We say" not in shown


@pytest.mark.whole_notebook
@pytest.mark.parametrize(
    ("file", "told"),
    [("helpers.py", "make lab"), ("helpers/__init__.py", "Another package called helpers")],
    ids=["module", "package"],
)
def test_another_package_called_helpers_is_told_in_a_sentence(tmp_path, monkeypatch, file, told):
    path = next(path for path in NOTEBOOKS if path.stem == "00_start_here")
    notebook = copy_course(path, tmp_path)
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.metadata.tags = ["raises-exception"]
    notebook.cells = [first]
    outputs = run(notebook, tmp_path)
    error = next(output for output in outputs if output["output_type"] == "error")
    assert told in error["evalue"]
    assert not any("File " in line or "Traceback" in line for line in error["traceback"])

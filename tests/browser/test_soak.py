"""Every explorer used for hours in minutes, and one cell run again and again: the memory stays."""

from __future__ import annotations

import pytest

from helpers import explorers
from tests.bench.walks import make_explorer_cell
from tests.browser.look import make_notebook
from tests.browser.notebook import Notebook
from tests.browser.soaked import soak

RUNS = 12
MOST_GROWTH_OF_RUNS = 35
"""MB. Measured: 17 to 21, the widgets that ipywidgets keeps; 57 when the figures stay too."""

MOST_GROWTH = 20
"""MB."""


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_keys_leave_memory_and_page_in_order(open_notebook):
    """The short form, in the whole suite, stands in test_explorers_alike.py."""
    names = explorers.__all__
    notebook: Notebook = open_notebook(make_notebook([make_explorer_cell(name) for name in names]))
    notebook.run_all()
    # The warm-up fills what the explorers keep on purpose: drawn backgrounds and words.
    assert soak(notebook, names, warm_up=1000, presses=20_000) < MOST_GROWTH


def test_a_cell_that_is_run_again_gives_its_memory_back(open_notebook):
    """Widgets that ipywidgets keeps for ever are small; figures and backgrounds, 4 MB a time, must go with the view."""
    notebook: Notebook = open_notebook(make_notebook([make_explorer_cell("EffectExplorer")]))
    notebook.run_all()
    for _ in range(3):
        notebook.run_cell(0)
    before = notebook.measure_kernel_memory()
    for _ in range(RUNS):
        notebook.run_cell(0)
    assert notebook.measure_kernel_memory() - before < MOST_GROWTH_OF_RUNS

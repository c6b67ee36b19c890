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
"""MB. Measured: 17 to 23, and after twice as many runs 26 to 33: it levels off. 57 when the figures stay too."""

SHELVES = 6
"""Windows over which all explorers are shared out, a minute or so each."""

CHANGES = 500
"""Keys on each explorer, as fast as they go."""

WARM_UP = 150
"""Keys on each explorer before: they fill what it keeps on purpose, eight drawn backgrounds and the words."""

MOST_GROWTH = 20
"""MB for the five or six explorers of a window."""


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("first", range(SHELVES))
def test_hundreds_of_rapid_changes_leave_memory_and_page_in_order(open_notebook, first):
    """The short form, in the whole suite, stands in test_explorers_alike.py."""
    names = tuple(explorers.__all__[first::SHELVES])
    notebook: Notebook = open_notebook(make_notebook([make_explorer_cell(name) for name in names]))
    notebook.run_all()
    assert soak(notebook, names, warm_up=WARM_UP, presses=CHANGES * len(names)) < MOST_GROWTH


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

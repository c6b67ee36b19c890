"""The browser, the lab and the notebooks that a browser test asks for by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Error as PlaywrightError

from tests.browser.lab import Lab
from tests.browser.notebook import PICTURES, Notebook

OpenNotebook = Callable[..., Notebook]
"""Opens a notebook in a window, a folder and a kernel of its own; the arguments are those of `Notebook`."""

OPENED = pytest.StashKey[list[Notebook]]()

FAILED = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the list of windows that are open."""
    config.stash[OPENED] = []


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """One JupyterLab for all browser tests."""
    with Lab() as server:
        yield server


@pytest.fixture
def open_notebook(browser: Browser, lab: Lab, pytestconfig: pytest.Config) -> Iterator[OpenNotebook]:
    """Open notebooks for one test."""
    with _opening(browser, lab, pytestconfig.stash[OPENED]) as open_one:
        yield open_one


@pytest.fixture(scope="session")
def opening(
    browser: Browser, lab: Lab, pytestconfig: pytest.Config
) -> Callable[[], AbstractContextManager[OpenNotebook]]:
    """Return what opens notebooks for as long as a fixture of another scope needs them."""
    return lambda: _opening(browser, lab, pytestconfig.stash[OPENED])


class Desk:
    """The one window in which tests look at cells of their own, one test after the other."""

    def __init__(self, opening: Callable[[], AbstractContextManager[OpenNotebook]]) -> None:
        self._opening = opening
        self._stack = ExitStack()
        self._notebook: Notebook | None = None

    def show(self, cells: nbformat.NotebookNode) -> Notebook:
        """Return the window with these cells, not yet run."""
        if self._notebook is None:
            self._notebook = self._stack.enter_context(self._opening())(cells)
        else:
            self._notebook.replace_cells(cells)
        return self._notebook

    def clear_up(self) -> None:
        """Bring back the looks that a window opens with, and see that it had nothing to complain of."""
        if self._notebook is None:
            return
        complaints = self._notebook.complaints
        self._notebook.console_errors.clear()
        self._notebook.off_machine.clear()
        self._notebook.restore_looks()
        assert complaints == []

    def close(self) -> None:
        """Close the window; the next test gets another."""
        self._notebook = None
        self._stack.close()


@pytest.fixture(scope="session")
def desk(opening: Callable[[], AbstractContextManager[OpenNotebook]]) -> Iterator[Desk]:
    """Return the window that tests share which need a page, but not one of their own."""
    shared = Desk(opening)
    yield shared
    shared.close()


@pytest.fixture
def show_cells(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Callable[[nbformat.NotebookNode], Notebook]]:
    """Show cells in the shared window: the test finds it as it opens, in a kernel that knows no names."""
    yield desk.show
    if request.node.stash.get(FAILED, False):
        # Whatever it left behind fails no other test.
        desk.close()
    else:
        desk.clear_up()


@contextmanager
def _opening(browser: Browser, lab: Lab, opened: list[Notebook]) -> Iterator[OpenNotebook]:
    """Yield what opens notebooks; close them at the end, when none may have had anything to complain of."""
    own: list[Notebook] = []

    def open_one(source: str | Path | nbformat.NotebookNode, **options: Any) -> Notebook:
        notebook = Notebook(browser, lab, source, **options)
        own.append(notebook)
        opened.append(notebook)
        return notebook

    yield open_one
    for notebook in own:
        opened.remove(notebook)
        notebook.close()
    assert [complaint for notebook in own for complaint in notebook.complaints] == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep a picture of every open window at the moment when a test fails, in build/browser/."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        for number, notebook in enumerate(item.config.stash[OPENED]):
            name = re.sub(r"\W+", "_", item.name)
            try:
                notebook.page.screenshot(path=PICTURES / f"failed_{name}_{number}.png")
            except PlaywrightError as fault:
                # A page that has crashed has no picture; the test's own failure is what must be told.
                report.sections.append(("No picture", str(fault)))
    return report

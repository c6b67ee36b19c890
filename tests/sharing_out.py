"""How pytest-xdist shares the tests out: what looks at one window stays together, and no worker waits for another.

The tests in a browser wait for pages and kernels, and all others compute; so the first worker starts with the browser's
tests, and the others start at the other end of the list.

The workers do not say which tests belong together: pytest-xdist 3.8 writes the mark `xdist_group` where pytest 9.2 does
not look for it (github.com/pytest-dev/pytest-xdist/issues/1386). A test's own name does.
"""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

WINDOWS = [
    re.compile(r"tests/browser/test_explorers_alike\.py::.*\[(.+)\]$"),
    re.compile(r"tests/browser/test_notebooks\.py::.*\[(?:.*-)?(\d\d_[a-z_]+)(?:-.*)?\]$"),
]
"""Tests whose names end in the same window: a shelf of explorers, or a whole notebook."""


def name_window(test: str) -> str:
    """Return the window that a test shares with others; one that shares none has itself.

    >>> name_window("tests/browser/test_notebooks.py::test_axe[01_trial_design-dark]")
    '01_trial_design'
    >>> name_window("tests/browser/test_notebooks.py::test_what_cannot_be_a_range_is_told[a-word-00_start_here]")
    '00_start_here'
    >>> name_window("tests/browser/test_explorers_alike.py::test_axe[Effect+People]")
    'Effect+People'
    >>> name_window("tests/unit/test_power.py::test_it[01_trial_design]")
    'tests/unit/test_power.py::test_it[01_trial_design]'
    """
    found = next(filter(None, (window.match(test) for window in WINDOWS)), None)
    return found[1] if found else test


class SharingOut(LoadScopeScheduling):
    """Gives each worker the tests of a window at a time; the list is in the order that tests/conftest.py gives it."""

    def _split_scope(self, nodeid: str) -> str:
        return name_window(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if node.gateway.id == "gw0":
            self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
        super()._assign_work_unit(node)

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Note that a test is done, and forget a window that is: all would be counted anew after each test."""
        super().mark_test_complete(node, item_index, duration)
        assigned = self.assigned_work[node]
        window = self._split_scope(self.registered_collections[node][item_index])
        if all(assigned[window].values()):
            del assigned[window]

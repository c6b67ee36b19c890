"""What holds for every test: the order in which they run, which of them are browser tests, and the one browser."""

from __future__ import annotations

import gc
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TESTS = Path(__file__).parent

LEFT_TO_ALL = ("test_explorer_", "test_mark_", "test_hardening_", "test_assignment_", "test_simulated_")
"""How modules begin that `make quick` leaves to `make test`: of one explorer, of the assignment, of its marking, of
wrong types: many tests each."""

ALWAYS = ("test_explorer_permutation", "test_explorer_run", "test_mark_judge", "test_assignment_answer")
"""Of these, those that `make quick` runs too. The others are run by `make test`, and by whoever works on them; what all
explorers share is tested quickly, in test_explorers.py, by three of them."""


# jsonschema, through which nbformat reads notebooks, would else build 39 grammars of web addresses: two seconds of each
# worker. Where the module is missing it does without them, and no notebook's schema asks for them.
sys.modules.setdefault("rfc3987_syntax", None)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the search for rubbish away from what is collected, for all of it is needed to the end.

    It would be walked through again and again: statsmodels orders a search for each p value that it adjusts.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the quick tests first and the browser's last, and the soak and the site only where they are asked for.

    A fault in a function is then told before a notebook or a browser trips over it.
    """
    for item in items:
        if item.path.is_relative_to(TESTS / "browser"):
            item.add_marker(pytest.mark.browser)
        elif item.path.stem.startswith(LEFT_TO_ALL) and item.path.stem not in ALWAYS:
            item.add_marker(pytest.mark.slow)
    for mark in ("soak", "site"):
        if mark not in config.option.markexpr:
            left_out = {item for item in items if item.get_closest_marker(mark)}
            config.hook.pytest_deselected(items=list(left_out))
            items[:] = [item for item in items if item not in left_out]
    items.sort(key=_rank)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker: Playwright starts no second one beside it."""
    from tests.browser.lab import start_chromium

    with start_chromium() as chromium:
        yield chromium


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests out so that those which look at one window stay together."""
    from tests.sharing_out import SharingOut

    config.option.loadscopereorder = False
    return SharingOut(config, log)


def _rank(item: pytest.Item) -> int:
    for rank, marker in enumerate(("browser", "whole_notebook", "slow")):
        if item.get_closest_marker(marker):
            return 3 - rank
    return 0

"""Five hundred changes in a row leave an explorer as a new one in that state, and the kernel as large as it was.

Keys in a real page are in tests/browser/test_explorers_alike.py; `make soak` presses as many on every explorer.
"""

from __future__ import annotations

import ctypes
import gc
import random
import sys

import psutil
import pytest

from helpers import explorers
from helpers.errors import Impossible
from helpers.explorers.base import LAYOUTS_KEPT, Explorer
from tests.unit.explorer_tools import list_stops, read_view

NAMES = ("EffectExplorer", "FewPatientsExplorer", "FragilityExplorer")
CHANGES, WARM_UP = 500, 60

MOST_GROWTH = 20
"""MB. Measured: 0 to 7, a drawn background or two; a figure that stays behind at each change would be 1500."""


def measure_memory() -> float:
    """Return this process's resident memory in MB, without what the C library keeps for later."""
    gc.collect()
    if sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim"):
        ctypes.CDLL(None).malloc_trim(0)
    return psutil.Process().memory_info().rss / 2**20


def change(explorer: Explorer, chance: random.Random, times: int) -> None:
    """Move one control after another to its start, its middle or its end."""
    stops = {name: list_stops(control) for name, control in explorer._controls.items()}
    for _ in range(times):
        name = chance.choice([*stops])
        explorer._controls[name].value = chance.choice(stops[name])


def is_possible(explorer: Explorer) -> bool:
    """Tell whether the controls stand at what can be."""
    try:
        explorer.compute(**explorer.state)
    except Impossible:
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_state_and_picture_agree_after_many_changes_and_memory_stays(name):
    cls, chance = getattr(explorers, name), random.Random(500)
    explorer = cls()
    change(explorer, chance, WARM_UP)
    before = measure_memory()
    change(explorer, chance, CHANGES)
    assert measure_memory() - before < MOST_GROWTH
    assert len(explorer._layouts) <= LAYOUTS_KEPT
    while not is_possible(explorer):
        # What cannot be leaves the picture of before.
        assert explorer._shown.state != explorer.state
        change(explorer, chance, 1)
    assert explorer._shown.state == explorer.state
    # Not the opening picture, which a figure that is never updated would show as well.
    assert read_view(cls()) != read_view(explorer) == read_view(cls(**explorer.state))
    explorer.reset()
    assert read_view(explorer) == read_view(cls())

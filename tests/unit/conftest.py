"""What every unit test leaves behind is cleared away: ipywidgets keeps each widget, and an explorer its figures."""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets
import pytest


@pytest.fixture(autouse=True)
def close_widgets() -> Iterator[None]:
    """Close the widgets that a test has made; sweeps over all explorers would fill gigabytes."""
    yield
    ipywidgets.Widget.close_all()

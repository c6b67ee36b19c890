"""What the course's widgets share, so that a picture comes to the page in fewer messages."""

from __future__ import annotations

import pytest
from ipywidgets import Layout, Widget
from ipywidgets.widgets.widget import _instances

from helpers import explorers
from helpers.explorers import widgets
from helpers.explorers.widgets import HTML, Button, SharedLooks
from helpers.learning import predict, verdict

KINDS = [
    kind
    for kind in vars(widgets).values()
    if isinstance(kind, type) and issubclass(kind, SharedLooks) and kind is not SharedLooks
]


def list_looks() -> set[Widget]:
    """Return the layouts and styles that are open."""
    return {held for held in _instances.values() if isinstance(held, Layout) or type(held).__name__.endswith("Style")}


@pytest.mark.parametrize("kind", KINDS)
def test_two_of_a_kind_share_their_looks(kind):
    options = {"options": [1, 2]} if kind is widgets.SelectionSlider else {}
    one, other = kind(**options), kind(**options)
    assert one.layout is other.layout
    has_style = "style" in one.trait_names()
    assert not has_style or one.style is other.style
    assert len(list_looks()) == 1 + has_style


@pytest.mark.parametrize("name", explorers.__all__)
def test_an_explorer_opens_no_looks_that_are_open_already(name):
    cls = getattr(explorers, name)
    first = cls()
    looks = list_looks()
    second = cls()
    assert list_looks() == looks
    first.close()
    assert looks == list_looks(), "closing one takes the looks from the other"
    assert second.layout is second._view.layout


@pytest.mark.parametrize(("ask", "item"), [(predict, "placebo_response"), (verdict, "subtypes")])
def test_a_question_opens_no_looks_that_are_open_already(ask, item, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ask(item)
    looks = list_looks()
    ask(item)
    assert looks
    assert list_looks() == looks


def test_looks_that_are_passed_stay_the_widgets_own():
    shared, own = Button(), Button(layout=Layout(width="9em"), style={"button_color": "red"})
    assert own.layout.width == "9em"
    assert own.style.button_color == "red"
    assert (shared.layout.width, shared.style.button_color) == (None, None)
    assert Button().layout is shared.layout


def test_looks_that_were_closed_are_opened_anew():
    closed = HTML().layout
    Widget.close_all()
    fresh = HTML().layout
    assert fresh is not closed
    assert fresh.comm is not None

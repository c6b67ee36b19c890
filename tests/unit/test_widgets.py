"""What the course's widgets share, so that a picture comes to the page in fewer messages."""

from __future__ import annotations

import pytest
from ipywidgets import Layout, Widget
from ipywidgets.widgets.widget import _instances

from helpers import explorers
from helpers.explorers import widgets
from helpers.explorers.widgets import Button, SharedLooks, share_looks
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
def test_two_of_a_kind_share_their_looks_in_one_box_and_nowhere_else(kind):
    options = {"options": [1, 2]} if kind is widgets.SelectionSlider else {}
    with share_looks():
        one, other = kind(**options), kind(**options)
    with share_looks():
        third = kind(**options)
    alone = kind(**options)
    for look in {"layout", "style"} & set(one.trait_names()):
        assert getattr(one, look) is getattr(other, look)
        assert len({id(getattr(widget, look)) for widget in (one, third, alone)}) == 3


@pytest.mark.parametrize("name", explorers.__all__)
def test_an_explorer_opens_two_layouts_and_a_style_of_each_kind(name):
    explorer = getattr(explorers, name)()
    looks = list_looks()
    kinds = [type(look) for look in looks if not isinstance(look, Layout)]
    assert len(kinds) == len(set(kinds)) > 3
    # One is the box's own: a reader may set its width, and nothing in it changes.
    assert {look for look in looks if isinstance(look, Layout)} == {explorer.layout, explorer._view.layout}


def test_two_explorers_share_nothing():
    one, other = explorers.PeopleExplorer(), explorers.PeopleExplorer()
    assert one._view.layout is not other._view.layout
    one.close()
    assert other._view.layout.comm is not None


@pytest.mark.parametrize(("ask", "item"), [(predict, "placebo_response"), (verdict, "subtypes")])
def test_a_question_opens_two_layouts(ask, item, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ask(item)
    assert len([look for look in list_looks() if isinstance(look, Layout)]) == 2


def test_looks_that_are_passed_stay_the_widgets_own():
    with share_looks():
        shared, own = Button(), Button(layout=Layout(width="9em"), style={"button_color": "red"})
    assert own.layout.width == "9em"
    assert own.style.button_color == "red"
    assert (shared.layout.width, shared.style.button_color) == (None, None)

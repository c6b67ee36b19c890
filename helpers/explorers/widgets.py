"""The widgets of ipywidgets that the course uses; those of one box share a layout, and a style with all of its kind.

By default each opens a layout and a style of its own, and none of these is ever changed: the looks are in frame.css.
They are two of three messages with which a picture and its controls come to the page. A layout or a style that is
passed belongs to that widget alone, as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import ipywidgets
from ipywidgets import Layout, Widget
from traitlets import HasTraits, default

_looks: ContextVar[dict[type[Widget], Widget] | None] = ContextVar("looks", default=None)


@contextmanager
def share_looks() -> Iterator[None]:
    """Have the widgets that are made meanwhile share their looks; made elsewhere, each opens its own.

    Not shared by all of a kernel: a page that is reloaded while cells run must meet the looks of each box before it.
    """
    token = _looks.set({})
    try:
        yield
    finally:
        _looks.reset(token)


class SharedLooks(HasTraits):
    """A mixin for widgets that share the default layout, and the default style if they have one."""

    @default("layout")
    def _share_layout(self) -> Widget:
        return _share(Layout)

    @default("style")
    def _share_style(self) -> Widget:
        return _share(self.traits()["style"].klass)


def _share(kind: type[Widget]) -> Widget:
    looks = _looks.get()
    if looks is None:
        return kind()
    if kind not in looks:
        looks[kind] = kind()
    return looks[kind]


class Box(SharedLooks, ipywidgets.Box):
    """A row of widgets."""


class VBox(SharedLooks, ipywidgets.VBox):
    """A column of widgets."""


class HTML(SharedLooks, ipywidgets.HTML):
    """Words and pictures."""


class Text(SharedLooks, ipywidgets.Text):
    """A line that is typed."""


class Button(SharedLooks, ipywidgets.Button):
    """Acts when it is pressed."""


class ToggleButton(SharedLooks, ipywidgets.ToggleButton):
    """Stays pressed until it is pressed again."""


class Checkbox(SharedLooks, ipywidgets.Checkbox):
    """Yes or no."""


class Dropdown(SharedLooks, ipywidgets.Dropdown):
    """One of a list."""


class RadioButtons(SharedLooks, ipywidgets.RadioButtons):
    """One of a few, all in sight."""


class IntSlider(SharedLooks, ipywidgets.IntSlider):
    """A whole number."""


class FloatSlider(SharedLooks, ipywidgets.FloatSlider):
    """A number."""


class SelectionSlider(SharedLooks, ipywidgets.SelectionSlider):
    """One of an ordered list."""

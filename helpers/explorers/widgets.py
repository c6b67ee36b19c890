"""The widgets of ipywidgets that the course uses; all of a kind share one layout and one style.

By default each opens a layout and a style of its own, and nobody changes either here: the looks are in frame.css. They
are two of three messages with which a picture and its controls come to the page. A layout or a style that is passed
belongs to that widget alone, as ever.
"""

from __future__ import annotations

import ipywidgets
from ipywidgets import Layout, Widget
from traitlets import HasTraits, default

_shared: dict[type[Widget], Widget] = {}


class SharedLooks(HasTraits):
    """A mixin for widgets that share the default layout, and the default style if they have one."""

    @default("layout")
    def _share_layout(self) -> Widget:
        return _share(Layout)

    @default("style")
    def _share_style(self) -> Widget:
        return _share(self.traits()["style"].klass)


def _share(kind: type[Widget]) -> Widget:
    """Return the one of this kind; a new one if it has been closed, as `Widget.close_all` does."""
    held = _shared.get(kind)
    if held is None or held.comm is None:
        held = _shared[kind] = kind()
    return held


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

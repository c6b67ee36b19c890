"""The frame around every control of the course: keyboard, names, voice, static twin, files.

What it cures was found by trying JupyterLab 4.4 and 4.6: in command mode the lab takes arrow keys from lists, typing
"dd" on a focused button deletes the cell, sliders have no accessible name, and a saved notebook shows nothing where a
widget stood. The cure is one small widget without a face (`Frame`), which stands last in each box.
"""

from __future__ import annotations

import os
import threading
import uuid
from abc import ABCMeta
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import HTML, display
from ipywidgets import Box, VBox, Widget

from helpers.errors import Boundary
from helpers.explorers.widgets import SharedLooks, share_looks

STATIC_ONLY = "READING_A_TRIAL_STATIC"
"""Environment variable: when it is set, only the static form is shown (for a site or a handout)."""

_HERE = Path(__file__).parent
STYLE = (_HERE / "frame.css").read_text(encoding="utf-8")


HIDE_DEAD_WIDGET = """
.jp-OutputArea-child:has(.{twin}) + .jp-OutputArea-child:not(:has(.trial-explorer)) {{ display: none; }}
"""
"""In a notebook that was saved and opened again, JupyterLab prints "model not found" where the widget stood."""


class Frame(SharedLooks, anywidget.AnyWidget):
    """The faceless widget that works in the page: see frame.js."""

    _esm = _HERE / "frame.js"
    _css = _HERE / "frame.css"

    label = traitlets.Unicode().tag(sync=True)
    twin = traitlets.Unicode().tag(sync=True)


class _FramedBoxMeta(ABCMeta, type(VBox)):
    """Lets a widget have abstract methods, and has all that is made for a box share its looks."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        with share_looks():
            return super().__call__(*args, **kwargs)


class FramedBox(VBox, metaclass=_FramedBoxMeta):
    """A column of widgets inside the frame, with a layout of its own: a reader may set its width.

    Elements of class `te-sentence` in it are read aloud politely, 400 ms after their last change.

    Parameters
    ----------
    children : sequence of Widget
        What the box shows, from top to bottom.
    label : str
        Accessible name of the group.
    """

    def __init__(self, children: Sequence[Widget], *, label: str) -> None:
        self._lock = threading.RLock()
        self._frame = Frame(label=label, twin=f"te-twin-{uuid.uuid4().hex[:12]}")
        self._frame.on_msg(self._on_message)
        self._views = 0
        super().__init__([*children, self._frame])
        self.add_class("trial-explorer")

    def static_html(self) -> str:
        """Return what is shown where no kernel runs; boxes with a picture or a text override it."""
        return ""

    def on_gone(self) -> None:
        """Called when the last view of the box has left the page: the place to free memory."""

    def close(self) -> None:
        """Close the box with all that it holds."""
        for widget in _list_descendants(self):
            widget.close()
        self.on_gone()
        super().close()

    def on_step(self, turn: int, to_the_end: bool) -> None:
        """Called when the page is ready for the step that was asked for with the number `turn`."""

    def guard(self, act: Callable[[], None], say: Callable[[str], None], fault: str) -> None:
        """Do what a press asks for, one at a time; what cannot be is told in its sentence, a fault in `fault`."""

        def report(raised: Exception) -> None:
            self.log.error("%s failed", self._frame.label, exc_info=raised)
            say(fault)

        with self._lock, Boundary(say, report):
            act()

    def _on_message(self, _: Widget, content: dict[str, Any], __: list[bytes]) -> None:
        if content.get("kind") == "step":
            self.on_step(content.get("turn"), bool(content.get("to_the_end")))
        self._views += {"ready": 1, "gone": -1}.get(content.get("kind"), 0)
        if content.get("kind") == "gone" and self._views <= 0:
            self.on_gone()

    def save_file(self, name: str, media_type: str, content: bytes) -> None:
        """Hand `content` to the reader's browser as a download called `name`."""
        self._frame.send({"kind": "save", "name": name, "type": media_type}, buffers=[content])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_()
        bundle["text/plain"] = self._frame.label
        return bundle

    def _ipython_display_(self) -> None:
        # Two outputs: a bundle that holds both a picture and a widget shows "model not found" where no kernel runs.
        # The static one is hidden by frame.js as long as the live one stands in the page.
        alone = bool(os.environ.get(STATIC_ONLY))
        content = self.static_html()
        if content:
            twin = "" if alone else f" {self._frame.twin}"
            style = STYLE if alone else STYLE + HIDE_DEAD_WIDGET.format(twin=self._frame.twin)
            display(HTML(f'<style>{style}</style><div class="te-static{twin}">{content}</div>'))
        if not alone:
            display(self._repr_mimebundle_(), raw=True)


def _list_descendants(box: Box) -> list[Widget]:
    below = [_list_descendants(child) for child in box.children if isinstance(child, Box)]
    return [*(widget for widgets in below for widget in widgets), *box.children]

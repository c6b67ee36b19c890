"""What every explorer does, once: controls -> state -> model -> picture, sentence and table.

An explorer names its controls, computes one result from their values, and has a figure family draw it. The rest is
here: one redraw a change, presets and Reset, the table, the code of the state, files, the static form, and what happens
when a state is impossible.

JupyterLab runs the callbacks of widgets in a thread beside running cells. One lock per explorer covers the whole way
from the state to the page, so that a picture never mixes two states.
"""

from __future__ import annotations

import html
import numbers
import re
import threading
from abc import ABCMeta, abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, ClassVar

import ipywidgets
import pandas as pd
from ipywidgets import HTML, Box, Button, ToggleButton, Widget

from helpers.errors import CourseError, Impossible, check_choice, check_count, check_number
from helpers.explorers.frame import FramedBox
from helpers.figures.canvas import BlitCanvas, to_data_uri
from helpers.figures.picture import Picture

NOT_ADVICE = "About this trial; not advice for treating a patient."

FAULT = "The picture still shows the state before. Press Reset to go on; the details are in the log of the kernel."

LAYOUTS_KEPT = 8
"""Drawn backgrounds held per explorer, about 3 MB each."""


@dataclass(frozen=True)
class _Drawn:
    picture: Picture
    canvas: BlitCanvas
    state: dict[str, Any]


class _ExplorerMeta(ABCMeta, type(FramedBox)):
    """Lets a widget have abstract methods."""


class Explorer(FramedBox, metaclass=_ExplorerMeta):
    """A picture with controls; subclasses fill in `controls`, `compute`, `start` and `update`.

    Every control's name is a keyword of the constructor.
    """

    title: ClassVar[str]
    """What the explorer is, in a few words: the accessible name of the group and the start of its file names."""

    @abstractmethod
    def controls(self) -> dict[str, Widget]:
        """Return the controls, new, at their default values, with visible labels and tooltips."""

    def arrange(self, controls: dict[str, Widget]) -> Box:
        """Return the controls in their order on the page."""
        return Box(list(controls.values()))

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        """Named states: what the button says -> the controls' values."""
        return {}

    @abstractmethod
    def compute(self, **state: Any) -> Any:
        """Return what the figure family draws, by one call into the models; raise `Impossible` if it cannot be."""

    def layout_key(self, result: Any) -> Hashable:
        """Return what the unmoving part of the figure depends on; a new key draws a new background.

        By default that is the stamp alone.
        """
        return result.provenance

    @abstractmethod
    def start(self, result: Any) -> Picture:
        """Draw the figure whole."""

    @abstractmethod
    def update(self, picture: Picture, result: Any) -> Picture:
        """Move the artists of `picture`."""

    def __init__(self, **state: Any) -> None:
        self._lock = threading.RLock()
        self._setting = False
        self._layouts: dict[Hashable, _Drawn] = {}
        self._shown: _Drawn | None = None
        self._controls = self.controls()
        self._defaults = self.state
        self._view = HTML()
        self._details = HTML()
        self._table_toggle = ToggleButton(description="Table", tooltip="Show the numbers of the picture as a table")
        self._code_toggle = ToggleButton(description="Code", tooltip="Show the line of Python that makes this state")
        super().__init__(
            [
                self._make_row(self._make_preset_buttons()),
                self._make_body(),
                self._make_row(
                    [
                        self._table_toggle,
                        self._code_toggle,
                        self._make_button("Save picture", "Download the picture as PNG", self.save_picture),
                        self._make_button("Save numbers", "Download the table as CSV", self.save_numbers),
                    ]
                ),
                self._details,
            ],
            label=self.title,
        )
        self._refresh()
        for control in self._controls.values():
            control.observe(self._on_change, "value")
        for toggle in (self._table_toggle, self._code_toggle):
            toggle.observe(self._on_toggle, "value")
        if state:
            self.set(**state)

    @property
    def state(self) -> dict[str, Any]:
        """The controls' values by name."""
        return {name: control.value for name, control in self._controls.items()}

    @property
    def picture(self) -> Picture:
        """The picture on the page: the last state that was possible."""
        return self._shown.picture

    def set(self, **state: Any) -> None:
        """Set several controls at once, with one redraw.

        An impossible value changes nothing and says so below the picture.

        Raises
        ------
        Impossible
            If the explorer has no control of that name.
        """
        unknown = [name for name in state if name not in self._controls]
        if unknown:
            raise Impossible(
                f"{type(self).__name__} has no setting called {unknown[0]!r}: it has {', '.join(self._controls)}."
            )
        with self._lock:
            try:
                checked = {name: _check_value(name, self._controls[name], value) for name, value in state.items()}
            except Impossible as problem:
                self._say_problem(str(problem))
                return
            self._setting = True
            try:
                for name, value in checked.items():
                    self._controls[name].value = value
            finally:
                self._setting = False
            self._refresh()

    def reset(self) -> None:
        """Go back to the state in which the explorer opens."""
        self.set(**self._defaults)

    def code(self) -> str:
        """Return the Python that makes the picture on screen."""
        changed = [f"{name}={value!r}" for name, value in self._changed_settings().items()]
        name = type(self).__name__
        return f"from helpers.explorers import {name}\n\n{name}({', '.join(changed)})"

    def numbers(self) -> pd.DataFrame:
        """Return the numbers of the picture, each row marked with its provenance."""
        picture = self.picture
        return picture.table.assign(
            status=str(picture.provenance.status), comparison=str(picture.provenance.comparison or "")
        )

    def encode_picture(self) -> bytes:
        """Return the picture as a PNG of print quality, its alternative text in the metadata."""
        with self._lock:
            return self._shown.canvas.encode_png_for_saving(self.picture.alt)

    def save_picture(self) -> None:
        """Hand the picture to the reader's browser as a PNG of print quality."""
        with self._lock:
            self.save_file(f"{self._file_stem()}.png", "image/png", self.encode_picture())

    def save_numbers(self) -> None:
        """Hand the table to the reader's browser as CSV."""
        with self._lock:
            content = self.numbers().to_csv(index=False).encode("utf-8")
            self.save_file(f"{self._file_stem()}.csv", "text/csv", content)

    def static_html(self) -> str:
        """Return the picture, its sentence and its table as they are shown where no kernel runs."""
        if self._shown is None:
            return self._view.value
        with self._lock:
            return (
                f"{_describe_picture(self._shown)}"
                f"<details><summary>The numbers as a table</summary>{_tabulate(self.picture.table)}</details>"
                f'<p class="te-note">{NOT_ADVICE}</p>'
            )

    def _changed_settings(self) -> dict[str, Any]:
        return {name: value for name, value in self._shown.state.items() if value != self._defaults[name]}

    def _file_stem(self) -> str:
        changed = [f"{name} {value}" for name, value in self._changed_settings().items()]
        return re.sub(r"[^a-z0-9.-]+", "_", " ".join([self.title, *changed]).lower())

    def _make_body(self) -> Widget:
        controls = self.arrange(self._controls)
        controls.add_class("te-controls")
        body = Box([controls, self._view])
        body.add_class("te-body")
        return body

    def _make_preset_buttons(self) -> list[Widget]:
        presets = [
            self._make_button(name, f"Show the preset “{name}”", lambda preset=preset: self.set(**preset))
            for name, preset in self.presets.items()
        ]
        return [*presets, self._make_button("Reset", "Back to the state in which it opened", self.reset)]

    def _make_button(self, label: str, tooltip: str, action: Callable[[], None]) -> Button:
        button = Button(description=label, tooltip=tooltip)

        def on_click(_: Button) -> None:
            with self._lock:
                try:
                    action()
                except Exception:
                    self._report_fault()

        button.on_click(on_click)
        return button

    @staticmethod
    def _make_row(children: list[Widget]) -> Box:
        row = Box(children)
        row.add_class("te-buttons")
        return row

    def _on_change(self, _: Any) -> None:
        with self._lock:
            if not self._setting:
                self._refresh()

    def _on_toggle(self, _: Any) -> None:
        with self._lock:
            self._show_details()

    def _refresh(self) -> None:
        state = self.state
        try:
            self._shown = self._draw(state, self.compute(**state))
            self._view.value = _describe_picture(self._shown)
            self._show_details()
        except CourseError as problem:
            self._say_problem(str(problem))
        except Exception:
            self._report_fault()

    def _draw(self, state: dict[str, Any], result: Any) -> _Drawn:
        key = self.layout_key(result)
        held = self._layouts.pop(key, None)
        if held is None:
            picture = self.start(result)
            drawn = _Drawn(picture, BlitCanvas(picture.figure, picture.moving), state)
        else:
            drawn = _Drawn(self.update(held.picture, result), held.canvas, state)
        self._layouts[key] = drawn
        while len(self._layouts) > LAYOUTS_KEPT:
            del self._layouts[next(iter(self._layouts))]
        return drawn

    def _say_problem(self, text: str, kind: str = "te-alert") -> None:
        picture = "" if self._shown is None else _show_image(self._shown)
        self._view.value = f'{picture}<p class="te-sentence {kind}">{html.escape(text)}</p>'

    def _report_fault(self) -> None:
        self.log.exception("%s could not draw the state %s", type(self).__name__, self.state)
        self._say_problem(FAULT, "te-alert te-fault")

    def _show_details(self) -> None:
        parts = []
        if self._shown is not None and self._table_toggle.value:
            parts.append(_tabulate(self.picture.table))
        if self._shown is not None and self._code_toggle.value:
            parts.append(f'<pre class="te-code">{html.escape(self.code())}</pre>')
        self._details.value = f'{"".join(parts)}<p class="te-note">{NOT_ADVICE}</p>'


def _check_value(name: str, control: Widget, value: Any) -> Any:
    """Return `value` if `control` can hold it, or say by name what it can hold."""
    if isinstance(control, ipywidgets.Checkbox):
        if not isinstance(value, bool):
            raise Impossible(f"{name} = {value!r} is impossible: it must be True or False.")
        return value
    if hasattr(control, "options"):
        known = [option[1] if isinstance(option, tuple) else option for option in control.options]
        return check_choice(name, value, known)
    if isinstance(control.value, int):
        return check_count(name, value, control.min, control.max)
    if isinstance(control.value, numbers.Real):
        return check_number(name, value, control.min, control.max)
    raise TypeError(f"{name}: no rule for a control of type {type(control).__name__}")


def _show_image(drawn: _Drawn) -> str:
    width, height = drawn.canvas.size
    source = to_data_uri(drawn.canvas.encode_png())
    alt = html.escape(drawn.picture.alt, quote=True)
    return f'<img class="te-picture" width="{width}" height="{height}" alt="{alt}" src="{source}" decoding="sync">'


def _describe_picture(drawn: _Drawn) -> str:
    return f'{_show_image(drawn)}<p class="te-sentence">{html.escape(drawn.picture.sentence)}</p>'


def _tabulate(table: pd.DataFrame) -> str:
    numeric = [pd.api.types.is_numeric_dtype(table[column]) for column in table]
    head = "".join(
        f'<th scope="col"{_class(number)}>{html.escape(str(column))}</th>'
        for column, number in zip(table, numeric, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{_class(number)}>{html.escape(_format(cell))}</td>" for cell, number in zip(row, numeric, strict=True)
        )
        + "</tr>"
        for row in table.itertuples(index=False)
    )
    table_html = f'<table class="te-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="te-scroll" role="region" aria-label="Table" tabindex="0">{table_html}</div>'


def _class(number: bool) -> str:
    return ' class="te-number"' if number else ""


def _format(cell: Any) -> str:
    if pd.isna(cell):
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)

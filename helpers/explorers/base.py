"""What every explorer does, once: controls -> state -> model -> picture, sentence and table.

An explorer names its controls, computes one result from their values, and has a figure family draw it. The rest is
here: one redraw a change, presets and Reset, the table, the code of the state, files, the static form, and what happens
when a state is impossible.

JupyterLab runs the callbacks of widgets in a thread beside running cells. One lock per explorer covers the whole way
from the state to the page, so that a picture never mixes two states.
"""

from __future__ import annotations

import html
import re
import threading
from abc import abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pandas as pd
from ipywidgets import Widget

from helpers.errors import Boundary, CourseError, Impossible, check_choice
from helpers.explorers.controls import check_kinds, check_player, check_value, list_steps, read_value
from helpers.explorers.frame import FramedBox
from helpers.explorers.page import show_image, show_sentence, tabulate, write_table
from helpers.explorers.widgets import HTML, Box, Button, ToggleButton
from helpers.figures.canvas import BlitCanvas
from helpers.figures.picture import Picture

CHOSEN = "te-chosen"
"""CSS class of the preset that is on screen; frame.js tells it to screen readers."""

NOT_ADVICE = "About this trial; not advice for treating a patient."
RUN_IT = " To move it, run the cell in JupyterLab."

STILL = "The picture still shows"
NOT_DRAWN = f"{STILL} the state before. Press Reset to go on; the details are in the log of the kernel."
NOT_SAVED = "The file could not be made, and the picture is as it was. The details are in the log of the kernel."

LAYOUTS_KEPT = 8
"""Drawn backgrounds held per explorer, about 3 MB each."""

LONGEST_STEM = 80
"""Characters of a file name: some systems stop at 255 for the whole path."""


@dataclass(frozen=True)
class _Layout:
    """A figure that is drawn, with its background."""

    picture: Picture
    canvas: BlitCanvas


@dataclass(frozen=True)
class _Shown:
    """What stands on the page: the last state that was possible."""

    state: dict[str, Any]
    picture: Picture
    image: str


class Explorer(FramedBox):
    """A picture with controls; subclasses fill in `controls`, `compute`, `start` and `update`.

    Every control's name is a keyword of the constructor.
    """

    title: ClassVar[str]
    """What the explorer is, in a few words: the accessible name of the group and the start of its file names."""

    player: ClassVar[str] = ""
    """The slider that Run walks to its end, an IntSlider or a SelectionSlider; empty where nothing builds up."""

    pause_ms: ClassVar[int] = 150
    """Between two steps of a run."""

    kept: ClassVar[tuple[str, ...]] = ()
    """Controls by which a reader plans: its `presets` start from where the reader left them, and name each."""

    @abstractmethod
    def controls(self) -> dict[str, Widget]:
        """Return the controls, new, at their default values, with visible labels and tooltips.

        Their kinds are those of `helpers.explorers.controls.KINDS`.
        """

    def arrange(self, controls: dict[str, Widget]) -> Box:
        """Return the controls in their order on the page."""
        return Box(list(controls.values()))

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        """Named states: what the button says -> the controls' values."""
        return {}

    @abstractmethod
    def compute(self, **state: Any) -> Any:
        """Return what the figure family draws, by one call into the models; raise `Impossible` if it cannot be.

        It has a `provenance`, which is printed on the picture.
        """

    def layout_key(self, result: Any) -> Hashable:
        """Return what the unmoving part of the figure depends on; a new key draws a new background.

        By default that is the stamp alone.
        """
        return result.provenance

    @abstractmethod
    def start(self, result: Any) -> Picture:
        """Draw the figure whole, moving artists marked by `helpers.figures.style.mark_moving`."""

    @abstractmethod
    def update(self, picture: Picture, result: Any) -> Picture:
        """Move the artists of `picture` and return it with the words and numbers of `result`."""

    def __init__(self, **state: Any) -> None:
        # Before the frame makes its own: an explorer whose construction fails is closed too, under a lock.
        self._lock = threading.RLock()
        self._setting = False
        self._running = False
        self._turn = 0
        self._run_button: Button | None = None
        self._layouts: dict[Hashable, _Layout] = {}
        self._shown: _Shown | None = None
        self._problem = ""
        self._controls = check_kinds(self.controls())
        check_player(self.player, self._controls)
        self._defaults = self.state
        self._view = HTML()
        # Apart from the rest, so that its scroll and the focus on it outlive the numbers in it; frame.js names it.
        self._table = HTML(tabbable=True)
        self._table.add_class("te-scroll")
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
                        self._make_button("Save picture", "Download the picture as PNG", self.save_picture, NOT_SAVED),
                        self._make_button("Save numbers", "Download the table as CSV", self.save_numbers, NOT_SAVED),
                    ]
                ),
                self._table,
                self._details,
            ],
            label=self.title,
        )
        for name, control in self._controls.items():
            control.observe(self._on_change, "value")
            if self.player and name != self.player:
                control.observe(self._on_other_change, "value")
        for toggle in (self._table_toggle, self._code_toggle):
            toggle.observe(self._on_toggle, "value")
        # Drawn once, in the state asked for; where that one cannot be, as it opens, and why is told below.
        self.set(**state)
        if state and self._shown is None:
            self.reset()
            self.set(**state)

    @property
    def state(self) -> dict[str, Any]:
        """The controls' values by name."""
        return {name: read_value(control) for name, control in self._controls.items()}

    @property
    def picture(self) -> Picture:
        """The picture on the page: the last state that was possible.

        Raises
        ------
        CourseError
            If no state has been possible yet.
        """
        return self._get_shown().picture

    def set(self, **state: Any) -> None:
        """Set several controls at once, with one redraw.

        A value that its control cannot hold changes nothing. Values that cannot stand together move the controls and
        leave the picture. Either is told below the picture.

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
                checked = {name: check_value(name, self._controls[name], value) for name, value in state.items()}
            except Impossible as problem:
                self._say_problem(str(problem))
                self._mark_preset(None)
                return
            self.stop()
            self._write(checked)

    def show_preset(self, name: str) -> None:
        """Show a preset; a control that it does not name goes back to where it was at the start."""
        chosen = self.presets[check_choice("name", name, self.presets)]
        self.stop()
        self._write(self._defaults | chosen)

    def reset(self) -> None:
        """Go back to the state in which the explorer opens."""
        self.stop()
        self._write(self._defaults)

    def run(self) -> None:
        """Walk the slider named by `player` to its end, step by step; from its start if it stands at the end.

        The page keeps the time: it answers each step after the pause, and at once for a reader who wants no motion;
        then the next step is the last.

        Raises
        ------
        Impossible
            If nothing builds up in this explorer.
        """
        if not self.player:
            raise Impossible(f"{type(self).__name__} shows everything at once: a run is impossible here.")
        with self._lock:
            steps = list_steps(self._controls[self.player])
            if self._controls[self.player].value == steps[-1]:
                self._write({self.player: steps[0]})
            self._set_running(True)
            self._ask_for_step()

    def stop(self) -> None:
        """End a run where it is."""
        with self._lock:
            self._set_running(False)

    def code(self) -> str:
        """Return the Python that makes the picture on screen."""
        changed = [f"{name}={value!r}" for name, value in self._find_changed().items()]
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
            # Drawn again: a state that failed half-way, or a view that has gone, may have left another figure or none.
            layout = self._draw(self.compute(**self._get_shown().state))
            return layout.canvas.encode_png_for_saving(layout.picture.full_alt)

    def save_picture(self) -> None:
        """Hand the picture to the reader's browser as a PNG of print quality."""
        self.save_file(f"{self._file_stem()}.png", "image/png", self.encode_picture())

    def save_numbers(self) -> None:
        """Hand the table to the reader's browser as CSV."""
        self.save_file(f"{self._file_stem()}.csv", "text/csv", self.numbers().to_csv(index=False).encode("utf-8"))

    def static_html(self) -> str:
        """Return the picture, its sentence and its table as they are shown where no kernel runs."""
        with self._lock:
            refused = show_sentence(self._problem, "te-alert") if self._problem else ""
            if self._shown is None:
                return refused
            return (
                f"{self._shown.image}{show_sentence(self.picture.sentence)}{refused}"
                f"<details><summary>The numbers as a table: {html.escape(self.title)}</summary>"
                f"{tabulate(self.picture.table, self.title)}</details>"
                f'<p class="te-note">{NOT_ADVICE}{RUN_IT}</p>'
            )

    def on_gone(self) -> None:
        """Let go of the figures when the last view has left the page; a cell that is run again makes a new explorer."""
        with self._lock:
            self.stop()
            self._layouts.clear()
            if self._shown is not None:
                self._shown = replace(self._shown, picture=self._shown.picture.without_figure())

    def on_step(self, turn: int, to_the_end: bool) -> None:
        """Take the next step of a run, or the last; a page that answers a question of before is not heard."""
        with self._lock:
            if not self._running or turn != self._turn:
                return
            control = self._controls[self.player]
            steps = list_steps(control)
            position = len(steps) - 1 if to_the_end else min(steps.index(control.value) + 1, len(steps) - 1)
            self._write({self.player: steps[position]})
            if self._problem or position == len(steps) - 1:
                self.stop()
            else:
                self._ask_for_step()

    def _ask_for_step(self) -> None:
        # Two pages on one kernel both answer, so each question has a number.
        self._turn += 1
        self._frame.send({"kind": "step", "turn": self._turn, "pause": self.pause_ms})

    def _set_running(self, running: bool) -> None:
        self._running = running
        if self._run_button is not None:
            self._run_button.description = "Stop" if running else "Run"

    def _get_shown(self) -> _Shown:
        if self._shown is None:
            raise CourseError(self._problem)
        return self._shown

    def _find_changed(self) -> dict[str, Any]:
        return {name: value for name, value in self._get_shown().state.items() if value != self._defaults[name]}

    def _file_stem(self) -> str:
        changed = [f"{name} {value}" for name, value in self._find_changed().items()]
        return re.sub(r"[^a-z0-9.-]+", "_", " ".join([self.title, *changed]).lower())[:LONGEST_STEM]

    def _make_body(self) -> Widget:
        controls = self.arrange(self._controls)
        controls.add_class("te-controls")
        body = Box([controls, self._view])
        body.add_class("te-body")
        return body

    def _make_preset_buttons(self) -> list[Widget]:
        self._preset_buttons = {
            name: self._make_button(name, f"Show the preset “{name}”", lambda name=name: self.show_preset(name))
            for name in self.presets
        }
        reset = self._make_button("Reset", "Back to the state in which it opened", self.reset)
        buttons = [*self._preset_buttons.values(), reset]
        if not self.player:
            return buttons
        self._run_button = self._make_button("Run", "Walk to the end step by step, or stop", self._toggle_run)
        self._run_button.add_class("te-run")
        return [self._run_button, *buttons]

    def _toggle_run(self) -> None:
        (self.stop if self._running else self.run)()

    def _make_button(self, label: str, tooltip: str, action: Callable[[], None], fault: str = "") -> Button:
        button = Button(description=label, tooltip=tooltip)

        def on_click(_: Button) -> None:
            with self._lock, self._tell(self._say_problem, fault or NOT_DRAWN):
                action()

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

    def _on_other_change(self, _: Any) -> None:
        """End a run when the reader moves another control than the one that runs."""
        self.stop()

    def _on_toggle(self, _: Any) -> None:
        with self._lock, self._tell(self._say_problem, NOT_DRAWN):
            self._show_details()

    def _write(self, values: dict[str, Any]) -> None:
        """Set the controls without a redraw for each, then redraw."""
        with self._lock:
            outer, self._setting = self._setting, True
            try:
                for name, value in values.items():
                    self._controls[name].value = value
            finally:
                self._setting = outer
            if not outer:
                self._refresh()

    def _refresh(self) -> None:
        state = self.state
        with self._tell(self._say_impossible, NOT_DRAWN):
            layout = self._draw(self.compute(**state))
            self._shown = _Shown(state, layout.picture, show_image(layout.canvas, layout.picture.full_alt))
            self._problem = ""
            self._view.value = self._shown.image + show_sentence(layout.picture.sentence)
            self._show_details()
            self._mark_preset(state)
        if self._problem:
            self._mark_preset(None)

    def _draw(self, result: Any) -> _Layout:
        key = self.layout_key(result)
        # Taken out first: if the update fails half-way, the figure is not used again.
        held = self._layouts.pop(key, None)
        if held is None:
            picture = self.start(result)
            layout = _Layout(picture, BlitCanvas(picture.figure, picture.moving))
        else:
            layout = replace(held, picture=self.update(held.picture, result))
        self._layouts[key] = layout
        while len(self._layouts) > LAYOUTS_KEPT:
            del self._layouts[next(iter(self._layouts))]
        return layout

    def _mark_preset(self, state: dict[str, Any] | None) -> None:
        """Mark the preset that is `state`; none where what was asked for last is not on screen."""
        for name, button in self._preset_buttons.items():
            chosen = state is not None and self._defaults | self.presets[name] == state
            if chosen != (CHOSEN in button._dom_classes):
                (button.add_class if chosen else button.remove_class)(CHOSEN)

    def _say_problem(self, text: str, classes: str = "te-alert") -> None:
        self._problem = text
        image = "" if self._shown is None else self._shown.image
        self._view.value = image + show_sentence(text, classes)

    def _say_impossible(self, text: str) -> None:
        self._say_problem(text if self._shown is None or STILL in text else f"{text} {STILL} the state before.")

    def _tell(self, say: Callable[[str], None], fault: str) -> Boundary:
        def report(raised: Exception) -> None:
            self.log.error("%s failed in the state %s", type(self).__name__, self.state, exc_info=raised)
            self._say_problem(fault, "te-alert te-fault")

        return Boundary(say, report)

    def _show_details(self) -> None:
        table, code = (self._shown is not None and toggle.value for toggle in (self._table_toggle, self._code_toggle))
        self._table.value = write_table(self.picture.table, self.title) if table else ""
        code_shown = f'<pre class="te-code">{html.escape(self.code())}</pre>' if code else ""
        self._details.value = f'{code_shown}<p class="te-note">{NOT_ADVICE}</p>'

"""Which kinds of control an explorer may have, how each is read and checked, and those that several explorers have.

A kind that is not here is refused when the explorer is built: its values could be neither checked nor shown as code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from ipywidgets import Widget

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten
from helpers.evidence import tis_table
from helpers.explorers.widgets import (
    HTML,
    Box,
    Checkbox,
    Dropdown,
    FloatSlider,
    IntSlider,
    RadioButtons,
    SelectionSlider,
    VBox,
)

KINDS = (IntSlider, FloatSlider, SelectionSlider, Dropdown, RadioButtons, Checkbox)

STEPPED = (IntSlider, SelectionSlider)
"""Those that a run can walk."""

FINEST_DIGITS = 6
"""Decimals of a slider's value: more than any step has, and fewer than where rounding shows."""

FINEST = {"haq": 0.025, "enzyme": 0.05}
"""Measure -> the step of its slider where the edges of its bands are to be met. HAQ is recorded in steps of 0.125; a
fifth of that also lands on the edges (0.15, 0.45, 0.75 and 1.2 points)."""

FORMATS = {"haq": ".3f", "enzyme": ".2f"}
"""Measure -> how its slider prints a value; one decimal where none is named."""


def check_kinds(controls: dict[str, Widget]) -> dict[str, Widget]:
    """Return `controls` if each is of a known kind.

    Raises
    ------
    TypeError
        Naming the control and the kinds there are: a mistake of whoever writes an explorer.
    """
    for name, control in controls.items():
        if type(control) not in KINDS:
            known = ", ".join(kind.__name__ for kind in KINDS)
            raise TypeError(
                f"{name} is {type(control).__module__}.{type(control).__name__}: an explorer's control is one of "
                f"{known}, all from helpers.explorers.widgets."
            )
        if isinstance(control, SelectionSlider):
            # frame.js keeps its words from being typed over.
            control.add_class("te-choices")
    return controls


def check_player(player: str, controls: dict[str, Widget]) -> None:
    """See that a run has a slider of whole steps to walk, or that there is none.

    Raises
    ------
    TypeError
        Naming what `player` is instead: a mistake of whoever writes an explorer.
    """
    control = controls.get(player)
    if player and type(control) not in STEPPED:
        found = "no control" if control is None else f"a {type(control).__name__}"
        raise TypeError(f"player = {player!r} is {found}: it must name an IntSlider or a SelectionSlider.")


def read_value(control: Widget) -> Any:
    """Return a control's value; a slider in the page sends back 0.9999999999999999 for the 1.0 that it was given."""
    if isinstance(control, FloatSlider):
        return round(round(control.value / control.step) * control.step, FINEST_DIGITS)
    return control.value


def list_steps(control: Widget) -> list[Any]:
    """Return the values of a slider in their order.

    >>> list_steps(IntSlider(min=0, max=12, step=4))
    [0, 4, 8, 12]
    """
    if isinstance(control, SelectionSlider):
        return [option[1] if isinstance(option, tuple) else option for option in control.options]
    return list(range(control.min, control.max + 1, control.step))


def check_value(name: str, control: Widget, value: Any) -> Any:
    """Return `value` if `control` can hold it.

    Raises
    ------
    Impossible
        Saying by name what it can hold.
    """
    if isinstance(control, Checkbox):
        if not isinstance(value, (bool, np.bool_)):
            raise Impossible(f"{name} = {shorten(value)} is impossible: it must be True or False.")
        return bool(value)
    if isinstance(control, IntSlider):
        return check_count(name, value, control.min, control.max)
    if isinstance(control, FloatSlider):
        return check_number(name, value, control.min, control.max)
    return check_choice(name, value, [option[1] if isinstance(option, tuple) else option for option in control.options])


def make_level_slider(tooltip: str, description: str = "Confidence level (%)") -> FloatSlider:
    """Make the slider of the level of all intervals, percent."""
    return FloatSlider(
        value=95, min=80, max=99, step=0.5, readout_format=".1f", description=description, tooltip=tooltip
    )


def make_bar_slider(options: Iterable[Any]) -> SelectionSlider:
    """Make the slider of the bar, from the bars in TIS points or from pairs of words and bar."""
    return SelectionSlider(
        options=list(options),
        description="Bar: Total Improvement Score of at least (points)",
        tooltip="The score from which a patient counts as a responder",
    )


def make_draws_slider(draws: Iterable[int], description: str, tooltip: str) -> SelectionSlider:
    """Make the slider of how many draws are shown, with spaces between thousands."""
    options = [(f"{number:,}".replace(",", " "), number) for number in draws]
    return SelectionSlider(options=options, description=description, tooltip=tooltip)


def make_seed_slider(
    description: str, tooltip: str = "Another seed gives another series; the same seed always gives the same one"
) -> IntSlider:
    """Make the slider of the seed, 1 to 20."""
    return IntSlider(value=1, min=1, max=20, description=description, tooltip=tooltip)


def make_measure_slider(
    measure: str, value: float, highest: float, step: float, *, description: str, tooltip: str
) -> IntSlider | FloatSlider:
    """Make the slider of a core set measure, from 0 to `highest`, in its unit."""
    words = {"description": description, "tooltip": tooltip}
    if measure == "mmt8":
        return IntSlider(value=value, min=0, max=int(highest), **words)
    digits = FORMATS.get(measure, ".1f")
    return FloatSlider(value=value, min=0, max=highest, step=step, readout_format=digits, **words)


def make_enzyme_dropdown(tooltip: str = "Each enzyme has its own range, an assumption of ours") -> Dropdown:
    """Make the choice of the muscle enzyme."""
    return Dropdown(
        options=list(tis_table().enzymes), description="Muscle enzyme (its range is our assumption)", tooltip=tooltip
    )


def group_controls(name: str, controls: Iterable[Widget]) -> VBox:
    """Put controls side by side below a name, as one part of an explorer's arrangement."""
    group = VBox([HTML(f'<span class="te-group-name">{name}</span>'), Box(list(controls))])
    group.add_class("te-group")
    return group

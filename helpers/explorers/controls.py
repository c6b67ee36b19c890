"""Which kinds of control an explorer may have, and how each is read and checked.

A kind that is not here is refused when the explorer is built: its values could be neither checked nor shown as code.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from ipywidgets import Checkbox, Dropdown, FloatSlider, IntSlider, RadioButtons, SelectionSlider, Widget

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten

KINDS = (IntSlider, FloatSlider, SelectionSlider, Dropdown, RadioButtons, Checkbox)

STEPPED = (IntSlider, SelectionSlider)
"""Those that a run can walk."""

FINEST_DIGITS = 6
"""Decimals of a slider's value: more than any step has, and fewer than where rounding shows."""


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
            raise TypeError(f"{name} is a {type(control).__name__}: an explorer's control is one of {known}.")
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

"""Along which values a key takes a control: neighbouring states that are possible and whose pictures differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from ipywidgets import Widget

SLIDERS = ("IntSlider", "FloatSlider", "SelectionSlider")

KEYS = {
    **dict.fromkeys(SLIDERS, ("slider", ".noUi-handle", "ArrowRight", "ArrowLeft")),
    "Dropdown": ("list", "select", "ArrowDown", "ArrowUp"),
    "RadioButtons": ("choice", "input:checked", "ArrowDown", "ArrowUp"),
    "Checkbox": ("checkbox", "input[type=checkbox]", "Space", "Space"),
}
"""Kind of widget -> what it is called, the element that takes the keys, and the keys that go forward and back."""

LONGEST = 21
"""Values: room for a burst of 20 presses in one direction, as a held key gives them."""


@dataclass
class Walk:
    """A row of neighbouring values and where in it the control stands.

    Attributes
    ----------
    kind
        "slider", "list", "choice" or "checkbox".
    selector
        The element that takes the keys, from the top of the notebook's cell.
    forward, back
        The keys.
    size
        How many values the row has, at least 2.
    position
        Of the control's value now, counted from 0.
    """

    kind: str
    selector: str
    forward: str
    back: str
    size: int
    position: int
    direction: int = 1

    def step(self) -> str:
        """Go on to the next value, turning round at the ends, and return the key that does it.

        >>> walk = Walk("slider", ".noUi-handle", "ArrowRight", "ArrowLeft", size=3, position=1)
        >>> [walk.step() for _ in range(5)]
        ['ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowRight', 'ArrowRight']
        """
        if not 0 <= self.position + self.direction < self.size:
            self.direction = -self.direction
        return self._move(self.direction)

    def prepare_burst(self, presses: int) -> list[str]:
        """Go to where a burst of `presses` starts and return the keys that do it."""
        target = presses % 2 if self._is_short(presses) else 0
        if not self._is_short(presses) and self.position > self.size / 2:
            target = self.size - 1
        return [self._move(1 if target > self.position else -1) for _ in range(abs(target - self.position))]

    def burst(self, presses: int) -> list[str]:
        """Return the keys of a burst: all the way in one direction, or in a short row to and fro.

        In both the last value is met only at the end, so that the page shows it only when all is over.

        >>> walk = Walk("slider", ".noUi-handle", "ArrowRight", "ArrowLeft", size=3, position=2)
        >>> walk.prepare_burst(4), walk.burst(4), walk.position
        (['ArrowLeft', 'ArrowLeft'], ['ArrowRight', 'ArrowLeft', 'ArrowRight', 'ArrowRight'], 2)
        """
        if not self._is_short(presses):
            self.direction = 1 if self.position == 0 else -1
            return [self._move(self.direction) for _ in range(presses)]
        wobble = [self._move(1 if self.position == 0 else -1) for _ in range(presses - 1)]
        return [*wobble, self._move(1)]

    def _is_short(self, presses: int) -> bool:
        return self.size <= presses

    def _move(self, direction: int) -> str:
        self.position += direction
        return self.forward if direction > 0 else self.back


def make_explorer_cell(name: str) -> str:
    """Return the code of a cell that shows an explorer, each control marked in the page with a class of its own.

    >>> print(make_explorer_cell("PeopleExplorer"))
    from helpers.explorers import PeopleExplorer
    <BLANKLINE>
    explorer = PeopleExplorer()
    for name, control in explorer._controls.items():
        control.add_class(f"bench-{name}")
    explorer
    """
    lines = ["for name, control in explorer._controls.items():", '    control.add_class(f"bench-{name}")', "explorer"]
    return "\n".join([f"from helpers.explorers import {name}", "", f"explorer = {name}()", *lines])


def list_neighbours(control: Widget, direction: int) -> Iterator[Any]:
    """Yield the values that the key forward (1) or back (-1) goes through, from where the control stands to its end."""
    if type(control).__name__ == "Checkbox":
        if direction > 0:
            yield not control.value
        return
    if hasattr(control, "options"):
        values = [option[1] if isinstance(option, tuple) else option for option in control.options]
        place = values.index(control.value)
        yield from values[place + 1 :] if direction > 0 else reversed(values[:place])
        return
    for steps in count(1):
        value = round(control.value + direction * steps * control.step, 9)
        if not control.min <= value <= control.max:
            return
        yield value

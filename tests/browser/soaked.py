"""Explorers under rapid keys: how to disturb them, and how to hold the page against an explorer made anew."""

from __future__ import annotations

import math
import random
import re
from typing import Any

import ipywidgets
from playwright.sync_api import Locator, expect

from helpers import explorers
from helpers.errors import Impossible
from helpers.explorers.base import Explorer
from tests.browser.notebook import ASK_KERNEL, Notebook

KEYS = {
    ipywidgets.Checkbox: ("input", ("Space",)),
    ipywidgets.RadioButtons: ("input:checked", ("ArrowDown", "ArrowUp")),
    ipywidgets.Dropdown: ("select", ("ArrowDown", "ArrowUp", "Home", "End")),
    ipywidgets.Widget: (
        ".noUi-handle",
        (*["ArrowRight", "ArrowLeft"] * 8, *["PageUp", "PageDown"] * 2, "Home", "End"),
    ),
}
"""Kind of control -> the element that takes keys, and the keys, as often as they shall come."""

PATIENCE_MS = 20_000
KEYS_IN_A_ROW = 12
KEYS_BETWEEN_CHECKS = 400

GIVE_BACK = """
import ctypes, gc, sys
gc.collect()
if sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim"):
    ctypes.CDLL(None).malloc_trim(0)
"""
"""The C library keeps what Python has freed, up to 40 MB after 500 pictures, and then no more: that is no growth."""

READ_CONTROLS = """cell => Object.fromEntries([...cell.querySelectorAll("[class*='bench-']")].map(control => {
  const name = [...control.classList].find(word => word.startsWith('bench-')).slice('bench-'.length);
  const box = control.querySelector('input[type=checkbox]');
  const list = control.querySelector('select');
  const choice = control.querySelector('input:checked');
  const shown = box ? box.checked : list ? list.selectedOptions[0].text : choice ? choice.parentElement.textContent
    : control.querySelector('.widget-readout').textContent;
  return [name, shown.trim?.() ?? shown];
}))"""
"""What a person reads on each control."""


class Soaked:
    """One explorer in the page, and how to disturb it."""

    def __init__(self, name: str, cell: Locator, chance: random.Random) -> None:
        self.cls: type[Explorer] = getattr(explorers, name)
        self.controls = self.cls()._controls
        self.cell = cell
        self.chance = chance
        self.sentence = cell.locator(".trial-explorer .te-sentence")
        self.picture = cell.locator(".trial-explorer img.te-picture")

    def press(self, name: str, presses: int) -> None:
        """Press keys on a control as fast as they go, drawn from those that it takes."""
        element, keys = next(keys for kind, keys in KEYS.items() if isinstance(self.controls[name], kind))
        self.cell.locator(f".bench-{name} {element}").focus()
        for key in self.chance.choices(keys, k=presses):
            self.cell.page.keyboard.press(key)

    def warm_up(self, presses: int) -> None:
        """Use every control, show every entry of each list, and press so many keys more."""
        for name, control in self.controls.items():
            self.press(name, 3)
            for key in ("Home", *["ArrowDown"] * len(getattr(control, "options", ()))):
                self.cell.page.keyboard.press(key)
        self.wander(presses)

    def wander(self, presses: int) -> None:
        """Press so many keys, a few on each of the controls in turn of chance."""
        while presses > 0:
            row = min(presses, self.chance.randint(1, KEYS_IN_A_ROW))
            self.press(self.chance.choice([*self.controls]), row)
            presses -= row

    def reset_and_step(self, presses: int) -> None:
        """Press Reset, and then the key that makes the first slider less, where there is one."""
        self.cell.get_by_role("button", name="Reset", exact=True).focus()
        self.cell.page.keyboard.press("Enter")
        expect(self.sentence).to_have_text(self.cls().picture.sentence, timeout=PATIENCE_MS)
        handles = self.cell.locator(".noUi-handle")
        if not handles.count():
            return
        handles.first.focus()
        for _ in range(presses):
            self.cell.page.keyboard.press("ArrowLeft")

    def read_state(self) -> dict[str, Any]:
        """Return the state that the controls show."""
        shown = self.cell.evaluate(READ_CONTROLS)
        return {name: read_value(control, shown[name]) for name, control in self.controls.items()}

    def check_agreement(self) -> bool:
        """Hold the page against an explorer made anew in the state that the controls show; tell if it is possible."""
        state = self.read_state()
        try:
            self.cls().compute(**state)
        except Impossible as problem:
            expect(self.sentence).to_contain_text(str(problem), timeout=PATIENCE_MS)
            return False
        anew = self.cls(**state)
        expect(self.sentence).to_have_text(anew.picture.sentence, timeout=PATIENCE_MS)
        expect(self.picture).to_have_attribute("alt", anew.picture.full_alt)
        image = re.search(r'src="([^"]+)"', anew.static_html())[1]
        assert self.picture.get_attribute("src") == image, f"{self.cls.__name__}: another image than that of {state}"
        return True


def read_value(control: ipywidgets.Widget, shown: str | bool) -> Any:
    """Return the value of a control that shows this."""
    if isinstance(shown, bool):
        return shown
    if hasattr(control, "options"):
        pairs = [option if isinstance(option, tuple) else (option, option) for option in control.options]
        # ipywidgets puts no-break spaces into the entries of a list.
        return {str(label): value for label, value in pairs}[shown.replace("\u00a0", " ")]
    # A slider writes a true minus sign.
    return type(control.value)(shown.replace("\u2212", "-"))


def soak(notebook: Notebook, names: tuple[str, ...], *, warm_up: int, presses: int) -> float:
    """Press so many keys on the explorers in the first cells, and return by how many MB the kernel has grown.

    `warm_up` is the number of keys for each explorer that come before: they fill what explorers keep on purpose.
    Control, picture and sentence of each must agree in the end, and after Reset.
    """
    chance = random.Random(presses)
    soaked = [Soaked(name, notebook.cell(place), chance) for place, name in enumerate(names)]
    for explorer in soaked:
        explorer.warm_up(warm_up)
    notebook.settle()
    before = measure_memory_in_use(notebook)
    each = math.ceil(presses / len(soaked))
    for done in range(0, each, KEYS_BETWEEN_CHECKS):
        for explorer in soaked:
            explorer.wander(min(KEYS_BETWEEN_CHECKS, each - done))
        notebook.settle()
        for explorer in soaked:
            explorer.check_agreement()
    for explorer in soaked:
        explorer.reset_and_step(7)
    notebook.settle()
    assert [explorer.check_agreement() for explorer in soaked] == [True] * len(soaked)
    return measure_memory_in_use(notebook) - before


def measure_memory_in_use(notebook: Notebook) -> float:
    """Return the kernel's resident memory in MB, once it has given back to the system what it does not use."""
    notebook.page.evaluate(ASK_KERNEL, GIVE_BACK)
    return notebook.measure_kernel_memory()

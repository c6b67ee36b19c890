"""What is asked of every explorer in the page: contrast, keyboard, names, a layout that stays where it is.

Several stand in one notebook, a cell each: a window takes longer to open than an explorer to be looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from helpers import explorers
from tests.bench.walks import make_explorer_cell
from tests.browser.axe import run_axe
from tests.browser.look import make_notebook
from tests.browser.notebook import Notebook
from tests.browser.soaked import soak

READY = ".trial-explorer[data-ready=true]"
CONTROLS = ".te-controls :is(.widget-slider, .widget-dropdown, .widget-radio, .widget-checkbox)"
PRESETS = ".te-buttons:first-child > button:not(.te-run)"
PICTURE = ".te-body > .widget-html"

KEYS = {
    ".noUi-handle": ("ArrowRight", "ArrowLeft"),
    "select": ("ArrowDown", "ArrowUp"),
    "input[type=radio]:checked": ("ArrowDown", "ArrowUp"),
    "input[type=checkbox]": (" ", " "),
}
"""Element that takes keys -> the key that goes on, and the one for a control that stands at its end."""

MOST_TOGETHER = 6
"""In one notebook: seven with table and code open would be taller than a page can be drawn."""

QUICK_ANSWER_MS = 500

WARM_UP, PRESSES = 40, 60
MOST_GROWTH = 10
"""MB. Measured: 0.3 to 5.9."""

PRESS = "([buttons, number]) => document.querySelectorAll(buttons)[number].click()"

MEASURE = """root => {
  const top = root.getBoundingClientRect().top, picture = root.querySelector('.te-picture').getBoundingClientRect();
  const table = [...root.querySelectorAll('button')].find(button => button.textContent.trim() === 'Table');
  return {
    place: [picture.top - top, picture.height, table.getBoundingClientRect().top - top].map(Math.round),
    width: picture.width,
    stands_out: picture.right - root.getBoundingClientRect().right,
  };
}"""

FIND_CRAMPED = """root => {
  const bounds = root.getBoundingClientRect();
  const shown = [...root.querySelectorAll('.te-picture, .te-sentence, .te-scroll, .te-note, label, button, '
    + 'select, .widget-label, .noUi-handle, .widget-readout')].filter(part => part.checkVisibility());
  const places = shown.map(part => part.getBoundingClientRect());
  const name = part => `${part.className} ${part.textContent.slice(0, 30)}`;
  const out = shown.filter((part, i) => places[i].right > bounds.right + 1 && !part.matches('.noUi-handle'));
  const cut = shown.filter(part => part.scrollWidth > part.clientWidth + 1 && part.matches('button, .widget-label')
    && part.clientWidth > 0);
  const controls = shown.map((part, i) => [part, places[i]]).filter(([part]) => part.matches('button, select'));
  const covered = controls.filter(([one, a]) => controls.some(([other, b]) => one !== other
    && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)).map(([part]) => part);
  // The words of a list may go on where the list has the whole width; opened, it shows them all.
  const pen = document.createElement('canvas').getContext('2d');
  const short = shown.filter(part => {
    if (!part.matches('select') || part.clientWidth > 0.9 * bounds.width) return false;
    const style = getComputedStyle(part);
    pen.font = style.font;
    return pen.measureText(part.selectedOptions[0].text).width
      > part.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  });
  return [...out.map(part => `out: ${name(part)}`), ...[...cut, ...short].map(part => `cut: ${name(part)}`),
    ...covered.map(part => `covered: ${name(part)}`)];
}"""
"""What stands out of an explorer, is cut off in it or lies on something else."""

ZOOMED = 640
"""px: what a window of 1280 px has left at 200 %."""


class Shelf:
    """Several explorers in one notebook."""

    def __init__(self, notebook: Notebook, names: tuple[str, ...]) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self.roots = {name: f"{READY}[data-name={name}]" for name in names}
        self.page.evaluate(
            "([names, ready]) => document.querySelectorAll(ready).forEach("
            "(root, place) => { root.dataset.name = names[place]; })",
            [names, READY],
        )

    def press_all(self, button: str) -> None:
        """Press the button of this name in every explorer."""
        for root in self.roots.values():
            self.page.locator(root).get_by_role("button", name=button, exact=True).click()
        self.notebook.settle()


def list_shelves() -> list:
    """Return the names of all explorers, shared out evenly."""
    names = explorers.__all__
    shelves = math.ceil(len(names) / MOST_TOGETHER)
    shared_out = [tuple(names[number::shelves]) for number in range(shelves)]
    return [pytest.param(names, id="+".join(name.removesuffix("Explorer") for name in names)) for names in shared_out]


@pytest.fixture(scope="module", params=list_shelves())
def shelf(request, opening) -> Iterator[Shelf]:
    """Several explorers, which several tests look at one after the other."""
    with opening() as open_one:
        cells = [make_explorer_cell(name) for name in request.param]
        notebook = open_one(make_notebook(cells), sidebar=True)
        notebook.run_all()
        notebook.page.wait_for_function(
            "([ready, count]) => document.querySelectorAll(ready).length === count", arg=[READY, len(cells)]
        )
        yield Shelf(notebook, request.param)


def find_faults(shelf: Shelf, look: Callable[[str], list]) -> dict[str, list]:
    """Return what `look` finds wrong with each explorer, given the selector of it; those without a fault left out."""
    found = {name: look(root) for name, root in shelf.roots.items()}
    return {name: faults for name, faults in found.items() if faults}


def test_every_control_answers_to_the_keyboard_in_command_mode(shelf):
    """Tab to it and press a key: sliders, lists and boxes, with the lab waiting for its own shortcuts."""

    def list_dumb_controls(root: str) -> list[str]:
        kinds = {kind: shelf.page.locator(f"{root} {kind}").count() for kind in KEYS}
        assert sum(kinds.values()) == shelf.page.locator(f"{root} {CONTROLS}").count()
        controls = [(kind, number) for kind, count in kinds.items() for number in range(count)]
        return [f"{kind} {number}" for kind, number in controls if not answers(shelf, root, kind, number)]

    assert find_faults(shelf, list_dumb_controls) == {}
    for root in shelf.roots.values():
        shelf.page.locator(root).get_by_role("button", name="Reset").focus()
        shelf.page.keyboard.press("Enter")
    shelf.notebook.settle()
    assert shelf.page.locator(f"{READY} .te-alert").count() == 0


def answers(shelf: Shelf, root: str, kind: str, number: int) -> bool:
    """Say whether a key on this control changes the picture or the words below it, and leaves the focus inside."""
    shelf.notebook.enter_command_mode(list(shelf.roots.values()).index(root))
    shelf.page.locator(f"{root} {kind}").nth(number).focus()
    before = shelf.page.locator(f"{root} {PICTURE}").inner_html()
    for key in KEYS[kind]:
        shelf.page.keyboard.press(key)
        if changes(shelf, f"{root} {PICTURE}", before):
            return shelf.page.evaluate("root => !!document.activeElement.closest(root)", root)
    return False


def changes(shelf: Shelf, part: str, before: str) -> bool:
    """Wait until this part of the page is another one, or the page has come to rest without it."""
    is_new = "([part, before]) => document.querySelector(part).innerHTML !== before"
    try:
        shelf.page.wait_for_function(is_new, arg=[part, before], timeout=QUICK_ANSWER_MS)
    except PlaywrightTimeout:
        shelf.notebook.settle()
    return shelf.page.evaluate(is_new, [part, before])


def test_every_control_has_a_name_that_a_screen_reader_says(shelf):
    def list_nameless(root: str) -> list[str]:
        handles = f"() => [...document.querySelectorAll('{root} [role=slider]')].map(s => s.getAttribute('aria-label'))"
        names = shelf.page.evaluate(handles)
        doubles = [name for name in names if not name or names.count(name) > 1]
        tree = shelf.page.locator(root).aria_snapshot()
        bare = re.findall(r"- (?:slider|combobox|checkbox|radio|button|textbox)(?::|$| \[).*", tree, re.MULTILINE)
        # Line of the tree, quoted where a name has a colon -> explorer, groups of choices, buttons that are down.
        told = {
            r"^- '?group \"": "",
            r"- '?radiogroup \"": ".widget-radio-box",
            r"\[pressed\]": "button:is(.te-chosen, .mod-active)",
        }
        untold = [
            line
            for line, part in told.items()
            if len(re.findall(line, tree, re.MULTILINE)) != shelf.page.locator(f"{root} {part}").count()
        ]
        return doubles + bare + untold

    assert find_faults(shelf, list_nameless) == {}


def test_nothing_jumps_and_letters_stay_legible(shelf):
    """At 1280 px and at 800 px with the file browser open, through the presets: one height, letters of 11 px."""
    for width in (1280, 800):
        shelf.notebook.set_size(width, 900)
        seen: dict[str, list[dict]] = {name: [] for name in shelf.roots}
        presets = {name: shelf.page.locator(f"{root} {PRESETS}").count() for name, root in shelf.roots.items()}
        for turn in range(max(presets.values())):
            # All explorers at once: one rest of the page for one preset of each.
            pressed = [name for name in presets if turn < presets[name]]
            for name in pressed:
                shelf.page.evaluate(PRESS, [f"{shelf.roots[name]} {PRESETS}", turn])
            shelf.notebook.settle()
            for name in pressed:
                seen[name].append(shelf.page.locator(shelf.roots[name]).evaluate(MEASURE))
        for name, looks in seen.items():
            assert len(looks) == presets[name] >= 3
            assert len({tuple(look["place"]) for look in looks}) == 1, f"{name} at {width} px: {looks}"
            assert min(10.5 / 72 * 100 * look["width"] / 480 for look in looks) >= 11, f"{name} at {width} px"
            assert max(look["stands_out"] for look in looks) <= 1, f"{name} at {width} px"


def test_nothing_is_cut_or_covered_at_200_per_cent(shelf):
    """With the file browser open, which leaves an explorer 270 px, and with the longest words that it opens with."""
    shelf.notebook.set_size(ZOOMED, 450)
    assert find_faults(shelf, lambda root: shelf.page.locator(root).evaluate(FIND_CRAMPED)) == {}


def test_rapid_keys_leave_memory_and_page_in_order(shelf):
    """Control, picture and sentence agree in the end; `make soak` does the same for longer."""
    shelf.notebook.set_size(1280, 900)
    growth = soak(shelf.notebook, tuple(shelf.roots), warm_up=WARM_UP, presses=PRESSES)
    assert growth < MOST_GROWTH


def test_axe_finds_nothing_on_either_ground(shelf):
    """With table and code open, and left open: this is what is looked at last."""
    shelf.notebook.set_size(1280, 900)
    shelf.press_all("Table")
    shelf.press_all("Code")
    for dark in (False, True):
        shelf.notebook.set_theme(dark=dark)
        with shelf.notebook.unrolled() as fits:
            assert fits, "what a scrolled box hides cannot be measured"
            assert find_faults(shelf, lambda root: list(map(str, run_axe(shelf.page, root)))) == {}

"""A walk through a notebook with the Tab key, in command mode, as a reader without a mouse takes it.

Judged is what is ours and takes the focus: the controls of explorers, predictions, verdicts and downloads, and tables
and folds in the outputs of cells. JupyterLab's own (4.6.6: the toolbar; the links of Markdown cells, on which letters
are the lab's commands; editors, which Tab passes by) is walked through and not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.browser.notebook import Notebook

OURS = ".trial-explorer[data-ready=true], .jp-RenderedHTML"

SHORTCUTS = ("d", "d", "x", "a", "b", "m", "y", "0", "0", "Escape")
"""In command mode: delete, cut, insert above and below, to Markdown, to code, restart the kernel."""

MOST_BETWEEN = 300
"""Presses: between controls of ours stand the lab's own and links, of which there are fewer than that."""

MOVES: Mapping[str, tuple[str, ...]] = {
    "slider": ("End", "ArrowLeft", "Home", "ArrowRight"),
    "number": ("Home", "Enter"),
    "list": ("End", "ArrowUp", "Home"),
    "fold": ("Enter", "Space"),
    "radio": ("ArrowDown", "ArrowUp"),
    "tick": ("Space", "Space"),
    "text": ("Home", "ArrowRight", "Space", "Enter"),
    "button": ("Enter", "Space"),
    "table": ("ArrowRight", "ArrowDown", "End", "Home", "Space"),
}
"""Kind of control -> the keys with which it is worked."""

LEAST_CONTRAST = 3
"""Of a ring with what it lies on: WCAG 2.2, 1.4.11."""

INSTALL = """([ours, leastContrast]) => {
  const kinds = {'.noUi-handle': 'slider', '.widget-readout': 'number', 'select': 'list', 'summary': 'fold',
    'input[type=radio]': 'radio', 'input[type=checkbox]': 'tick', 'input': 'text', 'button': 'button',
    '[role=group]': 'table'};
  const notebook = window.jupyterapp.shell.currentWidget.content, numbers = new Map();
  const number = element => (numbers.has(element) || numbers.set(element, numbers.size), numbers.get(element));
  const find = element => element.matches('a') ? null : element.closest(ours);
  // ipywidgets gives radios no name, so that each is a stop of its own. The number beside a slider has no tabindex.
  const isAStop = element => !element.disabled && element.checkVisibility()
    && (element.tabIndex >= 0 || element.contentEditable === 'true');
  const read = colour => {
    const [r, g, b, part = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [[r, g, b], part];
  };
  const weigh = colour => colour.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0.05);
  // The bar of a slider is thinner than its handle: the ring lies on what is behind both.
  const findGround = (element, height) => {
    const [colour, part] = read(getComputedStyle(element).backgroundColor);
    const isBehind = part > 0 && element.offsetHeight >= height;
    return isBehind ? colour : findGround(element.parentElement, height);
  };
  // The browser's own ring, "auto", is in two colours of which one always shows.
  const standsOut = (style, ground) => {
    if (style.outlineStyle === 'auto') return true;
    const [ring, part] = read(style.outlineColor);
    const both = [ring.map((c, i) => part * c + (1 - part) * ground[i]), ground].map(weigh);
    return Math.max(...both) / Math.min(...both) >= leastContrast;
  };
  const describe = element => {
    const style = getComputedStyle(element), place = element.getBoundingClientRect();
    const top = document.elementFromPoint(place.x + place.width / 2, place.y + Math.min(place.height / 2, 20));
    return {
      number: number(element), box: number(find(element)), framed: find(element).matches('.trial-explorer'),
      kind: Object.entries(kinds).find(([selector]) => element.matches(selector))?.[1] ?? element.tagName,
      name: element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent,
      ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
        && standsOut(style, findGround(element.parentElement, place.height)),
      seen: !!top && (element.contains(top) || top.contains(element)),
    };
  };
  const readCells = () => JSON.stringify([notebook.mode, ...[...notebook.model.cells].map(
    cell => [cell.id, cell.type, cell.executionCount, cell.sharedModel.getSource()])]);
  const atFirst = readCells();
  window.walk = {
    stops: () => [...notebook.node.querySelectorAll('*')].filter(e => find(e) && isAStop(e)).map(number),
    here: () => document.activeElement === document.body ? 'lost' : (
      find(document.activeElement) ? describe(document.activeElement) : 'elsewhere'),
    isAsAtFirst: () => readCells() === atFirst,
  };
}"""


@dataclass(frozen=True)
class Stop:
    """One control that has the focus.

    Attributes
    ----------
    number : int
        The same for the same element.
    box : int
        The number of the explorer, the question or the output in which it stands.
    framed : bool
        Whether that has the frame of `helpers.explorers.frame`.
    kind : str
        As in `MOVES`.
    name : str
        What a screen reader says.
    ring : bool
        Whether a line is drawn around it that stands out from what it lies on.
    seen : bool
        Whether it lies in the window with nothing on it.
    """

    number: int
    box: int
    framed: bool
    kind: str
    name: str
    ring: bool
    seen: bool


class Walk:
    """Someone who goes from control to control and notes what is wrong.

    Attributes
    ----------
    faults
        One sentence each.
    kinds
        The kinds of control that were met.
    """

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self.faults: list[str] = []
        self.kinds: set[str] = set()
        self._worked: set[tuple[int, str]] = set()
        self.page.evaluate(INSTALL, [OURS, LEAST_CONTRAST])

    def list_stops(self) -> list[int]:
        """Return the numbers of the controls that Tab must reach, in their order."""
        return self.page.evaluate("() => window.walk.stops()")

    def press(self, key: str, presses: int) -> Iterator[Stop]:
        """Press a key so many times and yield the controls that are reached."""
        for _ in range(presses):
            self.page.keyboard.press(key)
            stop = self._look()
            if stop is not None:
                yield stop

    def walk_on(self, stops: list[int]) -> list[int]:
        """Go on with Tab to the last of these, work with each control on the way, and return which were reached."""
        reached = []
        for stop in self.press("Tab", 3 * len(stops) + MOST_BETWEEN):
            reached.append(stop.number)
            self._work(stop)
            if stop.number == stops[-1] or self.faults:
                break
        return reached

    def walk_back(self, stops: list[int], most: int) -> list[int]:
        """Go back with Shift+Tab over so many of these, or to the first, and return which were reached."""
        reached = []
        for stop in self.press("Shift+Tab", MOST_BETWEEN):
            reached.append(stop.number)
            self._judge(stop)
            if len(reached) == most or stop.number == stops[0]:
                break
        return reached

    def _look(self) -> Stop | None:
        here = self.page.evaluate("() => window.walk.here()")
        if here == "lost":
            self.faults.append("The focus is nowhere.")
        return None if isinstance(here, str) else Stop(**here)

    def _judge(self, stop: Stop) -> None:
        """Note what a reader misses when the focus is here."""
        for fine, fault in ((stop.name.strip(), "no name"), (stop.ring, "no ring"), (stop.seen, "something on it")):
            if not fine:
                self.faults.append(f"{stop} has {fault}.")

    def _work(self, stop: Stop) -> None:
        """Note what is wrong with a control, and press its keys; all of them on the first of a kind in each box."""
        self.kinds.add(stop.kind)
        self._judge(stop)
        keys = [*SHORTCUTS] if stop.framed else []
        if (stop.box, stop.kind) not in self._worked:
            self._worked.add((stop.box, stop.kind))
            keys += MOVES[stop.kind]
        for key in keys:
            self.page.keyboard.press(key)
        after = self._look()
        if after is None or after.number != stop.number:
            self.faults.append(f"{stop} loses the focus to {after}.")
        if not self.page.evaluate("() => window.walk.isAsAtFirst()"):
            self.faults.append(f"{stop} lets keys through to the notebook.")

"""The clock in the page: from a key press to the first frame that shows the change."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.bench.walks import Walk

BURST_PRESSES = 20
KEY_REPEAT_SECONDS = 0.03
"""A held key repeats about thirty times a second."""

PAUSE_SECONDS = 0.25
"""Between presses, so that each finds the page, the kernel and the connection at rest. Sooner than 200 ms after the
last message, Jupyter Server may wait 40 ms for Linux to acknowledge one before it sends the next (Nagle's algorithm and
delayed acknowledgements): a third of all presses, the bare echo's too, then take two frames more, by chance."""

REST_SECONDS = 0.8
"""Before a burst: the slowest redraw is over."""

PATIENCE_MS = 10_000
QUIET_MS = 700
"""A burst is over when nothing has changed for so long; the slowest redraw takes half of it."""

LOOK = """
  const cell = document.querySelectorAll('.jp-Notebook .jp-Cell')[place];
  const handle = cell.querySelector(control);
  // What stands on the page: null while an image is still being decoded.
  const look = () => {
    const shown = [...cell.querySelectorAll(sight)].pop();
    if (!shown) return null;
    if (shown.tagName === 'IMG') return shown.complete && shown.naturalWidth ? shown.src : null;
    return shown.innerHTML;
  };
"""

BRING_INTO_SIGHT = f"""([place, control, sight]) => {{ {LOOK}
  handle.scrollIntoView({{block: 'center'}});
  handle.focus();
}}"""

WATCH_KEY = f"""([place, control, sight, patience]) => {{ {LOOK}
  const before = look();
  let pressed = null;
  cell.addEventListener('keydown', () => {{ pressed = performance.now(); }}, {{once: true, capture: true}});
  window.bench = new Promise(resolve => {{
    const start = performance.now();
    const tick = () => {{
      const now = look();
      // The change is in the page; the frame after this one shows it.
      if (pressed !== null && now !== null && now !== before)
        requestAnimationFrame(() => resolve(performance.now() - pressed));
      else if (performance.now() - start > patience) resolve(null);
      else requestAnimationFrame(tick);
    }};
    requestAnimationFrame(tick);
  }});
  handle.focus();
}}"""

WATCH_BURST = f"""([place, control, sight, patience, quiet, presses]) => {{ {LOOK}
  let shown = look(), pressed = 0, count = 0, changed = null, redraws = 0;
  const note = () => {{ pressed = performance.now(); count += 1; }};
  cell.addEventListener('keydown', note, {{capture: true}});
  window.bench = new Promise(resolve => {{
    const start = performance.now();
    const tick = () => {{
      const now = look(), at = performance.now();
      if (now !== null && now !== shown) {{ shown = now; changed = at; redraws += 1; }}
      const over = count === presses && changed > pressed && at - changed > quiet;
      if (!over && at - start < patience) {{ requestAnimationFrame(tick); return; }}
      cell.removeEventListener('keydown', note, {{capture: true}});
      resolve(over ? {{lag: changed - pressed, redraws}} : null);
    }};
    requestAnimationFrame(tick);
  }});
  handle.focus();
}}"""


@dataclass
class Subject:
    """One control in the page, and what was measured on it.

    Attributes
    ----------
    label
        The way of drawing and the control.
    owner
        The explorer's class, or the rival's name.
    place
        Of its cell in the notebook, counted from 0.
    sight
        The element whose change is waited for.
    walk
        The control and its keys.
    first
        Milliseconds of the first press, when the widget gets its thread.
    presses
        Milliseconds from each later press to the painted change.
    lags
        Milliseconds from the last press of each burst to the last state on screen.
    redraws
        States that each burst showed.
    lost
        Presses and bursts whose change never came.
    """

    label: str
    owner: str
    place: int
    sight: str
    walk: Walk
    first: float | None = None
    presses: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    redraws: list[int] = field(default_factory=list)
    lost: int = 0

    def warm_up(self, page: Page) -> None:
        """Press three times and keep only the first time: later ones are shorter."""
        self._bring_into_sight(page)
        times = [self._time_key(page) for _ in range(3)]
        self.first = times[0]

    def press_keys(self, page: Page, presses: int) -> None:
        """Time single presses."""
        self._bring_into_sight(page)
        times = [self._time_key(page) for _ in range(presses)]
        self.presses += [milliseconds for milliseconds in times if milliseconds is not None]
        self.lost += times.count(None)

    def press_burst(self, page: Page) -> None:
        """Time a burst on a slider, as a held key gives it."""
        if self.walk.kind != "slider" or self.walk.size < 3:
            return
        self._bring_into_sight(page)
        for key in self.walk.prepare_burst(BURST_PRESSES):
            page.keyboard.press(key)
        time.sleep(REST_SECONDS)
        page.evaluate(WATCH_BURST, [*self._where, PATIENCE_MS, QUIET_MS, BURST_PRESSES])
        for key in self.walk.burst(BURST_PRESSES):
            page.keyboard.press(key)
            time.sleep(KEY_REPEAT_SECONDS)
        seen = page.evaluate("() => window.bench")
        if seen is None:
            self.lost += 1
        else:
            self.lags.append(float(seen["lag"]))
            self.redraws.append(seen["redraws"])

    @property
    def _where(self) -> list[int | str]:
        return [self.place, self.walk.selector, self.sight]

    def _bring_into_sight(self, page: Page) -> None:
        page.evaluate(BRING_INTO_SIGHT, self._where)
        time.sleep(2 * PAUSE_SECONDS)

    def _time_key(self, page: Page) -> float | None:
        time.sleep(PAUSE_SECONDS)
        page.evaluate(WATCH_KEY, [*self._where, PATIENCE_MS])
        page.keyboard.press(self.walk.step())
        milliseconds = page.evaluate("() => window.bench")
        return None if milliseconds is None else float(milliseconds)

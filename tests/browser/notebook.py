"""One notebook open in JupyterLab: what a person does with it, and what can be seen of it.

The lab's own command registry runs cells and saves; whatever a learner's hands would do (focus, keys, the mouse)
goes through `Notebook.page`, which is Playwright's.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import nbformat
import psutil
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.axe import Violation, run_axe
from tests.browser.lab import REPOSITORY, Lab
from tests.browser.wire import Wire

PICTURES = REPOSITORY / "build" / "browser"
"""Where screenshots go: those asked for, and those of failed tests."""

OWN_HOSTS = {"127.0.0.1", "localhost"}
OWN_SCHEMES = {"about", "blob", "chrome", "data", "devtools"}

TALLEST_PAGE = 15_000
"""Device pixels. Chromium draws no surface taller than 16 384."""

PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"

IS_READY = """() => {
  const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
  return context && context.isReady && context.session?.kernel?.status === 'idle'
    && context.session.kernel.connectionStatus === 'connected';
}"""
"""The page's own indicator says 'idle' before the kernel is there, and run-all then opens 'Select Kernel'."""

BEGIN = """([id, command, args]) => {
  window.testCommands ??= {};
  window.testCommands[id] = {done: false};
  window.jupyterapp.commands.execute(command, args).then(
    answer => { window.testCommands[id] = {done: true, answer: answer === true || answer === false ? answer : null}; },
    fault => { window.testCommands[id] = {done: true, fault: String(fault)}; });
}"""
"""A command is never awaited bare: a dialog would hang it, and the test with it, for ever."""

IS_QUIET = """([panel, quiet]) => new Promise(resolve => {
  const root = document.querySelector(panel);
  const observer = new MutationObserver(() => { finish(false); });
  const finish = answer => { observer.disconnect(); clearTimeout(timer); resolve(answer); };
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel;
  const timer = setTimeout(() => finish(
    (!kernel || kernel.status !== 'busy') && [...root.querySelectorAll('img')].every(image => image.complete)), quiet);
  observer.observe(root, {childList: true, subtree: true, characterData: true, attributes: true});
})"""


REPLACE = "cells => { window.jupyterapp.shell.currentWidget.content.model.fromJSON(cells); }"

ASK_KERNEL = """code => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute(
  {code, silent: true}).done.then(() => null)"""

FORGET = """
import sys
if "ipywidgets" in sys.modules:
    sys.modules["ipywidgets"].Widget.close_all()
get_ipython().reset(new_session=False)
"""
"""Modules stay: importing them again is what a kernel takes longest for."""


class NotebookFailed(AssertionError):
    """A notebook did not do what it was told; the text holds the dialogs and the outputs."""


class Notebook:
    """A notebook in a browser window of its own.

    Parameters
    ----------
    browser, lab
        The running Chromium and JupyterLab.
    source
        What `Lab.place` takes: a path from the repository's top, or a notebook object.
    width, height
        The window's size in CSS pixels, JupyterLab's own frame included.
    dark
        JupyterLab's dark theme instead of its light one.
    sidebar
        Whether the file browser stays open, as a learner first sees it.
    reduced_motion
        Whether the system asks for less motion.
    scale
        Device pixels for a CSS pixel.

    Attributes
    ----------
    page
        Playwright's page.
    path
        The file that the lab has open.
    console_errors, off_machine
        What the browser complained of, and requests to a host that is not this machine.
    seconds
        How long the last `run_all` took.
    """

    _numbers = itertools.count(1)

    def __init__(
        self,
        browser: Browser,
        lab: Lab,
        source: str | Path | nbformat.NotebookNode,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        sidebar: bool = False,
        reduced_motion: bool = False,
        scale: float = 1,
    ) -> None:
        self.lab = lab
        place = lab.place(source)
        self.path = lab.root / place
        self.console_errors: list[str] = []
        self.off_machine: list[str] = []
        self.seconds = 0.0
        self._wire = Wire()
        self._sidebar = sidebar
        self._tallest = int(TALLEST_PAGE / scale)
        self._motion = "reduce" if reduced_motion else "no-preference"
        self._size, self._dark = (width, height), dark
        self._context = browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion=self._motion,
            device_scale_factor=scale,
        )
        self.page: Page = self._context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda fault: self.console_errors.append(f"page error: {fault}"))
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("websocket", lambda socket: self._note_request(socket.url))
        self.page.on("websocket", self._wire.listen)
        workspace = f"test{next(self._numbers)}"
        self.page.goto(f"{lab.url}/lab/workspaces/{workspace}/tree/{quote(place)}?token={lab.token}&reset")
        self._wait_until_ready()
        self.set_theme(dark=dark)

    @property
    def complaints(self) -> list[str]:
        """What no notebook may cause: console errors and requests that leave the machine."""
        return self.console_errors + [f"request off the machine: {url}" for url in self.off_machine]

    def replace_cells(self, cells: nbformat.NotebookNode) -> None:
        """Put other cells in the place of those that are open; the kernel forgets their names and their widgets.

        A window with its kernel takes a machine ten times as long as the cells of most tests.
        """
        self.page.evaluate(REPLACE, json.loads(nbformat.writes(cells)))
        # What the old widgets still have to say is heard before they are closed; afterwards nobody would answer it.
        self.settle()
        self.page.evaluate(ASK_KERNEL, FORGET)
        self._wire.forget()
        self.settle()

    def run_all(self, *, timeout: float = 120) -> bool:
        """Run every cell, wait until the page has come to rest, and return True.

        `seconds` is the time from the command to the last cell's end; `timeout` is in seconds.

        Raises
        ------
        NotebookFailed
            A cell failed, or the run did not end in time.
        """
        start = time.perf_counter()
        answer = self.execute("notebook:run-all-cells", timeout=timeout)
        self.seconds = time.perf_counter() - start
        if answer is not True:
            raise NotebookFailed(f"A cell failed.\n{self._describe()}")
        self.settle()
        return True

    def run_cell(self, index: int, *, timeout: float = 60) -> None:
        """Run one cell to its end, whether it fails or not; `errors` tells."""
        self.wait_for_command(self.start_cell(index), timeout=timeout)
        self.settle()

    def start_cell(self, index: int) -> int:
        """Start one cell and return at once, with the number that `wait_for_command` takes."""
        self.enter_command_mode(index)
        return self.start_command("notebook:run-cell")

    def execute(self, command: str, arguments: dict[str, Any] | None = None, *, timeout: float = 60) -> bool | None:
        """Run one of JupyterLab's commands to its end and return its answer, if that is true or false."""
        return self.wait_for_command(self.start_command(command, arguments), timeout=timeout)

    def start_command(self, command: str, arguments: dict[str, Any] | None = None) -> int:
        """Start one of JupyterLab's commands and return the number that `wait_for_command` takes."""
        number = next(self._numbers)
        self.page.evaluate(BEGIN, [number, command, arguments or {}])
        return number

    def wait_for_command(self, number: int, *, timeout: float = 60) -> bool | None:
        """Wait for a command that was started, and return its answer.

        Raises
        ------
        NotebookFailed
            It failed, or was not done in `timeout` seconds; the text holds the dialogs that are open.
        """
        try:
            self.page.wait_for_function("id => window.testCommands[id].done", arg=number, timeout=timeout * 1000)
        except PlaywrightTimeout as late:
            raise NotebookFailed(f"The lab was not done after {timeout} s.\n{self._describe()}") from late
        result = self.page.evaluate("id => window.testCommands[id]", number)
        if "fault" in result:
            raise NotebookFailed(f"The lab said: {result['fault']}\n{self._describe()}")
        return result["answer"]

    def settle(self, *, quiet: float = 0.3, timeout: float = 30) -> None:
        """Wait until the kernel has answered, every picture is loaded, and nothing moved for `quiet` seconds."""
        deadline = time.monotonic() + timeout
        while not self.page.evaluate(IS_QUIET, [PANEL, quiet * 1000]) or self._wire.waiting:
            if time.monotonic() > deadline:
                raise NotebookFailed(
                    f"The page did not come to rest in {timeout} s; the kernel has not answered "
                    f"{len(self._wire.waiting)} messages.\n{self._describe()}"
                )

    def count_cells(self) -> int:
        """Return how many cells the notebook has now."""
        return self.page.locator(f"{PANEL} .jp-Notebook .jp-Cell").count()

    def cell(self, index: int) -> Locator:
        """Return the cell in this place, counted from 0; look inside it with `.locator`."""
        return self.page.locator(f"{PANEL} .jp-Notebook .jp-Cell").nth(index)

    def enter_command_mode(self, index: int = 0) -> None:
        """Select a cell and leave its editor: from here the lab takes letters and arrows as its own."""
        self.page.evaluate(
            "index => { const content = window.jupyterapp.shell.currentWidget.content;"
            " content.activeCellIndex = index; content.deselectAll(); content.mode = 'command'; }",
            index,
        )

    def press(self, selector: str, *keys: str) -> None:
        """Focus the first element that `selector` matches and press keys; "ArrowRight*5" is pressed five times."""
        self.page.locator(selector).first.focus()
        for key in keys:
            name, _, times = key.partition("*")
            for _ in range(int(times or 1)):
                self.page.keyboard.press(name)
        self.settle()

    def read_outputs(self, index: int) -> list[dict[str, Any]]:
        """Return a cell's outputs as the notebook's format has them; a Markdown cell has none."""
        return self.page.evaluate(
            "i => window.jupyterapp.shell.currentWidget.content.widgets[i].model.outputs?.toJSON() ?? []", index
        )

    @property
    def errors(self) -> list[str]:
        """The exceptions that ended cells, each as "ZeroDivisionError: division by zero"."""
        outputs = [output for index in range(self.count_cells()) for output in self.read_outputs(index)]
        return [f"{output['ename']}: {output['evalue']}" for output in outputs if output["output_type"] == "error"]

    @property
    def stderr(self) -> list[str]:
        """The text of everything that is shown on the lab's red ground: warnings and tracebacks, in widgets too."""
        return self.page.locator(f"{PANEL} [data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()

    @property
    def dialogs(self) -> list[str]:
        """The text of every dialog that is open."""
        return self.page.locator(".jp-Dialog").all_inner_texts()

    def save(self) -> nbformat.NotebookNode:
        """Save the notebook and return what is in its file."""
        self.execute("docmanager:save")
        self.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
        return nbformat.read(self.path, as_version=4)

    def reload(self) -> None:
        """Load the page again, with the kernel left running."""
        self._wire.forget()
        self.page.reload()
        self._wait_until_ready()
        self.settle()

    def restart_kernel(self) -> None:
        """Restart the kernel; the outputs stay."""
        self._wire.forget()
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self._wait_until_ready()

    @property
    def kernel(self) -> psutil.Process:
        """The kernel's process; a kernel that was restarted has another."""
        kernel_id = self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id")
        return self.lab.find_kernel(kernel_id)

    def measure_kernel_memory(self) -> float:
        """Return the kernel's resident memory in MB (2**20 bytes)."""
        return self.kernel.memory_info().rss / 2**20

    def set_theme(self, *, dark: bool) -> None:
        """Switch JupyterLab to its dark or its light theme."""
        is_set = f"document.body.dataset.jpThemeLight === '{json.dumps(not dark)}'"
        if not self.page.evaluate(is_set):
            self.execute("apputils:change-theme", {"theme": f"JupyterLab {'Dark' if dark else 'Light'}"})
            self.page.wait_for_function(is_set)
        self.settle()

    def set_size(self, width: int, height: int) -> None:
        """Give the window this size in CSS pixels and wait until the page has come to rest."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.settle()

    def restore_looks(self) -> None:
        """Go back to the size, the theme and the wish for motion with which the window was opened."""
        self.page.emulate_media(reduced_motion=self._motion)
        if self._read_size() != dict(zip(("width", "height"), self._size, strict=True)):
            self.set_size(*self._size)
        self.set_theme(dark=self._dark)

    def screenshot(
        self, name: str, *, width: int | None = None, height: int | None = None, dark: bool | None = None
    ) -> Path:
        """Save what the window shows as build/browser/<name>.png, resized and in the theme asked for."""
        size = self._read_size()
        self.set_size(width or size["width"], height or size["height"])
        if dark is not None:
            self.set_theme(dark=dark)
        file = PICTURES / f"{name}.png"
        self.page.screenshot(path=file)
        return file

    @contextmanager
    def unrolled(self) -> Iterator[bool]:
        """Make the window as tall as the notebook; yield whether all of it fits."""
        size = self._read_size()
        wanted = size["height"] + self.page.evaluate(
            "panel => { const roll = document.querySelector(panel + ' .jp-WindowedPanel-outer');"
            " roll.scrollTop = 0; return roll.scrollHeight - roll.clientHeight; }",
            PANEL,
        )
        self.set_size(size["width"], min(wanted, self._tallest))
        try:
            yield wanted <= self._tallest
        finally:
            self.set_size(size["width"], size["height"])

    def find_violations(self, selector: str) -> list[Violation]:
        """Run axe-core (WCAG 2.2 A and AA, best practice) on all that `selector` matches, in sight or not.

        Raises
        ------
        NotebookFailed
            Nothing matches, so that nothing would have been checked.
        """
        if not self.page.locator(selector).count():
            raise NotebookFailed(f"Nothing on the page matches {selector}.")
        # What a scrolled box hides cannot be measured for contrast.
        with self.unrolled():
            return run_axe(self.page, selector)

    def close(self) -> None:
        """Close the window and stop the kernel."""
        self._context.close()
        self.lab.shut_down_kernel(self.path)

    def _wait_until_ready(self) -> None:
        self.page.wait_for_selector(f"{PANEL} .jp-Notebook", timeout=60_000)
        try:
            self.page.wait_for_function(IS_READY, timeout=60_000)
        except PlaywrightTimeout as late:
            raise NotebookFailed(f"No kernel was ready after 60 s.\n{self._describe()}") from late
        if not self._sidebar:
            self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")

    def _read_size(self) -> dict[str, int]:
        size = self.page.viewport_size
        assert size is not None, "the window was opened with a size"
        return dict(size)

    def _describe(self) -> str:
        parts = {"dialog": self.dialogs, "output": self.stderr, "console": self.console_errors}
        return "\n".join(f"{name}: {text}" for name, texts in parts.items() for text in texts)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(f"console: {message.text} ({message.location['url']})")

    def _note_request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in OWN_SCHEMES and parts.hostname not in OWN_HOSTS:
            self.off_machine.append(url)

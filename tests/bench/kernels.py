"""A kernel of Jupyter's without a browser: what a cell takes in it, and what it holds.

It is asked as JupyterLab asks it, over the same sockets, so that what is measured here is a lower end of what a reader
waits for: the page's own work comes on top.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import nbformat
import psutil
from jupyter_client.manager import KernelManager

PATIENCE = 300.0
"""Seconds in which a cell answers, on a machine that is busy."""

WIDGET = "application/vnd.jupyter.widget-view+json"


class CellFailed(RuntimeError):
    """A cell raised; the text is its error."""


@dataclass(frozen=True)
class Spent:
    """Seconds since the kernel was started.

    Attributes
    ----------
    wall : float
        By the clock.
    work : float
        Of the processors, the kernel's alone; what else the machine does hardly changes it.
    """

    wall: float
    work: float


class Kernel:
    """A running kernel, used as a context manager.

    Parameters
    ----------
    folder
        Where it runs; what learners leave behind is written there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manager = KernelManager(kernel_name="python3")
        self._start = 0.0

    def __enter__(self) -> Kernel:
        # Widgets and settings are those of this environment; notebooks are shown live.
        dropped = ("PYTEST", "READING_A_TRIAL")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        self._start = time.perf_counter()
        self._manager.start_kernel(
            cwd=str(self._folder), env=environment, extra_arguments=["--log-level=ERROR"], stderr=sys.stderr
        )
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=PATIENCE)
        self.process = psutil.Process(self._manager.provisioner.pid)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    @property
    def spent(self) -> Spent:
        """What the kernel has taken so far."""
        times = self.process.cpu_times()
        return Spent(time.perf_counter() - self._start, times.user + times.system)

    def run(self, code: str, asked: dict[str, str] | None = None) -> dict[str, Any]:
        """Run a cell to its end and return the values of the expressions that were asked for.

        Raises
        ------
        CellFailed
            If the cell, or an expression, raised.
        """
        number = self._client.execute(code, user_expressions=asked or {})
        reply = self._wait_for_reply(number)
        self._wait_until_idle(number)
        answers = {name: reply["user_expressions"][name] for name in asked or {}}
        failed = [part for part in (reply, *answers.values()) if part["status"] != "ok"]
        if failed:
            raise CellFailed(f"{failed[0]['ename']}: {failed[0]['evalue']}")
        return {name: answer["data"]["text/plain"].strip("'") for name, answer in answers.items()}

    def open_frame(self, model: str) -> None:
        """Tell a box of the course that a page shows it, as frame.js does."""
        self._send(model, {"method": "custom", "content": {"kind": "ready"}})

    def set_value(self, model: str, value: Any, trait: str = "value") -> float:
        """Set a control as a key press does; return the seconds until the kernel has sent the changed picture.

        Parameters
        ----------
        model
            The control's id.
        value
            Other than the one it has.
        trait
            What the page sets: `index` for a slider or list of choices.
        """
        start = time.perf_counter()
        number = self._send(model, {"method": "update", "state": {trait: value}, "buffer_paths": []})
        seconds = None
        while True:
            message = self._hear()
            if message["parent_header"].get("msg_id") != number:
                continue
            state = message["content"].get("data", {}).get("state", {})
            if seconds is None and "te-picture" in str(state.get("value", "")):
                seconds = time.perf_counter() - start
            if message["content"].get("execution_state") == "idle":
                break
        if seconds is None:
            raise CellFailed(f"The picture did not change when the control was set to {value}.")
        return seconds

    def _send(self, model: str, data: dict[str, Any]) -> str:
        message = self._client.session.msg("comm_msg", {"comm_id": model, "data": data})
        self._client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def _wait_for_reply(self, number: str) -> dict[str, Any]:
        while True:
            message = self._client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == number:
                return message["content"]

    def _wait_until_idle(self, number: str) -> None:
        while True:
            message = self._hear()
            is_ours = message["parent_header"].get("msg_id") == number
            if is_ours and message["content"].get("execution_state") == "idle":
                return

    def _hear(self) -> dict[str, Any]:
        """Return the next thing that the kernel publishes."""
        # Straight from the socket: the client's own call would make an event loop for each thread, and leave it open.
        socket = self._client.iopub_channel.socket
        if not socket.poll(1000 * PATIENCE):
            raise CellFailed(f"The kernel said nothing for {PATIENCE:.0f} s.")
        _, parts = self._client.session.feed_identities(socket.recv_multipart())
        return self._client.session.deserialize(parts)

    def measure_memory(self) -> tuple[float, float]:
        """Return the memory that the kernel holds, and the part that it shares with nobody, MB."""
        memory = self.process.memory_full_info()
        return memory.rss / 1e6, memory.uss / 1e6


def read_code(notebook: Path) -> list[str]:
    """Return the code cells of a notebook, as they stand."""
    return [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]

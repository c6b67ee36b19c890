"""The line between page and kernel: which widget messages the kernel has not answered yet.

A busy machine may take longer to answer than any pause worth waiting for; counting the messages does not guess.
"""

from __future__ import annotations

import json

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from playwright.sync_api import WebSocket


class Wire:
    """Listens to the web sockets of a page.

    Attributes
    ----------
    waiting
        The ids of the widget messages (a slider moved, a button pressed) that the kernel is still at work on.
    """

    def __init__(self) -> None:
        self.waiting: set[str] = set()

    def listen(self, socket: WebSocket) -> None:
        """Hear all that goes through a socket, if it is a kernel's."""
        if socket.url.partition("?")[0].endswith("/channels"):
            socket.on("framesent", self._hear_page)
            socket.on("framereceived", self._hear_kernel)

    def forget(self) -> None:
        """Wait for nothing any longer: the page or the kernel is a new one."""
        self.waiting.clear()

    def _hear_page(self, frame: bytes | str) -> None:
        header, *_ = _split(frame)
        if header["msg_type"] == "comm_msg":
            self.waiting.add(header["msg_id"])

    def _hear_kernel(self, frame: bytes | str) -> None:
        header, parent, content = _split(frame)
        if header["msg_type"] == "status" and json.loads(content)["execution_state"] == "idle":
            self.waiting.discard(parent.get("msg_id", ""))


def _split(frame: bytes | str) -> tuple[dict, dict, bytes]:
    """Return a message's header, the header of what it answers, and its content, still packed."""
    assert isinstance(frame, bytes), "JupyterLab speaks the binary protocol"
    _, (header, parent, _, content, *_) = deserialize_msg_from_ws_v1(frame)
    return json.loads(header), json.loads(parent), content

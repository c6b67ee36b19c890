"""What the browser tests take for unanswered is what the kernel has not answered."""

from __future__ import annotations

from jupyter_client.session import json_packer
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from tests.browser.wire import Wire


class MadeUpSocket:
    """A web socket whose two ends are called by the test."""

    def __init__(self, url):
        self.url = url
        self.ears = {}

    def on(self, event, ear):
        self.ears[event] = ear


def pack(channel, kind, number, *, answers="", state=""):
    parts = [{"msg_type": kind, "msg_id": number}, {"msg_id": answers} if answers else {}, {}]
    parts.append({"execution_state": state} if state else {})
    message = dict(zip(("header", "parent_header", "metadata", "content"), parts, strict=True))
    return serialize_msg_to_ws_v1(message, channel, json_packer)


def listen(url="ws://127.0.0.1:8888/api/kernels/1/channels?session_id=2"):
    wire, socket = Wire(), MadeUpSocket(url)
    wire.listen(socket)
    return wire, socket.ears


def test_a_moved_slider_waits_until_the_kernel_is_idle_again():
    wire, ears = listen()
    ears["framesent"](pack("shell", "comm_msg", "a"))
    ears["framereceived"](pack("iopub", "status", "b", answers="a", state="busy"))
    assert wire.waiting == {"a"}
    ears["framereceived"](pack("iopub", "status", "c", answers="another", state="idle"))
    assert wire.waiting == {"a"}
    ears["framereceived"](pack("iopub", "status", "d", answers="a", state="idle"))
    assert wire.waiting == set()


def test_a_running_cell_is_not_waited_for():
    wire, ears = listen()
    ears["framesent"](pack("shell", "execute_request", "a"))
    assert wire.waiting == set()


def test_a_new_kernel_owes_no_answer():
    wire, ears = listen()
    ears["framesent"](pack("shell", "comm_msg", "a"))
    wire.forget()
    assert wire.waiting == set()


def test_only_kernels_are_listened_to():
    assert listen("ws://127.0.0.1:8888/terminals/websocket/1")[1] == {}

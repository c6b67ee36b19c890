"""A real JupyterLab on a free port, with nothing of the user's own in it, and the Chromium that looks at it.

`Lab` starts and stops the server and copies notebooks into its temporary root, so that no test writes to the
repository; the kernel imports the installed `helpers`. `start_chromium` launches the browser that was found.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import nbformat
import psutil
from playwright.sync_api import Browser, sync_playwright

from tests.browser.find_browser import find_browser

REPOSITORY = Path(__file__).resolve().parents[2]

CHROMIUM_SWITCHES = (
    # Containers give no user namespaces; only our own pages are opened.
    "--no-sandbox",
    # A container's /dev/shm is 64 MB, too little for a page of pictures.
    "--disable-dev-shm-usage",
    "--disable-gpu",
    # Nothing but the page under test may ask for anything.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    # A name that is not this machine's resolves to nothing, so that no test depends on the network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

LAB_SETTINGS = {
    # The toast 'Would you like to receive Jupyter news?' lies over the notebook.
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
    # Every cell is laid out; by default those out of sight are not, and cannot be found or measured. And no empty page
    # is left under the last cell, so that the notebook's height is that of its cells.
    "notebook-extension/tracker": {"windowingMode": "none", "scrollPastEnd": False},
}

START_SECONDS = 60
STOP_SECONDS = 20


@contextmanager
def start_chromium() -> Iterator[Browser]:
    """Launch the machine's Chromium without a window, and close it at the end.

    Raises
    ------
    NoBrowser
        None was found; the text says what to do.
    """
    path = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(CHROMIUM_SWITCHES))
        try:
            yield browser
        finally:
            browser.close()


class Lab:
    """A JupyterLab server of the tests' own, used as a context manager.

    Attributes
    ----------
    root
        The temporary folder that the server shows; `place` puts notebooks there.
    url
        The server's address, `http://127.0.0.1:<port>`.
    token
        The server's token.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True)
        self.home = Path(self._folder.name) / "home"
        self.root = Path(self._folder.name) / "root"
        self.log = self.home / "lab.log"
        self.token = secrets.token_hex(16)
        self.url = ""
        self._placed = 0
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Lab:
        self.home.mkdir()
        self.root.mkdir()
        for name, settings in LAB_SETTINGS.items():
            file = self.home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(settings))
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def place(self, notebook: str | Path | nbformat.NotebookNode, name: str = "made_up.ipynb") -> str:
        """Put a notebook into a new folder of the server's root and return its path there.

        Parameters
        ----------
        notebook
            A notebook's path from the repository's top ("notebooks/00_start_here.ipynb"), copied with the folder
            it stands in; or a notebook object.
        name
            The file name that a notebook object gets.
        """
        self._placed += 1
        folder = self.root / f"open_{self._placed}"
        if isinstance(notebook, nbformat.NotebookNode):
            folder.mkdir()
            nbformat.write(notebook, folder / name)
            return f"{folder.name}/{name}"
        source = REPOSITORY / notebook
        if not source.is_file():
            raise FileNotFoundError(f"There is no notebook {notebook} in the project.")
        ignore = shutil.ignore_patterns(".ipynb_checkpoints", "my_predictions.json", "__pycache__")
        shutil.copytree(source.parent, folder / source.parent.name, ignore=ignore)
        return f"{folder.name}/{source.parent.name}/{source.name}"

    def find_kernel(self, kernel_id: str) -> psutil.Process:
        """Return the process of the kernel with this id."""
        assert self._server is not None, "the lab is not running"
        for process in psutil.Process(self._server.pid).children(recursive=True):
            if any(f"kernel-{kernel_id}" in word for word in process.cmdline()):
                return process
        raise ProcessLookupError(f"No process of the lab runs kernel {kernel_id}.")

    def shut_down_kernel(self, path: Path) -> None:
        """Stop the kernel of the notebook in this file, so that its memory and threads do not weigh on others."""
        for session in self._ask("GET", "/api/sessions"):
            if self.root / session["path"] == path:
                self._ask("DELETE", f"/api/sessions/{session['id']}")

    def _start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"),
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={self.token}",
            f"--ServerApp.root_dir={self.root}",
            # Gives window.jupyterapp, through which notebooks are run and watched.
            "--expose-app-in-browser",
            # Keeps the server from asking the package index for its catalogue of extensions.
            "--LabApp.extension_manager=readonly",
        ]
        environment = self._make_environment()
        with self.log.open("wb") as log:
            self._server = subprocess.Popen(
                command,
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        # matplotlib lists the fonts once for each new folder of settings; not in a notebook's time, with its warning.
        subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=environment, check=True)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._server.poll() is not None:
                raise RuntimeError(f"JupyterLab stopped while starting:\n{self.log.read_text()}")
            try:
                self._ask("GET", "/api/status")
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(f"JupyterLab did not answer within {START_SECONDS} s:\n{self.log.read_text()}")

    def _make_environment(self) -> dict[str, str]:
        """Return the environment without the user's Jupyter, IPython and matplotlib settings."""
        foreign = ("JUPYTER", "IPYTHON", "MPL", "PYTHON", "PYTEST")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        own = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
            "MPLCONFIGDIR": "matplotlib",
        }
        return kept | {name: str(self.home / folder) for name, folder in own.items()}

    def _ask(self, method: str, path: str) -> Any:
        request = urllib.request.Request(
            self.url + path, method=method, headers={"Authorization": f"token {self.token}"}
        )
        # The machine's proxy, if it has one, is not for 127.0.0.1.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def _stop(self) -> None:
        """End the server and its kernels, and remove the temporary folder."""
        if self._server is not None and self._server.poll() is None:
            # A kernel leads a session of its own: one that outlives the server is ended by name.
            kernels = psutil.Process(self._server.pid).children(recursive=True)
            self._server.terminate()
            try:
                self._server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            for process in kernels:
                if process.is_running():
                    process.kill()
        self._folder.cleanup()

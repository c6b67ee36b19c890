"""Where the tests' browser comes from.

Looked for in this order: `$CHROMIUM`; chromium or google-chrome on the path; the one that Playwright brings;
Debian's package, where it may be installed without asking for a password. Else one sentence says what to do.

`python -m tests.browser.find_browser` prints the browser's path; `--install` allows the last step.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NAMES_ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Debian's and Fedora's name, Ubuntu's, Google's two."""

INSTALL_SECONDS = 600
"""Chromium and its libraries are some 100 MB; a mirror that needs longer than this is taken as out of reach."""

INSTALL_LOG = Path("build/install_chromium.log")


class NoBrowser(Exception):
    """No Chromium could be found; the text says what to do."""


@dataclass
class Machine:
    """What the search may ask of the machine; a test hands in another one."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    log: Path = INSTALL_LOG

    def find_on_path(self, name: str) -> str | None:
        """Return the full path of the program `name`, or None."""
        return shutil.which(name, path=self.environment.get("PATH"))

    def find_playwrights_own(self) -> str | None:
        """Return the Chromium that `playwright install chromium` has brought, or None."""
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = Path(playwright.chromium.executable_path)
        return str(path) if path.is_file() else None

    def is_root(self) -> bool:
        """Tell whether packages may be installed as we are."""
        return hasattr(os, "geteuid") and os.geteuid() == 0

    def may_sudo(self) -> bool:
        """Tell whether sudo works without asking for a password."""
        if self.find_on_path("sudo") is None:
            return False
        return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0

    def run(self, command: Sequence[str]) -> bool:
        """Run `command` with its output in the log; tell whether it succeeded."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        environment = {**self.environment, "DEBIAN_FRONTEND": "noninteractive"}
        with self.log.open("a") as log:
            log.write(f"$ {' '.join(command)}\n")
            log.flush()
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment, check=False
            )
        return done.returncode == 0


def find_browser(machine: Machine | None = None, *, install: bool = False) -> str:
    """Return the path of a Chromium, in the order that the module's text gives.

    Parameters
    ----------
    machine
        The machine to ask; this one if not given.
    install
        Whether Debian's package may be installed when nothing is found.

    Raises
    ------
    NoBrowser
        `$CHROMIUM` names no program, or nothing was found.
    """
    machine = machine or Machine()
    named = machine.environment.get("CHROMIUM")
    if named:
        found = machine.find_on_path(named)
        if found is None:
            raise NoBrowser(
                f"CHROMIUM names {named}, which is not a program: correct it, or run `make test BROWSER=0`."
            )
        return found
    found = _find_on_path(machine) or machine.find_playwrights_own()
    if found is not None:
        return found
    tried = ""
    apt_get = _may_install(machine) if install else None
    if apt_get:
        # An old package list names versions that the mirror no longer has, hence the update first.
        machine.run([*apt_get, "update"])
        machine.run([*apt_get, "install", "-y", "--no-install-recommends", "chromium"])
        found = _find_on_path(machine)
        tried = f", and Debian's could not be installed ({machine.log} says why)"
    if found is None:
        raise NoBrowser(
            f"No Chromium was found{tried}: install one (Debian: apt-get install chromium; elsewhere: "
            "python -m playwright install chromium), set CHROMIUM to its path, or run `make test BROWSER=0`."
        )
    return found


def _find_on_path(machine: Machine) -> str | None:
    return next(filter(None, map(machine.find_on_path, NAMES_ON_PATH)), None)


def _may_install(machine: Machine) -> list[str] | None:
    """Return how apt-get is called here, or None where it is missing or would ask for a password."""
    # The time limit runs as root too: it could not stop root's apt-get otherwise.
    limited = ["timeout", str(INSTALL_SECONDS), "apt-get"]
    if machine.find_on_path("apt-get") is None:
        return None
    if machine.is_root():
        return limited
    return ["sudo", "-n", *limited] if machine.may_sudo() else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the browser's path, or say what to do and return 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.find_browser", description=__doc__.splitlines()[0])
    parser.add_argument("--install", action="store_true", help="install Debian's package when nothing is found")
    try:
        path = find_browser(install=parser.parse_args(arguments).install)
    except NoBrowser as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"browser: {path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The order in which a browser is looked for, on machines that are made up."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import pytest

from tests.browser.find_browser import Machine, NoBrowser, find_browser, main

DEBIAN = {"apt-get": "/usr/bin/apt-get"}


@dataclass
class MadeUpMachine(Machine):
    """A machine with these programs on its path; installing chromium puts it there, if the mirror answers."""

    environment: dict[str, str] = field(default_factory=dict)
    programs: dict[str, str] = field(default_factory=dict)
    playwrights: str | None = None
    root: bool = False
    sudo: bool = False
    mirror: bool = True
    commands: list[str] = field(default_factory=list)

    def find_on_path(self, name):
        return self.programs.get(name)

    def find_playwrights_own(self):
        return self.playwrights

    def is_root(self):
        return self.root

    def may_sudo(self):
        return self.sudo

    def run(self, command):
        self.commands.append(" ".join(command))
        if self.mirror and "install" in command:
            self.programs["chromium"] = "/usr/bin/chromium"
        return self.mirror


EVERYTHING = {
    "mine": "/opt/mine",
    "chromium": "/usr/bin/chromium",
    "google-chrome": "/usr/bin/google-chrome",
    **DEBIAN,
}


def test_the_named_browser_comes_first():
    machine = MadeUpMachine({"CHROMIUM": "mine"}, programs=EVERYTHING, playwrights="/cache/chrome", root=True)
    assert find_browser(machine, install=True) == "/opt/mine"


def test_a_named_browser_that_is_missing_is_not_replaced_by_another():
    machine = MadeUpMachine({"CHROMIUM": "/no/such"}, programs=EVERYTHING)
    with pytest.raises(NoBrowser, match="CHROMIUM names /no/such, which is not a program"):
        find_browser(machine)


def test_chromium_on_the_path_comes_before_google_chrome_and_both_before_playwrights():
    machine = MadeUpMachine(programs=dict(EVERYTHING), playwrights="/cache/chrome")
    assert find_browser(machine) == "/usr/bin/chromium"
    del machine.programs["chromium"]
    assert find_browser(machine) == "/usr/bin/google-chrome"
    del machine.programs["google-chrome"]
    assert find_browser(machine) == "/cache/chrome"


def test_root_installs_debians_package_when_nothing_else_is_there():
    machine = MadeUpMachine(programs=dict(DEBIAN), root=True)
    assert find_browser(machine, install=True) == "/usr/bin/chromium"
    assert machine.commands == [
        "timeout 600 apt-get update",
        "timeout 600 apt-get install -y --no-install-recommends chromium",
    ]


def test_who_may_sudo_without_a_password_installs_it_too():
    machine = MadeUpMachine(programs=dict(DEBIAN), sudo=True)
    assert find_browser(machine, install=True) == "/usr/bin/chromium"
    assert machine.commands[1] == "sudo -n timeout 600 apt-get install -y --no-install-recommends chromium"


@pytest.mark.parametrize(
    ("machine", "install"),
    [
        (MadeUpMachine(programs=dict(DEBIAN), root=True), False),
        (MadeUpMachine(programs=dict(DEBIAN)), True),
        (MadeUpMachine(root=True), True),
        (MadeUpMachine(programs=dict(DEBIAN), root=True, mirror=False), True),
    ],
    ids=["not asked to install", "neither root nor sudo", "not Debian", "mirror out of reach"],
)
def test_otherwise_one_sentence_says_what_to_do(machine, install):
    with pytest.raises(NoBrowser, match=r"^No Chromium was found.*: install one .*make test BROWSER=0`\.$"):
        find_browser(machine, install=install)


def test_a_failed_installation_names_its_log():
    machine = MadeUpMachine(programs=dict(DEBIAN), root=True, mirror=False)
    with pytest.raises(NoBrowser, match=r"could not be installed \(build.install_chromium\.log says why\)"):
        find_browser(machine, install=True)


@pytest.mark.skipif(os.name == "nt", reason="has no sh, and no Debian packages to install")
def test_output_of_an_installation_goes_to_the_log_and_its_failure_is_told(tmp_path):
    machine = Machine({"PATH": "/usr/bin:/bin"}, log=tmp_path / "build" / "install.log")
    assert machine.run(["sh", "-c", "echo no such package; exit 100"]) is False
    assert machine.log.read_text().endswith("no such package\n")


@pytest.mark.skipif(os.name == "nt", reason="finds a program by its ending, not by a right to run it")
def test_the_path_that_is_searched_is_that_of_the_environment(tmp_path):
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    assert find_browser(Machine({"PATH": str(tmp_path)})) == str(browser)


def test_the_command_says_the_sentence_and_fails(monkeypatch, capsys):
    monkeypatch.setenv("CHROMIUM", "/no/such")
    assert main([]) == 1
    assert capsys.readouterr().err.count("\n") == 1

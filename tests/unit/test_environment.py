"""pyproject.toml, the two lock files, environment.yml and what is installed say the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEVELOPMENT = PROJECT["optional-dependencies"]["dev"]

PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[0-9][0-9a-z.!+]*( ; [a-z_]+ [ A-Za-z0-9_'\".=!<>()]+)?")
"""A name, one exact version and perhaps the platforms: no address, no hash, no path and no option fits it."""


def read_lines(name: str) -> list[str]:
    return (REPOSITORY / name).read_text(encoding="utf-8").splitlines()


def read_pins(lines: list[str]) -> dict[str, Requirement]:
    """Return the pins that count on this machine, by name."""
    pins = map(Requirement, lines)
    return {canonicalize_name(pin.name): pin for pin in pins if pin.marker is None or pin.marker.evaluate()}


COURSE_LINES = read_lines("requirements.txt")
TESTS_LINES = read_lines("requirements-dev.txt")[1:]
COURSE_PINS = read_pins(COURSE_LINES)
ALL_PINS = COURSE_PINS | read_pins(TESTS_LINES)


def find_needed(requirements: list[str]) -> dict[str, list[Requirement]]:
    """Return all that the requirements bring in turn, by name, read from what is installed."""
    needed: dict[str, list[Requirement]] = {}
    waiting = [(Requirement(text), "") for text in requirements]
    seen = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        needed.setdefault(name, []).append(requirement)
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(text), wanted) for text in metadata.requires(name) or []]
    return needed


@pytest.mark.parametrize(("requirements", "pins"), [(PROJECT["dependencies"], COURSE_PINS), (DEVELOPMENT, ALL_PINS)])
def test_every_dependency_and_all_it_brings_is_pinned_to_a_version_that_satisfies_it(requirements, pins):
    for name, wishes in find_needed(requirements).items():
        version = str(pins[name].specifier).removeprefix("==")
        assert all(wish.specifier.contains(version, prereleases=True) for wish in wishes), name


def test_no_pin_is_left_over():
    """A dependency that was taken out of pyproject.toml leaves the lock at the next `make lock`."""
    assert COURSE_PINS.keys() == find_needed(PROJECT["dependencies"]).keys()
    assert ALL_PINS.keys() == find_needed(PROJECT["dependencies"] + DEVELOPMENT).keys()


def test_lock_lines_are_exact_versions_and_nothing_else():
    assert [line for line in COURSE_LINES + TESTS_LINES if not PIN.fullmatch(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "numpy>=2",
        "numpy",
        "numpy==2.*",
        "--find-links wheels",
        "-e .",
        "numpy @ file:///wheels/numpy.whl",
        "numpy==2.4.6 --hash=sha256:0123",
        "https://example.org/numpy.whl",
    ],
)
def test_other_lock_lines_would_be_refused(line):
    assert not PIN.fullmatch(line)


def test_the_tests_lock_only_adds_to_the_courses():
    assert read_lines("requirements-dev.txt")[0] == "-r requirements.txt"
    assert not set(TESTS_LINES) & set(COURSE_LINES)
    for name in COURSE_PINS:
        assert ALL_PINS[name].specifier == COURSE_PINS[name].specifier


def test_what_is_installed_is_what_is_pinned():
    installed = {name: f"=={metadata.version(name)}" for name in ALL_PINS}
    assert installed == {name: str(pin.specifier) for name, pin in ALL_PINS.items()}


def test_the_distribution_is_not_called_as_the_package_and_starts_at_python_3_11():
    assert PROJECT["name"] == "reading-a-trial"
    assert PROJECT["requires-python"] == ">=3.11"


def test_environment_file_installs_the_pins_and_the_package():
    environment = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    assert environment["dependencies"] == ["python=3.11", "pip", {"pip": ["-r requirements.txt", "-e ."]}]


@pytest.mark.skipif(os.name == "nt", reason="repo2docker looks up the user's number, which only POSIX systems have")
def test_repo2docker_finds_the_environment_and_installs_it(tmp_path):
    """What Binder would build, as its user: `--no-build` prints the Dockerfile and needs no Docker and no network."""
    left_out = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "build", "__pycache__", "*.egg-info")
    shutil.copytree(REPOSITORY, tmp_path / "course", ignore=left_out)
    built = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "--user-id=1000", "--user-name=jovyan", "."],
        cwd=tmp_path / "course",
        env={"HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert "Building conda environment for python=3.11" in built.stderr
    copied = built.stdout.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/\n")
    installed = built.stdout.index('${MAMBA_EXE} env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"')
    # The lock and the package stand in the repository: they must be there when the environment is made, and belong to
    # who makes it, for pip writes beside the package.
    assert copied < installed
    assert "USER ${NB_USER}\n" in built.stdout[copied:installed]


WORKFLOWS = {path.stem: path for path in sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))}
JOBS = {
    (name, title): job
    for name, path in WORKFLOWS.items()
    for title, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items()
}


def list_commands(name: str, title: str) -> list[str]:
    return [step["run"] for step in JOBS[name, title]["steps"] if "run" in step]


def test_version_and_python_agree_wherever_they_are_said():
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    steps = [step for job in JOBS.values() for step in job["steps"] if "setup-python" in step.get("uses", "")]
    assert {step["with"]["python-version"] for step in steps} == {"3.11"}
    # All but the one that publishes what another has built.
    assert len(steps) == len(JOBS) - 1


def test_workflows_use_the_doors_that_a_developer_uses():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    doors = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    called = {
        word
        for name, title in JOBS
        for command in list_commands(name, title)
        if command.startswith("make ")
        for word in command.split()[1:]
        if "/" not in word
    }
    assert called - {"browser"} <= doors
    assert {"site", "site-test", "links-check", "lint"} <= called
    assert list_commands("tests", "test")[0] == ".ci/run"
    # On Windows there is no make: what it would install is said in full.
    windows = list_commands("tests", "windows")
    assert windows[0] == "python -m pip install -r requirements-dev.txt"
    assert not [command for command in windows if command.startswith("make") or "/bin/" in command]


def test_the_tests_run_monthly_on_both_systems_and_on_the_oldest_lab_that_is_allowed():
    tests = yaml.safe_load(WORKFLOWS["tests"].read_text(encoding="utf-8"))
    # YAML reads the key `on` as true.
    assert re.fullmatch(r"\d+ \d+ \d+ \* \*", tests[True]["schedule"][0]["cron"])
    systems = {job["runs-on"].split("-")[0] for job in tests["jobs"].values() if "if" not in job}
    assert systems == {"ubuntu", "windows"}
    (lab,) = (Requirement(text) for text in PROJECT["dependencies"] if text.startswith("jupyterlab"))
    (floor,) = (part.version for part in lab.specifier if part.operator == ">=")
    assert any(command.endswith(f" jupyterlab=={floor}") for command in list_commands("tests", "oldest-lab"))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_reason_stands_above_each_step_of_a_workflow_and_nothing_can_be_written_unasked(name):
    lines = WORKFLOWS[name].read_text(encoding="utf-8").splitlines()
    steps = [number for number, line in enumerate(lines) if re.match(r"      - ", line)]
    assert len(steps) == sum(len(job["steps"]) for (workflow, _), job in JOBS.items() if workflow == name)
    assert [lines[number] for number in steps if not lines[number - 1].startswith("      # ")] == []
    assert yaml.safe_load("\n".join(lines))["permissions"] == {"contents": "read"}
    assert all("timeout-minutes" in job for (workflow, _), job in JOBS.items() if workflow == name)


def test_only_the_main_branch_is_published():
    assert "refs/heads/main" in JOBS["site", "publish"]["if"]

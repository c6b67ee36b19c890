"""Whose file it is, as a learning-management system writes it into the names of what it exports."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Moodle, mod/assign/locallib.php: "Full Name_<participant>_assignsubmission_file_", as a folder or before the name.
_MOODLE = re.compile(r"(?P<who>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_.*)?", re.S)
# Canvas: "<name>_<user>_<submission>_<file name>", with "_LATE" after the name where it came late. A day and a month,
# as in "06_2026_11_22.ipynb", have two digits.
_CANVAS = re.compile(r"(?P<who>.+?)(?P<late>_late)?_(?P<number>\d+)_\d{3,}_.+", re.S | re.I)


@dataclass(frozen=True)
class Owner:
    """Who handed a file in, as far as its name tells.

    Attributes
    ----------
    key : str
        The same for all files of one hand-in.
    who : str
        The name, empty where there is none.
    moodle, canvas : str
        The number that this system gives the learner; empty elsewhere.
    """

    key: str
    who: str = ""
    moodle: str = ""
    canvas: str = ""

    @property
    def is_named(self) -> bool:
        """Whether a system wrote it, so that all files of this key are of one hand-in."""
        return not self.key.startswith(("folder ", "file "))


def read_owner(name: str) -> Owner:
    """Return whose file `name` is, a path with slashes as it was handed in.

    Examples
    --------
    >>> read_owner("Ada Lovelace_4711_assignsubmission_file_/06.ipynb").moodle
    '4711'
    >>> read_owner("lovelaceada_LATE_340934_208490284_06.ipynb")
    Owner(key='canvas 340934', who='lovelaceada', moodle='', canvas='340934')
    >>> read_owner("submitted/ada/06_design_the_next_trial/06.ipynb").who
    'ada'
    """
    parts = [part for part in name.split("/") if part]
    for part in parts:
        found = _MOODLE.fullmatch(part)
        if found:
            return Owner(f"moodle {found['number']}", found["who"], moodle=found["number"])
    for part in parts:
        found = _CANVAS.fullmatch(part)
        if found:
            return Owner(f"canvas {found['number']}", found["who"], canvas=found["number"])
    if "submitted" in parts[:-2]:
        # nbgrader: submitted/<student>/<assignment>/<file>
        who = parts[parts.index("submitted") + 1]
        return Owner(f"nbgrader {who}", who)
    folder = "/".join(part for part in parts[:-1] if part != ".ipynb_checkpoints")
    return Owner(f"folder {folder}" if folder else f"file {name}", parts[0] if len(parts) > 1 else "")

"""The modules in `site/`: Python has a module of that name already, so that they cannot be imported from there."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

SITE = Path(__file__).resolve().parents[1] / "site"


def load(name: str) -> ModuleType:
    """Return the module `site/<name>.py`, which imports its neighbours as it does when it is run."""
    sys.path.insert(0, str(SITE))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(SITE))

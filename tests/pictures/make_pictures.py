"""The committed pictures, of the notebooks and the README: what a reader sees before any cell has run.

    make pictures

draws them again. A test holds them to what the explorers draw now.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from helpers.explorers import PeopleExplorer, TisAnatomyExplorer
from helpers.explorers.base import Explorer

FOLDER = Path(__file__).parents[2] / "notebooks" / "pictures"

PICTURES: dict[str, Callable[[], Explorer]] = {"readme": PeopleExplorer, "00_start_here": TisAnatomyExplorer}
"""Name of the file -> the explorer whose opening picture it shows. A notebook's picture must not give away what the
notebook asks its reader to predict."""


def draw(name: str) -> tuple[bytes, str]:
    """Return the PNG of a picture and its alternative text."""
    explorer = PICTURES[name]()
    return explorer.encode_picture(), explorer.picture.alt


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        png, alt = draw(name)
        (FOLDER / f"{name}.png").write_bytes(png)
        sys.stdout.write(f"notebooks/pictures/{name}.png: {alt}\n")


if __name__ == "__main__":
    main()

"""The committed pictures, of the notebooks and the README: what a reader sees before any cell has run.

    make pictures

draws them again, and puts the words of each beside it. A test holds them to what the explorers draw now.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from helpers.explorers import (
    BalanceExplorer,
    FlowExplorer,
    HigherBarExplorer,
    NextTrialExplorer,
    PeopleExplorer,
    PrognosticExplorer,
)
from helpers.figures.canvas import BlitCanvas
from helpers.figures.people import start_people
from helpers.figures.picture import Picture

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "notebooks" / "pictures"


def draw_unanswered() -> Picture:
    """Return the patients of both arms before it is told who responded."""
    explorer = PeopleExplorer()
    return start_people(replace(explorer.compute(**explorer.state), is_revealed=False))


def draw_way() -> Picture:
    """Return the way of the patients through the trial, with question marks where the notebook asks."""
    return FlowExplorer().picture


def draw_claim() -> Picture:
    """Return the claim as people: how often chance alone goes as far is not told."""
    return PeopleExplorer().picture


def draw_balance() -> Picture:
    """Return benefit and harm of a hundred, each panel with its kind of comparison."""
    return BalanceExplorer().picture


def draw_low_bar() -> Picture:
    """Return the patients that trials with the low bar would take: the higher bars, which are asked for, are not shown.

    Drawn often, and not once as the explorer opens: a single dot says little in a picture that cannot be pressed.
    """
    explorer = HigherBarExplorer()
    many = next(state for state in explorer.presets.values() if "draws" in state and "highest" not in state)
    return HigherBarExplorer(**many).picture


def draw_pooled() -> Picture:
    """Return who responded with an antibody and without, both arms together: by arm is not told."""
    return PrognosticExplorer().picture


def draw_plan() -> Picture:
    """Return a made-up plan under three truths, drawn often: the notebook asks for the learner's own."""
    explorer = NextTrialExplorer()
    return NextTrialExplorer(**max(explorer.presets.values(), key=lambda state: state.get("trials", 0))).picture


PICTURES: dict[str, Callable[[], Picture]] = {
    "00_start_here": draw_unanswered,
    "01_trial_design": draw_way,
    "02_primary_endpoint": draw_claim,
    "03_secondary_endpoints": draw_balance,
    "04_editorial_critique": draw_low_bar,
    "05_msa_subtypes": draw_pooled,
    "06_design_the_next_trial": draw_plan,
}
"""Name of the notebook -> what draws its picture, which must not give away what the notebook asks for. The first
notebook's stands in the README too."""


def draw(name: str) -> tuple[bytes, str]:
    """Return the PNG of a picture and its alternative text."""
    picture = PICTURES[name]()
    return BlitCanvas(picture.figure, picture.moving).encode_png_for_saving(picture.full_alt), picture.full_alt


def list_places(name: str) -> list[Path]:
    """Return the files in which a picture stands."""
    return [FOLDER.parent / f"{name}.ipynb", *([REPOSITORY / "README.md"] if name == "00_start_here" else [])]


def write_alt(path: Path, name: str, alt: str) -> None:
    """Put the alternative text beside a picture in a notebook or a page, and change nothing else."""
    mark, words = ('\\"', json.dumps(alt, ensure_ascii=False)[1:-1]) if path.suffix == ".ipynb" else ('"', alt)
    opening = f"pictures/{name}.png{mark} width={mark}480{mark} alt={mark}"
    before, after = path.read_text(encoding="utf-8").split(opening)
    text = f"{before}{opening}{words}{mark}{after.partition(mark)[2]}"
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write every picture, and its words wherever it stands."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        png, alt = draw(name)
        (FOLDER / f"{name}.png").write_bytes(png)
        for path in list_places(name):
            write_alt(path, name, alt)
        sys.stdout.write(f"notebooks/pictures/{name}.png: {alt}\n")


if __name__ == "__main__":
    main()

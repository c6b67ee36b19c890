"""The words and numbers of the enzyme picture: headline, sentence, description and table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import begin_sentence, print_number
from helpers.models.enzyme_points import EnzymePart

UPPER_PANEL = "The score: points of all six measures"
"""Name of the panel that holds the sum."""


@dataclass(frozen=True)
class EnzymeRoom:
    """What the picture shows.

    Attributes
    ----------
    part : EnzymePart
        An invented patient, scored with the change of the enzyme and without.
    room : tuple of (entry, points)
        From above this entry on, multiples of ULN, a fall to 1 × ULN earns so many points.
    thresholds : mapping of str to float
        Category -> the score from which it holds, points.
    maxima : mapping of str to float
        The other five measures, by a short name -> the most points that each can earn.
    provenance : Provenance
    """

    part: EnzymePart
    room: tuple[tuple[float, float], ...]
    thresholds: Mapping[str, float]
    maxima: Mapping[str, float]
    provenance: Provenance

    @property
    def before(self) -> float:
        """The enzyme at entry, multiples of ULN."""
        return self.part.score.baseline.enzyme

    @property
    def after(self) -> float:
        """The enzyme at week 16, multiples of ULN."""
        return self.part.score.follow_up.enzyme

    @property
    def fall(self) -> str:
        """From entry to week 16, in signs."""
        return f"{self.part.enzyme} {self.before:g} → {self.after:g} × ULN"


def name_category(category: str) -> str:
    """Return a category for the end of a sentence."""
    return "no response" if category == "none" else f"{category} improvement"


def write_headline(room: EnzymeRoom) -> str:
    """Return the title: what the enzyme earns, and the sum."""
    part = room.part
    return (
        f"{begin_sentence(room.fall)} earns {part.points:g} points:\n"
        f"{part.other_points:g} + {part.points:g} = {part.score.total:g}, {name_category(part.score.category)}"
    )


def explain_bands(room: EnzymeRoom) -> str:
    """Return what the bands behind the sum say."""
    band = f"Pale band: {room.part.enzyme} could decide"
    if room.part.attainable == 0:
        band = "No band: normal at entry" if room.before <= 1 else "No band: from here it earns 0"
    return f"White: the other five. {band}."


def name_lower_panel(room: EnzymeRoom) -> str:
    """Return the name of the panel that holds the staircase."""
    return f"Most points {room.part.enzyme} and the others can earn"


def read_enzyme(room: EnzymeRoom) -> str:
    """Return the sentence that reads the picture."""
    part = room.part
    change = part.score.improvement["enzyme"]
    moved = f"From {room.before:g} to {room.after:g} × ULN {part.enzyme}"
    first = f"{moved} {'gets worse' if change < 0 else 'does not change'}, which scores 0."
    if change > 0:
        share = f"{change:.3g} % of its assumed range ({part.range_uln:g} × ULN)"
        first = f"{moved} improves by {share}: {part.points:g} points."
    decides = f"{part.enzyme} decides" if part.is_decisive else f"{part.enzyme} decides nothing"
    last = f"From this entry a fall to 1 × ULN earns {part.attainable:g}, from any at most {part.maximum:g}."
    if room.before <= 1:
        last = f"It is normal at entry: no fall to 1 × ULN is left. From any entry it earns at most {part.maximum:g}."
    return (
        f"{first} With {part.other_points:g} from the other five the score is {part.score.total:g}, "
        f"{name_category(part.score.category)}; without {part.enzyme} {part.other_points:g}, "
        f"{name_category(part.without.category)}: {decides}. {last}"
    )


def describe_enzyme(room: EnzymeRoom) -> str:
    """Return the alternative text."""
    part = room.part
    steps = ", ".join(f"{points:g} above {entry:g} × ULN" for entry, points in room.room[1:])
    others = ", ".join(f"{name} {points:g}" for name, points in room.maxima.items())
    marks = ", ".join(f"{points:g}" for points in room.thresholds.values())
    fall = "which is normal" if room.before <= 1 else f"where {part.attainable:g} can be earned"
    return (
        f"Upper panel: a bar of {part.other_points:g} points from five measures and {part.points:g} from "
        f"{part.enzyme}, beside marks at {marks}. Lower panel: a staircase of the most points by {part.enzyme} at "
        f"entry: {steps}; lines mark the most of the others: {others}. This patient enters at {room.before:g} × ULN, "
        f"{fall}, and has {room.after:g} at week 16."
    )


def tabulate_enzyme(room: EnzymeRoom) -> pd.DataFrame:
    """Return the numbers of the picture."""
    part, name = room.part, room.part.enzyme
    rows = [
        (f"{name} at entry", f"{room.before:g}", "× ULN"),
        (f"{name} at week 16", f"{room.after:g}", "× ULN"),
        (f"range of {name} (assumed)", f"{part.range_uln:g}", "× ULN"),
        ("improvement", print_number(part.score.improvement["enzyme"]), "% of range"),
        (f"earned by {name}", f"{part.points:g}", "points"),
        ("most from this entry", f"{part.attainable:g}", "points"),
        ("most from any entry", f"{part.maximum:g}", "points"),
        ("earned by the other five", f"{part.other_points:g}", "points"),
        ("Total Improvement Score", f"{part.score.total:g}", f"points: {name_category(part.score.category)}"),
        (f"score without {name}", f"{part.without.total:g}", f"points: {name_category(part.without.category)}"),
    ]
    rows += [(f"most above {entry:g} × ULN at entry", f"{points:g}", "points") for entry, points in room.room[1:]]
    rows += [(f"most by {measure}", f"{points:g}", "points") for measure, points in room.maxima.items()]
    return pd.DataFrame(rows, columns=["quantity", "value", "unit"])

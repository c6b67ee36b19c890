"""The words and numbers of the picture of what a patient can reach: rows, headline, sentence, description, table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.models.attainable import BarReach, MeasureReach
from helpers.models.tis import AttainableScore

SHORT_NAMES = {"mmt8": "MMT-8", "haq": "HAQ", "extramuscular": "extramuscular"}
"""Measure -> its name in the middle of a sentence, where it is not that of the row in small letters."""
ROW_NAMES = {"mmt8": "MMT-8", "extramuscular": "Extramuscular"}
"""Measure -> its name in a row of the picture, where its label would run over the bars; the enzyme has its own."""


@dataclass(frozen=True)
class Attainable:
    """What the picture shows.

    Attributes
    ----------
    score : AttainableScore
        The highest score of an invented patient, with the assumptions behind it.
    reaches : tuple of MeasureReach
        The six measures in the order of the core set.
    raters : tuple of str
        Who scores each: physician, patient, examiner, laboratory.
    bars : tuple of BarReach
        The bars beside the score, lowest first.
    entry_below : int
        MMT-8 at entry, below which the trial took patients.
    provenance : Provenance
    """

    score: AttainableScore
    reaches: tuple[MeasureReach, ...]
    raters: tuple[str, ...]
    bars: tuple[BarReach, ...]
    entry_below: int
    provenance: Provenance

    @property
    def lost(self) -> float:
        """Points of the table that are out of reach, all measures together."""
        return sum(reach.lost for reach in self.reaches)

    @property
    def is_too_strong(self) -> bool:
        """Whether the trial's rule of entry for MMT-8 keeps the patient out."""
        return self.score.baseline.mmt8 >= self.entry_below


def write_headline(attainable: Attainable) -> str:
    """Return the title: how many points, and what is lost most."""
    first = f"At most {attainable.score.total:g} of 100 points in reach:"
    if not attainable.lost:
        return f"{first}\nevery measure has room enough"
    return f"{first}\n{_name_loss(attainable)}"


def name_row(attainable: Attainable, row: int) -> str:
    """Return a row's number, name and the two values."""
    reach = attainable.reaches[row]
    is_enzyme = reach.measure == "enzyme"
    name = attainable.score.enzyme if is_enzyme else ROW_NAMES.get(reach.measure, reach.label)
    best = attainable.score.enzyme_best
    if is_enzyme and reach.best != best:
        # A patient who enters below the assumed best stays there, and the assumption is told all the same.
        return f"{row + 1}  {name}: {reach.entry:g} {reach.unit}; best {best:g}"
    return f"{row + 1}  {name}: {reach.entry:g} → {reach.best:g} {reach.unit}"


def explain_row(reach: MeasureReach) -> str:
    """Return a row's room, and what all its points would have needed; nothing where all are in reach."""
    if not reach.lost:
        return ""
    return f"has {_percent(reach.room_percent)} room, needs > {_percent(reach.needed_percent)}"


def note_entry(attainable: Attainable) -> str:
    """Return whether the trial's rule of entry for MMT-8 lets the patient in."""
    if attainable.is_too_strong:
        return f"ProDERM took MMT-8 below {attainable.entry_below}: not this patient."
    return f"MMT-8 is below {attainable.entry_below}, as ProDERM asked at entry."


def read_reach(attainable: Attainable) -> str:
    """Return the sentences below the picture."""
    reach = f"This invented patient can reach at most {attainable.score.total:g} of 100 points"
    if attainable.lost:
        reach += f"; {_name_loss(attainable)}"
    entry = f"; ProDERM took only MMT-8 below {attainable.entry_below}" if attainable.is_too_strong else ""
    return f"{reach}. {_read_bars(attainable)}{entry}. {_list_entry(attainable)}."


def describe_reach(attainable: Attainable) -> str:
    """Return the alternative text."""
    score = attainable.score
    rows = "; ".join(
        f"{_name(reach, attainable)} {reach.entry:g} to {reach.best:g} {reach.unit}, {reach.points:g} of "
        f"{reach.maximum:g}"
        for reach in attainable.reaches
    )
    shares = ", ".join(f"{bar.bar:g}: {100 * bar.share:.0f} %" for bar in attainable.bars)
    return (
        f"Six outlined bars of the most points that each measure gives, filled as far as an invented patient can "
        f"reach (best enzyme {score.enzyme_best:g} × ULN): {rows}. The filled parts sum to {score.total:g} of 100, "
        f"{attainable.lost:g} stay white. What each bar of the score asks for, as a share of {score.total:g} points: "
        f"{shares}. {note_entry(attainable)}"
    )


def tabulate_reach(attainable: Attainable) -> pd.DataFrame:
    """Return a row for each measure, one for the sum, and one for each bar."""
    rows = [
        {
            "measure": _name(reach, attainable),
            "unit": reach.unit,
            "entry": reach.entry,
            "best": reach.best,
            "room (% of range)": round(reach.room_percent, 2),
            "all points need more than (% of range)": round(reach.needed_percent, 2),
            "points in reach": reach.points,
            "most": reach.maximum,
            "out of reach": reach.lost,
        }
        for reach in attainable.reaches
    ]
    score = attainable.score
    total = {
        "measure": f"Sum (best enzyme {score.enzyme_best:g} × ULN assumed)",
        "points in reach": score.total,
        "most": sum(reach.maximum for reach in attainable.reaches),
        "out of reach": attainable.lost,
    }
    bars = [
        {"measure": f"TIS {bar.bar:g}, {bar.category}", "share of the points in reach (%)": round(100 * bar.share, 1)}
        for bar in attainable.bars
    ]
    return pd.DataFrame([*rows, total, *bars])


def _name_loss(attainable: Attainable) -> str:
    """Return the measure in which most is out of reach, and how much."""
    losses = [reach for reach in attainable.reaches if reach.lost]
    worst = max(losses, key=lambda reach: reach.lost)
    words = "only loss" if len(losses) == 1 else "largest loss"
    return f"{words}: {_name_in_sentence(worst, attainable)}, {worst.lost:g} of {worst.maximum:g}"


def _name(reach: MeasureReach, attainable: Attainable) -> str:
    return f"{reach.label} ({attainable.score.enzyme})" if reach.measure == "enzyme" else reach.label


def _name_in_sentence(reach: MeasureReach, attainable: Attainable) -> str:
    if reach.measure == "enzyme":
        return attainable.score.enzyme
    return SHORT_NAMES.get(reach.measure, reach.label.lower())


def _read_bars(attainable: Attainable) -> str:
    """Say what the two highest bars in reach ask for, and which is the first that is not."""
    in_reach = [bar for bar in attainable.bars if bar.is_in_reach]
    if not in_reach:
        return f"Even TIS {attainable.bars[0].bar:g} is out of reach"
    if len(in_reach) == len(attainable.bars):
        in_reach = in_reach[1:]
        missed = ""
    else:
        missed = f", TIS {attainable.bars[len(in_reach)].bar:g} is out of reach"
        in_reach = in_reach[-1:]
    asked = ", ".join(f"TIS {bar.bar:g} asks for {100 * bar.share:.0f} % of that" for bar in in_reach[:1])
    asked += "".join(f", TIS {bar.bar:g} for {100 * bar.share:.0f} %" for bar in in_reach[1:])
    return asked + missed


def _list_entry(attainable: Attainable) -> str:
    """Return the values at entry that led here."""
    entry, score = attainable.score.baseline, attainable.score
    return (
        f"Entry: physician {entry.physician_global:g}, patient {entry.patient_global:g}, extramuscular "
        f"{entry.extramuscular:g} cm, MMT-8 {entry.mmt8}, HAQ {entry.haq:g}, {score.enzyme} {entry.enzyme:g} × ULN "
        f"(best {score.enzyme_best:g})"
    )


def _percent(number: float) -> str:
    return f"{number:.3g} %"

"""What a picture of recounted patients shows, and what it says: title, sentence, alternative text and table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.evidence.status import Provenance
from helpers.models.missing_patients import Allocation, MissingAllocations

CLASSES = ((0.001, "p < 0.001"), (0.01, "p < 0.01"), (0.05, "p < 0.05"), (np.inf, "p ≥ 0.05"))
"""Upper bounds of the classes of p, each starting at the one before, and their words."""


@dataclass(frozen=True)
class MissingPatients:
    """What the picture shows.

    Attributes
    ----------
    allocations : MissingAllocations
        All ways to count the missing, IVIg as treatment and placebo as control.
    chosen : Allocation
        The one that is read out.
    tipping_point : int
        How many missing in each arm it takes until the worst case is no longer below alpha.
    is_trial : bool
        Whether as many are missing as did not complete the first period of the trial.
    provenance : Provenance
    """

    allocations: MissingAllocations
    chosen: Allocation
    tipping_point: int
    is_trial: bool
    provenance: Provenance

    @property
    def is_revealed(self) -> bool:
        """Whether p is shown for all squares; as long as nobody is recounted only the counts as printed have theirs."""
        return self.chosen != self.allocations.as_counted

    @property
    def missing(self) -> int:
        """Missing patients of both arms."""
        return self.allocations.missing_treatment + self.allocations.missing_control


def classify(p_values: np.ndarray) -> np.ndarray:
    """Return the place in `CLASSES` of each p value.

    >>> classify(np.array([0.0007, 0.001, 0.0113, 0.05])).tolist()
    [0, 1, 2, 3]
    """
    return np.searchsorted([bound for bound, _ in CLASSES], p_values, side="right")


def print_p(p: float) -> str:
    """Print three decimals, or four where three would say nothing, or would say 0.05 of what is below it.

    >>> print_p(0.00069), print_p(0.0114), print_p(0.0496), print_p(0.00002)
    ('0.0007', '0.011', '0.0496', '<.0001')
    """
    if p < 0.0001:
        return "<.0001"
    return f"{p:.4f}" if p < 0.001 or f"{p:.3f}" == "0.050" else f"{p:.3f}"


def write_headline(missing: MissingPatients) -> str:
    """Return the title: what p is, and how far it goes."""
    allocations, counts = missing.allocations, missing.chosen.counts
    responders = f"{counts.responders_treatment} v {counts.responders_control} responders"
    p = _say_p(missing.chosen.p_value)
    if not missing.is_revealed:
        question = f"How far could the {missing.missing} missing move it?" if missing.missing else "Nobody is missing."
        return f"{responders} as printed: {p}.\n{question}"
    below, ways = allocations.n_below_alpha, allocations.n_allocations
    whole = f"however the {missing.missing} are counted" if below == ways else f"in {below} of {ways} ways to count"
    return f"{responders}: {p};\nbelow {allocations.alpha:g} {whole}"


def name_corners(missing: MissingPatients) -> str:
    """Return the words beside the grid: p in its two extreme corners, or that it is not shown yet."""
    if missing.allocations.n_allocations == 1:
        return ""
    if not missing.is_revealed:
        return "Grey: shown\nonce a count\nis changed"
    corners = (("↖ worst case", missing.allocations.worst), ("↘ best case", missing.allocations.best))
    return "\n".join(f"{words}\n{_say_p(each.p_value)}" for words, each in corners)


def describe_squares(missing: MissingPatients) -> str:
    """Return the alternative text."""
    allocations, counts = missing.allocations, missing.allocations.counts
    treatment = _name_range(counts.responders_treatment, allocations.changes_treatment)
    control = _name_range(counts.responders_control, allocations.changes_control)
    grid = (
        f"Squares in {len(allocations.changes_control)} x {len(allocations.changes_treatment)} rows and columns, for "
        f"{treatment} responders on IVIg and {control} on placebo. "
        f"Framed: {_count(missing.chosen)}, {_say_p(missing.chosen.p_value)}."
    )
    if not missing.is_revealed:
        return grid if allocations.n_allocations == 1 else f"{grid} The others are grey, their p not shown."
    held = ", ".join(f"{number} with {words}" for words, number in _count_classes(allocations) if number)
    return f"{grid} Squares by p: {held}."


def read_allocation(missing: MissingPatients) -> str:
    """Return the sentence that reads the picture."""
    allocations, chosen = missing.allocations, missing.chosen
    table = f"{_count(chosen)}, {100 * chosen.risk_difference:.1f} points apart, Fisher's {_say_p(chosen.p_value)}"
    who = f"{allocations.missing_treatment} on IVIg and {allocations.missing_control} on placebo"
    both, ways = f"{allocations.missing_treatment} and {allocations.missing_control}", allocations.n_allocations
    if not missing.is_revealed:
        if missing.is_trial:
            absent = f"{who} did not complete the first period; we have not found how they were counted"
        elif missing.missing:
            absent = f"Suppose {who} were missing and it is not known how they were counted"
        else:
            absent = "Nobody is missing"
        return f"As printed: {table}. {absent}: {'one way' if ways == 1 else f'{ways} ways'} to count them."
    case = {allocations.worst: "Worst case for IVIg:", allocations.best: "Best case for IVIg:"}.get(chosen, "Suppose")
    reading = "below" if chosen.p_value < allocations.alpha else "not below"
    held = "all" if allocations.n_below_alpha == ways else f"{allocations.n_below_alpha} of"
    sentence = (
        f"{case} {table}, {reading} {allocations.alpha:g}. With {both} missing, p is below {allocations.alpha:g} in "
        f"{held} {ways} ways to count them, which are not equally likely."
    )
    if allocations.worst.p_value < allocations.alpha:
        return sentence
    tip = missing.tipping_point
    return f"{sentence} The worst case reaches {allocations.alpha:g} from {tip} missing in each arm on."


def tabulate_allocations(missing: MissingPatients) -> pd.DataFrame:
    """Return the named allocations, and how many squares stand in each class of p."""
    allocations = missing.allocations
    named = {"chosen": missing.chosen, "as printed": allocations.as_counted}
    if missing.is_revealed:
        named |= {"worst case for IVIg": allocations.worst, "best case for IVIg": allocations.best}
    rows = [
        {
            "counted": name,
            f"responders on IVIg (of {each.counts.n_treatment})": str(each.counts.responders_treatment),
            f"responders on placebo (of {each.counts.n_control})": str(each.counts.responders_control),
            "difference (points)": round(100 * each.risk_difference, 2),
            "Fisher's p, two-sided": each.p_value,
        }
        for name, each in named.items()
    ]
    rows.append({"counted": "all ways to count the missing", "ways": str(allocations.n_allocations)})
    if missing.is_revealed:
        rows += [
            {"counted": f"ways with {words}", "ways": str(number)} for words, number in _count_classes(allocations)
        ]
    return pd.DataFrame(rows)


def _say_p(p: float) -> str:
    return "p < 0.0001" if p < 0.0001 else f"p = {print_p(p)}"


def _count(allocation: Allocation) -> str:
    c = allocation.counts
    return f"{c.responders_treatment} of {c.n_treatment} on IVIg v {c.responders_control} of {c.n_control} on placebo"


def _name_range(printed: int, changes: range) -> str:
    return f"{printed}" if len(changes) == 1 else f"{printed + changes[0]} to {printed + changes[-1]}"


def _count_classes(allocations: MissingAllocations) -> list[tuple[str, int]]:
    """Return the words of each class of p with the number of allocations in it; a class ends where the next begins."""
    numbers = np.bincount(classify(np.ravel(allocations.p_values)), minlength=len(CLASSES))
    return [(words, int(number)) for (_, words), number in zip(CLASSES, numbers, strict=True)]

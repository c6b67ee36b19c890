"""What a picture of many end points shows, and what it says: title, sentence, alternative text and table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import begin_sentence
from helpers.models.multiplicity import AdjustedPValues, ChanceOfAgreement, ChanceOfFalsePositive
from helpers.models.printed import round_as_text


@dataclass(frozen=True)
class Multiplicity:
    """What the picture shows.

    Attributes
    ----------
    result : ChanceOfFalsePositive or ChanceOfAgreement
        The chance at the chosen correlation.
    curve : tuple of tuples of two float
        Correlation, and the chance there: from 0 to 1, for as many end points.
    adjusted : AdjustedPValues
        Five invented p values, adjusted.
    provenance : Provenance
    """

    result: ChanceOfFalsePositive | ChanceOfAgreement
    curve: tuple[tuple[float, float], ...]
    adjusted: AdjustedPValues
    provenance: Provenance

    @property
    def is_agreement(self) -> bool:
        """Whether the question is of one direction, and not of a significant end point."""
        return isinstance(self.result, ChanceOfAgreement)


def print_percent(chance: float) -> str:
    """Print a chance with one decimal, and say so where that would print nothing.

    >>> print_percent(0.0625), print_percent(0.05), print_percent(2e-6), print_percent(1.0)
    ('6.3 %', '5 %', '< 0.1 %', '100 %')
    """
    if 0 < chance < 0.0005:
        return "< 0.1 %"
    return round_as_text(f"{100 * chance:.8f}", 1).removesuffix(".0") + " %"


def print_p(p: float) -> str:
    """Print a p value with three decimals."""
    return f"{p:.3f}"


def name_endpoints(endpoints: int) -> str:
    """Return how many end points there are."""
    return "1 end point" if endpoints == 1 else f"{endpoints} end points"


def write_headline(multiplicity: Multiplicity) -> str:
    """Return the title: how often, when nothing works."""
    result = multiplicity.result
    first = f"{name_endpoints(result.endpoints)}, no effect at all:"
    chance = print_percent(result.chance)
    if multiplicity.is_agreement:
        if result.endpoints == 1:
            return "1 end point always points one way:\nthere is no other to agree with"
        return f"{first} all\npoint one way in {chance} of trials"
    return f"{first} at least\none is significant in {chance} of trials"


def name_boxes(multiplicity: Multiplicity) -> str:
    """Return the line above the boxes."""
    result = multiplicity.result
    correlation = f"correlation {result.correlation:.2f}"
    if result.endpoints == 1:
        return f"1 end point (box); {correlation} with no other"
    how = "side by side" if result.correlation == 0 else "overlapping"
    return f"{result.endpoints} end points (boxes, {how}), {correlation}"


def name_ends(multiplicity: Multiplicity) -> tuple[str, str]:
    """Return the words for both ends of the curve."""
    result = multiplicity.result
    return (
        f"independent: {print_percent(result.if_independent)}",
        f"one and the same: {print_percent(result.if_identical)}",
    )


def name_adjustment(adjusted: AdjustedPValues) -> str:
    """Return the line above the p values."""
    label = begin_sentence(adjusted.label)
    return f"{label}: {adjusted.n_rejected} of {len(adjusted.raw)} significant at {adjusted.alpha:g}"


def describe_multiplicity(multiplicity: Multiplicity) -> str:
    """Return the alternative text."""
    result, adjusted = multiplicity.result, multiplicity.adjusted
    independent, identical = name_ends(multiplicity)
    what = "all point one way" if multiplicity.is_agreement else "at least one is significant"
    values = ", ".join(
        f"{name} {print_p(raw)} becomes {print_p(p)}{' (significant)' if rejected else ''}"
        for name, raw, p, rejected in zip(
            adjusted.names, adjusted.raw, adjusted.adjusted, adjusted.rejected, strict=True
        )
    )
    return (
        f"Boxes for {name_endpoints(result.endpoints)} above a curve of the chance that {what} when nothing differs, "
        f"against their correlation: {independent}; {identical}; at {result.correlation:.2f}, marked, "
        f"{print_percent(result.chance)}. Below, five invented p values with {adjusted.label}: {values}."
    )


def read_multiplicity(multiplicity: Multiplicity) -> str:
    """Return the sentence that reads the picture."""
    result, adjusted = multiplicity.result, multiplicity.adjusted
    chance, independent = print_percent(result.chance), print_percent(result.if_independent)
    first = f"With no effect at all, {name_endpoints(result.endpoints)}, correlation {result.correlation:.2f}: "
    if multiplicity.is_agreement:
        half = print_percent(result.chance / 2)
        first += (
            f"all point one way in {chance} of trials (independent: {independent}), towards the treatment in {half}."
        )
    else:
        first += f"at least one is significant at {result.alpha:g} in {chance} of trials (independent: {independent})."
    return f"{first} {name_adjustment(adjusted)}, of five invented p values; it assumes {adjusted.assumes}."


def tabulate_multiplicity(multiplicity: Multiplicity) -> pd.DataFrame:
    """Return the chances, then the p values."""
    result, adjusted = multiplicity.result, multiplicity.adjusted
    what = "all point one way" if multiplicity.is_agreement else "at least one significant"
    rows = [
        {
            "row": f"chance: {what}, {which}",
            "end points": str(result.endpoints),
            "correlation": f"{r:.2f}",
            "chance (%)": 100 * c,
        }
        for which, r, c in (
            ("independent", 0, result.if_independent),
            ("as set", result.correlation, result.chance),
            ("one and the same", 1, result.if_identical),
        )
    ]
    rows += [
        {
            "row": f"invented p value {name}",
            "p": raw,
            f"adjusted p ({adjusted.label})": p,
            f"significant at {adjusted.alpha:g}": "yes" if rejected else "no",
            "assumes": adjusted.assumes,
        }
        for name, raw, p, rejected in zip(
            adjusted.names, adjusted.raw, adjusted.adjusted, adjusted.rejected, strict=True
        )
    ]
    return pd.DataFrame(rows)

"""Several p values at once: what is left of them once it is counted how many were looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.errors import Impossible, check_choice, check_number, shorten
from helpers.models.ordered_values import list_in_order
from helpers.models.rendering import format_number, render_table

MOST_P_VALUES = 1000
"""Far more than a trial reports."""


@dataclass(frozen=True)
class Adjustment:
    """A way of adjusting p values: what a reader calls it, what it assumes, and who described it."""

    label: str
    assumes: str
    citation: str


ADJUSTMENTS = {
    "none": Adjustment("no correction", "that only one was looked at", ""),
    "bonferroni": Adjustment("Bonferroni", "nothing", "Dunn OJ. J Am Stat Assoc 1961;56:52-64"),
    "holm": Adjustment("Holm", "nothing", "Holm S. Scand J Stat 1979;6:65-70"),
    "hochberg": Adjustment(
        "Hochberg",
        "independence or positive dependence",
        "Hochberg Y. Biometrika 1988;75:800-802. doi:10.1093/biomet/75.4.800",
    ),
    "fixed-sequence": Adjustment(
        "fixed sequence",
        "an order fixed beforehand",
        "Maurer W, Hothorn LA, Lehmacher W. Biom Chem-Pharm Ind 1995;6:3-18",
    ),
}
"""Method -> how it is called, what it assumes, and its source."""


@dataclass(frozen=True)
class AdjustedPValues:
    """Several p values, each adjusted so that it can be held against alpha.

    Attributes
    ----------
    names : tuple of str
        The end points, in the order given.
    raw, adjusted : tuple of float
        p values as they came, and adjusted.
    rejected : tuple of bool
        Which null hypotheses are rejected: adjusted p at or below alpha.
    method : str
        A key of `ADJUSTMENTS`.
    alpha : float
        The level that the whole family keeps; with "none", each test alone.
    """

    names: tuple[str, ...]
    raw: tuple[float, ...]
    adjusted: tuple[float, ...]
    rejected: tuple[bool, ...]
    method: str
    alpha: float

    @property
    def n_rejected(self) -> int:
        """How many null hypotheses are rejected."""
        return sum(self.rejected)

    @property
    def label(self) -> str:
        """What a reader calls the method."""
        return ADJUSTMENTS[self.method].label

    @property
    def assumes(self) -> str:
        """What the method takes for granted."""
        return ADJUSTMENTS[self.method].assumes

    @property
    def citation(self) -> str:
        """Who described the method; empty for none."""
        return ADJUSTMENTS[self.method].citation

    def __str__(self) -> str:
        values = ", ".join(
            f"{name} {format_number(raw, 4)} -> {format_number(adjusted, 4)}{' *' if rejected else ''}"
            for name, raw, adjusted, rejected in zip(self.names, self.raw, self.adjusted, self.rejected, strict=True)
        )
        return (
            f"{self.label}, which assumes {self.assumes}: {self.n_rejected} of {len(self.raw)} at {self.alpha:g} "
            f"(*). {values}"
        )

    def _repr_html_(self) -> str:
        rows = [
            [name, format_number(raw, 4), format_number(adjusted, 4), "yes" if rejected else "no"]
            for name, raw, adjusted, rejected in zip(self.names, self.raw, self.adjusted, self.rejected, strict=True)
        ]
        source = f". {self.citation}" if self.citation else ""
        return render_table(
            f"p values, {self.label}; assumes {self.assumes}{source}",
            ["end point", "p", "adjusted p", f"significant at {self.alpha:g}"],
            rows,
        )


def adjust_p_values(
    p_values: Mapping[str, float] | Iterable[float], method: str, *, alpha: float = 0.05
) -> AdjustedPValues:
    """Adjust several p values for their number.

    Parameters
    ----------
    p_values : mapping of str to float, or sequence of float
        By end point, in the order in which they are written, or a list; then they are called 1, 2, ... Only
        "fixed-sequence" heeds the order: it has to be the one in which the plan tests them.
    method : {"none", "bonferroni", "holm", "hochberg", "fixed-sequence"}
        All but "none" keep the chance of any false positive at alpha. Bonferroni and Holm always do, and Holm rejects
        at least as much; Hochberg needs independence or positive dependence; a fixed sequence tests each at alpha and
        stops at the first that fails, so what comes after is lost whatever its p.
    alpha : float
        Between 0 and 1.

    Returns
    -------
    AdjustedPValues
        In the order given.

    Raises
    ------
    Impossible
        If there are no p values or more than 1000, if they come without an order, as in a set, or if one is no number
        from 0 to 1.

    Examples
    --------
    >>> print(adjust_p_values({"A": 0.012, "B": 0.2, "C": 0.004}, "holm"))
    Holm, which assumes nothing: 2 of 3 at 0.05 (*). A 0.0120 -> 0.0240 *, B 0.2000 -> 0.2000, C 0.0040 -> 0.0120 *
    >>> print(adjust_p_values({"A": 0.012, "B": 0.2, "C": 0.004}, "fixed-sequence").rejected)
    (True, False, False)
    """
    names, raw = _check_p_values(p_values)
    method = check_choice("method", method, ADJUSTMENTS)
    level = check_number("alpha", alpha, 0, 1, open_ends=True)
    adjusted = _adjust(np.array(raw), method)
    # 3 × 0.1 is a hair above 0.3 for a computer: a p that meets alpha exactly is rejected all the same.
    rejected = tuple(bool(p <= level * (1 + 1e-12)) for p in adjusted)
    return AdjustedPValues(names, raw, tuple(float(p) for p in adjusted), rejected, method, level)


def _adjust(raw: np.ndarray, method: str) -> np.ndarray:
    """Return the p values adjusted, in their order; statsmodels gives the same, and takes a second to import."""
    if method == "none":
        return raw
    if method == "fixed-sequence":
        return np.maximum.accumulate(raw)
    if method == "bonferroni":
        return np.minimum(len(raw) * raw, 1)
    order = np.argsort(raw)
    # The smallest counts for all, the next for one fewer, and so on.
    steps = np.arange(len(raw), 0, -1) * raw[order]
    adjusted = np.empty(len(raw))
    # Nobody is adjusted to less than one before (Holm), or to more than one behind (Hochberg).
    adjusted[order] = np.maximum.accumulate(steps) if method == "holm" else np.minimum.accumulate(steps[::-1])[::-1]
    return np.minimum(adjusted, 1)


def _check_p_values(p_values: Any) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return names and p values, each checked."""
    if isinstance(p_values, Mapping):
        names, values = tuple(str(name) for name in p_values), tuple(p_values.values())
    else:
        values = list_in_order(p_values, MOST_P_VALUES)
        if values is None:
            raise Impossible(
                f"p_values = {shorten(p_values)} is impossible: it must be a list of numbers from 0 to 1, as "
                "[0.01, 0.04]."
            )
        names = tuple(str(place + 1) for place in range(len(values)))
    if not values:
        raise Impossible("p_values is empty, and nothing adjusted is impossible to read: it must hold at least one.")
    if len(values) > MOST_P_VALUES:
        raise Impossible(f"p_values has more than {MOST_P_VALUES} numbers, which is impossible here. Choose fewer.")
    return names, tuple(
        check_number(f"p_values[{name}]", value, 0, 1) for name, value in zip(names, values, strict=True)
    )

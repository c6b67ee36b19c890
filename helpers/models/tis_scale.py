"""The point table as whole numbers, so that a score is exact at every edge of a band.

15 % of a 10 cm scale is 1.5 cm, and 5.0 - 3.5 is 1.5; but 2.7 - 1.2 is 1.5000000000000002 in floating
point, which would cross the edge. So every recorded value is first read as a whole number of
thousandths, ten times finer than the finest that a clinic records (an enzyme to 0.01), and every edge
becomes a whole number of thousandths too. Anything finer than a thousandth is rounded to it.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from helpers.errors import Impossible, check_choice, check_count, check_number, shorten
from helpers.evidence import figure, tis_table
from helpers.evidence.tis_rows import MEASURES

RESOLUTION = 1000
"""Parts of a unit to which a value is read."""

LARGEST_ENZYME = 500
"""Multiples of the upper limit of normal. A creatine kinase of 100 000 U/L is about that; more is a value in U/L
that was not divided by the limit. No source gives an upper end, so this one is a guard of ours."""


@dataclass(frozen=True)
class Scale:
    """How one measure is read and scored.

    Attributes
    ----------
    measure : str
        Its id, as "mmt8".
    label, unit : str
        For a reader.
    lowest, highest : float
        The values that can be recorded.
    rises : bool
        True if a higher value is better.
    whole : bool
        True if only whole values exist.
    range : int
        What a change is divided by, in thousandths of the unit.
    edges : tuple of int
        The improvements, in thousandths of the unit, that must be exceeded for the next band.
    points : tuple of float
        Points of each band, one more than there are edges.
    """

    measure: str
    label: str
    unit: str
    lowest: float
    highest: float
    rises: bool
    whole: bool
    range: int
    edges: tuple[int, ...]
    points: tuple[float, ...]

    @property
    def maximum(self) -> float:
        """The most points that the measure can give."""
        return self.points[-1]

    def read(self, name: str, value: Any) -> int:
        """Return `value` in thousandths, or say by `name` why it cannot be.

        >>> build_scales()["physician_global"].read("physician_global", 0.1 + 0.2)
        300
        """
        if self.whole:
            return RESOLUTION * check_count(name, value, int(self.lowest), int(self.highest), of=self.unit)
        if _is_number(value) and self.lowest - 1 <= value <= self.highest + 1:
            # Read first, then check: 10.000000000000002 is 10 with the noise of a slider's arithmetic.
            value = round(float(value) * RESOLUTION) / RESOLUTION
        return round(check_number(name, value, self.lowest, self.highest, unit=self.unit) * RESOLUTION)

    def measure_improvement(self, baseline: Any, follow_up: Any) -> Any:
        """Return the improvement in thousandths, positive for better; works on integers and on arrays of them."""
        return follow_up - baseline if self.rises else baseline - follow_up


def build_scales(mmt8_maximum: int = 150, enzyme: str = "CK") -> Mapping[str, Scale]:
    """Return the six scales by measure, built from the evidence's point table.

    Parameters
    ----------
    mmt8_maximum : int
        MMT-8 at full strength: 150 with both sides tested, as in ProDERM, or 80 with one.
    enzyme : str
        The muscle enzyme followed; its range is an assumption of the course (see `data/tis_enzymes.csv`).

    Raises
    ------
    Impossible
        If there is no such maximum or enzyme.

    Examples
    --------
    >>> build_scales()["mmt8"].edges
    (3000, 15000, 30000, 45000)
    """
    # A score asks thousands of times; what cannot be hashed cannot be remembered either, and is neither of the two.
    if not _is_number(mmt8_maximum):
        raise _refuse_maximum(mmt8_maximum)
    if not isinstance(enzyme, str):
        check_choice("enzyme", enzyme, tis_table().enzymes)
    return _build_scales(mmt8_maximum, enzyme)


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _list_maxima() -> list[int]:
    return [int(figure(name).value) for name in ("mmt8_maximum", "mmt8_maximum_other")]


def _refuse_maximum(mmt8_maximum: Any) -> Impossible:
    both, one = _list_maxima()
    return Impossible(
        f"mmt8_maximum = {shorten(mmt8_maximum)} is impossible: MMT-8 is scored to {both} with both sides tested, "
        f"to {one} with one."
    )


@lru_cache(maxsize=32)
def _build_scales(mmt8_maximum: int, enzyme: str) -> Mapping[str, Scale]:
    if mmt8_maximum not in _list_maxima():
        raise _refuse_maximum(mmt8_maximum)
    check_choice("enzyme", enzyme, tis_table().enzymes)
    table = tis_table()
    scales = {}
    for name in MEASURES:
        measure = table.measures[name]
        highest = {"mmt8": mmt8_maximum, "enzyme": LARGEST_ENZYME}.get(name, measure.maximum)
        divisor = table.enzymes[enzyme].range_uln if name == "enzyme" else highest - measure.minimum
        bands = table.bands[name]
        scales[name] = Scale(
            measure=name,
            label=measure.label,
            unit=measure.unit,
            lowest=measure.minimum,
            highest=highest,
            rises=measure.direction == "higher is better",
            whole=measure.step.is_integer(),
            range=round(divisor * RESOLUTION),
            edges=tuple(_place_edge(band.up_to_percent, divisor) for band in bands[:-1]),
            points=tuple(band.points for band in bands),
        )
    return MappingProxyType(scales)


def _place_edge(percent: float, divisor: float) -> int:
    """Return the largest improvement, in whole thousandths, that is not above `percent` of the range."""
    return round(percent * RESOLUTION) * round(divisor * RESOLUTION) // (100 * RESOLUTION)

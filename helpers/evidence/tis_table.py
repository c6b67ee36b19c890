"""The point table of the Total Improvement Score (2016 ACR/EULAR), its measures, their ranges and the thresholds."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from helpers.errors import DataProblem, check_choice
from helpers.evidence.figures import TABLE as FIGURES_TABLE
from helpers.evidence.figures import figure
from helpers.evidence.sealing import check_seal
from helpers.evidence.tables import describe_restoring, find_data_folder
from helpers.evidence.tis_rows import (
    ENZYMES_TABLE,
    MEASURES,
    MEASURES_TABLE,
    POINTS_TABLE,
    BandRow,
    Enzyme,
    Measure,
    check_enzymes,
    check_measures,
    check_points,
)

POINTS_CITATION = "tis_points_2017"
"""Source of `tis_points.csv`: the open table 3 of the response criteria (PMC5577002)."""


@dataclass(frozen=True)
class Band:
    """Points for an absolute improvement of more than `over_percent` and up to `up_to_percent` of the range.

    The first band has no lower bound (a measure that worsens scores 0), the last no upper one: they are infinite.
    """

    over_percent: float
    up_to_percent: float
    points: float


@dataclass(frozen=True, eq=False)
class TisTable:
    """The score's rules, typed and checked.

    Attributes
    ----------
    bands : mapping of str to tuple of Band
        By measure, from no improvement to the most; they join without gap.
    measures : mapping of str to Measure
    enzymes : mapping of str to Enzyme
        CK, aldolase, AST, ALT and LDH.
    thresholds : mapping of str to float
        For adults: minimal, moderate and major improvement, in points; a score on the threshold reaches it.
    citation : str
        Key of the source of the points.
    """

    bands: Mapping[str, tuple[Band, ...]]
    measures: Mapping[str, Measure]
    enzymes: Mapping[str, Enzyme]
    thresholds: Mapping[str, float]
    citation: str = POINTS_CITATION

    def maximum_points(self, measure: str | None = None) -> float:
        """Return the most points that a measure can give, or all six together.

        Parameters
        ----------
        measure : str, optional
            One of the six ids. All of them when not given.

        Raises
        ------
        Impossible
            When there is no such measure.

        Examples
        --------
        >>> tis_table().maximum_points("mmt8"), tis_table().maximum_points()
        (32.5, 100.0)
        """
        if measure is None:
            return sum(bands[-1].points for bands in self.bands.values())
        return self.bands[check_choice("measure", measure, self.bands)][-1].points


def tis_table(folder: str | os.PathLike[str] | None = None) -> TisTable:
    """Return the rules of the Total Improvement Score, read and checked once.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        When a data file is missing, incomplete, impossible or altered; names file, row, column and the way back.

    References
    ----------
    2016 ACR/EULAR response criteria: table 3 of PMC5577002 (points); doi:10.1136/annrheumdis-2017-211400
    (thresholds). Ranges: `tis_measures.csv`; those of the enzymes are an assumption.

    Examples
    --------
    >>> tis_table().bands["mmt8"][1]
    Band(over_percent=2.0, up_to_percent=10.0, points=10.0)
    >>> dict(tis_table().thresholds)
    {'minimal': 20.0, 'moderate': 40.0, 'major': 60.0}
    """
    return _load_tis_table(str(find_data_folder(folder)))


@lru_cache(maxsize=8)
def _load_tis_table(folder: str) -> TisTable:
    bands, measures, enzymes = check_points(folder), check_measures(folder), check_enzymes(folder)
    for table, checked in ((POINTS_TABLE, bands), (MEASURES_TABLE, measures), (ENZYMES_TABLE, enzymes)):
        check_seal(table, [row for row, _ in checked], folder)
    by_measure = {
        measure: tuple(_make_band(band) for _, band in bands if band.measure == measure) for measure in MEASURES
    }
    return TisTable(
        MappingProxyType(by_measure),
        MappingProxyType({measure.measure: measure for _, measure in measures}),
        MappingProxyType({enzyme.enzyme: enzyme for _, enzyme in enzymes}),
        _read_thresholds(folder),
    )


def _read_thresholds(folder: str) -> Mapping[str, float]:
    thresholds = {}
    for name in ("minimal", "moderate", "major"):
        threshold = figure(f"threshold_{name}", folder).value
        if threshold is None:
            raise DataProblem(
                f"data/{FIGURES_TABLE.file}, row threshold_{name}, column value: the threshold is missing; "
                f"{describe_restoring(FIGURES_TABLE.file)}"
            )
        thresholds[name] = threshold
    return MappingProxyType(thresholds)


def _make_band(band: BandRow) -> Band:
    over, up_to = band.improvement_over_percent, band.improvement_up_to_percent
    return Band(-math.inf if over is None else over, math.inf if up_to is None else up_to, band.points)

"""The rows of the score's three files (points, measures, enzymes), each checked alone and together."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from helpers.errors import DataProblem
from helpers.evidence.citations import check_citations
from helpers.evidence.tables import Row, Table, check_rows, describe_cell, describe_restoring

STEP = 2.5
"""TIS points: every number of points in the table, and so every score, is a multiple of it."""

MEASURES = ("physician_global", "patient_global", "mmt8", "haq", "enzyme", "extramuscular")
"""The six core set measures, in the order in which the course draws them."""

_Id = Literal["physician_global", "patient_global", "mmt8", "haq", "enzyme", "extramuscular"]
_Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Percent = Annotated[float, Field(ge=0, le=100)]
_RangeStatus = Literal["published", "assumption"]


class _FrozenRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BandRow(_FrozenRow):
    """One band of one measure: a row of `data/tis_points.csv`. An empty bound is None."""

    measure: _Id
    improvement_over_percent: _Percent | None
    improvement_up_to_percent: _Percent | None
    points: _Percent


class Measure(_FrozenRow):
    """One core set measure: a row of `data/tis_measures.csv`.

    Attributes
    ----------
    measure : str
        Its id, such as `mmt8`.
    label, full_name : str
        For an axis; in full.
    unit : str
    minimum, maximum : float
        The range, in `unit`. The maximum of the enzyme is None: it depends on the enzyme (see `Enzyme`).
    step : float
        How finely the clinic records it; `Decimal(str(step))` is exact.
    direction : {"higher is worse", "higher is better"}
    scored_by : {"physician", "patient", "examiner", "laboratory"}
    range_status : {"published", "assumption"}
    citation : str
    note : str or None
    """

    measure: _Id
    label: str
    full_name: str
    unit: str
    minimum: _Number
    maximum: _Number | None
    step: Annotated[float, Field(gt=0)]
    direction: Literal["higher is worse", "higher is better"]
    scored_by: Literal["physician", "patient", "examiner", "laboratory"]
    range_status: _RangeStatus
    citation: str
    note: str | None


class Enzyme(_FrozenRow):
    """One muscle enzyme: a row of `data/tis_enzymes.csv`.

    Attributes
    ----------
    enzyme, full_name : str
    range_uln : float
        The range by which a change is divided, in multiples of the upper limit of normal (ULN).
    best_uln : float
        The best value that counts, in multiples of the ULN: within the normal range there is nothing to gain.
    range_status : {"published", "assumption"}
        An assumption for all of them.
    note : str or None
    """

    enzyme: str
    full_name: str
    range_uln: Annotated[float, Field(gt=0)]
    best_uln: _Number
    range_status: _RangeStatus
    note: str | None


POINTS_TABLE = Table(
    file="tis_points.csv",
    columns=tuple(BandRow.model_fields),
    sealed=("measure", "improvement_over_percent", "improvement_up_to_percent", "points"),
    key=("measure",),
    counted=True,
)
MEASURES_TABLE = Table(
    file="tis_measures.csv",
    columns=tuple(Measure.model_fields),
    sealed=("unit", "minimum", "maximum", "step", "direction", "scored_by", "range_status", "citation"),
    key=("measure",),
)
ENZYMES_TABLE = Table(
    file="tis_enzymes.csv",
    columns=tuple(Enzyme.model_fields),
    sealed=("range_uln", "best_uln", "range_status"),
    key=("enzyme",),
)


def check_points(folder: str | os.PathLike[str] | None = None) -> list[tuple[Row, BandRow]]:
    """Return the point table's rows after all checks but the seal's.

    Raises
    ------
    DataProblem
        When a measure has no bands, or its bands do not run from 0 points upwards and join without gap.
    """
    checked = check_rows(POINTS_TABLE, BandRow, folder)
    for measure in MEASURES:
        bands = [(row, band) for row, band in checked if band.measure == measure]
        _check_present(POINTS_TABLE, measure, bool(bands))
        first, last = bands[0], bands[-1]
        if first[1].improvement_over_percent is not None:
            raise describe_cell(
                POINTS_TABLE.file, first[0], "improvement_over_percent", "must be empty: no lower bound"
            )
        if first[1].points != 0:
            raise describe_cell(POINTS_TABLE.file, first[0], "points", "must be 0: a measure that worsens scores 0")
        if last[1].improvement_up_to_percent is not None:
            raise describe_cell(
                POINTS_TABLE.file, last[0], "improvement_up_to_percent", "must be empty: no upper bound"
            )
        for (_, before), (row, band) in pairwise(bands):
            over, up_to = band.improvement_over_percent, band.improvement_up_to_percent
            if over is None or over != before.improvement_up_to_percent:
                raise describe_cell(
                    POINTS_TABLE.file, row, "improvement_over_percent", "does not join the band before it"
                )
            if up_to is not None and up_to <= over:
                raise describe_cell(
                    POINTS_TABLE.file, row, "improvement_up_to_percent", "is not above the bound where the band begins"
                )
            if band.points < before.points:
                raise describe_cell(POINTS_TABLE.file, row, "points", "is fewer than the band before it gives")
    return checked


def check_measures(folder: str | os.PathLike[str] | None = None) -> list[tuple[Row, Measure]]:
    """Return the measures' rows after all checks but the seal's.

    Raises
    ------
    DataProblem
        When one of the six is missing, has no range, or cites a source that is not there.
    """
    checked = check_rows(MEASURES_TABLE, Measure, folder)
    keys = {source.key for _, source in check_citations(folder)}
    for row, measure in checked:
        if measure.citation not in keys:
            raise describe_cell(MEASURES_TABLE.file, row, "citation", "is the key of no source in data/citations.csv")
        if measure.maximum is None and measure.measure != "enzyme":
            raise describe_cell(MEASURES_TABLE.file, row, "maximum", "must not be empty")
        if measure.maximum is not None and measure.maximum <= measure.minimum:
            raise describe_cell(MEASURES_TABLE.file, row, "maximum", "is not above the minimum")
    for name in MEASURES:
        _check_present(MEASURES_TABLE, name, any(measure.measure == name for _, measure in checked))
    return checked


def check_enzymes(folder: str | os.PathLike[str] | None = None) -> list[tuple[Row, Enzyme]]:
    """Return the enzymes' rows after all checks but the seal's.

    Raises
    ------
    DataProblem
        When the file is missing, incomplete or impossible, or an enzyme of the five is not there.
    """
    checked = check_rows(ENZYMES_TABLE, Enzyme, folder)
    for name in ("CK", "aldolase", "AST", "ALT", "LDH"):
        _check_present(ENZYMES_TABLE, name, any(enzyme.enzyme == name for _, enzyme in checked))
    return checked


def _check_present(table: Table, name: str, present: bool) -> None:
    if not present:
        raise DataProblem(f"data/{table.file}: the row {name} is missing; {describe_restoring(table.file)}")

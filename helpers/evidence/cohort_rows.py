"""The course's synthetic cohort: 95 invented patients, one a row of `data/synthetic_cohort.csv`, checked and sealed.

`helpers.models.cohort` makes it; its docstring says what the totals fix and what had to be chosen.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpers.evidence.sealing import check_seal
from helpers.evidence.tables import Row, Table, check_rows, describe_cell, find_data_folder, refuse_cell
from helpers.evidence.tis_rows import MEASURES, STEP, check_measures

if TYPE_CHECKING:
    import pandas as pd

_Value = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Score = Annotated[float, Field(ge=0, le=100)]


class CohortRow(BaseModel):
    """One invented patient: a row of `data/synthetic_cohort.csv`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Literal["SYNTHETIC"]
    patient: Annotated[int, Field(ge=1)]
    arm: Literal["IVIg", "placebo"]
    physician_global_baseline: _Value
    physician_global_week16: _Value
    patient_global_baseline: _Value
    patient_global_week16: _Value
    mmt8_baseline: Annotated[int, Field(ge=0)]
    mmt8_week16: Annotated[int, Field(ge=0)]
    haq_baseline: _Value
    haq_week16: _Value
    enzyme_baseline: _Value
    enzyme_week16: _Value
    extramuscular_baseline: _Value
    extramuscular_week16: _Value
    total: _Score
    responder: bool
    deteriorated: bool
    completed_period_1: bool
    antibody_trial: Literal["dermatomyositis-specific", "antisynthetase", "necrotising", "none"]
    maa_trial: bool
    antibody_reanalysis: Literal["MSA", "MAA only", "none"]
    maa_reanalysis: bool

    @model_validator(mode="after")
    def _check_together(self) -> CohortRow:
        if self.total % STEP:
            raise refuse_cell("total", f"is no score: points come in steps of {STEP:g}")
        if self.responder and self.deteriorated:
            raise refuse_cell("responder", "does not fit: who deteriorated is no responder")
        if self.antibody_reanalysis != "MSA" and self.maa_reanalysis != (self.antibody_reanalysis == "MAA only"):
            raise refuse_cell("maa_reanalysis", "does not fit antibody_reanalysis")
        return self


TABLE = Table(
    file="synthetic_cohort.csv",
    columns=tuple(CohortRow.model_fields),
    sealed=tuple(column for column in CohortRow.model_fields if column != "patient"),
    key=("patient",),
)


def synthetic_cohort(folder: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Return the course's synthetic cohort: invented patients that add up to totals of the trial. Nobody's data.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Returns
    -------
    DataFrame
        One patient a row, 47 on IVIg and then 48 on placebo, as `helpers.models.cohort.reconstruct_cohort` describes
        it; the dictionary is `data/README.md`. A copy of your own: change it as you like.

    Raises
    ------
    DataProblem
        When the file is missing, incomplete, impossible or altered; names file, row, column and the way back.

    Examples
    --------
    >>> cohort = synthetic_cohort()
    >>> cohort.status.unique().tolist(), cohort.groupby("arm").responder.sum().to_dict()
    (['SYNTHETIC'], {'IVIg': 37, 'placebo': 21})
    """
    return _load_cohort(str(find_data_folder(folder))).copy()


@lru_cache(maxsize=8)
def _load_cohort(folder: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([patient.model_dump() for patient in check_sealed_cohort(folder)], columns=list(TABLE.columns))


def check_sealed_cohort(folder: str | os.PathLike[str] | None = None) -> list[CohortRow]:
    """Return every patient after all checks, the seal's too, without the second that a first import of pandas takes.

    They come in the order of their numbers, however a spreadsheet sorted the file: what is drawn from them by a seed
    goes by their places.

    Raises
    ------
    DataProblem
        As `synthetic_cohort`.
    """
    checked = check_cohort(folder)
    check_seal(TABLE, [row for row, _ in checked], folder)
    return sorted((patient for _, patient in checked), key=lambda patient: patient.patient)


def check_cohort(folder: str | os.PathLike[str] | None = None) -> list[tuple[Row, CohortRow]]:
    """Return every patient with the row in the file, after all checks but the seal's.

    Raises
    ------
    DataProblem
        When the file is missing, incomplete or impossible, or a value lies off the scale of its measure.
    """
    checked = check_rows(TABLE, CohortRow, folder)
    ends = {measure.measure: measure.maximum for _, measure in check_measures(folder) if measure.maximum is not None}
    for row, patient in checked:
        for measure in (measure for measure in MEASURES if measure in ends):
            for visit in ("baseline", "week16"):
                column = f"{measure}_{visit}"
                if getattr(patient, column) > ends[measure]:
                    raise describe_cell(TABLE.file, row, column, f"is off the scale, which ends at {ends[measure]:g}")
    return checked

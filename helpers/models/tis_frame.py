"""The Total Improvement Score of many patients at once."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np
import pandas as pd

from helpers.errors import LONGEST_VALUE, Impossible, check_text, make_printable
from helpers.evidence import tis_table
from helpers.models.tis_scale import RESOLUTION, Scale, build_scales


def score_patients(
    frame: pd.DataFrame,
    *,
    mmt8_maximum: int = 150,
    enzyme: str = "CK",
    baseline: str = "baseline",
    follow_up: str = "week16",
) -> pd.DataFrame:
    """Score every row of `frame`, exactly as `total_improvement_score` scores one patient.

    Parameters
    ----------
    frame : DataFrame
        One patient a row, with a column for each measure and visit, as `physician_global_baseline` and
        `physician_global_week16`; units as in `CoreSetMeasures`. Other columns are left alone.
    mmt8_maximum, enzyme
        As in `total_improvement_score`, the same for all patients.
    baseline, follow_up : str
        How the columns of the two visits end.

    Returns
    -------
    DataFrame
        With the index of `frame` and, for each measure, `<measure>_improvement` (percent of the range, positive
        for better) and `<measure>_points`; then `total` (0 to 100 points) and `category` (ordered: none, minimal,
        moderate, major).

    Raises
    ------
    Impossible
        If a column is missing or stands twice, or a value is missing or cannot be: names row and column.

    Examples
    --------
    >>> import pandas as pd
    >>> patient_b = {"physician_global": (5, 4), "patient_global": (6, 5), "mmt8": (130, 134),
    ...              "haq": (1, 1), "enzyme": (1, 1), "extramuscular": (3, 3)}
    >>> visits = {f"{name}_{visit}": [value] for name, values in patient_b.items()
    ...           for visit, value in zip(("baseline", "week16"), values)}
    >>> score_patients(pd.DataFrame(visits))[["total", "category"]]
       total category
    0   20.0  minimal
    """
    scales = build_scales(mmt8_maximum, enzyme)
    for name, end in (("baseline", baseline), ("follow_up", follow_up)):
        check_text(name, end)
    _check_columns(frame, [f"{measure}_{visit}" for measure in scales for visit in (baseline, follow_up)])
    scored: dict[str, Any] = {}
    total = np.zeros(len(frame))
    for measure, scale in scales.items():
        improvement = scale.measure_improvement(
            _read_column(frame, f"{measure}_{baseline}", scale), _read_column(frame, f"{measure}_{follow_up}", scale)
        )
        # side="left": an improvement that equals an edge stays in the band below it.
        points = np.array(scale.points)[np.searchsorted(scale.edges, improvement, side="left")]
        scored[f"{measure}_improvement"] = 100 * improvement / scale.range
        scored[f"{measure}_points"] = points
        total += points
    scored["total"] = total
    scored["category"] = _name_categories(total)
    return pd.DataFrame(scored, index=frame.index)


def _check_columns(frame: pd.DataFrame, needed: list[str]) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise Impossible(f"frame is a {type(frame).__name__}: it must be a pandas DataFrame with one patient a row.")
    absent = [column for column in needed if column not in frame.columns]
    if absent:
        raise Impossible(f"The frame lacks {_list_names(absent)}: it needs {_list_names(needed)}.")
    for column in needed:
        if isinstance(frame[column], pd.DataFrame):
            raise Impossible(f"The frame has more than one column {column}: it must have one.")


def _list_names(columns: list[str]) -> str:
    return ", ".join(make_printable(column)[:LONGEST_VALUE] for column in columns)


def _read_column(frame: pd.DataFrame, column: str, scale: Scale) -> np.ndarray:
    """Return a column in whole thousandths, or refuse its first missing or impossible value."""
    series = frame[column]
    missing = series.isna().to_numpy()
    if missing.any():
        row = frame.index[missing.argmax()]
        raise Impossible(
            f"{column} of row {row!r} is missing: the score needs all six measures at both visits, so leave the row "
            "out or fill it in by a rule that you name."
        )
    if not pd.api.types.is_numeric_dtype(series) or pd.api.types.is_bool_dtype(series):
        kinds = set(map(type, series))
        strange = {kind for kind in kinds if not issubclass(kind, numbers.Real) or issubclass(kind, bool)}
        # Text and yes/no are refused in the words of the single form; numbers kept as objects pass.
        for row, value in zip(frame.index, series, strict=True) if strange else ():
            if type(value) in strange:
                scale.read(f"{column} of row {row!r}", value)
    values = series.to_numpy(dtype=float)
    # Kept near the scale before it is multiplied, so that 1e308 is refused and does not overflow.
    near = np.clip(values, scale.lowest - 1, scale.highest + 1)
    thousandths = np.rint(near * RESOLUTION).astype(np.int64)
    impossible = (thousandths < scale.lowest * RESOLUTION) | (thousandths > scale.highest * RESOLUTION)
    if scale.whole:
        impossible |= near % 1 != 0
    if impossible.any():
        first = impossible.argmax()
        scale.read(f"{column} of row {frame.index[first]!r}", values[first].item())
    return thousandths


def _name_categories(total: np.ndarray) -> pd.Categorical:
    thresholds = tis_table().thresholds
    codes = np.searchsorted(list(thresholds.values()), total, side="right")
    return pd.Categorical.from_codes(codes, categories=["none", *thresholds], ordered=True)

"""Is a data frame a cohort at all? Its columns, its yes or no, and its scores, looked at before they are counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.errors import Impossible, check_number, shorten
from helpers.models.cohort_totals import HIGHEST_MEAN, LOWEST_MEAN

YES_OR_NO = ("responder", "deteriorated", "completed_period_1", "maa_trial", "maa_reanalysis")


def check_frame(cohort: Any, needed: Sequence[str]) -> None:
    """Refuse what is no frame with the needed columns, each once, and a yes or no that is neither."""
    must = (
        f"must be a DataFrame with the columns {', '.join(needed)}, one patient a row, as reconstruct_cohort makes it"
    )
    if not isinstance(cohort, pd.DataFrame):
        raise Impossible(f"cohort = {shorten(cohort)} is impossible: it {must}.")
    absent = [column for column in needed if column not in cohort.columns]
    if absent:
        raise Impossible(f"The cohort lacks {', '.join(absent)}: it {must}.")
    for column in needed:
        if isinstance(cohort[column], pd.DataFrame):
            raise Impossible(f"The cohort has more than one column {column}: it must have one.")
    for column in set(YES_OR_NO) & set(needed):
        for row, value in cohort[column].items():
            if not isinstance(value, (bool, np.bool_)):
                raise Impossible(f"{column} of row {row!r} = {shorten(value)} is impossible: it must be True or False.")


def read_scores(cohort: pd.DataFrame) -> np.ndarray:
    """Return the column of the scores, TIS points, or refuse the first that cannot be."""
    return np.array(
        [
            check_number(f"total of row {row!r}", value, LOWEST_MEAN, HIGHEST_MEAN, unit="TIS points")
            for row, value in cohort.total.items()
        ]
    )

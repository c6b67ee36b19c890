"""The published and derived figures of the trial, found by their ids."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from helpers.errors import Impossible, check_list
from helpers.evidence.citations import check_citations
from helpers.evidence.nearest import describe_unknown
from helpers.evidence.published_figure import PublishedFigure
from helpers.evidence.sealing import check_seal
from helpers.evidence.tables import Row, Table, check_rows, describe_cell, find_data_folder

if TYPE_CHECKING:
    import pandas as pd

TABLE = Table(
    file="published_figures.csv",
    columns=tuple(PublishedFigure.model_fields),
    sealed=(
        *("quantity", "arm", "timepoint", "comparison", "status"),
        *("count", "n", "events", "value", "unit", "sd", "lower", "upper", "level"),
        *("p_relation", "p_value", "printed", "citation"),
    ),
    key=("id",),
)


def figures(folder: str | os.PathLike[str] | None = None) -> Mapping[str, PublishedFigure]:
    """Return every figure by id, read and checked once.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Returns
    -------
    mapping of str to PublishedFigure
        In the order of the file; cannot be changed.

    Raises
    ------
    DataProblem
        When a data file is missing, incomplete, impossible or altered; names file, row, column and the way back.

    Examples
    --------
    >>> figures()["responders_ivig"].count
    37
    """
    return _load_figures(str(find_data_folder(folder)))


@lru_cache(maxsize=8)
def _load_figures(folder: str) -> Mapping[str, PublishedFigure]:
    checked = check_figures(folder)
    check_seal(TABLE, [row for row, _ in checked], folder)
    return MappingProxyType({published.id: published for _, published in checked})


def check_figures(folder: str | os.PathLike[str] | None = None) -> list[tuple[Row, PublishedFigure]]:
    """Return every figure with its row in the file, after all checks but the seal's.

    Raises
    ------
    DataProblem
        When the file is missing, incomplete or impossible, or a figure cites a source that is not there.
    """
    checked = check_rows(TABLE, PublishedFigure, folder)
    keys = {source.key for _, source in check_citations(folder)}
    for row, published in checked:
        if published.citation not in keys:
            raise describe_cell(TABLE.file, row, "citation", "is the key of no source in data/citations.csv")
    return checked


def figure(id: str, folder: str | os.PathLike[str] | None = None) -> PublishedFigure:
    """Return one figure.

    Parameters
    ----------
    id : str
        Such as `responders_placebo`.
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    Impossible
        When there is no figure of that id; the nearest ones are named.
    DataProblem
        When a data file is missing, incomplete, impossible or altered.

    Examples
    --------
    >>> print(figure("responders_placebo"))
    Responders: TIS of at least 20 and no confirmed deterioration (placebo, week 16): 21 of 48
    """
    known = figures(folder)
    if not isinstance(id, str) or id not in known:
        raise Impossible(describe_unknown("figure", "id", id, known, TABLE.file))
    return known[id]


def figures_table(ids: Iterable[str] | None = None, folder: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Return figures as a data frame, one a row, in which numbers are numbers.

    Parameters
    ----------
    ids : iterable of str, optional
        Which, in this order. All when not given.
    folder : path, optional
        Another data folder. The project's own when not given.

    Returns
    -------
    pandas.DataFrame
        Indexed by id. Counts are whole numbers or missing (Int64), other numbers floats or NaN.

    Raises
    ------
    Impossible
        When there is no figure of one of the ids.
    DataProblem
        When a data file is missing, incomplete, impossible or altered.

    Examples
    --------
    >>> figures_table(["responders_ivig", "responders_placebo"])[["count", "n"]]
                        count   n
    id
    responders_ivig        37  47
    responders_placebo     21  48
    """
    import pandas as pd

    listed = None if ids is None else check_list("ids", ids, of="ids, each in quotes")
    chosen = figures(folder).values() if listed is None else [figure(id, folder) for id in listed]
    table = pd.DataFrame([row.model_dump(mode="json") for row in chosen], columns=list(TABLE.columns))
    whole, floats = ["count", "n", "events"], ["value", "sd", "lower", "upper", "level", "p_value"]
    return table.astype(dict.fromkeys(whole, "Int64") | dict.fromkeys(floats, "float64")).set_index("id")

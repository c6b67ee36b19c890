"""The catalogue of misreadings, as data: `data/misconceptions.csv`, one a row, written for learners."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from helpers.errors import DataProblem
from helpers.evidence.tables import Table, check_rows, describe_restoring, find_data_folder


class Misconception(BaseModel):
    """A way to misread a trial that looks right: a row of `data/misconceptions.csv`.

    Attributes
    ----------
    id : str
    name : str
        What it is called before a learner, to follow "This looks like".
    looks_like : str
        How one meets it, with made-up numbers.
    why_it_misleads : str
    hint : str
        Where to look instead; never the answer to an exercise.
    taught_in : str
        The notebook that tells it at length.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    looks_like: str
    why_it_misleads: str
    hint: str
    taught_in: Annotated[str, Field(pattern=r"^0[0-6]_[a-z_]+$")]


class _Known(dict[str, Misconception]):
    """The catalogue by id. The file has no seal, so a row that an exercise looks for may have been cut off."""

    def __missing__(self, id: str) -> Misconception:
        raise DataProblem(f"data/{TABLE.file}: the row {id} is missing; {describe_restoring(TABLE.file)}")


TABLE = Table(file="misconceptions.csv", columns=tuple(Misconception.model_fields), sealed=(), key=("id",))


def load_misconceptions(folder: str | os.PathLike[str] | None = None) -> Mapping[str, Misconception]:
    """Return the catalogue by id, read once.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        When `misconceptions.csv` is missing, incomplete or not readable, and when a row is looked for that it lost.

    Examples
    --------
    >>> load_misconceptions()["arms_swapped"].name
    'the arms swapped'
    """
    return _load(str(find_data_folder(folder)))


@cache
def _load(folder: str) -> Mapping[str, Misconception]:
    return MappingProxyType(
        _Known((misconception.id, misconception) for _, misconception in check_rows(TABLE, Misconception, folder))
    )

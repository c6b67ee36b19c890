"""The sources of the published figures: one row a source, found by its key."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpers.errors import Impossible
from helpers.evidence.nearest import describe_unknown
from helpers.evidence.sealing import check_seal
from helpers.evidence.tables import Row, Table, check_rows, find_data_folder, refuse_cell

KINDS = Literal[
    "journal article",
    "congress abstract",
    "congress report",
    "registry record",
    "web page",
    "prescribing information",
    "news or summary",
]


class Citation(BaseModel):
    """A source: a row of `data/citations.csv`.

    Attributes
    ----------
    key : str
        What the figures cite it by, such as `proderm_2022`.
    short : str
        What stands on a picture, such as "N Engl J Med 2022;387:1264".
    authors, title, container : str or None
        As the source prints them; None where we do not know them. The container is the journal, site or congress.
    year : int or None
    doi, url : str or None
        At least one of them.
    stands_for : str or None
        What the address leads to where the source itself has none that is known.
    kind : str
    note : str or None
        What was read of it, and what to bear in mind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    short: str
    authors: str | None
    title: str
    container: str | None
    year: Annotated[int, Field(ge=1900, le=2100)] | None
    doi: str | None
    url: str | None
    stands_for: str | None
    kind: KINDS
    note: str | None

    @model_validator(mode="after")
    def _check_address(self) -> Citation:
        if self.doi is None and self.url is None:
            raise refuse_cell("url", "leaves the source without a DOI and without an address")
        if self.doi is not None and not self.doi.startswith("10."):
            raise refuse_cell("doi", "is not a DOI: it must begin with 10.")
        if self.url is not None and not self.url.startswith(("https://", "http://")):
            raise refuse_cell("url", "is not an address: it must begin with https:// or http://")
        if any(sign in self.address for sign in ' <>"()'):
            raise refuse_cell("url", "has a sign that breaks a link: a space, a bracket or a quotation mark")
        return self

    @property
    def address(self) -> str:
        """The link: the DOI where there is one, else the page.

        >>> citation("proderm_2022").address
        'https://doi.org/10.1056/NEJMoa2117912'
        """
        return f"https://doi.org/{self.doi}" if self.doi else str(self.url)

    def __str__(self) -> str:
        """The full reference in one line."""
        year = f" ({self.year})" if self.year else ""
        parts = (self.authors, self.title, f"{self.container or ''}{year}".strip(), self.address)
        return " ".join(f"{part.rstrip('.')}." for part in parts[:-1] if part) + f" {parts[-1]}"


TABLE = Table(
    file="citations.csv",
    columns=tuple(Citation.model_fields),
    sealed=("year", "doi", "url"),
    key=("key",),
)


def citations(folder: str | os.PathLike[str] | None = None) -> Mapping[str, Citation]:
    """Return every source by key, read once.

    Parameters
    ----------
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    DataProblem
        When `citations.csv` is missing, incomplete or altered.
    """
    return _load_citations(str(find_data_folder(folder)))


@lru_cache(maxsize=8)
def _load_citations(folder: str) -> Mapping[str, Citation]:
    checked = check_citations(folder)
    check_seal(TABLE, [row for row, _ in checked], folder)
    return MappingProxyType({source.key: source for _, source in checked})


def check_citations(folder: str | os.PathLike[str] | None = None) -> list[tuple[Row, Citation]]:
    """Return every source with its row in the file, after all checks but the seal's.

    Raises
    ------
    DataProblem
        When the file is missing, incomplete or impossible.
    """
    return check_rows(TABLE, Citation, folder)


def citation(key: str, folder: str | os.PathLike[str] | None = None) -> Citation:
    """Return one source.

    Parameters
    ----------
    key : str
        Such as `proderm_2022`.
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    Impossible
        When there is no source of that key; the nearest ones are named.
    DataProblem
        When `citations.csv` is missing, incomplete or altered.

    Examples
    --------
    >>> citation("proderm_2022").short
    'N Engl J Med 2022;387:1264'
    """
    known = citations(folder)
    if not isinstance(key, str) or key not in known:
        raise Impossible(describe_unknown("source", "key", key, known, TABLE.file))
    return known[key]

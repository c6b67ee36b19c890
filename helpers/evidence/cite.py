"""Citing a figure in prose: a link whose title names its row, and the table of sources at a notebook's end."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import DataProblem, Impossible, check_list, check_text, shorten
from helpers.evidence.citations import Citation, citation
from helpers.evidence.figures import figure
from helpers.evidence.published_figure import PublishedFigure
from helpers.evidence.status import Status
from helpers.evidence.tables import find_data_folder

if TYPE_CHECKING:
    import pandas as pd

_CITED = re.compile(r"""\[[^\]]*\]\([^\s)]+\s+["'](?P<id>[a-z][a-z0-9_]*):\s""")


def cite(id: str, text: str | None = None, folder: str | os.PathLike[str] | None = None) -> str:
    """Return a Markdown link that shows a figure, leads to its source and names its row in the title.

    Parameters
    ----------
    id : str
        Of the figure, such as `responders_placebo`.
    text : str, optional
        What the link shows. As the source prints it when not given.
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    Impossible
        When there is no figure of that id, or `text` prints a number that is none of its own.
    DataProblem
        When a data file is missing, incomplete, impossible or altered.

    Examples
    --------
    >>> cite("responders_placebo")
    '[44 %](https://doi.org/10.1056/NEJMoa2117912 "responders_placebo: 21 of 48")'
    >>> cite("responders_ivig_tis40", "32 of 47")
    '[32 of 47](https://doi.org/10.1056/NEJMoa2117912 "responders_ivig_tis40: 32 of 47, derived")'
    """
    cited = figure(id, folder)
    shown = cited.printed if text is None else check_text("text", text)
    if not shown.strip() or "[" in shown or "]" in shown:
        raise Impossible(
            f"text = {shorten(shown)} cannot be a link: it must be words or numbers without square brackets."
        )
    if not cited.prints(shown):
        raise Impossible(
            f"text = {shorten(shown)} prints a number that is none of {id}: it must agree with {cited.summary}."
        )
    source = citation(cited.citation, folder)
    address = source.address
    derived = ", derived" if cited.status is Status.DERIVED else ""
    return f'[{shown}]({address} "{id}: {cited.summary}{derived}{_describe_place(source)}")'


def cited_ids(markdown: str) -> list[str]:
    """Return the ids that the link titles of a text name, each once, in the order of the text.

    >>> cited_ids(f"{cite('responders_ivig')} against {cite('responders_placebo')}")
    ['responders_ivig', 'responders_placebo']
    """
    return list(dict.fromkeys(match["id"] for match in _CITED.finditer(check_text("markdown", markdown))))


@dataclass(frozen=True)
class SourcesTable:
    """Which source gave which figures: the table at the end of a notebook.

    Attributes
    ----------
    rows : tuple of (Citation, tuple of PublishedFigure)
        One a source, in the order in which the figures were named.
    """

    rows: tuple[tuple[Citation, tuple[PublishedFigure, ...]], ...]

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a data frame: source, address, figures (ids), status."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "source": str(source),
                    "address": source.address,
                    "figures": ", ".join(cited.id for cited in gave),
                    "status": ", ".join(sorted({cited.status.value for cited in gave}, reverse=True)),
                }
                for source, gave in self.rows
            ],
            columns=["source", "address", "figures", "status"],
        )

    def _repr_html_(self) -> str:
        cell = 'style="text-align: left; vertical-align: top; white-space: normal"'
        named = cell.replace('style="', 'style="font-weight: 400; ')
        lines = [
            f"<details><summary>{_count_sources(self.rows)}</summary>",
            '<table><caption style="text-align: left">Sources of this notebook</caption><thead>',
            f'<tr><th scope="col" {cell}>Source</th><th scope="col" {cell}>What it gave</th></tr></thead><tbody>',
        ]
        for source, gave in self.rows:
            address, short = html.escape(source.address), html.escape(source.short)
            title = html.escape(f"{source.authors or ''} {source.title}".strip())
            what = "<br>".join(html.escape(_describe_short(cited)) for cited in gave)
            leads = f"<br>(the link leads to {html.escape(source.stands_for)})" if source.stands_for else ""
            link = f'<a href="{address}">{short}</a><br>{title}{leads}'
            lines.append(f"<tr><th scope='row' {named}>{link}</th><td {cell}>{what}</td></tr>")
        return "".join([*lines, "</tbody></table></details>"])

    def __str__(self) -> str:
        return "\n".join(
            f"{source}\n    {'; '.join(_describe_short(cited) for cited in gave)}" for source, gave in self.rows
        )


def sources_table(ids: Iterable[str], folder: str | os.PathLike[str] | None = None) -> SourcesTable:
    """Return which source gave which of the named figures, for the end of a notebook.

    Parameters
    ----------
    ids : iterable of str
        Of figures; a figure named twice counts once.
    folder : path, optional
        Another data folder. The project's own when not given.

    Raises
    ------
    Impossible
        When there is no figure of one of the ids.
    DataProblem
        When a data file is missing, incomplete, impossible or altered.

    Examples
    --------
    >>> sources_table(["responders_ivig", "related_events_ivig"]).to_frame()["figures"].tolist()
    ['responders_ivig', 'related_events_ivig']
    """
    gave: dict[str, list[PublishedFigure]] = {}
    for cited in {id: figure(id, folder) for id in check_list("ids", ids, of="ids, each in quotes")}.values():
        gave.setdefault(cited.citation, []).append(cited)
    return SourcesTable(tuple((citation(key, folder), tuple(cited)) for key, cited in gave.items()))


def sources_of(notebook: str, folder: str | os.PathLike[str] | None = None) -> SourcesTable:
    """Return the sources of all figures that a notebook's text cites, read from the notebook itself.

    Parameters
    ----------
    notebook : str
        Name without ending, such as "00_start_here".
    folder : path, optional
        Another data folder; the notebook is looked for in `notebooks/` beside it.

    Raises
    ------
    Impossible
        When `notebook` is no name.
    DataProblem
        When the notebook is not there, or is not a notebook.

    Examples
    --------
    >>> sources_of("00_start_here").rows[0][0].short
    'N Engl J Med 2022;387:1264'
    """
    path = Path(find_data_folder(folder)).parent / "notebooks" / f"{check_text('notebook', notebook)}.ipynb"
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    except (OSError, ValueError, KeyError, TypeError) as fault:
        name = shorten(path.name)[1:-1]
        raise DataProblem(
            f"notebooks/{name} could not be read as a notebook ({type(fault).__name__}), so its sources cannot be "
            f"listed: check the name, or restore the file with `git checkout -- notebooks/{name}`."
        ) from fault
    return sources_table(cited_ids(text), folder)


def _describe_place(source: Citation) -> str:
    """Say so where a link leads to another page than the one that prints the figure."""
    return f", as printed in {source.short}; the link leads to {source.stands_for}" if source.stands_for else ""


def _count_sources(rows: tuple[tuple[Citation, tuple[PublishedFigure, ...]], ...]) -> str:
    """Say how long the list is that opens here."""
    return f"{len(rows)} sources gave {sum(len(gave) for _, gave in rows)} figures: open the list"


def _describe_short(cited: PublishedFigure) -> str:
    return f"{cited}{' (derived)' if cited.status is Status.DERIVED else ''}"

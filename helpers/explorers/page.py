"""The explorers' pieces of HTML: the picture with its words, and a table."""

from __future__ import annotations

import html
import re
from typing import Any

import pandas as pd

from helpers.figures.canvas import BlitCanvas, to_data_uri

LONG = 75
"""Characters in a cell: beyond so many it is given a width of its own, or its row would stand a word a line."""

_NUMBER_AND_SIGN = re.compile(r"(?<=\d) %")


def show_image(canvas: BlitCanvas, alt: str) -> str:
    """Draw what the canvas holds now and return it as an image that needs no server."""
    width, height = canvas.size
    source, alt = to_data_uri(canvas.encode_png()), html.escape(alt, quote=True)
    return f'<img class="te-picture" width="{width}" height="{height}" alt="{alt}" src="{source}" decoding="sync">'


def show_sentence(text: str, classes: str = "") -> str:
    """Return the sentence below a picture, in which no line ends between a number and its per cent sign."""
    together = _NUMBER_AND_SIGN.sub("\N{NO-BREAK SPACE}%", text)
    return f'<p class="te-sentence{classes and " "}{classes}">{html.escape(together)}</p>'


def tabulate(table: pd.DataFrame, caption: str) -> str:
    """Return a table of numbers that can be scrolled by keyboard where it is too wide."""
    name = html.escape(f"Table: {caption}")
    return f'<div class="te-scroll" role="group" aria-label="{name}" tabindex="0">{write_table(table, caption)}</div>'


def write_table(table: pd.DataFrame, caption: str) -> str:
    """Return a table of numbers by itself, for a place that scrolls.

    Its first column names the rows; where that does not tell them apart, so does the second.
    """
    heads = 1 if table.empty or table.iloc[:, 0].is_unique else 2
    numeric = [pd.api.types.is_numeric_dtype(table[column]) for column in table]
    head = "".join(
        f'<th scope="col"{_class(number)}>{html.escape(str(column))}</th>'
        for column, number in zip(table, numeric, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            _write_cell(cell, number, names_row=place < heads)
            for place, (cell, number) in enumerate(zip(row, numeric, strict=True))
        )
        + "</tr>"
        for row in table.itertuples(index=False)
    )
    named = f'<table class="te-table"><caption>{html.escape(caption)}</caption>'
    return f"{named}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _write_cell(cell: Any, is_number: bool, *, names_row: bool) -> str:
    tag, scope = ("th", ' scope="row"') if names_row else ("td", "")
    text = _format(cell)
    kind = ' class="te-words"' if len(text) > LONG else _class(is_number)
    return f"<{tag}{scope}{kind}>{html.escape(text)}</{tag}>"


def _class(number: bool) -> str:
    return ' class="te-number"' if number else ""


def _format(cell: Any) -> str:
    if pd.isna(cell):
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)

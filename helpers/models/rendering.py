"""How a result writes itself: numbers as words, and a small HTML table for a notebook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape


def format_number(value: float, digits: int = 3) -> str:
    """Write `value` with `digits` decimals; infinity and "not defined" in words.

    >>> format_number(0.34973), format_number(float("inf")), format_number(float("nan"))
    ('0.350', 'infinity', 'not defined')
    """
    if math.isnan(value):
        return "not defined"
    if math.isinf(value):
        return "infinity" if value > 0 else "minus infinity"
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def format_share(level: float) -> str:
    """Write a share as a percentage without idle zeros.

    >>> format_share(0.95), format_share(0.999)
    ('95 %', '99.9 %')
    """
    return f"{100 * level:.10g} %"


def print_percent(share: float) -> str:
    """Write a share as a percentage with one decimal, or none where it is 0; nearly all is not called all.

    >>> print_percent(0.953761), print_percent(0.8), print_percent(0.99996), print_percent(0.0004)
    ('95.4 %', '80 %', '> 99.9 %', '< 0.1 %')
    """
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return f"{format_number(100 * share, 1).removesuffix('.0')} %"


def print_p(p: float, digits: int = 3) -> str:
    """Write a p value as after "p", with `digits` decimals, or as smaller than they can say.

    >>> print_p(0.1719), print_p(0.00002), print_p(0.00069, 4)
    ('= 0.172', '< 0.001', '= 0.0007')
    """
    least = 10**-digits
    return f"< {least:.{digits}f}" if p < least else f"= {format_number(p, digits)}"


def render_table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return an HTML table whose first column names the row, with `caption` above it.

    Where the page is too narrow for it, it can be scrolled, by keyboard too.

    >>> render_table("Two arms", ["arm", "n"], [["IVIg", "47"]])[-38:]
    '<td>47</td></tr></tbody></table></div>'
    """
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    table = f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    scroll = 'style="overflow-x: auto" role="group" aria-label="Table" tabindex="0"'
    return f"<div {scroll}>{table}</div>"

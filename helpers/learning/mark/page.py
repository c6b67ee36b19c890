"""What every page of the marker is built of. What a learner wrote is escaped, and the page runs and loads nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from helpers.learning.mark.remark import clean_text

STAMP = '<meta name="generator" content="Reading a Trial, helpers.learning.mark">'
"""By which a page of ours is known."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; color: #262626; background: #fff;
  max-width: 56rem; margin: 0 auto; padding: 24px; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 1.25rem; margin: 40px 0 8px; padding-top: 8px; border-top: 2px solid #595959; }
h3 { font-size: 1.02rem; margin: 0; }
p { margin: 4px 0 8px; max-width: 44rem; }
.lead { color: #595959; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid #0072b2; }
table { border-collapse: collapse; margin: 8px 0 16px; width: 100%; }
caption { text-align: left; color: #595959; padding-bottom: 4px; }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid #d0d0d0; }
td { overflow-wrap: anywhere; }
tbody th { overflow-wrap: break-word; }
thead th { border-bottom: 2px solid #595959; }
thead th.n { white-space: normal; }
tbody th { font-weight: 600; }
tfoot th, tfoot td { font-weight: 700; border-bottom: 0; border-top: 2px solid #595959; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
article { border: 1px solid #b8b8b8; border-radius: 6px; padding: 12px 16px; margin: 12px 0; }
.head { display: flex; gap: 16px; justify-content: space-between; align-items: baseline; }
.marks { font-weight: 700; white-space: nowrap; font-variant-numeric: tabular-nums; }
.question { color: #595959; }
.said { border-left: 4px solid #8c8c8c; padding: 2px 0 2px 12px; margin: 8px 0; overflow-wrap: anywhere; }
.said bdi { white-space: pre-wrap; }
.label { font-weight: 600; }
.found { border-left: 4px solid #8a3200; padding-left: 12px; }
.bar { display: inline-block; height: 0.8em; background: #0072b2; vertical-align: baseline; }
.track { display: inline-block; width: 5rem; background: #e3e3e3; line-height: 1; text-align: left; }
ul { margin: 4px 0 12px; padding-left: 1.3rem; }
li { margin: 2px 0; }
a { color: #0b57a4; }
@media print {
  body { font-size: 11pt; max-width: none; padding: 0; }
  article, tr { break-inside: avoid; }
  h2, h3, .head { break-after: avoid; }
  .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .scroll { overflow: visible; }
}
"""


def write_page(title: str, body: str) -> bytes:
    """Return a whole page, self-contained."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'{STAMP}\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{quote(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    ).encode()


def quote(text: str) -> str:
    """Return text that cannot be taken for markup.

    >>> quote("<script>'")
    '&lt;script&gt;&#x27;'
    """
    return escape(clean_text(text))


def show_said(text: str) -> str:
    """Return what a learner wrote, set apart, in its own direction of writing."""
    return f'<div class="said"><bdi>{quote(text)}</bdi></div>'


def write_table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    foot: Sequence[str] = (),
) -> str:
    """Return a table whose first column names the row. Cells are markup already.

    Parameters
    ----------
    caption : str
        Plain text.
    header : sequence of str
        Plain text.
    rows : iterable of sequences of str
        Each as long as `header`.
    numbers : sequence of int
        Columns that hold numbers.
    foot : sequence of str
        A last row with sums.
    """

    def write_row(cells: Sequence[str], scope: str) -> str:
        tags = []
        for place, cell in enumerate(cells):
            kind = ' class="n"' if place in numbers else ""
            tags.append(
                f'<th scope="{scope}"{kind}>{cell}</th>' if place == 0 or scope == "col" else f"<td{kind}>{cell}</td>"
            )
        return f"<tr>{''.join(tags)}</tr>"

    head = write_row([escape(cell) for cell in header], "col")
    body = "\n".join(write_row(row, "row") for row in rows)
    end = f"<tfoot>{write_row(foot, 'row')}</tfoot>" if foot else ""
    return (
        f'<div class="scroll" role="group" aria-label="{escape(caption)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption><thead>{head}</thead>\n<tbody>\n{body}\n</tbody>{end}</table></div>"
    )


def write_bar(share: float) -> str:
    """Return a bar of `share`, 0 to 1; the number stands beside it, so that the bar itself is silent."""
    return f'<span class="track" aria-hidden="true"><span class="bar" style="width: {5 * share:.2f}rem"></span></span>'

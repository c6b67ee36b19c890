"""What tests read out of the tables that results write for a notebook."""

from __future__ import annotations

import html
import re


def read_rows(shown: str) -> list[list[str]]:
    """Return the cells of every row of an HTML table, its header first."""
    rows = re.findall(r"<tr>(.*?)</tr>", shown)
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]

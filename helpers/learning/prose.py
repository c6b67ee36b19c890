"""Markdown's links, as the citations come, for the two places where learners read: HTML and plain text."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r'\[(?P<text>[^\]]+)\]\((?P<address>[^\s)]+)(?:\s+"(?P<title>[^"]*)")?\)')


def to_html(text: str) -> str:
    """Return `text` with its Markdown links as HTML links and everything else escaped.

    >>> to_html('p < 0.05 in [the paper](https://doi.org/10.1056/NEJMoa2117912 "primary result")')
    'p &lt; 0.05 in <a href="https://doi.org/10.1056/NEJMoa2117912" title="primary result">the paper</a>'
    """
    parts = []
    end = 0
    for link in _LINK.finditer(text):
        title = f' title="{html.escape(link["title"])}"' if link["title"] else ""
        parts.append(html.escape(text[end : link.start()]))
        parts.append(f'<a href="{html.escape(link["address"])}"{title}>{html.escape(link["text"])}</a>')
        end = link.end()
    return "".join(parts) + html.escape(text[end:])


def to_plain(text: str) -> str:
    """Return `text` with each Markdown link as its words and its address.

    >>> to_plain("21 of 48 [in the paper](https://doi.org/10.1056/NEJMoa2117912)")
    '21 of 48 in the paper (https://doi.org/10.1056/NEJMoa2117912)'
    """
    return _LINK.sub(r"\g<text> (\g<address>)", text)

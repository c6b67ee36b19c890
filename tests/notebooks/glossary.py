"""Reads the glossary, and says which of a notebook's terms are not linked to it as they should be."""

from __future__ import annotations

import re
from pathlib import Path

GLOSSARY = Path(__file__).parents[2] / "notebooks" / "glossary.md"

ENTRY = re.compile(r"^## (?P<term>.+)\n+(?P<definition>.+)$", re.MULTILINE)
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\(glossary\.md#(?P<anchor>[^\s)]+)(?:\s+\"(?P<title>[^\"]*)\")?\)")


def read_terms(text: str) -> dict[str, str]:
    """Return each term of a glossary with its definition, the first line below it.

    >>> read_terms("# Glossary\\n\\n## p value\\n\\nHow often.\\n\\nMore.\\n")
    {'p value': 'How often.'}
    """
    return {entry["term"]: entry["definition"].strip() for entry in ENTRY.finditer(text)}


def make_anchor(term: str) -> str:
    """Return the address of a term within the page, as JupyterLab and GitHub make it of a heading.

    >>> make_anchor("p value")
    'p-value'
    """
    return term.replace(" ", "-")


def link(term: str, terms: dict[str, str], text: str | None = None) -> str:
    """Return the link to a term that a notebook's author pastes; pointing at it shows the definition."""
    return f'[{text or term}](glossary.md#{make_anchor(term)} "{terms[term]}")'


def find_bad_links(prose: str, terms: dict[str, str]) -> list[str]:
    """Return a sentence for every link to the glossary that leads nowhere, says something else, or comes twice."""
    anchors = {make_anchor(term): term for term in terms}
    problems, seen = [], set()
    for found in LINK.finditer(prose):
        term = anchors.get(found["anchor"])
        if term is None:
            problems.append(f"{found['anchor']} is not in the glossary")
            continue
        if found[0] != link(term, terms, found["text"]):
            problems.append(f"{found[0]} should be {link(term, terms, found['text'])}")
        if term in seen:
            problems.append(f"{term} is linked twice: link it where it is met first")
        seen.add(term)
    return problems

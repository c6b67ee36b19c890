"""Looks through the written pages for what a reader would stumble over: links to nowhere, other hosts, dead widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

FETCHED = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "input": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "video": "src",
}
"""Element -> the attribute that makes a browser ask for a file by itself."""

FETCHED_BY_STYLE = re.compile(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^'\")\s]*)")
"""A file of another host that a style sheet asks for."""

DEAD = "application/vnd.jupyter.widget"
TRACE = "Traceback (most recent call last)"


@dataclass
class Page:
    """What a page refers to."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    script_kinds: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        page = self.page
        page.ids.update(attributes[name] for name in ("id", "name") if name in attributes)
        if tag == "a" and "href" in attributes:
            page.links.append(attributes["href"])
        if tag in FETCHED and FETCHED[tag] in attributes and attributes.get("rel") != "canonical":
            page.fetched.append(attributes[FETCHED[tag]])
        if tag == "script":
            page.script_kinds.append(attributes.get("type", ""))


def read_page(path: Path) -> Page:
    """Return what the page at `path` refers to."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page


def find_problems(folder: Path) -> list[str]:
    """Return a sentence for everything that is wrong with the pages in `folder`."""
    folder = folder.resolve()
    pages = {path: read_page(path) for path in sorted(folder.rglob("*.html"))}
    problems = [
        f"{path.relative_to(folder)}{problem}"
        for path, page in pages.items()
        for problem in [*_find_lost(path, pages), *_find_remote(page), *_find_dead(path, page)]
    ]
    for path in [*pages, *sorted(folder.rglob("*.css"))]:
        asked = FETCHED_BY_STYLE.findall(path.read_text(encoding="utf-8"))
        problems += [f"{path.relative_to(folder)} asks another host for {address}." for address in asked]
    return problems


def _find_lost(path: Path, pages: dict[Path, Page]) -> list[str]:
    addresses = [*pages[path].links, *pages[path].fetched]
    local = [address for address in addresses if not urlsplit(address).scheme and not urlsplit(address).netloc]
    return [f": {address} leads nowhere." for address in local if not _is_there(address, path, pages)]


def _find_remote(page: Page) -> list[str]:
    return [f" asks another host for {address}." for address in page.fetched if _is_remote(address)]


def _is_remote(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def _find_dead(path: Path, page: Page) -> list[str]:
    problems = [" holds a widget without a kernel." for kind in page.script_kinds if kind.startswith(DEAD)]
    # In the examples of the helpers an error may be what is shown.
    if path.parent.name == "notebooks" and TRACE in path.read_text(encoding="utf-8"):
        problems.append(" shows a traceback.")
    return problems


def _is_there(address: str, source: Path, pages: dict[Path, Page]) -> bool:
    place, anchor = urldefrag(address)
    target = (source.parent / unquote(urlsplit(place).path)).resolve() if place else source
    if anchor and target in pages:
        return unquote(anchor) in pages[target].ids
    return target.is_file()

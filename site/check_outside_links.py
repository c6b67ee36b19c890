"""Asks every outside address of the course whether it is still there: `make links-check`. It needs the network.

Sphinx's `linkcheck` builder collects the addresses of the pages and asks, with HEAD first and GET after it, one address
at a time. Whether an answer is a fault is decided here: a publisher that turns programs away has the page all the same.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from page_sources import HERE, NOTEBOOKS, REPOSITORY, gather_pages
from requests import Response
from requests.exceptions import ConnectionError as DroppedConnection
from requests.exceptions import Timeout
from sphinx.builders import linkcheck
from sphinx.cmd.build import build_main

from helpers.evidence.citations import citations

SETTINGS = {
    # Nobody is asked by two of us at once.
    "linkcheck_workers": 1,
    "linkcheck_timeout": 30,
    "linkcheck_retries": 3,
    # A place in a page is often made by a script, which is not run here.
    "linkcheck_anchors": 0,
}

LONGEST_WAIT_S = 120.0
"""A server that says "later" is waited for, but not all night. From its command line Sphinx takes no such number."""

REFUSALS = {"401", "403", "406", "418", "429", "451"}
"""What a server says that has the page and does not show it to a program."""

STATUS_FIRST = re.compile(r"(\d{3}) (?:Client|Server) Error")


class Asker(linkcheck.HyperlinkAvailabilityCheckWorker):
    """Sphinx's, which alone waits as long and as often as a server asks for: the command would never end.

    Nor does Sphinx's ask with GET where HEAD was left without an answer.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._session.head = partial(ask_head, self._session.head)

    def limit_rate(self, response_url: str, retry_after: str | None) -> float | None:
        """Return when to ask again: first as the server says, then after twice as long each time; None to give up."""
        server = urlsplit(response_url).netloc
        self.rate_limit_timeout = LONGEST_WAIT_S
        next_check = super().limit_rate(response_url, None if server in self.rate_limits else retry_after)
        if next_check is None or next_check > time.time() + LONGEST_WAIT_S:
            # Its other addresses are asked all the same.
            self.rate_limits.pop(server, None)
            return None
        return next_check


def ask_head(head: Callable[..., Response], **options: Any) -> Response:
    """Return the answer to HEAD; none in time counts as a connection that was dropped, after which GET has its turn."""
    try:
        return head(**options)
    except Timeout as error:
        raise DroppedConnection(str(error)) from error


@dataclass(frozen=True)
class Answer:
    """What an address said.

    Attributes
    ----------
    address : str
    page : str
        The first page that leads there.
    verdict : str
        "there", "refused" (it is there, and not for programs), "later" (its server is out of service) or "lost".
    why : str
        What was answered, where it is not there.
    """

    address: str
    page: str
    verdict: str
    why: str


def judge(status: str, said: str) -> str:
    """Return the verdict on what `linkcheck` found.

    >>> judge("broken", "403 Client Error: Forbidden for url: https://www.example.org/a")
    'refused'
    >>> judge("broken", "404 Client Error: Not Found for url: https://doi.org/10.1/none")
    'lost'
    """
    if status in ("working", "redirected"):
        return "there"
    if status == "ignored":
        return "later"
    code = STATUS_FIRST.match(said)
    is_refused = said == "unauthorized" or (code is not None and code[1] in REFUSALS)
    return "refused" if is_refused else "lost"


def gather_addresses(sources: Path) -> None:
    """Put the pages, the notebooks as they are, the README and the sources of the figures into the folder `sources`."""
    gather_pages(sources)
    for path in NOTEBOOKS:
        shutil.copy(path, sources / "notebooks")
    shutil.copy(REPOSITORY / "README.md", sources)
    rows = citations().values()
    links = [f"- {row.key}: <{address}>\n" for row in rows for address in (row.address, row.url) if address]
    (sources / "data" / "citations.md").write_text("# Sources\n\n" + "".join(links), encoding="utf-8")


def ask_all(sources: Path, settings: dict[str, object] = SETTINGS) -> list[Answer]:
    """Ask every outside address of the pages in `sources`, and return the answers in the order of the addresses."""
    with tempfile.TemporaryDirectory(prefix="links-") as folder:
        options = ["--builder", "linkcheck", "--fresh-env", "--silent", "--conf-dir", str(HERE)]
        for name, value in settings.items():
            options += ["--define", f"{name}={value}"]
        # Its exit code counts a refusal as a fault, and what it complains of in the pages `make site` has told.
        # Sphinx has no setting for who asks.
        with mock.patch.object(linkcheck, "HyperlinkAvailabilityCheckWorker", Asker):
            build_main([*options, str(sources), folder])
        lines = (Path(folder) / "output.json").read_text(encoding="utf-8").splitlines()
    answers = {}
    for said in map(json.loads, lines):
        if said["uri"].startswith(("http:", "https:")):
            verdict = judge(said["status"], said["info"])
            answers[said["uri"]] = Answer(said["uri"], said["filename"], verdict, said["info"] or said["status"])
    return [answers[address] for address in sorted(answers)]


def describe(answers: Sequence[Answer]) -> str:
    """Return what the workflow's log shows: all that is not there, and how many there are of each kind."""
    lines = [f"{each.verdict}: {each.address} ({each.page}): {each.why}" for each in answers if each.verdict != "there"]
    kinds = ("there", "refused", "later", "lost")
    counts = [f"{sum(each.verdict == kind for each in answers)} {kind}" for kind in kinds]
    return "\n".join([*sorted(lines), f"{len(answers)} outside addresses: {', '.join(counts)}.", ""])


def main(words: Sequence[str] | None = None) -> int:
    """Ask, print, and return 1 if an address is lost."""
    argparse.ArgumentParser(prog="python site/check_outside_links.py", description=__doc__.splitlines()[0]).parse_args(
        words
    )
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        gather_addresses(Path(folder) / "sources")
        answers = ask_all(Path(folder) / "sources")
    sys.stdout.write(describe(answers))
    return int(any(answer.verdict == "lost" for answer in answers))


if __name__ == "__main__":
    raise SystemExit(main())

"""Outside addresses are all collected and rightly judged. Nothing outside is asked: the server is this machine's."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from helpers.evidence.citations import citations
from tests.notebooks.prose import NOTEBOOKS, read_prose
from tests.site_modules import SITE, load

# MyST calls what the next Sphinx but one has no more.
pytestmark = [pytest.mark.site, pytest.mark.filterwarnings("ignore::sphinx.deprecation.RemovedInSphinx11Warning")]

ANSWERS = {
    "/there": (200, "there"),
    "/moved": (302, "there"),
    "/no-head": (200, "there"),
    "/silent-head": (200, "there"),
    "/gone": (404, "lost"),
    "/broken": (500, "lost"),
    "/members-only": (403, "refused"),
    "/log-in": (401, "refused"),
    "/later": (503, "later"),
    "/in-a-second": (429, "refused"),
    "/next-week": (429, "refused"),
}
"""Path -> what the server says, and what we make of it."""

ADDRESS = re.compile(r"\]\((https?://[^)\s]+)")
"""A link in Markdown."""


class Moody(BaseHTTPRequestHandler):
    """Answers as its path says, and notes who asks at the same time."""

    asked: list[str]
    now = 0
    most = 0

    def do_HEAD(self) -> None:
        """Answer without a page."""
        cls = type(self)
        cls.now += 1
        cls.most = max(cls.most, cls.now)
        code = 405 if self.path == "/no-head" and self.command == "HEAD" else ANSWERS[self.path][0]
        cls.asked.append(f"{self.command} {self.path} {code}")
        if self.path == "/silent-head" and self.command == "HEAD":
            cls.now -= 1
            # Until who asked hangs up.
            self.rfile.read(1)
            return
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/there")
        if code == 429:
            self.send_header("Retry-After", "1" if self.path == "/in-a-second" else "604800")
        self.send_header("Content-Length", "0")
        self.end_headers()
        cls.now -= 1

    do_GET = do_HEAD

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[tuple[str, type[Moody]]]:
    """A server of moods, and what it has been asked."""
    handler = type("Handler", (Moody,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}", handler
        served.shutdown()


@pytest.fixture
def links(monkeypatch):
    """The module under test, and Sphinx finds its extensions."""
    monkeypatch.syspath_prepend(str(SITE))
    return load("check_outside_links")


def test_each_answer_is_judged_and_one_address_is_asked_at_a_time(links, server, tmp_path, monkeypatch):
    address, handler = server
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(links, "LONGEST_WAIT_S", 2.0)
    ask = links.ask_head

    def ask_shortly(head, *, url, timeout, **options):
        # Nobody answers, and half a minute is not waited for.
        return ask(head, url=url, timeout=0.2 if url.endswith("/silent-head") else timeout, **options)

    monkeypatch.setattr(links, "ask_head", ask_shortly)
    bullets = "".join(f"- [{path}]({address}{path})\n" for path in ANSWERS)
    (tmp_path / "index.md").write_text(f"# Links\n\n{bullets}- [nearby](nowhere.md)\n", encoding="utf-8")
    found = links.ask_all(tmp_path, links.SETTINGS | {"linkcheck_retries": 1})
    assert {each.address.removeprefix(address): each.verdict for each in found} == {
        path: verdict for path, (_, verdict) in ANSWERS.items()
    }
    assert handler.most == 1
    # A server that says "later" for ever is asked a few times, and one that says when is not asked before.
    assert handler.asked.count("HEAD /in-a-second 429") > handler.asked.count("HEAD /next-week 429") == 1
    assert handler.asked.count("HEAD /no-head 405") == handler.asked.count("GET /no-head 200") == 1
    assert sum("/silent-head" in asked for asked in handler.asked) == 2
    told = links.describe(found)
    assert f"lost: {address}/gone (index.md): 404" in told
    assert told.endswith("11 outside addresses: 4 there, 4 refused, 1 later, 2 lost.\n")


def test_the_addresses_of_notebooks_pages_readme_and_sources_are_all_asked(links, tmp_path):
    links.gather_addresses(tmp_path / "sources")
    # Collected, and none asked.
    collected = {each.address for each in links.ask_all(tmp_path / "sources", {"linkcheck_ignore": ".*"})}
    pages = [*SITE.glob("*.md"), SITE.parent / "README.md", SITE.parent / "data" / "README.md"]
    texts = [path.read_text(encoding="utf-8") for path in pages] + [read_prose(path) for path in NOTEBOOKS]
    # An address between grave accents is to be filled in first, and is no link.
    written = {address for text in texts for address in ADDRESS.findall(re.sub(r"`[^`\n]*`", "", text))}
    cited = {address for row in citations().values() for address in (row.address, row.url) if address}
    assert len(written) > 10 and len(cited) > 20
    assert written | cited <= collected


def test_a_lost_address_makes_the_command_fail_and_a_refused_one_does_not(links, monkeypatch, capsys):
    monkeypatch.setattr(links, "gather_addresses", lambda sources: None)
    for verdict, code in (("refused", 0), ("later", 0), ("lost", 1)):
        monkeypatch.setattr(
            links, "ask_all", lambda _, v=verdict: [links.Answer("https://a.example", "a.md", v, "why")]
        )
        assert links.main([]) == code
        assert f"{verdict}: https://a.example (a.md): why" in capsys.readouterr().out

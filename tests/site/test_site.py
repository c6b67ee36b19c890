"""The static site is built once, as `make site` does, and each page is read as a reader's browser would read it."""

from __future__ import annotations

import functools
import itertools
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup

from helpers.explorers import ZeroEventsExplorer
from tests.browser.axe import run_axe
from tests.notebooks.prose import LINK, NOTEBOOKS, read_prose
from tests.site_modules import load

REPOSITORY = Path(__file__).resolve().parents[2]
MAIN = "#furo-main-content"
"""What is ours of a page; around it stands the theme's menu."""

NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""

pytestmark = [pytest.mark.site, pytest.mark.timeout(900)]


def list_left_behind() -> list[str]:
    """Return what running the notebooks may leave among them: records, and outputs."""
    folder = REPOSITORY / "notebooks"
    records = [path.name for path in folder.glob("*my_*")]
    cells = [cell for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells]
    return records + [cell.source for cell in cells if cell.get("outputs")]


OF_EACH_KIND = (
    "index.html",
    "data/README.html",
    "helpers/helpers.models.proportions.html",
    "notebooks/00_start_here.html",
    "notebooks/03_secondary_endpoints.html",
    "notebooks/06_design_the_next_trial.html",
    "notebooks/glossary.html",
    "site/instructors_guide.html",
)
"""Pages that hold, between them, everything that a page can hold."""


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The folder with the pages, built without a network and without a word of complaint."""
    folder = tmp_path_factory.mktemp("site")
    before = list_left_behind()
    done = subprocess.run(
        [sys.executable, "site/build.py", "--out", str(folder / "pages"), "--sources", str(folder / "sources")],
        cwd=REPOSITORY,
        env=os.environ | {"http_proxy": NOWHERE, "https_proxy": NOWHERE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list_left_behind() == before
    return folder / "pages"


def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request) -> Path:
    """A notebook, one after the other."""
    return request.param


@pytest.fixture(scope="module")
def page(built, notebook) -> BeautifulSoup:
    """What stands on its page, without the menu."""
    return read(built / "notebooks" / f"{notebook.stem}.html").select_one(MAIN)


def list_code(notebook: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]


def test_no_page_asks_another_host_or_links_to_nowhere_or_shows_an_error(built):
    assert len(list(built.rglob("*.html"))) > len(NOTEBOOKS)
    assert load("check_pages").find_problems(built) == []


@pytest.mark.parametrize(
    ("planted", "complaint"),
    [
        ('<a href="02.html">', "02.html leads nowhere"),
        ('<a href="01.html#there">', "01.html#there leads nowhere"),
        ('<a href="#there">', "#there leads nowhere"),
        ('<img src="picture.png">', "picture.png leads nowhere"),
        ('<img src="//example.org/a.png">', "another host"),
        ('<script src="https://example.org/a.js"></script>', "another host"),
        ('<link rel="stylesheet" href="http://example.org/a.css">', "another host"),
        ('<script type="application/vnd.jupyter.widget-view+json">{}</script>', "widget"),
        ("<pre>Traceback (most recent call last)</pre>", "traceback"),
        ('<style>a { background: url("https://example.org/a.png") }</style>', "another host"),
    ],
)
def test_each_kind_of_fault_would_be_found(tmp_path, planted, complaint):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    sound = '<p id="here"><a href="01.html#here">a</a> <a href="https://doi.org/10.1056/NEJMoa2117912">b</a></p>'
    (folder / "01.html").write_text(sound, encoding="utf-8")
    find_problems = load("check_pages").find_problems
    assert find_problems(tmp_path) == []
    (folder / "01.html").write_text(sound + planted, encoding="utf-8")
    assert any(complaint in problem for problem in find_problems(tmp_path))


def test_a_style_sheet_of_another_host_would_be_found(tmp_path):
    find_problems = load("check_pages").find_problems
    (tmp_path / "a.css").write_text("/* https://example.org */ a { background: url(a.png) }", encoding="utf-8")
    assert find_problems(tmp_path) == []
    (tmp_path / "a.css").write_text("@import '//example.org/b.css';", encoding="utf-8")
    assert find_problems(tmp_path) == ["a.css asks another host for //example.org/b.css."]


def test_each_explorer_stands_there_as_picture_sentence_and_table(page, notebook):
    shown = [static for static in page.select(".te-static:not(.te-pressed)") if static.select_one(".te-picture")]
    # The closing page of the predictions is no explorer; with no predictions it has no picture.
    assert len(shown) == sum("Explorer(" in source for source in list_code(notebook))
    for static in shown:
        assert len(static.select_one("img.te-picture")["alt"]) > 40
        assert static.select_one("img.te-picture")["src"].startswith("data:image/png;base64,")
        assert len(static.select_one("p.te-sentence").text) > 20
        assert static.select_one("details table td")


def test_what_the_prose_says_to_press_stands_below_the_picture_open_where_it_is_to_be_compared(page, notebook):
    shown = page.select(".te-pressed > details, .te-beside")
    named = {state.strong.text for state in shown}
    pressed = set(re.findall(r"[Pp]ress \*\*(.+?)\*\*", read_prose(notebook)))
    # A table is folded up below each picture.
    assert pressed - named <= {"Table"}
    for state in shown:
        opening = state.find_parent(class_="te-pressed").find_previous("img", class_="te-picture")
        assert state.select_one("img.te-picture")["alt"] != opening["alt"], "a button that changes nothing"
        assert len(state.select_one("p.te-sentence").text) > 20
    pressed_by = load("pressed")
    compared = [pressed_by.BESIDE_EACH_OTHER.get(pressed_by.find_class(source), ()) for source in list_code(notebook)]
    assert {state.strong.text for state in page.select(".te-beside")} == set().union(*compared)
    assert not page.select("details .te-beside")


def test_buttons_that_the_prose_calls_for_without_naming_them_are_all_shown_and_of_the_next_explorer_alone():
    write, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    cells = [code("PeopleExplorer()"), write("Then go through the buttons."), code("ZeroEventsExplorer()")]
    load("pressed").add_pressed(nbformat.v4.new_notebook(cells=cells))
    assert cells[0].outputs == []
    folds = BeautifulSoup(cells[2].outputs[0].data["text/html"], "html.parser").select(".te-pressed > details")
    opening, *others = ZeroEventsExplorer().presets
    assert [fold.strong.text for fold in folds] == others and opening.startswith("0 of 52")


def test_each_question_says_what_jupyterlab_would_ask_and_unfolds_the_answer(page, notebook):
    for call, kind, covered in (("predict(", "prediction", "What was found"), ("verdict(", "verdict", "What we say")):
        asked = sum(call in source for source in list_code(notebook))
        sentence = f"In JupyterLab, this asks you for your {kind} and records it."
        assert page.text.count(sentence) == asked
        folded = [fold for fold in page.select(".te-static details") if fold.summary.text == covered]
        assert [bool(fold.select_one("p strong")) for fold in folded] == [True] * asked


def test_nothing_waits_for_a_kernel(page):
    assert not page.select("button:not([data-theme]), .trial-explorer, .jupyter-widgets")
    assert "in JupyterLab, this cell has a button for it" in page.text
    assert "model not found" not in page.text.lower()


def test_the_page_bears_the_notebooks_title_and_no_folder_of_the_machine(built, page, notebook):
    title = read_prose(notebook).splitlines()[0].removeprefix("# ")
    whole = read(built / "notebooks" / f"{notebook.stem}.html")
    assert whole.title.text.strip() == f"{title} - Reading a Trial"
    assert page.h1.find(string=True) == title
    assert "site-" not in page.text and str(REPOSITORY) not in page.text


def test_every_term_leads_to_the_glossary_with_its_sentence(page, notebook):
    wanted = {
        (link["address"].replace(".md#", ".html#"), link["title"])
        for link in LINK.finditer(read_prose(notebook))
        if link["address"].startswith("glossary.md#")
    }
    shown = {(link["href"], link.get("title")) for link in page.select('a[href^="glossary.html#"]')}
    assert wanted and wanted == shown


def test_the_menu_leads_to_all_that_a_reader_may_want(built):
    menu = {link["href"].partition("#")[0] for link in read(built / "index.html").select(".sidebar-tree a")}
    notebooks = {f"notebooks/{path.stem}.html" for path in NOTEBOOKS}
    beside = {"notebooks/glossary.html", "data/README.html", "site/instructors_guide.html", "helpers/index.html"}
    assert menu >= notebooks | beside


def test_a_screen_reader_finds_its_way_on_every_page(built):
    titles = []
    for path in sorted(built.rglob("*.html")):
        page = read(path)
        titles.append(page.title.text.strip())
        assert page.html["lang"] == "en" and page.find("a", class_="skip-to-content")["href"] == MAIN, path
        names = [aside.get("aria-label") for aside in page("aside")]
        assert all(names) and len(set(names)) == len(names), path
        assert all(heading.get("aria-level") for heading in page.select("p[role=heading]")), path
        levels = [int(heading.name[1]) for heading in page.select_one(MAIN).select("h1, h2, h3, h4, h5, h6")]
        assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels)), path
    assert len(set(titles)) == len(titles)


def test_the_search_knows_words_of_notebooks_glossary_and_helpers(built):
    index = (built / "searchindex.js").read_text(encoding="utf-8")
    assert (built / "search.html").is_file()
    for page in ("notebooks/00_start_here", "notebooks/glossary", "helpers/helpers.models.proportions"):
        assert f'"{page}"' in index
    assert "dermatomyos" in index
    # Two cells of a table, or two lines of one cell, are no word.
    assert "quantityvalue" not in index and "dermatomyositisivig" not in index


def test_helpers_are_documented_by_their_docstrings_and_names_lead_to_what_is_meant(built):
    proportions = read(built / "helpers" / "helpers.models.proportions.html").select_one(MAIN)
    assert "Two arms, one yes/no outcome" in proportions.text
    difference = proportions.find(id="helpers.models.proportions.ProportionComparison.risk_difference").parent
    assert "Proportion responding, treatment minus control: -1 to 1" in difference.text
    points = read(built / "helpers" / "helpers.models.points_distribution.html").select_one(MAIN)
    assert not [link["href"] for link in points.select("a[href]") if link["href"].endswith("BrierScore.n")]
    hands_on = read(built / "helpers" / "helpers.models.safety.html").select_one(MAIN)
    assert "event_interval of helpers.models." in hands_on.text
    assert not list((built / "helpers").glob("*.mark*")), "the marker is not for learners"


def test_a_signature_says_what_a_reader_types_and_no_value_fills_the_page(built):
    pages = {path.stem: read(path).select_one(MAIN) for path in (built / "helpers").glob("helpers.*.html")}
    effect = pages["helpers.explorers.effect"]
    assert "EffectExplorer(*, responders_ivig=37, n_ivig=47" in effect.text
    assert "Ten patients: responders_ivig=4, n_ivig=5" in effect.text
    assert "responders_ivig, responders_placebo (int)" in effect.text
    assert "authors, title, container (str or None)" in pages["helpers.evidence.citations"].text
    longest_row = 450
    for name, page in pages.items():
        signatures = [" ".join(signature.text.split()) for signature in page.select("dt.sig")]
        assert [each for each in signatures if re.search(r"t\.Any|<|PosixPath", each)] == [], name
        assert max(map(len, signatures), default=0) <= longest_row, name
        # An example that no heading sets apart is taken for one more error.
        assert ">>>" not in "".join(field.text for field in page.select("dl.field-list")), name
    picture = pages["helpers.explorers.base"].find(id="helpers.explorers.base.Explorer.picture").parent
    assert "The picture on the page: the last state that was possible." in picture.text


class Server(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(built) -> Iterator[str]:
    """Where the pages are served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=built)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.browser
def test_the_search_finds_the_course_before_the_code_and_says_how_much(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/search.html?q=CK")
    page.wait_for_selector("#search-results [role=status]:has-text('found')")
    found = page.eval_on_selector_all("#search-results li > a", "links => links.map(link => link.pathname)")
    is_code = ["/helpers/" in name for name in found]
    page.close()
    assert is_code == sorted(is_code) and any(is_code)
    assert {f"/notebooks/{name}.html" for name in ("glossary", "03_secondary_endpoints")} <= set(found)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme", "every"), [(1280, "light", True), (800, "dark", False)])
def test_axe_finds_nothing_and_nothing_is_asked_for_elsewhere(browser, built, address, width, scheme, every):
    """All pages but those of the helpers' modules, of which there is one; in the dark theme one page of each kind."""
    names = [str(path.relative_to(built)) for path in sorted(built.rglob("*.html"))]
    names = [name for name in names if "helpers/helpers." not in name or name in OF_EACH_KIND]
    assert set(OF_EACH_KIND) <= set(names)
    looked_at = names if every else OF_EACH_KIND
    found, elsewhere = [], []
    # What is unfolded is measured at once: it must not fade in.
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.on("request", lambda request: elsewhere.append(request.url))
    for name in names:
        page.goto(f"{address}/{name}")
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        if name in looked_at:
            found += [f"{name}: {violation}" for violation in run_axe(page, MAIN)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{name} is wider than the window")
    page.close()
    assert found == []
    assert {urlsplit(url).netloc for url in elsewhere if not url.startswith("data:")} == {urlsplit(address).netloc}

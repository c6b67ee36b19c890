"""Each notebook as a handout: whole, readable on paper, and asking nobody for anything."""

from __future__ import annotations

import base64
import io
import itertools
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from helpers.explorers.frame import STATIC_ONLY
from tests.notebooks.prose import NOTEBOOKS
from tests.notebooks.test_runs import copy_course, run
from tests.site_modules import SITE, load

handouts = load("make_handouts")
pressed = load("pressed")

LATER = "What was found, and what we say"


def list_calls(path: Path) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    return [handouts.find_call(cell) for cell in cells if cell.cell_type == "code"]


def find_greys(image: Image.Image) -> list[int]:
    """Return the shades that cover at least one point in two hundred of a picture without its colours."""
    counts = image.convert("L").histogram()
    return [shade for shade, count in enumerate(counts) if count >= sum(counts) / 200]


@pytest.mark.slow
@pytest.mark.whole_notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_handout_holds_all_that_is_asked_and_drawn_and_needs_nothing_else(path, tmp_path, monkeypatch):
    monkeypatch.setenv(STATIC_ONLY, "1")
    executed, out = tmp_path / "executed", tmp_path / "out"
    executed.mkdir()
    notebook = copy_course(path, executed)
    run(notebook, executed)
    nbformat.write(notebook, executed / path.name)
    assert handouts.main(["--only", path.stem, "--out", str(out), "--executed", str(executed)]) == 0
    [file] = out.iterdir()
    text = file.read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    calls = list_calls(path)

    # Nothing is run by the page or asked of another: no script, no widget, and links only to be followed by hand.
    assert not page(["script", "link", "iframe", "object", "button", "input"])
    assert [image["src"][:22] for image in page("img")] == ["data:image/png;base64,"] * len(page("img"))
    assert not re.search(r"url\(|@import|\son\w+=", re.sub(r"base64,[^\"]+", "", text))
    assert all(link["href"].startswith("https://") for link in page("a"))
    assert page.find("meta", content=re.compile("default-src 'none'"))

    # Every picture is there, with words for those who do not see it.
    alts = [image["alt"] for image in page("img")]
    assert len(page("figure")) >= 1 + sum(call.endswith("Explorer") for call in calls)
    assert all(len(alt) > 30 for alt in alts)
    assert len(page("figcaption")) >= sum(call.endswith("Explorer") for call in calls)
    for image in page("img"):
        drawn = Image.open(io.BytesIO(base64.b64decode(image["src"].partition(",")[2])))
        assert len(find_greys(drawn.convert("RGB"))) >= 2

    # What is to be compared stands side by side, by its pictures alone.
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    compared = [pressed.BESIDE_EACH_OTHER.get(pressed.find_class(source), ()) for source in sources]
    assert {state.strong.get_text() for state in page.select(".te-beside")} == set().union(*compared)
    assert not page.select(".te-beside table")

    # Every question is there, with room, and what is held back comes after all of them.
    asked = sum(call in ("predict", "check", "verdict", "answer") for call in calls)
    boxes = page.select(".ask")
    assert len(boxes) == asked
    assert all(box.select(".line, .blank") for box in boxes)
    covered = sum(call in ("predict", "verdict") for call in calls)
    assert len(page.select(".asked")) == covered
    if covered:
        before, after = text.split(f"{LATER}</h2>")
        assert before.count("<strong>Found:</strong>") + before.count("We say:") == 0
        assert after.count("<strong>Found:</strong>") + after.count("We say:") == covered

    # No fold is closed, no cell failed, no table is left as it was typed, no path of this machine is shown.
    seen = page.main.get_text("\n")
    assert not page(["details", "summary"])
    assert "Traceback" not in seen and "Error:" not in seen
    assert "| ---" not in seen and "</" not in seen
    assert str(SITE.parent) not in text and str(tmp_path) not in text
    assert "Course ready" not in seen and "The first cell checks" not in seen
    # Headings go down one step at a time.
    levels = [int(heading.name[1]) for heading in page(["h1", "h2", "h3", "h4"])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def test_a_table_that_is_too_wide_for_paper_is_turned():
    soup = BeautifulSoup(
        "<table><thead><tr><th scope='col'>a</th><th scope='col'>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>",
        "html.parser",
    )
    handouts.turn_table(soup, soup.table)
    assert [[cell.get_text() for cell in row(["th", "td"])] for row in soup("tr")] == [["a", "1", "3"], ["b", "2", "4"]]
    assert [cell["scope"] for cell in soup("th")] == ["row", "row"]


def test_print_keeps_together_what_is_read_together():
    style = (SITE / "handout.css").read_text(encoding="utf-8")
    assert re.search(r"figure,[^{]*\.ask[^{]*{ break-inside: avoid; }", style)
    assert re.search(r"h1, h2, h3,[^{]*{ break-after: avoid; }", style)
    assert "http" not in style and "url(" not in style
    # Black, white and greys alone.
    assert {colour for colour in re.findall(r"#[0-9a-f]+", style) if len(set(colour[1:])) > 1} == set()

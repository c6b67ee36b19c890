"""Whole notebooks in real JupyterLab, as a learner opens them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import metadata

import nbformat
import pytest
from packaging.version import Version
from playwright.sync_api import expect

from tests.browser.look import make_notebook
from tests.browser.notebook import Notebook
from tests.browser.walk import MOVES, Walk
from tests.notebooks.glossary import GLOSSARY, read_terms
from tests.notebooks.prose import NOTEBOOKS, count_widget_calls

MOST_MEMORY_MB = 350
OURS = ".jp-RenderedMarkdown, .trial-explorer, .te-static, .jp-RenderedHTML"
"""What the course shows; the lab's own page around it is not ours to judge."""

TERMS = read_terms(GLOSSARY.read_text(encoding="utf-8"))

RENDERS_LINKED_PAGES = Version(metadata.version("jupyterlab")) >= Version("4.6.6")
"""Before, JupyterLab seeks a page's viewer by a number in place of a name, finds none, and opens the page's text."""

START = next(path for path in NOTEBOOKS if path.stem == "00_start_here")
PLACEBO = ".trial-explorer[aria-label^='Prediction: Think of']"
VERDICT = ".trial-explorer[aria-label^='Verdict:']"
MOST_KINDS = next(path for path in NOTEBOOKS if path.stem == "05_msa_subtypes")
"""Every kind of control but the tick and the line of text, which stand in the small notebook beside it."""

HIGHER_BAR = ".trial-explorer[aria-label^='Prediction: Now raise']"


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def whole(request, opening) -> Iterator[Notebook]:
    """A notebook after Run All, which several tests look at one after the other."""
    with opening() as open_one:
        notebook = open_one(f"notebooks/{request.param.name}")
        assert notebook.run_all() is True
        yield notebook


def test_run_all_shows_no_fault_and_stays_small(whole):
    """No error, warning, dialog, console error or request off the machine (the fixture looks for the last two)."""
    assert whole.errors == whole.stderr == whole.dialogs == []
    outputs = [output for index in range(whole.count_cells()) for output in whole.read_outputs(index)]
    assert [output for output in outputs if output["output_type"] == "stream"] == []
    assert whole.measure_kernel_memory() < MOST_MEMORY_MB
    assert whole.page.locator(".te-static:not(.te-alone):visible").count() == 0
    shown = whole.page.locator(".trial-explorer[data-ready=true]").count()
    assert shown >= count_widget_calls(whole.path)


def test_run_all_answers_and_uncovers_nothing(whole):
    record = whole.path.parent / "my_predictions.json"
    assert not record.exists() or json.loads(record.read_text(encoding="utf-8"))["predictions"] == {}
    asked = whole.page.locator(".te-learning:has(.te-question)")
    assert asked.locator("button:has-text('Show me anyway')").count() == asked.count()
    assert (asked.count() > 0) is any("predict(" in cell.source for cell in nbformat.read(whole.path, 4).cells)
    assert asked.locator(".te-sentence").count() == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_prose_and_outputs(whole, dark):
    whole.set_theme(dark=dark)
    assert list(map(str, whole.find_violations(OURS))) == []


def test_a_term_leads_to_its_place_in_the_glossary(whole):
    """A click opens the page beside the notebook, rendered, with the term in sight; in an old lab its text."""
    # JupyterLab writes an address of its own into the link, and the title keeps our words.
    link = whole.page.locator(".jp-RenderedMarkdown a[href*='glossary'][title]:visible").first
    definition = link.get_attribute("title")
    term = next(term for term, words in TERMS.items() if words == definition)
    link.click()
    heading = whole.page.locator(".jp-MarkdownViewer h2", has_text=re.compile(f"^{re.escape(term)}")).first
    text = whole.page.locator(".jp-FileEditor .cm-line", has_text="# Glossary")
    expect(heading if RENDERS_LINKED_PAGES else text).to_be_in_viewport(timeout=20_000)
    whole.execute("application:close")


on_start = pytest.mark.parametrize("whole", [pytest.param(START, id=START.stem)], indirect=True)
"""In the window in which that notebook has just been looked at; each test leaves to the next what it does not use."""


def type_range(notebook, low: str, high: str) -> None:
    """Type both ends of the placebo prediction, by keyboard and in command mode."""
    notebook.enter_command_mode(3)
    fields = notebook.page.locator(f"{PLACEBO} input")
    for number, text in enumerate((low, high)):
        fields.nth(number).focus()
        notebook.page.keyboard.press("Control+a")
        notebook.page.keyboard.type(text)
    notebook.page.keyboard.press("Tab")
    notebook.settle()


@on_start
@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        ("", "", "empty"),
        ("forty", "50", "forty"),
        ("0.3", "0.5", "did you mean"),
        ("60", "20", "the smaller number goes first"),
    ],
    ids=["empty", "word", "fraction", "reversed"],
)
def test_what_cannot_be_a_range_is_told_kindly_and_uncovers_nothing(whole, low, high, told):
    notebook = whole
    box = notebook.page.locator(PLACEBO)
    type_range(notebook, low, high)
    notebook.press(f"{PLACEBO} button:has-text('Record my prediction')", "Enter")
    assert told.lower() in box.inner_text().lower()
    assert "21 of 48" not in box.inner_text()
    assert box.locator("input").first.input_value() == low
    assert notebook.errors == notebook.stderr == []


@on_start
def test_show_me_anyway_uncovers_without_a_prediction(whole):
    notebook = whole
    box = notebook.page.locator(HIGHER_BAR)
    assert "45 with the bar at 40" not in box.inner_text()
    notebook.press(f"{HIGHER_BAR} button:has-text('Show me anyway')", "Enter")
    assert "45 with the bar at 40" in box.inner_text()
    record = json.loads((notebook.path.parent / "my_predictions.json").read_text(encoding="utf-8"))
    assert "gap_at_higher_bar" in json.dumps(record)


@on_start
def test_an_exercise_answers_in_sentences(whole):
    """Dots, a misreading, a word and the right number: each is met, and only the last is called right."""
    notebook = whole
    index = next(i for i in range(notebook.count_cells()) if '"difference_in_points"' in notebook.cell(i).inner_text())
    heard = []
    for answer in ("...", "1.8", "'many'", "35"):
        notebook.page.evaluate(
            "([index, source]) => { window.jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel"
            ".setSource(source); }",
            [index, f'from helpers.learning import check\n\ncheck("difference_in_points", {answer})'],
        )
        notebook.run_cell(index)
        heard.append(notebook.cell(index).locator(".jp-OutputArea-output").inner_text())
    assert "Replace the three dots" in heard[0]
    assert "ratio" in heard[1]
    assert "many" in heard[2]
    assert "34.97" in heard[3]
    assert "34.97" not in heard[1] + heard[2]
    assert notebook.errors == notebook.stderr == []


@on_start
def test_a_prediction_is_made_by_keyboard_kept_and_found_again(whole):
    notebook = whole
    cells = notebook.count_cells()
    box = notebook.page.locator(PLACEBO)
    assert "21 of 48" not in box.inner_text()
    type_range(notebook, "10", "30")
    notebook.press(f"{PLACEBO} button:has-text('Record my prediction')", "Enter")
    assert "21 of 48" in box.inner_text()
    assert notebook.count_cells() == cells
    record = json.loads((notebook.path.parent / "my_predictions.json").read_text(encoding="utf-8"))
    assert "placebo_response" in json.dumps(record)
    notebook.restart_kernel()
    notebook.run_all()
    assert "You said" in box.inner_text()
    assert "10 to 30" in box.inner_text()
    assert "21 of 48" in box.inner_text()


def test_a_verdict_is_given_by_keyboard_kept_and_found_again(show_cells):
    """Letters that are the lab's own shortcuts go into the reason; ours is uncovered after theirs, and again later."""
    notebook = show_cells(make_notebook(["from helpers.learning import verdict\nverdict('higher_bar')", "1", "2"]))
    file = notebook.path.parent / "my_predictions.json"
    file.unlink(missing_ok=True)
    notebook.run_all()
    box = notebook.page.locator(VERDICT)
    radios = box.locator("input[type=radio]")
    assert radios.count() == 3 and box.locator("input[type=radio]:checked").count() == 0
    assert notebook.find_violations(VERDICT) == []
    notebook.enter_command_mode(1)
    radios.first.focus()
    for key in (" ", "ArrowDown"):
        notebook.page.keyboard.press(key)
    expect(radios.nth(1)).to_be_checked()
    box.locator("input[type=text]").focus()
    notebook.page.keyboard.type("dd ab")
    assert "We say" not in box.inner_text()
    notebook.press(f"{VERDICT} button:has-text('Record my verdict')", "Enter")
    assert "partly, with the reason “dd ab”." in box.inner_text() and "We say" in box.inner_text()
    assert notebook.count_cells() == 3
    assert notebook.find_violations(VERDICT) == []
    kept = json.loads(file.read_text(encoding="utf-8"))["predictions"]["verdict:higher_bar"]["answer"]
    assert kept == {"verdict": "partly", "reason": "dd ab"}
    notebook.run_cell(0)
    assert "You said" in box.inner_text() and "“dd ab”" in box.inner_text()


def walk_through(notebook: Notebook) -> set[str]:
    """Tab through a notebook in command mode, hold what happens against what must, and return the kinds met.

    On in the light theme, and some way back in the dark one.
    """
    notebook.enter_command_mode(0)
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.activeCell.node.focus()")
    kernel = notebook.kernel.pid
    walk = Walk(notebook)
    stops = walk.list_stops()
    assert (walk.walk_on(stops), walk.faults) == (stops, [])
    notebook.press(":focus", "Control+s")
    notebook.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    # What was worked has other controls now: a prediction that was recorded has lost its slider.
    stops = walk.list_stops()
    before = stops[-2::-1][:20]
    notebook.set_theme(dark=True)
    assert walk.walk_back(stops, len(before)) == before
    assert (walk.faults, notebook.dialogs, notebook.errors, notebook.stderr) == ([], [], [], [])
    assert notebook.kernel.pid == kernel
    notebook.set_theme(dark=False)
    return walk.kinds


@pytest.mark.parametrize("whole", [pytest.param(MOST_KINDS, id=MOST_KINDS.stem)], indirect=True)
def test_a_whole_notebook_is_walked_by_keyboard_and_stays_as_it_is(whole):
    """Tab reaches every control in order; each is named and ringed; no key on it moves the focus or touches a cell."""
    assert walk_through(whole) == set(MOVES) - {"tick"}


def test_controls_that_the_walked_notebook_has_not_are_walked_too(show_cells):
    notebook = show_cells(
        make_notebook(
            [
                "from helpers.explorers import PeopleExplorer\nPeopleExplorer()",
                "from helpers.learning import verdict\nverdict('higher_bar')",
            ]
        )
    )
    (notebook.path.parent / "my_predictions.json").unlink(missing_ok=True)
    notebook.run_all()
    assert walk_through(notebook) >= {"tick", "text", "radio"}

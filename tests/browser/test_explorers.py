"""The explorers as a person meets them: real JupyterLab, real Chromium, keyboard and screen reader."""

from __future__ import annotations

import csv
import io
import re

from playwright.sync_api import expect

from tests.browser.look import make_notebook
from tests.browser.notebook import Notebook

ROOT = ".trial-explorer[data-ready=true]"
VOICE = ".te-voice"
SPOKEN_AFTER_MS = 400
LIST_CELLS = "() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map(cell => cell.id)"

TAP = """root => [...document.querySelectorAll(root + ' .noUi-target')].map(slider => {
  slider.classList.add('noUi-state-tap');
  return getComputedStyle(slider.querySelector('.noUi-origin')).transitionDuration;
})"""
"""Does to sliders what a click on them does, and tells how long their handles then take to get there."""


def show(name: str, arguments: str = "") -> str:
    """Return the code of a cell that shows one explorer."""
    return f"from helpers.explorers import {name}\n{name}({arguments})"


def open_explorers(open_one, *cells: str) -> Notebook:
    notebook = open_one(make_notebook(list(cells)))
    notebook.run_all()
    notebook.page.wait_for_selector(ROOT)
    return notebook


def read_alt(notebook: Notebook, index: int = 0) -> str:
    return notebook.page.locator(".te-picture:visible").nth(index).get_attribute("alt")


def read_sentence(notebook: Notebook, index: int = 0) -> str:
    shown = notebook.page.locator(".te-sentence:visible").nth(index).inner_text()
    return shown.replace("\N{NO-BREAK SPACE}", " ")


def test_no_key_pressed_on_a_control_reaches_the_lab(show_cells):
    """`dd` deletes a cell in command mode; on each of our controls it must not. Escape and letters neither."""
    notebook = open_explorers(show_cells, show("PeopleExplorer"), show("EffectExplorer"), "1", "2")
    focusable = f"{ROOT} :is(button, select, input, .noUi-handle, .widget-readout, .te-scroll)"
    notebook.cell(0).get_by_role("button", name="Table").click()
    count = notebook.page.locator(focusable).count()
    assert count > 15
    cells = notebook.page.evaluate(LIST_CELLS)
    for number in range(count):
        notebook.enter_command_mode(2)
        notebook.page.locator(focusable).nth(number).focus()
        for key in "ddaxbz":
            notebook.page.keyboard.press(key)
        # Not their number: of these keys two delete a cell and two make one.
        assert notebook.page.evaluate(LIST_CELLS) == cells, f"control {number}"


def test_control_s_still_saves(show_cells):
    notebook = open_explorers(show_cells, show("PeopleExplorer"))
    assert notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.press(f"{ROOT} .noUi-handle", "Control+s")
    notebook.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")


def test_a_slider_moved_while_a_cell_runs_keeps_state_and_picture_together(show_cells):
    """Cell and callbacks draw the same explorer at the same time; at the end all say the same."""
    notebook = open_explorers(
        show_cells,
        "from helpers.explorers import EffectExplorer\nexplorer = EffectExplorer()\nexplorer",
        "import time\nend = time.monotonic() + 4\nwhile time.monotonic() < end:\n"
        "    for level in (80.0, 90.0, 95.0):\n        explorer.set(level=level)",
        "print(explorer.state == explorer._shown.state, explorer.picture.full_alt, sep='|')",
    )
    handle = f"{ROOT} .noUi-handle[aria-label^='Responders on placebo']"
    notebook.press(handle, "ArrowRight")
    running = notebook.start_cell(1)
    notebook.page.locator(handle).focus()
    for _ in range(25):
        notebook.page.keyboard.press("ArrowLeft")
        notebook.page.wait_for_timeout(60)
    notebook.wait_for_command(running)
    notebook.settle()
    notebook.run_cell(2)
    agrees, alt = notebook.read_outputs(2)[0]["text"].strip().split("|")
    assert agrees == "True"
    assert alt == read_alt(notebook)
    assert notebook.page.locator(handle).get_attribute("aria-valuetext") in alt


def test_a_reloaded_page_finds_its_explorer_alive(show_cells):
    notebook = open_explorers(show_cells, show("PeopleExplorer"))
    notebook.save()
    notebook.reload()
    notebook.page.wait_for_selector(ROOT)
    before = read_alt(notebook)
    notebook.press(f"{ROOT} .noUi-handle", "ArrowRight")
    assert read_alt(notebook) != before
    assert notebook.page.locator(".te-static:visible").count() == 0


def test_the_static_twin_shows_where_no_kernel_runs(show_cells, open_notebook):
    """Opened again without its kernel a notebook still shows picture, sentence and table."""
    first = open_explorers(show_cells, show("PeopleExplorer"))
    assert first.page.locator(".te-static:visible").count() == 0
    saved = first.save()
    again = open_notebook(saved)
    again.page.wait_for_selector(".te-static:visible")
    assert "47" in read_alt(again)
    again.page.locator(".te-static summary").click()
    assert again.page.locator(".te-static table").is_visible()
    # The lab looks for the widget that went with the kernel, and says so in the console: that is what the twin is for.
    while not any("widget model not found" in error for error in again.console_errors):
        again.page.wait_for_event("console", timeout=20_000)
    again.console_errors[:] = [error for error in again.console_errors if "widget model not found" not in error]


def test_two_explorers_in_one_cell_hide_each_its_own_twin(show_cells):
    notebook = open_explorers(
        show_cells,
        "from IPython.display import display\nfrom helpers.explorers import PeopleExplorer\n"
        "display(PeopleExplorer(), PeopleExplorer(threshold=40))",
    )
    assert notebook.page.locator(ROOT).count() == 2
    assert notebook.page.locator(".te-static").count() == 2
    assert notebook.page.locator(".te-static:visible").count() == 0
    first, second = read_alt(notebook, 0), read_alt(notebook, 1)
    notebook.press(f"{ROOT} .noUi-handle", "ArrowRight")
    assert read_alt(notebook, 0) != first
    assert read_alt(notebook, 1) == second


def test_an_impossible_state_is_told_and_the_picture_stays(show_cells):
    notebook = open_explorers(show_cells, show("EffectExplorer"))
    before = notebook.page.locator(f"{ROOT} .te-picture").get_attribute("src")
    notebook.press(f"{ROOT} .noUi-handle[aria-label^='All on IVIg']", "Home")
    told = (
        "Responders on IVIg: 37 is more than the 1 on IVIg. Choose 0 to 1, or raise All on IVIg. "
        "The picture still shows the counts before."
    )
    assert read_sentence(notebook) == told
    assert notebook.page.locator(f"{ROOT} .te-picture").get_attribute("src") == before
    assert notebook.stderr == notebook.errors == []
    assert notebook.find_violations(ROOT) == []
    notebook.page.get_by_role("button", name="Reset").click()
    notebook.settle()
    assert "more than" not in read_sentence(notebook)


def test_a_table_that_changes_keeps_its_scroll_and_the_focus_on_it(show_cells):
    """A run goes on while a reader is in the table, and a press of the mouse takes the focus in not every browser."""
    notebook = open_explorers(show_cells, show("PeopleExplorer"))
    table = notebook.page.locator(f"{ROOT} .te-scroll")
    assert not table.is_visible()
    notebook.page.get_by_role("button", name="Table").click()
    notebook.settle()
    table.evaluate("table => { table.style.width = '200px'; table.scrollLeft = 40; table.focus(); }")
    before = table.inner_text()
    notebook.page.get_by_role("button", name="The editorial's bar").evaluate("preset => preset.click()")
    notebook.settle()
    assert table.inner_text() != before
    assert table.evaluate("table => [document.activeElement === table, table.scrollLeft]") == [True, 40]


def test_a_fault_shows_no_traceback(show_cells):
    notebook = open_explorers(
        show_cells,
        "from helpers.explorers import PeopleExplorer\nexplorer = PeopleExplorer()\nexplorer",
        "def fail(**state):\n    raise RuntimeError('made to fail')\nexplorer.compute = fail",
    )
    notebook.press(f"{ROOT} .noUi-handle", "ArrowRight")
    assert "Press Reset" in read_sentence(notebook)
    assert "made to fail" not in notebook.cell(0).inner_text()
    assert notebook.stderr == notebook.errors == []


def test_the_voice_says_the_last_sentence_once_and_late(show_cells):
    """A held key must not flood a screen reader: nothing is said before 400 ms of rest, then one sentence."""
    notebook = open_explorers(show_cells, show("EffectExplorer"))
    page = notebook.page
    assert page.locator(VOICE).inner_text() == ""
    page.evaluate(
        f"""() => {{ window.said = []; const root = document.querySelector('{ROOT}');
            const tell = (list) => list.push(performance.now());
            window.changes = [];
            new MutationObserver(() => tell(window.changes)).observe(root.querySelector('.te-body'),
                {{childList: true, subtree: true}});
            new MutationObserver(() => window.said.push([performance.now(),
                document.querySelector('{VOICE}').textContent])).observe(
                document.querySelector('{VOICE}'), {{childList: true, subtree: true, characterData: true}}); }}"""
    )
    notebook.press(f"{ROOT} .noUi-handle[aria-label^='Responders on placebo']", "ArrowRight*8")
    page.wait_for_function("() => window.said.length > 0")
    page.wait_for_timeout(3 * SPOKEN_AFTER_MS)
    said, changes = page.evaluate("() => [window.said, window.changes]")
    assert len(said) == 1
    assert said[0][1].replace("\N{NO-BREAK SPACE}", " ") == read_sentence(notebook)
    assert said[0][0] - changes[-1] >= 0.9 * SPOKEN_AFTER_MS
    assert page.locator(VOICE).get_attribute("aria-live") == "polite"


def test_the_voice_says_only_what_is_new(show_cells):
    """Who ticks a box has heard the first sentence already; and whoever reads on to the end does not meet it twice."""
    notebook = open_explorers(show_cells, show("PeopleExplorer"))
    notebook.page.get_by_role("checkbox").check()
    expect(notebook.page.locator(VOICE)).to_have_text(re.compile("^If IVIg did nothing"))
    assert read_sentence(notebook).startswith("At TIS 20 or more")


def test_picture_and_numbers_are_saved_as_files(show_cells):
    notebook = open_explorers(show_cells, show("PeopleExplorer", "threshold=40"))
    with notebook.page.expect_download() as download:
        notebook.page.get_by_role("button", name="Save picture").click()
    assert download.value.suggested_filename == "the_abstract_as_people_threshold_40.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    with notebook.page.expect_download() as download:
        notebook.page.get_by_role("button", name="Save numbers").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert [row["TIS at least 40 (patients)"] for row in rows] == ["32", "11"]
    assert {row["comparison"] for row in rows} == {"randomised"}


def test_a_run_builds_up_step_by_step_and_stops_when_told(show_cells):
    notebook = open_explorers(show_cells, show("PermutationExplorer"))
    run = notebook.page.locator(f"{ROOT} .te-run")
    handle = notebook.page.locator(f"{ROOT} .noUi-handle[aria-label^='Shuffles']")
    run.focus()
    notebook.page.keyboard.press("Enter")
    expect(run).to_have_text("Stop")
    expect(handle).not_to_have_attribute("aria-valuetext", "1")
    notebook.page.keyboard.press("Enter")
    expect(run).to_have_text("Run")
    notebook.settle()
    stopped = read_alt(notebook)
    notebook.page.wait_for_timeout(600)
    assert read_alt(notebook) == stopped
    assert notebook.find_violations(ROOT) == []
    notebook.page.wait_for_timeout(2 * SPOKEN_AFTER_MS)
    notebook.page.evaluate(
        f"""() => {{ const voice = document.querySelector('{VOICE}'); window.said = [];
            new MutationObserver(() => window.said.push(voice.textContent)).observe(voice, {{childList: true}}); }}"""
    )
    notebook.page.keyboard.press("Enter")
    expect(run).to_have_text("Stop")
    expect(run).to_have_text("Run", timeout=20_000)
    notebook.settle()
    assert re.search("10.000", read_sentence(notebook))
    notebook.page.wait_for_timeout(2 * SPOKEN_AFTER_MS)
    # Its steps would queue up behind each other in a screen reader, so the end alone is told.
    said = notebook.page.evaluate("() => window.said")
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in said] == [read_sentence(notebook)]


def test_who_wants_no_motion_sees_the_end_at_once(show_cells):
    notebook = open_explorers(show_cells, show("PermutationExplorer"))
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.page.evaluate(
        f"""() => {{ window.pictures = 0; new MutationObserver(() => {{ window.pictures += 1; }}).observe(
            document.querySelector('{ROOT} .te-body > .widget-html'), {{childList: true, subtree: true}}); }}"""
    )
    notebook.page.locator(f"{ROOT} .te-run").click()
    notebook.settle()
    assert re.search("10.000", read_sentence(notebook))
    assert notebook.page.evaluate("() => window.pictures") == 1
    assert set(notebook.page.evaluate(TAP, ROOT)) == {"0s"}

"""The harness itself, on stock widgets: what it reports must be what a person would see."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.look import make_notebook
from tests.browser.notebook import PICTURES, NotebookFailed

SLIDER = """
import ipywidgets
slider, echo = ipywidgets.IntSlider(3, description="Threshold"), ipywidgets.HTML("3")
slider.observe(lambda change: setattr(echo, "value", f"now {change.new}"), "value")
ipywidgets.VBox([slider, echo])
"""

COUNT_WIDGETS = "from ipywidgets.widgets import widget; len(widget._instances)"


@pytest.fixture
def slider_notebook() -> nbformat.NotebookNode:
    return make_notebook(["#%% md\n# A slider", SLIDER, "1 + 1"])


def test_a_key_on_a_slider_reaches_the_kernel_and_comes_back(show_cells, slider_notebook):
    notebook = show_cells(slider_notebook)
    assert notebook.run_all() is True
    notebook.press(".noUi-handle", "ArrowRight")
    assert "now 4" in notebook.cell(1).inner_text()
    assert notebook.seconds > 0
    assert notebook.errors == notebook.stderr == notebook.dialogs == []


def test_the_page_is_at_rest_only_when_a_slow_callback_is_done(show_cells):
    slow = "import time\nslider.observe(lambda change: time.sleep(1.5), 'value')\nslider.observe(lambda change: "
    notebook = show_cells(make_notebook([SLIDER, f"{slow}setattr(echo, 'value', f'late {{change.new}}'), 'value')"]))
    notebook.run_all()
    notebook.press(".noUi-handle", "ArrowRight")
    assert "late 4" in notebook.cell(0).inner_text()


def test_a_failing_cell_is_told_with_its_error(show_cells):
    notebook = show_cells(make_notebook(["1 / 0"]))
    with pytest.raises(NotebookFailed, match="ZeroDivisionError: division by zero"):
        notebook.run_all()
    assert notebook.errors == ["ZeroDivisionError: division by zero"]


def test_a_dialog_ends_the_wait_and_is_told(open_notebook, slider_notebook):
    notebook = open_notebook(slider_notebook)
    with pytest.raises(NotebookFailed, match="Restart Kernel"):
        notebook.execute("notebook:restart-kernel", timeout=3)
    assert len(notebook.dialogs) == 1


def test_warnings_are_seen_inside_widgets_too(show_cells):
    warning = "import sys, ipywidgets\nwith (box := ipywidgets.Output()):\n    print('hidden', file=sys.stderr)\nbox"
    notebook = show_cells(make_notebook([warning]))
    notebook.run_all()
    assert [text.strip() for text in notebook.stderr] == ["hidden"]


def test_two_ds_in_command_mode_delete_a_cell(show_cells, slider_notebook):
    """The keyboard trap on stock widgets: were it not seen here, a test that it is cured would prove nothing."""
    notebook = show_cells(slider_notebook)
    notebook.run_all()
    notebook.enter_command_mode(2)
    notebook.press(".noUi-handle", "d*2")
    assert notebook.count_cells() == 2


def test_one_cell_runs_while_the_page_is_used(show_cells):
    """A widget answers beside a running cell, once it has answered before: its thread is made at its first change."""
    notebook = show_cells(make_notebook([SLIDER, "import time; time.sleep(4); 'done'"]))
    notebook.run_cell(0)
    notebook.press(".noUi-handle", "ArrowRight")
    running = notebook.start_cell(1)
    notebook.cell(0).locator(".noUi-handle").focus()
    notebook.page.keyboard.press("ArrowRight")
    expect(notebook.cell(0)).to_contain_text("now 5")
    assert notebook.read_outputs(1) == []
    notebook.wait_for_command(running)
    assert notebook.read_outputs(1)[0]["data"]["text/plain"] == "'done'"


def test_saved_file_survives_a_reload_with_its_kernel(show_cells, slider_notebook):
    notebook = show_cells(slider_notebook)
    notebook.run_all()
    saved = notebook.save()
    assert saved.cells[2].outputs[0].data["text/plain"] == "2"
    notebook.reload()
    assert notebook.count_cells() == 3
    notebook.press(".noUi-handle", "ArrowRight")
    assert "now 4" in notebook.cell(1).inner_text()


def test_a_restarted_kernel_has_forgotten(show_cells):
    notebook = show_cells(make_notebook(["kept = 1", "kept"]))
    notebook.run_all()
    notebook.restart_kernel()
    notebook.run_cell(1)
    assert notebook.errors == ["NameError: name 'kept' is not defined"]


def test_kernel_memory_is_that_of_the_kernel(show_cells):
    notebook = show_cells(make_notebook(["import os; os.getpid()", "ballast = bytearray(100 * 2**20)"]))
    notebook.run_cell(0)
    before = notebook.measure_kernel_memory()
    notebook.run_cell(1)
    assert 95 < notebook.measure_kernel_memory() - before < 130


def test_cells_are_replaced_in_a_kernel_that_has_forgotten(show_cells):
    """Names, outputs, widgets and looks of one test are not there for the next."""
    notebook = show_cells(make_notebook([SLIDER, "kept = 1"]))
    notebook.run_all()
    notebook.set_theme(dark=True)
    notebook.set_size(800, 600)
    notebook.restore_looks()
    assert show_cells(make_notebook(["kept", COUNT_WIDGETS])) is notebook
    assert notebook.page.locator(".noUi-handle").count() == 0
    notebook.run_cell(0)
    notebook.run_cell(1)
    assert notebook.errors == ["NameError: name 'kept' is not defined"]
    assert notebook.read_outputs(1)[0]["data"]["text/plain"] == "0"
    assert notebook.page.viewport_size == {"width": 1280, "height": 900}
    assert notebook.page.evaluate("() => document.body.dataset.jpThemeLight") == "true"


def test_themes_and_widths_change_what_is_drawn(show_cells, slider_notebook):
    notebook = show_cells(slider_notebook)
    notebook.set_theme(dark=True)
    ground = "() => getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor"
    dark = notebook.page.evaluate(ground)
    picture = notebook.screenshot("harness_light_800", width=800, height=600, dark=False)
    assert notebook.page.evaluate(ground) != dark
    assert picture == PICTURES / "harness_light_800.png"
    assert int.from_bytes(picture.read_bytes()[16:20], "big") == 800  # width in a PNG's header


def test_axe_sees_a_nameless_slider_below_the_fold(show_cells):
    tall = "import ipywidgets\nipywidgets.HTML('<div style=\"height: 2000px\"></div>')"
    notebook = show_cells(make_notebook([tall, SLIDER]))
    notebook.run_all()
    assert [found.rule for found in notebook.find_violations(".jp-OutputArea-output")] == ["aria-input-field-name"]
    with pytest.raises(NotebookFailed, match=r"Nothing on the page matches \.explorer"):
        notebook.find_violations(".explorer")


def test_axe_sees_pale_words_wherever_they_stand(show_cells):
    pale = "import ipywidgets\nipywidgets.HTML('<p style=\"color: #ccc\">Pale words.</p>')"
    tall = "ipywidgets.HTML('<div style=\"height: 2000px\"></div>')"
    markdown = "#%% md\n<p><font color='#cccccc'>Pale words.</font></p>"
    notebook = show_cells(make_notebook([pale, tall.replace("ipy", "import ipywidgets\nipy", 1), pale, markdown]))
    notebook.run_all()
    found = notebook.find_violations(".jp-RenderedMarkdown, .jp-OutputArea-output")
    assert [violation.rule for violation in found] == ["color-contrast"] * 3


def test_console_errors_and_requests_off_the_machine_are_noted(show_cells):
    source = 'from IPython.display import HTML\nHTML(\'<img src="https://example.org/pixel.png" alt="">\')'
    notebook = show_cells(make_notebook([source]))
    notebook.run_all()
    notebook.page.evaluate("() => console.error('a fault of the page')")
    assert set(notebook.off_machine) == {"https://example.org/pixel.png"}
    assert any("a fault of the page" in complaint for complaint in notebook.complaints)
    notebook.console_errors.clear()
    notebook.off_machine.clear()


def test_closing_one_notebook_leaves_the_others_kernel(open_notebook, show_cells):
    one, other = (open_one(make_notebook(["kept = 1", "kept"])) for open_one in (open_notebook, show_cells))
    other.run_all()
    one.close()
    other.run_cell(1)
    assert other.read_outputs(1)[0]["data"]["text/plain"] == "1"


def test_notebooks_are_copies_with_their_folder(lab):
    made_up = lab.place(make_notebook(["1"]))
    again = lab.place(make_notebook(["1"]))
    assert made_up != again
    assert (lab.root / made_up).is_file()
    with pytest.raises(FileNotFoundError, match=r"no notebook notebooks/99\.ipynb"):
        lab.place("notebooks/99.ipynb")

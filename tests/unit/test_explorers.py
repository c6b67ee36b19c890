"""What every explorer does, driven through its controls without a browser."""

from __future__ import annotations

import re
import subprocess
import sys
import threading

import ipywidgets
import pytest

from helpers import explorers
from helpers.errors import Impossible
from helpers.explorers.base import LAYOUTS_KEPT, LONGEST_STEM, NOT_ADVICE, Explorer
from helpers.explorers.frame import STATIC_ONLY
from helpers.explorers.page import show_sentence
from helpers.figures import canvas, style
from helpers.figures.canvas import BlitCanvas
from tests.unit.explorer_tools import EACH, list_clashes, list_stops, read_view, save_opening_picture


@pytest.fixture
def coarse_files(monkeypatch):
    """Save pictures as small as the page's, for tests that hold file against file; test_look.py reads large ones."""
    monkeypatch.setattr(canvas, "SAVED_DOTS_PER_INCH", style.CSS_PIXELS_PER_INCH)


@pytest.mark.parametrize("cls", EACH)
def test_picture_sentence_and_table_change_together(cls):
    """Each control, swept through its stops: what is possible changes all three, what is not changes none.

    Each state is drawn once, so its words and its stamp are looked at here too.
    """
    explorer = cls()
    explorer._table_toggle.value = True
    faults = {}
    for name in explorer._controls:
        explorer.reset()
        faults |= sweep_control(explorer, name)
    assert faults == {}


def sweep_control(explorer: Explorer, name: str) -> dict[str, list[str]]:
    """Set a control to its stops, and return what is wrong in each of these states, where something is."""
    faults, possible = {}, set()
    for stop in list_stops(explorer._controls[name]):
        before = (*read_view(explorer), explorer._table.value, explorer._shown.state)
        explorer._controls[name].value = stop
        now = (*read_view(explorer), explorer._table.value)
        if "te-alert" in explorer._view.value:
            found = [] if now[:2] == before[:2] else ["impossible, and the picture is another one"]
            found += [] if re.search(r"impossible|Choose", now[2]) else [f"impossible, and told as: {now[2]}"]
        else:
            possible.add(stop)
            found = find_faults_of_state(explorer)
            changed = [is_now != was for is_now, was in zip(now, before, strict=False)]
            if explorer._shown.state != before[4] and not all(changed):
                found.append(f"changed only some of image, alt, sentence, table: {changed}")
        if found:
            faults[f"{name} = {stop}"] = found
    if len(possible) < 2:
        faults[name] = [f"only {possible} is possible"]
    return faults


def find_faults_of_state(explorer: Explorer) -> list[str]:
    """Return what is wrong with the words of the state on the page, measured with the fonts as they are drawn."""
    faults = list_clashes(explorer)
    _, alt, sentence = read_view(explorer)
    picture = explorer.picture
    faults += [] if (alt, sentence) == (picture.full_alt, picture.sentence) else ["other words are shown"]
    seen = picture.parts.title.get_text().splitlines()[0]
    is_whole = alt.startswith(seen) and picture.alt in alt and alt.endswith(f" Stamp: {picture.provenance}.")
    faults += [] if is_whole else ["the alternative text lacks the title or the stamp"]
    stamped = [text.get_text() for text in explorer.picture.figure.texts]
    faults += [] if str(explorer.picture.provenance) in stamped else ["the stamp is not the provenance"]
    return faults


@pytest.mark.parametrize("cls", EACH)
def test_every_preset_draws_its_own_picture_wherever_one_was_and_so_does_its_code(cls):
    """From the start, from a disturbed state, and in an explorer that is made anew by the code shown: the same."""
    from_start, disturbed = cls(), cls()
    assert from_start.code().endswith(f"{cls.__name__}()")
    pictures = []
    for name in from_start.presets:
        from_start.reset()
        disturbed.set(
            **{key: list_stops(control)[0] for key, control in disturbed._controls.items() if key not in cls.kept}
        )
        for explorer in (from_start, disturbed):
            explorer.show_preset(name)
        assert "te-alert" not in from_start._view.value
        anew = make_from_code(from_start.code())
        assert from_start.state == disturbed.state == anew.state
        assert read_view(from_start) == read_view(disturbed) == read_view(anew)
        assert list_marked(from_start) == [name]
        assert find_faults_of_state(from_start) == [], name
        pictures.append(read_view(from_start)[0])
    assert len(set(pictures)) == len(pictures)


def make_from_code(code: str) -> Explorer:
    """Return the explorer that the code on the page makes."""
    *imports, call = code.split("\n\n")
    scope: dict = {}
    exec("\n".join(imports), scope)
    return eval(call, scope)


@pytest.mark.parametrize("cls", EACH)
def test_reset_returns_to_the_opening_state(cls):
    explorer = cls()
    opening = (explorer.state, *read_view(explorer))
    explorer.show_preset(list(explorer.presets)[-1])
    assert (explorer.state, *read_view(explorer)) != opening
    explorer.reset()
    assert (explorer.state, *read_view(explorer)) == opening


def test_a_slider_that_the_page_moved_by_a_hair_still_reads_as_its_step():
    """noUiSlider sends 0.9999999999999999 back for the 1.0 that it was given."""
    explorer = explorers.TisAnatomyExplorer()
    explorer._controls["enzyme_week16"].value = 0.9999999999999999
    assert explorer.state["enzyme_week16"] == 1.0
    assert explorer.code().endswith("TisAnatomyExplorer()")


@pytest.mark.parametrize("cls", EACH)
def test_set_draws_once_however_many_controls_change(cls, monkeypatch):
    explorer = cls()
    draws = []
    monkeypatch.setattr(explorer, "compute", lambda **state: draws.append(state) or cls.compute(explorer, **state))
    explorer.set(**{name: list_stops(control)[0] for name, control in explorer._controls.items()})
    assert len(draws) == 1


def test_a_state_asked_for_is_drawn_at_once_and_one_that_cannot_be_opens_as_ever_and_says_why(monkeypatch):
    opening = read_view(explorers.EffectExplorer())
    for wrong, told in ({"n_ivig": 1}, "37 is more than the 1 on IVIg"), ({"level": "many"}, "level = 'many'"):
        image, alt, sentence = read_view(explorers.EffectExplorer(**wrong))
        assert (image, alt) == opening[:2] and sentence != opening[2]
        assert told in sentence
    compute, drawn = explorers.EffectExplorer.compute, []
    monkeypatch.setattr(
        explorers.EffectExplorer, "compute", lambda self, **state: drawn.append(state) or compute(self, **state)
    )
    assert explorers.EffectExplorer(level=80.0).state["level"] == 80
    assert [state["level"] for state in drawn] == [80]


def test_no_preset_is_marked_while_what_was_asked_for_is_not_shown(monkeypatch):
    """Refused by the constructor or by its control, impossible beside the others, or failed: then none is on screen."""
    for wrong in ({"n_ivig": 1}, {"level": "many"}):
        explorer = explorers.EffectExplorer(**wrong)
        assert list_marked(explorer) == []
        explorer.reset()
        opening = list_marked(explorer)
        assert len(opening) == 1
        explorer.set(**wrong)
        assert list_marked(explorer) == []
    monkeypatch.setattr(explorer, "compute", lambda **_: 1 / 0)
    explorer.reset()
    assert list_marked(explorer) == []


def list_marked(explorer: Explorer) -> list[str]:
    """Return the presets that are marked as chosen."""
    return [name for name, button in explorer._preset_buttons.items() if "te-chosen" in button._dom_classes]


@pytest.mark.parametrize("cls", EACH)
def test_every_control_has_a_label_and_a_tooltip(cls):
    for name, control in cls()._controls.items():
        assert control.description, name
        assert control.tooltip, name


@pytest.mark.parametrize("cls", EACH)
def test_an_unknown_setting_is_named_with_those_that_exist(cls):
    with pytest.raises(Impossible, match=r"no setting called 'colour': it has "):
        cls(colour="red")


@pytest.mark.parametrize("cls", EACH)
def test_a_value_of_the_wrong_kind_leaves_the_picture_and_says_why(cls):
    explorer = cls()
    opening = (explorer.state, read_view(explorer)[:2])
    for name in explorer._controls:
        for wrong in ("many", None, -(10**6), float("nan"), [1], 10**6):
            explorer.set(**{name: wrong})
            assert (explorer.state, read_view(explorer)[:2]) == opening
            assert name in read_view(explorer)[2]
    explorer.reset()
    assert "te-alert" not in explorer._view.value


@pytest.mark.parametrize("cls", EACH)
def test_a_fault_of_the_course_is_logged_and_told_without_a_traceback(cls, monkeypatch, caplog):
    explorer = cls()
    opening = read_view(explorer)[:2]

    def fail(**_):
        raise RuntimeError("made to fail")

    monkeypatch.setattr(explorer, "compute", fail)
    with caplog.at_level("ERROR"):
        explorer._refresh()
    assert read_view(explorer)[:2] == opening
    assert "Press Reset" in read_view(explorer)[2]
    assert "made to fail" not in explorer._view.value
    assert "made to fail" in caplog.text


@pytest.mark.parametrize("cls", EACH)
@pytest.mark.usefixtures("coarse_files")
def test_a_drawing_that_fails_half_way_leaves_no_trace(cls, monkeypatch):
    """The artists have moved and the figure is not used again: page and saved file show the state before."""
    explorer = cls()
    opening = read_view(explorer)[:2]
    update = cls.update

    def fail(self, picture, result):
        for artist in picture.moving:
            artist.set_visible(False)
        raise RuntimeError("made to fail")

    monkeypatch.setattr(cls, "update", fail)
    explorer.reset()
    monkeypatch.setattr(cls, "update", update)
    assert "te-fault" in explorer._view.value
    assert read_view(explorer)[:2] == opening
    assert explorer.encode_picture() == save_opening_picture(cls)


@pytest.mark.parametrize("cls", EACH)
def test_encoding_that_fails_is_told_and_not_thrown(cls, monkeypatch):
    explorer = cls()
    opening = read_view(explorer)[:2]
    monkeypatch.setattr(BlitCanvas, "encode_png", lambda self: 1 / 0)
    explorer.show_preset(list(explorer.presets)[-1])
    assert "te-fault" in explorer._view.value
    assert read_view(explorer)[:2] == opening


@pytest.mark.parametrize("cls", EACH)
def test_nobody_computes_while_another_thread_draws(cls, monkeypatch):
    """JupyterLab runs callbacks beside cells: the lock covers all from the state to the page."""
    explorer = cls()
    inside, let_go, entered = threading.Event(), threading.Event(), []

    def wait(self, result):
        inside.set()
        assert let_go.wait(10)
        return Explorer._draw(self, result)

    monkeypatch.setattr(cls, "_draw", wait, raising=False)
    drawing = threading.Thread(target=explorer.reset)
    drawing.start()
    assert inside.wait(10)
    monkeypatch.setattr(explorer, "compute", lambda **state: entered.append(state) or cls.compute(explorer, **state))
    others = [threading.Thread(target=act) for act in (explorer.reset, lambda: explorer._on_change(None))]
    for thread in others:
        thread.start()
    others[0].join(0.2)
    assert entered == []
    let_go.set()
    for thread in (drawing, *others):
        thread.join(10)
    assert len(entered) == 2


@pytest.mark.parametrize("cls", EACH)
@pytest.mark.usefixtures("coarse_files")
def test_an_explorer_that_has_left_the_page_lets_go_of_its_figures(cls):
    explorer = cls()
    explorer._on_message(explorer._frame, {"kind": "ready"}, [])
    explorer._on_message(explorer._frame, {"kind": "ready"}, [])
    explorer._on_message(explorer._frame, {"kind": "gone"}, [])
    assert explorer._layouts
    explorer._on_message(explorer._frame, {"kind": "gone"}, [])
    assert not explorer._layouts
    assert explorer.picture.figure is None
    assert explorer.encode_picture() == save_opening_picture(cls)
    explorer.show_preset(list(explorer.presets)[-1])
    assert "te-alert" not in explorer._view.value


@pytest.mark.parametrize("cls", EACH)
def test_closing_closes_every_widget_inside(cls):
    explorer = cls()
    inside = [*explorer._controls.values(), explorer._view, explorer._frame, explorer]
    explorer.close()
    assert all(widget.comm is None for widget in inside)


def test_backgrounds_are_kept_within_a_bound(monkeypatch):
    explorer = explorers.PeopleExplorer()
    monkeypatch.setattr(explorer, "layout_key", lambda result: len(keys))
    keys = []
    for _ in range(LAYOUTS_KEPT + 3):
        keys.append(None)
        explorer.reset()
    assert len(explorer._layouts) == LAYOUTS_KEPT


def test_a_file_name_is_never_too_long():
    explorer = explorers.TisAnatomyExplorer()
    explorer.set(**{name: list_stops(control)[1] for name, control in explorer._controls.items()})
    assert 40 < len(explorer._file_stem()) <= LONGEST_STEM


@pytest.mark.parametrize("kind", [ipywidgets.FloatLogSlider, ipywidgets.IntSlider])
def test_a_control_of_an_unknown_kind_is_refused_when_the_explorer_is_built(kind):
    class Unknown(explorers.PeopleExplorer):
        def controls(self):
            return {"alpha": kind(description="alpha")}

    with pytest.raises(
        TypeError, match=rf"alpha is ipywidgets\..*\.{kind.__name__}: .* from helpers.explorers.widgets"
    ):
        Unknown()


@pytest.mark.parametrize("cls", EACH)
def test_the_static_form_holds_picture_words_and_table(cls):
    explorer = cls()
    static = explorer.static_html()
    assert re.search(r'<img[^>]+alt="[^"]{40,}"', static)
    assert '<p class="te-sentence">' in static
    assert "<table" in static
    assert NOT_ADVICE in static
    assert NOT_ADVICE in explorer._details.value
    name = next(iter(explorer._controls))
    explorer.set(**{name: -1})
    assert f"{name} = -1 is " in explorer.static_html()


def test_no_line_of_a_sentence_ends_between_a_number_and_its_per_cent_sign():
    shown = show_sentence("42 of 52 (80.8 %), in % of all")
    assert "(80.8\N{NO-BREAK SPACE}%), in % of all" in shown


@pytest.mark.parametrize("cls", EACH)
def test_the_static_form_stands_first_and_the_widget_second(cls, monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.explorers.frame.display", lambda item, raw=False: shown.append(item))
    explorer = cls()
    explorer._ipython_display_()
    static, live = shown
    assert explorer._frame.twin in static.data
    assert "application/vnd.jupyter.widget-view+json" in live
    shown.clear()
    monkeypatch.setenv(STATIC_ONLY, "1")
    explorer._ipython_display_()
    assert len(shown) == 1
    assert explorer._frame.twin not in shown[0].data


@pytest.mark.parametrize("cls", EACH)
@pytest.mark.usefixtures("coarse_files")
def test_saved_files_carry_picture_numbers_and_provenance(cls, monkeypatch):
    saved = {}
    explorer = cls()
    monkeypatch.setattr(explorer, "save_file", lambda name, kind, content: saved.update({name: content}))
    explorer.save_picture()
    explorer.save_numbers()
    (picture, png), (table, csv) = saved.items()
    assert picture.endswith(".png")
    assert png.startswith(b"\x89PNG")
    assert table.endswith(".csv")
    header, *rows = csv.decode().splitlines()
    assert header.endswith("status,comparison")
    provenance = explorer.picture.provenance
    assert all(row.endswith(f"{provenance.status},{provenance.comparison or ''}") for row in rows)


def test_a_notebook_imports_only_the_explorers_that_it_shows_and_looks_through_no_import_again():
    """Asked in a second process, for this one has imported them all. Collecting garbage makes a key wait."""
    code = (
        "import gc, sys; from helpers.explorers import MODULES, PeopleExplorer; PeopleExplorer();"
        "print(len(gc.get_objects()), gc.get_freeze_count());"
        "print(*[name for name in MODULES.values() if f'helpers.explorers.{name}' in sys.modules])"
    )
    read = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    looked_through, spared, *imported = read
    assert imported == ["people"]
    assert int(looked_through) < int(spared) / 5


def test_an_explorer_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(AttributeError, match=f"no attribute 'Peeple': it has {', '.join(explorers.MODULES)}"):
        assert explorers.Peeple

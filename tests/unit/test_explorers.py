"""Every explorer, driven through its controls without a browser."""

from __future__ import annotations

import html
import re
import threading

import ipywidgets
import pytest

from helpers import explorers
from helpers.errors import Impossible
from helpers.explorers.base import NOT_ADVICE, Explorer
from helpers.explorers.frame import STATIC_ONLY

ALL = [getattr(explorers, name) for name in explorers.__all__]


def list_stops(control: ipywidgets.Widget) -> list:
    """Return the values at the start, the middle and the end of what a control can be set to.

    The middle of a slider may be impossible beside the other controls, so half of its opening value is tried too.
    """
    if isinstance(control, ipywidgets.Checkbox):
        return [False, True]
    if hasattr(control, "options"):
        values = [option[1] if isinstance(option, tuple) else option for option in control.options]
        return [values[0], values[len(values) // 2], values[-1]]
    middle, half = ((control.min + control.max) / 2, (control.min + control.value) / 2)
    between = [round(round(value / control.step) * control.step, 6) for value in (half, middle)]
    return [control.min, *between, control.max]


def list_controls() -> list:
    return [pytest.param(cls, name, id=f"{cls.__name__}-{name}") for cls in ALL for name in cls()._controls]


def read_view(explorer: Explorer) -> tuple[str, str, str]:
    """Return the image, its alternative text and the sentence that stand on the page."""
    value = explorer._view.value
    image, alt = re.search(r'src="([^"]+)"', value)[1], re.search(r'alt="([^"]+)"', value)[1]
    return image, html.unescape(alt), html.unescape(re.search(r'<p class="te-sentence[^>]*>(.*)</p>', value)[1])


@pytest.mark.parametrize(("cls", "name"), list_controls())
def test_picture_sentence_and_table_change_together(cls, name):
    """Each control, swept through its stops: what is possible changes all three, what is not changes none."""
    explorer = cls()
    explorer._table_toggle.value = True
    seen = set()
    for stop in list_stops(explorer._controls[name]):
        before = (*read_view(explorer), explorer._details.value, explorer._shown.state)
        explorer._controls[name].value = stop
        image, alt, sentence = read_view(explorer)
        if "te-alert" in explorer._view.value:
            assert (image, alt) == before[:2]
            assert re.search(r"impossible|must", sentence)
            continue
        seen.add(stop)
        assert explorer.picture.sentence == sentence
        assert explorer.picture.alt == alt
        if explorer._shown.state != before[4]:
            changed = [
                now != was for now, was in zip((image, alt, sentence, explorer._details.value), before, strict=False)
            ]
            assert changed == [True] * 4, f"{name} = {stop} changed only some of image, alt, sentence, table: {changed}"
    assert len(seen) >= 2


@pytest.mark.parametrize("cls", ALL)
def test_every_preset_is_possible_and_draws_its_own_picture(cls):
    explorer = cls()
    pictures = []
    for preset in explorer.presets.values():
        explorer.set(**preset)
        assert "te-alert" not in explorer._view.value
        assert {name: explorer.state[name] for name in preset} == preset
        pictures.append(read_view(explorer)[0])
    assert len(set(pictures)) == len(pictures)


@pytest.mark.parametrize("cls", ALL)
def test_reset_returns_to_the_opening_state(cls):
    explorer = cls()
    opening = (explorer.state, *read_view(explorer))
    explorer.set(**list(explorer.presets.values())[-1])
    assert (explorer.state, *read_view(explorer)) != opening
    explorer.reset()
    assert (explorer.state, *read_view(explorer)) == opening


@pytest.mark.parametrize("cls", ALL)
def test_the_code_shown_makes_the_same_picture(cls):
    explorer = cls()
    for preset in explorer.presets.values():
        explorer.set(**preset)
        *imports, call = explorer.code().split("\n\n")
        scope: dict = {}
        exec("\n".join(imports), scope)
        twin = eval(call, scope)
        assert twin.state == explorer.state
        assert read_view(twin) == read_view(explorer)


@pytest.mark.parametrize("cls", ALL)
def test_set_draws_once_however_many_controls_change(cls, monkeypatch):
    explorer = cls()
    draws = []
    monkeypatch.setattr(explorer, "compute", lambda **state: draws.append(state) or cls.compute(explorer, **state))
    explorer.set(**{name: list_stops(control)[0] for name, control in explorer._controls.items()})
    assert len(draws) == 1


@pytest.mark.parametrize("cls", ALL)
def test_every_control_has_a_label_and_a_tooltip(cls):
    for name, control in cls()._controls.items():
        assert control.description, name
        assert control.tooltip, name


@pytest.mark.parametrize("cls", ALL)
def test_an_unknown_setting_is_named_with_those_that_exist(cls):
    with pytest.raises(Impossible, match=r"no setting called 'colour': it has "):
        cls(colour="red")


@pytest.mark.parametrize("cls", ALL)
def test_a_value_of_the_wrong_kind_leaves_the_picture_and_says_why(cls):
    explorer = cls()
    opening = (explorer.state, read_view(explorer)[:2])
    for name in explorer._controls:
        for wrong in ("many", None, -1, float("nan"), [1], 10**6):
            explorer.set(**{name: wrong})
            assert (explorer.state, read_view(explorer)[:2]) == opening
            assert name in read_view(explorer)[2]
    explorer.reset()
    assert "te-alert" not in explorer._view.value


@pytest.mark.parametrize("cls", ALL)
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


@pytest.mark.parametrize("cls", ALL)
def test_two_threads_never_mix_states(cls):
    """Callbacks run beside cells: whatever the order, the picture on the page is of the state in the controls."""
    explorer = cls()
    names = list(explorer._controls)
    possible = {name: list_stops(explorer._controls[name])[:2] for name in (names[0], names[-1])}

    def hammer(name):
        for stop in 20 * possible[name]:
            explorer._controls[name].value = stop

    threads = [threading.Thread(target=hammer, args=(name,)) for name in possible]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert explorer._shown.state == explorer.state
    fresh = cls(**explorer.state)
    assert read_view(explorer)[:2] == read_view(fresh)[:2]


@pytest.mark.parametrize("cls", ALL)
def test_the_static_form_holds_picture_words_and_table(cls):
    static = cls().static_html()
    assert re.search(r'<img[^>]+alt="[^"]{40,}"', static)
    assert '<p class="te-sentence">' in static
    assert "<table" in static
    assert NOT_ADVICE in static


@pytest.mark.parametrize("cls", ALL)
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


@pytest.mark.parametrize("cls", ALL)
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
    assert all(str(explorer.picture.provenance.status) in row for row in rows)


@pytest.mark.parametrize("cls", ALL)
def test_the_stamp_on_the_picture_names_its_status(cls):
    explorer = cls()
    words = " ".join(text.get_text() for text in explorer.picture.figure.texts)
    assert str(explorer.picture.provenance.status).upper() in words


@pytest.mark.parametrize("cls", ALL)
def test_no_words_run_off_the_picture_or_into_each_other(cls):
    """Measured on every preset and at each control's ends, with the fonts as they are drawn."""
    explorer = cls()
    states = list(explorer.presets.values())
    states += [{name: stop} for name, control in explorer._controls.items() for stop in list_stops(control)]
    for state in states:
        explorer.reset()
        explorer.set(**state)
        boxes = measure_words(explorer)
        for text, (left, bottom, right, top) in boxes:
            width, height = explorer.picture.figure.get_size_inches() * explorer.picture.figure.dpi
            assert left >= 0 and right <= width and bottom >= 0 and top <= height, f"{text!r} is cut at {state}"
        for i, (text, a) in enumerate(boxes):
            for other, b in boxes[i + 1 :]:
                apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                assert apart, f"{text!r} runs into {other!r} at {state}"


def measure_words(explorer: Explorer) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Return each visible text of the picture with the box of its ink-high letters, in dots."""
    from matplotlib.text import Text

    from helpers.figures.quick_text import QuickText, render_string

    figure = explorer.picture.figure
    renderer = figure.canvas.get_renderer()
    boxes = []
    for text in figure.findobj(Text):
        if not text.get_visible() or not text.get_text().strip():
            continue
        if isinstance(text, QuickText):
            size = text.get_fontsize() * figure.dpi / 72
            image = render_string(text.get_text(), size, text.get_fontweight(), text.get_color())
            x, y = text.get_transform().transform(text.get_unitless_position())
            left = x - image.width * {"left": 0, "center": 0.5, "right": 1}[text.get_horizontalalignment()]
            bottom = y - image.height * {"bottom": 0, "center": 0.5, "top": 1}[text.get_verticalalignment()]
            box = (left, bottom, left + image.width, bottom + image.height)
        else:
            box = text.get_window_extent(renderer).extents
        slack = 0.12 * (box[3] - box[1])
        boxes.append((text.get_text(), (box[0], box[1] + slack, box[2], box[3] - slack)))
    return boxes

"""Every explorer, driven through its controls without a browser."""

from __future__ import annotations

import html
import re
import threading

import ipywidgets
import pytest

from helpers import explorers
from helpers.errors import Impossible
from helpers.explorers.base import LAYOUTS_KEPT, LONGEST_STEM, NOT_ADVICE, Explorer
from helpers.explorers.frame import STATIC_ONLY
from helpers.figures.canvas import BlitCanvas
from helpers.figures.tis_anatomy import PIXELS_PER_POINT, SUM_PIXELS_PER_POINT
from helpers.models.proportions import compare_proportions, proportion_interval
from helpers.models.tis import WORKED_PATIENTS, total_improvement_score

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
            assert re.search(r"impossible|Choose", sentence)
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
def test_every_preset_draws_its_own_picture_wherever_one_was(cls):
    """From the start and from a disturbed state a preset shows the same."""
    pictures = []
    for name in cls().presets:
        fresh, disturbed = cls(), cls(**{key: list_stops(control)[0] for key, control in cls()._controls.items()})
        fresh.show_preset(name)
        disturbed.show_preset(name)
        assert "te-alert" not in fresh._view.value
        assert (fresh.state, read_view(fresh)) == (disturbed.state, read_view(disturbed))
        assert [shown for shown, button in fresh._preset_buttons.items() if "te-chosen" in button._dom_classes] == [
            name
        ]
        pictures.append(read_view(fresh)[0])
    assert len(set(pictures)) == len(pictures)


@pytest.mark.parametrize("cls", ALL)
def test_reset_returns_to_the_opening_state(cls):
    explorer = cls()
    opening = (explorer.state, *read_view(explorer))
    explorer.show_preset(list(explorer.presets)[-1])
    assert (explorer.state, *read_view(explorer)) != opening
    explorer.reset()
    assert (explorer.state, *read_view(explorer)) == opening


@pytest.mark.parametrize("cls", ALL)
def test_the_code_shown_makes_the_same_picture(cls):
    explorer = cls()
    assert explorer.code().endswith(f"{cls.__name__}()")
    for name in explorer.presets:
        explorer.show_preset(name)
        *imports, call = explorer.code().split("\n\n")
        scope: dict = {}
        exec("\n".join(imports), scope)
        twin = eval(call, scope)
        assert twin.state == explorer.state
        assert read_view(twin) == read_view(explorer)


def test_a_slider_that_the_page_moved_by_a_hair_still_reads_as_its_step():
    """noUiSlider sends 0.9999999999999999 back for the 1.0 that it was given."""
    explorer = explorers.TisAnatomyExplorer()
    explorer._controls["enzyme_week16"].value = 0.9999999999999999
    assert explorer.state["enzyme_week16"] == 1.0
    assert explorer.code().endswith("TisAnatomyExplorer()")


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
def test_a_drawing_that_fails_half_way_leaves_no_trace(cls, monkeypatch):
    """The artists have moved and the figure is not used again: page and saved file show the state before."""
    explorer = cls()
    opening, saved = read_view(explorer)[:2], explorer.encode_picture()
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
    assert explorer.encode_picture() == saved


@pytest.mark.parametrize("cls", ALL)
def test_encoding_that_fails_is_told_and_not_thrown(cls, monkeypatch):
    explorer = cls()
    opening = read_view(explorer)[:2]
    monkeypatch.setattr(BlitCanvas, "encode_png", lambda self: 1 / 0)
    explorer.show_preset(list(explorer.presets)[-1])
    assert "te-fault" in explorer._view.value
    assert read_view(explorer)[:2] == opening


@pytest.mark.parametrize("cls", ALL)
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


@pytest.mark.parametrize("cls", ALL)
def test_an_explorer_that_has_left_the_page_lets_go_of_its_figures(cls):
    explorer = cls()
    saved = explorer.encode_picture()
    explorer._on_message(explorer._frame, {"kind": "ready"}, [])
    explorer._on_message(explorer._frame, {"kind": "ready"}, [])
    explorer._on_message(explorer._frame, {"kind": "gone"}, [])
    assert explorer._layouts
    explorer._on_message(explorer._frame, {"kind": "gone"}, [])
    assert not explorer._layouts
    assert explorer.picture.figure is None
    assert explorer.encode_picture() == saved
    explorer.show_preset(list(explorer.presets)[-1])
    assert "te-alert" not in explorer._view.value


@pytest.mark.parametrize("cls", ALL)
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


def test_a_control_of_an_unknown_kind_is_refused_when_the_explorer_is_built():
    class Logarithmic(explorers.PeopleExplorer):
        def controls(self):
            return {"alpha": ipywidgets.FloatLogSlider(description="alpha")}

    with pytest.raises(TypeError, match="alpha is a FloatLogSlider"):
        Logarithmic()


@pytest.mark.parametrize("cls", ALL)
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
    provenance = explorer.picture.provenance
    assert all(row.endswith(f"{provenance.status},{provenance.comparison or ''}") for row in rows)


@pytest.mark.parametrize("cls", ALL)
def test_the_stamp_on_the_picture_is_the_provenance_of_every_state(cls):
    explorer = cls()
    for name in explorer.presets:
        explorer.show_preset(name)
        assert str(explorer.picture.provenance) in [text.get_text() for text in explorer.picture.figure.texts]
    for name, control in cls()._controls.items():
        for stop in list_stops(control):
            explorer.reset()
            explorer.set(**{name: stop})
            assert str(explorer.picture.provenance) in [text.get_text() for text in explorer.picture.figure.texts]


PAPER = "N Engl J Med 2022;387:1264"
PROVENANCES = [
    ("PeopleExplorer", {}, f"PUBLISHED · randomised · {PAPER}"),
    ("PeopleExplorer", {"mark_expected": True}, f"DERIVED · randomised · from {PAPER}"),
    ("PeopleExplorer", {"threshold": 40}, f"DERIVED · randomised · from {PAPER}"),
    ("EffectExplorer", {}, f"DERIVED · randomised · from {PAPER}"),
    ("EffectExplorer", {"method": "newcombe", "level": 90.0}, f"DERIVED · randomised · from {PAPER}"),
    ("EffectExplorer", {"responders_placebo": 22}, "SYNTHETIC · invented counts"),
    ("TisAnatomyExplorer", {}, "SYNTHETIC · an invented patient; enzyme range assumed"),
]


@pytest.mark.parametrize(("name", "state", "stamp"), PROVENANCES)
def test_a_state_says_where_its_numbers_come_from(name, state, stamp):
    assert str(getattr(explorers, name)(**state).picture.provenance) == stamp


def test_the_people_drawn_are_the_people_counted():
    explorer = explorers.PeopleExplorer(threshold=40, mark_expected=True)
    parts = explorer.picture.parts
    filled = [int((persons.get_facecolor()[:, :3] != 1).any(axis=1).sum()) for persons in parts.people]
    assert filled == [32, 11]
    assert [len(persons.get_offsets()) for persons in parts.people] == [47, 48]
    # 47 x 11 / 48 = 10.8
    assert len(parts.marks.get_offsets()) == 11


def test_the_intervals_drawn_are_the_intervals_computed():
    explorer = explorers.EffectExplorer(method="newcombe", level=90.0)
    comparison, parts = compare_proportions(37, 47, 21, 48), explorer.picture.parts
    for row, method in zip(parts.differences, explorers.effect.METHODS, strict=True):
        interval = comparison.risk_difference_interval(method, 0.9)
        assert row.line.get_xdata() == pytest.approx([100 * interval.lower, 100 * interval.upper])
        assert row.point.get_xdata() == pytest.approx([100 * interval.estimate])
    for row, (count, n) in zip(parts.arms, [(37, 47), (21, 48)], strict=True):
        assert row.line.get_xdata() == pytest.approx(
            [100 * limit for limit in proportion_interval(count, n, level=0.9)]
        )
        assert row.point.get_xdata() == pytest.approx([100 * count / n])


def test_the_bars_drawn_are_the_points_earned():
    explorer = explorers.TisAnatomyExplorer()
    patient = WORKED_PATIENTS["A"]
    points = list(total_improvement_score(patient.baseline, patient.follow_up).points.values())
    parts = explorer.picture.parts
    assert [bar.get_width() / PIXELS_PER_POINT for bar in parts.bars] == pytest.approx(points)
    assert [piece.get_width() / SUM_PIXELS_PER_POINT for piece in parts.pieces] == pytest.approx(points)
    ends = [piece.get_x() + piece.get_width() for piece in parts.pieces]
    assert ends[:-1] == pytest.approx([piece.get_x() for piece in parts.pieces[1:]])


@pytest.mark.parametrize("cls", ALL)
def test_no_words_run_off_the_picture_or_into_each_other(cls):
    """Measured on every preset and at each control's ends, with the fonts as they are drawn."""
    explorer = cls()
    states = [explorer._defaults | preset for preset in explorer.presets.values()]
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


DEGENERATE = [
    {"responders_ivig": 0, "responders_placebo": 0},
    {"responders_ivig": 47, "responders_placebo": 48},
    {"responders_ivig": 1, "n_ivig": 1, "responders_placebo": 0, "n_placebo": 1},
]


@pytest.mark.parametrize("counts", DEGENERATE, ids=["nobody", "everybody", "all against none"])
def test_an_interval_without_width_is_told_as_a_failure_of_the_method(counts):
    """Wald's interval of 0 to 0 is not knowledge; Newcombe's at the same counts is an interval."""
    explorer = explorers.EffectExplorer(**counts)
    assert "Wald's method fails here" in explorer.picture.sentence
    assert "Number needed" not in explorer.picture.sentence
    explorer.set(method="newcombe")
    assert "fails" not in explorer.picture.sentence


def test_the_number_needed_to_treat_names_outcome_time_and_comparator():
    explorer = explorers.EffectExplorer()
    for name, bar in (("As published (TIS 20)", 20), ("TIS 40", 40), ("TIS 60", 60)):
        explorer.show_preset(name)
        assert f"to reach TIS {bar} at week 16 than on placebo" in explorer.picture.sentence
        assert f"TIS {bar}" in explorer.picture.alt
        assert f"TIS {bar}" in explorer.picture.table.iloc[0]["measure"]
    explorer.set(responders_ivig=30)
    assert "TIS" not in explorer.picture.sentence
    assert str(explorer.picture.provenance) == "SYNTHETIC · invented counts"


def test_as_published_brings_back_the_printed_interval():
    explorer = explorers.EffectExplorer(method="newcombe", level=80.0)
    explorer.show_preset("As published (TIS 20)")
    assert "16.7 to 53.2 fit these counts at the 95 % level (Wald)" in explorer.picture.sentence


def test_equal_shares_are_not_called_no_difference():
    sentence = explorers.EffectExplorer(responders_ivig=21, n_ivig=48).picture.sentence
    assert sentence.startswith("The same share in both arms; true differences from −19.8 to 19.8")


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

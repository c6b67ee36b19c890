"""Responders without a change, as drawn and told: against the model and the published placebo arm."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.evidence import figure
from helpers.explorers import NoiseExplorer
from helpers.figures import style
from helpers.figures.noise import FILLS, FULL, SCORE_FOOT, SCORE_HEIGHT, SHARE_LEFT, SHARE_WIDTH
from helpers.models.measurement_noise import responders_from_noise
from tests.unit.explorer_tools import list_clashes, read_numbers

ASSUMED = {"global_noise": 1.0, "mmt8_noise": 4.0, "haq_noise": 0.2, "enzyme_noise": 25}
STATES = [
    ASSUMED,
    {"global_noise": 1.5, "mmt8_noise": 6.0, "haq_noise": 0.3, "enzyme_noise": 40, "entry": "active"},
    {"global_noise": 0.8, "mmt8_noise": 0.0, "haq_noise": 0.15, "enzyme_noise": 0, "recording": "rounded"},
    {"global_noise": 1.2, "mmt8_noise": 3.5, "haq_noise": 0.0, "enzyme_noise": 5, "entry": "rules"},
]


def compute(state):
    values = {name: value for name, value in state.items() if name != "enzyme_noise"}
    return responders_from_noise(enzyme_noise=state["enzyme_noise"] / 100, **values)


def read_boxes(collection):
    """Return left, right, top and foot of each drawn box, CSS pixels."""
    corners = [path.vertices[:4] for path in collection.get_paths()]
    return [(box[:, 0].min(), box[:, 0].max(), box[:, 1].min(), box[:, 1].max()) for box in corners]


def test_it_opens_with_little_noise_and_gives_nothing_away():
    explorer = NoiseExplorer()
    assert explorer.state["global_noise"] == 0.5
    assert explorer.picture.parts.figures[0].get_text() == "4.6 %"
    assert "27.7" not in explorer.picture.sentence + explorer.picture.alt


@pytest.mark.parametrize("state", STATES)
def test_the_columns_drawn_are_the_scores_of_the_model(state):
    parts, chances = NoiseExplorer(**state).picture.parts, compute(state).chances
    shares = 100 * np.array([chances[2 * place] + chances[2 * place + 1] for place in range(20)])
    seen = np.flatnonzero(shares >= 0.5)
    boxes = read_boxes(parts.scores)
    assert len(boxes) == len(seen)
    for (left, right, top, _), place in zip(boxes, seen, strict=True):
        assert (left, right) == pytest.approx((28 + 21.2 * place, 28 + 21.2 * (place + 1)))
        assert SCORE_FOOT - top == pytest.approx(SCORE_HEIGHT * min(shares[place], FULL) / FULL)
    fills = [FILLS[np.searchsorted([20, 40, 60], 5 * place, side="right")] for place in seen]
    assert np.allclose(parts.scores.get_facecolor(), [to_rgba(fill) for fill in fills])
    told = [text.get_text() for text in parts.numbers if text.get_visible()]
    assert told == [f"{share:.0f}{'↑' if share > FULL else ''}" for share in shares if share >= 0.5]


@pytest.mark.parametrize("state", STATES)
def test_the_rows_drawn_and_every_number_told_are_the_models(state):
    explorer, result = NoiseExplorer(**state), compute(state)
    parts, table = explorer.picture.parts, explorer.picture.table.set_index("quantity")["invented patients"]
    shares = list(result.responders.values())
    rights = [right for _, right, *_ in read_boxes(parts.shares)]
    assert rights == pytest.approx([SHARE_LEFT + SHARE_WIDTH * share for share in shares])
    told = ["< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %" for share in shares]
    assert [text.get_text() for text in parts.figures] == told
    assert f"takes {told[0]} to 20, {told[1]} to 40, {told[2]} to 60 points" in explorer.picture.sentence
    assert (
        f"TIS 20 {told[0]} beside 44 %; TIS 40 {told[1]} beside 23 %; TIS 60 {told[2]} beside 8 %"
        in explorer.picture.alt
    )
    assert f"mean {result.mean:.1f} points" in explorer.picture.alt
    assert [table[f"reach TIS {bar} by noise alone (%)"] for bar in (20, 40, 60)] == pytest.approx(
        [100 * share for share in shares], abs=0.006
    )
    assert table["mean score (points)"] == pytest.approx(result.mean, abs=0.006)
    assert table["applicants who enter (%)"] == pytest.approx(100 * result.entered, abs=0.06)
    error = table["physician global read too high at entry, mean (cm)"]
    assert error == pytest.approx(result.excess_at_entry, abs=0.0006)
    assert sum(table[[name for name in table.index if name.startswith("score ")]]) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("state", STATES)
def test_every_assumption_stands_on_picture_sentence_alt_and_table(state):
    explorer = NoiseExplorer(**state)
    noise = (
        f"{state['global_noise']:g} cm, MMT-8 {state['mmt8_noise']:g}, HAQ {state['haq_noise']:g}, "
        f"enzyme {state['enzyme_noise']} %"
    )
    recording = state.get("recording", "unrounded")
    table = explorer.picture.table.set_index("quantity")["invented patients"]
    for words in (explorer.picture.parts.settings.get_text(), explorer.picture.sentence, explorer.picture.alt):
        assert noise in words
        assert f"values {recording}" in words
    assert table["assumed: SD of one reading of each rating (cm)"] == state["global_noise"]
    assert table["assumed: SD of one reading of MMT-8 (points)"] == state["mmt8_noise"]
    assert table["assumed: SD of one reading of HAQ (points)"] == state["haq_noise"]
    assert table["assumed: SD of one reading of the enzyme (% of its value)"] == state["enzyme_noise"]
    assert table["assumed: values"] == recording


def test_those_who_enter_are_told_with_the_error_that_let_them_in():
    explorer = NoiseExplorer(**ASSUMED, entry="active")
    result = responders_from_noise(entry="active")
    assert (
        f"{100 * result.entered:.0f} % enter (rules + both globals ≥ 5 cm). On that day their physician "
        f"global was read {result.excess_at_entry:.2f} cm higher than it truly was, on average."
    ) in explorer.picture.sentence
    explorer.set(entry="everybody")
    assert "Everybody enters" in explorer.picture.sentence
    assert "On that day" not in explorer.picture.sentence


def test_the_published_placebo_arm_is_marked_and_called_published_and_not_explained():
    explorer = NoiseExplorer(**ASSUMED)
    squares = explorer.picture.parts.squares
    assert np.asarray(squares.get_offsets())[:, 0] == pytest.approx(
        [SHARE_LEFT + SHARE_WIDTH * x for x in (0.4375, 0.23, 0.08)]
    )
    assert np.allclose(squares.get_facecolor(), to_rgba(style.PLACEBO))
    moving = list(explorer.picture.moving)
    # Drawn after the rows, which would hide them.
    assert moving.index(squares) > moving.index(explorer.picture.parts.shares)
    words = [text.get_text() for text in squares.axes.texts]
    assert "ProDERM's placebo arm, published: for scale, not explained" in words
    assert [words.count(percent) for percent in ("44 %", "23 %", "8 %")] == [1, 1, 1]
    published = explorer.picture.table["ProDERM placebo, published (%)"]
    assert published[:3].tolist() == [43.8, 23.0, 8.0]


def test_everything_is_stamped_as_invented():
    explorer = NoiseExplorer()
    for preset in explorer.presets:
        explorer.show_preset(preset)
        assert str(explorer.picture.provenance) == "SYNTHETIC · invented patients, no true change"


def test_without_noise_nobody_responds():
    explorer = NoiseExplorer(global_noise=0, mmt8_noise=0, haq_noise=0, enzyme_noise=0)
    assert explorer.picture.parts.title.get_text().startswith("Without noise nobody responds")
    assert [text.get_text() for text in explorer.picture.parts.numbers if text.get_visible()] == ["100↑"]
    assert "takes 0.0 % to 20" in explorer.picture.sentence


@pytest.mark.parametrize(
    "state",
    [{"haq_noise": 0.6, "enzyme_noise": 50}, {"haq_noise": 0.6}, {"enzyme_noise": 50}],
    ids=lambda state: "+".join(state),
)
def test_noise_too_small_for_the_first_bar_is_not_called_none(state):
    """HAQ and the enzyme together are worth less than 20 points."""
    explorer = NoiseExplorer(**(dict.fromkeys(ASSUMED, 0) | state))
    assert explorer.picture.parts.title.get_text() == (
        "0.0 % reach TIS 20, 0.0 % TIS 40,\nand nobody has truly changed"
    )


def test_the_title_of_little_noise_is_that_of_noise():
    explorer = NoiseExplorer(global_noise=0, mmt8_noise=0.5, haq_noise=0, enzyme_noise=0)
    assert 0 < compute(explorer.state).responders[20] < 0.0005
    assert explorer.picture.parts.title.get_text().startswith("< 0.1 % reach TIS 20, 0.0 % TIS 40")


def test_each_preset_is_the_state_that_its_name_says():
    quiet = dict.fromkeys(ASSUMED, 0) | {"entry": "everybody", "recording": "unrounded"}
    assumed = quiet | ASSUMED
    expected = {
        "Little noise": NoiseExplorer().state,
        "The noise we assume": assumed,
        "The ratings alone": quiet | {"global_noise": 1.0},
        "Rounded as recorded": assumed | {"recording": "rounded"},
        "ProDERM's rules at entry": assumed | {"entry": "rules"},
        "Only who reads badly": assumed | {"entry": "active"},
    }
    explorer = NoiseExplorer()
    assert list(explorer.presets) == list(expected)
    for name, state in expected.items():
        explorer.show_preset(name)
        assert explorer.state == state


def test_the_title_tells_the_first_two_bars():
    explorer = NoiseExplorer(**ASSUMED)
    assert read_numbers(explorer.picture.parts.title.get_text()) == [27.7, 20, 1.0, 40]


def test_the_enzymes_control_says_how_little_it_is_worth():
    worth = figure("tis_maximum_enzyme").value
    tooltip = NoiseExplorer()._controls["enzyme_noise"].tooltip
    assert worth == 7.5 and f"the enzyme is worth at most {worth:g} points" in tooltip


@pytest.mark.slow
@pytest.mark.parametrize("entry", ["everybody", "rules", "active"])
@pytest.mark.parametrize("noise", [0, 1, 2])
def test_words_keep_clear_of_each_other_at_any_noise(entry, noise):
    explorer = NoiseExplorer(
        global_noise=noise, mmt8_noise=5 * noise, haq_noise=0.25 * noise, enzyme_noise=25 * noise, entry=entry
    )
    assert list_clashes(explorer) == []
    assert max(len(part.split()) for part in explorer.picture.sentence.split(". ")) <= 25
    assert len(explorer.picture.sentence) <= 300

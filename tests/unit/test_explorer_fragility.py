"""How many answers would it take: dots that agree with the model, and an index that is told only once it is reached."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from scipy.stats import fisher_exact

from helpers.evidence import figure
from helpers.explorers.fragility import FragilityExplorer
from helpers.figures import style
from helpers.figures.fragility import ARMS, MOST_RECODED
from helpers.models.proportions import compare_proportions


def read_words(explorer) -> str:
    picture = explorer.picture
    return " ".join([picture.parts.title.get_text(), picture.sentence, picture.alt, str(list(picture.table.columns))])


def test_it_opens_with_nobody_recoded_and_gives_nothing_away():
    explorer = FragilityExplorer()
    assert explorer.state == {"recoded": 0, "event": "response", "bar": 20}
    assert len(explorer.picture.parts.dots.get_offsets()) == 1
    assert len(explorer.picture.parts.ring.get_xdata()) == 0
    assert "index" not in read_words(explorer)
    assert str(explorer.picture.provenance) == "DERIVED · randomised · from N Engl J Med 2022;387:1264"


@pytest.mark.parametrize("event", ["response", "non-response"])
@pytest.mark.parametrize(("bar", "counts"), [(20, (37, 21)), (40, (32, 11)), (60, (15, 4))])
def test_the_dots_drawn_are_fishers_p_of_the_recoded_tables(event, bar, counts):
    explorer = FragilityExplorer(recoded=MOST_RECODED, event=event, bar=bar)
    treatment, control = counts
    p_values = [
        compare_proportions(treatment, 47, control + step, 48).p_value("fisher")
        if event == "response"
        else compare_proportions(treatment - step, 47, control, 48).p_value("fisher")
        for step in range(MOST_RECODED + 1)
    ]
    dots = explorer.picture.parts.dots.get_offsets()
    assert dots[:, 0].tolist() == list(range(MOST_RECODED + 1))
    assert 10 ** np.asarray(dots[:, 1]) == pytest.approx(p_values)
    axes = explorer.picture.parts.dots.axes
    assert axes.get_ylim()[0] <= dots[:, 1].min() and dots[:, 1].max() <= axes.get_ylim()[1]
    assert explorer.picture.table["Fisher's p, two-sided"].tolist() == pytest.approx(p_values)


@pytest.mark.parametrize(
    ("event", "row", "before", "at"),
    [
        ("response", "fragility_response", "p = 0.0466, below", "p = 0.0744, not below"),
        ("non-response", "fragility_non_response", "p = 0.0396, below", "p = 0.0647, not below"),
    ],
)
def test_the_index_is_told_where_p_reaches_0_05_and_not_before(event, row, before, at):
    index = int(figure(row).value)
    explorer = FragilityExplorer(recoded=index - 1, event=event)
    assert before in explorer.picture.sentence
    assert "index" not in read_words(explorer)
    explorer.set(recoded=index)
    assert at in explorer.picture.sentence
    assert f"The fragility index is {index}" in explorer.picture.sentence
    assert list(explorer.picture.parts.ring.get_xdata()) == [index]
    explorer.set(recoded=index + 2)
    assert list(explorer.picture.parts.ring.get_xdata()) == [index]
    assert f"(fragility index {index})" in explorer.picture.parts.title.get_text()


def test_the_index_stands_beside_those_who_did_not_complete_and_those_who_switched():
    explorer = FragilityExplorer()
    explorer.show_preset("Response, to the index")
    assert "beside 4 who did not complete the first period and 5 who switched" in explorer.picture.sentence
    assert explorer.picture.sentence.endswith("the other event can give another index.")
    marks = [text.get_text() for text in explorer.picture.parts.dots.axes.texts]
    assert "4 did not complete the first period" in marks
    assert "5 switched" in marks


def test_colour_and_shape_say_which_arm_is_recoded():
    explorer = FragilityExplorer(recoded=3)
    assert "on placebo, to responders" in explorer.picture.parts.coding.get_text()
    shape = explorer.picture.parts.dots.get_paths()[0]
    assert shape == ARMS["control"][1]
    explorer.set(event="non-response")
    assert "on IVIg, to non-responders" in explorer.picture.parts.coding.get_text()
    assert explorer.picture.parts.dots.get_paths()[0] == ARMS["treatment"][1]


def test_the_presets_to_the_index_are_computed():
    presets = FragilityExplorer().presets
    assert presets["Response, to the index"]["recoded"] == figure("fragility_response").value
    assert presets["Non-response, to the index"]["recoded"] == figure("fragility_non_response").value


def test_a_recoded_patient_is_stamped_as_invented():
    assert str(FragilityExplorer(recoded=1).picture.provenance) == "SYNTHETIC · recoded patients"
    assert str(FragilityExplorer(bar=40).picture.provenance).startswith("DERIVED · randomised")


def test_one_patient_is_not_called_patients():
    explorer = FragilityExplorer(recoded=1)
    assert "1 on placebo becomes a responder" in explorer.picture.sentence
    assert explorer.picture.parts.title.get_text().startswith("After 1 patient recoded")


def test_run_walks_patient_after_patient_to_the_end():
    explorer = FragilityExplorer()
    explorer.run()
    explorer.on_step(explorer._turn, False)
    assert explorer.state["recoded"] == 1
    explorer.on_step(explorer._turn, True)
    assert explorer.state["recoded"] == MOST_RECODED


def test_the_reference_marks_stand_at_their_numbers():
    explorer = FragilityExplorer()
    axes = explorer.picture.parts.dots.axes
    words = {text.get_text(): text.get_position() for text in axes.texts}
    # What stands upright on the axis of patients: the strokes beside p are flat.
    upright = [line.get_xydata() for line in axes.lines if len(line.get_xdata()) == 2]
    foot, _ = axes.get_ylim()
    marks = {stroke[1, 1]: stroke[0, 0] for stroke in upright if stroke[0, 0] == stroke[1, 0] and stroke[0, 1] == foot}
    assert len(marks) == 2
    for number, told in ((4, "4 did not complete the first period"), (5, "5 switched")):
        x, height = words[told]
        assert marks[height] == number
        assert 0 < x - number < 0.5


@pytest.mark.parametrize(("event", "colour"), [("response", style.PLACEBO), ("non-response", style.IVIG)])
def test_the_dots_have_the_colour_of_the_arm_that_is_recoded(event, colour):
    parts = FragilityExplorer(recoded=3, event=event).picture.parts
    assert np.allclose(parts.dots.get_facecolor(), to_rgba(colour))


@pytest.mark.parametrize(
    "state",
    [
        {"recoded": 4, "event": "non-response", "bar": 40},
        {"recoded": 10, "event": "response", "bar": 20},
        {"recoded": 9, "event": "non-response", "bar": 60},
    ],
)
def test_alternative_text_and_table_hold_the_walk(state):
    explorer = FragilityExplorer(**state)
    recoded, event, bar = state.values()
    ivig, placebo = {20: (37, 21), 40: (32, 11), 60: (15, 4)}[bar]
    is_response = event == "response"
    walk = [(ivig, placebo + step) if is_response else (ivig - step, placebo) for step in range(recoded + 1)]
    p_values = [fisher_exact([[a, 47 - a], [b, 48 - b]]).pvalue for a, b in walk]
    alt, table = explorer.picture.alt, explorer.picture.table
    arm, become = ("placebo", "responders") if is_response else ("IVIg", "non-responders")
    assert f"the number of patients on {arm} recoded to {become} (TIS {bar}): " in alt
    steps = alt.split(f"(TIS {bar}): ")[1].split(". A line")[0].split(", ")
    told = [f"{step}: {'< 0.0001' if p < 0.0001 else f'{p:.4f}'}" for step, p in enumerate(p_values)]
    assert steps == told
    assert "marks 0.05; two ticks mark 4 who did not complete the first period and 5 who switched." in alt
    index = next((step for step, p in enumerate(p_values) if p >= 0.05), None)
    ring = re.search(r"A ring marks step (\d+)", alt)
    assert (int(ring[1]) if ring else None) == index
    assert table["patients recoded"].tolist() == list(range(recoded + 1))
    assert list(zip(table[f"TIS {bar} on IVIg (of 47)"], table[f"TIS {bar} on placebo (of 48)"], strict=True)) == walk
    assert table["Fisher's p, two-sided"].tolist() == pytest.approx(p_values)
    assert table["below 0.05"].tolist() == ["yes" if p < 0.05 else "no" for p in p_values]
    assert set(table["recoded on"]) == {arm} and set(table["event"]) == {event}

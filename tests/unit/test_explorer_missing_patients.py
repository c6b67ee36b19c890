"""What if the missing had answered: squares that agree with the model, and words that agree with the squares."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba
from scipy.stats import fisher_exact

from helpers.evidence import figure
from helpers.explorers.missing_patients import MOST_MISSING, MissingPatientsExplorer
from helpers.figures import missing_patients as drawing
from helpers.figures.missing_patients import start_missing_patients
from helpers.figures.missing_patients_words import CLASSES, MissingPatients, classify, print_p
from helpers.models.missing_patients import missing_patients
from tests.unit.explorer_tools import list_clashes, read_numbers, read_view

PAPER = "DERIVED · randomised · from N Engl J Med 2022;387:1264"


def read_squares(explorer) -> list[str]:
    return [number.get_text() for number in explorer.picture.parts.numbers if number.get_visible()]


def test_it_opens_on_the_printed_counts_and_gives_no_other_p_away():
    explorer = MissingPatientsExplorer()
    assert explorer.state == {"missing_ivig": 2, "missing_placebo": 2, "change_ivig": 0, "change_placebo": 0}
    assert read_squares(explorer) == ["0.0007"]
    fills = [to_hex(fill).upper() for fill in explorer.picture.parts.squares.get_facecolor()]
    assert (len(fills), fills.count(drawing.style.PALE)) == (25, 24)
    words = " ".join([explorer.picture.sentence, explorer.picture.alt, str(explorer.picture.table)])
    words += explorer.picture.parts.title.get_text() + explorer.picture.parts.corners.get_text()
    assert "0.011" not in words
    assert "worst" not in words.lower()


def test_the_squares_drawn_are_the_p_values_computed():
    explorer = MissingPatientsExplorer(missing_ivig=5, missing_placebo=4, change_ivig=-5, change_placebo=4)
    allocations, parts = missing_patients(37, 47, 21, 48, 5, 4), explorer.picture.parts
    p_values = np.ravel(allocations.p_values)
    classes = [sum(p >= bound for bound, _ in CLASSES) for p in p_values]
    assert np.allclose(parts.squares.get_facecolor(), [to_rgba(drawing.FILLS[each]) for each in classes])
    # One, two or three dots a square, and two strokes for a cross.
    assert len(parts.dots.get_offsets()) == sum((3, 2, 1, 0)[each] for each in classes)
    assert len(parts.crosses.get_segments()) == 2 * classes.count(3) > 0


def test_columns_rise_to_the_right_and_rows_upwards_and_the_frame_stands_on_the_chosen_one():
    explorer = MissingPatientsExplorer(change_ivig=-2, change_placebo=2)
    parts = explorer.picture.parts
    columns, rows = ([text for text in texts if text.get_visible()] for texts in parts.ticks)
    assert [text.get_text() for text in columns] == ["35", "36", "37", "38", "39"]
    assert [text.get_text() for text in rows] == ["19", "20", "21", "22", "23"]
    assert np.all(np.diff([text.get_position()[0] for text in columns]) > 0)
    # The sheet counts pixels from the top.
    assert np.all(np.diff([text.get_position()[1] for text in rows]) < 0)
    assert [text.get_text() for text in (*columns, *rows) if text.get_fontweight() == "bold"] == ["37", "21"]
    framed = parts.frame.get_paths()[0].vertices[:4].mean(axis=0)
    assert framed == pytest.approx([columns[0].get_position()[0], rows[-1].get_position()[1]])


def test_with_room_each_square_prints_its_p():
    explorer = MissingPatientsExplorer(change_ivig=-2, change_placebo=2)
    p_values = np.ravel(missing_patients(37, 47, 21, 48, 2, 2).p_values)
    assert read_squares(explorer) == [print_p(p) for p in p_values]
    explorer.set(missing_ivig=3)
    assert read_squares(explorer) == []


def test_worst_and_best_case_are_read_out():
    explorer = MissingPatientsExplorer()
    explorer.show_preset("Worst case")
    assert explorer.picture.sentence.startswith(
        "Worst case for IVIg: 35 of 47 on IVIg v 23 of 48 on placebo, 26.6 points apart, Fisher's p = 0.011, below 0.05"
    )
    assert explorer.picture.parts.title.get_text().endswith("below 0.05 however the 4 are counted")
    assert "p = 0.011" in explorer.picture.parts.corners.get_text()
    explorer.show_preset("Best case")
    assert explorer.picture.sentence.startswith("Best case for IVIg: 39 of 47 on IVIg v 19 of 48 on placebo")


def test_the_number_of_ways_is_not_sold_as_a_probability():
    explorer = MissingPatientsExplorer(missing_ivig=5, missing_placebo=5, change_ivig=1)
    assert "in 111 of 121 ways to count them, which are not equally likely" in explorer.picture.sentence
    assert explorer.picture.sentence.endswith("The worst case reaches 0.05 from 4 missing in each arm on.")
    ways = explorer.picture.table.set_index("counted")["ways"]
    assert [ways[f"ways with {words}"] for _, words in CLASSES] == ["69", "26", "16", "10"]


def test_the_tipping_point_is_the_first_preset_that_loses_0_05():
    explorer = MissingPatientsExplorer()
    explorer.show_preset("Tipping point")
    assert "p = 0.093, not below 0.05" in explorer.picture.sentence
    missing = explorer.state["missing_ivig"]
    explorer.set(missing_ivig=missing - 1, missing_placebo=missing - 1, change_ivig=1 - missing, change_placebo=0)
    assert "below 0.05 in all" in explorer.picture.sentence
    assert missing < MOST_MISSING


def test_what_is_not_public_is_said_and_what_is_invented_is_stamped():
    explorer = MissingPatientsExplorer()
    assert "we have not found how they were counted" in explorer.picture.sentence
    assert str(explorer.picture.provenance) == PAPER
    explorer.set(change_ivig=-1)
    assert str(explorer.picture.provenance) == PAPER
    explorer.set(missing_ivig=3)
    assert str(explorer.picture.provenance) == "SYNTHETIC · invented numbers of missing"
    assert "did not complete" not in MissingPatientsExplorer(missing_ivig=3).picture.sentence


def test_a_change_beyond_the_missing_says_what_would_be_possible():
    explorer = MissingPatientsExplorer()
    before = read_view(explorer)[:2]
    explorer.set(change_ivig=3)
    image, alt, sentence = read_view(explorer)
    assert (image, alt) == before
    assert sentence.startswith(
        "Change on IVIg: 3 is impossible with 2 missing. Choose −2 to 2, or raise Missing on IVIg."
    )
    explorer.set(missing_ivig=0, change_ivig=0, change_placebo=-3)
    assert "Change on placebo: −3 is impossible with 2 missing. Choose −2 to 2" in read_view(explorer)[2]
    explorer.set(missing_placebo=0, change_placebo=1)
    assert "Choose 0, or raise Missing on placebo" in read_view(explorer)[2]


def test_with_nobody_missing_one_square_is_left():
    explorer = MissingPatientsExplorer(missing_ivig=0, missing_placebo=0)
    assert len(explorer.picture.parts.squares.get_paths()) == 1
    assert explorer.picture.sentence.endswith("Nobody is missing: one way to count them.")
    assert "grey" not in explorer.picture.alt


def test_the_counts_are_those_of_the_trial():
    table = MissingPatientsExplorer().picture.table.set_index("counted").loc["as printed"]
    ivig, placebo = figure("responders_ivig"), figure("responders_placebo")
    assert table[f"responders on IVIg (of {ivig.n})"] == str(ivig.count)
    assert table[f"responders on placebo (of {placebo.n})"] == str(placebo.count)
    assert table["Fisher's p, two-sided"] == pytest.approx(figure("p_tis20_fisher").p_value, abs=1e-8)


def test_a_class_ends_where_the_next_begins():
    assert classify(np.array([0.0009999, 0.001, 0.01, 0.0499999, 0.05, 1.0])).tolist() == [0, 1, 2, 2, 3, 3]


@pytest.mark.parametrize("missing", [(12, 12), (12, 0), (0, 12)])
def test_a_grid_of_many_squares_keeps_its_words_apart(missing):
    """Wider than the sliders go: what the picture can hold, not only what it is asked for."""
    allocations = missing_patients(37, 47, 21, 48, *missing)
    result = MissingPatients(allocations, allocations.worst, 4, False, MissingPatientsExplorer().picture.provenance)
    explorer = MissingPatientsExplorer()
    explorer.compute = lambda **_: result
    explorer._layouts.clear()
    explorer.reset()
    assert explorer.picture.alt == start_missing_patients(result).alt
    assert list_clashes(explorer) == []


RECOUNTED = [
    {"missing_ivig": 5, "missing_placebo": 3, "change_ivig": 1, "change_placebo": -2},
    {"missing_ivig": 4, "missing_placebo": 5, "change_ivig": -3, "change_placebo": 4},
    {"missing_ivig": 0, "missing_placebo": 5, "change_ivig": 0, "change_placebo": 2},
]


@pytest.mark.parametrize("state", RECOUNTED)
def test_each_corner_of_the_grid_has_its_own_p(state):
    """The worst case for IVIg is up and to the left: fewest responders on IVIg and most on placebo."""
    parts = MissingPatientsExplorer(**state).picture.parts
    ivig, placebo, *_ = state.values()
    worst = fisher_exact([[37 - ivig, 10 + ivig], [21 + placebo, 27 - placebo]]).pvalue
    best = fisher_exact([[37 + ivig, 10 - ivig], [21 - placebo, 27 + placebo]]).pvalue
    told = parts.corners.get_text().split("\n")
    assert told[::2] == ["↖ worst case", "↘ best case"]
    for words, p in zip(told[1::2], (worst, best), strict=True):
        assert words == ("p < 0.0001" if p < 0.0001 else f"p = {print_p(p)}")
    assert told[1] != told[3]


@pytest.mark.parametrize("state", RECOUNTED)
def test_alternative_text_and_table_hold_the_squares_that_were_computed(state):
    explorer = MissingPatientsExplorer(**state)
    ivig, placebo, change_ivig, change_placebo = state.values()
    allocations = missing_patients(37, 47, 21, 48, ivig, placebo)
    p_values, alt = np.ravel(allocations.p_values), explorer.picture.alt
    grid, rest = alt.split(" Framed: ")
    ranges = [37 - ivig, 37 + ivig] if ivig else [37]
    assert re.match(r"Squares in (\d+) x (\d+) rows and columns", grid).groups() == (
        f"{2 * placebo + 1}",
        f"{2 * ivig + 1}",
    )
    assert read_numbers(grid.split("columns, for ")[1]) == [*ranges, 21 - placebo, 21 + placebo]
    chosen = allocations.allocate(change_ivig, change_placebo)
    assert read_numbers(rest)[:4] == [37 + change_ivig, 47, 21 + change_placebo, 48]
    assert f", {'p < 0.0001' if chosen.p_value < 0.0001 else f'p = {print_p(chosen.p_value)}'}. Squares" in rest
    bounds = [0, *(bound for bound, _ in CLASSES)]
    numbers = [int(((low <= p_values) & (p_values < high)).sum()) for low, high in pairwise(bounds)]
    held = [(number, words) for number, (_, words) in zip(numbers, CLASSES, strict=True)]
    assert rest.split("by p: ")[1] == f"{', '.join(f'{number} with {words}' for number, words in held if number)}."
    table = explorer.picture.table.set_index("counted")
    rows = {"chosen": (change_ivig, change_placebo), "as printed": (0, 0)}
    rows |= {"worst case for IVIg": (-ivig, placebo), "best case for IVIg": (ivig, -placebo)}
    for name, (more_ivig, more_placebo) in rows.items():
        a, b = 37 + more_ivig, 21 + more_placebo
        told = [float(cell) for cell in table.loc[name].drop("ways")]
        p = fisher_exact([[a, 47 - a], [b, 48 - b]]).pvalue
        assert told == pytest.approx([a, b, round(100 * (a / 47 - b / 48), 2), p])
    assert table.loc["all ways to count the missing", "ways"] == str(len(p_values))
    assert [table.loc[f"ways with {words}", "ways"] for _, words in CLASSES] == list(map(str, numbers))

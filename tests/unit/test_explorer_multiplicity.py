"""How many end points: boxes, curve and p values that agree with the model."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.explorers.multiplicity import CORRELATIONS, INVENTED_P_VALUES, QUESTIONS, MultiplicityExplorer
from helpers.figures import style
from helpers.figures.multiplicity import BOX, PITCH
from helpers.models.multiplicity import ADJUSTMENTS, adjust_p_values

SIGNIFICANT, AGREE = QUESTIONS


def read_boxes(explorer) -> np.ndarray:
    """Return the left edge of each box, CSS pixels."""
    return np.array([path.vertices[:, 0].min() for path in explorer.picture.parts.boxes.get_paths()])


def test_it_opens_with_two_unrelated_end_points():
    explorer = MultiplicityExplorer()
    assert explorer.state == {"endpoints": 2, "correlation": 0.0, "question": SIGNIFICANT, "method": "none"}
    assert "9.8 % of trials" in explorer.picture.sentence
    assert "58.2" not in explorer._view.value
    assert str(explorer.picture.provenance) == "SYNTHETIC · invented end points and p values"


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("endpoints", [1, 5, 20])
def test_curve_point_and_ends_are_those_of_the_model(question, endpoints):
    explorer = MultiplicityExplorer(question=question, endpoints=endpoints, correlation=0.8)
    parts, compute = explorer.picture.parts, QUESTIONS[question]
    assert parts.curve.get_xdata() == pytest.approx(CORRELATIONS)
    assert parts.curve.get_ydata() == pytest.approx([100 * compute(endpoints, r).chance for r in CORRELATIONS])
    assert parts.point.get_xydata()[0] == pytest.approx([0.8, 100 * compute(endpoints, 0.8).chance])
    ends = [100 * compute(endpoints, r).chance for r in (0, 1)]
    assert parts.end_marks.get_ydata() == pytest.approx(ends)
    assert explorer.picture.table["row"].is_unique
    assert explorer.picture.table["chance (%)"].dropna().tolist() == pytest.approx(
        [ends[0], 100 * compute(endpoints, 0.8).chance, ends[1]]
    )


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.2, 0.5, 0.95])
def test_the_words_beside_the_point_stand_clear_of_a_rising_curve(question, correlation):
    parts = MultiplicityExplorer(question=question, endpoints=5, correlation=correlation).picture.parts
    (x, y), (correlations, chances) = parts.chance.get_position(), parts.curve.get_data()
    if chances[-1] > chances[0]:
        assert y - np.interp(x, correlations, chances) >= 10 - 1e-9
    else:
        assert y > parts.point.get_ydata()[0]


def test_boxes_are_counted_and_overlap_as_they_correlate():
    assert np.diff(read_boxes(MultiplicityExplorer(endpoints=20))) == pytest.approx([PITCH] * 19)
    lefts = read_boxes(MultiplicityExplorer(endpoints=5, correlation=0.8))
    assert len(lefts) == 5
    assert np.diff(lefts) == pytest.approx([0.2 * PITCH] * 4)
    assert read_boxes(MultiplicityExplorer(endpoints=20)).max() + BOX <= style.WIDTH


def test_agreement_of_correlated_end_points_is_told_beside_that_of_independent_ones():
    explorer = MultiplicityExplorer()
    explorer.show_preset("Five on one trial: agree?")
    sentence = explorer.picture.sentence
    assert "all point one way in 58.2 % of trials (independent: 6.3 %), towards the treatment in 29.1 %" in sentence
    assert "58.2 %" in explorer.picture.parts.title.get_text()
    assert "58.2 %" in explorer.picture.alt


@pytest.mark.slow
@pytest.mark.parametrize("method", ADJUSTMENTS)
def test_boxes_of_p_values_are_filled_where_they_are_significant(method):
    explorer = MultiplicityExplorer(method=method)
    adjusted, parts = adjust_p_values(INVENTED_P_VALUES, method), explorer.picture.parts
    filled = [tuple(colour[:3]) == to_rgb(style.INK) for colour in parts.listed.get_facecolor()]
    assert filled == list(adjusted.rejected)
    assert ["✓" in text.get_text() for text in parts.numbers] == filled
    assert [float(text.get_text().split()[-1]) for text in parts.numbers] == pytest.approx(adjusted.adjusted)
    assert f"{adjusted.n_rejected} of 5 significant" in explorer.picture.sentence
    assert f"it assumes {adjusted.assumes}." in explorer.picture.sentence


def test_the_invented_p_values_part_the_methods():
    counts = {method: adjust_p_values(INVENTED_P_VALUES, method).n_rejected for method in ADJUSTMENTS}
    assert counts == {"none": 4, "bonferroni": 1, "holm": 2, "hochberg": 4, "fixed-sequence": 3}


def test_one_end_point_is_not_said_to_agree_with_others():
    explorer = MultiplicityExplorer(endpoints=1, question=AGREE)
    assert explorer.picture.parts.title.get_text().startswith("1 end point always points one way")
    assert "1 end points" not in explorer.picture.sentence + explorer.picture.alt


@pytest.mark.slow
def test_no_sentence_is_longer_than_its_place():
    for question in QUESTIONS:
        for method in ADJUSTMENTS:
            explorer = MultiplicityExplorer(endpoints=20, correlation=0.95, question=question, method=method)
            assert len(explorer.picture.sentence) <= 300

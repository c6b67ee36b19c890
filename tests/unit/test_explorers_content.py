"""What single explorers say: stamps, words, and drawings that agree with the models."""

from __future__ import annotations

import pytest

from helpers import explorers
from helpers.figures.tis_anatomy import PIXELS_PER_POINT, SUM_PIXELS_PER_POINT
from helpers.models.proportions import compare_proportions, proportion_interval
from helpers.models.tis import WORKED_PATIENTS, total_improvement_score

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
    # By ear, whoever moves one measure waits for the sum.
    assert explorer.picture.sentence.startswith("70 points in all, major improvement: physician global 17.5 (35")


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
    parts = explorer.picture.parts
    assert parts.differences[0].figures.get_text() == "none"
    # At 0 and 100 % half a point lies beyond the axis.
    assert not any(row.point.get_clip_on() for row in (*parts.arms, *parts.differences))
    table = explorer.picture.table.set_index("method")
    assert table.loc["Wald", ["lower", "upper"]].isna().all()
    assert table.loc["Wald, inverted", "measure"] == "number needed to treat"
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

"""Why CK hardly matters: a staircase and a sum that agree with the score, and where an enzyme can decide."""

from __future__ import annotations

import itertools

import pytest

from helpers.errors import Impossible
from helpers.evidence import figure, tis_table
from helpers.explorers.enzyme import SHORT_NAMES, EnzymeExplorer
from helpers.figures.enzyme import HEIGHT, LAST, PIXELS_PER_POINT, RULE, SUM_LEFT
from helpers.models.enzyme_points import list_room, score_enzyme
from helpers.models.tis import CoreSetMeasures, attainable_score, total_improvement_score

ENZYMES = list(tis_table().enzymes)
SUMS = [2.5 * step for step in range(38)]


@pytest.mark.parametrize("enzyme", ENZYMES)
def test_the_staircase_is_what_a_patient_can_reach_from_each_entry(enzyme):
    steps = list_room(enzyme)
    for thousandths in range(0, 15_000, 37):
        entry = thousandths / 1000
        expected = next(points for edge, points in reversed(steps) if entry > edge or edge == 0)
        patient = CoreSetMeasures(5, 5, 120, 1, entry, 5)
        assert attainable_score(patient, enzyme=enzyme).points["enzyme"] == expected, entry
    assert steps[-1][1] == figure("tis_maximum_enzyme").value


@pytest.mark.parametrize("wrong", [None, "5", "", [], {}, set(), 5, True], ids=repr)
def test_an_enzyme_that_is_none_is_refused_by_name(wrong):
    for call in (lambda: list_room(wrong), lambda: score_enzyme(3, 1, 15, enzyme=wrong)):
        with pytest.raises(Impossible, match=r"enzyme = .* is not known: choose one of CK, aldolase"):
            call()


def test_ck_opens_its_steps_above_1_75_3_25_and_4_75():
    assert list_room("CK") == ((0, 0), (1.75, 2.5), (3.25, 5), (4.75, 7.5))
    assert list_room("ALT") == ((0, 0), (1.15, 2.5), (1.45, 5), (1.75, 7.5))
    assert score_enzyme(4.75, 1, 0).points == 5
    assert score_enzyme(4.751, 1, 0).points == 7.5


@pytest.mark.parametrize("other", SUMS)
def test_every_sum_of_the_other_five_is_that_of_a_patient_whom_the_score_can_score(other):
    part = score_enzyme(5, 1, other)
    assert part.other_points == other
    assert part.score.total == other + 7.5
    assert part.score.points["enzyme"] == 7.5 and part.without.points["enzyme"] == 0
    assert part.score == total_improvement_score(part.score.baseline, part.score.follow_up)


def test_an_enzyme_alone_never_makes_a_responder():
    for enzyme, before, after in itertools.product(ENZYMES, (0, 1, 3, 15, 500), (0, 1, 3, 15)):
        assert score_enzyme(before, after, 0, enzyme=enzyme).score.category == "none"


@pytest.mark.parametrize("enzyme", ENZYMES)
def test_it_decides_only_where_the_rest_ends_within_7_5_points_below_a_mark(enzyme):
    marks = tis_table().thresholds.values()
    decisive = {other for other in SUMS if score_enzyme(15, 1, other, enzyme=enzyme).is_decisive}
    assert decisive == {other for other in SUMS if any(mark - 7.5 <= other < mark for mark in marks)}
    assert len(decisive) == 9


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((3, 1, 95), "other_points = 95 is impossible: it must be a number from 0 to 92.5 points"),
        ((3, 1, 16), "points come in steps of 2.5"),
        ((-1, 1, 15), "baseline = -1 is impossible"),
        ((3, 501, 15), "follow_up = 501 is impossible"),
    ],
)
def test_what_cannot_be_is_refused(arguments, said):
    with pytest.raises(Impossible, match=said):
        score_enzyme(*arguments)


def test_an_unknown_enzyme_is_named():
    with pytest.raises(Impossible, match="enzyme = 'GGT' is not known"):
        score_enzyme(3, 1, 15, enzyme="GGT")


@pytest.mark.parametrize("name", EnzymeExplorer().presets)
def test_the_picture_draws_the_score(name):
    explorer = EnzymeExplorer()
    explorer.show_preset(name)
    state, parts = explorer.state, explorer.picture.parts
    part = score_enzyme(state["enzyme_baseline"], state["enzyme_week16"], state["other_points"], enzyme=state["enzyme"])
    ends = [[(x - SUM_LEFT) / PIXELS_PER_POINT for x in path.vertices[[0, 1], 0]] for path in parts.pieces.get_paths()]
    assert ends[0] == pytest.approx([0, part.other_points])
    assert ends[1] == pytest.approx([part.other_points, part.score.total])
    assert parts.most.get_xydata().tolist() == [[state["enzyme_baseline"], part.attainable]]
    assert parts.earned.get_xydata().tolist() == [[state["enzyme_baseline"], part.points]]
    assert list(parts.way.get_xdata()) == [state["enzyme_baseline"], state["enzyme_week16"]]
    assert parts.stairs.get_xydata()[::2].tolist() == [list(step) for step in list_room(state["enzyme"])]
    assert parts.stairs.get_xdata()[-1] == LAST
    assert len(explorer.picture.sentence) <= 300


def test_the_bands_are_as_wide_as_what_this_entry_can_earn():
    explorer = EnzymeExplorer(enzyme_baseline=4.0)
    bands = [
        [(x - SUM_LEFT) / PIXELS_PER_POINT for x in path.vertices[[0, 1], 0]]
        for path in explorer.picture.parts.bands.get_paths()
    ]
    assert bands == [pytest.approx([mark - 5, mark]) for mark in (20, 40, 60)]
    explorer.set(enzyme_baseline=1.0)
    assert not explorer.picture.parts.bands.get_paths()
    assert "No band" in explorer.picture.parts.note.get_text()


def test_it_is_said_whether_the_enzyme_decides():
    explorer = EnzymeExplorer()
    assert "17.5, no response; without CK 15, no response: CK decides nothing." in explorer.picture.sentence
    explorer.show_preset("CK decides")
    assert "22.5, minimal improvement; without CK 15, no response: CK decides." in explorer.picture.sentence
    explorer.show_preset("CK alone")
    assert explorer.picture.parts.title.get_text().endswith("0 + 7.5 = 7.5, no response")
    explorer.show_preset("CK up, all else better")
    assert "gets worse, which scores 0" in explorer.picture.sentence


def test_no_fall_to_normal_is_told_where_the_entry_is_normal():
    for before in (0.5, 1.0):
        picture = EnzymeExplorer(enzyme_baseline=before).picture
        assert "no fall to 1 × ULN is left" in picture.sentence and "a fall to 1 × ULN earns" not in picture.sentence
        assert len(picture.sentence) <= 300
        assert "normal at entry" in picture.parts.note.get_text()
    assert "a fall to 1 × ULN earns 0" in EnzymeExplorer(enzyme_baseline=1.5).picture.sentence


def test_the_arrow_points_where_the_enzyme_goes():
    explorer = EnzymeExplorer()
    marks = []
    for after in (1.0, 3.0, 8.0):
        explorer.set(enzyme_week16=after)
        marks.append(explorer.picture.parts.end.get_marker())
    assert marks == ["<", "o", ">"]


def test_the_other_measures_stand_beside_it_with_their_most_points():
    texts = [text.get_text() for axes in EnzymeExplorer().picture.figure.axes for text in axes.texts]
    for words in ("strength (MMT-8): 32.5", "physician, extramuscular: 20", "patient, HAQ: 10", "CK: 7.5"):
        assert words in texts
    assert set(SHORT_NAMES) == set(tis_table().measures) - {"enzyme"}


@pytest.mark.parametrize("enzyme", ENZYMES)
def test_a_line_parts_the_sum_from_the_staircase_and_each_panel_has_its_name(enzyme):
    picture = EnzymeExplorer(enzyme=enzyme, enzyme_baseline=15.0, other_points=60.0).picture
    parts, figure_ = picture.parts, picture.figure
    assert parts.head.get_text() == f"Most points {enzyme} and the others can earn"
    heights = {}
    for axes in figure_.axes:
        for text in axes.texts:
            heights[text.get_text()] = HEIGHT * (
                1 - text.get_transform().transform(text.get_position())[1] / figure_.bbox.height
            )
    assert (
        heights["The score: points of all six measures"] < heights["moderate"] < heights[parts.note.get_text()] < RULE
    )
    assert RULE < heights[parts.head.get_text()] < heights["strength (MMT-8): 32.5"] < heights[parts.scale.get_text()]
    above = [path.vertices[:, 1].max() for path in (*parts.pieces.get_paths(), *parts.bands.get_paths())]
    assert max(above) < RULE < HEIGHT * (1 - parts.stairs.axes.get_position().y1)


def test_everything_is_stamped_as_invented_and_the_range_as_assumed():
    explorer = EnzymeExplorer()
    for name in explorer.presets:
        explorer.show_preset(name)
        assert str(explorer.picture.provenance) == "SYNTHETIC · an invented patient; range assumed"
        assert "range" in explorer.picture.table["quantity"].str.cat(sep=" ")

"""What score can this patient reach: bars, words and table that agree with the model, and assumptions that are told."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from matplotlib.colors import to_hex

from helpers.evidence import figure, tis_table
from helpers.explorers.attainable import AttainableExplorer
from helpers.figures import style
from helpers.figures.attainable import (
    BAR,
    BARS_LEFT,
    PIXELS_PER_POINT,
    ROW_HEIGHT,
    ROW_TOP,
    SUM_LEFT,
    SUM_PIXELS_PER_POINT,
)
from helpers.models.tis import CoreSetMeasures, attainable_score
from tests.unit.explorer_tools import measure_words, read_numbers, read_view

TYPICAL = (6, 6, 100, 1.5, 8, 6)
STATES = [
    ({}, TYPICAL, 1.0, "CK"),
    ({"mmt8": 141, "haq": 0.5, "extramuscular": 3.1}, (6, 6, 141, 0.5, 8, 3.1), 1.0, "CK"),
    ({"enzyme": "ALT", "enzyme_baseline": 1.7, "enzyme_best": 0.5}, (6, 6, 100, 1.5, 1.7, 6), 0.5, "ALT"),
    ({"enzyme": "aldolase", "enzyme_baseline": 0.8, "mmt8": 150}, (6, 6, 150, 1.5, 0.8, 6), 1.0, "aldolase"),
    ({"physician_global": 4.0, "patient_global": 2.5, "extramuscular": 0}, (4, 2.5, 100, 1.5, 8, 0), 1.0, "CK"),
]


def score_of(values, enzyme_best, enzyme):
    return attainable_score(CoreSetMeasures(*values), enzyme_best=enzyme_best, enzyme=enzyme)


def list_boxes(collection) -> list[tuple[float, float, float]]:
    """Return left, right and top of each box of a collection."""
    corners = [path.vertices for path in collection.get_paths()]
    return [(box[:, 0].min(), box[:, 0].max(), box[:, 1].min()) for box in corners]


def test_it_opens_with_everything_in_reach_and_gives_no_phenotype_away():
    explorer = AttainableExplorer()
    assert tuple(explorer.state.values()) == (*TYPICAL[:4], 8, 6, 1, "CK")
    words = " ".join([explorer.picture.sentence, explorer.picture.alt, *(word for word, _ in measure_words(explorer))])
    assert "100 of 100" in words
    assert "67.5" not in words
    assert explorer._defaults == explorer._defaults | next(iter(explorer.presets.values()))


@pytest.mark.parametrize(
    ("preset", "total", "share"),
    [
        ("Typical, much room", "100", "40 %"),
        ("Without weakness", "67.5", "59 %"),
        ("Amyopathic, CK normal", "50", "80 %"),
        ("Necrotising, no rash", "80", "50 %"),
        ("Just weak enough to enter", "77.5", "52 %"),
        ("Mild in every measure", "57.5", "70 %"),
    ],
)
def test_each_preset_reaches_what_the_course_says(preset, total, share):
    explorer = AttainableExplorer()
    explorer.show_preset(preset)
    assert f"can reach at most {total} of 100 points" in explorer.picture.sentence
    assert f"TIS 40 asks for {share} of that" in explorer.picture.sentence
    assert explorer.picture.parts.title.get_text().startswith(f"At most {total} of 100 points in reach")
    assert len(explorer.presets) == 6


@pytest.mark.parametrize(("state", "values", "enzyme_best", "enzyme"), STATES)
def test_bars_and_pieces_are_as_long_as_the_points_in_reach(state, values, enzyme_best, enzyme):
    parts = AttainableExplorer(**state).picture.parts
    points = list(score_of(values, enzyme_best, enzyme).points.values())
    bars, pieces = list_boxes(parts.bars), list_boxes(parts.pieces)
    assert [left for left, _, _ in bars] == [BARS_LEFT] * 6
    assert [(right - left) / PIXELS_PER_POINT for left, right, _ in bars] == pytest.approx(points)
    assert [top for _, _, top in bars] == [ROW_TOP + ROW_HEIGHT * row + BAR for row in range(6)]
    ends = SUM_LEFT + SUM_PIXELS_PER_POINT * np.cumsum([0, *points])
    assert [edge for left, right, _ in pieces for edge in (left, right)] == pytest.approx(
        [edge for pair in itertools.pairwise(ends) for edge in pair]
    )
    raters = {
        "physician": style.PHYSICIAN,
        "patient": style.PATIENT,
        "examiner": style.EXAMINER,
        "laboratory": style.LABORATORY,
    }
    fills = [raters[measure.scored_by] for measure in tis_table().measures.values()]
    for collection in (parts.bars, parts.pieces):
        assert [to_hex(colour).upper() for colour in collection.get_facecolor()] == fills


def test_outlines_are_the_most_that_the_table_gives_and_the_bars_stand_at_20_40_60():
    explorer = AttainableExplorer()
    axes = explorer.picture.parts.bars.axes
    widths = [patch.get_width() for patch in axes.patches if patch.get_x() == BARS_LEFT]
    assert [width / PIXELS_PER_POINT for width in widths] == pytest.approx([20, 10, 32.5, 10, 7.5, 20])
    ticks = sorted({(line.get_xdata()[0] - SUM_LEFT) / SUM_PIXELS_PER_POINT for line in axes.lines})
    assert ticks == pytest.approx([20, 40, 60])
    assert [text.get_position()[0] for text in explorer.picture.parts.shares] == pytest.approx(
        [SUM_LEFT + SUM_PIXELS_PER_POINT * bar for bar in (20, 40, 60)]
    )


@pytest.mark.parametrize("enzyme", tis_table().enzymes)
def test_no_words_of_a_row_run_over_its_bar_and_only_a_loss_has_a_reason(enzyme):
    explorer = AttainableExplorer(physician_global=3.9, patient_global=2.1, mmt8=104, haq=1.175, extramuscular=3.9)
    for entry, best in ((1.85, 1.95), (29.75, 1.95)):
        explorer.set(enzyme=enzyme, enzyme_baseline=entry, enzyme_best=best)
        dots = style.DOTS_PER_INCH / style.CSS_PIXELS_PER_INCH
        parts = explorer.picture.parts
        rows = [text.get_text() for text in (*parts.names, *parts.reasons) if text.get_text()]
        ends = [box[2] / dots for text, box in measure_words(explorer) if text in rows]
        assert len(ends) == len(rows) and max(ends) <= BARS_LEFT - 2
    lost = explorer.picture.table["out of reach"].head(6)
    for text, row in zip(explorer.picture.parts.reasons, range(6), strict=True):
        room, needed = explorer.picture.table.iloc[row, 4:6]
        assert text.get_text() == (f"has {room:.3g} % room, needs > {needed:g} %" if lost[row] else "")
    assert (lost > 0).any() and not (lost > 0).all()


@pytest.mark.parametrize(("state", "values", "enzyme_best", "enzyme"), STATES)
def test_the_table_holds_the_models_numbers(state, values, enzyme_best, enzyme):
    table = AttainableExplorer(**state).picture.table
    score = score_of(values, enzyme_best, enzyme)
    rows = table.head(6)
    assert rows["entry"].tolist() == list(values)
    assert rows["best"].tolist() == [0, 0, 150, 0, min(values[4], enzyme_best), 0]
    assert rows["room (% of range)"].tolist() == pytest.approx(list(score.improvement.values()), abs=0.005)
    assert rows["all points need more than (% of range)"].tolist() == [40, 40, 30, 40, 25, 40]
    assert rows["points in reach"].tolist() == list(score.points.values())
    assert rows["most"].tolist() == [20, 10, 32.5, 10, 7.5, 20]
    assert rows["out of reach"].tolist() == [score.out_of_reach.get(name, 0) for name in score.points]
    assert rows.loc[4, "measure"] == f"Muscle enzyme ({enzyme})"
    assert rows["unit"].tolist() == ["cm", "cm", "points", "points", "× ULN", "cm"]
    total = table.iloc[6]
    assert f"best enzyme {enzyme_best:g} × ULN assumed" in total["measure"]
    assert (total["points in reach"], total["most"], total["out of reach"]) == (score.total, 100, 100 - score.total)
    shares = table["share of the points in reach (%)"].tolist()
    assert all(math.isnan(share) for share in shares[:7])
    assert shares[7:] == pytest.approx([100 * bar / score.total for bar in (20, 40, 60)], abs=0.05)


@pytest.mark.parametrize(("state", "values", "enzyme_best", "enzyme"), STATES)
def test_sentence_and_alternative_text_hold_the_models_numbers(state, values, enzyme_best, enzyme):
    explorer = AttainableExplorer(**state)
    score = score_of(values, enzyme_best, enzyme)
    sentence, alt = explorer.picture.sentence, explorer.picture.alt
    physician, patient, mmt8, haq, level, extramuscular = values
    assert sentence.endswith(
        f"Entry: physician {physician:g}, patient {patient:g}, extramuscular {extramuscular:g} cm, MMT-8 {mmt8}, "
        f"HAQ {haq:g}, {enzyme} {level:g} × ULN (best {enzyme_best:g})."
    )
    assert len(sentence) < 300
    worst = max(score.out_of_reach.values(), default=0)
    assert (f", {worst:g} of " in sentence) == bool(worst)
    for part in score.scores:
        assert f"{part.baseline:g} to {part.follow_up:g} {part.unit}, {part.points:g} of {part.maximum:g}" in alt
    shares = [round(100 * bar / score.total) for bar in (20, 40, 60)]
    assert f"20: {shares[0]} %, 40: {shares[1]} %, 60: {shares[2]} %" in alt
    assert f"sum to {score.total:g} of 100, {100 - score.total:g} stay white" in alt
    assert f"(best enzyme {enzyme_best:g} × ULN)" in alt
    assert read_numbers(sentence)[:2] == [score.total, 100]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            {"mmt8": 150, "physician_global": 0, "extramuscular": 0, "enzyme_baseline": 1, "haq": 0},
            "Even TIS 20 is out of",
        ),
        (
            {"mmt8": 150, "extramuscular": 0, "enzyme_baseline": 1, "haq": 0},
            "TIS 20 asks for 67 % of that, TIS 40 is out",
        ),
        ({"mmt8": 150, "enzyme_baseline": 1, "haq": 0}, "TIS 40 asks for 80 % of that, TIS 60 is out of reach"),
        ({"mmt8": 150}, "TIS 40 asks for 59 % of that, TIS 60 for 89 %"),
    ],
)
def test_the_first_bar_out_of_reach_is_told(state, words):
    explorer = AttainableExplorer(**state)
    assert words in explorer.picture.sentence
    score = float(explorer.picture.table.loc[6, "points in reach"])
    weights = [text.get_fontweight() for text in explorer.picture.parts.shares]
    assert weights == ["normal" if bar <= score else "bold" for bar in (20, 40, 60)]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"mmt8": 150}, "only loss: "),
        ({"mmt8": 150, "enzyme_baseline": 1}, "largest loss: "),
        ({"mmt8": 150, "enzyme_baseline": 1, "haq": 0}, "largest loss: "),
    ],
)
def test_a_loss_is_called_the_only_one_where_it_is(state, words):
    picture = AttainableExplorer(**state).picture
    losses = [loss for loss in picture.table["out of reach"].iloc[:6] if loss > 0]
    assert len(losses) == len(state)
    assert words in picture.sentence + picture.alt
    assert f", {max(losses):g} of " in picture.sentence


def test_who_could_not_have_entered_is_told_from_the_published_row():
    limit = int(figure("mmt8_entry_below").value)
    inside, outside = AttainableExplorer(mmt8=limit - 1).picture, AttainableExplorer(mmt8=limit).picture
    assert inside.parts.entry.get_text() == f"MMT-8 is below {limit}, as ProDERM asked at entry."
    assert outside.parts.entry.get_text() == f"ProDERM took MMT-8 below {limit}: not this patient."
    assert outside.parts.entry.get_text() in outside.alt and inside.parts.entry.get_text() in inside.alt
    assert f"ProDERM took only MMT-8 below {limit}." in outside.sentence
    assert "ProDERM" not in inside.sentence


def test_an_assumption_that_changes_no_points_is_told_all_the_same():
    """From an enzyme below the best that counts, the best changes nothing, and picture and words say its value."""
    one, other = (AttainableExplorer(enzyme_baseline=0.5, enzyme_best=best) for best in (1.0, 1.5))
    assert one.picture.table.loc[4, "points in reach"] == other.picture.table.loc[4, "points in reach"] == 0
    assert "best 1.5" in other.picture.parts.names[4].get_text()
    assert all(a != b for a, b in zip(read_view(one), read_view(other), strict=True))


def test_nothing_to_gain_is_refused_and_the_picture_stays():
    explorer = AttainableExplorer(mmt8=150)
    before = read_view(explorer)
    explorer.set(physician_global=0, patient_global=0, haq=0, enzyme_baseline=1, extramuscular=0)
    image, alt, sentence = read_view(explorer)
    assert (image, alt) == before[:2]
    assert sentence.startswith("Nothing to gain: every measure starts at its best value")
    assert "Choose a worse value at entry" in sentence


def test_every_state_is_marked_as_invented():
    for state, *_ in STATES:
        explorer = AttainableExplorer(**state)
        assert str(explorer.picture.provenance) == "SYNTHETIC · an invented patient; enzyme range assumed"
        assert explorer.picture.sentence.startswith("This invented patient")
        assert "an invented patient" in explorer.picture.alt


def test_white_is_named_in_the_key():
    words = [text for text, _ in measure_words(AttainableExplorer())]
    assert {"physician", "patient", "examiner", "laboratory", "lost"} <= set(words)

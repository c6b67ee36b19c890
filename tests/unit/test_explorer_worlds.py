"""The worlds as drawn and told: marks, words and table against the model, in several states."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from helpers.errors import Impossible
from helpers.evidence import figure, synthetic_cohort
from helpers.explorers import WorldsExplorer
from helpers.explorers.worlds import LARGEST_EXTRA, LOWEST_ON_BOTH, WORLDS
from helpers.figures import style
from helpers.figures.worlds import BIN
from helpers.models.cohort_antibodies import SUBTYPES, SubtypeTruth
from helpers.models.worlds import walk_worlds
from tests.unit.explorer_tools import list_clashes, read_numbers

DM, NECROTISING = "dermatomyositis-specific", "necrotising"

STATES = [
    {},
    {"world": WORLDS, "extra_effect": -20},
    {"world": 12, "subtype": NECROTISING, "extra_on_both": 20, "seed": 7},
    {"world": 5, "subtype": "none", "extra_effect": 35, "extra_on_both": -15, "seed": 20},
]


def walk(state):
    """Return the series that a state stands for, walked apart from the explorer."""
    subtype = state.get("subtype", DM)
    truth = SubtypeTruth(
        placebo={subtype: state.get("extra_on_both", 0)}, effect={subtype: state.get("extra_effect", 0)}
    )
    series = walk_worlds(synthetic_cohort(), seed=state.get("seed", 1), worlds=WORLDS, truth=truth)
    return series, state.get("world", 1), subtype


def find_lost_state():
    """Return a state in which nobody of the kind stands in one arm."""
    for seed, world in itertools.product(range(1, 21), range(1, WORLDS + 1)):
        series = walk_worlds(synthetic_cohort(), seed=seed, worlds=WORLDS)
        lost = np.flatnonzero(np.isnan(series.differences[:, 2]))
        if len(lost):
            return {"seed": seed, "world": int(lost[0]) + 1, "subtype": NECROTISING}, int(world)
    raise AssertionError("no such world")


@pytest.mark.parametrize("state", STATES)
def test_marks_stand_where_the_numbers_do(state):
    series, world, subtype = walk(state)
    parts = WorldsExplorer(**state).picture.parts
    splits = [series.split(world, name) for name in SUBTYPES]
    assert parts.truths.get_offsets()[:, 0] == pytest.approx([split.true_difference for split in splits])
    shown = [split.difference for split in splits if not np.isnan(split.difference)]
    assert parts.shown.get_offsets()[:, 0] == pytest.approx(shown)
    ends = [(segment[0][0], segment[1][0]) for segment in parts.gaps.get_segments()]
    assert np.ravel(ends) == pytest.approx(
        np.ravel([(s.true_difference, s.difference) for s in splits if not np.isnan(s.difference)])
    )
    line = splits[SUBTYPES.index(subtype)].true_difference
    assert parts.true_line.get_segments()[0][:, 0] == pytest.approx([line, line])


@pytest.mark.parametrize("state", STATES)
def test_each_world_walked_is_a_dot_at_its_difference(state):
    series, world, subtype = walk(state)
    parts = WorldsExplorer(**state).picture.parts
    seen = series.differences[:world, SUBTYPES.index(subtype)]
    before = seen[:-1][~np.isnan(seen[:-1])]
    dots = parts.dots.get_offsets()
    assert len(dots) == len(before) and len({tuple(dot) for dot in np.round(dots, 6)}) == len(dots)
    assert np.abs(np.sort(dots[:, 0]) - np.sort((np.floor(before / BIN) + 0.5) * BIN)).max(initial=0) < 1e-9
    assert abs(parts.newest.get_offsets()[0, 0] - seen[-1]) <= BIN / 2
    assert dots[:, 1].max(initial=0) < 1


def test_the_kind_that_is_looked_at_is_darker_and_bold():
    parts = WorldsExplorer(subtype="antisynthetase").picture.parts
    dark = (parts.shown.get_facecolor() == to_rgba(style.INK)).all(axis=1)
    assert dark.tolist() == [False, True, False, False]
    assert [name.get_fontweight() for name in parts.names] == ["normal", "bold", "normal", "normal"]


@pytest.mark.parametrize("state", STATES)
def test_the_table_holds_the_models_numbers(state):
    series, world, subtype = walk(state)
    table = WorldsExplorer(**state).picture.table
    assert len(table) == len(SUBTYPES) + world - 1
    assert table["antibody (trial report)"].tolist() == [*SUBTYPES, *[subtype] * (world - 1)]
    assert table["world"].tolist() == [world] * 4 + list(range(world - 1, 0, -1))
    for row in table.to_dict("records"):
        split = series.split(row["world"], row["antibody (trial report)"])
        assert (row["IVIg (patients)"], row["placebo (patients)"]) == split.patients
        assert (row["responders on IVIg (patients)"], row["responders on placebo (patients)"]) == split.responders
        assert row["difference (points)"] == pytest.approx(split.difference, abs=0.006, nan_ok=True)
        assert row["true difference (points)"] == pytest.approx(split.true_difference, abs=0.006)
        assert row["true mean on placebo (points)"] == pytest.approx(split.true_means[1], abs=0.006)
        assert row["true mean on IVIg (points)"] == pytest.approx(split.true_means[0], abs=0.006)
        assert row["mean TIS on placebo (points)"] == pytest.approx(split.means[1], abs=0.006, nan_ok=True)
        assert row["mean TIS on IVIg (points)"] == pytest.approx(split.means[0], abs=0.006, nan_ok=True)


@pytest.mark.parametrize("state", STATES)
def test_sentence_and_alternative_text_say_the_models_numbers(state):
    series, world, subtype = walk(state)
    picture = WorldsExplorer(**state).picture
    split = series.split(world, subtype)
    said = read_numbers(picture.sentence)
    assert said[:2] == [world, series.seed]
    for number in (*split.patients, round(split.difference, 1), round(split.true_difference, 1)):
        assert number in said
    seen = series.differences[:world, SUBTYPES.index(subtype)]
    if world > 1:
        assert round(float(np.nanmin(seen)), 1) in said and round(float(np.nanmax(seen)), 1) in said
    for name in ("extra_effect", "extra_on_both"):
        assert not state.get(name) or abs(state[name]) in said
    told = read_numbers(picture.alt)
    assert all(round(float(value), 1) in told for value in seen[~np.isnan(seen)])
    assert all(round(mean, 1) in told for mean in split.true_means)


@pytest.mark.parametrize("state", STATES)
def test_words_name_the_assumption_and_the_truth_elsewhere(state):
    series, world, subtype = walk(state)
    picture = WorldsExplorer(**state).picture
    assumed = f"assumed: all {figure('msa_trial').count} are among the {figure('msa_reanalysis').count}; not public"
    assert picture.sentence.endswith(f"Every total listed is met; {assumed}.") and assumed in picture.alt
    other = next(series.split(world, name).true_difference for name in SUBTYPES if name != subtype)
    assert (f"(others +{other:.1f})" in picture.sentence) == bool(state.get("extra_effect"))
    assert not re.search("published total", picture.sentence + picture.alt)


def test_the_title_tells_alike_from_unlike_truths():
    assert WorldsExplorer().picture.parts.title.get_text().startswith("True effects alike: in world 1\n")
    assert WorldsExplorer(extra_effect=-20).picture.parts.title.get_text().startswith("True effects unlike")
    # A kind that scores higher on both arms gains as much from IVIg as the others.
    assert WorldsExplorer(extra_on_both=20).picture.parts.title.get_text().startswith("True effects alike")
    differences = walk({})[0].differences[0]
    low, high = read_numbers(WorldsExplorer().picture.parts.title.get_text().split("\n")[1])
    assert (low, high) == (round(differences.min()), round(differences.max()))


def test_a_world_with_nobody_to_compare_says_so():
    state, _ = find_lost_state()
    picture = WorldsExplorer(**state).picture
    assert len(picture.parts.shown.get_offsets()) == 3 and len(picture.parts.newest.get_offsets()) == 0
    assert picture.parts.figures[2].get_text().startswith("none (true ")
    assert re.search(r"Necrotising myopathy, \d+ of \d+ worlds?", picture.parts.head.get_text())
    assert "one arm has nobody" in picture.sentence and "nan" not in picture.sentence + picture.alt
    assert list_clashes(WorldsExplorer(**state)) == []


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_stamped_synthetic(state):
    explorer = WorldsExplorer(**state)
    assert str(explorer.picture.provenance) == "SYNTHETIC · invented patients, totals of the trial"
    assert "nvented" in explorer.picture.sentence and "invented" in explorer.picture.alt


def test_a_truth_off_the_score_is_refused_and_the_picture_stays():
    explorer = WorldsExplorer(subtype=NECROTISING)
    before = explorer.picture.alt
    explorer.set(extra_effect=-LARGEST_EXTRA, extra_on_both=LOWEST_ON_BOTH)
    assert "On IVIg a true mean of" in explorer._problem and "Choose smaller shifts" in explorer._problem
    assert explorer.picture.alt == before


def test_the_opening_has_equal_truths_and_one_world():
    explorer = WorldsExplorer()
    assert explorer.state == {"world": 1, "subtype": DM, "extra_effect": 0, "extra_on_both": 0, "seed": 1}
    truths = explorer.picture.table["true difference (points)"]
    assert truths.nunique() == 1 and len(explorer.picture.table) == 4


@pytest.mark.slow
def test_words_never_meet_and_the_sentence_stays_short():
    for subtype, effect, both in itertools.product(SUBTYPES, (-LARGEST_EXTRA, 5), (0, LOWEST_ON_BOTH, 25)):
        explorer = WorldsExplorer(world=WORLDS, subtype=subtype, extra_effect=effect, extra_on_both=both, seed=3)
        assert not explorer._problem or "Choose smaller shifts" in explorer._problem
        assert list_clashes(explorer) == []
        assert len(explorer.picture.sentence) <= 300


def test_no_words_claim_anything_of_a_real_subtype():
    for name in WorldsExplorer().presets:
        explorer = WorldsExplorer()
        explorer.show_preset(name)
        words = (explorer.picture.sentence + explorer.picture.alt).lower()
        assert not any(claim in words for claim in ("responds", "predict", "benefit", "works", "effective"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("world", 0), ("world", WORLDS + 1), ("extra_effect", 41), ("subtype", "juvenile"), ("seed", "1")],
)
def test_a_setting_that_cannot_be_leaves_the_picture(name, value):
    explorer = WorldsExplorer()
    opening = explorer.picture.alt
    explorer.set(**{name: value})
    assert explorer.picture.alt == opening and name in explorer._problem
    with pytest.raises(Impossible):
        explorer.set(**{f"{name}s": value})


@pytest.mark.parametrize("state", STATES)
def test_rows_key_and_foot_say_of_what_and_which_way(state):
    """IVIg first everywhere, and every number with its kind: read off the model once more."""
    series, world, subtype = walk(state)
    picture = WorldsExplorer(**state).picture
    texts = [text.get_text() for text in picture.figure.findobj(Text)]
    assert {"Mean TIS, IVIg minus placebo:", "in this world", "in truth"} <= set(texts)
    for name, label, told in zip(SUBTYPES, picture.parts.names, picture.parts.figures, strict=True):
        split = series.split(world, name)
        shown = f"{split.difference:+.0f} (true {split.true_difference:+.0f})".replace("-", "−").replace("+0 ", "0 ")
        assert label.get_text().endswith(f", n {split.patients[0]} v {split.patients[1]}")
        assert told.get_text() == shown
        assert f"{label.get_text()}: {shown}" in picture.alt
    assert "Difference of the mean scores, IVIg minus placebo, by kind of antibody" in picture.alt
    ivig, placebo = series.split(world, subtype).true_means
    assert picture.parts.foot.get_text() == f"True mean TIS, IVIg v placebo: {ivig:.1f} v {placebo:.1f}; totals met"
    assert f"{series.split(world, subtype).difference:+.1f} points".replace("-", "−") in picture.sentence


@pytest.mark.parametrize(
    ("effect", "both", "told"),
    [
        (-20, 0, "Chosen: IVIg adds 20 fewer there."),
        (20, 0, "Chosen: IVIg adds 20 more there."),
        (0, 10, "Chosen: both arms 10 higher."),
        (0, -10, "Chosen: both arms 10 lower."),
        (0, 0, "Chosen: all subtypes alike."),
    ],
)
def test_the_chosen_truth_is_told_with_its_direction(effect, both, told):
    assert told in WorldsExplorer(extra_effect=effect, extra_on_both=both).picture.sentence

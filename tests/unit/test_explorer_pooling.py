"""From no pooling to complete pooling: marks that agree with the model, and a spread that is told with its prior."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from matplotlib.text import Text

from helpers.evidence import figure
from helpers.explorers.pooling import INVENTED, STEPS, PoolingExplorer
from helpers.figures.pooling import LARGEST_TAU
from helpers.models.partial_pooling import pool_by_data, pool_subgroups
from tests.unit.explorer_tools import list_clashes

COUNTS = INVENTED
STATES = [
    {"pooling": "none", "counts": "five", "prior_scale": 20, "level": 95.0},
    {"pooling": 10, "counts": "all or none", "prior_scale": 5, "level": 80.0},
    {"pooling": "complete", "counts": "all or none", "prior_scale": 40, "level": 99.0},
    {"pooling": "data", "counts": "five", "prior_scale": 12, "level": 90.0},
    {"pooling": "data", "counts": "all or none", "prior_scale": 20, "level": 95.0},
]


def compute(state):
    counts, level = COUNTS[state["counts"]], state["level"] / 100
    by_data = pool_by_data(counts, prior_scale=state["prior_scale"] / 100, level=level)
    if state["pooling"] == "data":
        return by_data, by_data.posterior
    tau = {"none": math.inf, "complete": 0}.get(state["pooling"], state["pooling"])
    return pool_subgroups(counts, tau / 100, level=level), by_data.posterior


def print_points(value):
    text = f"{100 * value:+.0f}".replace("-", "−")
    return "0" if text in ("+0", "−0") else text


def test_it_opens_without_pooling_and_the_invented_sets_add_up_to_the_trial():
    explorer = PoolingExplorer()
    assert explorer.state == {"pooling": "none", "counts": "five", "prior_scale": 20, "level": 95.0}
    ivig, placebo = figure("responders_ivig"), figure("responders_placebo")
    for counts in INVENTED.values():
        assert np.sum(list(counts.values()), axis=0).tolist() == [ivig.count, ivig.n, placebo.count, placebo.n]
    assert "+36 (" not in explorer.picture.sentence


@pytest.mark.parametrize("state", STATES)
def test_marks_intervals_and_curve_stand_where_the_model_says(state):
    parts = PoolingExplorer(**state).picture.parts
    pooled, posterior = compute(state)
    alone, drawn = (np.asarray(marks.get_offsets()) for marks in (parts.alone, parts.pooled))
    assert alone[:, 0] == pytest.approx([100 * one.observed for one in pooled.subgroups])
    assert drawn[:, 0] == pytest.approx([100 * one.estimate for one in pooled.subgroups])
    assert np.all(np.diff(drawn[:, 1]) < 0) and np.array_equal(alone[:, 1], drawn[:, 1])
    for one, interval, move in zip(
        pooled.subgroups, parts.intervals.get_segments(), parts.moves.get_segments(), strict=True
    ):
        assert interval[:, 0] == pytest.approx([100 * one.lower, 100 * one.upper])
        assert move[:, 0] == pytest.approx([100 * one.observed, 100 * one.estimate])
    common = 100 * pool_subgroups(COUNTS[state["counts"]], 0).mean
    assert parts.common.get_xdata() == pytest.approx([common] * 2)
    at = {"none": [LARGEST_TAU] * 2, "complete": [0, 0], "data": []}.get(state["pooling"], [state["pooling"]] * 2)
    assert list(parts.mark.get_xdata()) == pytest.approx(at)
    corners = parts.curve.get_paths()[0].vertices
    density = posterior.density(np.linspace(0, LARGEST_TAU, 101) / 100)
    assert corners[1:102, 1] == pytest.approx(density / density.max())
    assert corners[1:102, 0] == pytest.approx(np.linspace(0, LARGEST_TAU, 101))


@pytest.mark.parametrize("state", STATES)
def test_the_words_are_the_models_numbers(state):
    explorer = PoolingExplorer(**state)
    pooled, posterior = compute(state)
    sentence, alt, table = explorer.picture.sentence, explorer.picture.alt, explorer.picture.table
    mean = pool_subgroups(COUNTS[state["counts"]], 0).mean
    farthest = max(pooled.subgroups, key=lambda one: abs(one.observed - mean))
    limits = f"({state['level']:g} % interval {print_points(farthest.lower)} to {print_points(farthest.upper)})"
    below = f"{100 * posterior.quantile(0.95):.0f}"
    assert limits in sentence
    assert f"half-normal prior of SD {state['prior_scale']} points, τ lies below {below} points" in sentence
    if state["pooling"] == "none":
        assert f"{farthest.name} stays at {print_points(farthest.observed)} points" in sentence
    else:
        moved = f"{print_points(farthest.observed)} points alone, is drawn to {print_points(farthest.estimate)}"
        assert f"{farthest.name}, {moved}" in sentence
    for one, (x, n, y, m) in zip(pooled.subgroups, COUNTS[state["counts"]].values(), strict=True):
        numbers = [
            f"{100 * value:.1f}".replace("-", "−") for value in (one.observed, one.estimate, one.lower, one.upper)
        ]
        assert (
            f"{one.name}: {x}/{n} v {y}/{m}, alone {numbers[0]}, pooled {numbers[1]} ({numbers[2]} to {numbers[3]})"
            in (alt)
        )
    assert f"mean {100 * posterior.mean:.1f} points, 95 % below {below}" in alt
    k, level = len(pooled.subgroups), f"{state['level']:g} %"
    for column, values in (
        ("alone (points)", [one.observed for one in pooled.subgroups]),
        ("pooled (points)", [one.estimate for one in pooled.subgroups]),
        (f"lower ({level})", [one.lower for one in pooled.subgroups]),
        (f"upper ({level})", [one.upper for one in pooled.subgroups]),
    ):
        assert table[column][:k].astype(float).tolist() == pytest.approx([100 * value for value in values], abs=0.051)
    assert table[f"upper ({level})"].iloc[-1] == f"95 % below {100 * posterior.quantile(0.95):.1f}"


def test_a_small_subtype_far_out_moves_most():
    explorer = PoolingExplorer(pooling=10)
    moves = [abs(b - a) for (a, _), (b, _) in (segment for segment in explorer.picture.parts.moves.get_segments())]
    assert moves.index(max(moves)) == list(INVENTED["five"]).index("E")
    assert explorer.picture.parts.title.get_text() == "Partial pooling, τ 10 points:\nE moves from −25 to +30 points"


def test_with_complete_pooling_all_stand_on_the_common_line():
    explorer = PoolingExplorer(pooling="complete")
    parts = explorer.picture.parts
    assert np.asarray(parts.pooled.get_offsets())[:, 0] == pytest.approx([parts.common.get_xdata()[0]] * 5)
    assert "if all have one true difference" in explorer.picture.sentence


def test_the_prior_is_told_in_every_state_and_a_narrow_one_pools_more():
    states = [PoolingExplorer(pooling="data", prior_scale=scale) for scale in (2, 40)]
    narrow, wide = (explorer.picture.table["pooled (points)"][4] for explorer in states)
    assert narrow > 35 and wide < 25
    for explorer, scale in zip(states, (2, 40), strict=True):
        for step in STEPS:
            explorer.set(pooling=step)
            assert f"SD {scale} points" in explorer.picture.sentence
            assert f"SD {scale}:" in explorer.picture.parts.spread.get_text()


@pytest.mark.parametrize("counts", COUNTS)
def test_every_state_is_stamped_synthetic(counts):
    stamp = "SYNTHETIC · invented subtypes and counts"
    assert str(PoolingExplorer(counts=counts).picture.provenance) == stamp


def test_the_trials_own_two_groups_are_not_pooled():
    """With two groups nearly all that is said of tau is the prior."""
    explorer = PoolingExplorer()
    explorer.set(counts="msa")
    assert "counts" in explorer._problem and explorer.state["counts"] == "five"
    assert not any("MSA" in name for name in explorer.presets)


def test_run_walks_from_none_past_complete_to_the_data():
    explorer = PoolingExplorer()
    explorer.run()
    explorer.on_step(explorer._turn, False)
    assert explorer.state["pooling"] == 50
    explorer.on_step(explorer._turn, True)
    assert explorer.state["pooling"] == "data"


@pytest.mark.parametrize("counts", COUNTS)
def test_no_state_says_that_a_subtype_responds(counts):
    explorer = PoolingExplorer(counts=counts)
    for step in STEPS:
        explorer.set(pooling=step)
        words = f"{explorer.picture.sentence} {explorer.picture.alt} {explorer.picture.table.to_string()}"
        assert list_clashes(explorer) == []
        assert len(explorer.picture.sentence) < 300
        assert not re.search(r"\bresponds?\b|predicts|confirm|prove|significant|no difference", words)
        assert explorer.picture.sentence.startswith("Invented counts")
        assert not re.search("MSA|antibod", words)


@pytest.mark.parametrize("state", STATES)
def test_words_say_what_is_invented_which_way_and_below_which_tau(state):
    picture = PoolingExplorer(**state).picture
    pooled, posterior = compute(state)
    said = [text.get_text() for text in picture.figure.findobj(Text)]
    assert any(words.startswith("Invented counts; IVIg less placebo, points\n◇ alone   ● pooled") for words in said)
    assert any(words.endswith(f": 95 % below {100 * posterior.quantile(0.95):.0f} points") for words in said)
    assert picture.alt.startswith("Differences IVIg less placebo in points, ")
    for place, one in enumerate(pooled.subgroups):
        counts = one.counts
        ivig = f"{counts.responders_treatment} of {counts.n_treatment}"
        placebo = f"{counts.responders_control} of {counts.n_control}"
        told = picture.table.iloc[place]
        assert (told["responders on IVIg"], told["responders on placebo"]) == (ivig, placebo)

"""The shuffled labels as drawn: dots, bars, tails and words against the model."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.explorers import PermutationExplorer
from helpers.explorers.permutation import DRAWS
from helpers.figures import style
from helpers.figures.permutation import BAR_TOPS, FAR, MOST_DOTS, NEAR
from helpers.figures.permutation_words import REVEAL_FROM, read_permutation, tabulate_permutation
from helpers.models.permutation import permute_labels
from tests.unit.explorer_tools import list_clashes, read_numbers, read_view

PRODERM = (37, 47, 21, 48)
PUBLISHED = "DERIVED · randomised · from N Engl J Med 2022;387:1264"


def read_bars(bars):
    """Return the middle and the height of each bar."""
    corners = [path.vertices for path in bars.get_paths()]
    return {round(vertices[:4, 0].mean(), 6): vertices[:, 1].max() for vertices in corners}


def test_each_shuffle_is_a_dot_at_its_difference():
    explorer = PermutationExplorer(draws=MOST_DOTS, seed=3)
    parts, shuffled = explorer.picture.parts, permute_labels(*PRODERM, draws=MOST_DOTS, seed=3)
    offsets = parts.dots.get_offsets()
    assert offsets[:, 0] == pytest.approx(100 * shuffled.differences)
    assert len(np.unique(np.round(offsets, 6), axis=0)) == MOST_DOTS
    assert parts.newest.get_offsets() == pytest.approx(offsets[-1:])
    assert parts.bars.get_paths() == parts.tail_bars.get_paths() == []


def test_dots_in_the_tails_are_filled():
    explorer = PermutationExplorer(draws=20, responders_ivig=33, responders_placebo=25)
    shuffled = permute_labels(33, 47, 25, 48, draws=20, seed=1)
    filled = (explorer.picture.parts.dots.get_facecolor() == to_rgba(style.INK)).all(axis=1)
    assert 0 < shuffled.extreme < 20
    assert filled.tolist() == shuffled.is_extreme.tolist()


@pytest.mark.parametrize("counts", [PRODERM, (33, 47, 25, 48)])
def test_bars_are_as_high_as_the_share_of_shuffles(counts):
    explorer = PermutationExplorer(draws=10_000, responders_ivig=counts[0], responders_placebo=counts[2])
    parts, shuffled = explorer.picture.parts, permute_labels(*counts, seed=1)
    top = min(BAR_TOPS)
    for bars, wanted in (
        (parts.bars, ~shuffled.possible_is_extreme),
        (parts.tail_bars, shuffled.possible_is_extreme),
    ):
        wanted &= shuffled.tally > 0
        drawn = read_bars(bars)
        assert list(drawn) == pytest.approx(100 * shuffled.possible_differences[wanted])
        assert list(drawn.values()) == pytest.approx(shuffled.tally[wanted] / 10_000 / top)
    assert len(parts.dots.get_offsets()) == len(parts.newest.get_offsets()) == 0


def test_single_shuffles_in_the_tail_can_be_seen():
    """One of 10 000 makes a bar a tenth of a pixel high: each such value has a mark."""
    explorer = PermutationExplorer(draws=10_000)
    shuffled = permute_labels(*PRODERM, seed=1)
    reached = 100 * shuffled.possible_differences[shuffled.possible_is_extreme & (shuffled.tally > 0)]
    assert len(reached) > 0
    assert explorer.picture.parts.marks.get_offsets()[:, 0] == pytest.approx(reached)


def test_the_lines_stand_at_the_observed_difference_and_opposite():
    explorer = PermutationExplorer(responders_ivig=10, responders_placebo=31)
    observed = 100 * (10 / 47 - 31 / 48)
    parts = explorer.picture.parts
    assert [segment[0][0] for segment in parts.lines.get_segments()] == pytest.approx([observed, -observed])
    left, right = parts.tails
    assert left.get_x() + left.get_width() == pytest.approx(observed)
    assert right.get_x() == pytest.approx(-observed)
    assert parts.names[0].get_text() == "observed −43.3\n0 shuffles"
    assert parts.names[0].get_position()[0] < 0 < parts.names[1].get_position()[0]


def test_the_two_tails_add_up_to_the_count():
    explorer = PermutationExplorer(draws=10_000, responders_ivig=33, responders_placebo=25)
    shuffled = permute_labels(33, 47, 25, 48, seed=1)
    named = [int(name.get_text().split("\n")[1].split(" ")[0]) for name in explorer.picture.parts.names]
    assert sum(named) == shuffled.extreme == 911
    assert named[0] == (shuffled.differences >= shuffled.observed).sum()


@pytest.mark.parametrize("seed", range(1, 21))
def test_the_axis_never_moves_during_a_run(seed):
    """Bars of every series of the published counts stay below the lowest top."""
    for draws in DRAWS:
        shuffled = permute_labels(*PRODERM, draws=draws, seed=seed)
        assert draws <= MOST_DOTS or shuffled.tally.max() / draws <= min(BAR_TOPS)


def test_a_difference_off_the_axis_gets_a_wider_one():
    explorer = PermutationExplorer()
    assert explorer.picture.figure.axes[0].get_xlim() == (-NEAR, NEAR)
    explorer.set(responders_ivig=47, responders_placebo=0)
    assert explorer.picture.figure.axes[0].get_xlim() == (-FAR, FAR)
    assert "observed +100.0" in explorer.picture.parts.names[0].get_text()


def test_the_opening_does_not_give_the_answer_away():
    explorer = PermutationExplorer()
    shown = explorer.static_html()
    for answer in ("0.00069", "0.000689", "Fisher", "10 000"):
        assert answer not in shown
    assert "Half of them" not in explorer.picture.alt
    assert explorer.picture.sentence.startswith(
        "One shuffle (seed 1) dealt IVIg 30 and placebo 28 of the 58 responders: +5.5 points, where the trial "
        "observed +35.0."
    )


def test_one_shuffle_is_told_as_one():
    explorer = PermutationExplorer()
    assert "drawn as a dot, at +5.5 points. " in explorer.picture.alt
    assert "it lies between them. " in explorer.picture.alt
    explorer.set(responders_ivig=29, responders_placebo=29)
    assert "it lies on or beyond one of them. " in explorer.picture.alt


def test_none_yet_is_not_called_never():
    explorer = PermutationExplorer(draws=100, seed=1)
    assert permute_labels(*PRODERM, draws=100, seed=1).extreme == 0
    assert "None yet does not mean never: p = (0 + 1) / (100 + 1) = 0.0099, and anything up to 0.036 fits" in (
        explorer.picture.sentence
    )
    assert explorer.picture.parts.title.get_text().startswith("0 of 100 shuffles went as far")


def test_a_run_ends_with_the_exact_answer():
    explorer = PermutationExplorer(draws=DRAWS[-1])
    assert DRAWS[-1] == REVEAL_FROM
    assert explorer.picture.sentence.endswith("All possible deals together give 0.00069: Fisher's exact p.")
    table = explorer.picture.table.set_index("quantity")["value"]
    assert table["p of all possible deals"] == table["Fisher's exact p"] == 0.000689
    assert table["shuffles at least as far from zero as observed"] == 6
    dealt = table[[name for name in table.index if name.startswith("shuffles that dealt")]]
    assert dealt.sum() == 10_000


def test_where_nobody_responds_the_words_say_so():
    explorer = PermutationExplorer(responders_ivig=0, responders_placebo=0, draws=1000)
    assert "there is nothing to test" in explorer.picture.sentence
    assert explorer.picture.parts.title.get_text().startswith("Nobody responded")
    explorer.set(responders_ivig=47, responders_placebo=48)
    assert explorer.picture.parts.title.get_text().startswith("Everybody responded")


@pytest.mark.parametrize("state", [{}, {"responders_ivig": 0, "responders_placebo": 0}, {"draws": 1000}])
def test_another_seed_changes_everything_on_the_page(state):
    """Even where all shuffles are alike, the seed is printed."""
    explorer = PermutationExplorer(**state)
    before = (*read_view(explorer), explorer.picture.table.to_csv())
    explorer.set(seed=2)
    after = (*read_view(explorer), explorer.picture.table.to_csv())
    assert all(now != was for now, was in zip(after, before, strict=True))


@pytest.mark.parametrize(
    ("state", "stamp"),
    [
        ({}, PUBLISHED),
        ({"draws": 10_000, "seed": 20}, PUBLISHED),
        ({"responders_ivig": 32, "responders_placebo": 11}, PUBLISHED),
        ({"responders_ivig": 36}, "SYNTHETIC · invented counts"),
        ({"responders_placebo": 22}, "SYNTHETIC · invented counts"),
    ],
)
def test_the_stamp_says_where_the_counts_come_from(state, stamp):
    assert str(PermutationExplorer(**state).picture.provenance) == stamp


@pytest.mark.slow
@pytest.mark.parametrize("responders_ivig", [0, 5, 12, 22, 29, 36, 47])
def test_words_keep_clear_of_each_other_wherever_the_line_stands(responders_ivig):
    explorer = PermutationExplorer(responders_ivig=responders_ivig, draws=10_000)
    for responders_placebo in range(0, 49, 6):
        explorer.set(responders_placebo=responders_placebo)
        assert list_clashes(explorer) == [], responders_placebo


@pytest.mark.parametrize(
    "state",
    [
        {"draws": 10_000, "seed": 7, "responders_ivig": 31, "responders_placebo": 24},
        {"draws": 50, "seed": 4, "responders_ivig": 20, "responders_placebo": 30},
        {"draws": 1000, "seed": 2, "responders_ivig": 25, "responders_placebo": 24},
    ],
)
def test_alternative_text_and_table_hold_the_shuffles_that_were_computed(state):
    explorer = PermutationExplorer(**state)
    draws, seed, ivig, placebo = state.values()
    shuffled = permute_labels(ivig, 47, placebo, 48, draws=draws, seed=seed)
    observed, points = 100 * shuffled.observed, 100 * shuffled.differences
    dealt = int(shuffled.responders_dealt[-1])
    told = read_numbers(explorer.picture.alt.replace("\N{NARROW NO-BREAK SPACE}", ""))
    last = [dealt, 47, ivig + placebo - dealt, 48, points[-1]]
    half, nearly_all = (float(far) for far in re.findall(r"within (\S+) points", explorer.picture.alt))
    for far, share in ((half, 0.5), (nearly_all, 0.95)):
        # So many lie within what is printed, and fewer before it.
        assert np.mean(abs(points) <= far) >= share > np.mean(abs(points) < far - 0.1)
    shape = [half, 95, 100, nearly_all]
    expected = [draws, seed, points.min(), points.max(), observed, -observed, shuffled.extreme, *shape, *last]
    assert told == pytest.approx(expected, abs=0.0501)
    table = explorer.picture.table.set_index("quantity")["value"]
    lower, upper = shuffled.monte_carlo_interval()
    expected = {
        "observed difference, IVIg minus placebo (points)": observed,
        "responders in both arms (patients)": ivig + placebo,
        "seed": seed,
        "shuffles": draws,
        "shuffles at least as far from zero as observed": shuffled.extreme,
        "their share (%)": 100 * shuffled.extreme / draws,
        "p value, (count + 1) / (shuffles + 1)": (shuffled.extreme + 1) / (draws + 1),
        "95 % Monte Carlo interval of p (Clopper-Pearson), lower": lower,
        "95 % Monte Carlo interval of p (Clopper-Pearson), upper": upper,
    }
    assert table[list(expected)].tolist() == pytest.approx(list(expected.values()), rel=0.006)
    assert table["their share (%)"] == pytest.approx(100 * shuffled.extreme / draws, rel=1e-3)
    tallied = table[[name for name in table.index if name.startswith("shuffles that dealt")]]
    assert tallied.tolist() == shuffled.tally[shuffled.tally > 0].tolist()
    assert [read_numbers(name)[0] for name in tallied.index] == pytest.approx(
        100 * shuffled.possible_differences[shuffled.tally > 0], abs=0.0501
    )


def test_where_two_ways_of_being_as_far_part_both_are_told():
    """In arms of 5 and 30 the deals as far from zero are not those that are less probable."""
    shuffled = permute_labels(0, 5, 14, 30, draws=REVEAL_FROM, seed=1)
    assert round(shuffled.exact_p, 2) != round(shuffled.fisher_p, 2)
    told = read_permutation(shuffled).split("All possible deals together give ")[1]
    assert read_numbers(told) == pytest.approx([shuffled.exact_p, shuffled.fisher_p], abs=0.006)
    assert "which asks for the less probable" in told and ": Fisher's exact p." not in told
    table = tabulate_permutation(shuffled).set_index("quantity")["value"]
    assert table["p of all possible deals"] == pytest.approx(shuffled.exact_p, rel=0.005)
    assert table["Fisher's exact p"] == pytest.approx(shuffled.fisher_p, rel=0.005)

"""Would a higher bar need fewer: rows that agree with the model, and an order told only once it is asked for."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.evidence.status import Provenance, Status
from helpers.explorers.higher_bar import DRAWS, HigherBarExplorer
from helpers.figures.higher_bar import EDGES, TALLEST
from helpers.figures.higher_bar_words import HigherBar
from helpers.models.bootstrap import bootstrap_bars
from tests.unit.explorer_tools import list_clashes

COUNTS = ([10, 5, 17, 15], [27, 10, 7, 4])
BARS = (20, 40, 60)
DESCENT = 4
"""CSS pixels: what of a line's box lies below its figures."""
STAMP = "DERIVED · randomised · from N Engl J Med 2022;387:1264"
STATES = [
    {"highest": 60, "draws": 10_000, "power": 80, "seed": 1},
    {"highest": 60, "draws": 500, "power": 90, "seed": 7},
    {"highest": 40, "draws": 2000, "power": 75, "seed": 3},
    {"highest": 20, "draws": 100, "power": 70, "seed": 20},
]


def compute(state):
    return bootstrap_bars(*COUNTS, power=state["power"] / 100, draws=state["draws"], seed=state["seed"])


def print_limits(interval):
    return " to ".join("no number" if math.isinf(limit) else f"{limit:.0f}" for limit in interval)


def read_all(explorer):
    picture = explorer.picture
    drawn = " ".join(text.get_text() for text in picture.figure.findobj(lambda each: hasattr(each, "get_text")))
    return " ".join([drawn, picture.sentence, picture.alt, picture.table.to_string()])


def test_it_opens_with_one_bar_and_gives_no_order_away():
    explorer = HigherBarExplorer()
    assert explorer.state == {"highest": 20, "draws": 1, "power": 80, "seed": 1}
    assert list(explorer.picture.table.columns) == ["quantity", "TIS 20"]
    assert len(explorer.picture.parts.observed.get_offsets()) == 1
    words = read_all(explorer)
    assert "TIS 40: not shown" in words and "TIS 60: not shown" in words
    for told in ("18 per arm", "45 per arm", "needs fewest", "needs fewer", "32/47", "15/47"):
        assert told not in words


@pytest.mark.parametrize("state", [{}, {"draws": 20}, *STATES, {"highest": 60, "draws": 5, "seed": 4}])
def test_no_part_of_a_sentence_is_long_and_the_picture_names_the_series(state):
    explorer = HigherBarExplorer(**state)
    assert max(len(part.split()) for part in explorer.picture.sentence.split(". ")) <= 25
    state, draws = explorer.state, f"{explorer.state['draws']:,}".replace(",", "\u202f")
    assert explorer.picture.parts.setting.get_text() == (
        f"{draws} resample{'' if state['draws'] == 1 else 's'}, series {state['seed']}; for {state['power']} % power, "
        "two-sided 5 %"
    )


@pytest.mark.parametrize("state", STATES)
def test_the_words_are_the_models_numbers(state):
    explorer, model = HigherBarExplorer(**state), compute(state)
    bars = [bar for bar in BARS if bar <= state["highest"]]
    sentence, alt, table = explorer.picture.sentence, explorer.picture.alt, explorer.picture.table.set_index("quantity")
    draws = f"{state['draws']:,}".replace(",", "\u202f")
    digits = 1 if state["draws"] >= 1000 else 0
    assert f"{draws} resamples (series {state['seed']})" in sentence and f"{draws} resamples (series" in alt
    assert f"for {state['power']} % power" in sentence and f"power {state['power']} %" in alt
    for row, bar in enumerate(bars):
        limits = print_limits(model.interval(bar))
        left, right = (text.get_text() for text in explorer.picture.parts.rows[row])
        x, y = model.observed_counts[bar]
        assert left == f"TIS {bar}: {x}/47 v {y}/48, {model.observed[bar]:.0f} per arm"
        assert right == f"95 %: {limits}"
        assert f"TIS {bar}: diamond at {model.observed[bar]:.0f} ({x} of 47 on IVIg v {y} of 48 on placebo)" in alt
        assert f"95 % of the resamples {limits}, {(model.needed_at(bar) > 1000).sum()} off the axis" in alt
        column = table[f"TIS {bar}"]
        assert column["patients per arm, as observed"] == f"{model.observed[bar]:.0f}"
        assert (
            f"{column['patients per arm, 2.5th percentile']} to {column['patients per arm, 97.5th percentile']}"
            == limits
        )
        assert column["resamples in which no number would do (IVIg not ahead)"] == str(model.without_n(bar))
        assert column["resamples off the axis (over 1000, or no number would do)"] == str(
            (model.needed_at(bar) > 1000).sum()
        )
        beyond = (model.needed_at(bar) > 1000).sum()
        words = f"{beyond} resample{'s' if beyond > 1 else ''} over 1000 →" if beyond else ""
        assert explorer.picture.parts.beyond[row].get_text() == words
        for other in bars:
            if bar != other:
                fewer = str(model.compare(bar, other).fewer)
                assert column[f"resamples in which it needs fewer than TIS {other}"] == fewer
    shares = {
        pair: f"{100 * model.compare(*pair).fewer / state['draws']:.{digits}f} %"
        for pair in ((40, 20), (40, 60), (60, 20))
    }
    if state["highest"] >= 40:
        assert f"40 needs fewer than 20 in {shares[40, 20]}" in sentence
        luck = f"Luck of the draw: up to {50 / math.sqrt(state['draws']):.1f} points (standard error)."
        assert luck in sentence
        assert "The bar was chosen afterwards, and fewest is no clinical reason." in sentence
    if state["highest"] == 60:
        assert f"in {shares[40, 20]}, and 60 fewer than 20 in {shares[60, 20]}." in sentence
        fewest = {bar: f"{100 * model.fewest(bar) / state['draws']:.{digits}f} %" for bar in BARS}
        told = f"Fewest: TIS 20 {fewest[20]}, TIS 40 {fewest[40]}, TIS 60 {fewest[60]}"
        assert told in explorer.picture.parts.answer.get_text() and told in alt
        assert explorer.picture.parts.title.get_text() == (
            f"TIS 40 needs fewer than TIS 20 in {shares[40, 20]},\nand fewest of all three in {fewest[40]}"
        )
        assert table.loc["resamples in which it alone needs fewest"].tolist() == [
            str(model.fewest(bar)) for bar in BARS
        ]


def test_the_table_of_ten_thousand_sets_all_possible_resamples_beside_them():
    row = "middle 95 % of all possible resamples, patients per arm"
    table = HigherBarExplorer(highest=60, draws=10_000).picture.table.set_index("quantity")
    assert table.loc[row].tolist() == ["13 to 139", "9 to 55", "18 to 332"]
    assert row not in HigherBarExplorer(highest=60, draws=5000).picture.table["quantity"].tolist()


def test_a_single_resample_is_not_told_as_several():
    alt = HigherBarExplorer(draws=10_000).picture.alt
    assert alt.endswith("No number would do (IVIg not ahead): 1 resample.")


def test_few_resamples_are_counted_and_not_put_in_per_cent():
    explorer = HigherBarExplorer(highest=60, draws=20, seed=1)
    model = compute(explorer.state)
    assert f"40 needs fewer than 20 in {model.compare(40, 20).fewer} of 20" in explorer.picture.sentence
    assert "standard error" not in explorer.picture.sentence
    assert "95 %" not in read_all(explorer)
    needed = model.needed_at(60)
    assert explorer.picture.parts.rows[2][1].get_text() == f"drawn: {needed.min():.0f} to {needed.max():.0f}"


def test_the_middle_95_per_cent_is_told_from_fifty_resamples_on():
    limits = compute(HigherBarExplorer(draws=50).state).interval(20)
    assert HigherBarExplorer(draws=50).picture.parts.rows[0][1].get_text() == f"95 %: {print_limits(limits)}"
    assert HigherBarExplorer(draws=20).picture.parts.rows[0][1].get_text().startswith("drawn: ")


def test_a_resample_at_the_end_of_the_axis_is_still_on_it():
    needed = np.array([999, 1000, 1001, 4000, math.inf])
    shown = HigherBar(SimpleNamespace(bars=(20,), needed_at=lambda _: needed), 20, Provenance(Status.SYNTHETIC))
    assert shown.beyond == {20: 3}


def test_each_preset_is_the_state_that_its_name_says():
    opening = {"highest": 20, "draws": 1, "power": 80, "seed": 1}
    expected = {
        "One bar, one resample": opening,
        "One bar, 10 000 resamples": opening | {"draws": 10_000},
        "Two bars, 10 000 resamples": opening | {"highest": 40, "draws": 10_000},
        "All bars, 10 000 resamples": opening | {"highest": 60, "draws": 10_000},
        "All bars, 90 % power": opening | {"highest": 60, "draws": 10_000, "power": 90},
    }
    explorer = HigherBarExplorer()
    assert list(explorer.presets) == list(expected)
    for name, state in expected.items():
        explorer.show_preset(name)
        assert explorer.state == state


@pytest.mark.parametrize("state", STATES)
def test_diamonds_ranges_and_bars_stand_where_the_model_says(state):
    explorer, model = HigherBarExplorer(**state), compute(state)
    bars = [bar for bar in BARS if bar <= state["highest"]]
    parts = explorer.picture.parts
    diamonds = np.asarray(parts.observed.get_offsets())
    assert 10 ** diamonds[:, 0] == pytest.approx([model.observed[bar] for bar in bars])
    ranges = [segment[:, 0] for segment in parts.ranges.get_segments()]
    assert [10**ends for ends in ranges] == [
        pytest.approx([min(limit, 1000) for limit in model.interval(bar)]) for bar in bars
    ]
    boxes = [path.get_extents() for path in parts.bars.get_paths()]
    feet = sorted({round(box.y1) for box in boxes})
    assert len(feet) == len(bars)
    # Each bar stands for the resamples above its left edge and up to its right one, for its width.
    crowding = [
        (
            (model.needed_at(bars[feet.index(round(box.y1))]) > round(10**box.x0))
            & (model.needed_at(bars[feet.index(round(box.y1))]) <= round(10**box.x1))
        ).sum()
        / (box.x1 - box.x0)
        for box in boxes
    ]
    heights = np.array([box.y1 - box.y0 for box in boxes])
    assert heights.max() == pytest.approx(TALLEST)
    assert heights / TALLEST == pytest.approx(np.array(crowding) / max(crowding), rel=1e-6)
    assert {round(10**box.x0) for box in boxes} <= set(EDGES.tolist())
    assert len(parts.dots.get_offsets()) == 0


def test_each_dot_is_a_resample_and_run_builds_them_up():
    explorer = HigherBarExplorer(highest=60, draws=20, seed=2)
    dots = np.asarray(explorer.picture.parts.dots.get_offsets())
    model = compute(explorer.state)
    expected = np.concatenate([np.sort(model.needed_at(bar)) for bar in BARS])
    assert expected.max() <= 1000
    assert 10 ** dots[:, 0] == pytest.approx(expected)
    assert len(explorer.picture.parts.bars.get_paths()) == len(explorer.picture.parts.ranges.get_segments()) == 0
    explorer.reset()
    explorer.run()
    explorer.on_step(explorer._turn, False)
    assert explorer.state["draws"] == DRAWS[1]
    explorer.on_step(explorer._turn, True)
    assert explorer.state["draws"] == DRAWS[-1]


@pytest.mark.parametrize("state", [{}, *STATES])
def test_the_stamp_says_that_resamples_are_derived_from_the_randomised_arms(state):
    assert str(HigherBarExplorer(**state).picture.provenance) == STAMP


@pytest.mark.slow
def test_no_series_of_resamples_runs_its_words_together():
    explorer = HigherBarExplorer()
    for seed in range(1, 21):
        for draws in (2, 20, 100, 10_000):
            explorer.set(highest=60, draws=draws, seed=seed, power=90)
            assert list_clashes(explorer) == [], explorer.state
            assert len(explorer.picture.sentence) <= 300


def test_the_words_that_count_what_lies_beyond_the_axis_stand_above_the_bars():
    explorer = HigherBarExplorer()
    explorer.show_preset("All bars, 90 % power")
    parts = explorer.picture.parts
    place = parts.observed.axes.transData.transform
    bars = [place(path.vertices) for path in parts.bars.get_paths()]
    for words in (each.get_window_extent() for each in parts.beyond if each.get_text()):
        below = [bar for bar in bars if bar[:, 0].max() > words.x0 and bar[:, 1].min() < words.y0]
        assert all(bar[:, 1].max() <= words.y0 + DESCENT for bar in below)

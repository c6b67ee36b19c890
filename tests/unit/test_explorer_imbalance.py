"""Chance imbalance as drawn: bars, tails, gauge and words against the model."""

from __future__ import annotations

import re

import pytest
from scipy.stats import hypergeom

from helpers.explorers import ImbalanceExplorer
from helpers.figures.imbalance import REACH, TALLEST, print_percent
from helpers.models.randomisation import chance_imbalance
from tests.unit.explorer_tools import list_clashes, read_numbers, read_view


def read_bars(bars):
    """Return the middle and the height of each bar."""
    corners = [path.vertices for path in bars.get_paths()]
    return {round(vertices[:4, 0].mean(), 6): vertices[:, 1].max() for vertices in corners}


@pytest.mark.parametrize(("n", "percent", "patients"), [(95, 35, 33), (20, 35, 7), (30, 15, 5), (400, 90, 360)])
def test_bars_are_as_high_as_the_deals_are_probable(n, percent, patients):
    """15 % of 30 is 4.5: half a patient is rounded up."""
    parts = ImbalanceExplorer(n_randomised=n, with_trait=percent, margin=10).picture.parts
    result = chance_imbalance(n // 2, n - n // 2, patients, margin=10)
    expected = dict(zip(result.differences.round(6), result.probabilities / result.probabilities.max(), strict=True))
    drawn = {**read_bars(parts.bars), **read_bars(parts.tail_bars)}
    for middle, height in drawn.items():
        assert height == pytest.approx(TALLEST * expected[middle])
    assert max(drawn.values()) == pytest.approx(TALLEST)
    # What is not drawn would be lower than a dot.
    assert sum(share for middle, share in expected.items() if middle not in drawn) < 0.01
    tails = set(result.differences[result.is_imbalanced].round(6))
    assert set(read_bars(parts.tail_bars)) <= tails
    assert not set(read_bars(parts.bars)) & tails


def test_tails_and_gauge_show_the_chances():
    parts = ImbalanceExplorer(traits=10).picture.parts
    result = chance_imbalance(47, 48, 33, margin=15, traits=10)
    assert parts.one_trait.get_width() == pytest.approx(100 * result.chance)
    assert parts.any_trait.get_width() == pytest.approx(100 * result.chance_of_any)
    left, right = parts.tails
    assert left.get_x() + left.get_width() == -15
    assert right.get_x() == 15
    assert parts.names[0].get_text() == f"15 or more: {print_percent(result.chance_more_control)}"
    assert parts.names[1].get_text() == f"15 or more: {print_percent(result.chance_more_treatment)}"


def test_what_lies_beyond_the_axis_is_too_rare_to_see():
    for n in range(20, 60):
        for percent in range(10, 91, 5):
            result = chance_imbalance(n // 2, n - n // 2, (n * percent + 50) // 100, margin=40)
            assert result.probabilities[abs(result.differences) > REACH].sum() < 1 / 2000


def test_sentence_and_table_read_the_same_numbers():
    explorer = ImbalanceExplorer(traits=10)
    assert explorer.picture.sentence == (
        "Deal 95 patients, 33 of them with a trait (35 %), to 47 and 48: the arms' shares differ by 15 points or more "
        "in 13.5 % of trials, though randomisation was perfect. Look at 10 such traits, each independent of the "
        "others, and at least one differs so much in 76.5 %."
    )
    table = explorer.picture.table.set_index("quantity")["value"]
    assert table["differs by the margin or more (% of trials)"] == pytest.approx(13.5, abs=0.05)
    assert table["at least one of them differs so much (% of trials)"] == pytest.approx(76.5, abs=0.05)
    assert table["on IVIg (patients)"] == 47


def test_the_opening_has_proderms_size():
    explorer = ImbalanceExplorer()
    opening = read_view(explorer)
    explorer.show_preset("Ten traits")
    explorer.show_preset("ProDERM's size")
    assert read_view(explorer) == opening
    assert "47 and 48" in explorer.picture.alt


def test_size_cures_what_chance_does():
    chances = [
        ImbalanceExplorer(n_randomised=n).picture.table.set_index("quantity")["value"][
            "differs by the margin or more (% of trials)"
        ]
        for n in (20, 95, 400)
    ]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 30 > 1 > chances[-1]


def test_everything_is_stamped_invented():
    for name in (explorer := ImbalanceExplorer()).presets:
        explorer.show_preset(name)
        assert str(explorer.picture.provenance) == "SYNTHETIC · an invented trait"


@pytest.mark.parametrize(("name", "value"), [("n_randomised", 399), ("with_trait", 40), ("margin", 39), ("traits", 19)])
def test_each_control_changes_everything_on_the_page_even_where_nothing_is_left_to_chance(name, value):
    """400 patients and 40 points: no trait is out of balance, and the settings are still told."""
    explorer = ImbalanceExplorer(n_randomised=400, margin=40, traits=20)
    before = (*read_view(explorer), explorer.picture.table.to_csv())
    explorer.set(**{name: value})
    after = (*read_view(explorer), explorer.picture.table.to_csv())
    assert all(now != was for now, was in zip(after, before, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("n_randomised", [20, 95, 400])
def test_words_keep_clear_of_each_other_at_every_margin(n_randomised):
    explorer = ImbalanceExplorer(n_randomised=n_randomised, traits=20)
    for margin in range(5, 41, 5):
        explorer.set(margin=margin)
        assert list_clashes(explorer) == [], margin


DEALT = [
    {"n_randomised": 21, "with_trait": 20, "margin": 20, "traits": 4},
    {"n_randomised": 95, "with_trait": 20, "margin": 12, "traits": 1},
    {"n_randomised": 33, "with_trait": 90, "margin": 9, "traits": 20},
]


def print_share(share):
    """Return a share of trials as the words print it, one decimal of a per cent."""
    return float(f"{100 * share:.1f}")


@pytest.mark.parametrize("state", DEALT)
def test_alternative_text_and_table_hold_the_chances_of_either_side(state):
    """Where the arms differ in size, more on placebo is not as likely as more on IVIg."""
    explorer = ImbalanceExplorer(**state)
    n, percent, margin, traits = state.values()
    patients = (n * percent + 50) // 100
    result = chance_imbalance(n // 2, n - n // 2, patients, margin=margin, traits=traits)
    more_placebo, more_ivig = result.chance_more_control, result.chance_more_treatment
    assert print_share(more_placebo) != print_share(more_ivig)
    alt = explorer.picture.alt
    placebo, ivig = re.search(r"points: (\S+) % with more on placebo, (\S+) % with more on IVIg\.", alt).groups()
    assert (float(placebo), float(ivig)) == (print_share(more_placebo), print_share(more_ivig))
    assert read_numbers(alt.split(" points: ")[0]) == [patients, n, percent, n // 2, n - n // 2, 0, margin]
    named = re.search(r"at least one of (.*), filled to (\S+) %\.$", alt)
    assert named[1] == ("one trait" if traits == 1 else f"{traits} traits")
    assert float(named[2]) == print_share(result.chance_of_any)
    table = explorer.picture.table.set_index("quantity")["value"]
    assert table[:5].tolist() == [n, n // 2, n - n // 2, percent, patients]
    expected = {
        "margin (percentage points)": margin,
        "standard deviation of the difference (points)": result.standard_deviation,
        "differs by the margin or more (% of trials)": 100 * result.chance,
        "of these, more on placebo (% of trials)": 100 * more_placebo,
        "of these, more on IVIg (% of trials)": 100 * more_ivig,
        "traits looked at, assumed independent": traits,
        "at least one of them differs so much (% of trials)": 100 * result.chance_of_any,
        "of them differ so much, on average (traits)": traits * result.chance,
    }
    assert table[list(expected)].tolist() == pytest.approx(list(expected.values()), rel=1e-3)


@pytest.mark.parametrize(
    ("n_treatment", "n_control", "with_trait", "margin"), [(10, 10, 8, 20), (20, 10, 9, 15), (5, 20, 10, 25)]
)
def test_a_deal_that_lies_on_the_margin_counts_on_both_sides(n_treatment, n_control, with_trait, margin):
    """Here the shares can lie exactly the margin apart, one way and the other."""
    result = chance_imbalance(n_treatment, n_control, with_trait, margin=margin)
    dealt = result.with_trait_treatment
    products = dealt * n_control - (with_trait - dealt) * n_treatment
    assert set(result.differences[100 * abs(products) == margin * n_treatment * n_control].round(6)) == {
        -margin,
        margin,
    }
    chances = hypergeom(n_treatment + n_control, with_trait, n_treatment).pmf(dealt)
    differences = result.differences.round(6)
    assert result.chance_more_treatment == pytest.approx(chances[differences >= margin].sum())
    assert result.chance_more_control == pytest.approx(chances[differences <= -margin].sum())
    assert result.chance_more_treatment + result.chance_more_control == pytest.approx(result.chance)

"""What the masking explorer draws and says: published signs, assumed guesses."""

import re

import pytest

from helpers.evidence import figure
from helpers.explorers import MaskingExplorer
from helpers.figures.masking import SCALE_LEFT, SCALE_WIDTH
from helpers.models.masking import guess_arms
from tests.unit.explorer_tools import read_numbers


def count_people(people):
    """Return how many people are drawn, and how many are filled."""
    return len(people.get_offsets()), int((people.get_facecolor()[:, :3] != 1).any(axis=1).sum())


@pytest.mark.parametrize("sign", ["related", "infusional"])
def test_the_people_drawn_are_the_published_signs_and_the_expected_guesses(sign):
    explorer = MaskingExplorer(sign=sign, told_by_sign=60, told_without=45)
    rows = [figure(f"{sign}_events_{arm}") for arm in ("ivig", "placebo")]
    for row, column in zip(rows, explorer.picture.parts.columns, strict=True):
        for people, n, share in (
            (column.with_people, row.count, 0.6),
            (column.without_people, row.n - row.count, 0.45),
        ):
            drawn, filled = count_people(people)
            assert drawn == n
            assert abs(filled - share * n) <= 0.5


def test_the_points_stand_at_bangs_index():
    explorer = MaskingExplorer(told_by_sign=100, told_without=0)
    guesses = guess_arms(30, 52, 11, 48, told_by_sign=1, told_without=0)
    for column, artists in zip(guesses.columns, explorer.picture.parts.columns, strict=True):
        (x,) = artists.point.get_xdata()
        assert 2 * (x - SCALE_LEFT) / SCALE_WIDTH - 1 == pytest.approx(column.index)
    assert [column.index_words.get_text() for column in explorer.picture.parts.columns] == ["+0.15", "+0.54"]


def test_it_opens_where_nobody_can_tell():
    explorer = MaskingExplorer()
    assert explorer.state == explorer.presets["Nobody can tell"]
    assert "50 % in all (coin: 50 %)" in explorer.picture.sentence
    assert "No public assessment of blinding was found" in explorer.picture.sentence
    assert str(explorer.picture.provenance) == "SYNTHETIC · as treated · signs published, guesses assumed"


def test_a_habit_of_guessing_is_not_taken_for_knowledge():
    """Everybody says IVIg: 52 of 100 are right, an index of +1 beside one of −1."""
    sentence = MaskingExplorer(told_by_sign=100, told_without=100).picture.sentence
    assert "52 of 52 on IVIg and 0 of 48 on placebo are right, 52 % in all" in sentence
    assert "Bang's indices, +1.00 and −1.00, cancel out: the sign tells nothing" in sentence
    assert "cancel out" not in MaskingExplorer(told_by_sign=100, told_without=99).picture.sentence


def test_half_a_tenth_is_rounded_alike_in_title_and_sentence():
    """57.55 of 100, which Python rounds down as a count and up as a per cent."""
    explorer = MaskingExplorer(told_by_sign=100, told_without=63)
    assert "57.6 of 100 guesses are right" in explorer.picture.full_alt
    assert "are right, 57.6 % in all" in explorer.picture.sentence


def test_every_state_says_that_five_people_stand_in_both_columns():
    explorer = MaskingExplorer(sign="infusional")
    assert "5 people stand in both columns" in explorer.picture.alt
    assert explorer.picture.table["also in the other column (people)"].tolist() == [5, 5]
    assert explorer.picture.table["all (people)"].tolist() == [52, 48]


def test_the_largest_groups_fit_their_places():
    """Signs of other trials would not: what is drawn below must stay above the next line of words."""
    for sign in ("related", "infusional"):
        for column in MaskingExplorer(sign=sign).picture.parts.columns:
            lowest_with = column.with_people.get_offsets()[:, 1].max()
            lowest_without = column.without_people.get_offsets()[:, 1].max()
            assert lowest_with < column.without_words.get_position()[1] - 16
            assert lowest_without < column.right_words.get_position()[1] - 16


@pytest.mark.parametrize(
    ("sign", "told_by_sign", "told_without"), [("infusional", 80, 35), ("related", 12, 97), ("related", 100, 0)]
)
def test_alternative_text_and_table_hold_the_expected_guesses(sign, told_by_sign, told_without):
    explorer = MaskingExplorer(sign=sign, told_by_sign=told_by_sign, told_without=told_without)
    table = explorer.picture.table.set_index("given")
    alt = explorer.picture.alt.replace("Two columns", "").split("people stand in both columns")[0].split("; ")
    for arm, words in zip(("ivig", "placebo"), alt, strict=True):
        row, name = figure(f"{sign}_events_{arm}"), "IVIg" if arm == "ivig" else arm
        with_sign, without = row.count * told_by_sign / 100, (row.n - row.count) * told_without / 100
        right = with_sign + without if arm == "ivig" else row.n - with_sign - without
        told = read_numbers(words.split(f"given {name}, ")[1])[:5]
        assert told == pytest.approx([row.n, row.count, with_sign, row.n - row.count, without], abs=0.051)
        assert table.loc[name].tolist() == pytest.approx(
            [row.count, row.n, with_sign, without, right, 100 * right / row.n, 2 * right / row.n - 1, 5], abs=0.051
        )
        assert table.loc[name, "Bang's index (−1 to 1)"] == pytest.approx(2 * right / row.n - 1, abs=0.00051)
        index = re.search(rf"([+−]?[\d.]+) for {name}", explorer.picture.alt)[1]
        assert read_numbers(index) == pytest.approx([2 * right / row.n - 1], abs=0.0051)

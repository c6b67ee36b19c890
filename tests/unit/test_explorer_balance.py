"""Of 100 patients: people that agree with the contrasts, each panel in its kind, and no ratio between them."""

from __future__ import annotations

import itertools

import pytest

from helpers.evidence import figure
from helpers.explorers.balance import CAUSES, HARMS, BalanceExplorer
from helpers.explorers.effect import PUBLISHED_ROWS
from helpers.figures.balance import DOT
from helpers.models.safety import contrast, natural_frequencies, read_events, read_response


def count_filled(people) -> int:
    return int((people.get_sizes() == DOT).sum())


@pytest.mark.parametrize(("bar", "harm"), list(itertools.product(PUBLISHED_ROWS, HARMS)))
def test_the_people_drawn_are_the_natural_frequencies(bar, harm):
    picture = BalanceExplorer(bar=bar, harm=harm).picture
    pairs = contrast(*read_response(*PUBLISHED_ROWS[bar])), contrast(*read_events(harm, "first period"))
    for panel, pair in zip(picture.parts.panels, pairs, strict=True):
        people = natural_frequencies(pair)
        assert [count_filled(hundred) for hundred in panel.people] == [people.treatment, people.control]
        assert all(len(hundred.get_offsets()) == 100 for hundred in panel.people)
        assert panel.foot.get_text().startswith(f"{people.more} more")
        assert f"{people.treatment} of 100 large on IVIg and {people.control} on placebo" in picture.alt


def test_both_open_at_35_more_and_each_says_of_what_kind_and_weeks():
    picture = BalanceExplorer().picture
    assert [panel.foot.get_text() for panel in picture.parts.panels] == ["35 more (17 to 53)"] * 2
    written = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "RANDOMISED, week 16" in written
    assert "AS TREATED, weeks 0-16" in written
    assert "UNCONTROLLED, no comparator, weeks 0-40" in written
    assert str(picture.provenance) == "DERIVED · comparison: see each panel"
    assert "Counting does not weigh a headache against a response." in picture.sentence
    assert "Counting does not weigh a headache against a response." in written


@pytest.mark.parametrize(
    ("cause", "row"),
    [("judged related", "thromboembolic_related_all_ivig"), ("whatever the cause", "thromboembolic_all_ivig")],
)
def test_clots_stand_in_no_contrast(cause, row):
    picture = BalanceExplorer(cause=cause).picture
    published = figure(row)
    clots = picture.table.loc[2]
    assert clots["kind of comparison"] == "uncontrolled"
    assert clots["on IVIg"] == f"{published.count} of {published.n}"
    assert set(clots[["on placebo", "more of 100", "difference (percentage points)"]]) == {"no comparator"}
    assert count_filled(picture.parts.clots) == round(published.percent)
    told = f"over 40 weeks: {published.count} of {published.n} ever given IVIg, nobody beside them"
    assert told in picture.sentence
    assert set(CAUSES) == {"judged related", "whatever the cause"}


def test_the_table_holds_both_intervals_and_the_people_in_both_columns():
    table = BalanceExplorer().picture.table
    assert table["95 % interval (Wald)"].tolist() == ["16.7 to 53.2", "16.8 to 52.7", "no comparator"]
    assert table["95 % interval (Newcombe)"].tolist() == ["15.5 to 51.0", "15.6 to 50.5", "no comparator"]
    assert "5 people stand on both sides" in table.loc[1, "note"]
    assert "5 people stand in both groups" in BalanceExplorer().picture.alt
    assert table["from"].tolist() == ["N Engl J Med 2022;387:1264"] + ["Arthritis Res Ther 2024;26"] * 2


def test_a_difference_that_rounding_moves_is_told_both_ways():
    panel = BalanceExplorer(harm="infusional").picture.parts.panels[1]
    assert panel.foot.get_text().startswith("25 more, or 25.8 (")

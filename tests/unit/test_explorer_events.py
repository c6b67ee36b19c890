"""Events and patients: dots that are people, marks that are events, and misreadings that are called wrong."""

from __future__ import annotations

import pytest

from helpers.evidence import figure
from helpers.explorers.events import FIRST_PERIOD, RANDOMISED, EventsExplorer
from helpers.figures.events import ARMS
from helpers.models.safety import KINDS, PERIODS, read_events
from tests.unit.explorer_tools import read_view


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_dots_are_the_people_and_the_marks_the_events(kind, period):
    explorer = EventsExplorer(period=period, kind=kind)
    counts = read_events(kind, period)
    assert len(explorer.picture.parts.groups) == len(counts)
    for group, count in zip(explorer.picture.parts.groups, counts, strict=True):
        assert int((group.people.get_facecolor()[:, :3] != 1).any(axis=1).sum()) == count.patients_with
        assert len(group.people.get_offsets()) == count.n
        assert len(group.heap.get_offsets()) == count.events
        assert f"{count.patients_with} of {count.n}" in group.people_words.get_text()
        assert f"{count.patients_with} of {count.n} " in explorer.picture.sentence
        assert f"a heap of {count.events} event" in explorer.picture.alt
    assert explorer.picture.table["events"].tolist() == [count.events for count in counts]


def test_no_mark_lies_on_another_groups_or_on_the_words_below():
    explorer = EventsExplorer()
    ivig, placebo = (group.heap.get_offsets() for group in explorer.picture.parts.groups)
    assert ivig[:, 0].max() < placebo[:, 0].min()
    for kind in KINDS:
        for period in PERIODS:
            explorer.set(period=period, kind=kind)
            lowest = [group.heap.get_offsets()[:, 1] for group in explorer.picture.parts.groups]
            assert all(y.max() < 316 for y in lowest if len(y))


def test_it_opens_as_treated_with_nothing_told_of_the_whole_study():
    explorer = EventsExplorer()
    assert explorer.state == {"period": "first period", "kind": "any", "divide_by": "those counted"}
    assert str(explorer.picture.provenance) == "PUBLISHED · as treated · Arthritis Res Ther 2024;26"
    assert "5 people stand in both" in explorer.picture.sentence
    assert not any(number in " ".join(read_view(explorer)[1:]) for number in ("95", "282", "62"))


def test_the_whole_study_has_nobody_beside_it_and_its_stamp_says_so():
    explorer = EventsExplorer(period="whole study", kind="related")
    assert str(explorer.picture.provenance) == "PUBLISHED · uncontrolled · Arthritis Res Ther 2024;26"
    assert "62 of 95 ever given IVIg (65.3 %), with 282 events" in explorer.picture.sentence
    assert "nobody stands beside them" in explorer.picture.sentence
    assert "no comparator" in explorer.picture.parts.lines[1].get_text()


def test_the_abstracts_282_over_the_47_of_the_arm_is_called_wrong():
    explorer = EventsExplorer(period="whole study", kind="related", divide_by=RANDOMISED)
    picture = explorer.picture
    assert "WRONG: 62/47 = 131.9 %; 282/47 = 6.0 events each" in picture.sentence
    assert "Right: 62/95 = 65.3 %; 282/95 = 3.0 events each" in picture.sentence
    assert picture.parts.title.get_text().startswith("282/47 = 6.0 events each is wrong")
    assert picture.parts.lines[0].get_fontweight() == "bold"
    assert picture.table["reading"].tolist() == ["as counted", "wrong denominator"]
    assert str(picture.provenance) == "DERIVED · a misreading of Arthritis Res Ther 2024;26"


def test_a_pages_percentage_is_found_by_its_wrong_denominator():
    explorer = EventsExplorer()
    explorer.show_preset("A page's 9.6 %")
    row = figure("thromboembolic_wrong_denominator_explained")
    wrong = explorer.picture.table.loc[1]
    assert wrong["percent"] == round(row.value, 1)
    assert wrong["kind of comparison"] == "none: kinds are mixed"
    assert "WRONG: 5/52 = 9.6 %" in explorer.picture.sentence
    assert "Right: 5/95 = 5.3 %" in explorer.picture.sentence


def test_the_right_denominator_cannot_be_chosen_as_a_wrong_one():
    explorer = EventsExplorer()
    before = read_view(explorer)[:2]
    explorer.set(divide_by=FIRST_PERIOD)
    assert read_view(explorer)[:2] == before
    assert "impossible" in read_view(explorer)[2]


@pytest.mark.parametrize("kind", KINDS)
def test_no_difference_is_told_in_either_period(kind):
    for period in PERIODS:
        picture = EventsExplorer(period=period, kind=kind).picture
        words = " ".join([picture.sentence, picture.alt, picture.parts.title.get_text(), picture.table.to_csv()])
        assert not any(word in words.lower() for word in ("difference", "points", "ratio", "more than"))


def test_people_of_the_two_groups_differ_in_shape_and_colour():
    (shape, colour), (other_shape, other_colour) = ARMS.values()
    assert shape != other_shape
    assert colour != other_colour

"""Events and patients: dots that are people, marks that are events, and misreadings that are called wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.evidence import figure
from helpers.explorers.events import FIRST_PERIOD, RANDOMISED, EventsExplorer
from helpers.figures import events_words
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
    assert picture.parts.title.get_text() == "282/47 = 6.0 events each is wrong:\nthey were counted in 95 people"
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


MISREAD = [
    ("first period", "infusional", RANDOMISED, 47),
    ("whole study", "serious", RANDOMISED, 47),
    ("whole study", "related thromboembolic", FIRST_PERIOD, 52),
]
GROUPS = {
    "first period": ("as treated", ["given IVIg", "given placebo"]),
    "whole study": ("uncontrolled", ["ever given IVIg"]),
}


def divide(counted: int, people: int, decimals: int) -> str:
    return f"{counted}/{people} = {(counted if decimals else 100 * counted) / people:.{decimals or 1}f}"


def list_rows(period: str, kind: str) -> list[list]:
    """Return the table's rows of those counted."""
    comparison, groups = GROUPS[period]
    weeks = {"first period": "weeks 0-16", "whole study": "weeks 0-40"}[period]
    return [
        [KINDS[kind].one, group, comparison, weeks, count.patients_with, count.n]
        + [round(100 * count.patients_with / count.n, 1), count.events, "as counted"]
        for group, count in zip(groups, read_events(kind, period), strict=True)
    ]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_of_the_table_is_that_of_its_count(kind, period):
    table = EventsExplorer(period=period, kind=kind).picture.table
    assert table.to_numpy().tolist() == list_rows(period, kind)
    assert table.columns.tolist() == [
        *("event", "group", "kind of comparison", "time", "with at least one (people)", "of (people)", "percent"),
        *("events", "reading"),
    ]


@pytest.mark.parametrize(("period", "kind", "divide_by", "wrong"), MISREAD)
def test_a_misreading_is_a_row_of_its_own_of_no_kind_of_comparison(period, kind, divide_by, wrong):
    table = EventsExplorer(period=period, kind=kind, divide_by=divide_by).picture.table
    *counted, misread = table.to_numpy().tolist()
    assert counted == list_rows(period, kind)
    first = counted[0]
    assert misread == [
        *(first[0], divide_by, "none: kinds are mixed", first[3], first[4], wrong),
        *(round(100 * first[4] / wrong, 1), first[7], "wrong denominator"),
    ]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("kind", ["infusional", "serious", "related thromboembolic"])
def test_the_words_tell_each_group_with_its_numbers_its_kind_and_its_weeks(kind, period):
    picture, counts = EventsExplorer(period=period, kind=kind).picture, read_events(kind, period)
    (comparison, groups), weeks = GROUPS[period], {"first period": 16, "whole study": 40}[period]
    several, n = KINDS[kind].several, counts[0].n
    name = several[0].upper() + several[1:]
    percents = [f"{100 * count.patients_with / count.n:.1f} %" for count in counts]
    told = [
        f"{count.patients_with} of {count.n} {group} ({percent}), with {count.events} events"
        for group, count, percent in zip(groups, counts, percents, strict=True)
    ]
    beside = {
        "first period": "5 people stand in both columns.",
        "whole study": "Former placebo patients are among them, and nobody stands beside them.",
    }[period]
    assert picture.sentence == f"{name} over {weeks} weeks: {'; '.join(told)}. Events are not patients. {beside}"
    described = [
        f"{count.n} people {group}, {count.patients_with} of them filled, above a heap of {count.events} events"
        for group, count in zip(groups, counts, strict=True)
    ]
    assert picture.alt == (
        f"{name}, {comparison}, {weeks} weeks. Filled people had at least one: {'; '.join(described)}."
    )
    seen = f": {counts[0].events},\nin {counts[0].patients_with} of {n}" if counts[0].events else f":\nnone in {n}"
    assert picture.parts.title.get_text() == f"{name}{seen} given IVIg"
    written = {text.get_text() for text in picture.figure.axes[0].texts}
    shape = "circle or square" if len(counts) == 2 else "circle"
    assert f"{comparison}, {'first' if len(counts) == 2 else 'all'} {weeks} weeks; a {shape} is a person" in written
    shares = [divide(count.patients_with, count.n, 0) + " %" for count in counts]
    assert [line.get_text() for line in picture.parts.lines] == [
        f"People with at least one: {' v '.join(shares)}",
        "5 stand in both: 52 + 48 = 100 > 95" if len(counts) == 2 else "Nobody stands beside them: no comparator.",
        "",
    ]
    heads = [(group.people_words.get_text(), group.events_words.get_text()) for group in picture.parts.groups]
    assert heads == [
        (
            f"{name}: {count.patients_with} of {count.n} people",
            f"{count.events} events (diamonds)" if count.events else "no events",
        )
        for name, count in zip(("IVIg", "Placebo") if len(counts) == 2 else ("Ever given IVIg",), counts, strict=True)
    ]


@pytest.mark.parametrize(("period", "kind", "divide_by", "n"), MISREAD)
def test_a_misreading_is_told_beside_what_is_right_in_every_word(period, kind, divide_by, n):
    explorer, count = EventsExplorer(period=period, kind=kind, divide_by=divide_by), read_events(kind, period)[0]
    picture, people, events = explorer.picture, count.patients_with, count.events
    wrong, right = (
        f"{divide(people, total, 0)} %; {divide(events, total, 1 if events >= total else 2)} events each"
        for total in (n, count.n)
    )
    assert picture.sentence == (
        f"WRONG: {wrong}. Right: {right}. The {n} {divide_by} are not the {count.n} in whom these "
        f"{KINDS[kind].several} were counted: it divides one group by another."
    )
    assert picture.alt.endswith(f" events. WRONG: {wrong}. Right: {right}.")
    assert [line.get_text() for line in picture.parts.lines[:2]] == [f"WRONG: {wrong}", f"Right: {right}"]
    assert (
        picture.parts.lines[2].get_text()
        == {
            "first period": "5 stand in both: 52 + 48 = 100 > 95",
            "whole study": "Nobody stands beside them: no comparator.",
        }[period]
    )
    assert [line.get_fontweight() for line in picture.parts.lines] == ["bold", "normal", "normal"]
    assert picture.parts.title.get_text() == (f"{divide(people, n, 0)} % is wrong:\n{divide(people, count.n, 0)} %")


def test_one_event_is_told_as_one():
    count = replace(read_events("serious", "first period")[0], patients_with=1, events=1)
    shown = EventsExplorer().compute(period="first period", kind="serious", divide_by="those counted")
    words = events_words.read_events_shown(replace(shown, counts=(count, shown.counts[1])))
    assert "with 1 event; 2 of 48" in words
    assert events_words.head_events(count) == "1 event (diamonds)"
    assert events_words.write_headline(replace(shown, counts=(count, shown.counts[1]))).endswith(
        ": 1,\nin 1 of 52 given IVIg"
    )

"""None seen is not none possible: curve, interval and bar that agree with the model."""

from __future__ import annotations

import pytest

from helpers.evidence import figure
from helpers.explorers.zero_events import LEVELS, ZeroEventsExplorer
from helpers.figures.zero_events import BAR_WIDTH, LOWEST
from helpers.models.chance_of_one import find_chance_of_one, find_patients_for_one
from helpers.models.safety import SIDES, event_interval, rate_interval, rule_of_three
from tests.unit.explorer_tools import read_view


@pytest.mark.parametrize("sides", SIDES)
@pytest.mark.parametrize("level", LEVELS)
def test_the_interval_drawn_is_the_exact_one(level, sides):
    for events, patients in ((0, 52), (5, 95), (10, 1000)):
        picture = ZeroEventsExplorer(events=events, patients=patients, level=level, sides=sides).picture
        lower, upper = (100 * limit for limit in event_interval(events, patients, level=level / 100, sides=sides))
        assert picture.parts.possible.get_xdata() == [patients] * 2
        assert picture.parts.possible.get_ydata() == pytest.approx([max(lower, LOWEST), upper])
        assert picture.parts.limit.get_ydata() == pytest.approx([upper])
        front = picture.table[picture.table["in front"] == "yes"]
        assert front[["lower", "upper"]].astype(float).to_numpy()[0] == pytest.approx([lower, upper], abs=5e-4)


def test_the_curve_is_the_limit_at_each_number_of_patients():
    curve = ZeroEventsExplorer(events=3).picture.parts.curve
    for n, limit in zip(*curve.get_data(), strict=True):
        assert limit == pytest.approx(100 * event_interval(3, int(n), sides="one-sided").upper)
    assert min(curve.get_xdata()) == 5


def test_the_rate_drawn_is_the_poisson_one():
    picture = ZeroEventsExplorer(unit="infusion cycles", events=6, patients=95, cycles=664, sides="two-sided").picture
    rate = figure("thromboembolic_related_per_100_cycles")
    assert picture.parts.possible.get_ydata() == pytest.approx([rate.lower, rate.upper], abs=1e-7)
    assert picture.parts.seen.get_ydata() == pytest.approx([rate.value], abs=1e-7)
    assert "6 events in 664 cycles, 0.90 per 100" in picture.sentence
    assert "As patients: at most 6 in 95 patients, 6.3 %" in picture.sentence


def test_it_opens_with_none_of_52_and_three_limits_for_them():
    explorer = ZeroEventsExplorer()
    picture = explorer.picture
    assert (explorer.state["events"], explorer.state["patients"]) == (0, 52)
    assert picture.table["upper"].tolist()[:3] == [
        pytest.approx(figure(row).upper, abs=5e-4)
        for row in ("zero_of_52_upper_one_sided", "zero_of_52_upper_two_sided", "zero_of_52_rule_of_three")
    ]
    assert picture.sentence.startswith("None seen in 52 patients fits a true risk of up to 5.6 %")
    assert str(picture.provenance) == "DERIVED · as treated · from Arthritis Res Ther 2024;26"
    assert picture.parts.seen.get_xdata() == []


def test_the_cycles_of_the_first_period_are_told_as_the_most_there_can_have_been():
    explorer = ZeroEventsExplorer()
    assert explorer.state["cycles"] == 52 * figure("first_period_cycles").value
    assert "At the plan's most, 208 cycles, that is up to 1.44 per 100." in explorer.picture.sentence
    assert "an upper bound" in explorer.controls()["cycles"].tooltip
    assert rate_interval(0, 208, sides="one-sided").upper == pytest.approx(1.44, abs=0.005)
    explorer.set(cycles=200)
    assert "the plan's most" not in explorer.picture.sentence
    assert str(explorer.picture.provenance) == "SYNTHETIC · invented counts"


@pytest.mark.parametrize(
    ("preset", "counts", "stamp"),
    [
        ("0 of 52 (first period)", ("patients", 0, 52, 208), "DERIVED · as treated · from Arthritis Res Ther 2024;26"),
        ("5 of 95 (whole study)", ("patients", 5, 95, 664), "DERIVED · uncontrolled · from Arthritis Res Ther 2024;26"),
        (
            "6 events in 664 cycles",
            ("infusion cycles", 6, 95, 664),
            "DERIVED · uncontrolled · from Arthritis Res Ther 2024;26",
        ),
        ("None of 1000", ("patients", 0, 1000, 2000), "SYNTHETIC · invented counts"),
    ],
)
def test_each_preset_says_what_it_comes_from(preset, counts, stamp):
    explorer = ZeroEventsExplorer()
    explorer.show_preset(preset)
    assert tuple(explorer.state[name] for name in ("unit", "events", "patients", "cycles")) == counts
    assert str(explorer.picture.provenance) == stamp


def test_events_are_bounded_by_patients_and_never_taken_for_them():
    assert (
        "As events: at least 5 in 664 cycles" in ZeroEventsExplorer(events=5, patients=95, cycles=664).picture.sentence
    )
    explorer = ZeroEventsExplorer(unit="infusion cycles", events=10, patients=6)
    assert "As patients: at most 6 in 6 patients, 100 %" in explorer.picture.sentence
    row = explorer.picture.table.loc[3]
    assert (row["seen"], row["lower"]) == ("at most 6 patients with an event", "not known")


def test_the_bar_is_the_chance_to_see_one():
    picture = ZeroEventsExplorer(risk=2.0).picture
    assert picture.parts.bar.get_width() == pytest.approx(BAR_WIDTH * find_chance_of_one(2, 52))
    assert f"it takes {find_patients_for_one(2)}" in picture.sentence


def test_a_chance_that_a_float_rounds_to_1_is_not_told_as_certain():
    explorer = ZeroEventsExplorer(unit="infusion cycles", cycles=2000, risk=10.0)
    assert find_chance_of_one(10.0, 2000) == 1.0
    assert "the chance to see one is > 99 %" in explorer.picture.sentence
    assert explorer.picture.parts.chance.get_text().startswith("If truly 10 per 100: > 99 % chance")


@pytest.mark.parametrize("events", [0, 5])
def test_the_limit_of_few_patients_is_written_clear_of_its_mark(events):
    parts = ZeroEventsExplorer(patients=5, events=events).picture.parts
    mark, words = (artist.get_window_extent() for artist in (parts.limit, parts.limit_words))
    assert words.x0 >= mark.x1


def test_trials_that_see_none_are_counted_as_the_prediction_asks():
    picture = ZeroEventsExplorer(risk=5.0).picture
    assert picture.parts.trials.get_text() == "Then 7 of 100 such trials see none"
    assert "7 of 100 such trials see none" in picture.alt
    assert picture.table["estimate"].iloc[-1] == pytest.approx(100 * 0.95**52, abs=5e-4)


def test_trials_are_told_in_words_where_they_round_to_none_or_all():
    few = ZeroEventsExplorer(patients=1000).picture.parts.trials.get_text()
    assert few == "Then fewer than 1 of 100 such trials see none"
    many = ZeroEventsExplorer(patients=5, risk=0.1).picture.parts.trials.get_text()
    assert many == "Then more than 99 of 100 such trials see none"


@pytest.mark.parametrize("events", [0, 6])
@pytest.mark.parametrize("sides", SIDES)
def test_a_rate_over_cycles_says_what_it_takes_for_granted_in_few_words(events, sides):
    picture = ZeroEventsExplorer(unit="infusion cycles", events=events, cycles=2000, sides=sides, level=97.5).picture
    assert "events taken as independent; one patient can have several" in picture.sentence
    assert "true rate" in picture.sentence and "true risk" not in picture.sentence + picture.alt
    assert picture.table["note"].str.contains("one patient can have several").sum() == 3
    assert len(picture.sentence) <= 300


def test_the_rule_of_three_is_shown_for_none_seen_alone():
    none, some = ZeroEventsExplorer(patients=300).picture, ZeroEventsExplorer(events=1).picture
    assert none.table.loc[2, "upper"] == pytest.approx(100 * rule_of_three(300).upper)
    assert some.table.loc[2, "upper"] == "only for none seen"
    assert some.parts.methods[3].get_text().endswith("only for none")


def test_more_events_than_patients_are_refused_and_the_picture_stays():
    explorer = ZeroEventsExplorer(events=10)
    before = read_view(explorer)[:2]
    explorer.set(patients=9)
    assert read_view(explorer)[:2] == before
    assert "10 patients with an event of 9 are impossible. Choose 0 to 9" in read_view(explorer)[2]


def test_everybody_is_told_as_no_upper_limit():
    picture = ZeroEventsExplorer(events=5, patients=5, sides="two-sided").picture
    assert "no upper limit lies below 100 %" in picture.sentence
    assert picture.parts.title.get_text().endswith("all had one, so no limit above")

"""Of 100 patients: people that agree with the contrasts, each panel in its kind, and no ratio between them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from matplotlib.colors import to_rgba

from helpers.evidence import figure
from helpers.explorers.balance import CAUSES, HARMS, BalanceExplorer
from helpers.explorers.frame import STYLE
from helpers.explorers.published import IMPROVEMENTS, PUBLISHED_ROWS
from helpers.figures import balance_words, style
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


def test_the_long_note_is_the_one_cell_with_a_width_of_its_own():
    # Else the twelve columns beside it leave it a word a line.
    shown = BalanceExplorer().static_html()
    assert shown.count('class="te-words"') == 1
    assert '<td class="te-words">5 people stand on both sides' in shown
    assert ".te-words { min-width:" in STYLE


def test_a_difference_that_rounding_moves_is_told_both_ways():
    panel = BalanceExplorer(harm="infusional").picture.parts.panels[1]
    assert panel.foot.get_text().startswith("25 more, or 25.8 (")


def print_points(share: float, decimals: int = 1) -> str:
    return f"{100 * share:.{decimals}f}".replace("-", "−")


def print_limits(interval, decimals: int = 1) -> str:
    return " to ".join(print_points(limit, decimals) for limit in interval)


STATES = [
    {"bar": 40, "harm": "serious", "cause": "whatever the cause"},
    {"bar": 60, "harm": "infusional", "cause": "judged related"},
    {"bar": 60, "harm": "stopping the drug", "cause": "judged related"},
]


@pytest.mark.parametrize("state", STATES)
def test_every_cell_of_the_table_is_that_of_its_contrast(state):
    pairs = [
        contrast(*read_response(*PUBLISHED_ROWS[state["bar"]])),
        contrast(*read_events(state["harm"], "first period")),
    ]
    (clots,) = read_events(CAUSES[state["cause"]], "whole study")
    what = [f"TIS {state['bar']} or more ({IMPROVEMENTS[state['bar']]} improvement)", HARMS[state["harm"]]]
    rows = [
        [
            *(name, kind, time),
            *(f"{pair.treatment.patients_with} of {pair.treatment.n}",),
            *(f"{pair.control.patients_with} of {pair.control.n}",),
            *map(str, (people.treatment, people.control, people.treatment - people.control)),
            print_points(pair.treatment.proportion - pair.control.proportion),
            *(print_limits(pair.interval(method)) for method in ("wald", "newcombe")),
            *(pair.note, source),
        ]
        for name, kind, time, pair, people, source in zip(
            what,
            ("randomised", "as treated"),
            ("week 16", "weeks 0-16"),
            pairs,
            map(natural_frequencies, pairs),
            ("N Engl J Med 2022;387:1264", "Arthritis Res Ther 2024;26"),
            strict=True,
        )
    ]
    rows.append(
        [
            *(f"thromboembolic event, {state['cause']}", "uncontrolled", "weeks 0-40"),
            *(f"{clots.patients_with} of {clots.n}", "no comparator"),
            *(f"{100 * clots.proportion:.0f}", *["no comparator"] * 5),
            *("Nobody stands beside them.", "Arthritis Res Ther 2024;26"),
        ]
    )
    table = BalanceExplorer(**state).picture.table
    assert table.to_numpy().tolist() == rows
    assert table.columns.tolist() == [
        *("what", "kind of comparison", "time", "on IVIg", "on placebo", "IVIg (of 100)", "placebo (of 100)"),
        *("more of 100", "difference (percentage points)", "95 % interval (Wald)", "95 % interval (Newcombe)"),
        *("note", "from"),
    ]


@pytest.mark.parametrize("state", STATES)
def test_the_words_tell_each_panel_with_its_numbers_and_its_kind_of_comparison(state):
    bar, harm, cause = state.values()
    pairs = contrast(*read_response(*PUBLISHED_ROWS[bar])), contrast(*read_events(harm, "first period"))
    (benefit, harmed), (clots,) = map(natural_frequencies, pairs), read_events(CAUSES[cause], "whole study")
    picture = BalanceExplorer(**state).picture
    assert picture.parts.title.get_text() == (
        f"Of 100 each: {benefit.treatment} v {benefit.control} reached TIS {bar};\n"
        f"{harmed.treatment} v {harmed.control} {HARMS[harm]}"
    )
    assert picture.sentence == (
        f"Of 100, as randomised, {benefit.treatment} on IVIg and {benefit.control} on placebo reached TIS {bar}; as "
        f"treated, {harmed.treatment} and {harmed.control} {HARMS[harm]}. Counting does not weigh a headache against a "
        f"response. Clots {cause}, over 40 weeks: {clots.patients_with} of {clots.n} ever given IVIg, nobody beside "
        "them."
    )
    feet = [panel.foot.get_text() for panel in picture.parts.panels]
    # What rounding moves is told both ways.
    moved = f", or {print_points(pairs[1].difference)}" if harm == "infusional" else ""
    assert feet == [
        f"{people.treatment - people.control} more{told} ({print_limits(pair.interval(), 0).replace('−0', '0')})"
        for people, pair, told in zip((benefit, harmed), pairs, ("", moved), strict=True)
    ]
    assert picture.alt == (
        "Three panels of 100 people for each group, large dots for those counted. Left, as randomised, "
        f"{IMPROVEMENTS[bar]} improvement (TIS {bar} or more) at week 16: {benefit.treatment} of 100 large on IVIg and "
        f"{benefit.control} on placebo, {feet[0]}. Right, as treated, those who {HARMS[harm]} in weeks 0 to 16: "
        f"{harmed.treatment} of 100 large on IVIg and {harmed.control} on placebo, {feet[1]}; 5 people stand in both "
        "groups. Apart from both, uncontrolled and with no comparator, weeks 0 to 40: "
        f"{100 * clots.proportion:.0f} of 100 ever given IVIg with a thromboembolic event {cause} "
        f"({clots.patients_with} of {clots.n})."
    )


@pytest.mark.parametrize("state", STATES)
def test_each_panel_is_headed_by_its_kind_of_comparison_and_rows_by_their_people(state):
    picture = BalanceExplorer(**state).picture
    (clots,) = read_events(CAUSES[state["cause"]], "whole study")
    by_height = sorted(picture.figure.axes[0].texts, key=lambda text: (text.get_position()[1], text.get_position()[0]))
    written = [text.get_text() for text in by_height]
    assert written[:4] == [
        *("RANDOMISED, week 16", "AS TREATED, weeks 0-16"),
        *(f"reached TIS {state['bar']} or more", HARMS[state["harm"]]),
    ]
    assert written[-3:] == [
        "UNCONTROLLED, no comparator, weeks 0-40",
        f"clots {state['cause']}: {100 * clots.proportion:.0f} of 100 ({clots.patients_with} of {clots.n})",
        "Counting does not weigh a headache against a response.",
    ]
    for panel in picture.parts.panels:
        counts = [count_filled(hundred) for hundred in panel.people]
        assert [row.get_text() for row in panel.rows] == [f"IVIg: {counts[0]} of 100", f"placebo: {counts[1]} of 100"]
        for hundred, count, colour in zip(panel.people, counts, (style.IVIG, style.PLACEBO), strict=True):
            fills = [tuple(fill) for fill in hundred.get_facecolor()]
            assert fills == [to_rgba(colour)] * count + [to_rgba(style.MUTED)] * (100 - count)
        assert panel.people[0].get_offsets()[:, 1].max() < panel.people[1].get_offsets()[:, 1].min()


def test_fewer_of_100_on_ivig_are_told_as_fewer():
    """No published harm is rarer on IVIg; a learner's own data may be."""
    more = natural_frequencies(contrast(*read_events("any", "first period")))
    assert balance_words.foot_panel(replace(more, treatment=40), more.contrast.interval()).startswith("18 fewer")
    zero = replace(more.contrast.interval(), estimate=0.0, lower=-0.001, upper=0.001)
    assert balance_words.foot_panel(more, zero).endswith("(0 to 0)")

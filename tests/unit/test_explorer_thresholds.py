"""Three bars and two other readings: blocks, cut and rows that agree with the models, and people counted once."""

from __future__ import annotations

import re

import pytest
from matplotlib.colors import to_rgba

from helpers.evidence import figure
from helpers.explorers.published import DIFFERENCE_ROWS
from helpers.explorers.thresholds import ThresholdsExplorer
from helpers.figures import style
from helpers.figures.thresholds import ARMS, BARS_LEFT, BARS_WIDTH, place_on_strip
from helpers.figures.thresholds_words import READINGS, SCALES
from helpers.models.continuous import share_below, welch_from_summary
from helpers.models.ordinal import compare_categories

CATEGORIES = compare_categories([10, 5, 17, 15], [27, 10, 7, 4])
PATIENTS = ("all randomised", "completed the first period")


def read_rows(explorer) -> list[tuple[float, float, float]]:
    """Return estimate and limits as they are drawn, in CSS pixels."""
    parts = explorer.picture.parts
    middles = [float(x) for x in parts.points.get_offsets()[:, 0]]
    ends = [(float(line[0][0]), float(line[1][0])) for line in parts.lines.get_segments()]
    return [(middle, *pair) for middle, pair in zip(middles, ends, strict=True)]


@pytest.mark.parametrize("bar", DIFFERENCE_ROWS)
def test_the_blocks_drawn_are_the_patients_of_each_category(bar):
    parts = ThresholdsExplorer(bar=bar).picture.parts
    boxes = [path.vertices for path in parts.blocks.get_paths()]
    shares = [(box[:, 0].max() - box[:, 0].min()) / BARS_WIDTH for box in boxes]
    assert shares == pytest.approx([n / 47 for n in (15, 17, 5, 10)] + [n / 48 for n in (4, 7, 10, 27)])
    assert [number.get_text() for number in parts.numbers] == ["15", "17", "5", "10", "4", "7", "10", "27"]
    assert {label.get_text() for label in parts.labels} == {
        *("", "none", "none, or no responder", "minimal", "moderate", "major")
    }


@pytest.mark.parametrize(("bar", "reached"), [(20, 3), (40, 2), (60, 1)])
def test_those_above_the_cut_are_filled_and_the_rest_are_pale(bar, reached):
    fills = [tuple(fill) for fill in ThresholdsExplorer(bar=bar).picture.parts.blocks.get_facecolor()]
    expected = [to_rgba(full if place < reached else pale) for full, pale, _ in ARMS for place in range(4)]
    assert fills == expected


@pytest.mark.parametrize(("bar", "counts"), [(20, (37, 21)), (40, (32, 11)), (60, (15, 4))])
def test_the_step_of_the_cut_is_as_long_as_the_risk_difference(bar, counts):
    parts = ThresholdsExplorer(bar=bar).picture.parts
    (cut,) = parts.cut.get_segments()
    places = [(x - BARS_LEFT) / BARS_WIDTH for x, _ in cut]
    assert places == pytest.approx([counts[0] / 47] * 2 + [counts[1] / 48] * 2)
    assert parts.step.get_text() == f"{100 * (counts[0] / 47 - counts[1] / 48):.1f} points"


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(("patients", "n"), [(PATIENTS[0], (47, 48)), (PATIENTS[1], (45, 46))])
def test_the_rows_drawn_are_the_intervals_computed(reading, patients, n):
    intervals = [[100 * x for x in (cut.risk_difference, *cut.risk_difference_interval())] for cut in CATEGORIES.cuts]
    mean = welch_from_summary(47.7, 24.2, n[0], 21.3, 20.8, n[1]).interval()
    wins, odds = CATEGORIES.win_difference_interval(), CATEGORIES.common_odds_ratio_interval()
    intervals += [[mean.estimate, *mean], [100 * x for x in (wins.estimate, *wins)], [odds.estimate, *odds]]
    kinds = ("bars", "bars", "bars", "mean", "pairs", "odds")
    explorer = ThresholdsExplorer(reading=reading, patients=patients)
    expected = [tuple(place_on_strip(kind, x) for x in row) for kind, row in zip(kinds, intervals, strict=True)]
    for drawn, row in zip(read_rows(explorer), expected, strict=True):
        assert drawn == pytest.approx(row)
    assert explorer.picture.table["estimate"].tolist() == pytest.approx([row[0] for row in intervals], abs=0.005)
    lower, upper = place_on_strip("bars", 0), place_on_strip("bars", SCALES["bars"][1])
    assert all(lower < x < upper for row in expected for x in row)


def test_printed_limits_are_ticked_where_a_printed_interval_stands_in_front():
    ticks = ThresholdsExplorer().picture.parts.ticks.get_segments()
    printed = [limit for row in DIFFERENCE_ROWS.values() for limit in (figure(row).lower, figure(row).upper)]
    assert [tick[0][0] for tick in ticks] == pytest.approx([place_on_strip("bars", limit) for limit in printed])
    ordinal = ThresholdsExplorer(reading="ordinal").picture.parts.ticks.get_segments()
    odds = [cut.odds_ratio for cut in CATEGORIES.cuts]
    assert [tick[0][0] for tick in ordinal] == pytest.approx([place_on_strip("odds", ratio) for ratio in odds])


def test_the_same_people_stand_behind_all_three_bars():
    sentences = [ThresholdsExplorer(bar=bar).picture.sentence for bar in (20, 40, 60)]
    assert "Of these 58 people, 43 reach TIS 40 and 19 reach TIS 60." in sentences[0]
    assert "These 43 people are all among the 58 of TIS 20 and 19 of them reach TIS 60." in sentences[1]
    assert "These 19 people are all among the 58 of TIS 20 and the 43 of TIS 40." in sentences[2]
    assert all("no second trial" in sentence for sentence in sentences)
    shared = ThresholdsExplorer(bar=40).picture.table["patients who also reached the cut"].tolist()
    assert shared[:3] == ["43", "43", "19"]


def test_the_rule_that_goes_with_the_score_is_told_as_known_or_assumed():
    picture = ThresholdsExplorer().picture
    assert "TIS 20 are also without confirmed deterioration; that 40 and 60 kept that rule is assumed." in picture.alt
    assert "27 none, or no responder" in picture.alt
    notes = picture.table["note"].tolist()
    assert notes[:3] == ["and without confirmed deterioration"] + ["and without confirmed deterioration (assumed)"] * 2


def test_everybody_randomised_and_not_the_completers_gives_the_printed_interval_of_the_mean():
    explorer = ThresholdsExplorer(reading="mean")
    assert "17.2 to 35.6 (Welch, 47 and 48 patients), as printed; d = 1.17" in explorer.picture.sentence
    assert "puts 15 % below 0, where no score is" in explorer.picture.sentence
    explorer.set(patients="completed the first period")
    assert "17.0 to 35.8 (Welch, 45 and 46 patients), not the printed 17.2 to 35.6" in explorer.picture.sentence
    assert "not as printed" in explorer.picture.parts.title.get_text()


def test_the_ordinal_reading_tells_pairs_and_one_odds_ratio_for_three():
    sentence = ThresholdsExplorer(reading="ordinal").picture.sentence
    assert "did better in 63 %, worse in 15 %, the same in 22 % (Wilcoxon p = 0.00002)" in sentence
    assert "5.7 (2.5 to 12.6), stands for 4.8, 7.2 and 5.2 at the bars" in sentence


def test_what_is_told_of_a_reading_waits_until_it_is_in_front():
    picture = ThresholdsExplorer().picture
    words = " ".join([picture.parts.title.get_text(), picture.sentence, picture.alt])
    assert not re.search(r"d = |Wilcoxon|63 %|7\.2 and", words)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("bar", DIFFERENCE_ROWS)
@pytest.mark.parametrize("patients", PATIENTS)
def test_every_state_is_derived_from_a_randomised_comparison_and_short_enough(reading, bar, patients):
    picture = ThresholdsExplorer(reading=reading, bar=bar, patients=patients).picture
    assert str(picture.provenance) == "DERIVED · randomised · from N Engl J Med 2022;387:1264"
    assert len(picture.sentence) <= 300
    assert f"TIS {bar}" in picture.sentence and f"A cut at TIS {bar}" in picture.alt


STATES = [
    ("bars", 60, PATIENTS[1], 45, 46),
    ("bars", 20, PATIENTS[0], 47, 48),
    ("mean", 40, PATIENTS[1], 45, 46),
    ("mean", 60, PATIENTS[0], 47, 48),
    ("ordinal", 40, PATIENTS[0], 47, 48),
    ("ordinal", 20, PATIENTS[1], 45, 46),
]
"""Reading, bar, patients counted for the mean, and how many these are."""
REACHED = {20: (37, 21), 40: (32, 11), 60: (15, 4)}
NAMES = ["TIS 20 (% points)", "TIS 40 (% points)", "TIS 60 (% points)"] + [
    *("Mean TIS (score)", "Wins − losses (%)", "Common odds ratio")
]


def list_intervals(n_ivig: int, n_placebo: int) -> list[list[float]]:
    """Return estimate and limits of the six rows, in points or as a ratio."""
    rows = [[100 * x for x in (cut.risk_difference, *cut.risk_difference_interval())] for cut in CATEGORIES.cuts]
    mean = welch_from_summary(47.7, 24.2, n_ivig, 21.3, 20.8, n_placebo).interval()
    wins, odds = CATEGORIES.win_difference_interval(), CATEGORIES.common_odds_ratio_interval()
    return [*rows, [mean.estimate, *mean], [100 * x for x in (wins.estimate, *wins)], [odds.estimate, *odds]]


def print_interval(row: list[float]) -> str:
    return f"{row[0]:.1f} ({row[1]:.1f} to {row[2]:.1f})"


@pytest.mark.parametrize(("reading", "bar", "patients", "n_ivig", "n_placebo"), STATES)
def test_every_cell_of_the_table_is_that_of_its_reading(reading, bar, patients, n_ivig, n_placebo):
    table = ThresholdsExplorer(reading=reading, bar=bar, patients=patients).picture.table
    steady, lowest = "and without confirmed deterioration", "lowest category: none, or no responder"
    places = {"bars": (0, 1, 2), "mean": (3,), "ordinal": (4, 5)}[reading]
    rows = []
    for place, (name, interval) in enumerate(zip(NAMES, list_intervals(n_ivig, n_placebo), strict=True)):
        each = 20 * (place + 1)
        is_bar = place < 3
        sides = [
            *([f"{count} of {n}" for count, n in zip(REACHED[each], (47, 48), strict=True)] if is_bar else []),
            *([f"47.7 (SD 24.2, n = {n_ivig})", f"21.3 (SD 20.8, n = {n_placebo})"] if place == 3 else []),
            *(["better in 1424 of 2256 pairs", "better in 333 of 2256 pairs"] if place == 4 else []),
            *(["", ""] if place == 5 else []),
        ]
        rows.append(
            [
                *(name, *sides, *(round(x, 2) for x in interval)),
                ("Wald", "Wald", "Wald", "Welch", "DeLong", "proportional odds, Wald on the log scale")[place],
                f"{sum(REACHED[max(each, bar)])}" if is_bar else "",
                ", ".join(["cut"] * (is_bar and each == bar) + ["in front"] * (place in places)),
                (steady, f"{steady} (assumed)", f"{steady} (assumed)", "", lowest, lowest)[place],
            ]
        )
    assert table.to_numpy().tolist() == rows
    assert table.columns.tolist() == [
        *("reading", "IVIg", "placebo", "estimate", "95 % lower", "95 % upper", "method"),
        *("patients who also reached the cut", "marked", "note"),
    ]
    assert (CATEGORIES.wins, CATEGORIES.losses, CATEGORIES.pairs) == (1424, 333, 47 * 48)


@pytest.mark.parametrize(("reading", "bar", "patients", "n_ivig", "n_placebo"), STATES)
def test_every_number_of_the_description_is_drawn(reading, bar, patients, n_ivig, n_placebo):
    picture = ThresholdsExplorer(reading=reading, bar=bar, patients=patients).picture
    rows = [f"{name} {print_interval(row)}" for name, row in zip(NAMES, list_intervals(n_ivig, n_placebo), strict=True)]
    front = {"bars": "three bars", "mean": "mean score", "ordinal": "all four categories"}[reading]
    ticks = f"Line: no difference; scales differ. Ticks: {'at each bar' if reading == 'ordinal' else 'as printed'}."
    assert picture.alt == (
        "Two bars of four blocks, best category first: IVIg 15 major, 17 moderate, 5 minimal, 10 none, or no "
        "responder; placebo 4 major, 7 moderate, 10 minimal, 27 none, or no responder. "
        f"A cut at TIS {bar} leaves {REACHED[bar][0]} on IVIg and {REACHED[bar][1]} on placebo filled in. Below, each "
        f"with its 95 % interval on a scale of its own: {'; '.join(rows)} (mean from {n_ivig} and {n_placebo} "
        f"patients). In front: {front}. {ticks} Responders at TIS 20 are also without confirmed deterioration; that 40 "
        "and 60 kept that rule is assumed."
    )
    parts = picture.parts
    drawn = [
        f"{name.get_text()} {figures.get_text()}" for name, figures in zip(parts.names, parts.figures, strict=True)
    ]
    assert drawn == rows
    assert parts.note.get_text() == ticks


@pytest.mark.parametrize(("reading", "bar", "patients", "n_ivig", "n_placebo"), STATES)
def test_title_and_sentence_tell_the_reading_in_front_with_its_numbers(reading, bar, patients, n_ivig, n_placebo):
    picture = ThresholdsExplorer(reading=reading, bar=bar, patients=patients).picture
    rows = list_intervals(n_ivig, n_placebo)
    if reading == "bars":
        (ivig, placebo), row = REACHED[bar], rows[bar // 20 - 1]
        title = f"{ivig} of 47 v {placebo} of 48 reach TIS {bar}:\n{row[0]:.1f} percentage points apart"
        nested = {
            20: "Of these 58 people, 43 reach TIS 40 and 19 reach TIS 60.",
            60: "These 19 people are all among the 58 of TIS 20 and the 43 of TIS 40.",
        }[bar]
        sentence = (
            f"At TIS {bar} or more: {ivig} of 47 on IVIg, {placebo} of 48 on placebo, {row[0]:.1f} points apart "
            f"({row[1]:.1f} to {row[2]:.1f}). {nested} Counted again, the same people are no second trial. The mean "
            f"comes from {n_ivig} and {n_placebo} patients."
        )
    elif reading == "mean":
        row, means = rows[3], welch_from_summary(47.7, 24.2, n_ivig, 21.3, 20.8, n_placebo)
        as_printed, printed = {
            47: ("as printed", "as printed"),
            45: ("not as printed", "not the printed 17.2 to 35.6"),
        }[n_ivig]
        title = (
            f"Mean TIS {row[0]:.1f} apart, {row[1]:.1f} to {row[2]:.1f}:\n"
            f"{as_printed}, from {n_ivig} and {n_placebo} patients"
        )
        sentence = (
            f"Mean TIS 47.7 v 21.3: {row[0]:.1f} apart, {row[1]:.1f} to {row[2]:.1f} (Welch, {n_ivig} and {n_placebo} "
            f"patients), {printed}; d = {means.standardised_difference:.2f}. Yet a normal curve with the placebo mean "
            f"and SD puts {100 * share_below(0, 21.3, 20.8):.0f} % below 0, where no score is. The cut stands at TIS "
            f"{bar}."
        )
    else:
        title = "In 63 of 100 pairs the one on IVIg\ndoes better, in 15 worse"
        odds = ["4.8", "7.2", "5.2"]
        assert odds == [f"{cut.odds_ratio:.1f}" for cut in CATEGORIES.cuts]
        sentence = (
            f"Of 2256 pairs, one from each arm, the one on IVIg did better in {100 * 1424 / 2256:.0f} %, worse in "
            f"{100 * 333 / 2256:.0f} %, the same in {100 * (2256 - 1424 - 333) / 2256:.0f} % (Wilcoxon p = "
            f"{CATEGORIES.p_value():.5f}). One odds ratio, {print_interval(rows[5])}, stands for 4.8, 7.2 and 5.2 at "
            f"the bars. The cut stands at TIS {bar}; mean from {n_ivig} and {n_placebo} patients."
        )
    assert picture.parts.title.get_text() == title
    assert picture.sentence == sentence


@pytest.mark.parametrize(("reading", "bar", "patients", "n_ivig", "n_placebo"), STATES)
def test_the_reading_in_front_is_dark_and_its_row_bold(reading, bar, patients, n_ivig, n_placebo):
    parts = ThresholdsExplorer(reading=reading, bar=bar, patients=patients).picture.parts
    front = {"bars": (0, 1, 2), "mean": (3,), "ordinal": (4, 5)}[reading]
    colours = [to_rgba(style.INK if place in front else style.MUTED) for place in range(6)]
    assert [tuple(colour) for colour in parts.points.get_facecolor()] == colours
    assert [tuple(colour) for colour in parts.lines.get_color()] == colours
    bold = (bar // 20 - 1,) if reading == "bars" else front
    for words in (parts.names, parts.figures):
        assert [place for place, text in enumerate(words) if text.get_fontweight() == "bold"] == list(bold)
    assert [heading.get_text() for heading in parts.headings if heading.get_fontweight() == "bold"] == [str(bar)]
    assert [heading.get_text() for heading in parts.headings] == ["20", "40", "60"]
    shares = [(heading.get_position()[0] - BARS_LEFT) / BARS_WIDTH for heading in parts.headings]
    assert shares == pytest.approx([count / 47 for count, _ in REACHED.values()])


def test_the_printed_limits_of_the_mean_are_ticked_where_it_stands_in_front():
    parts = ThresholdsExplorer(reading="mean", patients=PATIENTS[1]).picture.parts
    ticks = parts.ticks.get_segments()
    assert [tick[0][0] for tick in ticks] == pytest.approx([place_on_strip("mean", limit) for limit in (17.2, 35.6)])
    height = parts.names[3].get_position()[1]
    assert all(height < y < parts.names[4].get_position()[1] for tick in ticks for y in tick[:, 1])

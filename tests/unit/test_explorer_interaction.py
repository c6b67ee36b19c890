"""Does the effect differ: intervals, words and stamps that agree with the model, and no verdict on any antibody."""

from __future__ import annotations

import re

import numpy as np
import pytest

from helpers.evidence import figure
from helpers.explorers.interaction import InteractionExplorer
from helpers.figures.interaction import RANGES
from helpers.figures.interaction_words import print_effect, print_of_hundred, print_p
from helpers.models.proportions import compare_proportions
from helpers.models.subgroups import SCALES, interaction, interaction_factor, interaction_power, multiply_patients

GROUPS = (compare_proportions(20, 24, 15, 25), compare_proportions(17, 23, 6, 23))
NAMES = ("MSA-positive", "all others")
EFFECT_ROWS = {"risk difference": 100, "odds ratio": 1, "risk ratio": 1}
STATES = [
    {"show": "the interaction", "scale": "risk difference", "size": 1, "level": 95.0},
    {"show": "the interaction", "scale": "odds ratio", "size": 5, "level": 99.0},
    {"show": "what it takes", "scale": "risk ratio", "size": 2, "level": 90.5},
    {"show": "what it takes", "scale": "risk difference", "size": 16, "level": 80.0},
    {"show": "each group", "scale": "odds ratio", "size": 1, "level": 90.0},
    {"show": "each group", "scale": "risk difference", "size": 7, "level": 95.0},
]


def compute(state):
    groups = [multiply_patients(group, state["size"]) for group in GROUPS]
    return interaction(*groups, scale=state["scale"], level=state["level"] / 100, names=NAMES)


def compute_power(state, times=None):
    alpha = 1 - state["level"] / 100
    return interaction_power(*GROUPS, scale=state["scale"], alpha=alpha, times=times or state["size"])


def show_limits(interval, scale):
    return f"{print_effect(interval.lower, scale)} to {print_effect(interval.upper, scale)}"


def read_words(explorer) -> str:
    parts = explorer.picture.parts
    drawn = [parts.title, *(text for row in parts.rows for text in (row.name, row.figures))]
    return " ".join([*(text.get_text() for text in drawn), explorer.picture.sentence, explorer.picture.alt])


def test_it_opens_without_the_interaction_and_without_what_it_takes():
    explorer = InteractionExplorer()
    assert explorer.state == {"show": "each group", "scale": "risk difference", "size": 1, "level": 95.0}
    assert len(explorer.picture.parts.rows[2].line.get_xdata()) == 0
    assert not re.search(r"−24|−60|\+11|0\.17|7\.5|4\.0|400", read_words(explorer))
    assert len(explorer.picture.table) == 2
    assert "Two intervals side by side do not test whether the effects differ." in explorer.picture.sentence
    explorer.set(show="the interaction")
    assert not re.search(r"7\.5|4\.0|400", read_words(explorer))


@pytest.mark.parametrize("state", STATES)
def test_the_intervals_drawn_are_the_models(state):
    explorer = InteractionExplorer(**state)
    found, unit = compute(state), EFFECT_ROWS[state["scale"]]
    rows = explorer.picture.parts.rows
    shown = [*found.effects, *([found.interval] if state["show"] != "each group" else [])]
    for row, interval in zip(rows, shown, strict=False):
        assert list(row.line.get_xdata()) == pytest.approx([unit * limit for limit in interval])
        assert list(row.point.get_xdata()) == pytest.approx([unit * interval.estimate])
        low, high = row.line.axes.get_xlim()
        assert low <= min(row.line.get_xdata()) and max(row.line.get_xdata()) <= high
    assert [len(row.line.get_xdata()) for row in rows] == [2, 2, 0 if state["show"] == "each group" else 2]
    heights = [row.line.get_ydata()[0] for row in rows[:2]]
    assert 0 < heights[0] < 1 < heights[1] < 2


@pytest.mark.parametrize("state", STATES)
def test_sentence_alternative_text_and_rows_hold_the_numbers(state):
    explorer = InteractionExplorer(**state)
    picture, found, scale = explorer.picture, compute(state), SCALES[state["scale"]]
    for row, name, group, effect in zip(picture.parts.rows, NAMES, found.groups, found.effects, strict=False):
        counts = (
            f"{group.responders_treatment} of {group.n_treatment} v {group.responders_control} of {group.n_control}"
        )
        numbers = f"{print_effect(effect.estimate, scale)} ({show_limits(effect, scale)})"
        assert row.name.get_text().lower() == f"{name}: {counts}".lower()
        assert row.figures.get_text() == numbers
        assert f"{name}, {counts}: {numbers}" in picture.alt
    level = f"{state['level']:g} %"
    assert f"with {level} intervals" in picture.alt
    assert f"{level} interval" in picture.sentence
    assert len(picture.sentence) <= 300
    limits = show_limits(found.interval, scale)
    estimate = print_effect(found.interval.estimate, scale)
    contrast = f"MSA-positive {'over' if scale.is_ratio else 'less'} all others"
    if state["show"] == "each group":
        one, other = found.effects
        unit = "" if scale.is_ratio else " points"
        assert f"runs from {show_limits(one, scale)}{unit} in MSA-positive patients" in picture.sentence
        assert f"from {show_limits(other, scale)} in all others" in picture.sentence
        return
    assert f"Interaction, {contrast}: {estimate} ({limits}), p {print_p(found.p_value)}." in picture.alt
    assert picture.parts.rows[2].figures.get_text() == f"{estimate} ({limits})"
    if state["show"] == "the interaction":
        assert f"runs from {limits}, p {print_p(found.p_value)}" in picture.sentence
        assert f"runs from {limits}, p {print_p(found.p_value)}" in picture.parts.title.get_text()
        assert f"({contrast}) is {estimate}" in picture.sentence
        reading = "leaves out" if scale.no_interaction not in found.interval else "holds"
        assert f"it {reading} {scale.no_interaction:g}" in picture.sentence


@pytest.mark.parametrize("state", STATES)
def test_the_table_holds_what_is_shown(state):
    table, found = InteractionExplorer(**state).picture.table, compute(state)
    unit = EFFECT_ROWS[state["scale"]]
    shown = [*found.effects, *([found.interval] if state["show"] != "each group" else [])]
    expected = [[unit * value for value in (interval.estimate, *interval)] for interval in shown]
    rows = table[["estimate", "lower", "upper"]].to_numpy(float)[: len(shown)]
    assert rows == pytest.approx(np.array(expected), rel=0.005, abs=0.006)
    assert table.loc[0, "IVIg"] == f"{20 * state['size']} of {24 * state['size']}"
    assert table.loc[1, "placebo"] == f"{6 * state['size']} of {23 * state['size']}"
    assert set(table["level (%)"].dropna()) == {state["level"]}
    if state["show"] != "each group":
        assert table.loc[2, "p"] == pytest.approx(found.p_value, rel=0.005)
    if state["show"] == "what it takes":
        power, factor = compute_power(state), interaction_factor(*GROUPS, scale=state["scale"])
        values = [100 * power.power, power.find_patients(0.8), factor.as_observed, factor.by_sizes, factor.as_large]
        assert table["estimate"].tolist()[3:] == pytest.approx(values, abs=0.051)
    assert len(table) == {"each group": 2, "the interaction": 3, "what it takes": 8}[state["show"]]


@pytest.mark.parametrize("state", [state for state in STATES if state["show"] == "what it takes"])
def test_power_is_drawn_and_told_as_the_model_has_it(state):
    picture = InteractionExplorer(**state).picture
    curve, power = picture.parts.curve, compute_power(state)
    factor = interaction_factor(*GROUPS, scale=state["scale"])
    assert list(curve.line.get_xdata()) == [95 * times for times in range(1, 17)]
    assert list(curve.line.get_ydata()) == pytest.approx(
        [100 * compute_power(state, times).power for times in range(1, 17)]
    )
    assert list(curve.point.get_xydata()[0]) == pytest.approx([95 * state["size"], 100 * power.power])
    needed = power.find_patients(0.8)
    assert list(curve.needed.get_xydata()[0]) == pytest.approx([needed, 80])
    of_hundred = print_of_hundred(power.power)
    assert f"in {of_hundred} of 100 trials of {95 * state['size']}." in picture.sentence
    assert f"it takes {needed} patients, {factor.as_observed:.1f} times what the effect takes" in picture.sentence
    assert "Taking these shares as true" in picture.sentence
    assert f"Marked: {of_hundred} % at {95 * state['size']}." in picture.alt
    assert f"meets the curve at {needed} patients" in picture.alt
    assert f"{factor.as_observed:.1f} for the interaction as observed, 4.0 for one as large" in picture.alt
    words = " ".join(text.get_text() for text in curve.words)
    assert f"80 % takes {needed} patients, {factor.as_observed:.1f} ×" in words
    assert "effect: 4.0 ×" in words
    assert f"{of_hundred} of 100 trials" in picture.parts.title.get_text()


@pytest.mark.parametrize(
    ("scale", "row", "told"),
    [
        ("risk difference", "interaction_msa", "runs from −60 to +11, p = 0.17"),
        ("odds ratio", "interaction_msa_odds_ratio", "runs from 0.064 to 2.71, p = 0.36"),
        ("risk ratio", "interaction_msa_risk_ratio", "runs from 0.22 to 1.11, p = 0.087"),
    ],
)
def test_the_three_scales_print_as_the_derived_rows(scale, row, told):
    explorer = InteractionExplorer(show="the interaction", scale=scale)
    assert told in explorer.picture.sentence
    known = figure(row)
    rows = explorer.picture.table.loc[2, ["estimate", "lower", "upper"]].tolist()
    assert rows == pytest.approx([known.value, known.lower, known.upper], rel=0.005)


@pytest.mark.parametrize(("scale", "first"), [("risk difference", 3), ("odds ratio", 5), ("risk ratio", 2)])
def test_the_interval_leaves_out_none_from_so_many_times_the_patients(scale, first):
    explorer = InteractionExplorer(show="the interaction", scale=scale, size=first)
    none = "1" if SCALES[scale].is_ratio else "0"
    assert (
        f"it leaves out {none}. Invented: the same shares in {first} times the patients." in explorer.picture.sentence
    )
    explorer.set(size=first - 1)
    assert f"it holds {none}, the same effect in both groups, and much else." in explorer.picture.sentence


def test_the_stamp_says_randomised_and_derived_once_and_invented_with_more_patients():
    explorer = InteractionExplorer()
    for show in ("each group", "the interaction", "what it takes"):
        explorer.set(show=show, size=1)
        assert str(explorer.picture.provenance).startswith("DERIVED · randomised · from AAN 2024")
        assert InteractionExplorer(show=show, size=2).picture.provenance.status == "synthetic"
        assert "Post hoc: 49 v 46 patients." in explorer.picture.sentence
        explorer.set(size=4)
        assert str(explorer.picture.provenance) == "SYNTHETIC · the same shares in more patients"
        assert "Post hoc" not in explorer.picture.sentence
        figure = explorer.picture.figure
        explorer.set(size=16)
        assert explorer.picture.figure is figure, "each step of the slider draws a new background"
        assert explorer.numbers()["status"].tolist()[0] == "synthetic"


def test_shares_are_drawn_by_arm():
    explorer = InteractionExplorer()
    shares = explorer.picture.parts.shares
    assert list(shares.ivig.get_xdata()) == pytest.approx([100 * 20 / 24, 100 * 17 / 23])
    assert list(shares.placebo.get_xdata()) == pytest.approx([60, 100 * 6 / 23])
    assert (shares.ivig.get_marker(), shares.placebo.get_marker()) == ("o", "s")
    assert [text.get_text() for text in shares.names] == [
        "MSA-positive: 83 % on IVIg, 60 % on placebo",
        "All others: 74 % on IVIg, 26 % on placebo",
    ]
    ends = np.array(shares.bars.get_segments())[:, :, 0]
    assert ends == pytest.approx(np.array([[60, 100 * 20 / 24], [100 * 6 / 23, 100 * 17 / 23]]))


@pytest.mark.parametrize("scale", SCALES)
def test_every_axis_holds_every_interval_of_its_controls(scale):
    (low, high), _ = RANGES[scale]
    found = interaction(*GROUPS, scale=scale, level=0.99)
    unit = EFFECT_ROWS[scale]
    for interval in (*found.effects, found.interval):
        assert low < unit * interval.lower and unit * interval.upper < high


def test_no_state_gives_a_verdict_on_an_antibody():
    explorer = InteractionExplorer()
    forbidden = re.compile(
        r"predict|no difference|significant|proves|confirms|\bdiffers?\b(?<!the effects differ)|benefit|should|"
        r"respond(s|er)? to",
        re.I,
    )
    for show in ("each group", "the interaction", "what it takes"):
        for scale in SCALES:
            for size in (1, 2, 6, 16):
                explorer.set(show=show, scale=scale, size=size)
                assert not forbidden.search(read_words(explorer)), read_words(explorer)


def test_run_walks_the_patients_to_sixteen_times():
    explorer = InteractionExplorer(show="the interaction")
    explorer.run()
    explorer.on_step(explorer._turn, False)
    assert explorer.state["size"] == 2
    explorer.on_step(explorer._turn, True)
    assert explorer.state["size"] == 16


def test_printed_numbers_keep_what_counts():
    difference, ratio = SCALES["risk difference"], SCALES["odds ratio"]
    assert [print_effect(value, difference) for value in (-0.2449, 0.106, 0.004)] == ["−24", "+11", "0"]
    assert [print_effect(value, ratio) for value in (0.0635, 0.4152, 9.99, 19.42)] == ["0.064", "0.42", "9.99", "19.4"]
    assert [print_p(p) for p in (0.17197, 0.086996, 0.0179, 0.00123, 0.0009, 1.0)] == [
        "= 0.17",
        "= 0.087",
        "= 0.018",
        "= 0.0012",
        "< 0.001",
        "= 1.0",
    ]
    assert [print_of_hundred(x) for x in (0.2766, 0.996, 1.0, 0.004, 0.0)] == ["28", "over 99", "100", "below 1", "0"]


@pytest.mark.parametrize("state", STATES)
def test_the_alternative_text_says_against_what_the_effect_is_measured(state):
    picture = InteractionExplorer(**state).picture
    assert picture.alt.startswith(state["scale"].capitalize()) and ", IVIg against placebo, with " in picture.alt

"""How many patients: curve, marks, words and table against the model, and nothing of the next prediction given away."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.evidence import figure
from helpers.explorers.power import PowerExplorer
from helpers.figures import style
from helpers.figures.power_words import CLOSE, LARGEST_SHOWN, percent
from helpers.models.power import actual_size, exact_power, sample_size

STATES = [
    {},
    {"placebo_rate": 44, "difference": 17, "patients": 130, "test": "pooled_z", "target": 80},
    {"placebo_rate": 44, "difference": 20, "patients": 105, "test": "fisher", "target": 80},
    {"placebo_rate": 8, "difference": 24, "patients": 47, "test": "pooled_z", "target": 90},
    {"placebo_rate": 50, "difference": 10, "patients": 250, "test": "fisher", "target": 60},
]


def read_question(explorer):
    """Return rates, test and target of the state on screen."""
    state = explorer.state
    return (
        (state["placebo_rate"] + state["difference"]) / 100,
        state["placebo_rate"] / 100,
        state["test"],
        state["target"] / 100,
    )


def read_everything(explorer) -> str:
    picture = explorer.picture
    drawn = " ".join(text.get_text() for text in picture.moving if hasattr(text, "get_text"))
    return " ".join([drawn, picture.sentence, picture.alt, picture.table.to_string()])


def test_it_opens_at_the_printed_rates_and_gives_no_smaller_effect_away():
    explorer = PowerExplorer()
    printed = figure("difference_tis20")
    assert explorer.state == {
        "placebo_rate": round(figure("responders_placebo").percent),
        "difference": printed.value,
        "patients": 60,
        "test": "pooled_z",
        "target": 80,
    }
    told = {int(number) for number in re.findall(r"\b\d+\b", read_everything(explorer))}
    hidden = {sample_size(0.61, 0.44, method=method).n_per_arm for method in ("normal", "exact")}
    assert hidden == {135, 138} and not told & hidden
    assert "30 per arm on" in explorer.picture.sentence


@pytest.mark.parametrize("state", STATES)
def test_the_curve_and_its_marks_stand_at_exact_powers(state):
    explorer = PowerExplorer(**state)
    p, q, test, target = read_question(explorer)
    parts, patients = explorer.picture.parts, explorer.state["patients"]
    n, power = parts.power.get_data()
    assert list(n) == list(range(2, LARGEST_SHOWN + 1)) == list(parts.size.get_xdata())
    for each in (2, 31, 103, 250):
        assert power[each - 2] == pytest.approx(100 * exact_power(each, each, p, q, test=test).power, abs=1e-9)
        assert parts.size.get_ydata()[each - 2] == pytest.approx(100 * actual_size(each, each, q, test=test), abs=1e-9)
    assert list(parts.target.get_ydata()) == [100 * target] * 2
    assert parts.target_words.get_position()[1] == 100 * target
    chosen = exact_power(patients, patients, p, q, test=test)
    assert np.ravel(parts.chosen.get_data()) == pytest.approx([patients, 100 * chosen.power])
    assert parts.chosen_words.get_text() == f"{patients} per arm: {percent(chosen.power)}"
    assert parts.size_words.get_text() == f"if both {percent(q)}: {percent(chosen.size)} at {patients}"
    trial = exact_power(figure("responders_ivig").n, figure("responders_placebo").n, p, q, test=test)
    assert np.ravel(parts.trial.get_data()) == pytest.approx([47.5, 100 * trial.power])
    assert parts.trial_words.get_text() == f"47 and 48, as ProDERM: {percent(trial.power)}"


@pytest.mark.parametrize("state", STATES)
def test_the_close_up_shows_who_reaches_the_target(state):
    explorer = PowerExplorer(**state)
    p, q, test, target = read_question(explorer)
    held = sample_size(p, q, power=target, method="exact", test=test).n_per_arm
    dots, faces = explorer.picture.parts.dots.get_offsets(), explorer.picture.parts.dots.get_facecolor()
    powers = {n: exact_power(n, n, p, q, test=test).power for n in range(max(2, held - CLOSE), held + CLOSE + 1)}
    shown = [(n - held, 100 * (power - target)) for n, power in powers.items() if abs(power - target) <= 0.05]
    assert np.allclose(dots, shown)
    assert len(dots) >= 5
    for (x, _), face in zip(dots, faces, strict=True):
        assert np.allclose(face, to_rgba(style.INK if powers[held + round(x)] >= target else style.PAPER))
    numbers = [text.get_text() for text in explorer.picture.parts.numbers]
    assert numbers == [str(held + step) if held + step > 1 else "" for step in (-10, -5, 0, 5, 10)]


def test_the_line_at_the_answer_stands_there_or_its_words_point_beyond():
    inside = PowerExplorer(difference=25).picture.parts
    assert set(inside.held.get_xdata()) == {60}
    assert inside.held_words.get_text() == "from 60 on"
    assert inside.held_words.get_position()[0] > 60 and inside.held_words.get_horizontalalignment() == "left"
    right = PowerExplorer(difference=13).picture.parts
    assert right.held_words.get_position()[0] < 235 and right.held_words.get_horizontalalignment() == "right"
    beyond = PowerExplorer(difference=10).picture.parts
    assert len(beyond.held.get_xdata()) == 0
    assert beyond.held_words.get_text() == "from 393 on →"


@pytest.mark.parametrize("state", STATES)
def test_sentence_title_and_alternative_text_hold_the_models_numbers(state):
    explorer = PowerExplorer(**state)
    p, q, test, target = read_question(explorer)
    patients = explorer.state["patients"]
    plan = sample_size(p, q, power=target, method="exact", test=test)
    normal = sample_size(p, q, power=target)
    chosen, trial = exact_power(patients, patients, p, q, test=test), exact_power(47, 48, p, q, test=test)
    name = {"pooled_z": "exact pooled z", "fisher": "Fisher's test"}[test]
    first = "" if plan.first_control == plan.n_per_arm else f"first reached at {plan.first_control}; "
    assert explorer.picture.sentence == (
        f"If {percent(p)} respond on IVIg and {percent(q)} on placebo, {name} keeps {percent(target)} power from "
        f"{plan.n_per_arm} per arm on ({first}normal formula: {normal.n_per_arm}). With {patients} per arm it has "
        f"{percent(chosen.power)}. If both respond at {percent(q)}, it still rejects in "
        f"{percent(chosen.size)} of trials."
    )
    title = explorer.picture.parts.title.get_text().replace("\n", " ")
    assert title == (
        f"Taking {percent(p)} v {percent(q)} as true, {percent(target)} power holds from {plan.n_per_arm} per arm on "
        f"({name})"
    )
    alt = explorer.picture.alt
    for n in (50, 100, 150, 200, 250):
        assert f"{n}: {percent(exact_power(n, n, p, q, test=test).power)}" in alt
    assert f"first reached at {plan.first_control} and held from {plan.n_per_arm} on" in alt
    assert f"looked at up to {plan.checked_to}" in alt
    assert ("falls below again at " + ", ".join(map(str, plan.failing)) + "." in alt) == bool(plan.failing)
    assert f"A ring marks {patients} per arm, {percent(chosen.power)}; a diamond 47 and 48" in alt
    assert f"ProDERM's arms, {percent(trial.power)}." in alt
    assert alt.endswith(f"if both respond at {percent(q)}: {percent(chosen.size)} at {patients} per arm.")


@pytest.mark.parametrize("state", STATES)
def test_each_row_of_the_table_is_the_models(state):
    explorer = PowerExplorer(**state)
    p, q, test, target = read_question(explorer)
    plan = sample_size(p, q, power=target, method="exact", test=test)
    table = explorer.picture.table
    arms = [(n, n) for n in range(25, 251, 25)]
    arms += [(explorer.state["patients"],) * 2, (47, 48), (plan.first_control,) * 2, (plan.n_per_arm,) * 2]
    powers = [exact_power(*pair, p, q, test=test) for pair in arms]
    assert table["patients"].tolist() == [f"{n} per arm" if n == m else f"{n} and {m}" for n, m in arms]
    assert table["what it is"].tolist()[10:] == [
        "yours",
        "ProDERM's arms",
        "target first reached",
        "target held from here",
    ]
    power, size, reaches = (table.iloc[:, column].tolist() for column in (2, 3, 4))
    assert power == pytest.approx([100 * each.power for each in powers])
    assert size == pytest.approx([100 * each.size for each in powers])
    assert reaches == ["yes" if each.power >= target else "no" for each in powers]
    assert f"if {percent(p)} v {percent(q)}" in table.columns[2] and percent(target) in table.columns[4]
    assert set(table.iloc[:, 5]) == {sample_size(p, q, power=target).n_per_arm}


def test_the_presets_plan_on_the_observed_effect_and_on_smaller_ones():
    explorer = PowerExplorer()
    answers = {}
    for name in explorer.presets:
        explorer.show_preset(name)
        answers[name] = [
            int(re.search(pattern, explorer.picture.sentence)[1]) for pattern in (r"from (\d+) per", r"formula: (\d+)")
        ]
    assert answers == {
        "As observed, 35 points": [30, 30],
        "Lower end, 17 points": [138, 135],
        "44 % + 20 points": [96, 97],
        "44 % + 25 points": [60, 61],
        "60 v 30 %": [41, 42],
    }


@pytest.mark.parametrize(
    ("state", "stamp"),
    [
        ({}, "DERIVED · from N Engl J Med 2022;387:1264"),
        ({"difference": 17}, "DERIVED · from N Engl J Med 2022;387:1264"),
        ({"test": "fisher", "target": 90, "patients": 100}, "DERIVED · from N Engl J Med 2022;387:1264"),
        ({"difference": 20}, "SYNTHETIC · assumed response rates"),
        ({"placebo_rate": 43}, "SYNTHETIC · assumed response rates"),
        ({"placebo_rate": 30, "difference": 17}, "SYNTHETIC · assumed response rates"),
    ],
)
def test_rates_that_nobody_printed_are_stamped_as_assumed(state, stamp):
    assert str(PowerExplorer(**state).picture.provenance) == stamp


def test_more_than_everybody_is_impossible_and_the_picture_stays():
    explorer = PowerExplorer()
    opening = explorer.picture.sentence
    explorer.set(placebo_rate=65)
    assert explorer.picture.sentence == opening
    assert "65 % on placebo and 35 points more are 100 % on IVIg: impossible. Choose fewer than 35 points" in (
        explorer._problem
    )
    explorer.set(difference=34)
    assert explorer._problem == "" and "99 % respond on IVIg" in explorer.picture.sentence


def test_what_is_nearly_all_is_not_called_all():
    explorer = PowerExplorer(placebo_rate=5, difference=60, patients=10)
    assert "> 99.9 %" in explorer.picture.parts.trial_words.get_text()
    assert " 100 %" not in explorer.picture.alt + explorer.picture.sentence

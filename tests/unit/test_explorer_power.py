"""How many patients: curve, marks, words and table against the model, and nothing of the next prediction given away."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.evidence import figure
from helpers.explorers.power import PowerExplorer
from helpers.figures import style
from helpers.figures.power import DOT, DOWN, UP
from helpers.figures.power_words import CLOSE, LARGEST_SHOWN
from helpers.models.power import actual_size, exact_power, sample_size
from helpers.models.rendering import print_percent
from tests.unit.explorer_tools import list_clashes

NAMES = {"pooled_z": "chi-squared test", "fisher": "Fisher's exact test"}

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
    assert "80 % power takes 30 per arm" in explorer.picture.sentence


@pytest.mark.parametrize("state", STATES)
def test_the_curve_and_its_marks_stand_at_exact_powers(state):
    explorer = PowerExplorer(**state)
    p, q, test, target = read_question(explorer)
    parts, patients = explorer.picture.parts, explorer.state["patients"]
    n, power = parts.power.get_data()
    assert list(n) == list(range(2, LARGEST_SHOWN + 1))
    for each in (2, 31, 103, 250):
        assert power[each - 2] == pytest.approx(100 * exact_power(each, each, p, q, test=test).power, abs=1e-9)
    assert list(parts.target.get_ydata()) == [100 * target] * 2
    assert parts.target_words.get_position()[1] == 100 * target
    chosen = exact_power(patients, patients, p, q, test=test)
    assert np.ravel(parts.chosen.get_data()) == pytest.approx([patients, 100 * chosen.power])
    assert parts.chosen_words.get_text() == (
        f"{patients} per arm: finds it in {print_percent(chosen.power)} of trials (power)"
    )
    size = print_percent(actual_size(patients, patients, q, test=test))
    assert parts.size_words.get_text() == f"if both {print_percent(q)}: finds a difference in {size} (actual size)"
    assert parts.axis_words.get_text() == f"Trials with p < 0.05 ({NAMES[test]}), by patients per arm"


TOOTHED = [
    {"difference": 17},
    {"difference": 20, "test": "fisher"},
    {"difference": 10, "test": "fisher"},
    {"placebo_rate": 45, "difference": 10, "test": "fisher"},
]


@pytest.mark.parametrize("state", TOOTHED)
def test_the_close_up_shows_every_number_around_the_saw_tooth_and_who_reaches_the_target(state):
    explorer = PowerExplorer(**state)
    p, q, test, target = read_question(explorer)
    plan, close = sample_size(p, q, power=target, method="exact", test=test), explorer.picture.parts.close
    first, held = plan.first_control, plan.n_per_arm
    assert first < held and close.marks.get_visible()
    middle = (first + held) // 2
    n = list(range(middle - CLOSE, middle + CLOSE + 1))
    assert first in n and held in n
    powers = [exact_power(each, each, p, q, test=test).power for each in n]
    above = [100 * (power - target) for power in powers]
    marks = np.asarray(close.marks.get_offsets())
    assert marks[:, 0].tolist() == [each - middle for each in n]
    assert marks[:, 1] == pytest.approx(np.clip(above, -5, 5))
    shapes = [UP if each > 5 else DOWN if each < -5 else DOT for each in above]
    assert close.marks.get_paths() == shapes
    for face, power in zip(close.marks.get_facecolor(), powers, strict=True):
        assert np.allclose(face, to_rgba(style.INK if power >= target else style.PAPER))
    told = [(text.get_position()[0] + middle, text.get_text()) for text in close.numbers]
    assert told == [(each, str(each)) for each in (n[0], first, held, n[-1])]
    assert [text.get_text() for text in close.heights] == [print_percent(target + step / 100) for step in (5, 0, -5)]
    assert close.words.get_text() == (
        f"Close-up: {print_percent(target)} first at {first}, for good from {held} (filled: reached)"
    )
    assert list_clashes(explorer) == []


def test_without_a_saw_tooth_at_the_target_there_is_no_close_up_and_words_say_so():
    close = PowerExplorer().picture.parts.close
    assert not any(part.get_visible() for part in (close.lines, close.marks, *close.heights, *close.numbers))
    assert close.words.get_text() == "At 30 per arm 80 % is reached, and larger trials keep it."
    explorer = PowerExplorer(difference=17)
    explorer.show_preset("As observed, 35 points")
    assert not explorer.picture.parts.close.marks.get_visible()


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
    normal, chosen = sample_size(p, q, power=target), exact_power(patients, patients, p, q, test=test)
    reached = "Counted exactly"
    if plan.first_control != plan.n_per_arm:
        reached = f"{print_percent(target)} is first reached at {plan.first_control} and kept from {plan.n_per_arm} on"
    sentence = explorer.picture.sentence
    assert sentence == (
        f"If {print_percent(p)} respond on IVIg and {print_percent(q)} on placebo, {print_percent(target)} power takes "
        f"{plan.n_per_arm} per arm ({NAMES[test]}). {reached}; the usual formula says {normal.n_per_arm}. With "
        f"{patients} per arm {print_percent(chosen.power)} of trials find it; if both were {print_percent(q)}, "
        f"{print_percent(chosen.size)} would find one: the actual size."
    )
    assert len(sentence) <= 300 and max(len(part.split()) for part in sentence.split(". ")) <= 25
    assert explorer.picture.parts.title.get_text() == (
        f"To find {print_percent(p)} v {print_percent(q)} with {print_percent(target)} power:\n"
        f"{plan.n_per_arm} per arm exactly; usual formula {normal.n_per_arm}"
    )
    alt = explorer.picture.alt
    for n in (50, 100, 150, 200, 250):
        assert f"{n}: {print_percent(exact_power(n, n, p, q, test=test).power)}" in alt
    assert f"Exact power of the {NAMES[test]} at" in alt
    assert f"first reached at {plan.first_control} and held from {plan.n_per_arm} on" in alt
    assert f"looked at up to {plan.checked_to}" in alt
    told = "falls below again at " + ", ".join(map(str, plan.failing)) + ": a close-up."
    assert (told in alt) == bool(plan.failing)
    assert f"A ring marks {patients} per arm, {print_percent(chosen.power)}." in alt
    assert f"if both respond at {print_percent(q)}: {print_percent(chosen.size)} at {patients} per arm" in alt
    assert alt.endswith(f"the usual formula, {normal.n_per_arm} per arm.")


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
    assert (
        f"if {print_percent(p)} v {print_percent(q)}" in table.columns[2] and print_percent(target) in table.columns[4]
    )
    assert set(table.iloc[:, 5]) == {sample_size(p, q, power=target).n_per_arm}


def test_the_presets_plan_on_the_observed_effect_and_on_smaller_ones():
    explorer = PowerExplorer()
    answers = {}
    for name in explorer.presets:
        explorer.show_preset(name)
        answers[name] = [
            int(re.search(pattern, explorer.picture.sentence)[1])
            for pattern in (r"takes (\d+) per", r"formula says (\d+)")
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
    explorer.set(patients=60)
    assert "> 99.9 %" in explorer.picture.parts.chosen_words.get_text()
    assert " 100 %" not in explorer.picture.alt + explorer.picture.sentence


@pytest.mark.parametrize(
    ("placebo_rate", "difference", "test", "target"),
    [
        (39, 60, "pooled_z", 60),
        (40, 59, "pooled_z", 60),
        (41, 58, "fisher", 60),
        (5, 57, "fisher", 60),
        (38, 60, "pooled_z", 60),
    ],
)
def test_a_window_without_a_single_dot_within_it_is_no_fault(placebo_rate, difference, test, target):
    for first in ({"difference": 17}, {}):
        explorer = PowerExplorer(**first)
        explorer.set(placebo_rate=placebo_rate, difference=difference, test=test, target=target)
        assert explorer._problem == ""
        rate = placebo_rate + difference
        assert explorer.picture.sentence.startswith(f"If {rate} % respond on IVIg and {placebo_rate} % on placebo")
    assert (
        PowerExplorer(placebo_rate=placebo_rate, difference=difference, test=test, target=target).picture.sentence
        == explorer.picture.sentence
    )

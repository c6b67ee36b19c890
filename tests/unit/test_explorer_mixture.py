"""A mixture of subtypes: curves and marks that agree with the model, and nothing said of a real subtype."""

from __future__ import annotations

import re

import numpy as np
import pytest

from helpers.evidence import figure
from helpers.explorers.mixture import MixtureExplorer
from helpers.figures.mixture import HIGHEST, LOWEST
from helpers.models.mixture import mix_subtypes

HALF = {"share": 50, "placebo_rate": 44, "difference_subtype": 35, "difference_rest": 0, "power": 80}
STATES = [
    HALF,
    {"share": 12, "placebo_rate": 44, "difference_subtype": 35, "difference_rest": 0, "power": 90},
    {"share": 29, "placebo_rate": 30, "difference_subtype": 45, "difference_rest": 12, "power": 70},
    {"share": 60, "placebo_rate": 20, "difference_subtype": 15, "difference_rest": 40, "power": 85},
]


def compute(state):
    rates = [state[name] / 100 for name in ("share", "placebo_rate", "difference_subtype", "difference_rest")]
    return mix_subtypes(*rates, power=state["power"] / 100)


def print_patients(number):
    return f"{number:,.0f}".replace(",", "\u202f")


def test_it_opens_with_the_same_effect_in_both_and_gives_no_factor_away():
    explorer = MixtureExplorer()
    assert explorer.state == HALF | {"difference_rest": 35}
    marks = [series.mark.get_ydata()[0] for series in explorer.picture.parts.series]
    assert marks[0] == marks[1]
    assert explorer.picture.parts.title.get_text().startswith("A trial of everybody takes as many")
    assert "127" not in explorer.picture.sentence + explorer.picture.alt
    placebo = figure("responders_placebo")
    assert explorer.state["placebo_rate"] == round(100 * placebo.count / placebo.n)


@pytest.mark.parametrize("state", STATES)
def test_the_words_are_the_models_numbers(state):
    explorer, model = MixtureExplorer(**state), compute(state)
    sentence, alt, table = explorer.picture.sentence, explorer.picture.alt, explorer.picture.table
    overall = f"{round(100 * model.difference_overall, 2):g}"
    n_everyone, n_subtype, screened = map(print_patients, (model.n_everyone, model.n_subtype, model.screened))
    assert sentence == (
        f"Invented: where {state['placebo_rate']} % respond on placebo, the drug adds {state['difference_subtype']} "
        f"points in a subtype of {state['share']} % and {state['difference_rest']} in the rest. A trial of everybody "
        f"sees {overall} points and needs {n_everyone} per arm for {state['power']} % power. The subtype alone needs "
        f"{n_subtype} per arm, found by screening about {screened}."
    )
    assert f"Everybody enrolled: {print_patients(model.total_everyone)} ({n_everyone} per arm)" in alt
    assert f"Subtype alone enrolled: {print_patients(model.total_subtype)} ({n_subtype} per arm)" in alt
    assert f"Screened to find that subtype: {screened};" in alt
    assert f"a vertical line at {state['share']} %" in alt and f"{overall} points overall" in alt
    assert [series.words.get_text() in alt for series in explorer.picture.parts.series] == [True] * 3
    size = f"patients per arm for {state['power']} % power"
    assert table[size].tolist() == [n_everyone, n_subtype, ""]
    assert table["patients of both arms"].tolist()[:2] == [
        print_patients(2 * model.n_everyone),
        print_patients(2 * model.n_subtype),
    ]
    assert table["patients screened"].tolist() == [print_patients(2 * model.n_everyone), screened, ""]
    assert table["share (%)"].tolist() == [100, state["share"], 100 - state["share"]]
    assert table["difference (points)"].tolist() == pytest.approx(
        [100 * model.difference_overall, state["difference_subtype"], state["difference_rest"]]
    )
    assert set(table["responders on placebo (%)"]) == {state["placebo_rate"]}
    title = explorer.picture.parts.title.get_text()
    assert float(re.search(r"takes ([\d.]+) times", title)[1]) == pytest.approx(model.factor, rel=0.05)


@pytest.mark.parametrize("state", STATES)
def test_curves_and_marks_stand_where_the_model_says(state):
    explorer = MixtureExplorer(**state)
    everybody, subtype, screened = explorer.picture.parts.series
    for share in (10, 25, 50, 100):
        model = compute(state | {"share": share})
        for series, patients in (
            (everybody, model.total_everyone),
            (subtype, model.total_subtype),
            (screened, model.screened),
        ):
            shares, heights = series.line.get_data()
            assert 10 ** heights[np.isclose(shares, share)] == pytest.approx([patients])
    model = compute(state)
    for series, patients in (
        (everybody, model.total_everyone),
        (subtype, model.total_subtype),
        (screened, model.screened),
    ):
        assert series.mark.get_xdata() == pytest.approx([state["share"]])
        assert 10 ** series.mark.get_ydata()[0] == pytest.approx(patients)
    assert explorer.picture.parts.share.get_xdata() == pytest.approx([state["share"]] * 2)


def test_all_that_the_controls_can_make_stays_on_the_axis():
    explorer = MixtureExplorer()
    extremes = {name: (control.min, control.max) for name, control in explorer._controls.items()}
    low = {name: ends[0] for name, ends in extremes.items()}
    for state in (
        low | {"placebo_rate": 43, "power": extremes["power"][1]},
        {"share": 100, "placebo_rate": 40, "difference_subtype": 60, "difference_rest": 60, "power": 70},
        {"share": 100, "placebo_rate": 0, "difference_subtype": 60, "difference_rest": 60, "power": 70},
    ):
        explorer.set(**state)
        assert explorer._problem == ""
        for series in explorer.picture.parts.series:
            assert series.line.get_ydata().min() >= LOWEST and series.line.get_ydata().max() <= HIGHEST


def test_no_preset_borrows_its_share_from_an_antibody():
    """41 of the 95 have one, and whether the effect differs in them is not known."""
    presets = MixtureExplorer().presets
    assert not any(character in name for name in presets for character in "()")
    assert [state["share"] for state in presets.values() if "share" in state] == [40, 12]


@pytest.mark.parametrize("preset", list(MixtureExplorer().presets))
def test_every_state_is_stamped_as_invented_and_names_no_antibody(preset):
    explorer = MixtureExplorer()
    explorer.show_preset(preset)
    assert str(explorer.picture.provenance) == "SYNTHETIC · invented effects by subtype"
    assert explorer.picture.sentence.startswith("Invented: ")
    words = f"{explorer.picture.sentence} {explorer.picture.alt} {explorer.picture.table.to_string()}"
    assert not re.search(r"MSA|antibod|necroti|synthetase|ProDERM|IVIg", words)


def test_each_preset_is_the_state_that_its_name_says():
    opening = HALF | {"difference_rest": 35}
    expected = {
        "Same effect in both": opening,
        "Works in half only": opening | {"difference_rest": 0},
        "The rest gains less": opening | {"difference_rest": 15},
        "Works in two of five": opening | {"share": 40, "difference_rest": 0},
        "Works in 12 of 100": opening | {"share": 12, "difference_rest": 0},
    }
    explorer = MixtureExplorer()
    assert list(explorer.presets) == list(expected)
    for name, state in expected.items():
        explorer.show_preset(name)
        assert explorer.state == state


@pytest.mark.parametrize("state", STATES)
def test_the_alternative_text_tells_both_ends_of_each_curve(state):
    alt = MixtureExplorer(**state).picture.alt
    first, last = (compute(state | {"share": share}) for share in (10, 100))
    for line, name in (("Solid line with a square", "total_everyone"), ("Dotted line with a triangle", "screened")):
        ends = [print_patients(getattr(model, name)) for model in (first, last)]
        told = alt.partition(f"{line}: ")[2]
        assert told.partition("; from ")[2].startswith(f"{ends[0]} at 10 % to {ends[1]} at 100 %.")


@pytest.mark.parametrize(("rest", "digits"), [(34, 2), (33, 2), (36, 2), (28, 1), (2, 1)], ids=lambda value: str(value))
def test_a_factor_near_one_has_two_decimals(rest, digits):
    state = HALF | {"difference_rest": rest}
    factor = compute(state).factor
    assert (abs(factor - 1) < 0.1) == (digits == 2) and factor != 1
    title = MixtureExplorer(**state).picture.parts.title.get_text()
    assert title == f"A trial of everybody takes {factor:.{digits}f} times\nthe patients of the subtype alone"


def test_a_preset_tells_the_two_costs_side_by_side():
    explorer = MixtureExplorer()
    explorer.show_preset("Works in half only")
    assert explorer.state == HALF
    assert [series.words.get_text() for series in explorer.picture.parts.series] == [
        "Everybody enrolled: 254 (127 per arm)",
        "Subtype alone enrolled: 60 (30 per arm)",
        "Screened to find that subtype: 120",
    ]
    assert (
        explorer.picture.parts.title.get_text()
        == "A trial of everybody takes 4.2 times\nthe patients of the subtype alone"
    )


@pytest.mark.parametrize(
    ("state", "where"),
    [({"placebo_rate": 70}, "the subtype"), ({"difference_rest": 60, "placebo_rate": 50}, "the rest")],
)
def test_more_than_all_patients_is_refused_with_what_would_be_possible(state, where):
    explorer = MixtureExplorer()
    before = explorer.picture.sentence
    explorer.set(**state)
    room = 100 - state["placebo_rate"]
    assert f"points more in {where} make more than all patients, which is impossible" in explorer._problem
    assert f"Choose at most {room} points" in explorer._problem
    assert explorer.picture.sentence == before

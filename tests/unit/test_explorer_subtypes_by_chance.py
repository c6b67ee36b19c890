"""Subtypes by chance: dots, squares and tallies that agree with the drawn trials, and an exact chance beside them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from helpers.evidence import figure
from helpers.explorers.subtypes_by_chance import SPLITS, SubtypesByChanceExplorer
from helpers.figures import style
from helpers.figures.subtypes_by_chance import COUNTED, OTHER
from helpers.models.subtypes_by_chance import chance_a_subtype_looks_dead, simulate_subtypes
from tests.unit.explorer_tools import list_clashes

OPENING = {
    "subtypes": 2,
    "patients_per_arm": 48,
    "rate_treatment": 79,
    "rate_control": 44,
    "split": "even",
    "question": "0 points or less",
    "trial": 1,
    "seed": 1,
}
STATES = [
    OPENING | {"subtypes": 5, "trial": 37},
    OPENING | {"subtypes": 10, "trial": 100, "seed": 4, "question": "less than 0 points", "split": "uneven"},
    OPENING | {"subtypes": 3, "patients_per_arm": 20, "rate_treatment": 60, "rate_control": 35, "trial": 58},
]


def draw(state):
    sizes = [(n, n) for n in SPLITS[state["split"]](state["patients_per_arm"], state["subtypes"])]
    rates = state["rate_treatment"] / 100, state["rate_control"] / 100
    drawn = simulate_subtypes(sizes, *rates, trials=100, seed=state["seed"])
    differences = np.array(
        [[x / n - y / m for (x, y), (n, m) in zip(trial, sizes, strict=True)] for trial in drawn.responders]
    )
    is_dead = state["question"] == "0 points or less"
    hits = differences < 1e-9 if is_dead else differences < -1e-9
    exact = chance_a_subtype_looks_dead(sizes, *rates, question="dead" if is_dead else "reversed")
    return drawn.responders, 100 * differences, hits, exact


def test_it_opens_with_two_subtypes_and_gives_no_other_number_away():
    explorer = SubtypesByChanceExplorer()
    assert explorer.state == OPENING
    assert [OPENING["rate_treatment"], OPENING["rate_control"]] == [
        round(figure(f"responders_{arm}").percent) for arm in ("ivig", "placebo")
    ]
    exact = chance_a_subtype_looks_dead([(10, 10)] * 3 + [(9, 9)] * 2, 0.79, 0.44).chance
    assert f"{100 * exact:.1f} %" == "33.4 %"
    words = f"{explorer.picture.sentence} {explorer.picture.alt} {explorer.picture.table.to_string()}"
    assert "33" not in words and "five" not in words.lower()


@pytest.mark.parametrize("state", STATES)
def test_dots_and_squares_are_the_trials_drawn(state):
    parts = SubtypesByChanceExplorer(**state).picture.parts
    _, differences, hits, _ = draw(state)
    trial = state["trial"]
    dots = np.asarray(parts.dots.get_offsets())
    assert dots[:, 0] == pytest.approx(differences[trial - 1])
    assert np.all(np.diff(dots[:, 1]) < 0)
    for face, hit in zip(parts.dots.get_facecolor(), hits[trial - 1], strict=True):
        assert np.allclose(face, to_rgba(COUNTED if hit else OTHER))
    worst = int(np.argmin(differences[trial - 1]))
    assert np.ravel(parts.ring.get_data()) == pytest.approx(dots[worst])
    assert parts.truth.get_xdata() == pytest.approx([state["rate_treatment"] - state["rate_control"]] * 2)
    faces, edges = parts.squares.get_facecolor(), parts.squares.get_edgecolor()
    caught = hits.any(axis=1)
    assert len(faces) == len(parts.squares.get_offsets()) == 100
    for place, (face, edge) in enumerate(zip(faces, edges, strict=True)):
        is_reached = place < trial
        wanted = style.PALE if not is_reached else COUNTED if caught[place] else OTHER
        assert np.allclose(face, to_rgba(wanted))
        assert np.allclose(edge, to_rgba(style.INK if is_reached else style.PALE))


@pytest.mark.parametrize("state", STATES)
def test_the_words_are_the_models_numbers(state):
    explorer = SubtypesByChanceExplorer(**state)
    responders, differences, hits, exact = draw(state)
    trial, k = state["trial"], state["subtypes"]
    rates = f"{state['rate_treatment']} v {state['rate_control']} %"
    smallest = f"{differences[trial - 1].min():+.0f}".replace("-", "−")
    smallest = "0" if smallest in ("+0", "−0") else smallest
    caught = int(hits[:trial].any(axis=1).sum())
    chance = f"{100 * exact.chance:.1f}".removesuffix(".0") + " %"
    assert explorer.picture.sentence == (
        f"Invented: {rates} are true in each of {k} subtypes ({state['split']} split of {state['patients_per_arm']} an "
        f"arm). In trial {trial} the smallest difference is {smallest} points. At least one subtype shows "
        f"{state['question']} in {caught} of {trial} trials (draw {state['seed']}); the exact chance is {chance}."
    )
    assert (
        f"Draw {state['seed']}: {caught} of {trial} trials; exact {chance}" == explorer.picture.parts.tally.get_text()
    )
    alt, table = explorer.picture.alt, explorer.picture.table
    for place, ((x, y), (n, m)) in enumerate(zip(responders[trial - 1], exact.sizes, strict=True)):
        assert f"{place + 1}: {x}/{n} v {y}/{m}, " in alt
        assert explorer.picture.parts.rows[place].get_text() == f"{place + 1}: {x}/{n} v {y}/{m}"
        assert table["responders/patients, IVIg v placebo"][place] == f"{x}/{n} v {y}/{m}"
    assert (
        f"{trial} outlined for the trials so far, {caught} of them filled" in alt and f"Exact chance {chance}." in alt
    )
    assert table["observed difference (points)"][:k].astype(float).tolist() == pytest.approx(
        differences[trial - 1], abs=0.051
    )
    assert table[f"shows {state['question']}"].tolist() == [
        *("yes" if hit else "no" for hit in hits[trial - 1]),
        f"{caught} of {trial}",
    ]
    assert table["exact chance of that (%)"].tolist() == pytest.approx(
        [100 * each for each in (*exact.each, exact.chance)], abs=0.0051
    )
    assert [text.get_visible() for text in explorer.picture.parts.rows] == [True] * k + [False] * (10 - k)


def test_run_walks_trial_after_trial_to_the_hundredth():
    explorer = SubtypesByChanceExplorer(subtypes=5)
    explorer.run()
    explorer.on_step(explorer._turn, False)
    assert explorer.state["trial"] == 2
    explorer.on_step(explorer._turn, True)
    assert explorer.state["trial"] == 100
    assert "of 100 trials (draw 1)" in explorer.picture.sentence


@pytest.mark.parametrize("preset", list(SubtypesByChanceExplorer().presets))
def test_every_state_is_stamped_as_invented_and_names_no_antibody(preset):
    explorer = SubtypesByChanceExplorer()
    explorer.show_preset(preset)
    assert str(explorer.picture.provenance) == "SYNTHETIC · invented trials, one true effect"
    assert explorer.picture.sentence.startswith("Invented: ") and len(explorer.picture.sentence) < 300
    words = f"{explorer.picture.sentence} {explorer.picture.alt} {explorer.picture.table.to_string()}"
    assert not re.search(r"MSA|antibod|ProDERM|responds|significant", words)


def test_one_trial_is_not_called_trials():
    assert " of 1 trial (draw 1)" in SubtypesByChanceExplorer().picture.sentence


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"rate_treatment": 100, "rate_control": 0}, "the exact chance is 0 %."),
        ({"rate_treatment": 0, "rate_control": 0}, "the exact chance is 100 %."),
        ({"rate_treatment": 95, "rate_control": 5}, "the exact chance is < 0.1 %."),
        ({"rate_treatment": 3, "rate_control": 0}, f"the exact chance is {100 * (1 - (1 - 0.97**24) ** 2):.1f} %."),
        ({"rate_treatment": 0, "rate_control": 0, "question": "less than 0 points"}, "the exact chance is 0 %."),
    ],
)
def test_all_and_none_are_told_as_they_are(state, told):
    explorer = SubtypesByChanceExplorer(**state)
    assert explorer.picture.sentence.endswith(told)
    assert list_clashes(explorer) == []


def test_a_true_harm_is_refused_with_what_would_be_possible():
    explorer = SubtypesByChanceExplorer()
    before = explorer.picture.sentence
    explorer.set(rate_treatment=30)
    assert "a true harm is impossible here" in explorer._problem
    assert "Choose at least 44 % on IVIg, or at most 30 % on placebo." in explorer._problem
    assert explorer.picture.sentence == before


def test_words_name_the_arms_in_their_order_and_the_one_true_difference():
    """IVIg first in rows, rates and table; the rates are told apart, so that they cannot be traded unseen."""
    picture = SubtypesByChanceExplorer().picture
    said = " ".join(text.get_text() for text in picture.figure.findobj(Text))
    assert "True in each: 79 v 44 % (+35 points, dashed line)" in said
    assert "Rows: responders/patients, IVIg v placebo (even split)" in said
    assert "+35 is true in each" in said and "points, IVIg v placebo: " in picture.alt
    assert "79 v 44" in picture.table.to_string() and "44 v 79" not in picture.table.to_string()

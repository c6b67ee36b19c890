"""Prognostic or predictive: lines and brackets that agree with the counts, and nothing said of whom to treat."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from helpers.evidence import figure
from helpers.explorers.prognostic import INVENTED, PrognosticExplorer
from helpers.figures import style
from helpers.figures.prognostic import ARMS, GROUPS, POOLED
from helpers.models.proportions import compare_proportions, proportion_interval
from tests.unit.explorer_tools import list_clashes, measure_words

PUBLISHED = (((17, 23), (20, 24)), ((6, 23), (15, 25)))
"""IVIg, then placebo; without an MSA, then with one: the derived counts of the evidence."""
WORLDS = {"as published": PUBLISHED} | INVENTED


def read_all(explorer) -> str:
    words = " ".join(text for text, _ in measure_words(explorer))
    return f"{words} {explorer.picture.sentence} {explorer.picture.alt} {explorer.picture.table.to_string()}"


def pool(arms):
    return [tuple(map(sum, zip(*group, strict=True))) for group in zip(*arms, strict=True)]


def test_it_opens_pooled_and_gives_nothing_by_arm_away():
    explorer = PrognosticExplorer()
    assert explorer.state == {"split": "pooled", "compared": "rates", "world": "as published", "level": 95.0}
    msa = figure("responders_msa")
    assert f"{msa.count} of {msa.n} (71 %) with an MSA" in explorer.picture.sentence
    assert "23 of 46 (50 %) without" in explorer.picture.sentence
    words = read_all(explorer)
    assert not re.search(r"15 of 25|6 of 23|20 of 24|17 of 23|0\.023|60 %|26 %|74 %|83 %|\+48|\+23", words)


def test_the_published_counts_are_the_evidences_and_pool_to_what_is_printed():
    explorer = PrognosticExplorer(split="by arm")
    told = explorer.picture.table["responders (patients)"].tolist()[:4]
    rows = [f"responders_{group}_{arm}" for arm in ("ivig", "placebo") for group in ("rest", "msa")]
    assert told == [f"{figure(row).count} of {figure(row).n}" for row in rows]
    assert pool(PUBLISHED)[1] == (figure("responders_msa").count, figure("responders_msa").n)
    others = [figure("responders_maa_only"), figure("responders_no_antibody")]
    assert pool(PUBLISHED)[0] == (sum(row.count for row in others), sum(row.n for row in others))


def test_invented_worlds_are_as_pure_as_whole_patients_allow_and_pooled_two_look_as_published():
    for name, arms in INVENTED.items():
        (ivig, placebo), (pooled_without, pooled_with) = arms, pool(arms)
        assert [n for _, n in (*ivig, *placebo)] == [n for arm in PUBLISHED for _, n in arm]
        gaps = [compare_proportions(*ivig[k], *placebo[k]).risk_difference for k in range(2)]
        on_placebo = compare_proportions(*placebo[1], *placebo[0]).risk_difference
        assert (abs(gaps[1] - gaps[0]) > 0.2) == (name == "purely predictive")
        assert abs(gaps[1] - gaps[0]) < 0.01 or name == "purely predictive"
        assert (on_placebo > 0.2) == (name == "purely prognostic")
        assert abs(on_placebo) < 0.01 or name == "purely prognostic"
        assert ([pooled_without, pooled_with] == pool(PUBLISHED)) == (name != "neither")
    assert abs(np.subtract(*(x / n for x, n in pool(INVENTED["neither"])))) < 0.01


@pytest.mark.parametrize("level", [95.0, 80.0])
@pytest.mark.parametrize("world", WORLDS)
def test_points_intervals_and_brackets_stand_at_the_numbers(world, level):
    explorer = PrognosticExplorer(split="by arm", world=world, level=level)
    arms = WORLDS[world]
    for series, arm, look in zip(explorer.picture.parts.series, arms, ARMS, strict=True):
        assert series.slope.get_ydata() == pytest.approx([100 * x / n for x, n in arm])
        assert np.allclose(series.slope.get_xdata(), GROUPS, atol=0.02)
        assert to_rgba(series.slope.get_color()) == to_rgba(look["color"])
        assert series.slope.get_marker() == look["marker"]
        segments = series.intervals.get_segments()
        for (x, n), segment in zip(arm, segments, strict=True):
            interval = proportion_interval(x, n, level=level / 100)
            assert segment[:, 1] == pytest.approx([100 * interval.lower, 100 * interval.upper])
    assert len(explorer.picture.parts.brackets.get_segments()) == 0
    explorer.set(compared="differences")
    upright = [stroke for stroke in explorer.picture.parts.brackets.get_segments() if stroke[0, 0] == stroke[1, 0]]
    for k, stroke in enumerate(upright):
        assert stroke[:, 1] == pytest.approx([100 * arms[1][k][0] / arms[1][k][1], 100 * arms[0][k][0] / arms[0][k][1]])
    assert [len(series.intervals.get_segments()) for series in explorer.picture.parts.series] == [0, 0]


@pytest.mark.parametrize("world", WORLDS)
def test_pooled_there_is_one_line_in_ink(world):
    explorer = PrognosticExplorer(world=world, compared="differences")
    (series,) = explorer.picture.parts.series
    shares = [100 * x / n for x, n in pool(WORLDS[world])]
    assert series.slope.get_ydata() == pytest.approx(shares)
    assert to_rgba(series.slope.get_color()) == to_rgba(style.INK) and series.slope.get_marker() == POOLED["marker"]
    assert explorer.picture.parts.brackets.get_segments()[0][:, 1] == pytest.approx(shares)


def test_the_sentence_by_arm_tells_the_four_counts_and_fishers_p_on_placebo():
    explorer = PrognosticExplorer(split="by arm")
    derived = figure("p_placebo_msa_rest_fisher")
    assert explorer.picture.sentence == (
        "On placebo 15 of 25 (60 %) with an MSA responded and 6 of 23 (26 %) without (Fisher's p = 0.023); on IVIg 20 "
        "of 24 (83 %) and 17 of 23 (74 %). Bars: 95 % Wilson intervals. Post hoc, in these patients."
    )
    assert f"{derived.value or compare_proportions(15, 25, 6, 23).p_value('fisher'):.3f}" == "0.023"
    assert "IVIg: 17 of 23 (73.9 %, interval 54 to 87) without, 20 of 24 (83.3 %, interval 64 to 93) with" in (
        explorer.picture.alt
    )


@pytest.mark.parametrize("level", [95.0, 99.0])
def test_the_differences_told_are_the_models(level):
    explorer = PrognosticExplorer(split="by arm", compared="differences", level=level)
    table = explorer.picture.table.set_index("arm").loc["IVIg less placebo"]
    words = explorer.picture.sentence + explorer.picture.alt + " ".join(text for text, _ in measure_words(explorer))
    for k, row in enumerate(("difference_rest", "difference_msa")):
        wald = compare_proportions(*PUBLISHED[0][k], *PUBLISHED[1][k]).risk_difference_interval("wald", level / 100)
        told = table.iloc[k][["estimate (% or points)", "lower", "upper"]].astype(float).tolist()
        assert told == pytest.approx([100 * wald.estimate, 100 * wald.lower, 100 * wald.upper], abs=0.051)
        if level == 95:
            assert told == pytest.approx([figure(row).value, figure(row).lower, figure(row).upper], abs=0.051)
        limits = f"{100 * wald.lower:+.0f} to {100 * wald.upper:+.0f}".replace("-", "−")
        assert words.count(f"({limits}") + words.count(f"interval {limits}") == 3
    assert f"{level:g} % Wald" in explorer.picture.sentence
    assert set(table["in front"]) == {"yes"}


def test_pooled_differences_are_between_patients_and_say_so():
    explorer = PrognosticExplorer(compared="differences", level=90.0)
    wald = compare_proportions(35, 49, 23, 46).risk_difference_interval("wald", 0.9)
    assert "+21 points" in explorer.picture.sentence
    assert f"90 % Wald interval {100 * wald.lower:+.0f} to {100 * wald.upper:+.0f}" in explorer.picture.sentence
    assert "a difference between patients, and none between arms" in explorer.picture.sentence
    assert explorer.picture.table.iloc[-1]["row"] == "MSA less no MSA"


@pytest.mark.parametrize(
    ("state", "stamp"),
    [
        ({}, "DERIVED · from AAN 2024, abstract 005130"),
        ({"split": "by arm"}, "DERIVED · randomised · from AAN 2024, abstract 005130"),
        ({"world": "neither"}, "SYNTHETIC · invented marker and counts"),
        ({"world": "purely predictive", "split": "by arm"}, "SYNTHETIC · invented marker and counts"),
    ],
)
def test_the_stamp_says_where_the_counts_come_from(state, stamp):
    assert str(PrognosticExplorer(**state).picture.provenance) == stamp


@pytest.mark.parametrize("compared", ["rates", "differences"])
@pytest.mark.parametrize("split", ["pooled", "by arm"])
@pytest.mark.parametrize("world", WORLDS)
def test_no_state_says_whom_to_treat_and_invented_ones_name_no_antibody(world, split, compared):
    explorer = PrognosticExplorer(world=world, split=split, compared=compared)
    words = read_all(explorer)
    assert list_clashes(explorer) == []
    assert len(explorer.picture.sentence) < 300
    assert not re.search(r"predicts|responds? to IVIg|should|confirm|prove|significant", words)
    if world == "as published":
        assert explorer.picture.sentence.endswith("Post hoc, in these patients.")
    else:
        assert explorer.picture.sentence.startswith(f"Invented ({world}): ")
        assert not re.search(r"MSA|antibod|ProDERM", words)


@pytest.mark.parametrize("world", WORLDS)
def test_title_and_setting_give_each_number_to_its_group_and_say_whose_counts(world):
    """Read off the counts once more: with and without, IVIg less placebo, and what is invented."""
    (ivig, placebo), name = WORLDS[world], "an MSA" if world == "as published" else "the marker"
    low, high = (100 * (ivig[k][0] / ivig[k][1] - placebo[k][0] / placebo[k][1]) for k in range(2))
    low, high = (f"{value:+.0f}".replace("-", "−") for value in (low, high))
    rates = PrognosticExplorer(split="by arm", world=world).picture
    gaps = PrognosticExplorer(split="by arm", world=world, compared="differences").picture
    without, with_it = (f"{100 * responders / n:.0f} %" for responders, n in placebo)
    assert rates.parts.title.get_text() == f"On placebo {with_it} responded with\n{name}, {without} without"
    assert gaps.parts.title.get_text() == f"IVIg less placebo: {low} points without\n{name}, {high} with it"
    whose = "As published, post hoc" if world == "as published" else f"Invented, {world}"
    for picture in (rates, gaps, PrognosticExplorer(split="pooled", world=world).picture):
        said = [text.get_text() for text in picture.figure.findobj(Text)]
        assert any(words.startswith(f"{whose}; responders: TIS 20 or more\n") for words in said)
        assert ("the published counts" if world == "as published" else f"an invented world, {world}") in picture.alt


def test_the_note_says_what_the_two_words_would_ask_for_and_finds_nothing():
    for state in ({}, {"split": "by arm"}):
        said = [text.get_text() for text in PrognosticExplorer(**state).picture.figure.findobj(Text)]
        assert "Prognostic if groups differ on placebo, too.\nPredictive if IVIg less placebo differs." in said


def test_each_invented_marker_is_explained_by_its_own_sentence():
    ends = {
        "purely prognostic": "fare differently on placebo; what IVIg adds, in points, is nearly the same.",
        "purely predictive": "fare alike on placebo; what IVIg adds, in points, differs.",
        "neither": "fare alike on placebo, and what IVIg adds, in points, is nearly the same.",
    }
    for world, end in ends.items():
        assert PrognosticExplorer(split="by arm", world=world).picture.sentence.endswith(end)

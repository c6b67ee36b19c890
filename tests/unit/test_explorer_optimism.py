"""How much guessing makes a difference, as drawn and told: against the model and the published trial."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.evidence import figure
from helpers.explorers import OptimismExplorer
from helpers.figures import style
from helpers.figures.optimism import AXIS_LEFT, AXIS_WIDTH, LINES, ROW_STEP, ROWS_TOP
from helpers.models.optimism import find_guessing_needed, responders_with_optimism
from tests.unit.explorer_tools import list_clashes

STATES = [
    {"shared": 0.0, "guessers": 40, "extra": 2.0, "drug_effect": 0, "course": "unchanged", "bar": 20},
    {"shared": 1.5, "guessers": 25, "extra": 0.75, "drug_effect": 35, "course": "drifting", "bar": 40},
    {"shared": 2.0, "guessers": 0, "extra": 0.0, "drug_effect": 30, "course": "drifting", "bar": 20},
    {"shared": 0.5, "guessers": 70, "extra": 3.0, "drug_effect": 0, "course": "drifting", "bar": 60},
]
BARS = (20, 40, 60)


def compute(state):
    return responders_with_optimism(
        state["shared"], state["guessers"] / 100, state["extra"], state["drug_effect"] / 100, course=state["course"]
    )


def print_points(fraction):
    return f"{100 * fraction:.1f}".replace("-", "−").replace("−0.0", "0.0")


def test_it_opens_on_optimism_in_both_arms_and_gives_nothing_away():
    explorer = OptimismExplorer()
    assert explorer.state["shared"] == 1
    assert explorer.state["guessers"] == explorer.state["extra"] == explorer.state["drug_effect"] == 0
    assert explorer.picture.parts.title.get_text().startswith("No difference at TIS 20")
    assert [text.get_text() for text in explorer.picture.parts.differences] == ["0.0"] * 3
    assert "guessing" not in explorer.picture.sentence


@pytest.mark.parametrize("state", STATES)
def test_the_points_drawn_are_the_shares_of_the_model(state):
    explorer, result = OptimismExplorer(**state), compute(state)
    parts = explorer.picture.parts
    front = ROWS_TOP + ROW_STEP * BARS.index(state["bar"])
    heights = [*(ROWS_TOP + ROW_STEP * row + LINES[0] for row in range(3)), front + LINES[2]]
    for points, as_set, sober, colour in (
        (parts.ivig, result.ivig, result.ivig_sober, style.IVIG),
        (parts.placebo, result.placebo, result.placebo_sober, style.PLACEBO),
    ):
        shares = [*as_set.values(), sober[state["bar"]]]
        assert points.get_offsets()[:, 0] == pytest.approx([AXIS_LEFT + AXIS_WIDTH * share for share in shares])
        assert points.get_offsets()[:, 1].tolist() == heights
        assert np.allclose(points.get_facecolor(), to_rgba(colour))
    segments = np.array(parts.lines.get_segments())
    assert segments[:, 0] == pytest.approx(np.asarray(parts.placebo.get_offsets()))
    assert segments[:, 1] == pytest.approx(np.asarray(parts.ivig.get_offsets()))
    differences = [print_points(each) for each in result.difference.values()]
    assert [text.get_text() for text in parts.differences] == differences
    assert parts.sober_difference.get_text() == print_points(result.sober_difference[state["bar"]])
    for text in (parts.sober_words, parts.sober_difference):
        assert text.get_visible() and text.get_position()[1] == front + LINES[2]
    frame = parts.frame.get_paths()[0].vertices
    assert frame[:, 1].min() == ROWS_TOP + ROW_STEP * BARS.index(state["bar"])


@pytest.mark.parametrize("state", STATES)
def test_every_number_told_is_the_models(state):
    explorer, result = OptimismExplorer(**state), compute(state)
    bar, table = state["bar"], explorer.picture.table
    assert (
        f"TIS {bar}: {100 * result.ivig[bar]:.1f} % on IVIg, {100 * result.placebo[bar]:.1f} % on placebo, "
        f"{print_points(result.difference[bar])} points apart."
    ) in explorer.picture.sentence
    for each, printed in zip(BARS, ("35", "45", "24"), strict=True):
        assert (
            f"TIS {each}: IVIg {100 * result.ivig[each]:.1f} %, placebo {100 * result.placebo[each]:.1f} %, "
            f"{print_points(result.difference[each])} points (with nobody optimistic "
            f"{print_points(result.sober_difference[each])}, published {printed})"
        ) in explorer.picture.alt
        rows = table[table["bar"].str.startswith(f"TIS {each}")]
        shares = [(result.ivig[each], result.placebo[each]), (result.ivig_sober[each], result.placebo_sober[each])]
        for (_, row), (ivig, placebo) in zip(rows.iloc[:2].iterrows(), shares, strict=True):
            values = row[["IVIg (%)", "placebo (%)", "IVIg minus placebo (points)"]].tolist()
            assert values == pytest.approx([100 * ivig, 100 * placebo, 100 * (ivig - placebo)], abs=0.006)
        assert (rows["bar"].str.endswith("in front")).all() == (each == bar)
    settings = table[table["bar"] == "all"]["value"].tolist()
    assert settings[:4] == [state["shared"], state["guessers"], state["extra"], state["drug_effect"]]


def test_where_nobody_is_optimistic_there_is_no_second_line_for_it():
    parts = OptimismExplorer(shared=0.0, drug_effect=30).picture.parts
    assert len(parts.ivig.get_offsets()) == len(parts.placebo.get_offsets()) == len(parts.lines.get_segments()) == 3
    assert not parts.sober_words.get_visible() and not parts.sober_difference.get_visible()


GUESSING = [
    ((0, 0, 0), "Nobody is rated too well; nobody guesses"),
    ((1.25, 0, 0), "All rated 1.25 cm too well; nobody guesses"),
    ((1, 0, 2), "All rated 1 cm too well; nobody guesses (else 2 cm more)"),
    ((0, 40, 0), "Nobody is rated too well; 40 % of IVIg guess, to no effect"),
    ((0, 40, 2), "40 % of IVIg guess and are rated 2 cm too well"),
    ((1, 40, 2.5), "All rated 1 cm too well; 40 % of IVIg guess: 2.5 cm more"),
]
TRUTHS = [
    ((0, "unchanged"), "The drug does nothing; all stay as they are"),
    ((0, "drifting"), "The drug does nothing; drift: some better, some worse"),
    ((30, "unchanged"), "Drug takes 30 % of activity; else all stay as they are"),
    ((30, "drifting"), "Drug takes 30 % of activity; drift: some better, some worse"),
]


@pytest.mark.parametrize(("truth", "told_truth"), TRUTHS)
@pytest.mark.parametrize(("rating", "told_rating"), GUESSING)
def test_every_assumption_stands_on_picture_sentence_and_alt(rating, told_rating, truth, told_truth):
    names = ("shared", "guessers", "extra", "drug_effect", "course")
    explorer = OptimismExplorer(**dict(zip(names, (*rating, *truth), strict=True)))
    assert explorer.picture.parts.settings.get_text() == f"{told_rating}\n{told_truth}"
    assert f"Invented: {told_rating[0].lower()}{told_rating[1:]}. {told_truth}." in explorer.picture.sentence
    assert explorer.picture.alt.endswith(f"{told_rating}. {told_truth}.")
    assert len(explorer.picture.sentence) <= 300
    assert max(len(part.split()) for part in explorer.picture.sentence.split(". ")) <= 25


def test_the_guessing_that_the_published_difference_would_take_is_told():
    explorer = OptimismExplorer(shared=0.0, guessers=40, extra=2.0)
    needed = find_guessing_needed(0.35).fraction
    told = f"The published 35 points would take {100 * needed:.0f} % guessing: possible, not shown."
    assert explorer.picture.sentence.endswith(told)
    assert explorer.picture.table["value"].iloc[-1] == pytest.approx(100 * needed, abs=0.06)
    explorer.set(course="drifting")
    most = find_guessing_needed(0.35, course="drifting").most
    assert explorer.picture.sentence.endswith(
        f"If all on IVIg guessed it would be {100 * most:.1f} points, not the published 35."
    )
    assert explorer.picture.table["value"].iloc[-1] == "no fraction makes it"
    explorer.set(bar=40)
    assert "not the published 45." in explorer.picture.sentence


def test_the_pair_of_presets_shows_one_effect_shrink_and_swell_and_says_why():
    explorer = OptimismExplorer()
    explorer.show_preset("The effect with optimism")
    result = responders_with_optimism(2, 0, 0, 0.3, course="drifting")
    for bar, word, why in (
        (20, "shrink", "fewer on IVIg were left below it"),
        (40, "swell", "more on IVIg stood within reach of it"),
    ):
        explorer.set(bar=bar)
        sober, now = result.sober_difference[bar], result.difference[bar]
        title = explorer.picture.parts.title.get_text()
        assert title == f"A real {100 * sober:.1f} points at TIS {bar}\n{word} to {100 * now:.1f} under optimism"
        ivig = result.ivig[bar] - result.ivig_sober[bar]
        placebo = result.placebo[bar] - result.placebo_sober[bar]
        told = f"Optimism lifts {100 * ivig:.1f} % of IVIg and {100 * placebo:.1f} % of placebo over this bar: {why}."
        assert explorer.picture.sentence.endswith(told)
    explorer.show_preset("A real effect")
    assert explorer.picture.parts.title.get_text().endswith("nobody is optimistic")


def test_what_guessers_add_to_an_effect_is_laid_to_them():
    explorer = OptimismExplorer(shared=0.0, guessers=50, extra=2.0, drug_effect=15)
    assert "swell to" in explorer.picture.parts.title.get_text()
    assert explorer.picture.sentence.endswith("those who guess are all on IVIg.")


def test_the_title_names_the_case():
    titles = {
        "no effect, and nobody optimistic": {"shared": 0.0},
        "both arms are equally optimistic": {"shared": 2.5},
        "alone: the drug does nothing here": {"shared": 0.0, "guessers": 40, "extra": 2.0},
        "guessing lifts nobody that far": {"shared": 0.0, "guessers": 5, "extra": 0.25, "bar": 60},
        "effect: nobody is optimistic": {"shared": 0.0, "drug_effect": 20},
    }
    for words, state in titles.items():
        assert words in OptimismExplorer(**state).picture.parts.title.get_text()


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ({"drug_effect": 5}, "A real effect, but less than 0.1 points\nat TIS 60: nobody is optimistic"),
        (
            {"drug_effect": 5, "guessers": 5, "extra": 0.25},
            "A real effect of less than 0.1 points:\nno more under optimism at TIS 60",
        ),
    ],
)
def test_an_effect_that_the_bar_hardly_shows_is_not_called_nothing(state, title):
    explorer = OptimismExplorer(shared=0.0, bar=60, **state)
    assert compute(explorer.state).sober_difference[60] > 0
    assert explorer.picture.parts.title.get_text() == title


def test_what_optimism_makes_of_an_effect_that_hardly_shows_is_told():
    explorer = OptimismExplorer(shared=0.0, guessers=50, extra=3.0, drug_effect=5, bar=60)
    now = print_points(compute(explorer.state).difference[60])
    assert now != "0.0"
    assert explorer.picture.parts.title.get_text() == (
        f"A real effect of less than 0.1 points:\n{now} under optimism at TIS 60"
    )


@pytest.mark.parametrize(("bar", "printed"), [(20, 35), (40, 45), (60, 24)])
def test_the_guessing_needed_is_that_for_the_published_difference_at_the_bar_in_front(bar, printed):
    """Fraction and most, in the sentence and in the table."""
    reached = set()
    for extra, course in ((4.0, "unchanged"), (2.0, "unchanged"), (0.5, "drifting")):
        explorer = OptimismExplorer(shared=0.0, guessers=40, extra=extra, course=course, bar=bar)
        needed = find_guessing_needed(printed / 100, bar, extra=extra, course=course)
        row = explorer.picture.table.iloc[-1]
        assert row["state"].startswith("guessers") and f"{printed} points" in row["state"]
        if needed.fraction is None:
            told = f"If all on IVIg guessed it would be {100 * needed.most:.1f} points, not the published {printed}."
            assert row["value"] == "no fraction makes it"
        else:
            share = f"{100 * needed.fraction:.0f}"
            told = f"The published {printed} points would take {share} % guessing: possible, not shown."
            assert row["value"] == round(100 * needed.fraction, 1)
        assert explorer.picture.sentence.endswith(told)
        reached.add(needed.fraction is None)
    # No guessing whatever makes the published difference at 60 out of nothing.
    assert reached == ({True} if bar == 60 else {True, False})


def test_the_guessing_needed_beside_an_effect_stands_in_the_table():
    explorer = OptimismExplorer(shared=0.0, guessers=40, extra=2.0, drug_effect=40, bar=60)
    fraction = find_guessing_needed(0.24, 60, extra=2.0, drug_effect=0.4).fraction
    assert 0 < fraction < 1
    assert explorer.picture.table["value"].iloc[-1] == round(100 * fraction, 1)


def test_guessers_who_rate_no_better_are_no_optimism():
    explorer = OptimismExplorer(shared=0.0, guessers=60, extra=0.0)
    assert explorer.picture.parts.title.get_text().endswith("no effect, and nobody optimistic")
    assert explorer.picture.sentence.endswith("What is alike in both arms makes no difference out of nothing.")
    assert not explorer.picture.parts.sober_words.get_visible()


def test_the_published_arms_are_hollow_and_stand_at_their_shares():
    explorer = OptimismExplorer()
    axes = explorer.picture.parts.ivig.axes
    heights = [ROWS_TOP + ROW_STEP * row + LINES[1] for row in range(3)]
    for arm, colour, counts in (("ivig", style.IVIG, (37, 32, 15)), ("placebo", style.PLACEBO, (21, 11, 4))):
        n = figure(f"responders_{arm}").n
        hollow = [
            marks
            for marks in axes.collections
            if len(marks.get_offsets()) == 3 and np.allclose(marks.get_edgecolor(), to_rgba(colour))
        ]
        assert len(hollow) == 1
        assert np.allclose(hollow[0].get_facecolor(), to_rgba(style.PAPER))
        expected = [(AXIS_LEFT + AXIS_WIDTH * count / n, y) for count, y in zip(counts, heights, strict=True)]
        assert np.asarray(hollow[0].get_offsets()) == pytest.approx(np.array(expected))
    words = [text.get_text() for text in axes.texts]
    assert [words.count(each) for each in ("published", "35", "45", "24")] == [3, 1, 1, 1]


def test_everything_is_stamped_as_invented():
    explorer = OptimismExplorer()
    for preset in explorer.presets:
        explorer.show_preset(preset)
        assert str(explorer.picture.provenance) == "SYNTHETIC · invented patients and optimism"


@pytest.mark.slow
@pytest.mark.parametrize("course", ["unchanged", "drifting"])
@pytest.mark.parametrize("bar", BARS)
def test_words_keep_clear_of_each_other_in_any_state(course, bar):
    for drug_effect in (0, 60):
        explorer = OptimismExplorer(
            shared=2.75, guessers=100, extra=3.75, drug_effect=drug_effect, course=course, bar=bar
        )
        assert list_clashes(explorer) == []
        assert len(explorer.picture.sentence) <= 300

"""A patient played through the trial: what is drawn is what the models found, and every control is told."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.evidence import figure
from helpers.explorers import CourseExplorer
from helpers.figures import style
from helpers.figures.course import LIMB_YS, PIXELS_PER_WEEK, START
from helpers.figures.course_words import NAMES
from helpers.models.deterioration import MEASURES, find_deterioration
from helpers.models.tis_scale import RESOLUTION
from tests.unit.explorer_tools import read_numbers, read_view

OUTCOMES = [
    ("Two bad visits", 12, {8: (1,), 12: (1,)}),
    ("One bad visit", None, {12: (1,)}),
    ("Bad, fine, bad", None, {8: (1,), 16: (1,)}),
    ("Before week 8", None, {4: (1,), 8: (1,)}),
    ("20 % of what?", None, {}),
    ("Two measures of three", None, {}),
]
LIMB_1 = {"physician_global_worse": 2.0, "mmt8_worse": 24}


def read_weeks(marks):
    return [round((x - START) / PIXELS_PER_WEEK, 6) for x, _ in marks.get_offsets()]


def read_filled_limbs(explorer):
    """Return week -> the limbs whose squares are filled in the picture."""
    limbs = explorer.picture.parts.limbs
    filled: dict[int, tuple[int, ...]] = {}
    for week, (_, y), colour in zip(read_weeks(limbs), limbs.get_offsets(), limbs.get_facecolor(), strict=True):
        if tuple(colour[:3]) == to_rgb(style.INK):
            filled[int(week)] = (*filled.get(int(week), ()), LIMB_YS.index(y) + 1)
    return filled


@pytest.mark.parametrize(("preset", "confirmed", "limbs"), OUTCOMES)
def test_a_preset_fires_or_not_as_its_name_says(preset, confirmed, limbs):
    """The expectations are reasoned out from the rule: 2 cm and 24 of 120 points meet limb 1 and nothing else."""
    explorer = CourseExplorer()
    explorer.show_preset(preset)
    assert read_filled_limbs(explorer) == limbs
    told = f"confirmed at week {confirmed}" if confirmed else "never confirmed"
    assert told in str(explorer.compute(**explorer.state).deterioration)
    assert ("non-response" in explorer.picture.sentence) == (confirmed is not None)
    assert len(explorer.picture.parts.pair.get_segments()) == (1 if confirmed else 0)


def test_every_preset_has_its_outcome_here():
    assert [name for name, _, _ in OUTCOMES] == list(CourseExplorer().presets)


def test_the_same_loss_of_strength_is_enough_by_one_reading_and_not_by_the_other():
    explorer = CourseExplorer(**LIMB_1)
    assert explorer.picture.sentence.count("a non-response at week 16") == 1
    explorer.set(percent_of="range")
    assert "MMT-8 24 of 30 points" in explorer.picture.sentence
    explorer.set(mmt8_worse=30)
    assert explorer.picture.sentence.count("a non-response at week 16") == 1
    explorer.set(mmt8_baseline=141, percent_of="baseline", mmt8_worse=28)
    assert "MMT-8 28 of 28.2 points" in explorer.picture.sentence


def test_the_nearest_limb_counts_one_measure_and_two():
    explorer = CourseExplorer(haq_worse=1.0)
    assert "1 of 3 measures is 30 % worse" in explorer.picture.sentence
    explorer.set(patient_global_worse=3.0)
    assert "2 of 3 measures are 30 % worse" in explorer.picture.sentence


def test_two_visits_in_a_row_depend_on_how_that_is_read():
    explorer = CourseExplorer(**LIMB_1, worse_at="weeks 8 and 16", missed="week 12")
    assert "no two of them in a row" in explorer.picture.sentence
    explorer.set(in_a_row="missed visit skipped")
    assert "confirmed, a non-response at week 16" in explorer.picture.sentence
    explorer.set(worse_at="weeks 4, 8 and 16", missed="no visit")
    assert "no two of them in a row from week 8 on" in explorer.picture.sentence
    explorer.set(worse_at="weeks 4 and 8")
    assert "before week 8 it does not count" in explorer.picture.sentence
    explorer.set(in_a_row="first before week 8")
    assert "met at weeks 4 and 8: confirmed, IVIg from then on" in explorer.picture.sentence


@pytest.mark.parametrize(
    ("arm", "worse_at", "bar", "told"),
    [
        ("placebo", "week 8", [("placebo", 0, 16), ("IVIg", 16, 40)], "one bad visit"),
        ("placebo", "weeks 8 and 12", [("placebo", 0, 12), ("IVIg", 12, 40)], "IVIg from then on"),
        ("IVIg", "weeks 8 and 12", [("IVIg", 0, 12), ("placebo", 12, 16)], "no extension"),
        ("IVIg", "weeks 12 and 16", [("IVIg", 0, 16)], "no extension"),
        ("IVIg", "week 16", [("IVIg", 0, 40)], "one bad visit"),
    ],
)
def test_the_bar_shows_what_is_given_and_how_long(arm, worse_at, bar, told):
    explorer = CourseExplorer(arm=arm, worse_at=worse_at, extramuscular_worse=2.0)
    parts = explorer.picture.parts
    colours = {"IVIg": to_rgb(style.IVIG), "placebo": to_rgb(style.PLACEBO)}
    drawn = [(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in parts.bar.get_paths()]
    expected = [(START + PIXELS_PER_WEEK * first, START + PIXELS_PER_WEEK * last) for _, first, last in bar]
    assert np.allclose(drawn, expected)
    assert [tuple(colour[:3]) for colour in parts.bar.get_facecolor()] == [colours[given] for given, _, _ in bar]
    last = bar[-1][2]
    assert read_weeks(parts.infusions) == list(range(0, last, 4))
    assert told in explorer.picture.sentence


def test_the_picture_builds_up_week_by_week_and_gives_nothing_away():
    explorer = CourseExplorer(**LIMB_1)
    seen = []
    for week in range(0, 41, 4):
        explorer.set(week=week)
        parts = explorer.picture.parts
        assert max(read_weeks(parts.dots)) == min(week, 16)
        assert max(read_weeks(parts.infusions)) == min(week, 36)
        assert ("confirmed, IVIg" in explorer.picture.sentence) == (week >= 12)
        assert parts.switch.get_visible() == (week >= 12)
        assert explorer.picture.table["what"].str.fullmatch(r"week \d+").sum() == week / 4 + 1
        seen.append(read_view(explorer))
    assert all(len(set(column)) == len(seen) for column in zip(*seen, strict=True))


def test_a_missed_visit_is_a_cross_and_no_dot():
    explorer = CourseExplorer(extramuscular_worse=3.0, missed="week 12")
    parts = explorer.picture.parts
    assert set(read_weeks(parts.dots)) == {0, 4, 8, 16}
    assert read_weeks(parts.crosses) == [12] * (len(MEASURES) + len(LIMB_YS))
    assert read_filled_limbs(explorer) == {8: (2,)}
    missed = explorer.picture.table.set_index("what").loc["week 12"]
    assert missed["Extramuscular (cm)"] != missed["Extramuscular (cm)"]


def test_how_many_switched_in_the_trial_is_the_published_count():
    for arm, row in (("placebo", "switched_placebo_to_ivig"), ("IVIg", "switched_ivig_to_placebo")):
        sentence = CourseExplorer(arm=arm, extramuscular_worse=2.0).picture.sentence
        assert f"(in the trial {figure(row).count} of {figure(row).n} on {arm} switched)" in sentence


def test_the_table_names_what_is_assumed_and_both_summaries():
    table = CourseExplorer().picture.table.set_index("what")["limbs met, or what is assumed"]
    assert table["per cent of"] == "20 % of the 120 at the start"
    assert table["two in a row"] == "both from week 8, none missed between"
    assert "Tanboon" in table["no extension after deterioration on IVIg"]
    assert table["rule"] == "Arthritis Res Ther 2024;26"


def draw_state(controls, rng):
    """Return a state of values that the controls can hold, the sliders' in steps."""
    state = {}
    for name, control in controls.items():
        if hasattr(control, "options"):
            state[name] = rng.choice([option[1] if isinstance(option, tuple) else option for option in control.options])
        else:
            steps = round((control.max - control.min) / control.step)
            value = control.min + rng.choice([0, rng.randint(0, steps)]) * control.step
            state[name] = round(value, 6) if isinstance(control.min, float) else int(value)
    return state


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_any_change_anywhere_is_told_by_picture_words_and_table(seed):
    """From states drawn at random, not from the opening alone; and the rule is never crossed."""
    rng = random.Random(seed)
    explorer = CourseExplorer()
    for _ in range(25):
        explorer.set(**draw_state(explorer._controls, rng))
        before = (*read_view(explorer), explorer.numbers().to_csv())
        name = rng.choice(list(explorer._controls))
        old, new = explorer.state[name], draw_state(explorer._controls, rng)[name]
        explorer.set(**{name: new})
        after = (*read_view(explorer), explorer.numbers().to_csv())
        changed = [now != was for now, was in zip(after, before, strict=True)]
        assert changed == [new != old] * 4, (name, old, new, explorer.state)
        shown = explorer.compute(**explorer.state)
        again = find_deterioration(shown.deterioration.visits, percent_of=explorer.state["percent_of"])
        if explorer.state["in_a_row"] == "strict":
            assert again.confirming == shown.deterioration.confirming


SHOWN = [
    LIMB_1 | {"arm": "IVIg", "mmt8_baseline": 90, "haq_worse": 0.5, "worse_at": "weeks 8 and 12", "week": 24},
    {"patient_global_worse": 1.5, "extramuscular_worse": 2.5, "worse_at": "weeks 12 and 16", "missed": "week 4"},
    {"mmt8_baseline": 140, "mmt8_worse": 7, "haq_worse": 1.0, "percent_of": "range", "week": 12},
]


@pytest.mark.parametrize("state", SHOWN)
def test_the_alternative_text_reads_the_course_that_was_computed(state):
    explorer = CourseExplorer(**state)
    course, alt = explorer.compute(**explorer.state), explorer.picture.alt
    stretches = [(given, *map(int, weeks)) for given, *weeks in re.findall(r"(\w+) from week (\d+) to week (\d+)", alt)]
    path = course.path.stretches
    assert stretches == [(given, first, min(last, course.week)) for first, last, given in path if first < course.week]
    for measure, name in NAMES.items():
        change, whole = course.worse_by[measure], course.deterioration.limits.whole[measure] / RESOLUTION
        told = re.search(rf"[:;] {name} ([^;]+);", alt)[1]
        assert read_numbers(told) == (pytest.approx([change, whole, 100 * change / whole], rel=0.005) if change else [])
    limbs = {
        int(week): tuple(map(int, re.findall(r"\d", met)))
        for week, met in re.findall(r"week (\d+) (limbs?[\d ,and]+)", alt)
    }
    assert limbs == {check.week: check.limbs for check in course.checks_shown if check.limbs}
    start = explorer.state["mmt8_baseline"]
    whole = 150 if explorer.state["percent_of"] == "range" else start
    assert f"MMT-8 starts at {start}." in alt
    assert f"Limb 1 asks for {whole / 5:g} points of MMT-8 (20 % of the " in alt


@pytest.mark.parametrize("state", SHOWN)
def test_the_table_holds_the_visits_that_were_computed(state):
    explorer = CourseExplorer(**state)
    course, table = explorer.compute(**explorer.state), explorer.picture.table.set_index("what")
    columns = {measure: next(column for column in table if column.startswith(NAMES[measure])) for measure in NAMES}
    shown = [visit for visit in course.deterioration.visits if visit.week <= course.week]
    assert len(shown) >= 4
    for visit in shown:
        row = table.loc[f"week {visit.week}"]
        assert row["infused"] == dict(course.path.infusions).get(visit.week, "")
        if visit.is_missed:
            assert row[list(columns.values())].isna().all()
        else:
            assert [row[column] for column in columns.values()] == [getattr(visit, measure) for measure in columns]
    (chosen,) = (name for name in table.index if name.startswith("chosen"))
    assert [table.loc[chosen, column] for column in columns.values()] == list(map(course.worse_by.get, columns))


@pytest.mark.parametrize(
    ("week", "worse_at", "outcome"),
    [
        (12, "week 12", "Nothing confirmed so far"),
        (16, "week 12", "Not confirmed: at week 16 the score decides"),
        (20, "week 12", "Not confirmed: at week 16 the score decides"),
        (12, "weeks 8 and 12", "Counts as a non-response at week 16"),
    ],
)
def test_week_16_decides_from_week_16_on(week, worse_at, outcome):
    explorer = CourseExplorer(**LIMB_1, week=week, worse_at=worse_at)
    assert explorer.picture.parts.outcome.get_text() == outcome
    assert explorer.picture.alt.endswith(f" {outcome}.")


@pytest.mark.parametrize(
    ("arm", "worse_at", "title"),
    [
        ("placebo", "weeks 8 and 12", "Bad at weeks 8 and 12:\nconfirmed, switched to IVIg"),
        ("IVIg", "weeks 8 and 12", "Bad at weeks 8 and 12:\nconfirmed, switched to placebo"),
        ("placebo", "weeks 12 and 16", "Bad at weeks 12 and 16:\nconfirmed, a non-response"),
    ],
)
def test_the_title_says_switched_only_where_infusions_of_the_first_period_are_left(arm, worse_at, title):
    explorer = CourseExplorer(**LIMB_1, arm=arm, worse_at=worse_at)
    assert explorer.picture.parts.title.get_text() == title
    assert explorer.picture.parts.switch.get_visible() == ("switched" in title)

"""Week 40 in words: every number of title, sentence, alternative text and table is printed, allowed or invented."""

from __future__ import annotations

import pytest

from helpers.explorers.week_forty import WeekFortyExplorer
from helpers.figures.week_forty import FOOT, LABEL_GAP, TOP
from helpers.figures.week_forty_words import spread_labels

STATES = {
    "printed": {},
    "time": {"story": "time"},
    "invented": {"unseen": 45, "story": "caught-up"},
    "left out": {"dropouts": "left-out", "story": "raters", "unseen": 35},
    "not responding": {"dropouts": "non-responders"},
    "mean": {"measure": "mean TIS"},
    "mean, left": {"measure": "mean TIS", "story": "left"},
}
STORIES = {
    "none": "",
    "caught-up": "IVIg lasts, and the placebo arm caught up",
    "time": "everybody improves with time",
    "left": "those who did badly left, their last score kept",
    "raters": "raters know that all are on IVIg",
}
BESIDES = {"raters": "the rating", "left": "the scores kept"}
UNSEEN = {"time": 70, "invented": 45, "left out": 35, "mean, left": 45}
"""What is supposed without IVIg, of those states that suppose it."""
SEEN = {
    "left out": (100 * 42 / 69, 100 * 64 / 69),
    "not responding": (100 * 42 / 91, 100 * 64 / 91),
    **dict.fromkeys(("mean", "mean, left"), (51.07, 55.44)),
}
"""The smallest and the largest value at the end: 64 of 91 responders, of whom 0 to 22 left."""
COUNTED = {"left out": "those who left taken out", "not responding": "those who left counted as not responding"}
PAPER, HIGHLIGHTS = "N Engl J Med 2022;387:1264", "Tanboon J, WMS Publication Highlights, 23 January 2023"
WIRE, CONGRESS = "medwireNews, 3 June 2021 (EULAR 2021)", "The Rheumatologist 2021"
POINTS = {
    False: [
        *(("IVIg", "16", "IVIg", 78.72, "randomised", PAPER), ("IVIg", "40", "IVIg", 71.1, "uncontrolled", WIRE)),
        *(
            ("placebo", "16", "placebo", 43.75, "randomised", PAPER),
            ("placebo", "40", "IVIg", 69.6, "uncontrolled", WIRE),
        ),
    ],
    True: [
        ("IVIg", "16", "IVIg", 47.7, "randomised", HIGHLIGHTS),
        ("IVIg", "28", "IVIg", 54.0, "uncontrolled", CONGRESS),
        ("IVIg", "40", "IVIg", 55.44, "uncontrolled", CONGRESS),
        ("placebo", "16", "placebo", 21.3, "randomised", HIGHLIGHTS),
        ("placebo", "28", "IVIg", 44.4, "uncontrolled", CONGRESS),
        ("placebo", "40", "IVIg", 51.07, "uncontrolled", CONGRESS),
    ],
}
"""Whether of the mean -> arm, week, what is infused, value, kind of comparison, source."""


def find_effect(name: str) -> tuple[float, float]:
    """Return seen less unseen, the unseen anything from 0 to 100 where nothing is supposed."""
    lower, upper = SEEN.get(name, (69.6, 71.1))
    return lower - UNSEEN.get(name, 100), upper - UNSEEN.get(name, 0)


def print_effect(name: str) -> str:
    lower, upper = (f"{limit:+.1f}".replace("-", "−") for limit in find_effect(name))
    return f"{lower} to {upper} points"


def tell_besides(name: str) -> str:
    besides = BESIDES.get(STATES[name].get("story"))
    return f", some of it {besides}" if besides else ""


def print_end(name: str) -> str:
    """Return the two values at the end as they stand in words."""
    if name in COUNTED:
        lower, upper = SEEN[name]
        return f"{lower:.1f} to {upper:.1f} %"
    return "55.44 and 51.07" if name.startswith("mean") else "71.1 % and 69.6 %"


def print_unseen(name: str) -> str:
    return f"{UNSEEN[name]}{'' if name.startswith('mean') else ' %'}"


@pytest.mark.parametrize("name", STATES)
def test_every_cell_of_the_table_is_printed_allowed_or_invented(name):
    table = WeekFortyExplorer(**STATES[name]).picture.table.fillna("")
    is_mean, story = name.startswith("mean"), STORIES[STATES[name].get("story", "none")]
    measure, unit = ("mean TIS", "TIS points") if is_mean else ("responders", "%")
    rows = [
        [f"{measure}, {arm} arm", week, infused, value, value, unit, kind, source]
        for arm, week, infused, value, kind, source in POINTS[is_mean]
    ]
    if name in COUNTED:
        lower, upper = (round(value, 2) for value in SEEN[name])
        rows.append([f"responders, both arms, {COUNTED[name]}", "40", "", lower, upper, "%", "invented", ""])
    if name in UNSEEN:
        value = float(UNSEEN[name])
        rows.append([f"{measure}, placebo gone on", "40", "", value, value, unit, "invented", ""])
    effect = [round(limit, 2) for limit in find_effect(name)]
    told = f" ({story}{tell_besides(name)})" if story else ""
    kind = "invented" if name in UNSEEN else "not known"
    rows.append([f"seen less the unseen arm{told}", "40", "", *effect, "points", kind, ""])
    rows += [["people", week, "", n, n, "people", "", ""] for week, n in (("0", 95), ("16", 91), ("40", 69))]
    assert table.to_numpy().tolist() == rows
    assert table.columns.tolist() == ["row", "week", "infused", "from", "to", "unit", "kind", "source"]


@pytest.mark.parametrize("name", STATES)
def test_every_number_of_the_description_is_printed_allowed_or_invented(name):
    is_mean, story = name.startswith("mean"), STORIES[STATES[name].get("story", "none")]
    courses = {
        False: "IVIg arm 78.7 % at week 16, 71.1 % at week 40; placebo arm 43.8 % at week 16, 69.6 % at week 40",
        True: (
            "IVIg arm 47.7 at week 16, 54 at week 28, 55.44 at week 40; "
            "placebo arm 21.3 at week 16, 44.4 at week 28, 51.07 at week 40"
        ),
    }[is_mean]
    counted = f"A bar at the end from {print_end(name)}: {COUNTED[name]}, a what-if. " if name in COUNTED else ""
    unseen = f"A dashed line, invented, to {print_unseen(name)} without IVIg. " if name in UNSEEN else ""
    assert WeekFortyExplorer(**STATES[name]).picture.alt == (
        f"{'Mean Total Improvement Score' if is_mean else 'Share of responders'} by original arm: {courses}. Up to "
        "week 16 placebo runs beside IVIg; then a band, everybody on IVIg. People: 95 at week 0, 91 at week 16, 69 at "
        f"week 40. {counted}{unseen}Below, the difference from the unseen arm on a scale from −100 to 100: "
        f"{print_effect(name)}{tell_besides(name)}. Explanation: {story or 'none chosen'}."
    )


@pytest.mark.parametrize("name", STATES)
def test_the_sentence_tells_what_is_seen_and_what_is_supposed(name):
    is_mean, story = name.startswith("mean"), STORIES[STATES[name].get("story", "none")]
    end = print_end(name)
    if name in COUNTED:
        first = f"At week 40, {COUNTED[name]}, {end} of both arms respond; we have not found how the 22 were counted."
    elif is_mean:
        first = f"At week 40, all on IVIg, {end} are the mean TIS by former arm; 69 of 91 completed."
    else:
        first = f"At week 40, all on IVIg, {end} of the IVIg and the former placebo arm respond; 69 of 91 completed."
    if name in UNSEEN:
        last = (
            f"If {story}, say {print_unseen(name)} without IVIg (invented): the gap to that is {print_effect(name)}"
            f"{tell_besides(name)}. Other explanations fit too."
        )
    else:
        had = "the mean had been 0 to 100" if is_mean else "0 to 100 of 100 had responded"
        last = (
            f"Nobody stands beside them: the effect could be anything from {print_effect(name)}, if {had} without IVIg."
        )
    assert WeekFortyExplorer(**STATES[name]).picture.sentence == f"{first} {last}"


def test_what_is_supposed_without_an_explanation_is_told_as_supposed():
    sentence = WeekFortyExplorer(unseen=70).picture.sentence
    assert "69 of 91 completed. Suppose 70 % without IVIg (invented): the gap to that is −0.4 to +1.1" in sentence
    mean = WeekFortyExplorer(measure="mean TIS", story="time", unseen=0).picture.sentence
    assert "If everybody improves with time, say 0 without IVIg (invented): the gap to that is +51.1 to +55.4" in mean


@pytest.mark.parametrize("name", STATES)
def test_what_is_drawn_in_words_tells_the_end_the_story_and_the_difference(name):
    parts = WeekFortyExplorer(**STATES[name]).picture.parts
    is_mean = name.startswith("mean")
    first = {
        **dict.fromkeys(COUNTED, f"{print_end(name)} respond at week 40 (what if);"),
        **dict.fromkeys(("mean", "mean, left"), f"Mean TIS {print_end(name)} at week 40;"),
    }.get(name, f"{print_end(name)} respond at week 40;")
    second = f"without IVIg: {print_unseen(name)}, invented" if name in UNSEEN else "without IVIg: nobody knows"
    assert parts.title.get_text() == f"{first}\n{second}"
    assert parts.story.get_text() == f"Explanation: {STORIES[STATES[name].get('story', 'none')] or 'none chosen'}"
    assert parts.effect.get_text() == f"Difference from the unseen arm: {print_effect(name)}"
    assert parts.unit.get_text() == ("mean\nTIS" if is_mean else "% who\nrespond")
    starts = ["47.7", "21.3"] if is_mean else ["78.7 %", "43.8 %"]
    assert [course.start.get_text() for course in parts.courses.values()] == starts


@pytest.mark.parametrize("name", STATES)
def test_labels_at_the_edge_name_each_value_at_its_height(name):
    parts = WeekFortyExplorer(**STATES[name]).picture.parts
    arms = [(55.44, "55.44 IVIg arm"), (51.07, "51.07 placebo arm")]
    expected = arms if name.startswith("mean") else [(71.1, "71.1 % IVIg arm"), (69.6, "69.6 % placebo arm")]
    if name in COUNTED:
        lower, upper = SEEN[name]
        expected = [*expected, (lower, f"{lower:.1f} % at least"), (upper, f"{upper:.1f} % at most")]
    if name in UNSEEN:
        expected = [*expected, (UNSEEN[name], f"{print_unseen(name)} invented")]
    shown = [label for label in parts.labels if label.get_visible()]
    assert [label.get_text() for label in shown] == [words for _, words in expected]
    heights = [FOOT - (FOOT - TOP) * value / 100 for value, _ in expected]
    assert [label.get_position()[1] for label in shown] == pytest.approx(spread_labels(heights, LABEL_GAP, FOOT - 4))

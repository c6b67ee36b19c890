"""Week 40: printed points that stay, a placebo arm that is invented, and an effect that could be anything."""

from __future__ import annotations

import io
import itertools
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.evidence.status import Comparison
from helpers.explorers.week_forty import DROPOUTS, STORIES, WeekFortyExplorer
from helpers.figures.style import IVIG, WIDTH
from helpers.figures.week_forty import EFFECT_LEFT, EFFECT_WIDTH, FOOT, TOP
from helpers.figures.week_forty_words import read_week_forty, spread_labels
from helpers.models.open_label import COUNTINGS, bound_effect, bound_rate
from tests.unit.explorer_tools import read_view

PERCENTS = {"IVIg": [100 * 37 / 47, 71.1], "placebo": [100 * 21 / 48, 69.6]}
MEANS = {"IVIg": [47.7, 54, 55.44], "placebo": [21.3, 44.4, 51.07]}


def read_values(dots) -> np.ndarray:
    return 100 * (FOOT - np.asarray(dots.get_offsets())[:, 1]) / (FOOT - TOP)


def read_effect(explorer) -> list[float]:
    segment = explorer.picture.parts.effect_bar.get_segments()[0]
    return [200 * (x - EFFECT_LEFT) / EFFECT_WIDTH - 100 for x, _ in segment]


def list_states() -> list[dict]:
    return [
        {"measure": measure, "story": story, "unseen": unseen, "dropouts": dropouts}
        for measure, story, unseen, dropouts in itertools.product(
            ("responders", "mean TIS"), STORIES, ("as explained", 0, 70, 100), DROPOUTS
        )
        if measure == "responders" or dropouts == "as-printed"
    ]


def test_it_opens_with_what_is_printed_and_no_explanation():
    explorer = WeekFortyExplorer()
    assert "71.1 % and 69.6 %" in explorer.picture.sentence
    could = "anything from −30.4 to +71.1 points, if 0 to 100 of 100 had responded without IVIg"
    assert could in explorer.picture.sentence
    assert "invented" not in read_view(explorer)[1] + explorer.picture.sentence
    assert str(explorer.picture.provenance) == "DERIVED · uncontrolled · from medwireNews, 3 June 2021"
    assert not explorer.picture.parts.unseen.get_visible()


@pytest.mark.parametrize(("measure", "expected"), [("responders", PERCENTS), ("mean TIS", MEANS)])
def test_the_points_drawn_are_those_printed(measure, expected):
    explorer = WeekFortyExplorer(measure=measure, story="time")
    for arm, course in explorer.picture.parts.courses.items():
        assert read_values(course.dots) == pytest.approx(expected[arm])
    weeks = {week for _, week in explorer.picture.table[["row", "week"]].itertuples(index=False)}
    assert {"16", "40"} <= weeks
    assert ("28" in weeks) == (measure == "mean TIS")


def test_no_explanation_moves_the_two_printed_points():
    opening = WeekFortyExplorer()
    effects = set()
    for story in STORIES:
        explorer = WeekFortyExplorer(story=story)
        for arm, course in explorer.picture.parts.courses.items():
            assert read_values(course.dots) == pytest.approx(read_values(opening.picture.parts.courses[arm].dots))
        effects.add(explorer.picture.parts.effect.get_text())
    assert len(effects) == len(STORIES) == 5


def test_the_invented_line_and_the_effect_follow_the_slider():
    explorer = WeekFortyExplorer(unseen=45)
    parts = explorer.picture.parts
    assert read_values(parts.unseen_end) == pytest.approx([45])
    assert read_effect(explorer)[1] == pytest.approx(71.1 - 45)
    assert "45 % without IVIg (invented): the gap to that is +24.6 to +26.1 points" in explorer.picture.sentence
    assert read_effect(WeekFortyExplorer()) == pytest.approx([69.6 - 100, 71.1])


@pytest.mark.parametrize("unseen", [65, 70, 75])
def test_what_is_invented_never_hides_what_is_printed(unseen):
    """In the pixels: the colour of IVIg stands at the middle of both printed marks, and their shapes differ."""
    explorer = WeekFortyExplorer(unseen=unseen)
    parts = explorer.picture.parts
    assert parts.unseen_end.get_visible()
    image = np.asarray(Image.open(io.BytesIO(explorer.encode_picture())).convert("RGB"))
    pixels = image.shape[1] / WIDTH
    for course in parts.courses.values():
        x, y = course.dots.get_offsets()[-1]
        assert tuple(image[round(y * pixels), round(x * pixels)]) == tuple(round(255 * part) for part in to_rgb(IVIG))
        assert course.dots.get_zorder() > parts.unseen_end.get_zorder()
    shapes = {
        tuple(map(tuple, marks.get_paths()[0].vertices.round(3)))
        for marks in (*(course.dots for course in parts.courses.values()), parts.unseen_end)
    }
    assert len(shapes) == 3


def test_a_number_on_the_slider_goes_before_that_of_the_explanation():
    assert WeekFortyExplorer(story="time", unseen=10).picture.alt.count("10 % without IVIg") == 1
    assert "70 % without IVIg" in WeekFortyExplorer(story="time").picture.alt


def test_every_state_is_stamped_uncontrolled_and_what_is_supposed_as_invented():
    explorer = WeekFortyExplorer()
    for state in list_states():
        provenance = explorer.compute(**state).provenance
        assert provenance.comparison is Comparison.UNCONTROLLED
        is_supposed = state["unseen"] != "as explained" or state["story"] != "none"
        is_changed = is_supposed or state["dropouts"] != "as-printed"
        assert (provenance.status == "synthetic") == is_changed


def test_no_contrast_of_the_arms_or_of_the_periods_is_printed():
    """Neither the points between the two arms at week 40, nor those between week 16 and week 40."""
    forbidden = [
        f"{abs(one - other):.1f}" for one, other in itertools.combinations(PERCENTS["IVIg"] + PERCENTS["placebo"], 2)
    ]
    for state in ({}, {"story": "caught-up"}, {"story": "left", "dropouts": "left-out"}):
        explorer = WeekFortyExplorer(**state)
        words = " ".join([explorer.picture.sentence, explorer.picture.parts.title.get_text(), explorer.picture.alt])
        assert not set(re.findall(r"[\d.]*\d", words)) & set(forbidden)


@pytest.mark.parametrize(("preset", "besides"), [("Raters know", "the rating"), ("Those who left", "the scores kept")])
def test_what_is_no_effect_of_the_drug_is_told_with_the_difference(preset, besides):
    explorer = WeekFortyExplorer()
    explorer.show_preset(preset)
    assert explorer.state["dropouts"] == "as-printed"
    assert f"points, some of it {besides}." in explorer.picture.sentence
    assert f", some of it {besides}" in explorer.picture.alt
    assert explorer.picture.table["row"].str.contains(f"some of it {besides}").any()
    assert explorer.picture.parts.effect.get_text().startswith("Difference from the unseen arm: +")


def test_no_score_is_told_as_kept_where_those_who_left_are_counted_anew():
    assert "the scores kept" not in WeekFortyExplorer(story="left", dropouts="left-out").picture.sentence
    assert "the rating" in WeekFortyExplorer(story="raters", dropouts="left-out").picture.sentence


def test_what_remains_of_the_people_is_told():
    explorer = WeekFortyExplorer()
    assert "69 of 91 completed" in explorer.picture.sentence
    assert "People: 95 at week 0, 91 at week 16, 69 at week 40" in explorer.picture.alt


def test_the_counts_of_both_arms_give_the_printed_percentages_and_those_who_left():
    ivig, placebo = figure("responders_ivig_week40"), figure("responders_placebo_week40")
    assert (ivig.count + placebo.count, ivig.n + placebo.n) == (64, 91)
    explorer = WeekFortyExplorer(dropouts="non-responders")
    assert "46.2 to 70.3 % of both arms respond; we have not found how the 22 were counted" in explorer.picture.sentence
    assert str(explorer.picture.provenance) == "SYNTHETIC · uncontrolled · what-if counts"


@pytest.mark.parametrize(
    ("counting", "lower", "upper"),
    [("as-printed", 64 / 91, 64 / 91), ("non-responders", 42 / 91, 64 / 91), ("left-out", 42 / 69, 64 / 69)],
)
def test_the_bar_at_the_end_is_what_the_counting_allows(counting, lower, upper):
    bounds = bound_rate(64, 91, 22, counting)
    assert (bounds.lower, bounds.upper) == pytest.approx((lower, upper))
    segments = WeekFortyExplorer(dropouts=counting).picture.parts.bounds.get_segments()
    if bounds.is_known:
        assert segments == []
    else:
        heights = 100 * (FOOT - np.asarray(segments[-1])[:, 1]) / (FOOT - TOP)
        assert heights == pytest.approx([100 * lower, 100 * upper])


@pytest.mark.parametrize("counting", COUNTINGS)
def test_bounds_hold_for_every_way_in_which_the_left_can_have_been_counted(counting):
    """Enumerated: how many of those who left stand among the printed responders."""
    for responders, n, left in itertools.product(range(5), [4], range(4)):
        shares = []
        for responders_left in range(left + 1):
            if responders_left <= responders and left - responders_left <= n - responders:
                stayed = responders - responders_left
                shares.append(
                    {"as-printed": responders / n, "non-responders": stayed / n, "left-out": stayed / (n - left)}[
                        counting
                    ]
                )
        bounds = bound_rate(responders, n, left, counting)
        assert (bounds.lower, bounds.upper) == pytest.approx((min(shares), max(shares)))


def test_counts_and_values_that_cannot_be_are_refused():
    for wrong in ((5, 4, 0), (1, 4, 5), (1, 0, 0), (-1, 4, 0)):
        with pytest.raises(Impossible):
            bound_rate(*wrong, "non-responders")
    with pytest.raises(Impossible, match="nobody is impossible"):
        bound_rate(2, 4, 4, "left-out")
    with pytest.raises(Impossible, match="unseen"):
        bound_effect(0.5, 0.6, 1.1)
    with pytest.raises(Impossible, match="lower"):
        bound_effect(0.7, 0.6, None)


def test_the_mean_without_those_who_left_is_refused_and_the_picture_stays():
    explorer = WeekFortyExplorer(measure="mean TIS")
    before = read_view(explorer)[:2]
    explorer.set(dropouts="left-out")
    assert read_view(explorer)[:2] == before
    assert "impossible" in read_view(explorer)[2] and "Choose" in read_view(explorer)[2]


def test_labels_at_the_edge_keep_apart_and_inside():
    for heights in itertools.product((80, 120, 121, 236), repeat=5):
        placed = sorted(spread_labels(heights, 16, 236))
        assert placed[-1] <= 236
        assert all(after - before >= 16 for before, after in itertools.pairwise(placed))


def test_no_sentence_is_longer_than_its_place():
    explorer = WeekFortyExplorer()
    assert max(len(read_week_forty(explorer.compute(**state))) for state in list_states()) <= 300


@pytest.mark.parametrize(
    ("state", "ends"),
    [
        ({}, (69.6 - 100, 71.1)),
        ({"unseen": 35, "dropouts": "left-out"}, (100 * 42 / 69 - 35, 100 * 64 / 69 - 35)),
        ({"measure": "mean TIS", "unseen": 100}, (51.07 - 100, 55.44 - 100)),
    ],
)
def test_the_bar_of_the_effect_reaches_from_the_least_to_the_most(state, ends):
    assert read_effect(WeekFortyExplorer(**state)) == pytest.approx(ends)

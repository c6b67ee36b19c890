"""The pictures of the synthetic cohort: marks, words and tables agree with its rows, and say that they are invented."""

from __future__ import annotations

import re

import matplotlib
import numpy as np
import pytest
import seaborn
from matplotlib._pylab_helpers import Gcf
from matplotlib.colors import to_hex
from matplotlib.text import Text

from helpers.errors import Impossible
from helpers.evidence import figure, synthetic_cohort, tis_table
from helpers.evidence.tis_rows import MEASURES
from helpers.figures import cohort_plots, style
from helpers.figures.cohort_plots import plot_before_after, plot_scores
from helpers.models.tis_frame import score_patients

pytestmark = pytest.mark.slow

ARMS = ("IVIg", "placebo")

PLOTS = {"scores": plot_scores, **{name: lambda name=name: plot_before_after(name) for name in MEASURES}}
each_plot = pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
each_measure = pytest.mark.parametrize("measure", MEASURES)


@pytest.fixture
def other_cohort(monkeypatch):
    """Another frame in the place of the course's own: five patients fewer, the arms exchanged."""
    cohort = synthetic_cohort().iloc[5:].assign(arm=lambda own: own.arm.map({"IVIg": "placebo", "placebo": "IVIg"}))
    monkeypatch.setattr(cohort_plots, "synthetic_cohort", lambda: cohort.copy())
    return cohort


def list_words(plot):
    return [text for text in plot.figure.findobj(Text) if text.get_text() and text.get_visible()]


@each_plot
def test_each_picture_says_four_times_that_its_patients_are_invented(plot):
    shown = plot()
    stamp = "SYNTHETIC · invented patients, totals of the trial"
    assert stamp in [text.get_text() for text in list_words(shown)]
    assert shown.sentence.startswith("Invented patients who meet every total listed.")
    assert shown.alt.startswith("Synthetic cohort")
    assert f"<caption>{stamp}.</caption>" in shown._repr_html_()


@each_plot
def test_a_cell_shows_one_image_with_its_words_and_a_folded_table(plot):
    shown = plot()
    page = shown._repr_html_()
    assert page.count("<img ") == 1
    assert re.search(r'<img width="480" height="\d+" alt="([^"]+)"', page)[1].replace("&#x27;", "'") == shown.alt
    assert re.search(r"<p [^>]*>(.+?)</p>", page)[1].replace("&#x27;", "'") == shown.sentence == str(shown)
    assert page.index("<details>") < page.index("<table>") < page.index("</table>") < page.index("</details>")


@each_plot
def test_letters_are_large_enough_and_stay_on_the_paper_and_apart(plot):
    shown = plot()
    shown.figure.canvas.draw()
    words = list_words(shown)
    assert min(text.get_fontsize() for text in words) >= style.SMALL_SIZE
    boxes = [text.get_window_extent() for text in words]
    paper = shown.figure.bbox
    assert all(paper.x0 <= box.x0 and box.x1 <= paper.x1 and paper.y0 <= box.y0 <= box.y1 <= paper.y1 for box in boxes)
    # Boxes hold the room above and below the letters too, which may touch.
    inner = [(box.x0, box.x1, box.y0 + 0.2 * box.height, box.y1 - 0.2 * box.height) for box in boxes]
    meeting = [
        (words[one].get_text(), words[other].get_text())
        for one in range(len(words))
        for other in range(one)
        if min(inner[one][1], inner[other][1]) > max(inner[one][0], inner[other][0])
        and min(inner[one][3], inner[other][3]) > max(inner[one][2], inner[other][2])
    ]
    assert meeting == []


@each_plot
def test_pyplot_and_the_kernels_random_numbers_are_left_alone(plot):
    before = np.random.get_state()[1].tolist(), dict(matplotlib.rcParams)
    plot()._repr_html_()
    assert Gcf.figs == {}
    assert (np.random.get_state()[1].tolist(), dict(matplotlib.rcParams)) == before


@each_plot
def test_what_a_learner_sets_for_their_own_plots_changes_nothing(plot):
    kept, before = matplotlib.rcParams.copy(), plot()._repr_html_()
    try:
        seaborn.set_theme(style="darkgrid", context="talk", font="serif")
        matplotlib.rcParams.update({"savefig.bbox": "tight", "axes.grid": True, "lines.marker": "x"})
        after = plot()._repr_html_()
    finally:
        matplotlib.rcParams.update(kept)
    assert after == before


def test_the_dots_are_the_scores_of_the_rows():
    shown, cohort = plot_scores(), synthetic_cohort()
    shown.figure.canvas.draw()
    (axes,) = shown.figure.axes
    swarms = [points for points in axes.collections if hasattr(points, "get_offsets") and len(points.get_offsets()) > 5]
    assert len(swarms) == len(ARMS)
    for row, (arm, swarm) in enumerate(zip(ARMS, swarms, strict=True)):
        assert sorted(swarm.get_offsets()[:, 0]) == sorted(cohort.loc[cohort.arm == arm, "total"])
        assert np.abs(swarm.get_offsets()[:, 1] - row).max() < 0.3
        assert to_hex(swarm.get_facecolor()[0]) == cohort_plots.COLOURS[arm].lower()


def test_the_lines_stand_at_the_bars_and_the_means():
    (axes,) = plot_scores().figure.axes
    lines = [collection.get_segments() for collection in axes.collections if hasattr(collection, "get_segments")]
    places = sorted({segment[0][0] for segments in lines for segment in segments})
    means = synthetic_cohort().groupby("arm").total.mean()
    assert places == pytest.approx(sorted([*tis_table().thresholds.values(), *means]))


def test_the_scores_told_are_the_published_totals():
    """Figures of the trial, as printed and derived: none of them is typed in the module."""
    shown = plot_scores()
    for arm, name in zip(ARMS, ("ivig", "placebo"), strict=True):
        counts = [figure(f"category_{category}_{name}").count for category in ("none", "minimal", "moderate", "major")]
        assert shown.table[arm].iloc[4:8].tolist() == counts
        assert f"{counts[0]} none, {counts[1]} minimal, {counts[2]} moderate, {counts[3]} major" in shown.alt
        assert round(shown.table.loc["mean, TIS points", arm], 1) == figure(f"mean_tis_{name}").value
        assert round(shown.table.loc["standard deviation, TIS points", arm], 1) == figure(f"mean_tis_{name}").sd


def test_the_scores_told_come_from_the_frame(other_cohort):
    shown = plot_scores()
    title = next(text.get_text() for text in list_words(shown) if text.get_text().startswith("Within"))
    for arm, own in other_cohort.groupby("arm").total:
        near = f"{sum(abs(score - own.mean()) <= 5 for score in own)} of {len(own)} on {arm}"
        assert near in title and near in shown.sentence
        assert f"{own.mean():.1f} on {arm}" in shown.sentence
        assert f"{arm}: {len(own)} dots from {own.min():g} to {own.max():g}, mean {own.mean():.1f}" in shown.alt
        assert shown.table.loc["median, TIS points", arm] == own.median()
        assert shown.table.loc["improvement major, patients", arm] == sum(own >= 60)


@each_measure
def test_each_line_runs_from_a_patients_start_to_their_week_16(measure):
    shown, cohort = plot_before_after(measure), synthetic_cohort()
    up = 1 if tis_table().measures[measure].direction == "higher is better" else -1
    for axes, arm in zip(shown.figure.axes, ARMS, strict=True):
        own = cohort.loc[cohort.arm == arm, [f"{measure}_baseline", f"{measure}_week16"]]
        thin = [line for line in axes.lines if line.get_linewidth() == cohort_plots.THIN and len(line.get_ydata()) == 2]
        assert sorted(tuple(line.get_ydata()) for line in thin) == sorted(map(tuple, own.to_numpy(float)))
        for line in thin:
            better = up * (line.get_ydata()[1] - line.get_ydata()[0]) > 0
            assert to_hex(line.get_color()) == (cohort_plots.COLOURS[arm] if better else style.MUTED).lower()
            assert line.is_dashed() != better
        (mean,) = [line for line in axes.lines if line.get_linewidth() == cohort_plots.MEAN["linewidth"]]
        assert mean.get_ydata() == pytest.approx(own.mean().tolist())


@each_measure
def test_both_panels_have_one_scale_that_holds_every_value(measure):
    shown, cohort = plot_before_after(measure), synthetic_cohort()
    first, second = shown.figure.axes
    values = cohort[[f"{measure}_baseline", f"{measure}_week16"]].to_numpy(float)
    assert first.get_ylim() == second.get_ylim()
    assert first.get_ylim()[0] <= values.min() < values.max() <= first.get_ylim()[1]
    assert first.get_yscale() == ("log" if measure == "enzyme" else "linear")
    assert first.get_ylim()[1] <= (tis_table().measures[measure].maximum or np.inf)


@each_measure
def test_the_changes_told_come_from_the_frame(measure, other_cohort):
    shown = plot_before_after(measure)
    title = next(text.get_text() for text in list_words(shown) if "mean change\n" in text.get_text())
    up = 1 if tis_table().measures[measure].direction == "higher is better" else -1
    decimals = 2 if measure in ("haq", "enzyme") else 1
    points = score_patients(other_cohort)[f"{measure}_points"]
    for arm, own in other_cohort.groupby("arm"):
        before, after = own[f"{measure}_baseline"], own[f"{measure}_week16"]
        change = f"{(after - before).mean():+.{decimals}f}".replace("-", "−")
        better = int((up * (after - before) > 0).sum())
        assert re.search(rf"{re.escape(change)} \S+( ULN)? on {arm}", title)
        assert re.search(rf"{re.escape(change)} \S+( ULN)? and {better} of {len(own)} better on {arm}", shown.sentence)
        earned = points[own.index].mean()
        assert f"{earned:.1f} of {own.total.mean():.1f} points on {arm}" in shown.sentence
        means = f"mean from {before.mean():.{decimals}f} to {after.mean():.{decimals}f}"
        assert f"{arm}: {better} lines better, {len(own) - better} dotted ones not; {means}" in shown.alt
        told = shown.table[arm]
        assert told.filter(like="mean change").item() == pytest.approx((after - before).mean())
        assert told.filter(like="median change").item() == pytest.approx((after - before).median())
        assert told.filter(like="that the measure earns").item() == pytest.approx(earned)


def test_the_words_on_ck_claim_no_more_than_the_abstract():
    shown = plot_before_after("enzyme")
    assert "did not differ meaningfully; how far it moved is invented" in shown.sentence
    start = synthetic_cohort().query("arm == 'IVIg'").enzyme_baseline
    assert shown.table.loc["start at or below 1 × ULN, patients", "IVIg"] == (start <= 1).sum()


@pytest.mark.parametrize("measure", ["strength", "CK", "", None, 3, ["mmt8"]])
def test_an_unknown_measure_is_refused_with_those_there_are(measure):
    with pytest.raises(Impossible, match=r"choose one of physician_global, .*extramuscular"):
        plot_before_after(measure)

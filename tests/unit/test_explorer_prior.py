"""The prior explorer: what is drawn is what the model says, and every probability names its prior."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

from helpers.explorers.prior import PriorExplorer
from helpers.figures.prior import DIFFERENCES, RATES, TALLEST_ARM, TALLEST_DIFFERENCE
from helpers.models.proportions import compare_proportions
from helpers.models.two_beta import Beta, two_beta
from tests.unit.explorer_tools import read_numbers, read_view

STATE = {
    "prior_mean_ivig": 60,
    "prior_weight_ivig": 30,
    "prior_mean_placebo": 40,
    "prior_weight_placebo": 12,
    "margin": 20,
}


def believe(mean_ivig, weight_ivig, mean_placebo, weight_placebo):
    return two_beta(
        *(37, 47, 21, 48),
        prior_treatment=Beta.from_mean(mean_ivig / 100, weight_ivig),
        prior_control=Beta.from_mean(mean_placebo / 100, weight_placebo),
    )


def test_the_curves_drawn_are_the_beliefs_computed():
    parts, model = PriorExplorer(**STATE).picture.parts, believe(60, 30, 40, 12)
    posteriors = (model.posterior_treatment, model.posterior_control)
    priors = (model.prior_treatment, model.prior_control)
    for collection, beliefs in ((parts.posteriors, posteriors), (parts.priors, priors)):
        for segment, belief in zip(collection.get_segments(), beliefs, strict=True):
            assert segment[:, 1] == pytest.approx(belief.density(segment[:, 0] / 100))
            assert segment[:, 1].max() == pytest.approx(belief.density(RATES).max())
    x, heights = parts.curve.get_data()
    assert heights == pytest.approx(model.density(x / 100))
    assert heights.max() == pytest.approx(model.density(DIFFERENCES).max())
    means = [segment[0, 0] for segment in parts.means.get_segments()]
    assert means == pytest.approx([100 * belief.mean for belief in posteriors])
    assert [label.get_text() for label in parts.labels] == [f"IVIg {means[0]:.1f} %", f"Placebo {means[1]:.1f} %"]


def test_the_area_beyond_the_margin_is_the_probability():
    explorer = PriorExplorer(**STATE)
    model = believe(60, 30, 40, 12)
    below, above = (path.vertices for path in explorer.picture.parts.areas.get_paths())
    assert above[:, 0].min() == 20 == below[:, 0].max()
    shares = [np.trapezoid(side[:, 1], side[:, 0]) / 100 for side in (below[1:-2], above[1:-2])]
    assert shares[1] == pytest.approx(model.probability_above(0.2), abs=2e-3)
    assert sum(shares) == pytest.approx(1, abs=1e-3)
    assert explorer.picture.parts.margin.get_xdata() == [20, 20]
    assert f"{model.probability_above(0.2):.4f}" in explorer.picture.parts.probability.get_text()
    assert f"{model.probability_above(0.2):.4f}" in explorer.picture.sentence


def test_the_bars_drawn_are_the_credible_interval_and_walds():
    parts = PriorExplorer(**STATE).picture.parts
    pair = (
        believe(60, 30, 40, 12).difference_interval(),
        compare_proportions(37, 47, 21, 48).risk_difference_interval(),
    )
    for segment, x, interval in zip(parts.intervals.get_segments(), parts.points.get_xdata(), pair, strict=True):
        assert segment[:, 0] == pytest.approx([100 * interval.lower, 100 * interval.upper])
        assert x == pytest.approx(100 * interval.estimate)


@pytest.mark.parametrize("arm", ["ivig", "placebo"])
@pytest.mark.parametrize(
    ("control", "value", "words"),
    [("weight", 0, "Choose 1 or more"), ("mean", 0, "Choose 1 to 99 %"), ("mean", 100, "Choose 1 to 99 %")],
)
def test_a_prior_without_weight_or_doubt_leaves_the_last_picture(arm, control, value, words):
    explorer = PriorExplorer()
    before = read_view(explorer)[:2]
    explorer.set(**{f"prior_{control}_{arm}": value})
    image, alt, sentence = read_view(explorer)
    assert (image, alt) == before
    assert words in sentence
    assert "impossible" in sentence
    assert arm in sentence.lower()


@pytest.mark.parametrize("weight", [float("inf"), float("nan"), 10**9, -1])
def test_a_prior_of_infinite_weight_is_refused_by_name(weight):
    explorer = PriorExplorer()
    explorer.set(prior_weight_ivig=weight)
    assert "prior_weight_ivig" in read_view(explorer)[2]
    assert explorer.state["prior_weight_ivig"] == 2


def test_a_probability_is_never_told_without_its_prior_and_its_data():
    explorer = PriorExplorer()
    for preset in explorer.presets:
        explorer.show_preset(preset)
        sentence = explorer.picture.sentence
        assert sentence.startswith("Given priors of ")
        assert "these data (37 of 47, 21 of 48)" in sentence
        assert "Another prior gives another probability" in sentence
        assert "works" not in sentence
        assert str(explorer.picture.provenance).startswith("SYNTHETIC · prior invented")


def test_a_margin_of_one_is_one_point():
    explorer = PriorExplorer(margin=-1)
    assert "a difference above −1 point is" in explorer.picture.sentence
    explorer.set(margin=11)
    assert "a difference above +11 points is" in explorer.picture.sentence


def test_sceptics_need_more_than_these_data_and_the_flat_prior_sits_near_wald():
    explorer = PriorExplorer()
    chances = {}
    for preset in explorer.presets:
        explorer.show_preset(preset)
        chances[preset] = explorer.picture.table["estimate"].iloc[-1]
    assert chances["Flat"] > chances["Sceptical"] > chances["Very sceptical"] > 0.9
    assert chances["Enthusiastic"] > chances["Flat"]
    explorer.show_preset("Flat")
    flat, wald = explorer.picture.table[["lower", "upper"]].iloc[2:4].to_numpy()
    assert flat == pytest.approx(wald, abs=3)


def test_no_preset_is_cut_off_and_what_is_cut_off_is_said():
    explorer = PriorExplorer()
    for preset in explorer.presets:
        explorer.show_preset(preset)
        parts = explorer.picture.parts
        assert max(segment[:, 1].max() for segment in parts.posteriors.get_segments()) < TALLEST_ARM
        assert parts.curve.get_ydata().max() < TALLEST_DIFFERENCE
        assert "cut off" not in parts.legend.get_text()
    explorer.set(prior_mean_placebo=3, prior_weight_placebo=200)
    assert "cut off" in explorer.picture.parts.legend.get_text()


def test_labels_of_near_means_keep_apart_and_on_the_picture():
    explorer = PriorExplorer()
    for ivig, placebo in ((1, 99), (99, 1), (20, 60), (44, 74), (50, 50)):
        explorer.set(prior_mean_ivig=ivig, prior_mean_placebo=placebo, prior_weight_ivig=200, prior_weight_placebo=200)
        x = [480 * label.get_position()[0] for label in explorer.picture.parts.labels]
        assert abs(x[0] - x[1]) >= 131.9
        assert 60 <= min(x) <= max(x) <= 420


APART = [
    {**STATE, "prior_mean_ivig": 90, "prior_weight_ivig": 100, "prior_mean_placebo": 20, "prior_weight_placebo": 80},
    {**STATE, "prior_mean_ivig": 10, "prior_weight_ivig": 150, "prior_mean_placebo": 85, "prior_weight_placebo": 60},
]


def summarise(mean, weight, responders, n):
    """Return mean and limits of a rate after the data, per cent, from scipy's beta distribution."""
    a, b = mean / 100 * weight + responders, (1 - mean / 100) * weight + n - responders
    return [100 * value for value in (a / (a + b), *beta.ppf((0.025, 0.975), a, b))]


@pytest.mark.parametrize("state", APART)
def test_each_label_stands_over_the_mean_that_it_names(state):
    """Where the means lie far enough apart for both words."""
    parts = PriorExplorer(**state).picture.parts
    axes = parts.means.axes
    for label, segment in zip(parts.labels, parts.means.get_segments(), strict=True):
        line, _ = axes.transData.transform(segment[0])
        words, _ = label.get_transform().transform(label.get_position())
        assert words == pytest.approx(line, abs=1)
        assert read_numbers(label.get_text()) == pytest.approx([segment[0, 0]], abs=0.0501)


@pytest.mark.parametrize("state", [STATE | {"margin": -5}, *APART])
def test_alternative_text_and_table_tell_prior_and_posterior_apart(state):
    explorer = PriorExplorer(**state)
    mean_ivig, weight_ivig, mean_placebo, weight_placebo, margin = state.values()
    ivig, placebo = summarise(mean_ivig, weight_ivig, 37, 47), summarise(mean_placebo, weight_placebo, 21, 48)
    model = believe(mean_ivig, weight_ivig, mean_placebo, weight_placebo)
    credible = [100 * limit for limit in model.difference_interval()]
    wald = [100 * limit for limit in compare_proportions(37, 47, 21, 48).risk_difference_interval()]
    probability = model.probability_above(margin / 100)
    alt = explorer.picture.alt
    arms = {name: alt.split(f"{name} prior ")[1].split(" %;")[0].split(". Below")[0] for name in ("IVIg", "placebo")}
    assert read_numbers(arms["IVIg"]) == pytest.approx([mean_ivig, weight_ivig, ivig[0], 95, *ivig[1:]], abs=0.0501)
    assert read_numbers(arms["placebo"]) == pytest.approx(
        [mean_placebo, weight_placebo, placebo[0], 95, *placebo[1:]], abs=0.0501
    )
    told = read_numbers(alt.split("IVIg − placebo; ")[1])
    assert told == pytest.approx([margin, round(min(probability, 0.9999), 4), 95, *credible, *wald], abs=0.0501)
    table = explorer.picture.table
    assert table["prior mean"][:3].tolist() == [mean_ivig, mean_placebo, mean_ivig - mean_placebo]
    assert table["prior worth (patients)"][:2].tolist() == [weight_ivig, weight_placebo]
    rows = [ivig, placebo, [100 * model.mean_difference, *credible], [100 * (37 / 47 - 21 / 48), *wald]]
    for row, expected in zip(table[["estimate", "lower", "upper"]][:4].to_numpy(), rows, strict=True):
        assert row == pytest.approx(expected, abs=0.0051)
    assert table["estimate"].iloc[-1] == pytest.approx(probability, abs=1e-6)
    assert read_numbers(table["quantity"].iloc[-1]) == [margin]

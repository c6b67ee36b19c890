"""Two beta beliefs and their difference, against exact sums, other integrals and draws."""

import itertools
from fractions import Fraction
from math import factorial

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import betaln

from helpers.errors import Impossible
from helpers.models.beta_difference import compute_density, compute_share_above, compute_share_and_density
from helpers.models.proportions import compare_proportions
from helpers.models.two_beta import SMALLEST, Beta, describe_probability, two_beta

PRODERM = (37, 47, 21, 48)
PRIORS = [
    ((1, 1), (1, 1)),
    ((22, 28), (22, 28)),
    ((88, 112), (88, 112)),
    ((15, 5), (7, 13)),
    ((0.01, 0.99), (3.2, 0.8)),
    ((198, 2), (2, 198)),
]
SEVERAL = [two_beta(*PRODERM, prior_treatment=one, prior_control=other) for one, other in PRIORS]
SMALL = [two_beta(*counts) for counts in [(0, 10, 0, 12), (10, 10, 12, 12), (0, 3, 5, 5), (1, 2, 300, 400)]]


def compute_beta(a, b):
    return Fraction(factorial(a - 1) * factorial(b - 1), factorial(a + b - 1))


def sum_exactly(one: Beta, other: Beta) -> Fraction:
    """Return P(one > other) for whole parameters: a finite sum (Cook JD. MD Anderson report 005-05, 2005)."""
    a1, b1, a0, b0 = (int(parameter) for parameter in (one.a, one.b, other.a, other.b))
    return 1 - sum(
        compute_beta(a1 + i, b1 + b0) / ((b0 + i) * compute_beta(1 + i, b0) * compute_beta(a1, b1)) for i in range(a0)
    )


def integrate_slowly(result, margin: float) -> float:
    """Return P(difference > margin) by scipy's adaptive rule over the other arm, in pieces around both curves."""
    one, other = (stats.beta(belief.a, belief.b) for belief in (result.posterior_treatment, result.posterior_control))
    spots = itertools.product((0, 1e-9, 1e-4, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9999, 1 - 1e-9, 1), (one, other))
    places = {float(curve.ppf(share)) + (-margin if curve is one else 0.0) for share, curve in spots}
    ends = sorted({0.0, 1.0} | {place for place in places if 0 < place < 1})
    pieces = (
        integrate.quad(lambda x: one.pdf(x) * other.cdf(x - margin), low, high, epsabs=1e-13, epsrel=1e-11, limit=200)[
            0
        ]
        for low, high in itertools.pairwise(sorted({*ends, *(min(max(e + margin, 0.0), 1.0) for e in ends)}))
    )
    return sum(pieces)


@pytest.mark.parametrize("result", [SEVERAL[i] for i in (0, 1, 2, 3, 5)] + SMALL)
def test_whole_parameters_agree_with_the_exact_finite_sum(result):
    exact = sum_exactly(result.posterior_treatment, result.posterior_control)
    assert result.probability_above(0.0) == pytest.approx(float(exact), abs=1e-10)
    # The other side of the same sum, so that one minus it is right as well.
    assert 1 - result.probability_above(0.0) == pytest.approx(float(1 - exact), abs=1e-10)


@pytest.mark.parametrize("margin", [-0.9, -0.2, -0.013, 0.05, 0.2, 0.5, 0.8])
@pytest.mark.parametrize("result", [SEVERAL[0], SEVERAL[2], SEVERAL[4], SMALL[3]])
def test_any_margin_agrees_with_an_adaptive_integral(result, margin):
    assert result.probability_above(margin) == pytest.approx(integrate_slowly(result, margin), abs=1e-9)


def test_two_flat_beliefs_give_the_triangle():
    """Without data the difference of two uniform rates has the density 1 - |d|."""
    result = two_beta(1, 2, 1, 2, prior_treatment=(1e-9, 1e-9), prior_control=(1e-9, 1e-9))
    d = np.linspace(-0.95, 0.95, 39)
    assert result.density(d) == pytest.approx(1 - np.abs(d), abs=1e-7)
    for margin in (-0.7, -0.1, 0.0, 0.3):
        below = (1 + margin) ** 2 / 2 if margin < 0 else 1 - (1 - margin) ** 2 / 2
        assert result.probability_above(margin) == pytest.approx(1 - below, abs=1e-7)


def test_draws_agree_within_four_standard_errors():
    n, rng = 400_000, np.random.default_rng(20221006)
    for result in SEVERAL:
        one, other = result.posterior_treatment, result.posterior_control
        differences = rng.beta(one.a, one.b, n) - rng.beta(other.a, other.b, n)
        for margin in (0.0, 0.2, 0.35):
            p = result.probability_above(margin)
            assert abs((differences > margin).mean() - p) <= 4 * np.sqrt(p * (1 - p) / n) + 1 / n
        lower, upper = result.difference_interval()
        assert abs((differences < lower).mean() - 0.025) <= 4 * np.sqrt(0.025 * 0.975 / n)
        assert abs((differences > upper).mean() - 0.025) <= 4 * np.sqrt(0.025 * 0.975 / n)


@pytest.mark.parametrize("result", SEVERAL + SMALL)
@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_the_interval_leaves_out_the_same_share_on_either_side(result, level):
    interval = result.difference_interval(level)
    assert result.probability_above(interval.upper) == pytest.approx((1 - level) / 2, abs=1e-9)
    assert 1 - result.probability_above(interval.lower) == pytest.approx((1 - level) / 2, abs=1e-9)
    assert interval.lower < interval.upper
    assert interval.level == level


@pytest.mark.parametrize("result", SEVERAL)
def test_the_density_has_area_one_and_is_the_slope_of_the_probability(result):
    d = np.linspace(-1, 1, 4001)
    heights = result.density(d)
    assert np.trapezoid(heights, d) == pytest.approx(1, abs=1e-8)
    assert np.trapezoid(heights * d, d) == pytest.approx(result.mean_difference, abs=1e-7)
    for place, step in ((0.1, 1e-4), (0.3, 1e-4)):
        slope = (result.probability_above(place - step) - result.probability_above(place + step)) / (2 * step)
        assert float(result.density(np.array([place]))[0]) == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_trading_the_arms_turns_the_difference_round():
    for result, (one, other) in zip(SEVERAL, PRIORS, strict=True):
        swapped = two_beta(21, 48, 37, 47, prior_treatment=other, prior_control=one)
        assert swapped.probability_above(-0.1) == pytest.approx(1 - result.probability_above(0.1), abs=1e-12)
        assert swapped.difference_interval().lower == pytest.approx(-result.difference_interval().upper, abs=1e-10)
        d = np.array([-0.4, 0.0, 0.25])
        assert swapped.density(d) == pytest.approx(result.density(-d), rel=1e-9)


def test_one_more_responder_on_treatment_makes_a_benefit_likelier():
    chances = [two_beta(responders, 47, 21, 48).probability_above(0.1) for responders in range(48)]
    assert chances == sorted(chances)
    chances = [two_beta(37, 47, responders, 48).probability_above(0.1) for responders in range(49)]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)


def test_a_heavier_sceptical_prior_draws_the_difference_towards_none():
    results = [
        two_beta(*PRODERM, prior_treatment=Beta.from_mean(0.44, w), prior_control=Beta.from_mean(0.44, w))
        for w in (1, 10, 50, 200, 1000)
    ]
    means = [result.mean_difference for result in results]
    chances = [result.probability_above() for result in results]
    assert means == sorted(means, reverse=True)
    assert chances == sorted(chances, reverse=True)
    assert means[-1] > 0


def test_as_the_prior_weighs_less_the_observed_rates_come_out():
    """And with many patients the credible interval is Wald's."""
    faint = two_beta(*PRODERM, prior_treatment=(1e-9, 1e-9), prior_control=(1e-9, 1e-9))
    assert faint.posterior_treatment.mean == pytest.approx(37 / 47)
    assert faint.mean_difference == pytest.approx(compare_proportions(*PRODERM).risk_difference, abs=1e-9)
    counts = (37_000, 47_000, 21_000, 48_000)
    wald = compare_proportions(*counts).risk_difference_interval("wald")
    assert tuple(two_beta(*counts).difference_interval()) == pytest.approx(tuple(wald), abs=5e-5)


def test_sharp_and_lopsided_beliefs_keep_their_digits():
    """One arm of a thousand times the other's size: the sum's steps follow the sharper curve."""
    result = two_beta(5, 10, 5_000, 10_000)
    one, other = result.posterior_treatment, result.posterior_control
    assert result.probability_above(0.0) == pytest.approx(0.5, abs=1e-10)
    assert result.probability_above(0.1) == pytest.approx(
        float(
            integrate.quad(
                lambda x: stats.beta(other.a, other.b).pdf(x) * stats.beta(one.a, one.b).sf(x + 0.1),
                0.45,
                0.55,
                epsabs=1e-12,
            )[0]
        ),
        abs=1e-10,
    )


def test_margins_at_the_ends_are_certain():
    result = SEVERAL[0]
    assert result.probability_above(1.0) == 0.0
    assert result.probability_above(-1.0) == 1.0
    assert result.density(np.array([-1.0, 1.0])).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "prior",
    [
        *[(0, 1), (1, 0), (float("inf"), 1), (-1, 2), (float("nan"), 1), ("1", 1), (1, 2, 3), 1, None],
        *[10**5000, (10**5000, 1), (10**5000, 1, 1)],
    ],
    ids=lambda prior: type(prior).__name__,
)
def test_a_prior_of_no_or_infinite_weight_is_told_by_name(prior):
    with pytest.raises(Impossible, match="prior_control"):
        two_beta(*PRODERM, prior_control=prior)


@pytest.mark.parametrize(("mean", "weight"), [(0, 2), (1, 2), (0.5, 0), (0.5, float("inf")), (1.2, 2)])
def test_a_mean_or_weight_that_makes_no_curve_is_refused(mean, weight):
    with pytest.raises(Impossible, match=r"mean|weight"):
        Beta.from_mean(mean, weight)


@pytest.mark.parametrize(
    ("responders", "n", "name"),
    [(-3, 2, "responders"), (3, 2, "responders"), (None, 2, "responders"), (1, None, "n"), (1.5, 2, "responders")]
    + [(1, 10**400, "n"), (1, float("inf"), "n")],
    ids=lambda value: type(value).__name__,
)
def test_a_belief_takes_no_counts_that_cannot_be(responders, n, name):
    with pytest.raises(Impossible, match=f"^{name} = .* is impossible: it must be a whole number"):
        Beta(1, 1).add(responders, n)


# Of both curves: numbers that no rate and no difference is, and what is no number.
NO_PLACES = [2, -2, float("nan"), float("inf"), [0.5, 1.1], [0.5, float("nan")], 10**400, [10**400]]
NO_PLACES += ["0.5", "x", ["0.5"], {}, None, True, 1j, [[0.1], [0.1, 0.2]]]


@pytest.mark.parametrize("places", NO_PLACES, ids=lambda places: type(places).__name__)
def test_a_curve_has_no_height_where_no_rate_or_difference_can_be(places):
    with pytest.raises(Impossible, match=r"^rate = .*: it must be a(n array of)? number"):
        Beta(2, 3).density(places)
    with pytest.raises(Impossible, match=r"^differences = .*: it must be a(n array of)? number"):
        SEVERAL[0].density(places)


def test_the_curve_of_a_rate_reaches_both_ends_without_a_warning():
    assert Beta(1, 1).density(np.array([0, 0.5, 1])).tolist() == [1, 1, 1]
    assert Beta(1, 3).density(np.array([0, 1])) == pytest.approx([3, 0])
    assert Beta(0.5, 2).density(0) == np.inf
    assert Beta(2, 0.5).density([0, 1]).tolist() == [0, np.inf]
    for outside in (-0.1, 1.1):
        with pytest.raises(Impossible, match=f"^rate = {outside} is impossible: it must be a number from 0 to 1"):
            Beta(2, 3).density(outside)


@pytest.mark.parametrize("level", [0, 1, 1 - 1e-16, 0.9999999, "0.95"])
def test_a_level_so_near_to_1_that_nothing_is_left_out_is_refused(level):
    with pytest.raises(Impossible, match=r"^level = .* number between 0 and 0\.999999\.$"):
        SEVERAL[0].difference_interval(level)


@pytest.mark.parametrize(
    "probability",
    [None, "0.5", np.array([0.5]), float("nan"), 1.1, -0.1, True],
    ids=lambda probability: type(probability).__name__,
)
def test_what_is_no_probability_is_not_told_as_one(probability):
    with pytest.raises(Impossible, match=r"^probability = .*: it must be a number from 0 to 1\.$"):
        describe_probability(probability)


def test_what_is_too_sharp_to_integrate_is_told():
    with pytest.raises(Impossible, match=r"treatment arm come to 0\.01 responders .*Choose a prior"):
        two_beta(0, 10, 5, 10, prior_treatment=(SMALLEST / 5, 1))
    with pytest.raises(Impossible, match="impossible"):
        two_beta(5, 10, 5, 10, prior_control=(1e9, 1))
    with pytest.raises(Impossible, match="responders_treatment = 48"):
        two_beta(48, 47, 21, 48)
    for wrong in (1.5, float("nan"), "0"):
        with pytest.raises(Impossible, match="margin"):
            SEVERAL[0].probability_above(wrong)


def test_a_result_says_that_it_hangs_on_its_priors():
    text, table = str(SEVERAL[1]), SEVERAL[1]._repr_html_()
    assert "priors worth 50 and 50 patients" in text
    assert "given these priors and these counts" in table
    assert "confidence" not in SEVERAL[1].difference_interval()._repr_html_()
    assert describe_probability(1.0) == "more than 0.9999"


@pytest.mark.parametrize(("a", "b", "c"), [(0.5, 0.5, 5), (0.9, 0.05, 30), (0.05, 3, 0.2), (4, 7, 2)])
def test_the_share_is_exact_where_curves_rise_without_bound(a, b, c):
    """P(one > other) is the mean of rate ** c, if the other's curve is that of c patients who all responded."""
    expected = np.exp(betaln(a + c, b) - betaln(a, b))
    assert compute_share_above(Beta(a, b), Beta(c, 1), 0.0) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("margin", [0.0, 0.2, 0.9])
@pytest.mark.parametrize("parameters", [(38, 11, 22, 28), (0.3, 2, 5, 0.4), (6, 0.2, 0.5, 9), (0.05, 40, 0.05, 40)])
def test_share_and_density_together_are_those_of_each_alone(parameters, margin):
    one, other = Beta(*parameters[:2]), Beta(*parameters[2:])
    share, height = compute_share_and_density(one, other, margin)
    assert share == pytest.approx(compute_share_above(one, other, margin), abs=1e-12)
    assert height == pytest.approx(compute_density(one, other, np.array([margin]))[0], rel=1e-9)


def test_where_both_curves_crowd_the_density_has_no_bound():
    crowded, less_so = Beta(0.3, 1), Beta(0.8, 1)
    assert compute_share_and_density(crowded, crowded, 0.0) == (pytest.approx(0.5), np.inf)
    # The integral of (0.8 y ** -0.2) ** 2 from 0 to 1.
    assert compute_density(less_so, less_so, np.array([0.0])) == pytest.approx([0.64 / 0.6])

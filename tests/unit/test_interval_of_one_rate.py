"""The credible interval of one response rate, against scipy's beta distribution."""

from __future__ import annotations

import pytest
from scipy.stats import beta

from helpers.models.beta_difference import Beta


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.99])
@pytest.mark.parametrize(("a", "b"), [(1, 1), (38, 11), (22, 28), (0.5, 48.5), (2.5, 0.7)])
def test_half_of_what_the_interval_leaves_out_lies_on_either_side(a, b, level):
    belief = Beta(a, b)
    assert belief.interval(level) == pytest.approx(beta.ppf([(1 - level) / 2, (1 + level) / 2], a, b))
    lower, upper = belief.interval(level)
    assert beta.cdf(upper, a, b) - beta.cdf(lower, a, b) == pytest.approx(level)


def test_without_a_level_it_is_the_95_per_cent_interval():
    assert Beta(38, 11).interval() == Beta(38, 11).interval(0.95)

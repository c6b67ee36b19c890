"""Counts got back from printed percentages: the only ones that fit, and what each printed number adds."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.printed import round_as_text
from helpers.models.printed_counts import find_counts_that_fit
from helpers.models.proportions import RISK_DIFFERENCE_METHODS, compare_proportions
from tests.unit.html_tools import read_rows

BARS = (40, 60)


def read_print(bar: int) -> dict[str, str]:
    """Return percentages, difference and interval at a bar as the rows print them."""
    percents = {
        f"percent_{arm}": figure(f"percent_{name}_tis{bar}").printed.removesuffix(" %")
        for arm, name in (("treatment", "ivig"), ("control", "placebo"))
    }
    difference, interval = re.fullmatch(r"(\d+) \((.+)\)", figure(f"difference_tis{bar}").printed).groups()
    return percents | {"difference": difference, "interval": interval}


@pytest.mark.parametrize("bar", BARS)
def test_exactly_one_pair_of_counts_prints_as_the_paper_does(bar):
    ivig, placebo = figure(f"responders_ivig_tis{bar}"), figure(f"responders_placebo_tis{bar}")
    found = find_counts_that_fit(47, 48, **read_print(bar))
    assert found.pairs == (compare_proportions(ivig.count, 47, placebo.count, 48),)
    assert (ivig.count, placebo.count) == {40: (32, 11), 60: (15, 4)}[bar]


@pytest.mark.parametrize("bar", BARS)
def test_the_percentages_alone_would_do_and_the_interval_confirms_them(bar):
    printed = read_print(bar)
    percents = {name: printed[name] for name in ("percent_treatment", "percent_control")}
    assert find_counts_that_fit(47, 48, **percents).pairs == find_counts_that_fit(47, 48, **printed).pairs


def test_without_the_percentages_the_interval_leaves_six_pairs_at_40_and_one_at_60():
    for bar, number in zip(BARS, (6, 1), strict=True):
        printed = read_print(bar)
        found = find_counts_that_fit(47, 48, difference=printed["difference"], interval=printed["interval"])
        assert len(found.pairs) == number
        assert set(find_counts_that_fit(47, 48, **printed).pairs) <= set(found.pairs)


def test_of_all_arms_near_these_only_47_and_48_fit_both_bars():
    fits = [
        sizes
        for sizes in itertools.product(range(43, 51), repeat=2)
        if all(find_counts_that_fit(*sizes, **read_print(bar)).pairs for bar in BARS)
    ]
    assert fits == [(47, 48)]


def test_every_pair_that_fits_is_found():
    """Against a plain search with numbers rounded by format, none of which lies on a half here."""
    found = find_counts_that_fit(20, 30, difference="10", interval="-17 to 37")
    plain = [
        (x, y)
        for x in range(21)
        for y in range(31)
        if f"{100 * (x / 20 - y / 30):.0f}" == "10"
        and [f"{100 * limit:.0f}" for limit in compare_proportions(x, 20, y, 30).risk_difference_interval()]
        == ["-17", "37"]
    ]
    assert plain
    assert [(pair.responders_treatment, pair.responders_control) for pair in found.pairs] == plain


@pytest.mark.parametrize("method", RISK_DIFFERENCE_METHODS)
def test_no_pair_is_passed_over_that_prints_its_own_interval(method):
    """Most pairs are left out unseen: the interval may lie beside the difference, in small arms far beside it."""
    for x, y, (level, decimals) in itertools.product(range(4), range(6), ((0.001, 1), (0.95, 0))):
        pair = compare_proportions(x, 3, y, 5)
        lower, upper = (100 * limit for limit in pair.risk_difference_interval(method, level))
        printed = f"{round_as_text(lower, 1)} to {round_as_text(upper, decimals)}"
        assert pair in find_counts_that_fit(3, 5, interval=printed, method=method, level=level).pairs


def test_each_limit_is_held_to_its_own_decimals():
    """A lower limit of 17.3 would print as 17 beside 53, and not as 16.7."""
    found = find_counts_that_fit(47, 48, interval="16.7 to 53").pairs
    limits = [100 * pair.risk_difference_interval().lower for pair in found]
    assert compare_proportions(37, 47, 21, 48) in found
    assert all(16.65 <= limit < 16.75 for limit in limits)


def test_no_pair_is_passed_over_that_prints_its_own_difference():
    for y, decimals in itertools.product(range(48), (0, 1, 13, 14, 15, 20)):
        pair = compare_proportions(32, 47, y, 48)
        printed = round_as_text(100 * pair.risk_difference, decimals)
        assert pair in find_counts_that_fit(47, 48, percent_treatment="68", difference=printed).pairs


def test_halves_are_rounded_up_as_papers_do():
    assert [pair.responders_treatment for pair in find_counts_that_fit(8, 1, percent_treatment="13").pairs] == [1, 1]
    assert not find_counts_that_fit(8, 1, percent_treatment="12").pairs


def test_a_zero_has_no_sign_and_a_minus_may_be_one_of_print():
    assert find_counts_that_fit(10, 10, difference="-0").pairs == find_counts_that_fit(10, 10, difference="0").pairs
    below = find_counts_that_fit(10, 10, difference="−100").pairs
    assert [(pair.responders_treatment, pair.responders_control) for pair in below] == [(0, 10)]


@pytest.mark.parametrize(
    ("sizes", "printed", "said"),
    [
        ((47, 48), {}, "Nothing printed is given"),
        ((0, 48), {"percent_treatment": "68"}, "n_treatment = 0 is impossible"),
        ((47, 501), {"percent_treatment": "68"}, "n_control = 501 is impossible"),
        ((47, 48), {"percent_treatment": 68}, "percent_treatment = 68 is impossible: choose a number as it is printed"),
        ((47, 48), {"percent_control": "68 %"}, "percent_control = '68 %' is impossible"),
        ((47, 48), {"interval": "27-63"}, "prints no interval"),
        ((47, 48), {"interval": "27 to 63", "method": "magic"}, "method = 'magic' is not known"),
        ((47, 48), {"interval": "27 to 63", "level": 95}, "level = 95 is impossible"),
        ((47, 48), {"percent_treatment": "68", "level": 95}, "level = 95 is impossible"),
        ((47, 48), {"percent_treatment": "1", "interval": "90 to 91", "level": "95"}, "level = '95' is not a number"),
        ((47, 48), {"percent_treatment": "140"}, "percent_treatment = '140' .* from 0 to 100"),
        ((47, 48), {"percent_treatment": "-5"}, "percent_treatment = '-5' is impossible"),
        ((47, 48), {"percent_treatment": "68."}, "percent_treatment = '68.' is impossible"),
        ((47, 48), {"percent_treatment": "068"}, "percent_treatment = '068' is impossible"),
        ((47, 48), {"percent_treatment": "٦٨"}, "percent_treatment = .* is impossible"),
        ((47, 48), {"percent_treatment": "6." + "8" * 21}, "percent_treatment = .* is impossible"),
        ((47, 48), {"percent_treatment": np.array([68, 69])}, "percent_treatment = .* is impossible"),
        ((47, 48), {"percent_control": None}, "percent_control = None is impossible"),
        ((47, 48), {"difference": "-101"}, "difference = '-101' .* from -100 to 100"),
        ((47, 48), {"interval": 0}, "interval = 0 is impossible: choose an interval as it is printed"),
        ((47, 48), {"percent_treatment": "68", "interval": None}, "interval = None is impossible"),
        ((47, 48), {"interval": ["27 to 63"]}, "interval = .* is impossible"),
        ((47, 48), {"interval": np.array([27, 63])}, "interval = .* is impossible"),
        ((47, 48), {"interval": "63 to 27"}, "interval = '63 to 27' is impossible: choose a lower limit that is below"),
        ((47, 48), {"interval": "27 to 630"}, "upper limit of interval = '630' .* from -100 to 100"),
    ],
)
def test_what_cannot_be_searched_for_is_said(sizes, printed, said):
    with pytest.raises(Impossible, match=said):
        find_counts_that_fit(*sizes, **printed)


def test_a_notebook_shows_what_fits():
    found = find_counts_that_fit(47, 48, **read_print(40))
    assert str(found) == "1 pair fits 68 % v 23 %, 45 points, 27 to 63: 32/47 v 11/48"
    assert read_rows(found._repr_html_()) == [
        ["treatment", "control", "difference, points", "95 % interval, Wald"],
        ["32 of 47", "11 of 48", "45.17", "27.31 to 63.03"],
    ]
    other = find_counts_that_fit(47, 48, interval="34 to 57", difference="45", level=0.8)
    assert read_rows(other._repr_html_())[0][3] == "80 % interval, Wald"
    for row, pair in zip(read_rows(other._repr_html_())[1:], other.pairs, strict=True):
        assert row[:2] == [f"{pair.responders_treatment} of 47", f"{pair.responders_control} of 48"]
        assert row[3] == " to ".join(f"{100 * limit:.2f}" for limit in pair.risk_difference_interval("wald", 0.8))
    assert other.pairs
    assert str(find_counts_that_fit(45, 46, percent_treatment="68")) == "no pairs fit 68 %"

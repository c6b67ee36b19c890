"""Counts got back from printed percentages: the only ones that fit, and what each printed number adds."""

from __future__ import annotations

import itertools
import re

import pytest

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.models.printed_counts import find_counts_that_fit
from helpers.models.proportions import compare_proportions

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


def test_halves_are_rounded_up_as_papers_do():
    assert [pair.responders_treatment for pair in find_counts_that_fit(8, 1, percent_treatment="13").pairs] == [1, 1]
    assert not find_counts_that_fit(8, 1, percent_treatment="12").pairs


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
    ],
)
def test_what_cannot_be_searched_for_is_said(sizes, printed, said):
    with pytest.raises(Impossible, match=said):
        find_counts_that_fit(*sizes, **printed)


def test_a_notebook_shows_what_fits():
    found = find_counts_that_fit(47, 48, **read_print(40))
    assert str(found) == "1 pair fits 68 % v 23 %, 45 points, 27 to 63: 32/47 v 11/48"
    assert "27.31 to 63.03" in found._repr_html_()
    assert str(find_counts_that_fit(45, 46, percent_treatment="68")) == "no pairs fit 68 %"

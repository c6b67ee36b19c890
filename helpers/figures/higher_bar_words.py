"""What the picture of a higher bar says: title, lines, sentence, alternative text and table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import list_words, print_count
from helpers.models.bar_pair import BarPair
from helpers.models.bootstrap import BarBootstrap
from helpers.models.rendering import format_share

RANGE_FROM = 50
"""Resamples from which the middle 95 % are told: fewer have next to nothing in their tails."""
DECIMALS_FROM = 1000
"""Resamples from which a share has a decimal."""
LEVEL = 0.95
EXACT_FROM = 10_000
"""Resamples from which the table names what more and more of them come near: before that they are still piling up."""
AXIS_END = 1000
"""Patients per arm at the end of the axis; what lies beyond is counted beside it."""
MOST_DOTS = 20
"""Resamples up to which each is a dot."""


@dataclass(frozen=True)
class HigherBar:
    """What the picture shows.

    Attributes
    ----------
    bootstrap : BarBootstrap
        IVIg as treatment and placebo as control, at all bars.
    highest : int
        The highest bar that is shown, points; lower ones stand beside it.
    provenance : Provenance
    """

    bootstrap: BarBootstrap
    highest: int
    provenance: Provenance

    @property
    def bars(self) -> tuple[int, ...]:
        """The bars that are shown, lowest first."""
        return tuple(bar for bar in self.bootstrap.bars if bar <= self.highest)

    @property
    def has_range(self) -> bool:
        """True where there are resamples enough to tell the middle 95 %."""
        return self.bootstrap.draws >= RANGE_FROM

    @cached_property
    def pairs(self) -> tuple[BarPair, ...]:
        """The bars shown, two by two: 40 with 20, then 40 with 60 and 60 with 20."""
        orders = ((40, 20), (40, 60), (60, 20))
        return tuple(self.bootstrap.compare(*order) for order in orders if max(order) <= self.highest)

    @cached_property
    def ranges(self) -> dict[int, tuple[float, float]]:
        """Bar -> the middle 95 % of the resamples, or the lowest and the highest where there are too few for that."""
        if self.has_range:
            return {bar: tuple(self.bootstrap.interval(bar, LEVEL)) for bar in self.bars}
        drawn = {bar: self.bootstrap.needed_at(bar) for bar in self.bars}
        return {bar: (float(each.min()), float(each.max())) for bar, each in drawn.items()}

    @cached_property
    def fewest(self) -> dict[int, int]:
        """Bar -> resamples in which it alone needs fewest; only where all bars are shown."""
        bootstrap = self.bootstrap
        return {bar: bootstrap.fewest(bar) for bar in bootstrap.bars} if self.bars == bootstrap.bars else {}

    @cached_property
    def beyond(self) -> dict[int, int]:
        """Bar -> resamples off the axis: above its end, or without any n."""
        return {bar: int((self.bootstrap.needed_at(bar) > AXIS_END).sum()) for bar in self.bars}

    @cached_property
    def without(self) -> dict[int, int]:
        """Bar -> resamples with no n, for IVIg is not ahead in them."""
        return {bar: self.bootstrap.without_n(bar) for bar in self.bars}


def print_n(n: float) -> str:
    """Print patients, or that there is no number of them.

    >>> print_n(30.0), print_n(float("inf"))
    ('30', 'no number')
    """
    return "no number" if math.isinf(n) else f"{n:.0f}"


def _resamples(draws: int) -> str:
    return f"{print_count(draws)} resample{'' if draws == 1 else 's'}"


def _share(count: int, draws: int) -> str:
    """Print a share of the resamples: in per cent only where there are enough of them."""
    if draws < RANGE_FROM:
        return f"{count} of {draws}"
    return f"{100 * count / draws:.{1 if draws >= DECIMALS_FROM else 0}f} %"


def _share_of_resamples(count: int, draws: int) -> str:
    return (
        f"{_share(count, draws)} of {_resamples(draws)}" if draws >= RANGE_FROM else f"{count} of {_resamples(draws)}"
    )


def describe_spread(shown: HigherBar, bar: int) -> str:
    """Say between which numbers the resamples of one bar lie."""
    low, high = map(print_n, shown.ranges[bar])
    return low if low == high else f"{low} to {high}"


def title_higher_bar(shown: HigherBar) -> str:
    """Say in two lines what is seen: the scatter at one bar, or how often the bar of 40 needs fewer and fewest."""
    draws = shown.bootstrap.draws
    if len(shown.bars) == 1:
        bar = shown.bars[0]
        where = f"95 % of {_resamples(draws)}" if shown.has_range else _resamples(draws)
        return (
            f"TIS {bar}: {print_n(shown.bootstrap.observed[bar])} patients per arm as observed,\n"
            f"{describe_spread(shown, bar)} in {where}"
        )
    pair = shown.pairs[0]
    who = f"TIS {pair.bar} needs fewer than TIS {pair.other} in"
    if not shown.fewest:
        return f"{who}\n{_share_of_resamples(pair.fewer, draws)}"
    return f"{who} {_share(pair.fewer, draws)},\nand fewest of all three in {_share(shown.fewest[pair.bar], draws)}"


def write_setting(shown: HigherBar) -> str:
    """Say how many resamples there are, of which series, and what the sizes are for."""
    b = shown.bootstrap
    return (
        f"{_resamples(b.draws).capitalize()}, series {b.seed}; for {format_share(b.power)} power, "
        f"two-sided {format_share(b.alpha)}"
    )


def write_row(shown: HigherBar, bar: int) -> tuple[str, str]:
    """Return what stands above a row: the observed counts with their n, and the spread of the resamples."""
    if bar not in shown.bars:
        return f"TIS {bar}: not shown", ""
    treatment, control = shown.bootstrap.observed_counts[bar]
    counts = shown.bootstrap.counts
    left = (
        f"TIS {bar}: {treatment}/{counts.n_treatment} v {control}/{counts.n_control}, "
        f"{print_n(shown.bootstrap.observed[bar])} per arm"
    )
    return left, f"{'95 %' if shown.has_range else 'drawn'}: {describe_spread(shown, bar)}"


def write_beyond(shown: HigherBar, bar: int) -> str:
    """Say how many resamples of a row lie beyond the end of the axis, where any do."""
    beyond = shown.beyond.get(bar, 0)
    return f"{_resamples(beyond)} over {AXIS_END} →" if beyond else ""


def write_answer(shown: HigherBar) -> str:
    """Return the two lines below the picture: which bar needs fewest, and how many resamples have no n."""
    draws = shown.bootstrap.draws
    without = list(shown.without.values())
    noun = "resample" if without == [1] else "resamples"
    none = f"No number would do (IVIg not ahead): {list_words(map(print_count, without))} {noun}"
    if len(shown.bars) == 1:
        first = "Line: the middle 95 % of the resamples" if shown.has_range else "Dot: a resample"
    elif not shown.fewest:
        pair = shown.pairs[0]
        fewer, equal, more = (_share(count, draws) for count in (pair.fewer, pair.equal, pair.more))
        first = f"TIS {pair.bar}: fewer {fewer}, as many {equal}, more {more}"
    else:
        first = f"Fewest: {', '.join(f'TIS {bar} {_share(count, draws)}' for bar, count in shown.fewest.items())}"
    return f"{first}\n{none}"


def read_higher_bar(shown: HigherBar) -> str:
    """Return the sentence that reads the picture."""
    b = shown.bootstrap
    power = f"for {format_share(b.power)} power"
    drawn = f"In {_resamples(b.draws)} (series {b.seed})"
    if len(shown.bars) == 1:
        bar = shown.bars[0]
        treatment, control = b.observed_counts[bar]
        what = "the middle 95 % need" if shown.has_range else f"a trial planned on {_it_or_them(b.draws)} needs"
        return (
            f"At TIS {bar} the observed {treatment} of {b.counts.n_treatment} on IVIg v {control} of "
            f"{b.counts.n_control} on placebo need {print_n(b.observed[bar])} per arm {power}. The same patients drawn "
            f"anew, with replacement, make a resample. {drawn} {what} {describe_spread(shown, bar)}."
        )
    observed = list_words(print_n(b.observed[bar]) for bar in shown.bars)
    first, *rest = shown.pairs
    told = f"{first.bar} needs fewer than {first.other} in {_share(first.fewer, b.draws)}"
    if rest:
        last = rest[-1]
        told += f", and {last.bar} fewer than {last.other} in {_share(last.fewer, b.draws)}"
    luck = ""
    if shown.has_range:
        luck = f" Luck of the draw: up to {100 * b.largest_monte_carlo_error:.1f} points (standard error)."
    return (
        f"As observed, TIS {list_words(shown.bars)} need {observed} per arm {power}. {drawn} {told}.{luck} The bar was "
        "chosen afterwards, and fewest is no clinical reason."
    )


def _it_or_them(draws: int) -> str:
    return "it" if draws == 1 else "one of them"


def describe_higher_bar(shown: HigherBar) -> str:
    """Return the alternative text."""
    b = shown.bootstrap
    rows = []
    for bar in shown.bars:
        treatment, control = b.observed_counts[bar]
        spread = f"{'95 % of the resamples' if shown.has_range else 'resamples'} {describe_spread(shown, bar)}"
        rows.append(
            f"TIS {bar}: diamond at {print_n(b.observed[bar])} ({treatment} of {b.counts.n_treatment} on IVIg v "
            f"{control} of {b.counts.n_control} on placebo), {spread}, {print_count(shown.beyond[bar])} off the axis"
        )
    hidden = [bar for bar in b.bars if bar not in shown.bars]
    rest = f" TIS {list_words(hidden)} not shown." if hidden else ""
    return (
        f"Patients per arm on a logarithmic axis to {AXIS_END}, a row for each bar, {_resamples(b.draws)} (series "
        f"{b.seed}) as {'dots' if b.draws <= MOST_DOTS else 'bars'}, power {format_share(b.power)}. "
        f"{'. '.join(rows)}.{rest} {'. '.join(write_answer(shown).splitlines())}."
    )


def tabulate_higher_bar(shown: HigherBar) -> pd.DataFrame:
    """Return the numbers of the picture, one column a bar."""
    b, bars = shown.bootstrap, shown.bars
    low, high = (
        ("2.5th percentile", "97.5th percentile") if shown.has_range else ("fewest of the resamples", "most of them")
    )
    rows: dict[str, list[object]] = {
        f"reached it on IVIg (of {b.counts.n_treatment} patients)": [b.observed_counts[bar][0] for bar in bars],
        f"reached it on placebo (of {b.counts.n_control} patients)": [b.observed_counts[bar][1] for bar in bars],
        "power (%)": [f"{100 * b.power:.4g}"] * len(bars),
        "patients per arm, as observed": [print_n(b.observed[bar]) for bar in bars],
        f"resamples (series {b.seed})": [b.draws] * len(bars),
        f"patients per arm, {low}": [print_n(shown.ranges[bar][0]) for bar in bars],
        f"patients per arm, {high}": [print_n(shown.ranges[bar][1]) for bar in bars],
        f"resamples off the axis (over {AXIS_END}, or no number would do)": [shown.beyond[bar] for bar in bars],
        "resamples in which no number would do (IVIg not ahead)": [shown.without[bar] for bar in bars],
    }
    if b.draws >= EXACT_FROM:
        exact = [b.exact_interval(bar, LEVEL) for bar in bars]
        rows["middle 95 % of all possible resamples, patients per arm"] = [
            f"{print_n(each.lower)} to {print_n(each.upper)}" for each in exact
        ]
    fewer = {(pair.bar, pair.other): pair.fewer for pair in shown.pairs}
    fewer |= {(pair.other, pair.bar): pair.more for pair in shown.pairs}
    for other in bars if len(bars) > 1 else ():
        rows[f"resamples in which it needs fewer than TIS {other}"] = [fewer.get((bar, other), "") for bar in bars]
    if shown.fewest:
        rows["resamples in which it alone needs fewest"] = list(shown.fewest.values())
    cells = [[name, *map(str, values)] for name, values in rows.items()]
    return pd.DataFrame(cells, columns=["quantity", *(f"TIS {bar}" for bar in bars)])

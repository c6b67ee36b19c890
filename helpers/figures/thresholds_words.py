"""The words and numbers of the thresholds picture: each reading as a row, headline, sentence, description and table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import list_words
from helpers.models.continuous import MeanDifference
from helpers.models.intervals import Interval
from helpers.models.ordinal import OrdinalComparison
from helpers.models.printed import PrintedInterval

READINGS = {"bars": "three bars", "mean": "mean score", "ordinal": "all four categories"}
"""What can stand in front, and what a reader calls it."""
SCALES = {"bars": (0, 80), "mean": (0, 45), "pairs": (0, 80), "odds": (1, 16)}
"""Kind of a row -> no difference, and the end of its scale: percentage points, TIS points, points, a ratio."""
LONG_NAMES = {"none": "none, or no responder"}
"""Category -> its name where there is room: whoever deteriorated is no responder, whatever the score."""
STEADY = "without confirmed deterioration"
"""What the paper asks of its responders at TIS 20 besides the score."""


@dataclass(frozen=True)
class Thresholds:
    """What the picture shows.

    Attributes
    ----------
    bars : tuple of int
        The bars that part the categories, TIS points, lowest first.
    bar : int
        The one at which the cut stands.
    reading : {"bars", "mean", "ordinal"}
        What is in front.
    names : tuple of str
        The categories from the worst to the best, one more than there are bars.
    categories : OrdinalComparison
        Patients in each category, IVIg as treatment and placebo as control.
    differences : tuple of Interval
        The risk difference at each bar with its Wald interval, fractions.
    printed : mapping of int to PrintedInterval
        Bar -> the interval of that difference as the paper prints it, percentage points.
    means : MeanDifference
        Mean TIS of the arms, with the patients counted.
    printed_mean : PrintedInterval
        The interval of the difference in means as printed.
    below_zero : float
        Share that a normal curve with the placebo mean and SD puts below 0, 0 to 1.
    provenance : Provenance
    """

    bars: tuple[int, ...]
    bar: int
    reading: str
    names: tuple[str, ...]
    categories: OrdinalComparison
    differences: tuple[Interval, ...]
    printed: Mapping[int, PrintedInterval]
    means: MeanDifference
    printed_mean: PrintedInterval
    below_zero: float
    provenance: Provenance

    @property
    def place(self) -> int:
        """Place of the cut among the bars."""
        return self.bars.index(self.bar)

    @property
    def n_mean(self) -> str:
        """The patients counted for the mean, in words."""
        return f"{self.means.n_treatment} and {self.means.n_control}"

    @property
    def is_as_printed(self) -> bool:
        """Whether Welch's interval from the patients counted prints as the published one."""
        return all(self.printed_mean.compare(*self.means.interval(), decimals=self.printed_mean.decimals))

    def count_reached(self, place: int) -> int:
        """Return the patients of both arms who reached a bar."""
        return self.categories.cuts[place].responders


@dataclass(frozen=True)
class Row:
    """One reading with its interval.

    Attributes
    ----------
    kind : str
        Key of `SCALES`.
    name, figures : str
        What stands left and right of the interval.
    estimate, lower, upper : float
        On the row's own scale, points rather than fractions.
    marks : tuple of float
        What the ticks below the interval mark: printed limits, or the odds ratio at each bar.
    is_front, is_bold : bool
        Whether the row belongs to the reading in front, and whether it is the one that the headline tells.
    interval : Interval
        Where the numbers come from.
    """

    kind: str
    name: str
    figures: str
    estimate: float
    lower: float
    upper: float
    marks: tuple[float, ...]
    is_front: bool
    is_bold: bool
    interval: Interval


def list_rows(thresholds: Thresholds) -> list[Row]:
    """Return the readings in the order in which they stand below the bars."""
    t = thresholds
    fronts = {"bars": "bars", "mean": "mean", "pairs": "ordinal", "odds": "ordinal"}

    def make(kind: str, name: str, interval: Interval, factor: float, marks: tuple[float, ...], bold: bool) -> Row:
        estimate, lower, upper = (factor * x for x in (interval.estimate, *interval))
        figures = f"{estimate:.1f} ({lower:.1f} to {upper:.1f})"
        front = t.reading == fronts[kind]
        return Row(kind, name, figures, estimate, lower, upper, marks if front else (), front, front and bold, interval)

    rows = [
        make("bars", f"TIS {bar} (% points)", interval, 100, _limits(t.printed[bar]), bar == t.bar)
        for bar, interval in zip(t.bars, t.differences, strict=True)
    ]
    rows.append(make("mean", "Mean TIS (score)", t.means.interval(), 1, _limits(t.printed_mean), True))
    rows.append(make("pairs", "Wins − losses (%)", t.categories.win_difference_interval(), 100, (), True))
    odds = tuple(cut.odds_ratio for cut in t.categories.cuts)
    rows.append(make("odds", "Common odds ratio", t.categories.common_odds_ratio_interval(), 1, odds, True))
    return rows


def explain_marks(thresholds: Thresholds) -> str:
    """Return what the line and the ticks of the rows mean."""
    marks = "at each bar" if thresholds.reading == "ordinal" else "as printed"
    return f"Line: no difference; scales differ. Ticks: {marks}."


def write_headline(thresholds: Thresholds) -> str:
    """Return the title: what the reading in front says."""
    t, cut = thresholds, thresholds.categories.cuts[thresholds.place]
    if t.reading == "bars":
        return (
            f"{cut.responders_treatment} of {cut.n_treatment} v {cut.responders_control} of {cut.n_control} reach TIS "
            f"{t.bar}:\n{100 * cut.risk_difference:.1f} percentage points apart"
        )
    if t.reading == "mean":
        verdict = "as printed" if t.is_as_printed else "not as printed"
        interval = t.means.interval()
        return (
            f"Mean TIS {interval.estimate:.1f} apart, {interval.lower:.1f} to {interval.upper:.1f}:\n"
            f"{verdict}, from {t.n_mean} patients"
        )
    return (
        f"In {100 * t.categories.win_share:.0f} of 100 pairs the one on IVIg\n"
        f"does better, in {100 * t.categories.loss_share:.0f} worse"
    )


def read_front(thresholds: Thresholds) -> str:
    """Return the sentence that reads the picture."""
    t = thresholds
    if t.reading == "bars":
        cut, interval = t.categories.cuts[t.place], t.differences[t.place]
        return (
            f"At TIS {t.bar} or more: {cut.responders_treatment} of {cut.n_treatment} on IVIg, "
            f"{cut.responders_control} of {cut.n_control} on placebo, {100 * interval.estimate:.1f} points apart "
            f"({100 * interval.lower:.1f} to {100 * interval.upper:.1f}). {_tell_nesting(t)} Counted again, the same "
            f"people are no second trial. The mean comes from {t.n_mean} patients."
        )
    where = f"The cut stands at TIS {t.bar}"
    if t.reading == "mean":
        interval = t.means.interval()
        printed = "as printed" if t.is_as_printed else f"not the printed {t.printed_mean}"
        return (
            f"Mean TIS {t.means.mean_treatment:g} v {t.means.mean_control:g}: {interval.estimate:.1f} apart, "
            f"{interval.lower:.1f} to {interval.upper:.1f} (Welch, {t.n_mean} patients), {printed}; "
            f"d = {t.means.standardised_difference:.2f}. Yet a normal curve with the placebo mean and SD puts "
            f"{100 * t.below_zero:.0f} % below 0, where no score is. {where}."
        )
    c, odds = t.categories, t.categories.common_odds_ratio_interval()
    at_bars = [f"{cut.odds_ratio:.1f}" for cut in c.cuts]
    return (
        f"Of {c.pairs} pairs, one from each arm, the one on IVIg did better in {100 * c.win_share:.0f} %, worse in "
        f"{100 * c.loss_share:.0f} %, the same in {100 * c.tie_share:.0f} % (Wilcoxon p = {c.p_value():.5f}). One odds "
        f"ratio, {odds.estimate:.1f} ({odds.lower:.1f} to {odds.upper:.1f}), stands for {list_words(at_bars)} at the "
        f"bars. {where}; mean from {t.n_mean} patients."
    )


def describe_bars(thresholds: Thresholds) -> str:
    """Return the alternative text."""
    t = thresholds
    arms = "; ".join(
        f"{arm} "
        + ", ".join(
            f"{count} {LONG_NAMES.get(name, name)}" for count, name in zip(counts[::-1], t.names[::-1], strict=True)
        )
        for arm, counts in (("IVIg", t.categories.counts_treatment), ("placebo", t.categories.counts_control))
    )
    rows = "; ".join(f"{row.name} {row.figures}" for row in list_rows(t))
    return (
        f"Two bars of four blocks, best category first: {arms}. A cut at TIS {t.bar} leaves "
        f"{t.categories.cuts[t.place].responders_treatment} on IVIg and "
        f"{t.categories.cuts[t.place].responders_control} on placebo filled in. Below, each with its 95 % interval on "
        f"a scale of its own: {rows} (mean from {t.n_mean} patients). In front: {READINGS[t.reading]}. "
        f"{explain_marks(t)} Responders at TIS {t.bars[0]} are also {STEADY}; that {list_words(t.bars[1:])} "
        "kept that rule is assumed."
    )


def tabulate_readings(thresholds: Thresholds) -> pd.DataFrame:
    """Return the readings, and what the cut shares with each bar."""
    t, rows = thresholds, []
    for place, row in enumerate(list_rows(t)):
        is_bar = place < len(t.bars)
        marked = [word for word, holds in (("cut", is_bar and place == t.place), ("in front", row.is_front)) if holds]
        cut = t.categories.cuts[place] if is_bar else None
        rows.append(
            {
                "reading": row.name,
                "IVIg": f"{cut.responders_treatment} of {cut.n_treatment}" if cut else "",
                "placebo": f"{cut.responders_control} of {cut.n_control}" if cut else "",
                "estimate": round(row.estimate, 2),
                "95 % lower": round(row.lower, 2),
                "95 % upper": round(row.upper, 2),
                "method": row.interval.label,
                "patients who also reached the cut": f"{t.count_reached(max(place, t.place))}" if is_bar else "",
                "marked": ", ".join(marked),
                "note": _tell_rule(place, row.kind),
            }
        )
    mean = rows[len(t.bars)]
    mean["IVIg"] = f"{t.means.mean_treatment:g} (SD {t.means.sd_treatment:g}, n = {t.means.n_treatment})"
    mean["placebo"] = f"{t.means.mean_control:g} (SD {t.means.sd_control:g}, n = {t.means.n_control})"
    pairs = rows[len(t.bars) + 1]
    pairs["IVIg"], pairs["placebo"] = (
        f"better in {wins} of {t.categories.pairs} pairs" for wins in (t.categories.wins, t.categories.losses)
    )
    return pd.DataFrame(rows)


def _tell_rule(place: int, kind: str) -> str:
    """Say what else than the score makes a responder, or what the lowest category holds."""
    if kind == "bars":
        return f"and {STEADY}" + (" (assumed)" if place else "")
    return "" if kind == "mean" else f"lowest category: {LONG_NAMES['none']}"


def _tell_nesting(t: Thresholds) -> str:
    """Say how many of those at the cut stand behind the other bars too."""
    lower = [f"the {t.count_reached(place)} of TIS {t.bars[place]}" for place in range(t.place)]
    higher = [
        f"{t.count_reached(place)} of them reach TIS {t.bars[place]}" for place in range(t.place + 1, len(t.bars))
    ]
    within = [f"are all among {list_words(lower)}"] if lower else []
    if not within:
        return f"Of these {t.count_reached(t.place)} people, {list_words(higher).replace(' of them', '')}."
    return f"These {t.count_reached(t.place)} people {list_words(within + higher)}."


def _limits(printed: PrintedInterval) -> tuple[float, float]:
    return float(printed.lower), float(printed.upper)

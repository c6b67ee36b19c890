"""What a picture of week 40 shows, and what it says: title, sentence, alternative text and table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from helpers.evidence.status import Comparison, Provenance
from helpers.figures.text import print_signed
from helpers.models.open_label import EffectBounds, RateBounds


@dataclass(frozen=True)
class SeenPoint:
    """A printed value: of which original arm, when, beside whom, and where it is printed."""

    week: int
    arm: str
    value: float
    comparison: Comparison
    source: str

    @property
    def infused(self) -> str:
        """What the arm is given at that time: placebo only while a comparator runs."""
        return self.arm if self.comparison is Comparison.RANDOMISED else "IVIg"


@dataclass(frozen=True)
class WeekForty:
    """What the picture shows.

    Attributes
    ----------
    points : tuple of SeenPoint
        As printed, arm by arm, in the order of weeks; in percent or in points of the score, 0 to 100.
    measure : str
        What `points` are: "responders" or "mean TIS".
    unit : str
        "%" or "points".
    seen : tuple of two float
        The smallest and the largest value at the end: the two printed ones, or what the counting allows.
    counting : RateBounds or None
        What counting those who left in another way does; None where they are counted as printed.
    story : str
        The explanation that is chosen; empty for none.
    besides : str
        What else than an effect of the drug the explanation puts into the difference: "the rating"; empty for nothing.
    unseen : float or None
        What a placebo arm that had gone on would have shown: invented, or None.
    effect : EffectBounds
        Seen less unseen, in points.
    people : tuple of tuples of two int
        Week, and people still in the trial.
    provenance : Provenance
    """

    points: tuple[SeenPoint, ...]
    measure: str
    unit: str
    seen: tuple[float, float]
    counting: RateBounds | None
    story: str
    besides: str
    unseen: float | None
    effect: EffectBounds
    people: tuple[tuple[int, int], ...]
    provenance: Provenance

    @property
    def last(self) -> tuple[SeenPoint, SeenPoint]:
        """The two points at the end: IVIg arm, former placebo arm."""
        ivig, placebo = (point for point in self.points if point.week == self.people[-1][0])
        return ivig, placebo

    def list_arm(self, arm: str) -> list[SeenPoint]:
        """Return the points of one original arm."""
        return [point for point in self.points if point.arm == arm]


COUNTED = {
    "non-responders": "those who left counted as not responding",
    "left-out": "those who left taken out",
}
"""How those who left are counted, in words that go after a number."""


def print_value(value: float, unit: str) -> str:
    """Print a value with its unit, as precisely as it is printed: one decimal for a percentage."""
    return f"{value:.1f}".removesuffix(".0") + " %" if unit == "%" else f"{value:g}"


def print_effect(effect: EffectBounds) -> str:
    """Print what an effect could be, in points."""
    lower, upper = print_signed(effect.lower), print_signed(effect.upper)
    return f"{lower} points" if lower == upper else f"{lower} to {upper} points"


def write_headline(shown: WeekForty) -> str:
    """Return the title: what is seen at the end, and what is not."""
    ivig, placebo = shown.last
    if shown.counting is not None:
        first = f"{_range(shown)} respond at week {ivig.week} (what if);"
    elif shown.unit == "%":
        first = f"{_both(shown)} respond at week {ivig.week};"
    else:
        first = f"Mean TIS {_both(shown)} at week {placebo.week};"
    if shown.unseen is None:
        return f"{first}\nwithout IVIg: nobody knows"
    return f"{first}\nwithout IVIg: {print_value(shown.unseen, shown.unit)}, invented"


def name_story(shown: WeekForty) -> str:
    """Return the line below the title."""
    return f"Explanation: {shown.story or 'none chosen'}"


def name_effect(shown: WeekForty) -> str:
    """Return the line above the scale of the effect."""
    return f"Difference from the unseen arm: {print_effect(shown.effect)}"


def list_labels(shown: WeekForty) -> list[tuple[float, str]]:
    """Return what stands at the right edge: heights and words."""
    ivig, placebo = shown.last
    labels = [
        (ivig.value, f"{print_value(ivig.value, shown.unit)} IVIg arm"),
        (placebo.value, f"{print_value(placebo.value, shown.unit)} placebo arm"),
    ]
    if shown.counting is not None:
        labels += [
            (shown.seen[0], f"{print_value(shown.seen[0], shown.unit)} at least"),
            (shown.seen[1], f"{print_value(shown.seen[1], shown.unit)} at most"),
        ]
    if shown.unseen is not None:
        labels.append((shown.unseen, f"{print_value(shown.unseen, shown.unit)} invented"))
    return labels


def describe_week_forty(shown: WeekForty) -> str:
    """Return the alternative text."""
    courses = "; ".join(
        f"{arm} arm "
        + ", ".join(f"{print_value(point.value, shown.unit)} at week {point.week}" for point in shown.list_arm(arm))
        for arm in ("IVIg", "placebo")
    )
    people = ", ".join(f"{n} at week {week}" for week, n in shown.people)
    parts = [
        f"{_name_measure(shown)} by original arm: {courses}. Up to week {shown.people[1][0]} placebo runs beside IVIg; "
        f"then a band, everybody on IVIg. People: {people}."
    ]
    if shown.counting is not None:
        parts.append(f"A bar at the end from {_range(shown)}: {COUNTED[shown.counting.counting]}, a what-if.")
    if shown.unseen is not None:
        parts.append(f"A dashed line, invented, to {print_value(shown.unseen, shown.unit)} without IVIg.")
    parts.append(
        f"Below, the difference from the unseen arm on a scale from −100 to 100: {print_effect(shown.effect)}"
        f"{_tell_besides(shown)}. {name_story(shown)}."
    )
    return " ".join(parts)


def read_week_forty(shown: WeekForty) -> str:
    """Return the sentence that reads the picture."""
    week, entered, completed = shown.people[-1][0], shown.people[1][1], shown.people[-1][1]
    effect = print_effect(shown.effect)
    if shown.counting is None:
        who = (
            "of the IVIg and the former placebo arm respond" if shown.unit == "%" else "are the mean TIS by former arm"
        )
        first = f"At week {week}, all on IVIg, {_both(shown)} {who}; {completed} of {entered} completed."
    else:
        first = (
            f"At week {week}, {COUNTED[shown.counting.counting]}, {_range(shown)} of both arms respond; we have not "
            f"found how the {shown.counting.left} were counted."
        )
    if shown.unseen is None:
        why = f"Explanation: {shown.story}. " if shown.story else ""
        unseen = "0 to 100 of 100 had responded" if shown.unit == "%" else "the mean had been 0 to 100"
        return (
            f"{first} {why}Nobody stands beside them: the effect could be anything from {effect}, if {unseen} "
            "without IVIg."
        )
    why = f"If {shown.story}, say" if shown.story else "Suppose"
    return (
        f"{first} {why} {print_value(shown.unseen, shown.unit)} without IVIg (invented): the gap to that is {effect}"
        f"{_tell_besides(shown)}. Other explanations fit too."
    )


def tabulate_week_forty(shown: WeekForty) -> pd.DataFrame:
    """Return the printed values, then what is supposed, then the people."""
    unit = "%" if shown.unit == "%" else "TIS points"
    rows = [
        {
            "row": f"{shown.measure}, {point.arm} arm",
            "week": str(point.week),
            "infused": point.infused,
            "from": round(point.value, 2),
            "to": round(point.value, 2),
            "unit": unit,
            "kind": str(point.comparison),
            "source": point.source,
        }
        for point in shown.points
    ]
    week = str(shown.people[-1][0])
    if shown.counting is not None:
        what = f"{shown.measure}, both arms, {COUNTED[shown.counting.counting]}"
        rows.append(_suppose(what, week, *shown.seen, unit))
    if shown.unseen is not None:
        rows.append(_suppose(f"{shown.measure}, placebo gone on", week, shown.unseen, shown.unseen, unit))
    explained = f" ({shown.story}{_tell_besides(shown)})" if shown.story else ""
    rows.append(
        {
            "row": f"seen less the unseen arm{explained}",
            "week": week,
            "from": round(shown.effect.lower, 2),
            "to": round(shown.effect.upper, 2),
            "unit": "points",
            "kind": "not known" if shown.unseen is None else "invented",
        }
    )
    rows += [{"row": "people", "week": f"{week}", "from": n, "to": n, "unit": "people"} for week, n in shown.people]
    return pd.DataFrame(rows)


def spread_labels(heights: Iterable[float], gap: float, lowest: float) -> list[float]:
    """Return heights (downwards) at least `gap` apart and at most `lowest`, each near where it was.

    >>> spread_labels([50, 52, 120], 16, 200)
    [50, 66, 120]
    >>> spread_labels([198, 199], 16, 200)
    [184, 200]
    """
    heights = list(heights)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + gap)
    limit = lowest
    for place in reversed(order):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - gap
    return placed


def _suppose(what: str, week: str, lower: float, upper: float, unit: str) -> dict[str, object]:
    return {
        "row": what,
        "week": week,
        "from": round(lower, 2),
        "to": round(upper, 2),
        "unit": unit,
        "kind": "invented",
    }


def _tell_besides(shown: WeekForty) -> str:
    return f", some of it {shown.besides}" if shown.besides else ""


def _name_measure(shown: WeekForty) -> str:
    return "Share of responders" if shown.unit == "%" else "Mean Total Improvement Score"


def _both(shown: WeekForty) -> str:
    ivig, placebo = (print_value(point.value, shown.unit) for point in shown.last)
    return f"{ivig} and {placebo}"


def _range(shown: WeekForty) -> str:
    lower, upper = (print_value(value, shown.unit) for value in shown.seen)
    return f"{lower.removesuffix(' %')} to {upper}"

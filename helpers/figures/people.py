"""Two arms drawn person by person: who reached the bar, and how many would have without the treatment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.text import Text

from helpers.evidence.status import Provenance
from helpers.figures import style
from helpers.figures.picture import Picture
from helpers.models.proportions import ProportionComparison

HEIGHT = 416
PEOPLE_PER_ROW = 8
CELL_WIDTH, CELL_HEIGHT = 27, 41
GLYPH_POINTS = 27
"""Height of a person, points."""
CHEST = 3.5
"""How far below a person's middle the mark sits, CSS pixels."""
LEFT = (12, 252)
"""Where each arm's first column begins, CSS pixels."""
TOP = 92


@dataclass(frozen=True)
class People:
    """What the picture shows.

    Attributes
    ----------
    comparison : ProportionComparison
        Responders and numbers of patients, IVIg as treatment and placebo as control.
    threshold : int
        The Total Improvement Score from which a patient counts as a responder, points.
    improvement : str
        What the score's authors call that much improvement: minimal, moderate, major.
    mark_expected : bool
        Whether to mark, among the responders on IVIg, as many as the placebo arm's proportion would have given.
    provenance : Provenance
    is_revealed : bool
        Whether to show who responded; before that everybody is an outline, and the title asks.
    """

    comparison: ProportionComparison
    threshold: int
    improvement: str
    mark_expected: bool
    provenance: Provenance
    is_revealed: bool = True

    @property
    def expected_on_placebo(self) -> float:
        """How many of the IVIg arm would be expected to respond if IVIg did nothing: n times the placebo proportion."""
        return self.comparison.n_treatment * self.comparison.proportion_control


@dataclass(frozen=True)
class _Parts:
    title: Text
    counts: tuple[Text, Text]
    people: tuple[PathCollection, PathCollection]
    marks: PathCollection
    legend: Text


def start_people(people: People) -> Picture:
    """Draw both arms and return the picture of `people`."""
    figure = style.new_figure(HEIGHT)
    style.write_stamp(figure, people.provenance)
    axes = style.add_sheet(figure, HEIGHT)
    parts = _Parts(
        title=style.write_title(figure),
        counts=(_write_count(axes, LEFT[0]), _write_count(axes, LEFT[1])),
        people=(
            _draw_arm(axes, LEFT[0], people.comparison.n_treatment),
            _draw_arm(axes, LEFT[1], people.comparison.n_control),
        ),
        marks=axes.scatter([], [], s=22, marker="o", color=style.PAPER, edgecolor=style.INK, linewidth=1.0, zorder=3),
        legend=style.write(axes, 12, HEIGHT - 54, transform=axes.transData, fontsize=style.SMALL_SIZE),
    )
    moving = style.mark_moving(*parts.people, parts.marks, parts.title, *parts.counts, parts.legend)
    picture = Picture(figure, moving, "", "", pd.DataFrame, people.provenance, parts)
    return update_people(picture, people)


def update_people(picture: Picture, people: People) -> Picture:
    """Colour the persons, place the marks and return the picture of `people`."""
    parts: _Parts = picture.parts
    comparison = people.comparison
    arms = (
        ("IVIg", comparison.responders_treatment, comparison.n_treatment, style.IVIG),
        ("Placebo", comparison.responders_control, comparison.n_control, style.PLACEBO),
    )
    for (name, responders, n, colour), count, persons in zip(arms, parts.counts, parts.people, strict=True):
        filled = responders if people.is_revealed else 0
        count.set_text(f"{name}: {responders} of {n}" if people.is_revealed else f"{name}: {n} people")
        full, empty = to_rgba(colour), to_rgba(style.PAPER)
        persons.set_facecolor([full] * filled + [empty] * (n - filled))
        persons.set_edgecolor([full] * filled + [to_rgba(style.MUTED)] * (n - filled))
    marked = round(people.expected_on_placebo) if people.mark_expected else 0
    x, y = parts.people[0].get_offsets()[:marked].T
    parts.marks.set_offsets(np.column_stack([x, y + CHEST]))
    parts.title.set_text(_title(people))
    parts.legend.set_text(_explain(people))
    return replace(
        picture,
        alt=_describe(people),
        sentence=_read(people),
        tabulate=partial(_tabulate, people),
        provenance=people.provenance,
    )


def _title(people: People) -> str:
    c = people.comparison
    if not people.is_revealed:
        return f"{c.n_treatment} people on IVIg, {c.n_control} on placebo:\nhow many responded?"
    percents = [f"{100 * share:.0f} %" for share in (c.proportion_treatment, c.proportion_control)]
    return f"{percents[0]} on IVIg and {percents[1]} on placebo\nresponded (TIS of {people.threshold} or more)"


def _explain(people: People) -> str:
    if not people.is_revealed:
        return "Each person is one patient."
    if people.mark_expected:
        return "Filled: responder. White dots: how many, not who,\none would expect at the share seen on placebo."
    return "Filled: responder. Outline: not a responder."


def _write_count(axes: Axes, left: float) -> Text:
    return style.write(axes, left, TOP - 16, transform=axes.transData)


def _draw_arm(axes: Axes, left: float, n: int) -> PathCollection:
    place = np.arange(n)
    x = left + CELL_WIDTH * (place % PEOPLE_PER_ROW + 0.5)
    y = TOP + CELL_HEIGHT * (place // PEOPLE_PER_ROW + 0.5)
    return axes.scatter(x, y, s=GLYPH_POINTS**2, marker=_make_person(), linewidth=1.1)


def _make_person() -> Path:
    """Return a person's outline, 1 high, around the origin."""
    head = Path.circle((0, 0.36), 0.13)
    body = Path(
        [(-0.2, 0), (-0.2, 0.18), (-0.06, 0.18), (0.06, 0.18), (0.2, 0.18), (0.2, 0), (0.2, -0.2), (0.11, -0.2)]
        + [(0.11, -0.5), (-0.11, -0.5), (-0.11, -0.2), (-0.2, -0.2), (-0.2, 0)],
        [Path.MOVETO, Path.CURVE3, Path.CURVE3, Path.LINETO, Path.CURVE3, Path.CURVE3]
        + [Path.LINETO] * 6
        + [Path.CLOSEPOLY],
    )
    return Path.make_compound_path(head, body)


def _describe(people: People) -> str:
    c = people.comparison
    if not people.is_revealed:
        return f"{c.n_treatment} persons on IVIg beside {c.n_control} persons on placebo, all of them outlines."
    marked = round(people.expected_on_placebo)
    expected = f" {marked} of those on IVIg carry a white dot." if people.mark_expected else ""
    return (
        f"{c.n_treatment} persons on IVIg, {c.responders_treatment} of them filled in, beside {c.n_control} persons on "
        f"placebo, {c.responders_control} of them filled in. Filled in means a responder: a Total Improvement Score of "
        f"at least {people.threshold}.{expected}"
    )


def _read(people: People) -> str:
    c = people.comparison
    sentence = (
        f"At TIS {people.threshold} or more ({people.improvement} improvement), {c.responders_treatment} of "
        f"{c.n_treatment} people on IVIg and {c.responders_control} of {c.n_control} on placebo count as responders: "
        f"{100 * c.proportion_treatment:.0f} % and {100 * c.proportion_control:.0f} %, "
        f"{100 * c.risk_difference:.0f} percentage points apart."
    )
    if people.mark_expected:
        extra = c.responders_treatment - people.expected_on_placebo
        sentence += (
            f" If IVIg did nothing, one would expect about {people.expected_on_placebo:.0f} of the {c.n_treatment} "
            f"({c.n_treatment} × {c.responders_control}/{c.n_control} = {people.expected_on_placebo:.1f}); "
            f"{c.responders_treatment} did, about {extra:.0f} more."
        )
    return sentence


def _tabulate(people: People) -> pd.DataFrame:
    c = people.comparison
    table = pd.DataFrame(
        {
            "arm": ["IVIg", "placebo"],
            f"TIS at least {people.threshold} (patients)": [c.responders_treatment, c.responders_control],
            "randomised (patients)": [c.n_treatment, c.n_control],
            "percent": [round(100 * c.proportion_treatment, 1), round(100 * c.proportion_control, 1)],
        }
    )
    if people.mark_expected:
        table["expected from the placebo proportion (patients)"] = [
            round(people.expected_on_placebo, 1),
            float(c.responders_control),
        ]
    return table

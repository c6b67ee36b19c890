"""Week 40: everybody is on IVIg, so that any effect needs a placebo arm that nobody saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import citation, figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, SelectionSlider
from helpers.figures.picture import Picture
from helpers.figures.week_forty import start_week_forty, update_week_forty
from helpers.figures.week_forty_words import SeenPoint, WeekForty
from helpers.models.open_label import RateBounds, bound_effect, bound_rate


@dataclass(frozen=True)
class _Story:
    """An explanation of the two printed values, and what a placebo arm would then have shown: invented."""

    words: str
    unseen: Mapping[str, int]
    besides: str = ""


STORIES = {
    "none": _Story("", {}),
    "caught-up": _Story("IVIg lasts, and the placebo arm caught up", {"responders": 45, "mean TIS": 20}),
    "time": _Story("everybody improves with time", {"responders": 70, "mean TIS": 53}),
    "left": _Story(
        "those who did badly left, their last score kept",
        {"responders": 60, "mean TIS": 45},
        "the scores kept",
    ),
    "raters": _Story("raters know that all are on IVIg", {"responders": 55, "mean TIS": 35}, "the rating"),
}
"""The values without IVIg are made up, each to fit its explanation.

Leaving alone raises no share of all who entered: it takes a last score that is kept.
"""

AS_THE_STORY = "as explained"
DROPOUTS = {
    "as-printed": "as the papers print it",
    "non-responders": "all count as not responding (what if)",
    "left-out": "all are taken out (what if)",
}
MEASURES = {"responders": "responders (TIS 20 or more)", "mean TIS": "mean Total Improvement Score"}
PERCENT_ROWS = {
    "IVIg": ("responders_ivig", "percent_ivig_week40"),
    "placebo": ("responders_placebo", "percent_placebo_week40"),
}
MEAN_ROWS = {
    arm: tuple(f"mean_tis_{arm.lower()}{week}" for week in ("", "_week28", "_week40")) for arm in ("IVIg", "placebo")
}


class WeekFortyExplorer(Explorer):
    """Two arms that look alike at week 40, and why that says nothing about an effect.

    Everybody is on IVIg from week 16 on. What the same people would have shown without it is an invention, whichever
    explanation one prefers; the two printed values stay as they are.

    Parameters
    ----------
    measure : {"responders", "mean TIS"}
        What is shown: responders in percent, or the mean score in points; more is better.
    story : {"none", "caught-up", "time", "left", "raters"}
        An explanation of the two values at week 40.
    unseen : "as explained" or int
        What a placebo arm that had gone on would have shown, 0 to 100 (% or points), invented; "as explained" takes an
        invented value that fits `story`, and none where there is no story.
    dropouts : {"as-printed", "non-responders", "left-out"}
        How those who left before week 40 are counted. We have not found how the papers counted them; that they stand in
        the denominators is our reading.

    Examples
    --------
    >>> explorer = WeekFortyExplorer(dropouts="left-out")
    >>> print(explorer.picture.sentence.partition(";")[0])
    At week 40, those who left taken out, 60.9 to 92.8 % of both arms respond
    """

    title = "Week 40: nobody to compare with"

    def controls(self) -> dict[str, Widget]:
        return {
            "measure": Dropdown(
                options=[(words, name) for name, words in MEASURES.items()],
                description="Measure (more is better)",
                tooltip="What is shown of both original arms",
            ),
            "story": Dropdown(
                options=[(story.words or "none chosen", name) for name, story in STORIES.items()],
                description="Explanation of week 40",
                tooltip="Each would give the same two printed values",
            ),
            "unseen": SelectionSlider(
                options=[(AS_THE_STORY, AS_THE_STORY), *((f"{value}", value) for value in range(0, 101, 5))],
                description="Unseen placebo arm (% or points, invented)",
                tooltip="What a placebo arm that nobody saw would have shown at week 40",
            ),
            "dropouts": Dropdown(
                options=[(words, name) for name, words in DROPOUTS.items()],
                description="Those who left before week 40",
                tooltip="How they are counted among the responders; we have not found how the papers did",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "As printed": {},
            "IVIg lasts": {"story": "caught-up"},
            "Time alone": {"story": "time"},
            "Those who left": {"story": "left"},
            "Raters know": {"story": "raters"},
            "Mean score": {"measure": "mean TIS"},
        }

    def compute(self, *, measure: str, story: str, unseen: str | int, dropouts: str) -> WeekForty:
        points = _read_points(PERCENT_ROWS if measure == "responders" else MEAN_ROWS)
        last = max(point.week for point in points)
        printed = sorted(point.value for point in points if point.week == last)
        seen, counting = (printed[0], printed[-1]), None
        if dropouts != "as-printed":
            if measure != "responders":
                raise Impossible(
                    "The mean without those who left is impossible to compute: we have not found their scores. "
                    f"Choose “{DROPOUTS['as-printed']}”, or responders. The picture still shows the state before."
                )
            counting = _count_both_arms(dropouts)
            seen = (100 * counting.lower, 100 * counting.upper)
        supposed = STORIES[story].unseen.get(measure) if unseen == AS_THE_STORY else unseen
        return WeekForty(
            points,
            measure,
            "%" if measure == "responders" else "points",
            seen,
            counting,
            STORIES[story].words,
            # Counting them anew takes the scores kept out.
            "" if story == "left" and counting is not None else STORIES[story].besides,
            supposed,
            bound_effect(*seen, supposed, top=100),
            _read_people(),
            _trace(points, supposed is not None, counting is not None),
        )

    def start(self, result: WeekForty) -> Picture:
        return start_week_forty(result)

    def update(self, picture: Picture, result: WeekForty) -> Picture:
        return update_week_forty(picture, result)


def _read_points(rows: Mapping[str, tuple[str, ...]]) -> tuple[SeenPoint, ...]:
    return tuple(
        SeenPoint(
            int(row.timepoint.removeprefix("week ")),
            arm,
            row.value if row.percent is None else row.percent,
            row.comparison,
            citation(row.citation).short,
        )
        for arm, ids in rows.items()
        for row in map(figure, ids)
    )


def _count_both_arms(dropouts: str) -> RateBounds:
    """Bound the share of both arms together: we have not found which arm those who left were of."""
    arms = [figure(f"responders_{arm}_week40") for arm in ("ivig", "placebo")]
    left = figure("entered_extension").count - figure("completed_extension").count
    return bound_rate(sum(arm.count for arm in arms), sum(arm.n for arm in arms), left, dropouts)


def _read_people() -> tuple[tuple[int, int], ...]:
    return (
        (0, int(figure("randomised").value)),
        (int(figure("primary_week").value), figure("entered_extension").count),
        (int(figure("study_end_week").value), figure("completed_extension").count),
    )


def _trace(points: tuple[SeenPoint, ...], is_supposed: bool, is_recounted: bool) -> Provenance:
    """Say where the values come from. Week 40 is uncontrolled, whatever is supposed."""
    if is_supposed:
        return Provenance(Status.SYNTHETIC, Comparison.UNCONTROLLED, "an invented placebo arm")
    if is_recounted:
        return Provenance(Status.SYNTHETIC, Comparison.UNCONTROLLED, "what-if counts")
    # Without the congress in brackets, for which the stamp has no room.
    source = max(points, key=lambda point: point.week).source.partition(" (")[0]
    return Provenance(Status.DERIVED, Comparison.UNCONTROLLED, f"from {source}")

"""Events and patients: how many people had one, how many they had, and what a wrong denominator makes of it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import citation, figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, RadioButtons
from helpers.figures.events import start_events, update_events
from helpers.figures.events_words import Events, Misreading
from helpers.figures.picture import Picture
from helpers.models.patient_flow import read_patient_flow
from helpers.models.safety import KINDS, PERIODS, read_events

RIGHT = "those counted"
RANDOMISED, FIRST_PERIOD = "randomised to IVIg", "given IVIg in the first period"
WEEKS = {"first period": "first_period_weeks", "whole study": "study_end_week"}
"""Period -> the row that holds how many weeks it has."""


class EventsExplorer(Explorer):
    """People with at least one event as dots, and their events as a heap.

    The first 16 weeks hold two groups as treated, five people in both; the whole 40 weeks hold all 95 ever given IVIg,
    with nobody beside them. No difference is told: the two periods are two kinds of comparison.

    Parameters
    ----------
    period : {"first period", "whole study"}
    kind : str
        Which events: "any", "related", "infusional", "serious", "stopping the drug", "thromboembolic" or
        "related thromboembolic".
    divide_by : {"those counted", "randomised to IVIg", "given IVIg in the first period"}
        By how many people the counts on IVIg are divided. The last two are misreadings that have been made, and the
        picture calls them wrong.

    Examples
    --------
    >>> explorer = EventsExplorer(period="whole study", kind="related")
    >>> print(explorer.picture.sentence.split(". ")[0])
    Related adverse events over 40 weeks: 62 of 95 ever given IVIg (65.3 %), with 282 events
    """

    title = "Events and patients"

    def controls(self) -> dict[str, Widget]:
        return {
            "period": RadioButtons(
                options=[(_describe_period(period), period) for period in PERIODS],
                description="Period (weeks), and who is counted",
                tooltip="As treated with placebo beside, or all ever given IVIg with nobody beside them",
            ),
            "kind": Dropdown(
                options=[(_describe_kind(kind), kind) for kind in KINDS],
                description="Adverse events",
                tooltip="Which events are counted; whether one is related is an opinion",
            ),
            "divide_by": Dropdown(
                options=[
                    ("those in whom they were counted", RIGHT),
                    (f"the {_count_wrong(RANDOMISED)} {RANDOMISED} (wrong)", RANDOMISED),
                    (f"the {_count_wrong(FIRST_PERIOD)} {FIRST_PERIOD}", FIRST_PERIOD),
                ],
                description="Divide the counts on IVIg by (people)",
                tooltip="The right denominator, or one of two that have been taken for it",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        abstract = figure("related_events_summarised").events
        page = figure("thromboembolic_wrong_denominator").percent
        return {
            "First period, any event": {},
            "First period, related": {"kind": "related"},
            f"The abstract's {abstract}": {"period": "whole study", "kind": "related"},
            f"{abstract} misread": {"period": "whole study", "kind": "related", "divide_by": RANDOMISED},
            f"A page's {page:g} %": {
                "period": "whole study",
                "kind": "related thromboembolic",
                "divide_by": FIRST_PERIOD,
            },
        }

    def compute(self, *, period: str, kind: str, divide_by: str) -> Events:
        flow = read_patient_flow()
        counts = read_events(kind, period)
        if divide_by == FIRST_PERIOD and period == "first period":
            raise Impossible(
                f"The {_count_wrong(FIRST_PERIOD)} {FIRST_PERIOD} are those counted in it: to misread it that way is "
                "impossible. Choose another denominator, or the whole study."
            )
        misreading = None if divide_by == RIGHT else Misreading(_count_wrong(divide_by), divide_by)
        return Events(
            counts=counts,
            several=KINDS[kind].several,
            weeks=int(figure(WEEKS[period]).value),
            in_both=flow.denominators["as treated"].total - flow.randomised,
            everybody=flow.randomised,
            misreading=misreading,
            provenance=_trace(counts[0].comparison, misreading),
        )

    def layout_key(self, result: Events) -> Hashable:
        return result.provenance, result.is_controlled

    def start(self, result: Events) -> Picture:
        return start_events(result)

    def update(self, picture: Picture, result: Events) -> Picture:
        return update_events(picture, result)


def _count_wrong(who: str) -> int:
    flow = read_patient_flow()
    return flow.randomised_ivig if who == RANDOMISED else flow.treated_ivig


def _describe_period(period: str) -> str:
    weeks = int(figure(WEEKS[period]).value)
    sizes = " and ".join(str(count.n) for count in read_events("any", period))
    return f"first {weeks}: {sizes} as treated" if period == "first period" else f"all {weeks}: {sizes}, uncontrolled"


def _describe_kind(kind: str) -> str:
    longer = {"stopping the drug": "led to stopping the drug", "thromboembolic": "thromboembolic, any cause"}
    return longer.get(kind, kind)


def _trace(comparison: Any, misreading: Misreading | None) -> Provenance:
    """Say where the counts come from; a misreading mixes two kinds of comparison, so that it has none."""
    source = citation("proderm_safety_2024").short
    if misreading is None:
        return Provenance(Status.PUBLISHED, comparison, source)
    return Provenance(Status.DERIVED, None, f"a misreading of {source}")

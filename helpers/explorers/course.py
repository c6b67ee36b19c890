"""A patient played through the trial: the plan of forty weeks, and the rule of confirmed deterioration."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Any

from ipywidgets import Widget

from helpers.evidence import Provenance, Status, citation, figure, tis_table
from helpers.explorers.base import Explorer
from helpers.explorers.controls import group_controls, make_measure_slider
from helpers.explorers.widgets import Box, Dropdown, IntSlider, SelectionSlider
from helpers.figures.course import start_course, update_course
from helpers.figures.course_shown import Course
from helpers.figures.course_words import NAMES, name_weeks
from helpers.figures.picture import Picture
from helpers.models.deterioration import MEASURES, Visit, find_deterioration, list_visit_weeks, read_rule
from helpers.models.trial_path import ARMS, follow_path

START = MappingProxyType(
    {"physician_global": 5.0, "patient_global": 5.0, "mmt8": 120, "haq": 1.0, "extramuscular": 4.0}
)
"""The invented patient at week 0: active disease, and room to worsen on every scale."""

MOST_WORSE = MappingProxyType(
    {"physician_global": 5.0, "patient_global": 5.0, "mmt8": 60, "haq": 2.0, "extramuscular": 6.0}
)
"""How far each slider goes, in the measure's unit: to the end of the scale, MMT-8 by half of what it starts with."""

LOWEST_MMT8 = 60
"""Points: as many as the slider of MMT-8 can take away."""

NO_VISIT = "no visit"


class CourseExplorer(Explorer):
    """One invented patient through ProDERM's forty weeks: infusions, visits, and the deterioration rule.

    Parameters
    ----------
    week : int
        The last week shown, 0 to 40 in steps of 4.
    arm : {"placebo", "IVIg"}
        As drawn by lot.
    physician_global_worse, patient_global_worse, extramuscular_worse : float
        How much worse than at week 0 at the chosen visits, in cm; 0 is unchanged.
    mmt8_worse : int
        Points lost.
    haq_worse : float
        Points gained: a higher HAQ is worse.
    worse_at : str
        The visits at which all of that is so, as "week 12" or "weeks 8 and 12"; at the others nothing has changed.
    missed : str
        The visit that was missed, as "week 12", or "no visit".
    mmt8_baseline : int
        MMT-8 at week 0, points: the higher, the more points are 20 % of it.
    percent_of : {"baseline", "range"}
        What 20 % and 30 % are of: not stated in the sources we read.
    in_a_row : {"strict", "missed visit skipped", "first before week 8"}
        Which visits are consecutive: not stated.

    Examples
    --------
    >>> explorer = CourseExplorer(extramuscular_worse=2.0, worse_at="weeks 8 and 12")
    >>> print(explorer.picture.sentence.split(" (")[0].split(". ")[1])
    Limb 2 met at weeks 8 and 12: confirmed, IVIg from then on, a non-response at week 16
    """

    title = "Play a patient through the trial"
    player = "week"
    pause_ms = 700

    def controls(self) -> dict[str, Widget]:
        rule = read_rule()
        visits = _list_follow_up()
        controls: dict[str, Widget] = {
            "week": SelectionSlider(
                options=[(f"{week}", week) for week in list_visit_weeks()],
                value=rule.end,
                description="Show the course up to week",
                tooltip="The last week shown; the later ones are not yet drawn",
            ),
            "arm": Dropdown(
                options=sorted(ARMS, reverse=True),
                description="Drawn by lot to",
                tooltip="What is infused in the first period, as long as nothing is confirmed",
            ),
        }
        controls |= {f"{measure}_worse": _make_slider(measure) for measure in MEASURES}
        controls["worse_at"] = Dropdown(
            options=list(_name_visit_sets()),
            value=name_weeks([week for week in visits if rule.from_week <= week < rule.last_week]),
            description="Worse at",
            tooltip="The visits at which the patient is that much worse; at the others nothing has changed",
        )
        controls["missed"] = Dropdown(
            options=[NO_VISIT, *(name_weeks([week]) for week in visits)],
            description="Missed",
            tooltip="A visit at which nothing was measured",
        )
        controls["mmt8_baseline"] = IntSlider(
            value=START["mmt8"],
            min=LOWEST_MMT8,
            max=int(figure("mmt8_entry_below").value) - 1,
            description="Start: MMT-8 (points)",
            tooltip="Muscle strength at the start, of 150 points; more is better",
        )
        controls["percent_of"] = Dropdown(
            options=[("the patient's own start", "baseline"), ("the measure's range", "range")],
            description="20 % and 30 % are of (not stated)",
            tooltip="Whether the rule's percentages are of the patient's value at week 0 or of the measure's range",
        )
        controls["in_a_row"] = Dropdown(
            options=[(label, name) for name, (label, _) in _list_row_readings().items()],
            description="Two visits in a row are (not stated)",
            tooltip="Whether a missed visit breaks the row, and whether the first may come before week 8",
        )
        return controls

    def arrange(self, controls: dict[str, Widget]) -> Box:
        worse = [controls[f"{measure}_worse"] for measure in MEASURES]
        return Box(
            [
                controls["week"],
                controls["arm"],
                group_controls("How much worse than at the start, week 0", [*worse, controls["mmt8_baseline"]]),
                group_controls("When", [controls["worse_at"], controls["missed"]]),
                controls["percent_of"],
                controls["in_a_row"],
            ]
        )

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        limb_1 = {"physician_global_worse": 2.0, "mmt8_worse": 24}
        return {
            "Two bad visits": limb_1 | {"worse_at": "weeks 8 and 12"},
            "One bad visit": limb_1 | {"worse_at": "week 12"},
            "Bad, fine, bad": limb_1 | {"worse_at": "weeks 8 and 16"},
            "Before week 8": limb_1 | {"worse_at": "weeks 4 and 8"},
            "20 % of what?": limb_1 | {"worse_at": "weeks 8 and 12", "percent_of": "range"},
            "Two measures of three": {"patient_global_worse": 3.0, "haq_worse": 1.0, "worse_at": "weeks 8 and 12"},
        }

    def compute(
        self,
        *,
        week: int,
        arm: str,
        worse_at: str,
        missed: str,
        mmt8_baseline: int,
        percent_of: str,
        in_a_row: str,
        **worse: float,
    ) -> Course:
        worse_weeks = _name_visit_sets()[worse_at]
        worse_by = {measure: worse[f"{measure}_worse"] for measure in MEASURES}
        start = {**START, "mmt8": mmt8_baseline}
        visits = [Visit(0, **start)]
        for visit_week in _list_follow_up():
            if name_weeks([visit_week]) == missed:
                visits.append(Visit(visit_week))
            else:
                visits.append(Visit(visit_week, **_worsen(start, worse_by if visit_week in worse_weeks else {})))
        _, readings = _list_row_readings()[in_a_row]
        deterioration = find_deterioration(visits, percent_of=percent_of, **readings)
        switched = figure("switched_placebo_to_ivig" if arm == "placebo" else "switched_ivig_to_placebo")
        return Course(
            path=follow_path(arm, deterioration),
            deterioration=deterioration,
            week=week,
            worse_weeks=worse_weeks,
            worse_by=MappingProxyType(worse_by),
            switched=(switched.count, switched.n),
            rule_source=citation(figure("deterioration_measures").citation).short,
            plan_sources="; ".join(citation(key).short for key in ("wms_summary_2023", "news_summary_2022")),
            provenance=Provenance(Status.SYNTHETIC, None, "an invented patient under the trial's rule"),
        )

    def start(self, result: Course) -> Picture:
        return start_course(result)

    def update(self, picture: Picture, result: Course) -> Picture:
        return update_course(picture, result)


def _list_follow_up() -> list[int]:
    """Return the weeks of the visits after week 0 in the first period."""
    return [week for week in list_visit_weeks() if 0 < week <= read_rule().last_week]


def _name_visit_sets() -> dict[str, tuple[int, ...]]:
    """Return every choice of follow-up visits by its name, the small ones first."""
    visits = _list_follow_up()
    sets = (chosen for size in range(1, len(visits) + 1) for chosen in combinations(visits, size))
    return {name_weeks(chosen): chosen for chosen in sets}


def _list_row_readings() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the readings of two consecutive visits: name -> what the list says, and the model's settings."""
    first = read_rule().from_week
    earliest = _list_follow_up()[0]
    return {
        "strict": (f"both from week {first}, none missed between", {}),
        "missed visit skipped": (f"both from week {first}, a missed one skipped", {"missed_visit": "is skipped"}),
        f"first before week {first}": (f"the first from week {earliest}", {"first_bad_visit_from": earliest}),
    }


def _worsen(start: Mapping[str, float], worse_by: Mapping[str, float]) -> dict[str, float]:
    """Return the measures that much worse: MMT-8 falls, the others rise."""
    return {
        measure: value - worse_by.get(measure, 0) if measure == "mmt8" else value + worse_by.get(measure, 0)
        for measure, value in start.items()
    }


def _make_slider(measure: str) -> Widget:
    rules = tis_table().measures[measure]
    return make_measure_slider(
        measure,
        0,
        MOST_WORSE[measure],
        rules.step,
        description=f"{NAMES[measure]} ({rules.unit}{' lost' if measure == 'mmt8' else ''})",
        tooltip=f"{rules.full_name}: how much worse than at week 0 ({rules.unit})",
    )

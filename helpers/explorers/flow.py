"""Patient flow: the trial walked through box by box, and whom a published figure is counted over."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import citation, figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, IntSlider
from helpers.figures.flow import LAST_STEP, Flow, start_flow, update_flow
from helpers.figures.picture import Picture
from helpers.models.patient_flow import PatientFlow, read_patient_flow


class FlowExplorer(Explorer):
    """Patients from the lot to week 40, and the denominators of the papers.

    Parameters
    ----------
    step : int
        How much of the flow is filled, 1 to 6: randomised, arms, switched, week 16, extension, week 40.
    denominator : {"as randomised", "as treated", "completers", "ever given IVIg", "finished week 40"}
        Who is counted: a thick frame, and what the papers count over them.

    Examples
    --------
    >>> explorer = FlowExplorer(step=3, denominator="as treated")
    >>> print(explorer.picture.sentence.partition(". ")[0])
    Step 3: after confirmed deterioration 5 switch from placebo to IVIg, 0 the other way
    """

    title = "Patient flow"
    player = "step"
    pause_ms = 1200

    def controls(self) -> dict[str, Widget]:
        denominators = read_patient_flow().denominators
        return {
            "step": IntSlider(
                value=2,
                min=1,
                max=LAST_STEP,
                description="How far through the trial (step)",
                tooltip="1 randomised, 2 arms, 3 switched, 4 week 16, 5 extension, 6 week 40",
            ),
            "denominator": Dropdown(
                options=[(row.label, name) for name, row in denominators.items()],
                description="Denominator (people in the thick frames)",
                tooltip="Whom a figure is counted over",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Randomised": {"step": 2, "denominator": "as randomised"},
            "As treated": {"step": 3, "denominator": "as treated"},
            "Completers": {"step": 4, "denominator": "completers"},
            "Ever given IVIg": {"step": 5, "denominator": "ever given IVIg"},
            "Week 40": {"step": 6, "denominator": "finished week 40"},
            "Whole flow": {"step": 6, "denominator": "as randomised"},
        }

    def compute(self, *, step: int, denominator: str) -> Flow:
        counts = read_patient_flow()
        chosen = counts.denominators[denominator]
        # Completers are none of the three kinds of comparison, and the stamp names them instead.
        kind = "" if chosen.comparison else f"{chosen.name} · "
        provenance = Provenance(Status.PUBLISHED, chosen.comparison, f"{kind}{citation(chosen.citation).short}")
        return Flow(counts, step, chosen, _tell_measured(counts)[denominator], provenance)

    def start(self, result: Flow) -> Picture:
        return start_flow(result)

    def update(self, picture: Picture, result: Flow) -> Picture:
        return update_flow(picture, result)


def _tell_measured(counts: PatientFlow) -> dict[str, str]:
    """Say what the papers count over each denominator, and what one may make of it."""
    c = counts
    ivig, placebo = figure("responders_ivig"), figure("responders_placebo")
    week40 = figure("responders_ivig_week40"), figure("responders_placebo_week40")
    related, mean = figure("related_events_all_ivig"), figure("mean_tis_interval")
    lost_ivig, lost_placebo = c.not_completed
    return {
        "as randomised": (
            f"Efficacy at 16 weeks is counted over all {c.randomised_ivig} and {c.randomised_placebo}, as the lot "
            f"fell: {ivig.count} of {ivig.n} and {placebo.count} of {placebo.n} responded."
        ),
        "as treated": (
            f"Safety in the first period is counted over {c.treated_ivig} and {c.treated_placebo}, by what was "
            f"infused. The {c.switched_to_ivig} who switched stand in both columns, so {c.treated_ivig} + "
            f"{c.treated_placebo} = {c.treated_ivig + c.treated_placebo} is more than the {c.randomised} people."
        ),
        "completers": (
            f"The {c.completed_ivig} and {c.completed_placebo} are what {lost_ivig} and {lost_placebo} losses left of "
            f"the lot, so no longer as randomised. The printed interval of the mean score ({mean.printed}) fits "
            f"{c.randomised_ivig} and {c.randomised_placebo}, not these."
        ),
        "ever given IVIg": (
            f"The {related.events} related events “in the IVIG group” are of all {c.ever_ivig} ever given IVIg, with "
            f"nobody beside them. To make {c.ever_ivig}, {c.switched_and_left} who switched must have left before the "
            "extension: it follows from the counts, no source says it."
        ),
        "finished week 40": (
            f"Everybody is on IVIg by then, so nobody stands beside these {c.completed}. The response rates printed "
            f"for week 40 fit {week40[0].count} of {week40[0].n} and {week40[1].count} of {week40[1].n}, those who "
            "entered the extension (our reading)."
        ),
    }

"""Fragility: one patient after another is recoded, and p walks up."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import figure
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_bar_slider
from helpers.explorers.published import PUBLISHED_ROWS, trace_counts
from helpers.explorers.widgets import Dropdown, IntSlider
from helpers.figures.fragility import MOST_RECODED, Fragility, start_fragility, update_fragility
from helpers.figures.picture import Picture
from helpers.models.fragility import EVENTS, fragility_index, recode_walk


class FragilityExplorer(Explorer):
    """How many patients would have to answer differently until p is no longer below 0.05?

    Walsh's rule recodes patients to the event, one by one, in the arm with the smaller share of events, so the answer
    depends on what is called the event.

    Parameters
    ----------
    recoded : int
        Patients recoded, 0 to 15.
    event : {"response", "non-response"}
        What is counted as the event: with response patients on placebo become responders, with non-response patients
        on IVIg become non-responders.
    bar : {20, 40, 60}
        The Total Improvement Score, in points, from which a patient counts as a responder.

    Examples
    --------
    >>> explorer = FragilityExplorer(recoded=1)
    >>> print(explorer.picture.sentence.rpartition(": ")[2])
    37 of 47 on IVIg v 22 of 48 on placebo at TIS 20, Fisher's p = 0.0014, below 0.05.
    """

    title = "How many answers would it take?"
    player = "recoded"

    def controls(self) -> dict[str, Widget]:
        return {
            "recoded": IntSlider(
                value=0,
                min=0,
                max=MOST_RECODED,
                description="Recoded (patients)",
                tooltip="How many patients answer differently than they did, one after another",
            ),
            "event": Dropdown(
                options=list(EVENTS),
                description="Event (decides who is recoded)",
                tooltip="What is counted: patients of the arm with the smaller share of it are recoded to it",
            ),
            "bar": make_bar_slider(PUBLISHED_ROWS),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        counts = _read_counts(20)
        index = fragility_index(*counts)
        return {
            "As published": {},
            "Response, to the index": {"recoded": index.response.index, "event": "response"},
            "Non-response, to the index": {"recoded": index.non_response.index, "event": "non-response"},
            "TIS 40": {"bar": 40},
        }

    def compute(self, *, recoded: int, event: str, bar: int) -> Fragility:
        walk = recode_walk(*_read_counts(bar), recoded=recoded, event=event, treatment="IVIg", control="placebo")
        not_completed = sum(figure(f"not_completed_first_period_{arm}").count for arm in ("ivig", "placebo"))
        switched = figure("switched_placebo_to_ivig").count + figure("switched_ivig_to_placebo").count
        return Fragility(walk, bar, not_completed, switched, trace_counts("recoded patients" if recoded else ""))

    def start(self, result: Fragility) -> Picture:
        return start_fragility(result)

    def update(self, picture: Picture, result: Fragility) -> Picture:
        return update_fragility(picture, result)


def _read_counts(bar: int) -> tuple[int, int, int, int]:
    ivig, placebo = (figure(row) for row in PUBLISHED_ROWS[bar])
    return ivig.count, ivig.n, placebo.count, placebo.n

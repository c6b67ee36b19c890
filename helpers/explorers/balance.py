"""Of 100 patients: benefit and harm, each in its own kind of comparison, and no ratio between them."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import citation, figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.published import IMPROVEMENTS, PUBLISHED_ROWS
from helpers.explorers.widgets import Dropdown, RadioButtons, SelectionSlider
from helpers.figures.balance import start_balance, update_balance
from helpers.figures.balance_words import Balance
from helpers.figures.picture import Picture
from helpers.models.safety import contrast, count_per_hundred, natural_frequencies, read_events, read_response

HARMS = {
    "any": "had any adverse event",
    "related": "had a related event",
    "infusional": "had an infusional event",
    "serious": "had a serious event",
    "stopping the drug": "stopped for an event",
}
"""Kinds of harm, from any to those that ended the treatment, with what the picture says people did."""
CAUSES = {"judged related": "related thromboembolic", "whatever the cause": "thromboembolic"}
"""Which thromboembolic events are counted; whether one is related is an opinion."""
METHOD, RIVAL = "wald", "newcombe"
"""Wald, as the trial printed its interval; Newcombe, which holds in small counts, stands beside it in the table."""


class BalanceExplorer(Explorer):
    """Benefit, harm and clots in whole people of 100, in three panels that are never divided by each other.

    Benefit is counted as randomised, harm in the first period as treated. Thromboembolic events of the whole study
    have no comparator, and stand in no contrast.

    Parameters
    ----------
    bar : {20, 40, 60}
        The Total Improvement Score, in points, from which a patient counts as a responder: how large a benefit.
    harm : {"any", "related", "infusional", "serious", "stopping the drug"}
        How severe a harm.
    cause : {"judged related", "whatever the cause"}
        Which thromboembolic events are counted.

    Examples
    --------
    >>> explorer = BalanceExplorer(bar=40, harm="serious")
    >>> explorer.picture.table["more of 100"].tolist()
    ['45', '2', 'no comparator']
    """

    title = "Of 100 patients: benefit and harm"

    def controls(self) -> dict[str, Widget]:
        return {
            "bar": SelectionSlider(
                options=[(f"{bar} ({name})", bar) for bar, name in IMPROVEMENTS.items()],
                description="Benefit: TIS of at least (points)",
                tooltip="The Total Improvement Score from which a patient counts as a responder",
            ),
            "harm": Dropdown(
                options=[(words, harm) for harm, words in HARMS.items()],
                value="related",
                description="Harm in the first period (people)",
                tooltip="How severe a harm is counted: people with at least one, as treated",
            ),
            "cause": RadioButtons(
                options=list(CAUSES),
                description="Clots over the whole study (people)",
                tooltip="Thromboembolic events: whether one is related is an opinion; neither count has a comparator",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "TIS 20, related events": {},
            "TIS 40, serious events": {"bar": 40, "harm": "serious"},
            "TIS 60, drug stopped": {"bar": 60, "harm": "stopping the drug"},
            "Clots of any cause": {"cause": "whatever the cause"},
        }

    def compute(self, *, bar: int, harm: str, cause: str) -> Balance:
        pairs = contrast(*read_response(*PUBLISHED_ROWS[bar])), contrast(*read_events(harm, "first period"))
        benefit, harmed = (natural_frequencies(pair) for pair in pairs)
        (clots,) = read_events(CAUSES[cause], "whole study")
        return Balance(
            benefit=benefit,
            bar=bar,
            improvement=IMPROVEMENTS[bar],
            harm=harmed,
            severity=HARMS[harm],
            clots=clots,
            clots_per_hundred=count_per_hundred(clots),
            cause=cause,
            weeks=(int(figure("first_period_weeks").value), int(figure("study_end_week").value)),
            intervals=tuple(pair.interval(METHOD) for pair in pairs),
            rivals=tuple(pair.interval(RIVAL) for pair in pairs),
            sources=tuple(citation(figure(row).citation).short for row in (PUBLISHED_ROWS[bar][0], "any_events_ivig")),
            # One stamp cannot name three kinds of comparison: each panel's head names its own.
            provenance=Provenance(Status.DERIVED, None, "comparison: see each panel"),
        )

    def start(self, result: Balance) -> Picture:
        return start_balance(result)

    def update(self, picture: Picture, result: Balance) -> Picture:
        return update_balance(picture, result)

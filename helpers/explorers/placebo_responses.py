"""Placebo responses elsewhere: three trials on one axis, and what makes them hard to compare."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import citation, figure
from helpers.evidence.status import Comparison, Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_bar_slider, make_level_slider
from helpers.explorers.widgets import Dropdown
from helpers.figures.picture import Picture
from helpers.figures.placebo_responses import start_placebo_responses, update_placebo_responses
from helpers.figures.placebo_responses_words import PlaceboElsewhere
from helpers.models.placebo_responses import BARS, TRIALS, compare_placebo_responses

CAVEATS = ("time point", "composite rule", "population", "background", "how picked")
SHOWN = ("placebo arms", "with the drug's arm")


class PlaceboResponsesExplorer(Explorer):
    """The placebo response of ProDERM beside that of two later trials, each with its Wilson interval.

    Arms of different trials were not randomised against each other, so no difference and no mean is taken across
    trials. Each drug is set against the placebo of its own trial alone. What we have not found is said to be not found.

    Parameters
    ----------
    bar : {20, 40, 60}
        The Total Improvement Score, in points, from which a patient counts as a responder.
    level : float
        Confidence level in percent, 80 to 99.
    caveat : {"time point", "composite rule", "population", "background", "how picked"}
        What differs between the trials: told under each of them.
    show : {"placebo arms", "with the drug's arm"}
        With the drug's arm, the difference within each trial is told too (Newcombe's interval).

    Examples
    --------
    >>> PlaceboResponsesExplorer().picture.table["TIS 20 or more"].tolist()
    ['21 of 48', '16 of 26', '31 of 42']
    """

    title = "Placebo responses elsewhere"

    def controls(self) -> dict[str, Widget]:
        return {
            "bar": make_bar_slider(BARS),
            "level": make_level_slider("How often intervals made this way should hold the true share"),
            "caveat": Dropdown(
                options=[(caveat.capitalize(), caveat) for caveat in CAVEATS],
                description="Compare with care: what differs",
                tooltip="What is known of each trial, told under its row",
            ),
            "show": Dropdown(
                options=[(words.capitalize(), words) for words in SHOWN],
                description="Arms shown",
                tooltip="Each drug stands beside the placebo of its own trial alone",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Placebo at TIS 20": {},
            "Placebo at TIS 40": {"bar": 40},
            "Placebo at TIS 60": {"bar": 60},
            "Another population": {"caveat": "population"},
            "Beside each drug": {"show": "with the drug's arm"},
        }

    def compute(self, *, bar: int, level: float, caveat: str, show: str) -> PlaceboElsewhere:
        has_drug = show == SHOWN[1]
        phrases, warning = _find_caveat(caveat, bar)
        return PlaceboElsewhere(
            responses=compare_placebo_responses(bar, level / 100),
            lowest=compare_placebo_responses(min(BARS), level / 100),
            caveat=caveat,
            phrases=phrases,
            warning=warning,
            has_drug=has_drug,
            printed=figure(f"difference_tis{bar}"),
            provenance=Provenance(Status.DERIVED, Comparison.RANDOMISED, "each within its own trial")
            if has_drug
            else Provenance(Status.DERIVED, None, "placebo arms of separate trials"),
        )

    def start(self, result: PlaceboElsewhere) -> Picture:
        return start_placebo_responses(result)

    def update(self, picture: Picture, result: PlaceboElsewhere) -> Picture:
        return update_placebo_responses(picture, result)


def _find_caveat(caveat: str, bar: int) -> tuple[tuple[str, ...], str]:
    """Return what our data say of it, trial by trial in the order of TRIALS, and in a sentence."""
    if caveat == "time point":
        first, *others = (trial.timepoint for trial in TRIALS)
        return (
            first,
            *others,
        ), f"The score was taken at {first} in ProDERM, at {' and '.join(sorted({*others}))} elsewhere"
    if caveat == "composite rule":
        return _find_rule(bar)
    if caveat == "population":
        below = int(figure("mmt8_entry_below").value)
        return (
            f"dermatomyositis, MMT-8 below {below}",
            "polymyositis and dermatomyositis, treated before",
            "several subtypes of myositis",
        ), "ProDERM took dermatomyositis alone, the others other myositis too"
    if caveat == "background":
        steroids, drugs = (figure(f"background_{kind}").printed for kind in ("corticosteroids", "immunosuppressants"))
        return (
            f"{steroids} corticosteroids, {drugs} immunosuppressants",
            *["not found"] * (len(TRIALS) - 1),
        ), f"ProDERM: {steroids} corticosteroids, {drugs} immunosuppressants; others: not found"
    kinds = [citation(trial.citation).kind for trial in TRIALS]
    return (
        f"the trial of this course, a {kinds[0]}",
        *(f"its figure is public, in a {kind}" for kind in kinds[1:]),
    ), "Picked because public; none found for abatacept, lenabasum, brepocitinib"


def _find_rule(bar: int) -> tuple[tuple[str, ...], str]:
    others = ["beside the score: not found"] * (len(TRIALS) - 1)
    if bar == min(BARS):
        return (
            "and no confirmed deterioration",
            *others,
        ), "ProDERM also asked for no confirmed deterioration; others: not found"
    return (
        "kept at this bar? not found",
        *others,
    ), "Whether ProDERM's rule on deterioration held at this bar was not found"

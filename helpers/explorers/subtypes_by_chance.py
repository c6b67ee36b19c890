"""Subtypes by chance: one true effect in all of them, and a trial that makes one look as if it had none."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.widgets import Dropdown, IntSlider
from helpers.figures.picture import Picture
from helpers.figures.subtypes_by_chance import MOST_SUBTYPES, start_walk, update_walk
from helpers.figures.subtypes_by_chance_words import Walk
from helpers.models.subtypes_by_chance import (
    QUESTIONS,
    SimulatedSubtypes,
    chance_a_subtype_looks_dead,
    simulate_subtypes,
    split_evenly,
    split_unevenly,
)

SPLITS = {"even": split_evenly, "uneven": split_unevenly}
TRIALS = 100
FEWEST_PATIENTS, MOST_PATIENTS = 10, 200
"""Of an arm: the fewest still give each of ten subtypes one patient."""
MOST_DRAWS = 20
ANSWERS = {words: question for question, words in QUESTIONS.items()}


class SubtypesByChanceExplorer(Explorer):
    """How often does at least one of several subtypes look as if the treatment did nothing, when all share one effect?

    Every subtype has the same true rates: whatever differs between them is chance. The exact chance is the product
    over separate patients; the hundred trials are drawn from a seed. Both are invented, even at the trial's own rates.

    Parameters
    ----------
    subtypes : int
        2 to 10.
    patients_per_arm : int
        10 to 200, divided among the subtypes.
    rate_treatment, rate_control : int
        True responders in every subtype, 0 to 100 %.
    split : {"even", "uneven"}
        Subtypes of one size, or in the proportions k : ... : 2 : 1.
    question : {"0 points or less", "less than 0 points"}
        What is counted: an observed difference, IVIg less placebo, of that size.
    trial : int
        The trial in front, 1 to 100.
    seed : int
        Which hundred trials are drawn, 1 to 20.

    Examples
    --------
    >>> explorer = SubtypesByChanceExplorer(subtypes=4)
    >>> print(explorer.picture.sentence.rpartition("; ")[2])
    the exact chance is 18.8 %.
    """

    title = "Subtypes by chance"
    player = "trial"

    def controls(self) -> dict[str, Widget]:
        ivig, placebo = (round(figure(f"responders_{arm}").percent) for arm in ("ivig", "placebo"))
        return {
            "subtypes": _slider(2, 2, MOST_SUBTYPES, "Subtypes (number)", "Into how many groups the patients fall"),
            "patients_per_arm": _slider(
                48,
                FEWEST_PATIENTS,
                MOST_PATIENTS,
                "Patients in each arm, all subtypes together",
                "How large the trial is",
            ),
            "rate_treatment": _slider(
                ivig, 0, 100, "True responders on IVIg, in every one (%)", "Invented: the same in every subtype"
            ),
            "rate_control": _slider(
                placebo,
                0,
                100,
                "True responders on placebo, in every one (%)",
                "Invented: the same in every subtype",
            ),
            "split": Dropdown(
                options=[("even", "even"), ("uneven (sizes as 3 : 2 : 1, and so on)", "uneven")],
                description="Sizes of the subtypes",
                tooltip="Whether all subtypes have about the same number of patients",
            ),
            "question": Dropdown(
                options=list(ANSWERS),
                description="Counted: at least one subtype shows",
                tooltip="The observed difference, IVIg less placebo, in percentage points",
            ),
            "trial": _slider(1, 1, TRIALS, "Trial (of 100)", "Walk through the invented trials one by one"),
            "seed": _slider(1, 1, MOST_DRAWS, "Draw (another hundred trials)", "The same number draws the same trials"),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        control = self._defaults["rate_control"]
        whole = {"trial": TRIALS}
        return {
            "Two subtypes": {},
            "Five subtypes": {"subtypes": 5} | whole,
            "Ten subtypes": {"subtypes": 10} | whole,
            "Five, uneven": {"subtypes": 5, "split": "uneven"} | whole,
            "Five, 200 per arm": {"subtypes": 5, "patients_per_arm": MOST_PATIENTS} | whole,
            "Five, no true effect": {"subtypes": 5, "rate_treatment": control} | whole,
        }

    def compute(
        self,
        *,
        subtypes: int,
        patients_per_arm: int,
        rate_treatment: int,
        rate_control: int,
        split: str,
        question: str,
        trial: int,
        seed: int,
    ) -> Walk:
        if rate_treatment < rate_control:
            raise Impossible(
                f"{rate_treatment} % on IVIg is less than {rate_control} % on placebo: a true harm is impossible here, "
                f"for then looking worse is no chance. Choose at least {rate_control} % on IVIg, or at most "
                f"{rate_treatment} % on placebo."
            )
        sizes = tuple((n, n) for n in SPLITS[split](patients_per_arm, subtypes))
        rates = rate_treatment / 100, rate_control / 100
        return Walk(
            chance_a_subtype_looks_dead(sizes, *rates, question=ANSWERS[question]),
            _draw(sizes, *rates, seed),
            trial,
            split,
            Provenance(Status.SYNTHETIC, None, "invented trials, one true effect"),
        )

    def start(self, result: Walk) -> Picture:
        return start_walk(result)

    def update(self, picture: Picture, result: Walk) -> Picture:
        return update_walk(picture, result)


@lru_cache(maxsize=8)
def _draw(
    sizes: tuple[tuple[int, int], ...], rate_treatment: float, rate_control: float, seed: int
) -> SimulatedSubtypes:
    # Kept, so that a walk through the trials draws them once.
    return simulate_subtypes(sizes, rate_treatment, rate_control, trials=TRIALS, seed=seed)


def _slider(value: int, low: int, high: int, description: str, tooltip: str) -> IntSlider:
    return IntSlider(value=value, min=low, max=high, description=description, tooltip=tooltip)

"""Does the effect differ, and on which scale: two groups, their interaction, and how many patients it takes."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from ipywidgets import Widget

from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_level_slider
from helpers.explorers.published import trace_counts
from helpers.explorers.widgets import IntSlider, RadioButtons
from helpers.figures.interaction import start_interaction, update_interaction
from helpers.figures.interaction_shown import INTERACTION, PATIENTS, STEPS, DifferingEffect
from helpers.figures.picture import Picture
from helpers.models.proportions import ProportionComparison
from helpers.models.published_arms import compare_published
from helpers.models.subgroups import (
    SCALES,
    InteractionFactor,
    interaction,
    interaction_factor,
    interaction_power,
    multiply_patients,
)

GROUPS = {
    "MSA-positive": ("responders_msa_ivig", "responders_msa_placebo"),
    "all others": ("responders_rest_ivig", "responders_rest_placebo"),
}
"""Group -> the rows of the published figures that hold its counts by arm."""

MOST_TIMES = 16
TARGET = 0.8
"""The customary power."""


class InteractionExplorer(Explorer):
    """Does the effect of IVIg differ between two groups of patients, and on which scale?

    Patients with a myositis-specific antibody (MSA) in a later serum re-analysis, against all others: post hoc, counts
    by arm derived from printed percentages.

    Parameters
    ----------
    scale : {"risk difference", "odds ratio", "risk ratio"}
        On which the effect is measured.
    show : {"each group", "the interaction", "what it takes"}
        How much is shown.
    size : int
        Times the patients, in the same shares of responders, 1 to 16; above 1 they are invented.
    level : float
        Confidence level in percent, 80 to 99. The power is that of the interval of this level.

    Examples
    --------
    >>> InteractionExplorer(show="the interaction").picture.table.loc[2, ["lower", "upper"]].tolist()
    [-59.64, 10.65]
    """

    title = "Does the effect differ? On which scale?"
    player = "size"
    pause_ms = 400

    def controls(self) -> dict[str, Widget]:
        return {
            "show": RadioButtons(
                options=[(step.capitalize(), step) for step in STEPS],
                description="Show",
                tooltip="The effect in each group, then how far the two lie apart, then what it takes to know",
            ),
            "scale": RadioButtons(
                options=[(scale.capitalize(), scale) for scale in SCALES],
                description="Scale of the effect",
                tooltip="The same four counts can lie closer together on one scale than on another",
            ),
            "size": IntSlider(
                value=1,
                min=1,
                max=MOST_TIMES,
                description="Patients (times as many; above 1 invented)",
                tooltip="The same shares of responders in so many times the patients",
            ),
            "level": make_level_slider("How often intervals made this way should hold the true effect or interaction"),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Each group": {},
            "The interaction": {"show": INTERACTION},
            "As odds ratios": {"show": INTERACTION, "scale": "odds ratio"},
            "As risk ratios": {"show": INTERACTION, "scale": "risk ratio"},
            "What it takes": {"show": PATIENTS},
        }

    def compute(self, *, show: str, scale: str, size: int, level: float) -> DifferingEffect:
        groups = _read_groups()
        share = level / 100
        # 1 - 0.95 is a hair above 0.05.
        alpha = round(1 - share, 6)
        power = interaction_power(*groups, scale=scale, alpha=alpha, times=size)
        return DifferingEffect(
            found=interaction(
                *(multiply_patients(group, size) for group in groups), scale=scale, level=share, names=tuple(GROUPS)
            ),
            show=show,
            size=size,
            published=sum(group.n for group in groups),
            power=power,
            curve=_trace_curve(scale, alpha),
            target=TARGET,
            needed=power.find_patients(TARGET),
            factor=_find_factor(scale),
            # Without the number: it stands in the picture, and a new stamp is a new background.
            provenance=trace_counts("the same shares in more patients" if size > 1 else "", "proderm_antibodies_2024"),
        )

    def layout_key(self, result: DifferingEffect) -> Hashable:
        return result.provenance, result.scale.name, result.has_power

    def start(self, result: DifferingEffect) -> Picture:
        return start_interaction(result)

    def update(self, picture: Picture, result: DifferingEffect) -> Picture:
        return update_interaction(picture, result)


@lru_cache(maxsize=1)
def _read_groups() -> tuple[ProportionComparison, ...]:
    return tuple(compare_published(*rows) for rows in GROUPS.values())


@lru_cache(maxsize=256)
def _trace_curve(scale: str, alpha: float) -> tuple[tuple[int, float], ...]:
    groups = _read_groups()
    return tuple(
        (times, interaction_power(*groups, scale=scale, alpha=alpha, times=times).power)
        for times in range(1, MOST_TIMES + 1)
    )


@lru_cache(maxsize=len(SCALES))
def _find_factor(scale: str) -> InteractionFactor:
    return interaction_factor(*_read_groups(), scale=scale)

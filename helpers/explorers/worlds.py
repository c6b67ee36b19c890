"""Other worlds, the same totals: antibodies dealt anew, under a truth that the learner chooses."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ipywidgets import Widget

from helpers.evidence import synthetic_cohort
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_seed_slider
from helpers.explorers.widgets import Dropdown, IntSlider
from helpers.figures.picture import Picture
from helpers.figures.worlds import Worlds, start_worlds, update_worlds
from helpers.figures.worlds_words import NAMES
from helpers.models.cohort_antibodies import SubtypeTruth
from helpers.models.worlds import Lots, WorldSeries, draw_lots

WORLDS = 30
LARGEST_EXTRA, LOWEST_ON_BOTH, EXTRA_STEP = 40, -20, 5
"""TIS points. On placebo the mean is near 20 and the score has no minus side, so nobody's can be much lower."""

UNLIKE = {"extra_effect": -20}
HIGHER = {"extra_on_both": 20}
"""Invented truths, for the presets: of no source, and of no subtype in particular."""


class WorldsExplorer(Explorer):
    """Many synthetic cohorts that all meet every total listed, and a truth by subtype that is chosen.

    Patients and scores are those of the course's synthetic cohort; only the antibodies are dealt anew, by lot and by
    the chosen truth, so that every count that `check_totals` lists is met. It is assumed, and not public, that those
    with an MSA in the trial report are all among those of the later analysis. Whole other cohorts:
    `reconstruct_cohort(seed, truth=...)`.

    Parameters
    ----------
    world : int
        The world on show, 1 to 30; the lower panel holds it and those before it.
    seed : int
        Which series of worlds, 1 to 20.
    subtype : {"dermatomyositis-specific", "antisynthetase", "necrotising", "none"}
        The subtype that is looked at, by its kind of antibody in the trial report.
    extra_effect : int
        TIS points that IVIg truly adds in it beyond what it adds in the others, -40 to 40. The means of the arms stay
        as published, so what it adds in the others moves the other way.
    extra_on_both : int
        TIS points by which it truly scores higher than the others in both arms, -20 to 40.

    Examples
    --------
    >>> explorer = WorldsExplorer(world=2, extra_effect=-20)
    >>> explorer.picture.table[["IVIg (patients)", "placebo (patients)"]].iloc[:4].sum().tolist()
    [47, 48]
    """

    title = "Other worlds, the same totals"
    player = "world"

    def controls(self) -> dict[str, Widget]:
        return {
            "world": IntSlider(
                value=1,
                min=1,
                max=WORLDS,
                description="World (and those walked before it)",
                tooltip="Which world of the series is shown; each meets every total listed",
            ),
            "subtype": Dropdown(
                options=[(label, subtype) for subtype, label in NAMES.items()],
                description="Kind of antibody looked at (trial report)",
                tooltip="Whose differences the lower panel shows, and whose truth is set below",
            ),
            "extra_effect": _extra_slider(
                -LARGEST_EXTRA,
                "What IVIg truly adds in it beyond the others (points)",
                "Invented: TIS points by which the effect of IVIg in this kind exceeds that in the others",
            ),
            "extra_on_both": _extra_slider(
                LOWEST_ON_BOTH,
                "How much higher it truly scores on both arms (points)",
                "Invented: TIS points by which this kind scores higher than the others on placebo, and on IVIg too",
            ),
            "seed": make_seed_slider("Seed (which series of worlds)"),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "Equal truths, world 1": {"world": 1},
            "Equal truths, 30 worlds": {"world": WORLDS},
            "IVIg adds 20 fewer in one": {"world": WORLDS, **UNLIKE},
            "20 higher on both arms": {"world": WORLDS, **HIGHER},
            "Five patients, equal truths": {"world": WORLDS, "subtype": "necrotising"},
        }

    def compute(self, *, world: int, subtype: str, extra_effect: int, extra_on_both: int, seed: int) -> Worlds:
        series = _walk(subtype, extra_effect, extra_on_both, seed)
        provenance = Provenance(Status.SYNTHETIC, None, "invented patients, totals of the trial")
        return Worlds(series, world, subtype, extra_effect, extra_on_both, provenance)

    def start(self, result: Worlds) -> Picture:
        return start_worlds(result)

    def update(self, picture: Picture, result: Worlds) -> Picture:
        return update_worlds(picture, result)


@lru_cache(maxsize=64)
def _walk(subtype: str, extra_effect: int, extra_on_both: int, seed: int) -> WorldSeries:
    truth = SubtypeTruth(placebo={subtype: extra_on_both}, effect={subtype: extra_effect})
    return _draw(seed).walk(truth)


@lru_cache(maxsize=2)
def _draw(seed: int) -> Lots:
    return draw_lots(synthetic_cohort(), seed=seed, worlds=WORLDS)


def _extra_slider(lowest: int, description: str, tooltip: str) -> IntSlider:
    return IntSlider(value=0, min=lowest, max=LARGEST_EXTRA, step=EXTRA_STEP, description=description, tooltip=tooltip)

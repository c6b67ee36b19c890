"""Shuffle the labels: could the lot alone have dealt the arms a difference as wide as the observed one?"""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import figure
from helpers.evidence.status import Provenance
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_draws_slider, make_seed_slider
from helpers.explorers.published import PUBLISHED_ROWS, trace_counts
from helpers.explorers.widgets import IntSlider
from helpers.figures.permutation import ShuffledLabels, start_permutation, update_permutation
from helpers.figures.picture import Picture
from helpers.models.permutation import permute_labels

DRAWS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)

SMALLER_DIFFERENCE = {"responders_ivig": 33, "responders_placebo": 25}
NEARLY_NONE = {"responders_ivig": 29, "responders_placebo": 29}
"""Invented: as many responders in all as published, shared out more evenly."""


class PermutationExplorer(Explorer):
    """Keep every outcome, deal the labels of the arms anew, and note the difference; again and again.

    Parameters
    ----------
    draws : int
        Shuffles shown: 1, 2, 3, 5, 10, ... 10 000. All follow from the seed; more show the same ones and further ones.
    seed : int
        Which series of shuffles, 1 to 20.
    responders_ivig, responders_placebo : int
        Patients who responded, of as many as were randomised to the arm; more is better.

    Examples
    --------
    >>> explorer = PermutationExplorer(draws=1000)
    >>> print(explorer.picture.table.loc[3:4].to_string(index=False, header=False))
                                          shuffles 1000.0
    shuffles at least as far from zero as observed    2.0
    """

    title = "Shuffle the labels"
    player = "draws"

    def controls(self) -> dict[str, Widget]:
        ivig, placebo = (figure(name) for name in PUBLISHED_ROWS[20])
        return {
            "draws": make_draws_slider(DRAWS, "Shuffles", "How many shuffles of the series are shown"),
            "seed": make_seed_slider("Seed (which series of shuffles)"),
            "responders_ivig": _count_slider("Responders on IVIg", ivig.count, ivig.n),
            "responders_placebo": _count_slider("Responders on placebo", placebo.count, placebo.n),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "As published, 1 shuffle": {"draws": DRAWS[0]},
            "10 000 shuffles": {"draws": DRAWS[-1]},
            "A smaller difference": {"draws": DRAWS[-1], **SMALLER_DIFFERENCE},
            "Nearly no difference": {"draws": DRAWS[-1], **NEARLY_NONE},
        }

    def compute(self, *, draws: int, seed: int, responders_ivig: int, responders_placebo: int) -> ShuffledLabels:
        n_ivig, n_placebo = (figure(name).n for name in PUBLISHED_ROWS[20])
        permutation = permute_labels(responders_ivig, n_ivig, responders_placebo, n_placebo, draws=draws, seed=seed)
        return ShuffledLabels(permutation, _trace(responders_ivig, responders_placebo))

    def layout_key(self, result: ShuffledLabels) -> tuple[Provenance, int]:
        return result.provenance, result.reach

    def start(self, result: ShuffledLabels) -> Picture:
        return start_permutation(result)

    def update(self, picture: Picture, result: ShuffledLabels) -> Picture:
        return update_permutation(picture, result)


def _count_slider(what: str, value: int, n: int) -> IntSlider:
    label = f"{what} (of {n} patients)"
    return IntSlider(value=value, min=0, max=n, description=label, tooltip=label)


def _trace(*counts: int) -> Provenance:
    """Say where the counts come from: shuffles are derived even where the counts are published."""
    is_published = any(counts == tuple(figure(name).count for name in rows) for rows in PUBLISHED_ROWS.values())
    return trace_counts("" if is_published else "invented counts")

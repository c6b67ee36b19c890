"""A higher bar: patients per arm at three bars, and what is left of their order when the patients are drawn anew."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_draws_slider, make_seed_slider
from helpers.explorers.published import PUBLISHED_ROWS, read_categories, trace_counts
from helpers.explorers.widgets import IntSlider, SelectionSlider
from helpers.figures.higher_bar import start_higher_bar, update_higher_bar
from helpers.figures.higher_bar_words import HigherBar
from helpers.figures.picture import Picture
from helpers.models.bootstrap import bootstrap_bars

DRAWS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


class HigherBarExplorer(Explorer):
    """Would a trial with a higher bar need fewer patients?

    Patients per arm are planned on the observed proportions at each bar (normal formula, two-sided 5 %). Then the
    patients of each arm are drawn anew, with replacement, and the trial is planned again on what was drawn. A resample
    in which IVIg is not ahead of placebo has no n; it counts as infinite.

    Parameters
    ----------
    highest : {20, 40, 60}
        The highest bar shown, Total Improvement Score in points; the lower ones stand beside it.
    draws : int
        Resamples shown: 1, 2, 5, 10, ... 10 000. All follow from the seed; more show the same ones and further ones.
    power : int
        Wanted of the next trial, 70 to 90 %.
    seed : int
        Which series of resamples, 1 to 20.

    Examples
    --------
    >>> explorer = HigherBarExplorer(highest=40, draws=1000)
    >>> print(explorer.picture.sentence.partition(".")[0])
    As observed, TIS 20 and 40 need 30 and 18 per arm for 80 % power
    """

    title = "Would a higher bar need fewer?"
    player = "draws"

    def controls(self) -> dict[str, Widget]:
        return {
            "highest": SelectionSlider(
                options=[("20", 20), ("20, 40", 40), ("20, 40, 60", 60)],
                description="Bars shown (Total Improvement Score, points)",
                tooltip="From which score on a patient counts: at how many bars the trial is planned",
            ),
            "draws": make_draws_slider(
                DRAWS,
                "Resamples of the same patients",
                "How often the patients of each arm were drawn anew, with replacement",
            ),
            "power": IntSlider(
                value=80,
                min=70,
                max=90,
                description="Power wanted of the next trial (%)",
                tooltip="How often the next trial should find the difference, if it is as large as planned on",
            ),
            "seed": make_seed_slider(
                "Which series of resamples (its seed)",
                "Another number draws another series by chance; the same number always draws the same one",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "One bar, one resample": {},
            "One bar, 10 000 resamples": {"draws": DRAWS[-1]},
            "Two bars, 10 000 resamples": {"highest": 40, "draws": DRAWS[-1]},
            "All bars, 10 000 resamples": {"highest": 60, "draws": DRAWS[-1]},
            "All bars, 90 % power": {"highest": 60, "draws": DRAWS[-1], "power": 90},
        }

    def compute(self, *, highest: int, draws: int, power: int, seed: int) -> HigherBar:
        bootstrap = bootstrap_bars(
            *read_categories(), bars=tuple(PUBLISHED_ROWS), power=power / 100, draws=draws, seed=seed
        )
        return HigherBar(bootstrap, highest, trace_counts())

    def start(self, result: HigherBar) -> Picture:
        return start_higher_bar(result)

    def update(self, picture: Picture, result: HigherBar) -> Picture:
        return update_higher_bar(picture, result)

"""Three bars at once, with the mean and the ordinal reading of the same patients beside them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ipywidgets import Widget

from helpers.evidence import figure
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_bar_slider
from helpers.explorers.published import CATEGORIES, DIFFERENCE_ROWS, PUBLISHED_ROWS, read_categories, trace_counts
from helpers.explorers.widgets import Dropdown
from helpers.figures.picture import Picture
from helpers.figures.thresholds import start_thresholds, update_thresholds
from helpers.figures.thresholds_words import READINGS, Thresholds
from helpers.models.continuous import share_below, welch_from_summary
from helpers.models.ordinal import OrdinalComparison, compare_categories
from helpers.models.printed import PrintedInterval

PATIENTS = {"all randomised": "mean_tis", "completed the first period": "completed_first_period"}
"""Who is counted for the mean -> the start of the rows that hold how many."""


class ThresholdsExplorer(Explorer):
    """The week-16 result read at three bars, as a mean, and over all four categories.

    The counts at the three bars are nested: whoever reaches 60 has reached 40 and 20. The same people are counted three
    times, so that their agreement is no replication. Responders at 20 are also without confirmed deterioration; that 40
    and 60 kept that rule is assumed.

    Parameters
    ----------
    reading : {"bars", "mean", "ordinal"}
        What stands in front.
    bar : {20, 40, 60}
        The Total Improvement Score, in points, at which the cut stands. Higher is harder.
    patients : {"all randomised", "completed the first period"}
        Who is counted behind the mean. One of the two gives the interval that was printed, the other does not.

    Examples
    --------
    >>> print(ThresholdsExplorer(bar=40).picture.sentence.partition(".")[0])
    At TIS 40 or more: 32 of 47 on IVIg, 11 of 48 on placebo, 45
    """

    title = "Three bars and two other readings"

    def controls(self) -> dict[str, Widget]:
        return {
            "reading": Dropdown(
                options=[(words.capitalize(), reading) for reading, words in READINGS.items()],
                description="Reading in front",
                tooltip="Which way of reading the same patients is told in words",
            ),
            "bar": make_bar_slider(DIFFERENCE_ROWS),
            "patients": Dropdown(
                options=[(f"{words.capitalize()} ({_join_counts(words)})", words) for words in PATIENTS],
                description="Patients counted for the mean",
                tooltip="How many patients are taken to stand behind the two means",
            ),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            "TIS 20": {},
            "TIS 40": {"bar": 40},
            "TIS 60": {"bar": 60},
            "The mean": {"reading": "mean"},
            "The mean, completers": {"reading": "mean", "patients": "completed the first period"},
            "All four categories": {"reading": "ordinal"},
        }

    def compute(self, *, reading: str, bar: int, patients: str) -> Thresholds:
        categories = _compare(*read_categories())
        ivig, placebo = (figure(f"mean_tis_{arm}") for arm in ("ivig", "placebo"))
        n_ivig, n_placebo = _read_counts(patients)
        return Thresholds(
            bars=tuple(PUBLISHED_ROWS),
            bar=bar,
            reading=reading,
            names=CATEGORIES,
            categories=categories,
            differences=tuple(cut.risk_difference_interval() for cut in categories.cuts),
            printed={each: PrintedInterval.read(figure(row).printed) for each, row in DIFFERENCE_ROWS.items()},
            means=welch_from_summary(ivig.value, ivig.sd, n_ivig, placebo.value, placebo.sd, n_placebo),
            printed_mean=PrintedInterval.read(figure("mean_tis_interval").printed),
            below_zero=share_below(0, placebo.value, placebo.sd),
            provenance=trace_counts(),
        )

    def start(self, result: Thresholds) -> Picture:
        return start_thresholds(result)

    def update(self, picture: Picture, result: Thresholds) -> Picture:
        return update_thresholds(picture, result)


@lru_cache(maxsize=1)
def _compare(counts_ivig: tuple[int, ...], counts_placebo: tuple[int, ...]) -> OrdinalComparison:
    """Compare the categories once: no control moves them, and the common odds ratio is searched for."""
    return compare_categories(counts_ivig, counts_placebo)


def _read_counts(patients: str) -> tuple[int, int]:
    """Return how many stand behind the means: a denominator of the means, or those who completed."""
    rows = [figure(f"{PATIENTS[patients]}_{arm}") for arm in ("ivig", "placebo")]
    return tuple(row.n if row.count is None else row.count for row in rows)


def _join_counts(patients: str) -> str:
    return " and ".join(map(str, _read_counts(patients)))

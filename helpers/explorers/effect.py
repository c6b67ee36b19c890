"""Effect and intervals: four counts in, the difference with its interval by several methods out."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.errors import Impossible
from helpers.evidence import figure
from helpers.explorers.base import Explorer
from helpers.explorers.controls import make_level_slider
from helpers.explorers.published import PUBLISHED_ROWS, trace_counts
from helpers.explorers.widgets import Dropdown, IntSlider
from helpers.figures.effect import Effect, start_effect, update_effect
from helpers.figures.picture import Picture
from helpers.models.proportions import RISK_DIFFERENCE_METHODS, compare_proportions, proportion_interval

METHODS = ("wald", "newcombe", "agresti-caffo", "miettinen-nurminen")
TESTS = {"pearson": "Pearson", "fisher": "Fisher"}
LARGEST_ARM = 150

FEWER_PATIENTS = {"responders_ivig": 4, "n_ivig": 5, "responders_placebo": 2, "n_placebo": 5}
"""Ten patients with nearly the published percentages (80 % and 40 %): what a smaller trial would have known."""


class EffectExplorer(Explorer):
    """The difference between two arms, with its interval by four methods.

    Parameters
    ----------
    responders_ivig, responders_placebo : int
        Patients who reached the bar; more is better.
    n_ivig, n_placebo : int
        All patients of the arm, 1 to 150.
    method : {"wald", "newcombe", "agresti-caffo", "miettinen-nurminen"}
        The interval in front.
    level : float
        Confidence level in percent, 80 to 99.

    Examples
    --------
    >>> explorer = EffectExplorer(method="newcombe")
    >>> explorer.picture.table.loc[3, ["estimate", "lower", "upper"]].tolist()
    [34.97, 15.45, 50.99]
    """

    title = "Effect and intervals"

    def controls(self) -> dict[str, Widget]:
        start = _read_counts(*PUBLISHED_ROWS[20])
        return {
            "responders_ivig": _count_slider("Responders on IVIg (patients)", start["responders_ivig"], 0),
            "n_ivig": _count_slider("All on IVIg (patients)", start["n_ivig"], 1),
            "responders_placebo": _count_slider("Responders on placebo (patients)", start["responders_placebo"], 0),
            "n_placebo": _count_slider("All on placebo (patients)", start["n_placebo"], 1),
            "method": Dropdown(
                options=[(RISK_DIFFERENCE_METHODS[method].label, method) for method in METHODS],
                description="Method (the interval in bold)",
                tooltip="How the interval of the difference is computed",
            ),
            "level": make_level_slider("How often intervals made this way should hold the true difference"),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        published = {
            "As published (TIS 20)" if bar == 20 else f"TIS {bar}": _read_counts(*rows)
            for bar, rows in PUBLISHED_ROWS.items()
        }
        return published | {"Ten patients": FEWER_PATIENTS}

    def compute(self, *, method: str, level: float, **counts: int) -> Effect:
        for arm in ("IVIg", "placebo"):
            # Checked here too, so that the sentence names what the sliders are called.
            responders, n = counts[f"responders_{arm.lower()}"], counts[f"n_{arm.lower()}"]
            if responders > n:
                raise Impossible(
                    f"Responders on {arm}: {responders} is more than the {n} on {arm}. Choose 0 to {n}, or raise "
                    f"All on {arm}. The picture still shows the counts before."
                )
        comparison = compare_proportions(
            counts["responders_ivig"], counts["n_ivig"], counts["responders_placebo"], counts["n_placebo"]
        )
        share = level / 100
        bar = next((bar for bar, rows in PUBLISHED_ROWS.items() if counts == _read_counts(*rows)), None)
        differences = {name: comparison.risk_difference_interval(name, share) for name in METHODS}
        return Effect(
            comparison,
            arms=(
                proportion_interval(comparison.responders_treatment, comparison.n_treatment, level=share),
                proportion_interval(comparison.responders_control, comparison.n_control, level=share),
            ),
            differences=differences,
            method=method,
            measures=(comparison.risk_ratio_interval(level=share), comparison.odds_ratio_interval(level=share)),
            threshold=bar,
            number_needed=comparison.number_needed_to_treat_interval(method, share),
            p_values={label: comparison.p_value(test) for test, label in TESTS.items()},
            provenance=trace_counts("invented counts" if bar is None else ""),
        )

    def start(self, result: Effect) -> Picture:
        return start_effect(result)

    def update(self, picture: Picture, result: Effect) -> Picture:
        return update_effect(picture, result)


def _count_slider(description: str, value: int, low: int) -> IntSlider:
    return IntSlider(value=value, min=low, max=LARGEST_ARM, description=description, tooltip=description)


def _read_counts(ivig_id: str, placebo_id: str) -> dict[str, int]:
    ivig, placebo = figure(ivig_id), figure(placebo_id)
    return {
        "responders_ivig": ivig.count,
        "n_ivig": ivig.n,
        "responders_placebo": placebo.count,
        "n_placebo": placebo.n,
    }

"""What score can this patient reach: a baseline, and the best visit that the scales could show from there."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget

from helpers.evidence import figure, tis_table
from helpers.evidence.status import Provenance, Status
from helpers.explorers.base import Explorer
from helpers.explorers.controls import FINEST, make_enzyme_dropdown, make_measure_slider
from helpers.explorers.widgets import FloatSlider
from helpers.figures.attainable import start_attainable, update_attainable
from helpers.figures.attainable_words import Attainable
from helpers.figures.picture import Picture
from helpers.models.attainable import PHENOTYPES, explain_reach, weigh_bars
from helpers.models.tis import CoreSetMeasures, attainable_score

HIGHEST_ENZYME, HIGHEST_BEST = 30.0, 2.0
"""Multiples of the upper limit of normal: ends of the two sliders, chosen here."""


class AttainableExplorer(Explorer):
    """The highest Total Improvement Score that an invented patient can reach from the values at entry.

    The best visit has 0 on every scale of activity, MMT-8 of 150, and the enzyme at `enzyme_best`. A measure that
    starts near its best has no room for points, however well the patient gets.

    Parameters
    ----------
    physician_global, patient_global, extramuscular : float
        At entry, 0 to 10 cm; lower is better.
    mmt8 : int
        Manual muscle testing at entry, 0 to 150 points; higher is better.
    haq : float
        Health Assessment Questionnaire at entry, 0 to 3 points; lower is better.
    enzyme_baseline : float
        The enzyme at entry, 0 to 30 multiples of its upper limit of normal (ULN); lower is better.
    enzyme_best : float
        The lowest enzyme that counts, 0 to 2 × ULN: 1 by assumption.
    enzyme : {"CK", "aldolase", "AST", "ALT", "LDH"}
        Which enzyme; its range is an assumption of this course.

    Examples
    --------
    >>> AttainableExplorer(mmt8=141).picture.table.loc[2, ["points in reach", "most", "out of reach"]].tolist()
    [10.0, 32.5, 22.5]
    """

    title = "What score can this patient reach?"

    def controls(self) -> dict[str, Widget]:
        start = next(iter(self.presets.values()))
        return {
            "physician_global": _make_slider("physician_global", start["physician_global"]),
            "patient_global": _make_slider("patient_global", start["patient_global"]),
            "mmt8": _make_slider("mmt8", start["mmt8"]),
            "haq": _make_slider("haq", start["haq"]),
            "enzyme_baseline": _make_slider("enzyme", start["enzyme_baseline"]),
            "extramuscular": _make_slider("extramuscular", start["extramuscular"]),
            "enzyme_best": FloatSlider(
                value=1,
                min=0,
                max=HIGHEST_BEST,
                step=FINEST["enzyme"],
                readout_format=".2f",
                description="Best enzyme that counts (× ULN, assumed)",
                tooltip="The lowest value to which the enzyme may fall; a normal value is 1 or less",
            ),
            "enzyme": make_enzyme_dropdown(),
        }

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        return {
            name: {
                "enzyme_baseline" if measure == "enzyme" else measure: getattr(patient.baseline, measure)
                for measure in tis_table().measures
            }
            for name, patient in PHENOTYPES.items()
        }

    def compute(self, *, enzyme_baseline: float, enzyme_best: float, enzyme: str, **values: float) -> Attainable:
        baseline = CoreSetMeasures(**values, enzyme=enzyme_baseline)
        score = attainable_score(baseline, enzyme_best=enzyme_best, enzyme=enzyme)
        return Attainable(
            score=score,
            reaches=explain_reach(score),
            raters=tuple(rules.scored_by for rules in tis_table().measures.values()),
            bars=weigh_bars(score),
            entry_below=int(figure("mmt8_entry_below").value),
            provenance=Provenance(Status.SYNTHETIC, None, "an invented patient; enzyme range assumed"),
        )

    def start(self, result: Attainable) -> Picture:
        return start_attainable(result)

    def update(self, picture: Picture, result: Attainable) -> Picture:
        return update_attainable(picture, result)


def _make_slider(measure: str, value: float) -> Widget:
    rules = tis_table().measures[measure]
    return make_measure_slider(
        measure,
        value,
        rules.maximum or HIGHEST_ENZYME,
        FINEST.get(measure, rules.step),
        description=f"{rules.label} at entry ({rules.unit})",
        tooltip=f"{rules.full_name}, at entry ({rules.unit})",
    )

"""What the picture of power says: title, sentence, alternative text and table, all from the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.models.power import ExactPower, PowerCurve, SampleSize
from helpers.models.rendering import print_percent

LARGEST_SHOWN = 250
"""Patients per arm at the right end of the axis."""
CLOSE = 12
"""Numbers of patients on either side of the middle of the saw-tooth in the close look."""
TABLE_STEP = 25
"""Patients per arm between two rows of the table."""
NAMES = {"pooled_z": "chi-squared test", "fisher": "Fisher's exact test"}
"""Pooled z without a correction is the chi-squared test."""


@dataclass(frozen=True)
class Planned:
    """What the picture shows.

    Attributes
    ----------
    plan : SampleSize
        By exact search: the number of patients per arm from which on power stays at the target.
    normal : SampleSize
        By the normal formula of pooled z, for the same rates and target.
    curve : PowerCurve
        Power and actual size for every number of patients per arm on the axis.
    close : PowerCurve
        The same from below the number that first reaches the target to above the one that holds it.
    first, held : ExactPower
        With as many patients as first reach the target, and as hold it from there on.
    chosen : ExactPower
        With as many patients per arm as the learner set.
    trial : ExactPower
        With the arms of the published trial, which differ by one.
    provenance : Provenance
    """

    plan: SampleSize
    normal: SampleSize
    curve: PowerCurve
    close: PowerCurve
    first: ExactPower
    held: ExactPower
    chosen: ExactPower
    trial: ExactPower
    provenance: Provenance

    @property
    def has_tooth(self) -> bool:
        """Whether a larger number of patients falls below the target after a smaller one has reached it."""
        return self.plan.first_control != self.plan.n_per_arm


def print_arms(power: ExactPower) -> str:
    """Write the two arms of a trial."""
    return f"{power.n_treatment} and {power.n_control}"


def title_planned(planned: Planned) -> str:
    """Return what is seen, in two lines: the question, and its answer counted exactly and by the usual formula."""
    plan = planned.plan
    return (
        f"To find {_rates(planned)} with {print_percent(plan.power)} power:\n"
        f"{plan.n_per_arm} per arm exactly; usual formula {planned.normal.n_per_arm}"
    )


def write_chosen(planned: Planned) -> str:
    """Return what the ring shows."""
    chosen = planned.chosen
    return f"{chosen.n_control} per arm: finds it in {print_percent(chosen.power)} of trials (power)"


def write_size(planned: Planned) -> str:
    """Return the actual size in words."""
    chosen = planned.chosen
    return (
        f"if both {print_percent(chosen.p_control)}: finds a difference in {print_percent(chosen.size)} (actual size)"
    )


def write_axis(planned: Planned) -> str:
    """Return what the axes of the curve are."""
    return f"Trials with p < 0.05 ({_test(planned)}), by patients per arm"


def write_tooth(planned: Planned) -> str:
    """Return the words over the close-up, or instead of one."""
    plan = planned.plan
    held, target = plan.n_per_arm, print_percent(plan.power)
    if not planned.has_tooth:
        return f"At {held} per arm {target} is reached, and larger trials keep it."
    return f"Close-up: {target} first at {plan.first_control}, for good from {held} (filled: reached)"


def read_planned(planned: Planned) -> str:
    """Return the sentence below the picture."""
    plan, chosen = planned.plan, planned.chosen
    target, control = print_percent(plan.power), print_percent(plan.p_control)
    reached = "Counted exactly"
    if planned.has_tooth:
        reached = f"{target} is first reached at {plan.first_control} and kept from {plan.n_per_arm} on"
    return (
        f"If {print_percent(plan.p_treatment)} respond on IVIg and {control} on placebo, {target} power takes "
        f"{plan.n_per_arm} per arm ({_test(planned)}). {reached}; the usual formula says {planned.normal.n_per_arm}. "
        f"With {chosen.n_control} per arm {print_percent(chosen.power)} of trials find it; if both were {control}, "
        f"{print_percent(chosen.size)} would find one: the actual size."
    )


def describe_planned(planned: Planned) -> str:
    """Return the alternative text."""
    plan, curve, chosen = planned.plan, planned.curve, planned.chosen
    steps = ", ".join(
        f"{n}: {print_percent(power)}"
        for n, power in zip(curve.n_control, curve.power, strict=True)
        if n % (2 * TABLE_STEP) == 0
    )
    failing = f" It falls below again at {', '.join(map(str, plan.failing))}: a close-up." if plan.failing else ""
    return (
        f"Exact power of the {_test(planned)} at two-sided {print_percent(plan.alpha)} for {_rates(planned)}, by "
        f"patients per arm, a jagged curve: {steps}. A line marks the target of {print_percent(plan.power)}, first "
        f"reached at {plan.first_control} and held from {plan.n_per_arm} on, looked at up to {plan.checked_to}."
        f"{failing} A ring marks {chosen.n_control} per arm, {print_percent(chosen.power)}. In words the actual size, "
        f"how often the test finds a difference if both respond at {print_percent(plan.p_control)}: "
        f"{print_percent(chosen.size)} at {chosen.n_control} per arm; and the usual formula, "
        f"{planned.normal.n_per_arm} per arm."
    )


def tabulate_planned(planned: Planned) -> pd.DataFrame:
    """Return the numbers of the picture: steps of the axis, the marks, and the answer."""
    plan, curve, control = planned.plan, planned.curve, print_percent(planned.plan.p_control)
    rows = [
        (f"{n} per arm", "step of the axis", power, size)
        for n, power, size in zip(curve.n_control, curve.power, curve.size, strict=True)
        if n % TABLE_STEP == 0
    ]
    held = planned.held
    rows += [
        (f"{planned.chosen.n_control} per arm", "yours", planned.chosen.power, planned.chosen.size),
        (print_arms(planned.trial), "ProDERM's arms", planned.trial.power, planned.trial.size),
        (f"{plan.first_control} per arm", "target first reached", planned.first.power, planned.first.size),
        (f"{plan.n_per_arm} per arm", "target held from here", held.power, held.size),
    ]
    return pd.DataFrame(
        {
            "patients": [row[0] for row in rows],
            "what it is": [row[1] for row in rows],
            f"power (%), {_test(planned)}, if {_rates(planned)}": [100 * row[2] for row in rows],
            f"actual size (%): finds a difference if both {control}": [100 * row[3] for row in rows],
            f"{print_percent(plan.power)} power": ["yes" if row[2] >= plan.power else "no" for row in rows],
            "usual formula (normal, pooled z), per arm": planned.normal.n_per_arm,
        }
    )


def _rates(planned: Planned) -> str:
    return f"{print_percent(planned.plan.p_treatment)} v {print_percent(planned.plan.p_control)}"


def _test(planned: Planned) -> str:
    return NAMES[planned.plan.test]

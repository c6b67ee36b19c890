"""What the picture of power says: title, sentence, alternative text and table, all from the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.models.power import ExactPower, PowerCurve, SampleSize
from helpers.models.rendering import format_number

LARGEST_SHOWN = 250
"""Patients per arm at the right end of the axis."""
CLOSE = 13
"""Numbers of patients on either side of the answer in the close look."""
TABLE_STEP = 25
"""Patients per arm between two rows of the table."""
NAMES = {"pooled_z": "exact pooled z", "fisher": "Fisher's test"}


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
        The same for the numbers around the answer.
    first : ExactPower
        With as many patients as first reach the target.
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
    chosen: ExactPower
    trial: ExactPower
    provenance: Provenance


def percent(share: float) -> str:
    """Write a share as a percentage with one decimal, or none where it is 0; what is nearly all is not called all.

    >>> percent(0.953761), percent(0.8), percent(0.99996)
    ('95.4 %', '80 %', '> 99.9 %')
    """
    if share >= 0.9995:
        return "> 99.9 %"
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return f"{format_number(100 * share, 1).removesuffix('.0')} %"


def print_arms(power: ExactPower) -> str:
    """Write the two arms of a trial."""
    return f"{power.n_treatment} and {power.n_control}"


def title_planned(planned: Planned) -> str:
    """Return what is seen, in two lines."""
    plan = planned.plan
    return (
        f"Taking {_rates(planned)} as true, {percent(plan.power)} power\n"
        f"holds from {plan.n_per_arm} per arm on ({_test(planned)})"
    )


def read_planned(planned: Planned) -> str:
    """Return the sentence below the picture."""
    plan, chosen = planned.plan, planned.chosen
    first = "" if plan.first_control == plan.n_per_arm else f"first reached at {plan.first_control}; "
    return (
        f"If {percent(plan.p_treatment)} respond on IVIg and {percent(plan.p_control)} on placebo, {_test(planned)} "
        f"keeps {percent(plan.power)} power from {plan.n_per_arm} per arm on "
        f"({first}normal formula: {planned.normal.n_per_arm}). With {chosen.n_control} per arm it has "
        f"{percent(chosen.power)}. If both respond at {percent(plan.p_control)}, it still rejects in "
        f"{percent(chosen.size)} of trials."
    )


def describe_planned(planned: Planned) -> str:
    """Return the alternative text."""
    plan, curve, chosen, trial = planned.plan, planned.curve, planned.chosen, planned.trial
    steps = ", ".join(
        f"{n}: {percent(power)}"
        for n, power in zip(curve.n_control, curve.power, strict=True)
        if n % (2 * TABLE_STEP) == 0
    )
    failing = f" It falls below again at {', '.join(map(str, plan.failing))}." if plan.failing else ""
    return (
        f"Power of {_test(planned)} at two-sided {percent(plan.alpha)} for {_rates(planned)}, by patients per arm, a "
        f"jagged curve: {steps}. A line marks the target of {percent(plan.power)}, first reached at "
        f"{plan.first_control} and held from {plan.n_per_arm} on, looked at up to {plan.checked_to}.{failing} A ring "
        f"marks {chosen.n_control} per arm, {percent(chosen.power)}; a diamond {print_arms(trial)}, ProDERM's arms, "
        f"{percent(trial.power)}. A grey line shows how often the test rejects if both respond at "
        f"{percent(plan.p_control)}: {percent(chosen.size)} at {chosen.n_control} per arm."
    )


def tabulate_planned(planned: Planned) -> pd.DataFrame:
    """Return the numbers of the picture: steps of the axis, the marks, and the answer."""
    plan, curve = planned.plan, planned.curve
    rows = [
        (f"{n} per arm", "step of the axis", power, size)
        for n, power, size in zip(curve.n_control, curve.power, curve.size, strict=True)
        if n % TABLE_STEP == 0
    ]
    held = planned.close.n_control.index(plan.n_per_arm)
    rows += [
        (f"{planned.chosen.n_control} per arm", "yours", planned.chosen.power, planned.chosen.size),
        (print_arms(planned.trial), "ProDERM's arms", planned.trial.power, planned.trial.size),
        (f"{plan.first_control} per arm", "target first reached", planned.first.power, planned.first.size),
        (f"{plan.n_per_arm} per arm", "target held from here", planned.close.power[held], planned.close.size[held]),
    ]
    return pd.DataFrame(
        {
            "patients": [row[0] for row in rows],
            "what it is": [row[1] for row in rows],
            f"power (%) of {_test(planned)} if {_rates(planned)}": [100 * row[2] for row in rows],
            f"rejects (%) if both {percent(plan.p_control)}": [100 * row[3] for row in rows],
            f"{percent(plan.power)} power": ["yes" if row[2] >= plan.power else "no" for row in rows],
            "normal formula of pooled z, per arm": planned.normal.n_per_arm,
        }
    )


def _rates(planned: Planned) -> str:
    return f"{percent(planned.plan.p_treatment)} v {percent(planned.plan.p_control)}"


def _test(planned: Planned) -> str:
    return NAMES[planned.plan.test]

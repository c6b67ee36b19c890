"""What makes a drawn trial fit for the questions: every question has one answer, and each slip leads elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator

from helpers.learning.assignment.items import METHODS
from helpers.learning.assignment.trial import PersonalTrial, Subtype
from helpers.models.continuous import welch_from_summary
from helpers.models.power import patients_per_arm_normal
from helpers.models.proportions import compare_proportions, proportion_interval

APART = 1.2
"""Percentage points between a right share and each known slip: two tolerances of 0.5, and a rounding."""

APART_ZERO = 0.15
"""Percentage points between an upper limit over all exposed and over another denominator."""

APART_LIMIT = 0.75
"""Percentage points between two intervals, at one limit at least: a tolerance of 0.5, and a rounding."""

APART_NEEDED = 0.1
"""Patients between a number needed and what slips give for it: two tolerances of 0.05."""

FEWEST_OF_SUBTYPE = 5
"""Patients with one antibody, in each arm where the arms are printed."""

LEAST_DIFFERENCE, MOST_DIFFERENCE = 14, 40
"""Percentage points between the arms."""

MOST_PATIENTS = 2000
"""Per arm of a trial planned for the lower end of the interval: as many as `NextTrialExplorer` and exact power take."""

LEAST_MEAN_LIMIT = 1.0
"""TIS points that the interval of the mean difference leaves above 0: sentences call it a gain."""


def find_fault(trial: PersonalTrial) -> str:
    """Return what is wrong with the numbers of a trial, or "" if nothing is.

    Examples
    --------
    >>> from helpers.learning.assignment.draw import draw_trial
    >>> find_fault(draw_trial("Ana Lopez"))
    ''
    """
    return next(_find_faults(trial), "")


def _find_faults(trial: PersonalTrial) -> Iterator[str]:
    # Later checks divide by what the earlier ones found to be above 0.
    yield from _check_counts(trial)
    yield from _check_efficacy(trial)
    yield from _check_harms(trial)
    yield from _check_subtypes(trial)
    yield from _check_number_needed(trial)
    # Last, as it takes longest.
    yield from _check_intervals(trial)


def _check_counts(trial: PersonalTrial) -> Iterator[str]:
    treatment, control, harms, extension = trial.treatment, trial.control, trial.harms, trial.extension
    for arm in (treatment, control):
        if not 0 < arm.responders_higher < arm.responders < arm.completed < arm.n:
            yield f"counts of {arm.name}"
        if not 6 <= arm.mean <= 75 or not 8 <= arm.sd <= 32:
            yield f"mean and SD of {arm.name}"
    if treatment.n == control.n:
        yield "arms of one size"
    if control.completed + trial.switched >= control.n:
        yield "nobody left placebo but by switching"
    if trial.switched < 1 or harms.exposed != treatment.n + trial.switched:
        yield "exposed"
    if not 0 < harms.with_event < harms.events < harms.exposed or harms.with_event >= treatment.n:
        yield "adverse events"
    if not 0 < harms.with_event_placebo < control.n:
        yield "adverse events on placebo"
    stayed = treatment.completed + control.completed + trial.switched
    if not 0 < extension.responders < extension.entered < stayed or extension.weeks <= trial.weeks:
        yield "extension"
    if extension.responders / extension.entered < treatment.responders / treatment.n + 0.03:
        yield "extension without a rise"
    if trial.higher_bar <= trial.bar:
        yield "bars"
    means = welch_from_summary(treatment.mean, treatment.sd, treatment.n, control.mean, control.sd, control.n)
    if means.interval("welch").lower < LEAST_MEAN_LIMIT:
        yield "means too close"


def _check_efficacy(trial: PersonalTrial) -> Iterator[str]:
    treatment, control, switched = trial.treatment, trial.control, trial.switched
    difference = _difference(treatment.responders, treatment.n, control.responders, control.n)
    if not LEAST_DIFFERENCE <= difference <= MOST_DIFFERENCE:
        yield "difference"
    if compare_proportions(treatment.responders, treatment.n, control.responders, control.n).p_value("fisher") >= 0.045:
        yield "primary result not significant"
    slips = {
        "completers": _difference(treatment.responders, treatment.completed, control.responders, control.completed),
        "as treated": _difference(treatment.responders, trial.harms.exposed, control.responders, control.n - switched),
        "as treated over placebo as randomised": _difference(
            treatment.responders, trial.harms.exposed, control.responders, control.n
        ),
        "placebo without who switched": _difference(
            treatment.responders, treatment.n, control.responders, control.n - switched
        ),
        "denominators swapped": _difference(treatment.responders, control.n, control.responders, treatment.n),
        "both arms": _difference(
            treatment.responders, treatment.n + control.n, control.responders, treatment.n + control.n
        ),
        "higher bar": _difference(treatment.responders_higher, treatment.n, control.responders_higher, control.n),
        "drug alone": 100 * treatment.responders / treatment.n,
        "placebo alone": 100 * control.responders / control.n,
        "counts": treatment.responders - control.responders,
        "means": treatment.mean - control.mean,
    }
    for name, slip in slips.items():
        if abs(slip - difference) < APART:
            yield f"difference equals slip: {name}"
    if treatment.responders_higher / treatment.n <= control.responders_higher / control.n:
        yield "higher bar the other way"


def _check_number_needed(trial: PersonalTrial) -> Iterator[str]:
    treatment, control = trial.treatment, trial.control
    result = compare_proportions(treatment.responders, treatment.n, control.responders, control.n)
    needed, more = result.number_needed_to_treat, treatment.responders - control.responders
    slips = {
        "odds ratio": result.odds_ratio,
        "risk ratio": result.risk_ratio,
        "drug alone": treatment.n / treatment.responders,
        "placebo alone": control.n / control.responders,
        "count": more,
        "both arms": (treatment.n + control.n) / more,
        "completers": compare_proportions(
            treatment.responders, treatment.completed, control.responders, control.completed
        ).number_needed_to_treat,
        "as treated": compare_proportions(
            treatment.responders, trial.harms.exposed, control.responders, control.n - trial.switched
        ).number_needed_to_treat,
        "as treated over placebo as randomised": compare_proportions(
            treatment.responders, trial.harms.exposed, control.responders, control.n
        ).number_needed_to_treat,
        "higher bar": compare_proportions(
            treatment.responders_higher, treatment.n, control.responders_higher, control.n
        ).number_needed_to_treat,
    }
    for name, slip in slips.items():
        # Rounded, for a float can stand a hair beside the whole number that it means.
        if abs(slip - needed) < APART_NEEDED or round(slip, 6) == math.ceil(round(needed, 6)):
            yield f"number needed equals slip: {name}"


def _check_intervals(trial: PersonalTrial) -> Iterator[str]:
    treatment, control, exposed = trial.treatment, trial.control, trial.harms.exposed
    randomised = _find_limits(trial, treatment.n, control.n)
    for method, limits in randomised.items():
        if method != "wald" and _measure_gap(limits, randomised["wald"]) < APART_LIMIT:
            yield f"Wald interval equals {method}"
        if limits[0] <= 0:
            yield f"{method} interval holds 0"
    placebo = control.responders / control.n
    lowest = min(limits[0] for limits in randomised.values()) / 100
    if patients_per_arm_normal(placebo + lowest, placebo, power=trial.power) > MOST_PATIENTS:
        yield "sceptical plan too large"
    slips = {
        "completers": (treatment.completed, control.completed),
        "as treated": (exposed, control.n - trial.switched),
        "as treated over placebo as randomised": (exposed, control.n),
    }
    for name, sizes in slips.items():
        for method, limits in _find_limits(trial, *sizes).items():
            if _measure_gap(limits, randomised[method]) < APART_LIMIT:
                yield f"{method} interval equals slip: {name}"


def _find_limits(trial: PersonalTrial, n_treatment: int, n_control: int) -> dict[str, tuple[float, float]]:
    """Return the 95 % limits of the difference by each method, percentage points, over these patients."""
    result = compare_proportions(trial.treatment.responders, n_treatment, trial.control.responders, n_control)
    intervals = {method: result.risk_difference_interval(method) for method in METHODS}
    return {method: (100 * interval.lower, 100 * interval.upper) for method, interval in intervals.items()}


def _measure_gap(limits: tuple[float, float], others: tuple[float, float]) -> float:
    """Return by how much two intervals differ at the limit where they differ more: only one has to be told apart."""
    return max(abs(one - other) for one, other in zip(limits, others, strict=True))


def _check_harms(trial: PersonalTrial) -> Iterator[str]:
    harms, treatment, control = trial.harms, trial.treatment, trial.control
    share = 100 * harms.with_event / harms.exposed
    slips = {
        "events": 100 * harms.events / harms.exposed,
        "events over randomised": 100 * harms.events / treatment.n,
        "randomised": 100 * harms.with_event / treatment.n,
        "everybody": 100 * harms.with_event / (treatment.n + control.n),
        "both arms": 100 * (harms.with_event + harms.with_event_placebo) / (treatment.n + control.n),
        "completers": 100 * harms.with_event / treatment.completed,
        "count of events": harms.events,
        "placebo": 100 * harms.with_event_placebo / control.n,
        "difference": share - 100 * harms.with_event_placebo / control.n,
        "without an event": 100 - share,
        "count": harms.with_event,
    }
    for name, slip in slips.items():
        if abs(slip - share) < APART:
            yield f"harm equals slip: {name}"
    right, wrong = _limits(harms.exposed), _limits(treatment.n) + _limits(treatment.n + control.n)
    if min(abs(one - other) for one in right for other in wrong) < APART_ZERO:
        yield "zero: denominators not told apart"


def _check_subtypes(trial: PersonalTrial) -> Iterator[str]:
    well, badly = sorted(trial.subtypes, key=lambda subtype: -subtype.responders / subtype.n)
    if well.responders / well.n - badly.responders / badly.n < 0.15:
        yield "subtypes alike"
    for subtype in trial.subtypes:
        if not 0 < subtype.responders < subtype.n or subtype.n < 2 * FEWEST_OF_SUBTYPE:
            yield f"counts of {subtype.name}"
    rest = trial.treatment.n + trial.control.n - sum(subtype.n for subtype in trial.subtypes)
    others = trial.treatment.responders + trial.control.responders - sum(s.responders for s in trial.subtypes)
    if not 0 <= others <= rest:
        yield "subtypes beyond all"
    if not trial.prints_subtypes_by_arm:
        return
    for arm, name in ((trial.treatment, "drug"), (trial.control, "placebo")):
        counts = [_count(subtype, name) for subtype in trial.subtypes]
        others = arm.responders - sum(responders for _, responders in counts)
        if not 0 <= others <= arm.n - sum(n for n, _ in counts):
            yield f"subtypes beyond the {name} arm"
        if not all(0 <= responders <= n and n >= FEWEST_OF_SUBTYPE for n, responders in counts):
            yield f"subtypes within the {name} arm"
    effects = [
        _difference(*reversed(_count(subtype, "drug")), *reversed(_count(subtype, "placebo")))
        for subtype in (well, badly)
    ]
    if effects[0] >= effects[1] - 5:
        yield "subtype that responds more has the larger effect"


def _count(subtype: Subtype, arm: str) -> tuple[int, int]:
    """Return patients and responders of a subtype in one arm."""
    if arm == "drug":
        return subtype.n_treatment, subtype.responders_treatment
    return subtype.n - subtype.n_treatment, subtype.responders - subtype.responders_treatment


def _difference(responders_treatment: int, n_treatment: int, responders_control: int, n_control: int) -> float:
    return 100 * (responders_treatment / n_treatment - responders_control / n_control)


def _limits(n: int) -> list[float]:
    """Return the upper limits for none of `n`, percent: one-sided, rule of three, two-sided."""
    return [
        100 * proportion_interval(0, n, "clopper-pearson", 0.90).upper,
        300 / n,
        100 * proportion_interval(0, n, "clopper-pearson", 0.95).upper,
    ]

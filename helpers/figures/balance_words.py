"""What is shown of benefit and harm in 100 people, and the words and numbers for it.

There is no ratio of the two here, and no number needed for a harm: a headache is no response with its sign turned.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import print_number
from helpers.models.event_counts import EventCount
from helpers.models.intervals import Interval
from helpers.models.safety import HUNDRED, NaturalFrequencies

NO_COMPARATOR = "no comparator"
NOT_WEIGHED = "Counting does not weigh a headache against a response."


@dataclass(frozen=True)
class Balance:
    """What the picture shows.

    Attributes
    ----------
    benefit : NaturalFrequencies
        Responders, as randomised.
    bar : int
        The Total Improvement Score that made a responder, points.
    improvement : str
        What the score's authors call that much.
    harm : NaturalFrequencies
        People with at least one such event in the first period, as treated.
    severity : str
        What these people had or did: "had a related event".
    clots : EventCount
        Thromboembolic events of all ever given IVIg, uncontrolled.
    clots_per_hundred : int
    cause : str
        Which of them: "judged related", or "whatever the cause".
    weeks : tuple of int
        Of the first period, and of the whole study.
    intervals, rivals : tuple of Interval
        Of the two differences, benefit and harm: by the method in front, and by the one beside it in the table.
    sources : tuple of str
        Of the benefit, and of both harms.
    provenance : Provenance
    """

    benefit: NaturalFrequencies
    bar: int
    improvement: str
    harm: NaturalFrequencies
    severity: str
    clots: EventCount
    clots_per_hundred: int
    cause: str
    weeks: tuple[int, int]
    intervals: tuple[Interval, Interval]
    rivals: tuple[Interval, Interval]
    sources: tuple[str, str]
    provenance: Provenance

    @property
    def panels(self) -> tuple[NaturalFrequencies, NaturalFrequencies]:
        """Benefit and harm, each in its own kind of comparison."""
        return self.benefit, self.harm


def write_headline(shown: Balance) -> str:
    """Say benefit and harm in two lines, never as a ratio."""
    benefit, harm = shown.panels
    return (
        f"Of {HUNDRED} each: {benefit.treatment} v {benefit.control} reached TIS {shown.bar};\n"
        f"{harm.treatment} v {harm.control} {shown.severity}"
    )


def head_panels(shown: Balance) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the kind of comparison and the outcome of each panel."""
    first, _ = shown.weeks
    return (
        (f"RANDOMISED, week {first}", f"reached TIS {shown.bar} or more"),
        (f"AS TREATED, weeks 0-{first}", shown.severity),
    )


def head_rows(frequencies: NaturalFrequencies) -> tuple[str, str]:
    """Say how many of 100 in each group."""
    return f"IVIg: {frequencies.treatment} of {HUNDRED}", f"placebo: {frequencies.control} of {HUNDRED}"


def foot_panel(frequencies: NaturalFrequencies, interval: Interval) -> str:
    """Say the difference in people of 100, with its interval."""
    lower, upper = (print_number(HUNDRED * limit, 0) for limit in interval)
    return f"{_more(frequencies)}{_tell_rounding(frequencies)} ({lower} to {upper})"


def tell_clots(shown: Balance) -> tuple[str, str]:
    """Return the kind of comparison, and what is counted, of the panel without a comparator."""
    _, whole = shown.weeks
    count = shown.clots
    return (
        f"UNCONTROLLED, {NO_COMPARATOR}, weeks 0-{whole}",
        f"clots {shown.cause}: {shown.clots_per_hundred} of {HUNDRED} ({count.patients_with} of {count.n})",
    )


def read_balance(shown: Balance) -> str:
    """Read the three panels one by one, and say why they are not weighed by counting."""
    benefit, harm, clots = shown.benefit, shown.harm, shown.clots
    return (
        f"Of {HUNDRED}, as randomised, {benefit.treatment} on IVIg and {benefit.control} on placebo reached TIS "
        f"{shown.bar}; as treated, {harm.treatment} and {harm.control} {shown.severity}. {NOT_WEIGHED} "
        f"Clots {shown.cause}, over {shown.weeks[1]} weeks: {clots.patients_with} of {clots.n} ever given IVIg, "
        "nobody beside them."
    )


def describe_balance(shown: Balance) -> str:
    """Describe the three panels with their numbers."""
    first, whole = shown.weeks
    in_both = shown.harm.contrast.treatment.at_risk.in_both
    panels = [
        f"{name}: {frequencies.treatment} of {HUNDRED} large on IVIg and {frequencies.control} on placebo, "
        f"{foot_panel(frequencies, interval)}"
        for name, frequencies, interval in zip(
            (
                f"as randomised, {shown.improvement} improvement (TIS {shown.bar} or more) at week {first}",
                f"as treated, those who {shown.severity} in weeks 0 to {first}",
            ),
            shown.panels,
            shown.intervals,
            strict=True,
        )
    ]
    return (
        f"Three panels of {HUNDRED} people for each group, large dots for those counted. Left, {panels[0]}. Right, "
        f"{panels[1]}; {in_both} people stand in both groups. Apart from both, uncontrolled and with {NO_COMPARATOR}, "
        f"weeks 0 to {whole}: "
        f"{shown.clots_per_hundred} of {HUNDRED} ever given IVIg with a "
        f"thromboembolic event {shown.cause} ({shown.clots.patients_with} of {shown.clots.n})."
    )


def tabulate_balance(shown: Balance) -> pd.DataFrame:
    """Tabulate each panel in its own kind of comparison; the uncontrolled one has no difference."""
    names = (f"TIS {shown.bar} or more ({shown.improvement} improvement)", shown.severity)
    rows = []
    panels = zip(names, shown.panels, shown.intervals, shown.rivals, shown.sources, strict=True)
    for name, frequencies, interval, rival, source in panels:
        a, b = frequencies.contrast.treatment, frequencies.contrast.control
        rows.append(
            {
                "what": name,
                "kind of comparison": str(frequencies.contrast.comparison),
                "time": a.at_risk.time,
                "on IVIg": f"{a.patients_with} of {a.n}",
                "on placebo": f"{b.patients_with} of {b.n}",
                f"IVIg (of {HUNDRED})": str(frequencies.treatment),
                f"placebo (of {HUNDRED})": str(frequencies.control),
                f"more of {HUNDRED}": str(frequencies.more),
                "difference (percentage points)": print_number(HUNDRED * frequencies.contrast.difference),
                f"{100 * interval.level:g} % interval ({interval.label})": _tell_interval(interval),
                f"{100 * rival.level:g} % interval ({rival.label})": _tell_interval(rival),
                "note": frequencies.contrast.note,
                "from": source,
            }
        )
    none = dict.fromkeys(list(rows[0])[6:11], NO_COMPARATOR)
    clots = {
        "what": f"thromboembolic event, {shown.cause}",
        "kind of comparison": str(shown.clots.comparison),
        "time": shown.clots.at_risk.time,
        "on IVIg": f"{shown.clots.patients_with} of {shown.clots.n}",
        "on placebo": NO_COMPARATOR,
        f"IVIg (of {HUNDRED})": str(shown.clots_per_hundred),
        "note": "Nobody stands beside them.",
        "from": shown.sources[1],
    }
    return pd.DataFrame([*rows, clots | none])[list(rows[0])]


def _more(frequencies: NaturalFrequencies) -> str:
    more = frequencies.more
    return f"{more} more" if more >= 0 else f"{-more} fewer"


def _tell_rounding(frequencies: NaturalFrequencies) -> str:
    if not frequencies.is_rounded_apart:
        return ""
    return f", or {print_number(HUNDRED * frequencies.contrast.difference)}"


def _tell_interval(interval: Interval) -> str:
    return " to ".join(print_number(HUNDRED * limit) for limit in interval)

"""What is shown of few events, or none, and the words and numbers for it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.models.intervals import Interval

PATIENTS, CYCLES = "patients", "infusion cycles"
"""What events are counted over."""
TRIALS = 100
"""Such trials, of which it is told how many see none."""
CAUTION = "events taken as independent; one patient can have several"
"""What a limit over infusion cycles takes for granted."""


@dataclass(frozen=True)
class ZeroEvents:
    """What the picture shows.

    Attributes
    ----------
    unit : {"patients", "infusion cycles"}
        What is counted over: with patients `events` are patients with at least one.
    events, n : int
        Seen, and looked at, in that unit.
    interval : Interval
        The limit in front: a fraction of patients, or events per 100 infusion cycles.
    rivals : dict of str to Interval or None
        Method as a reader calls it -> its interval, the one in front among them; None where it does not apply.
    curve : tuple of (int, float)
        How many are looked at -> the upper limit in front, if as many events are seen.
    risk : float
        Assumed true risk: percent of patients, or events per 100 infusion cycles.
    aim, chance : float
        The chance to see at least one that is aimed at, and the one that `n` gives at that risk, 0 to 1.
    needed : int
        Patients or infusion cycles for the chance aimed at.
    others : int
        How many of the other unit: infusion cycles beside patients, patients beside infusion cycles.
    other : Interval
        The interval of the same number of events counted over the other unit.
    others_are_most : bool
        True if there can have been fewer of the other unit.
    provenance : Provenance
    """

    unit: str
    events: int
    n: int
    interval: Interval
    rivals: dict[str, Interval | None]
    curve: tuple[tuple[int, float], ...]
    risk: float
    aim: float
    chance: float
    needed: int
    others: int
    other: Interval
    others_are_most: bool
    provenance: Provenance

    @property
    def per(self) -> int:
        """What the picture counts per."""
        return 100

    @property
    def scale(self) -> int:
        """From the interval's own unit to the picture's."""
        return self.per if self.unit == PATIENTS else 1

    @property
    def is_one_sided(self) -> bool:
        return self.interval.method == "one-sided"

    @property
    def is_everybody(self) -> bool:
        return self.unit == PATIENTS and self.events == self.n

    @property
    def sign(self) -> str:
        """What stands behind a number: a share of patients is a percentage."""
        return " %" if self.unit == PATIENTS else f" per {self.per}"

    @property
    def true(self) -> str:
        """What the true value is called: a share of patients is a risk."""
        return "risk" if self.unit == PATIENTS else "rate"

    @property
    def other_unit(self) -> str:
        return CYCLES if self.unit == PATIENTS else PATIENTS

    @property
    def others_seen(self) -> int:
        """Events, or patients with one: in patients there are no more of these than people."""
        return min(self.events, self.others) if self.other_unit == PATIENTS else self.events


def print_share(value: float) -> str:
    """Print a number per 100 with one decimal, two below 2, none from 100 on.

    >>> print_share(5.598), print_share(0.9036), print_share(100.0), print_share(0)
    ('5.6', '0.90', '100', '0')
    """
    if value == 0:
        return "0"
    return f"{value:.{0 if value >= 99.95 else 1 if value >= 1.995 else 2}f}"


def write_headline(shown: ZeroEvents) -> str:
    """Say what was seen and what remains possible, in two lines."""
    upper = f"{print_share(shown.scale * shown.interval.upper)}{shown.sign}"
    if not shown.events:
        return f"None seen in {shown.n} {shown.unit}:\nup to {upper} remain possible"
    if shown.is_everybody:
        return f"{_tell_seen(shown)}:\nall had one, so no limit above"
    return f"{_tell_seen(shown)}:\nup to {upper} remain possible"


def name_looked_at(shown: ZeroEvents) -> str:
    """Name what is counted over, for the axis."""
    return "patients looked at" if shown.unit == PATIENTS else "infusion cycles given"


def tell_methods(shown: ZeroEvents) -> list[tuple[str, bool]]:
    """Return each way to the limit in two short lines, and whether it is the one in front."""
    rows = [(f"{100 * shown.interval.level:g} % limit by", False)]
    for name, interval in shown.rivals.items():
        value = "only for none" if interval is None else f"{print_share(shown.scale * interval.upper)}{shown.sign}"
        rows.append((f"{name}:\n{value}", interval is shown.interval))
    return rows


def tell_chance(shown: ZeroEvents) -> str:
    """Say how likely one is seen at all, if the true risk is what was set."""
    # The axis says per 100 of what.
    return (
        f"If truly {shown.risk:g}{shown.sign}: {_percent(shown.chance)} chance to see one; {_percent(shown.aim)} takes "
        f"{shown.needed}"
    )


def tell_trials(shown: ZeroEvents) -> str:
    """Say how many of 100 such trials would see none: a risk above 0 leaves neither none of them nor all."""
    none = TRIALS * (1 - shown.chance)
    count = "fewer than 1" if none < 0.5 else f"more than {TRIALS - 1}" if none > TRIALS - 0.5 else f"{none:.0f}"
    return f"{count} of {TRIALS} such trials see none"


def tell_other_unit(shown: ZeroEvents) -> str:
    """Say what the same events would mean counted over the other unit."""
    others = f"{shown.others} {'cycles' if shown.other_unit == CYCLES else PATIENTS}"
    if not shown.events:
        limit = f"that is up to {_print_other(shown, shown.other.upper)}"
        return f"At the plan's most, {others}, {limit}" if shown.others_are_most else f"In {others}, {limit}"
    # An event has one patient, and a patient has at least one event.
    bound = "events: at least" if shown.unit == PATIENTS else "patients: at most"
    return f"As {bound} {shown.others_seen} in {others}, {_print_other(shown, shown.other.estimate)}"


def read_limits(shown: ZeroEvents) -> str:
    """Read the limit, what it takes to see one, and the other unit."""
    upper = f"{print_share(shown.scale * shown.interval.upper)}{shown.sign}"
    limits = f"exact {100 * shown.interval.level:g} % limit, {shown.interval.method}"
    caution = "" if shown.unit == PATIENTS else f", {CAUTION}"
    if not shown.events:
        first = f"None seen in {shown.n} {shown.unit} fits a true {shown.true} of up to {upper} ({limits}){caution}."
    else:
        lower = "of " if shown.is_one_sided else f"from {print_share(shown.scale * shown.interval.lower)} "
        everybody = "; where all had one no upper limit lies below 100 %" if shown.is_everybody else ""
        first = f"{_tell_seen(shown)}, fits a true {shown.true} {lower}up to {upper} ({limits}){everybody}{caution}."
    second = (
        f"At a true {shown.risk:g}{shown.sign}, the chance to see one is {_percent(shown.chance)}; for "
        f"{_percent(shown.aim)} it takes {shown.needed}."
    )
    return f"{first} {second} {tell_other_unit(shown)}."


def describe_limits(shown: ZeroEvents) -> str:
    """Describe curve, interval and bar with their numbers."""
    interval, scale = shown.interval, shown.scale
    lower, upper = (print_share(scale * limit) for limit in interval)
    ends = [f"{print_share(scale * limit)} at {n}" for n, limit in (shown.curve[0], shown.curve[-1])]
    dot = f", a dot at {print_share(scale * interval.estimate)}" if shown.events else ""
    rivals = "; ".join(text.replace("\n", " ") for text, _ in tell_methods(shown)[1:])
    return (
        f"A falling curve: the upper limit per {shown.per} {shown.unit} against how many are looked at, with "
        f"{shown.events} seen, {' and '.join(ends)}. At {shown.n} a thick bar from {lower} to {upper}{dot}. Limits at "
        f"{100 * interval.level:g} %: {rivals}. Below, a bar filled to {_percent(shown.chance)}: the chance to see at "
        f"least one in {shown.n} if the true {shown.true} is {_tell_risk(shown)}; a mark at {_percent(shown.aim)}, "
        f"which takes {shown.needed}; {tell_trials(shown)}. {tell_other_unit(shown)}."
    )


def tabulate_limits(shown: ZeroEvents) -> pd.DataFrame:
    """Tabulate the limits by method, then what it takes to see one, then the other unit."""
    scale, unit = shown.scale, f"per {shown.per} {shown.unit}"
    seen = _count_seen(shown.events, shown.unit)
    rows = [
        {
            "what": f"{100 * shown.interval.level:g} % limit, {name}",
            "seen": seen,
            "of": f"{shown.n} {shown.unit}",
            "estimate": _round(scale * shown.interval.estimate),
            "lower": "" if interval is None else _round(scale * interval.lower),
            "upper": "only for none seen" if interval is None else _round(scale * interval.upper),
            "unit": unit,
            "in front": "yes" if interval is shown.interval else "no",
            "note": "" if shown.unit == PATIENTS else CAUTION,
        }
        for name, interval in shown.rivals.items()
    ]
    to_percent = 1 if shown.other_unit == CYCLES else shown.per
    bound = "" if not shown.events else "at least " if shown.unit == PATIENTS else "at most "
    rows.append(
        {
            "what": f"{100 * shown.other.level:g} % limit, {shown.other.method}, counted by {shown.other_unit}",
            "seen": f"{bound}{_count_seen(shown.others_seen, shown.other_unit)}",
            "of": f"{shown.others} {shown.other_unit}",
            "estimate": _round(to_percent * shown.other.estimate),
            "lower": "not known" if bound == "at most " else _round(to_percent * shown.other.lower),
            "upper": "not known" if bound == "at least " else _round(to_percent * shown.other.upper),
            "unit": f"per {shown.per} {shown.other_unit}",
            "in front": "no",
            "note": "" if shown.other_unit == PATIENTS else CAUTION,
        }
    )
    assumed = f"if the true {shown.true} is {_tell_risk(shown)}"
    what, blank = f"chance to see at least one, {assumed}", {"lower": "", "upper": "", "in front": "", "note": ""}
    for n, chance in ((shown.n, shown.chance), (shown.needed, shown.aim)):
        rows.append(
            {"what": what, "seen": "at least 1", "of": f"{n} {shown.unit}", "estimate": _round(100 * chance)}
            | blank
            | {"unit": "%"}
        )
    trials = {"what": f"such trials that see none, {assumed}", "seen": "0", "of": f"{shown.n} {shown.unit}"}
    rows.append(trials | {"estimate": _round(TRIALS * (1 - shown.chance)), "unit": f"of {TRIALS} trials"} | blank)
    return pd.DataFrame(rows)[["what", "seen", "of", "estimate", "lower", "upper", "unit", "in front", "note"]]


def _tell_seen(shown: ZeroEvents) -> str:
    share = f"{print_share(shown.scale * shown.interval.estimate)}{shown.sign}"
    if shown.unit == PATIENTS:
        return f"{shown.events} of {shown.n} patients, {share}"
    return f"{_count_seen(shown.events, shown.unit)} in {shown.n} cycles, {share}"


def _count_seen(seen: int, unit: str) -> str:
    several = "" if seen == 1 else "s"
    return f"{seen} patient{several} with an event" if unit == PATIENTS else f"{seen} event{several}"


def _tell_risk(shown: ZeroEvents) -> str:
    return f"{shown.risk:g} %" if shown.unit == PATIENTS else f"{shown.risk:g} per {shown.per} cycles"


def _print_other(shown: ZeroEvents, value: float) -> str:
    if shown.other_unit == CYCLES:
        return f"{print_share(value)} per {shown.per}"
    return f"{print_share(shown.per * value)} %"


def _percent(share: float) -> str:
    """Print a chance as a whole percentage, never 100: a float that says 1 has only been rounded."""
    if share >= 0.995:
        return "> 99 %"
    return "< 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def _round(value: float) -> float:
    return round(float(value), 3)

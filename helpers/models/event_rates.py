"""How common can it be? Limits for few events, or none, per patient and per infusion cycle."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from helpers.errors import Impossible, check_choice, check_count, check_number
from helpers.models.intervals import PROPORTION_METHODS, Interval, compute_clopper_pearson_limits
from helpers.models.rendering import format_number, format_share

SIDES: Mapping[str, float] = {"one-sided": 1.0, "two-sided": 0.5}
"""Sides of a limit, and the share of 1 - level that lies above it."""

PER_CYCLES = 100
"""Infusion cycles that a rate is told for."""

MOST = 10**9
"""Patients, events or cycles: more than anybody ever counted, and few enough for a limit to keep its digits."""

GARWOOD = "Garwood F. Biometrika 1936;28:437-442. doi:10.1093/biomet/28.3-4.437"
RULE_OF_THREE = "Hanley JA, Lippman-Hand A. JAMA 1983;249:1743-1745. doi:10.1001/jama.1983.03330370053031"

_NAMED_RULE = ("rule-of-three", "rule of three", RULE_OF_THREE)
_RATE = f"events per {PER_CYCLES} infusion cycles"

NOT_INDEPENDENT = (
    "The interval takes events as independent. Those of one patient are not, and one patient may have several: "
    "it is then too narrow."
)


@dataclass(frozen=True)
class RateInterval(Interval):
    """The interval of a rate of events, with what it was counted over.

    Attributes
    ----------
    events : int
        Events seen; one patient may have several.
    cycles : int
        Infusion cycles given.
    note : str
        What the interval takes for granted.
    """

    events: int
    cycles: int
    note: str = NOT_INDEPENDENT

    def __str__(self) -> str:
        limits = f"{format_number(self.lower, 2)} to {format_number(self.upper, 2)}"
        return (
            f"{self.events} events in {self.cycles} infusion cycles: {format_number(self.estimate, 2)} per "
            f"{PER_CYCLES} cycles ({format_share(self.level)} interval {limits}, {self.label}). {self.note}"
        )


def event_interval(patients: int, n: int, *, level: float = 0.95, sides: str = "two-sided") -> Interval:
    """Return the exact interval of the share of patients who have at least one event.

    Parameters
    ----------
    patients : int
        Patients with at least one event, not events.
    n : int
        Patients at risk, at least 1.
    level : float
        Confidence level, between 0 and 1.
    sides : {"one-sided", "two-sided"}
        Two-sided leaves (1 - level) / 2 on each side (Clopper-Pearson). One-sided leaves all of it above: the lower
        limit is then 0, and the upper one lies closer.

    Returns
    -------
    Interval
        Fractions. With 0 of n the lower limit is 0, with n of n the upper limit is 1, both exactly: nothing is then
        learned on that side.

    Raises
    ------
    Impossible
        If a count, the level or the name of the sides cannot be.

    Examples
    --------
    Nobody of 52 had a related thromboembolic event in the first period, as treated
    (doi:10.1186/s13075-023-03232-2).

    >>> print(event_interval(0, 52, sides="one-sided"))
    patients with an event 0.000 (95 % interval 0.000 to 0.056, exact, one-sided)
    >>> round(100 * event_interval(0, 52).upper, 3)
    6.848
    """
    n = check_count("n", n, low=1, high=MOST)
    patients = check_count("patients", patients, high=n, of="n: events are not patients")
    level, tail = _check_tail(level, sides)
    lower, upper = compute_clopper_pearson_limits(patients, n, 1 - 2 * tail)
    return Interval(
        "patients with an event",
        patients / n,
        lower if sides == "two-sided" else 0.0,
        upper,
        level,
        sides,
        f"exact, {sides}",
        PROPORTION_METHODS["clopper-pearson"].citation,
    )


def rule_of_three(n: int, *, level: float = 0.95) -> Interval:
    """Return the upper limit for none seen in `n` by the rule of three: 3 / n.

    The 3 is -ln(1 - 0.95), rounded; at another level it is that logarithm to one decimal, below 1 to two digits: 2.3 at
    90 %, 4.6 at 99 %, 0.69 at 50 %.
    It stands for the exact one-sided limit where n is above about 30.

    Parameters
    ----------
    n : int
        Patients of whom nobody had an event, at least 1.
    level : float
        Confidence level of the one-sided limit, between 0 and 1.

    Returns
    -------
    Interval
        Fractions; the upper limit is cut off at 1.

    Raises
    ------
    Impossible
        If `n` or the level cannot be.

    Examples
    --------
    >>> round(100 * rule_of_three(52).upper, 3)
    5.769
    """
    n = check_count("n", n, low=1, high=MOST)
    level = check_number("level", level, 0, 1, open_ends=True)
    upper = min(1.0, _find_three(level) / n)
    return Interval("patients with an event", 0.0, 0.0, upper, level, *_NAMED_RULE)


def rule_of_three_in_cycles(cycles: int, *, level: float = 0.95) -> Interval:
    """Return the upper limit for no event in so many infusion cycles by the rule of three, per 100 cycles.

    Raises
    ------
    Impossible
        If there are no cycles, or the level cannot be.

    Examples
    --------
    >>> rule_of_three_in_cycles(600).upper
    0.5
    """
    cycles = check_cycles(cycles)
    level = check_number("level", level, 0, 1, open_ends=True)
    upper = PER_CYCLES * _find_three(level) / cycles
    return Interval(_RATE, 0.0, 0.0, upper, level, *_NAMED_RULE)


def rate_interval(events: int, cycles: int, *, level: float = 0.95, sides: str = "two-sided") -> RateInterval:
    """Return the exact Poisson interval of a rate, per 100 infusion cycles.

    Parameters
    ----------
    events : int
        Events, not patients: one may have several.
    cycles : int
        Infusion cycles given, at least 1.
    level : float
        Confidence level, between 0 and 1.
    sides : {"one-sided", "two-sided"}
        As in `event_interval`.

    Returns
    -------
    RateInterval
        Events per 100 infusion cycles, 0 or more; there is no upper end, for a cycle may bring more than one event.
        It carries the caution that the events of one patient are not independent.

    Raises
    ------
    Impossible
        If a count, the level or the name of the sides cannot be; with no cycles there is no rate.

    Examples
    --------
    Related thromboembolic events over the whole study (doi:10.1186/s13075-023-03232-2).

    >>> print(rate_interval(6, 664))
    6 events in 664 infusion cycles: 0.90 per 100 cycles (95 % interval 0.33 to 1.97, exact Poisson, two-sided). The
    interval takes events as independent. Those of one patient are not, and one patient may have several: it is then
    too narrow.
    """
    from scipy.special import gammainccinv, gammaincinv

    events = check_count("events", events, high=MOST)
    cycles = check_cycles(cycles)
    level, tail = _check_tail(level, sides)
    lower = float(gammaincinv(events, tail)) if events and sides == "two-sided" else 0.0
    upper = float(gammainccinv(events + 1, tail))
    scale = PER_CYCLES / cycles
    return RateInterval(
        _RATE,
        events * scale,
        lower * scale,
        upper * scale,
        level,
        sides,
        f"exact Poisson, {sides}",
        GARWOOD,
        events,
        cycles,
    )


def most_patients_interval(events: int, n: int, *, level: float = 0.95, sides: str = "two-sided") -> Interval:
    """Return `event_interval` for the most patients who can have had so many events: one each, or everybody.

    Raises `Impossible` as `event_interval` does.

    >>> round(most_patients_interval(6, 95).estimate, 3)
    0.063
    """
    events, n = check_count("events", events), check_count("n", n, low=1, high=MOST)
    return event_interval(min(events, n), n, level=level, sides=sides)


def _find_three(level: float) -> float:
    """Return the numerator of the rule of three: 3.0 at 95 %.

    >>> [_find_three(level) for level in (0.9, 0.95, 0.5, 0.04)]
    [2.3, 3.0, 0.69, 0.041]
    """
    exact = -math.log1p(-level)
    return round(exact, max(1, 1 - math.floor(math.log10(exact))))


def check_cycles(cycles: int) -> int:
    """Return a number of infusion cycles that a rate can be counted over: at least 1.

    >>> check_cycles(664)
    664
    """
    cycles = check_count("cycles", cycles, high=MOST)
    if cycles == 0:
        raise Impossible("cycles = 0 is impossible: a rate needs at least 1 infusion cycle to be counted over.")
    return cycles


def _check_tail(level: float, sides: str) -> tuple[float, float]:
    """Return the level, and the share that the upper limit leaves above."""
    level = check_number("level", level, 0, 1, open_ends=True)
    return level, (1 - level) * SIDES[check_choice("sides", sides, SIDES)]
